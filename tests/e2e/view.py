"""What one subscriber of the live feed believes, checked with every frame: its
seq rises, no job goes back, nothing is said that a feed must not say.
"""
from client import TERMINAL
from harness import check, check_equal


class View:
    """`jobs` by id, as they were told; `seq` is where it can resume."""

    def __init__(self):
        self.jobs = {}
        self.seq = None
        self.resumed = 0
        self.replaced = 0
        self._snapshot = None

    def connected(self):
        """A new connection begins: a snapshot under way is lost."""
        self._snapshot = None

    def take(self, frame):
        kind = frame["type"]
        if kind == "snapshot":
            return self._take_part(frame)
        check(self._snapshot is None, f"{kind} in the middle of a snapshot")
        if kind == "hello":
            return None
        check(kind in ("job", "removed"), f"unexpected frame {frame}")
        check(self.seq is not None, "a change before the first snapshot")
        check(frame["seq"] > self.seq, f"seq {frame['seq']} after {self.seq}")
        self.seq = frame["seq"]
        if kind == "removed":
            self.jobs.pop(frame["jobId"], None)
        else:
            check_equal(frame["job"]["seq"], frame["seq"], "seq of a job")
            self._put(frame["job"])
        return None

    def _take_part(self, frame):
        check(len(frame["jobs"]) <= 500, "a frame of more than 500 jobs")
        if self._snapshot is None:
            self._snapshot = ({}, [])
        jobs, removed = self._snapshot
        for job in frame["jobs"]:
            check(job["jobId"] not in jobs, "a job is twice in a snapshot")
            check(job["seq"] <= frame["seq"], "a job newer than its snapshot")
            jobs[job["jobId"]] = job
        removed += frame["removed"]
        if not frame["more"]:
            self._snapshot = None
            self._take_snapshot(frame, jobs, removed)

    def _take_snapshot(self, frame, jobs, removed):
        check(self.seq is None or frame["seq"] >= self.seq,
              f"a snapshot of {frame['seq']} after {self.seq}")
        if frame["full"]:
            self.replaced += 1
            check(not removed, "a full snapshot with removals")
            self.jobs = {name: job for name, job in self.jobs.items()
                         if name in jobs}
        else:
            self.resumed += 1
            check(self.seq is not None, "resumed out of nothing")
        for name in removed:
            self.jobs.pop(name, None)
        for job in jobs.values():
            self._put(job)
        self.seq = frame["seq"]

    def _put(self, job):
        old = self.jobs.get(job["jobId"])
        if old is not None:
            check(job["seq"] >= old["seq"], f"{job['jobId']} goes back in seq")
            before = (old["attempt"], old["progress"]["current"])
            now = (job["attempt"], job["progress"]["current"])
            check(now >= before, f"{job['jobId']} goes back: {before} to {now}")
            check(job["seq"] > old["seq"] or job == old,
                  f"two states of {job['jobId']} have one seq")
        self.jobs[job["jobId"]] = job

    def check_equals(self, truth):
        """`truth`: the server's jobs by id. Every one of them, and no other."""
        check_equal(sorted(self.jobs), sorted(truth), "which jobs there are")
        for name, job in truth.items():
            check_equal(self.jobs[name], job, name)
            check(job["status"] in TERMINAL, f"{name} has not ended")
