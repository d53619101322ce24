// A clock, sockets, locks and channels for the live client's tests: nothing
// happens by itself, and nobody waits.

// Debian 12 has a node without it.
globalThis.CustomEvent ??= class extends Event {
  constructor(name, options) {
    super(name);
    this.detail = options?.detail;
  }
};

/** Time that a test moves. */
export class FakeClock {
  constructor() {
    this.time = 0;
    this.timers = new Map();
    this.last = 0;
  }

  later(run, ms) {
    this.last += 1;
    this.timers.set(this.last, { at: this.time + ms, run });
    return this.last;
  }

  cancel(timer) {
    this.timers.delete(timer);
  }

  /** Runs all that is due within `ms`, in its order, and what follows. */
  async advance(ms) {
    const end = this.time + ms;
    for (;;) {
      await settle();
      const due = [...this.timers].filter(([, timer]) => timer.at <= end)
        .sort((a, b) => a[1].at - b[1].at || a[0] - b[0])[0];
      if (!due) break;
      this.timers.delete(due[0]);
      this.time = due[1].at;
      due[1].run();
    }
    this.time = end;
    await settle();
  }
}

/** Lets all promises that are settled be heard. */
export async function settle() {
  for (let i = 0; i < 20; i += 1) await null;
}

/** Everything that env.js has. `servers` decides what answers. */
export class FakeBrowser {
  constructor() {
    this.clock = new FakeClock();
    this.sockets = [];
    this.streams = [];
    this.requests = [];
    this.reachable = true;
    this.answer = () => ({ status: 404, body: {} });
    this.locks = new FakeLocks();
    this.channels = new Map();
    this.ids = 0;
  }

  /** The environment of one tab. */
  env({ share = false, eventSource = true } = {}) {
    const browser = this;
    const tab = { visible: true, wake: new Set(), sleep: new Set() };
    return {
      tab,
      WebSocket: class extends FakeSocket {
        constructor(url, protocol) {
          super(url, protocol);
          browser.sockets.push(this);
        }
      },
      EventSource: eventSource ? class extends FakeStream {
        constructor(url) {
          super(url);
          browser.streams.push(this);
        }
      } : undefined,
      fetch: (url, options) => browser.fetch(String(url), options),
      now: () => browser.clock.time,
      later: (run, ms) => browser.clock.later(run, ms),
      cancel: (timer) => browser.clock.cancel(timer),
      random: () => 0.5,
      locks: share ? browser.locks.of(tab) : undefined,
      BroadcastChannel: share ? channelOf(browser.channels, tab) : undefined,
      page: {
        onWake: (run) => { tab.wake.add(run); return () => tab.wake.delete(run); },
        onSleep: (run) => {
          tab.sleep.add(run);
          return () => tab.sleep.delete(run);
        },
      },
      isOffline: () => tab.offline === true,
      isVisible: () => tab.visible,
      newId: () => { this.ids += 1; return `tab${this.ids}`; },
    };
  }

  async fetch(url, options) {
    this.requests.push({ url, options });
    if (!this.reachable) throw new TypeError('network');
    const { status, body } = this.answer(url, options);
    return { status, ok: status < 300, json: async () => body };
  }
}

class FakeSocket {
  constructor(url, protocol) {
    Object.assign(this, { url, protocol });
    this.sent = [];
    this.closed = null;
  }

  send(text) {
    this.sent.push(JSON.parse(text));
  }

  close(code) {
    this.closed = code;
  }

  /** What the server sends. */
  say(...frames) {
    for (const frame of frames) {
      this.onmessage?.({ data: typeof frame === 'string' ? frame
        : JSON.stringify(frame) });
    }
  }

  /** The connection ends from the other side. */
  end(code = 1006) {
    this.onclose?.({ code });
  }
}

class FakeStream {
  constructor(url) {
    this.url = url;
    this.closed = false;
  }

  close() {
    this.closed = true;
  }

  say(...frames) {
    for (const frame of frames) this.onmessage({ data: JSON.stringify(frame) });
  }

  end() {
    this.onerror?.({});
  }
}

/** Web Locks: one holder by name, the others in their order; steal. */
class FakeLocks {
  constructor() {
    this.held = new Map();
    this.queue = [];
  }

  of(tab) {
    return { request: (name, options, run) =>
      this.request(tab, name, options, run) };
  }

  request(tab, name, options, run) {
    return new Promise((resolve, reject) => {
      const wanted = { tab, name, run, resolve, reject };
      options.signal?.addEventListener('abort', () => {
        if (!this.queue.includes(wanted)) return;
        this.queue = this.queue.filter((other) => other !== wanted);
        reject(new Error('AbortError'));
      });
      if (options.steal) {
        this.held.get(name)?.reject(new Error('AbortError'));
        this.#grant(wanted);
      } else {
        this.queue.push(wanted);
        this.#next(name);
      }
    });
  }

  #next(name) {
    if (this.held.has(name)) return;
    const wanted = this.queue.find((other) => other.name === name);
    if (!wanted) return;
    this.queue = this.queue.filter((other) => other !== wanted);
    this.#grant(wanted);
  }

  #grant(wanted) {
    this.held.set(wanted.name, wanted);
    Promise.resolve(wanted.run()).then((value) => {
      if (this.held.get(wanted.name) === wanted) {
        this.held.delete(wanted.name);
        this.#next(wanted.name);
      }
      wanted.resolve(value);
    });
  }

  /** A tab is gone, with all that it held. */
  kill(tab) {
    tab.dead = true;
    this.queue = this.queue.filter((other) => other.tab !== tab);
    for (const [name, holder] of [...this.held]) {
      if (holder.tab !== tab) continue;
      this.held.delete(name);
      this.#next(name);
    }
  }
}

function channelOf(channels, tab) {
  return class {
    constructor(name) {
      this.name = name;
      const all = channels.get(name) ?? new Set();
      channels.set(name, all.add(this));
      this.tab = tab;
    }

    postMessage(data) {
      const copy = structuredClone(data);
      for (const other of channels.get(this.name)) {
        if (other === this || other.tab.dead || other.tab.frozen) continue;
        queueMicrotask(() => other.onmessage?.({ data: copy }));
      }
    }

    close() {
      channels.get(this.name).delete(this);
    }
  };
}

/** A job of the live feed. */
export const job = (name, seq, status = 'running', current = 0) => ({
  jobId: `enrichment-1767225600000-${name}`, type: 'enrichment', status,
  phase: status === 'completed' ? 'done' : status, seq,
  progress: { current, total: 100, percentage: current },
  counts: { saved: current, filtered: 0, failed: 0 },
  attempt: 1, failures: 0, maxAttempts: 4, priority: 'normal',
  createdAt: '2026-01-01T00:00:00.000Z', tags: [], metadata: {},
});

export const hello = { type: 'hello', version: 1, heartbeatSeconds: 20 };
export const snapshot = (seq, jobs, { full = true, removed = [], more = false }
  = {}) => ({ type: 'snapshot', full, seq, jobs, removed, more });
export const jobFrame = (state) => ({ type: 'job', seq: state.seq, job: state });
