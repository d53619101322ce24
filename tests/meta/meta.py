#!/usr/bin/env python3
"""Breaks each mechanism on purpose, in a copy of the sources, and expects the
tests that are named for it to fail: a test that cannot fail holds nothing.

    meta.py [--list] [--check] [--commit COMMIT] [MUTATION...]

The copy, of the tree as it stands or of a commit, is build/meta; it is built
incrementally, so that only the first run is long. Without a mutation every
named test must pass. --check only looks whether the table in mutations.py fits
the sources. Exit status 0: every mutation was noticed by every test that is
named for it.
"""
import argparse
import io
import os
import re
import subprocess
import sys
import tarfile
import time

from mutations import MUTATIONS

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(
    os.path.abspath(__file__))))
COPY = os.path.join(ROOT, "build", "meta")
# As deep below its sources as a build of the tree itself, so that the compiler
# cache knows what it has compiled there.
BUILD = os.path.join(COPY, "build", "meta")
# A mechanism that is broken may leave a test waiting for ever.
UNIT_SECONDS, SCRIPT_SECONDS = 90, 240
# Few seeds: a broken mechanism shows in the first ones.
ENVIRONMENT = {"CCACHE_BASEDIR": COPY, "CCACHE_NOHASHDIR": "1",
               "LEADMILL_SIM_COUNT": "400",
               "LEADMILL_UPSTREAM": os.path.join(BUILD, "tests", "support",
                                                 "upstream_server")}
SCRIPT_FOLDERS = ("e2e", "fault")


class Broken(Exception):
    """The table or the copy is not as it must be."""


def say(text, end="\n"):
    print(text, end=end, flush=True)


def run(command, **options):
    return subprocess.run(command, stdout=subprocess.PIPE, text=True,
                          stderr=subprocess.STDOUT, errors="replace",
                          env={**os.environ, **ENVIRONMENT}, check=False,
                          **options)


def read(root, path):
    with open(os.path.join(root, path), encoding="utf-8") as file:
        return file.read()


def write(path, content):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as file:
        file.write(content)


# -- the table ----------------------------------------------------------------

def test_source(test):
    folder, name = test[0].split(".")
    ending = "py" if folder in SCRIPT_FOLDERS else "cpp"
    # The suites of actors/outputs are named actors_outputs.
    return f"tests/{folder.replace('_', '/')}/{name}.{ending}"


def test_pattern(test):
    """How the test is declared in its source."""
    name = re.escape(test[1])
    if test_source(test).endswith(".py"):
        return rf"^def test_{name}\("
    return r"^CAF_TEST\(\s*" + name.replace(r"\ ", r"\s+") + r"\s*\)"


def problems_of(mutation, root):
    """What of it does not fit the sources."""
    found = read(root, mutation.path).count(mutation.old)
    if found != 1:
        yield f"its old text is {found} times in {mutation.path}"
    for test in mutation.tests:
        source = test_source(test)
        if not os.path.exists(os.path.join(root, source)):
            yield f"there is no {source}"
        elif not re.search(test_pattern(test), read(root, source), re.M):
            yield f"there is no test \"{test[1]}\" in {source}"


def check_table(mutations, root):
    out = [f"{mutation.name}: {problem}" for mutation in mutations
           for problem in problems_of(mutation, root)]
    names = [mutation.name for mutation in mutations]
    out += [f"{name} is there twice" for name in set(names)
            if names.count(name) > 1]
    return out


# -- the copy -----------------------------------------------------------------

def tree_files():
    """(path, mode, content) of the tree as it stands."""
    listed = run(["git", "ls-files", "-z", "--cached", "--others",
                  "--exclude-standard"], cwd=ROOT)
    for path in listed.stdout.split("\0"):
        whole = os.path.join(ROOT, path)
        if path and os.path.isfile(whole):
            with open(whole, "rb") as file:
                yield path, os.stat(whole).st_mode, file.read()


def commit_files(commit):
    """The same of a commit."""
    packed = subprocess.run(["git", "archive", commit], cwd=ROOT, check=True,
                            stdout=subprocess.PIPE).stdout
    with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
        for entry in archive:
            if entry.isfile():
                yield entry.name, entry.mode, archive.extractfile(entry).read()


def drop_others(paths):
    """Removes from the copy what the tree does not have any more."""
    for folder, folders, names in os.walk(COPY):
        if folder == COPY and "build" in folders:
            folders.remove("build")
        for name in names:
            whole = os.path.join(folder, name)
            if os.path.relpath(whole, COPY) not in paths:
                os.remove(whole)


def copy_sources(commit):
    """Brings the copy up to date; files that are alike keep their time."""
    paths = set()
    for path, mode, content in commit_files(commit) if commit else tree_files():
        paths.add(path)
        target = os.path.join(COPY, path)
        if os.path.exists(target):
            with open(target, "rb") as file:
                if file.read() == content:
                    continue
        write(target, content)
        os.chmod(target, mode)
    drop_others(paths)


def configure():
    done = run(["cmake", "-S", COPY, "-B", BUILD, "-G", "Ninja",
                "-DCMAKE_BUILD_TYPE=Debug", "-DLEADMILL_TESTS=ON",
                "--log-level=WARNING"])
    if done.returncode != 0:
        raise Broken(f"the copy cannot be configured:\n{done.stdout}")


def target_of(test):
    folder = test[0].split(".")[0]
    return "leadmill" if folder in SCRIPT_FOLDERS else f"test_{folder}"


def build(tests):
    targets = sorted({target_of(test) for test in tests})
    if "leadmill" in targets:
        targets.append("upstream_server")
    done = run(["ninja", "-C", BUILD, *targets])
    if done.returncode != 0:
        raise Broken("it does not compile:\n" + done.stdout[-3000:])


class Mutated:
    """While it lasts, the copy is broken in one place."""

    def __init__(self, mutation):
        self._path = os.path.join(COPY, mutation.path)
        self._whole = read(COPY, mutation.path)
        self._broken = self._whole.replace(mutation.old, mutation.new)

    def __enter__(self):
        write(self._path, self._broken.encode())

    def __exit__(self, *_):
        write(self._path, self._whole.encode())


# -- the tests ----------------------------------------------------------------

def command_of(test):
    suite, name = test
    folder = suite.split(".")[0]
    if folder in SCRIPT_FOLDERS:
        return [sys.executable, "-B", os.path.join(COPY, test_source(test)),
                os.path.join(BUILD, "leadmill"), name]
    return [os.path.join(BUILD, "tests", *folder.split("_"),
                         f"test_{folder}"), "-n", "-v",
            "4", "-r", str(UNIT_SECONDS), "-s",
            f"^{suite.replace('.', '_')}$", "-t", f"^{re.escape(name)}$"]


def passes(test):
    """Whether it passes; that it did run is required."""
    try:
        done = run(command_of(test), timeout=SCRIPT_SECONDS)
    except subprocess.TimeoutExpired:
        return False, "it hangs"
    if done.returncode == 0 and not re.search(r"tests: +1$|1 of 1 passed",
                                              done.stdout, re.M):
        raise Broken(f"{' '.join(test)} did not run:\n{done.stdout[-2000:]}")
    return done.returncode == 0, done.stdout


def show(test):
    return f"{test[0]}: {test[1]}"


def check_whole(mutations):
    """Without a mutation each named test passes."""
    tests = sorted({test for mutation in mutations for test in mutation.tests})
    began = time.monotonic()
    build(tests)
    for test in tests:
        good, text = passes(test)
        if not good:
            raise Broken(f"fails without a mutation: {show(test)}\n"
                         + text[-3000:])
    say(f"whole: {len(tests)} tests pass "
        f"({time.monotonic() - began:.0f} s)")


def try_out(mutation):
    """Whether every test that is named for it noticed."""
    began = time.monotonic()
    try:
        with Mutated(mutation):
            build(mutation.tests)
            verdicts = {test: passes(test)[0] for test in mutation.tests}
    except Broken as broken:
        say(f"{mutation.name}: ERROR: {broken}")
        return False
    noticed = not any(verdicts.values())
    say(f"{mutation.name}: {'noticed' if noticed else 'SURVIVED'} "
        f"({time.monotonic() - began:.0f} s)")
    for test, passed in verdicts.items():
        say(f"    {'PASSES' if passed else 'red'}  {show(test)}")
    return noticed


def chosen(names):
    unknown = set(names) - {mutation.name for mutation in MUTATIONS}
    if unknown:
        sys.exit(f"no such mutation: {', '.join(sorted(unknown))}")
    return [mutation for mutation in MUTATIONS
            if not names or mutation.name in names]


def main():
    parser = argparse.ArgumentParser(description="break each mechanism once")
    parser.add_argument("names", nargs="*", metavar="MUTATION")
    parser.add_argument("--list", action="store_true")
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--commit")
    options = parser.parse_args()
    mutations = chosen(options.names)
    if options.list:
        for mutation in mutations:
            say(f"{mutation.name}: {mutation.path}")
        return 0
    if not options.check:
        copy_sources(options.commit)
    problems = check_table(mutations, ROOT if options.check else COPY)
    for problem in problems:
        say(problem)
    if options.check or problems:
        say(f"{len(mutations)} mutations, {len(problems)} problems")
        return 1 if problems else 0
    try:
        configure()
        check_whole(mutations)
    except Broken as broken:
        sys.exit(str(broken))
    survived = [m.name for m in mutations if not try_out(m)]
    say(f"{len(mutations) - len(survived)} of {len(mutations)} noticed"
        + (f"; not: {', '.join(survived)}" if survived else ""))
    return 1 if survived else 0


if __name__ == "__main__":
    sys.exit(main())
