// All jobs: filters that stand in the address, a list of any length, and
// cancelling and retrying all that a filter finds.
import { h, perFrame, refill, setText } from '../../shared/dom.js';
import { formatCount, formatNumber } from '../../shared/format.js';
import { FILTERS, forServer, JobList } from '../job_list.js';
import { feed } from '../feed.js';
import { hashOf } from '../router.js';
import { viewHead } from '../parts/bits.js';
import { bulkActions } from '../parts/bulk.js';
import { filterBar } from '../parts/job_filters.js';
import { jobColumns, makeJobRow } from '../parts/job_row.js';
import { WindowedList } from '../parts/windowed_list.js';

const ROW_HEIGHT = 52;

const readFilter = (params) => Object.fromEntries(FILTERS
  .map((name) => [name, params.get(name) ?? ''])
  .filter(([, value]) => value));

/** See router.js. */
export function view({ params, signal }) {
  let list;
  let filter = readFilter(params);
  const count = h('p', { class: 'count', role: 'status' });
  const below = h('div', { class: 'below' });
  const table = new WindowedList({
    label: 'Jobs', columns: jobColumns, rowHeight: ROW_HEIGHT,
    keyOf: (job) => job.jobId, makeRow: makeJobRow,
    onEnd: () => list.more(),
  });
  const show = perFrame(() => {
    table.set(list.items);
    setText(count, countWords(list));
    showBelow(below, list, filter);
  });
  const read = () => {
    list = new JobList(filter, show);
    table.node.scrollTop = 0;
    list.more();
    show();
  };
  const bar = filterBar(filter, (wanted) => {
    filter = wanted;
    history.replaceState(null, '', hashOf('jobs', filter));
    read();
  });
  feed.listen(signal, {
    change: (change) => list.take(change),
    state: () => {
      if (feed.state === 'live' && list.error) list.again();
    },
  });
  const clock = setInterval(() => table.refresh(), 1000);
  signal.addEventListener('abort', () => {
    clearInterval(clock);
    show.cancel();
    table.destroy();
  });
  read();
  return {
    node: h('div', { class: 'view tall' },
      viewHead('Jobs', null, ...bulkActions(() => forServer(filter))),
      bar.node, count, table.node, below),
    // The back button, or a link to the same view with another filter.
    keep(address) {
      if (address.path !== 'jobs') return false;
      filter = readFilter(address.params);
      bar.set(filter);
      read();
      return true;
    },
  };
}

function countWords(list) {
  if (!list.started) return list.error ? '' : 'Loading…';
  const { length } = list.items;
  if (list.whole) return formatCount(length, 'job');
  return `${formatNumber(length)} newest jobs; scroll for more`;
}

function showBelow(node, list, filter) {
  if (list.error) {
    refill(node, h('div', { class: 'empty', role: 'alert' },
      h('p', {}, list.error.message), h('button', { type: 'button',
        onclick: () => list.again() }, 'Try again')));
  } else if (list.whole && !list.items.length) {
    refill(node, h('div', { class: 'empty' }, Object.keys(filter).length
      ? h('p', {}, 'No job matches these filters.')
      : [h('p', {}, 'There is no job yet.'),
        h('a', { class: 'button primary', href: '#/start' },
          'Start the first')]));
  } else if (node.firstChild) {
    refill(node);
  }
}
