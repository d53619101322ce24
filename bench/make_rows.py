#!/usr/bin/env python3
"""Writes the input of scripts/bench into a directory.

Rows like those of examples/leads.csv, but each with a phone number of its own
and no row twice, so that nothing can be saved by remembering: job.json (one
request body with all rows), one.ndjson (bodies of one lead each), phones.tsv
(each row's region and phone cell, for libphonenumber alone).
"""
import argparse
import json
import os
import random
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "examples"))
import make_leads  # noqa: E402

# Area codes of the United States; each has 100 numbers kept free for fiction.
AREAS = """201 202 203 205 206 207 208 209 210 212 213 214 215 216 217 218 219
224 225 228 229 231 234 239 240 248 251 252 253 254 256 260 262 267 269 270 276
281 301 302 303 304 305 307 308 309 310 312 313 314 315 316 317 318 319 320 321
323 325 330 331 334 336 337 339 347 351 352 360 361 386 401 402 404 405 406 407
408 409 410 412 413 414 415 417 419 423 424 425 430 432 434 435 440 443 469 478
479 480 484 501 502 503 504 505 507 508 509 510 512 513 515 516 517
518""".split()

HEADERS = [name if name not in make_leads.HEADERS[:i] else name + " 2"
           for i, name in enumerate(make_leads.HEADERS)]
MOBILE, WORK, LOCATION, COUNTRY = 2, 3, 4, 12


def numbers(rng):
    """Distinct numbers as (region, cell): one in twelve from London."""
    us = [(area, line) for area in AREAS for line in range(100)]
    uk = list(range(1000))
    rng.shuffle(us)
    rng.shuffle(uk)
    while True:
        if uk and rng.random() < 1 / 12:
            local = f"20 7946 0{uk.pop():03d}"
            yield "GB", rng.choice(["0" + local, "+44 " + local,
                                    "+44 (0)" + local,
                                    "0044" + local.replace(" ", "")])
        else:
            yield "US", make_leads.us_phone(rng, *us.pop())


def make_rows(rng, count):
    phones = numbers(rng)
    for index in range(count):
        row = make_leads.make_row(rng, index)
        region, phone = next(phones)
        if region == "GB":
            row[LOCATION:LOCATION + 4] = ["London, United Kingdom", "", "", ""]
            row[COUNTRY] = "United Kingdom"
        else:
            row[COUNTRY] = rng.choice(["", "USA", "United States"])
        row[MOBILE], row[WORK] = phone, ""
        if rng.random() < 0.08:
            row[MOBILE], row[WORK] = "", phone
        yield region, phone, row


def body(rows):
    return json.dumps({"parsedData": {
        "headers": HEADERS,
        "rows": [dict(zip(HEADERS, row)) for row in rows],
        "rowCount": len(rows), "columnCount": len(HEADERS)}},
        ensure_ascii=False, separators=(",", ":"))


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=10000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("dir")
    args = parser.parse_args()
    made = list(make_rows(random.Random(args.seed), args.rows))
    rows = [row for _, _, row in made]

    def write(name, lines):
        path = os.path.join(args.dir, name)
        with open(path, "w", encoding="utf-8", newline="") as file:
            file.writelines(lines)

    write("job.json", [body(rows)])
    write("one.ndjson", [body([row]) + "\n" for row in rows[:1000]])
    write("phones.tsv", [f"{region}\t{phone}\n" for region, phone, _ in made])


if __name__ == "__main__":
    main()
