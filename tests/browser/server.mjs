// The real binary for the browser tests: a server in a directory of its own,
// on a free port, that can be killed and started again there; and the upstream
// that plays providers and sources.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const BINARY = process.env.LEADMILL ?? 'build/release/leadmill';
const UPSTREAM = process.env.LEADMILL_UPSTREAM
  ?? 'build/release/tests/support/upstream_server';

const children = new Set();
process.on('exit', () => {
  for (const child of children) child.kill('SIGKILL');
});

// This process's environment without any setting of Leadmill.
function cleanEnvironment(extra) {
  const names = /^(LEADMILL|INNGEST|NEXT_PUBLIC)_/;
  const kept = Object.entries(process.env)
    .filter(([name]) => !names.test(name));
  return { ...Object.fromEntries(kept), ...extra };
}

async function firstLine(child, pattern) {
  for await (const line of createInterface({ input: child.stdout })) {
    const found = pattern.exec(line);
    if (found) return found;
  }
  throw new Error(`it ended before it listened:\n${child.said}`);
}

// None outlives this process, however that ends.
function start(program, args, options = {}) {
  const child = spawn('setpriv', ['--pdeathsig', 'KILL', program, ...args],
    { stdio: ['pipe', 'pipe', 'pipe'], ...options });
  children.add(child);
  child.said = '';
  child.stderr.on('data', (data) => { child.said += data; });
  child.gone = once(child, 'exit').then(() => children.delete(child));
  return child;
}

/** `leadmill serve`; `config` is TOML, `env` its variables. */
export class Server {
  static async start({ config = '', env = {}, args = [] } = {}) {
    const server = new Server();
    server.directory = mkdtempSync(join(tmpdir(), 'leadmill-browser-'));
    writeFileSync(join(server.directory, 'leadmill.toml'), config);
    Object.assign(server, { env, args, port: 0 });
    await server.#run();
    return server;
  }

  get url() {
    return `http://127.0.0.1:${this.port}`;
  }

  async #run() {
    this.child = start(BINARY, ['serve', '--config',
      join(this.directory, 'leadmill.toml'), '--data',
      join(this.directory, 'data'), '--listen', `127.0.0.1:${this.port}`,
      ...this.args], { env: cleanEnvironment(this.env) });
    const found = await firstLine(this.child,
      /listens on http:\/\/127\.0\.0\.1:(\d+)/);
    this.port = Number(found[1]);
  }

  /** kill -9. */
  async kill() {
    this.child.kill('SIGKILL');
    await this.child.gone;
  }

  /** Starts again on the same port and data. */
  async again() {
    await this.#run();
  }

  async close() {
    if (children.has(this.child)) await this.kill();
    rmSync(this.directory, { recursive: true, force: true });
  }

  /** A call that must succeed: the JSON of its answer. */
  async call(method, path, body, headers = {}) {
    const isText = typeof body === 'string';
    const answer = await fetch(this.url + path, { method,
      headers: { 'Content-Type': isText ? 'text/csv' : 'application/json',
        ...headers },
      body: body === undefined || isText ? body : JSON.stringify(body) });
    const said = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path}: ${said}`);
    return JSON.parse(said);
  }

  /** Starts an enrichment of a CSV: its id. */
  async enrich(csv, { metadata = {}, options = {} } = {}, headers = {}) {
    const query = new URLSearchParams({ metadata: JSON.stringify(metadata),
      options: JSON.stringify(options) });
    return (await this.call('POST', `/api/jobs/enrich?${query}`, csv,
      headers)).jobId;
  }

  async job(jobId) {
    return (await this.call('GET', `/api/jobs/status?jobId=${jobId}`)).job;
  }
}

/** What plays everything outside; see tests/support/upstream_server.cpp. */
export class Upstream {
  static async start(...args) {
    const upstream = new Upstream();
    upstream.child = start(UPSTREAM, args);
    [upstream.url] = await firstLine(upstream.child, /^http:\S+/);
    return upstream;
  }

  async script(path, how) {
    await fetch(`${this.url}/_script`, { method: 'POST',
      body: JSON.stringify({ path, times: 0, ...how }) });
  }

  async close() {
    this.child.kill('SIGKILL');
    await this.child.gone;
  }

  /** A provider that answers slowly enough to look at. */
  slowLookup({ rate = 20, concurrency = 4 } = {}) {
    return `[provider.lines]
step = "line_type"
rate = ${rate}
burst = 1
concurrency = ${concurrency}
cost_per_1000 = 5
needs = ["phone"]
url = "${this.url}/v2/number_lookup/{phone}"
query = { type = "carrier" }
[provider.lines.gives]
lineType = "/data/portability/line_type"
carrier = "/data/carrier/name"
`;
  }

  /** A source without pauses. */
  source() {
    return `[source.people]
method = "POST"
url = "${this.url}/api/linkedin-sales-navigator"
params = "body"
body = '{"start": {start}, "count": {count}}'
rows = "/data/response/data"
more = "/pagination/hasMore"
pause_seconds = 0
`;
  }
}

const PEOPLE = ['Ada Nelson', 'Carlos Gonzalez', 'Dana Okafor', 'Elif Tanaka',
  'Grace Kowalski', 'Hugo Silva', 'Ines Miller', 'Jonas Brown'];

// Each has a hundred numbers that belong to nobody.
const AREAS = [201, 202, 203, 205, 206, 207, 208, 209, 210, 212, 213, 214, 215,
  216, 217, 218, 219, 224, 225, 228, 229, 231, 234, 239, 240, 248, 251, 252,
  253, 254, 256, 260, 262, 267, 269, 270, 276, 281, 301, 302, 303, 304, 305,
  307, 308, 309, 310, 312, 313, 314, 315, 316, 317, 318, 319, 320, 321, 323,
  325, 330];

function phoneOf(index) {
  const area = AREAS[Math.floor(index / 100) % AREAS.length];
  return `+1${area}555${String(100 + (index % 100)).padStart(4, '0')}`;
}

/**
 * A CSV of people who do not exist. The first 6,000 have a phone of their own;
 * what was looked up once is remembered, so other rows are other people.
 */
export function peopleCsv(count, first = 0) {
  const lines = ['Full Name,Email,Phone,City,State,Company,Age'];
  for (let i = first; i < first + count; i += 1) {
    const name = PEOPLE[i % PEOPLE.length];
    lines.push(`${name} ${i},lead${i}@example.com,${phoneOf(i)},Chicago,IL,`
      + `Example ${i} Inc.,${25 + (i % 40)}`);
  }
  return `${lines.join('\n')}\n`;
}
