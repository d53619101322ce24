// Which changes of a job are news: those that a page wants to hear of once.

const NEWS = { running: 'started', completed: 'completed', failed: 'failed',
  cancelled: 'cancelled' };

/** What the first snapshot holds is no news; all that follows may be. */
export class JobEvents {
  constructor() {
    this.seen = new Map();
    this.live = false;
  }

  /** 'started', 'completed', 'failed', 'cancelled', or '' for no news. */
  of(job) {
    const key = `${job.status} ${job.attempt}`;
    const before = this.seen.get(job.jobId);
    this.seen.set(job.jobId, key);
    if (before === undefined && !this.live) return '';
    if (before === key) return '';
    if (before?.startsWith(`${job.status} `) && job.status !== 'running') {
      return '';
    }
    return NEWS[job.status] ?? '';
  }

  forget(jobId) {
    this.seen.delete(jobId);
  }
}
