// The configuration as the server reads it, and everything that is wrong.
import { h } from '../../shared/dom.js';
import { formatCount } from '../../shared/format.js';
import { api } from '../api.js';
import { empty, panel, viewHead } from '../parts/bits.js';
import { loadInto } from '../parts/load.js';
import { simpleTable } from '../parts/simple_table.js';
import { settings } from '../settings.js';

/** See router.js. */
export function view({ signal }) {
  const problems = h('div');
  const facts = h('div');
  const again = loadInto(problems, () => api.get('/api/settings/check'),
    (answer) => problemList(answer.problems ?? []), { signal,
      missing: 'The check is not available on this server; run '
        + '`leadmill check` where it is installed.' });
  loadInto(facts, () => settings.read(), factList, { signal,
    missing: 'The settings are not available on this server.' });
  return { node: h('div', { class: 'view' },
    viewHead('Configuration', null, h('button', { type: 'button',
      onclick: again }, 'Check again')),
    panel('What to look at', problems), panel('In effect', facts)) };
}

function problemList(problems) {
  if (!problems.length) return empty('Nothing is wrong.');
  return h('div', {}, h('p', { class: 'help' },
    formatCount(problems.length, 'finding')),
  simpleTable('Findings', [
    { title: 'Setting', cell: (item) => h('code', {}, item.key) },
    { title: 'What', wide: true, cell: (item) => item.detail },
  ], problems));
}

function factList(known) {
  const facts = [
    ['Version', known.version], ['Environment', known.environment],
    ['Key needed', known.keyed ? 'yes' : 'no'],
    ['Steps of a job', (known.defaultSteps ?? known.steps ?? []).join(', ')],
    ...Object.entries(known.limits ?? {}).map(([name, value]) =>
      [`Limit: ${spaced(name)}`, plain(value)]),
  ];
  return h('dl', { class: 'facts wide' }, facts.map(([name, value]) =>
    h('div', {}, h('dt', {}, name), h('dd', {}, value ?? '–'))));
}

// rowsPerJob is "rows per job" to people.
const spaced = (name) => name.replace(/[A-Z]/g, (one) =>
  ` ${one.toLowerCase()}`);

const plain = (value) => (typeof value === 'number'
  ? value.toLocaleString('en-US')
  : typeof value === 'object' ? JSON.stringify(value) : String(value));
