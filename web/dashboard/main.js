// Starts the dashboard: theme, key, live feed, and the view that the address
// names.
import { api } from './api.js';
import { feed, startFeed } from './feed.js';
import { askForKey } from './key_prompt.js';
import { showLiveState } from './live_badge.js';
import { preloadViews, startRouter } from './router.js';
import { session } from './session.js';
import { startTheme } from './theme.js';

startTheme(document.getElementById('theme'));
showLiveState(document.getElementById('live'));

const signOut = document.getElementById('sign-out');
const showSignOut = () => { signOut.hidden = !session.key; };
signOut.addEventListener('click', () => {
  session.forget();
  location.reload();
});
session.addEventListener('change', showSignOut);
showSignOut();

// Once for all calls that are refused at the same time.
let asking = null;
api.onUnauthorized = (detail) => {
  asking ??= askForKey(detail).then(startFeed).finally(() => { asking = null; });
  return asking;
};
feed.addEventListener('denied', ({ detail }) => api.onUnauthorized(detail));

document.querySelector('[data-skip]').addEventListener('click', (event) => {
  event.preventDefault();
  document.getElementById('main').focus();
});

startFeed();
startRouter(document.getElementById('main'), document.getElementById('nav'));

// The other views, once this one is there and the server answers.
feed.addEventListener('state', function preload() {
  if (feed.state !== 'live' && feed.state !== 'polling') return;
  feed.removeEventListener('state', preload);
  setTimeout(preloadViews, 200);
});
