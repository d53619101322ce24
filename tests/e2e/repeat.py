"""Requests that come twice under one Idempotency-Key: one job, whatever happens
in between, kill -9 while the first is being answered included.
"""
import http.client
import random
import threading

from client import ENRICH, Api, check_problem
from harness import (check, check_equal, is_sanitized, main, pause, say,
                     tests_of)
from made_rows import make_body, make_csv, make_rows

KEY = "0123456789abcdef0123456789abcdef"
REUSED = "Idempotency-Key was used for another request"


def post(api, body, key, kind="application/json", query=""):
    fields = {"Content-Type": kind}
    if key is not None:
        fields["Idempotency-Key"] = key
    return api.call("POST", ENRICH + query, body, fields)


def accepted(answer):
    check_equal(answer.status, 202, f"status of {answer}")
    told = answer.json()
    check_equal(answer.headers["Location"],
                f"/api/jobs/status?jobId={told['jobId']}", "Location")
    return told["jobId"]


def body_of(mark, count=3):
    return make_body(make_rows(mark, count), {"mark": mark})


def check_reused(answer):
    told = check_problem(answer, 422, code="key_reused")
    check_equal(told["title"], REUSED, "title")


def marked(api, mark):
    return [j for j in api.jobs() if j["metadata"].get("mark") == mark]


def test_the_same_again(workspace):
    server = workspace.serve()
    api = Api(server)
    first = post(api, body_of("a"), '"8e03978e"')
    job_id = accepted(first)
    api.await_end(job_id)
    again = post(api, body_of("a"), '"8e03978e"')
    check_equal(accepted(again), job_id, "the same again")
    check_equal(again.body, first.body, "the same answer")
    # The quotes are part of the key, as is every letter.
    others = [accepted(post(api, body_of("a"), key))
              for key in ("8e03978e", '"8E03978e"', None, None)]
    check_equal(len({job_id, *others}), 5, "other keys, and none")
    for body, kind, query in [
            (body_of("b"), "application/json", ""),
            (body_of("a") + b" ", "application/json", ""),
            (body_of("a"), "application/json", "?x=1"),
            (make_csv(make_rows("a", 3)), "text/csv", "")]:
        check_reused(post(api, body, '"8e03978e"', kind, query))
    check_equal(len(api.jobs()), 5, "jobs")
    server.check_quiet_log()
    server.stop()


def test_what_is_refused_is_not_remembered(workspace):
    server = workspace.serve()
    api = Api(server)
    for body in (b"{", b'{"parsedData":{"headers":[],"rows":[]}}'):
        check_problem(post(api, body, "k"), 400)
    csv = make_csv(make_rows("csv", 3))
    job_id = accepted(post(api, csv, "k", "text/csv"))
    check_equal(accepted(post(api, csv, "k", "Text/CSV; charset=utf-8")),
                job_id, "the same type in other words")
    for bad in ("", "a b", "x" * 256):
        check_problem(post(api, csv, bad, "text/csv"), 400)
    check_equal(accepted(post(api, csv, "x" * 255, "text/csv")) != job_id,
                True, "the longest key")
    server.check_quiet_log()
    server.stop()


def test_over_restarts(workspace):
    body, other = body_of("kept", 500), body_of("other", 500)
    server = workspace.serve(env={"LEADMILL_EVENT_KEY": KEY})
    job_id = accepted(post(Api(server, KEY), body, "k"))
    for how in ("stop", "kill", "stop"):
        getattr(server, how)()
        server = workspace.serve(env={"LEADMILL_EVENT_KEY": KEY})
        api = Api(server, KEY)
        check_equal(accepted(post(api, body, "k")), job_id, "after a restart")
        check_reused(post(api, other, "k"))
    check_equal(api.await_end(job_id)["status"], "completed", "it ends")
    check_equal(len(api.jobs()), 1, "jobs")
    server.stop()
    # The key belongs to the API key that it came with.
    new = KEY[::-1]
    server = workspace.serve(env={"LEADMILL_EVENT_KEY": new})
    check(accepted(post(Api(server, new), body, "k")) != job_id, "scope")
    server.check_quiet_log()
    server.stop()


def test_at_the_same_time(workspace):
    server = workspace.serve()
    bodies = [body_of("twin", 2000)] * 8 + [body_of("rival", 2000)] * 4
    start = threading.Barrier(len(bodies))
    answers = [None] * len(bodies)

    def run(place):
        api = Api(server)
        start.wait()
        answers[place] = post(api, bodies[place], "one")

    threads = [threading.Thread(target=run, args=(place,))
               for place in range(len(bodies))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    good = [a for a in answers if a.status == 202]
    check_equal({a.status for a in answers}, {202, 422}, "statuses")
    check_equal(len({accepted(a) for a in good}), 1, "jobs that were told")
    # Whoever came first, those with another body lost, all of them.
    winners = {bodies[i] for i, a in enumerate(answers) if a.status == 202}
    check_equal(len(winners), 1, "bodies that won")
    check_equal(len(good), bodies.count(winners.pop()), "twins that won")
    check_equal(len(Api(server).jobs()), 1, "jobs")
    server.check_quiet_log()
    server.stop()


def post_and_kill(server, body, key, delay):
    """Kills the server `delay` s after a request goes out: its answer, if it
    came."""
    got = []

    def run():
        try:
            got.append(post(Api(server), body, key))
        except (OSError, http.client.HTTPException):
            pass  # Killed before it answered.

    thread = threading.Thread(target=run)
    thread.start()
    pause(delay)
    server.kill()
    thread.join()
    return got[0] if got else None


def test_kill_while_it_is_answered(workspace):
    rng = random.Random(20)
    rounds = 6 if is_sanitized(workspace.binary) else 20
    answered = known = 0
    server = workspace.serve()
    for number in range(rounds):
        mark = f"kill-{number}"
        body = body_of(mark, 1000)
        first = post_and_kill(server, body, mark, rng.uniform(0, 0.03))
        server = workspace.serve()
        api = Api(server)
        before = marked(api, mark)
        job_id = accepted(post(api, body, mark))
        if first is not None:
            answered += 1
            check_equal(job_id, accepted(first), f"{mark}: acknowledged")
        known += len(before)
        check_equal([j["jobId"] for j in marked(api, mark)], [job_id],
                    f"{mark}: jobs")
        check_equal(api.await_end(job_id)["status"], "completed", mark)
        check_reused(post(api, body_of("another"), mark))
    say(f"  {rounds} kills: {answered} answered before, {known} kept")
    check_equal(len(Api(server).jobs()), rounds, "jobs in the end")
    server.stop()


if __name__ == "__main__":
    main(tests_of(globals()))
