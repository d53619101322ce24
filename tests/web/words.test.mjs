// What jobs are called, what is news of them, and how fast they go.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sentenceOf } from '../../web/element/announcer.js';
import { columnsOf } from '../../web/element/columns_of.js';
import { JobEvents } from '../../web/element/job_events.js';
import { formatAgo, formatDuration, formatShare }
  from '../../web/shared/format.js';
import { canCancel, canRetry, remark, searchOf, titleOf }
  from '../../web/shared/job.js';
import { Rates, rateWords } from '../../web/shared/rate.js';
import { job } from './fakes.mjs';

test('a job is called as it was named, else by what it searches for', () => {
  const state = job('a', 1);
  assert.equal(titleOf(state), 'Enrichment of 100 leads');
  state.metadata = { search: { title: 'engineer', region: 'Ohio', page: null } };
  assert.equal(titleOf(state), 'title: engineer, region: Ohio');
  assert.equal(searchOf(state), '');
  state.metadata.name = 'Engineers';
  assert.equal(titleOf(state), 'Engineers');
  assert.equal(searchOf(state), 'title: engineer, region: Ohio');
  state.metadata = { name: 7, fileName: ' list.csv ' };
  assert.equal(titleOf(state), 'list.csv');
});

test('what can be cancelled and what can be retried', () => {
  const state = job('a', 1);
  assert.ok(canCancel(state));
  assert.ok(!canRetry(state));
  state.phase = 'cancelling';
  assert.ok(!canCancel(state));
  Object.assign(state, { status: 'cancelled', phase: 'skipped' });
  assert.ok(!canRetry(state));
  Object.assign(state, { status: 'completed', phase: 'done' });
  assert.ok(!canRetry(state));
  state.counts.failed = 1;
  assert.ok(canRetry(state));
});

test('a retry says which attempt comes, when and why', () => {
  const state = { ...job('a', 1, 'pending'), phase: 'retrying', failures: 1,
    runAt: '2026-01-01T00:00:30Z', error: 'Nobody answered.' };
  assert.equal(remark(state, Date.parse('2026-01-01T00:00:10Z')),
    'Attempt 2 of 4 in 20 s: Nobody answered.');
});

test('the first snapshot is no news, a change is, once', () => {
  const events = new JobEvents();
  assert.equal(events.of(job('a', 1)), '');
  assert.equal(events.of(job('b', 1, 'completed')), '');
  events.live = true;
  assert.equal(events.of(job('a', 2)), '', 'progress');
  assert.equal(events.of(job('a', 3, 'completed')), 'completed');
  assert.equal(events.of(job('a', 3, 'completed')), '');
  assert.equal(events.of(job('c', 4, 'pending')), '');
  assert.equal(events.of(job('c', 5)), 'started');
  assert.equal(events.of({ ...job('c', 6), attempt: 2 }), 'started');
  assert.equal(events.of(job('c', 7, 'failed')), 'failed');
});

test('what ended while the line was down is still news', () => {
  const events = new JobEvents();
  events.of(job('a', 1));
  assert.equal(events.of(job('a', 9, 'failed')), 'failed');
});

test('many ends are one sentence', () => {
  const ends = (news, count) => Array.from({ length: count },
    () => ({ news, title: 'List', error: 'No answer.' }));
  assert.equal(sentenceOf(ends('completed', 1)), 'List completed.');
  assert.equal(sentenceOf(ends('failed', 1)), 'List failed: No answer.');
  assert.equal(sentenceOf([...ends('completed', 1200), ...ends('failed', 2)]),
    'Jobs: 1,200 completed, 2 failed.');
});

test('speed is a mean of the last seconds, and gives the time left', () => {
  let now = 0;
  const rates = new Rates(() => now);
  rates.note(job('a', 1, 'running', 0));
  assert.equal(rates.perSecond(job('a', 1)), 0);
  now = 10000;
  rates.note(job('a', 2, 'running', 50));
  assert.equal(rates.perSecond(job('a', 2)), 5);
  assert.equal(rates.timeLeft(job('a', 2, 'running', 50)), 10000);
  now = 20000;
  assert.equal(rates.perSecond(job('a', 2)), 2.5, 'it falls when all stands');
  rates.note(job('a', 3, 'completed', 100));
  assert.ok(Number.isNaN(rates.timeLeft(job('a', 3))));
});

test('figures in words', () => {
  assert.equal(rateWords(0, 'leads'), '');
  assert.equal(rateWords(12.4, 'leads'), '12 leads/s');
  assert.equal(rateWords(0.05, 'pages'), '3.0 pages/min');
  assert.equal(formatDuration(65000), '1 min 5 s');
  assert.equal(formatDuration(NaN), '–');
  assert.equal(formatShare(0.999), '99.9 %');
  assert.equal(formatShare(0, false), '–');
  assert.equal(formatAgo('2026-01-01T00:00:00Z',
    Date.parse('2026-01-01T02:00:00Z')), '2 h ago');
});

test('columns of a table are those of all its rows', () => {
  assert.deepEqual(columnsOf([{ a: 1 }, { b: 2, a: 3 }, {}]), ['a', 'b']);
});
