// Two tabs of one browser: one connection, and it outlives the tab that holds
// it.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { assertQuiet, closeBrowser, eventually, isLive, newPage, newProfile }
  from './browser.mjs';
import { peopleCsv, Server } from './server.mjs';

let server;

before(async () => {
  server = await Server.start();
});

after(async () => {
  await closeBrowser();
  await server?.close();
});

async function open(profile) {
  const page = await newPage(profile);
  page.sockets = 0;
  page.on('websocket', (socket) => {
    page.sockets += 1;
    socket.on('close', () => { page.sockets -= 1; });
  });
  await page.goto(`${server.url}/#/jobs`);
  await isLive(page);
  return page;
}

test('two tabs have one connection and show the same', async () => {
  const profile = await newProfile();
  const first = await open(profile);
  const second = await open(profile);
  assert.equal(first.sockets + second.sockets, 1);
  await server.enrich(peopleCsv(3), { metadata: { name: 'Seen by both' } });
  for (const page of [first, second]) {
    await page.waitForSelector('.vt-row:has-text("Seen by both"):has-text("Completed")');
  }
  await first.close();
  await eventually(() => second.sockets === 1, 'the second takes over');
  await isLive(second);
  await server.enrich(peopleCsv(3), { metadata: { name: 'After it closed' } });
  await second.waitForSelector('.vt-row:has-text("After it closed")');
  const third = await open(profile);
  assert.equal(second.sockets + third.sockets, 1);
  assertQuiet(second);
  assertQuiet(third);
  await profile.close();
});

async function openTwo(profile) {
  const pages = [await open(profile), await open(profile)];
  return pages[0].sockets ? pages : pages.reverse();
}

test('a tab that is about to freeze hands its connection over', async () => {
  const profile = await newProfile();
  const [holder, other] = await openTwo(profile);
  const tell = (name) => holder.evaluate((event) =>
    document.dispatchEvent(new Event(event)), name);
  await tell('freeze');
  await eventually(() => other.sockets === 1 && holder.sockets === 0,
    'the other takes over');
  await isLive(other);
  await server.enrich(peopleCsv(2), { metadata: { name: 'While frozen' } });
  await other.waitForSelector('.vt-row:has-text("While frozen")');
  await tell('resume');
  await holder.waitForSelector('.vt-row:has-text("While frozen")');
  assert.equal(holder.sockets + other.sockets, 1);
  for (const page of [holder, other]) assertQuiet(page);
  await profile.close();
});

test('a tab that hangs without a word loses the connection', async () => {
  const profile = await newProfile();
  const [holder, other] = await openTwo(profile);
  const devtools = await profile.newCDPSession(holder);
  await devtools.send('Debugger.enable');
  await devtools.send('Debugger.pause');
  await eventually(() => other.sockets === 1, 'the other takes over', 30);
  await isLive(other);
  await devtools.send('Debugger.disable');
  await eventually(() => holder.sockets === 0, 'the first lets go', 30);
  await server.enrich(peopleCsv(2), { metadata: { name: 'After the hang' } });
  for (const page of [holder, other]) {
    await page.waitForSelector('.vt-row:has-text("After the hang")');
    assertQuiet(page);
  }
  await profile.close();
});

test('without Web Locks each tab has its own, and works', async () => {
  const profile = await newProfile();
  await profile.addInitScript(() => {
    Object.defineProperty(navigator, 'locks', { value: undefined });
  });
  const first = await open(profile);
  const second = await open(profile);
  assert.equal(first.sockets + second.sockets, 2);
  await server.enrich(peopleCsv(2), { metadata: { name: 'Each by itself' } });
  for (const page of [first, second]) {
    await page.waitForSelector('.vt-row:has-text("Each by itself")');
    assertQuiet(page);
  }
  await profile.close();
});
