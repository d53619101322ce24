// All that is known of a lead, and where each value came from.
import { h } from '../../shared/dom.js';
import { openDialog } from './dialog.js';

const HIDDEN = new Set(['input', 'sources', 'row', 'status', 'errors']);

/** Opens it over the page. */
export function openLead(lead) {
  const origin = new Map();
  for (const source of lead.sources ?? []) {
    for (const name of source.fields) origin.set(name, source.from);
  }
  const values = Object.entries(lead)
    .filter(([name]) => !HIDDEN.has(name))
    .map(([name, value]) => [name, value, origin.get(name) ?? '']);
  const given = Object.entries(lead.input ?? {})
    .filter(([, value]) => value !== '')
    .map(([name, value]) => [name, value]);
  openDialog(lead.name || `Row ${lead.row + 1}`, h('div', {},
    (lead.errors ?? []).map((error) => h('p', { class: 'remark',
      'data-tone': 'bad' }, error)),
    table('What is known', ['Value', 'Is', 'From'], values),
    table('The row as it came', ['Column', 'Value'], given)), { wide: true });
}

const table = (title, heads, rows) => h('section', {}, h('h3', {}, title),
  rows.length
    ? h('table', { class: 'pairs' },
      h('thead', {}, h('tr', {}, heads.map((name) =>
        h('th', { scope: 'col' }, name)))),
      h('tbody', {}, rows.map((row) => h('tr', {}, row.map((value, index) =>
        h(index ? 'td' : 'th', index ? {} : { scope: 'row' },
          plain(value)))))))
    : h('p', { class: 'muted' }, 'Nothing.'));

const plain = (value) =>
  (value !== null && typeof value === 'object' ? JSON.stringify(value)
    : String(value));
