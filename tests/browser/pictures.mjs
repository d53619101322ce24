// Takes the pictures of docs/pictures from a real server with people who do not
// exist; scripts/pictures runs it.
import { mkdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { closeBrowser, eventually, newPage, newProfile, openDashboard }
  from './browser.mjs';
import { peopleCsv, Server, Upstream } from './server.mjs';
import { Site } from './site.mjs';

const FOLDER = resolve(process.argv[2] ?? 'docs/pictures');
const MOST_BYTES = 200 * 1000;
const NAMES = ['Ohio dentists', 'Spring campaign, Midwest', 'Webinar sign-ups',
  'Trade fair Chicago', 'Newsletter readers', 'Insurance brokers',
  'Partner list, third quarter', 'Real estate agents, Texas'];

/** Jobs of every kind and state. */
async function fill(server, upstream) {
  for (const [i, name] of NAMES.entries()) {
    await server.enrich(peopleCsv(12 + i * 7, i * 100), { metadata: { name },
      options: { priority: i % 3 === 0 ? 'high' : 'normal', tags: ['spring'] } });
  }
  await upstream.script('/api/linkedin-sales-navigator',
    { manner: 'repeatPage', page: 3 });
  await server.call('POST', '/api/jobs/scrape', { source: 'people',
    searchParams: { title: 'engineer', region: 'Ohio' },
    metadata: { search: { title: 'engineer', region: 'Ohio' } },
    options: { then: {} } });
  await eventually(async () => {
    const { count } = await server.call('GET',
      '/api/jobs/status?status=completed');
    return count >= NAMES.length;
  }, 'the first jobs complete', 120);
  const long = [];
  for (const [i, name] of ['Alumni list', 'Podcast listeners',
    'Conference badge scans'].entries()) {
    long.push(await server.enrich(peopleCsv(1500, 1000 + i * 1500), { metadata: { name } }));
  }
  for (const [i, priority] of ['high', 'normal', 'normal', 'low'].entries()) {
    await server.enrich(peopleCsv(200), { metadata: { name: NAMES[i] },
      options: { priority, delaySeconds: 1800 * (i + 1) } });
  }
  return long;
}

async function picture(page, name, { width = 1280, height = 800 } = {}) {
  const file = join(FOLDER, `${name}.png`);
  await page.setViewportSize({ width, height });
  // A second's worth of frames, so that nothing is half way.
  await page.evaluate(() => document.fonts.ready);
  await page.screenshot({ path: file, animations: 'disabled' });
  const { size } = statSync(file);
  if (size > MOST_BYTES) throw new Error(`${file} has ${size} bytes`);
  console.log(`${file}: ${Math.round(size / 1000)} KB`);
}

async function views(server, jobId, colorScheme) {
  const profile = await newProfile({ colorScheme, reducedMotion: 'reduce' });
  const page = await openDashboard(server, { profile });
  await page.waitForSelector('.job-line');
  // The chart needs some seconds to have a shape.
  await page.waitForFunction(() => (document.querySelector('.chart-line')
    ?.getAttribute('d').match(/,(?!118\.0)/g) ?? []).length > 20,
  null, { timeout: 60000 });
  await picture(page, `overview-${colorScheme}`, { height: 860 });
  await page.goto(`${server.url}/#/jobs`);
  await page.waitForSelector('.vt-row');
  await picture(page, `jobs-${colorScheme}`);
  await page.goto(`${server.url}/#/job/${jobId}`);
  await page.waitForSelector('.leads .vt-row');
  await page.waitForSelector('.bars-name:has-text("lines")');
  await picture(page, `job-${colorScheme}`, { height: 1100 });
  await page.goto(`${server.url}/#/start`);
  await page.setInputFiles('#csv-file', { name: 'spring list.csv',
    mimeType: 'text/csv', buffer: Buffer.from(peopleCsv(250)) });
  await page.waitForSelector('.preview');
  await picture(page, `start-${colorScheme}`, { height: 1000 });
  await profile.close();
}

async function sidebar(server, site, colorScheme) {
  const profile = await newProfile({ colorScheme, reducedMotion: 'reduce' });
  const page = await newPage(profile);
  await page.goto(site.page(`<leadmill-jobs max="6"></leadmill-jobs>
    <script type="module" src="${server.url}/leadmill-jobs.js"></script>`,
  `<style>:root { color-scheme: light dark } body { margin: 16px } h1 {
    display: none }</style>`));
  await page.waitForSelector('leadmill-jobs .note:has-text("leads/s")');
  await picture(page, `sidebar-${colorScheme}`, { width: 360, height: 720 });
  await profile.close();
}

async function main() {
  mkdirSync(FOLDER, { recursive: true });
  const site = await Site.start();
  const upstream = await Upstream.start();
  const server = await Server.start({
    config: upstream.slowLookup({ rate: 60, concurrency: 8 })
      + upstream.source(),
    env: { LEADMILL_SERVER_ALLOWED_ORIGINS: site.url } });
  try {
    const [jobId] = await fill(server, upstream);
    for (const colorScheme of ['light', 'dark']) {
      await views(server, jobId, colorScheme);
      await sidebar(server, site, colorScheme);
    }
  } finally {
    await closeBrowser();
    await server.close();
    await upstream.close();
    await site.close();
  }
}

await main();
