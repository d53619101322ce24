"""Our files of leads, written by the real binary and read back with papaparse:
every cell is what was sent, but for the `'` before what a spreadsheet would run.
"""
import json
import os
import random
import re
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "e2e"))
# pylint: disable=wrong-import-position
from client import RESULTS, Api  # noqa: E402
from harness import check, check_equal, main, tests_of, wait_until  # noqa: E402

CONFIG = """
[destination.sheet]
kind = "csv"
statuses = ["saved", "filtered", "failed"]
"""
ODD = ["", " ", ",", '"', '""', "\n", "\r\n", "\r", "a,b", 'say "hi"',
       "two\nlines", " padded ", "é", "日本語", "🚀", "\u202e", "'", "'=1", ";",
       "|", "\t", "\tx", "=1+1", '=HYPERLINK("http://example.com","x")',
       "@SUM(A1)", "+1+1", "-x", "+12125550101", "+1 (212) 555-01.01", "-5",
       "-", "+", "--1", "=", "@", "\rx", "a=b", "0012", "1e5", "TRUE",
       "\ufeffbom", "\\", "x" * 5000]


def guarded(cell):
    """What stands in the file, by the words of the description."""
    runs = cell[:1] in ("=", "@", "\t", "\r") or (
        cell[:1] in ("+", "-") and not re.fullmatch(r"[+-][0-9 ().-]*", cell))
    return "'" + cell if runs else cell


def parse(path):
    done = subprocess.run(
        [os.environ["LEADMILL_NODE"],
         os.path.join(os.path.dirname(__file__), "parse.cjs"), path],
        stdout=subprocess.PIPE, check=True, timeout=120)
    told = json.loads(done.stdout)
    check_equal(told["errors"], [], "what papaparse has against it")
    check_equal(told["data"][-1], [""], "behind the last line end")
    return told["data"][:-1]


def read_back(workspace, headers, rows):
    """Has the rows enriched, and compares the file with them."""
    workspace.config = workspace.write("leadmill.toml", CONFIG)
    server = workspace.serve()
    api = Api(server)
    job_id = api.enrich(
        {"parsedData": {"headers": headers,
                        "rows": [dict(zip(headers, row)) for row in rows]}})
    api.await_end(job_id, 120)
    path = os.path.join(server.data, "exports", "sheet", job_id + ".csv")
    wait_until(lambda: os.path.exists(path), path)
    answer = api.get(f"{RESULTS}?jobId={job_id}&format=csv")
    with open(path, "rb") as file:
        check(file.read() == answer.body, "the file is not the API's CSV")
    table = parse(path)
    check_equal(len(table), len(rows) + 1, "lines")
    check_equal(table[0][-len(headers):], [guarded(h) for h in headers],
                "headers")
    for number, (line, row) in enumerate(zip(table[1:], rows)):
        check_equal(len(line), len(table[0]), f"cells of row {number}")
        check_equal(line[-len(headers):], [guarded(cell) for cell in row],
                    f"row {number}")
    server.stop()
    server.check_quiet_log()


def test_ten_thousand_rows(workspace):
    rng = random.Random(20260101)
    headers = ["Ref", "a,b", 'quo"ted', "two\nlines", "=1+1", "Größe"]
    rows = [[f"r{number}"]
            + ["".join(rng.choice(ODD[:-1])
                       for _ in range(rng.choice((1, 1, 1, 3))))
               for _ in headers[1:]]
            for number in range(10_000)]
    rows[5][1] = ODD[-1]
    read_back(workspace, headers, rows)


def test_a_thousand_columns(workspace):
    headers = [f"c{number}" for number in range(1000)]
    rows = [[f"r{number}"]
            + [ODD[(number + column) % len(ODD)][:50]
               for column in range(1, 1000)]
            for number in range(30)]
    read_back(workspace, headers, rows)


if __name__ == "__main__":
    main(tests_of(globals()))
