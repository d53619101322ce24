"""The history checker finds what is planted: a lost job, lost, doubled and
foreign rows, states that go back, a file that is damaged.
"""
import copy
import json
import os
import sqlite3
import sys
import tempfile

from harness import Failure, check, check_equal, say, tests_of
from history import Findings, History, StoredJob, check_history, read_database
from made_rows import HEADERS, make_rows

JOB = "enrichment-1767225600000-abc"
ROWS = make_rows("m1", 20)
MIGRATION = os.path.join(os.path.dirname(os.path.abspath(__file__)),
                         "../../store/migrations/0001_init.sql")


def make_state(**changes):
    state = {"jobId": JOB, "status": "completed", "phase": "done",
             "attempt": 2, "failures": 0, "seq": 30,
             "progress": {"current": 20, "total": 20},
             "counts": {"saved": 18, "filtered": 2, "failed": 0},
             "metadata": {"mark": "m1"}}
    return {**state, **changes}


def make_leads():
    return [{"row": i, "status": "filtered" if i < 2 else "saved",
             "input": dict(row)} for i, row in enumerate(ROWS)]


def make_history():
    history = History()
    history.send("m1", ROWS)
    history.acknowledged("m1", JOB)
    history.saw_job(make_state(status="running", phase="running", seq=20,
                               counts={"saved": 9, "filtered": 1, "failed": 0},
                               attempt=1))
    return history


def find(history, *stored, all_ended=True):
    findings = Findings()
    check_history(history, list(stored), findings, all_ended)
    return findings


def check_only(findings, kind, words):
    """Something is found, of this kind, in these words."""
    check(any(words in text for text in getattr(findings, kind)),
          f"no {kind} with {words!r} in {findings.sentences()}")
    others = {"lost", "unexpected", "duplicates", "faults"} - {kind}
    for other in others:
        check_equal(getattr(findings, other), [], f"{other} beside {kind}")


def test_says_nothing_of_a_good_history():
    found = find(make_history(), StoredJob(make_state(), make_leads()))
    check_equal(found.sentences(), [], "findings")
    check(not found, "empty findings are true")


def test_finds_a_lost_job():
    check_only(find(make_history()), "lost", "acknowledged and is gone")


def test_finds_a_lost_row():
    job = StoredJob(make_state(counts={"saved": 17, "filtered": 2,
                                       "failed": 0}), make_leads()[:-1])
    check_only(find(make_history(), job), "lost", "1 rows have no result")


def test_finds_saved_rows_that_were_shown_and_are_gone():
    state = make_state(status="running", phase="running", seq=21,
                       counts={"saved": 8, "filtered": 1, "failed": 0})
    leads = [lead for lead in make_leads() if 0 < lead["row"] < 10]
    check_only(find(make_history(), StoredJob(state, leads), all_ended=False),
               "lost", "9 saved were shown, 8 are kept")


def test_finds_counts_that_say_more_than_is_there():
    job = StoredJob(make_state(), make_leads()[:-1])
    check_only(find(make_history(), job, all_ended=False), "lost",
               "counts 18 saved, 17 are there")


def test_finds_a_job_that_did_not_end():
    state = make_state(status="running", phase="running")
    check_only(find(make_history(), StoredJob(state, make_leads())), "lost",
               "is running")


def test_finds_a_doubled_row():
    leads = make_leads()
    job = StoredJob(make_state(counts={"saved": 19, "filtered": 2,
                                       "failed": 0}), leads + [leads[-1]])
    check_only(find(make_history(), job), "duplicates", "row 19 2 times")


def test_finds_a_doubled_job():
    job = StoredJob(make_state(), make_leads())
    twin = StoredJob(make_state(jobId=JOB + "d"), make_leads())
    check_only(find(make_history(), job, twin), "duplicates",
               "became 2 jobs")


def test_finds_a_foreign_job():
    job = StoredJob(make_state(), make_leads())
    foreign = StoredJob(make_state(jobId=JOB + "f", metadata={"mark": "?"}),
                        make_leads())
    check_only(find(make_history(), job, foreign), "unexpected",
               "a job of mark '?'")


def test_finds_a_refused_request_that_became_a_job():
    history = make_history()
    history.send("m2", ROWS)
    history.refused("m2")
    job = StoredJob(make_state(), make_leads())
    other = StoredJob(make_state(jobId=JOB + "2", metadata={"mark": "m2"}),
                      make_leads())
    check_only(find(history, job, other), "unexpected", "was refused")


def test_takes_an_unanswered_request_with_and_without_its_job():
    history = make_history()
    history.send("m2", ROWS)
    job = StoredJob(make_state(), make_leads())
    other = StoredJob(make_state(jobId=JOB + "2", metadata={"mark": "m2"}),
                      make_leads())
    check(not find(history, job), "without its job")
    check(not find(history, job, other), "with its job")
    other.leads.pop()
    other.state["counts"] = {"saved": 17, "filtered": 2, "failed": 0}
    check_only(find(history, job, other), "lost", "1 rows have no result")


def test_finds_a_changed_input():
    leads = copy.deepcopy(make_leads())
    leads[7]["input"]["City"] = "Elsewhere"
    check_only(find(make_history(), StoredJob(make_state(), leads)),
               "unexpected", "row 7 is not the row that was sent")


def test_finds_rows_out_of_order():
    leads = make_leads()
    leads[3], leads[4] = leads[4], leads[3]
    check_only(find(make_history(), StoredJob(make_state(), leads)), "faults",
               "not in row order")


def test_finds_a_seq_that_goes_back():
    history = make_history()
    history.saw_seq(40)
    history.saw_seq(39)
    check_only(find(history, StoredJob(make_state(), make_leads())), "faults",
               "seq went back from 40 to 39")
    history = make_history()
    history.saw_frame({"seq": 5, "job": make_state()}, 5)
    check_only(find(history, StoredJob(make_state(), make_leads())), "faults",
               "came after")


def test_finds_progress_that_goes_back_between_two_answers():
    history = make_history()
    history.saw_job(make_state(seq=25, counts={"saved": 8, "filtered": 1,
                                               "failed": 0}))
    check_only(find(history, StoredJob(make_state(), make_leads())), "faults",
               "saved 9 then 8")


def make_database(path):
    with open(MIGRATION, encoding="utf-8") as file:
        script = file.read()
    database = sqlite3.connect(path)
    database.executescript(script)
    database.execute("UPDATE counters SET last_seq = 30")
    state = make_state()
    names = [row[1] for row in database.execute("PRAGMA table_info(jobs)")]
    values = dict.fromkeys(names, 0) | {
        "num": 1, "id": JOB, "type": "enrichment", "phase": "done",
        "current": 20, "total": 20, "saved": 18, "filtered": 2,
        "saved_no": 20, "attempt": 2, "seq": 30, "node": "", "error": "",
        "code": "", "tags": "[]", "steps": "[]",
        "metadata": json.dumps(state["metadata"]),
        "headers": json.dumps(HEADERS)}
    database.execute(
        f"INSERT INTO jobs ({','.join(values)}) "
        f"VALUES ({','.join('?' * len(values))})", list(values.values()))
    database.execute(
        "INSERT INTO inputs VALUES (1, 0, 20, ?)",
        ("\n".join(json.dumps(row) for row in ROWS),))
    database.executemany(
        "INSERT INTO results VALUES (1, ?, ?, ?, '', '', NULL, ?, '{}')",
        [(lead["row"], lead["row"] + 1, lead["status"],
          json.dumps(lead["input"])) for lead in make_leads()])
    database.commit()
    return database


def find_in_database(tamper):
    with tempfile.TemporaryDirectory() as directory:
        path = os.path.join(directory, "leadmill.db")
        database = make_database(path)
        for sql in tamper:
            database.execute(sql)
        database.commit()
        database.close()
        findings = Findings()
        check_history(make_history(), read_database(path, findings), findings,
                      all_ended=True)
        return findings


def test_reads_the_database_and_finds_what_was_tampered_with():
    check_equal(find_in_database([]).sentences(), [], "a good file")
    lost = "DELETE FROM results WHERE row = 19"
    check("1 rows have no result" in str(find_in_database([lost]).lost),
          "a deleted row is not found")
    check(find_in_database(["DELETE FROM jobs"]).lost, "a deleted job")
    check(find_in_database(["UPDATE results SET saved_no = 99 WHERE row = 4"])
          .duplicates, "a number given twice or left out")
    check(find_in_database(["UPDATE inputs SET count = 19"]).lost,
          "a lost input row")
    check(find_in_database(["UPDATE results SET input = '{\"Ref\":\"x\"}' "
                            "WHERE row = 4"]).unexpected, "a changed input")
    check(find_in_database(["UPDATE counters SET last_seq = 3"]).faults,
          "a counter that went back")


def main():
    failed = 0
    for name, test in tests_of(globals()):
        try:
            test()
            say(f"{name}: ok")
        except Failure as failure:
            failed += 1
            say(f"{name}: FAILED: {failure}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
