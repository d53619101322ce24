"""kill -9 at seeded random moments: while jobs run, while one is accepted, and
within milliseconds of a start. Every job that was acknowledged must go on
within a second of the next start and end whole; see history.py.

    kill.py BINARY [--kills N] [--seed N] [--rows N]
"""
import argparse
import http.client
import random
import statistics
import sys
import threading
import time

from client import ENRICH, TERMINAL, Api, connect
from follower import Follower
from harness import (Failure, Workspace, check, check_equal, pause, say,
                     wait_until)
from history import (Findings, History, check_history, copy_database,
                     read_database, read_http)
from made_rows import make_body, make_rows

RESUME_SECONDS = 1.0
SLOTS = 4  # As configured when nothing is: so many jobs go on at once.
OPEN_JOBS = 3
MODES = ("running", "running", "accepting", "starting")


def comparable(lead):
    """A result without what differs from run to run: when values came."""
    sources = [{k: v for k, v in source.items() if k != "at"}
               for source in lead.get("sources", [])]
    return {**lead, "sources": sources}


def differences(want, have):
    """The members of two results that differ."""
    return {name: (want.get(name), have.get(name))
            for name in sorted(want.keys() | have.keys())
            if want.get(name) != have.get(name)}


class Ordeal:
    """The servers that follow each other on one data directory."""

    def __init__(self, workspace, options):
        self.workspace = workspace
        self.rng = random.Random(options.seed)
        self.history = History()
        self.findings = Findings()
        self.server = None
        self.follower = None
        self.posts = 0
        self.open_jobs = 0  # At the last kill.
        self.post_seconds = [0.1]
        self.resume_seconds = []
        self.settled = set()
        self.saved = {}  # By job, rows at the last look.
        self.stuck = set()  # Jobs that have saved nothing since the one before.
        self.sets = {name: make_rows(name, options.rows)
                     for name in ("alpha", "beta")}
        self.wanted = self.make_reference()

    def make_reference(self):
        """What each set's results are when nothing disturbs."""
        server = self.workspace.serve("reference")
        api = Api(server)
        ids = {name: api.enrich(make_body(rows))
               for name, rows in self.sets.items()}
        out = {}
        for name, job_id in ids.items():
            check_equal(api.await_end(job_id)["status"], "completed", name)
            leads = api.results(job_id)["results"]["leads"]
            out[name] = [comparable(lead) for lead in leads]
        server.stop()
        return out

    def start(self, wait=True):
        self.server = self.workspace.serve(wait=wait)

    def follow(self):
        self.follower = Follower(self.server, self.history)
        self.follower.start()

    def next_request(self):
        """(mark, body) of a request that is about to go out."""
        self.posts += 1
        mark, name = f"post-{self.posts}", self.rng.choice(list(self.sets))
        self.history.send(mark, self.sets[name])
        return mark, make_body(self.sets[name], {"mark": mark, "set": name})

    def post(self):
        """Posts one job; whether it was acknowledged."""
        mark, body = self.next_request()
        began = time.monotonic()
        try:
            answer = Api(self.server).post_json(ENRICH, body)
        except (OSError, http.client.HTTPException):
            return False  # Killed meanwhile: it may exist, or not.
        check_equal(answer.status, 202, f"{mark}: {answer}")
        self.history.acknowledged(mark, answer.json()["jobId"])
        self.post_seconds.append(time.monotonic() - began)
        return True

    def fill(self):
        """Posts until enough jobs are open."""
        api = Api(self.server)
        while True:
            jobs = api.jobs("activeOnly=true")
            for job in jobs:
                self.history.saw_job(job)
            if len(jobs) >= OPEN_JOBS:
                return
            self.post()

    def check_resumed(self, left_open):
        """Each job that was left open is started anew within a second."""
        api = Api(self.server)
        began = self.server.listening_at

        def resumed():
            seen = [api.job(job_id) for job_id in left_open]
            for job in seen:
                self.history.saw_job(job)
            return all(job["attempt"] > left_open[job["jobId"]]
                       or job["status"] in TERMINAL for job in seen)
        wait_until(resumed, f"{sorted(left_open)} go on", RESUME_SECONDS,
                   0.002)
        took = time.monotonic() - began
        check(took <= RESUME_SECONDS, f"going on took {took:.2f} s")
        if left_open:
            self.resume_seconds.append(took)

    def look(self):
        """After a kill: the store against what was told, on a copy. The jobs
        that are left open, with their attempts."""
        directory, path = copy_database(self.server.database)
        with directory:
            stored = read_database(path, self.findings, self.settled, True)
        check_history(self.history, stored, self.findings)
        check(not self.findings, "\n".join(self.findings.sentences()))
        open_now = [job for job in stored
                    if job.state["status"] not in TERMINAL]
        rows = {job.id: len(job.leads or []) for job in open_now}
        self.stuck = {job_id for job_id, count in rows.items()
                      if self.saved.get(job_id, 0) == count}
        self.saved = rows
        ended = [job for job in stored if job.state["status"] in TERMINAL]
        self.settled.update(job.id for job in ended)
        return {job.id: job.state["attempt"] for job in stored
                if job.state["status"] not in TERMINAL}

    def kill_running(self):
        """When the running jobs have come a random way further."""
        self.fill()
        self.follow()
        goal = self.rng.random() * 2 * len(self.sets["alpha"])
        began = self.follower.rows_seen
        deadline = time.monotonic() + 5
        while (self.follower.rows_seen - began < goal
               and time.monotonic() < deadline):
            pause(0.001)
        pause(self.rng.uniform(0, 0.005))
        self.server.kill()

    def kill_accepting(self):
        """While one more request is sent, read or committed; its client reads
        the answer, or has gone away itself."""
        self.follow()
        way = self.rng.choice([self.post, self.post, self.post_and_leave])
        delay = self.rng.uniform(0, 1.5) * statistics.median(self.post_seconds)
        posting = threading.Thread(target=way)
        posting.start()
        pause(delay)
        self.server.kill()
        posting.join()

    def post_and_leave(self):
        """Sends a whole request and hangs up."""
        _, body = self.next_request()
        head = (f"POST {ENRICH} HTTP/1.1\r\nHost: 127.0.0.1\r\n"
                "Content-Type: application/json\r\n"
                f"Content-Length: {len(body)}\r\n\r\n")
        try:
            with connect(self.server.port) as connection:
                connection.sendall(head.encode() + body)
        except OSError:
            pass  # Killed meanwhile.

    def kill_starting(self):
        """Killed within milliseconds: nothing to ask it."""
        self.server.kill()
        self.start(wait=False)
        pause(self.rng.uniform(0, 0.08))
        self.server.kill()

    def await_saving(self):
        """Until jobs that saved nothing between two kills have: three such
        deaths in a row would quarantine them, as they should."""
        api = Api(self.server)

        def has_saved(job_id):
            job = api.job(job_id)
            self.history.saw_job(job)
            return (job["status"] in TERMINAL
                    or job["progress"]["current"] > self.saved[job_id])
        wait_until(lambda: all(map(has_saved, self.stuck)),
                   "jobs go on saving", 30, 0.005)

    def round(self, number, mode):
        """From a running server to the next one."""
        acked = sum(1 for r in self.history.requests.values() if r.job_id)
        if mode == "accepting" and self.open_jobs >= SLOTS:
            mode = "running"
        self.await_saving()
        getattr(self, f"kill_{mode}")()
        if self.follower:
            self.follower.finish()
            self.follower = None
        self.server.check_quiet_log()
        left_open = self.look()
        self.open_jobs = len(left_open)
        self.start()
        self.check_resumed(left_open)
        say(f"kill {number} ({mode}): {acked} acknowledged before, "
            f"{len(left_open)} left open")

    def finish(self):
        """Lets everything end; the last and full comparison."""
        api = Api(self.server)
        wait_until(lambda: not api.jobs("activeOnly=true"), "all jobs end",
                   120, 0.1)
        stored = read_http(api)
        for job in stored:
            self.history.saw_job(job.state)
        check_history(self.history, stored, self.findings, all_ended=True)
        for job in stored:
            self.check_whole(job)
        self.server.stop()
        self.server.check_quiet_log()
        stored = read_database(self.server.database, self.findings)
        check_history(self.history, stored, self.findings, all_ended=True)
        return stored

    def check_whole(self, job):
        """The same results as without any kill, and no failure counted."""
        if job.state["failures"] != 0:
            self.findings.faults.append(f"{job.id}: a kill was counted")
        wanted = self.wanted[job.state["metadata"]["set"]]
        got = [comparable(lead) for lead in job.leads]
        for want, have in zip(wanted, got):
            if want != have:
                self.findings.unexpected.append(
                    f"{job.id}: row {want['row']} is not what it is without "
                    f"kills: {differences(want, have)}")
                return


def run(workspace, options):
    ordeal = Ordeal(workspace, options)
    ordeal.start()
    ordeal.fill()
    modes = [MODES[i % len(MODES)] for i in range(options.kills)]
    ordeal.rng.shuffle(modes)
    for number, mode in enumerate(modes, 1):
        ordeal.round(number, mode)
    stored = ordeal.finish()
    for sentence in ordeal.findings.sentences():
        say(sentence)
    unanswered = sum(1 for r in ordeal.history.requests.values()
                     if r.job_id is None)
    acknowledged = len(ordeal.history.requests) - unanswered
    say(f"{acknowledged} jobs of {options.rows:,} leads acknowledged; "
        f"{unanswered} requests unanswered, "
        f"{len(stored) - acknowledged} of which became jobs; highest attempt "
        f"{max(job.state['attempt'] for job in stored)}")
    say(f"going on after a start took at most "
        f"{max(ordeal.resume_seconds, default=0):.3f} s")
    say(f"{options.kills} kills: {ordeal.findings.summary()}")
    return 1 if ordeal.findings else 0


def main():
    parser = argparse.ArgumentParser(description="kill -9, again and again")
    parser.add_argument("binary")
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--seed", type=int, default=time.time_ns() % 10**6)
    parser.add_argument("--rows", type=int, default=10_000)
    options = parser.parse_args()
    say(f"seed {options.seed}; repeat with --seed {options.seed}")
    began = time.monotonic()
    with Workspace(options.binary) as workspace:
        try:
            status = run(workspace, options)
        except Failure as failure:
            say(f"FAILED: {failure}")
            status = 1
    say(f"{time.monotonic() - began:.0f} s")
    return status


if __name__ == "__main__":
    sys.exit(main())
