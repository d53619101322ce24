"""SIGTERM and SIGINT while jobs run and many clients post: one drains and exits
with 0, a second one at a moment that is drawn stops at once with 1. Whichever
it was, the next start goes on, and whoever was told of a job finds it.
"""
import random
import signal
import time

from common import Api, await_all_ended, read_stopped

from drain import DRAIN_SECONDS, Poster, check_checkpoint, \
    half_sent_request, start_jobs
from harness import check, check_equal, main, pause, say, tests_of, wait_until
from history import History
from made_rows import make_rows

BIG = make_rows("big", 3000)
POSTERS = 6
STOPPED_AT_ONCE, DRAINED = 1, 0


class Load:
    """A server with large jobs at work and clients that post small ones."""

    def __init__(self, workspace, data):
        self.workspace = workspace
        self.history = History()
        self.server = workspace.serve(data)
        start_jobs(self.server, self.history, BIG, 3)
        self.posters = [Poster(self.server, self.history, f"poster{i}")
                        for i in range(POSTERS)]
        for poster in self.posters:
            poster.start()
        wait_until(lambda: all(p.accepted > 3 for p in self.posters),
                   "jobs come in")

    def join(self):
        for poster in self.posters:
            poster.join(20)
            check(not poster.is_alive(), "a client still waits for an answer")
            check_equal(poster.odd, [], "other answers")

    def check_goes_on(self):
        """The next process ends everything that was left."""
        stored = read_stopped(self.server, self.history)
        server = self.workspace.serve(self.server.data)
        api = Api(server)
        ended = await_all_ended(api, [job.id for job in stored])
        for job in ended.values():
            check_equal((job["status"], job["failures"]), ("completed", 0),
                        job["jobId"])
        server.check_quiet_log()
        server.stop()
        read_stopped(server, self.history, all_ended=True)
        return stored


def stop_twice(workspace, data, rng):
    """The second signal comes while the first is being obeyed: whether it came
    too late."""
    load = Load(workspace, data)
    # Holds the end of the drain up, which would else be a matter of moments.
    connection, _ = half_sent_request(load.server, load.history)
    with connection:
        first, second = rng.choice([(signal.SIGTERM, signal.SIGTERM),
                                    (signal.SIGTERM, signal.SIGINT),
                                    (signal.SIGINT, signal.SIGTERM)])
        load.server.signal(first)
        if first == second:  # One that is pending hides another of its kind.
            wait_until(lambda: "event=draining" in load.server.log(),
                       "it drains", 10)
        pause(rng.uniform(0, 0.15))
        began = time.monotonic()
        load.server.signal(second)
        check_equal(load.server.wait(), STOPPED_AT_ONCE, "exit status")
        took = time.monotonic() - began
    check(took < 1, f"the second signal took {took:.1f} s")
    load.join()
    stored = load.check_goes_on()
    at_work = sum(job.state["status"] == "running" for job in stored)
    say(f"  {first.name}, {second.name}: ended in {took * 1000:.0f} ms, "
        f"{at_work} at work, {len(stored)} jobs")
    return at_work


def test_second_signal_under_load(workspace):
    rng = random.Random(1)
    rounds = 2 if workspace.is_sanitized else 4
    # That a stop was abrupt shows in its status; whether jobs had come to rest
    # by then is a matter of moments.
    for number in range(rounds):
        stop_twice(workspace, f"data-{number}", rng)


def test_one_signal_drains(workspace):
    load = Load(workspace, "data")
    began = time.monotonic()
    load.server.signal(signal.SIGTERM)
    check_equal(load.server.wait(), DRAINED, "exit status")
    took = time.monotonic() - began
    check(took < DRAIN_SECONDS, f"the drain took {took:.1f} s")
    check("jobs_at_checkpoint=true" in load.server.log(), "jobs at rest")
    load.server.check_quiet_log()
    load.join()
    check_checkpoint(load.check_goes_on())
    say(f"  drained in {took:.2f} s")


if __name__ == "__main__":
    main(tests_of(globals()))
