// Asks for the event key.
import { h } from '../shared/dom.js';
import { session } from './session.js';

/** Resolves once a key was entered. `detail`: why the last one was refused. */
export function askForKey(detail = '') {
  return new Promise((resolve) => {
    const input = h('input', {
      type: 'password', id: 'key-input', autocomplete: 'off', required: true,
      spellcheck: 'false', 'aria-describedby': 'key-help',
    });
    const form = h('form', { method: 'dialog' },
      h('h2', { id: 'key-title' }, 'This server asks for a key'),
      h('p', { id: 'key-help' }, detail
        || 'It is the event key (LEADMILL_EVENT_KEY) of the server. It is kept '
        + 'in this tab until you close it.'),
      h('label', { for: 'key-input' }, 'Event key'), input,
      h('div', { class: 'actions' },
        h('button', { type: 'submit', class: 'primary' }, 'Use this key')));
    const dialog = h('dialog', {
      class: 'dialog', 'aria-labelledby': 'key-title',
      oncancel: (event) => event.preventDefault(),
    }, form);
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      if (!input.value.trim()) return;
      session.key = input.value.trim();
      dialog.close();
      dialog.remove();
      resolve();
    });
    document.body.append(dialog);
    dialog.showModal();
    input.focus();
  });
}
