// Recurring enrichments: when each starts next.
import { h } from '../../shared/dom.js';
import { formatAgo, formatTime } from '../../shared/format.js';
import { KINDS } from '../../shared/job.js';
import { api } from '../api.js';
import { empty, panel, viewHead } from '../parts/bits.js';
import { loadInto } from '../parts/load.js';
import { simpleTable } from '../parts/simple_table.js';

/** See router.js. */
export function view({ signal }) {
  const content = h('div');
  const again = loadInto(content, () => api.get('/api/settings'),
    ({ schedules = [] }) => table(schedules), { signal,
      missing: 'Schedules are not available on this server.' });
  const timer = setInterval(again, 30000);
  signal.addEventListener('abort', () => clearInterval(timer));
  return { node: h('div', { class: 'view' },
    viewHead('Schedules', 'Jobs that start by themselves, as [[schedule]] in '
      + 'the configuration file says.'), panel('', content)) };
}

function table(schedules) {
  if (!schedules.length) {
    return empty('No schedule is configured. The shipped leadmill.toml shows '
      + 'how one is written.');
  }
  return simpleTable('Schedules', [
    { title: 'Name', cell: (item) => item.name },
    { title: 'Kind', cell: (item) => KINDS[item.type] ?? item.type ?? '–' },
    { title: 'When', cell: (item) => h('code', {}, item.cron) },
    { title: 'Time zone', cell: (item) => item.timeZone },
    { title: 'Next start', cell: (item) => (item.next
      ? `${formatTime(item.next)} (${formatAgo(item.next)})` : 'never') },
  ], schedules);
}
