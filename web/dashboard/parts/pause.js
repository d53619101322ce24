// Holds jobs back, or lets them start again.
import { h } from '../../shared/dom.js';
import { api } from '../api.js';
import { notify, notifyError } from './notice.js';

const NAMES = { enrichment: 'Enrichment', scraping: 'Scraping' };

/** A button for each type; what is paused says so in words. */
export const pauseSwitches = (paused) =>
  Object.entries(NAMES).map(([type, name]) => pauseSwitch(type, name,
    paused[type] === true));

function pauseSwitch(type, name, isPaused) {
  const button = h('button', { type: 'button', class: 'quiet' },
    isPaused ? `Resume ${name.toLowerCase()}` : `Pause ${name.toLowerCase()}`);
  const text = isPaused
    && h('span', {}, `${name} is paused: no such job starts.`);
  button.addEventListener('click', async () => {
    button.disabled = true;
    try {
      await api.post(isPaused ? '/api/jobs/resume' : '/api/jobs/pause',
        { type });
      notify(isPaused ? `${name} jobs start again.`
        : `No ${name.toLowerCase()} job starts any more; what runs goes on.`);
      button.parentNode.replaceWith(pauseSwitch(type, name, !isPaused));
    } catch (error) {
      button.disabled = false;
      notifyError(error);
    }
  });
  return h('span', { class: 'pause', 'data-paused': String(isPaused) },
    text, button);
}
