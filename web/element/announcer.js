// Tells a screen reader what happened, without chatter: ends of jobs only, all
// of a few seconds in one sentence, and never progress.
import { h } from '../shared/dom.js';
import { formatNumber } from '../shared/format.js';
import { titleOf } from '../shared/job.js';

const QUIET_MS = 3000;
const ONE_BY_ONE = 2;
const SPOKEN = new Set(['completed', 'failed', 'cancelled']);

export class Announcer {
  constructor() {
    this.node = h('div', { role: 'status', 'aria-live': 'polite',
      class: 'unseen' });
    this.waiting = [];
  }

  say(news, job) {
    if (!SPOKEN.has(news)) return;
    this.waiting.push({ news, title: titleOf(job), error: job.error });
    this.timer ??= setTimeout(() => this.#speak(), QUIET_MS);
  }

  stop() {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.waiting = [];
  }

  #speak() {
    this.node.textContent = sentenceOf(this.waiting);
    this.timer = undefined;
    this.waiting = [];
  }
}

/** "Ohio dentists completed." or "12 jobs completed, 1 failed." */
export function sentenceOf(items) {
  if (items.length <= ONE_BY_ONE) {
    return items.map(({ news, title, error }) => `${title} ${news}`
      + (news === 'failed' && error ? `: ${error}` : '.')).join(' ');
  }
  const counts = ['completed', 'failed', 'cancelled']
    .map((news) => [items.filter((item) => item.news === news).length, news])
    .filter(([count]) => count > 0)
    .map(([count, news]) => `${formatNumber(count)} ${news}`);
  return `Jobs: ${counts.join(', ')}.`;
}
