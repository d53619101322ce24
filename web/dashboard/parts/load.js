// Reads something for a part of the page: says that it loads, what went wrong,
// or that this server does not have it.
import { h, refill } from '../../shared/dom.js';
import { empty } from './bits.js';

/**
 * Fills `node` with `show(await read())`. Where the server has no such call the
 * page says so plainly. Returns a function that reads again.
 */
export function loadInto(node, read, show, { signal, missing } = {}) {
  const run = async () => {
    try {
      const value = await read();
      if (!signal?.aborted) refill(node, show(value));
    } catch (error) {
      if (signal?.aborted) return;
      refill(node, error.isMissing
        ? empty(missing ?? 'Not available on this server.')
        : failure(error, run));
    }
  };
  refill(node, h('p', { class: 'empty' }, 'Loading…'));
  run();
  return run;
}

const failure = (error, again) => h('div', { class: 'empty', role: 'alert' },
  h('p', {}, error.message),
  h('button', { type: 'button', onclick: again }, 'Try again'));
