"""What many waiting jobs cost: two servers side by side, on one of which a
hundred jobs wait and on the other as many as are asked for. Both take and
complete as many in turns, so that whatever else the machine does meets both:
first right after they were given their jobs, then after a restart, when the
two differ in nothing but how many wait. Then the second is started again and
again on what it holds.

Jobs are held back by a pause. They are counted by a connection of their own
to the database, since a list by the API costs more the more there are.
"""
import os
import sqlite3
import threading
import time

import checks
from server import Server

CONNECTIONS = 32
FEW = 100
RUN_SECONDS = 120


class Holder:
    """A server that holds back the jobs it is given until it is told to."""

    def __init__(self, build, scratch, name, bodies):
        self.build = build
        self.scratch = os.path.join(scratch, name)
        self.accepted = os.path.join(scratch, name + ".txt")
        self.bodies = bodies
        self.server = self.db = None

    def start(self):
        self.server = Server(self.build, self.scratch)
        self.server.__enter__()
        self.db = sqlite3.connect(f"file:{self.server.database}?mode=ro",
                                  uri=True)

    def stop(self):
        self.db.close()
        self.server.__exit__()

    def kill(self):
        self.db.close()
        self.server.kill()

    def count(self, which):
        ((jobs,),) = self.db.execute(f"SELECT count(*) FROM jobs WHERE {which}")
        return jobs

    def hold(self):
        self.server.post("/api/jobs/pause")

    def let_go(self):
        self.server.post("/api/jobs/resume")

    def wait_until(self, is_so, pause_seconds=0.005):
        deadline = time.monotonic() + RUN_SECONDS
        pause = threading.Event()
        while not is_so():
            if time.monotonic() > deadline:
                raise RuntimeError("the waiting jobs do not go on")
            pause.wait(pause_seconds)

    def fill_up(self, waiting):
        """Accepts jobs until so many wait."""
        missing = waiting - self.count("open = 1")
        spent = self.server.processor_seconds()
        out = self.server.load("accept", "--bodies", self.bodies, "--jobs",
                               missing, "--connections", CONNECTIONS, "--ids",
                               self.accepted)
        spent = self.server.processor_seconds() - spent
        return {"jobs": out["accepted"], "seconds": out["seconds"],
                "processor_seconds": spent}

    def run_some(self, jobs):
        """Lets so many complete, or a few more, which are counted too."""
        before = ended = self.count("open = 0")

        def enough():
            nonlocal ended
            ended = self.count("open = 0")
            return ended - before >= jobs

        spent = self.server.processor_seconds()
        started = time.monotonic()
        self.let_go()
        self.wait_until(enough)
        seconds = time.monotonic() - started
        spent = self.server.processor_seconds() - spent
        self.hold()
        self.wait_until(lambda: self.count("phase = 'running'") == 0, 0.05)
        return {"jobs": ended - before, "seconds": seconds,
                "processor_seconds": spent}


class Waiting:
    """`jobs` complete in each measurement while `waiting` others wait."""

    def __init__(self, build, scratch, bodies, waiting, jobs):
        self.jobs = jobs
        self.small = Holder(build, scratch, "small", bodies)
        self.large = Holder(build, scratch, "large", bodies)
        self.base = {self.small: FEW, self.large: waiting}

    def measure_round(self, order):
        """Each of both first takes jobs, then completes them."""
        accepts = {holder: holder.fill_up(self.base[holder] + self.jobs)
                   for holder in order}
        runs = {holder: holder.run_some(self.jobs) for holder in order}
        return {name: {"accept": accepts[holder], "run": runs[holder]}
                for name, holder in (("small", self.small),
                                     ("large", self.large))}

    def measure_rounds(self, rounds):
        """Takes turns in who is first; a round to warm up is not counted."""
        both = (self.small, self.large)
        out = [self.measure_round(both[::-1] if i % 2 else both)
               for i in range(rounds + 1)]
        return out[1:]

    def stop_at_work(self):
        """A crash of the large one while it runs jobs."""
        holder = self.large
        holder.let_go()
        before = holder.count("open = 0")
        holder.wait_until(lambda: holder.count("open = 0") > before)
        holder.kill()

    def restart(self, how):
        """Starts the large one again: how soon was it ready? Then sees that
        jobs go on, and asks for what a page would show."""
        holder = self.large
        if how == "crash":
            self.stop_at_work()
        else:
            holder.stop()
        holder.start()
        out = {"after": how, "seconds": holder.server.seconds_to_ready,
               "ready": holder.server.memory()}
        holder.run_some(1)
        return out | {"waiting": holder.count("open = 1"),
                      "snapshot": holder.server.load("snapshot"),
                      "end": holder.server.memory()}

    def check(self, holder):
        holder.stop()
        with open(holder.accepted, encoding="ascii") as file:
            accepted = file.read().split()
        out = checks.ask_store_of_waiting(holder.server.database, accepted)
        if holder.server.status != 0:
            out.append("a server ended with status"
                       f" {holder.server.status}")
        return out

    def measure(self, rounds, restarts):
        """`restarts`: what ends the large server each time, "drain" or
        "crash"."""
        both = (self.small, self.large)
        running = []
        try:
            for holder in both:
                holder.start()
                running.append(holder)
                holder.hold()
            out = {"few": FEW, "waiting": self.base[self.large],
                   "empty": self.large.server.memory()}
            for holder in both:
                holder.fill_up(self.base[holder])
            # What the kernel still has to write of it is no cost of waiting.
            os.sync()
            out["held"] = self.large.server.memory()
            out["fresh_rounds"] = self.measure_rounds(rounds)
            self.small.stop()
            self.small.start()
            out["restarts"] = [self.restart("drain")]
            out["rounds"] = self.measure_rounds(rounds)
            out["restarts"] += [self.restart(how) for how in restarts]
            out["missing"] = []
            while running:
                out["missing"] += self.check(running.pop())
            return out
        finally:
            for holder in running:
                holder.kill()
