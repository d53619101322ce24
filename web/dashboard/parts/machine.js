// Nodes and providers, as the overview and the providers view show them.
import { h } from '../../shared/dom.js';
import { formatCost, formatNumber } from '../../shared/format.js';
import { empty } from './bits.js';
import { simpleTable } from './simple_table.js';

/** The machines that run jobs. */
export function nodesTable(nodes) {
  if (!nodes.length) return empty('No node has joined.');
  return simpleTable('Nodes', [
    { title: 'Node', cell: (node) => node.name },
    { title: 'State', cell: (node) => stateBadge(node.state) },
    { title: 'Running', numeric: true, cell: (node) =>
      `${formatNumber(node.running)} of ${formatNumber(node.slots)}` },
    { title: 'Labels', cell: (node) => (node.labels ?? []).join(', ') || '–' },
    { title: 'Build', cell: (node) => node.build ?? '–' },
  ], nodes);
}

const TONES = {
  alive: 'good', up: 'good', ready: 'good', active: 'good', open: 'good',
  ok: 'good', enabled: 'good', delivered: 'good', draining: 'warn',
  retrying: 'warn', cooling: 'warn', cooldown: 'warn', suspect: 'warn',
  stopped: 'bad', queued: 'waiting', sending: 'active', lost: 'bad',
  dead: 'bad', gone: 'bad', failed: 'bad', disabled: 'off',
};

/** Any state in its color. */
export const stateBadge = (state) => h('span',
  { class: 'badge', 'data-tone': TONES[state] ?? 'off' }, state ?? '–');

/** Usage of today against limits. */
export function usageBars(answer) {
  const usage = answer.usage ?? [];
  if (!usage.length) {
    return empty('No provider and no source is enabled.',
      h('a', { href: '#/check' }, 'See the configuration'));
  }
  return h('div', {}, simpleTable('Usage today', [
    { title: 'Name', cell: (item) => item.name },
    { title: 'State', cell: (item) => stateOf(item) },
    { title: 'Today', numeric: true, cell: (item) => usedOf(item) },
    { title: 'Cost today', numeric: true,
      cell: (item) => formatCost(item.costToday) },
  ], usage), h('p', { class: 'help' },
    `Cost today ${formatCost(answer.costToday)}, this month `
    + `${formatCost(answer.costThisMonth)}`));
}

/** "120 / 1,000", with its limit where there is one. */
export const usedOf = (item) => formatNumber(item.today)
  + (item.dailyLimit ? ` / ${formatNumber(item.dailyLimit)}` : '');

/** Whether it answers, cools down or has reached a limit. */
export function stateOf(item) {
  if (item.remainingToday === 0) return stateBadge('limit reached');
  return stateBadge(item.state ?? (item.kind ? 'enabled' : 'disabled'));
}
