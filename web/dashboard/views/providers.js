// Providers and sources: how they are set, what they were used for, and what
// that cost.
import { h } from '../../shared/dom.js';
import { formatCost, formatNumber } from '../../shared/format.js';
import { api } from '../api.js';
import { empty, panel, viewHead } from '../parts/bits.js';
import { loadInto } from '../parts/load.js';
import { stateBadge, stateOf, usedOf } from '../parts/machine.js';
import { simpleTable } from '../parts/simple_table.js';
import { settings } from '../settings.js';

const REFRESH_MS = 10000;

/** See router.js. */
export function view({ signal }) {
  const content = h('div');
  const read = async () => {
    const [usage, known] = await Promise.all([
      api.get('/api/settings/usage'), settings.readOr(null)]);
    return { usage, known };
  };
  const again = loadInto(content, read, show, { signal });
  const timer = setInterval(again, REFRESH_MS);
  signal.addEventListener('abort', () => clearInterval(timer));
  return { node: h('div', { class: 'view' },
    viewHead('Providers and sources',
      'Providers look values up; sources are where searches read.'),
    content) };
}

function show({ usage, known }) {
  const used = new Map(usage.usage.map((item) => [item.name, item]));
  const of = (kind, listed) => listed
    ?? usage.usage.filter((item) => item.kind === kind);
  return h('div', { class: 'stack' },
    panel('Providers', providerTable(of('provider', known?.providers), used)),
    panel('Sources', sourceTable(of('source', known?.sources), used)),
    h('p', { class: 'help' }, `All together: ${formatCost(usage.costToday)} `
      + `today, ${formatCost(usage.costThisMonth)} this month, in the currency `
      + 'of the configuration.'));
}

const stateCell = (used) => (item) => {
  if (item.enabled === false) {
    return h('span', {}, stateBadge('disabled'),
      item.reason && h('small', { class: 'sub reason-cell' }, item.reason));
  }
  const usage = used.get(item.name) ?? { kind: 'listed' };
  return stateOf({ ...usage, state: item.state ?? usage.state });
};

const usageColumns = (used) => [
  { title: 'Today', numeric: true, cell: (item) =>
    (used.has(item.name) ? usedOf(used.get(item.name)) : '0') },
  { title: 'This month', numeric: true, cell: (item) =>
    monthOf(used.get(item.name)) },
  { title: 'Cost this month', numeric: true, cell: (item) =>
    costOf(used.get(item.name)) },
];

const monthOf = (item) => (item ? formatNumber(item.thisMonth)
  + (item.monthlyLimit ? ` / ${formatNumber(item.monthlyLimit)}` : '') : '0');

const costOf = (item) => (item ? formatCost(item.costThisMonth)
  + (item.spendCap ? ` / ${formatCost(item.spendCap)}` : '') : '0');

function providerTable(providers, used) {
  if (!providers.length) {
    return empty('No provider is configured. docs/providers.md says how.');
  }
  return simpleTable('Providers', [
    { title: 'Provider', cell: (item) => item.name },
    { title: 'Step', cell: (item) => item.step ?? '–' },
    { title: 'State', cell: stateCell(used) },
    { title: 'Per second', numeric: true, cell: (item) =>
      formatNumber(item.rate) },
    { title: 'At a time', numeric: true, cell: (item) =>
      formatNumber(item.concurrency) },
    { title: 'Price of 1,000', numeric: true, cell: (item) =>
      formatCost(item.costPer1000) },
    ...usageColumns(used),
  ], providers);
}

function sourceTable(sources, used) {
  if (!sources.length) return empty('No source is configured.');
  return simpleTable('Sources', [
    { title: 'Source', cell: (item) => item.name },
    { title: 'Reads', cell: (item) => item.kind === 'source' ? '–'
      : (item.kind ?? '–') },
    { title: 'State', cell: stateCell(used) },
    { title: 'Page size', numeric: true, cell: (item) =>
      formatNumber(item.pageSize) },
    ...usageColumns(used),
  ], sources);
}
