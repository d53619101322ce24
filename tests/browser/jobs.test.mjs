// A user's day: upload, watch, see why something failed, cancel, retry.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { assertQuiet, closeBrowser, eventually, newProfile, openDashboard }
  from './browser.mjs';
import { peopleCsv, Server, Upstream } from './server.mjs';

let upstream;
let server;

before(async () => {
  upstream = await Upstream.start();
  server = await Server.start({ config:
    upstream.slowLookup({ rate: 40 }) + upstream.source() });
});

after(async () => {
  await closeBrowser();
  await server?.close();
  await upstream?.close();
});

const badge = (page) => page.locator('.headline .badge');

test('a CSV is dropped, previewed, uploaded, and seen to complete', async () => {
  const page = await openDashboard(server, { hash: '#/start' });
  await page.setInputFiles('#csv-file', { name: 'spring list.csv',
    mimeType: 'text/csv', buffer: Buffer.from(peopleCsv(60)) });
  await page.waitForSelector('text=60 rows');
  assert.equal(await page.locator('.meaning', { hasText: 'Phone' }).count(), 1);
  await page.fill('#o-tags', 'spring, ohio');
  await page.click('button:has-text("Enrich 60 leads")');
  await page.waitForURL(/#\/job\/enrichment-/);
  await page.waitForSelector('h1:has-text("spring list")');
  const seen = new Set();
  await eventually(async () => {
    seen.add(await page.locator('.headline .figures').textContent());
    return await badge(page).textContent() === 'Completed';
  }, 'the job completes');
  assert.ok(seen.size > 3, `progress was seen on the way: ${[...seen]}`);
  await page.waitForSelector('.leads .count:has-text("60 leads")');
  await page.waitForSelector('.bars-name:has-text("lines")');
  assertQuiet(page);
  await page.context().close();
});

test('a slow upload shows how far it is', async () => {
  const page = await openDashboard(server, { hash: '#/start' });
  await page.setInputFiles('#csv-file', { name: 'large.csv',
    mimeType: 'text/csv', buffer: Buffer.from(peopleCsv(5000, 4000)) });
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Network.enable');
  await devtools.send('Network.emulateNetworkConditions', { offline: false,
    latency: 0, downloadThroughput: -1, uploadThroughput: 150 * 1024 });
  await page.click('button:has-text("Enrich 5,000 leads")');
  const seen = new Set();
  await eventually(async () => {
    const bar = page.locator('[aria-label="Sent"]');
    if (await bar.count()) {
      seen.add(await bar.getAttribute('aria-valuenow', { timeout: 500 })
        .catch(() => ''));
    }
    return page.url().includes('#/job/');
  }, 'it is sent');
  assert.ok(seen.size > 2, `percentages on the way: ${[...seen]}`);
  await page.click('button:has-text("Cancel")');
  await page.waitForSelector('.headline .badge:has-text("Cancelled")');
  assertQuiet(page);
  await page.context().close();
});

test('leads stand in the table while the job still runs', async () => {
  const jobId = await server.enrich(peopleCsv(400, 1000));
  const page = await openDashboard(server, { hash: `#/job/${jobId}` });
  await page.waitForSelector('.leads .vt-row');
  assert.equal(await badge(page).textContent(), 'Running');
  const first = await page.locator('.leads .count').textContent();
  await eventually(async () =>
    await page.locator('.leads .count').textContent() !== first,
  'more leads come');
  await page.waitForSelector('.facts dd:has-text("leads/s")');
  await page.click('button:has-text("Cancel")');
  await eventually(async () => await badge(page).textContent() === 'Cancelled',
    'it is cancelled');
  await page.click('button:has-text("Retry")');
  await eventually(async () => await badge(page).textContent() === 'Running',
    'it runs again');
  assert.equal((await server.job(jobId)).attempt, 2);
  await page.click('button:has-text("Cancel")');
  await eventually(async () => await badge(page).textContent() === 'Cancelled',
    'it is cancelled again');
  await page.waitForSelector('h3:has-text("Attempt 2")');
  assertQuiet(page);
  await page.context().close();
});

test('a job that fails says why, here and in the overview', async () => {
  await upstream.script('/api/linkedin-sales-navigator',
    { manner: 'repeatPage' });
  const page = await openDashboard(server, { hash: '#/start?kind=search' });
  const source = page.locator('#s-source');
  if (await source.evaluate((node) => node.tagName) === 'SELECT') {
    await source.selectOption('people');
  } else {
    await source.fill('people');
  }
  await page.fill('[aria-label="Value of title"]', 'engineer');
  await page.click('button:has-text("Start the search")');
  await page.waitForURL(/#\/job\/scraping-/);
  await page.waitForSelector('h1:has-text("title: engineer")');
  await page.waitForSelector(
    '.remark[data-tone="bad"]:has-text("page_repeated")', { timeout: 60000 });
  assert.equal(await badge(page).textContent(), 'Failed');
  await page.goto(`${server.url}/#/`);
  await page.waitForSelector('.job-line-note:has-text("page")');
  assertQuiet(page);
  await page.context().close();
});

test('many are cancelled at once, after they were counted', async () => {
  const options = { delaySeconds: 3600, tags: ['bulk'] };
  for (let i = 0; i < 5; i += 1) {
    await server.enrich(peopleCsv(1), { options });
  }
  const page = await openDashboard(server, { hash: '#/jobs?tag=bulk' });
  await page.waitForSelector('.count:has-text("5 jobs")');
  await page.click('button:has-text("Cancel all")');
  await page.waitForSelector('dialog h2:has-text("Cancel 5 jobs?")');
  const open = await server.call('GET', '/api/jobs/status?tag=bulk&status=pending');
  assert.equal(open.count, 5, 'nothing happens before the answer');
  await page.click('dialog button:has-text("Cancel 5 jobs")');
  await eventually(async () =>
    await page.locator('.vt-row .badge:has-text("Cancelled")').count() === 5,
  'all are cancelled');
  assertQuiet(page);
  await page.context().close();
});

test('filters stand in the address, and the back button works', async () => {
  const page = await openDashboard(server, { hash: '#/jobs' });
  await page.waitForSelector('.vt-row');
  await page.selectOption('#f-status', 'failed');
  await page.waitForURL(/#\/jobs\?status=failed/);
  await page.waitForSelector('.count:has-text("1 job")');
  await page.click('.vt-row a');
  await page.waitForURL(/#\/job\//);
  await page.goBack();
  await page.waitForSelector('.count:has-text("1 job")');
  assert.equal(await page.inputValue('#f-status'), 'failed');
  assertQuiet(page);
  await page.context().close();
});

test('results are downloaded in three formats', async () => {
  const jobId = await server.enrich(peopleCsv(3));
  await eventually(async () =>
    (await server.job(jobId)).status === 'completed', 'it completes');
  const profile = await newProfile({ acceptDownloads: true });
  const page = await openDashboard(server, { profile, hash: `#/job/${jobId}` });
  const texts = {};
  for (const name of ['CSV', 'JSON', 'NDJSON']) {
    const [download] = await Promise.all([page.waitForEvent('download'),
      page.click(`[aria-label="Download as ${name}"]`)]);
    assert.equal(download.suggestedFilename(),
      `${jobId}.${name.toLowerCase()}`);
    texts[name] = readFileSync(await download.path(), 'utf8');
  }
  assert.ok(texts.CSV.startsWith('Firstname,Lastname,Phone,'));
  assert.equal(JSON.parse(texts.JSON).results.count, 3);
  assert.equal(texts.NDJSON.trim().split('\n').length, 3);
  assertQuiet(page);
  await profile.close();
});

test('what the server refuses is said in words', async () => {
  const page = await openDashboard(server, { hash: '#/start' });
  const file = (name, text) => page.setInputFiles('#csv-file',
    { name, mimeType: 'text/csv', buffer: Buffer.from(text) });
  await file('empty.csv', '');
  await page.waitForSelector('.form-error:has-text("no row")');
  await file('long.csv', `Name\n${'Ada\n'.repeat(10001)}`);
  await page.waitForSelector('.form-error:has-text("10,001 rows")');
  assertQuiet(page);
  await page.goto(`${server.url}/#/job/enrichment-1767225600000-none`);
  await page.waitForSelector('text=There is no such job');
  await page.context().close();
});
