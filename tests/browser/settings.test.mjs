// How the server is set up, as the pages show it: steps, providers, sources,
// schedules, and what is wrong.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { assertQuiet, closeBrowser, eventually, openDashboard }
  from './browser.mjs';
import { peopleCsv, Server, Upstream } from './server.mjs';

const SCHEDULE = `[[schedule]]
name = "nightly"
cron = "30 2 * * *"
time_zone = "America/New_York"
file = "leads.csv"
`;
let upstream;
let server;

before(async () => {
  upstream = await Upstream.start();
  server = await Server.start({ config:
    `${upstream.slowLookup()}${upstream.source()}${SCHEDULE}` });
});

after(async () => {
  await closeBrowser();
  await server?.close();
  await upstream?.close();
});

test('providers and sources, those in use and those that are not', async () => {
  const page = await openDashboard(server, { hash: '#/providers' });
  const row = (name) => page.locator(`tr:has-text("${name}")`);
  await row('lines').waitFor();
  assert.match(await row('lines').textContent(), /line_type.*enabled.*5\.00/);
  assert.match(await row('people').textContent(), /json.*enabled.*25/);
  assert.match(await row('do-not-call').textContent(),
    /disabled.*DO_NOT_CALL_KEY/);
  assertQuiet(page);
  await page.context().close();
});

test('a schedule with its next start', async () => {
  const page = await openDashboard(server, { hash: '#/schedules' });
  const row = page.locator('tr:has-text("nightly")');
  await row.waitFor();
  assert.match(await row.textContent(), /30 2 \* \* \*America\/New_York.*in \d/);
  assertQuiet(page);
  await page.context().close();
});

test('what is wrong with the configuration, and what is in effect', async () => {
  const page = await openDashboard(server, { hash: '#/check' });
  await page.waitForSelector('dt:has-text("Environment") + dd:has-text("dev")');
  await page.waitForSelector('dt:has-text("rows per job") + dd:has-text("10,000")');
  await page.click('button:has-text("Check again")');
  await page.waitForSelector('.panel :text("leads.csv"), '
    + '.panel :text("Nothing is wrong")');
  assertQuiet(page);
  await page.context().close();
});

test('a job runs the steps that were chosen', async () => {
  const page = await openDashboard(server, { hash: '#/start' });
  await page.setInputFiles('#csv-file', { name: 'few.csv',
    mimeType: 'text/csv', buffer: Buffer.from(peopleCsv(3)) });
  await page.uncheck('[value="line_type"]');
  await page.uncheck('[value="gatekeep"]');
  const [request] = await Promise.all([
    page.waitForRequest('**/api/jobs/enrich?**'),
    page.click('button:has-text("Enrich 3 leads")')]);
  const options = JSON.parse(new URL(request.url()).searchParams.get('options'));
  assert.ok(options.steps.includes('identity'));
  assert.ok(!options.steps.includes('line_type'));
  await page.waitForSelector('.headline .badge:has-text("Completed")');
  await eventually(async () =>
    await page.locator('.bars-name:has-text("Worked out here")').count() === 1,
  'its leads are shown');
  assert.equal(await page.locator('.bars-name:has-text("lines")').count(), 0);
  assertQuiet(page);
  await page.context().close();
});

test('the overview shows this node', async () => {
  const page = await openDashboard(server);
  await page.waitForSelector('td:has-text("of 4")');
  assertQuiet(page);
  await page.context().close();
});
