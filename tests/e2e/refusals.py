"""Every refusal of the API, with its sentence and its shape; and whatever else
can be sent: after all of it the server is ready, holds no half-accepted job,
and its log is quiet.
"""
import json
from urllib.parse import quote

from client import (CANCEL, ENRICH, RESULTS, STATUS, Api, check_problem,
                    connect, exchange, read_all, read_answer)
from harness import check, check_equal, main, say, tests_of
from made_rows import HEADERS, make_body, make_csv, make_rows

GOOD_ID = "enrichment-1767225600000-k3x9f2a"
ROW = {"Ref": "1", "Phone Number": "(212) 555-0123"}
MOST_ROWS = ("Maximum 10,000 leads per job. Please split into smaller "
             "batches.")
BODY_BYTES = 32 << 20
BAD_ID = ("jobId is not valid: it looks like "
          "enrichment-1767225600000-k3x9f2a")


def parsed(**changes):
    return {"parsedData": {"headers": HEADERS, "rows": [ROW], **changes}}


def with_options(options):
    return {**parsed(), "options": options}


# (what, body, sentence, field)
BODIES = [
    ("no parsedData", {}, "parsedData is required", "/parsedData"),
    ("null", {"parsedData": None}, "parsedData is required", "/parsedData"),
    ("a body that is an array", [parsed()], "parsedData is required",
     "/parsedData"),
    ("a body that is a string", "x", "parsedData is required", "/parsedData"),
    ("a body that is a number", 1, "parsedData is required", "/parsedData"),
    ("parsedData no object", {"parsedData": []},
     "parsedData must be an object", "/parsedData"),
    ("no rows", {"parsedData": {"headers": HEADERS}},
     "parsedData.rows must be an array", "/parsedData/rows"),
    ("rows no array", parsed(rows={"0": ROW}),
     "parsedData.rows must be an array", "/parsedData/rows"),
    ("rows a text", parsed(rows="a,b"), "parsedData.rows must be an array",
     "/parsedData/rows"),
    ("no headers", {"parsedData": {"rows": [ROW]}},
     "parsedData.headers must be an array", "/parsedData/headers"),
    ("headers no array", parsed(headers="Phone"),
     "parsedData.headers must be an array", "/parsedData/headers"),
    ("a header that is no text", parsed(headers=["Ref", 2]),
     "parsedData.headers must hold only strings", "/parsedData/headers/1"),
    ("1,001 headers", parsed(headers=[str(i) for i in range(1_001)]),
     "A job may have at most 1,000 columns",
     "/parsedData/headers"),
    ("rows empty", parsed(rows=[]), "parsedData.rows cannot be empty",
     "/parsedData/rows"),
    ("a row that is a text", parsed(rows=[ROW, ROW, "x"]),
     "parsedData.rows[2] must be an object", "/parsedData/rows/2"),
    ("a row that is an array", parsed(rows=[[1]]),
     "parsedData.rows[0] must be an object", "/parsedData/rows/0"),
    ("a row that is null", parsed(rows=[None]),
     "parsedData.rows[0] must be an object", "/parsedData/rows/0"),
    ("10,001 rows", parsed(rows=[ROW] * 10_001), MOST_ROWS,
     "/parsedData/rows"),
    ("metadata no object", {**parsed(), "metadata": [1]},
     "metadata must be an object", "/metadata"),
    ("metadata of 20 KiB", {**parsed(), "metadata": {"a": "x" * 20_000}},
     "metadata must have at most 16384 bytes", "/metadata"),
    ("options no object", with_options([]), "options must be an object",
     "/options"),
    ("an unknown option", with_options({"colour": "red"}),
     "options has an unknown field: colour", "/options/colour"),
    ("tags no array", with_options({"tags": "a"}),
     "options.tags must be an array", "/options/tags"),
    ("a tag that is no text", with_options({"tags": ["a", 1]}),
     "options.tags must hold only strings", "/options/tags/1"),
    ("an empty tag", with_options({"tags": [""]}),
     "a tag must have 1 to 64 bytes", "/options/tags"),
    ("33 tags", with_options({"tags": [str(i) for i in range(33)]}),
     "options.tags may hold at most 32 tags", "/options/tags"),
    ("an unknown step", with_options({"steps": ["magic"]}),
     "options.steps names an unknown step: magic", "/options/steps"),
    ("0 attempts", with_options({"maxAttempts": 0}),
     "options.maxAttempts must be a whole number from 1 to 20",
     "/options/maxAttempts"),
    ("an urgent one", with_options({"priority": "urgent"}),
     "options.priority must be one of: low, normal, high",
     "/options/priority"),
    ("a delay of more than a year", with_options({"delaySeconds": 31_536_001}),
     "options.delaySeconds must be a whole number from 0 to 31536000",
     "/options/delaySeconds"),
    ("a start that is none", with_options({"runAt": "soon"}),
     "options.runAt must be a time like 2026-01-31T09:00:00Z, or milliseconds "
     "since 1970", "/options/runAt"),
    ("after nothing", with_options({"after": "x"}),
     "options.after is not valid: it looks like "
     "enrichment-1767225600000-k3x9f2a", "/options/after"),
    ("a policy alone", with_options({"afterPolicy": "always"}),
     "options.afterPolicy goes with options.after", "/options/afterPolicy"),
    ("what follows a search only", with_options({"then": {}}),
     "options.then applies to a scraping job only", "/options/then"),
    ("rows of two places", {**parsed(), "fromJob": GOOD_ID},
     "fromJob cannot be given with parsedData", "/fromJob"),
    ("rows of no job", {"fromJob": "../../etc/passwd"},
     "fromJob is not valid: it looks like enrichment-1767225600000-k3x9f2a",
     "/fromJob"),
    ("rows of a job, after another",
     {"fromJob": GOOD_ID, "options": {"after": GOOD_ID}},
     "options.after cannot be given with fromJob", "/options/after"),
    ("attempts as a text", with_options({"maxAttempts": "3"}),
     "options.maxAttempts must be a whole number from 1 to 20",
     "/options/maxAttempts"),
]

GOOD = json.dumps(parsed()).encode()
NOT_JSON = "Body is not valid JSON: "
# (what, bytes, how the sentence begins)
TEXTS = [
    ("an empty body", b"", NOT_JSON + "it is empty"),
    ("white space", b" \n ", NOT_JSON),
    ("truncated JSON", GOOD[:-2], NOT_JSON),
    ("JSON cut in a string", GOOD[:40], NOT_JSON),
    ("two documents", GOOD + GOOD, NOT_JSON),
    ("a raw NUL byte", GOOD.replace(b"555", b"5\x005"), NOT_JSON),
    ("a raw line break in a string", GOOD.replace(b"555", b"5\n5"), NOT_JSON),
    ("an escaped NUL", GOOD.replace(b"555", b"5\\u00005"),
     "Body holds a NUL character"),
    ("an escaped NUL in a name", GOOD.replace(b"Phone N", b"Ph\\u0000 N"),
     "Body holds a NUL character"),
    ("invalid UTF-8", GOOD.replace(b"555", b"5\xff5"),
     NOT_JSON + "it is not UTF-8"),
    ("overlong UTF-8", GOOD.replace(b"555", b"5\xc0\xaf5"),
     NOT_JSON + "it is not UTF-8"),
    ("a lone surrogate", GOOD.replace(b"555", b"5\\ud8005"), NOT_JSON),
    ("a byte order mark of UTF-16", b"\xff\xfe{\0}\0", NOT_JSON),
    ("100,000 arrays", b"[" * 100_000 + b"]" * 100_000,
     NOT_JSON + "it is nested deeper than 64 levels"),
    ("100,000 objects", b'{"a":' * 100_000 + b"1" + b"}" * 100_000,
     NOT_JSON + "it is nested deeper than 64 levels"),
    ("100,000 open brackets", b"[" * 100_000, NOT_JSON),
    ("deep in a row", GOOD.replace(b'"1"', b"[" * 500 + b"]" * 500),
     NOT_JSON + "it is nested deeper than 64 levels"),
    ("NaN", GOOD.replace(b'"1"', b"NaN"), NOT_JSON),
    ("a number beyond a double", GOOD.replace(b'"1"', b"1e999"), NOT_JSON),
]


def finish(server, jobs=0):
    """What must hold after every test."""
    api = Api(server)
    check_equal(api.get("/readyz").status, 200, "/readyz")
    check_equal(len(api.jobs()), jobs, "jobs in the list")
    server.check_quiet_log()
    server.stop()


def test_bodies(workspace):
    server = workspace.serve()
    api = Api(server)
    for what, body, sentence, pointer in BODIES:
        answer = api.post_json(ENRICH, body)
        try:
            told = check_problem(answer, 400, sentence, pointer,
                                 "invalid_argument")
            check_equal(told["instance"], ENRICH, "instance")
        except Exception as error:
            raise type(error)(f"{what}: {error}") from error
    finish(server)


def test_texts(workspace):
    server = workspace.serve()
    api = Api(server)
    for what, text, begin in TEXTS:
        told = check_problem(api.post_json(ENRICH, text), 400,
                             code="invalid_argument")
        check(told["error"].startswith(begin),
              f"{what}: {told['error']!r} does not begin with {begin!r}")
    finish(server)


def test_csv(workspace):
    server = workspace.serve()
    api = Api(server)

    def post(text, query="", kind="text/csv"):
        return api.call("POST", ENRICH + query, text, {"Content-Type": kind})

    good = make_csv(make_rows("csv", 3))
    many = b"Phone\r\n" + b"2125550100\r\n" * 10_001
    check_problem(post(many), 400, MOST_ROWS)
    check_problem(post(b""), 400)
    check_problem(post(b"Name,Phone\r\n"), 400, "The CSV has no rows")
    told = check_problem(post(b'Name\r\n"never closed\r\n'), 400)
    check("line 2" in told["error"], f"names no line: {told}")
    told = check_problem(post(b"Name\r\na\0b\r\n"), 400)
    check("NUL" in told["error"] and "line 2" in told["error"], str(told))
    told = check_problem(post(b"Name\r\na\xffb\r\n"), 400)
    check("UTF-8" in told["error"], str(told))
    # 1.1 MB whose rows, with the names in each, would be 100 MB.
    wide = (b",".join(b"%d" % i + b"h" * 990 for i in range(1_000, 2_000))
            + b"\r\n" + (b"1" + b"," * 999 + b"\r\n") * 100)
    told = check_problem(post(wide), 400, code="invalid_argument")
    check("line 35 brings the rows to more than 32 MiB" in told["error"],
          str(told))
    check_problem(post(good, "?options=" + quote('{"colour":1}')), 400,
                  "options has an unknown field: colour")
    told = check_problem(post(good, "?options=" + quote("{")), 400)
    check(told["error"].startswith("options is not valid JSON"), str(told))
    check_problem(post(good, "?metadata=" + quote("[]")), 400,
                  "metadata must be an object")
    check_problem(post(good, kind="text/csv; charset=utf-16"), 415)
    check_equal(post(good).status, 202, "a good one")
    finish(server, jobs=1)


def test_ids(workspace):
    server = workspace.serve()
    api = Api(server)
    bad = ["../../etc/passwd", "..%2f..%2fetc%2fpasswd", "x",
           GOOD_ID + "/..", GOOD_ID.upper(), "enrichment-1-a",
           GOOD_ID + "aaaaaaaaa", quote(GOOD_ID + "\n"), GOOD_ID + "%20"]
    for job_id in bad:
        for path in (STATUS, RESULTS):
            check_problem(api.get(f"{path}?jobId={job_id}"), 400, BAD_ID,
                          "/jobId")
    for job_id in ("../../etc/passwd", GOOD_ID + "\n", "é"):
        check_problem(api.post_json(CANCEL, {"jobId": job_id}), 400, BAD_ID,
                      "/jobId")
    check_problem(api.get(f"{STATUS}?jobId="), 400, "jobId is required")
    check_problem(api.get(RESULTS), 400, "jobId is required")
    check_problem(api.post_json(CANCEL, {}), 400,
                  "jobId or filter is required", "/jobId")
    check_problem(api.post_json(CANCEL, {"jobId": 7}), 400,
                  "jobId must be a string", "/jobId")
    check_problem(api.post_json(CANCEL, []), 400, "Body must be an object")
    for answer in (api.get(f"{STATUS}?jobId={GOOD_ID}"),
                   api.get(f"{RESULTS}?jobId={GOOD_ID}"),
                   api.get(f"{RESULTS}?jobId={GOOD_ID}&format=csv"),
                   api.post_json(CANCEL, {"jobId": GOOD_ID})):
        check_problem(answer, 404, "Job not found", code="not_found")
    finish(server)


def test_cancel_of_what_has_ended(workspace):
    server = workspace.serve()
    api = Api(server)
    job_id = api.enrich(make_body(make_rows("c", 3)))
    api.await_end(job_id)
    check_problem(api.post_json(CANCEL, {"jobId": job_id}), 409,
                  code="conflict")
    check_equal(api.job(job_id)["status"], "completed", "still")
    finish(server, jobs=1)


def test_parameters(workspace):
    server = workspace.serve()
    api = Api(server)
    for query, sentence in [
            ("limit=0", "limit must be a whole number from 1 to 500"),
            ("limit=501", "limit must be a whole number from 1 to 500"),
            ("limit=-1", "limit must be a whole number from 1 to 500"),
            ("limit=1e3", "limit must be a whole number from 1 to 500"),
            ("limit=99999999999999999999", None),
            ("status=done", "status must be one of: pending, running, "
                            "completed, failed, cancelled"),
            ("type=x", "type must be one of: enrichment, scraping"),
            ("activeOnly=yes", "activeOnly must be true or false"),
            ("from=yesterday", "from must be a time like "
                               "2026-01-31T09:00:00Z"),
            ("cursor=%ff", "cursor is not UTF-8"),
            ("q=%00", "q holds a NUL character"),
            ("q=%zz", None), ("cursor=nonsense", None),
            ("limit=1&limit=2", "limit is given twice")]:
        check_problem(api.get(f"{STATUS}?{query}"), 400, sentence)
    for query in ("format=xml", "status=done", "limit=0", "cursor=-1",
                  "since=x", "since=1&cursor=1"):
        check_problem(api.get(f"{RESULTS}?jobId={GOOD_ID}&{query}"), 400)
    finish(server)


def test_methods_types_and_paths(workspace):
    server = workspace.serve()
    api = Api(server)
    for method, path, allowed in [
            ("GET", ENRICH, "POST"), ("DELETE", ENRICH, "POST"),
            ("PUT", CANCEL, "POST"), ("POST", STATUS, "GET"),
            ("POST", RESULTS, "GET"), ("PATCH", "/livez", "GET"),
            ("BREW", STATUS, "GET")]:
        answer = api.call(method, path)
        check_problem(answer, 405, code="method_not_allowed")
        check(allowed in answer.headers["Allow"].split(", "),
              f"Allow of {path}: {answer.headers['Allow']}")
    for kind in ("text/plain", "application/xml", "multipart/form-data", None):
        fields = {"Content-Type": kind} if kind else {}
        check_problem(api.call("POST", ENRICH, GOOD, fields), 415,
                      code="unsupported_media_type")
    answer = api.call("POST", ENRICH, GOOD,
                      {"Content-Type": "application/json",
                       "Content-Encoding": "gzip"})
    check_problem(answer, 415)
    for path in ("/nothing", "/api", "/api/jobs", "/api/jobs/enrich/",
                 "/../../etc/passwd", "/%2e%2e/%2e%2e/etc/passwd",
                 "//etc/passwd"):
        check_problem(api.get(path), 404, code="not_found")
    check_problem(api.get("/api/jobs/live"), 426)
    finish(server)


def test_large_bodies(workspace):
    server = workspace.serve()
    bound = (1000 if workspace.is_sanitized else 200) << 10
    sentence = f"The body may have at most {BODY_BYTES} bytes"
    head = (f"POST {ENRICH} HTTP/1.1\r\nHost: 127.0.0.1\r\n"
            "Content-Type: application/json\r\n")
    piece = b"x" * (1 << 20)
    with connect(server.port) as connection:
        connection.sendall(f"{head}Content-Length: {100 << 20}\r\n\r\n"
                           .encode())
        for _ in range(100):
            connection.sendall(piece)
        check_problem(read_answer(connection), 413, sentence)
        check_equal(read_all(connection), b"", "the connection is closed")
    say(f"  after 100 MiB: {server.memory_kib() >> 10} MiB resident")
    with connect(server.port) as connection:
        connection.sendall(f"{head}Transfer-Encoding: chunked\r\n\r\n"
                           .encode())
        for _ in range(40):
            connection.sendall(b"100000\r\n" + piece + b"\r\n")
        check_problem(read_answer(connection), 413, sentence)
    peak = server.memory_kib("VmHWM")
    say(f"  at the peak: {peak >> 10} MiB")
    check(peak < bound, f"{peak} KiB at the peak")
    # Told before the body is sent, when the client asks.
    answer = exchange(server.port, f"{head}Content-Length: {100 << 20}\r\n"
                                   "Expect: 100-continue\r\n\r\n".encode())
    check_problem(answer, 413, sentence)
    finish(server)


def test_just_within_the_bounds(workspace):
    server = workspace.serve()
    api = Api(server)
    job_id = api.enrich(json.dumps(parsed(rows=[ROW] * 10_000)).encode())
    padded = GOOD + b" " * (BODY_BYTES - len(GOOD))
    other = api.enrich(padded)
    for job in (job_id, other):
        check_equal(api.await_end(job)["status"], "completed", job)
    check_problem(api.post_json(ENRICH, padded + b" "), 413)
    finish(server, jobs=2)


def test_headers(workspace):
    server = workspace.serve()
    start = "GET /livez HTTP/1.1\r\nHost: 127.0.0.1\r\n"
    sentence = "The header may have at most 16384 bytes"
    for rest in ("X-Long: " + "x" * 20_000 + "\r\n\r\n",
                 "X-A: 1\r\n" * 3000 + "\r\n", "X-Open: " + "x" * 20_000):
        check_problem(exchange(server.port, (start + rest).encode(), "GET"),
                      431, sentence)
    long_path = f"GET /{'a' * 20_000} HTTP/1.1\r\nHost: x\r\n\r\n"
    check_problem(exchange(server.port, long_path.encode(), "GET"), 431)
    check_problem(exchange(server.port, b"GET /livez HTTP/1.1\r\n\r\n",
                           "GET"), 400)
    check_problem(exchange(server.port, f"{start}Host: b\r\n\r\n".encode(),
                           "GET"), 400)
    both = (f"POST {ENRICH} HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n"
            "Transfer-Encoding: chunked\r\n"
            "Content-Type: application/json\r\n\r\n0\r\n\r\n")
    check_problem(exchange(server.port, both.encode()), 400)
    finish(server)


def test_garbage(workspace):
    server = workspace.serve()
    tls = bytes.fromhex("16030100c8010000c40303") + bytes(200)
    for data in (b"\0" * 100, tls, b"hello\r\n\r\n", b"\xff" * 5000,
                 b"GET\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n",
                 b"GET / HTTP/1.1\nHost: x\n\n", b"PRI * HTTP/2.0\r\n\r\n",
                 b"POST /api/jobs/enrich HTTP/1.1\r\nHost: x\r\n"
                 b"Content-Length: -1\r\n\r\n"):
        with connect(server.port) as connection:
            connection.sendall(data)
            answer = read_answer(connection, "GET")
            check(answer.status in (400, 404, 431, 505),
                  f"{data[:20]!r}: {answer}")
            check_problem(answer, answer.status)
    # Cut off in the middle, by a client that is gone.
    head = (f"POST {ENRICH} HTTP/1.1\r\nHost: x\r\nContent-Type: "
            f"application/json\r\nContent-Length: {len(GOOD)}\r\n\r\n")
    for data in (b"", b"GET /liv", head.encode(), head.encode() + GOOD[:-1]):
        with connect(server.port) as connection:
            connection.sendall(data)
    finish(server)


if __name__ == "__main__":
    main(tests_of(globals()))
