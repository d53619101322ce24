"""The files of web/ as the real binary serves them: each byte for byte, to
everybody, although a key guards the calls; and nothing beside them. And what
the dashboard asks for besides jobs.
"""
import os

from client import Api, check_problem
from harness import check, check_equal, main, say, tests_of

KEY = "k3y-for-the-end-to-end-tests-0123456789abcdef"
WEB = os.path.join(os.path.dirname(__file__), "..", "..", "web")
TYPES = {".html": "text/html; charset=utf-8", ".css": "text/css; charset=utf-8",
         ".js": "text/javascript; charset=utf-8"}


def files():
    """(name below web/, content) of all that is built in."""
    for folder, folders, names in os.walk(WEB):
        folders[:] = [f for f in folders if not f.startswith(".")]
        for name in names:
            if name.startswith(".") or name.endswith(".md"):
                continue
            path = os.path.join(folder, name)
            with open(path, "rb") as file:
                yield os.path.relpath(path, WEB), file.read()


def check_file(api, path, content):
    answer = api.get(path)
    check_equal(answer.status, 200, path)
    check(answer.body == content, f"{path} differs from its file")
    check_equal(answer.headers["Access-Control-Allow-Origin"], "*", path)
    kind = TYPES.get(os.path.splitext(path)[1])
    if kind:
        check_equal(answer.headers["Content-Type"], kind, path)
    tag = answer.headers["ETag"]
    again = api.call("GET", path, headers={"If-None-Match": tag})
    check_equal((again.status, again.body), (304, b""), f"{path} again")


def test_every_file_is_served(workspace):
    server = workspace.serve(env={"LEADMILL_EVENT_KEY": KEY})
    api = Api(server)
    count = 0
    for name, content in files():
        check_file(api, "/" + name, content)
        count += 1
    say(f"  {count} files")
    root = api.get("/")
    if os.path.exists(os.path.join(WEB, "index.html")):
        check_equal(root.status, 200, "GET /")
        check("script-src 'self'" in root.headers["Content-Security-Policy"],
              "the page's policy")
    else:
        check_problem(root, 404)
    for path in ("/..", "/../main.cpp", "/%2e%2e/main.cpp", "/.hidden",
                 "/etc/passwd", "//etc/passwd"):
        check(api.get(path).status in (400, 404), path)
    server.stop()
    server.check_quiet_log()


def test_what_the_dashboard_asks_for(workspace):
    server = workspace.serve(env={"LEADMILL_EVENT_KEY": KEY})
    api = Api(server, key=KEY)
    answer = api.get("/api/settings")
    told = answer.json()
    check_equal((told["success"], told["keyed"]), (True, True), "settings")
    check_equal(told["limits"]["rowsPerJob"], 10_000, "rows of a job")
    check("email" in told["steps"], str(told["steps"]))
    check(KEY.encode() not in answer.body, "the key is told")
    check_equal(api.get("/api/settings/check").json()["problems"], [],
                "problems")
    workspace.write("empty.toml", "[jobs]\nslotz = 1\n")
    problems = api.get("/api/settings/check").json()["problems"]
    check_equal(len(problems), 1, "problems")
    check("slots" in problems[0]["detail"], str(problems))
    nodes = api.get("/api/cluster").json()["nodes"]
    check_equal([(n["name"], n["slots"], n["running"]) for n in nodes],
                [("local", 4, 0)], "nodes")
    for path in ("/api/settings", "/api/settings/check", "/api/cluster"):
        check_problem(Api(server).get(path), 401)
    server.stop()
    server.check_quiet_log()


if __name__ == "__main__":
    main(tests_of(globals()))
