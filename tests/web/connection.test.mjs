// The live feed of one tab, through every kind of weather.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LiveFeed } from '../../web/live.js';
import { FakeBrowser, hello, job, jobFrame, settle, snapshot }
  from './fakes.mjs';

const SERVER = 'http://127.0.0.1:8288';

function start(browser, options = {}) {
  const states = [];
  const feed = new LiveFeed({ server: SERVER, share: false, ...options },
    browser.env(options.env));
  feed.addEventListener('state', () => states.push(feed.state));
  feed.states = states;
  return feed.start();
}

async function live(browser, feed, seq = 5, jobs = [job('a', 5)]) {
  await settle();
  browser.sockets.at(-1).say(hello, snapshot(seq, jobs));
  assert.equal(feed.state, 'live');
}

test('it subscribes when the server has spoken, and is live', async () => {
  const browser = new FakeBrowser();
  const feed = start(browser, { jobs: ['*'], activeOnly: true,
    jobType: 'scraping' });
  await settle();
  const [socket] = browser.sockets;
  assert.equal(socket.url, 'ws://127.0.0.1:8288/api/jobs/live');
  assert.equal(socket.protocol, 'leadmill.v1');
  assert.equal(socket.sent.length, 0);
  socket.say(hello);
  assert.deepEqual(socket.sent, [{ type: 'subscribe', jobs: ['*'],
    activeOnly: true, jobType: 'scraping' }]);
  assert.equal(feed.state, 'catching-up');
  socket.say(snapshot(5, [], { more: true }));
  assert.equal(feed.state, 'catching-up');
  socket.say(snapshot(5, [job('a', 5)]));
  assert.deepEqual(feed.states, ['connecting', 'catching-up', 'live']);
  assert.equal(feed.jobs.size, 1);
  feed.stop();
});

test('it tells what changed', async () => {
  const browser = new FakeBrowser();
  const feed = start(browser);
  const seen = [];
  feed.addEventListener('change', ({ detail }) => seen.push(detail));
  await live(browser, feed);
  browser.sockets[0].say(jobFrame(job('a', 8, 'completed', 100)),
    { type: 'removed', seq: 9, jobId: job('a', 0).jobId }, 'nonsense', '{}');
  assert.deepEqual(seen.map((change) => [change.jobs.length,
    change.removed.length]), [[1, 0], [1, 0], [0, 1]]);
  feed.stop();
});

test('after a loss it comes back by itself and resumes', async () => {
  const browser = new FakeBrowser();
  const feed = start(browser);
  await live(browser, feed);
  browser.sockets[0].say(jobFrame(job('a', 17)));
  browser.sockets[0].end(1006);
  assert.equal(feed.state, 'connecting');
  await browser.clock.advance(300);
  assert.equal(browser.sockets.length, 2);
  browser.sockets[1].say(hello);
  assert.equal(browser.sockets[1].sent[0].after, 17);
  assert.equal(feed.state, 'catching-up');
  assert.equal(feed.jobs.size, 1, 'what was known is still shown');
  browser.sockets[1].say(snapshot(20, [], { full: false }));
  assert.equal(feed.state, 'live');
  feed.stop();
});

test('waits grow with each failure, and start anew after success', async () => {
  const browser = new FakeBrowser();
  browser.reachable = false;
  const feed = start(browser);
  const waits = [];
  for (let i = 0; i < 8; i += 1) {
    await settle();
    browser.sockets.at(-1).end(1006);
    await settle();
    waits.push(feed.detail.retryInMs);
    await browser.clock.advance(feed.detail.retryInMs);
  }
  assert.deepEqual(waits, [250, 500, 1000, 2000, 4000, 7500, 7500, 7500]);
  assert.equal(feed.state, 'offline');
  await live(browser, feed);
  browser.sockets.at(-1).end(1001);
  assert.equal(feed.detail.retryInMs, 250);
  feed.stop();
});

test('the page seen again does not wait any longer', async () => {
  const browser = new FakeBrowser();
  browser.reachable = false;
  const env = browser.env();
  const feed = new LiveFeed({ server: SERVER, share: false }, env).start();
  await settle();
  browser.sockets[0].end(1006);
  await settle();
  for (const wake of env.tab.wake) wake();
  await settle();
  assert.equal(browser.sockets.length, 2);
  feed.stop();
});

test('without a network it says so and does not try', async () => {
  const browser = new FakeBrowser();
  const env = browser.env();
  env.tab.offline = true;
  const feed = new LiveFeed({ server: SERVER, share: false }, env).start();
  await settle();
  assert.equal(feed.state, 'offline');
  assert.equal(browser.sockets.length, 0);
  env.tab.offline = false;
  for (const wake of env.tab.wake) wake();
  await live(browser, feed);
  feed.stop();
});

test('where WebSockets do not pass it takes events, and resumes', async () => {
  const browser = new FakeBrowser();
  const feed = start(browser);
  await live(browser, feed, 5);
  browser.sockets[0].end(1006);
  await browser.clock.advance(300);
  browser.sockets[1].end(1006);
  await settle();
  assert.equal(browser.streams[0].url,
    `${SERVER}/api/jobs/events?jobs=*&after=5`);
  browser.streams[0].say(hello, snapshot(6, [job('b', 6)], { full: false }));
  assert.equal(feed.state, 'live');
  assert.equal(feed.detail.transport, 'sse');
  assert.equal(feed.jobs.size, 2);
  browser.streams[0].end();
  assert.equal(feed.state, 'connecting');
  assert.ok(browser.streams[0].closed);
  feed.stop();
});

test('where neither passes it polls, and says that it does', async () => {
  const browser = new FakeBrowser();
  const open = job('a', 3);
  browser.answer = (url) => (url.endsWith('/livez') ? { status: 200, body: {} }
    : { status: 200, body: { jobs: url.includes('activeOnly') ? [open] : [] } });
  const feed = start(browser, { headers: () => ({ Authorization: 'Bearer k' }) });
  await settle();
  browser.sockets[0].end(1006);
  await settle();
  browser.streams[0].end();
  await settle();
  assert.equal(feed.state, 'polling');
  assert.equal(feed.jobs.size, 1);
  const asked = browser.requests.filter(({ url }) => url.includes('/status'));
  assert.equal(asked[0].options.headers.Authorization, 'Bearer k');
  await browser.clock.advance(60000);
  assert.equal(browser.sockets.length, 2, 'later it tries the better way');
  assert.equal(feed.state, 'polling', 'and does not say connecting meanwhile');
  await live(browser, feed);
  feed.stop();
});

test('a job that ended while polling is found, one that is gone too',
  async () => {
    const browser = new FakeBrowser();
    const feed = start(browser);
    await live(browser, feed, 5, [job('a', 4), job('b', 5)]);
    browser.answer = (url) => {
      if (url.includes(job('a', 0).jobId)) {
        return { status: 200, body: { job: job('a', 9, 'completed', 100) } };
      }
      if (url.includes('jobId=')) return { status: 404, body: {} };
      return { status: 200, body: { jobs: [] } };
    };
    browser.sockets[0].end(1006);
    await browser.clock.advance(300);
    browser.sockets[1].end(1006);
    await settle();
    browser.streams[0].end();
    await settle();
    assert.equal(feed.jobs.size, 1);
    assert.equal(feed.jobs.get(job('a', 0).jobId).status, 'completed');
    feed.stop();
  });

test('each connection has a ticket of its own', async () => {
  const browser = new FakeBrowser();
  let count = 0;
  const ticket = async () => { count += 1; return `t${count}`; };
  const feed = start(browser, { ticket });
  await live(browser, feed);
  assert.ok(browser.sockets[0].url.endsWith('?ticket=t1'));
  browser.sockets[0].end(1001);
  await browser.clock.advance(300);
  assert.ok(browser.sockets[1].url.endsWith('?ticket=t2'));
  feed.stop();
});

test('a ticket that came too late is asked for once more, then it is denied',
  async () => {
    const browser = new FakeBrowser();
    const feed = start(browser, { ticket: async () => 'old' });
    await settle();
    browser.sockets[0].say(hello);
    browser.sockets[0].end(4401);
    assert.equal(feed.state, 'connecting');
    await browser.clock.advance(300);
    browser.sockets[1].end(4401);
    assert.equal(feed.state, 'denied');
    await browser.clock.advance(600000);
    assert.equal(browser.sockets.length, 2, 'and does not hammer the server');
    feed.retry();
    await live(browser, feed);
    feed.stop();
  });

test('a back end that refuses the ticket means denied; one that is away does '
  + 'not', async () => {
  const browser = new FakeBrowser();
  let error = Object.assign(new Error('no'), { status: 403 });
  const feed = start(browser, { ticket: async () => { throw error; } });
  await settle();
  assert.equal(feed.state, 'denied');
  error = new TypeError('network');
  feed.retry();
  await settle();
  assert.equal(feed.state, 'offline');
  feed.stop();
});

test('polling that is refused means denied', async () => {
  const browser = new FakeBrowser();
  browser.answer = () => ({ status: 401, body: {} });
  const feed = start(browser);
  await settle();
  browser.sockets[0].end(1006);
  await settle();
  browser.streams[0].end();
  await settle();
  assert.equal(feed.state, 'denied');
  feed.stop();
});

test('a line that went dead without a word is noticed', async () => {
  const browser = new FakeBrowser();
  const feed = start(browser);
  await live(browser, feed, 5);
  await browser.clock.advance(45000);
  assert.deepEqual(browser.sockets[0].sent[1],
    { type: 'subscribe', jobs: ['*'], after: 5 });
  await browser.clock.advance(10000);
  assert.notEqual(feed.state, 'live');
  assert.equal(browser.sockets[0].closed, 1000);
  await browser.clock.advance(300);
  assert.equal(browser.sockets.length, 2);
  feed.stop();
});

test('a page that wakes up asks at once whether the line lives', async () => {
  const browser = new FakeBrowser();
  const env = browser.env();
  const feed = new LiveFeed({ server: SERVER, share: false }, env).start();
  await live(browser, feed, 5);
  for (const wake of env.tab.wake) wake();
  assert.equal(browser.sockets[0].sent.length, 1, 'not when it just heard');
  await browser.clock.advance(20000);
  for (const wake of env.tab.wake) wake();
  assert.equal(browser.sockets[0].sent.length, 2);
  await browser.clock.advance(10000);
  assert.equal(feed.state, 'connecting');
  feed.stop();
});

test('a quiet line that answers stays', async () => {
  const browser = new FakeBrowser();
  const feed = start(browser);
  await live(browser, feed, 5);
  for (let i = 0; i < 5; i += 1) {
    await browser.clock.advance(45000);
    browser.sockets[0].say(snapshot(5, [], { full: false }));
  }
  assert.equal(feed.state, 'live');
  assert.equal(browser.sockets.length, 1);
  feed.stop();
});

test('a connection that never opens is given up', async () => {
  const browser = new FakeBrowser();
  browser.reachable = false;
  const feed = start(browser);
  await browser.clock.advance(10000);
  assert.equal(feed.state, 'offline');
  assert.equal(browser.sockets[0].closed, 1000);
  feed.stop();
});

test('once stopped nothing happens any more', async () => {
  const browser = new FakeBrowser();
  const feed = start(browser);
  await live(browser, feed);
  const [socket] = browser.sockets;
  feed.stop();
  socket.say(jobFrame(job('z', 99)));
  socket.end(1006);
  await browser.clock.advance(100000);
  assert.equal(browser.sockets.length, 1);
  assert.equal(feed.jobs.size, 1);
});
