"""The commands, as a person or a script runs them: enrich in this process and
on a server, the lock between the two, and going on after kill -9.
"""
import csv
import io
import json
import os
import re
import signal
import sqlite3

from client import Api
from harness import check, check_equal, main, say, tests_of, wait_until
from made_rows import HEADERS, make_csv, make_rows

FIRST = ("Firstname,Lastname,Phone,Email,State,City,Age,Zipcode,Linetype,"
         "Carrier,Platform,Source Details,Search Filter").split(",")
COMMANDS = ("serve", "enrich", "check", "jobs", "status", "results", "watch",
            "log", "stats", "cancel", "retry", "pause", "resume", "cleanup",
            "erase")


def read_csv(text):
    """(headers, rows as dictionaries)"""
    reader = csv.reader(io.StringIO(text, newline=""))
    headers, *rows = list(reader)
    check_equal(len(set(headers)), len(headers), "headers are distinct")
    check(all(len(row) == len(headers) for row in rows), "ragged rows")
    return headers, [dict(zip(headers, row)) for row in rows]


def read_file(path):
    with open(path, encoding="utf-8", newline="") as file:
        return file.read()


def enrich(workspace, file, *arguments, env=None):
    return workspace.run("enrich", file, "--config", workspace.config,
                         *arguments, env=env)


def check_output(path, rows):
    """One row per input row, in order, the first headers those of old."""
    headers, got = read_csv(read_file(path))
    check_equal(headers[:len(FIRST)], FIRST, "the first headers")
    check_equal(len(got), len(rows), "rows")
    for number, (want, have) in enumerate(zip(rows, got)):
        check_equal(have["Row"], str(number), "row number")
        check(have["Status"] in ("saved", "filtered", "failed"), str(have))
        for name in HEADERS:
            column = name if name not in FIRST + ["Company"] else None
            column = column or f"{name} (original)"
            if column not in headers:
                column = name
            check_equal(have[column].lstrip("'"), want[name].lstrip("'"),
                        f"{column} of row {number}")
    return headers, got


def test_enrich_here(workspace):
    rows = make_rows("cli", 1000)
    file = workspace.write("leads.csv", make_csv(rows))
    status, out, err = enrich(workspace, file, "--json", "--out", "out.csv")
    check_equal(status, 0, f"exit status ({err})")
    summary = json.loads(out)
    check_equal(summary["status"], "completed", "status")
    check_equal(sum(summary["counts"].values()), 1000, "counts")
    check_equal(sum(summary["filtered"].values()),
                summary["counts"]["filtered"], "filtered by reason")
    check_equal(summary["out"], "out.csv", "out")
    check(summary["duplicates"] > 0, "duplicates are found")
    _, got = check_output(workspace.file("out.csv"), rows)
    for name, count in summary["counts"].items():
        check_equal(sum(row["Status"] == name for row in got), count, name)
    left = [n for n in os.listdir(workspace.path) if ".part-" in n]
    check_equal(left, [], "temporary files")
    status, out, err = enrich(workspace, file)
    check_equal((status, out), (0, ""), "without --json")
    for word in ("saved", "filtered", "failed", "leads per second",
                 "leads-enriched.csv"):
        check(word in err, f"no {word!r} in {err}")
    check_output(workspace.file("leads-enriched.csv"), rows)


def test_enrich_the_example(workspace):
    here = os.path.dirname(os.path.abspath(__file__))
    file = os.path.join(here, "../../examples/leads.csv")
    status, out, err = enrich(workspace, file, "--json", "--out", "out.csv")
    check_equal(status, 0, f"exit status ({err})")
    summary = json.loads(out)
    headers, got = read_csv(read_file(workspace.file("out.csv")))
    check_equal(headers[:len(FIRST)], FIRST, "the first headers")
    check_equal(len(got), sum(summary["counts"].values()), "rows")
    check_equal(len(got), 1000, "rows of the example")
    check_equal(summary["counts"]["failed"], 0, "failed")
    say(f"  {out.strip()}")


def test_standard_input_and_output(workspace):
    rows = make_rows("pipe", 20)
    status, out, err = workspace.run(
        "enrich", "-", "--config", workspace.config, "--out", "-",
        stdin=make_csv(rows))
    check_equal(status, 0, err)
    headers, got = read_csv(out)
    check_equal((headers[0], len(got)), ("Firstname", 20), "standard output")
    status, out, err = workspace.run(
        "enrich", "-", "--config", workspace.config, "--out", "-", "--json",
        stdin=make_csv(rows))
    check_equal(status, 0, err)
    check_equal(len(read_csv(out)[1]), 20, "leads alone")
    check_equal(json.loads(err)["status"], "completed", "beside the leads")


def test_bad_files(workspace):
    files = {"empty.csv": b"", "blank.csv": b"\r\n\r\n",
             "headers.csv": b"Name,Phone\r\n", "nul.csv": b"Name\r\na\0\r\n",
             "latin.csv": "Name\r\nJörg\r\n".encode("latin-1"),
             "many.csv": b"Name\r\n" + b"Ada Example\r\n" * 10_001}
    words = {"many.csv": "Maximum 10,000 leads per job",
             "headers.csv": "no rows", "latin.csv": "UTF-8", "nul.csv": "NUL"}
    for name, content in files.items():
        workspace.write(name, content)
        status, out, err = enrich(workspace, name, "--out", "never.csv")
        check_equal((status, out), (1, ""), f"{name} ({err})")
        check(words.get(name, "CSV") in err, f"{name}: {err}")
        check(f"leadmill enrich: {name}: " in err, f"{name}: {err}")
    status, _, err = enrich(workspace, "missing.csv")
    check_equal(status, 1, "a file that is not there")
    check("missing.csv" in err and "No such file" in err, err)
    status, _, err = enrich(workspace, workspace.path)
    check_equal(status, 1, f"a directory ({err})")
    file = workspace.write("good.csv", make_csv(make_rows("good", 3)))
    status, _, err = enrich(workspace, file, "--out", "no/such/out.csv")
    check_equal(status, 1, "an output folder that is not there")
    check("no/such/out.csv" in err, err)
    check("leads" not in err, f"it was found out after the work: {err}")
    check(not os.path.exists(workspace.file("data")), "it began to work")
    check(not os.path.exists(workspace.file("never.csv")), "never.csv")


def test_lock_and_server(workspace):
    rows = make_rows("lock", 500)
    file = workspace.write("leads.csv", make_csv(rows))
    server = workspace.serve("shared")
    data = ("--data", workspace.file("shared"))
    status, out, err = enrich(workspace, file, *data, "--out", "here.csv")
    check_equal((status, out), (1, ""), "while a server holds the directory")
    for words in ("in use by leadmill serve", f"pid {server.pid}",
                  "--server"):
        check(words in err, f"no {words!r} in {err}")
    status, _, err = workspace.run("serve", "--config", workspace.config,
                                   "--listen", "127.0.0.1:0", *data)
    check_equal(status, 1, f"a second server ({err})")
    check("in use by leadmill serve" in err, err)
    url = f"http://127.0.0.1:{server.port}"
    status, out, err = enrich(workspace, file, "--server", url, "--json",
                              "--out", "there.csv")
    check_equal(status, 0, err)
    there = json.loads(out)
    server.stop()
    status, out, err = enrich(workspace, file, *data, "--json", "--out",
                              "here.csv")
    check_equal(status, 0, err)
    check_output(workspace.file("there.csv"), rows)
    check(read_file(workspace.file("here.csv"))
          == read_file(workspace.file("there.csv")), "the two files differ")
    here = json.loads(out)
    for name in ("counts", "filtered", "duplicates", "status"):
        check_equal(here[name], there[name], name)


# A line for each tenth that is committed.
UNDER_WAY = r"\([1-9]\d* %\)"


def interrupt(workspace, file, number, *arguments, seen=UNDER_WAY):
    """Starts an enrichment and signals it in its middle; (status, stderr)."""
    log = workspace.file("enrich.log")
    with open(log, "wb") as errors:
        process = workspace.spawn("enrich", file, "--config",
                                  workspace.config, "--out", "out.csv",
                                  *arguments, stderr=errors)
        try:
            wait_until(lambda: re.search(seen, read_file(log))
                       or process.poll() is not None, "progress", every=0.001)
            process.send_signal(number)
            return process.wait(30), read_file(log)
        finally:
            if process.poll() is None:
                process.kill()


def check_goes_on(workspace, file, rows):
    status, out, err = enrich(workspace, file, "--json", "--out", "out.csv")
    check_equal(status, 0, err)
    check("Going on with enrichment-" in err, f"it began anew: {err}")
    summary = json.loads(out)
    check_equal(sum(summary["counts"].values()), len(rows), "counts")
    check_output(workspace.file("out.csv"), rows)
    api = Api(workspace.serve())
    jobs = api.jobs()
    check_equal([j["status"] for j in jobs], ["completed"], "jobs")
    check_equal(jobs[0]["failures"], 0, "failures")


def test_kill_and_go_on(workspace):
    rows = make_rows("again", 10_000)
    file = workspace.write("leads.csv", make_csv(rows))
    status, err = interrupt(workspace, file, signal.SIGKILL)
    check_equal(status, -signal.SIGKILL, f"killed in its middle ({err})")
    check(not os.path.exists(workspace.file("out.csv")), "half an output")
    check_goes_on(workspace, file, rows)


def test_sigint_and_go_on(workspace):
    rows = make_rows("stop", 10_000)
    file = workspace.write("leads.csv", make_csv(rows))
    status, err = interrupt(workspace, file, signal.SIGINT)
    check_equal(status, 1, f"stopped in its middle ({err})")
    check("Run the same command again" in err, err)
    check(not os.path.exists(workspace.file("out.csv")), "half an output")
    check_goes_on(workspace, file, rows)


def test_pipes_and_links(workspace):
    """--out of what is no regular file does not put one in its place."""
    rows = make_rows("out", 20)
    file = workspace.write("leads.csv", make_csv(rows))
    workspace.write("real.csv", "old")
    os.symlink("real.csv", workspace.file("link.csv"))
    status, _, err = enrich(workspace, file, "--out", "link.csv")
    check_equal(status, 0, err)
    check(os.path.islink(workspace.file("link.csv")), "the link is gone")
    check_output(workspace.file("real.csv"), rows)
    os.symlink("/dev/full", workspace.file("full"))
    status, _, err = enrich(workspace, file, "--out", "full")
    check_equal(status, 1, err)
    check("No space left" in err, err)
    check(os.path.islink(workspace.file("full")), "the device is gone")
    status, out, err = enrich(workspace, file, "--out", "/dev/stdout")
    check_equal(status, 0, err)
    check_equal(len(read_csv(out)[1]), 20, "rows")


def test_usage(workspace):
    for command in COMMANDS:
        status, out, err = workspace.run(command, "--help")
        check_equal((status, err), (0, ""), f"{command} --help")
        check(len(out) > 80, out)
    for arguments in ((), ("dance",), ("serve", "--nonsense"), ("enrich",),
                      ("status",), ("status", "../../etc/passwd"),
                      ("cancel", "x"), ("cancel",), ("retry", "--dry-run"),
                      ("cleanup", "--days", "0"), ("erase", "x"), ("jobs", "--limit", "many"),
                      ("enrich", "a.csv", "--out")):
        status, out, err = workspace.run(*arguments)
        check_equal((status, out), (2, ""), f"{arguments} ({err})")
        check(err, f"{arguments}: not a word")
    status, out, _ = workspace.run("--version")
    check_equal(status, 0, "--version")
    check(out.startswith("leadmill "), out)
    status, out, _ = workspace.run("--help")
    check_equal(status, 0, "--help")
    check(all(command in out for command in COMMANDS), out)


def test_starts_that_cannot_be(workspace):
    server = workspace.serve()
    used = f"127.0.0.1:{server.port}"

    def start(data, listen="127.0.0.1:0"):
        status, out, err = workspace.run(
            "serve", "--config", workspace.config, "--data", data,
            "--listen", listen)
        check_equal((status, out), (1, ""), f"{data}, {listen} ({err})")
        return err

    err = start("other", used)
    check(f"Cannot listen on {used}" in err and "in use" in err, err)
    server.stop()
    os.mkdir(workspace.file("odd"))
    workspace.write("odd/leadmill.db", b"no database at all" * 100)
    check("damaged, or is none" in start("odd"), "a file that is none")
    database = sqlite3.connect(server.database)
    database.execute("PRAGMA user_version = 99")
    database.close()
    check("newer Leadmill" in start(server.data), "a newer format")


if __name__ == "__main__":
    main(tests_of(globals()))
