// What the leads of a job say together: why some were stopped, and who gave
// which values.
import { h } from '../../shared/dom.js';
import { formatCost, formatCount, formatNumber } from '../../shared/format.js';
import { hasEnded } from '../../live.js';
import { barList } from './bar_list.js';
import { empty } from './bits.js';
import { settings } from '../settings.js';

/** Reasons by how often they came. */
export function reasonBars(leads, job) {
  const counts = new Map();
  for (const lead of leads) {
    if (lead.status === 'saved') continue;
    const name = lead.status === 'filtered'
      ? lead.filterReason ?? 'No reason given'
      : `Failed: ${lead.errors?.[0] ?? 'no reason given'}`;
    const found = counts.get(name)
      ?? { name, count: 0, tone: lead.status === 'failed' ? 'bad' : 'active' };
    found.count += 1;
    counts.set(name, found);
  }
  if (!counts.size) {
    return empty(hasEnded(job) ? 'No lead was stopped.'
      : 'No lead has been stopped so far.');
  }
  const sorted = [...counts.values()].sort((a, b) => b.count - a.count);
  const more = sorted.slice(12);
  const stopped = sorted.reduce((sum, item) => sum + item.count, 0);
  return h('div', {}, barList('Leads by reason', sorted.slice(0, 12)),
    h('p', { class: 'help' }, `${formatCount(stopped, 'lead')} of `
      + `${formatNumber(leads.length)} stopped`
      + (more.length ? `, ${formatNumber(more.length)} rarer reasons` : '')));
}

const OWN = { input: 'The file itself', local: 'Worked out here' };

/** For how many leads each provider gave something, and its price. */
export async function providerUse(leads) {
  const counts = new Map();
  for (const lead of leads) {
    for (const source of lead.sources ?? []) {
      counts.set(source.from, (counts.get(source.from) ?? 0) + 1);
    }
  }
  if (!counts.size) return empty('No lead has been saved yet.');
  const prices = await settings.prices();
  const items = [...counts].sort((a, b) => b[1] - a[1])
    .map(([name, count]) => ({ name: OWN[name] ?? name, count,
      tone: OWN[name] ? 'off' : 'active' }));
  const cost = [...counts].reduce((sum, [name, count]) =>
    sum + (count / 1000) * (prices.get(name) ?? 0), 0);
  return h('div', {}, barList('Leads by who gave values', items),
    h('p', { class: 'help' }, cost > 0
      ? `At list price ${formatCost(cost)}; answers that were kept from before `
        + 'cost nothing.'
      : 'No provider that costs money gave a value.'));
}
