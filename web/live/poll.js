// The last resort: asks again and again. Reads all open jobs, the newest ones,
// and whatever was open before and is in neither list any more.
import { addressOf } from './socket.js';
import { hasEnded } from './job_map.js';

const LATEST = 100;
const LOOKED_AFTER = 20;

/** A refusal by HTTP, with its status; 0 when nobody answered. */
export class Refusal extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

/** One round: `{jobs, removed}` of what the filter wants. Throws a Refusal. */
export async function pollOnce({ env, server, filter, headers, known }) {
  const ask = (parameters) => read(env, server, parameters, headers);
  const wanted = filter.jobs.filter((id) => id !== '*');
  const jobs = [];
  if (filter.jobs.includes('*')) {
    const type = filter.jobType;
    const open = await ask({ activeOnly: 'true', type });
    jobs.push(...(open.jobs ?? []));
    if (!filter.activeOnly) {
      const latest = await ask({ limit: String(LATEST), type });
      jobs.push(...(latest.jobs ?? []));
    }
  }
  const found = new Set(jobs.map((job) => job.jobId));
  const missing = [...known.values()]
    .filter((job) => !hasEnded(job) && !found.has(job.jobId))
    .map((job) => job.jobId);
  const removed = [];
  for (const jobId of [...wanted, ...missing].slice(0, LOOKED_AFTER)) {
    const answer = await ask({ jobId });
    if (answer.job) jobs.push(answer.job);
    else if (known.has(jobId)) removed.push(jobId);
  }
  return { jobs, removed };
}

async function read(env, server, parameters, headers) {
  const url = addressOf(server, '/api/jobs/status', parameters);
  let answer;
  try {
    answer = await env.fetch(url, { headers, cache: 'no-store' });
  } catch (error) {
    throw new Refusal(0, String(error));
  }
  if (answer.status === 404) return {};
  if (!answer.ok) throw new Refusal(answer.status, `status ${answer.status}`);
  return answer.json();
}
