// A plain table for lists that are short; long ones are windowed_list's.
import { h } from '../../shared/dom.js';

/**
 * `columns`: {title, cell(row) => node or text, numeric?, wide?}. Scrolls
 * sideways by itself where the page is narrow.
 */
export function simpleTable(caption, columns, rows) {
  const head = h('tr', {}, columns.map((column) =>
    h('th', { scope: 'col', class: column.numeric && 'num' }, column.title)));
  const body = rows.map((row) => h('tr', {}, columns.map((column) =>
    h('td', { class: column.numeric ? 'num' : column.wide && 'wide-cell' },
      column.cell(row)))));
  return h('div', { class: 'table-box', tabindex: '0', role: 'region',
    'aria-label': caption },
  h('table', {}, h('thead', {}, head), h('tbody', {}, body)));
}
