"""What asking a provider costs: a job of leads with one provider step, beside
an HTTP server of our own (tests/support/upstream_server) that answers at once,
or after 100 ms.

At once and without a rate it is the lookups per second that one step handles;
with 100 ms and 64 at a time, how much of the 640 per second that this allows.
The upstream's own count says that each lead was asked about once.
"""
import json
import os
import sys
import threading
import time

from server import Server

_HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(_HERE, "..", "tests", "support"))

from upstream_client import Upstream

LOOKUP = "/v2/number_lookup"
RUN_SECONDS = 300
DELAY_MS, CONCURRENCY = 100, 64


def block(url, concurrency):
    return "\n".join([
        "[provider.lines]", 'step = "line_type"', "cache_days = 1",
        f"concurrency = {concurrency}", 'needs = ["phone"]',
        f'url = "{url}{LOOKUP}/{{phone}}"', 'query = { type = "carrier" }',
        "[provider.lines.gives]",
        'lineType = "/data/portability/line_type"',
        'carrier = "/data/carrier/name"', ""])


def make_body(rows, first):
    """Leads whose numbers differ; the phone is in its form already."""
    return json.dumps({
        "parsedData": {"headers": ["Phone"],
                       "rows": [{"Phone": f"+1212{2_000_000 + first + i}"}
                                for i in range(rows)]},
        "options": {"steps": ["phone", "line_type"]}}).encode()


def run_job(server, rows, first):
    """Seconds from before the POST to the end of the job."""
    body = make_body(rows, first)
    pause = threading.Event()
    began = time.monotonic()
    _, answer = server.post("/api/jobs/enrich", body)
    path = f"/api/jobs/status?jobId={json.loads(answer)['jobId']}"
    while True:
        job = server.get_json(path)["job"]
        if job["status"] not in ("pending", "running"):
            break
        if time.monotonic() - began > RUN_SECONDS:
            raise RuntimeError(f"a job of lookups does not end: {job}")
        pause.wait(0.005)
    seconds = time.monotonic() - began
    if job["status"] != "completed" or job["counts"]["failed"]:
        raise RuntimeError(f"lookups failed: {job}")
    return seconds


def measure_one(build, scratch, name, rows, rounds, delay_ms, concurrency):
    binary = os.path.join(build, "tests", "support", "upstream_server")
    with Upstream(binary) as upstream:
        if delay_ms:
            upstream.script(path=LOOKUP, times=0, delayMs=delay_ms)
        config = os.path.join(scratch, name + ".toml")
        with open(config, "w", encoding="utf-8") as file:
            file.write(block(upstream.url, concurrency))
        with Server(build, os.path.join(scratch, name), config) as server:
            warm = rows // 10
            run_job(server, warm, 0)
            seconds = [run_job(server, rows, warm + n * rows)
                       for n in range(rounds)]
        asked = upstream.counts()["byPath"][LOOKUP]
    return {"rows": rows, "seconds": seconds, "asked": asked,
            "leads": warm + rounds * rows,
            "rates": [rows / s for s in seconds]}


def measure(build, scratch, rounds):
    return {
        "at_once": measure_one(build, scratch, "at-once", 10_000, rounds, 0,
                               256),
        "slow": measure_one(build, scratch, "slow", 5_000, rounds, DELAY_MS,
                            CONCURRENCY)}
