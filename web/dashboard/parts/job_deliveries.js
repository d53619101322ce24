// What was sent out about one job.
import { h } from '../../shared/dom.js';
import { formatTime } from '../../shared/format.js';
import { api } from '../api.js';
import { empty } from './bits.js';
import { loadInto } from './load.js';
import { stateBadge } from './machine.js';
import { simpleTable } from './simple_table.js';

/** A node that fills itself. */
export function deliveriesOf(jobId, signal) {
  const node = h('div');
  loadInto(node, () => api.get('/api/deliveries', { jobId, limit: 50 }),
    ({ deliveries }) => (deliveries.length
      ? simpleTable('Deliveries of this job', [
        { title: 'To', cell: (item) => item.destination },
        { title: 'Event', cell: (item) => item.event },
        { title: 'State', cell: (item) => stateBadge(item.state) },
        { title: 'Tries', numeric: true,
          cell: (item) => String(item.attempts.length) },
        { title: 'Created', cell: (item) => formatTime(item.createdAt) },
      ], deliveries)
      : empty('Nothing was sent out about this job.')), { signal,
      missing: 'Deliveries are not available on this server.' });
  return node;
}
