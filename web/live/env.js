// What the live client takes from the browser, in one object, so that a test
// can hand in a clock, sockets and tabs of its own. A part that a browser
// lacks, or has only on secure pages, is undefined.

/** The browser's own parts. */
export function browserEnv() {
  const scope = globalThis;
  return {
    WebSocket: scope.WebSocket,
    EventSource: scope.EventSource,
    fetch: scope.fetch && ((...args) => scope.fetch(...args)),
    now: () => scope.performance.now(),
    later: (run, ms) => scope.setTimeout(run, ms),
    cancel: (timer) => scope.clearTimeout(timer),
    random: Math.random,
    locks: scope.navigator?.locks,
    BroadcastChannel: scope.BroadcastChannel,
    page: scope.document && pageEvents(scope),
    isOffline: () => scope.navigator?.onLine === false,
    isVisible: () => scope.document?.visibilityState !== 'hidden',
    newId: () => Math.random().toString(36).slice(2),
  };
}

// The moments at which a page should look again, or let go.
function pageEvents(scope) {
  return {
    onWake(run) {
      const visible = () => {
        if (scope.document.visibilityState === 'visible') run();
      };
      return listen([
        [scope, 'online', run],
        [scope, 'pageshow', run],
        [scope.document, 'visibilitychange', visible],
        [scope.document, 'resume', run],
      ]);
    },
    onSleep(run) {
      return listen([[scope.document, 'freeze', run],
        [scope, 'pagehide', run]]);
    },
  };
}

function listen(entries) {
  for (const [target, name, run] of entries) target.addEventListener(name, run);
  return () => {
    for (const [target, name, run] of entries) {
      target.removeEventListener(name, run);
    }
  };
}
