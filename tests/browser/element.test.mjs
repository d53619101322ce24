// <leadmill-jobs> and <leadmill-background> in a plain page of another origin.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { assertQuiet, axePath, closeBrowser, eventually, newPage, newProfile,
  SERVER_GONE } from './browser.mjs';
import { peopleCsv, Server, Upstream } from './server.mjs';
import { Site } from './site.mjs';

let upstream;
let server;
let site;

before(async () => {
  upstream = await Upstream.start();
  site = await Site.start();
  server = await Server.start({
    config: upstream.slowLookup({ rate: 50 }) + upstream.source(),
    env: { LEADMILL_SERVER_ALLOWED_ORIGINS: site.url } });
});

after(async () => {
  await closeBrowser();
  await server?.close();
  await site?.close();
  await upstream?.close();
});

async function open(body, { profile, allow } = {}) {
  const page = await newPage(profile ?? await newProfile(), { allow });
  await page.goto(site.page(`${body}
    <script type="module" src="${server.url}/leadmill-jobs.js"></script>`));
  return page;
}

const card = (name) => `leadmill-jobs li:has-text("${name}")`;

test('it shows a job live, from its start to its end and after', async () => {
  const page = await open('<leadmill-jobs></leadmill-jobs>');
  await page.waitForSelector('leadmill-jobs .state[data-state="live"]');
  await page.waitForSelector('leadmill-jobs:has-text("No job at the moment")');
  await page.evaluate(() => {
    window.heard = [];
    window.spoken = [];
    const region = document.querySelector('leadmill-jobs').shadowRoot
      .querySelector('[role="status"]');
    new MutationObserver(() => window.spoken.push(region.textContent))
      .observe(region, { childList: true, characterData: true, subtree: true });
    for (const name of ['started', 'completed', 'failed', 'cancelled']) {
      document.addEventListener(`leadmill-job-${name}`, ({ detail }) =>
        window.heard.push(`${name} ${detail.job.metadata.name}`));
    }
  });
  await server.enrich(peopleCsv(150, 1000), { metadata: { name: 'Watched' } });
  await page.waitForSelector(`${card('Watched')}:has-text("Running")`);
  await page.waitForSelector('leadmill-jobs .count:has-text("1 active")');
  await page.waitForSelector(`${card('Watched')} .note:has-text("leads/s")`);
  await page.waitForSelector(`${card('Watched')} .note:has-text("left")`);
  assert.match(await page.locator(`${card('Watched')} .figures`).textContent(),
    /^\d+ \/ 150$/);
  await page.waitForSelector(`${card('Watched')}:has-text("Completed")`);
  await page.waitForSelector(`${card('Watched')}:has-text("saved")`);
  assert.deepEqual(await page.evaluate(() => window.heard),
    ['started Watched', 'completed Watched']);
  await page.waitForSelector(
    'leadmill-jobs [role="status"]:has-text("Watched completed.")',
    { state: 'attached' });
  assert.deepEqual(await page.evaluate(() => window.spoken),
    ['Watched completed.'], 'a screen reader hears of the end alone');
  assertQuiet(page);
  await page.context().close();
});

test('cancel and retry work from another origin', async () => {
  const page = await open('<leadmill-jobs></leadmill-jobs>');
  await server.enrich(peopleCsv(600, 2000), { metadata: { name: 'Steered' } });
  await page.click('[aria-label="Cancel Steered"]');
  await page.waitForSelector(`${card('Steered')}:has-text("Cancelled")`);
  await page.click('[aria-label="Retry Steered"]');
  await page.waitForSelector(`${card('Steered')}:has-text("Running")`);
  await page.click('[aria-label="Cancel Steered"]');
  await page.waitForSelector(`${card('Steered')}:has-text("Cancelled")`);
  assertQuiet(page);
  await page.context().close();
});

test('a failed job says why, and stays', async () => {
  await upstream.script('/api/linkedin-sales-navigator',
    { manner: 'repeatPage' });
  await server.call('POST', '/api/jobs/scrape', { source: 'people',
    searchParams: { title: 'engineer' }, options: { maxAttempts: 1 },
    metadata: { search: { title: 'engineer' } } });
  const page = await open('<leadmill-jobs type="scraping"></leadmill-jobs>');
  await page.waitForSelector(`${card('title: engineer')} .error:has-text("page")`,
    { timeout: 60000 });
  assert.equal(await page.locator('leadmill-jobs li').count(), 1,
    'only the kind that was asked for');
  assertQuiet(page);
  await page.context().close();
});

test('the button sends the table that the page hands it', async () => {
  const page = await open(`<leadmill-jobs></leadmill-jobs>
    <leadmill-background name="From a table">Enrich</leadmill-background>`);
  await page.waitForFunction(() =>
    customElements.get('leadmill-background') !== undefined);
  await page.click('leadmill-background button');
  await page.waitForSelector('leadmill-background:has-text("no row")');
  await page.evaluate(() => {
    const button = document.querySelector('leadmill-background');
    button.rows = [{ Name: 'Ada Example', Phone: '+12125550100' },
      { Name: 'Bo Example', Email: 'bo@example.com' }];
    button.options = { tags: ['from-page'] };
    button.addEventListener('leadmill-job-submitted',
      ({ detail }) => { window.submitted = detail; });
  });
  await page.click('leadmill-background button');
  const { jobId, rows } = await (await page.waitForFunction(() =>
    window.submitted)).jsonValue();
  assert.equal(rows, 2);
  await page.waitForSelector(card('From a table'));
  const job = await server.job(jobId);
  assert.deepEqual(job.tags, ['from-page']);
  assert.equal(job.progress.total, 2);
  assertQuiet(page);
  await page.context().close();
});

for (const width of [40, 300, 600]) {
  test(`it fits ${width} px, with long names and many jobs`, async () => {
    const name = `${'Averyveryverylongnamewithoutanyspace'.repeat(4)} end`;
    for (let i = 0; i < 20; i += 1) {
      await server.enrich(peopleCsv(1), { metadata: { name } });
    }
    const page = await open(`<div id="side" style="width:${width}px">
      <leadmill-jobs></leadmill-jobs></div>`);
    await page.waitForSelector('leadmill-jobs li:nth-child(20)');
    const sizes = await page.evaluate(() => {
      const element = document.querySelector('leadmill-jobs');
      const own = element.getBoundingClientRect();
      const out = [...element.shadowRoot.querySelectorAll('.job, .bar, button')]
        .map((node) => node.getBoundingClientRect())
        .filter((box) => box.width && box.right > own.right + 0.5);
      return { width: own.width, out: out.length };
    });
    assert.deepEqual(sizes, { width, out: 0 });
    assertQuiet(page);
    await page.context().close();
  });
}

for (const colorScheme of ['light', 'dark']) {
  test(`axe finds nothing in the elements, ${colorScheme}`, async () => {
    const profile = await newProfile({ colorScheme, reducedMotion: 'reduce' });
    const page = await open(`<leadmill-jobs></leadmill-jobs>
      <leadmill-background>Enrich</leadmill-background>`, { profile });
    await page.addStyleTag({ content: `:root { color-scheme: light dark }
      body { background: Canvas; color: CanvasText }` });
    await server.enrich(peopleCsv(1));
    await page.waitForSelector('leadmill-jobs li');
    await page.addScriptTag({ path: axePath() });
    const { violations } = await page.evaluate(() => window.axe.run());
    assert.deepEqual(violations.map((v) => `${v.id} ${v.nodes.map((node) =>
      node.failureSummary)}`), []);
    await profile.close();
  });
}

test('the page styles it by variables and parts', async () => {
  const page = await open(`<style>
      leadmill-jobs { --leadmill-surface: rgb(1, 2, 3); }
      leadmill-jobs::part(title) { color: rgb(4, 5, 6); }
    </style><leadmill-jobs></leadmill-jobs>`);
  await server.enrich(peopleCsv(1));
  await page.waitForSelector('leadmill-jobs li');
  const colors = await page.evaluate(() => {
    const root = document.querySelector('leadmill-jobs').shadowRoot;
    return [getComputedStyle(root.querySelector('.job')).backgroundColor,
      getComputedStyle(root.querySelector('.title')).color];
  });
  assert.deepEqual(colors, ['rgb(1, 2, 3)', 'rgb(4, 5, 6)']);
  assertQuiet(page);
  await page.context().close();
});

test('it works under a strict policy of the page, without any style of its own',
  async () => {
    const host = new URL(server.url).host;
    const page = await newPage(await newProfile());
    await page.goto(site.page(`<leadmill-jobs></leadmill-jobs>
      <leadmill-background>Enrich</leadmill-background>
      <script type="module" src="${server.url}/leadmill-jobs.js"></script>`,
    `<meta http-equiv="Content-Security-Policy" content="default-src 'none';
      script-src ${server.url}; connect-src ${server.url} ws://${host}">`));
    await page.waitForSelector('leadmill-jobs .state[data-state="live"]');
    await server.enrich(peopleCsv(1));
    await page.waitForSelector('leadmill-jobs li');
    const display = await page.evaluate(() => getComputedStyle(document
      .querySelector('leadmill-jobs').shadowRoot.querySelector('.job')).display);
    assert.equal(display, 'flex', 'its styles apply');
    assertQuiet(page);
    await page.context().close();
  });

test('the server goes and comes back: the element says so, then is live again',
  async () => {
    const page = await open('<leadmill-jobs></leadmill-jobs>',
      { allow: [SERVER_GONE, /CORS|net::ERR_FAILED/] });
    await page.waitForSelector('leadmill-jobs .state[data-state="live"]');
    await server.kill();
    await page.waitForSelector('leadmill-jobs .state[data-state="offline"]');
    await server.again();
    await page.waitForSelector('leadmill-jobs .state[data-state="live"]',
      { timeout: 40000 });
    await server.enrich(peopleCsv(1), { metadata: { name: 'Back again' } });
    await page.waitForSelector(card('Back again'));
    assertQuiet(page);
    await page.context().close();
  });

test('taken out of the page it lets go of everything', async () => {
  const page = await open('<leadmill-jobs></leadmill-jobs>');
  let sockets = 0;
  page.on('websocket', (socket) => {
    sockets += 1;
    socket.on('close', () => { sockets -= 1; });
  });
  await page.reload();
  await page.waitForSelector('leadmill-jobs .state[data-state="live"]');
  assert.equal(sockets, 1);
  await page.evaluate(() => document.querySelector('leadmill-jobs').remove());
  await eventually(() => sockets === 0, 'the connection is closed');
  await page.context().close();
});
