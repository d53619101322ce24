// Small pieces that several views show.
import { h, setText } from '../../shared/dom.js';
import { formatNumber } from '../../shared/format.js';
import { phaseWord, progressWords, toneOf } from '../../shared/job.js';

/** A word with a colored dot; `update(job)` brings it up to date. */
export function phaseBadge() {
  const node = h('span', { class: 'badge' });
  const update = (job) => {
    node.dataset.tone = toneOf(job);
    setText(node, phaseWord(job));
  };
  return { node, update };
}

/** A bar with figures beside it. */
export function progressBar(label) {
  const fillNode = h('span', { class: 'bar-fill' });
  const bar = h('span', { class: 'bar', role: 'progressbar',
    'aria-label': label, 'aria-valuemin': '0', 'aria-valuemax': '100' },
  fillNode);
  const figures = h('span', { class: 'figures' });
  const update = (job) => {
    const percent = job.progress.percentage;
    bar.setAttribute('aria-valuenow', String(percent));
    bar.dataset.tone = toneOf(job);
    fillNode.style.setProperty('inline-size', `${percent}%`);
    setText(figures, progressWords(job));
  };
  return { node: h('span', { class: 'progress' }, bar, figures), bar, update };
}

/** A figure with its name; `set(text, note)` changes it. */
export function tile(label, href) {
  const value = h('span', { class: 'tile-value' }, '–');
  const note = h('span', { class: 'tile-note' });
  const node = h(href ? 'a' : 'div', { class: 'tile', href },
    h('span', { class: 'tile-label' }, label), value, note);
  const set = (text, small = '', tone = '') => {
    setText(value, typeof text === 'number' ? formatNumber(text) : text);
    setText(note, small);
    value.dataset.tone = tone;
  };
  return { node, set };
}

/** The head of a view. */
export const viewHead = (title, lead, ...actions) =>
  h('header', { class: 'view-head' },
    h('div', {}, h('h1', {}, title), lead && h('p', { class: 'lead' }, lead)),
    actions.length > 0 && h('div', { class: 'actions' }, actions));

/** A framed part of a view. */
export const panel = (title, ...content) =>
  h('section', { class: 'panel' }, title && h('h2', {}, title), content);

export const empty = (text, ...more) =>
  h('div', { class: 'empty' }, h('p', {}, text), more);

/** A label with its field below. `id` ties them. */
export const field = (id, label, control, help) =>
  h('div', { class: 'field' }, h('label', { for: id }, label), control,
    help && h('p', { class: 'help' }, help));

/** A select of [value, text] pairs. */
export const select = (attributes, options, chosen = '') =>
  h('select', attributes, options.map(([value, text]) =>
    h('option', { value, selected: value === chosen }, text)));
