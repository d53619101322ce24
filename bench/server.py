"""A real `leadmill serve` for the benchmark, on a port of its own and the data
directory below `scratch`, where one before it may have left its jobs."""
import http.client
import json
import os
import re
import select
import signal
import struct
import subprocess
import threading
import time

START_SECONDS = 30
STOP_SECONDS = 60
LOAD_SECONDS = 300


class Server:
    """Runs while it is entered; ended by its process id."""

    def __init__(self, build, scratch, config=None):
        self.binary = os.path.join(build, "leadmill")
        self.client = os.path.join(build, "bench", "bench_load")
        self.counter = os.path.join(scratch, "syncs")
        self.preload = os.path.join(build, "bench", "libbench_syncs.so")
        self.data = os.path.join(scratch, "data")
        self.arguments = ["--config", config] if config else []
        self.database = os.path.join(self.data, "leadmill.db")
        os.makedirs(scratch, exist_ok=True)
        self.log = open(os.path.join(scratch, "log"), "wb+")
        self.process = self.port = self.status = None
        self.seconds_to_ready = 0

    def __enter__(self):
        with open(self.counter, "wb") as file:
            file.write(bytes(8))
        # As shipped: no settings of whoever runs this.
        environment = {name: value for name, value in os.environ.items()
                       if not name.startswith(("LEADMILL_", "INNGEST_"))}
        environment |= {"LD_PRELOAD": self.preload,
                        "BENCH_SYNCS_FILE": self.counter}
        started = time.monotonic()
        self.process = subprocess.Popen(
            [self.binary, "serve", "--listen", "127.0.0.1:0",
             "--data", self.data, *self.arguments],
            stdout=subprocess.PIPE, stderr=self.log, env=environment)
        try:
            deadline = started + START_SECONDS
            self.port = self.read_port(deadline)
            while self.get("/readyz")[0] != 200:
                if time.monotonic() > deadline:
                    raise RuntimeError("the server is not ready")
            self.seconds_to_ready = time.monotonic() - started
        except BaseException:
            self.process.kill()
            self.process.wait()
            raise
        # Nobody may be held up by a full pipe.
        threading.Thread(target=self.process.stdout.read, daemon=True).start()
        return self

    def kill(self):
        """Ends it as a crash would, in the middle of whatever it does."""
        self.process.kill()
        self.status = self.process.wait()
        self.log.close()

    def __exit__(self, *_):
        if self.log.closed:
            return
        if self.process.poll() is not None:
            raise RuntimeError(self.last_words(
                f"the server died with status {self.process.returncode}"))
        self.process.send_signal(signal.SIGTERM)
        try:
            self.status = self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.status = self.process.wait()
        self.log.close()

    def read_port(self, deadline):
        text = b""
        while (left := deadline - time.monotonic()) > 0:
            ready, _, _ = select.select([self.process.stdout], [], [], left)
            part = os.read(self.process.stdout.fileno(), 4096) if ready else b""
            if not part:
                break
            text += part
            if found := re.search(rb"http://127\.0\.0\.1:(\d+)/", text):
                return int(found[1])
        raise RuntimeError(self.last_words("the server did not start"))

    def last_words(self, what):
        self.log.seek(0)
        return f"{what}: {self.log.read()[-4000:].decode(errors='replace')}"

    def load(self, mode, *arguments):
        """Runs bench_load on it; what that measured."""
        command = [self.client, mode, "--port", self.port, *arguments]
        done = subprocess.run(list(map(str, command)), stdout=subprocess.PIPE,
                              check=True, timeout=LOAD_SECONDS)
        return json.loads(done.stdout)

    def ask(self, method, path, body=None):
        """Status and body."""
        client = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            client.request(method, path, body,
                           {"Content-Type": "application/json"} if body else {})
            answer = client.getresponse()
            return answer.status, answer.read()
        finally:
            client.close()

    def get(self, path):
        return self.ask("GET", path)

    def post(self, path, body="{}"):
        status, body = self.ask("POST", path, body)
        if status not in (200, 202):
            raise RuntimeError(f"POST {path} answered {status}: {body[:500]}")
        return status, body

    def get_json(self, path):
        status, body = self.get(path)
        if status != 200:
            raise RuntimeError(f"GET {path} answered {status}: {body[:500]}")
        return json.loads(body)

    def wait_until_idle(self, timeout):
        """Until no job is open, to some milliseconds."""
        deadline = time.monotonic() + timeout
        pause = threading.Event()
        while self.get_json(
                "/api/jobs/status?activeOnly=true&limit=1")["count"] > 0:
            if time.monotonic() > deadline:
                raise RuntimeError("jobs are still open")
            pause.wait(0.02)

    def memory(self):
        """KiB: resident now, and at most so far."""
        with open(f"/proc/{self.process.pid}/status", encoding="ascii") as file:
            fields = dict(line.split(":", 1) for line in file)
        return {"rss": int(fields["VmRSS"].split()[0]),
                "peak": int(fields["VmHWM"].split()[0])}

    def processor_seconds(self):
        """That it took so far, in itself and in the kernel."""
        with open(f"/proc/{self.process.pid}/stat", encoding="ascii") as file:
            fields = file.read().rpartition(")")[2].split()
        ticks = int(fields[11]) + int(fields[12])
        return ticks / os.sysconf("SC_CLK_TCK")

    def syncs(self):
        """Successful fsync and fdatasync calls so far."""
        with open(self.counter, "rb") as file:
            return struct.unpack("=Q", file.read(8))[0]
