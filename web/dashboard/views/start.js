// Starts a job: an enrichment of a CSV, or a search.
import { h, refill } from '../../shared/dom.js';
import { hashOf } from '../router.js';
import { viewHead } from '../parts/bits.js';
import { csvForm } from '../parts/csv_form.js';
import { searchForm } from '../parts/search_form.js';
import { settings } from '../settings.js';

/** See router.js. */
export function view({ params, signal }) {
  const kind = params.get('kind') === 'search' ? 'search' : 'csv';
  const content = h('div');
  const link = (name, text) => h('a', { href: hashOf('start',
    { kind: name === 'csv' ? '' : name }),
  'aria-current': name === kind && 'true' }, text);
  settings.readOr().then((known) => {
    if (signal.aborted) return;
    refill(content, kind === 'csv' ? csvForm(known, signal)
      : searchForm(known, signal));
  });
  return { node: h('div', { class: 'view' },
    viewHead('Start a job'),
    h('nav', { class: 'tabs', 'aria-label': 'Kind of job' },
      link('csv', 'Enrich a CSV'), link('search', 'Search for leads')),
    content) };
}
