// One job in the sidebar: what it is called, how it stands, what went wrong.
import { h, setText } from '../shared/dom.js';
import { formatAgo, formatDuration, formatNumber } from '../shared/format.js';
import { canCancel, canRetry, KINDS, phaseWord, progressWords, remark, searchOf,
  titleOf, toneOf, unitOf } from '../shared/job.js';
import { rateWords } from '../shared/rate.js';

export class JobCard {
  /** `steer(action)` is called with 'cancel' or 'retry'. */
  constructor(steer) {
    this.title = h('span', { part: 'title', class: 'title' });
    this.status = h('span', { part: 'status', class: 'status' });
    this.search = h('p', { part: 'note', class: 'note' });
    this.fill = h('span', { part: 'fill', class: 'fill' });
    this.bar = h('span', { part: 'bar', class: 'bar', role: 'progressbar',
      'aria-valuemin': '0', 'aria-valuemax': '100' }, this.fill);
    this.figures = h('span', { part: 'figures', class: 'figures' });
    this.note = h('p', { part: 'note', class: 'note' });
    this.error = h('p', { part: 'error', class: 'error' });
    this.cancel = action('Cancel', () => steer('cancel'));
    this.retry = action('Retry', () => steer('retry'));
    this.buttons = h('span', { class: 'buttons' }, this.retry, this.cancel);
    this.failure = '';
    this.node = h('li', { part: 'job', class: 'job' },
      h('div', { class: 'top' }, this.title, this.status), this.search,
      h('div', { class: 'middle' }, this.bar, this.figures),
      this.error, h('div', { class: 'bottom' }, this.note, this.buttons));
  }

  update(job, rates, { now, readonly }) {
    const title = titleOf(job);
    setText(this.title, title);
    this.title.title = title;
    this.node.dataset.tone = toneOf(job);
    this.node.dataset.phase = job.phase;
    setText(this.status, phaseWord(job));
    setText(this.search, searchOf(job));
    this.#progress(job, title);
    setText(this.note, noteOf(job, rates, now));
    setText(this.error, this.failure || errorOf(job));
    this.#buttons(job, title, readonly);
  }

  busy(is) {
    this.cancel.disabled = is;
    this.retry.disabled = is;
  }

  /** Shows why an action was refused, until the next one. */
  fail(text) {
    this.failure = text;
    setText(this.error, text);
  }

  #progress(job, title) {
    this.bar.setAttribute('aria-label', `Progress of ${title}`);
    this.bar.setAttribute('aria-valuenow', String(job.progress.percentage));
    this.bar.setAttribute('aria-valuetext', progressWords(job));
    this.fill.style.setProperty('inline-size', `${job.progress.percentage}%`);
    setText(this.figures, progressWords(job));
  }

  #buttons(job, title, readonly) {
    this.cancel.hidden = readonly || !canCancel(job);
    this.retry.hidden = readonly || !canRetry(job);
    this.cancel.setAttribute('aria-label', `Cancel ${title}`);
    this.retry.setAttribute('aria-label', `Retry ${title}`);
    this.buttons.hidden = this.cancel.hidden && this.retry.hidden;
  }
}

const action = (text, onclick) =>
  h('button', { part: 'button', type: 'button', onclick }, text);

const errorOf = (job) =>
  (job.status === 'failed' ? job.error || 'No reason was given.' : '');

function noteOf(job, rates, now) {
  const words = [KINDS[job.type] ?? job.type];
  if (job.status === 'running') {
    const left = rates.timeLeft(job);
    words.push(rateWords(rates.perSecond(job), unitOf(job)),
      Number.isFinite(left) ? `${formatDuration(left)} left` : '');
  }
  if (job.status === 'completed') {
    words.push(`${formatNumber(job.counts.saved)} saved`,
      job.counts.filtered ? `${formatNumber(job.counts.filtered)} filtered` : '',
      job.counts.failed ? `${formatNumber(job.counts.failed)} failed` : '');
  }
  if (job.completedAt) words.push(formatAgo(job.completedAt, now));
  if (job.status !== 'failed') words.push(remark(job, now));
  return words.filter(Boolean).join(' · ');
}
