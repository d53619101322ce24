"""The world outside, for tests: a real HTTP server (tests/support) that plays
providers and sources, is told how to behave, and counts what it is asked; and
the configuration that makes a Leadmill ask it.
"""
import json
import os
import select
import subprocess
import urllib.request

from harness import Failure, check, check_equal

LOOKUP, DNC = "/v2/number_lookup", "/v1/do-not-call"
SEARCH, DIRECTORY = "/api/linkedin-sales-navigator", "/directory"
# For the shipped declarations: where they read, and with which keys.
ENVIRONMENT = {"NUMBER_LOOKUP_KEY": "n" * 32, "DO_NOT_CALL_KEY": "d" * 32,
               "SKIP_TRACING_KEY": "s" * 32}
START_SECONDS = 20


class Upstream:
    """One process of the scripted server; a context manager."""

    def __init__(self):
        self.process = subprocess.Popen(
            [os.environ["LEADMILL_UPSTREAM"]], stdin=subprocess.PIPE,
            stdout=subprocess.PIPE)
        ready, _, _ = select.select([self.process.stdout], [], [],
                                    START_SECONDS)
        if not ready:
            raise Failure("the upstream server does not start")
        self.url = self.process.stdout.readline().decode().strip()
        check(self.url.startswith("http://127.0.0.1:"), f"url {self.url!r}")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.stdin.close()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process.stdout.close()

    def _call(self, path, value=None):
        data = None if value is None else json.dumps(value).encode()
        with urllib.request.urlopen(self.url + path, data, 30) as answer:
            return json.loads(answer.read() or b"{}")

    def script(self, path, times=0, **how):
        """The next `times` requests (0: all) under `path` are answered so."""
        self._call("/_script", {"path": path, "times": times, **how})

    def reset(self):
        self._call("/_reset", {})

    def requests(self, path):
        return self._call(f"/_requests?path={path}")

    def count(self, path):
        return sum(n for asked, n in self._call("/_counts")["byPath"].items()
                   if asked.startswith(path))

    def arrivals(self, path):
        """When each request came, in milliseconds since its start, sorted."""
        seconds = self._call("/_counts")["seconds"]
        return sorted(t for asked, times in seconds.items()
                      if asked.startswith(path) for t in times)

    def environment(self, *providers):
        """What enables the shipped declarations of these names."""
        out = {"LEADMILL_BASE_URL": self.url}
        for name in providers:
            stem = name.upper().replace("-", "_")
            out[f"{stem}_URL"] = self.url
            out[f"{stem}_KEY"] = ENVIRONMENT[f"{stem}_KEY"]
        return out


def lookup_block(url, **bounds):
    """A provider of one's own for the step line_type."""
    lines = [f"{key} = {value}" for key, value in bounds.items()]
    return "\n".join([
        "[provider.lines]", 'step = "line_type"', *lines,
        'needs = ["phone"]',
        f'url = "{url}{LOOKUP}/{{phone}}"',
        'query = { type = "carrier" }',
        "[provider.lines.gives]",
        'lineType = "/data/portability/line_type"',
        'carrier = "/data/carrier/name"', ""])


def source_block(url, name="people", pause=0, **keys):
    """The paged search, under a name of one's own and without pauses."""
    lines = [f"{key} = {value}" for key, value in keys.items()]
    return "\n".join([
        f"[source.{name}]", 'method = "POST"', f'url = "{url}{SEARCH}"',
        'params = "body"', "body = '{\"start\": {start}, \"count\": {count}}'",
        'rows = "/data/response/data"', 'more = "/pagination/hasMore"',
        f"pause_seconds = {pause}", *lines, ""])


def scrape(api, params=None, source="people", **request):
    """Posts a scraping job that must be taken: its id."""
    answer = api.post_json("/api/jobs/scrape",
                           {"searchParams": params or {"q": "example"},
                            "source": source, **request})
    check_equal(answer.status, 202, f"POST /api/jobs/scrape ({answer.body})")
    told = answer.json()
    check_equal(told["message"], "Scraping job started", "message")
    return told["jobId"]
