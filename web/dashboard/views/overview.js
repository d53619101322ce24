// The overview: what runs, what waits, what went wrong, and how fast it goes.
import { h, perFrame, refill } from '../../shared/dom.js';
import { formatNumber, formatShare } from '../../shared/format.js';
import { api } from '../api.js';
import { feed } from '../feed.js';
import { hashOf } from '../router.js';
import { barList } from '../parts/bar_list.js';
import { empty, panel, tile, viewHead } from '../parts/bits.js';
import { jobLine } from '../parts/job_line.js';
import { LiveChart } from '../parts/live_chart.js';
import { loadInto } from '../parts/load.js';
import { nodesTable, usageBars } from '../parts/machine.js';
import { pauseSwitches } from '../parts/pause.js';

const REFRESH_MS = 5000;
const SHOWN = 8;

/** See router.js. */
export function view({ signal }) {
  const tiles = makeTiles();
  const chart = new LiveChart('Leads per second, last three minutes');
  const running = h('div', { class: 'job-lines' });
  const failures = h('div', { class: 'job-lines' });
  const queue = h('div');
  const nodes = h('div');
  const providers = h('div');
  const pauses = h('div', { class: 'pauses' });

  const draw = perFrame(() => {
    const jobs = [...feed.jobs.values()];
    showJobs(running, jobs.filter((job) => job.status === 'running'),
      'Nothing runs at the moment.');
    showJobs(failures, jobs.filter((job) => job.status === 'failed'),
      'No job has failed lately.');
    refill(queue, queueBars(jobs));
    showLive(tiles, jobs);
  });
  countLeads(chart, signal);
  chart.ontick = () => {
    tiles.speed.set(chart.perSecond().toFixed(1), 'leads per second');
    if ([...feed.jobs.values()].some((job) => job.status === 'running')) draw();
  };
  feed.listen(signal, { change: draw, state: draw });
  const readStats = () => {
    if (!document.hidden) showStats(tiles, pauses).catch(() => {});
  };
  const timer = setInterval(readStats, REFRESH_MS);
  const again = [
    loadInto(nodes, () => api.get('/api/cluster'),
      (answer) => nodesTable(answer.nodes ?? []), { signal }),
    loadInto(providers, () => api.get('/api/settings/usage'), usageBars,
      { signal }),
  ];
  const slow = setInterval(() => again.forEach((run) => run()), 30000);
  signal.addEventListener('abort', () => {
    chart.stop();
    clearInterval(timer);
    clearInterval(slow);
    draw.cancel();
  });
  draw();
  readStats();

  return { node: h('div', { class: 'view' },
    viewHead('Overview', null,
      h('a', { class: 'button primary', href: '#/start' }, 'Start a job')),
    h('div', { class: 'tiles' }, Object.values(tiles).map((t) => t.node)),
    h('div', { class: 'columns' },
      panel('Leads per second', chart.node),
      panel('Queue by priority', queue, pauses)),
    h('div', { class: 'columns' },
      panel('Running', running), panel('Failed lately', failures)),
    h('div', { class: 'columns' },
      panel('Nodes', nodes), panel('Providers today', providers))) };
}

const makeTiles = () => ({
  running: tile('Running', hashOf('jobs', { status: 'running' })),
  waiting: tile('Waiting', hashOf('jobs', { status: 'pending' })),
  failed: tile('Failed today', hashOf('jobs',
    { status: 'failed', from: today() })),
  success: tile('Success rate'),
  speed: tile('Speed'),
  retries: tile('Retries'),
});

// Midnight here, as the job list takes it.
function today() {
  const date = new Date();
  const two = (value) => String(value).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-`
    + two(date.getDate());
}

function showLive(tiles, jobs) {
  const count = (status) => jobs.filter((j) => j.status === status).length;
  const retrying = jobs.filter((job) => job.phase === 'retrying').length;
  tiles.running.set(count('running'));
  tiles.waiting.set(count('pending'),
    retrying ? `${retrying} of them retrying` : '');
}

async function showStats(tiles, pauses) {
  const midnight = new Date();
  midnight.setHours(0, 0, 0, 0);
  const [stats, failed] = await Promise.all([
    api.get('/api/stats'),
    // What a retry would find is counted, not listed.
    api.post('/api/jobs/retry', { dryRun: true,
      filter: { status: 'failed', from: midnight.toISOString() } }),
  ]);
  const types = Object.values(stats.types ?? {});
  const sum = (read) => types.reduce((total, type) => total + read(type), 0);
  const completed = sum((type) => type.byStatus.completed);
  const lost = sum((type) => type.byStatus.failed);
  tiles.failed.set(failed.count, '', failed.count ? 'bad' : '');
  tiles.success.set(
    formatShare(completed / (completed + lost), completed + lost > 0),
    `${formatNumber(completed)} completed, ${formatNumber(lost)} failed`);
  tiles.retries.set(sum((type) => type.retries), 'starts beyond the first');
  refill(pauses, pauseSwitches(stats.paused ?? {}));
}

// What each job has done since it was last seen counts as done now.
function countLeads(chart, signal) {
  const done = new Map();
  const total = (job) =>
    job.counts.saved + job.counts.filtered + job.counts.failed;
  for (const job of feed.jobs.values()) done.set(job.jobId, total(job));
  feed.listen(signal, { change({ jobs, removed, forgotten }) {
    for (const job of jobs) {
      const now = total(job);
      const before = done.get(job.jobId)
        ?? (job.status === 'running' || feed.state === 'live' ? 0 : now);
      if (feed.state === 'live' && now > before) chart.add(now - before);
      done.set(job.jobId, now);
    }
    for (const id of [...removed, ...forgotten]) done.delete(id);
  } });
}

const LINES = new WeakMap();

function showJobs(node, jobs, nothing) {
  const lines = LINES.get(node) ?? new Map();
  LINES.set(node, lines);
  jobs.sort((a, b) => b.createdAt.localeCompare(a.createdAt));
  const shown = jobs.slice(0, SHOWN);
  for (const id of [...lines.keys()]) {
    if (!shown.some((job) => job.jobId === id)) lines.delete(id);
  }
  const rows = shown.map((job) => {
    const line = lines.get(job.jobId) ?? jobLine();
    lines.set(job.jobId, line);
    line.update(job);
    return line.node;
  });
  const more = jobs.length - shown.length;
  const wanted = rows.length ? rows : [empty(nothing)];
  const same = wanted.length === node.children.length - (more > 0 ? 1 : 0)
    && wanted.every((row, i) => row === node.children[i]);
  if (same && rows.length && more <= 0) return;
  refill(node, wanted,
    more > 0 && h('p', { class: 'help' }, `and ${formatNumber(more)} more`));
}

function queueBars(jobs) {
  const pending = jobs.filter((job) => job.status === 'pending');
  if (!pending.length) return empty('Nobody waits.');
  const items = ['high', 'normal', 'low'].map((priority) => ({
    name: priority,
    count: pending.filter((job) => job.priority === priority).length,
  }));
  return barList('Waiting jobs by priority', items);
}
