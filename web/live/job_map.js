// What is known of the jobs, brought up to date by the frames of the live
// protocol. Knows nothing of sockets.

const ENDED = new Set(['completed', 'failed', 'cancelled']);

/** Whether nothing more happens to a job by itself. */
export const hasEnded = (job) => ENDED.has(job.status);

const nothing = () => ({ jobs: [], removed: [], forgotten: [] });

/**
 * Jobs by id. `seq` is what to resume with: it never counts a frame that came
 * before the subscription's snapshot was whole, so that a connection lost half
 * way through loses nothing.
 */
export class JobMap {
  /** Past `maxEnded` ended jobs the oldest are forgotten. */
  constructor({ maxEnded = 2000 } = {}) {
    this.jobs = new Map();
    this.seq = 0;
    this.maxEnded = maxEnded;
    this.begin();
  }

  /** A new subscription: frames are incomplete until its snapshot is whole. */
  begin() {
    this.whole = false;
    this.heldSeq = 0;
    this.named = null;
  }

  /**
   * Takes a frame. Returns what it changed, or null if it is none of ours:
   * `jobs` have a new state, `removed` are gone from the server, and of
   * `forgotten` nothing is known any more: they fell out of what the feed
   * shows, or were removed while nobody listened.
   */
  apply(frame) {
    if (frame.type === 'job') return this.#applyJob(frame);
    if (frame.type === 'removed') return this.#applyRemoved(frame);
    if (frame.type === 'snapshot') return this.#applySnapshot(frame);
    return null;
  }

  /** Takes jobs that were read by HTTP, which say nothing about `seq`. */
  merge(jobs, removed = [], forgotten = []) {
    const change = nothing();
    for (const job of jobs) this.#put(job, change);
    for (const id of removed) this.#drop(id, change.removed);
    for (const id of forgotten) this.#drop(id, change.forgotten);
    return this.#trim(change);
  }

  /** Takes over all that another tab knows. */
  replace(jobs, seq) {
    const kept = new Set(jobs.map((job) => job.jobId));
    const change = { ...nothing(), jobs: [...jobs] };
    for (const id of [...this.jobs.keys()]) {
      if (!kept.has(id)) this.#drop(id, change.forgotten);
    }
    for (const job of jobs) this.jobs.set(job.jobId, job);
    this.seq = seq;
    return change;
  }

  #applyJob(frame) {
    const change = nothing();
    this.#put(frame.job, change);
    this.named?.add(frame.job.jobId);
    this.#count(frame.seq);
    return this.#trim(change);
  }

  #applyRemoved(frame) {
    const change = nothing();
    this.#drop(frame.jobId, change.removed);
    this.named?.delete(frame.jobId);
    this.#count(frame.seq);
    return change;
  }

  #applySnapshot(frame) {
    const change = { ...nothing(), snapshot: true };
    if (frame.full && !this.named) this.named = new Set();
    for (const job of frame.jobs ?? []) {
      this.#put(job, change, frame.full && !this.named.has(job.jobId));
      this.named?.add(job.jobId);
    }
    for (const id of frame.removed ?? []) this.#drop(id, change.removed);
    if (!frame.more) this.#endSnapshot(frame, change);
    change.whole = this.whole;
    return this.#trim(change);
  }

  #endSnapshot(frame, change) {
    if (this.named) {
      for (const id of [...this.jobs.keys()]) {
        if (!this.named.has(id)) this.#drop(id, change.forgotten);
      }
      this.seq = Math.max(frame.seq, this.heldSeq);
    } else {
      this.seq = Math.max(this.seq, frame.seq, this.heldSeq);
    }
    this.whole = true;
    this.named = null;
  }

  #put(job, change, always = false) {
    const known = this.jobs.get(job.jobId);
    if (!always && known && known.seq >= job.seq) return;
    this.jobs.set(job.jobId, job);
    change.jobs.push(job);
  }

  #drop(id, list) {
    if (this.jobs.delete(id)) list.push(id);
  }

  #count(seq) {
    if (this.whole) this.seq = Math.max(this.seq, seq);
    else this.heldSeq = Math.max(this.heldSeq, seq);
  }

  // Looks only when there is a tenth too many, so that it is rarely paid for.
  #trim(change) {
    if (this.jobs.size <= this.maxEnded * 1.1) return change;
    const ended = [...this.jobs.values()].filter(hasEnded);
    ended.sort((a, b) => b.seq - a.seq);
    for (const job of ended.slice(this.maxEnded)) {
      this.#drop(job.jobId, change.forgotten);
    }
    return change;
  }
}
