// The server goes away under an open page, and the page ends with the truth.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { assertQuiet, closeBrowser, eventually, isLive, openDashboard,
  SERVER_GONE } from './browser.mjs';
import { peopleCsv, Server, Upstream } from './server.mjs';

let upstream;
let server;
const allow = [SERVER_GONE];

before(async () => {
  upstream = await Upstream.start();
  server = await Server.start({ config: upstream.slowLookup({ rate: 60 }) });
});

after(async () => {
  await closeBrowser();
  await server?.close();
  await upstream?.close();
});

const liveState = (page) =>
  page.locator('#live').getAttribute('data-state');

/** All jobs as the page and as the server have them. */
async function sameJobs(page) {
  const shown = await page.evaluate(() =>
    import('./dashboard/feed.js').then(({ feed }) => [...feed.jobs.values()]
      .map((job) => `${job.jobId} ${job.phase} ${job.progress.current} ${job.seq}`)
      .sort()));
  const { jobs } = await server.call('GET', '/api/jobs/status?limit=500');
  const known = jobs.map((job) =>
    `${job.jobId} ${job.phase} ${job.progress.current} ${job.seq}`).sort();
  return JSON.stringify(shown) === JSON.stringify(known);
}

test('kill -9 under an open page: it catches up by itself', async () => {
  const jobId = await server.enrich(peopleCsv(150, 1000));
  const page = await openDashboard(server, { hash: `#/job/${jobId}`, allow });
  await page.waitForSelector('.leads .vt-row');
  await server.kill();
  await page.waitForSelector('#live[data-state="offline"]');
  assert.match(await page.locator('#live').textContent(), /No connection/);
  assert.ok(await page.locator('.leads .vt-row').count() > 0,
    'what was known is still shown');
  await server.again();
  await isLive(page, 40000);
  await page.waitForSelector('.headline .badge:has-text("Completed")',
    { timeout: 30000 });
  await page.waitForSelector('.leads .count:has-text("150 leads")');
  await eventually(() => sameJobs(page), 'the page has what the server has');
  assertQuiet(page);
  await page.context().close();
});

test('with the server gone each view says so, and recovers', async () => {
  const page = await openDashboard(server, { allow });
  await page.waitForLoadState('networkidle');
  await server.kill();
  await page.waitForSelector('#live[data-state="offline"]');
  for (const view of ['providers', 'jobs']) {
    await page.evaluate((name) => { location.hash = `#/${name}`; }, view);
    await page.waitForSelector('[role="alert"]:has-text("does not answer")');
  }
  await server.again();
  await isLive(page, 40000);
  await page.waitForSelector('.vt-row');
  assertQuiet(page);
  await page.context().close();
});

test('five times in a row', async () => {
  const page = await openDashboard(server, { hash: '#/jobs', allow });
  for (let i = 0; i < 5; i += 1) {
    await server.enrich(peopleCsv(60, 2000 + i * 60));
    await server.kill();
    await server.again();
    await page.locator('#live button').click({ timeout: 200 }).catch(() => {});
  }
  await isLive(page, 40000);
  const jobs = await eventually(async () => {
    const all = (await server.call('GET', '/api/jobs/status?limit=500')).jobs;
    return all.every((job) => job.status === 'completed') && all;
  }, 'all complete', 60);
  assert.ok(jobs.length >= 5);
  await eventually(() => sameJobs(page), 'the page has what the server has');
  await eventually(async () =>
    await page.locator('.vt-row .badge:has-text("Completed")').count()
      === jobs.length,
  'and shows it');
  assertQuiet(page);
  await page.context().close();
});

test('jobs that came and went while the page was offline are there', async () => {
  const page = await openDashboard(server, { hash: '#/jobs', allow });
  await page.waitForSelector('.vt-row');
  await page.context().setOffline(true);
  await server.kill();
  await page.waitForSelector('#live[data-state="offline"]');
  await server.again();
  const jobId = await server.enrich(peopleCsv(2),
    { metadata: { name: 'While away' } });
  await eventually(async () =>
    (await server.job(jobId)).status === 'completed', 'it completes');
  assert.equal(await liveState(page), 'offline');
  await page.context().setOffline(false);
  await isLive(page, 40000);
  await page.waitForSelector('.vt-row:has-text("While away")');
  await eventually(() => sameJobs(page), 'the page has what the server has');
  assertQuiet(page);
  await page.context().close();
});
