// A job in one line of a short list: name, state, bar, rate and time left.
import { h, setText } from '../../shared/dom.js';
import { formatAgo, formatDuration } from '../../shared/format.js';
import { remark, titleOf, unitOf } from '../../shared/job.js';
import { rateWords } from '../../shared/rate.js';
import { feed } from '../feed.js';
import { hashOf } from '../router.js';
import { phaseBadge, progressBar } from './bits.js';

/** `{node, update(job)}`. */
export function jobLine() {
  const link = h('a', { class: 'job-line-title' });
  const badge = phaseBadge();
  const bar = progressBar('Progress');
  const note = h('span', { class: 'job-line-note' });
  const node = h('div', { class: 'job-line' }, link, badge.node, bar.node,
    note);
  const update = (job) => {
    link.setAttribute('href', hashOf(`job/${job.jobId}`));
    setText(link, titleOf(job));
    link.title = titleOf(job);
    badge.update(job);
    bar.update(job);
    setText(note, noteOf(job));
    note.title = note.textContent;
  };
  return { node, update };
}

function noteOf(job) {
  if (job.status === 'running') {
    const pace = rateWords(feed.rates.perSecond(job), unitOf(job));
    const left = feed.rates.timeLeft(job);
    return [pace, Number.isFinite(left) && `${formatDuration(left)} left`]
      .filter(Boolean).join(', ') || remark(job);
  }
  if (job.status === 'failed') {
    const when = job.completedAt ? `${formatAgo(job.completedAt)}: ` : '';
    return `${when}${job.error ?? 'no reason was given'}`;
  }
  return remark(job);
}
