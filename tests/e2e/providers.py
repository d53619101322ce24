"""Providers on the real binary: leads get their values from outside, an answer
is bought once, the rate holds for all jobs, and what goes wrong outside stays
there.
"""
import threading

from client import Api, check_problem
from harness import check, check_equal, main, say, tests_of, wait_until
from life import RETRY, finish, good
from upstream import DNC, LOOKUP, Upstream, lookup_block

STEPS = ["identity", "email", "phone", "line_type"]


def serve(workspace, upstream, *blocks, providers=(), **options):
    workspace.config = workspace.write("with-provider.toml",
                                       "\n".join(blocks))
    server = workspace.serve(env=upstream.environment(*providers), **options)
    return server, Api(server)


def make_leads(count, first=0):
    """People with numbers that differ: 512-555-0000 and so on."""
    rows = [{"Name": f"Ada Example {first + i}",
             "Email": f"ada{first + i}@example.com",
             "Phone": f"+1212{2_000_000 + first + i}"} for i in range(count)]
    return {"parsedData": {"headers": ["Name", "Email", "Phone"],
                           "rows": rows}}


def enrich(api, leads, steps=None, **options):
    return api.enrich({**leads, "options": {"steps": steps or STEPS,
                                            **options}})


def leads_of(api, job_id, query=""):
    return api.results(job_id, query)["results"]["leads"]


def most_ahead(times, rate):
    """By how many arrivals they were ahead of the rate at most. A machine that
    stands still for a moment only lets them fall behind."""
    return max(count + 1 - rate * (time - times[0]) / 1000
               for count, time in enumerate(times))


def test_all_shipped_providers(workspace):
    with Upstream() as upstream:
        names = ("skip-tracing", "number-lookup", "do-not-call")
        server, api = serve(workspace, upstream, providers=names)
        job_id = api.enrich({"parsedData": {
            "headers": ["First Name", "Last Name", "City", "State"],
            "rows": [{"First Name": "Ada", "Last Name": f"Example{i}",
                      "City": "Austin", "State": "TX"} for i in range(12)]}})
        job = api.await_end(job_id)
        check_equal((job["status"], job["counts"]["failed"]),
                    ("completed", 0), job)
        leads = leads_of(api, job_id)
        found = [lead for lead in leads if "phone" in lead]
        check(found, f"phones: {leads[0]}")
        sources = {source["from"] for lead in found
                   for source in lead["sources"]}
        check("skip-tracing" in sources and "number-lookup" in sources,
              f"sources {sources}")
        kept = [lead for lead in leads if lead["status"] == "saved"]
        check(all(lead["dncStatus"] in ("YES", "NO") for lead in kept)
              and kept, f"{leads[0]}")
        check(all(lead["canContact"] == (lead["dncStatus"] == "NO")
                  for lead in kept), "canContact")
        for one in upstream.requests("/search"):
            check_equal(one["headers"]["authorization"],
                        "Bearer " + "s" * 32, "the key")
            check("traceparent" in one["headers"], "traceparent")
        finish(server)


def test_the_rate_holds_for_all_jobs(workspace):
    with Upstream() as upstream:
        burst = 5
        server, api = serve(workspace, upstream, lookup_block(
            upstream.url, rate=50, burst=burst, concurrency=16))
        count = 150 if workspace.is_sanitized else 1000
        ids = [enrich(api, make_leads(count, 10_000 * n)) for n in range(4)]
        for job_id in ids:
            job = api.await_end(job_id, 180)
            check_equal((job["status"], job["counts"]["failed"]),
                        ("completed", 0), job)
        times = upstream.arrivals(LOOKUP)
        check_equal(len(times), 4 * count, "requests")
        ahead = most_ahead(times, 50)
        mean = (len(times) - burst) / ((times[-1] - times[0]) / 1000)
        say(f"  at most {ahead:.0f} ahead, {mean:.1f} on average")
        # The first one may have come late: by half a second, say.
        check(ahead <= burst + 25, f"{ahead} ahead of the rate")
        check(mean >= 25, f"{mean} on average")
        finish(server)


def test_equal_lookups_share_a_request(workspace):
    with Upstream() as upstream:
        server, api = serve(workspace, upstream,
                            lookup_block(upstream.url, cache_days=1))
        upstream.script(LOOKUP, delayMs=300)
        ids = [enrich(api, make_leads(20)) for _ in range(3)]
        for job_id in ids:
            check_equal(api.await_end(job_id)["counts"]["saved"]
                        + api.job(job_id)["counts"]["filtered"], 20, job_id)
        check_equal(upstream.count(LOOKUP), 20, "requests")
        server.stop()
        server, api = serve(workspace, upstream,
                            lookup_block(upstream.url, cache_days=1))
        api.await_end(enrich(api, make_leads(20)))
        check_equal(upstream.count(LOOKUP), 20, "requests after a restart")
        finish(server)


def test_ways_to_go_wrong(workspace):
    with Upstream() as upstream:
        server, api = serve(workspace, upstream, lookup_block(
            upstream.url, timeout_seconds=1, retries=0, cooldown_errors=0))
        for how in ({"manner": "hangs"}, {"manner": "closes"},
                    {"manner": "half"}, {"manner": "garbage"},
                    {"manner": "stalls"}, {"manner": "bomb"},
                    {"manner": "redirects"}, {"status": 500},
                    {"body": "<html>"}):
            upstream.reset()
            upstream.script(LOOKUP, **how)
            job = api.await_end(enrich(api, make_leads(2)))
            check_equal(job["status"], "completed", f"{how}: {job}")
            for lead in leads_of(api, job["jobId"]):
                told = lead["status"] == "failed" \
                    or any("lines" in e for e in lead.get("errors", []))
                check(told, f"{how}: {lead}")
        upstream.reset()
        job = api.await_end(enrich(api, make_leads(2)))
        check_equal(job["counts"]["failed"], 0, "after all that")
        finish(server)


def test_a_frozen_account_is_told_and_not_hammered(workspace):
    with Upstream() as upstream:
        server, api = serve(workspace, upstream, lookup_block(
            upstream.url, retries=0, concurrency=1, cooldown_seconds=1))
        upstream.script(LOOKUP, manner="frozen")
        began = upstream.count(LOOKUP)
        job = api.await_end(enrich(api, make_leads(3)), 90)
        check_equal((job["status"], job["counts"]["failed"]),
                    ("completed", 3), job)
        check_equal(upstream.count(LOOKUP) - began, 3, "requests")
        times = upstream.arrivals(LOOKUP)
        # At least 10 s, however short cooldown_seconds is.
        check(all(next_one - one >= 9_500
                  for one, next_one in zip(times, times[1:])),
              f"it paused after each: {times}")
        for lead in leads_of(api, job["jobId"]):
            check("its key or account needs a look" in lead["errors"][0],
                  f"{lead}")
        finish(server)


def test_retry_after_is_obeyed(workspace):
    with Upstream() as upstream:
        server, api = serve(workspace, upstream,
                            lookup_block(upstream.url, concurrency=1))
        upstream.script(LOOKUP, times=1, status=429,
                        headers={"Retry-After": "2"})
        job = api.await_end(enrich(api, make_leads(3)))
        check_equal(job["counts"]["failed"], 0, job)
        times = upstream.arrivals(LOOKUP)
        check(times[1] - times[0] >= 1950, f"it waited {times}")
        finish(server)


def test_cancelled_jobs_leave_the_queue_at_once(workspace):
    with Upstream() as upstream:
        server, api = serve(workspace, upstream, lookup_block(
            upstream.url, concurrency=1, timeout_seconds=60))
        upstream.script(LOOKUP, times=1, manner="hangs")
        stuck = enrich(api, make_leads(50))
        wait_until(lambda: upstream.count(LOOKUP) == 1, "it is asked")
        good(api.post_json("/api/jobs/cancel", {"jobId": stuck}))
        job = api.await_end(enrich(api, make_leads(3, 500)), 20)
        check_equal(job["status"], "completed", job)
        check_equal(api.await_end(stuck, 5)["status"], "cancelled", stuck)
        check_equal(upstream.count(LOOKUP), 4, "requests")
        finish(server)


def test_nothing_in_a_lead_changes_a_request(workspace):
    with Upstream() as upstream:
        block = "\n".join([
            "[provider.firm]", 'step = "firm"',
            f'url = "{upstream.url}/v2/number_lookup/{{name}}"',
            'query = { q = "{company}" }', 'headers = { X-City = "{city}" }',
            'gives = { platform = "/data/carrier/name" }', ""])
        server, api = serve(workspace, upstream, block)
        hostile = ["../../_reset", "a/b?c=d#e", "x@evil.example.com",
                   "a\r\nX-Admin: yes", "%2e%2e%2f", "{phone}", "\u0000", "é"]
        rows = [{"Name": text, "Company": text, "City": text,
                 "Email": f"a{i}@example.com"}
                for i, text in enumerate(hostile) if "\u0000" not in text]
        job = api.await_end(api.enrich({
            "parsedData": {"headers": ["Name", "Company", "City", "Email"],
                           "rows": rows},
            "options": {"steps": ["firm"]}}))
        check_equal(job["status"], "completed", job)
        for one in upstream.requests("/"):
            path = one["target"].split("?")[0]
            check_equal(path.count("/"), 3, f"the path of {one}")
            check(path.startswith("/v2/number_lookup/"), f"path of {one}")
            check("x-admin" not in one["headers"], f"headers of {one}")
        finish(server)


def test_spend_cap_and_usage(workspace):
    with Upstream() as upstream:
        server, api = serve(workspace, upstream, lookup_block(
            upstream.url, cost_per_1000=100.0, spend_cap=1.0))
        job = api.await_end(enrich(api, make_leads(15)))
        check_equal(upstream.count(LOOKUP), 10, "requests")
        check_equal(job["counts"]["failed"], 5, job)
        usage = next(one for one in
                     good(api.get("/api/settings/usage"))["usage"]
                     if one["name"] == "lines")
        check_equal(usage["thisMonth"], 10, usage)
        check(abs(usage["costThisMonth"] - 1.0) < 1e-9, usage)
        finish(server)


def test_trouble_outside_stops_new_jobs_for_a_while(workspace):
    with Upstream() as upstream:
        server, api = serve(
            workspace, upstream,
            "[cooldown]\nenabled = true\nerrors = 3\nseconds = 2",
            lookup_block(upstream.url, retries=0, cooldown_errors=0))
        upstream.script(LOOKUP, status=500)
        api.await_end(enrich(api, make_leads(3)))
        answer = api.post_json("/api/jobs/enrich", make_leads(1, 50))
        told = check_problem(answer, 503, code="cooling_down")
        check(int(answer.headers["Retry-After"]) <= 2, f"{told}")
        upstream.reset()
        wait_until(lambda: api.post_json(
            "/api/jobs/enrich", make_leads(1, 60)).status == 202,
            "jobs are taken again", 5, 0.1)
        finish(server)


def test_many_jobs_at_once(workspace):
    """With providers, the counts of each job are those of its rows."""
    with Upstream() as upstream:
        server, api = serve(workspace, upstream,
                            lookup_block(upstream.url, concurrency=32))
        ids, threads = [], []
        for n in range(8):
            def work(n=n):
                ids.append(enrich(Api(server), make_leads(40, 1000 * n)))
            threads.append(threading.Thread(target=work))
            threads[-1].start()
        for thread in threads:
            thread.join()
        for job_id in ids:
            job = api.await_end(job_id)
            check_equal(sum(job["counts"].values()), 40, job)
        finish(server)


if __name__ == "__main__":
    main(tests_of(globals()))
