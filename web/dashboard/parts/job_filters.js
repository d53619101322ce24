// The filters of the job list.
import { h } from '../../shared/dom.js';
import { FILTERS } from '../job_list.js';
import { select } from './bits.js';

const TYPING_MS = 250;

/** `{node, set(filter)}`; `changed(filter)` comes when the user chose. */
export function filterBar(filter, changed) {
  const inputs = {
    q: h('input', { type: 'search', id: 'f-q', maxlength: '256',
      placeholder: 'Name, id, tag, metadata' }),
    status: select({ id: 'f-status' }, [['', 'Any state'],
      ['pending', 'Waiting'], ['running', 'Running'],
      ['completed', 'Completed'], ['failed', 'Failed'],
      ['cancelled', 'Cancelled']]),
    type: select({ id: 'f-type' }, [['', 'Any kind'],
      ['enrichment', 'Enrichment'], ['scraping', 'Scraping']]),
    tag: h('input', { type: 'text', id: 'f-tag', maxlength: '64' }),
    from: h('input', { type: 'date', id: 'f-from' }),
    to: h('input', { type: 'date', id: 'f-to' }),
  };
  const names = { q: 'Search', status: 'State', type: 'Kind', tag: 'Tag',
    from: 'From', to: 'Before' };
  const set = (wanted) => {
    for (const name of FILTERS) {
      const value = wanted[name] ?? '';
      if (inputs[name].value !== value) inputs[name].value = value;
    }
  };
  const read = () => Object.fromEntries(FILTERS
    .map((name) => [name, inputs[name].value.trim()])
    .filter(([, value]) => value));
  let timer = 0;
  const node = h('form', { class: 'filters', role: 'search',
    'aria-label': 'Filter jobs',
    onsubmit: (event) => event.preventDefault(),
    oninput: () => {
      clearTimeout(timer);
      timer = setTimeout(() => changed(read()), TYPING_MS);
    } },
  Object.keys(inputs).map((name) => h('div', { class: `field f-${name}` },
    h('label', { for: `f-${name}` }, names[name]), inputs[name])),
  h('button', { type: 'button', class: 'quiet', onclick: () => {
    set({});
    changed({});
  } }, 'Clear'));
  set(filter);
  return { node, set };
}
