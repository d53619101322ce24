"""From what was measured to figures, bounds and a page of text."""
import os
import platform
import subprocess
import time
from statistics import median

import fanout
import outside
import webhooks

# Of libphonenumber's own rate on one core.
LEAST_RATIO = 0.5
# KiB resident, of megabytes of a million bytes.
MOST_AT_REST = 40e6 / 1024
MOST_AT_PEAK = 200e6 / 1024
# Of time per job while many wait, to that while few wait.
MOST_RATIO = 1.5
MOST_SECONDS_TO_READY = 5
# Of one provider step: a second, when it is answered at once; and of what the
# delay and the concurrency of bench/outside.py allow.
LEAST_LOOKUPS = 5000
LEAST_SLOW_RATIO = 0.95
STEPS = {"accept": "accepted", "run": "completed"}


def now():
    return time.monotonic()


def machine(directory):
    with open("/proc/cpuinfo", encoding="utf-8") as file:
        models = [line.split(":", 1)[1].strip() for line in file
                  if line.startswith("model name")]
    where = subprocess.run(
        ["df", "--output=fstype,source", directory], check=True,
        stdout=subprocess.PIPE, text=True).stdout.splitlines()[-1].split()
    return {"cores": len(os.sched_getaffinity(0)),
            "cpu": models[0] if models else platform.machine(),
            "kernel": platform.release(), "filesystem": where[0],
            "device": where[1], "load_before": round(os.getloadavg()[0], 2)}


def spread(values):
    return {"min": min(values), "median": median(values), "max": max(values)}


def rates(measured):
    """Per second, and as a part of the limit of the same round."""
    jobs, accepting = measured["jobs"], measured["accepting"]
    for one in accepting:
        livez, accept = one["livez"], one["accept"]
        one["livez_rate"] = livez["answers"] / livez["seconds"]
        one["accept_rate"] = accept["accepted"] / accept["seconds"]
        one["done_rate"] = accept["accepted"] / accept["all_done_seconds"]
    return {
        "leads": spread([one["job"]["rate"] for one in jobs]),
        "phones_alone": spread([one["phone_rate"] for one in jobs]),
        "leads_to_phones": spread([one["job"]["rate"] / one["phone_rate"]
                                   for one in jobs]),
        "sqlite_rows_alone": spread([one["row_rate"] for one in jobs]),
        "leads_to_sqlite": spread([one["job"]["rate"] / one["row_rate"]
                                   for one in jobs]),
        "accepted": spread([one["accept_rate"] for one in accepting]),
        "completed": spread([one["done_rate"] for one in accepting]),
        "livez": spread([one["livez_rate"] for one in accepting]),
        "accepted_to_livez": spread([one["accept_rate"] / one["livez_rate"]
                                     for one in accepting])}


def broken_serving(figures):
    """What is not as it must be, in words."""
    out = [f"missing: {what}" for what in figures["missing"]]
    memory = figures["memory"]
    ratio = figures["rates"]["leads_to_phones"]["median"]
    if ratio < LEAST_RATIO:
        out.append(f"leads per second are {ratio:.2f} of libphonenumber's rate,"
                   f" less than {LEAST_RATIO}")
    if memory["rest"]["rss"] >= MOST_AT_REST:
        out.append("more than 40 MB resident at rest")
    if memory["end"]["peak"] >= MOST_AT_PEAK:
        out.append("more than 200 MB resident at the peak")
    if not figures["durability"]["full"]:
        out.append("an accepted job was not synced before its answer")
    if figures["stopped"] != 0:
        out.append(f"the server ended with status {figures['stopped']}")
    ends = [one["job"]["status"] for one in figures["jobs"]]
    if set(ends) != {"completed"}:
        out.append(f"the feed told of {ends}")
    return out


def per_job(step, what):
    return step[what] / step["jobs"]


def compare(rounds):
    """By step. Ratios are those of a job while many wait to one while few
    wait: of time in the same round, of processor time in all of them."""
    out = {}
    for step in STEPS:
        pairs = [(one["small"][step], one["large"][step]) for one in rounds]
        few, many = ([1 / per_job(one, "seconds") for one in column]
                     for column in zip(*pairs))
        spent = [sum(per_job(one, "processor_seconds") for one in column)
                 for column in zip(*pairs)]
        out[step] = {
            "few": spread(few), "many": spread(many),
            "ratio": spread([a / b for a, b in zip(few, many)]),
            "processor_ratio": spent[1] / spent[0]}
    return out


def waiting_rates(measured):
    return {"fresh": compare(measured["fresh_rounds"]),
            "rested": compare(measured["rounds"]),
            "restart": spread([one["seconds"]
                               for one in measured["restarts"]])}


def broken_waiting(waiting):
    out = [f"missing: {what}" for what in waiting["missing"]]
    rate = waiting["rates"]
    for step, name in STEPS.items():
        ratio = rate["rested"][step]["ratio"]["median"]
        if ratio > MOST_RATIO:
            out.append(f"a job is {name} in {ratio:.2f} times the time when"
                       f" {waiting['waiting']:,} wait, more than {MOST_RATIO}")
    slowest = rate["restart"]["max"]
    if slowest >= MOST_SECONDS_TO_READY:
        out.append(f"ready only {slowest:.1f} s after a start with"
                   f" {waiting['waiting']:,} waiting, not in less than"
                   f" {MOST_SECONDS_TO_READY}")
    for one in waiting["restarts"]:
        if one["snapshot"]["jobs"] < one["waiting"]:
            out.append(f"the live feed showed {one['snapshot']['jobs']:,} of"
                       f" {one['waiting']:,} waiting jobs")
    return out


def slow_ideal():
    return outside.CONCURRENCY * 1000 / outside.DELAY_MS


def broken_outside(asking):
    out = []
    fast = asking["rates"]["at_once"]["median"]
    if fast < LEAST_LOOKUPS:
        out.append(f"a provider step handles {fast:,.0f} lookups per second,"
                   f" less than {LEAST_LOOKUPS:,}")
    part = asking["rates"]["slow"]["median"] / slow_ideal()
    if part < LEAST_SLOW_RATIO:
        out.append(f"of the lookups that {outside.CONCURRENCY} at a time allow"
                   f" {part:.3f} are made, less than {LEAST_SLOW_RATIO}")
    for name in ("at_once", "slow"):
        one = asking[name]
        if one["asked"] != one["leads"]:
            out.append(f"{one['asked']:,} requests for {one['leads']:,} leads")
    return out


def summarize(measured):
    figures = {**measured, "broken": []}
    if "jobs" in measured:
        figures["rates"] = rates(measured)
        figures["broken"] += broken_serving(figures)
    if "outside" in measured:
        asking = {**measured["outside"]}
        asking["rates"] = {"at_once": spread(asking["at_once"]["rates"]),
                           "slow": spread(asking["slow"]["rates"])}
        figures["outside"] = asking
        figures["broken"] += broken_outside(asking)
    if "waiting" in measured:
        waiting = {**measured["waiting"]}
        waiting["rates"] = waiting_rates(waiting)
        figures["waiting"] = waiting
        figures["broken"] += broken_waiting(waiting)
    if "fanout" in measured:
        figures["broken"] += fanout.broken(measured["fanout"])
    if "webhooks" in measured:
        figures["broken"] += webhooks.broken(measured["webhooks"])
    return figures


def line(name, values, unit, digits=0):
    low, mid, high = (f"{values[key]:,.{digits}f}"
                      for key in ("min", "median", "max"))
    return f"  {name:<42}{mid:>10} {unit:<8} ({low} to {high})\n"


def megabytes(kib):
    return f"{kib * 1024 / 1e6:.1f} MB"


def write_serving(figures, out):
    settings, memory = figures["settings"], figures["memory"]
    rate, durable = figures["rates"], figures["durability"]
    first = figures["jobs"][0]
    out.write(f"Durability  journal_mode={durable['journal_mode']},"
              f" synchronous={'FULL' if durable['full'] else 'less than FULL'}:"
              f" {durable['syncs']} syncs for {durable['jobs']} jobs accepted"
              " one by one\n")
    out.write(f"\nJobs of {settings['rows']:,} leads, from before the POST to"
              " the end on the live feed; median of"
              f" {settings['runs']} rounds (min to max)\n")
    out.write(line("leads", rate["leads"], "/s"))
    out.write(line("libphonenumber alone, one core",
                   rate["phones_alone"], "/s"))
    out.write(line("ratio, at least 0.50", rate["leads_to_phones"], "", 2))
    out.write(line("SQLite alone, the same rows by 512",
                   rate["sqlite_rows_alone"], "/s"))
    out.write(line("ratio", rate["leads_to_sqlite"], "", 2))
    out.write(f"  (a row has {first['sqlite']['row_bytes']} bytes;"
              f" libphonenumber by itself reads {first['phones']['valid']:,} of"
              f" {first['phones']['cells']:,} cells, and is timed on those)\n")
    accept = figures["accepting"][0]["accept"]
    out.write(f"\nJobs of one lead over 32 connections, {settings['jobs']:,} a"
              f" round; median of {settings['rounds']}\n")
    out.write(line("accepted, while they run", rate["accepted"], "/s"))
    out.write(line("accepted and completed", rate["completed"], "/s"))
    out.write(line("GET /livez, same client", rate["livez"], "/s"))
    out.write(line("ratio of accepted", rate["accepted_to_livez"], "", 2))
    out.write(f"  (latency of an accept: p50 {accept['p50_us'] / 1000:.1f} ms,"
              f" p99 {accept['p99_us'] / 1000:.1f} ms; alone: p50"
              f" {figures['lone']['p50_us'] / 1000:.2f} ms)\n")
    out.write("\nMemory of the server\n")
    out.write(f"  at rest {megabytes(memory['rest']['rss'])} (less than 40);"
              f" after the large jobs {megabytes(memory['jobs']['rss'])}, peak"
              f" {megabytes(memory['jobs']['peak'])}; after all"
              f" {megabytes(memory['end']['rss'])}, peak"
              f" {megabytes(memory['end']['peak'])} (less than 200)\n")
    out.write(f"\nNothing missing?\n  {figures['accepted_jobs']:,} jobs"
              " accepted; asked of the server and of its database: ")
    out.write("; ".join(figures["missing"]) if figures["missing"]
              else "all completed, every row once")
    out.write("\n")


def write_waiting(figures, out):
    settings, waiting = figures["settings"], figures["waiting"]
    rate, restarts = waiting["rates"], waiting["restarts"]
    few, many = f"{waiting['few']:,}", f"{waiting['waiting']:,}"
    out.write(f"\n{many} jobs waiting beside {few}, {settings['held_jobs']:,}"
              f" jobs a measurement; median of {settings['held_rounds']}"
              " rounds\n")
    for step, name in STEPS.items():
        fresh, rested = rate["fresh"][step], rate["rested"][step]
        out.write(line(f"{name}, {few} waiting", rested["few"], "/s"))
        out.write(line(f"{name}, {many} waiting", rested["many"], "/s"))
        out.write(line(f"ratio of time, at most {MOST_RATIO:.2f}",
                       rested["ratio"], "", 2))
        out.write(line(f"ratio right after accepting {many}", fresh["ratio"],
                       "", 2))
        out.write("  (of processor time"
                  f" {rested['processor_ratio']:.2f}, right after"
                  f" {fresh['processor_ratio']:.2f})\n")
    out.write(line(f"ready after a start, {len(restarts)} times, less than"
                   f" {MOST_SECONDS_TO_READY}", rate["restart"], "s", 2))
    last = restarts[-1]
    grown = waiting["held"]["rss"] - waiting["empty"]["rss"]
    out.write(f"  resident {megabytes(waiting['held']['rss'])} with {many}"
              f" waiting ({grown * 1024 / waiting['waiting'] / 1e3:.1f} kB a"
              f" job), {megabytes(last['ready']['rss'])} when ready again, at"
              f" the peak {megabytes(max(r['ready']['peak'] for r in restarts))}"
              f"; {megabytes(max(r['end']['peak'] for r in restarts))} once the"
              f" live feed has shown {last['snapshot']['jobs']:,} jobs (in"
              f" {last['snapshot']['seconds']:.1f} s)\n")
    out.write("  accepted, asked of the databases: ")
    out.write("; ".join(waiting["missing"]) if waiting["missing"]
              else "each waits or is completed, every row once")
    out.write("\n")


def write_outside(figures, out):
    asking = figures["outside"]
    rate, ideal = asking["rates"], slow_ideal()
    out.write("\nOne provider step, from before the POST to the end of the"
              f" job; median of {len(asking['slow']['rates'])} rounds\n")
    out.write(line(f"lookups, answered at once, at least {LEAST_LOOKUPS:,}",
                   rate["at_once"], "/s"))
    out.write(line(f"lookups, answered after {outside.DELAY_MS} ms, "
                   f"{outside.CONCURRENCY} at a time", rate["slow"], "/s"))
    out.write(line(f"ratio to {ideal:.0f}, at least {LEAST_SLOW_RATIO}",
                   {key: value / ideal for key, value in rate["slow"].items()},
                   "", 3))
    out.write("  (by the upstream's own count every lead was asked about"
              " once)\n")


def write(figures, out):
    of = figures["machine"]
    out.write(f"Machine     {of['cores']} cores, {of['cpu']}; Linux"
              f" {of['kernel']}; data on {of['filesystem']} ({of['device']});"
              f" load before: {of['load_before']}\n")
    if "jobs" in figures:
        write_serving(figures, out)
    if "outside" in figures:
        write_outside(figures, out)
    if "webhooks" in figures:
        webhooks.write(figures["webhooks"], out)
    if "waiting" in figures:
        write_waiting(figures, out)
    if "fanout" in figures:
        fanout.write(figures["fanout"], out)
    out.write("\n" + ("".join(f"BROKEN: {what}\n"
                              for what in figures["broken"])
                      or "All bounds hold.\n"))
