// The deliveries that a filter finds, newest first, read page by page and
// looked at again now and then.
import { api } from './api.js';

export const DELIVERY_FILTERS = ['destination', 'state', 'event', 'jobId'];
const PAGE = 200;

/** Calls `changed()` after each change. */
export class DeliveryList {
  constructor(filter, changed) {
    this.filter = filter;
    this.changed = changed;
    this.found = new Map();
    this.items = [];
    this.whole = false;
    this.started = false;
    this.error = null;
  }

  /** The next page. */
  async more() {
    if (this.reading || this.whole || this.error) return;
    const page = await this.#read(this.cursor);
    if (!page) return;
    this.cursor = page.nextCursor;
    this.whole = !page.nextCursor;
    this.started = true;
    this.changed();
  }

  /** The first page again: what is new, and what has changed. */
  async refresh() {
    if (this.reading || this.error?.isMissing) return;
    this.error = null;
    await this.#read(undefined);
    this.changed();
  }

  async #read(cursor) {
    this.reading = true;
    try {
      const page = await api.get('/api/deliveries',
        { ...this.filter, limit: PAGE, cursor });
      for (const item of page.deliveries) this.found.set(item.deliveryId, item);
      this.items = [...this.found.values()].sort((a, b) =>
        b.createdAt.localeCompare(a.createdAt)
        || b.deliveryId.localeCompare(a.deliveryId));
      return page;
    } catch (error) {
      this.error = error;
      this.changed();
      return null;
    } finally {
      this.reading = false;
    }
  }
}
