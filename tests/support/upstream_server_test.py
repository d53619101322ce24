#!/usr/bin/env python3
"""upstream_server answers as its first comment says: tests that trust it would
otherwise prove nothing.

  upstream_server_test.py PATH-OF-upstream_server
"""
import gzip
import http.client
import json
import signal
import socket
import sys
import unittest
from html.parser import HTMLParser
from urllib.parse import quote

from upstream_client import Upstream

SEARCH = "/api/linkedin-sales-navigator"
BINARY = sys.argv.pop(1) if len(sys.argv) > 1 else None


class Links(HTMLParser):
    """The cards of a page and where it goes on."""

    def __init__(self, text):
        super().__init__()
        self.cards = 0
        self.next = None
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        self.cards += attrs.get("class") == "card"
        if tag == "a" and attrs.get("class") == "next":
            self.next = attrs["href"]


class UpstreamServerTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.upstream = Upstream(BINARY, "--rows", 60, "--directory-pages", 3)

    @classmethod
    def tearDownClass(cls):
        assert cls.upstream.stop() == 0

    def setUp(self):
        self.upstream.reset()

    def get(self, target):
        return self.upstream.json("GET", target)

    def page(self, start, **more):
        body = {"title": "CEO", "start": start, "count": 25, **more}
        status, got = self.upstream.json("POST", SEARCH, body)
        self.assertEqual(status, 200)
        return got

    def rows(self, start, **more):
        return self.page(start, **more)["data"]["response"]["data"]

    def test_pages_of_a_search_join_without_gap_or_overlap(self):
        rows, start, more = [], 0, True
        while more:
            got = self.page(start)
            rows += got["data"]["response"]["data"]
            more = got["pagination"]["hasMore"]
            start += 25
        self.assertEqual(len(rows), 60)
        self.assertEqual(len({row["navigationUrl"] for row in rows}), 60)
        self.assertEqual(rows[20:30], self.rows(20, count=10))
        self.assertEqual(set(rows[0]), {"fullName", "navigationUrl", "title",
                                        "company", "geoRegion"})

    def test_a_search_says_its_total_and_ends(self):
        self.assertEqual(self.page(50)["pagination"],
                         {"hasMore": False, "total": 60})
        self.assertEqual(self.rows(60), [])
        self.assertEqual(len(self.rows(0, total=3)), 3)
        self.assertEqual(self.upstream.request("POST", SEARCH, "[")[0], 400)

    def test_the_same_name_has_the_same_facts(self):
        wireless_first = 0
        for i in range(40):
            name = quote(f"Ada{i} Example")
            status, got = self.get(f"/search/by-name?name={name}")
            self.assertEqual(status, 200)
            person = got["PeopleDetails"][0]["Person ID"]
            self.assertEqual(self.get(
                f"/search/by-name-and-address?name={name}&citystatezip=Austin%2C%20TX"
            )[1]["PeopleDetails"][0]["Person ID"], person)
            status, got = self.get(f"/search/details-by-id?peo_id={person}")
            self.assertEqual(status, 200)
            self.assertTrue(22 <= int(got["Person Details"][0]["Age"]) < 82)
            phones = got["All Phone Details"]
            self.assertGreater(len(phones), 1)
            dates = {phone["last_reported"] for phone in phones}
            self.assertEqual(len(dates), len(phones))
            wireless_first += phones[0]["phone_type"] == "Wireless"
            for phone in phones:
                self.assertRegex(phone["phone_number"],
                                 r"^\(\d{3}\) 555-01\d\d$")
        self.assertTrue(0 < wireless_first < 40)

    def test_unknown_people_are_told_in_two_ways(self):
        self.assertEqual(self.get("/search/by-name?name=Jo%20Nobody")[0], 404)
        self.assertEqual(self.get("/search/by-name?name=Jo%20Unknown"),
                         (200, {"PeopleDetails": []}))
        self.assertEqual(self.get("/search/details-by-id?peo_id=px1")[0], 404)

    def test_a_number_is_looked_up_as_the_skip_tracer_calls_it(self):
        kinds = {"Wireless": "mobile", "Landline": "landline", "VoIP": "voip"}
        person = self.get("/search/by-name?name=Ada%20Example")[1][
            "PeopleDetails"][0]["Person ID"]
        for phone in self.get(f"/search/details-by-id?peo_id={person}")[1][
                "All Phone Details"]:
            digits = "".join(filter(str.isdigit, phone["phone_number"]))
            for plus in "+", "%2B":
                status, got = self.get(
                    f"/v2/number_lookup/{plus}1{digits}?type=carrier")
                self.assertEqual(status, 200)
                data = got["data"]
                self.assertEqual(data["phone_number"], "+1" + digits)
                self.assertEqual(data["portability"]["line_type"],
                                 kinds[phone["phone_type"]])
                self.assertTrue(data["carrier"]["name"].startswith(
                    data["carrier"]["normalized_carrier"]))
        self.assertEqual(self.get("/v2/number_lookup/555?type=carrier")[0],
                         404)

    def test_the_do_not_call_list_goes_by_the_last_digit(self):
        self.assertEqual(self.get("/v1/do-not-call?phone=%2B15125550103"),
                         (200, {"on_list": True,
                                "reason": "National registry"}))
        self.assertEqual(self.get("/v1/do-not-call?phone=%2B15125550104"),
                         (200, {"on_list": False, "reason": None}))
        self.assertEqual(self.get("/v1/do-not-call")[0], 400)

    def test_the_directory_is_walked_by_its_links(self):
        target, pages = "/directory", 0
        while target:
            status, headers, body = self.upstream.request("GET", target)
            self.assertEqual(status, 200)
            self.assertIn("text/html", headers["content-type"])
            links = Links(body.decode())
            self.assertEqual(links.cards, 20)
            target, pages = links.next, pages + 1
        self.assertEqual(pages, 3)
        self.assertEqual(self.upstream.request("GET", "/directory?page=4")[0],
                         404)
        self.assertIn(b"Disallow: /private/",
                      self.upstream.request("GET", "/robots.txt")[2])

    def test_orders_hold_as_often_as_they_say(self):
        self.upstream.script(path="/v1/do-not-call", status=500, times=2)
        got = [self.get("/v1/do-not-call?phone=1")[0] for _ in range(3)]
        self.assertEqual(got, [500, 500, 200])
        self.upstream.script(path="/v1/do-not-call", body={"a": 1}, times=0,
                             headers={"X-Made": "yes"})
        for _ in range(3):
            status, headers, body = self.upstream.request("GET", "/v1/do-not-call?phone=1")
            self.assertEqual((status, json.loads(body)), (200, {"a": 1}))
            self.assertEqual(headers["x-made"], "yes")
        self.assertEqual(self.get("/robots.txtx")[0], 404)

    def test_too_many_requests_says_when_to_come_again(self):
        self.upstream.script(path=SEARCH, retryAfter=7)
        status, headers, body = self.upstream.request("POST", SEARCH, "{}")
        self.assertEqual((status, headers["retry-after"]), (429, "7"))
        self.assertEqual(json.loads(body)["retryAfter"], 7)

    def test_an_order_for_one_page_leaves_the_others(self):
        self.upstream.script(path=SEARCH, page=2, status=503, times=1)
        self.assertEqual(len(self.rows(0)), 25)
        body = json.dumps({"start": 25, "count": 25})
        self.assertEqual(self.upstream.request("POST", SEARCH, body)[0], 503)
        self.assertEqual(len(self.rows(25)), 25)
        self.upstream.script(path="/directory", page=3, manner="frozen")
        self.assertEqual(
            self.upstream.request("GET", "/directory?page=2")[0], 200)
        self.assertEqual(self.get("/directory?page=3"),
                         (403, {"error": "account frozen"}))

    def test_a_page_may_repeat_the_one_before(self):
        self.upstream.script(path=SEARCH, page=2, manner="repeatPage")
        self.assertEqual(self.rows(25), self.rows(0))
        self.upstream.script(path="/directory", page=2, manner="repeatPage")
        self.assertIn(b"<h1>Page 1</h1>", self.upstream.request(
            "GET", "/directory?page=2")[2])

    def test_a_total_may_change_from_page_to_page(self):
        self.upstream.script(path=SEARCH, manner="changingTotal", times=0)
        totals = {self.page(at)["pagination"]["total"] for at in (0, 25, 50)}
        self.assertEqual(len(totals), 3)

    def test_connections_break_as_ordered(self):
        for manner, failure, seconds in (
                ("closes", http.client.RemoteDisconnected, 30),
                ("half", http.client.IncompleteRead, 30),
                ("garbage", http.client.BadStatusLine, 30),
                ("hangs", socket.timeout, 0.2),
                ("stalls", socket.timeout, 0.2)):
            with self.subTest(manner), self.assertRaises(failure):
                self.upstream.script(path="/v1/do-not-call", manner=manner)
                self.upstream.request("GET", "/v1/do-not-call?phone=1", None, seconds)
        self.upstream.script(path="/v1/do-not-call", manner="drips")
        self.assertEqual(self.get("/v1/do-not-call?phone=1")[0], 200)

    def test_a_bomb_is_small_until_it_is_unpacked(self):
        self.upstream.script(path="/v1/do-not-call", manner="bomb")
        _, headers, body = self.upstream.request("GET", "/v1/do-not-call")
        self.assertEqual(headers["content-encoding"], "gzip")
        self.assertLess(len(body), 1 << 20)
        self.assertEqual(len(gzip.decompress(body)), 64 << 20)

    def test_redirects_lead_round_or_where_they_are_told(self):
        self.upstream.script(path="/v1/do-not-call", manner="redirects")
        _, headers, _ = self.upstream.request("GET", "/v1/do-not-call?phone=1")
        self.assertEqual(headers["location"], "/v1/do-not-call?phone=1")
        self.upstream.script(path="/v1/do-not-call", manner="redirects",
                             headers={"Location": "https://example.com/"})
        status, headers, _ = self.upstream.request("GET", "/v1/do-not-call")
        self.assertEqual((status, headers["location"]),
                         (302, "https://example.com/"))

    def test_wrong_orders_are_refused(self):
        for order in ({}, {"path": "dnc"}, {"path": "/v1/do-not-call", "manner": "x"},
                      {"path": "/v1/do-not-call", "tiems": 1},
                      {"path": "/v1/do-not-call", "times": -1},
                      {"path": "/v1/do-not-call", "status": "500"}):
            with self.subTest(order), self.assertRaises(ValueError):
                self.upstream.script(**order)
        self.assertEqual(self.get("/v1/do-not-call?phone=1")[0], 200)

    def test_what_was_asked_is_counted_and_kept(self):
        for number in "+15125550100", "+15125550101":
            self.get(f"/v2/number_lookup/{number}?type=carrier")
        self.upstream.request("POST", SEARCH, '{"start":0}')
        counts = self.upstream.counts()
        self.assertEqual(counts["total"], 3)
        self.assertEqual(counts["byPath"],
                         {"/v2/number_lookup": 2, SEARCH: 1})
        first, second = counts["seconds"]["/v2/number_lookup"]
        self.assertLessEqual(first, second)
        last = self.upstream.requests("/api/")
        self.assertEqual(len(last), 1)
        self.assertEqual((last[0]["method"], last[0]["target"],
                          last[0]["body"]), ("POST", SEARCH, '{"start":0}'))
        self.assertIn("host", last[0]["headers"])
        self.assertEqual(len(self.upstream.requests()), 3)

    def test_it_ends_on_a_signal_with_connections_open(self):
        other = Upstream(BINARY)
        other.script(path="/", manner="hangs")
        with socket.create_connection(("127.0.0.1", other.port)) as waiting:
            waiting.sendall(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
            while other.counts()["total"] == 0:
                pass
            other.process.send_signal(signal.SIGTERM)
            self.assertEqual(other.process.wait(30), 0)
        other.stop()

    def test_a_port_that_is_taken_is_told(self):
        with self.assertRaises(RuntimeError):
            Upstream(BINARY, "--port", self.upstream.port)


if __name__ == "__main__":
    unittest.main()
