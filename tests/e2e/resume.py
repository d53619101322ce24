"""A subscriber that was away comes back: what it is told, over either kind of
connection, after restarts, cleanups, and absences too long to be made up for.
"""
import sqlite3

from client import Api, check_problem, exchange
from harness import check, check_equal, main, tests_of, wait_until
from made_rows import make_body, make_rows
from sseclient import Events
from view import View
from wsclient import Refused, Socket

BODY = make_body(make_rows("resume", 5))
ONE = make_body(make_rows("one", 1))


def run_job(api, body=BODY):
    job_id = api.enrich(body)
    api.await_end(job_id)
    return job_id


def over_socket(server, after=None):
    """(full, seq, jobs, removed) of the snapshot."""
    with Socket(server) as feed:
        feed.receive_type("hello")
        wanted = {} if after is None else {"after": after}
        feed.send({"type": "subscribe", "jobs": ["*"], **wanted})
        return whole_snapshot(feed)


def over_events(server, after=None):
    headers = {} if after is None else {"Last-Event-ID": str(after)}
    with Events(server, headers=headers) as feed:
        check_equal(feed.receive()["type"], "hello", "first")
        out = whole_snapshot(feed)
        check_equal(feed.last_id, str(out[1]), "the last event's id")
        return out


def whole_snapshot(feed):
    jobs, removed, more = [], [], True
    while more:
        frame = feed.receive()
        check_equal(frame["type"], "snapshot", str(frame))
        jobs += [job["jobId"] for job in frame["jobs"]]
        removed += frame["removed"]
        more = frame["more"]
    return frame["full"], frame["seq"], jobs, removed


def test_what_changed_since(workspace):
    server = workspace.serve()
    api = Api(server)
    first = run_job(api)
    for ask in (over_socket, over_events):
        full, seq, jobs, removed = ask(server)
        check_equal((full, removed), (True, []), "the first snapshot")
        check(first in jobs, "the job")
        second = run_job(api)
        full, later, jobs, removed = ask(server, seq)
        check_equal((full, jobs, removed), (False, [second], []), "the rest")
        check_equal(ask(server, later), (False, later, [], []), "nothing new")
    server.stop()


def test_a_server_that_was_killed_remembers(workspace):
    server = workspace.serve()
    first = run_job(Api(server))
    _, seq, _, _ = over_socket(server)
    second = run_job(Api(server))
    server.kill()
    server = workspace.serve()
    for ask in (over_socket, over_events):
        full, later, jobs, removed = ask(server, seq)
        check_equal((full, jobs, removed), (False, [second], []), "the rest")
        check(later > seq, "seq went back")
        full, _, jobs, _ = ask(server, later + 1)
        check_equal((full, sorted(jobs)), (True, sorted([first, second])),
                    "from another life")
    server.stop()


def age_all(server):
    """As if all that ended had ended long ago."""
    with sqlite3.connect(server.database) as db:
        db.execute("UPDATE jobs SET completed_at = 1 WHERE open = 0")
    db.close()


def test_what_was_removed_since(workspace):
    server = workspace.serve()
    gone = [run_job(Api(server)) for _ in range(2)]
    _, seq, _, _ = over_socket(server)
    server.stop()
    age_all(server)
    server = workspace.serve()
    api = Api(server)
    view = View()
    with Socket(server) as feed:
        view.take(feed.receive())
        feed.send({"type": "subscribe", "jobs": ["*"]})
        view.take(feed.receive())
        answer = api.post_json("/api/jobs/cleanup", {"daysToKeep": 1})
        check_equal(answer.json()["deleted"], 2, "deleted")
        while view.jobs:
            view.take(feed.receive())
    stays = run_job(api)
    for ask in (over_socket, over_events):
        full, _, jobs, removed = ask(server, seq)
        check_equal((full, jobs, sorted(removed)),
                    (False, [stays], sorted(gone)), "the rest")
    server.kill()
    server = workspace.serve()
    full, later, _, removed = over_socket(server, seq)
    check_equal((full, sorted(removed)), (False, sorted(gone)),
                "after a restart")
    check_equal(over_socket(server, later)[3], [], "told again")
    server.stop()


def forget_removals(server):
    """As if they had happened more than a week ago."""
    with sqlite3.connect(server.database) as db:
        db.execute("UPDATE removals SET time = 1")
    db.close()


def test_marks_of_removal_that_are_too_old(workspace):
    server = workspace.serve()
    run_job(Api(server))
    _, seq, _, _ = over_socket(server)
    server.stop()
    age_all(server)
    server = workspace.serve()
    Api(server).post_json("/api/jobs/cleanup", {"daysToKeep": 1})
    run_job(Api(server))
    server.stop()
    age_all(server)
    forget_removals(server)
    server = workspace.serve()
    # What a cleanup is followed by also forgets what is old.
    Api(server).post_json("/api/jobs/cleanup", {"daysToKeep": 1})
    wait_until(lambda: count_removals(server) == 1, "they are forgotten", 60)
    server.stop()
    server = workspace.serve()
    full, later, jobs, removed = over_socket(server, seq)
    check_equal((full, jobs, removed), (True, [], []), "too long away")
    check_equal(over_socket(server, later)[0], False, "full of the newest")
    server.stop()


def count_removals(server):
    db = sqlite3.connect(server.database)
    try:
        return db.execute("SELECT count(*) FROM removals").fetchone()[0]
    finally:
        db.close()


def test_more_has_ended_than_is_remembered(workspace):
    server = workspace.serve()
    api = Api(server)
    _, seq, _, _ = over_socket(server)
    for _ in range(1_005):
        api.enrich(ONE)
    wait_until(lambda: not api.jobs("activeOnly=true"), "they end", 120)
    for _ in range(2):
        for ask in (over_socket, over_events):
            full, later, jobs, _ = ask(server, seq)
            check_equal((full, len(jobs)), (True, 1_000), "too much missed")
            full, _, jobs, _ = ask(server, later - 5)
            check(not full and 0 < len(jobs) <= 5, "a little missed")
        server.kill()
        server = workspace.serve()
    server.stop()


def test_numbers_that_are_none(workspace):
    server = workspace.serve()
    run_job(Api(server))
    for after in (1 << 63, (1 << 64) - 1):
        check_equal(over_socket(server, after)[0], True, str(after))
        check_equal(over_events(server, after)[0], True, str(after))
    for garbage in ("x", "-1", "1.5", "0x1", " ", "9" * 99, "1 2"):
        check_equal(over_events(server, garbage)[0], True, garbage)
    for after in (1 << 64, -1, 1.5, "1", None, [1]):
        with Socket(server) as feed:
            feed.receive_type("hello")
            feed.send({"type": "subscribe", "jobs": ["*"], "after": after})
            feed.receive_type("error")
    server.stop()


def test_events_are_refused_like_calls(workspace):
    server = workspace.serve(env={"LEADMILL_SERVER_ALLOWED_ORIGINS":
                                  "https://app.example.com"})
    path = "/api/jobs/events"
    api = Api(server)
    for query in ("?jobs=", "?jobs=x", "?after=x", "?activeOnly=1",
                  "?jobType=x", "?jobs=*&jobs=*"):
        check_problem(api.get(path + query), 400)
    check_problem(api.post_json(path, {}), 405)
    for origin, status in (("https://evil.example.org", 403), ("null", 403)):
        answer = api.call("GET", path, headers={"Origin": origin})
        check_problem(answer, status)
    with Events(server, headers={"Origin": "https://app.example.com"}) as feed:
        check_equal(feed.headers["access-control-allow-origin"],
                    "https://app.example.com", "CORS")
        feed.receive()
    answer = exchange(server.port, b"HEAD /api/jobs/events HTTP/1.1\r\n"
                      b"Host: x\r\nConnection: close\r\n\r\n", "HEAD")
    check_equal(answer.headers["Content-Type"], "text/event-stream", "HEAD")
    server.stop()


def test_events_with_keys(workspace):
    key = "k3y-for-the-end-to-end-tests-0123456789abcdef"
    server = workspace.serve(env={"LEADMILL_EVENT_KEY": key})
    try:
        Events(server)
        check(False, "opened without a key")
    except Refused as refused:
        check_equal(refused.answer.status, 401, "without a key")
    with Events(server, headers={"Authorization": f"Bearer {key}"}) as feed:
        feed.receive()
    ticket = Api(server, key=key).call("POST", "/api/live-ticket").json()
    query = f"?ticket={ticket['ticket']}"
    with Events(server, query) as feed:
        feed.receive()
    try:
        Events(server, query)
        check(False, "a ticket was good twice")
    except Refused as refused:
        check_equal(refused.answer.status, 401, "a used ticket")
    server.stop()
    check(ticket["ticket"] not in server.log(), "the ticket is in the log")


if __name__ == "__main__":
    main(tests_of(globals()))
