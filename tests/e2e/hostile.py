"""The live feed among clients that mean harm, or know no better: half upgrades,
resets, floods of subscriptions, ten thousand ids, tickets that are guessed. It
goes on serving the others, and gives back what they took.
"""
import os
import random
import socket
import struct

from client import Api, connect
from harness import check, check_equal, main, say, tests_of, wait_until
from made_rows import make_body, make_rows
from sseclient import Events
from wsclient import CLOSE, PING, TEXT, Closed, Socket

KEY = "k3y-for-the-end-to-end-tests-0123456789abcdef"
BODY = make_body(make_rows("hostile", 5))
UPGRADE = (b"GET /api/jobs/live HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\n"
           b"Connection: Upgrade\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA"
           b"==\r\nSec-WebSocket-Version: 13\r\n\r\n")
EVENTS = b"GET /api/jobs/events HTTP/1.1\r\nHost: x\r\n\r\n"


def open_files(server):
    return len(os.listdir(f"/proc/{server.pid}/fd"))


def reset(connection):
    """Closes so that the other side gets a reset."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER,
                          struct.pack("ii", 1, 0))
    connection.close()


def check_serves(server, key=None):
    api = Api(server, key=key)
    fields = {"Authorization": f"Bearer {key}"} if key else {}
    with Socket(server, headers=fields) as feed, \
            Events(server, headers=fields) as events:
        seq, _ = feed.subscribe()
        for _ in range(2):
            events.receive()
        job_id = api.enrich(BODY)
        for receive in (feed.receive, events.receive):
            frame = receive()
            while frame.get("job", {}).get("jobId") != job_id:
                frame = receive()
            check(frame["seq"] > seq, "seq")
        api.await_end(job_id)


def test_requests_that_break_off_anywhere(workspace):
    server = workspace.serve()
    before = open_files(server)
    for request in (UPGRADE, EVENTS):
        for size in range(1, len(request) + 1, 5):
            connection = connect(server.port)
            connection.sendall(request[:size])
            (reset if size % 2 else socket.socket.close)(connection)
    check_serves(server)
    wait_until(lambda: open_files(server) <= before, "descriptors come back")
    finish(server)


def test_half_upgrades_that_stay(workspace):
    server = workspace.serve()
    before = open_files(server)
    half = [connect(server.port) for _ in range(300)]
    for number, connection in enumerate(half):
        connection.sendall(UPGRADE[:1 + number % (len(UPGRADE) - 1)])
    check_serves(server)
    wait_until(lambda: open_files(server) <= before + 5,
               "they are closed in time", 30)
    for connection in half:
        connection.close()
    finish(server)


def test_frames_that_are_none(workspace):
    server = workspace.serve()
    draw = random.Random(6)
    for number in range(200):
        with Socket(server) as feed:
            noise = draw.randbytes(draw.randrange(1, 300))
            try:
                feed.send_raw(noise)
                if number % 2:
                    feed.send_frame(draw.choice([TEXT, PING, CLOSE, 3, 11]),
                                    noise[:125])
                if number % 3 == 0:
                    feed.set_timeout(5)
                    feed.receive_closed()
            except (OSError, Closed):
                pass
    check_serves(server)
    finish(server)


def test_floods_of_subscriptions(workspace):
    server = workspace.serve()
    api = Api(server)
    job_id = api.enrich(BODY)
    api.await_end(job_id)
    before = server.memory_kib()
    with Socket(server) as feed:
        feed.receive_type("hello")
        for after in range(2_000):
            feed.send({"type": "subscribe", "jobs": ["*"], "after": after})
            feed.send({"type": "unsubscribe", "jobs": ["*"]})
        feed.send({"type": "subscribe", "jobs": ["*"]})
        last = api.enrich(BODY)
        seen = set()
        while last not in seen:
            frame = feed.receive()
            if frame["type"] == "snapshot":
                seen |= {job["jobId"] for job in frame["jobs"]}
            elif frame["type"] == "job":
                seen.add(frame["job"]["jobId"])
    grown = server.memory_kib() - before
    say(f"  {grown} KiB more")
    check(grown < 50_000 or workspace.is_sanitized, "memory grows")
    check_serves(server)
    finish(server)


def test_ten_thousand_ids(workspace):
    server = workspace.serve()
    api = Api(server)
    names = [f"enrichment-1767225600000-{n:x}" for n in range(10_001)]
    with Socket(server) as feed:
        feed.receive_type("hello")
        for first in range(0, 10_000, 1_000):
            feed.send({"type": "subscribe", "jobs": names[first:first + 1_000]})
        feed.send({"type": "subscribe", "jobs": names[10_000:]})
        frame = feed.receive()
        while frame["type"] == "snapshot":
            check_equal(frame["jobs"], [], "nobody's jobs")
            frame = feed.receive()
        check_equal(frame["type"], "error", "one too many")
        feed.send({"type": "unsubscribe", "jobs": names[:1]})
        job_id = api.enrich(BODY)
        api.await_end(job_id)
        feed.send({"type": "subscribe", "jobs": [job_id]})
        frame = feed.receive_type("snapshot")
        while not frame["jobs"]:  # Those of the orders before.
            frame = feed.receive_type("snapshot")
        check_equal([job["jobId"] for job in frame["jobs"]], [job_id],
                    "its own job")
    check_serves(server)
    finish(server)


def test_many_come_and_go(workspace):
    server = workspace.serve()
    before = open_files(server)
    api = Api(server)
    for number in range(400):
        connection = connect(server.port)
        connection.sendall(UPGRADE if number % 2 else EVENTS)
        if number % 10 == 0:
            api.enrich(BODY)
        (reset if number % 3 else socket.socket.close)(connection)
    check_serves(server)
    wait_until(lambda: open_files(server) <= before + 1,
               "descriptors come back")
    finish(server)


def test_tickets_that_are_guessed(workspace):
    server = workspace.serve(env={"LEADMILL_EVENT_KEY": KEY})
    api = Api(server, key=KEY)
    good = api.call("POST", "/api/live-ticket").json()["ticket"]
    for guess in (good[:-1], good + "0", good.upper(), "0" * 64,
                  "x" * 10_000, good[::-1], KEY):
        with Socket(server, f"/api/jobs/live?ticket={guess}") as feed:
            check_equal(feed.receive_closed(), 4401, guess[:70])
    for number in range(500):
        with Socket(server) as feed:
            if number % 50 == 0:
                check_equal(feed.receive_closed(), 4401, "without a ticket")
    with Socket(server, f"/api/jobs/live?ticket={good}") as feed:
        feed.receive_type("hello")
    check_serves(server, KEY)
    finish(server, KEY)


def finish(server, key=None):
    check_equal(Api(server, key=key).get("/readyz").status, 200, "/readyz")
    server.check_quiet_log()
    server.stop()


if __name__ == "__main__":
    main(tests_of(globals()))
