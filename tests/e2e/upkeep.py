"""What is kept, and what is gone: log and statistics, cleanup with its frames on
the live feed, and a person erased from every byte of the data directory.
"""
import os
import random
import sqlite3
import time

from client import CANCEL, RESULTS, STATUS, Api, check_problem
from harness import check, check_equal, main, tests_of, wait_until
from life import (LOG, PAUSE, RESUME, STATS, finish, good, log_of, submit)
from made_rows import HEADERS, make_row, make_rows
from wsclient import Socket

CLEANUP = "/api/jobs/cleanup"
LEADS = "/api/leads"
DAY_MS = 24 * 60 * 60 * 1000


def clean_up(api, days):
    told = good(api.post_json(CLEANUP, {"daysToKeep": days}))
    check_equal((told["errors"], told["daysToKeep"]), (0, days), f"{told}")
    return told["deleted"]


def age(server, job_id, days):
    """Makes a stopped server's job older; no test waits for days."""
    with sqlite3.connect(server.database) as database:
        changed = database.execute(
            "UPDATE jobs SET completed_at = completed_at - ? WHERE id = ?",
            (days * DAY_MS, job_id)).rowcount
    database.close()
    check_equal(changed, 1, f"jobs {job_id}")


def test_log(workspace):
    server = workspace.serve()
    api = Api(server)
    good(api.call("POST", PAUSE))
    parent = submit(api, "parent")
    child = submit(api, "child", after=parent)
    skipped = submit(api, "skipped", after=parent, afterPolicy="failure")
    delayed = submit(api, "delayed", delaySeconds=1)
    good(api.call("POST", RESUME))
    for job_id in (parent, child, skipped, delayed):
        api.await_end(job_id)
    steps = {job_id: [(e.get("from"), e["to"]) for e in log_of(api, job_id)]
             for job_id in (parent, child, skipped, delayed)}
    worked = [("queued", "running"), ("running", "done")]
    check_equal(steps[parent], [(None, "queued")] + worked, "parent")
    check_equal(steps[child], [(None, "waiting"), ("waiting", "queued")]
                + worked, "child")
    check_equal(steps[skipped], [(None, "waiting"), ("waiting", "skipped")],
                "skipped")
    check_equal(steps[delayed], [(None, "scheduled"), ("scheduled", "queued")]
                + worked, "delayed")
    entries = log_of(api, parent)
    check_equal([e["attempt"] for e in entries], [0, 1, 1], "attempts")
    check(entries[1]["node"], f"where it ran: {entries[1]}")
    check(all(a["time"] <= b["time"] for a, b in zip(entries, entries[1:])),
          f"times: {entries}")
    job = api.job(parent)
    check_equal((entries[0]["time"], entries[-1]["time"], entries[-1]["seq"]),
                (job["createdAt"], job["completedAt"], job["seq"]), "the job")
    check_problem(api.get(LOG + "?jobId=enrichment-1767225600000-none"), 404)
    finish(server)


def test_stats(workspace):
    server = workspace.serve()
    api = Api(server)
    before = good(api.get(STATS))["types"]
    for kind in ("enrichment", "scraping"):
        check_equal((before[kind]["successRate"], before[kind]["retries"],
                     sum(before[kind]["byPhase"].values())), (0, 0, 0), kind)
    ids = [submit(api, f"stats-{i}", count=20) for i in range(3)]
    leads = {"saved": 0, "filtered": 0, "failed": 0}
    for job_id in ids:
        for name, n in api.await_end(job_id)["counts"].items():
            leads[name] += n
    good(api.call("POST", PAUSE))
    held = submit(api, "held")
    submit(api, "far", delaySeconds=1000)
    good(api.post_json(CANCEL, {"jobId": submit(api, "gone")}))
    told = good(api.get(STATS))["types"]["enrichment"]
    check_equal({k: n for k, n in told["byPhase"].items() if n},
                {"queued": 1, "scheduled": 1, "done": 3, "cancelled": 1},
                "by phase")
    check_equal(told["byStatus"], {"pending": 2, "running": 0, "completed": 3,
                                   "failed": 0, "cancelled": 1}, "by status")
    check_equal((told["successRate"], told["failureRate"]), (1, 0), "rates")
    check_equal(told["leads"], leads, "leads")
    for times in (told["waitingMs"], told["runningMs"]):
        check_equal(times["count"], 3, "measured")
        check(0 <= times["p50"] <= times["p90"] <= times["p99"]
              <= times["max"] < 60_000, f"quantiles {times}")
    check_equal(good(api.get(STATS))["paused"]["enrichment"], True, "paused")
    check_equal(api.job(held)["phase"], "queued", "held")
    finish(server)


def test_cleanup(workspace):
    server = workspace.serve()
    api = Api(server)
    old, young = submit(api, "old", count=2000), submit(api, "young")
    for job_id in (old, young):
        api.await_end(job_id)
    check_equal(clean_up(api, 1), 0, "nothing is so old")
    server.stop()
    age(server, old, days=2)
    age(server, young, days=0.5)
    server = workspace.serve()
    api = Api(server)
    good(api.call("POST", PAUSE))
    waiting = submit(api, "waiting")
    check_equal(clean_up(api, 3), 0, "kept for three days")
    with Socket(server) as feed:
        seq, jobs = feed.subscribe()
        check_equal(len(jobs), 3, "jobs in view")
        check_equal(clean_up(api, 1), 1, "removed")
        frame = feed.receive_type("removed")
        check_equal(frame["jobId"], old, "removed")
        check(frame["seq"] > seq, f"seq {frame['seq']} after {seq}")
        later = submit(api, "later")
        follows = feed.receive_type("job")
        check_equal(follows["job"]["jobId"], later, "what follows")
        check(follows["seq"] > frame["seq"], "seq rises")
    for path in (STATUS, RESULTS, LOG):
        check_problem(api.get(f"{path}?jobId={old}"), 404)
    check_equal({j["jobId"] for j in api.jobs()}, {young, waiting, later},
                "what is left")
    for bad in ({"daysToKeep": 0}, {"daysToKeep": 366}, {"days": 1}):
        check_problem(api.post_json(CLEANUP, bad), 400)
    check_equal(api.call("POST", CLEANUP).json()["daysToKeep"], 30, "default")
    wait_until(lambda: not rows_of_removed(server), "rows are given back", 30)
    server.kill()
    server = workspace.serve()
    check_problem(Api(server).get(f"{STATUS}?jobId={old}"), 404)
    server.stop()


def rows_of_removed(server):
    database = sqlite3.connect(f"file:{server.database}?mode=ro", uri=True)
    try:
        return database.execute(
            "SELECT count(*) FROM results WHERE job NOT IN "
            "(SELECT num FROM jobs WHERE open < 2)").fetchone()[0]
    finally:
        database.close()


NAME = "Zyxwina Vutsrqpon"
EMAIL = "zyxwina.vutsrqpon@mail.example.com"


def person(mark):
    return {**make_row(mark, 1, random.Random(mark)),
            "Full Name": NAME, "E-mail": EMAIL,
            "Phone Number": "(212) 555-0147"}


def files_with(directory, *words):
    """The files below a directory that hold one of the words, in any case."""
    found = []
    for folder, _, names in os.walk(directory):
        for name in names:
            with open(os.path.join(folder, name), "rb") as file:
                data = file.read().lower()
            found += [f"{name}: {word}" for word in words
                      if word.lower().encode() in data]
    return found


def check_nowhere(server):
    check_equal(files_with(server.data, EMAIL, NAME.split()[0],
                           NAME.split()[1]), [], "left on the disk")


def key_of(api, job_id, row):
    lead = api.results(job_id)["results"]["leads"][row]
    check_equal(lead["row"], row, "row")
    check(EMAIL in str(lead), f"somebody else: {lead}")
    return lead["key"]


def erase(api, key):
    return good(api.call("DELETE", f"{LEADS}?key={key}"))["found"]


def test_erasure(workspace):
    server = workspace.serve()
    api = Api(server)
    rows = make_rows("erased", 500)
    rows[300] = person("erased")
    done = api.enrich({"parsedData": {"headers": HEADERS, "rows": rows}})
    api.await_end(done)
    good(api.call("POST", PAUSE))
    held_rows = [person("held"), *make_rows("held", 3)]
    body = {"parsedData": {"headers": HEADERS, "rows": held_rows}}
    held = api.enrich(body)
    check(files_with(server.data, EMAIL), "the person is on the disk")
    key = key_of(api, done, 300)
    found = erase(api, key)
    check_equal(found, [{"jobId": done, "row": 300, "in": ["input", "result"]},
                        {"jobId": held, "row": 0, "in": ["input"]}], "found")
    check_nowhere(server)
    check_equal(erase(api, key), [], "nobody is left")
    lead = api.results(done)["results"]["leads"][300]
    check_equal(lead, {"row": 300, "status": "filtered", "erased": True,
                       "filterReason": "erased", "input": {}}, "the row")
    good(api.call("POST", RESUME))
    job = api.await_end(held)
    check_equal((job["status"], job["progress"]["current"]),
                ("completed", 4), "the held job")
    leads = api.results(held)["results"]["leads"]
    check_equal([lead.get("erased") for lead in leads],
                [True, None, None, None], "it was not brought back")
    for job_id, total in ((done, 500), (held, 4)):
        job = api.job(job_id)
        check_equal(sum(job["counts"].values()), total, "counts")
    check(EMAIL not in api.get(f"{RESULTS}?jobId={done}&format=csv")
          .body.decode(), "in the table")
    check_nowhere(server)
    check(EMAIL not in server.log() and key not in server.log(), "the log")
    finish(server)
    check_nowhere(server)


def test_erasure_while_jobs_run(workspace):
    server = workspace.serve()
    api = Api(server)
    rows = workspace.scaled(make_rows("busy", 5000))
    first = api.enrich({"parsedData": {"headers": HEADERS,
                                       "rows": [person("first")]}})
    api.await_end(first)
    key = key_of(api, first, 0)
    rows[len(rows) // 2] = person("busy")
    rows[-1] = person("busy")
    ids = [api.enrich({"parsedData": {"headers": HEADERS, "rows": rows}})
           for _ in range(3)]
    began = time.monotonic()
    found = erase(api, key)
    took = time.monotonic() - began
    check(took < 60, f"{took} s")
    check_equal({place["jobId"] for place in found}, {first, *ids}, "found")
    check_equal(len(found), 1 + 2 * len(ids), "places")
    for job_id in ids:
        job = api.await_end(job_id)
        check_equal(job["status"], "completed", job_id)
        check_equal(sum(job["counts"].values()), len(rows), "counts")
    check_nowhere(server)
    finish(server)
    check_nowhere(server)


def test_erasure_of_nobody(workspace):
    server = workspace.serve()
    api = Api(server)
    check_equal(erase(api, "0" * 32), [], "nobody")
    for bad in ("", "?key=", "?key=xyz", "?key=" + "0" * 31,
                "?key=" + "g" * 32):
        check_problem(api.call("DELETE", LEADS + bad), 400)
    check_problem(api.get(LEADS + "?key=" + "0" * 32), 405)
    finish(server)


if __name__ == "__main__":
    main(tests_of(globals()))
