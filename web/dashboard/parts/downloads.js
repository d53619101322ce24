// A job's results as a file. With a key they are fetched, for a link could not
// carry it; without one the browser's own download streams them to the disk.
import { h } from '../../shared/dom.js';
import { api, withQuery } from '../api.js';
import { session } from '../session.js';
import { notifyError } from './notice.js';

const FORMATS = [['csv', 'CSV'], ['json', 'JSON'], ['ndjson', 'NDJSON']];

/** Three links; `current()` is the job. */
export function downloadMenu(current) {
  return h('span', { class: 'downloads', role: 'group',
    'aria-label': 'Download results' },
  FORMATS.map(([format, name]) => link(current, format, name)));
}

function link(current, format, name) {
  const parameters = { jobId: current().jobId, format };
  const file = `${current().jobId}.${format}`;
  const node = h('a', { class: 'button', download: file,
    'aria-label': `Download as ${name}`,
    href: withQuery('/api/jobs/results', parameters) }, name);
  node.addEventListener('click', async (event) => {
    if (!session.key) return;
    event.preventDefault();
    node.setAttribute('aria-busy', 'true');
    try {
      const answer = await api.raw('/api/jobs/results', parameters);
      save(await answer.blob(), file);
    } catch (error) {
      notifyError(error);
    }
    node.removeAttribute('aria-busy');
  });
  return node;
}

function save(blob, file) {
  const href = URL.createObjectURL(blob);
  h('a', { href, download: file }).click();
  setTimeout(() => URL.revokeObjectURL(href), 10000);
}
