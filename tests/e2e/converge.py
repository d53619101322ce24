"""Two hundred subscribers, half of them WebSockets and half Server-Sent Events,
that connect, drop, pause and resume at random while five hundred jobs run, some
are cancelled and done again, and the server is killed once: each ends with
exactly the server's state, and never saw anything go back.

The seed is printed; LEADMILL_SEED=N repeats its choices.
"""
import os
import random
import threading

from client import CANCEL, TERMINAL, Api
from harness import (Failure, check, check_equal, main, pause, say, tests_of,
                     wait_until)
from made_rows import make_body, make_rows
from sseclient import Events
from view import View
from wsclient import Closed, Refused, Socket

CLIENTS = 200
JOBS = 500
SEED = int(os.environ.get("LEADMILL_SEED", random.randrange(1 << 31)))
BODY = make_body(make_rows("converge", 20))
GONE = (Closed, Refused, OSError)


class Scene:
    """The server as its clients find it; its port changes with a restart."""

    def __init__(self, server):
        self.port = server.port
        self.stopping = threading.Event()
        self.target = None


class Subscriber(threading.Thread):
    """Lives a random life until it is told which seq to reach."""

    def __init__(self, scene, number, kind):
        super().__init__(daemon=True)
        self._scene = scene
        self._random = random.Random(f"{SEED} {number}")
        self._kind = kind
        self.view = View()
        self.drops = 0
        self.failure = None

    def run(self):
        try:
            while not self._is_done():
                self._live_once()
        except Failure as failure:
            self.failure = failure

    def _is_done(self):
        target = self._scene.target
        return target is not None and (self.view.seq or 0) >= target

    def _connect(self):
        forget = self._random.random() < 0.1
        after = None if forget else self.view.seq
        size = 4096 if self._random.random() < 0.3 else None
        self.view.connected()
        if self._kind == "events":
            headers = {} if after is None else {"Last-Event-ID": str(after)}
            return Events(self._scene.port, headers=headers, timeout=0.5,
                          receive_buffer=size)
        out = Socket(self._scene.port, timeout=0.5, receive_buffer=size)
        wanted = {} if after is None else {"after": after}
        out.send({"type": "subscribe", "jobs": ["*"], **wanted})
        return out

    def _live_once(self):
        try:
            with self._connect() as feed:
                self._read(feed)
        except GONE:
            pause(0.05)
        self.drops += 1
        if self._scene.target is None:
            pause(self._random.random() * 0.5)

    def _read(self, feed):
        left = self._random.randrange(1, 200)
        while left > 0 or self._scene.target is not None:
            if self._is_done():
                return
            try:
                self.view.take(feed.receive())
            except TimeoutError:
                continue
            left -= 1
            if self._scene.target is None and self._random.random() < 0.01:
                pause(self._random.random())


def run_jobs(api, choose):
    """Submits them all; cancels some, and has some of those done again."""
    ids, cancelled = [], []
    while len(ids) < JOBS // 2:
        ids += [api.enrich(BODY) for _ in range(5)]
        if api.post_json(CANCEL, {"jobId": ids[-1]}).status == 200:
            cancelled.append(ids[-1])
        if cancelled and choose.random() < 0.5:
            again = cancelled.pop(choose.randrange(len(cancelled)))
            api.post_json("/api/jobs/retry", {"jobId": again})
    return ids


def all_jobs(api):
    out, cursor = {}, ""
    while True:
        told = api.get(f"/api/jobs/status?limit=500{cursor}").json()
        out.update({job["jobId"]: job for job in told["jobs"]})
        if "nextCursor" not in told:
            return out
        cursor = f"&cursor={told['nextCursor']}"


def await_rest(api):
    wait_until(lambda: not api.jobs("activeOnly=true"), "all jobs end", 120)
    return all_jobs(api)


def server_seq(port):
    with Socket(port) as feed:
        return feed.subscribe()[0]


def test_the_checker_notices_what_is_wrong(_workspace):
    def job(seq, current=0, attempt=1, status="running", name="a"):
        return {"jobId": name, "seq": seq, "attempt": attempt,
                "status": status, "progress": {"current": current}}

    def snapshot(seq, *jobs, full=True, removed=(), more=False):
        return {"type": "snapshot", "full": full, "seq": seq, "jobs": jobs,
                "removed": list(removed), "more": more}

    def change(*args, **more):
        return {"type": "job", "seq": args[0], "job": job(*args, **more)}

    begun = snapshot(5, job(4, 3))
    wrong = {
        "seq stands still": [begun, change(5, 4)],
        "seq goes back": [begun, change(7, 4), change(6, 5)],
        "progress goes back": [begun, change(6, 2)],
        "an attempt goes back": [begun, change(6, 9, 0)],
        "a snapshot goes back": [begun, snapshot(4)],
        "a state of a snapshot goes back": [begun, snapshot(6, job(3, 3))],
        "a change before the snapshot": [change(6, 4)],
        "a change within a snapshot": [snapshot(5, more=True), change(6)],
        "a snapshot resumes out of nothing": [snapshot(5, full=False)],
        "a job is newer than its snapshot": [snapshot(5, job(6))],
        "a job is twice in a snapshot": [snapshot(5, job(4), job(4))],
        "one seq for two states": [begun, snapshot(6, job(4, 4))],
    }
    for what, frames in wrong.items():
        try:
            view = View()
            for frame in frames:
                view.take(frame)
        except Failure:
            continue
        raise Failure(f"not noticed: {what}")
    ended = job(9, 20, status="completed")
    for what, truth in {"a missed end": {"a": ended}, "a missed job":
                        {"a": job(4, 3), "b": ended}, "one too many": {}}.items():
        view = View()
        view.take(begun)
        try:
            view.check_equals(truth)
        except Failure:
            continue
        raise Failure(f"not noticed: {what}")
    view = View()
    for frame in (begun, change(8, 19), snapshot(9, ended, full=False)):
        view.take(frame)
    view.check_equals({"a": ended})


def test_everybody_ends_with_the_truth(workspace):
    say(f"  seed {SEED}")
    choose = random.Random(SEED)
    server = workspace.serve()
    scene = Scene(server)
    clients = [Subscriber(scene, n, "events" if n % 2 else "socket")
               for n in range(CLIENTS)]
    for client in clients:
        client.start()
    ids = run_jobs(Api(server), choose)
    server.kill()
    server = workspace.serve()
    scene.port = server.port
    api = Api(server)
    ids += run_jobs(api, choose)
    truth = await_rest(api)
    check_equal(sorted(truth), sorted(ids), "the jobs of the server")
    scene.target = server_seq(server.port)
    for client in clients:
        client.join(60)
        check(not client.is_alive(), f"stands at {client.view.seq} of "
              f"{scene.target} after a minute")
    for client in clients:
        if client.failure:
            raise client.failure
        client.view.check_equals(truth)
    ends = {name: sum(j["status"] == name for j in truth.values())
            for name in TERMINAL}
    say(f"  {ends}; {sum(c.drops for c in clients)} connections, "
        f"{sum(c.view.resumed for c in clients)} resumed, "
        f"{sum(c.view.replaced for c in clients)} begun anew")
    check(sum(c.view.resumed for c in clients) > CLIENTS, "few resumed")
    check_equal(api.get("/readyz").status, 200, "/readyz")
    server.check_quiet_log()
    server.stop()


if __name__ == "__main__":
    main(tests_of(globals()))
