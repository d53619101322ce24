// Calls to the server: JSON in and out, the key on each, problems as errors.
import { session } from './session.js';

/** A refusal: `status` (0: nobody answered), the sentence, and bad fields. */
export class ApiError extends Error {
  constructor(status, message, body = {}) {
    super(message);
    this.status = status;
    this.body = body;
    this.fields = Array.isArray(body.errors) ? body.errors : [];
  }

  /** Whether this server does not have the call at all. */
  get isMissing() {
    return this.status === 404 || this.status === 405;
  }
}

export const api = {
  /** Set by main.js: asks for a key; resolves once there is a new one. */
  onUnauthorized: null,

  get: (path, parameters) => call('GET', withQuery(path, parameters)),
  post: (path, body = {}) => call('POST', path, body),
  remove: (path, parameters) => call('DELETE', withQuery(path, parameters)),

  /** The answer itself, for downloads. */
  raw: (path, parameters) => send('GET', withQuery(path, parameters)),
};

/** `path?a=b` without what is empty. */
export function withQuery(path, parameters = {}) {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) {
    if (value !== undefined && value !== null && value !== '') {
      query.set(name, value);
    }
  }
  return query.size ? `${path}?${query}` : path;
}

async function call(method, path, body) {
  const answer = await send(method, path, body);
  try {
    return await answer.json();
  } catch {
    throw new ApiError(answer.status, 'The answer of the server breaks off.');
  }
}

async function send(method, path, body) {
  for (;;) {
    const answer = await attempt(method, path, body);
    if (answer.status !== 401 || !api.onUnauthorized) return accept(answer);
    const problem = await problemOf(answer);
    await api.onUnauthorized(session.key ? problem.message : '');
  }
}

async function attempt(method, path, body) {
  const headers = session.headers();
  if (body !== undefined) headers['Content-Type'] = 'application/json';
  try {
    return await fetch(path, {
      method, headers, body: body === undefined ? undefined
        : JSON.stringify(body),
    });
  } catch {
    throw new ApiError(0, 'The server does not answer.');
  }
}

async function accept(answer) {
  if (answer.ok) return answer;
  throw await problemOf(answer);
}

async function problemOf(answer) {
  const body = await answer.json().catch(() => ({}));
  return new ApiError(answer.status, sentence(body, answer.status), body);
}

/** What a problem says, in one sentence. */
export function sentence(body, status) {
  const said = body?.detail || body?.error || `The server answers ${status}`;
  return /[.!?]$/.test(said) ? said : `${said}.`;
}
