// Short messages at the edge of the page, which a screen reader speaks too.
import { h } from '../../shared/dom.js';

const SHOWN_MS = 6000;

/** Shows a sentence for a while; `tone`: 'good' or 'bad'. */
export function notify(text, tone = 'good') {
  const box = document.getElementById('notices');
  const node = h('div', { class: 'notice', 'data-tone': tone },
    h('span', {}, text),
    h('button', { type: 'button', class: 'quiet', 'aria-label': 'Dismiss',
      onclick: () => node.remove() }, '×'));
  box.append(node);
  while (box.children.length > 4) box.firstChild.remove();
  setTimeout(() => node.remove(), SHOWN_MS);
}

/** Says what went wrong with something that the user asked for. */
export const notifyError = (error) => notify(error.message, 'bad');
