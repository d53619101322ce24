// Several tabs of one browser, one connection.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LiveFeed } from '../../web/live.js';
import { FakeBrowser, hello, job, jobFrame, settle, snapshot }
  from './fakes.mjs';

const SERVER = 'http://127.0.0.1:8288';

async function open(browser, options = {}) {
  const env = browser.env({ share: true });
  const feed = new LiveFeed({ server: SERVER, ...options }, env);
  feed.tab = env.tab;
  feed.start();
  await settle();
  return feed;
}

/** Two tabs, the first of which leads and is live. */
async function two(browser) {
  const first = await open(browser);
  browser.sockets[0].say(hello, snapshot(5, [job('a', 5)]));
  const second = await open(browser);
  return [first, second];
}

test('two tabs share one connection and see the same', async () => {
  const browser = new FakeBrowser();
  const [first, second] = await two(browser);
  assert.equal(browser.sockets.length, 1);
  assert.equal(first.leads, true);
  assert.equal(second.leads, false);
  assert.equal(second.state, 'live');
  assert.equal(second.jobs.size, 1);
  const seen = [];
  second.addEventListener('change', ({ detail }) => seen.push(detail.jobs));
  browser.sockets[0].say(jobFrame(job('a', 8, 'completed', 100)),
    jobFrame(job('b', 9)));
  await settle();
  assert.equal(second.jobs.size, 2);
  assert.equal(second.jobs.get(job('a', 0).jobId).status, 'completed');
  assert.equal(seen.length, 2);
});

test('a follower shows the state of the line', async () => {
  const browser = new FakeBrowser();
  const [, second] = await two(browser);
  browser.reachable = false;
  browser.sockets[0].end(1006);
  await settle();
  assert.equal(second.state, 'connecting');
});

test('when the leader closes another one takes over and resumes', async () => {
  const browser = new FakeBrowser();
  const [first, second] = await two(browser);
  browser.sockets[0].say(jobFrame(job('a', 31)));
  await settle();
  first.stop();
  browser.locks.kill(first.tab);
  await settle();
  assert.equal(second.leads, true);
  assert.equal(browser.sockets.length, 2);
  browser.sockets[1].say(hello);
  assert.equal(browser.sockets[1].sent[0].after, 31);
});

test('a leader that freezes gives the lock away', async () => {
  const browser = new FakeBrowser();
  const [first, second] = await two(browser);
  for (const freeze of first.tab.sleep) freeze();
  await settle();
  assert.equal(first.leads, false);
  assert.equal(second.leads, true);
  assert.equal(browser.sockets[0].closed, 1000);
  for (const wake of first.tab.wake) wake();
  await settle();
  browser.sockets[1].say(hello, snapshot(9, [job('n', 9)], { full: false }));
  await settle();
  assert.equal(first.jobs.size, 2, 'and follows when it is back');
});

test('a leader that hangs without a word is replaced', async () => {
  const browser = new FakeBrowser();
  const [first, second] = await two(browser);
  first.tab.frozen = true;
  await browser.clock.advance(13000);
  assert.equal(second.leads, true);
  assert.equal(first.leads, false, 'and the old one has learned of it');
});

test('a quiet leader that answers is left alone', async () => {
  const browser = new FakeBrowser();
  const [first, second] = await two(browser);
  await browser.clock.advance(40000);
  assert.equal(first.leads, true);
  assert.equal(second.leads, false);
});

test('a tab in the background takes nothing away', async () => {
  const browser = new FakeBrowser();
  const [first, second] = await two(browser);
  second.tab.visible = false;
  first.tab.frozen = true;
  await browser.clock.advance(60000);
  assert.equal(second.leads, false);
});

test('a follower that missed something asks for all', async () => {
  const browser = new FakeBrowser();
  const [, second] = await two(browser);
  second.tab.frozen = true;
  browser.sockets[0].say(jobFrame(job('b', 8)), jobFrame(job('c', 9)));
  await settle();
  second.tab.frozen = false;
  assert.equal(second.jobs.size, 1);
  browser.sockets[0].say(jobFrame(job('d', 10)));
  await settle();
  assert.equal(second.jobs.size, 4);
});

test('followers learn of a server that lost its data', async () => {
  const browser = new FakeBrowser();
  const [, second] = await two(browser);
  browser.sockets[0].end(1006);
  await browser.clock.advance(300);
  browser.sockets[1].say(hello, snapshot(2, [job('x', 2)]));
  await settle();
  assert.deepEqual([...second.jobs.keys()], [job('x', 0).jobId]);
});

test('retry in a follower makes the leader try', async () => {
  const browser = new FakeBrowser();
  const [, second] = await two(browser);
  second.retry();
  await settle();
  assert.equal(browser.sockets.length, 2);
});

test('other users and other filters do not share', async () => {
  const browser = new FakeBrowser();
  await open(browser, { scope: 'one' });
  await open(browser, { scope: 'two' });
  await open(browser, { scope: 'two', activeOnly: true });
  assert.equal(browser.sockets.length, 3);
});
