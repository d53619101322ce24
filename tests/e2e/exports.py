"""Files of leads that destinations of kind "csv" and "ndjson" get, from the real
binary: per job and per day, over kill -9 and restarts, and without whoever was
erased.
"""
import csv
import json
import os
import random
import shutil

from client import RESULTS, Api
from harness import check, check_equal, main, pause, tests_of, wait_until
from made_rows import make_body, make_rows
from upkeep import age

CONFIG = """
[destination.sheet]
kind = "csv"

[destination.lake]
kind = "ndjson"
default = false
statuses = ["saved", "filtered", "failed"]

[destination.days]
kind = "csv"
per = "day"
fields = { jobId = "Job", row = "Row", "input.Ref" = "Ref", name = "Name" }
"""


def serve(workspace, config=CONFIG):
    workspace.config = workspace.write("leadmill.toml", config)
    server = workspace.serve()
    return server, Api(server)


def submit(api, rows, **options):
    return api.enrich(make_body(rows, {}, options))


def folder(server, name):
    return os.path.join(server.data, "exports", name)


def files(server, name):
    path = folder(server, name)
    return sorted(os.listdir(path)) if os.path.isdir(path) else []


def read(path):
    with open(path, "rb") as file:
        return file.read()


def day_rows(server, name="days"):
    """The lines of all days, without their headers."""
    out = []
    for file in files(server, name):
        check(file.startswith("leads-20") and file.endswith(".csv"), file)
        with open(os.path.join(folder(server, name), file),
                  encoding="utf-8", newline="") as lines:
            out += list(csv.reader(lines))[1:]
    return out


def finish(server):
    server.stop()
    server.check_quiet_log()


def test_per_job(workspace):
    server, api = serve(workspace)
    plain = submit(api, make_rows("plain", 300))
    lake = submit(api, make_rows("lake", 300), outputs=["lake"])
    nowhere = submit(api, make_rows("none", 5), outputs=["dashboard"])
    for job_id in (plain, lake, nowhere):
        api.await_end(job_id)
    wait_until(lambda: files(server, "sheet") and files(server, "lake"),
               "the files")
    check_equal(files(server, "sheet"), [plain + ".csv"], "sheet")
    check_equal(files(server, "lake"), [lake + ".ndjson"], "lake")
    wanted = api.get(f"{RESULTS}?jobId={plain}&format=csv&status=saved").body
    got = read(os.path.join(folder(server, "sheet"), plain + ".csv"))
    check(got == wanted, "the file is not the CSV of the API")
    check(got.count(b"\r\n") > 100, "it has few leads")
    lines = read(os.path.join(folder(server, "lake"),
                              lake + ".ndjson")).splitlines()
    leads = api.results(lake)["results"]["leads"]
    check_equal([json.loads(line) for line in lines],
                [{"jobId": lake, **lead} for lead in leads], "lake")
    finish(server)
    check_equal({row[0] for row in day_rows(server)}, {plain}, "jobs of days")


def test_killed(workspace):
    """Whenever it is killed, a file is whole, and in the end all are there."""
    rng = random.Random(5)
    server, api = serve(workspace)
    wanted = {}
    for number in range(8):
        rows = make_rows(f"kill{number}", 400)
        wanted[submit(api, rows)] = rows
        pause(rng.random() * 0.4)
        server.kill()
        for name in files(server, "sheet"):
            if name.endswith(".csv"):
                check(read(os.path.join(folder(server, "sheet"), name))
                      .endswith(b"\r\n"), f"half a file: {name}")
        server, api = serve(workspace)
    for job_id in wanted:
        api.await_end(job_id)
    names = sorted(job_id + ".csv" for job_id in wanted)
    wait_until(lambda: files(server, "sheet") == names, "the files")
    saved = set()
    for job_id in wanted:
        csv_of = api.get(f"{RESULTS}?jobId={job_id}&format=csv&status=saved")
        check(read(os.path.join(folder(server, "sheet"), job_id + ".csv"))
              == csv_of.body, f"the file of {job_id}")
        saved |= {(job_id, str(lead["row"])) for lead
                  in api.results(job_id, "&status=saved")["results"]["leads"]}
    finish(server)
    rows = [(row[0], row[1]) for row in day_rows(server)]
    check_equal(len(rows), len(set(rows)), "leads that stand twice")
    check_equal(set(rows), saved, "leads in the files of the days")


def test_nobody_sees_half_a_file(workspace):
    server, api = serve(workspace)
    job_id = submit(api, make_rows("whole", 3000))
    path = os.path.join(folder(server, "sheet"), job_id + ".csv")
    wait_until(lambda: os.path.exists(path), "the file", 60, 0)
    first = read(path)
    wanted = api.get(f"{RESULTS}?jobId={job_id}&format=csv&status=saved").body
    check(first == wanted, "the first that is seen is not all of it")
    finish(server)


def test_erased_and_removed(workspace):
    server, api = serve(workspace)
    rows = make_rows("erase", 50)
    rows[7] = {**rows[7], "Full Name": "Zelda Erasable",
               "Phone Number": "212-555-0123", "DOB": "1990-01-15",
               "E-mail": "zelda.erasable@mail.example.com",
               "Company": '=HYPERLINK("http://example.com","Zelda")'}
    job_id = submit(api, rows)
    other = submit(api, rows[7:8], outputs=["lake"])
    for one in (job_id, other):
        api.await_end(one)
    lead = api.results(job_id)["results"]["leads"][7]
    check_equal(lead["status"], "saved", "the person")
    path = os.path.join(folder(server, "sheet"), job_id + ".csv")
    wait_until(lambda: os.path.exists(path)
               and files(server, "lake") == [other + ".ndjson"], "the files")
    check(b"\"'=HYPERLINK(\"\"" in read(path), "no guard")
    server.stop()  # Writes the file of the day.
    check(any("Zelda" in row[3] for row in day_rows(server)), "the day")
    server, api = serve(workspace)
    answer = api.call("DELETE", f"/api/leads?key={lead['key']}")
    check_equal(answer.status, 200, f"{answer}")
    for root, _, names in os.walk(os.path.join(server.data, "exports")):
        for name in names:
            check(b"elda" not in read(os.path.join(root, name)),
                  f"still in {root}/{name}")
    saved = [one for one in api.results(job_id)["results"]["leads"]
             if one["status"] == "saved"]
    # The header, and all of them but one.
    check_equal(read(path).count(b"\r\n"), len(saved), "the others")
    for one in (job_id, other):
        age(server, one, 2)
    told = api.post_json("/api/jobs/cleanup", {"daysToKeep": 1})
    check_equal(told.status, 200, f"{told}")
    wait_until(lambda: not files(server, "sheet") + files(server, "lake"),
               "files go with their jobs")
    check(day_rows(server), "the days stay")
    finish(server)


def test_a_place_that_is_away(workspace):
    mount = workspace.file("mount")
    config = (f'[destination.away]\nkind = "csv"\n'
              f'directory = "{mount}/leads"\n')
    server, api = serve(workspace, config)
    job_id = submit(api, make_rows("away", 20))
    check_equal(api.await_end(job_id)["status"], "completed", "the job")
    wait_until(lambda: "event=files_not_written" in server.log(), "the log")
    server.stop()
    os.mkdir(mount)
    server, api = serve(workspace, config)
    path = os.path.join(mount, "leads", job_id + ".csv")
    wait_until(lambda: os.path.exists(path), "the file")
    finish(server)
    # Whoever takes files away does not find them again.
    os.remove(path)
    server, api = serve(workspace, config)
    later = submit(api, make_rows("later", 5))
    path = os.path.join(mount, "leads", later + ".csv")
    wait_until(lambda: os.path.exists(path), "the file")
    check_equal(os.listdir(os.path.dirname(path)), [later + ".csv"], "files")
    finish(server)
    shutil.rmtree(mount)


if __name__ == "__main__":
    main(tests_of(globals()))
