// A bar chart in plain elements: a name, a bar, a figure for each.
import { h } from '../../shared/dom.js';
import { formatNumber } from '../../shared/format.js';

/** `items`: {name, count, tone?}; the longest bar is the largest count. */
export function barList(label, items, format = formatNumber) {
  const most = Math.max(...items.map((item) => item.count), 1);
  return h('ul', { class: 'bars', 'aria-label': label }, items.map((item) =>
    h('li', {}, h('span', { class: 'bars-name', title: item.name }, item.name),
      h('span', { class: 'bars-track', 'aria-hidden': 'true' },
        item.count > 0 && h('span', { class: 'bars-fill', 'data-tone': item.tone ?? 'active',
          style: { 'inline-size': `${(item.count / most) * 100}%` } })),
      h('span', { class: 'bars-count' }, format(item.count)))));
}
