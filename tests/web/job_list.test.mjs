// Which jobs the list shows, told from their live states as the server would.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { job } from './fakes.mjs';

globalThis.sessionStorage ??= { getItem: () => null };
const { forServer, JobList, matches }
  = await import('../../web/dashboard/job_list.js');

const state = (name, seq, more = {}) => ({ ...job(name, seq), ...more });

test('every field of a filter must match', () => {
  const one = state('a', 1, { tags: ['spring'], metadata: { name: 'Ohio' } });
  assert.ok(matches(one, {}));
  assert.ok(matches(one, { status: 'running', type: 'enrichment',
    tag: 'spring', q: 'oHi' }));
  assert.ok(!matches(one, { tag: 'spr' }), 'a tag is matched whole');
  assert.ok(!matches(one, { status: 'failed' }));
  assert.ok(!matches(one, { q: 'texas' }));
  assert.ok(matches(one, { from: '2026-01-01T00:00:00Z' }));
  assert.ok(!matches(one, { to: '2026-01-01T00:00:00Z' }), 'to is exclusive');
});

test('a bare date is midnight where the user is', () => {
  const midnight = new Date(2026, 0, 2).toISOString();
  assert.equal(forServer({ from: '2026-01-02' }).from, midnight);
  assert.equal(forServer({ from: 'nonsense' }).from, 'nonsense');
  assert.equal(forServer({ to: '2026-99-99' }).to, '2026-99-99');
});

function filled(filter = {}) {
  const list = new JobList(filter, () => {});
  list.whole = true;
  list.started = true;
  return list;
}

const take = (list, jobs, removed = [], forgotten = []) =>
  list.take({ jobs, removed, forgotten });
const shown = (list) => list.items.map((one) =>
  `${one.jobId.split('-')[2]}:${one.status}`);

test('a new state of a known job is shown in its place', () => {
  const list = filled();
  take(list, [state('a', 1), state('b', 2)]);
  take(list, [state('a', 3, { status: 'completed' })]);
  assert.deepEqual(shown(list), ['b:running', 'a:completed']);
});

test('an older state is not', () => {
  const list = filled();
  take(list, [state('a', 5, { status: 'completed' })]);
  take(list, [state('a', 4)]);
  assert.deepEqual(shown(list), ['a:completed']);
});

test('a job that leaves the filter leaves the list', () => {
  const list = filled({ status: 'running' });
  take(list, [state('a', 1), state('b', 2)]);
  take(list, [state('a', 3, { status: 'failed' })]);
  assert.deepEqual(shown(list), ['b:running']);
});

test('what was removed goes, what the feed forgets stays', () => {
  const list = filled();
  take(list, [state('a', 1), state('b', 2, { status: 'completed' })]);
  take(list, [], [state('a', 0).jobId], [state('b', 0).jobId]);
  assert.deepEqual(shown(list), ['b:completed']);
});

test('a job from beyond the pages that were read is not shown yet', () => {
  const list = filled();
  take(list, [state('a', 1, { createdAt: '2026-01-05T00:00:00.000Z' })]);
  list.whole = false;
  take(list, [state('old', 9, { createdAt: '2026-01-01T00:00:00.000Z' }),
    state('new', 9, { createdAt: '2026-01-09T00:00:00.000Z' })]);
  assert.deepEqual(shown(list), ['new:running', 'a:running']);
});
