"""kill -9 with a job in every phase there is. After the next start those that
had ended are unchanged to the letter, the others have kept everything they were
asked for, and once nothing is paused any more each of them ends.

One that is backing off is planted in the stopped store: from outside, no
attempt can be made to fail within a test's patience.
"""
import signal
import sqlite3
import time

from common import Api, await_all_ended, check_log, legal_transitions, \
    read_stopped

from client import CANCEL, TERMINAL
from harness import check, check_equal, main, say, tests_of, wait_until
from history import History
from life import PAUSE, RESUME, await_phase, good, seconds_of
from made_rows import make_body, make_rows

BIG, SMALL = make_rows("big", 10_000), make_rows("small", 20)
DELAY_SECONDS = 5
BACKOFF_SECONDS = 4
AT_WORK = ("running", "cancelling", "cancelling too")
ENDED = ("done", "failed", "cancelled", "skipped")
# What a job was asked for, and when; a kill changes none of it.
LASTING = ("jobId", "type", "priority", "tags", "metadata", "createdAt",
           "maxAttempts", "after", "afterPolicy")
MOST_TRIES = 8


class Cast:
    """A server with jobs in all phases; each job is named after its own."""

    def __init__(self, workspace, data):
        self.big = BIG
        self.history = History()
        self.server = workspace.serve(data)
        self.api = Api(self.server)
        self.ids = {}

    def submit(self, name, rows=SMALL, **options):
        number = len(self.ids)
        priority = ("low", "normal", "high")[number % 3]
        self.history.send(name, rows)
        body = make_body(rows, {"mark": name, "number": number},
                         {"tags": [name, "cast"], "priority": priority,
                          "maxAttempts": 5 + number, **options})
        self.ids[name] = self.api.enrich(body)
        self.history.acknowledged(name, self.ids[name])
        return self.ids[name]

    def cancel(self, name):
        good(self.api.post_json(CANCEL, {"jobId": self.ids[name]}))

    def end_some(self):
        self.api.await_end(self.submit("done"))
        self.let_time_run_out()
        good(self.api.call("POST", PAUSE))
        self.submit("cancelled")
        self.submit("skipped", after=self.ids["cancelled"])
        self.cancel("cancelled")
        await_phase(self.api, self.ids["skipped"], "skipped")
        good(self.api.call("POST", RESUME))

    def let_time_run_out(self):
        """While the process stands still, so that the job cannot end first."""
        job_id = self.submit("failed", self.big, timeoutSeconds=1)
        job = await_phase(self.api, job_id, "running")
        self.server.signal(signal.SIGSTOP)
        try:
            over = seconds_of(job["startedAt"]) + 1.05
            wait_until(lambda: time.time() > over, "its time is over", 5)
        finally:
            self.server.signal(signal.SIGCONT)
        check_equal(self.api.await_end(job_id)["code"], "timed_out", job_id)

    def open_others(self):
        for name in AT_WORK:
            self.submit(name, self.big)
        for name in AT_WORK:
            await_phase(self.api, self.ids[name], "running")
        good(self.api.call("POST", PAUSE))
        self.submit("queued")
        self.submit("retrying")
        self.submit("waiting", after=self.ids["running"])
        self.submit("waiting long", after=self.ids["queued"],
                    delaySeconds=DELAY_SECONDS)
        self.submit("scheduled", delaySeconds=DELAY_SECONDS)
        self.submit("far", delaySeconds=31_536_000)

    def cancel_and_kill(self):
        """The jobs as they were shown last, by name."""
        shown = {job["metadata"]["mark"]: job for job in self.api.jobs()}
        for name in AT_WORK[1:]:
            # 409 is for one that ended meanwhile: this try shows nothing then.
            told = self.api.post_json(CANCEL, {"jobId": self.ids[name]})
            check(told.status in (200, 409), f"the cancellation: {told}")
        self.server.kill()
        for job in shown.values():
            self.history.saw_job(job)
        return shown


def plant_backoff(server, job_id):
    """As if its first attempt had failed just now; returns when it is due."""
    now = int(time.time() * 1000)
    due = now + BACKOFF_SECONDS * 1000
    with sqlite3.connect(server.database) as database:
        seq, = database.execute("SELECT last_seq FROM counters").fetchone()
        num, = database.execute("SELECT num FROM jobs WHERE id = ?",
                                (job_id,)).fetchone()
        database.execute(
            "UPDATE jobs SET phase = 'retrying', attempt = 1, failures = 1, "
            "started_at = ?, deadline_at = ?, run_at = ?, seq = ? "
            "WHERE num = ?", (now, now + 86_400_000, due, seq + 2, num))
        database.executemany(
            "INSERT INTO history VALUES (?, ?, ?, 1, ?, ?, 'local', ?)",
            [(num, seq + 1, now, "queued", "running", ""),
             (num, seq + 2, now, "running", "retrying", "planted")])
        database.execute("UPDATE counters SET last_seq = ?", (seq + 2,))
    database.close()
    return due / 1000


def kill_in_every_phase(workspace):
    """A killed cast: (cast, jobs as shown last). Whether those at work still
    are when the kill comes is a matter of moments: tries until they were."""
    for number in range(MOST_TRIES):
        cast = Cast(workspace, f"data-{number}")
        cast.end_some()
        cast.open_others()
        shown = cast.cancel_and_kill()
        phases = {job.mark: job.state["phase"]
                  for job in read_stopped(cast.server, cast.history)}
        if phases["running"] == "running" and "cancelling" in phases.values():
            say(f"  try {number + 1}: {phases}")
            return cast, shown
    check(False, f"in {MOST_TRIES} tries no kill found all of them at work")


def check_as_shown(api, cast, shown):
    """At once after the start, while new starts are paused."""
    for name, before in shown.items():
        if name in AT_WORK:
            await_phase(api, cast.ids[name],
                        "queued" if name == "running" else "cancelled")
        job = api.job(cast.ids[name])
        for field in LASTING:
            check_equal(job.get(field), before.get(field), f"{field}: {name}")
        if name in AT_WORK:
            check_equal(job["attempt"], 1, f"attempt of {name}")
            check(job["counts"]["saved"] >= before["counts"]["saved"],
                  f"{name} lost rows: {job}")
        elif name != "retrying":
            check_equal(job, before, f"{name} after the kill")
        check_equal("completedAt" in job, job["status"] in TERMINAL,
                    f"completedAt of {name}")


def check_not_early(cast, ended, due, shown):
    started = {name: seconds_of(job["startedAt"])
               for name, job in ended.items() if "startedAt" in job}
    for name in ("scheduled", "waiting long"):
        check(started[name] >= seconds_of(shown[name]["runAt"]),
              f"{name} started early")
    again = [entry for entry in check_log(cast.api, ended["retrying"],
                                          legal_transitions())
             if entry["to"] == "running"][1]
    check(seconds_of(again["time"]) >= due, "the backoff was cut short")
    for child, parent in (("waiting", "running"), ("waiting long", "queued")):
        check(started[child] >= seconds_of(ended[parent]["completedAt"]),
              f"{child} did not wait for {parent}")


def check_ends(ended):
    for name, job in ended.items():
        if name in ENDED:
            continue
        wanted = "cancelled" if name.startswith("cancelling") else "done"
        check_equal(job["phase"], wanted, f"the end of {name}")
        check_equal(job["failures"], 1 if name == "retrying" else 0,
                    f"failures of {name}")
        if wanted == "done":
            check_equal(job["attempt"],
                        2 if name in ("running", "retrying") else 1,
                        f"attempts of {name}")
            check_equal(job["progress"]["percentage"], 100, name)


def test_kill_in_every_phase(workspace):
    cast, shown = kill_in_every_phase(workspace)
    due = plant_backoff(cast.server, cast.ids["retrying"])
    cast.server = workspace.serve(cast.server.data)
    cast.api = api = Api(cast.server)
    check_as_shown(api, cast, shown)
    job = await_phase(api, cast.ids["retrying"], "retrying")
    check_equal(seconds_of(job["runAt"]), due, "runAt of the backoff")
    good(api.call("POST", RESUME))
    by_id = await_all_ended(api, [job_id for name, job_id in cast.ids.items()
                                  if name != "far"])
    ended = {job["metadata"]["mark"]: job for job in by_id.values()}
    check_ends(ended)
    check_not_early(cast, ended, due, shown)
    check_equal(api.job(cast.ids["far"]), shown["far"], "one of next year")
    cast.cancel("far")
    for name, job in ended.items():
        if name in ENDED:
            check_equal(job, shown[name], f"{name} in the end")
        check_log(api, job, legal_transitions())
    cast.server.check_quiet_log()
    cast.server.stop()
    read_stopped(cast.server, cast.history)


if __name__ == "__main__":
    main(tests_of(globals()))
