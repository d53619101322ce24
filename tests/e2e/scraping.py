"""Scraping on the real binary: pages of a source become leads, page by page,
each once, resumed where it failed, within its limits; and what is scraped is
enriched.
"""
import json
import os

from client import Api, check_problem
from harness import check, check_equal, main, tests_of, wait_until
from life import RETRY, await_phase, finish, good, submit
from upstream import DIRECTORY, SEARCH, Upstream, scrape, source_block

USAGE = "/api/settings/usage"


def serve(workspace, upstream, *blocks, **options):
    workspace.config = workspace.write("with-source.toml", "\n".join(blocks))
    server = workspace.serve(env=upstream.environment(), **options)
    return server, Api(server)


def pages_asked(upstream):
    """The (start, count) of each page that was asked for, in order."""
    out = []
    for one in upstream.requests(SEARCH):
        body = json.loads(one["body"])
        out.append((body["start"], body["count"]))
    return out


def leads_of(api, job_id):
    return api.results(job_id)["results"]["leads"]


def usage_of(api, name):
    told = good(api.get(USAGE))
    return next(one for one in told["usage"] if one["name"] == name)


def test_pages_become_leads(workspace):
    with Upstream() as upstream:
        server, api = serve(workspace, upstream, source_block(upstream.url))
        params = {"q": "owners", "geo": ["us:0", "us:1"], "nested": {"a": 1}}
        job_id = scrape(api, params, maxPages=3, maxResults=1000)
        job = api.await_end(job_id)
        check_equal(job["status"], "completed", job)
        check_equal(job["progress"],
                    {"current": 3, "total": 3, "percentage": 100}, "progress")
        check_equal(pages_asked(upstream), [(0, 25), (25, 25), (50, 25)],
                    "pages")
        for one in upstream.requests(SEARCH):
            body = json.loads(one["body"])
            check_equal({k: body[k] for k in params}, params, "parameters")
        leads = leads_of(api, job_id)
        check_equal(len(leads), 75, "leads")
        check_equal([lead["row"] for lead in leads], list(range(75)), "rows")
        check(all(lead["name"] and lead["linkedinUrl"] for lead in leads),
              f"what a lead has: {leads[0]}")
        check_equal(len({lead["linkedinUrl"] for lead in leads}), 75, "people")
        check_equal(usage_of(api, "people")["today"], 3, "usage")
        finish(server)


def test_the_shipped_source_is_read_unless_another_is_named(workspace):
    with Upstream() as upstream:
        # Its pause between pages is 2 s.
        server, api = serve(workspace, upstream)
        answer = api.post_json("/api/jobs/scrape", {
            "searchParams": {"q": "owners"}, "maxPages": 2})
        check_equal(answer.status, 202, f"{answer}")
        job = api.await_end(answer.json()["jobId"])
        check_equal(job["status"], "completed", job)
        leads = leads_of(api, job["jobId"])
        check_equal(len(leads), 50, "leads")
        check_equal({lead["platform"] for lead in leads}, {"LinkedIn"},
                    "platform")
        times = upstream.arrivals(SEARCH)
        check(times[1] - times[0] >= 2000, f"the pause: {times}")
        finish(server)


def test_who_stands_on_two_pages_is_kept_once(workspace):
    with Upstream() as upstream:
        server, api = serve(workspace, upstream, source_block(upstream.url))

        def page(*names):
            rows = [{"fullName": name, "navigationUrl":
                     f"https://www.linkedin.com/sales/lead/{name}"}
                    for name in names]
            return {"data": {"response": {"data": rows}},
                    "pagination": {"hasMore": True}}
        upstream.script(SEARCH, page=1, body=page("ada", "bo", "ada"))
        upstream.script(SEARCH, page=2, body=page("bo", "cleo"))
        job = api.await_end(scrape(api, maxPages=2))
        check_equal(job["status"], "completed", job)
        leads = leads_of(api, job["jobId"])
        check_equal([lead["name"].lower() for lead in leads],
                    ["ada", "bo", "cleo"], "people")
        check_equal([lead["row"] for lead in leads], [0, 1, 2], "rows")
        finish(server)


def test_totals_that_change_do_not_matter(workspace):
    with Upstream() as upstream:
        server, api = serve(workspace, upstream, source_block(upstream.url))
        upstream.script(SEARCH, manner="changingTotal")
        job = api.await_end(scrape(api, maxPages=4, maxResults=1000))
        check_equal((job["status"], len(leads_of(api, job["jobId"]))),
                    ("completed", 100), job)
        finish(server)


def test_max_results_cuts_exactly(workspace):
    with Upstream() as upstream:
        server, api = serve(workspace, upstream, source_block(upstream.url))
        job_id = scrape(api, maxPages=10, maxResults=60)
        job = api.await_end(job_id)
        check_equal(job["status"], "completed", job)
        check_equal(len(leads_of(api, job_id)), 60, "leads")
        check_equal(upstream.count(SEARCH), 3, "pages asked for")
        finish(server)


def test_a_failed_page_is_where_it_goes_on(workspace):
    with Upstream() as upstream:
        server, api = serve(workspace, upstream,
                            "[jobs]\nretry_base_seconds = 1\n"
                            "retry_max_seconds = 1",
                            source_block(upstream.url, retries=0,
                                         cooldown_errors=0))
        upstream.script(SEARCH, times=1, page=3, status=500)
        job_id = scrape(api, maxPages=4, maxResults=1000)
        job = api.await_end(job_id)
        check_equal((job["status"], job["attempt"]), ("completed", 2), job)
        check_equal([start for start, _ in pages_asked(upstream)],
                    [0, 25, 50, 50, 75], "pages")
        check_equal(len(leads_of(api, job_id)), 100, "leads")
        check_equal(usage_of(api, "people")["today"], 4, "usage")
        finish(server)


def test_a_repeated_page_is_told(workspace):
    with Upstream() as upstream:
        server, api = serve(workspace, upstream, source_block(upstream.url))
        upstream.script(SEARCH, manner="repeatPage")
        job_id = scrape(api, maxPages=5, maxResults=1000)
        job = api.await_end(job_id)
        check_equal((job["status"], job["code"]), ("failed", "page_repeated"),
                    job)
        check_equal(len(leads_of(api, job_id)), 25, "leads that are kept")
        finish(server)


def test_the_limit_of_the_day(workspace):
    with Upstream() as upstream:
        server, api = serve(workspace, upstream,
                            source_block(upstream.url, daily_limit=3))
        job_id = scrape(api, maxPages=5, maxResults=1000)
        job = api.await_end(job_id)
        check_equal((job["status"], job["error"]),
                    ("failed", "Scrape limit reached"), job)
        check_equal(len(leads_of(api, job_id)), 75, "leads that are kept")
        check_equal(upstream.count(SEARCH), 3, "pages asked for")
        answer = api.post_json("/api/jobs/scrape", {
            "searchParams": {"q": "x"}, "source": "people"})
        check_equal(answer.status, 429, f"{answer}")
        told = answer.json()
        check_equal((told["error"], told["limitType"]),
                    ("Scrape limit reached", "daily"), "refusal")
        check(int(answer.headers["Retry-After"]) > 0, "Retry-After")
        usage = usage_of(api, "people")
        check_equal((usage["today"], usage["dailyLimit"]), (3, 3), "usage")
        server.stop()
        # With a higher limit it goes on at the page that was refused.
        server, api = serve(workspace, upstream,
                            source_block(upstream.url, daily_limit=5))
        good(api.post_json(RETRY, {"jobId": job_id}))
        job = api.await_end(job_id)
        check_equal(job["status"], "completed", job)
        check_equal([start for start, _ in pages_asked(upstream)],
                    [0, 25, 50, 75, 100], "pages")
        check_equal(len(leads_of(api, job_id)), 125, "leads")
        finish(server)


def test_enriched_after_the_scrape(workspace):
    with Upstream() as upstream:
        server, api = serve(workspace, upstream, source_block(upstream.url))
        answer = api.post_json("/api/jobs/scrape", {
            "searchParams": {"q": "x"}, "source": "people", "maxPages": 2,
            "options": {"then": {"steps": ["identity", "email"],
                                 "tags": ["after"]}}})
        check_equal(answer.status, 202, f"{answer}")
        told = answer.json()
        first, second = told["jobId"], told["thenJobId"]
        check_equal(api.await_end(first)["status"], "completed", first)
        job = api.await_end(second)
        check_equal((job["status"], job["after"], job["tags"]),
                    ("completed", first, ["after"]), job)
        leads = leads_of(api, second)
        check_equal(len(leads), 50, "enriched leads")
        check(all(lead["firstName"] for lead in leads), f"{leads[0]}")
        # The same by hand.
        answer = api.post_json("/api/jobs/enrich", {"fromJob": first})
        check_equal(answer.status, 202, f"{answer}")
        third = answer.json()["jobId"]
        check_equal(api.await_end(third)["progress"]["total"], 50, third)
        finish(server)


def test_files(workspace):
    with Upstream() as upstream:
        server, api = serve(workspace, upstream, source_block(upstream.url))
        job_id = scrape(api, {"q": "owners"}, maxPages=2)
        api.await_end(job_id)
        folder = os.path.join(server.data, "api-results")

        def found():
            names = [n for n in os.listdir(folder) if job_id in n] \
                if os.path.isdir(folder) else []
            return names if all(n.endswith(".json") for n in names) else []
        name, = wait_until(found, "the results stand in a file", 20)
        with open(os.path.join(folder, name), encoding="utf-8") as file:
            told = json.load(file)
        check("owners" in json.dumps(told), f"the search: {told.keys()}")
        check_equal(json.dumps(told).count('"linkedinUrl": '), 50, "leads")
        finish(server)


def test_the_leads_of_a_day_stand_in_one_file(workspace):
    with Upstream() as upstream:
        server, api = serve(workspace, upstream, source_block(upstream.url))
        ids = [submit(api, mark, 8) for mark in ("first", "second")]
        for job_id in ids:
            check_equal(api.await_end(job_id)["status"], "completed", job_id)
        saved = sum(api.job(job_id)["counts"]["saved"] for job_id in ids)
        # A drain writes what is not written yet.
        server.stop()
        folder = os.path.join(server.data, "enriched-leads")
        names = os.listdir(folder)
        # Over midnight it is two days.
        check(1 <= len(names) <= 2, f"{names}")
        leads = []
        for name in names:
            check(name.startswith("summary-") and name.endswith(".json"), name)
            with open(os.path.join(folder, name), encoding="utf-8") as file:
                leads += json.load(file)["leads"]
        check_equal(len([lead for lead in leads
                         if lead["status"] == "saved"]), saved, f"{names}")


def test_html_by_the_link_to_the_next_page(workspace):
    with Upstream() as upstream:
        block = "\n".join([
            "[source.directory]", 'format = "html"',
            f'url = "{upstream.url}{DIRECTORY}?page=1"',
            'rows = "//div[@class=\'card\']"',
            'more = "//a[@class=\'next\']/@href"', "pause_seconds = 0",
            "[source.directory.columns]", '"Full Name" = ".//h3"', ""])
        server, api = serve(workspace, upstream, block)
        job = api.await_end(scrape(api, source="directory", maxPages=50,
                                   maxResults=10_000))
        check_equal(job["status"], "completed", job)
        # The fifth page has no link.
        check_equal(job["progress"]["current"], 5, job)
        check_equal(upstream.count(DIRECTORY), 5, "pages")
        check_equal(len(leads_of(api, job["jobId"])), 100, "leads")
        finish(server)


def test_html_directory(workspace):
    with Upstream() as upstream:
        block = "\n".join([
            "[source.directory]", 'format = "html"',
            f'url = "{upstream.url}{DIRECTORY}?page={{page}}"',
            'rows = "//div[@class=\'card\']"', "pause_seconds = 0",
            "[source.directory.columns]", '"Full Name" = ".//h3"',
            'Phone = ".//span[@class=\'phone\']"', ""])
        server, api = serve(workspace, upstream, block)
        job_id = scrape(api, source="directory", maxPages=3)
        job = api.await_end(job_id)
        check_equal(job["status"], "completed", job)
        leads = leads_of(api, job_id)
        check(leads and all(lead["name"] for lead in leads), f"{leads[:1]}")
        check(upstream.count("/robots.txt") >= 1, "robots.txt was read")
        upstream.script("/robots.txt", status=200,
                        body="User-agent: *\nDisallow: /directory\n",
                        headers={"Content-Type": "text/plain"})
        asked = upstream.count(DIRECTORY)
        job = api.await_end(scrape(api, source="directory"))
        check_equal((job["status"], job["code"]), ("failed", "robots"), job)
        check_equal(upstream.count(DIRECTORY), asked, "what is forbidden")
        finish(server)


def test_cancel_while_it_waits(workspace):
    with Upstream() as upstream:
        server, api = serve(workspace, upstream,
                            source_block(upstream.url, timeout_seconds=60))
        upstream.script(SEARCH, page=2, manner="hangs")
        job_id = scrape(api, maxPages=5)
        wait_until(lambda: api.job(job_id)["progress"]["current"] == 1,
                   "page 1 is saved")
        good(api.post_json("/api/jobs/cancel", {"jobId": job_id}))
        await_phase(api, job_id, "cancelled", 5)
        check_equal(len(leads_of(api, job_id)), 25, "leads that are kept")
        finish(server)


def test_refusals(workspace):
    with Upstream() as upstream:
        server, api = serve(workspace, upstream, source_block(upstream.url))
        for body, sentence in (
                ({}, "searchParams is required and must be an object"),
                ({"searchParams": []},
                 "searchParams is required and must be an object")):
            check_problem(api.post_json("/api/jobs/scrape", body), 400,
                          sentence)
        for name, value in (("maxPages", 0), ("maxPages", 101),
                            ("maxResults", 0), ("maxResults", 10_001),
                            ("source", "nobody"), ("source", "../x")):
            answer = api.post_json("/api/jobs/scrape", {
                "searchParams": {}, "source": "people", name: value})
            check_equal(answer.status, 400, f"{name}={value}: {answer}")
            told = check_problem(answer, 400)
            check(name in json.dumps(told), f"{name} in {told}")
        check_equal(api.jobs(), [], "nothing is left behind")
        finish(server)


if __name__ == "__main__":
    main(tests_of(globals()))
