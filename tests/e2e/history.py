"""The history checker: compares what clients were told with what the store
holds. Three lists must stay empty:

- lost: acknowledged, or shown as saved, and gone (or changed) afterwards;
- unexpected: there, though nobody asked for it, or not as it was asked for;
- duplicates: a job for each of two acknowledgements of one request, or a row
  that stands in the results twice.

A request that got no answer may or may not have become a job; when it did, the
job must be whole like any other.
"""
import json
import shutil
import sqlite3
import tempfile
import threading
from collections import Counter

from client import TERMINAL
from made_rows import HEADERS

PHASE_STATUS = {
    "queued": "pending", "scheduled": "pending", "waiting": "pending",
    "retrying": "pending", "running": "running", "cancelling": "running",
    "done": "completed", "failed": "failed", "cancelled": "cancelled",
    "skipped": "cancelled"}


class Request:
    """A request that was sent under a mark of its own (metadata.mark)."""

    def __init__(self, mark, rows):
        self.mark = mark
        self.rows = rows
        self.job_id = None
        self.refused = False


class History:
    """What was asked for, and what was told about it. Any thread."""

    def __init__(self):
        self.requests = {}
        self.told = {}
        self.seq = 0
        self.faults = []
        self._lock = threading.Lock()

    def send(self, mark, rows):
        """To be called before a request goes out."""
        with self._lock:
            self.requests[mark] = Request(mark, rows)

    def acknowledged(self, mark, job_id):
        with self._lock:
            self.requests[mark].job_id = job_id

    def refused(self, mark):
        """The answer was that nothing was kept."""
        with self._lock:
            self.requests[mark].refused = True

    def saw_job(self, job, who="status"):
        """A job as HTTP or the live feed showed it."""
        with self._lock:
            before = self.told.get(job["jobId"])
            if before:
                self._compare(before, job, who)
            if not before or job["seq"] >= before["seq"]:
                self.told[job["jobId"]] = job

    def saw_seq(self, seq):
        """The seq of a snapshot: everything told so far is behind it."""
        with self._lock:
            if seq < self.seq:
                self.faults.append(f"seq went back from {self.seq} to {seq}")
            self.seq = max(self.seq, seq)

    def saw_frame(self, frame, previous):
        """A job frame of one connection, whose last seq was `previous`."""
        if frame["seq"] <= previous:
            with self._lock:
                self.faults.append(f"a frame of seq {frame['seq']} came after "
                                   f"one of {previous}")
        self.saw_job(frame["job"], "live feed")
        with self._lock:
            self.seq = max(self.seq, frame["seq"])
        return frame["seq"]

    def _compare(self, before, job, who):
        old, new = sorted((before, job), key=lambda j: j["seq"])
        wrong = [f"{name} {old[name]} then {new[name]}"
                 for name in ("attempt", "failures")
                 if new[name] < old[name]]
        wrong += [f"{name} {count} then {new['counts'][name]}"
                  for name, count in old["counts"].items()
                  if new["counts"][name] < count]
        if old["status"] in TERMINAL and new["status"] != old["status"]:
            wrong.append(f"{old['status']} then {new['status']}")
        if before["seq"] == job["seq"] and before != job:
            wrong.append("two states under one seq")
        if wrong:
            self.faults.append(f"{job['jobId']} ({who}): {'; '.join(wrong)}")


class Findings:
    """What is wrong, a sentence each."""

    def __init__(self):
        self.lost = []
        self.unexpected = []
        self.duplicates = []
        self.faults = []

    def __bool__(self):
        return bool(self.lost or self.unexpected or self.duplicates
                    or self.faults)

    def summary(self):
        return (f"lost={len(self.lost)} unexpected={len(self.unexpected)} "
                f"duplicates={len(self.duplicates)}")

    def sentences(self, most=20):
        return [f"{kind}: {sentence}"
                for kind in ("lost", "unexpected", "duplicates", "faults")
                for sentence in getattr(self, kind)[:most]]


class StoredJob:
    """A job as the store holds it, with its results in the order given (None:
    they were not read)."""

    def __init__(self, state, leads):
        self.state = state
        self.leads = leads

    @property
    def id(self):
        return self.state["jobId"]

    @property
    def mark(self):
        return self.state["metadata"].get("mark")


def read_http(api, job_ids=None):
    """Everything that the server shows over HTTP."""
    out = []
    for job in api.jobs():
        if job_ids is None or job["jobId"] in job_ids:
            told = api.results(job["jobId"])
            out.append(StoredJob(job, told["results"]["leads"]))
    return out


_JOB_COLUMNS = """num, id, phase, current, total, saved, filtered, failed,
attempt, failures, seq, metadata, headers"""


def _stored_state(row):
    return {"jobId": row["id"], "status": PHASE_STATUS[row["phase"]],
            "phase": row["phase"], "attempt": row["attempt"],
            "failures": row["failures"], "seq": row["seq"],
            "progress": {"current": row["current"], "total": row["total"]},
            "counts": {name: row[name]
                       for name in ("saved", "filtered", "failed")},
            "metadata": json.loads(row["metadata"])}


def read_database(path, findings, settled=(), quick=False):
    """Everything that is in the SQLite file; its own consistency too. The
    server must be stopped. Of `settled` jobs only the state is read."""
    database = sqlite3.connect(path)
    database.row_factory = sqlite3.Row
    try:
        pragma = "quick_check" if quick else "integrity_check"
        verdict = [r[0] for r in database.execute(f"PRAGMA {pragma}")]
        verdict += [f"foreign key: {tuple(r)}" for r in
                    database.execute("PRAGMA foreign_key_check")]
        findings.faults += [f"integrity: {v}" for v in verdict if v != "ok"]
        newest = database.execute("SELECT last_seq FROM counters").fetchone()
        out = []
        for row in database.execute(
                f"SELECT {_JOB_COLUMNS} FROM jobs ORDER BY num").fetchall():
            if row["seq"] > newest[0]:
                findings.faults.append(f"{row['id']}: seq above the counter")
            if row["id"] in settled:
                out.append(StoredJob(_stored_state(row), None))
                continue
            out.append(StoredJob(_stored_state(row),
                                 _read_results(database, row, findings)))
            _check_inputs(database, row, findings)
        return out
    finally:
        database.close()


def _read_results(database, job, findings):
    leads, numbers = [], []
    for row in database.execute(
            "SELECT row, saved_no, status, input, fields FROM results "
            "WHERE job = ? ORDER BY row", (job["num"],)):
        leads.append({"row": row["row"], "status": row["status"],
                      **json.loads(row["fields"]),
                      "input": json.loads(row["input"])})
        numbers.append(row["saved_no"])
    if sorted(numbers) != list(range(1, len(numbers) + 1)):
        findings.duplicates.append(
            f"{job['id']}: rows are not numbered 1 to {len(numbers)}")
    return leads


def _check_inputs(database, job, findings):
    """The input is whole: it is what a resumed job works from."""
    wanted = 0
    for row in database.execute(
            "SELECT first_row, count, data FROM inputs WHERE job = ? "
            "ORDER BY first_row", (job["num"],)):
        if row["first_row"] != wanted or \
                row["count"] != row["data"].count("\n") + 1:
            findings.lost.append(f"{job['id']}: input at row {wanted}")
        wanted = row["first_row"] + row["count"]
    if wanted != job["total"]:
        findings.lost.append(f"{job['id']}: {wanted} of {job['total']} input "
                             "rows are kept")
    if json.loads(job["headers"]) != HEADERS:
        findings.unexpected.append(f"{job['id']}: other headers")


def copy_database(path):
    """A copy of a stopped server's database in a directory of its own, so that
    looking at it does not tidy its write-ahead log away: (directory, file)."""
    directory = tempfile.TemporaryDirectory(prefix="leadmill-copy-")
    copy = f"{directory.name}/leadmill.db"
    shutil.copyfile(path, copy)
    for suffix in ("-wal",):
        try:
            shutil.copyfile(path + suffix, copy + suffix)
        except FileNotFoundError:
            pass  # Nothing was left in it.
    return directory, copy


def check_history(history, stored, findings, all_ended=False):
    """Compares; `all_ended`: every job must have completed with all rows."""
    findings.faults += history.faults
    by_id = {job.id: job for job in stored}
    if len(by_id) != len(stored):
        findings.duplicates.append("a job id is there twice")
    _check_requests(history, stored, by_id, findings)
    for job_id, told in history.told.items():
        if job_id in by_id:
            _check_told(told, by_id[job_id].state, findings)
        else:
            findings.lost.append(f"{job_id} was shown and is gone")
    for job in stored:
        request = history.requests.get(job.mark)
        if request and job.leads is not None:
            _check_rows(job, request.rows, findings, all_ended)


def _check_requests(history, stored, by_id, findings):
    marks = Counter(job.mark for job in stored)
    for mark, count in marks.items():
        request = history.requests.get(mark)
        if request is None:
            findings.unexpected.append(f"a job of mark {mark!r}")
        elif request.refused:
            findings.unexpected.append(f"{mark} was refused and is there")
        if count > 1:
            findings.duplicates.append(f"{mark} became {count} jobs")
    for request in history.requests.values():
        if request.job_id is None:
            continue
        job = by_id.get(request.job_id)
        if job is None:
            findings.lost.append(f"{request.job_id} ({request.mark}) was "
                                 "acknowledged and is gone")
        elif job.mark != request.mark:
            findings.unexpected.append(f"{job.id} is of {job.mark}, not "
                                       f"{request.mark}")


def _check_told(told, state, findings):
    if state["seq"] < told["seq"]:
        findings.lost.append(f"{told['jobId']}: seq {told['seq']} was shown, "
                             f"{state['seq']} is kept")
    for name, count in told["counts"].items():
        if state["counts"][name] < count:
            findings.lost.append(
                f"{told['jobId']}: {count} {name} were shown, "
                f"{state['counts'][name]} are kept")
    if state["attempt"] < told["attempt"]:
        findings.lost.append(f"{told['jobId']}: attempt {told['attempt']}")
    if told["status"] in TERMINAL and state["status"] != told["status"]:
        findings.lost.append(f"{told['jobId']} was {told['status']}, is "
                             f"{state['status']}")


def _check_rows(job, rows, findings, all_ended):
    if job.state["progress"]["total"] != len(rows):
        findings.lost.append(f"{job.id}: total "
                             f"{job.state['progress']['total']}, {len(rows)} "
                             "rows were sent")
    numbers = [lead["row"] for lead in job.leads]
    for row, count in Counter(numbers).items():
        if count > 1:
            findings.duplicates.append(f"{job.id}: row {row} {count} times")
    if numbers != sorted(numbers):
        findings.faults.append(f"{job.id}: results are not in row order")
    _check_counts(job, findings)
    for lead in job.leads:
        known = 0 <= lead["row"] < len(rows)
        if not known or lead["input"] != rows[lead["row"]]:
            findings.unexpected.append(f"{job.id}: row {lead['row']} is not "
                                       "the row that was sent")
    if not all_ended:
        return
    missing = sorted(set(range(len(rows))) - set(numbers))
    if missing:
        findings.lost.append(f"{job.id}: {len(missing)} rows have no result, "
                             f"the first is {missing[0]}")
    if job.state["status"] != "completed":
        findings.lost.append(f"{job.id} is {job.state['phase']}")


def _check_counts(job, findings):
    """What is counted is what is there."""
    there = Counter(lead["status"] for lead in job.leads)
    for name, count in job.state["counts"].items():
        if there[name] < count:
            findings.lost.append(f"{job.id}: counts {count} {name}, "
                                 f"{there[name]} are there")
        elif there[name] > count:
            findings.unexpected.append(f"{job.id}: counts {count} {name}, "
                                       f"{there[name]} are there")
