"""Cancelling races completion: many small jobs, each cancelled at a random
moment of its short life, from a fixed seed. Each ends once, in the way that the
answer to its cancellation promised, and stays so whatever comes later.
"""
import queue
import random
import threading
import time
from collections import Counter

from common import Api, await_all_ended, check_log, legal_transitions, \
    read_stopped

from client import CANCEL, check_problem
from follower import Follower
from harness import Failure, check, check_equal, main, pause, say, tests_of
from history import Findings, History, check_history, read_http
from made_rows import make_body, make_rows

JOBS = 240
CANCELLERS = 6
# Of a batch and of several.
SETS = {f"set-{count}": make_rows(f"set-{count}", count)
        for count in (1, 40, 300, 1000)}


class Race:
    """One client submits jobs; others cancel them meanwhile."""

    def __init__(self, server, seed):
        self.server = server
        self.rng = random.Random(seed)
        self.history = History()
        self.to_cancel = queue.Queue()
        self.answers = {}  # By job, those to its cancellations, in order.
        self.faults = []
        self.life_seconds = 0

    def submit(self, api, mark):
        rows = SETS[self.rng.choice(list(SETS))]
        self.history.send(mark, rows)
        job_id = api.enrich(make_body(rows, {"mark": mark}))
        self.history.acknowledged(mark, job_id)
        self.answers[job_id] = []
        return job_id

    def measure(self):
        """How long such a job takes when nothing else is there."""
        api, began = Api(self.server), time.monotonic()
        for number in range(4):
            api.await_end(self.submit(api, f"alone-{number}"))
        self.life_seconds = (time.monotonic() - began) / 4

    def cancel_some(self, seed):
        api, rng = Api(self.server), random.Random(seed)
        try:
            while job_id := self.to_cancel.get():
                pause(rng.uniform(0, 1.2 * self.life_seconds))
                for _ in range(rng.choice((0, 1, 1, 1, 1, 1, 1, 2))):
                    answer = api.post_json(CANCEL, {"jobId": job_id})
                    self.answers[job_id].append(answer)
        except (OSError, Failure) as failure:
            self.faults.append(repr(failure))

    def run(self, count):
        threads = [threading.Thread(target=self.cancel_some, args=(seed,))
                   for seed in range(CANCELLERS)]
        for thread in threads:
            thread.start()
        api = Api(self.server)
        for number in range(count):
            self.to_cancel.put(self.submit(api, f"job-{number}"))
            if self.rng.random() < 0.2:  # Else they queue up.
                pause(self.rng.uniform(0, 2 * self.life_seconds))
        for _ in threads:
            self.to_cancel.put(None)
        for thread in threads:
            thread.join()
        check(not self.faults, "\n".join(self.faults))


def outcome_of(job, answers):
    """What became of a job, which must be what the answers promised."""
    promised = False
    for answer in answers:
        if answer.status == 200:
            told = answer.json()["job"]
            check(told["phase"] in ("cancelling", "cancelled"),
                  f"the answer to a cancellation: {told}")
            promised = True
        else:
            ended = "cancelled" if promised else "done"
            told = check_problem(answer, 409, code="conflict")
            check(ended in told["error"], f"refused with {told['error']}")
    wanted = "cancelled" if promised else "done"
    check_equal(job["phase"], wanted, f"{job['jobId']} after {answers}")
    if not answers:
        return "left alone"
    if not promised:
        return "too late"
    return answers[0].json()["job"]["phase"]


def check_results(api, job):
    told = api.results(job["jobId"])
    check_equal(told["complete"], True, f"complete of {job}")
    check_equal(told["results"]["count"], job["progress"]["current"],
                f"results of {job}")
    if job["phase"] == "done":
        check_equal(job["progress"]["current"], job["progress"]["total"],
                    f"progress of {job}")


def check_http(api, history):
    findings = Findings()
    check_history(history, read_http(api), findings)
    check(not findings, "\n".join(findings.sentences()))


def test_cancel_races_completion(workspace):
    server = workspace.serve(args=("--slots", "2"))
    race = Race(server, seed=1)
    follower = Follower(server, race.history)
    follower.start()
    follower.ready.wait(10)
    race.measure()
    race.run(80 if workspace.is_sanitized else JOBS)
    api, legal = Api(server), legal_transitions()
    ended = await_all_ended(api, race.answers)
    logs = {job_id: check_log(api, job, legal)
            for job_id, job in ended.items()}
    counts = Counter(outcome_of(job, race.answers[job_id])
                     for job_id, job in ended.items())
    say(f"  {len(ended)} jobs, {race.life_seconds * 1000:.0f} ms each: "
        f"{dict(counts)}")
    for kind in ("left alone", "too late", "cancelling", "cancelled"):
        check(counts[kind] > 0, f"no job was {kind}: {counts}")
    for job in ended.values():
        check_results(api, job)
    check_http(api, race.history)
    # Too late, all of them; and nothing moves any more, a restart included.
    for job_id in ended:
        check_problem(api.post_json(CANCEL, {"jobId": job_id}), 409)
    server.check_quiet_log()
    server.kill()
    follower.finish()
    read_stopped(server, race.history)
    api = Api(workspace.serve())
    for job_id, job in ended.items():
        check_equal(api.job(job_id), job, "a job that had ended")
        check_equal(check_log(api, job, legal), logs[job_id], "its log")


if __name__ == "__main__":
    main(tests_of(globals()))
