"""The world outside, for tests: a real HTTP server (tests/support) that plays
providers and sources, is told how to behave, and counts what it is asked; and
the configuration that makes a Leadmill ask it.
"""
import os
import sys

_HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(os.path.dirname(_HERE), "support"))

import upstream_client

from harness import check_equal

LOOKUP, DNC = "/v2/number_lookup", "/v1/do-not-call"
SEARCH, DIRECTORY = "/api/linkedin-sales-navigator", "/directory"
# For the shipped declarations: where they read, and with which keys.
ENVIRONMENT = {"NUMBER_LOOKUP_KEY": "n" * 32, "DO_NOT_CALL_KEY": "d" * 32,
               "SKIP_TRACING_KEY": "s" * 32}


class Upstream(upstream_client.Upstream):
    """One process of the scripted server; a context manager."""

    def __init__(self):
        super().__init__(os.environ["LEADMILL_UPSTREAM"])

    def script(self, path, times=0, **how):
        """The next `times` requests (0: all) under `path` are answered so."""
        super().script(path=path, times=times, **how)

    def count(self, path):
        return sum(n for asked, n in self.counts()["byPath"].items()
                   if asked.startswith(path))

    def arrivals(self, path):
        """When each request came, in milliseconds since the first, sorted."""
        return sorted(t for asked, times in self.counts()["seconds"].items()
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
