"""Webhooks from the real binary to a real receiver, which checks signatures for
itself, is down, slow, rude, gone; over kill -9; and what their history tells.
"""
import base64
import random
import socket
import threading

from client import TERMINAL, Api, check_problem
from harness import check, check_equal, main, pause, say, tests_of, wait_until
from life import RETRY, good, submit
from made_rows import make_body, make_rows
from providers import enrich, make_leads
from receiver import Receiver, free_port
from upstream import LOOKUP, Upstream, lookup_block

SECRET = b"0123456789abcdef0123456789abcdef"
DELIVERIES, REPLAY = "/api/deliveries", "/api/deliveries/replay"
DESTINATIONS = "/api/destinations"


def block(url, name="crm", **keys):
    lines = {"kind": "webhook", "url": url, "allow_private": True,
             "secret": "whsec_" + base64.b64encode(SECRET).decode(),
             "batch_seconds": 0.2, "events": ["leads.saved"]}
    lines.update(keys)
    values = {True: "true", False: "false"}
    out = [f"[destination.{name}]"]
    for key, value in lines.items():
        if isinstance(value, bool):
            out.append(f"{key} = {values[value]}")
        elif isinstance(value, str):
            out.append(f'{key} = "{value}"')
        else:
            out.append(f"{key} = {value}".replace("'", '"'))
    return "\n".join(out) + "\n"


def serve(workspace, *blocks):
    workspace.config = workspace.write("webhooks.toml", "\n".join(blocks))
    server = workspace.serve()
    return server, Api(server)


def saved_rows(api, job_id):
    return sorted(lead["row"] for lead in api.results(job_id)["results"]["leads"]
                  if lead["status"] == "saved")


def await_leads(receiver, count, seconds=60):
    wait_until(lambda: len(receiver.leads()) >= count,
               f"{count} leads are received", seconds)


def check_complete(api, receiver, jobs):
    """Every saved lead of these jobs came once, under one id."""
    wanted = sorted((job, row) for job in jobs for row in saved_rows(api, job))
    await_leads(receiver, len(wanted))
    got = sorted((lead["jobId"], lead["row"]) for lead in receiver.leads())
    check_equal(got, wanted, "leads delivered")
    receiver.check_one_id_per_lead()


def test_leads_go_out_signed_while_the_job_runs(workspace):
    with Receiver() as receiver:
        server, api = serve(workspace, block(
            receiver.url, events=["leads.saved", "job.started",
                                  "job.completed"]))
        job = submit(api, "a", 700)
        api.await_end(job)
        check_complete(api, receiver, [job])
        wait_until(lambda: receiver.received[-1].body["type"]
                   == "job.completed", "the end is told last")
        check_equal(receiver.received[0].body["type"], "job.started", "first")
        for got in receiver.received:
            got.check_signed(SECRET)
            check_equal(got.headers["content-type"], "application/json", "type")
        told = receiver.received[-1].body["data"]["job"]
        check_equal((told["jobId"], told["status"]), (job, "completed"), "job")
        server.check_quiet_log()
        server.stop()


def test_while_a_secret_is_rotated_both_sign(workspace):
    old = b"fedcba9876543210fedcba9876543210"
    with Receiver() as receiver:
        server, api = serve(workspace, block(
            receiver.url, old_secret=old.decode()))
        job = submit(api, "a", 3)
        api.await_end(job)
        check_complete(api, receiver, [job])
        receiver.received[0].check_signed(SECRET)
        receiver.received[0].check_signed(old)
        server.stop()


def test_mapped_fields_alone_go_out(workspace):
    with Receiver() as receiver:
        server, api = serve(workspace, block(receiver.url) + """
[destination.crm.fields]
name = "Full"
"input.Ref" = "ref"
""")
        job = submit(api, "a", 3)
        api.await_end(job)
        rows = saved_rows(api, job)
        wait_until(lambda: len(receiver.leads()) == len(rows), "leads")
        for lead in receiver.leads():
            check(set(lead) <= {"Full", "ref"} and "ref" in lead, lead)
        server.stop()


def test_leads_at_the_end_go_out_once(workspace):
    with Receiver() as receiver:
        server, api = serve(workspace, block(receiver.url, when="end",
                                             batch_leads=1000,
                                             batch_kib=4096))
        job = submit(api, "a", 600)
        api.await_end(job)
        check_complete(api, receiver, [job])
        check_equal(len(receiver.received), 1,
                    "batches")
        server.stop()


def test_a_job_goes_where_it_says(workspace):
    with Receiver() as first, Receiver() as second:
        server, api = serve(workspace, block(first.url),
                            block(second.url, name="other", default=False))
        here = submit(api, "a", 3)
        there = submit(api, "b", 3, outputs=["other"])
        nowhere = submit(api, "c", 3, outputs=["dashboard"])
        for job in (here, there, nowhere):
            api.await_end(job)
        check_complete(api, first, [here])
        check_complete(api, second, [there])
        check_problem(api.post_json("/api/jobs/enrich", make_body(
            make_rows("d", 1), {}, {"outputs": ["nowhere"]})), 400,
            "options.outputs names an unknown destination: nowhere")
        server.stop()


def test_a_rude_receiver_gets_everything_under_one_id_each(workspace):
    """It closes midway, says 500 and 429 with Retry-After, then takes it."""
    moods = {}

    def answer(_, got):
        tries = moods[got.id] = moods.get(got.id, 0) + 1
        if tries == 1 and len(moods) <= 3:
            return (None, 500, (429, {"Retry-After": "1"}))[len(moods) - 1]
        return 200

    with Receiver(answer) as receiver:
        server, api = serve(workspace, block(receiver.url, batch_leads=50))
        job = submit(api, "a", 600)
        api.await_end(job)
        check_complete(api, receiver, [job])
        tries = [len(one["attempts"])
                 for one in good(api.get(DELIVERIES))["deliveries"]]
        check_equal(sorted(tries)[-3:], [2, 2, 2], "tries of the first three")
        server.stop()


def test_what_a_receiver_refuses_is_dead_and_may_be_replayed(workspace):
    refuse = [True]
    with Receiver(lambda *_: 400 if refuse[0] else 200) as receiver:
        server, api = serve(workspace, block(receiver.url))
        job = submit(api, "a", 3)
        api.await_end(job)
        path = f"{DELIVERIES}?destination=crm&state=dead&jobId={job}"
        dead = wait_until(lambda: good(api.get(path))["deliveries"], "dead")
        check_equal(dead[0]["attempts"][0]["status"], 400, dead)
        check_equal(dead[0]["attempts"][0]["answer"], "so", dead)
        refuse[0] = False
        told = good(api.post_json(REPLAY,
                                  {"deliveryId": dead[0]["deliveryId"]}))
        check_equal(told["count"], 1, told)
        check_complete(api, receiver, [job])
        check_equal(receiver.received[0].id, dead[0]["deliveryId"], "its id")
        check_problem(api.post_json(REPLAY, {"deliveryId": "msg_none"}), 404,
                      code="not_found")
        check_problem(api.post_json(REPLAY, {}), 400)
        server.stop()


def test_a_receiver_that_is_gone_keeps_its_queue(workspace):
    gone = [True]
    with Receiver(lambda *_: 410 if gone[0] else 200) as receiver:
        server, api = serve(workspace, block(receiver.url, batch_leads=10))
        job = submit(api, "a", 100)
        api.await_end(job)
        stands = wait_until(lambda: [
            one for one in good(api.get(DESTINATIONS))["destinations"]
            if one["state"] == "stopped"], "it is stopped")[0]
        check(stands["queuedLeads"] > 0, stands)
        check_equal(len(receiver.requests), 1, "requests")
        gone[0] = False
        good(api.post_json(REPLAY, {"filter": {"destination": "crm"}}))
        check_complete(api, receiver, [job])
        server.stop()


def test_private_addresses_are_refused_unless_allowed(workspace):
    with Receiver() as receiver:
        workspace.config = workspace.write(
            "private.toml", block(receiver.url, allow_private=False))
        status, out, err = workspace.run("check", "--config", workspace.config)
        check_equal(status, 78, (out, err))
        # A name that only its resolution shows to be private.
        name = socket.gethostname()
        url = f"http://{name}:{receiver.port}/hook"
        server, api = serve(workspace, block(url, allow_private=False))
        job = submit(api, "a", 3)
        api.await_end(job)
        attempts = wait_until(lambda: [
            attempt for one in good(api.get(DELIVERIES))["deliveries"]
            for attempt in one["attempts"]], "it was tried")
        check("status" not in attempts[0], attempts)
        check("private" in attempts[0]["error"]
              or "loopback" in attempts[0]["error"]
              or "resolve" in attempts[0]["error"], attempts)
        check_equal(receiver.requests, [], "requests")
        server.stop()


def test_a_slow_receiver_is_given_up_on_and_asked_again(workspace):
    released = threading.Event()

    def answer(number, _):
        if number == 0:
            released.wait(60)
            return None
        return 200

    with Receiver(answer) as receiver:
        server, api = serve(workspace, block(receiver.url, timeout_seconds=1))
        job = submit(api, "a", 3)
        api.await_end(job)
        check_complete(api, receiver, [job])
        released.set()
        one = wait_until(lambda: [
            one for one in good(api.get(DELIVERIES))["deliveries"]
            if one["state"] == "delivered"], "it is delivered")[0]
        check("status" not in one["attempts"][0], one)
        check(one["attempts"][0]["durationMs"] >= 1000, one)
        check_equal(one["attempts"][1]["status"], 200, one)
        server.stop()


def test_killed_between_the_send_and_its_answer(workspace):
    """The receiver has the batch; nobody here knows it yet."""
    released = threading.Event()

    def answer(number, _):
        if number == 0:
            released.wait(60)
        return 200

    with Receiver(answer) as receiver:
        server, api = serve(workspace, block(receiver.url))
        job = submit(api, "a", 3)
        api.await_end(job)
        wait_until(lambda: receiver.requests, "it arrives")
        server.kill()
        released.set()
        server, api = serve(workspace, block(receiver.url))
        wait_until(lambda: len(receiver.requests) == 2, "it comes again")
        check_complete(api, receiver, [job])
        check_equal(receiver.requests[1].id, receiver.requests[0].id, "ids")
        server.stop()


def test_killed_between_the_commit_and_the_send(workspace):
    """The batch is in the store under its id, and nobody has a byte of it."""
    port = free_port()
    blocks = block(f"http://127.0.0.1:{port}/hook")
    server, api = serve(workspace, blocks)
    job = submit(api, "a", 3)
    api.await_end(job)
    made = wait_until(lambda: good(api.get(DELIVERIES))["deliveries"],
                      "it is stored")
    server.kill()
    with Receiver(port=port) as receiver:
        server, api = serve(workspace, blocks)
        check_complete(api, receiver, [job])
        check_equal([got.id for got in receiver.requests],
                    [one["deliveryId"] for one in made], "ids")
        server.stop()


def test_a_quota_that_is_nearly_used_up_is_told_once(workspace):
    with Receiver() as receiver, Upstream() as upstream:
        blocks = (block(receiver.url, events=["quota.approaching"]),
                  lookup_block(upstream.url, daily_limit=10, concurrency=1))
        server, api = serve(workspace, *blocks)
        api.await_end(enrich(api, make_leads(9)))
        wait_until(lambda: receiver.received, "it is told")
        server.kill()
        server, api = serve(workspace, *blocks)
        api.await_end(enrich(api, make_leads(1, first=9)))
        # It may come again under its id, after the kill.
        told = list({got.id: got.body for got in receiver.received}.values())
        check_equal([one["type"] for one in told], ["quota.approaching"], told)
        check_equal(told[0]["data"]["upstream"], "lines", told)
        check_equal((told[0]["data"]["used"], told[0]["data"]["limit"]),
                    (8, 10), told)
        wait_until(lambda: good(api.get(DESTINATIONS))["destinations"][0][
            "open"] == 0, "nothing is under way")
        check_equal(good(api.get(DESTINATIONS))["destinations"][0]["queued"],
                    0, "queued")
        server.stop()


def test_a_cooldown_of_the_system_is_told(workspace):
    with Receiver() as receiver, Upstream() as upstream:
        upstream.script(LOOKUP, status=503)
        server, api = serve(
            workspace, block(receiver.url, events=["system.paused"]),
            "[cooldown]\nenabled = true\nerrors = 3\nseconds = 2",
            lookup_block(upstream.url, retries=0, cooldown_errors=0))
        api.await_end(enrich(api, make_leads(3)))
        told = wait_until(lambda: receiver.received, "it is told")[0].body
        check_equal(told["type"], "system.paused", told)
        check_equal(told["data"]["seconds"], 2, told)
        server.stop()


def test_killed_at_any_moment_each_lead_arrives_under_one_id(workspace):
    rng = random.Random(20260101)
    with Receiver() as receiver:
        blocks = block(receiver.url, batch_leads=20, batch_seconds=0.05)
        server, api = serve(workspace, blocks)
        rows = workspace.scaled(make_rows("a", 2000))
        job = api.enrich(make_body(rows, {}, {}))
        for kill in range(8):
            goal = len(receiver.requests) + rng.randrange(1, 8)
            wait_until(lambda goal=goal: len(receiver.requests) >= goal
                       or api.job(job)["status"] in TERMINAL, "it sends")
            pause(rng.random() * 0.01)
            server.kill()
            server, api = serve(workspace, blocks)
        # A job whose process dies thrice before a lead is saved is failed.
        if api.await_end(job)["status"] == "failed":
            good(api.post_json(RETRY, {"jobId": job}))
            api.await_end(job)
        check_complete(api, receiver, [job])
        again = len(receiver.requests) - len({g.id for g in receiver.requests})
        say(f"  {len(receiver.requests)} requests, {again} of them again")
        server.stop()


def test_what_waits_for_a_receiver_that_is_down_comes_when_it_is_back(workspace):
    port = free_port()
    server, api = serve(workspace,
                        block(f"http://127.0.0.1:{port}/hook",
                              batch_leads=500))
    jobs = [api.enrich(make_body(workspace.scaled(make_rows(mark, 5000)), {},
                                 {})) for mark in "abc"]
    for job in jobs:
        check_equal(api.await_end(job)["status"], "completed", job)
    server.kill()
    with Receiver(port=port) as receiver:
        server, api = serve(workspace,
                            block(f"http://127.0.0.1:{port}/hook",
                                  batch_leads=500))
        check_complete(api, receiver, jobs)
        server.stop()


def test_slack_and_discord_get_sentences(workspace):
    with Receiver() as receiver:
        server, api = serve(
            workspace,
            block(receiver.url, name="team", format="slack",
                  events=["job.completed"]),
            block(receiver.url, name="night", format="discord",
                  events=["job.completed"]))
        job = submit(api, "a", 3)
        api.await_end(job)
        wait_until(lambda: len(receiver.requests) == 2, "both are told")
        told = {}
        for got in receiver.requests:
            told.update(got.body)
        check(job in told["text"] and job in told["content"], told)
        server.stop()


if __name__ == "__main__":
    main(tests_of(globals()))
