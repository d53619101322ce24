// Cancels or retries all jobs that a filter finds. First it is counted.
import { h } from '../../shared/dom.js';
import { formatCount } from '../../shared/format.js';
import { api } from '../api.js';
import { confirm } from './dialog.js';
import { notify, notifyError } from './notice.js';

/** Two buttons; `readFilter()` is asked when one is pressed. */
export const bulkActions = (readFilter) => [
  button('Retry all…', readFilter, {
    path: '/api/jobs/retry', verb: 'Retry', done: 'will run again',
    nothing: 'None of these jobs can be retried: only those that failed, were '
      + 'cancelled, or have failed leads.',
    detail: 'What is saved stays; what is missing or failed is done.',
  }),
  button('Cancel all…', readFilter, {
    path: '/api/jobs/cancel', verb: 'Cancel', done: 'cancelled', danger: true,
    nothing: 'None of these jobs can be cancelled: they have all ended.',
    detail: 'What is saved stays, and a cancelled job can be retried.',
  }),
];

function button(text, readFilter, action) {
  const node = h('button', { type: 'button' }, text);
  node.addEventListener('click', async () => {
    node.disabled = true;
    try {
      await run(readFilter(), action);
    } catch (error) {
      notifyError(error);
    }
    node.disabled = false;
  });
  return node;
}

async function run(filter, { path, verb, done, nothing, detail, danger }) {
  const { count } = await api.post(path, { filter, dryRun: true });
  if (count === 0) {
    notify(nothing, 'bad');
    return;
  }
  const jobs = formatCount(count, 'job');
  const which = Object.keys(filter).length
    ? 'that the filters find' : 'on this server, for no filter is set';
  const agreed = await confirm(`${verb} ${jobs}?`,
    `These are the jobs ${which}. ${detail}`, `${verb} ${jobs}`, { danger });
  if (!agreed) return;
  const answer = await api.post(path, { filter });
  notify(`${formatCount(answer.count, 'job')} ${done}.`);
}
