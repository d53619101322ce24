// Drop a CSV, look at what it holds, choose, and send it with a bar.
import { h, refill, setText } from '../../shared/dom.js';
import { formatBytes, formatCount, formatNumber } from '../../shared/format.js';
import { meaningOf } from '../columns.js';
import { previewCsv } from '../csv.js';
import { go, hashOf } from '../router.js';
import { uploadCsv } from '../upload.js';
import { field } from './bits.js';
import { commonOptions, destinationChoice, formError, stepChoice }
  from './job_options.js';
import { notify } from './notice.js';

const MOST_BYTES = 32 * 1024 * 1024;
const MOST_ROWS = 10000;

/** The whole form. */
export function csvForm(settings, signal) {
  const most = { rows: settings.limits?.rowsPerJob ?? MOST_ROWS,
    bytes: settings.limits?.bodyBytes ?? MOST_BYTES };
  const rest = h('div', { hidden: true });
  const error = formError();
  const take = async (file) => {
    error.show(null);
    rest.hidden = true;
    try {
      const preview = await look(file, most);
      refill(rest, chosen(file, preview, settings, signal));
      rest.hidden = false;
    } catch (problem) {
      error.show(problem);
    }
  };
  return h('div', {}, dropZone(take), error.node, rest);
}

async function look(file, most) {
  if (file.size > most.bytes) {
    throw new Error(`${file.name} has ${formatBytes(file.size)}; at most `
      + `${formatBytes(most.bytes)} can be sent at once.`);
  }
  const preview = previewCsv(await file.text());
  if (!preview.headers.length || !preview.count) {
    throw new Error(`${file.name} has no row below its column names.`);
  }
  if (preview.count > most.rows) {
    throw new Error(`${file.name} has ${formatNumber(preview.count)} rows; a `
      + `job takes at most ${formatNumber(most.rows)}. Please split it.`);
  }
  return preview;
}

function dropZone(take) {
  const input = h('input', { type: 'file', id: 'csv-file',
    accept: '.csv,text/csv', class: 'unseen', onchange: () => {
      if (input.files[0]) take(input.files[0]);
    } });
  const over = (is) => (event) => {
    event.preventDefault();
    zone.dataset.over = String(is);
  };
  const zone = h('div', { class: 'drop',
    ondragenter: over(true), ondragover: over(true), ondragleave: over(false),
    ondrop: (event) => {
      over(false)(event);
      const [file] = event.dataTransfer.files;
      if (file) take(file);
    } }, input,
  h('label', { for: 'csv-file' }, h('strong', {}, 'Drop a CSV here'),
    h('span', {}, 'or choose a file: up to 10,000 rows, the first line names '
      + 'the columns')));
  return zone;
}

function chosen(file, preview, settings, signal) {
  const name = h('input', { id: 'o-name', type: 'text', maxlength: '200',
    value: file.name.replace(/\.csv$/i, '') });
  const common = commonOptions(settings);
  const steps = stepChoice(settings);
  const destinations = destinationChoice(settings);
  const error = formError();
  const sending = progressLine();
  const button = h('button', { type: 'submit', class: 'primary' },
    `Enrich ${formatCount(preview.count, 'lead')}`);
  // The same for each try, so that a repeat starts no second job.
  const idempotencyKey = crypto.randomUUID?.()
    ?? `${Date.now()}-${Math.random()}`;
  const submit = async (event) => {
    event.preventDefault();
    error.show(null);
    button.disabled = true;
    sending.show(0, file.size);
    try {
      const answer = await uploadCsv(file, {
        options: { ...common.read(), ...steps.read(), ...destinations.read() },
        metadata: { name: name.value.trim() || file.name, fileName: file.name },
        progress: sending.show, signal, idempotencyKey,
      });
      notify(`${name.value} has started.`);
      go(hashOf(`job/${answer.jobId}`));
    } catch (problem) {
      sending.hide();
      button.disabled = false;
      error.show(problem);
    }
  };
  return [previewTable(file, preview),
    h('form', { class: 'panel form', onsubmit: submit },
      h('h2', {}, 'How to run it'),
      h('div', { class: 'fields' }, field('o-name', 'Name', name),
        common.nodes),
      steps.node, destinations.node, error.node,
      h('div', { class: 'actions' }, sending.node, button))];
}

function progressLine() {
  const bar = h('span', { class: 'bar-fill' });
  const text = h('span', { class: 'figures' });
  const track = h('span', { class: 'bar', role: 'progressbar',
    'aria-label': 'Sent', 'aria-valuemin': '0', 'aria-valuemax': '100' }, bar);
  const node = h('span', { class: 'progress', hidden: true }, track, text);
  return { node, hide: () => { node.hidden = true; },
    show(sent, total) {
      node.hidden = false;
      const percent = total ? Math.round((sent / total) * 100) : 0;
      track.setAttribute('aria-valuenow', String(percent));
      bar.style.setProperty('inline-size', `${percent}%`);
      setText(text, percent < 100
        ? `${formatBytes(sent)} of ${formatBytes(total)} sent`
        : 'Sent; the server reads it');
    } };
}

function previewTable(file, { headers, rows, count }) {
  const meanings = headers.map(meaningOf);
  const known = meanings.filter(Boolean).length;
  const head = headers.map((name, i) => h('th', { scope: 'col' },
    h('span', {}, name || '(no name)'),
    h('span', { class: meanings[i] ? 'meaning' : 'meaning none' },
      meanings[i] || 'carried along')));
  return h('section', { class: 'panel' },
    h('h2', { class: 'ellipsis' }, file.name),
    h('p', { class: 'help' }, `${formatCount(count, 'row')}, `
      + `${formatBytes(file.size)}; ${known} of `
      + `${formatCount(headers.length, 'column')} recognized`),
    h('div', { class: 'table-box', tabindex: '0', role: 'region',
      'aria-label': 'The first rows of the file' },
    h('table', { class: 'preview' },
      h('thead', {}, h('tr', {}, head)),
      h('tbody', {}, rows.slice(0, 8).map((row) => h('tr', {},
        headers.map((_, i) => h('td', {}, row[i] ?? ''))))))));
}
