// The leads of a job: filtered by what became of them and by text, windowed.
import { h, perFrame, refill, setText } from '../../shared/dom.js';
import { formatCount, formatNumber } from '../../shared/format.js';
import { openLead } from './lead_detail.js';
import { WindowedList } from './windowed_list.js';

const COLUMNS = [
  { title: 'Row', width: '46px', numeric: true },
  { title: 'Result', width: '86px' },
  { title: 'Name', width: 'minmax(110px, 1.2fr)' },
  { title: 'Phone', width: '112px' },
  { title: 'Email', width: 'minmax(140px, 1.6fr)' },
  { title: 'Company', width: 'minmax(100px, 1.1fr)' },
  { title: 'Place', width: 'minmax(84px, 1fr)' },
  { title: 'Remark', width: 'minmax(110px, 1.3fr)' },
];
const WORDS = { saved: 'Saved', filtered: 'Filtered', failed: 'Failed' };
const TONES = { saved: 'good', filtered: 'off', failed: 'bad' };

/** `{node, refresh()}` for a JobLeads. */
export function leadTable(leads, signal) {
  let status = '';
  let text = '';
  const count = h('p', { class: 'count', role: 'status' });
  const below = h('div');
  const list = new WindowedList({
    label: 'Leads', columns: COLUMNS, rowHeight: 36,
    keyOf: (lead) => lead.row, makeRow,
  });
  const refresh = perFrame(() => {
    const all = leads.list();
    const shown = all.filter((lead) => (!status || lead.status === status)
      && (!text || textOf(lead).includes(text)));
    list.set(shown);
    setText(count, shown.length === all.length
      ? formatCount(all.length, 'lead')
      : `${formatNumber(shown.length)} of ${formatCount(all.length, 'lead')}`);
    list.node.hidden = !shown.length;
    showBelow(below, leads, shown, all);
  });
  signal.addEventListener('abort', () => {
    list.destroy();
    refresh.cancel();
  });
  const chips = choice((value) => {
    status = value;
    refresh();
  });
  const search = h('input', { type: 'search', placeholder: 'Search leads',
    'aria-label': 'Search leads', oninput: () => {
      text = search.value.trim().toLowerCase();
      refresh();
    } });
  return { refresh, node: h('div', { class: 'leads' },
    h('div', { class: 'toolbar' }, chips, search, count), list.node, below) };
}

const textOf = (lead) => [lead.name, lead.phone, lead.email, lead.company,
  lead.city, lead.state, lead.filterReason].join(' ').toLowerCase();

function choice(chosen) {
  const options = [['', 'All'], ...Object.entries(WORDS)];
  return h('fieldset', { class: 'chips' },
    h('legend', { class: 'unseen' }, 'Show'),
    options.map(([value, name]) => h('label', {},
      h('input', { type: 'radio', name: 'lead-status', value,
        checked: value === '', onchange: () => chosen(value) }),
      h('span', {}, name))));
}

function showBelow(node, leads, shown, all) {
  if (leads.error) {
    refill(node, h('div', { class: 'empty', role: 'alert' },
      h('p', {}, leads.error.message), h('button', { type: 'button',
        onclick: () => leads.read() }, 'Try again')));
  } else if (!leads.loaded && !all.length) {
    refill(node, h('p', { class: 'empty' }, 'Loading…'));
  } else if (!shown.length) {
    refill(node, h('p', { class: 'empty' }, all.length
      ? 'No lead matches.' : 'No lead has been saved yet.'));
  } else if (node.firstChild) {
    refill(node);
  }
}

function makeRow() {
  let shown = null;
  const cells = COLUMNS.map((column) => h('span', { role: 'cell',
    class: column.numeric ? 'num' : 'ellipsis' }));
  const badge = h('span', { class: 'badge' });
  const open = h('button', { type: 'button', class: 'link ellipsis',
    onclick: () => openLead(shown) });
  cells[1].append(badge);
  cells[2].append(open);
  const update = (lead) => {
    if (lead === shown) return;
    shown = lead;
    setText(cells[0], String(lead.row + 1));
    badge.dataset.tone = TONES[lead.status];
    setText(badge, WORDS[lead.status] ?? lead.status);
    setText(open, nameOf(lead));
    const texts = [lead.phone, lead.email, lead.company, placeOf(lead),
      remarkOf(lead)];
    texts.forEach((value, index) => {
      setText(cells[index + 3], value ?? '');
      cells[index + 3].title = value ?? '';
    });
  };
  return { node: h('div', { role: 'row' }, cells), update };
}

const nameOf = (lead) => (lead.erased ? 'Erased' : lead.name || '(no name)');
const placeOf = (lead) => [lead.city, lead.state].filter(Boolean).join(', ');

function remarkOf(lead) {
  if (lead.status === 'filtered') return lead.filterReason;
  if (lead.errors?.length) return lead.errors.join('; ');
  if (lead.duplicateOf !== undefined) {
    return `Same person as row ${lead.duplicateOf + 1}`;
  }
  return lead.lineType;
}
