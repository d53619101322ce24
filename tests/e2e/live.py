"""The live feed over a real WebSocket: snapshots, job frames in strictly
rising seq, what arrives is what HTTP says, and no client harms another.
"""
import json
import time

from client import CANCEL, TERMINAL, Api, connect, exchange
from harness import Failure, check, check_equal, main, say, tests_of, wait_until
from made_rows import make_body, make_rows
from wsclient import BINARY, PING, TEXT, Closed, Refused, Socket

ALL_ROWS = make_rows("live", 10_000)
SMALL = make_rows("small", 20)


def follow_to_end(feed, seq, job_ids):
    """Reads job frames until all jobs have ended: the last frame of each."""
    last, counts = {}, {}
    while len([j for j in last.values() if j["status"] in TERMINAL]) \
            < len(job_ids):
        frame = feed.receive_type("job")
        check(frame["seq"] > seq, f"seq {frame['seq']} after {seq}")
        seq, job = frame["seq"], frame["job"]
        check_equal(job["seq"], seq, "seq of the frame and of the job")
        check(job["jobId"] in job_ids, f"frame of {job['jobId']}")
        done = job["progress"]["current"]
        check_equal(done, sum(job["counts"].values()), "progress is counts")
        check(done >= counts.get(job["jobId"], 0), "progress went back")
        counts[job["jobId"]] = done
        last[job["jobId"]] = job
    return last


def test_subscribe_to_all(workspace):
    server = workspace.serve()
    body = make_body(workspace.scaled(ALL_ROWS))
    api = Api(server)
    with Socket(server) as feed:
        seq, jobs = feed.subscribe()
        check_equal((seq, jobs), (0, []), "the snapshot of an empty server")
        ids = [api.enrich(body) for _ in range(3)]
        last = follow_to_end(feed, seq, ids)
    for job_id in ids:
        check_equal(last[job_id], api.job(job_id), "what arrived and HTTP")
        count = len(workspace.scaled(ALL_ROWS))
        check_equal(last[job_id]["progress"],
                    {"current": count, "total": count, "percentage": 100},
                    "progress")
    with Socket(server) as feed:
        seq, jobs = feed.subscribe()
        check_equal({j["jobId"]: j for j in jobs}, last, "a later snapshot")
        check_equal(seq, max(j["seq"] for j in jobs), "its seq")
    finish(server)


def test_snapshot_in_the_middle(workspace):
    server = workspace.serve()
    body = make_body(workspace.scaled(ALL_ROWS))
    api = Api(server)
    job_id = api.enrich(body)
    wait_until(lambda: api.job(job_id)["progress"]["current"] > 0, "progress")
    with Socket(server) as feed:
        seq, jobs = feed.subscribe()
        check_equal([j["jobId"] for j in jobs], [job_id], "jobs")
        if jobs[0]["status"] not in TERMINAL:
            last = follow_to_end(feed, seq, [job_id])
            check_equal(last[job_id], api.job(job_id), "the end")
    finish(server)


def test_subscribe_to_one(workspace):
    server = workspace.serve()
    body = make_body(workspace.scaled(ALL_ROWS))
    api = Api(server)
    ids = [api.enrich(body) for _ in range(3)]
    with Socket(server) as feed:
        seq, jobs = feed.subscribe([ids[1]])
        check_equal([j["jobId"] for j in jobs], [ids[1]], "the snapshot")
        if jobs[0]["status"] not in TERMINAL:
            follow_to_end(feed, seq, [ids[1]])
        unknown = "enrichment-1767225600000-zzz"
        feed.send({"type": "subscribe", "jobs": [unknown]})
        _, jobs = feed.receive_snapshot()
        check(unknown not in [j["jobId"] for j in jobs], "an unknown job")
    for job_id in ids:
        api.await_end(job_id)
    finish(server)


def test_active_only_gets_one_last_frame(workspace):
    server = workspace.serve()
    body = make_body(workspace.scaled(ALL_ROWS))
    api = Api(server)
    done = api.enrich(make_body(SMALL))
    api.await_end(done)
    with Socket(server) as feed:
        seq, jobs = feed.subscribe(activeOnly=True)
        check_equal(jobs, [], "the snapshot holds a job that has ended")
        job_id = api.enrich(body)
        follow_to_end(feed, seq, [job_id])
    finish(server)


def test_cancel_is_seen(workspace):
    server = workspace.serve()
    body = make_body(workspace.scaled(ALL_ROWS))
    api = Api(server)
    with Socket(server) as feed:
        seq, _ = feed.subscribe()
        job_id = api.enrich(body)
        wait_until(lambda: api.job(job_id)["phase"] == "running", "it runs")
        answer = api.post_json(CANCEL, {"jobId": job_id})
        check_equal(answer.status, 200, f"cancel: {answer}")
        last = follow_to_end(feed, seq, [job_id])
        check_equal(last[job_id]["status"], "cancelled", "the last frame")
        check_equal(last[job_id], api.job(job_id), "the end over HTTP")
        saved = api.results(job_id)
        check_equal(saved["results"]["count"],
                    last[job_id]["progress"]["current"], "rows kept")
        check_equal(api.post_json(CANCEL, {"jobId": job_id}).status, 409,
                    "cancelled twice")
    finish(server)


def test_unsubscribe(workspace):
    server = workspace.serve()
    api = Api(server)
    with Socket(server, timeout=5) as feed:
        seq, _ = feed.subscribe()
        first = api.enrich(make_body(SMALL))
        follow_to_end(feed, seq, [first])
        feed.send({"type": "unsubscribe", "jobs": ["*"]})
        feed.send({"type": "nonsense"})  # Its answer shows that it was read.
        check_equal(feed.receive()["type"], "error", "the answer")
        api.await_end(api.enrich(make_body(SMALL)))
        feed.send({"type": "nonsense"})
        check_equal(feed.receive()["type"], "error",
                    "nothing comes before the next answer")
    finish(server)


def test_nonsense(workspace):
    server = workspace.serve()
    with Socket(server) as feed:
        feed.receive_type("hello")
        for text in ("", "{", "[]", "1", "{}", '{"type":7}',
                     '{"type":"shout"}', '{"type":"subscribe"}',
                     '{"type":"subscribe","jobs":[]}',
                     '{"type":"subscribe","jobs":["../../etc/passwd"]}',
                     '{"type":"subscribe","jobs":["*"],"activeOnly":1}',
                     '{"type":"subscribe","jobs":["*"],"after":-1}',
                     '{"type":"unsubscribe","jobs":7}', "[" * 50_000):
            feed.send(text)
            error = feed.receive_type("error")
            check(error["code"] and error["detail"], f"{text}: {error}")
        feed.send({"type": "subscribe", "jobs": ["*"]})
        check_equal(feed.receive_snapshot(), (0, []), "it still works")
        feed.send_frame(BINARY, b"\0\1")
        feed.receive_type("error")
        for _ in range(30):
            feed.send("nonsense")
        check_equal(feed.receive_closed(), 1008, "close code, in the end")
    finish(server)


def test_frames_as_rfc_6455_has_them(workspace):
    server = workspace.serve()
    with Socket(server) as feed:
        feed.receive_type("hello")
        text = json.dumps({"type": "subscribe", "jobs": ["*"]}).encode()
        feed.send_frame(TEXT, text[:5], last=False)
        feed.send_frame(PING, b"in between")
        feed.send_frame(0, text[5:9], last=False)
        feed.send_frame(0, text[9:])
        check_equal(feed.receive_snapshot(), (0, []), "in fragments")
    for data, code in [(b"\x81\x05hello", 1002),  # Not masked.
                       (b"\xf1\x80\0\0\0\0", 1002),  # Reserved bits.
                       (b"\x80\x80\0\0\0\0", 1002)]:  # Goes on with nothing.
        with Socket(server) as feed:
            feed.receive_type("hello")
            feed.send_raw(data)
            check_equal(feed.receive_closed(), code, repr(data))
    with Socket(server) as feed:
        feed.receive_type("hello")
        feed.send_frame(TEXT, b"\xff\xfe")
        check_equal(feed.receive_closed(), 1007, "text that is not UTF-8")
    finish(server)


def test_too_large_a_message(workspace):
    server = workspace.serve()
    with Socket(server) as feed:
        feed.receive_type("hello")
        feed.send("x" * (65 << 10))
        check_equal(feed.receive_closed(), 1009, "65 KiB")
    with Socket(server) as feed:
        feed.receive_type("hello")
        try:
            for _ in range(10):
                feed.send_frame(TEXT if _ == 0 else 0, b"x" * 10_000, False)
        except OSError:
            pass  # Closed before the last.
        check_equal(feed.receive_closed(), 1009, "in fragments")
    finish(server)


def test_origins(workspace):
    server = workspace.serve(env={"LEADMILL_SERVER_ALLOWED_ORIGINS":
                                  "https://app.example.com"})
    for origin, allowed in [("https://app.example.com", True),
                            ("http://127.0.0.1", True),
                            ("https://evil.example.org", False),
                            ("null", False)]:
        try:
            with Socket(server, headers={"Origin": origin}) as feed:
                try:
                    frame = feed.receive()
                    check(allowed, f"{origin} was let in: {frame}")
                except Closed as closed:
                    check(not allowed, f"{origin}: {closed}")
                    check_equal(closed.code, 1008, origin)
        except Refused as refused:
            raise Failure(f"{origin}: {refused}") from refused
    finish(server)


def test_upgrades_that_are_none(workspace):
    server = workspace.serve()
    head = "GET /api/jobs/live HTTP/1.1\r\nHost: x\r\n"
    for rest in ("Upgrade: websocket\r\n", "Upgrade: h2c\r\nConnection: "
                 "Upgrade\r\n", ""):
        answer = exchange(server.port, f"{head}{rest}\r\n".encode(), "GET")
        check_equal(answer.status, 426, rest)
    bad = (f"{head}Upgrade: websocket\r\nConnection: Upgrade\r\n"
           "Sec-WebSocket-Version: 8\r\nSec-WebSocket-Key: "
           "AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n")
    answer = exchange(server.port, bad.encode(), "GET")
    check(400 <= answer.status < 500, f"version 8: {answer}")
    with Socket(server, protocol=None) as feed:
        feed.receive_type("hello")
    finish(server)


def run_jobs(api, count, body):
    """Seconds for so many jobs, one after the other."""
    began = time.monotonic()
    for _ in range(count):
        job = api.await_end(api.enrich(body))
        check_equal(job["status"], "completed", "status")
    return time.monotonic() - began


def test_clients_that_do_not_read_stall_nothing(workspace):
    server = workspace.serve()
    body = make_body(workspace.scaled(ALL_ROWS))
    api = Api(server)
    run_jobs(api, 1, body)
    alone = run_jobs(api, 3, body)
    before = server.memory_kib()
    lazy = [Socket(server, receive_buffer=4096) for _ in range(20)]
    for feed in lazy:
        feed.send({"type": "subscribe", "jobs": ["*"]})
    half = [connect(server.port) for _ in range(20)]
    for connection in half:
        connection.sendall(b"GET /api/jobs/results?jobId=")
    with_them = run_jobs(api, 3, body)
    grown = server.memory_kib() - before
    say(f"  3 jobs: {alone:.2f} s alone, {with_them:.2f} s beside 20 clients "
        f"that do not read; {grown} KiB more")
    check(with_them < 3 * alone + 5, "they hold the jobs up")
    for feed in lazy:
        feed.set_timeout(20)
        feed.receive_type("hello")
        frame = feed.receive()
        check(frame["type"] in ("snapshot", "job"), str(frame))
        feed.__exit__()
    for connection in half:
        connection.close()
    finish(server)


def test_snapshots_in_parts(workspace):
    server = workspace.serve()
    api = Api(server)
    ids = [api.enrich(make_body(SMALL[:1])) for _ in range(1_050)]
    wait_until(lambda: not api.jobs("activeOnly=true"), "they end")
    with Socket(server) as feed:
        _, jobs = feed.subscribe()
        shown = [j["jobId"] for j in jobs]
        check_equal(len(set(shown)), 1_000, "the 1,000 that ended last")
        check(set(shown) <= set(ids), "others")
    finish(server)


def test_many_subscribers_see_the_same_end(workspace):
    server = workspace.serve()
    body = make_body(workspace.scaled(ALL_ROWS))
    api = Api(server)
    feeds = [Socket(server) for _ in range(50)]
    seqs = [feed.subscribe()[0] for feed in feeds]
    job_id = api.enrich(body)
    ends = [follow_to_end(feed, seq, [job_id])[job_id]
            for feed, seq in zip(feeds, seqs)]
    wanted = api.job(job_id)
    check(all(end == wanted for end in ends), "they differ")
    for feed in feeds:
        feed.__exit__()
    finish(server)


def finish(server):
    check_equal(Api(server).get("/readyz").status, 200, "/readyz")
    server.check_quiet_log()
    server.stop()


if __name__ == "__main__":
    main(tests_of(globals()))
