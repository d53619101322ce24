// Chromium for the tests: pages whose console and Content-Security-Policy are
// watched, and must stay silent.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { scheduler } from 'node:timers/promises';

const require = createRequire(join(resolve(
  process.env.LEADMILL_NODE_MODULES
  ?? 'build/release/tests/browser/node_modules'), 'x.js'));
const { chromium } = require('playwright-core');
export const axePath = () => require.resolve('axe-core/axe.min.js');

let browser = null;

async function launch() {
  browser ??= await chromium.launch({
    executablePath: process.env.LEADMILL_CHROMIUM ?? '/usr/bin/chromium',
    // Tests may run as root, and in containers with a small /dev/shm.
    args: ['--no-sandbox', '--disable-dev-shm-usage'],
  });
  return browser;
}

export async function closeBrowser() {
  await browser?.close();
  browser = null;
}

/** A browser profile of its own. `options` are Playwright's. */
export async function newProfile(options = {}) {
  const profile = await (await launch()).newContext({
    viewport: { width: 1280, height: 860 }, ...options });
  profile.setDefaultTimeout(15000);
  // CSP reports reach the page as events.
  await profile.addInitScript(() => {
    window.addEventListener('securitypolicyviolation', (event) => {
      console.error(`CSP: ${event.violatedDirective} ${event.blockedURI}`);
    });
  });
  return profile;
}

/** What a test that takes the server away may find on the console. */
export const SERVER_GONE = new RegExp('ERR_CONNECTION|ERR_EMPTY_RESPONSE'
  + '|ERR_SOCKET|ERR_INCOMPLETE|ERR_INTERNET_DISCONNECTED'
  + '|WebSocket connection to');
/** A server may not have every call yet; the page says so in words. */
const NOT_THERE = /status of 404 .*\/api\/(deliveries|destinations|settings|cluster)/;

/** A page whose troubles are collected in `page.troubles`. */
export async function newPage(profile, { allow = [] } = {}) {
  const page = await profile.newPage();
  page.troubles = [];
  const note = (text) => {
    if (![NOT_THERE, ...allow].some((pattern) => pattern.test(text))) {
      page.troubles.push(text);
    }
  };
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') {
      note(`${message.text()} ${message.location().url}`);
    }
  });
  page.on('pageerror', (error) => note(`uncaught: ${error.stack}`));
  return page;
}

/** Nothing was said on the console, and no policy was violated. */
export function assertQuiet(page) {
  assert.deepEqual(page.troubles, [], 'the console is silent');
}

/** The dashboard of `server`, live. */
export async function openDashboard(server, { profile, hash = '', allow } = {}) {
  const page = await newPage(profile ?? await newProfile(), { allow });
  await page.goto(`${server.url}/${hash}`);
  await isLive(page);
  return page;
}

export const isLive = (page, timeout = 20000) =>
  page.waitForSelector('#live[data-state="live"]', { timeout });

/** Waits until `check` (run here) returns something true. */
export async function eventually(check, what, seconds = 20) {
  const deadline = Date.now() + seconds * 1000;
  for (;;) {
    const value = await check();
    if (value) return value;
    if (Date.now() > deadline) assert.fail(`not within ${seconds} s: ${what}`);
    await scheduler.wait(50);
  }
}
