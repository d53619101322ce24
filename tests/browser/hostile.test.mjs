// Text that wants to be more than text: nothing of it runs, all of it shows.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { assertQuiet, closeBrowser, eventually, newPage, newProfile,
  openDashboard } from './browser.mjs';
import { Server } from './server.mjs';
import { Site } from './site.mjs';

const EVIL = '<img src=x onerror="window.pwned=1"><script>window.pwned=1</script>'
  + '"\'`${window.pwned=1}{{7*7}}‮javascript:alert(1)';
let server;
let site;
let jobId;

before(async () => {
  site = await Site.start();
  server = await Server.start({
    env: { LEADMILL_SERVER_ALLOWED_ORIGINS: site.url } });
  const columns = ['Full Name', 'Company', EVIL];
  const row = { 'Full Name': EVIL, Company: EVIL, [EVIL]: EVIL,
    Phone: '+12125550100' };
  ({ jobId } = await server.call('POST', '/api/jobs/enrich', {
    parsedData: { headers: [...columns, 'Phone'], rows: [row, row] },
    metadata: { name: EVIL, search: { [EVIL]: EVIL }, __proto__: { x: 1 } },
    options: { tags: [EVIL.slice(0, 60)] },
  }));
  await eventually(async () =>
    (await server.job(jobId)).status === 'completed', 'it completes');
});

after(async () => {
  await closeBrowser();
  await server?.close();
  await site?.close();
});

const nothingRan = async (page) => {
  assert.equal(await page.evaluate(() => window.pwned), undefined);
  assert.equal(await page.locator('main img, leadmill-jobs img').count(), 0);
  assertQuiet(page);
};

test('in the list, the job, a lead, and the preview of a file', async () => {
  const page = await openDashboard(server, { hash: '#/jobs' });
  await page.waitForSelector('.vt-row:has-text("<img src=x")');
  await page.click('.vt-row a');
  await page.waitForSelector('h1:has-text("<img src=x")');
  await page.click('.leads .vt-row button');
  await page.waitForSelector('dialog[open] td:has-text("<img src=x")');
  await page.keyboard.press('Escape');
  await page.goto(`${server.url}/#/start`);
  await page.setInputFiles('#csv-file', { name: `${'x'.repeat(80)}<b>.csv`,
    mimeType: 'text/csv',
    buffer: Buffer.from(`"${EVIL.replaceAll('"', '""')}"\n"<b>bold</b>"\n`) });
  await page.waitForSelector('td:has-text("<b>bold</b>")');
  await nothingRan(page);
  await page.context().close();
});

test('in the address', async () => {
  const page = await openDashboard(server);
  const evil = encodeURIComponent(EVIL);
  for (const hash of [`#/jobs?q=${evil}&status=${evil}&from=${evil}`,
    `#/job/${evil}`, `#/${evil}`, '#/%E0%A4%A', `#/deliveries?state=${evil}`]) {
    await page.goto(`${server.url}/${hash}`);
    await page.waitForSelector('main h1, main .empty');
    assert.equal(await page.evaluate(() => window.pwned), undefined);
  }
  assert.deepEqual(page.troubles.filter((text) =>
    !/status of 40[04]/.test(text)), []);
  await page.context().close();
});

test('in the element', async () => {
  const page = await newPage(await newProfile());
  await page.goto(site.page(`<leadmill-jobs></leadmill-jobs>
    <script type="module" src="${server.url}/leadmill-jobs.js"></script>`));
  await page.waitForSelector('leadmill-jobs li:has-text("<img src=x")');
  await nothingRan(page);
  await page.context().close();
});
