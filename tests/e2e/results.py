"""Results over HTTP: while a job runs, page by page, in the order of saving,
in every format; and rows as odd as people's files hold come back unchanged.
"""
import csv
import io
import json
import random

from client import RESULTS, Api, connect
from harness import check, check_equal, main, say, tests_of, wait_until
from made_rows import HEADERS, make_body, make_rows

ALL_ROWS = make_rows("results", 10_000)
ODD_ROWS = [
    {}, {"": ""}, {" ": "x"}, {"Name": None}, {"Name": 12345678901234567890},
    {"Name": 1.5, "Phone": True}, {"Name": {"a": [1, {"b": "c"}]}},
    {"row": 7, "status": "x", "input": {}, "errors": [], "duplicateOf": 3},
    {"Name": "\u2028\u0001\u001f"}, {"Name": "é" * 100_000},
    {"Name": "🧨💥" * 50, "Phone": "٠١٢٣"}, {"x" * 5000: "y"},
    {"Name": 'a\r\nb"c,d', "Phone": "=1+1"},
    {"Name": "@SUM(A1)", "Phone": "+1 (212) 555-0101"},
    {"Phone": "1" * 100_000}, {"E-mail": "a@" + "b." * 5000 + "com"},
    {"Full Name": "Dr. " * 2000 + "X"}, {"DOB": "9999-99-99"},
    {"DOB": "0000-00-00"}, {"Age": "-5"}, {"Age": 1e308}, {"Age": "٣٠"},
    {"Zip": "0" * 1000}, {"City": ",,,,"}, {"City": "x," * 3000},
    {"LinkedIn URL": "https://www.linkedin.com/in/" + "a" * 10_000},
    {"LinkedIn URL": "javascript:alert(1)"}, {"State": "\ud7ff"}]
COLUMNS = ["Full Name", "First Name", "Last Name", "Phone", "E-mail", "City",
           "State", "Zip", "DOB", "Age", "Company", "LinkedIn URL",
           "Location", "Country", "Carrier"]
LETTERS = 'aZ09 \t\r\n"\',;|=+-@.<>\\/éßЖ中🧨'


def finish(server):
    check_equal(Api(server).get("/readyz").status, 200, "/readyz")
    server.check_quiet_log()
    server.stop()


def check_all_formats(api, job_id, rows):
    """JSON, NDJSON and CSV say the same; the input is as it was sent."""
    told = api.results(job_id)
    leads = told["results"]["leads"]
    check_equal(told["complete"], True, "complete")
    check_equal([lead["row"] for lead in leads], list(range(len(rows))),
                "row order")
    for lead, row in zip(leads, rows):
        check_equal(lead["input"], row, f"input of row {lead['row']}")
        check(lead["status"] in ("saved", "filtered"), str(lead)[:500])
    lines = api.get(f"{RESULTS}?jobId={job_id}&format=ndjson").body.split(
        b"\n")
    check_equal(lines.pop(), b"", "NDJSON ends with a line break")
    check([json.loads(line) for line in lines] == leads, "NDJSON differs")
    answer = api.get(f"{RESULTS}?jobId={job_id}&format=csv")
    check(answer.headers["Content-Type"].startswith("text/csv"), "type")
    table = list(csv.reader(io.StringIO(answer.body.decode(), newline="")))
    check_equal(len(table), len(rows) + 1, "lines of CSV")
    check_equal({len(line) for line in table}, {len(table[0])}, "widths")
    at = table[0].index("Status")
    check_equal([line[at] for line in table[1:]],
                [lead["status"] for lead in leads], "statuses in CSV")


def test_odd_rows(workspace):
    server = workspace.serve()
    api = Api(server)
    rng = random.Random(5)
    sets = [(ODD_ROWS, ["Name", "Phone"]), ([{"A": "1"}] * 3, []),
            ([{"Row": "1", "Status": "x", "Name": "q", "name": "z"}],
             ["Row", "Status", "Name", "name"])]
    for _ in range(10):
        sets.append(([{name: "".join(rng.choices(LETTERS,
                                                 k=rng.randrange(30)))
                       for name in rng.sample(COLUMNS, rng.randrange(15))}
                      for _ in range(100)], COLUMNS))
    for rows, headers in sets:
        job_id = api.enrich({"parsedData": {"headers": headers,
                                            "rows": rows}})
        check_equal(api.await_end(job_id)["status"], "completed", job_id)
        check_all_formats(api, job_id, rows)
    say(f"  {sum(len(rows) for rows, _ in sets)} odd rows")
    finish(server)


def test_while_it_runs(workspace):
    """What progress says is there, in order, at every moment."""
    server = workspace.serve()
    api = Api(server)
    rows = workspace.scaled(ALL_ROWS)
    job_id = api.enrich(make_body(rows))
    looks, seen = 0, {}
    while True:
        job = api.job(job_id)
        told = api.results(job_id)
        leads = told["results"]["leads"]
        numbers = [lead["row"] for lead in leads]
        check_equal(numbers, sorted(set(numbers)), "row order, no row twice")
        check(len(leads) >= job["progress"]["current"],
              f"{job['progress']['current']} shown, {len(leads)} there")
        check(len(leads) == len(rows) or not told["complete"],
              "complete with rows missing")
        for lead in leads:
            check_equal(seen.setdefault(lead["row"], lead), lead, "changed")
        looks += 0 < len(leads) < len(rows)
        if job["status"] == "completed":
            break
    check_equal(len(seen), len(rows), "rows in the end")
    say(f"  {looks} looks while it ran")
    check(looks > 0, "it was never seen in its middle")
    finish(server)


def test_in_the_order_of_saving(workspace):
    """`since` follows a running job without a gap."""
    server = workspace.serve()
    api = Api(server)
    rows = workspace.scaled(ALL_ROWS)
    job_id = api.enrich(make_body(rows))
    since, seen = 0, []
    while len(seen) < len(rows):
        told = api.results(job_id, f"&limit=997&since={since}")
        leads = told["results"]["leads"]
        check(len(leads) <= 997, "more than the limit")
        check_equal(told["nextSince"], since + len(leads), "nextSince")
        since = told["nextSince"]
        seen += [lead["row"] for lead in leads]
    check_equal(sorted(seen), list(range(len(rows))), "each row once")
    finish(server)


def test_pages(workspace):
    server = workspace.serve()
    api = Api(server)
    rows = make_rows("pages", 100)
    job_id = api.enrich(make_body(rows))
    api.await_end(job_id)
    for query in ("", "&status=saved", "&status=filtered", "&status=failed"):
        whole = api.results(job_id, query)["results"]["leads"]
        pages, cursor = [], ""
        while True:
            told = api.results(job_id, f"{query}&limit=7{cursor}")
            pages += told["results"]["leads"]
            if "nextCursor" not in told:
                break
            cursor = f"&cursor={told['nextCursor']}"
        check(pages == whole, f"pages of {query!r} differ")
    finish(server)


def test_job_pages(workspace):
    server = workspace.serve()
    api = Api(server)
    ids = [api.enrich(make_body(make_rows(f"jobs{i}", 2), {"number": i},
                                {"tags": ["even" if i % 2 == 0 else "odd"]}))
           for i in range(30)]
    wait_until(lambda: not api.jobs("activeOnly=true"), "they end")
    for query, wanted in [("", ids), ("&tag=odd", ids[1::2]),
                          ("&status=completed", ids), ("&type=scraping", []),
                          ("&status=failed", [])]:
        found, cursor = [], ""
        while True:
            told = api.get("/api/jobs/status?limit=7" + query + cursor).json()
            found += [job["jobId"] for job in told["jobs"]]
            if "nextCursor" not in told:
                break
            cursor = f"&cursor={told['nextCursor']}"
        check_equal(found, wanted[::-1], f"jobs of {query!r}, newest first")
    check_equal(api.job(ids[4])["metadata"], {"number": 4}, "metadata")
    finish(server)


def test_an_upload_as_csv_is_the_same(workspace):
    server = workspace.serve()
    api = Api(server)
    rows = make_rows("csv", 50)
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, HEADERS, delimiter=";")
    writer.writeheader()
    writer.writerows(rows)
    answer = api.call("POST", "/api/jobs/enrich?metadata=%7B%22a%22:1%7D"
                      "&options=%7B%22tags%22:%5B%22t%22%5D%7D",
                      b"\xef\xbb\xbf" + out.getvalue().encode(),
                      {"Content-Type": "text/csv; charset=utf-8"})
    check_equal(answer.status, 202, str(answer))
    job = api.await_end(answer.json()["jobId"])
    check_equal((job["metadata"], job["tags"]), ({"a": 1}, ["t"]), "options")
    check_all_formats(api, job["jobId"], rows)
    finish(server)


def test_a_reader_that_stops_holds_nothing_up(workspace):
    """Half-read exports: the server stays small and stops promptly."""
    server = workspace.serve()
    api = Api(server)
    rows = workspace.scaled(ALL_ROWS)
    job_id = api.enrich(make_body(rows))
    api.await_end(job_id)
    before = server.memory_kib()
    readers = [connect(server.port) for _ in range(40)]
    for reader in readers:
        reader.sendall(f"GET {RESULTS}?jobId={job_id} HTTP/1.1\r\n"
                       "Host: x\r\n\r\n".encode())
        check(reader.recv(100).startswith(b"HTTP/1.1 200"), "an answer")
    grown = server.memory_kib() - before
    say(f"  40 half-read exports: {grown >> 10} MiB more")
    if not workspace.is_sanitized:
        check(grown < 100 << 10, f"{grown} KiB for readers that wait")
    check_equal(api.await_end(api.enrich(make_body(rows)))["status"],
                "completed", "a job beside them")
    for reader in readers[1:]:
        reader.close()
    with readers[0] as reader:
        tail = read_all_of_chunked(reader)
        check(tail.endswith(b"0\r\n\r\n"), "a slow reader gets the whole")
    finish(server)


def read_all_of_chunked(reader):
    """Reads to the end of the one chunked answer."""
    out = b""
    while not out.endswith(b"\r\n0\r\n\r\n"):
        part = reader.recv(1 << 16)
        check(part, f"cut off after {len(out)} bytes")
        out = out[-16:] + part
    return out


if __name__ == "__main__":
    main(tests_of(globals()))
