// One job: how it stands, its leads as they are saved, why some were filtered,
// what happened to it, and what was sent out.
import { h, perFrame, refill, setText } from '../../shared/dom.js';
import { formatAgo } from '../../shared/format.js';
import { canCancel, canRetry, searchOf, titleOf } from '../../shared/job.js';
import { api } from '../api.js';
import { feed } from '../feed.js';
import { JobLeads } from '../job_leads.js';
import { empty, panel } from '../parts/bits.js';
import { attemptLog } from '../parts/attempt_log.js';
import { downloadMenu } from '../parts/downloads.js';
import { jobActions } from '../parts/job_actions.js';
import { jobFacts } from '../parts/job_facts.js';
import { leadTable } from '../parts/lead_table.js';
import { loadInto } from '../parts/load.js';
import { providerUse, reasonBars } from '../parts/lead_charts.js';
import { deliveriesOf } from '../parts/job_deliveries.js';

/** See router.js. */
export function view({ rest, signal }) {
  const jobId = rest[0] ?? '';
  const node = h('div', { class: 'view' });
  let known = feed.jobs.get(jobId);
  const start = (job) => refill(node, page(job, signal));
  if (known) {
    start(known);
  } else {
    loadInto(node, async () => {
      known = (await api.get('/api/jobs/status', { jobId })).job;
      return known;
    }, (job) => page(job, signal), { signal,
      missing: 'There is no such job. It may have been cleaned up.' });
  }
  return { node };
}

function page(first, signal) {
  const { jobId } = first;
  let job = first;
  const title = h('h1', { class: 'ellipsis' });
  const search = h('p', { class: 'lead' });
  const facts = jobFacts();
  const actions = jobActions(() => job);
  const reasons = h('div');
  const use = h('div');
  const log = h('div');
  const gone = h('div');
  const leads = new JobLeads(jobId, () => showLeads());
  const table = leadTable(leads, signal);
  const readLog = loadInto(log,
    () => api.get('/api/jobs/log', { jobId }),
    (answer) => attemptLog(answer.log), { signal });

  const showLeads = perFrame(() => {
    table.refresh();
    refill(reasons, reasonBars(leads.list(), job));
    providerUse(leads.list()).then((content) => refill(use, content));
  });
  const show = perFrame(() => {
    setText(title, titleOf(job));
    title.title = titleOf(job);
    setText(search, searchOf(job));
    facts.update(job);
    actions.update(canCancel(job), canRetry(job));
  });
  // Not per frame: a tab in the background draws none, but shows its title.
  const showTitle = () => {
    document.title = `${job.progress.percentage} % ${titleOf(job)} – Leadmill`;
  };
  feed.listen(signal, { change({ jobs, removed }) {
    const next = jobs.find((item) => item.jobId === jobId);
    if (removed.includes(jobId)) {
      refill(gone, empty('This job was cleaned up; what you see is its last '
        + 'known state.'));
    }
    if (!next) return;
    if (next.phase !== job.phase || next.attempt !== job.attempt) readLog();
    job = next;
    showTitle();
    show();
    leads.read();
  }, state() {
    if (feed.state === 'live') leads.read();
  } });
  const clock = setInterval(show, 1000);
  signal.addEventListener('abort', () => {
    clearInterval(clock);
    leads.stop();
    show.cancel();
    showLeads.cancel();
  });
  showTitle();
  show();
  leads.read();
  return [
    h('nav', { class: 'crumbs', 'aria-label': 'Where you are' },
      h('a', { href: '#/jobs' }, 'Jobs')),
    h('header', { class: 'view-head' },
      h('div', { class: 'grow' }, title, search,
        h('p', { class: 'help' }, `${jobId}, created `
          + `${formatAgo(first.createdAt)}`)),
      h('div', { class: 'actions' }, actions.node,
        downloadMenu(() => job))),
    gone,
    facts.node,
    panel('Leads', table.node),
    h('div', { class: 'columns' }, panel('Why leads were stopped', reasons),
      panel('What happened', log)),
    h('div', { class: 'columns' }, panel('Where values came from', use),
      panel('Deliveries', deliveriesOf(jobId, signal))),
  ];
}
