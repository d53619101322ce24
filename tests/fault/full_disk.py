"""A disk without room: the server lives, tells nobody of a job that is not
kept, says over /readyz that it cannot write, still shows what it has, and goes
on by itself once there is room again.

Two ways to be out of room: a limit on the size of files, which the kernel tells
by EFBIG and SIGXFSZ; and, where a mount of one's own is permitted, a small
tmpfs that is really full.
"""
import contextlib
import http.client
import os
import resource
import subprocess
import sys
import threading

from common import Api, await_all_ended, read_stopped

from client import CANCEL, check_problem
from harness import check, check_equal, main, say, tests_of, wait_until
from history import History
from life import await_phase
from made_rows import make_body, make_rows
from repeat import accepted, post

BIG = make_rows("big", 10_000)
SMALL = make_rows("small", 20)
HAS_MOUNTS = "LEADMILL_TEST_HAS_MOUNTS"


class Poster(threading.Thread):
    """Posts small jobs, each under a key of its own, until it is told to stop
    or the server is gone."""

    def __init__(self, server, history, name):
        super().__init__(daemon=True)
        self._server, self._history, self._name = server, history, name
        self.must_stop = threading.Event()
        self.accepted = self.refused = 0
        self.odd = []
        self.refused_marks = []

    def run(self):
        api, number = Api(self._server), 0
        while not self.must_stop.is_set():
            number += 1
            mark = f"{self._name}-{number}"
            self._history.send(mark, SMALL)
            try:
                answer = post(api, make_body(SMALL, {"mark": mark}), mark)
            except (OSError, http.client.HTTPException) as error:
                self.odd.append(repr(error))
                return
            if answer.status == 202:
                self.accepted += 1
                self._history.acknowledged(mark, accepted(answer))
            elif answer.status == 503 and answer.headers["Retry-After"]:
                self.refused += 1
                self._history.refused(mark)
                self.refused_marks.append(mark)
            else:
                self.odd.append(repr(answer))
                return


class Trial:
    """A server with a large job at work and clients that post small ones."""

    def __init__(self, server):
        self.server = server
        self.api = Api(server)
        self.history = History()
        self.posters = []
        self.done = self.submit("done", SMALL)
        self.api.await_end(self.done)

    def submit(self, mark, rows):
        self.history.send(mark, rows)
        job_id = self.api.enrich(make_body(rows, {"mark": mark},
                                           {"priority": "high"}))
        self.history.acknowledged(mark, job_id)
        return job_id

    def start_posters(self, count=4):
        self.posters = [Poster(self.server, self.history, f"poster{i}")
                        for i in range(count)]
        for poster in self.posters:
            poster.start()
        wait_until(lambda: all(p.accepted for p in self.posters), "jobs come")

    def stop_posters(self):
        for poster in self.posters:
            poster.must_stop.set()
        for poster in self.posters:
            poster.join(20)
            check_equal(poster.odd, [], "answers to posts")

    def is_ready(self):
        return self.api.get("/readyz").status == 200

    def check_lives(self):
        check(self.server.process.poll() is None,
              f"it ended with {self.server.process.returncode}:\n"
              + self.server.log())

    def await_full(self):
        """Until nothing fits any more, however small: each look at /readyz
        tries it."""
        def is_full():
            self.check_lives()
            return not any(self.is_ready() for _ in range(20))
        wait_until(is_full, "/readyz says that it cannot write")
        refused = [p.refused for p in self.posters]
        wait_until(lambda: all(p.refused > before + 3 for p, before
                               in zip(self.posters, refused)),
                   "posts are refused")

    def check_full(self):
        """What works without room, and what says that it does not."""
        check_equal(self.api.get("/livez").status, 200, "/livez")
        check_equal(self.api.job(self.done)["phase"], "done", "status")
        check_equal(self.api.results(self.done)["results"]["count"],
                    len(SMALL), "results")
        for _ in range(20):
            check_problem(self.api.get("/readyz"), 503, code="unavailable")
            check_problem(post(self.api, make_body(SMALL, {"mark": "late"}),
                               "late"), 503)
        self.history.send("late", SMALL)
        self.history.refused("late")
        for job in self.api.jobs():  # Whatever is shown must be kept.
            self.history.saw_job(job)

    def check_stays_full(self):
        """Answers that write nothing say nothing about the disk."""
        check_problem(self.api.post_json(CANCEL, {"jobId": self.done}), 409)
        check_problem(self.api.get("/readyz"), 503)

    def check_goes_on(self):
        wait_until(self.is_ready, "it is ready again", 10)
        api = Api(self.server)
        again = [m for p in self.posters for m in p.refused_marks][:10]
        for mark in [*again, "late"]:
            body = make_body(SMALL, {"mark": mark})
            job_id = accepted(post(api, body, mark))
            check_equal(accepted(post(api, body, mark)), job_id, mark)
            self.history.requests[mark].refused = False
            self.history.acknowledged(mark, job_id)
        ended = await_all_ended(api, [job["jobId"] for job in api.jobs()])
        for job in ended.values():
            check_equal((job["phase"], job["failures"]), ("done", 0), f"{job}")
        self.server.stop()
        read_stopped(self.server, self.history, all_ended=True)


class FileLimit:
    """No room: files may not grow any more, nor be written beyond a bound that
    no write of the database stays below."""

    BYTES = 4096

    def __init__(self):
        self.data = "data"

    def __enter__(self):
        return self

    def __exit__(self, *_):
        pass

    def fill(self, pid):
        resource.prlimit(pid, resource.RLIMIT_FSIZE,
                         (self.BYTES, resource.RLIM_INFINITY))

    def free(self, pid):
        resource.prlimit(pid, resource.RLIMIT_FSIZE,
                         (resource.RLIM_INFINITY, resource.RLIM_INFINITY))


class SmallDisk:
    """No room: a tmpfs in which a file takes all that is left."""

    KIB = 48 << 10

    def __init__(self, workspace):
        self.data = "small"
        self._path = workspace.file(self.data)
        self._ballast = os.path.join(self._path, "ballast")

    def __enter__(self):
        os.mkdir(self._path)
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={self.KIB}k",
                        "none", self._path], check=True)
        return self

    def __exit__(self, *_):
        subprocess.run(["umount", "-l", self._path], check=True)

    def fill(self, _pid):
        with open(self._ballast, "wb", buffering=0) as file:
            with contextlib.suppress(OSError):  # ENOSPC: as it should be.
                while file.write(bytes(4096)):
                    pass

    def free(self, _pid):
        os.remove(self._ballast)


def fill_up(workspace, disk):
    """A trial whose server has just run out of room."""
    trial = Trial(workspace.serve(disk.data))
    trial.start_posters()
    await_phase(trial.api, trial.submit("big", BIG), "running")
    disk.fill(trial.server.pid)
    trial.await_full()
    trial.stop_posters()
    trial.check_full()
    say(f"  {sum(p.accepted for p in trial.posters)} accepted, "
        f"{sum(p.refused for p in trial.posters)} refused")
    return trial


def go_on_when_there_is_room(workspace, disk):
    trial = fill_up(workspace, disk)
    trial.check_stays_full()
    disk.free(trial.server.pid)
    trial.check_goes_on()


def start_when_there_is_room(workspace, disk):
    """Killed while there is none: nothing is lost. A start says what is wrong,
    and the first one with room goes on."""
    trial = fill_up(workspace, disk)
    trial.server.kill()
    read_stopped(trial.server, trial.history)
    disk.fill(os.getpid())  # A limit is inherited.
    try:
        status, _, text = workspace.run(
            "serve", "--config", workspace.config, "--data",
            trial.server.data, "--listen", "127.0.0.1:0")
    finally:
        disk.free(os.getpid())
    check_equal((status, "disk" in text), (1, True), f"a start: {text}")
    trial.server = workspace.serve(disk.data)
    trial.api = Api(trial.server)
    trial.check_goes_on()


def test_files_may_not_grow(workspace):
    with FileLimit() as disk:
        go_on_when_there_is_room(workspace, disk)


def test_start_while_files_may_not_grow(workspace):
    with FileLimit() as disk:
        start_when_there_is_room(workspace, disk)


def test_a_disk_is_full(workspace):
    if may_mount():
        with SmallDisk(workspace) as disk:
            go_on_when_there_is_room(workspace, disk)


def test_start_on_a_full_disk(workspace):
    if may_mount():
        with SmallDisk(workspace) as disk:
            start_when_there_is_room(workspace, disk)


def may_mount():
    if HAS_MOUNTS in os.environ:
        return True
    say("  a mount is not permitted here: nothing is tested")
    return False


def enter_own_mounts():
    """Starts this program again where its mounts are its own and end with it,
    if that is permitted."""
    ways = (["unshare", "--mount"], ["unshare", "--mount", "--map-root-user"])
    probe = "mount -t tmpfs none /mnt"
    for way in ways:
        with contextlib.suppress(OSError):
            if subprocess.run([*way, "sh", "-c", probe], check=False,
                              stderr=subprocess.DEVNULL).returncode == 0:
                os.environ[HAS_MOUNTS] = "yes"
                os.execvp(way[0], [*way, sys.executable, "-B", *sys.argv])


if __name__ == "__main__":
    if HAS_MOUNTS not in os.environ:
        enter_own_mounts()
    main(tests_of(globals()))
