// How long to wait before the next try: exponential backoff with full jitter,
// so that a thousand pages do not come back at the same moment.

/** Waits grow as `base · 2^n` up to `cap`, and each is drawn from all of it. */
export class Backoff {
  constructor({ baseMs = 500, capMs = 15000, random = Math.random } = {}) {
    this.baseMs = baseMs;
    this.capMs = capMs;
    this.random = random;
    this.failures = 0;
  }

  /** The next wait in milliseconds; each call counts as a failure. */
  next() {
    const ceiling = Math.min(this.capMs, this.baseMs * 2 ** this.failures);
    this.failures = Math.min(this.failures + 1, 30);
    return Math.round(this.random() * ceiling);
  }

  /** To be called once something worked. */
  reset() {
    this.failures = 0;
  }
}
