// The server's settings, read once and again when they are asked for anew.
import { api } from './api.js';

let asked = null;

export const settings = {
  /** The settings; an ApiError with `isMissing` where there are none. */
  read() {
    asked ??= api.get('/api/settings').catch((error) => {
      asked = null;
      throw error;
    });
    return asked;
  },

  /** The same, or an empty one when the server does not say. */
  async readOr(fallback = {}) {
    return settings.read().catch(() => fallback);
  },

  /** Price of 1,000 lookups by provider. */
  async prices() {
    const { providers = [] } = await settings.readOr();
    return new Map(providers.map((p) => [p.name, p.costPer1000 ?? 0]));
  },
};
