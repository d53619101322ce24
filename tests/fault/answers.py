"""kill -9 between the arrival of an answer and its use: the next process does
not buy it again. What the upstream was asked is its own count.
"""
import json
import sqlite3
import sys
import os

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)),
                                "..", "e2e"))

from client import Api
from harness import check, check_equal, main, say, tests_of, wait_until
from providers import enrich, leads_of, make_leads, serve
from upstream import LOOKUP, Upstream, lookup_block

COUNT = 400
CONCURRENCY = 8
KILLS = 6


def kept_answers(server):
    """How many answers the stopped server's store holds."""
    with sqlite3.connect(f"file:{server.database}?mode=ro", uri=True) as db:
        count, = db.execute("SELECT count(*) FROM answers").fetchone()
    db.close()
    return count


def test_an_answer_that_arrived_is_not_bought_again(workspace):
    with Upstream() as upstream:
        block = lookup_block(upstream.url, cache_days=1,
                             concurrency=CONCURRENCY)
        upstream.script(LOOKUP, delayMs=20)
        server, api = serve(workspace, upstream, block)
        job_id = enrich(api, make_leads(COUNT))
        unused = lost = 0
        for kill in range(KILLS):
            goal = (kill + 1) * COUNT // (KILLS + 2)
            wait_until(lambda goal=goal: upstream.count(LOOKUP) >= goal,
                       "it asks")
            server.kill()
            asked, kept = upstream.count(LOOKUP), kept_answers(server)
            check(kept + CONCURRENCY * (kill + 1) >= asked,
                  f"{asked} asked, {kept} kept")
            lost = asked - kept
            server, api = serve(workspace, upstream, block)
            unused += kept - api.job(job_id)["counts"]["saved"]
        job = api.await_end(job_id)
        check_equal((job["status"], job["counts"]["failed"]),
                    ("completed", 0), job)
        check_equal(len(leads_of(api, job_id)), COUNT, "leads")
        again = upstream.count(LOOKUP) - COUNT
        say(f"  {KILLS} kills: {unused} answers were kept and not used yet; "
            f"{again} were asked for again, all of them under way at a kill")
        check(again <= KILLS * CONCURRENCY, f"{again} asked for again")
        check_equal(again, lost, "asked again, and not kept")
        server.check_quiet_log()
        server.stop()


def test_an_answer_on_its_way_to_a_job_that_died_is_kept(workspace):
    """The job is cancelled while its answers arrive; they are used by the
    next one."""
    with Upstream() as upstream:
        block = lookup_block(upstream.url, cache_days=1, concurrency=4)
        server, api = serve(workspace, upstream, block)
        first = enrich(api, make_leads(200))
        wait_until(lambda: upstream.count(LOOKUP) >= 50, "it asks")
        api.post_json("/api/jobs/cancel", {"jobId": first})
        api.await_end(first)
        job = api.await_end(enrich(api, make_leads(200)))
        check_equal(job["counts"]["failed"], 0, job)
        again = upstream.count(LOOKUP) - 200
        check(0 <= again <= 4, f"{again} asked for again")
        server.check_quiet_log()
        server.stop()


if __name__ == "__main__":
    main(tests_of(globals()))
