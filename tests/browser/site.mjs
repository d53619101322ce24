// Somebody else's site, on an origin of its own: pages that a test writes, and
// a back end, `backEnd`, of functions by path that take and return JSON.
import { createServer } from 'node:http';
import { once } from 'node:events';

// What such a site's own script does, as docs/embedding.md says.
const SCRIPT = `
const ask = async (path, body) => {
  const answer = await fetch(path, { method: 'POST',
    body: JSON.stringify(body ?? {}) });
  if (!answer.ok) throw new Error(await answer.text());
  return answer.json();
};
const jobs = document.querySelector('leadmill-jobs');
jobs.ticket = async () => (await ask('/ticket')).ticket;
jobs.act = (action, jobId) => ask('/act', { action, jobId });
const button = document.querySelector('leadmill-background');
if (button) button.start = (request) => ask('/start', request);`;

async function bodyOf(request) {
  let text = '';
  for await (const part of request) text += part;
  return JSON.parse(text);
}

export class Site {
  static async start() {
    const site = new Site();
    site.pages = [];
    site.backEnd = {};
    site.server = createServer((request, answer) => {
      site.#answer(request, answer).catch((error) => {
        answer.writeHead(500).end(String(error));
      });
    });
    site.server.listen(0, '127.0.0.1');
    await once(site.server, 'listening');
    site.url = `http://127.0.0.1:${site.server.address().port}`;
    return site;
  }

  /** The address of a page with this body. */
  page(body, head = '') {
    this.pages.push('<!doctype html><html lang="en"><head><meta charset="utf-8">'
      + `<title>Somebody else's site</title>${head}</head><body><main>`
      + `<h1>Somebody else's site</h1>${body}</main></body></html>`);
    return `${this.url}/page/${this.pages.length - 1}`;
  }

  async close() {
    this.server.closeAllConnections?.();
    this.server.close();
  }

  async #answer(request, answer) {
    const page = /^\/page\/(\d+)$/.exec(request.url);
    if (page) {
      answer.setHeader('Content-Type', 'text/html; charset=utf-8');
      answer.end(this.pages[Number(page[1])]);
    } else if (request.method === 'POST' && this.backEnd[request.url]) {
      const said = await this.backEnd[request.url](await bodyOf(request));
      answer.setHeader('Content-Type', 'application/json');
      answer.end(JSON.stringify(said));
    } else if (request.url === '/site.js') {
      answer.setHeader('Content-Type', 'text/javascript');
      answer.end(SCRIPT);
    } else {
      answer.writeHead(request.url === '/favicon.ico' ? 204 : 404).end();
    }
  }
}
