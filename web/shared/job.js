// What a job is called, how it stands, and how fast it is, in words.
import { formatAgo, formatCount, formatDuration, formatNumber } from './format.js';

export const KINDS = { enrichment: 'Enrichment', scraping: 'Scraping' };

const PHASES = {
  queued: 'Queued', scheduled: 'Scheduled', waiting: 'Waiting',
  retrying: 'Retrying', running: 'Running', cancelling: 'Cancelling',
  done: 'Completed', failed: 'Failed', cancelled: 'Cancelled',
  skipped: 'Skipped',
};

/** The phase as a word. */
export const phaseWord = (job) => PHASES[job.phase] ?? job.phase ?? '';

/** Which of the five colors a phase has: active, waiting, good, bad, off. */
export function toneOf(job) {
  if (job.phase === 'retrying' || job.phase === 'cancelling') return 'warn';
  return { pending: 'waiting', running: 'active', completed: 'good',
    failed: 'bad', cancelled: 'off' }[job.status] ?? 'off';
}

/** Parameters of a search as words: "title: engineer, region: Ohio". */
export function searchWords(search) {
  if (typeof search === 'string') return search;
  if (!search || typeof search !== 'object') return '';
  return Object.entries(search)
    .filter(([, value]) => value !== '' && value !== null)
    .map(([name, value]) => `${name}: ${plain(value)}`)
    .join(', ');
}

const plain = (value) =>
  typeof value === 'object' ? JSON.stringify(value) : String(value);

/** What the job was called when it was started, or what it searches for. */
export function titleOf(job) {
  const meta = job.metadata ?? {};
  for (const name of [meta.name, meta.title, meta.fileName, meta.filename]) {
    if (typeof name === 'string' && name.trim()) return name.trim();
  }
  const words = searchWords(meta.search ?? meta.searchParams);
  if (words) return words;
  const { total } = job.progress;
  if (job.after && !total) return 'Enrichment of what another job finds';
  return `${KINDS[job.type] ?? 'Job'} of `
    + formatCount(total, job.type === 'scraping' ? 'page' : 'lead');
}

/** What it searches for, when that is not the title already. */
export function searchOf(job) {
  const meta = job.metadata ?? {};
  const words = searchWords(meta.search ?? meta.searchParams);
  return words === titleOf(job) ? '' : words;
}

/** The unit of its progress. */
export const unitOf = (job) => (job.type === 'scraping' ? 'pages' : 'leads');

/** "45 / 100". */
export function progressWords(job) {
  const { current, total } = job.progress;
  return `${formatNumber(current)} / ${formatNumber(total)}`;
}

/** One sentence on why the job is not running, or how it ended; or ''. */
export function remark(job, now = Date.now()) {
  if (job.phase === 'scheduled' && job.runAt) {
    return `Starts ${formatAgo(job.runAt, now)}`;
  }
  if (job.phase === 'retrying') {
    const when = job.runAt ? ` ${formatAgo(job.runAt, now)}` : '';
    return `Attempt ${job.failures + 1} of ${job.maxAttempts}${when}`
      + (job.error ? `: ${job.error}` : '');
  }
  if (job.phase === 'waiting') return 'Waits for another job';
  if (job.phase === 'queued') return 'Waits for a free slot';
  if (job.phase === 'cancelling') return 'Ends what is under way';
  return job.error ?? '';
}

/** How long it took, or has been running; '' before its start. */
export function durationWords(job, now = Date.now()) {
  if (!job.startedAt) return '';
  const end = job.completedAt ? Date.parse(job.completedAt) : now;
  return formatDuration(end - Date.parse(job.startedAt));
}

export const canCancel = (job) =>
  (job.status === 'pending' || job.status === 'running')
  && job.phase !== 'cancelling';

export const canRetry = (job) => job.status === 'failed'
  || (job.status === 'cancelled' && job.phase !== 'skipped')
  || (job.status === 'completed' && job.counts.failed > 0);
