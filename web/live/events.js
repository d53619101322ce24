// The Server-Sent Events transport, for where WebSockets do not pass: the same
// frames in the same order.
import { addressOf, parse } from './socket.js';

/**
 * Opens an event stream; `on` as for a socket. The browser's own reconnecting
 * is not used: a ticket is good only once, and the waits are ours.
 */
export function openEvents({ env, server, ticket, filter, after, on }) {
  const url = addressOf(server, '/api/jobs/events', {
    jobs: filter.jobs.join(','),
    activeOnly: filter.activeOnly ? 'true' : undefined,
    jobType: filter.jobType,
    after: after() > 0 ? String(after()) : undefined,
    ticket,
  });
  const source = new env.EventSource(url);
  let opened = false;
  let done = false;
  const close = () => {
    done = true;
    source.close();
  };
  source.onmessage = (event) => {
    if (done) return;
    const frame = parse(event.data);
    if (!frame) return;
    opened = true;
    on.frame(frame);
  };
  source.onerror = () => {
    if (done) return;
    close();
    on.closed({ code: 1006, opened });
  };
  return { close, subscribe: () => {} };
}
