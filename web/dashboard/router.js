// Which view the address names: `#/jobs?status=failed`, `#/job/ID`. Links and
// the back button work as everywhere.
import { h, refill } from '../shared/dom.js';

// [path, name, title, how to load it]; each module exports `view(context)`.
const ROUTES = [
  ['', 'overview', 'Overview', () => import('./views/overview.js')],
  ['jobs', 'jobs', 'Jobs', () => import('./views/jobs.js')],
  ['job', 'jobs', 'Job', () => import('./views/job.js')],
  ['start', 'start', 'Start a job', () => import('./views/start.js')],
  ['providers', 'providers', 'Providers and sources',
    () => import('./views/providers.js')],
  ['deliveries', 'deliveries', 'Deliveries',
    () => import('./views/deliveries.js')],
  ['schedules', 'schedules', 'Schedules',
    () => import('./views/schedules.js')],
  ['cleanup', 'cleanup', 'Cleanup', () => import('./views/cleanup.js')],
  ['check', 'check', 'Configuration', () => import('./views/check.js')],
];

/** `{path, rest, params}` of a hash. */
export function parseHash(hash) {
  const [path, query] = hash.replace(/^#?\/?/, '').split('?');
  const [head, ...rest] = path.split('/').map((part) => decode(part));
  return { path: head, rest, params: new URLSearchParams(query ?? '') };
}

function decode(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** The address of a view with parameters; those that are empty are left out. */
export function hashOf(path, params = {}) {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(params)) {
    if (value) query.set(name, value);
  }
  return `#/${path}${query.size ? `?${query}` : ''}`;
}

export const go = (hash) => { location.hash = hash; };

/** Loads what other views need, so that they come at once when asked for. */
export function preloadViews() {
  for (const [, , , load] of ROUTES) load().catch(() => {});
}

/** Shows views in `main` and marks the current one in `nav`. */
export function startRouter(main, nav) {
  let current = null;
  let first = true;
  const show = async () => {
    const address = parseHash(location.hash);
    const route = ROUTES.find(([path]) => path === address.path);
    // The same view with other parameters takes them itself.
    if (current?.route === route && current?.keep?.(address)) return;
    current?.leaving.abort();
    const leaving = new AbortController();
    current = { route, leaving };
    mark(nav, route?.[1]);
    document.title = `${route ? route[2] : 'Not found'} – Leadmill`;
    const node = route ? await load(route, address, leaving.signal, current)
      : missing();
    if (leaving.signal.aborted) return;
    refill(main, node);
    if (!first) focusTitle(main);
    first = false;
  };
  window.addEventListener('hashchange', show);
  show();
}

async function load(route, address, signal, current) {
  try {
    const { view } = await route[3]();
    const shown = view({ ...address, signal });
    current.keep = shown.keep;
    return shown.node;
  } catch (error) {
    return h('div', { class: 'empty' }, h('h1', {}, route[2]),
      h('p', {}, `This view could not be shown: ${error.message}`));
  }
}

const missing = () => h('div', { class: 'empty' },
  h('h1', {}, 'There is no such page'),
  h('p', {}, h('a', { href: '#/' }, 'Go to the overview')));

function mark(nav, name) {
  for (const link of nav.querySelectorAll('a')) {
    if (link.dataset.view === name) link.setAttribute('aria-current', 'page');
    else link.removeAttribute('aria-current');
  }
}

// So that a screen reader says where it is, and Tab goes on from there.
function focusTitle(main) {
  window.scrollTo(0, 0);
  const title = main.querySelector('h1');
  if (!title) return;
  title.tabIndex = -1;
  title.focus({ preventScroll: true });
}
