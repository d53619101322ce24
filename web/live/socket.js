// The WebSocket transport: opens, says what it wants, hands frames on.

const SUBPROTOCOL = 'leadmill.v1';
/** A socket that is not wanted any more may take so long to open. */
const OPENING_MS = 10000;

/** The feed's address, for `ws:` or `http:`, with `path` and parameters. */
export function addressOf(server, path, parameters, scheme = '') {
  const url = new URL(path, server);
  if (scheme) url.protocol = url.protocol.replace(/^http/, scheme);
  for (const [name, value] of Object.entries(parameters)) {
    if (value !== undefined && value !== '') url.searchParams.set(name, value);
  }
  return url.href;
}

/**
 * Opens a WebSocket. `on.frame(frame)` gets every frame, `on.closed({code,
 * opened})` comes exactly once unless `close()` was called before. `after()` is
 * asked when the server has spoken first.
 */
export function openSocket({ env, server, ticket, filter, after, on }) {
  const url = addressOf(server, '/api/jobs/live', { ticket }, 'ws');
  let opened = false;
  let done = false;
  const finish = (code) => {
    if (done) return;
    done = true;
    on.closed({ code, opened });
  };
  let socket;
  const subscribe = () => {
    const frame = { type: 'subscribe', jobs: filter.jobs };
    if (filter.activeOnly) frame.activeOnly = true;
    if (filter.jobType) frame.jobType = filter.jobType;
    if (after() > 0) frame.after = after();
    socket.send(JSON.stringify(frame));
  };
  try {
    socket = new env.WebSocket(url, SUBPROTOCOL);
  } catch {
    env.later(() => finish(1006), 0);
    return { close: () => { done = true; }, subscribe: () => {} };
  }
  socket.onmessage = (event) => {
    if (done) return;
    const frame = parse(event.data);
    if (!frame) return;
    opened = true;
    on.frame(frame);
    if (frame.type === 'hello' && !done) subscribe();
  };
  socket.onclose = (event) => finish(event.code);
  return {
    subscribe,
    close() {
      done = true;
      socket.onclose = null;
      socket.onmessage = null;
      endQuietly(env, socket);
    },
  };
}

// A browser complains on the console about one that is closed while it opens.
function endQuietly(env, socket) {
  const end = () => socket.close(1000);
  if (socket.readyState !== 0) {
    end();
    return;
  }
  const timer = env.later(end, OPENING_MS);
  socket.onopen = () => {
    env.cancel(timer);
    end();
  };
}

/** A frame from text; null for what is none. */
export function parse(text) {
  try {
    const frame = JSON.parse(text);
    return frame && typeof frame.type === 'string' ? frame : null;
  } catch {
    return null;
  }
}
