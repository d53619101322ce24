// Calls of the elements, which may come from another origin.

/** POSTs JSON; resolves to the answer, or throws what the server says. */
export async function post(server, path, body, headers = {}) {
  let answer;
  try {
    answer = await fetch(new URL(path, server), {
      method: 'POST', body: JSON.stringify(body),
      headers: { 'Content-Type': 'application/json', ...headers },
    });
  } catch {
    throw new Error('The server does not answer.');
  }
  const said = await answer.json().catch(() => ({}));
  if (answer.ok) return said;
  throw new Error(said.detail || said.error
    || `The server answers ${answer.status}.`);
}

/** Cancels or retries a job. */
export const steer = (server, action, jobId, headers) =>
  post(server, `/api/jobs/${action}`, { jobId }, headers);
