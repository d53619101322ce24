"""Three kill -9 in a row of a process in which the same job has begun, with no
row of it saved in between: it is quarantined, and the others go on. Rows that
are saved in between make any number of kills harmless.

The job's rows are very large, so that the first of them take a while: time
enough to see from outside, in the database, that its attempt has begun.
"""
from common import Api, Peek, await_all_ended, check_log, legal_transitions, \
    read_stopped

from harness import check, check_equal, main, say, tests_of, wait_until
from history import History
from life import PAUSE, RESUME, RETRY, await_phase, good
from made_rows import make_body, make_rows

ONE_SLOT = ("--slots", "1")
LARGE_ROWS, ROW_BYTES = 60, 400_000
DEATHS = 3  # messages/job.hpp: max_deaths_in_a_row.
MOST_KILLS = 30


def large_rows():
    rows = make_rows("large", LARGE_ROWS)
    for row in rows:
        row["Company"] = "Example " * (ROW_BYTES // 8)
    return rows


def submit(api, history, mark, rows, **options):
    history.send(mark, rows)
    job_id = api.enrich(make_body(rows, {"mark": mark}, options))
    history.acknowledged(mark, job_id)
    return job_id


def kill_once(server, condition, what):
    """As soon as it holds, seen in the database."""
    with Peek(server) as peek:
        wait_until(lambda: condition(peek), what, every=0.0002)
        server.kill()


def kill_as_it_begins(server, job_id, attempt):
    def begun(peek):
        number, phase = peek.job(job_id, "attempt", "phase")
        return number == attempt and phase == "running"
    kill_once(server, begun, f"attempt {attempt} of {job_id} begins")


def state_of(server, history, job_id):
    return next(job.state for job in read_stopped(server, history)
                if job.id == job_id)


def kill_until_it_must_be_quarantined(workspace, server, history, job_id):
    """Returns after how many kills the last three found nothing saved."""
    saved, in_vain = 0, 0
    for kills in range(1, MOST_KILLS + 1):
        kill_as_it_begins(server, job_id, kills)
        job = state_of(server, history, job_id)
        check_equal((job["phase"], job["attempt"]), ("running", kills), job_id)
        in_vain = in_vain + 1 if job["progress"]["current"] == saved else 0
        saved = job["progress"]["current"]
        say(f"  kill {kills}: {saved} rows are saved")
        if in_vain == DEATHS:
            return kills
        server = workspace.serve(args=ONE_SLOT, wait=False)
    check(False, f"{MOST_KILLS} kills always came after a row was saved")


def test_three_deaths_without_a_row(workspace):
    history = History()
    server = workspace.serve(args=ONE_SLOT)
    api = Api(server)
    good(api.call("POST", PAUSE))
    large = submit(api, history, "large", large_rows(), priority="high")
    others = [submit(api, history, f"other-{i}", make_rows(f"other-{i}", 50))
              for i in range(3)]
    waiting = submit(api, history, "waiting", make_rows("waiting", 50),
                     after=large, afterPolicy="failure")
    good(api.call("POST", RESUME))
    kills = kill_until_it_must_be_quarantined(workspace, server, history,
                                              large)
    server = workspace.serve(args=ONE_SLOT)
    api = Api(server)
    job = await_phase(api, large, "failed")
    check_equal((job["code"], job["attempt"], job["failures"]),
                ("quarantined", kills, 0), "once it is quarantined")
    check("3 times" in job["error"], f"why: {job['error']}")
    for ended in await_all_ended(api, [*others, waiting]).values():
        check_equal((ended["phase"], ended["attempt"]), ("done", 1), "others")
    check_log(api, job, legal_transitions())
    # It is tried again only when somebody says so.
    good(api.post_json(RETRY, {"jobId": large}))
    job = api.await_end(large)
    check_equal((job["phase"], job["attempt"]), ("done", kills + 1), "retried")
    server.check_quiet_log()
    server.stop()
    read_stopped(server, history, all_ended=True)


def test_saved_rows_make_kills_harmless(workspace):
    history = History()
    rows = workspace.scaled(make_rows("many", 10_000))
    server = workspace.serve(args=ONE_SLOT)
    many = submit(Api(server), history, "many", rows)
    saved, kills = 0, 2 * DEATHS
    for number in range(1, kills + 1):
        kill_once(server, lambda peek, least=saved:
                  peek.job(many, "current")[0] > least, "rows are saved")
        job = state_of(server, history, many)
        saved = job["progress"]["current"]
        check_equal((job["phase"], job["attempt"]), ("running", number), many)
        server = workspace.serve(args=ONE_SLOT, wait=number == kills)
    job = Api(server).await_end(many)
    check_equal((job["phase"], job["attempt"], job["failures"]),
                ("done", kills + 1, 0), "after so many kills")
    server.stop()
    read_stopped(server, history, all_ended=True)


if __name__ == "__main__":
    main(tests_of(globals()))
