// Two elements for anybody's page, from any origin:
//
//   <script type="module" src="http://HOST/leadmill-jobs.js"></script>
//   <leadmill-jobs></leadmill-jobs>
//   <leadmill-background>Enrich in the background</leadmill-background>
//
// Attributes of both: `server` (where this file came from, if absent).
// Properties of both: `ticket`, an async function that asks the page's own back
// end for a ticket, and `headers`, one that gives headers for calls, for pages
// that may hold a key. See element/jobs.js and element/background.js.
import { BackgroundButton } from './element/background.js';
import { JobsElement } from './element/jobs.js';

const define = (name, element) => {
  if (!customElements.get(name)) customElements.define(name, element);
};
define('leadmill-jobs', JobsElement);
define('leadmill-background', BackgroundButton);

export { BackgroundButton, JobsElement };
export { LiveFeed } from './live.js';
