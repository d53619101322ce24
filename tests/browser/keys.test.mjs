// With keys in force: the dashboard asks once, for the session; the element on
// another site gets tickets from that site's back end.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { assertQuiet, closeBrowser, isLive, newPage, newProfile }
  from './browser.mjs';
import { peopleCsv, Server } from './server.mjs';
import { Site } from './site.mjs';

const KEY = 'browser-test-key-0123456789abcdef0123456789';
const REFUSED = /status of 401/;
const bearer = { Authorization: `Bearer ${KEY}` };
let server;
let site;

before(async () => {
  site = await Site.start();
  server = await Server.start({ env: { LEADMILL_EVENT_KEY: KEY,
    LEADMILL_SERVER_ALLOWED_ORIGINS: site.url } });
  const pass = (path) => (body) => server.call('POST', path, body, bearer);
  site.backEnd = {
    '/ticket': pass('/api/live-ticket'),
    '/start': pass('/api/jobs/enrich'),
    '/act': ({ action, jobId }) => pass(`/api/jobs/${action}`)({ jobId }),
  };
});

after(async () => {
  await closeBrowser();
  await server?.close();
  await site?.close();
});

async function enterKey(page, key) {
  await page.waitForSelector('dialog[open] #key-input');
  await page.fill('#key-input', key);
  await page.keyboard.press('Enter');
}

test('the dashboard asks for the key, once, and keeps it for the tab',
  async () => {
    const profile = await newProfile({ acceptDownloads: true });
    const page = await newPage(profile, { allow: [REFUSED] });
    await page.goto(`${server.url}/#/jobs`);
    await enterKey(page, 'x'.repeat(40));
    await page.waitForSelector('dialog[open] p:has-text("key")');
    await enterKey(page, KEY);
    await isLive(page);
    assert.equal(await page.locator('dialog').count(), 0);
    const jobId = await server.enrich(peopleCsv(3),
      { metadata: { name: 'Behind a key' } }, bearer);
    await page.waitForSelector('.vt-row:has-text("Behind a key"):has-text("Completed")');
    await page.reload();
    await isLive(page);
    assert.equal(await page.locator('dialog').count(), 0, 'it is kept');
    await page.goto(`${server.url}/#/job/${jobId}`);
    const [download] = await Promise.all([page.waitForEvent('download'),
      page.click('[aria-label="Download as CSV"]')]);
    assert.match(readFileSync(await download.path(), 'utf8'), /^Firstname,/);
    assert.equal(await page.evaluate(() => localStorage.length
      + document.cookie.length), 0, 'and nowhere else');
    await page.click('text=Forget key');
    await page.waitForSelector('dialog[open] #key-input');
    assertQuiet(page);
    await profile.close();
  });

test('the key never stands in an address', async () => {
  const profile = await newProfile();
  const page = await newPage(profile, { allow: [REFUSED] });
  const addresses = [];
  page.on('request', (request) => addresses.push(request.url()));
  page.on('websocket', (socket) => addresses.push(socket.url()));
  await page.goto(`${server.url}/#/`);
  await enterKey(page, KEY);
  await isLive(page);
  assert.ok(addresses.some((url) => url.includes('ticket=')));
  assert.deepEqual(addresses.filter((url) => url.includes(KEY)), []);
  await profile.close();
});

test('events ask for a ticket too', async () => {
  const profile = await newProfile();
  await profile.addInitScript(() => { window.WebSocket = undefined; });
  const page = await newPage(profile, { allow: [REFUSED] });
  await page.goto(`${server.url}/#/jobs`);
  await enterKey(page, KEY);
  await isLive(page);
  await server.enrich(peopleCsv(2), { metadata: { name: 'By events' } }, bearer);
  await page.waitForSelector('.vt-row:has-text("By events"):has-text("Completed")');
  assertQuiet(page);
  await profile.close();
});

test('the element on another site is live through tickets', async () => {
  const profile = await newProfile();
  const page = await newPage(profile);
  await page.goto(site.page(`
    <leadmill-jobs server="${server.url}"></leadmill-jobs>
    <script type="module" src="${server.url}/leadmill-jobs.js"></script>
    <script src="/site.js"></script>`));
  await page.waitForSelector('leadmill-jobs .state[data-state="live"]');
  await server.enrich(peopleCsv(3), { metadata: { name: 'By ticket' } }, bearer);
  await page.waitForSelector('leadmill-jobs li:has-text("By ticket")');
  assertQuiet(page);
  await profile.close();
});

test('starting and cancelling go through the site, without a key in the page',
  async () => {
    const profile = await newProfile();
    const page = await newPage(profile);
    const secrets = [];
    page.on('request', (request) => {
      if (JSON.stringify(request.headers()).includes(KEY)) secrets.push(request);
    });
    await page.goto(site.page(`
      <leadmill-jobs server="${server.url}"></leadmill-jobs>
      <leadmill-background name="Through the site">Enrich</leadmill-background>
      <script type="module" src="${server.url}/leadmill-jobs.js"></script>
      <script src="/site.js"></script>`));
    await page.waitForSelector('leadmill-jobs .state[data-state="live"]');
    await page.evaluate(() => {
      const button = document.querySelector('leadmill-background');
      button.rows = () => Promise.resolve([{ Name: 'Ada Example' }]);
      button.options = { delaySeconds: 3600 };
    });
    await page.click('leadmill-background button');
    await page.click('[aria-label="Cancel Through the site"]');
    await page.waitForSelector(
      'leadmill-jobs li:has-text("Through the site"):has-text("Cancelled")');
    assert.equal(secrets.length, 0);
    assertQuiet(page);
    await profile.close();
  });

test('without a ticket the element says that it may not', async () => {
  const profile = await newProfile();
  const page = await newPage(profile, { allow: [/./] });
  await page.goto(site.page(`
    <leadmill-jobs server="${server.url}"></leadmill-jobs>
    <script type="module" src="${server.url}/leadmill-jobs.js"></script>`));
  await page.waitForSelector('leadmill-jobs .state[data-state="denied"]');
  await page.waitForSelector('leadmill-jobs .state:has-text("Not allowed")');
  await profile.close();
});
