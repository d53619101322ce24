// The live feed of a Leadmill server, for any page:
//
//   import { LiveFeed } from 'http://HOST/live.js';
//   const feed = new LiveFeed({ server: 'http://HOST' });
//   feed.addEventListener('change', ({ detail }) => show(detail.jobs));
//   feed.addEventListener('state', () => light(feed.state));
//   feed.start();
//
// It reconnects with backoff and jitter, resumes where it was, falls back to
// Server-Sent Events and then to polling, and shares one connection among the
// tabs of a browser.
import { Connection } from './live/connection.js';
import { browserEnv } from './live/env.js';
import { JobMap } from './live/job_map.js';
import { canShare, Tabs } from './live/tabs.js';

export { hasEnded } from './live/job_map.js';

/**
 * Options:
 *   server      origin of the server; by default the page's own
 *   jobs        ids, or ['*'] (all open and the recently ended ones)
 *   activeOnly  only jobs that have not ended
 *   jobType     'enrichment' or 'scraping'
 *   ticket      async () => text: asks the page's own back end for a ticket
 *               (POST /api/live-ticket), so that no key reaches the browser;
 *               an error with `status` 401 or 403 means: denied
 *   headers     () => object: headers for polling, such as Authorization
 *   share       false: a connection for this tab alone
 *   scope       tells apart tabs that must not share, such as users
 *
 * Events: 'change' with `detail` {jobs: the changed ones, removed: ids that the
 * server has no more, forgotten: ids that the feed tells of no more} and 'state'.
 * What you see is live exactly while `state` is 'live'.
 */
export class LiveFeed extends EventTarget {
  #map = new JobMap();
  #tabs = null;
  #number = 0;
  #heard = -1;

  constructor(options = {}, env = browserEnv()) {
    super();
    const filter = {
      jobs: options.jobs ?? ['*'],
      activeOnly: Boolean(options.activeOnly),
      jobType: options.jobType,
    };
    this.server = new URL(options.server || './', location()).origin;
    this.filter = filter;
    /** connecting, live, catching-up, polling, offline or denied */
    this.state = 'connecting';
    /** {transport, retryInMs, detail}, as far as known */
    this.detail = {};
    this.connection = new Connection(
      { server: this.server, filter, jobs: this.#map, ticket: options.ticket,
        headers: options.headers },
      env,
      { change: (change) => this.#changed(change),
        state: (state, detail) => this.#stateIs(state, detail) });
    if (options.share !== false && canShare(env)) this.#share(options, env);
  }

  /** Map of jobs by id: the newest known state of each. */
  get jobs() {
    return this.#map.jobs;
  }

  /** Whether this tab holds the connection. */
  get leads() {
    return this.#tabs ? this.#tabs.leads : true;
  }

  start() {
    if (this.#tabs) this.#tabs.start();
    else this.connection.start();
    return this;
  }

  stop() {
    this.#tabs?.stop();
    this.connection.stop();
  }

  /** Tries again at once, for a button; also after 'denied'. */
  retry() {
    if (this.leads) this.connection.retry();
    else this.#tabs.send({ kind: 'retry' });
  }

  #share(options, env) {
    const name = ['leadmill-live', this.server, options.scope ?? '',
      JSON.stringify(this.filter)].join(' ');
    this.#tabs = new Tabs(name, env, {
      lead: () => {
        this.connection.start();
        this.#tellAll();
      },
      follow: () => {
        this.connection.stop();
        this.#heard = -1;
        this.#tabs.send({ kind: 'ask' });
      },
      message: (message) => this.#receive(message),
    });
  }

  #receive(message) {
    if (this.#tabs.leads) {
      if (message.kind === 'ask') this.#tellAll(message.from);
      if (message.kind === 'retry') this.connection.retry();
      return;
    }
    if (message.kind === 'all' && (!message.to || message.to === this.#tabs.id)) {
      this.#heard = message.number;
      this.#emitChange(this.#map.replace(message.jobs, message.seq));
      this.#emitState(message.state, message.detail);
    } else if (message.kind === 'change') {
      this.#follow(message);
    } else if (message.kind === 'state') {
      this.#emitState(message.state, message.detail);
    }
  }

  // A change that does not follow the one before it: something was missed.
  #follow(message) {
    if (message.number !== this.#heard + 1) {
      if (this.#heard >= 0) this.#tabs.send({ kind: 'ask' });
      this.#heard = -1;
      return;
    }
    this.#heard = message.number;
    const change = this.#map.merge(message.jobs, message.removed, message.forgotten);
    this.#map.seq = message.seq;
    this.#emitChange(change);
  }

  #tellAll(to) {
    this.#tabs.send({
      kind: 'all', to, number: this.#number, seq: this.#map.seq,
      jobs: [...this.jobs.values()], state: this.state, detail: this.detail,
    });
  }

  #changed(change) {
    if (this.#tabs) this.#tell(change);
    this.#emitChange(change);
  }

  // A snapshot may go back, after a server lost its data: then all is said.
  #tell(change) {
    if (change.snapshot) {
      if (change.whole) this.#tellAll();
    } else if (!isEmpty(change)) {
      this.#number += 1;
      this.#tabs.send({
        kind: 'change', number: this.#number, seq: this.#map.seq,
        jobs: change.jobs, removed: change.removed,
        forgotten: change.forgotten,
      });
    }
  }

  #stateIs(state, detail) {
    this.#tabs?.send({ kind: 'state', state, detail });
    this.#emitState(state, detail);
  }

  #emitChange(change) {
    if (isEmpty(change)) return;
    const { jobs, removed, forgotten } = change;
    this.dispatchEvent(
      new CustomEvent('change', { detail: { jobs, removed, forgotten } }));
  }

  #emitState(state, detail) {
    this.state = state;
    this.detail = detail ?? {};
    this.dispatchEvent(new CustomEvent('state'));
  }
}

const isEmpty = ({ jobs, removed, forgotten }) =>
  !jobs.length && !removed.length && !forgotten.length;

const location = () => globalThis.location?.href ?? 'http://localhost/';
