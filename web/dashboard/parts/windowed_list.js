// A table of any length of which only what is visible is in the page.
import { h, perFrame } from '../../shared/dom.js';

const OVERSCAN = 8;

/**
 * `columns`: {title, width (a CSS grid track), numeric?}; `makeRow()` returns
 * {node: row, update(item)}, where the row holds one cell per column;
 * `keyOf(item)` tells rows apart; `onEnd()` is called when the end comes near.
 */
export class WindowedList {
  constructor({ label, columns, rowHeight, keyOf, makeRow, onEnd }) {
    Object.assign(this, { rowHeight, keyOf, makeRow, onEnd });
    this.items = [];
    this.rows = new Map();
    const tracks = columns.map((column) => column.width).join(' ');
    this.head = h('div', { class: 'vt-head', role: 'row' },
      columns.map((column) => h('span', { role: 'columnheader',
        class: column.numeric && 'num' }, column.title)));
    this.body = h('div', { class: 'vt-body', role: 'rowgroup' });
    this.table = h('div', { class: 'vt-table', role: 'table',
      'aria-label': label },
    h('div', { role: 'rowgroup', class: 'vt-top' }, this.head), this.body);
    this.node = h('div', { class: 'vt', tabindex: '0', role: 'region',
      'aria-label': `${label}, scrollable`, onkeydown: (e) => this.#key(e),
      style: { '--tracks': tracks, '--row-height': `${rowHeight}px` } },
    this.table);
    this.refresh = perFrame(() => this.#render());
    this.node.addEventListener('scroll', this.refresh, { passive: true });
    this.sizes = new ResizeObserver(this.refresh);
    this.sizes.observe(this.node);
  }

  /** Shows these; the array is not copied. */
  set(items) {
    this.items = items;
    this.refresh();
  }

  destroy() {
    this.sizes.disconnect();
    this.refresh.cancel();
  }

  #range() {
    const top = Math.max(0, this.node.scrollTop - this.head.offsetHeight);
    const first = Math.floor(top / this.rowHeight) - OVERSCAN;
    const seen = Math.ceil(this.node.clientHeight / this.rowHeight);
    const last = first + seen + 2 * OVERSCAN;
    return [Math.max(0, first), Math.min(this.items.length, last)];
  }

  #render() {
    if (!this.node.isConnected) return;
    const [first, last] = this.#range();
    this.table.setAttribute('aria-rowcount', String(this.items.length + 1));
    this.body.style.setProperty('block-size',
      `${this.items.length * this.rowHeight}px`);
    const wanted = new Set();
    for (let i = first; i < last; i += 1) wanted.add(this.keyOf(this.items[i]));
    for (const [key, row] of this.rows) {
      if (!wanted.has(key) && !row.node.contains(document.activeElement)) {
        row.node.remove();
        this.rows.delete(key);
      }
    }
    let before = null;
    for (let i = last - 1; i >= first; i -= 1) {
      before = this.#place(this.items[i], i, before);
    }
    if (this.items.length - last < 100) this.onEnd?.();
  }

  // Keeps the order of the page that of the table, for screen readers and Tab.
  #place(item, index, before) {
    const key = this.keyOf(item);
    let row = this.rows.get(key);
    if (!row) {
      row = this.makeRow();
      row.node.classList.add('vt-row');
      this.rows.set(key, row);
    }
    row.update(item);
    row.index = index;
    row.node.setAttribute('aria-rowindex', String(index + 2));
    row.node.style.setProperty('transform',
      `translateY(${index * this.rowHeight}px)`);
    if (row.node.nextSibling !== before || !row.node.isConnected) {
      this.body.insertBefore(row.node, before);
    }
    return row.node;
  }

  // Arrow keys go from row to row, Home and End to the ends.
  #key(event) {
    const row = event.target.closest?.('.vt-row');
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!row || !step) return;
    const at = Number(row.getAttribute('aria-rowindex')) - 2 + step;
    if (at < 0 || at >= this.items.length) return;
    event.preventDefault();
    this.#reveal(at);
    this.#render();
    const next = this.rows.get(this.keyOf(this.items[at]));
    next?.node.querySelector('a, button')?.focus({ preventScroll: true });
  }

  #reveal(index) {
    const head = this.head.offsetHeight;
    const top = index * this.rowHeight;
    const view = this.node.clientHeight - head;
    if (top < this.node.scrollTop) this.node.scrollTop = top;
    else if (top + this.rowHeight > this.node.scrollTop + view) {
      this.node.scrollTop = top + this.rowHeight - view;
    }
  }
}
