"""`leadmill check` and `leadmill serve` with a wrong configuration: every
mistake at once, exit status 78; and which source wins: file < environment <
flag.
"""
import json
import os

from client import STATUS, Api
from harness import check, check_equal, main, say, tests_of

KEY = "0123456789abcdef0123456789abcdef"
MISTAKES = """\
enviroment = "development"
event_key = "short"
[server]
listen = "127.0.0.1"
allowed_origins = ["app.example.com"]
[jobs]
slots = "many"
slotz = 3
[leads]
max_age = 900
steps = ["identity", "fone"]
default_region = "usa"
[log]
level = "loud"
"""
# What is said about each of them.
SAID = [("enviroment", '"environment"'), ("event_key", "32 characters"),
        ("server.listen", "host:port"),
        ("server.allowed_origins", "https://app.example.com"),
        ("jobs.slots", "whole number"), ("jobs.slotz", '"jobs.slots"'),
        ("leads.max_age", "1 to 150"), ("leads.steps", '"phone"'),
        ("leads.default_region", "two capital"), ("log.level", "debug")]


def problems_of(workspace, *arguments, env=None, status=78):
    """The problems that `check --json` reports."""
    code, out, err = workspace.run("check", "--json", *arguments, env=env)
    check_equal(code, status, f"exit status of check ({out}{err})")
    told = json.loads(out)
    check_equal(told["ok"], status == 0, "ok")
    return [f"{p['where']}: {p['what']}" for p in told["problems"]]


def value_of(workspace, key, *arguments, env=None):
    code, out, err = workspace.run("check", "--json", *arguments, env=env)
    check_equal(code, 0, f"exit status of check ({out}{err})")
    return json.loads(out)["config"][key]


def check_said(lines, said, what):
    for key, words in said:
        check(any(key in line and words in line for line in lines),
              f"{what} says nothing about {key} with {words}: {lines}")


def test_every_mistake_at_once(workspace):
    file = workspace.write("wrong.toml", MISTAKES)
    lines = problems_of(workspace, "--config", file)
    check_said(lines, SAID, "check --json")
    check_equal(len(lines), len(SAID), f"problems in {lines}")
    for command in ("check", "serve"):
        data = ("--data", workspace.file("never"))
        code, out, err = workspace.run(command, "--config", file, *data)
        check_equal(code, 78, command)
        check_equal(out, "", f"standard output of {command}")
        check_said(err.splitlines(), SAID, command)
        check("wrong.toml:1" in err, f"{command} names no line: {err}")
    check(not os.path.exists(workspace.file("never")), "data was made")
    say(f"  {len(SAID)} mistakes, each told")


def test_file_that_is_none(workspace):
    for text in ("listen = ", "[server\n", "\xff"):
        file = workspace.write("bad.toml", text.encode("latin-1"))
        check(problems_of(workspace, "--config", file), text)
        code, _, err = workspace.run("serve", "--config", file)
        check_equal(code, 78, repr(text))
        check("bad.toml" in err, err)
    code, _, err = workspace.run("serve", "--config", "missing.toml")
    check_equal(code, 78, "a file that is not there")
    check("missing.toml" in err, err)


def test_unknown_variables_and_flags(workspace):
    lines = problems_of(workspace, "--config", workspace.config,
                        env={"LEADMILL_JOBS_SLOT": "3",
                             "LEADMILL_LOG_LEVEL": "loud"})
    check_said(lines, [("LEADMILL_JOBS_SLOT", "LEADMILL_JOBS_SLOTS"),
                       ("log.level", "debug")], "check")
    code, _, err = workspace.run("serve", "--config", workspace.config,
                                 "--slots", "many")
    check_equal(code, 78, "--slots many")
    check("--slots" in err, err)


def test_production_needs_both_keys(workspace):
    base = {"LEADMILL_ENVIRONMENT": "production",
            "LEADMILL_BASE_URL": "https://app.example.com"}
    event = {"LEADMILL_EVENT_KEY": KEY}
    signing = {"LEADMILL_SIGNING_KEY": KEY}
    for env, missing in [(base, ["event_key", "signing_key"]),
                         ({**base, **event}, ["signing_key"]),
                         ({**base, **signing}, ["event_key"])]:
        lines = problems_of(workspace, "--config", workspace.config, env=env)
        check_equal(len(lines), len(missing), f"problems {lines}")
        check_said(lines, [(key, "both keys") for key in missing], "check")
        code, _, err = workspace.run("serve", "--config", workspace.config,
                                     "--listen", "127.0.0.1:0", env=env)
        check_equal(code, 78, str(env))
        check_said(err.splitlines(), [(key, "both keys") for key in missing],
                   "serve")
    short = {**base, "LEADMILL_EVENT_KEY": "a" * 31,
             "LEADMILL_SIGNING_KEY": "b" * 31}
    lines = problems_of(workspace, "--config", workspace.config, env=short)
    check_said(lines, [("event_key", "32 characters"),
                       ("signing_key", "32 characters")], "check")
    check("a" * 31 not in str(lines), "a key is shown")
    bare = {"LEADMILL_ENVIRONMENT": "production"}
    lines = problems_of(workspace, "--config", workspace.config, env=bare)
    check_said(lines, [("event_key", "both"), ("signing_key", "both"),
                       ("base_url", "not loopback")], "check")
    good = {**base, **event, **signing}
    check_equal(problems_of(workspace, "--config", workspace.config, env=good,
                            status=0), [], "good")
    server = workspace.serve(env=good)
    check_equal(Api(server, key=KEY).get(STATUS).status, 200, STATUS)
    server.stop()


def test_which_source_wins(workspace):
    file = workspace.write("some.toml", '[server]\ndata_dir = "from-file"\n'
                           '[jobs]\nslots = 7\n[log]\nlevel = "${LEVEL}"\n')
    env = {"LEADMILL_SERVER_DATA_DIR": "from-env", "LEVEL": "debug",
           "LEADMILL_JOBS_SLOTS": "9"}
    level = {"LEVEL": "debug"}
    none = ("--config", workspace.config)
    some = ("--config", file)
    flag = (*some, "--data", "from-flag")
    key = "server.data_dir"
    check_equal(value_of(workspace, key, *none), "data", "default")
    check_equal(value_of(workspace, key, *some, env=level), "from-file",
                "file over default")
    check_equal(value_of(workspace, key, *some, env=env), "from-env",
                "environment over file")
    check_equal(value_of(workspace, key, *flag, env=env), "from-flag",
                "flag over environment")
    check_equal(value_of(workspace, "jobs.slots", *flag, env=env), 9,
                "slots of the environment")
    check_equal(value_of(workspace, "jobs.slots", *some, env=level), 7,
                "slots of the file")
    check_equal(value_of(workspace, "log.level", *some, env=env), "debug",
                "a text that takes a variable")
    os.mkdir(workspace.file("config"))
    workspace.write("config/leadmill.toml", "[jobs]\nslots = 5\n")
    check_equal(value_of(workspace, "jobs.slots"), 5, "./config/leadmill.toml")


def test_check_shows_what_is_in_effect(workspace):
    code, out, err = workspace.run(
        "check", "--config", workspace.config, "--online",
        env={"LEADMILL_EVENT_KEY": KEY, "LEADMILL_JOBS_SLOTS": "3"})
    check_equal((code, err), (0, ""), "check")
    check("slots = 3" in out and "LEADMILL_JOBS_SLOTS" in out, out)
    check(KEY not in out, "the key is shown")
    check(not os.path.exists(workspace.file("data")), "check made a directory")


def test_the_shipped_file_is_good_and_is_the_default(workspace):
    here = os.path.dirname(os.path.abspath(__file__))
    shipped = os.path.join(here, "../../config/leadmill.toml")

    def values(file):
        code, out, err = workspace.run("check", "--json", "--config", file)
        check_equal(code, 0, out + err)
        return json.loads(out)["config"]

    check_equal(values(shipped), values(workspace.config), "values")


def test_a_data_directory_that_cannot_be(workspace):
    workspace.write("plain", "a file")
    lines = problems_of(workspace, "--config", workspace.config, "--data",
                        "plain")
    check_said(lines, [("server.data_dir", "not a directory")], "check")
    code, _, err = workspace.run("serve", "--config", workspace.config,
                                 "--data", "plain", "--listen", "127.0.0.1:0")
    check(code in (1, 78), f"exit status {code}")
    check("plain" in err, err)


if __name__ == "__main__":
    main(tests_of(globals()))
