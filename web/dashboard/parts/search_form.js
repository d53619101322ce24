// Fills a search: the source, what to search for, and how far to go.
import { h } from '../../shared/dom.js';
import { searchWords } from '../../shared/job.js';
import { api } from '../api.js';
import { go, hashOf } from '../router.js';
import { empty, field, select } from './bits.js';
import { commonOptions, destinationChoice, formError } from './job_options.js';
import { notify } from './notice.js';

const FIRST = ['title', 'region', 'keywords'];

/** The whole form. */
export function searchForm(settings) {
  const sources = settings.sources?.filter((source) => source.enabled);
  if (sources && !sources.length) {
    return empty('No source is enabled, so there is nothing to search.',
      h('a', { href: '#/check' }, 'See the configuration'));
  }
  const source = sources
    ? select({ id: 's-source' }, sources.map(({ name }) => [name, name]))
    : h('input', { id: 's-source', type: 'text',
      placeholder: 'linkedin-sales-navigator' });
  const pairs = pairList();
  const name = h('input', { id: 's-name', type: 'text', maxlength: '200' });
  const pages = numberInput('s-pages', 10, 1, 100);
  const results = numberInput('s-results', 250, 1, 10000);
  const then = h('input', { type: 'checkbox', checked: true });
  const common = commonOptions(settings);
  const destinations = destinationChoice(settings);
  const error = formError();
  const button = h('button', { type: 'submit', class: 'primary' },
    'Start the search');
  const submit = async (event) => {
    event.preventDefault();
    error.show(null);
    button.disabled = true;
    try {
      const searchParams = pairs.read();
      const answer = await api.post('/api/jobs/scrape', {
        searchParams, source: source.value || undefined,
        maxPages: Number(pages.value), maxResults: Number(results.value),
        metadata: { name: name.value.trim() || searchWords(searchParams)
          || undefined, search: searchParams },
        options: optionsOf(common, destinations, then.checked),
      });
      notify('The search has started.');
      go(hashOf(`job/${answer.jobId}`));
    } catch (problem) {
      error.show(problem);
    }
    button.disabled = false;
  };
  return h('form', { class: 'panel form', onsubmit: submit },
    h('div', { class: 'fields' }, field('s-name', 'Name', name,
      'Empty: what it searches for'), field('s-source', 'Source', source),
    field('s-pages', 'At most pages', pages),
    field('s-results', 'At most leads', results), common.nodes),
    pairs.node,
    h('label', { class: 'check' }, then,
      h('span', {}, 'Enrich what it finds, once it has ended')),
    destinations.node, error.node,
    h('div', { class: 'actions' }, button));
}

// Where both are run, both go to the same destinations.
function optionsOf(common, destinations, enrich) {
  const outputs = destinations.read();
  return { ...common.read(), ...outputs,
    ...(enrich ? { then: { ...outputs } } : {}) };
}

const numberInput = (id, value, min, max) => h('input', { id, type: 'number',
  required: true, min: String(min), max: String(max), value: String(value) });

// Names and values of the search, as many as are needed.
function pairList() {
  const list = h('div', { class: 'pairs-edit' });
  const add = (name = '') => {
    const row = h('div', { class: 'pair' },
      h('input', { type: 'text', value: name, 'aria-label': 'Parameter',
        placeholder: 'parameter' }),
      h('input', { type: 'text', 'aria-label': name ? `Value of ${name}`
        : 'Value', placeholder: 'value' }),
      h('button', { type: 'button', class: 'quiet',
        'aria-label': 'Remove this parameter', onclick: () => row.remove() },
      '×'));
    list.append(row);
    return row;
  };
  FIRST.forEach((name) => add(name));
  const read = () => {
    const out = {};
    for (const row of list.children) {
      const [name, value] = row.querySelectorAll('input');
      if (name.value.trim() && value.value.trim()) {
        out[name.value.trim()] = typed(value.value.trim());
      }
    }
    return out;
  };
  return { read, node: h('fieldset', {}, h('legend', {}, 'Search for'),
    h('p', { class: 'help' }, 'In the words of the source. Whole numbers, '
      + 'true, false, and JSON in [] or {} are sent as such.'), list,
    h('button', { type: 'button', onclick: () =>
      add().querySelector('input').focus() }, 'Add a parameter')) };
}

function typed(text) {
  if (/^(-?\d{1,15}|true|false|[[{].*)$/s.test(text)) {
    try {
      return JSON.parse(text);
    } catch {
      return text;
    }
  }
  return text;
}
