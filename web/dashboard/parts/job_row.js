// A row of the job list.
import { h, setText } from '../../shared/dom.js';
import { formatAgo, formatNumber, formatTime } from '../../shared/format.js';
import { durationWords, KINDS, remark, titleOf }
  from '../../shared/job.js';
import { hashOf } from '../router.js';
import { phaseBadge, progressBar } from './bits.js';

export const jobColumns = [
  { title: 'Job', width: 'minmax(190px, 2.4fr)' },
  { title: 'State', width: '100px' },
  { title: 'Progress', width: 'minmax(150px, 1.2fr)' },
  { title: 'Saved', width: '60px', numeric: true },
  { title: 'Took', width: '72px', numeric: true },
  { title: 'Created', width: '84px', numeric: true },
  { title: 'Remark', width: 'minmax(150px, 2fr)' },
];

/** `{node, update(job)}`. */
export function makeJobRow() {
  const link = h('a', { class: 'ellipsis strong' });
  const badge = phaseBadge();
  const bar = progressBar('Progress');
  const cell = (attributes, ...content) =>
    h('span', { role: 'cell', ...attributes }, content);
  const kind = h('span', { class: 'sub ellipsis' });
  const saved = cell({ class: 'num' });
  const took = cell({ class: 'num' });
  const created = cell({ class: 'num' });
  const note = cell({ class: 'ellipsis muted' });
  const node = h('div', { role: 'row' }, cell({ class: 'two-lines' }, link, kind),
    cell({}, badge.node), cell({}, bar.node), saved, took, created,
    note);
  const update = (job) => {
    setText(link, titleOf(job));
    link.title = `${titleOf(job)}\n${job.jobId}`;
    link.setAttribute('href', hashOf(`job/${job.jobId}`));
    setText(kind, [KINDS[job.type] ?? job.type, ...job.tags].join(', '));
    badge.update(job);
    bar.update(job);
    setText(saved, formatNumber(job.counts.saved));
    setText(took, durationWords(job));
    setText(created, formatAgo(job.createdAt));
    created.title = formatTime(job.createdAt);
    const words = remark(job);
    setText(note, words);
    if (note.title !== words) note.title = words;
  };
  return { node, update };
}
