// Says plainly whether what is on the page is live.
import { h, refill } from '../shared/dom.js';
import { feed } from './feed.js';

const WORDS = {
  live: ['Live', 'Changes show as they happen.'],
  connecting: ['Connecting…', 'What you see may be out of date.'],
  'catching-up': ['Catching up…', 'Reads what happened meanwhile.'],
  polling: ['Every 3 seconds', 'The live feed does not pass; asks instead.'],
  offline: ['No connection', 'What you see is from before. Tries again.'],
  denied: ['Not allowed', 'The server refuses the live feed.'],
};

/** Keeps `node` true to the feed's state. */
export function showLiveState(node) {
  const show = () => {
    const { state } = feed;
    if (node.dataset.state === state && node.firstChild) return;
    const [word, detail] = WORDS[state];
    node.dataset.state = state;
    const canRetry = state === 'offline' || state === 'denied';
    refill(node,
      h('span', { class: 'live-dot', 'aria-hidden': 'true' }),
      h('span', { role: 'status', title: detail }, word),
      canRetry && h('button', {
        type: 'button', class: 'link', onclick: () => feed.live.retry(),
      }, 'Try now'));
  };
  feed.addEventListener('state', show);
  show();
}
