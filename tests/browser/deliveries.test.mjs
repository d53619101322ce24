// The deliveries view on answers of the agreed form, which the browser is given
// in the server's place: what is queued, delivered and dead, each try, replay.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { assertQuiet, closeBrowser, newPage, newProfile } from './browser.mjs';
import { Server } from './server.mjs';

let server;

before(async () => {
  server = await Server.start();
});

after(async () => {
  await closeBrowser();
  await server?.close();
});

const delivery = (number, state, attempts = []) => ({
  deliveryId: `d${String(number).padStart(5, '0')}`, destination: 'crm',
  event: 'job.completed', jobId: 'enrichment-1767225600000-a', state,
  leads: number, attempts,
  createdAt: new Date(Date.now() - number * 60000).toISOString(),
});
const refused = { at: new Date().toISOString(), status: 422, durationMs: 41,
  answer: '<b>No such field</b>' };

async function openWith(deliveries) {
  const page = await newPage(await newProfile());
  page.replays = [];
  const json = (route, body) => route.fulfill({ json: { success: true, ...body } });
  await page.route('**/api/destinations', (route) => json(route, {
    destinations: [{ name: 'crm', kind: 'webhook', state: 'open', queued: 1,
      delivered: 7, dead: 1 }] }));
  await page.route('**/api/deliveries?**', (route) => {
    const query = new URL(route.request().url()).searchParams;
    const found = deliveries.filter((item) =>
      !query.get('state') || item.state === query.get('state'));
    const from = Number(query.get('cursor') ?? 0);
    const to = from + Number(query.get('limit'));
    return json(route, { deliveries: found.slice(from, to),
      nextCursor: to < found.length ? String(to) : undefined });
  });
  await page.route('**/api/deliveries/replay', (route) => {
    page.replays.push(route.request().postDataJSON());
    return json(route, { count: 1 });
  });
  await page.goto(`${server.url}/#/deliveries`);
  return page;
}

test('each delivery with its tries, and one is sent again', async () => {
  const page = await openWith([delivery(1, 'queued'),
    delivery(2, 'dead', [{ ...refused, status: 503 }, refused]),
    delivery(3, 'delivered', [{ ...refused, status: 200, answer: 'ok' }])]);
  await page.waitForSelector('td:has-text("webhook")');
  await page.waitForSelector('.count:has-text("3 deliveries")');
  await page.click('.vt-row:has-text("dead") button');
  await page.waitForSelector('dialog td:has-text("<b>No such field</b>")');
  assert.equal(await page.locator('dialog tbody tr').count(), 2);
  await page.click('dialog button:has-text("Send it again")');
  await page.waitForSelector('#notices:has-text("sent again")');
  assert.deepEqual(page.replays, [{ deliveryId: 'd00002' }]);
  assertQuiet(page);
  await page.context().close();
});

test('all that died are sent again, after a question', async () => {
  const page = await openWith([delivery(1, 'dead', [refused]),
    delivery(2, 'delivered')]);
  await page.selectOption('#d-state', 'dead');
  await page.waitForURL(/state=dead/);
  await page.waitForSelector('.count:has-text("1 delivery")');
  await page.click('button:has-text("Replay dead")');
  assert.deepEqual(page.replays, []);
  await page.click('dialog button:has-text("Replay")');
  await page.waitForSelector('#notices:has-text("1 delivery sent again")');
  assert.deepEqual(page.replays, [{ filter: { state: 'dead' } }]);
  assertQuiet(page);
  await page.context().close();
});

test('thousands of them: only what is visible is in the page', async () => {
  const page = await openWith(Array.from({ length: 3000 },
    (_, i) => delivery(i, 'delivered')));
  await page.waitForSelector('.vt-row');
  await page.waitForFunction(() => {
    const table = document.querySelector('.vt');
    table.scrollTop = table.scrollHeight;
    return document.querySelector('.count').textContent === '3,000 deliveries';
  });
  assert.ok(await page.locator('.vt-row').count() < 100);
  assertQuiet(page);
  await page.context().close();
});

test('a server without deliveries says so', async () => {
  const page = await newPage(await newProfile(), { allow: [/status of 404/] });
  for (const path of ['deliveries?**', 'destinations']) {
    await page.route(`**/api/${path}`, (route) => route.fulfill({ status: 404,
      json: { success: false, error: 'Nothing is here' } }));
  }
  await page.goto(`${server.url}/#/deliveries`);
  await page.waitForSelector('text=Destinations are not available');
  await page.waitForSelector('text=Deliveries are not available');
  assertQuiet(page);
  await page.context().close();
});
