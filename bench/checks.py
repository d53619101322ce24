"""What was acknowledged is there: asked of the server, then of its database
once it is stopped. Each finding is a sentence; none is good."""
import json
import sqlite3

SHOWN = 5


def some(ids):
    ids = sorted(ids)
    more = f" and {len(ids) - SHOWN} more" if len(ids) > SHOWN else ""
    return ", ".join(ids[:SHOWN]) + more


def completed_jobs(server):
    """Every completed job that the server lists, by id."""
    jobs, cursor = {}, ""
    while True:
        page = server.get_json("/api/jobs/status?status=completed&limit=500"
                               + (f"&cursor={cursor}" if cursor else ""))
        jobs |= {job["jobId"]: job for job in page["jobs"]}
        cursor = page.get("nextCursor")
        if not cursor:
            return jobs


def is_whole(job, rows):
    counts = job["counts"]
    return (job["progress"]["current"] == rows == job["progress"]["total"]
            and counts["saved"] + counts["filtered"] == rows
            and counts["failed"] == 0)


def check_results(server, job_id, rows, phones):
    """Each row once and in order; as many phones read as libphonenumber reads
    by itself."""
    status, body = server.get(
        f"/api/jobs/results?jobId={job_id}&format=ndjson")
    if status != 200:
        return [f"the results of {job_id}: {status}"]
    leads = [json.loads(line) for line in body.splitlines()]
    out = []
    if [lead["row"] for lead in leads] != list(range(rows)):
        out.append(f"{job_id} has {len(leads)} results, not the rows 0 to"
                   f" {rows - 1} in order")
    read = sum(lead.get("phone", "").startswith("+") for lead in leads)
    if read < phones:
        out.append(f"{job_id} has {read} phones, libphonenumber reads {phones}")
    return out


def ask_server(server, small, big, rows, phones):
    jobs = completed_jobs(server)
    out = []
    if lost := set(small + big) - jobs.keys():
        out.append(f"{len(lost)} accepted jobs are not completed: {some(lost)}")
    if unexpected := jobs.keys() - set(small + big):
        out.append(f"nobody asked for {some(unexpected)}")
    wanted = dict.fromkeys(small, 1) | dict.fromkeys(big, rows)
    if halves := [name for name, count in wanted.items()
                  if name in jobs and not is_whole(jobs[name], count)]:
        out.append(f"completed, but not whole: {some(halves)}")
    for job_id in big:
        out += check_results(server, job_id, rows, phones)
    return out


def ask_store(database, accepted):
    db = sqlite3.connect(f"file:{database}?mode=ro", uri=True)
    try:
        jobs = dict(db.execute("SELECT id, total FROM jobs"
                               " WHERE phase = 'done'"))
        rows = dict(db.execute("SELECT id, count(*) FROM results JOIN jobs"
                               " ON num = job GROUP BY job"))
        (check,) = db.execute("PRAGMA integrity_check").fetchone()
    finally:
        db.close()
    out = []
    if check != "ok":
        out.append(f"the database is damaged: {check}")
    if jobs.keys() != set(accepted):
        out.append(f"the store has {len(jobs)} completed jobs, accepted were"
                   f" {len(accepted)}")
    if wrong := [name for name in jobs if rows.get(name) != jobs[name]]:
        out.append(f"the store lacks results of {some(wrong)}")
    return out


def durability(database, lone):
    """The mode of the file, and how often the server synced when each commit
    held one job. `synchronous` belongs to a connection, so that nobody else
    can ask for it; but with less than FULL a commit does not sync."""
    db = sqlite3.connect(f"file:{database}?mode=ro", uri=True)
    try:
        (mode,) = db.execute("PRAGMA journal_mode").fetchone()
    finally:
        db.close()
    return {"journal_mode": mode, "jobs": lone["accepted"],
            "syncs": lone["syncs"],
            "full": mode == "wal" and lone["syncs"] >= lone["accepted"]}


def ask_store_of_waiting(database, accepted):
    """While jobs wait: each that was accepted is there, once, and either waits
    or is whole."""
    db = sqlite3.connect(f"file:{database}?mode=ro", uri=True)
    try:
        phases = dict(db.execute("SELECT id, phase FROM jobs"))
        (torn,) = db.execute(
            "SELECT count(*) FROM jobs WHERE total !="
            " (SELECT count(*) FROM inputs WHERE job = num) OR saved + filtered"
            " != iif(phase = 'done', total, 0) OR saved + filtered !="
            " (SELECT count(*) FROM results WHERE job = num)").fetchone()
        (check,) = db.execute("PRAGMA integrity_check").fetchone()
    finally:
        db.close()
    out = []
    if check != "ok":
        out.append(f"the database is damaged: {check}")
    if phases.keys() != set(accepted):
        out.append(f"the store has {len(phases)} jobs, accepted were"
                   f" {len(accepted)}")
    if others := set(phases.values()) - {"queued", "done"}:
        out.append(f"jobs neither wait nor are done: {some(others)}")
    if torn:
        out.append(f"{torn} jobs have more or fewer rows than they should")
    return out
