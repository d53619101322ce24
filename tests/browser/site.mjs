// Somebody else's site, on an origin of its own: pages that a test writes, and
// a back end that asks for tickets.
import { createServer } from 'node:http';
import { once } from 'node:events';

const TICKET_SCRIPT = `
document.querySelector('leadmill-jobs').ticket = async () => {
  const answer = await fetch('/ticket', { method: 'POST' });
  return (await answer.json()).ticket;
};`;

export class Site {
  static async start() {
    const site = new Site();
    site.pages = [];
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
    } else if (request.url === '/ticket' && request.method === 'POST') {
      answer.setHeader('Content-Type', 'application/json');
      answer.end(JSON.stringify({ ticket: await this.ticket() }));
    } else if (request.url === '/ticket.js') {
      answer.setHeader('Content-Type', 'text/javascript');
      answer.end(TICKET_SCRIPT);
    } else {
      answer.writeHead(request.url === '/favicon.ico' ? 204 : 404).end();
    }
  }
}
