"""The life of a job on the real binary: which starts first, when and after what
it starts, what another job's leads become, cancelling and retrying one or many,
and pauses that outlive the process.
"""
import datetime
import json
import sqlite3

from client import CANCEL, ENRICH, Api, check_problem
from harness import check, check_equal, main, pause, tests_of, wait_until
from kill import comparable
from made_rows import make_body, make_rows

RETRY = "/api/jobs/retry"
PAUSE, RESUME = "/api/jobs/pause", "/api/jobs/resume"
LOG, STATS = "/api/jobs/log", "/api/stats"
UNKNOWN = "enrichment-1767225600000-k3x9f2a"
ONE_SLOT = ("--slots", "1")


def good(answer):
    check_equal(answer.status, 200, f"status of {answer}")
    told = answer.json()
    check_equal(told["success"], True, "success")
    return told


def submit(api, mark, count=3, **options):
    """A job of a few rows, known by its mark."""
    return api.enrich(make_body(make_rows(mark, count), {"mark": mark},
                                options))


def from_job(api, parent, **options):
    return api.enrich({"fromJob": parent, "options": options})


def seconds_of(time):
    return datetime.datetime.fromisoformat(
        time.replace("Z", "+00:00")).timestamp()


def log_of(api, job_id):
    told = good(api.get(f"{LOG}?jobId={job_id}"))
    check_equal(told["jobId"], job_id, "the job of the log")
    seqs = [entry["seq"] for entry in told["log"]]
    check_equal(seqs, sorted(set(seqs)), "seqs of the log")
    return told["log"]


def started_at_seq(api, job_id):
    return [e["seq"] for e in log_of(api, job_id) if e["to"] == "running"][0]


def check_phase(api, job_id, status, phase):
    job = api.job(job_id)
    check_equal((job["status"], job["phase"]), (status, phase), job_id)
    return job


def await_phase(api, job_id, phase, seconds=20):
    return wait_until(lambda: (job := api.job(job_id))["phase"] == phase
                      and job, f"{job_id} becomes {phase}", seconds)


def finish(server):
    server.check_quiet_log()
    server.stop()


def test_priority(workspace):
    server = workspace.serve(args=ONE_SLOT)
    api = Api(server)
    good(api.call("POST", PAUSE))
    ids = {mark: submit(api, mark, priority=priority)
           for mark, priority in (("first", "normal"), ("last", "low"),
                                  ("urgent", "high"), ("second", "normal"))}
    check_equal(api.job(ids["urgent"])["priority"], "high", "priority")
    good(api.call("POST", RESUME))
    for job_id in ids.values():
        check_equal(api.await_end(job_id)["status"], "completed", job_id)
    order = sorted(ids, key=lambda mark: started_at_seq(api, ids[mark]))
    check_equal(order, ["urgent", "first", "second", "last"], "order")
    finish(server)


def check_not_early(job, least, late=5.0):
    started, due = seconds_of(job["startedAt"]), least
    check(started >= due, f"{due - started} s early")
    check(started < due + late, f"{started - due} s late")


def test_start_times(workspace):
    server = workspace.serve()
    api = Api(server)
    delayed = submit(api, "delayed", delaySeconds=2)
    job = check_phase(api, delayed, "pending", "scheduled")
    due = seconds_of(job["createdAt"]) + 2
    check(abs(seconds_of(job["runAt"]) - due) < 0.001, f"runAt of {job}")
    time = datetime.datetime.now(datetime.timezone.utc) \
        + datetime.timedelta(seconds=3)
    at = submit(api, "at", runAt=time.isoformat(timespec="milliseconds"))
    ms = submit(api, "ms", runAt=int(time.timestamp() * 1000))
    over = submit(api, "over", runAt="2020-01-01T00:00:00Z")
    far = submit(api, "far", delaySeconds=31_536_000)
    check_equal(api.await_end(over)["status"], "completed", "a past start")
    check("runAt" not in api.job(over), "runAt of one that has started")
    check_not_early(api.await_end(delayed), due)
    for job_id in (at, ms):
        check_not_early(api.await_end(job_id), int(time.timestamp() * 1000)
                        / 1000)
    check_phase(api, far, "pending", "scheduled")
    check_equal(good(api.post_json(CANCEL, {"jobId": far}))["job"]["status"],
                "cancelled", "a scheduled job is cancelled")
    finish(server)


def test_start_times_outlive_the_process(workspace):
    server = workspace.serve()
    api = Api(server)
    kept, missed = (submit(api, "kept", delaySeconds=4),
                    submit(api, "missed", delaySeconds=1))
    due = seconds_of(api.job(kept)["runAt"])
    missed_due = seconds_of(api.job(missed)["runAt"])
    server.kill()
    wait_until(lambda: datetime.datetime.now().timestamp() > missed_due,
               "the second start is missed", 5)
    server = workspace.serve()
    api = Api(server)
    check_equal(api.await_end(missed)["status"], "completed", "missed")
    check_phase(api, kept, "pending", "scheduled")
    check_not_early(api.await_end(kept), due)
    finish(server)


def children_of(api, parent):
    return {policy: submit(api, policy, after=parent, afterPolicy=policy)
            for policy in ("success", "failure", "always")}


def check_skipped(api, job_id):
    job = check_phase(api, job_id, "cancelled", "skipped")
    check_equal(job["code"], "skipped", "code")
    check(job["error"] and job["attempt"] == 0, f"why was it skipped: {job}")


def test_after(workspace):
    server = workspace.serve()
    api = Api(server)
    good(api.call("POST", PAUSE))
    well, badly = submit(api, "well"), submit(api, "badly")
    after_well, after_badly = children_of(api, well), children_of(api, badly)
    chained = submit(api, "chained", after=after_well["failure"],
                     afterPolicy="failure")
    for job_id in (*after_well.values(), *after_badly.values(), chained):
        job = check_phase(api, job_id, "pending", "waiting")
        check(job["after"] and job["afterPolicy"], f"after what: {job}")
    # A cancelled parent is a failed one.
    good(api.post_json(CANCEL, {"jobId": badly}))
    await_phase(api, after_badly["success"], "skipped")
    check_skipped(api, after_badly["success"])
    for policy in ("failure", "always"):
        await_phase(api, after_badly[policy], "queued")
    check_phase(api, chained, "pending", "waiting")
    good(api.call("POST", RESUME))
    for job_id in (well, after_well["success"], after_well["always"],
                   after_badly["failure"], after_badly["always"]):
        check_equal(api.await_end(job_id)["status"], "completed", job_id)
    for policy in ("success", "always"):
        check(started_at_seq(api, after_well[policy])
              > log_of(api, well)[-1]["seq"], f"{policy} began too early")
    # A skipped parent is a failed one, too.
    check_skipped(api, after_well["failure"])
    check_equal(api.await_end(chained)["status"], "completed", "chained")
    # Parents that have ended, and none at all.
    late = submit(api, "late", after=well)
    check_equal(api.await_end(late)["status"], "completed", "late")
    for parent, policy, status in ((well, "failure", 409),
                                   (badly, "success", 409),
                                   (UNKNOWN, "success", 404)):
        check_problem(api.post_json(ENRICH, json.loads(make_body(
            make_rows("no", 1), options={"after": parent,
                                         "afterPolicy": policy}))), status)
    finish(server)


def test_waiting_outlives_the_process(workspace):
    server = workspace.serve()
    api = Api(server)
    good(api.call("POST", PAUSE))
    parent = submit(api, "parent")
    child, delayed = (submit(api, "child", after=parent),
                      submit(api, "delayed", after=parent, delaySeconds=2))
    server.kill()
    server = workspace.serve()
    api = Api(server)
    check_phase(api, child, "pending", "waiting")
    good(api.call("POST", RESUME))
    check_equal(api.await_end(child)["status"], "completed", "child")
    check_equal(api.await_end(delayed)["status"], "completed", "delayed")
    created = seconds_of(api.job(delayed)["createdAt"])
    check(seconds_of(api.job(delayed)["startedAt"]) >= created + 2, "early")
    finish(server)


def saved_inputs(api, job_id):
    leads = api.results(job_id)["results"]["leads"]
    return [lead["input"] for lead in leads
            if lead["status"] == "saved" and "duplicateOf" not in lead]


def test_from_job(workspace):
    server = workspace.serve()
    api = Api(server)
    good(api.call("POST", PAUSE))
    rows = make_rows("parent", 300)
    parent = api.enrich(make_body(rows))
    parent_of_none = api.enrich({"parsedData": {
        "headers": ["Full Name"], "rows": [{"Full Name": ""}]}})
    child, of_none = from_job(api, parent, tags=["child"]), \
        from_job(api, parent_of_none)
    waiting = check_phase(api, child, "pending", "waiting")
    check_equal((waiting["after"], waiting["progress"]["total"]), (parent, 0),
                "while it waits")
    good(api.call("POST", RESUME))
    job = api.await_end(child)
    check_equal((job["status"], job["tags"]), ("completed", ["child"]), child)
    wanted = saved_inputs(api, parent)
    check(0 < len(wanted) < len(rows), f"{len(wanted)} leads are saved")
    leads = api.results(child)["results"]["leads"]
    check_equal([lead["input"] for lead in leads], wanted, "rows taken over")
    check_equal([lead["row"] for lead in leads], list(range(len(wanted))),
                "row numbers")
    check_equal(job["progress"], {"current": len(wanted),
                                  "total": len(wanted), "percentage": 100},
                "progress")
    check_equal(saved_inputs(api, parent_of_none), [], "nothing is found")
    empty = api.await_end(of_none)
    check_equal((empty["status"], empty["progress"]),
                ("completed", {"current": 0, "total": 0, "percentage": 100}),
                "of nothing")
    # Of one that has ended; of one that will not complete; of none.
    again = from_job(api, parent)
    check_equal(api.await_end(again)["progress"]["total"], len(wanted), again)
    good(api.call("POST", PAUSE))
    gone = submit(api, "gone")
    skipped = from_job(api, gone)
    good(api.post_json(CANCEL, {"jobId": gone}))
    await_phase(api, skipped, "skipped")
    check_problem(api.post_json(ENRICH, {"fromJob": gone}), 409)
    check_problem(api.post_json(ENRICH, {"fromJob": UNKNOWN}), 404)
    finish(server)


def plant_failed_leads(server, job_id, rows):
    """What a step that breaks off leaves; no row of these tests makes one."""
    with sqlite3.connect(server.database) as database:
        num, = database.execute("SELECT num FROM jobs WHERE id = ?",
                                (job_id,)).fetchone()
        for row in rows:
            status, = database.execute(
                "SELECT status FROM results WHERE job = ? AND row = ?",
                (num, row)).fetchone()
            database.execute(
                "UPDATE results SET status = 'failed', reason = 'planted', "
                "fields = '{}' WHERE job = ? AND row = ?", (num, row))
            database.execute(
                f"UPDATE jobs SET {status} = {status} - 1, "
                "failed = failed + 1 WHERE num = ?", (num,))
    database.close()


def test_retry_of_failed_leads(workspace):
    server = workspace.serve()
    api = Api(server)
    job_id = submit(api, "retried", count=600)
    whole = api.await_end(job_id)
    wanted = api.results(job_id)["results"]["leads"]
    check_problem(api.post_json(RETRY, {"jobId": job_id}), 409,
                  code="conflict")
    server.stop()
    rows = (0, 7, 599)
    plant_failed_leads(server, job_id, rows)
    server = workspace.serve()
    api = Api(server)
    check_equal(api.job(job_id)["counts"]["failed"], len(rows), "failed leads")
    told = good(api.post_json(RETRY, {"jobId": job_id}))["job"]
    check_equal((told["status"], told["progress"]["current"]),
                ("pending", 600 - len(rows)), "once it is retried")
    for gone in ("completedAt", "error", "code"):
        check(gone not in told, f"{gone} of a retried job")
    job = api.await_end(job_id)
    check_equal((job["status"], job["counts"], job["attempt"]),
                ("completed", whole["counts"], 2), "after the retry")
    have = api.results(job_id)["results"]["leads"]
    check_equal([comparable(lead) for lead in have],
                [comparable(lead) for lead in wanted], "the leads")
    again = [lead["row"] for old, lead in zip(wanted, have) if old != lead]
    check(set(again) <= set(rows), f"done again: {again}")
    check("retried by request" in [e.get("reason") for e in
                                   log_of(api, job_id)], "the log of a retry")
    finish(server)


def test_retry_of_cancelled(workspace):
    server = workspace.serve()
    api = Api(server)
    good(api.call("POST", PAUSE))
    parent = submit(api, "parent")
    child = submit(api, "child", after=parent)
    for job_id in (child, parent):
        good(api.post_json(CANCEL, {"jobId": job_id}))
    check_problem(api.post_json(CANCEL, {"jobId": parent}), 409)
    check_problem(api.post_json(RETRY, {"jobId": UNKNOWN}), 404)
    good(api.post_json(RETRY, {"jobId": parent}))
    check_phase(api, parent, "pending", "queued")
    good(api.post_json(RETRY, {"jobId": child}))
    check_phase(api, child, "pending", "waiting")
    check_problem(api.post_json(RETRY, {"jobId": child}), 409)
    good(api.call("POST", RESUME))
    for job_id in (parent, child):
        check_equal(api.await_end(job_id)["status"], "completed", job_id)
    finish(server)


def count(api, path, filter_, **more):
    return good(api.post_json(path, {"filter": filter_, **more}))["count"]


def test_many_at_once(workspace):
    server = workspace.serve()
    api = Api(server)
    done = submit(api, "done", tags=["x"])
    api.await_end(done)
    good(api.call("POST", PAUSE))
    mine = [submit(api, f"x-{i}", tags=["x"]) for i in range(5)]
    others = [submit(api, f"y-{i}", tags=["y"]) for i in range(3)]
    check_equal(count(api, CANCEL, {"tag": "x"}, dryRun=True), 5, "dry run")
    check_phase(api, mine[0], "pending", "queued")
    check_equal(count(api, CANCEL, {"tag": "x"}), 5, "cancelled")
    for job_id in mine:
        check_phase(api, job_id, "cancelled", "cancelled")
    for job_id in others:
        check_phase(api, job_id, "pending", "queued")
    check_phase(api, done, "completed", "done")
    check_equal(count(api, CANCEL, {"type": "scraping"}), 0, "no such type")
    check_equal(count(api, CANCEL, {"to": "2020-01-01"}), 0, "none so old")
    check_equal(count(api, CANCEL, {"q": "Y-"}), 3, "by a part of metadata")
    check_equal(count(api, CANCEL, {}), 0, "nothing is left")
    check_equal(count(api, RETRY, {}, dryRun=True), 8, "to be retried")
    check_equal(count(api, RETRY, {"status": "cancelled", "tag": "x"}), 5,
                "retried")
    check_problem(api.post_json(CANCEL, {"filter": {"tags": "x"}}), 400,
                  "filter has an unknown field: tags", "/filter/tags")
    check_phase(api, mine[0], "pending", "queued")
    finish(server)


def test_pause_outlives_the_process(workspace):
    server = workspace.serve()
    api = Api(server)
    check_equal(good(api.get(STATS))["paused"],
                {"enrichment": False, "scraping": False}, "at first")
    good(api.post_json(PAUSE, {"type": "scraping"}))
    free = submit(api, "free")
    check_equal(api.await_end(free)["status"], "completed", "another type")
    good(api.post_json(PAUSE, {}))
    held = submit(api, "held")
    for how in ("stop", "kill"):
        getattr(server, how)()
        server = workspace.serve()
        api = Api(server)
        check_equal(good(api.get(STATS))["paused"],
                    {"enrichment": True, "scraping": True}, "after a restart")
        pause(0.3)  # Long enough to start, if it did.
        check_phase(api, held, "pending", "queued")
    good(api.post_json(RESUME, {"type": "enrichment"}))
    check_equal(api.await_end(held)["status"], "completed", "resumed")
    check_equal(good(api.get(STATS))["paused"],
                {"enrichment": False, "scraping": True}, "resumed one")
    finish(server)


if __name__ == "__main__":
    main(tests_of(globals()))
