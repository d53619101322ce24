#!/usr/bin/env python3
"""Measures a real server and, beside it, what the machine could do at most.

Started by scripts/bench, which builds what this needs. Starts `leadmill serve`
in a fresh data directory, loads it with bench_load, checks that nothing that
was acknowledged is missing, and prints the figures. Exit status 1 when
something is missing or a bound of bench/report.py is broken.
"""
import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile

import checks
import fanout
import outside
import report
from server import Server
import webhooks
from waiting import Waiting

CONNECTIONS = 32


class Bench:
    def __init__(self, args, scratch):
        self.args = args
        self.scratch = scratch
        self.tools = os.path.join(args.build, "bench")
        self.accepted = os.path.join(scratch, "accepted.txt")
        self.jobs = []
        self.server = None

    def path(self, name):
        return os.path.join(self.scratch, name)

    def run(self, tool, *arguments):
        """Runs one of our programs; what it printed, as JSON."""
        command = [os.path.join(self.tools, tool), *map(str, arguments)]
        done = subprocess.run(command, stdout=subprocess.PIPE, check=True,
                              timeout=self.args.timeout)
        return json.loads(done.stdout)

    def load(self, mode, *arguments):
        return self.server.load(mode, *arguments)

    def accept(self, jobs, connections):
        return self.load("accept", "--bodies", self.path("one.ndjson"),
                         "--jobs", jobs, "--connections", connections,
                         "--ids", self.accepted)

    def big_job(self):
        job = self.load("job", "--body", self.path("job.json"))
        self.jobs.append(job["jobId"])
        job["rate"] = self.args.rows / job["seconds"]
        return job

    def limits(self, job_id):
        """libphonenumber alone and SQLite alone, per second."""
        phones = self.run("bench_limits", "phones", self.path("phones.tsv"))
        rows = self.run("bench_limits", "sqlite", self.server.database, job_id,
                        self.scratch)
        return {"phones": phones, "sqlite": rows,
                "phone_rate": phones["phones"] / phones["seconds"],
                "row_rate": rows["rows"] / rows["seconds"]}

    def measure_syncs(self):
        """Whether a lone accept waits for the disk: one job after another,
        so that no two can share a commit."""
        before = self.server.syncs()
        lone = self.accept(self.args.lone, 1)
        lone["syncs"] = self.server.syncs() - before
        self.server.wait_until_idle(self.args.timeout)
        return lone

    def measure_jobs(self):
        """Rounds of the limits and one big job, after a round to warm up."""
        warm = self.big_job()
        rounds = []
        for _ in range(self.args.runs):
            limit = self.limits(warm["jobId"])
            rounds.append({"job": self.big_job(), **limit})
        return rounds

    def measure_accepting(self):
        rounds = []
        self.load("get", "--seconds", 0.2)
        for _ in range(self.args.rounds):
            livez = self.load("get", "--seconds", self.args.seconds,
                              "--connections", CONNECTIONS)
            syncs = self.server.syncs()
            started = report.now()
            accept = self.accept(self.args.jobs, CONNECTIONS)
            accept["syncs"] = self.server.syncs() - syncs
            self.server.wait_until_idle(self.args.timeout)
            accept["all_done_seconds"] = report.now() - started
            rounds.append({"livez": livez, "accept": accept})
        return rounds

    def measure_waiting(self):
        args = self.args
        waiting = Waiting(args.build, self.scratch, self.path("one.ndjson"),
                          args.held, args.held_jobs)
        return waiting.measure(args.held_rounds, args.restarts)

    def measure_serving(self):
        out = {}
        with Server(self.args.build, self.scratch) as self.server:
            memory = {"rest": self.server.memory()}
            out["lone"] = self.measure_syncs()
            out["jobs"] = self.measure_jobs()
            memory["jobs"] = self.server.memory()
            out["accepting"] = self.measure_accepting()
            memory["end"] = self.server.memory()
            out["memory"] = memory
            with open(self.accepted, encoding="ascii") as file:
                accepted = file.read().split()
            phones = out["jobs"][0]["phones"]["valid"]
            out["missing"] = checks.ask_server(
                self.server, accepted, self.jobs, self.args.rows, phones)
        out["stopped"] = self.server.status
        out["missing"] += checks.ask_store(
            self.server.database, accepted + self.jobs)
        out["accepted_jobs"] = len(accepted) + len(self.jobs)
        out["durability"] = checks.durability(self.server.database,
                                              out["lone"])
        return out

    def measure(self):
        out = {"settings": vars(self.args),
               "machine": report.machine(self.scratch)}
        args = self.args
        only = (args.outside or args.waiting or args.fanout
                or args.webhooks)
        if not only:
            out |= self.measure_serving()
        if args.outside or not only:
            out["outside"] = outside.measure(args.build, self.scratch,
                                             args.asking_rounds)
        if args.waiting or not only:
            out["waiting"] = self.measure_waiting()
        if args.fanout or not only:
            out["fanout"] = fanout.Fanout(args.build, self.scratch,
                                          self.path("job.json"),
                                          args.quick).measure()
        if args.webhooks or not only:
            out["webhooks"] = webhooks.measure(args.build, self.scratch,
                                               args.webhook_rounds)
        return out


def parse():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--build", required=True, help="of the release preset")
    parser.add_argument("--data", help="where the data directory is made")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--waiting", action="store_true",
                        help="measure only what waiting jobs cost")
    parser.add_argument("--outside", action="store_true",
                        help="measure only what asking a provider costs")
    parser.add_argument("--fanout", action="store_true",
                        help="measure only what the live feed costs")
    parser.add_argument("--webhooks", action="store_true",
                        help="measure only what a webhook that is down costs")
    parser.add_argument("--rows", type=int, default=10000)
    parser.add_argument("--held", type=int, default=100000,
                        help="jobs that wait")
    args = parser.parse_args()
    args.runs, args.rounds, args.jobs = (3, 1, 5000) if args.quick \
        else (7, 3, 10000)
    args.seconds = 1 if args.quick else 2
    args.held_rounds, args.held_jobs = (7, 1000) if args.quick else (15, 2000)
    args.restarts = ["crash"] if args.quick else ["drain", "crash"] * 2
    args.asking_rounds = 3 if args.quick else 5
    args.webhook_rounds = 2 if args.quick else 5
    args.lone = 200
    args.timeout = 300
    return args


def main():
    args = parse()
    scratch = tempfile.mkdtemp(prefix="leadmill-bench-", dir=args.data)
    here = os.path.dirname(os.path.abspath(__file__))
    try:
        subprocess.run([sys.executable, "-B", os.path.join(here,
                        "make_rows.py"), "--rows", str(args.rows), scratch],
                       check=True)
        figures = report.summarize(Bench(args, scratch).measure())
    except (subprocess.SubprocessError, RuntimeError, OSError) as error:
        print(f"scripts/bench: {error}", file=sys.stderr)
        return 1
    finally:
        shutil.rmtree(scratch)
    if args.json:
        print(json.dumps(figures, indent=2))
    else:
        report.write(figures, sys.stdout)
    return 1 if figures["broken"] else 0


if __name__ == "__main__":
    sys.exit(main())
