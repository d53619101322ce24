"""SIGTERM and SIGINT under load: the server brings its jobs to a checkpoint,
closes the live feed with 1001, takes nothing new, exits 0, and after the next
start nothing is lost or done twice. A second signal stops at once.
"""
import http.client
import signal
import threading
import time

from client import ENRICH, Api, check_problem, connect, read_answer
from follower import Follower
from harness import check, check_equal, main, say, tests_of, wait_until
from history import (Findings, History, check_history, copy_database,
                     read_database, read_http)
from made_rows import make_body, make_rows

ALL_ROWS = make_rows("drain", 10_000)
JOBS = 6  # Four run, two wait for a slot.
DRAIN_SECONDS = 20 + 5  # config/limits.hpp: jobs; net/server.hpp: requests.


def start_jobs(server, history, rows, count=JOBS):
    api = Api(server)
    for number in range(count):
        mark = f"job-{number}"
        history.send(mark, rows)
        job_id = api.enrich(make_body(rows, {"mark": mark}))
        history.acknowledged(mark, job_id)


def follow(server, history):
    follower = Follower(server, history)
    follower.start()
    follower.ready.wait(10)
    return follower


def half_sent_request(server, history, mark="late"):
    """A POST whose last byte is kept back: (connection, last byte)."""
    rows = ALL_ROWS[:100]
    history.send(mark, rows)
    body = make_body(rows, {"mark": mark})
    connection = connect(server.port)
    head = (f"POST {ENRICH} HTTP/1.1\r\nHost: 127.0.0.1\r\n"
            "Content-Type: application/json\r\n"
            f"Content-Length: {len(body)}\r\n\r\n")
    connection.sendall(head.encode() + body[:-1])
    return connection, body[-1:]


def wait_draining(server):
    wait_until(lambda: "event=draining" in server.log(), "it drains", 10)


def read_stopped(server, history):
    """The store of the stopped server, compared with what was told."""
    findings = Findings()
    directory, path = copy_database(server.database)
    with directory:
        stored = read_database(path, findings)
    check_history(history, stored, findings)
    check(not findings, "\n".join(findings.sentences()))
    return stored


def check_checkpoint(stored):
    """Nothing is left running, nothing counts as a failure."""
    for job in stored:
        check(job.state["phase"] in ("queued", "done"),
              f"{job.id} is {job.state['phase']} after the drain")
        check_equal(job.state["failures"], 0, f"failures of {job.id}")
    check(any(job.state["phase"] == "queued" for job in stored),
          "every job had ended: nothing was interrupted")
    check(any(job.leads and job.state["phase"] == "queued" for job in stored),
          "no job was interrupted in its middle")


def check_goes_on(workspace, history, before):
    """The next process finishes what is left, and repeats nothing."""
    with_rows = {job.id: job.leads for job in before}
    attempts = {job.id: job.state["attempt"] for job in before}
    server = workspace.serve()
    api = Api(server)
    for job_id in with_rows:
        job = api.await_end(job_id)
        check_equal((job["status"], job["failures"]), ("completed", 0),
                    job_id)
        check(job["attempt"] <= attempts[job_id] + 1,
              f"{job_id} took attempt {job['attempt']}")
    findings = Findings()
    stored = read_http(api)
    check_history(history, stored, findings, all_ended=True)
    for job in stored:
        kept = {lead["row"]: lead for lead in with_rows.get(job.id, [])}
        again = [lead["row"] for lead in job.leads
                 if lead["row"] in kept and
                 any(lead.get(k) != v for k, v in kept[lead["row"]].items())]
        check(not again, f"{job.id}: rows {again[:5]} were done again")
    server.stop()
    stored = read_database(server.database, findings)
    check_history(history, stored, findings, all_ended=True)
    check(not findings, "\n".join(findings.sentences()))
    say(f"  after the restart: {findings.summary()}")


def drain_under_load(workspace, number):
    history = History()
    rows = ALL_ROWS
    server = workspace.serve()
    follower = follow(server, history)
    start_jobs(server, history, rows)
    connection, last_byte = half_sent_request(server, history)
    wait_until(lambda: follower.rows_seen > 1000, "jobs are under way")
    began = time.monotonic()
    server.signal(number)
    wait_draining(server)
    with connection:
        connection.sendall(last_byte)
        answer = read_answer(connection)
    check_problem(answer, 503, code="draining")
    history.refused("late")
    check_equal(server.wait(), 0, "exit status")
    took = time.monotonic() - began
    check(took < DRAIN_SECONDS, f"the drain took {took:.1f} s")
    follower.finish()
    check_equal(follower.close_code, 1001, "close code of the live feed")
    check("jobs_at_checkpoint=true" in server.log(), "jobs at rest")
    server.check_quiet_log()
    stored = read_stopped(server, history)
    check_checkpoint(stored)
    say(f"  drained in {took:.2f} s, {follower.rows_seen:,} of "
        f"{len(rows) * JOBS:,} rows done")
    check_goes_on(workspace, history, stored)


def test_sigterm(workspace):
    drain_under_load(workspace, signal.SIGTERM)


def test_sigint(workspace):
    drain_under_load(workspace, signal.SIGINT)


class Poster(threading.Thread):
    """Posts small jobs until the server takes no more."""

    def __init__(self, server, history, name):
        super().__init__(daemon=True)
        self._server, self._history, self._name = server, history, name
        self.accepted = 0
        self.refused = 0
        self.odd = []

    def run(self):
        for number in range(100_000):
            mark = f"{self._name}-{number}"
            rows = ALL_ROWS[:3]
            self._history.send(mark, rows)
            try:
                api = Api(self._server)
                answer = api.post_json(ENRICH, make_body(rows,
                                                         {"mark": mark}))
            except (OSError, http.client.HTTPException):
                return  # Refused or cut off: it may exist, or not.
            if answer.status == 202:
                self.accepted += 1
                self._history.acknowledged(mark, answer.json()["jobId"])
            elif answer.status == 503 and answer.headers["Retry-After"]:
                self.refused += 1
                self._history.refused(mark)
            else:
                self.odd.append(repr(answer))
                return


def test_what_is_posted_meanwhile_is_kept_or_refused(workspace):
    history = History()
    rows = ALL_ROWS
    server = workspace.serve()
    start_jobs(server, history, rows, 2)
    posters = [Poster(server, history, f"poster{i}") for i in range(8)]
    for poster in posters:
        poster.start()
    wait_until(lambda: sum(p.accepted for p in posters) > 100, "jobs come in")
    server.signal(signal.SIGTERM)
    check_equal(server.wait(), 0, "exit status")
    for poster in posters:
        poster.join(20)
        check(not poster.is_alive(), "a client still waits for an answer")
        check_equal(poster.odd, [], "other answers")
    say(f"  {sum(p.accepted for p in posters)} accepted, "
        f"{sum(p.refused for p in posters)} refused with 503")
    stored = read_stopped(server, history)
    check(all(job.state["failures"] == 0 for job in stored), "failures")
    check_goes_on(workspace, history, stored)


def test_second_signal_stops_at_once(workspace):
    history = History()
    rows = ALL_ROWS
    server = workspace.serve()
    start_jobs(server, history, rows, 2)
    connection, _ = half_sent_request(server, history)  # Holds the drain up.
    with connection:
        server.signal(signal.SIGTERM)
        wait_draining(server)
        began = time.monotonic()
        server.signal(signal.SIGTERM)
        status = server.wait()
        took = time.monotonic() - began
    check_equal(status, 1, "exit status of a stop at once")
    check(took < 2, f"the second signal took {took:.1f} s")
    check_goes_on(workspace, history, read_stopped(server, history))


def test_idle_server_stops_promptly(workspace):
    server = workspace.serve()
    api = Api(server)
    check_equal(api.get("/readyz").status, 200, "/readyz")  # Kept alive.
    began = time.monotonic()
    server.stop()
    check(time.monotonic() - began < 5, "an idle connection held it up")
    server.check_quiet_log()
    check_equal(Api(workspace.serve()).jobs(), [], "jobs after the restart")


if __name__ == "__main__":
    main(tests_of(globals()))
