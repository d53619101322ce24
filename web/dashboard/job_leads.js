// The leads of one job as they are saved: reads what came after the last that
// was read, and keeps the newest state of each row.
import { api } from './api.js';

const PAGE = 1000;
/** A running job saves all the time; it is looked at no more often than this. */
const PAUSE_MS = 400;

/** Calls `changed()` after each page. */
export class JobLeads {
  constructor(jobId, changed) {
    this.jobId = jobId;
    this.changed = changed;
    this.rows = new Map();
    this.since = 0;
    this.error = null;
    this.loaded = false;
  }

  /** Reads all that is new; calls that come meanwhile make it look again. */
  async read() {
    this.wanted = true;
    if (this.busy || this.stopped) return;
    this.busy = true;
    this.wanted = false;
    await this.#readOn();
    this.timer = setTimeout(() => {
      this.busy = false;
      if (this.wanted) this.read();
    }, PAUSE_MS);
  }

  stop() {
    this.stopped = true;
    clearTimeout(this.timer);
  }

  /** In row order. */
  list() {
    this.sorted ??= [...this.rows.values()].sort((a, b) => a.row - b.row);
    return this.sorted;
  }

  async #readOn() {
    try {
      let count = PAGE;
      while (count === PAGE && !this.stopped) {
        count = await this.#readPage();
      }
      this.error = null;
      this.loaded = true;
    } catch (error) {
      this.error = error;
    }
    if (!this.stopped) this.changed();
  }

  async #readPage() {
    const answer = await api.get('/api/jobs/results',
      { jobId: this.jobId, since: String(this.since), limit: PAGE });
    for (const lead of answer.results.leads) this.rows.set(lead.row, lead);
    this.sorted = null;
    if (answer.nextSince !== undefined) this.since = answer.nextSince;
    if (!this.stopped) this.changed();
    return answer.results.leads.length;
  }
}
