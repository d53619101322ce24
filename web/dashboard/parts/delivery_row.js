// A row of the deliveries, and its tries in a dialog.
import { h, setText } from '../../shared/dom.js';
import { formatAgo, formatDuration, formatNumber, formatTime }
  from '../../shared/format.js';
import { api } from '../api.js';
import { openDialog } from './dialog.js';
import { stateBadge } from './machine.js';
import { notify, notifyError } from './notice.js';
import { simpleTable } from './simple_table.js';

export const deliveryColumns = [
  { title: 'Event', width: 'minmax(150px, 1.4fr)' },
  { title: 'Destination', width: 'minmax(110px, 1fr)' },
  { title: 'State', width: '110px' },
  { title: 'Leads', width: '70px', numeric: true },
  { title: 'Tries', width: '60px', numeric: true },
  { title: 'Last answer', width: 'minmax(150px, 1.6fr)' },
  { title: 'Created', width: '110px', numeric: true },
];

/** `{node, update(delivery)}`; `replayed()` is called after a replay. */
export function makeDeliveryRow(replayed) {
  let shown = null;
  const cells = deliveryColumns.map((column) => h('span', { role: 'cell',
    class: column.numeric ? 'num' : 'ellipsis' }));
  const open = h('button', { type: 'button', class: 'link ellipsis',
    onclick: () => openDelivery(shown, replayed) });
  cells[0].append(open);
  const update = (item) => {
    shown = item;
    setText(open, item.event);
    setText(cells[1], item.destination);
    cells[2].replaceChildren(stateBadge(item.state));
    setText(cells[3], formatNumber(item.leads));
    setText(cells[4], String(item.attempts.length));
    setText(cells[5], answerOf(item));
    cells[5].title = cells[5].textContent;
    setText(cells[6], formatAgo(item.createdAt));
  };
  return { node: h('div', { role: 'row' }, cells), update };
}

function answerOf(item) {
  const last = item.attempts.at(-1);
  if (!last) return item.nextAttemptAt
    ? `first try ${formatAgo(item.nextAttemptAt)}` : '';
  return last.error || `${last.status}`
    + (item.nextAttemptAt ? `, again ${formatAgo(item.nextAttemptAt)}` : '');
}

function openDelivery(item, replayed) {
  const replay = h('button', { type: 'button', class: 'primary' },
    'Send it again');
  replay.addEventListener('click', async () => {
    replay.disabled = true;
    try {
      await api.post('/api/deliveries/replay',
        { deliveryId: item.deliveryId });
      notify('It is being sent again.');
      close();
      replayed();
    } catch (error) {
      replay.disabled = false;
      notifyError(error);
    }
  });
  const close = openDialog(`${item.event} to ${item.destination}`, h('div', {},
    h('p', { class: 'help' }, item.deliveryId),
    item.jobId && h('p', {}, h('a', { href: `#/job/${item.jobId}`,
      onclick: () => close() }, 'The job it is about')),
    item.attempts.length ? simpleTable('Tries', [
      { title: 'When', cell: (one) => formatTime(one.at) },
      { title: 'Status', numeric: true, cell: (one) =>
        (one.status ? String(one.status) : '–') },
      { title: 'Took', numeric: true, cell: (one) =>
        formatDuration(one.durationMs) },
      { title: 'Answer', wide: true, cell: (one) =>
        one.error || one.answer || '' },
    ], item.attempts) : h('p', {}, 'It has not been tried yet.'),
    h('div', { class: 'actions' },
      (item.state === 'dead' || item.state === 'delivered') && replay)),
  { wide: true });
}
