// Cancel and retry one job.
import { h } from '../../shared/dom.js';
import { api } from '../api.js';
import { notify, notifyError } from './notice.js';

/** `{node, update(canCancel, canRetry)}`; `current()` is the job. */
export function jobActions(current) {
  const act = async (button, path, done) => {
    button.disabled = true;
    try {
      await api.post(path, { jobId: current().jobId });
      notify(done);
    } catch (error) {
      notifyError(error);
    }
    button.disabled = false;
  };
  const cancel = h('button', { type: 'button', onclick: () =>
    act(cancel, '/api/jobs/cancel', 'The job is being cancelled.') },
  'Cancel');
  const retry = h('button', { type: 'button', class: 'primary', onclick: () =>
    act(retry, '/api/jobs/retry', 'The job runs again.') }, 'Retry');
  const update = (mayCancel, mayRetry) => {
    cancel.hidden = !mayCancel;
    retry.hidden = !mayRetry;
  };
  return { node: h('span', { class: 'actions' }, retry, cancel), update };
}
