// How fast a job goes, from the states that a page has seen: smoothed over the
// last seconds, so that figures do not jump.

const WINDOW_MS = 20000;

/** Remembers the progress of jobs. */
export class Rates {
  constructor(now = () => performance.now()) {
    this.now = now;
    this.seen = new Map();
  }

  /** To be called for every state that arrives. */
  note(job) {
    if (job.status !== 'running') {
      this.seen.delete(job.jobId);
      return;
    }
    const points = this.seen.get(job.jobId) ?? [];
    const at = this.now();
    const last = points.at(-1);
    if (last && job.progress.current < last.current) points.length = 0;
    points.push({ at, current: job.progress.current });
    while (points.length > 2 && at - points[0].at > WINDOW_MS) points.shift();
    this.seen.set(job.jobId, points);
  }

  forget(jobId) {
    this.seen.delete(jobId);
  }

  /** Units per second, or 0 while nothing can be said. */
  perSecond(job) {
    const points = this.seen.get(job.jobId);
    if (!points || points.length < 2) return 0;
    const first = points[0];
    const seconds = (Math.max(this.now(), points.at(-1).at) - first.at) / 1000;
    return seconds < 0.5 ? 0 : (points.at(-1).current - first.current) / seconds;
  }

  /** Milliseconds to the end at this pace; NaN while nothing can be said. */
  timeLeft(job) {
    const rate = this.perSecond(job);
    if (rate <= 0) return NaN;
    return ((job.progress.total - job.progress.current) / rate) * 1000;
  }
}

/** "12.5 leads/s" or "8 leads/min"; '' for 0. */
export function rateWords(perSecond, unit) {
  if (!(perSecond > 0)) return '';
  if (perSecond >= 1) {
    const digits = perSecond < 10 ? 1 : 0;
    return `${perSecond.toFixed(digits)} ${unit}/s`;
  }
  return `${(perSecond * 60).toFixed(1)} ${unit}/min`;
}
