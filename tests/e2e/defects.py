"""What the implementation before this one got wrong: ten defects, each with a
test named after it.
"""
import json
import os
import threading

from client import Api, check_problem
from harness import check, check_equal, main, tests_of, wait_until
from life import RETRY, await_phase, finish, good, submit
from providers import enrich, leads_of, make_leads
from providers import serve as serve_provider
from scraping import pages_asked, usage_of
from scraping import serve as serve_source
from upstream import DNC, LOOKUP, SEARCH, Upstream, lookup_block, scrape, \
    source_block
from wsclient import Socket


def test_01_results_held_every_lead_ever_saved(workspace):
    with Upstream() as upstream:
        server, api = serve_source(workspace, upstream,
                                   source_block(upstream.url))
        first, second = submit(api, "first", 7), submit(api, "second", 5)
        scraped = scrape(api, maxPages=1, maxResults=3)
        for job_id in (first, second, scraped):
            api.await_end(job_id)
        for job_id, mark, count in ((first, "first", 7),
                                    (second, "second", 5)):
            refs = [lead["input"]["Ref"] for lead in leads_of(api, job_id)]
            check_equal(refs, [f"{mark}-{i}" for i in range(count)], job_id)
        check_equal(len(leads_of(api, scraped)), 3, "of the scrape")
        finish(server)


def test_02_a_lead_done_in_one_job_was_missing_in_later_ones(workspace):
    with Upstream() as upstream:
        server, api = serve_provider(workspace, upstream, lookup_block(
            upstream.url, cache_days=1, retries=0, cooldown_errors=0))
        first = api.await_end(enrich(api, make_leads(6)))["jobId"]
        upstream.script(LOOKUP, times=2, status=500)
        second = api.await_end(enrich(api, make_leads(8)))["jobId"]
        check_equal(len(leads_of(api, first)), 6, "the first job")
        check_equal(len(leads_of(api, second)), 8, "the second job")
        check_equal(api.job(second)["counts"]["failed"], 2, "failed leads")
        good(api.post_json(RETRY, {"jobId": second}))
        job = api.await_end(second)
        check_equal(job["counts"]["failed"], 0, "after the retry")
        rows = [lead["row"] for lead in leads_of(api, second)]
        check_equal(rows, list(range(8)), "the retried output")
        finish(server)


def test_03_filtered_leads_were_paid_for_at_each_retry(workspace):
    with Upstream() as upstream:
        # No cache: what is asked again would be paid again.
        server, api = serve_provider(workspace, upstream, lookup_block(
            upstream.url, retries=0, cooldown_errors=0))
        # The first order that fits is obeyed.
        upstream.script(LOOKUP, times=1, status=500)
        upstream.script(LOOKUP, body=json.dumps(
            {"data": {"portability": {"line_type": "landline"},
                      "carrier": {"name": "Example"}}}))
        steps = ["identity", "phone", "line_type", "gatekeep"]
        job = api.await_end(enrich(api, make_leads(5), steps))
        counts = job["counts"]
        check_equal((counts["filtered"], counts["failed"]), (4, 1), job)
        check_equal(upstream.count(LOOKUP), 5, "requests")
        good(api.post_json(RETRY, {"jobId": job["jobId"]}))
        job = api.await_end(job["jobId"])
        check_equal(job["counts"]["filtered"], 5, job)
        check_equal(upstream.count(LOOKUP), 6, "requests with the retry")
        finish(server)


def test_04_output_was_written_twice(workspace):
    with Upstream() as upstream:
        server, api = serve_source(workspace, upstream,
                                   source_block(upstream.url))
        job_id = scrape(api, maxPages=2)
        api.await_end(job_id)
        folder = os.path.join(server.data, "api-results")

        def files():
            return [n for n in os.listdir(folder) if n.endswith(".json")] \
                if os.path.isdir(folder) else []
        wait_until(files, "the results stand in a file")
        server.stop()
        server, api = serve_source(workspace, upstream,
                                   source_block(upstream.url))
        check_equal(len(files()), 1, f"files {files()}")
        with open(os.path.join(folder, files()[0]), encoding="utf-8") as file:
            text = file.read()
        for lead in leads_of(api, job_id):
            # Once as its value, once as the row had it.
            check(text.count(json.dumps(lead["linkedinUrl"])) <= 2,
                  f"{lead['linkedinUrl']} stands there more than once")
        finish(server)


def test_05_paging_was_lost_and_a_failed_page_began_at_the_first(workspace):
    with Upstream() as upstream:
        server, api = serve_source(
            workspace, upstream, "[jobs]\nretry_base_seconds = 1\n"
            "retry_max_seconds = 1",
            source_block(upstream.url, retries=0, cooldown_errors=0))
        upstream.script(SEARCH, times=1, page=2, status=500)
        job_id = scrape(api, {"q": "x", "sort": "name"}, maxPages=3,
                        maxResults=1000)
        check_equal(api.await_end(job_id)["status"], "completed", job_id)
        check_equal(pages_asked(upstream),
                    [(0, 25), (25, 25), (25, 25), (50, 25)], "pages")
        check(all(json.loads(one["body"])["sort"] == "name"
                  for one in upstream.requests(SEARCH)), "parameters")
        check_equal(usage_of(api, "people")["today"], 3, "usage")
        finish(server)


def test_06_ended_jobs_never_showed(workspace):
    with Upstream() as upstream:
        server, api = serve_source(workspace, upstream, source_block(
            upstream.url, daily_limit=1))
        with Socket(server) as live:
            live.subscribe()
            done = submit(api, "done")
            failed = scrape(api, maxPages=3)
            shown = {}
            while len(shown) < 2:
                job = live.receive_type("job")["job"]
                if job["status"] in ("completed", "failed"):
                    shown[job["jobId"]] = job["status"]
        check_equal(shown, {done: "completed", failed: "failed"}, "pushed")
        with Socket(server) as live:
            _, jobs = live.subscribe()
        ids = {job["jobId"] for job in jobs}
        check({done, failed} <= ids, f"in the snapshot: {ids}")
        finish(server)


def test_07_a_failed_dispatch_left_the_job_pending(workspace):
    """A server that dies while a job waits for a provider goes on with it after
    its next start. (That a job which was accepted and cannot be dispatched
    fails at once is shown in tests/actors/intake.cpp, where the supervisor can
    be silent.)"""
    with Upstream() as upstream:
        server, api = serve_provider(workspace, upstream,
                                     lookup_block(upstream.url))
        upstream.script(LOOKUP, manner="hangs")
        job_id = enrich(api, make_leads(3))
        await_phase(api, job_id, "running")
        server.kill()
        upstream.reset()
        server, api = serve_provider(workspace, upstream,
                                     lookup_block(upstream.url))
        check_equal(api.await_end(job_id)["status"], "completed", job_id)
        check_equal(api.jobs("activeOnly=true"), [], "nothing is pending")
        finish(server)


def test_08_a_job_id_reached_the_file_system(workspace):
    server = workspace.serve()
    api = Api(server)
    before = sorted(os.listdir(workspace.path))
    for text in ("../../etc/passwd", "..%2f..%2fx", "enrichment-1-a/../x",
                 "scraping-1767225600000-..", "%00", "a" * 5000):
        for call in ("status", "results", "log"):
            check_problem(api.get(f"/api/jobs/{call}?jobId={text}"), 400)
        check_problem(api.post_json("/api/jobs/cancel", {"jobId": text}), 400)
    check_equal(sorted(os.listdir(workspace.path)), before, "files")
    finish(server)


def test_09_a_do_not_call_outage_was_stored_as_not_listed(workspace):
    with Upstream() as upstream:
        block = "\n".join([
            "[provider.do-not-call]", 'step = "dnc"', "retries = 0",
            "cooldown_errors = 0", f'url = "{upstream.url}{DNC}"',
            'needs = ["phone"]', 'query = { phone = "{phone}" }',
            "cache_days = 1", "empty_statuses = []",
            "[provider.do-not-call.gives]",
            'dncStatus = { at = "/on_list", '
            'words = { true = "YES", false = "NO" } }', ""])
        server, api = serve_provider(workspace, upstream, block)
        # The last is an answer, and is kept.
        for how in ({"status": 500}, {"status": 404}, {"manner": "garbage"},
                    {"manner": "closes"}, {"body": "{}"}):
            upstream.reset()
            upstream.script(DNC, **how)
            job = api.await_end(enrich(api, make_leads(2),
                                       ["identity", "phone", "dnc"]))
            check_equal(job["counts"]["saved"], 2, f"{how}: {job}")
            for lead in leads_of(api, job["jobId"]):
                check_equal((lead["dncStatus"], lead["canContact"]),
                            ("UNKNOWN", False), f"{how}: {lead}")
        finish(server)


def test_10_concurrent_writers_raced(workspace):
    with Upstream() as upstream:
        server, api = serve_provider(workspace, upstream, lookup_block(
            upstream.url, concurrency=32))
        ids = {}

        def work(n):
            ids[n] = enrich(Api(server), make_leads(30, 100 * n),
                            priority=("low", "normal", "high")[n % 3])
        threads = [threading.Thread(target=work, args=(n,)) for n in range(10)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        for n, job_id in ids.items():
            job = api.await_end(job_id)
            check_equal((job["status"], sum(job["counts"].values())),
                        ("completed", 30), job)
            names = [lead["input"]["Name"] for lead in leads_of(api, job_id)]
            check_equal(names, [f"Ada Example {100 * n + i}"
                                for i in range(30)], job_id)
        finish(server)


if __name__ == "__main__":
    main(tests_of(globals()))
