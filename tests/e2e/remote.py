"""The commands that work with a server: what they say of its jobs, and how they
go on when they or the server are interrupted.
"""
import json
import re
import signal
import subprocess

from cli import check_output, enrich, interrupt, read_csv, read_file
from client import Api
from harness import check, check_equal, main, tests_of, wait_until
from made_rows import make_body, make_csv, make_rows

UNKNOWN = "enrichment-1767225600000-k3x9f2a"


def listed(api, tag):
    return [j for j in api.jobs() if tag in j.get("tags", [])]


def test_sigint_at_a_server(workspace):
    server = workspace.serve(args=("--slots", "1"))
    api = Api(server)
    url = f"http://127.0.0.1:{server.port}"
    # What runs before ours, so that ours waits while it is interrupted.
    before = [api.enrich(make_body(make_rows("before", 10_000)))
              for _ in range(5)]
    rows = make_rows("there", 2000)
    file = workspace.write("leads.csv", make_csv(rows))
    status, err = interrupt(workspace, file, signal.SIGINT, "--server", url,
                            seen=r"leads \(\d+ %\)")
    check_equal(status, 1, f"stopped ({err})")
    check("Run the same command again" not in err, err)
    check("goes on at the server" in err, err)
    job_id = re.search(r"leadmill watch (\S+) --server " + url, err)[1]
    tag = api.job(job_id)["tags"][0]
    status, out, err = enrich(workspace, file, "--server", url, "--json",
                              "--out", "out.csv")
    check_equal(status, 0, err)
    check(f"Going on with {job_id}, which is running there" in err, err)
    check_equal(json.loads(out)["jobId"], job_id, "the same job")
    check_equal(len(listed(api, tag)), 1, "jobs of the file")
    check_output(workspace.file("out.csv"), rows)
    # Once it has ended the file is enriched anew.
    status, out, err = enrich(workspace, file, "--server", url, "--json")
    check_equal((status, err), (0, ""), "again after its end")
    check(json.loads(out)["jobId"] != job_id, "an old job")
    # Results that could not be kept are there still.
    status, _, err = enrich(workspace, file, "--server", url, "--out",
                            "/dev/full")
    check_equal(status, 1, err)
    job_id = re.search(r"leadmill results (\S+) --server " + url, err)[1]
    status, out, err = workspace.run("results", job_id, "--server", url)
    check_equal((status, len(read_csv(out)[1])), (0, len(rows)), err)
    for one in before:
        api.await_end(one)
    server.stop()


def test_watch_through_a_restart(workspace):
    server = workspace.serve(args=("--slots", "1"))
    api = Api(server)
    body = make_body(make_rows("watch", 10_000))
    *_, last = [api.enrich(body) for _ in range(5)]
    address = f"127.0.0.1:{server.port}"
    log = workspace.file("watch.log")
    with open(log, "wb") as errors:
        watch = workspace.spawn("watch", last, "--server", f"http://{address}",
                                stdout=errors, stderr=errors)
    again = None
    try:
        wait_until(lambda: "%" in read_file(log), "the first look")
        server.kill()
        wait_until(lambda: "trying again" in read_file(log), "a second look")
        again = workspace.spawn("serve", "--config", workspace.config,
                                "--data", server.data, "--listen", address,
                                stdout=subprocess.DEVNULL,
                                stderr=subprocess.DEVNULL)
        check_equal(watch.wait(40), 0, f"watch ({read_file(log)})")
        check("completed" in read_file(log), read_file(log))
        again.terminate()
        check_equal(again.wait(40), 0, "the second server")
    finally:
        for process in (watch, again):
            if process and process.poll() is None:
                process.kill()
                process.wait()


def test_remote_commands(workspace):
    server = workspace.serve()
    api = Api(server)
    rows = make_rows("remote", 200)
    job_id = api.enrich(make_body(rows, options={"tags": ["spring"]}))
    api.await_end(job_id)
    at = ("--server", f"http://127.0.0.1:{server.port}")

    def run(*arguments, wanted=0):
        status, out, err = workspace.run(*arguments, *at)
        check_equal(status, wanted, f"{arguments} ({out[:200]}{err})")
        return out, err

    check(job_id in run("jobs")[0], "jobs")
    check(job_id in run("jobs", "--tag", "spring")[0], "jobs --tag")
    check(job_id not in run("jobs", "--tag", "winter")[0], "another tag")
    check(job_id not in run("jobs", "--active")[0], "jobs --active")
    listed = json.loads(run("jobs", "--json")[0])
    check_equal(listed["jobs"], api.jobs(), "jobs --json")
    check("completed" in run("status", job_id)[0], "status")
    check_equal(json.loads(run("status", job_id, "--json")[0]),
                api.job(job_id), "status --json")
    check("completed" in run("watch", job_id)[0], "watch")
    _, got = read_csv(run("results", job_id)[0])
    check_equal(len(got), len(rows), "results")
    run("results", job_id, "--out", "results.csv")
    check_output(workspace.file("results.csv"), rows)
    told = json.loads(run("results", job_id, "--json")[0])
    check_equal(told, api.results(job_id), "results --json")
    for command in ("status", "results", "cancel", "watch"):
        _, err = run(command, UNKNOWN, wanted=1)
        check("Job not found" in err, f"{command}: {err}")
    _, err = run("cancel", job_id, wanted=1)
    check("cannot be cancelled" in err, err)
    server.stop()
    _, err = run("jobs", wanted=1)
    check("Cannot reach http://127.0.0.1" in err, err)


def test_steering_commands(workspace):
    server = workspace.serve(args=("--slots", "1"))
    api = Api(server)
    at = ("--server", f"http://127.0.0.1:{server.port}")

    def run(*arguments, wanted=0):
        status, out, err = workspace.run(*arguments, *at)
        check_equal(status, wanted, f"{arguments} ({out[:200]}{err})")
        return out or err

    rows = make_rows("steered", 20)
    file = workspace.write("leads.csv", make_csv(rows))
    told = json.loads(run("enrich", file, "--config", workspace.config,
                          "--tag", "spring", "--priority", "high", "--json"))
    done = api.job(told["jobId"])
    check_equal((done["priority"], done["tags"][1:]), ("high", ["spring"]),
                "options of enrich")
    check("completed" in run("status", done["jobId"]), "status")
    check("all types" in run("pause"), "pause")
    ids = [api.enrich(make_body(rows, options={"tags": [tag]}))
           for tag in ("x", "x", "y")]
    check_equal(run("cancel", "--tag", "x", "--dry-run"),
                "2 jobs would be cancelled\n", "a dry run")
    check_equal(json.loads(run("cancel", "--tag", "x", "--json")),
                {"success": True, "count": 2}, "cancel --json")
    check_equal(run("cancel", "--all"), "1 job cancelled\n", "the rest")
    check("pending" in run("retry", ids[0]), "retry")
    check("cannot be retried" in run("retry", ids[0], wanted=1), "once")
    check_equal(run("retry", "--status", "cancelled"), "2 jobs retried\n",
                "retry by filter")
    check_equal(json.loads(run("resume", "--type", "enrichment", "--json")),
                {"success": True}, "resume --json")
    for job_id in ids:
        api.await_end(job_id)
    log = run("log", ids[0])
    for words in ("attempt 0  queued\n", "cancelled -> queued: retried by",
                  "queued -> running on ", "running -> done"):
        check(words in log, f"no {words!r} in {log}")
    check_equal(json.loads(run("log", ids[0], "--json")),
                api.get(f"/api/jobs/log?jobId={ids[0]}").json(), "log --json")
    check("4 done" in run("stats"), "stats")
    check("scraping (paused)" in run("stats"), "what is paused")
    check_equal(json.loads(run("stats", "--json")),
                api.get("/api/stats").json(), "stats --json")
    check_equal(run("cleanup", "--days", "1"), "0 jobs removed\n", "cleanup")
    key = api.results(ids[0])["results"]["leads"][0]["key"]
    check("Erased in 4 places." in run("erase", key), "erase")
    check_equal(json.loads(run("erase", key, "--json")),
                {"success": True, "found": []}, "erase --json")
    check("Job not found" in run("log", UNKNOWN, wanted=1), "log of none")
    server.stop()


def test_enrich_where_it_is_paused(workspace):
    server = workspace.serve()
    at = ("--server", f"http://127.0.0.1:{server.port}")
    workspace.run("pause", *at)
    file = workspace.write("leads.csv", make_csv(make_rows("held", 3)))
    status, err = interrupt(workspace, file, signal.SIGINT, *at,
                            seen="leadmill resume")
    check_equal(status, 1, err)
    check("Enrichment is paused there" in err, err)
    server.stop()


def test_cancel_and_watch(workspace):
    server = workspace.serve(args=("--slots", "1"))
    api = Api(server)
    body = make_body(make_rows("cancel", 10_000))
    first, *_, last = [api.enrich(body) for _ in range(5)]
    at = ("--server", f"http://127.0.0.1:{server.port}", "--json")
    status, out, err = workspace.run("cancel", last, *at)
    check_equal(status, 0, err)
    check(json.loads(out)["phase"] in ("cancelling", "cancelled"), out)
    status, out, _ = workspace.run("watch", last, *at)
    check_equal((status, json.loads(out)["status"]), (1, "cancelled"),
                "watching a cancelled job")
    status, out, _ = workspace.run("watch", first, *at)
    check_equal((status, json.loads(out)["status"]), (0, "completed"),
                "watching a job to its end")
    server.stop()


if __name__ == "__main__":
    main(tests_of(globals()))
