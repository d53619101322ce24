"""Providers and sources from a terminal: `leadmill scrape` in this process and
on a server, `usage`, and `check --online`.
"""
import base64
import csv
import json
import socket

from client import Api
from harness import check, check_equal, main, tests_of
from life import finish
from receiver import Receiver
from upstream import LOOKUP, SEARCH, Upstream, lookup_block, source_block

SECRET = b"0123456789abcdef0123456789abcdef"


def run(workspace, *arguments, **options):
    """Status, standard output and standard error."""
    return workspace.run(*arguments, "--config", workspace.config, **options)


def configure(workspace, *blocks):
    workspace.config = workspace.write("outside.toml", "\n".join(blocks))


def test_scrape_in_this_process(workspace):
    with Upstream() as upstream:
        configure(workspace, source_block(upstream.url))
        out = workspace.file("people.csv")
        status, _, errors = run(
            workspace, "scrape", "--source", "people", "--params",
            '{"q":"owners"}', "--pages", "3", "--results", "60", "--out", out,
            "--data", workspace.file("data"))
        check_equal(status, 0, errors)
        with open(out, encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        check_equal(len(rows), 60, "rows")
        check(rows[0]["LinkedIn URL"] and rows[0]["Platform"], f"{rows[0]}")
        check_equal(upstream.count(SEARCH), 3, "pages")


def test_scrape_that_fails_keeps_its_pages(workspace):
    with Upstream() as upstream:
        configure(workspace, source_block(upstream.url))
        upstream.script(SEARCH, manner="repeatPage")
        out = workspace.file("people.ndjson")
        status, _, errors = run(
            workspace, "scrape", "--source", "people", "--params", "{}",
            "--pages", "5", "--out", out, "--data", workspace.file("data"))
        check_equal(status, 1, errors)
        check("repeats page" in errors, errors)
        with open(out, encoding="utf-8") as file:
            check_equal(len(file.readlines()), 25, "leads that are kept")


def test_scrape_and_usage_on_a_server(workspace):
    with Upstream() as upstream:
        configure(workspace, source_block(upstream.url, daily_limit=10))
        server = workspace.serve()
        url = f"http://127.0.0.1:{server.port}"
        status, out, errors = run(
            workspace, "scrape", "--source", "people", "--params", "{}",
            "--pages", "2", "--server", url, "--json", "--out",
            workspace.file("people.json"))
        check_equal(status, 0, errors)
        told = json.loads(out)
        check_equal(Api(server).job(told["jobId"])["status"], "completed",
                    "the job")
        status, out, errors = workspace.run("usage", "--server", url)
        check_equal(status, 0, errors)
        check("people" in out and "10" in out, out)
        status, out, errors = workspace.run("usage", "--server", url, "--json")
        usage, = [one for one in json.loads(out)["usage"]
                  if one["name"] == "people"]
        check_equal((usage["today"], usage["dailyLimit"]), (2, 10), usage)
        finish(server)


def test_wrong_params_are_wrong_usage(workspace):
    with Upstream() as upstream:
        configure(workspace, source_block(upstream.url))
        for params, wanted in (("[]", 2), ("no json", 2),
                               ("@" + workspace.file("not-there"), 1)):
            status, _, errors = run(
                workspace, "scrape", "--source", "people", "--params", params,
                "--data", workspace.file("data"))
            check_equal(status, wanted, f"{params}: {errors}")
            check(errors, f"{params}: it is told")
        status, _, errors = run(workspace, "scrape", "--source", "nobody",
                                "--params", "{}", "--data",
                                workspace.file("data"))
        check_equal(status, 1, errors)
        check("people" in errors, errors)
        check_equal(upstream.count(SEARCH), 0, "requests")


def test_check_online(workspace):
    with Upstream() as upstream:
        configure(workspace, lookup_block(upstream.url),
                  source_block(upstream.url))
        status, out, errors = run(workspace, "check", "--online")
        check_equal(status, 0, out + errors)
        check("lines" in out and "people" in out and "200" in out, out)
        check(upstream.count(LOOKUP) == 1 and upstream.count(SEARCH) == 1,
              "one request each")
        upstream.script(LOOKUP, status=401)
        upstream.script(SEARCH, manner="garbage")
        status, out, errors = run(workspace, "check", "--online")
        check_equal(status, 1, out + errors)
        check("401" in out + errors and "key" in out + errors, out + errors)
    status, out, errors = run(workspace, "check", "--online", "--json")
    check_equal(status, 1, out + errors)
    json.loads(out)


def webhook_block(url, *lines):
    return "\n".join([
        "[destination.crm]", 'kind = "webhook"', f'url = "{url}?key=hunter2"',
        f'secret = "whsec_{base64.b64encode(SECRET).decode()}"',
        *lines]) + "\n"


def test_check_online_pings_webhooks(workspace):
    status_now = [204]
    with Receiver(lambda *_: status_now[0]) as receiver:
        private = "allow_private = true"
        configure(workspace, webhook_block(receiver.url, private))
        for status_now[0], wanted in ((204, 0), (400, 0), (410, 1), (503, 1),
                                      (302, 1)):
            status, out, errors = run(workspace, "check", "--online")
            check_equal(status, wanted, (status_now, out, errors))
            check(f"destination  {'FAIL' if wanted else 'ok'}" in out, out)
            check("hunter2" not in out + errors, out + errors)
        for got in receiver.requests:
            got.check_signed(SECRET)
            check_equal((got.body["type"], got.body["data"]), ("ping", {}),
                        "body")
        before = len(receiver.requests)
        # A name that only its resolution shows to lead here.
        name = socket.gethostname()
        configure(workspace, webhook_block(
            f"http://{name}:{receiver.port}/hook"))
        status, out, errors = run(workspace, "check", "--online", "--json")
        check_equal(status, 1, out + errors)
        told = json.loads(out)["online"][0]
        check_equal((told["kind"], told["ok"]), ("destination", False), told)
        check_equal(len(receiver.requests), before, "requests")


def test_check_names_what_is_off(workspace):
    status, out, errors = run(workspace, "check")
    check_equal(status, 0, out + errors)
    for name in ("skip-tracing", "number-lookup", "do-not-call"):
        check(name in out and f"{name.upper().replace('-', '_')}_KEY" in out,
              f"{name} in {out}")
    secret = "hunter2" * 5
    configure(workspace, lookup_block("https://api.example.com"))
    status, out, errors = run(workspace, "check", env={
        "NUMBER_LOOKUP_KEY": secret, "NUMBER_LOOKUP_URL":
            "https://api.example.com"})
    check_equal(status, 0, out + errors)
    check(secret not in out + errors, "a secret is shown")


if __name__ == "__main__":
    main(tests_of(globals()))
