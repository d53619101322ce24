// A program that plays everything that Leadmill reads, for end-to-end tests and
// measurements:
//
//   upstream_server [--port N] [--rows N] [--directory-pages N]
//
// It prints "http://127.0.0.1:PORT" on its first line and runs until its
// standard input closes, or until SIGTERM or SIGINT. Whom it tells of, and what
// is true of which phone number, stands in made_people.hpp: the same every
// time.
//
// A people search:
//   POST /api/linkedin-sales-navigator {…,"start":0,"count":25}
//     {"data":{"response":{"data":[{"fullName","navigationUrl","title",
//     "company","geoRegion"}…]}},"pagination":{"hasMore","total"}}
//     Rows by their absolute index; `count` is at most 100; a parameter
//     `total` takes the place of --rows (1000).
// A skip tracer:
//   GET /search/by-name?name=
//   GET /search/by-name-and-address?name=&citystatezip=
//     {"PeopleDetails":[{"Person ID","Name"}…]}
//     A name with "Nobody" in it is answered 404, with "Unknown" by an empty
//     list. One in four has a namesake behind.
//   GET /search/details-by-id?peo_id=
//     {"Person Details":[{"Age":"47",…}],"All Phone Details":[{"phone_number",
//     "phone_type","last_reported"}…]}
// A number lookup:
//   GET /v2/number_lookup/{e164}?type=carrier
//     {"data":{"phone_number","portability":{"line_type"},"carrier":{"name",
//     "normalized_carrier"}}}; 404 when it is no +digits
// A do-not-call list:
//   GET /v1/do-not-call?phone=  {"on_list","reason"}
// A directory:
//   GET /directory?page=N    20 cards of HTML, a.next but on the last (5th)
//   GET /robots.txt
//
// Control, never counted:
//   POST /_script {"path","page"?,"times"?,"manner"?,"status"?,"retryAfter"?,
//                  "delayMs"?,"headers"?,"body"?}
//     The next `times` (1; 0: all from now on) requests whose target begins
//     with `path` (and, if given, for that page) are answered otherwise. Orders
//     are looked at in the order in which they came; the first that fits is
//     obeyed.
//     manner: hangs closes half garbage stalls drips (upstream.hpp)
//             bomb (gzip of 64 MiB), redirects (to itself, or to a header
//             Location), repeatPage (the page before it again), changingTotal
//             (another one each time), frozen (403)
//     status: from 300 on, {"error":"scripted"} unless a body is given; with
//             `retryAfter` (alone: 429) that many seconds in the body and in
//             Retry-After
//     body:   a text, or JSON
//   POST /_reset          forgets orders, counts and requests
//   GET /_counts          {"total","byPath":{"/dnc":3,…},"seconds":{"/dnc":
//                         [arrivals, in ms since the first request of all]}},
//                         of each the last 10,000
//   GET /_requests?path=  of the last 10,000 those whose target begins so, as
//                         [{"method","target","headers","body","timeMs"}…]

#include <csignal>
#include <exception>
#include <iostream>

#include <poll.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <CLI/CLI.hpp>

#include "tests/support/upstream.hpp"
#include "tests/support/upstream_scripts.hpp"

namespace {

/// Blocks them for every thread that is started later.
int catch_signals() {
  sigset_t ending;
  sigemptyset(&ending);
  sigaddset(&ending, SIGTERM);
  sigaddset(&ending, SIGINT);
  pthread_sigmask(SIG_BLOCK, &ending, nullptr);
  return signalfd(-1, &ending, SFD_CLOEXEC);
}

/// Until standard input closes, or a signal comes.
void wait_for_end(int signals) {
  for (;;) {
    pollfd events[] = {{STDIN_FILENO, POLLIN, 0}, {signals, POLLIN, 0}};
    if (poll(events, 2, -1) < 0)
      continue;
    if (events[1].revents != 0)
      return;
    char ignored[4'096];
    if (events[0].revents != 0
        && read(STDIN_FILENO, ignored, sizeof ignored) <= 0)
      return;
  }
}

} // namespace

int main(int argc, char** argv) {
  using namespace leadmill::testing;
  upstream_options where;
  where.kept_requests = 0;
  world_options world;
  CLI::App app{"Plays the providers and sources that Leadmill reads"};
  app.add_option("--port", where.port, "0: a free one");
  app.add_option("--rows", world.rows, "What a search finds");
  app.add_option("--directory-pages", world.directory_pages,
                 "Of the directory");
  CLI11_PARSE(app, argc, argv);
  try {
    auto signals = catch_signals();
    upstream_scripts scripts{world};
    upstream server{
        [&](const upstream_request& asked) { return scripts.play(asked); },
        where};
    std::cout << server.url() << std::endl;
    wait_for_end(signals);
    return 0;
  } catch (const std::exception& e) {
    std::cerr << e.what() << '\n';
    return 1;
  }
}
