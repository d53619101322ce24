// <leadmill-background>: a button that enriches, in the background, a table
// that the page hands it.
//
//   <leadmill-background name="Spring list">Enrich</leadmill-background>
//   button.rows = [{ Name: 'Ada Example', Email: 'ada@example.com' }, …];
//
// Attributes
//   server  as of <leadmill-jobs>;  name: what the job is called
// Properties
//   rows      array of {column: value}, or a function that returns it (or a
//             promise of it) when the button is pressed
//   headers   array of column names and their order; by default those of the
//             first rows
//   options, metadata   of the job, see the server's /openapi.json
//   start     async (request) => {jobId}: starts the job through the page's own
//             back end, so that no key reaches the browser
//   callHeaders   () => object: headers for the call, where `start` is not set
// Events
//   leadmill-job-submitted with detail {jobId, rows}; leadmill-job-refused with
//   detail {error}
// Style: parts button and message; the variables of <leadmill-jobs>
import { h, setText } from '../shared/dom.js';
import { formatCount } from '../shared/format.js';
import { columnsOf } from './columns_of.js';
import { post } from './steer.js';
import { buttonSheet, sheetOf } from './styles.js';

const HOME = new URL('..', import.meta.url).href;
const DONE_MS = 4000;
const PROPERTIES = ['rows', 'headers', 'options', 'metadata', 'start',
  'callHeaders'];

export class BackgroundButton extends HTMLElement {
  static observedAttributes = ['disabled'];

  constructor() {
    super();
    const root = this.attachShadow({ mode: 'open', delegatesFocus: true });
    root.adoptedStyleSheets = [sheetOf(buttonSheet)];
    // React sets a property only where there is one; what was set before the
    // element was known stays.
    for (const name of PROPERTIES) this[name] ??= undefined;
    this.button = h('button', { part: 'button', type: 'button',
      onclick: () => this.submit() }, h('slot', {}, 'Background'));
    this.message = h('span', { part: 'message', role: 'status',
      class: 'message' });
    root.append(this.button, this.message);
  }

  attributeChangedCallback() {
    this.button.disabled = this.hasAttribute('disabled');
  }

  disconnectedCallback() {
    clearTimeout(this.timer);
  }

  /** Starts the job; resolves to its id, or undefined when it was refused. */
  async submit() {
    if (this.busy || this.hasAttribute('disabled')) return undefined;
    this.#say('Starting…', '');
    this.#setBusy(true);
    try {
      const rows = typeof this.rows === 'function' ? await this.rows()
        : this.rows;
      const request = this.#request(rows);
      const { jobId } = await this.#start(request);
      this.#say(`${formatCount(rows.length, 'lead')} in the background.`,
        'good');
      this.#emit('leadmill-job-submitted', { jobId, rows: rows.length });
      return jobId;
    } catch (error) {
      this.#say(error.message, 'bad');
      this.#emit('leadmill-job-refused', { error: error.message });
      return undefined;
    } finally {
      this.#setBusy(false);
    }
  }

  #request(rows) {
    if (!Array.isArray(rows) || !rows.length) {
      throw new Error('There is no row to enrich.');
    }
    const headers = this.headers ?? columnsOf(rows);
    const name = this.getAttribute('name');
    return {
      parsedData: { headers, rows, rowCount: rows.length,
        columnCount: headers.length },
      metadata: { ...(name ? { name } : {}), ...this.metadata },
      ...(this.options ? { options: this.options } : {}),
    };
  }

  #start(request) {
    if (this.start) return this.start(request);
    return post(this.getAttribute('server') || HOME, '/api/jobs/enrich',
      request, this.callHeaders?.() ?? {});
  }

  #setBusy(is) {
    this.busy = is;
    this.button.setAttribute('aria-disabled', String(is));
  }

  // Good news goes away by itself; an error stays until the next try.
  #say(text, tone) {
    clearTimeout(this.timer);
    setText(this.message, text);
    this.message.dataset.tone = tone;
    if (tone === 'good') {
      this.timer = setTimeout(() => setText(this.message, ''), DONE_MS);
    }
  }

  #emit(name, detail) {
    this.dispatchEvent(new CustomEvent(name,
      { detail, bubbles: true, composed: true }));
  }
}
