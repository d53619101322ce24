// One connection for all tabs of a browser: the tab that holds a Web Lock
// leads, and tells the others over a BroadcastChannel. When it closes, freezes
// or stops answering, another one takes its place.

/** A follower that heard nothing for so long asks; then so long it waits. */
const QUIET_MS = 10000;
const ANSWER_MS = 3000;

/** Whether this browser can share (Web Locks ask for a secure page). */
export const canShare = (env) => Boolean(env.locks && env.BroadcastChannel);

/**
 * `on.lead()` and `on.follow()` say what this tab is from now on;
 * `on.message(message)` gets what another tab sent.
 */
export class Tabs {
  constructor(name, env, on) {
    Object.assign(this, { name, env, on });
    this.id = env.newId();
    this.leads = false;
  }

  start() {
    this.channel = new this.env.BroadcastChannel(this.name);
    this.channel.onmessage = ({ data }) => this.#receive(data);
    this.stopSleeping = this.env.page?.onSleep(() => this.#yield());
    this.stopWaking = this.env.page?.onWake(() => this.#wake());
    this.on.follow();
    this.#queue();
    this.#listen();
  }

  stop() {
    this.stopped = true;
    this.env.cancel(this.timer);
    this.stopSleeping?.();
    this.stopWaking?.();
    this.#giveUp();
    this.channel.close();
  }

  send(message) {
    if (!this.stopped) this.channel.postMessage({ ...message, from: this.id });
  }

  // Waits for the lock, and holds it until `release` is called.
  #queue(options = {}) {
    if (this.stopped || this.request) return;
    const request = {};
    this.request = request;
    const abort = options.steal ? {} : this.#abortable();
    this.env.locks.request(this.name, { ...options, ...abort }, () => {
      if (this.stopped || this.request !== request) return undefined;
      return new Promise((release) => {
        this.release = release;
        this.leads = true;
        this.on.lead();
      });
    }).catch(() => {}).then(() => {
      if (this.request === request) this.#released();
    });
  }

  #abortable() {
    this.abort = new AbortController();
    return { signal: this.abort.signal };
  }

  // The lock is gone: given up, or taken away.
  #released() {
    this.request = null;
    if (this.leads) {
      this.leads = false;
      this.release = null;
      if (!this.stopped) this.on.follow();
    }
    if (!this.asleep) this.#queue();
  }

  #giveUp() {
    this.abort?.abort();
    this.release?.();
  }

  // A page that is about to freeze must not hold the lock.
  #yield() {
    this.asleep = true;
    this.#giveUp();
  }

  #wake() {
    if (this.asleep) {
      this.asleep = false;
      this.#queue();
    }
    if (!this.leads) this.send({ kind: 'ask' });
  }

  #receive(message) {
    if (message.kind === 'ping') {
      if (this.leads) this.send({ kind: 'pong' });
      return;
    }
    if (message.kind !== 'ask') this.#listen();
    if (message.kind !== 'pong') this.on.message(message);
  }

  // A leader that is there answers, even from a tab in the background.
  #listen() {
    this.env.cancel(this.timer);
    this.timer = this.env.later(() => {
      if (this.leads || this.stopped || this.asleep) return this.#listen();
      this.send({ kind: 'ping' });
      this.timer = this.env.later(() => this.#take(), ANSWER_MS);
      return undefined;
    }, QUIET_MS);
  }

  #take() {
    if (!this.leads && !this.stopped && this.env.isVisible()) {
      this.request = null;
      this.abort?.abort();
      this.#queue({ steal: true });
    }
    this.#listen();
  }
}
