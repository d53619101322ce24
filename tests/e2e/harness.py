"""Runs the real binary for the end-to-end tests: servers in data directories
of their own, on free ports, with what they print kept.

Only processes started here are ever ended, by their id; none outlives the
test: each gets SIGKILL when its parent dies, however that happens.
"""
import contextlib
import ctypes
import os
import re
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time

START_SECONDS = 20
STOP_SECONDS = 40
_LIBC = ctypes.CDLL(None, use_errno=True)
_PR_SET_PDEATHSIG = 1
_LISTENS = re.compile(rb"Leadmill listens on http://(\S+):(\d+)/\n")
_TROUBLE = re.compile(r"level=(?:error|critical)|AddressSanitizer"
                      r"|LeakSanitizer|ThreadSanitizer|runtime error:")


class Failure(Exception):
    """A check that did not hold."""


def say(text):
    print(text, flush=True)


def check(condition, what):
    if not condition:
        raise Failure(what)


def check_equal(got, wanted, what):
    check(got == wanted, f"{what}: got {got!r}, wanted {wanted!r}")


def pause(seconds):
    """Between two looks at a condition, or up to a moment that was drawn."""
    threading.Event().wait(seconds)


def wait_until(condition, what, seconds=START_SECONDS, every=0.01):
    """The first true value of `condition()`; a Failure after `seconds`."""
    deadline = time.monotonic() + seconds
    while True:
        value = condition()
        if value:
            return value
        check(time.monotonic() < deadline, f"not within {seconds} s: {what}")
        pause(every)


def is_sanitized(binary):
    """Whether it was built with AddressSanitizer, which takes more memory."""
    with open(binary, "rb") as file:
        return b"__asan_init" in file.read()


def _die_with_parent():
    _LIBC.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def clean_environment(extra=None):
    """This process's own, without any setting of Leadmill."""
    names = ("LEADMILL_", "INNGEST_", "NEXT_PUBLIC_")
    out = {k: v for k, v in os.environ.items() if not k.startswith(names)}
    out.update(extra or {})
    return out


class Workspace:
    """A temporary directory with an empty configuration, removed at the end."""

    def __init__(self, binary):
        self.binary = os.path.abspath(binary)
        self.is_sanitized = is_sanitized(binary)
        self.path = tempfile.mkdtemp(prefix="leadmill-e2e-")
        self.config = self.write("empty.toml", "")
        self._servers = []

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for server in self._servers:
            server.close()
        shutil.rmtree(self.path, ignore_errors=True)

    def scaled(self, rows):
        """All rows, or a fifth for a binary that is slowed by sanitizers."""
        return rows[:len(rows) // 5] if self.is_sanitized else rows

    def file(self, name):
        return os.path.join(self.path, name)

    def write(self, name, content):
        mode = "wb" if isinstance(content, bytes) else "w"
        with open(self.file(name), mode) as file:
            file.write(content)
        return self.file(name)

    def serve(self, data="data", **options):
        server = Server(self, self.file(data), **options)
        self._servers.append(server)
        return server

    def spawn(self, *arguments, env=None, **options):
        """A process of the binary, in this directory."""
        return subprocess.Popen(
            [self.binary, *arguments], cwd=self.path,
            env=clean_environment(env), stdin=subprocess.DEVNULL,
            preexec_fn=_die_with_parent, **options)

    def run(self, *arguments, env=None, seconds=60, stdin=None):
        """Runs a command to its end: (status, stdout, stderr) as text."""
        done = subprocess.run(
            [self.binary, *arguments], cwd=self.path,
            env=clean_environment(env), input=stdin, timeout=seconds,
            stdin=subprocess.DEVNULL if stdin is None else None,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False,
            preexec_fn=_die_with_parent)
        return (done.returncode, done.stdout.decode("utf-8", "replace"),
                done.stderr.decode("utf-8", "replace"))


class Server:
    """One process of `leadmill serve`. `port` is known once it listens."""

    def __init__(self, workspace, data, env=None, args=(), wait=True):
        self.data = data
        self.database = os.path.join(data, "leadmill.db")
        self.port = None
        self.listening_at = None
        self._log_path = data + ".log"
        with open(self._log_path, "ab") as log:
            self._log_start = log.tell()
            self.process = workspace.spawn(
                "serve", "--config", workspace.config, "--data", data,
                "--listen", "127.0.0.1:0", *args, env=env,
                stdout=subprocess.PIPE, stderr=log)
        self.pid = self.process.pid
        self.stdout = b""
        if wait:
            self.wait_listening()

    def wait_listening(self, seconds=START_SECONDS):
        """Reads the line that says where it listens."""
        deadline = time.monotonic() + seconds
        pipe = self.process.stdout
        while not (found := _LISTENS.search(self.stdout)):
            left = max(0, deadline - time.monotonic())
            ready, _, _ = select.select([pipe], [], [], left)
            if not ready:
                raise Failure("the server does not say that it listens\n"
                              + self.log())
            text = os.read(pipe.fileno(), 4096)
            if not text:
                raise Failure("the server ended before it listened: status "
                              f"{self.process.wait()}\n{self.log()}")
            self.stdout += text
        self.listening_at = time.monotonic()
        self.port = int(found.group(2))

    def log(self):
        """What this process has written to standard error so far."""
        with open(self._log_path, "rb") as log:
            log.seek(self._log_start)
            return log.read().decode("utf-8", "replace")

    def check_quiet_log(self):
        """No line of level error, no report of a sanitizer."""
        bad = [line for line in self.log().splitlines()
               if _TROUBLE.search(line)]
        check(not bad, "the log speaks of trouble:\n" + "\n".join(bad))

    def signal(self, number):
        self.process.send_signal(number)

    def kill(self):
        """kill -9, and waits until it is gone."""
        self.process.kill()
        self.process.wait(STOP_SECONDS)

    def wait(self, seconds=STOP_SECONDS):
        """The exit status, and what was left on standard output is kept."""
        status = self.process.wait(seconds)
        self.stdout += self.process.stdout.read()
        return status

    def stop(self):
        """SIGTERM; the exit status must be 0."""
        self.signal(signal.SIGTERM)
        check_equal(self.wait(), 0, "exit status after SIGTERM")

    def close(self):
        if self.process.poll() is None:
            self.kill()
        with contextlib.suppress(OSError):
            self.process.stdout.close()

    def memory_kib(self, name="VmRSS"):
        """A value of /proc/PID/status: VmRSS now, VmHWM at its peak."""
        with open(f"/proc/{self.pid}/status", encoding="ascii") as file:
            return int(re.search(rf"{name}:\s+(\d+) kB", file.read())[1])


def run_tests(tests, workspace_of):
    """Runs each (name, function); returns the exit status."""
    failed = 0
    for name, test in tests:
        started = time.monotonic()
        try:
            with workspace_of() as workspace:
                test(workspace)
            verdict = "ok"
        except Exception as error:  # Whatever it was, the next test runs.
            failed += 1
            verdict = f"FAILED: {type(error).__name__}: {error}"
        say(f"{name}: {verdict} ({time.monotonic() - started:.1f} s)")
    say(f"{len(tests) - failed} of {len(tests)} passed")
    return 1 if failed else 0


def main(module_tests):
    """For a test program: `NAME.py BINARY [TEST...]`."""
    if len(sys.argv) < 2:
        sys.exit(f"usage: {sys.argv[0]} BINARY [TEST...]")
    binary, wanted = sys.argv[1], sys.argv[2:]
    tests = [(name, test) for name, test in module_tests
             if not wanted or name in wanted]
    if not tests:
        sys.exit("no such test")
    sys.exit(run_tests(tests, lambda: Workspace(binary)))


def tests_of(namespace):
    """The functions named test_* of a module, in their order."""
    return [(name[len("test_"):], value) for name, value in namespace.items()
            if name.startswith("test_") and callable(value)]
