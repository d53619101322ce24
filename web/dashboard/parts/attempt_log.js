// What happened to a job, attempt by attempt.
import { h } from '../../shared/dom.js';
import { formatDuration, formatTime } from '../../shared/format.js';
import { phaseWord, toneOf } from '../../shared/job.js';
import { empty } from './bits.js';

const STATUS = {
  queued: 'pending', scheduled: 'pending', waiting: 'pending',
  retrying: 'pending', running: 'running', cancelling: 'running',
  done: 'completed', failed: 'failed', cancelled: 'cancelled',
  skipped: 'cancelled',
};

/** The log as a list of attempts, the newest first. */
export function attemptLog(entries) {
  if (!entries.length) return empty('Nothing has happened yet.');
  const attempts = new Map();
  for (const entry of entries) {
    const list = attempts.get(entry.attempt) ?? [];
    list.push(entry);
    attempts.set(entry.attempt, list);
  }
  return h('ol', { class: 'attempts' },
    [...attempts].reverse().map(([attempt, list]) => h('li', {},
      h('h3', {}, attempt === 0 ? 'Before its first start'
        : `Attempt ${attempt}`),
      h('ol', { class: 'events' },
        list.map((entry) => event(entry, next(entries, entry)))))));
}

const next = (entries, entry) => entries[entries.indexOf(entry) + 1];

function event(entry, following) {
  const state = { phase: entry.to, status: STATUS[entry.to] };
  const lasted = following
    ? formatDuration(Date.parse(following.time) - Date.parse(entry.time)) : '';
  return h('li', {},
    h('time', { datetime: entry.time }, formatTime(entry.time)),
    h('span', { class: 'badge', 'data-tone': toneOf(state) },
      phaseWord(state)),
    h('span', { class: 'muted' }, [entry.node && `on ${entry.node}`,
      lasted && `for ${lasted}`].filter(Boolean).join(', ')),
    entry.reason && h('p', { class: 'reason' }, entry.reason));
}
