// What goes out to destinations, with each try, and replay of what died.
import { h, perFrame, refill, setText } from '../../shared/dom.js';
import { formatAgo, formatCount, formatNumber } from '../../shared/format.js';
import { api } from '../api.js';
import { hashOf } from '../router.js';
import { DELIVERY_FILTERS, DeliveryList } from '../delivery_list.js';
import { field, panel, select, viewHead } from '../parts/bits.js';
import { deliveryColumns, makeDeliveryRow } from '../parts/delivery_row.js';
import { confirm } from '../parts/dialog.js';
import { loadInto } from '../parts/load.js';
import { stateBadge } from '../parts/machine.js';
import { notify, notifyError } from '../parts/notice.js';
import { simpleTable } from '../parts/simple_table.js';
import { WindowedList } from '../parts/windowed_list.js';

const REFRESH_MS = 5000;
const STATES = ['sending', 'queued', 'delivered', 'dead'];
const EVENTS = ['job.started', 'job.completed', 'job.failed', 'job.cancelled',
  'leads.saved', 'quota.approaching', 'system.paused'];

/** See router.js. */
export function view({ params, signal }) {
  const filter = Object.fromEntries(DELIVERY_FILTERS
    .map((name) => [name, params.get(name) ?? ''])
    .filter(([, value]) => value));
  const destinations = h('div');
  const again = loadInto(destinations, () => api.get('/api/destinations'),
    (answer) => destinationTable(answer.destinations ?? []), { signal,
      missing: 'Destinations are not available on this server.' });
  const below = h('div');
  const count = h('p', { class: 'count', role: 'status' });
  const table = new WindowedList({ label: 'Deliveries', rowHeight: 40,
    columns: deliveryColumns, keyOf: (item) => item.deliveryId,
    makeRow: () => makeDeliveryRow(() => list.refresh()),
    onEnd: () => list.more() });
  const show = perFrame(() => {
    table.set(list.items);
    table.node.hidden = !list.items.length;
    setText(count, list.started ? formatCount(list.items.length, 'delivery',
      'deliveries') + (list.whole ? '' : ' so far') : '');
    refill(below, state(list, filter));
  });
  const list = new DeliveryList(filter, show);
  list.more();
  const timer = setInterval(() => {
    again();
    list.refresh();
  }, REFRESH_MS);
  signal.addEventListener('abort', () => {
    clearInterval(timer);
    table.destroy();
    show.cancel();
  });
  return { node: h('div', { class: 'view' },
    viewHead('Deliveries', 'What goes out to webhooks and other destinations.',
      replayAll(filter, () => list.refresh())),
    panel('Destinations', destinations),
    panel('Deliveries', filters(filter), count, table.node, below)) };
}

function filters(filter) {
  const stateSelect = select({ id: 'd-state' },
    [['', 'Any state'], ...STATES.map((name) => [name, name])], filter.state);
  const destination = h('input', { id: 'd-dest', type: 'text',
    value: filter.destination ?? '' });
  const event = select({ id: 'd-event' },
    [['', 'Any event'], ...EVENTS.map((name) => [name, name])], filter.event);
  const change = () => {
    location.hash = hashOf('deliveries', { ...filter,
      state: stateSelect.value, destination: destination.value.trim(),
      event: event.value });
  };
  return h('form', { class: 'filters', role: 'search', onchange: change,
    'aria-label': 'Filter deliveries',
    onsubmit: (submitted) => {
      submitted.preventDefault();
      change();
    } }, field('d-state', 'State', stateSelect),
  field('d-dest', 'Destination', destination),
  field('d-event', 'Event', event));
}

function state(list, filter) {
  if (list.error) {
    return h('p', { class: 'empty', role: 'alert' }, list.error.isMissing
      ? 'Deliveries are not available on this server.' : list.error.message);
  }
  if (!list.started) return h('p', { class: 'empty' }, 'Loading…');
  if (list.items.length) return null;
  return h('p', { class: 'empty' }, Object.keys(filter).length
    ? 'No delivery matches these filters.' : 'Nothing has been sent yet.');
}

function destinationTable(destinations) {
  if (!destinations.length) {
    return h('p', { class: 'empty' }, 'No destination is configured.');
  }
  return simpleTable('Destinations', [
    { title: 'Destination', cell: (item) => item.name },
    { title: 'Kind', cell: (item) => item.kind },
    { title: 'State', cell: (item) => destinationState(item) },
    { title: 'Queued', numeric: true, cell: (item) =>
      formatNumber(item.queued + (item.open ?? 0)) },
    { title: 'Delivered', numeric: true, cell: (item) =>
      formatNumber(item.delivered) },
    { title: 'Dead', numeric: true, cell: (item) => formatNumber(item.dead) },
    { title: 'Oldest waits since', cell: (item) => (item.oldestQueuedAt
      ? formatAgo(item.oldestQueuedAt) : '–') },
  ], destinations);
}

// One that answered 410 wants nothing, until it is asked to go on.
function destinationState(item) {
  if (item.state !== 'stopped') return stateBadge(item.state);
  const button = h('button', { type: 'button', 'aria-label':
    `Let ${item.name} go on` }, 'Go on');
  button.addEventListener('click', async () => {
    button.disabled = true;
    try {
      await api.post('/api/deliveries/replay',
        { filter: { destination: item.name, state: 'sending' } });
      notify(`${item.name} goes on.`);
    } catch (error) {
      button.disabled = false;
      notifyError(error);
    }
  });
  return h('span', {}, stateBadge('stopped'), ' ', button,
    item.reason && h('small', { class: 'sub reason-cell' }, item.reason));
}

function replayAll(filter, done) {
  // Only what has ended can be sent again.
  const wanted = { ...filter,
    state: filter.state === 'delivered' ? 'delivered' : 'dead' };
  const button = h('button', { type: 'button' }, `Replay ${wanted.state}…`);
  button.addEventListener('click', async () => {
    const agreed = await confirm('Replay these deliveries?',
      `Every delivery that is ${wanted.state}`
      + `${filter.destination ? ` for ${filter.destination}` : ''} is sent `
      + 'again, under its own id.', 'Replay');
    if (!agreed) return;
    try {
      const answer = await api.post('/api/deliveries/replay',
        { filter: wanted });
      notify(answer.count === undefined ? 'They are being sent again.'
        : `${formatCount(answer.count, 'delivery', 'deliveries')} sent again.`);
      done();
    } catch (error) {
      notifyError(error.isMissing
        ? new Error('Replay is not available on this server.') : error);
    }
  });
  return button;
}
