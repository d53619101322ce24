// The jobs that a filter finds: pages read from the server on demand, kept
// true by the live feed. Newest first.
import { hasEnded } from '../live.js';
import { api } from './api.js';
import { feed } from './feed.js';

const PAGE = 500;
export const FILTERS = ['status', 'type', 'tag', 'q', 'from', 'to'];

const DAY = /^\d{4}-\d\d-\d\d$/;

/**
 * The filter as the server takes it: a bare date is midnight where the user is,
 * not in UTC. What is no date is left for the server to refuse.
 */
export function forServer(filter) {
  const out = { ...filter };
  for (const name of ['from', 'to']) {
    if (!DAY.test(out[name] ?? '')) continue;
    const midnight = new Date(`${out[name]}T00:00`);
    if (!Number.isNaN(midnight.getTime())) out[name] = midnight.toISOString();
  }
  return out;
}

/** Whether the server would list this job under that filter. */
export function matches(job, filter) {
  if (filter.status && job.status !== filter.status) return false;
  if (filter.type && job.type !== filter.type) return false;
  if (filter.tag && !job.tags.includes(filter.tag)) return false;
  const created = Date.parse(job.createdAt);
  if (filter.from && created < Date.parse(filter.from)) return false;
  if (filter.to && created >= Date.parse(filter.to)) return false;
  if (!filter.q) return true;
  const text = [job.jobId, ...job.tags, JSON.stringify(job.metadata)];
  const wanted = filter.q.toLowerCase();
  return text.some((part) => part.toLowerCase().includes(wanted));
}

const newestFirst = (a, b) => b.createdAt.localeCompare(a.createdAt)
  || b.jobId.localeCompare(a.jobId);

/** Calls `changed()` after each change of `items`, `whole` or `error`. */
export class JobList {
  constructor(filter, changed) {
    this.filter = forServer(filter);
    this.changed = changed;
    this.found = new Map();
    this.items = [];
    /** Whether every page has been read. */
    this.whole = false;
    this.error = null;
    this.reading = false;
    this.started = false;
  }

  /** Reads the next page, unless one is under way or none is left. */
  async more() {
    if (this.reading || this.whole || this.error) return;
    this.reading = true;
    try {
      const page = await api.get('/api/jobs/status',
        { ...this.filter, limit: PAGE, cursor: this.cursor });
      for (const job of page.jobs) this.#keep(this.#newest(job));
      this.cursor = page.nextCursor;
      this.whole = !page.nextCursor;
      if (!this.started) this.take({ jobs: feed.jobs.values(), removed: [] });
      this.started = true;
      this.#sort();
    } catch (error) {
      this.error = error;
    }
    this.reading = false;
    this.changed();
  }

  /** Tries again after an error. */
  again() {
    this.error = null;
    return this.more();
  }

  /** Takes what the feed says. */
  take({ jobs, removed, forgotten = [] }) {
    const before = this.found.size;
    let moved = false;
    for (const job of jobs) {
      if (!matches(job, this.filter)) this.found.delete(job.jobId);
      else if (this.#covers(job)) moved = this.#keep(job) || moved;
    }
    for (const id of removed) this.found.delete(id);
    for (const id of forgotten) this.#ask(id);
    if (moved || this.found.size !== before) this.#sort();
    else this.items = this.items.map((job) => this.found.get(job.jobId));
    this.changed();
  }

  // The feed tells of it no more; one that was open has ended meanwhile.
  async #ask(jobId) {
    const known = this.found.get(jobId);
    if (!known || hasEnded(known)) return;
    try {
      const { job } = await api.get('/api/jobs/status', { jobId });
      this.take({ jobs: [job], removed: [] });
    } catch (error) {
      if (error.isMissing) this.take({ jobs: [], removed: [jobId] });
    }
  }

  // Beyond the pages read so far it would stand alone, with a gap before it.
  #covers(job) {
    if (this.found.has(job.jobId) || this.whole) return true;
    const last = this.items.at(-1);
    return Boolean(last) && newestFirst(job, last) < 0;
  }

  #newest(job) {
    const live = feed.jobs.get(job.jobId);
    return live && live.seq > job.seq ? live : job;
  }

  // Whether it is new.
  #keep(job) {
    const known = this.found.get(job.jobId);
    if (known && known.seq > job.seq) return false;
    if (!matches(job, this.filter)) return false;
    this.found.set(job.jobId, job);
    return !known;
  }

  #sort() {
    this.items = [...this.found.values()].sort(newestFirst);
  }
}
