"""HTTP as a client of the API speaks it, with keep-alive; and raw bytes for
what no well-behaved client would send.
"""
import http.client
import json
import socket

from harness import check, check_equal, wait_until

ENRICH = "/api/jobs/enrich"
STATUS = "/api/jobs/status"
RESULTS = "/api/jobs/results"
CANCEL = "/api/jobs/cancel"
TERMINAL = ("completed", "failed", "cancelled")


class Answer:
    """Status, headers (case-insensitive) and body of an answer."""

    def __init__(self, status, headers, body):
        self.status = status
        self.headers = headers
        self.body = body

    def json(self):
        return json.loads(self.body)

    def __repr__(self):
        return f"{self.status} {self.body[:300]!r}"


class Api:
    """One connection to a server, opened anew when it was closed."""

    def __init__(self, server, key=None, timeout=60):
        self._port = getattr(server, "port", server)
        self._key = key
        self._connection = http.client.HTTPConnection(
            "127.0.0.1", self._port, timeout=timeout)

    def call(self, method, path, body=None, headers=None):
        fields = dict(headers or {})
        if self._key is not None:
            fields.setdefault("Authorization", f"Bearer {self._key}")
        try:
            self._connection.request(method, path, body, fields)
            got = self._connection.getresponse()
            return Answer(got.status, got.headers, got.read())
        except (OSError, http.client.HTTPException):
            self._connection.close()
            raise

    def get(self, path):
        return self.call("GET", path)

    def post_json(self, path, value):
        body = value if isinstance(value, bytes) else json.dumps(value)
        return self.call("POST", path, body,
                         {"Content-Type": "application/json"})

    def enrich(self, body):
        """Posts a job (a body, or bytes of one) that must be taken: its id."""
        answer = self.post_json(ENRICH, body)
        check_equal(answer.status, 202, f"POST {ENRICH} ({answer.body[:200]})")
        told = answer.json()
        check_equal(told["success"], True, "success")
        check_equal(told["message"], "Enrichment job started", "message")
        check_equal(answer.headers["Location"],
                    f"{STATUS}?jobId={told['jobId']}", "Location")
        return told["jobId"]

    def job(self, job_id):
        answer = self.get(f"{STATUS}?jobId={job_id}")
        check_equal(answer.status, 200, f"status of {job_id}")
        return answer.json()["job"]

    def jobs(self, query="limit=500"):
        answer = self.get(f"{STATUS}?{query}")
        check_equal(answer.status, 200, f"GET {STATUS}?{query}")
        told = answer.json()
        check_equal(told["count"], len(told["jobs"]), "count of jobs")
        return told["jobs"]

    def results(self, job_id, query=""):
        answer = self.get(f"{RESULTS}?jobId={job_id}{query}")
        check_equal(answer.status, 200, f"results of {job_id}")
        told = answer.json()
        leads = told["results"]["leads"]
        check_equal(told["results"]["count"], len(leads), "count of results")
        return told

    def await_end(self, job_id, seconds=60):
        """The job, once it has ended."""
        def ended():
            job = self.job(job_id)
            return job if job["status"] in TERMINAL else None
        return wait_until(ended, f"{job_id} ends", seconds, 0.02)


def check_problem(answer, status, sentence=None, pointer=None, code=None):
    """The answer is a refusal in the one shape that all have."""
    check_equal(answer.status, status, f"status of {answer}")
    check_equal(answer.headers["Content-Type"], "application/problem+json",
                f"type of {answer}")
    told = answer.json()
    for name in ("type", "title", "detail", "instance", "code", "error"):
        check(isinstance(told.get(name), str), f"no {name} in {told}")
    check(told["title"] and told["detail"], f"says nothing: {told}")
    check_equal(told["status"], status, "status in the body")
    check_equal(told["success"], False, "success")
    check_equal(told["error"], told["detail"], "error")
    if sentence is not None:
        check_equal(told["error"], sentence, "the sentence")
    if pointer is not None:
        check_equal([e["pointer"] for e in told.get("errors", [])], [pointer],
                    f"the field that {told} names")
    if code is not None:
        check_equal(told["code"], code, "code")
    if status in (429, 503):
        check(int(answer.headers["Retry-After"]) > 0, "Retry-After")
    return told


def connect(port, timeout=30):
    return socket.create_connection(("127.0.0.1", port), timeout)


def read_all(connection):
    """What comes until the other side closes."""
    out = b""
    while True:
        try:
            part = connection.recv(65536)
        except ConnectionResetError:
            return out
        if not part:
            return out
        out += part


def read_answer(connection, method="POST"):
    """One answer from a raw connection."""
    got = http.client.HTTPResponse(connection, method=method)
    got.begin()
    return Answer(got.status, got.headers, got.read())


def exchange(port, data, method="POST"):
    """Sends raw bytes on a new connection; the answer."""
    with connect(port) as connection:
        connection.sendall(data)
        return read_answer(connection, method)
