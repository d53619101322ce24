// How a job stands: the large bar, its figures, and its error in words.
import { h, setText } from '../../shared/dom.js';
import { formatDuration, formatNumber, formatTime }
  from '../../shared/format.js';
import { durationWords, KINDS, remark, unitOf } from '../../shared/job.js';
import { rateWords } from '../../shared/rate.js';
import { feed } from '../feed.js';
import { phaseBadge, progressBar } from './bits.js';

const FACTS = [
  ['Saved', (job) => formatNumber(job.counts.saved)],
  ['Filtered', (job) => formatNumber(job.counts.filtered)],
  ['Failed', (job) => formatNumber(job.counts.failed)],
  ['Speed', (job) => rateWords(feed.rates.perSecond(job), unitOf(job)) || '–'],
  ['Time left', (job) => formatDuration(feed.rates.timeLeft(job))],
  ['Took', (job) => durationWords(job) || '–'],
  ['Attempt', (job) => `${job.attempt}`],
  ['Failures', (job) => `${job.failures} of ${job.maxAttempts}`],
  ['Priority', (job) => job.priority],
  ['Kind', (job) => KINDS[job.type] ?? job.type],
  ['Node', (job) => job.node ?? '–'],
  ['Started', (job) => (job.startedAt ? formatTime(job.startedAt) : '–')],
  ['Ended', (job) => (job.completedAt ? formatTime(job.completedAt) : '–')],
  ['Waits for', (job) => job.after ?? '–'],
  ['Tags', (job) => job.tags.join(', ') || '–'],
];

/** `{node, update(job)}`. */
export function jobFacts() {
  const badge = phaseBadge();
  const bar = progressBar('Progress of the job');
  const note = h('p', { class: 'remark' });
  const cells = FACTS.map(([name, read]) => {
    const value = h('dd', {});
    return { row: h('div', {}, h('dt', {}, name), value), value, read };
  });
  const update = (job) => {
    badge.update(job);
    bar.update(job);
    const words = remark(job);
    setText(note, words && job.code ? `${words} (${job.code})` : words);
    note.hidden = !words;
    note.dataset.tone = job.status === 'failed' ? 'bad' : '';
    for (const { value, read } of cells) setText(value, read(job));
  };
  return { node: h('section', { class: 'panel', 'aria-label': 'State' },
    h('div', { class: 'headline' }, badge.node, bar.node), note,
    h('dl', { class: 'facts' }, cells.map((cell) => cell.row))), update };
}
