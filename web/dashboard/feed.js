// The dashboard's live feed, which outlives views and keys: listeners stay
// when the connection behind is made anew with another key.
import { LiveFeed } from '../live.js';
import { Rates } from '../shared/rate.js';
import { api } from './api.js';
import { session } from './session.js';

class DashboardFeed extends EventTarget {
  live = null;
  rates = new Rates();

  get jobs() {
    return this.live?.jobs ?? new Map();
  }

  get state() {
    return this.live?.state ?? 'connecting';
  }

  get detail() {
    return this.live?.detail ?? {};
  }

  /** Listens until `signal` aborts: `change` gets {jobs, removed, forgotten}. */
  listen(signal, { change, state }) {
    const options = { signal };
    if (change) {
      this.addEventListener('change', (e) => change(e.detail), options);
    }
    if (state) this.addEventListener('state', state, options);
  }
}

export const feed = new DashboardFeed();

/** Connects, with the key that there is now. */
export function startFeed() {
  feed.live?.stop();
  const live = new LiveFeed({
    ticket: () => (session.key ? ticket() : undefined),
    headers: () => session.headers(),
    scope: session.scope(),
  });
  feed.live = live;
  live.addEventListener('change', ({ detail }) => {
    if (feed.live !== live) return;
    for (const job of detail.jobs) feed.rates.note(job);
    for (const id of [...detail.removed, ...detail.forgotten]) {
      feed.rates.forget(id);
    }
    feed.dispatchEvent(new CustomEvent('change', { detail }));
  });
  live.addEventListener('state', () => {
    if (feed.live !== live) return;
    feed.dispatchEvent(new Event('state'));
    if (live.state === 'denied') {
      feed.dispatchEvent(new CustomEvent('denied',
        { detail: live.detail.detail }));
    }
  });
  live.start();
}

async function ticket() {
  const answer = await api.post('/api/live-ticket');
  return answer.ticket;
}
