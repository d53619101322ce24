"""With LEADMILL_EVENT_KEY set: every call but the health ones asks for it, the
live feed too, with RFC 6750 answers; and the key reaches no log.
"""
import os

from client import CANCEL, ENRICH, RESULTS, STATUS, Api, check_problem, exchange
from harness import check, check_equal, main, say, tests_of
from made_rows import make_body, make_rows
from wsclient import Refused, Socket

KEY = "k3y-for-the-end-to-end-tests-0123456789abcdef"
OTHER = "k3y-for-the-end-to-end-tests-0123456789abcdeg"
TICKET = "/api/live-ticket"
GOOD_ID = "enrichment-1767225600000-k3x9f2a"
CALLS = [("POST", ENRICH), ("GET", STATUS), ("GET", f"{RESULTS}?jobId=x"),
         ("POST", CANCEL), ("GET", "/openapi.json"), ("GET", "/asyncapi.json"), ("GET", "/metrics"),
         ("GET", f"{STATUS}?jobId={GOOD_ID}"), ("GET", "/api/jobs/live"),
         ("GET", f"/api/jobs/log?jobId={GOOD_ID}"), ("GET", "/api/stats"),
         ("POST", "/api/jobs/retry"), ("POST", "/api/jobs/pause"),
         ("POST", "/api/jobs/resume"), ("POST", "/api/jobs/cleanup"),
         ("DELETE", "/api/leads?key=x"), ("POST", TICKET)]
OPEN_CALLS = ["/livez", "/readyz", "/healthz", "/health"]
# (what, Authorization, status, error of the challenge)
WRONG = [
    ("no key", None, 401, None),
    ("another key", f"Bearer {OTHER}", 401, "invalid_token"),
    ("a part of the key", f"Bearer {KEY[:-1]}", 401, "invalid_token"),
    ("more than the key", f"Bearer {KEY}0", 401, "invalid_token"),
    ("other case", f"Bearer {KEY.upper()}", 401, "invalid_token"),
    ("another scheme", f"Basic {KEY}", 401, None),
    ("no scheme", KEY, 401, None),
    ("no token", "Bearer", 400, "invalid_request"),
    ("an empty token", "Bearer ", 400, "invalid_request"),
    ("two tokens", f"Bearer {KEY} {KEY}", 400, "invalid_request"),
]
RIGHT = [f"Bearer {KEY}", f"bearer {KEY}", f"BEARER  {KEY}"]


def check_challenge(headers, error):
    challenge = headers["WWW-Authenticate".lower()] \
        if "www-authenticate" in headers else headers["WWW-Authenticate"]
    check(challenge.startswith('Bearer realm="leadmill"'), challenge)
    check_equal('error="' in challenge, error is not None, challenge)
    if error:
        check(f'error="{error}"' in challenge, challenge)


def serve(workspace, **options):
    return workspace.serve(env={"LEADMILL_EVENT_KEY": KEY,
                                "LEADMILL_LOG_LEVEL": "trace"}, **options)


def fields_of(authorization):
    return {} if authorization is None else {"Authorization": authorization}


def test_matrix(workspace):
    server = serve(workspace)
    api = Api(server)
    for method, path in CALLS:
        for what, authorization, status, error in WRONG:
            answer = api.call(method, path, headers=fields_of(authorization))
            check_equal(answer.status, status, f"{method} {path}, {what}")
            check_problem(answer, status)
            check_challenge(answer.headers, error)
        for authorization in RIGHT:
            answer = api.call(method, path, headers=fields_of(authorization))
            check(answer.status not in (401, 403),
                  f"{method} {path} with {authorization[:8]}: {answer}")
    for path in OPEN_CALLS:
        answer = api.get(path)
        check_equal(answer.status, 200, path)
        check_equal(answer.headers["Cache-Control"], "no-store", path)
    say(f"  {len(CALLS)} calls, {len(WRONG)} ways to be refused")
    finish(server)


def test_twice_is_malformed(workspace):
    server = serve(workspace)
    answer = exchange(server.port, (
        f"GET {STATUS} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {KEY}\r\n"
        f"Authorization: Bearer {KEY}\r\n\r\n").encode(), "GET")
    check_problem(answer, 400)
    check_challenge(answer.headers, "invalid_request")
    finish(server)


def test_a_body_is_not_read_without_the_key(workspace):
    server = serve(workspace)
    answer = exchange(server.port, (
        f"POST {ENRICH} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json"
        f"\r\nContent-Length: {30 << 20}\r\n\r\n").encode())
    check_problem(answer, 401)
    finish(server)


def test_live_feed(workspace):
    server = serve(workspace)
    for what, authorization, status, error in WRONG:
        try:
            with Socket(server, headers=fields_of(authorization)) as feed:
                check(authorization is None, f"opened with {what}")
                # A browser sends no field, and cannot read a refusal.
                check_equal(feed.receive_closed(), 4401, what)
        except Refused as refused:
            check_equal(refused.answer.status, status, what)
            check_challenge(refused.answer.headers, error)
    with Socket(server, headers=fields_of(RIGHT[0])) as feed:
        check_equal(feed.subscribe(), (0, []), "snapshot")
    finish(server)


def test_tickets(workspace):
    server = serve(workspace)
    check_problem(Api(server).call("POST", TICKET), 401)
    api = Api(server, key=KEY)
    tickets = [api.call("POST", TICKET).json()["ticket"] for _ in range(2)]
    path = f"/api/jobs/live?ticket={tickets[0]}"
    with Socket(server, path) as feed:
        check_equal(feed.subscribe(), (0, []), "with a ticket")
        for wrong in (path, path[:-1], "/api/jobs/live?ticket=" + KEY):
            with Socket(server, wrong) as other:
                check_equal(other.receive_closed(), 4401, wrong)
    # A ticket opens the feed and nothing else, and no call takes it in.
    answer = Api(server).get(f"{STATUS}?ticket={tickets[1]}")
    check_problem(answer, 401)
    with Socket(server, f"/api/jobs/live?ticket={tickets[1]}") as feed:
        feed.receive_type("hello")
    finish(server, *tickets)


def test_a_job_with_the_key(workspace):
    server = serve(workspace)
    api = Api(server, key=KEY)
    job_id = api.enrich(make_body(make_rows("keys", 50)))
    check_equal(api.await_end(job_id)["status"], "completed", job_id)
    url = f"http://127.0.0.1:{server.port}"
    env = {"LEADMILL_EVENT_KEY": KEY}
    status, out, _ = workspace.run("status", job_id, "--server", url, env=env)
    check_equal(status, 0, "leadmill status with the key")
    check(job_id in out, out)
    status, out, err = workspace.run("status", job_id, "--server", url)
    check_equal(status, 1, "leadmill status without the key")
    check("event key" in err, err)
    status, out, err = workspace.run("status", job_id, "--server", url,
                                     env={"LEADMILL_EVENT_KEY": OTHER})
    check_equal(status, 1, "leadmill status with another key")
    check(OTHER not in out + err, "the key is shown")
    finish(server)


def test_key_from_a_file_and_under_its_older_name(workspace):
    file = workspace.write("key", KEY + "\n")
    for env in ({"LEADMILL_EVENT_KEY_FILE": file}, {"INNGEST_EVENT_KEY": KEY}):
        server = workspace.serve(env=env)
        check_problem(Api(server).get(STATUS), 401)
        check_equal(Api(server, key=KEY).get(STATUS).status, 200, str(env))
        finish(server)


def test_other_addresses_need_a_key(workspace):
    for address in ("0.0.0.0:0", "[::]:0", "192.0.2.1:0", "example.com:0"):
        status, out, err = workspace.run(
            "serve", "--config", workspace.config, "--listen", address,
            "--data", workspace.file("never"))
        check_equal(status, 78, f"exit status for {address}")
        check("server.listen" in err and "LEADMILL_EVENT_KEY" in err, err)
        check_equal(out, "", "standard output")
        check(not os.path.exists(workspace.file("never")),
              "a data directory was made")


def finish(server, *tickets):
    """The server stops; nothing that it printed or kept holds a secret."""
    server.stop()
    check("level=trace" in server.log() or "level=" in server.log(), "no log")
    for name, text in (("log", server.log()),
                       ("output", server.stdout.decode())):
        for secret in (KEY, OTHER, KEY[:-1], KEY.upper(), *tickets):
            check(secret not in text, f"a secret stands in the {name}")
    with open(server.database, "rb") as file:
        check(KEY.encode() not in file.read(), "the key is in the store")
    server.check_quiet_log()


if __name__ == "__main__":
    main(tests_of(globals()))
