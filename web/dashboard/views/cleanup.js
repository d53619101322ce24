// Cleanup: removes old jobs, and everything about a person.
import { h } from '../../shared/dom.js';
import { formatCount } from '../../shared/format.js';
import { api } from '../api.js';
import { field, panel, viewHead } from '../parts/bits.js';
import { confirm } from '../parts/dialog.js';
import { formError } from '../parts/job_options.js';

/** See router.js. */
export function view() {
  return { node: h('div', { class: 'view' }, viewHead('Cleanup'),
    h('div', { class: 'columns' }, oldJobs(), person())) };
}

// `act()` returns the sentence that says what was done, or null.
function form(title, text, fieldNode, buttonText, act) {
  const error = formError();
  const done = h('p', { class: 'done', role: 'status' });
  const button = h('button', { type: 'submit', class: 'danger' }, buttonText);
  const submit = async (event) => {
    event.preventDefault();
    error.show(null);
    done.textContent = '';
    button.disabled = true;
    try {
      done.textContent = await act() ?? '';
    } catch (problem) {
      error.show(problem);
    }
    button.disabled = false;
  };
  return panel(title, h('form', { class: 'form', onsubmit: submit },
    h('p', { class: 'muted' }, text), fieldNode, error.node,
    h('div', { class: 'actions' }, button), done));
}

function oldJobs() {
  const days = h('input', { id: 'c-days', type: 'number', min: '1',
    max: '365', value: '30', required: true });
  return form('Old jobs', 'Removes jobs that ended longer ago, with their '
    + 'leads and history; never one that another job waits for.',
  field('c-days', 'Days to keep', days, '1 to 365'), 'Remove old jobs',
  async () => {
    const kept = Number(days.value);
    const agreed = await confirm('Remove old jobs?',
      `All jobs that ended more than ${formatCount(kept, 'day')} ago are `
      + 'removed with their leads. This cannot be undone.', 'Remove them',
      { danger: true });
    if (!agreed) return null;
    const answer = await api.post('/api/jobs/cleanup', { daysToKeep: kept });
    return answer.deleted ? `${formatCount(answer.deleted, 'job')} removed.`
      : 'No job is that old; nothing was removed.';
  });
}

function person() {
  const key = h('input', { id: 'c-key', type: 'text', required: true,
    pattern: '[0-9a-f]{32}', spellcheck: 'false', autocomplete: 'off' });
  return form('A person', 'Takes a person out of everything that is kept: '
    + 'rows, results, answers of providers. The key stands in the details of '
    + 'a lead.', field('c-key', 'Lead key', key, '32 letters and digits'),
  'Erase this person', async () => {
    const agreed = await confirm('Erase this person?',
      'Their data is removed from every job. This cannot be undone.',
      'Erase', { danger: true });
    if (!agreed) return null;
    const answer = await api.remove('/api/leads', { key: key.value.trim() });
    return answer.found.length
      ? `Erased from ${formatCount(answer.found.length, 'row')}.`
      : 'Nobody with this key was found.';
  });
}
