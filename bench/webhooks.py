"""What a webhook that is down costs: jobs of 10,000 leads, 100,000 in all, on a
server without any destination and on one whose destination nobody listens at,
in turns; then a receiver comes, and everything must be delivered.
"""
import http.server
import json
import os
import socket
import statistics
import sys
import threading
import time

from server import Server

_HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(_HERE, "..", "tests", "e2e"))

from made_rows import make_body, make_rows

JOBS, ROWS = 10, 10_000
LEAST_RATIO = 0.9
RUN_SECONDS = 300


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Receiver:
    """Counts the leads of each batch once."""

    def __init__(self, port):
        self.leads = {}
        receiver = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                told = json.loads(body)
                receiver.leads[self.headers["webhook-id"]] = \
                    told["data"]["count"]
                self.send_response(200)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_):
                pass

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", port),
                                                       Handler)
        threading.Thread(target=self._server.serve_forever,
                         daemon=True).start()

    def close(self):
        self._server.shutdown()
        self._server.server_close()


def peak_mb(server):
    with open(f"/proc/{server.process.pid}/status", encoding="ascii") as file:
        for line in file:
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) / 1024
    return 0.0


def run_jobs(server, bodies):
    """Leads per second of all jobs together, and how many were saved."""
    pause = threading.Event()
    began = time.monotonic()
    ids = [json.loads(server.post("/api/jobs/enrich", body)[1])["jobId"]
           for body in bodies]
    saved = 0
    for job_id in ids:
        while True:
            job = server.get_json(f"/api/jobs/status?jobId={job_id}")["job"]
            if job["status"] not in ("pending", "running"):
                break
            if time.monotonic() - began > RUN_SECONDS:
                raise RuntimeError(f"a job does not end: {job}")
            pause.wait(0.005)
        if job["status"] != "completed":
            raise RuntimeError(f"a job failed: {job}")
        saved += job["counts"]["saved"]
    return JOBS * ROWS / (time.monotonic() - began), saved


def run_one(build, scratch, name, bodies, port=None):
    """One run on a server of its own; with a port, its destination is down
    until the jobs have ended."""
    config = os.path.join(scratch, name + ".toml")
    with open(config, "w", encoding="utf-8") as file:
        if port:
            file.write(f'[destination.down]\nkind = "webhook"\n'
                       f'url = "http://127.0.0.1:{port}/x"\n'
                       f'allow_private = true\nevents = ["leads.saved"]\n'
                       f'batch_leads = 1000\nbatch_kib = 1024\n')
    out = {}
    with Server(build, os.path.join(scratch, name), config) as server:
        out["rate"], out["saved"] = run_jobs(server, bodies)
        out["peak_mb"] = peak_mb(server)
        if not port:
            return out
        receiver = Receiver(port)
        server.post("/api/deliveries/replay", json.dumps(
            {"filter": {"destination": "down"}}).encode())
        began = time.monotonic()
        pause = threading.Event()
        while sum(receiver.leads.values()) < out["saved"]:
            if time.monotonic() - began > RUN_SECONDS:
                break
            pause.wait(0.05)
        out["delivered"] = sum(receiver.leads.values())
        out["deliver_seconds"] = time.monotonic() - began
        out["peak_mb"] = peak_mb(server)
        receiver.close()
    return out


def measure(build, scratch, rounds):
    bodies = [make_body(make_rows(f"m{n}", ROWS), {}, {})
              for n in range(JOBS)]
    without, down = [], []
    for n in range(rounds):
        without.append(run_one(build, scratch, f"without-{n}", bodies))
        down.append(run_one(build, scratch, f"down-{n}", bodies, free_port()))
    ratios = [d["rate"] / w["rate"] for d, w in zip(down, without)]
    return {"without": without, "down": down, "ratios": ratios,
            "ratio": statistics.median(ratios)}


def broken(measured):
    out = []
    if measured["ratio"] < LEAST_RATIO:
        out.append(f"a webhook that is down leaves {measured['ratio']:.2f} of"
                   f" the speed, not {LEAST_RATIO}")
    for one in measured["down"]:
        if one["delivered"] != one["saved"]:
            out.append(f"{one['delivered']} leads were delivered, of"
                       f" {one['saved']}")
    return out


def write(measured, out):
    out.write(f"\nA webhook that is down, {JOBS} jobs of {ROWS:,} leads,"
              f" {len(measured['down'])} rounds\n")
    for name in ("without", "down"):
        rates = sorted(one["rate"] for one in measured[name])
        peak = max(one["peak_mb"] for one in measured[name])
        out.write(f"  {name:<10} {statistics.median(rates):>10,.0f} leads/s"
                  f" ({rates[0]:,.0f} to {rates[-1]:,.0f}), peak"
                  f" {peak:.0f} MB\n")
    last = measured["down"][-1]
    out.write(f"  ratio {measured['ratio']:.2f}"
              f" ({', '.join(f'{r:.2f}' for r in measured['ratios'])}); at"
              f" least {LEAST_RATIO}\n")
    out.write(f"  back: {last['delivered']:,} of {last['saved']:,} leads"
              f" delivered in {last['deliver_seconds']:.1f} s\n")
