"""kill -9 between the commit of a job and the answer to its client, who asks
again with the same Idempotency-Key: one job, under one id, however often and
after however many restarts.

The kills come at random moments, drawn from a fixed seed, around the time that
an answer takes. How many fell into the gap is counted: without one, the test
has shown nothing and fails.
"""
import http.client
import random
import threading
import time
from collections import Counter

from common import Api, await_all_ended, read_stopped

from harness import check, check_equal, main, pause, say, tests_of
from history import History
from made_rows import make_body, make_rows
from repeat import accepted, check_reused, post

ROUNDS = 40
MOST_ROUNDS = 120
CLIENTS = 6
ROWS = {f"set-{i}": make_rows(f"set-{i}", 20) for i in range(3)}


class Request:
    """A request under a key of its own, and what its client was told."""

    def __init__(self, mark, rows):
        self.mark = mark
        self.rows = rows
        self.body = make_body(rows, {"mark": mark})
        self.answer = None
        self.seconds = None

    def send(self, server, start):
        start.wait()
        began = time.monotonic()
        try:
            self.answer = post(Api(server), self.body, self.mark)
            self.seconds = time.monotonic() - began
        except (OSError, http.client.HTTPException):
            pass  # Killed before it answered.


class Ordeal:
    """The rounds: a volley of requests, a kill, a look, a restart."""

    def __init__(self, workspace, seed):
        self.workspace = workspace
        self.rng = random.Random(seed)
        self.history = History()
        self.requests = []
        self.kept = {}  # By mark, the id under which its job was found.
        self.answer_seconds = []
        self.counts = Counter()

    def volley(self):
        """Requests that are about to be sent at the same moment."""
        out = []
        for _ in range(CLIENTS):
            mark = f"key-{len(self.requests) + len(out)}"
            rows = ROWS[self.rng.choice(list(ROWS))]
            self.history.send(mark, rows)
            out.append(Request(mark, rows))
        self.requests += out
        return out

    def fire(self, server, requests, kill):
        """Sends them; kills the server at a moment that is drawn."""
        start = threading.Barrier(len(requests) + 1)
        threads = [threading.Thread(target=request.send, args=(server, start))
                   for request in requests]
        for thread in threads:
            thread.start()
        start.wait()
        if kill:
            slowest = max(self.answer_seconds)
            pause(self.rng.uniform(0, 1.2 * slowest))
            server.kill()
        for thread in threads:
            thread.join()
        self.answer_seconds += [r.seconds for r in requests if r.seconds]
        del self.answer_seconds[:-5 * CLIENTS]

    def note(self, server, requests):
        """What the store of the killed server says of them."""
        stored = {job.mark: job.id
                  for job in read_stopped(server, self.history)}
        for request in requests:
            kept, answered = request.mark in stored, request.answer is not None
            if answered:
                check_equal(stored.get(request.mark), accepted(request.answer),
                            f"{request.mark} was acknowledged")
            self.counts[{(False, False): "nothing", (True, False): "gap",
                         (True, True): "answered"}[kept, answered]] += 1
        self.kept.update(stored)

    def ask_again(self, server, requests):
        """Each once more: the job that is there, or a new one."""
        api = Api(server)
        for request in requests:
            job_id = accepted(post(api, request.body, request.mark))
            check_equal(job_id, self.kept.setdefault(request.mark, job_id),
                        f"the repeat of {request.mark}")
            if self.history.requests[request.mark].job_id is None:
                self.history.acknowledged(request.mark, job_id)

    def run_round(self):
        server = self.workspace.serve()
        self.ask_again(server, self.requests[-CLIENTS:])
        requests = self.volley()
        self.fire(server, requests, kill=True)
        self.note(server, requests)


def test_kill_between_commit_and_answer(workspace):
    ordeal = Ordeal(workspace, seed=1)
    server = workspace.serve()
    ordeal.fire(server, ordeal.volley(), kill=False)  # How long answers take.
    server.kill()
    ordeal.note(server, ordeal.requests)
    ordeal.counts.clear()
    least = 10 if workspace.is_sanitized else ROUNDS
    rounds = 0
    while rounds < least or (ordeal.counts["gap"] == 0
                             and rounds < MOST_ROUNDS):
        ordeal.run_round()
        rounds += 1
    say(f"  {rounds} kills: {dict(ordeal.counts)}")
    check(ordeal.counts["gap"] > 0, "no kill fell between commit and answer")
    # All of them again, in one process and after one more restart.
    for how in ("stop", "kill"):
        server = workspace.serve()
        ordeal.ask_again(server, ordeal.requests)
        last = ordeal.requests[-1]
        check_reused(post(Api(server), last.body + b" ", last.mark))
        await_all_ended(Api(server), ordeal.kept.values())
        getattr(server, how)()
    stored = read_stopped(server, ordeal.history, all_ended=True)
    check_equal(len(stored), len(ordeal.requests), "jobs in the end")


if __name__ == "__main__":
    main(tests_of(globals()))
