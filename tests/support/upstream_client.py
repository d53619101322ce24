"""Starts upstream_server, which plays all that Leadmill reads, and gives it
orders. What it answers, and which orders there are, stands at the top of
tests/support/upstream_server.cpp.

    with Upstream(binary) as upstream:
        upstream.script(path="/v1/do-not-call", status=500, times=3)
        …
        upstream.counts()["byPath"]["/v1/do-not-call"]
"""
import http.client
import json
import subprocess
from urllib.parse import quote

SECONDS = 30


class Upstream:
    def __init__(self, binary, *arguments):
        self._process = subprocess.Popen(
            [binary, *map(str, arguments)], stdin=subprocess.PIPE,
            stdout=subprocess.PIPE)
        self.url = self._process.stdout.readline().decode().strip()
        if not self.url.startswith("http://127.0.0.1:"):
            self.stop()
            raise RuntimeError(f"upstream_server said {self.url!r}")
        self.port = int(self.url.rpartition(":")[2])

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()

    def stop(self):
        """Closes its standard input, upon which it ends; its exit status."""
        self._process.stdin.close()
        try:
            return self._process.wait(SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
            raise
        finally:
            self._process.stdout.close()

    @property
    def process(self):
        return self._process

    def request(self, method, target, body=None, seconds=SECONDS):
        """(status, headers by lower-case name, body as bytes)."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port,
                                                timeout=seconds)
        try:
            connection.request(method, target, body)
            answer = connection.getresponse()
            headers = {k.lower(): v for k, v in answer.getheaders()}
            return answer.status, headers, answer.read()
        finally:
            connection.close()

    def json(self, method, target, body=None):
        """(status, the body as JSON)."""
        text = None if body is None else json.dumps(body)
        status, _, got = self.request(method, target, text)
        return status, json.loads(got)

    def script(self, **order):
        status, got = self.json("POST", "/_script", order)
        if status != 200:
            raise ValueError(got["error"])

    def reset(self):
        self.json("POST", "/_reset")

    def counts(self):
        return self.json("GET", "/_counts")[1]

    def requests(self, path=""):
        return self.json("GET", "/_requests?path=" + quote(path, safe=""))[1]
