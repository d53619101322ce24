// For everybody: keyboard only, and axe-core without a finding in light and
// dark, for each view.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { assertQuiet, axePath, closeBrowser, newPage, newProfile,
  openDashboard } from './browser.mjs';
import { peopleCsv, Server, Upstream } from './server.mjs';

let upstream;
let server;
let jobId;

before(async () => {
  upstream = await Upstream.start();
  server = await Server.start({ config:
    upstream.slowLookup({ rate: 200 }) + upstream.source() });
  jobId = await server.enrich(peopleCsv(20), { metadata: { name: 'Spring' } });
  await server.enrich(peopleCsv(4000, 1000), { metadata: { name: 'Running' } });
  await server.enrich(peopleCsv(2), { options: { delaySeconds: 3600 } });
});

after(async () => {
  await closeBrowser();
  await server?.close();
  await upstream?.close();
});

/** What axe finds, in a line each. */
async function findings(page) {
  const { violations } = await page.evaluate(() => window.axe.run(document, {
    runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa',
      'best-practice'] }));
  return violations.map((v) => `${v.id}: ${v.nodes.map((node) =>
    `${node.target.join(' ')} ${node.failureSummary}`).join(' | ')}`);
}

const VIEWS = ['', 'jobs', 'jobs?status=failed', 'start', 'start?kind=search',
  'providers', 'deliveries', 'schedules', 'cleanup', 'check', 'nowhere'];

for (const colorScheme of ['light', 'dark']) {
  test(`axe finds nothing in any view, ${colorScheme}`, async () => {
    // Its script is put in past the policy that the page is served with.
    const profile = await newProfile({ colorScheme, bypassCSP: true,
      reducedMotion: 'reduce' });
    const page = await newPage(profile);
    for (const view of [...VIEWS, `job/${jobId}`]) {
      await page.goto('about:blank');
      await page.goto(`${server.url}/#/${view}`);
      await page.waitForSelector('main h1');
      await page.waitForFunction(() =>
        !document.querySelector('main').textContent.includes('Loading…'));
      await page.addScriptTag({ path: axePath() });
      assert.deepEqual(await findings(page), [], `${view} in ${colorScheme}`);
    }
    await page.setInputFiles('#csv-file', []).catch(() => {});
    await page.click('.leads .vt-row button');
    await page.waitForSelector('dialog[open]');
    assert.deepEqual(await findings(page), [], `a dialog in ${colorScheme}`);
    assertQuiet(page);
    await profile.close();
  });
}

const focused = (page) => page.evaluate(() =>
  document.activeElement.textContent.trim()
  || document.activeElement.getAttribute('aria-label'));

async function tabTo(page, text, most = 60) {
  for (let i = 0; i < most; i += 1) {
    await page.keyboard.press('Tab');
    if ((await focused(page))?.startsWith(text)) return;
  }
  assert.fail(`Tab does not reach "${text}"`);
}

test('with the keyboard alone: to a job, to a lead, and back', async () => {
  const page = await openDashboard(server);
  await page.waitForSelector('main h1');
  await page.keyboard.press('Tab');
  assert.equal(await focused(page), 'Skip to the content');
  await tabTo(page, 'Jobs');
  await page.keyboard.press('Enter');
  await page.waitForSelector('.vt-row a');
  await page.waitForFunction(() => document.activeElement.tagName === 'H1');
  await page.locator('.vt-row a').first().focus();
  const first = await focused(page);
  await page.keyboard.press('ArrowDown');
  assert.notEqual(await focused(page), first);
  await page.keyboard.press('ArrowDown');
  assert.equal(await focused(page), 'Spring');
  await page.keyboard.press('Enter');
  await page.waitForSelector('.leads .vt-row');
  assert.equal(await focused(page), 'Spring', 'the focus is on the title');
  await tabTo(page, 'Ada Nelson');
  await page.keyboard.press('Enter');
  await page.waitForSelector('dialog[open]');
  await page.keyboard.press('Escape');
  await page.waitForSelector('dialog', { state: 'detached' });
  assert.equal(await focused(page), 'Ada Nelson', 'the focus is back');
  await page.goBack();
  await page.waitForSelector('.vt-row a');
  assertQuiet(page);
  await page.context().close();
});

test('with the keyboard alone: a job is cancelled', async () => {
  const waiting = await server.enrich(peopleCsv(1),
    { options: { delaySeconds: 3600 } });
  const page = await openDashboard(server, { hash: `#/job/${waiting}` });
  await page.waitForSelector('.headline .badge:has-text("Scheduled")');
  await tabTo(page, 'Cancel');
  await page.keyboard.press('Space');
  await page.waitForSelector('.headline .badge:has-text("Cancelled")');
  await page.waitForSelector('#notices:has-text("being cancelled")');
  assertQuiet(page);
  await page.context().close();
});

test('light and dark can be chosen, and stay', async () => {
  const page = await openDashboard(server);
  const background = () => page.evaluate(() =>
    getComputedStyle(document.body).backgroundColor);
  const light = await background();
  await page.click('#theme');
  assert.equal(await page.textContent('#theme'), 'Theme: light');
  await page.click('#theme');
  assert.equal(await page.textContent('#theme'), 'Theme: dark');
  assert.notEqual(await background(), light);
  await page.reload();
  await page.waitForSelector('main h1');
  assert.notEqual(await background(), light);
  assertQuiet(page);
  await page.context().close();
});

test('who asks for less motion gets none', async () => {
  const names = [];
  for (const reducedMotion of ['reduce', 'no-preference']) {
    const profile = await newProfile({ reducedMotion });
    const page = await openDashboard(server, { profile });
    names.push(await page.evaluate(() => getComputedStyle(
      document.querySelector('.live-dot')).animationName));
    await profile.close();
  }
  assert.deepEqual(names, ['none', 'breathe']);
});

test('it can be used 320 px wide: nothing sticks out', async () => {
  const profile = await newProfile({ viewport: { width: 320, height: 700 } });
  const page = await newPage(profile);
  for (const view of [...VIEWS, `job/${jobId}`]) {
    await page.goto('about:blank');
    await page.goto(`${server.url}/#/${view}`);
    await page.waitForSelector('main h1');
    const wide = await page.evaluate(() =>
      document.documentElement.scrollWidth - window.innerWidth);
    assert.ok(wide <= 0, `${view} is ${wide} px too wide`);
  }
  assertQuiet(page);
  await profile.close();
});
