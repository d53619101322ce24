// Where WebSockets do not pass: Server-Sent Events; where neither does:
// polling. The page says which it is.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { assertQuiet, closeBrowser, eventually, newPage, newProfile }
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

async function openWithout(...names) {
  const profile = await newProfile();
  await profile.addInitScript((missing) => {
    for (const name of missing) window[name] = undefined;
  }, names);
  const page = await newPage(profile);
  await page.goto(`${server.url}/#/jobs`);
  return page;
}

async function showsWhatComes(page, name) {
  await server.enrich(peopleCsv(3), { metadata: { name } });
  await page.waitForSelector(`.vt-row:has-text("${name}"):has-text("Completed")`);
}

test('without WebSockets it is live through events', async () => {
  const page = await openWithout('WebSocket');
  await page.waitForSelector('#live[data-state="live"]');
  await showsWhatComes(page, 'By events');
  const transport = await page.evaluate(() =>
    import('./dashboard/feed.js').then(({ feed }) => feed.detail.transport));
  assert.equal(transport, 'sse');
  assertQuiet(page);
  await page.context().close();
});

test('without both it polls, and says so', async () => {
  const page = await openWithout('WebSocket', 'EventSource');
  await page.waitForSelector('#live[data-state="polling"]');
  assert.match(await page.textContent('#live'), /Every 3 seconds/);
  await showsWhatComes(page, 'By polling');
  assertQuiet(page);
  await page.context().close();
});

test('a WebSocket that is refused by something in between', async () => {
  const profile = await newProfile();
  await profile.addInitScript(() => {
    const Real = window.WebSocket;
    // Nobody listens there.
    window.WebSocket = class extends Real {
      constructor(_, protocol) {
        super('ws://127.0.0.1:9/', protocol);
      }
    };
  });
  const page = await newPage(profile, { allow: [/WebSocket connection/] });
  await page.goto(`${server.url}/#/jobs`);
  await eventually(() => page.evaluate(() =>
    import('./dashboard/feed.js').then(({ feed }) => feed.state === 'live'
      && feed.detail.transport === 'sse')), 'it is live through events');
  assertQuiet(page);
  await page.context().close();
});
