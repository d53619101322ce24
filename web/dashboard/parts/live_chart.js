// Leads per second over the last minutes as an area chart, drawn once a second.
import { h, setText, svg } from '../../shared/dom.js';

const SECONDS = 180;
const WIDTH = 720;
const HEIGHT = 120;

/** Counts what is added and draws it; `stop()` ends the drawing. */
export class LiveChart {
  constructor(label) {
    this.points = new Array(SECONDS).fill(0);
    this.added = 0;
    this.area = svg('path', { class: 'chart-area' });
    this.line = svg('path', { class: 'chart-line' });
    this.top = h('span', { class: 'chart-top' });
    this.picture = svg('svg', { viewBox: `0 0 ${WIDTH} ${HEIGHT}`,
      preserveAspectRatio: 'none', role: 'img', 'aria-label': label },
    svg('line', { class: 'chart-base', x1: 0, x2: WIDTH, y1: HEIGHT - 1,
      y2: HEIGHT - 1 }), this.area, this.line);
    this.node = h('figure', { class: 'chart' }, this.picture, this.top,
      h('figcaption', {}, h('span', {}, '3 minutes ago'),
        h('span', {}, 'now')));
    this.timer = setInterval(() => this.#tick(), 1000);
    this.#draw();
  }

  add(count) {
    this.added += count;
  }

  /** The mean over the last seconds. */
  perSecond(seconds = 5) {
    const last = this.points.slice(-seconds);
    return last.reduce((sum, value) => sum + value, 0) / seconds;
  }

  stop() {
    clearInterval(this.timer);
  }

  #tick() {
    this.points.push(this.added);
    this.points.shift();
    this.added = 0;
    this.#draw();
    this.ontick?.();
  }

  #draw() {
    const most = Math.max(...this.points, 1);
    const y = (value) => HEIGHT - 2 - (value / most) * (HEIGHT - 12);
    const x = (index) => (index / (SECONDS - 1)) * WIDTH;
    const path = this.points
      .map((value, index) => `${x(index).toFixed(1)},${y(value).toFixed(1)}`)
      .join('L');
    this.line.setAttribute('d', `M${path}`);
    this.area.setAttribute('d', `M0,${HEIGHT}L${path}L${WIDTH},${HEIGHT}Z`);
    const peak = Math.max(...this.points);
    setText(this.top, peak ? `peak ${peak.toLocaleString('en-US')}/s` : '');
  }
}
