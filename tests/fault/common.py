"""What the tests of faults share: the end-to-end harness, which stands in
tests/e2e, the table of legal transitions, and a look at the store of a server
that runs or was killed.
"""
import os
import re
import sqlite3
import sys

_HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(os.path.dirname(_HERE), "e2e"))

from client import TERMINAL, Api
from harness import check, check_equal
from history import (PHASE_STATUS, Findings, check_history, copy_database,
                     read_database)
from life import log_of

_TABLE = os.path.join(_HERE, "..", "..", "docs", "state_machine.md")
_ROW = re.compile(r"^\| `(\w+)` \| `(\w+)` \| ", re.MULTILINE)
FIRST_PHASES = {"queued", "scheduled", "waiting"}


def legal_transitions():
    """The pairs in the table of docs/state_machine.md, which a unit test keeps
    equal to messages/job.hpp."""
    with open(_TABLE, encoding="utf-8") as file:
        text = file.read().partition("## Transitions")[2]
    found = set(_ROW.findall(text))
    check(("queued", "running") in found and len(found) > 20,
          f"the table of transitions is not understood: {found}")
    return found


def check_log(api, job, legal):
    """The log of a job is a chain of legal transitions to where it stands."""
    log = log_of(api, job["jobId"])
    check(log and "from" not in log[0] and log[0]["to"] in FIRST_PHASES,
          f"the log of {job['jobId']} does not begin: {log[:1]}")
    for before, entry in zip(log, log[1:]):
        check_equal(entry.get("from"), before["to"], f"a gap in {log}")
        check((entry["from"], entry["to"]) in legal, f"illegal: {entry}")
        check(entry["attempt"] == before["attempt"]
              + (entry["to"] == "running"), f"attempts of {log}")
    check_equal(log[-1]["to"], job["phase"], f"end of the log {log}")
    ends = [e for e in log if PHASE_STATUS[e["to"]] in TERMINAL]
    check_equal(len(ends), 1 if job["status"] in TERMINAL else 0,
                f"ends of {log}")
    return log


def read_stopped(server, history=None, all_ended=False, quick=True):
    """What a stopped server's store holds, on a copy; with a history, compared
    with what clients were told."""
    findings = Findings()
    directory, path = copy_database(server.database)
    with directory:
        stored = read_database(path, findings, quick=quick)
    if history is not None:
        check_history(history, stored, findings, all_ended)
    check(not findings, "\n".join(findings.sentences()))
    return stored


class Peek:
    """Reads the database of a server while it runs, as another process may."""

    def __init__(self, server):
        self._database = sqlite3.connect(f"file:{server.database}?mode=ro",
                                         uri=True, isolation_level=None)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._database.close()

    def job(self, job_id, *columns):
        """These columns of a job; None without it."""
        return self._database.execute(
            f"SELECT {', '.join(columns)} FROM jobs WHERE id = ?",
            (job_id,)).fetchone()


def await_all_ended(api, job_ids, seconds=40):
    """The jobs, by id, once they have ended."""
    return {job_id: api.await_end(job_id, seconds) for job_id in job_ids}

