// <leadmill-jobs>: the jobs of a server in somebody else's sidebar, live.
//
// Attributes
//   server    origin of the server; by default where this file came from
//   type      only `enrichment` or only `scraping`
//   keep      minutes for which ended jobs stay (default 15)
//   max       at most so many jobs are shown (default 50)
//   heading   its heading (default "Background jobs")
//   theme     `light` or `dark`; by default the page's own color-scheme
//   readonly  no buttons to cancel and retry
// Properties
//   ticket    async () => text, see live.js; must be set before it is connected,
//             or reconnects when it is set later
//   headers   () => object: headers for calls
//   act       async (action, jobId) => any: does 'cancel' or 'retry' instead of
//             a call from the browser, through the page's own back end
//   jobs      the newest state of all known jobs, an array
// Events (bubbling, with `detail.job`)
//   leadmill-job-started, -completed, -failed, -cancelled, -removed, and
//   leadmill-state with `detail.state`
// Style
//   variables --leadmill-accent, -background, -surface, -text, -muted, -line,
//   -good, -warn, -bad, -font, -radius; parts: heading, count, state, list,
//   job, title, status, bar, fill, figures, note, error, button, empty
import { LiveFeed, hasEnded } from '../live.js';
import { h, perFrame, setText } from '../shared/dom.js';
import { formatCount } from '../shared/format.js';
import { Rates } from '../shared/rate.js';
import { Announcer } from './announcer.js';
import { JobCard } from './card.js';
import { JobEvents } from './job_events.js';
import { steer } from './steer.js';
import { jobsSheet, sheetOf } from './styles.js';

const HOME = new URL('..', import.meta.url).href;
const STATE_WORDS = {
  live: 'Live', connecting: 'Connecting…', 'catching-up': 'Catching up…',
  polling: 'Every 3 seconds', offline: 'No connection; what you see may be old',
  denied: 'Not allowed to see jobs',
};

export class JobsElement extends HTMLElement {
  static observedAttributes = ['server', 'type', 'keep', 'max', 'heading',
    'readonly'];

  #ticket;
  #feed = null;
  #cards = new Map();
  #rates = new Rates();
  #events = new JobEvents();
  #announcer = new Announcer();
  #draw = perFrame(() => this.#render());

  constructor() {
    super();
    const root = this.attachShadow({ mode: 'open' });
    root.adoptedStyleSheets = [sheetOf(jobsSheet)];
    // React sets a property only where there is one; what was set before the
    // element was known stays.
    this.headers ??= undefined;
    this.act ??= undefined;
    this.#build(root);
  }

  get ticket() {
    return this.#ticket;
  }

  set ticket(value) {
    this.#ticket = value;
    if (this.#feed) this.#reconnect();
  }

  get server() {
    return this.getAttribute('server') || HOME;
  }

  get jobs() {
    return this.#feed ? [...this.#feed.jobs.values()] : [];
  }

  /** connecting, live, catching-up, polling, offline or denied */
  get state() {
    return this.#feed?.state ?? 'connecting';
  }

  connectedCallback() {
    // A property that was set before the element was known.
    if (Object.hasOwn(this, 'ticket')) {
      const value = this.ticket;
      delete this.ticket;
      this.ticket = value;
    }
    this.#connect();
    this.clock = setInterval(this.#draw, 1000);
  }

  disconnectedCallback() {
    clearInterval(this.clock);
    this.#draw.cancel();
    this.#announcer.stop();
    this.#feed?.stop();
    this.#feed = null;
  }

  attributeChangedCallback(name) {
    if (!this.#feed) return;
    if (name === 'server' || name === 'type') this.#reconnect();
    else this.#draw();
  }

  #build(root) {
    this.heading = h('h2', { part: 'heading', id: 'heading' });
    this.count = h('span', { part: 'count', class: 'count' });
    this.stateNode = h('p', { part: 'state', class: 'state' });
    this.again = h('button', { part: 'button', type: 'button', hidden: true,
      onclick: () => this.#feed?.retry() }, 'Try now');
    this.list = h('ul', { part: 'list', 'aria-labelledby': 'heading' });
    this.nothing = h('p', { part: 'empty', class: 'empty', hidden: true },
      'No job at the moment.');
    root.append(h('section', { 'aria-labelledby': 'heading' },
      h('header', {}, this.heading, this.count),
      h('div', { class: 'state-line' }, this.stateNode, this.again),
      this.list, this.nothing, this.#announcer.node));
  }

  #reconnect() {
    this.#feed?.stop();
    this.#events = new JobEvents();
    this.#connect();
  }

  #connect() {
    const feed = new LiveFeed({
      server: this.server, jobType: this.getAttribute('type') || undefined,
      ticket: this.#ticket, headers: () => this.headers?.() ?? {},
    });
    this.#feed = feed;
    feed.addEventListener('change', ({ detail }) => this.#changed(detail));
    feed.addEventListener('state', () => {
      this.#events.live = feed.state === 'live' || feed.state === 'polling';
      this.#emit('leadmill-state', { state: feed.state });
      this.#draw();
    });
    feed.start();
    this.#draw();
  }

  #changed({ jobs, removed, forgotten }) {
    for (const job of jobs) {
      this.#rates.note(job);
      const name = this.#events.of(job);
      if (!name) continue;
      this.#announcer.say(name, job);
      this.#emit(`leadmill-job-${name}`, { job });
    }
    for (const jobId of removed) {
      this.#rates.forget(jobId);
      this.#events.forget(jobId);
      this.#emit('leadmill-job-removed', { job: { jobId } });
    }
    for (const jobId of forgotten) this.#rates.forget(jobId);
    this.#draw();
  }

  #emit(name, detail) {
    this.dispatchEvent(new CustomEvent(name,
      { detail, bubbles: true, composed: true }));
  }

  #number(name, otherwise) {
    const value = Number.parseFloat(this.getAttribute(name) ?? '');
    return value >= 0 ? value : otherwise;
  }

  // Open jobs first, then what ended lately; each the newest first.
  #shown(now) {
    const kept = this.#number('keep', 15) * 60000;
    const open = [];
    const ended = [];
    for (const job of this.jobs) {
      if (!hasEnded(job)) open.push(job);
      else if (now - Date.parse(job.completedAt ?? 0) < kept) ended.push(job);
    }
    open.sort((a, b) => rank(a) - rank(b)
      || b.createdAt.localeCompare(a.createdAt));
    ended.sort((a, b) => b.completedAt.localeCompare(a.completedAt));
    return { open, all: [...open, ...ended] };
  }

  #render() {
    const now = Date.now();
    const { open, all } = this.#shown(now);
    const shown = all.slice(0, this.#number('max', 50));
    setText(this.heading, this.getAttribute('heading') || 'Background jobs');
    setText(this.count, open.length ? formatCount(open.length, 'active', 'active') : '');
    this.stateNode.dataset.state = this.state;
    setText(this.stateNode, STATE_WORDS[this.state]);
    this.again.hidden = this.state !== 'offline' && this.state !== 'denied';
    this.nothing.hidden = shown.length > 0 || this.state === 'connecting';
    this.#renderCards(shown, now);
  }

  #renderCards(shown, now) {
    const wanted = new Set(shown.map((job) => job.jobId));
    for (const [id, card] of this.#cards) {
      if (wanted.has(id)) continue;
      card.node.remove();
      this.#cards.delete(id);
    }
    const readonly = this.hasAttribute('readonly');
    let at = this.list.firstElementChild;
    for (const job of shown) {
      let card = this.#cards.get(job.jobId);
      if (!card) {
        card = new JobCard((action) => this.#steer(action, job.jobId));
        this.#cards.set(job.jobId, card);
      }
      card.update(job, this.#rates, { now, readonly });
      if (card.node === at) at = at.nextElementSibling;
      else this.list.insertBefore(card.node, at);
    }
  }

  async #steer(action, jobId) {
    const card = this.#cards.get(jobId);
    card?.busy(true);
    try {
      if (this.act) await this.act(action, jobId);
      else await steer(this.server, action, jobId, this.headers?.() ?? {});
      card?.fail('');
    } catch (error) {
      card?.fail(error.message);
    }
    card?.busy(false);
  }
}

const rank = (job) => (job.status === 'running' ? 0 : 1);
