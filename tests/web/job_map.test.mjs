// The map of jobs, frame by frame.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { JobMap } from '../../web/live/job_map.js';
import { job, jobFrame, snapshot } from './fakes.mjs';

const ids = (map) => [...map.jobs.keys()].map((id) => id.split('-')[2]);

test('a snapshot fills the map and gives the number to resume with', () => {
  const map = new JobMap();
  const change = map.apply(snapshot(7, [job('a', 3), job('b', 7)]));
  assert.deepEqual(ids(map), ['a', 'b']);
  assert.equal(map.seq, 7);
  assert.equal(change.jobs.length, 2);
  assert.equal(change.whole, true);
});

test('a snapshot in parts counts only when its last part is there', () => {
  const map = new JobMap();
  map.apply(snapshot(9, [job('a', 3)], { more: true }));
  assert.equal(map.seq, 0);
  map.apply(jobFrame(job('c', 12)));
  assert.equal(map.seq, 0, 'a frame between the parts is no progress yet');
  map.apply(snapshot(10, [job('b', 7)]));
  assert.equal(map.seq, 12);
  assert.deepEqual(ids(map).sort(), ['a', 'b', 'c']);
});

test('a connection lost within a snapshot resumes from before it', () => {
  const map = new JobMap();
  map.apply(snapshot(5, [job('a', 3)]));
  map.begin();
  map.apply(snapshot(20, [job('b', 18)], { full: false, more: true }));
  map.apply(jobFrame(job('c', 21)));
  map.begin();
  assert.equal(map.seq, 5);
});

test('a full snapshot forgets what it does not name', () => {
  const map = new JobMap();
  map.apply(snapshot(5, [job('a', 3), job('b', 4)]));
  map.begin();
  const change = map.apply(snapshot(9, [job('b', 4)]));
  assert.deepEqual(ids(map), ['b']);
  assert.deepEqual(change.removed, []);
  assert.deepEqual(change.forgotten, [job('a', 0).jobId]);
});

test('a full snapshot of a server that lost data replaces newer states', () => {
  const map = new JobMap();
  map.apply(snapshot(500, [job('a', 500, 'completed', 100)]));
  map.begin();
  map.apply(snapshot(3, [job('a', 2, 'running', 10)]));
  assert.equal(map.seq, 3);
  assert.equal(map.jobs.get(job('a', 0).jobId).status, 'running');
});

test('a snapshot of changes keeps the rest and takes removals', () => {
  const map = new JobMap();
  map.apply(snapshot(5, [job('a', 3), job('b', 4), job('c', 5)]));
  map.begin();
  map.apply(snapshot(9, [job('c', 9)],
    { full: false, removed: [job('a', 0).jobId] }));
  assert.deepEqual(ids(map), ['b', 'c']);
  assert.equal(map.jobs.get(job('c', 0).jobId).seq, 9);
});

test('an older state of a job is not taken', () => {
  const map = new JobMap();
  map.apply(snapshot(9, [job('a', 9, 'running', 60)]));
  const change = map.apply(jobFrame(job('a', 4, 'running', 20)));
  assert.equal(change.jobs.length, 0);
  assert.equal(map.jobs.get(job('a', 0).jobId).progress.current, 60);
  assert.equal(map.seq, 9);
});

test('a removal takes the job and counts', () => {
  const map = new JobMap();
  map.apply(snapshot(9, [job('a', 9)]));
  map.apply({ type: 'removed', seq: 11, jobId: job('a', 0).jobId });
  assert.equal(map.jobs.size, 0);
  assert.equal(map.seq, 11);
});

test('what was polled does not say where to resume', () => {
  const map = new JobMap();
  map.apply(snapshot(9, [job('a', 9)]));
  map.merge([job('b', 40), job('a', 8)]);
  assert.equal(map.seq, 9);
  assert.equal(map.jobs.get(job('a', 0).jobId).seq, 9);
});

test('too many ended jobs: the oldest go, the open ones stay', () => {
  const map = new JobMap({ maxEnded: 10 });
  const jobs = [job('open', 1)];
  for (let i = 0; i < 30; i += 1) jobs.push(job(`e${i}`, i + 2, 'completed'));
  const change = map.apply(snapshot(40, jobs));
  assert.equal(map.jobs.size, 11);
  assert.ok(ids(map).includes('open'));
  assert.ok(ids(map).includes('e29'));
  assert.equal(change.forgotten.length, 20);
  assert.equal(change.removed.length, 0, 'they are still on the server');
});

test('frames that are none of ours change nothing', () => {
  const map = new JobMap();
  for (const type of ['hello', 'error', 'pong', '']) {
    assert.equal(map.apply({ type }), null);
  }
});
