#!/usr/bin/env python3
"""Holds the tree to docs/architecture.md and the house style.

  tidy.py [--root DIR] CHECK...     CHECK: includes sizes mirror guard words
                                           format, or all

Prints each finding as `file:line: what; what to do` and exits 1 when there is
one, 77 when a tool that a check needs is missing (CTest shows it as skipped).
"""
import argparse
import os
import re
import shutil
import subprocess
import sys

import tree

MAX_FUNCTION_LINES = 70
MAX_FILE_LINES = 400
SIZED = tree.CODE + (".py", ".js", ".mjs", ".css", ".sql", ".sh")

# Who may include whom, of our own folders.
MAY_INCLUDE = {
    "messages": (),
    "leads": ("messages/",),
    "config": ("messages/",),
    "store": ("messages/",),
    "actors": ("messages/", "leads/", "config/", "store/job_store.hpp"),
    "net": ("messages/", "config/"),
}
# These may include everything.
COMPOSITION = ("cli", "main.cpp", "tests", "bench")

# Where each external library belongs: (includes, places, in words).
LIBRARIES = (
    ("CAF", r"caf/|messages/(actors|types|local_types)\.hpp$",
     r"messages/(actors\.hpp|(local_)?types\.[ch]pp)$|actors/|net/gateway\.[ch]pp$"
     r"|cli/|main\.cpp$|tests/|bench/"),
    ("Boost", r"boost/", r"net/|tests/(net|e2e|support)/|bench/"),
    ("SQLite", r"sqlite3\.h$|SQLiteCpp/",
     r"store/|tests/(store|e2e|support)/|bench/"),
    ("libphonenumber", r"phonenumbers/", r"leads/|tests/leads/|bench/"),
    ("libpsl", r"libpsl\.h$|idn2\.h$", r"leads/|tests/leads/|bench/"),
    ("toml++", r"toml\+\+/|toml\.hpp$", r"config/|tests/config/"),
    ("date", r"date/", r"config/time_zone\.cpp$|tests/config/"),
    ("curl", r"curl/", r"net/|cli/|tests/|bench/"),
    ("libxml2", r"libxml/", r"actors/outside/html_tree\.cpp$"),
    ("prometheus-cpp", r"prometheus/", r"net/metrics\.cpp$"),
    ("CLI11", r"CLI/", r"cli/|main\.cpp$|tests/|bench/"),
)

# Sources without a test of their own, and why.
WITHOUT_TEST = {
    "cli/enrich.cpp": "a whole command: tests/e2e/cli.py runs it",
    "cli/logging.cpp": "sets up the process's one logger: tests/e2e/keys.py "
                       "reads what it writes",
    "cli/remote.cpp": "prints what a server says: tests/e2e/remote.py runs it",
    "cli/remote_bridge.cpp": "is HTTP to a server: tests/e2e/remote.py runs "
                             "it against one",
    "cli/serve.cpp": "a whole process: all of tests/e2e/ runs it",
    "cli/signals.cpp": "takes the signals of a whole process: "
                       "tests/e2e/drain.py sends them, first and second",
    "net/beast.cpp": "only compiles Boost's own sources",
}

# Where waiting by the clock is the point: (file, why).
MAY_SLEEP = {}

GUARD = r"static_assert\s*\(\s*!\s*std::is_constructible(?:_v)?\s*<\s*{}\b"
STATE = re.compile(r"\b(?:struct|class)\s+(\w+_state)\b[^;{}()]*\{")
STATE_USE = re.compile(r"\bstateful_(?:actor|pointer)\s*<\s*(\w+)\s*[>,]")

SLEEP = re.compile(r"\b(?:sleep_for|sleep_until|usleep|nanosleep"
                   r"|time\.sleep|setTimeout)\b|(?<![\w.])sleep\s*\(")
SHELL_SLEEP = re.compile(r"^\s*sleep\s")
# In pieces, so that this file does not find itself.
LEFT_OVER = re.compile(r"\b(?:TO" r"DO|FIX" r"ME|XX" r"X|HA" r"CK)\b")
MACHINE_PATH = re.compile(r"(?<![\w.])/(?:wo" r"rk|ro" r"ot|Us" r"ers|ho"
                          r"me/\w+)/")
COROUTINE = re.compile(r"\bco_(?:await|yield|return)\b")


def check_own_include(file, line, name):
    allowed = MAY_INCLUDE.get(file.folder)
    if allowed is None or name.split("/")[0] not in tree.FOLDERS:
        return
    if name.startswith((file.folder + "/",) + allowed):
        return
    yield (file.path, line, f"{file.folder}/ may not include {name}; it may "
           f"include {', '.join(allowed) or 'only itself'}")


def check_library(file, line, name):
    for library, includes, places in LIBRARIES:
        if re.match(includes, name) and not re.match(places, file.path):
            yield (file.path, line, f"{name} brings in {library}, which does "
                   "not belong here; put a plain header in between")


def check_rooted(file, line, name, paths):
    if name in paths:
        return
    yield (file.path, line, f'no file "{name}" counts from the root; write '
           'includes as "folder/name.hpp" and libraries in <>')


def includes(files, _root):
    """The include table of docs/architecture.md."""
    paths = {file.path for file in files}
    for file in files:
        if not file.is_code:
            continue
        known = file.folder in tree.FOLDERS + COMPOSITION
        for line, name, in_quotes in file.includes():
            if not known:
                yield (file.path, line, f"{file.folder} has no place in the "
                       "include table; add it to tidy.py")
                break
            yield from check_own_include(file, line, name)
            yield from check_library(file, line, name)
            if in_quotes:
                yield from check_rooted(file, line, name, paths)


def sizes(files, _root):
    """Functions and files stay small enough to be read at once."""
    for file in files:
        if file.path.endswith(SIZED) and len(file.lines) > MAX_FILE_LINES:
            yield (file.path, len(file.lines), f"{len(file.lines)} lines, "
                   f"more than {MAX_FILE_LINES}; split it by what it does")
        if not file.is_code:
            continue
        for first, last in file.functions():
            if last - first + 1 > MAX_FUNCTION_LINES:
                yield (file.path, first, f"a function of {last - first + 1} "
                       f"lines, more than {MAX_FUNCTION_LINES}; split it")


def check_suite(file, by_path):
    folder, name = os.path.split(file.path[len("tests/"):-len(".cpp")])
    suite = f"{folder}_{name}".replace("/", "_")
    found = re.search(r"^#define CAF_SUITE (\w+)", file.text, re.MULTILINE)
    if not found:
        return
    if found.group(1) != suite:
        yield (file.path, 1, f"the suite is named {found.group(1)}; CTest "
               f"looks for {suite}")
    lists = by_path.get(f"tests/{folder}/CMakeLists.txt")
    if lists and not re.search(rf"\b{re.escape(name)}\b", lists.text):
        yield (file.path, 1, f"is in no list of {lists.path}, so it never "
               "runs; add it to SUITES")


def mirror(files, _root):
    """Each source has its test, and each test is run."""
    by_path = {file.path: file for file in files}
    for file in files:
        if not file.path.endswith(".cpp"):
            continue
        test = "tests/" + file.path
        if (file.folder in tree.FOLDERS and test not in by_path
                and file.path not in WITHOUT_TEST):
            yield (file.path, 1, f"has no test; write {test}, or give a reason "
                   "in WITHOUT_TEST of tests/tidy/tidy.py")
        if file.folder == "tests":
            yield from check_suite(file, by_path)
    for path in sorted(set(WITHOUT_TEST) & set(by_path)):
        if "tests/" + path in by_path:
            yield (path, 1, "has a test by now; remove it from WITHOUT_TEST")


def guard(files, _root):
    """CAF builds an aggregate state from its own pointer (GCC 12, C++20)."""
    for file in files:
        if not file.is_code or file.folder not in ("actors", "tests"):
            continue
        code = file.code()
        names = set(STATE_USE.findall(code))
        if file.folder == "actors":
            names |= set(STATE.findall(code))
        stem = os.path.splitext(file.path)[0]
        beside = "".join(other.code() for other in files
                         if other.is_code
                         and os.path.splitext(other.path)[0] == stem)
        for name in sorted(names):
            # In a test, the constructor that makes it no aggregate will do.
            if file.folder == "tests" and re.search(rf"\b{name}\s*\(", beside):
                continue
            if not re.search(GUARD.format(name), beside):
                at = code.count("\n", 0, code.find(name)) + 1
                yield (file.path, at, f"{name} has no static_assert(!std::is_"
                       "constructible_v<...>) beside it; give it a constructor "
                       "and the guard")


def words(files, _root):
    """Nothing left over, no machine's own paths, no sleep, no coroutine."""
    for file in files:
        is_test = (file.folder == "tests" and file.path not in MAY_SLEEP
                   and not file.path.startswith("tests/tidy/"))
        shell = file.text.startswith("#!") and "sh" in file.lines[0]
        for number, line in enumerate(file.lines, 1):
            if LEFT_OVER.search(line):
                yield file.path, number, "is left over; do it or open an issue"
            if MACHINE_PATH.search(line):
                yield (file.path, number, "names a path of one machine; count "
                       "from the root of the project")
            if is_test and (SLEEP.search(line)
                            or shell and SHELL_SLEEP.search(line)):
                yield (file.path, number, "sleeps; advance a clock, or await a "
                       "condition with a deadline")
            if file.is_code and COROUTINE.search(line):
                yield (file.path, number, "uses a coroutine, which GCC 12 "
                       "miscompiles; use callbacks")


def formatted(files, root):
    """clang-format has nothing to change."""
    tool = shutil.which("clang-format-19")
    if not tool:
        print("clang-format-19 is not installed; skipped")
        sys.exit(77)
    paths = [file.path for file in files if file.is_code]
    if not paths:
        return
    run = subprocess.run([tool, "--dry-run", "-Werror", *paths], cwd=root,
                         stderr=subprocess.PIPE, text=True, check=False)
    seen = set()
    for path, line in re.findall(r"^(\S+?):(\d+):\d+: error", run.stderr,
                                 re.MULTILINE):
        if path not in seen:
            seen.add(path)
            yield (path, int(line), "is not formatted; run clang-format-19 -i "
                   "on it")
    if run.returncode and not seen:
        yield ".clang-format", 1, run.stderr.strip()


CHECKS = {"includes": includes, "sizes": sizes, "mirror": mirror,
          "guard": guard, "words": words, "format": formatted}


def main(arguments):
    here = os.path.dirname(os.path.abspath(__file__))
    parser = argparse.ArgumentParser(description="Checks the source tree.")
    parser.add_argument("--root", default=os.path.join(here, "..", ".."))
    parser.add_argument("checks", nargs="+", choices=[*CHECKS, "all"])
    options = parser.parse_args(arguments)
    root = os.path.abspath(options.root)
    files = tree.load(root)
    if not any(file.is_code for file in files):
        print(f"{root}: no sources found, so nothing was checked")
        return 1
    chosen = CHECKS if "all" in options.checks else options.checks
    findings = [f for name in chosen for f in CHECKS[name](files, root)]
    for path, line, what in sorted(findings):
        print(f"{path}:{line}: {what}")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
