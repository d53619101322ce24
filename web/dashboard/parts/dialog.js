// Modal dialogs on the browser's own <dialog>: focus stays inside, Escape
// closes, and the focus goes back to where it was.
import { h } from '../../shared/dom.js';

/** Opens a dialog; the returned function closes it. */
export function openDialog(title, content, { wide = false, onclose } = {}) {
  const close = () => dialog.close();
  const dialog = h('dialog', {
    class: wide ? 'dialog wide' : 'dialog', 'aria-labelledby': 'dialog-title',
    onclose: () => {
      dialog.remove();
      onclose?.();
    },
    onclick: (event) => {
      if (event.target === dialog) close();
    },
  }, h('div', { class: 'dialog-body' },
    h('header', {}, h('h2', { id: 'dialog-title' }, title),
      h('button', { type: 'button', class: 'quiet', 'aria-label': 'Close',
        onclick: close }, '×')),
    content));
  document.body.append(dialog);
  dialog.showModal();
  return close;
}

/** Asks before something is done; resolves to yes or no. */
export function confirm(title, text, action, { danger = false } = {}) {
  return new Promise((resolve) => {
    let answer = false;
    const close = openDialog(title, h('div', {}, h('p', {}, text),
      h('div', { class: 'actions' },
        h('button', { type: 'button', onclick: () => close() }, 'Leave it'),
        h('button', {
          type: 'button', class: danger ? 'danger' : 'primary',
          onclick: () => {
            answer = true;
            close();
          },
        }, action))), { onclose: () => resolve(answer) });
  });
}
