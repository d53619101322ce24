// One connection to the live feed that keeps itself up: WebSocket, else
// Server-Sent Events, else polling; after a loss again, from where it was.
import { Backoff } from './backoff.js';
import { openEvents } from './events.js';
import { pollOnce } from './poll.js';
import { addressOf, openSocket } from './socket.js';

const POLL_MS = 3000;
/** So many rounds of polling, then the better ways are tried again. */
const POLLS = 20;
/** Nothing heard for so long: ask. No answer for so long: it is dead. */
const QUIET_MS = 45000;
const ANSWER_MS = 10000;
/** A page that wakes up and has heard nothing for so long asks at once. */
const WOKEN_MS = 15000;
const OPEN_MS = 10000;
const PROBE_MS = 5000;
/** Refusals in a row until it is believed. */
const REFUSALS = 2;

/**
 * `options`: server, filter, ticket(), headers(), jobs (a JobMap). `on.change`
 * gets what changed, `on.state(state, detail)` each new state.
 */
export class Connection {
  constructor(options, env, on) {
    Object.assign(this, { options, env, on });
    this.backoff = new Backoff({ random: env.random });
    this.state = 'connecting';
    this.turn = 0;
    this.refusals = 0;
    this.running = false;
  }

  start() {
    if (this.running) return;
    this.running = true;
    this.stopWaking = this.env.page?.onWake(() => this.wake());
    this.#connect();
  }

  stop() {
    this.running = false;
    this.stopWaking?.();
    this.#drop();
  }

  /** Tries at once, also after a refusal. */
  retry() {
    if (!this.running) return;
    this.refusals = 0;
    this.backoff.reset();
    this.#drop();
    this.#connect();
  }

  /** The page is seen or online again: no more waiting, and is it true? */
  wake() {
    if (this.waiting && this.state !== 'denied') this.#connect();
    const quiet = this.env.now() - (this.heardAt ?? 0);
    if (this.state === 'live' && quiet > WOKEN_MS) this.#ask();
  }

  // Whatever is under way belongs to the past.
  #drop() {
    this.turn += 1;
    this.waiting = false;
    this.env.cancel(this.timer);
    this.env.cancel(this.watch);
    this.link?.close();
    this.link = null;
  }

  #set(state, detail = {}) {
    this.state = state;
    this.on.state(state, detail);
  }

  #current(turn) {
    return this.running && turn === this.turn;
  }

  async #connect() {
    this.#drop();
    const turn = this.turn;
    if (this.env.isOffline?.()) return this.#wait('offline');
    if (this.state !== 'polling' && this.state !== 'offline') {
      this.#set('connecting');
    }
    if (!this.env.WebSocket) return this.#openEvents(turn);
    const ticket = await this.#ticket(turn);
    if (ticket === null || !this.#current(turn)) return undefined;
    return this.#open(openSocket, 'websocket', ticket, turn,
      (end) => this.#socketClosed(end, turn));
  }

  // A ticket, undefined where none is needed, null when there is none.
  async #ticket(turn) {
    if (!this.options.ticket) return undefined;
    try {
      return await this.options.ticket();
    } catch (error) {
      if (!this.#current(turn)) return null;
      const status = error?.status;
      if (status === 401 || status === 403) this.#deny(error.message);
      else this.#wait('offline');
      return null;
    }
  }

  #open(open, transport, ticket, turn, closed) {
    const { server, filter, jobs } = this.options;
    jobs.begin();
    const guard = (run) => (value) => {
      if (this.#current(turn)) run(value);
    };
    this.link = open({
      env: this.env, server, ticket, filter, after: () => jobs.seq,
      on: {
        frame: guard((frame) => this.#frame(frame, transport)),
        closed: guard(closed),
      },
    });
    this.#watch(OPEN_MS, () => {
      this.link.close();
      closed({ code: 1006, opened: false });
    });
  }

  #frame(frame, transport) {
    if (frame.type === 'hello') {
      this.#set('catching-up', { transport });
      if (transport === 'websocket') this.options.jobs.begin();
    }
    this.heardAt = this.env.now();
    const change = this.options.jobs.apply(frame);
    if (change) this.on.change(change);
    const { whole } = this.options.jobs;
    if (whole && this.state !== 'live') {
      this.backoff.reset();
      this.refusals = 0;
      this.#set('live', { transport });
    }
    this.#watch(QUIET_MS, () => this.#ask());
  }

  // The browser does not show pings, so a dead line looks like a quiet one: a
  // repeated subscription must be answered by a snapshot.
  #ask() {
    if (this.state !== 'live') return this.#wait('connecting');
    this.link.subscribe();
    return this.#watch(ANSWER_MS, () => this.#wait('connecting'));
  }

  #watch(ms, run) {
    const { turn } = this;
    this.env.cancel(this.watch);
    this.watch = this.env.later(() => {
      if (this.#current(turn)) run();
    }, ms);
  }

  #socketClosed({ code, opened }, turn) {
    if (code === 4401 || code === 4403 || code === 1008) {
      this.refusals += 1;
      if (this.refusals >= REFUSALS || (!this.options.ticket && code !== 1008)) {
        return this.#deny(code === 1008
          ? 'The server does not accept pages of this origin.'
          : 'The server does not accept the key.');
      }
      return this.#wait('connecting');
    }
    if (opened) return this.#wait('connecting');
    return this.#probe(turn);
  }

  // Is nobody there, or do only WebSockets not pass?
  async #probe(turn) {
    this.#drop();
    const now = this.turn;
    const reached = await this.#reached();
    if (!this.#current(now)) return undefined;
    if (!reached) return this.#wait('offline');
    return this.#openEvents(now, turn);
  }

  async #reached() {
    const url = addressOf(this.options.server, '/livez', {});
    const asked = this.env.fetch(url, { mode: 'no-cors', cache: 'no-store' })
      .then(() => true, () => false);
    const late = new Promise((done) => {
      this.env.later(() => done(false), PROBE_MS);
    });
    return Promise.race([asked, late]);
  }

  async #openEvents(turn) {
    if (!this.env.EventSource) return this.#poll(turn, 0);
    const ticket = await this.#ticket(turn);
    if (ticket === null || !this.#current(turn)) return undefined;
    return this.#open(openEvents, 'sse', ticket, turn, ({ opened }) => {
      this.#drop();
      if (opened) this.#wait('connecting');
      else this.#poll(this.turn, 0);
    });
  }

  async #poll(turn, round) {
    const { server, filter, headers, jobs } = this.options;
    let found;
    try {
      found = await pollOnce({
        env: this.env, server, filter, headers: headers?.() ?? {},
        known: jobs.jobs,
      });
    } catch (error) {
      if (!this.#current(turn)) return undefined;
      if (error.status === 401 || error.status === 403) {
        return this.#deny('The server does not accept the key.');
      }
      return this.#wait('offline');
    }
    if (!this.#current(turn)) return undefined;
    this.backoff.reset();
    if (this.state !== 'polling') this.#set('polling', { transport: 'polling' });
    this.on.change(jobs.merge(found.jobs, found.removed));
    this.timer = this.env.later(() => {
      if (!this.#current(turn)) return;
      if (round + 1 < POLLS) this.#poll(turn, round + 1);
      else this.#connect();
    }, POLL_MS);
    return undefined;
  }

  #wait(state) {
    this.#drop();
    const ms = this.backoff.next();
    this.waiting = true;
    this.#set(state, { retryInMs: ms });
    this.timer = this.env.later(() => this.#connect(), ms);
  }

  #deny(detail) {
    this.#drop();
    this.#set('denied', { detail });
  }
}
