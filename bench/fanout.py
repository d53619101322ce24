"""What the live feed costs: many subscribers in a process of their own, on the
same cores as the server, follow jobs that change at a steady rate.

A receipt is timed from before the request that changes a job, so the commit and
its sync are part of it: more than what lies between commit and receipt.
"""
import contextlib
import json
import os
import subprocess
from statistics import median

from server import Server

# (name, subscribers, changes per second, jobs that change, p99 in ms at most)
STEADY = ("steady", 1_000, 20, 20, 25)
WIDE = ("wide", 10_000, 1, 20, 250)
ONE_JOB = ("one_job", 10_000, 20, 1, 500)
SCENES = (STEADY, WIDE, ONE_JOB)
IDLE = 10_000
# KiB of server memory per idle subscriber.
MOST_IDLE_KIB = 12
# With one that does not read, beside none: of job throughput, of the others'
# p99; and KiB that the server may grow by.
LEAST_THROUGHPUT = 0.95
MOST_P99_RATIO = 1.2
MOST_STUCK_KIB = 16 * 1024
STUCK_AMONG = 1_000
# So large that what the system buffers for it is soon full.
FAT_BYTES = 12_000


class Fanout:
    def __init__(self, build, scratch, body, quick):
        self.tool = os.path.join(build, "bench", "bench_fanout")
        self.build, self.scratch = build, os.path.join(scratch, "fanout")
        self.quick = quick
        self.few = 4 if quick else 1
        # Such that every job is waiting again at the end.
        self.seconds = 4 if quick else 16
        self.rounds = 3 if quick else 7
        with open(body, encoding="utf-8") as file:
            job = json.load(file)
        job["metadata"] = {"fat": "x" * FAT_BYTES}
        self.body = os.path.join(scratch, "fat.json")
        with open(self.body, "w", encoding="utf-8") as file:
            json.dump(job, file)
        self.rows = len(job["parsedData"]["rows"])
        self.server = None

    def waiting_jobs(self, count, fat=False):
        """Ids of jobs that wait, since nothing may start."""
        body = {"parsedData": {"headers": ["n"], "rows": [{"n": "1"}]}}
        if fat:
            body["metadata"] = {"fat": "x" * FAT_BYTES}
        made = [self.server.post("/api/jobs/enrich", json.dumps(body))
                for _ in range(count)]
        return [json.loads(answer)["jobId"] for _, answer in made]

    def command(self, mode, subscribers, stuck, *more):
        return [self.tool, mode, "--port", str(self.server.port),
                "--subscribers", str(subscribers), "--stuck", str(stuck),
                *map(str, more)]

    def follow(self, subscribers, rate, jobs, stuck=0):
        spent = self.server.processor_seconds()
        done = subprocess.run(
            self.command("follow", subscribers, stuck, "--rate", rate,
                         "--seconds", self.seconds, "--jobs", ",".join(jobs)),
            stdout=subprocess.PIPE, check=True, timeout=180)
        out = json.loads(done.stdout)
        spent = self.server.processor_seconds() - spent
        return out | {"processor_seconds": spent,
                      "memory": self.server.memory()}

    @contextlib.contextmanager
    def hold(self, subscribers, stuck=0):
        """That many are connected and follow all."""
        with subprocess.Popen(self.command("hold", subscribers, stuck),
                              stdin=subprocess.PIPE,
                              stdout=subprocess.PIPE) as process:
            if process.stdout.readline() != b"ready\n":
                raise RuntimeError("the subscribers were not let in")
            yield
            process.stdin.close()
            if process.wait(60) != 0:
                raise RuntimeError("the subscribers ended badly")

    def measure_idle(self):
        before = self.server.memory()["rss"]
        count = IDLE // self.few
        with self.hold(count):
            with_them = self.server.memory()["rss"]
        return {"subscribers": count, "before": before, "with": with_them,
                "kib_each": (with_them - before) / count}

    def measure_scenes(self):
        out = {}
        for name, subscribers, rate, jobs, _ in SCENES:
            out[name] = self.follow(subscribers // self.few, rate,
                                    self.waiting_jobs(jobs))
        return out

    def measure_stuck_latency(self):
        """Rounds without and with one that does not read."""
        _, _, rate, jobs, _ = STEADY
        fat = self.waiting_jobs(jobs, fat=True)
        return [[self.follow(STUCK_AMONG - stuck, rate, fat, stuck)
                 for stuck in (0, 1)] for _ in range(self.rounds)]

    def job_rate(self):
        job = self.server.load("job", "--body", self.body)
        if job["status"] != "completed":
            raise RuntimeError(f"a job ended as {job}")
        return self.rows / job["seconds"]

    def measure_stuck_throughput(self):
        out = []
        for _ in range(self.rounds):
            pair = []
            for stuck in (0, 1):
                with self.hold(STUCK_AMONG - stuck, stuck):
                    self.job_rate()  # Fills what the system buffers.
                    pair.append(median(self.job_rate() for _ in range(3)))
            out.append(pair)
        return out

    def measure(self):
        with Server(self.build, self.scratch) as self.server:
            self.server.post("/api/jobs/pause")
            self.waiting_jobs(1)
            out = {"idle": self.measure_idle(),
                   "scenes": self.measure_scenes(),
                   "stuck": self.measure_stuck_latency()}
            self.server.post("/api/jobs/cancel",
                             json.dumps({"filter": {"status": "pending"}}))
            self.server.post("/api/jobs/resume")
            out["throughput"] = self.measure_stuck_throughput()
        return out


def ratios(fanout):
    """Of p99 and of throughput, with one that does not read to without; and
    what the server's memory grew by."""
    p99 = [[one["receipt"]["p99_ms"] for one in pair]
           for pair in fanout["stuck"]]
    first, last = fanout["stuck"][0][0], fanout["stuck"][-1][1]
    return {"p99": median(b for _, b in p99) / median(a for a, _ in p99),
            "throughput": median(b for _, b in fanout["throughput"])
            / median(a for a, _ in fanout["throughput"]),
            "grown": last["memory"]["rss"] - first["memory"]["rss"]}


def broken(fanout):
    out = []
    each = fanout["idle"]["kib_each"]
    if each >= MOST_IDLE_KIB:
        out.append(f"an idle subscriber takes {each:.1f} KiB of the server, not"
                   f" less than {MOST_IDLE_KIB}")
    for name, _, rate, _, most in SCENES:
        one = fanout["scenes"][name]
        count = one["subscribers"]
        if one["converged"] < count or one["closed"] > 0:
            out.append(f"of {count:,} subscribers {one['converged']:,} were told"
                       f" of the last change, {one['closed']} were closed")
        if one["receipt"]["p99_ms"] >= most:
            out.append(f"{count:,} subscribers at {rate} changes/s: p99"
                       f" {one['receipt']['p99_ms']:.0f} ms, not below {most}")
    ratio = ratios(fanout)
    if ratio["p99"] > MOST_P99_RATIO:
        out.append(f"one that does not read makes the others' p99"
                   f" {ratio['p99']:.2f} times what it was, more than"
                   f" {MOST_P99_RATIO}")
    if ratio["throughput"] < LEAST_THROUGHPUT:
        out.append(f"with one that does not read, jobs run at"
                   f" {ratio['throughput']:.2f} of their rate, less than"
                   f" {LEAST_THROUGHPUT}")
    if ratio["grown"] > MOST_STUCK_KIB:
        out.append(f"one that does not read: {ratio['grown']:,} KiB more")
    return out


def write(fanout, out):
    idle = fanout["idle"]
    out.write("\nThe live feed, subscribers on the same cores; from before the"
              " request that changes a job to the receipt\n")
    out.write(f"  {idle['subscribers']:,} idle subscribers take"
              f" {idle['kib_each']:.1f} KiB each (less than {MOST_IDLE_KIB})\n")
    for name, _, rate, jobs, most in SCENES:
        one = fanout["scenes"][name]
        receipt, busy = one["receipt"], one["processor_seconds"]
        over = f"{jobs} jobs" if jobs > 1 else "one job"
        out.write(f"  {one['subscribers']:,} subscribers, {rate} changes/s over"
                  f" {over}: p50 {receipt['p50_ms']:.1f} ms, p99"
                  f" {receipt['p99_ms']:.1f} ms (less than {most}), max"
                  f" {receipt['max_ms']:.1f} ms\n"
                  f"    {one['delivered']:,} frames delivered,"
                  f" {one['conflated']:,} replaced by newer ones;"
                  f" {one['converged']:,} told of the last change; the answer"
                  f" itself p50 {one['answer']['p50_ms']:.1f} ms;"
                  f" {busy / one['seconds']:.2f} cores of the server\n")
    ratio = ratios(fanout)
    out.write(f"  one that does not read among {STUCK_AMONG:,}: the others' p99"
              f" {ratio['p99']:.2f} times what it is without (at most"
              f" {MOST_P99_RATIO}), jobs at {ratio['throughput']:.2f} of their"
              f" rate (at least {LEAST_THROUGHPUT}), {ratio['grown']:,} KiB more"
              f" (at most {MOST_STUCK_KIB:,})\n")
