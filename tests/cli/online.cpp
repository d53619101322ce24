#define CAF_SUITE cli_online
#include "cli/online.hpp"

#include <deque>
#include <list>
#include <map>
#include <mutex>
#include <set>
#include <sstream>
#include <thread>

#include <caf/test/unit_test.hpp>
#include <nlohmann/json.hpp>

using namespace leadmill;

namespace {

/// Answers from a script, on a thread of its own; a request without an answer
/// there is never answered.
class scripted_port final : public http_port {
 public:
  ~scripted_port() override {
    for (auto& thread : threads_)
      thread.join();
  }

  std::uint64_t send(http_call call, http_done done) override {
    std::lock_guard guard{mutex_};
    sent.push_back(call);
    if (auto found = by_url.find(call.url); found != by_url.end()) {
      threads_.emplace_back([done, answer = found->second] { done(answer); });
    } else if (!answers.empty()) {
      threads_.emplace_back([done, answer = answers.front()] { done(answer); });
      answers.pop_front();
    }
    return sent.size();
  }

  std::vector<http_call> all_sent() {
    std::lock_guard guard{mutex_};
    return sent;
  }

  void cancel(std::uint64_t number) override { cancelled.push_back(number); }

  std::deque<http_result> answers;
  /// These go before them.
  std::map<std::string, http_result> by_url;
  std::vector<http_call> sent;
  std::vector<std::uint64_t> cancelled;

 private:
  std::mutex mutex_;
  /// A list: an answer may make another request.
  std::list<std::thread> threads_;
};

provider_declaration provider(std::string name) {
  provider_declaration out;
  out.name = std::move(name);
  out.requests.emplace_back().url =
      "https://api.example.com/v2/{phone}?key=secret";
  return out;
}

source_declaration source(std::string name) {
  source_declaration out;
  out.name = std::move(name);
  out.request.url = "http://www.example.com:81/?key=secret";
  out.rows_at = "/rows";
  return out;
}

struct fixture {
  std::vector<probe_result> run() {
    return probe_online(providers, sources, port, notes);
  }

  std::vector<provider_declaration> providers;
  std::vector<source_declaration> sources;
  scripted_port port;
  std::ostringstream notes;
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(online_tests, fixture)

CAF_TEST(each is asked once and told in its order) {
  providers = {provider("lookup"), provider("dnc")};
  sources = {source("people")};
  port.answers = {http_answer{200, {}, "{}"}, http_answer{401, {}, ""},
                  http_answer{200, {}, R"({"rows":[]})"}};
  auto found = run();
  CAF_REQUIRE_EQUAL(found.size(), 3u);
  CAF_CHECK_EQUAL(port.sent.size(), 3u);
  CAF_CHECK_EQUAL(port.sent[0].url,
                  "https://api.example.com/v2/%2B15125550100?key=secret");
  CAF_CHECK_EQUAL(found[0].name, "lookup");
  CAF_CHECK(found[0].good && found[0].status == 200);
  CAF_CHECK_EQUAL(found[1].name, "dnc");
  CAF_CHECK(!found[1].good && found[1].status == 401);
  CAF_CHECK(found[2].kind == "source" && found[2].good);
}

CAF_TEST(it is said beforehand who will be asked but never with which key) {
  providers = {provider("lookup")};
  sources = {source("people")};
  port.answers = {http_answer{200, {}, "{}"}, http_answer{200, {}, "{}"}};
  auto found = run();
  auto said = notes.str();
  CAF_CHECK(said.find("lookup  https://api.example.com\n") != said.npos);
  CAF_CHECK(said.find("people  http://www.example.com:81\n") != said.npos);
  for (const auto& text : {said, to_text(found), to_json(found)})
    CAF_CHECK(text.find("secret") == text.npos);
}

CAF_TEST(without anybody nothing is said) {
  CAF_CHECK(run().empty());
  CAF_CHECK_EQUAL(notes.str(), "");
  CAF_CHECK_EQUAL(to_text({}), "");
  CAF_CHECK_EQUAL(to_json(std::vector<probe_result>{}), "[]");
}

CAF_TEST(a template that cannot be used is told and not sent) {
  providers = {provider("broken"), provider("none"), provider("lookup")};
  // Config refuses it; a path of two dots would lead elsewhere.
  providers[0].requests[0].url = "no address";
  providers[1].requests.clear();
  port.answers = {http_answer{204, {}, ""}};
  auto found = run();
  CAF_REQUIRE_EQUAL(found.size(), 2u);
  CAF_CHECK(found[0].meaning.starts_with("cannot be asked: Request"));
  CAF_CHECK(!found[0].good && found[1].good);
  CAF_CHECK_EQUAL(port.sent.size(), 1u);
}

CAF_TEST(what goes wrong on the way is told without a status) {
  providers = {provider("lookup")};
  port.answers = {tl::make_unexpected(
      http_problem{http_failure::unreachable, "no such name"})};
  auto found = run();
  CAF_CHECK(!found[0].good && found[0].status == 0);
  CAF_CHECK_EQUAL(found[0].meaning, "cannot be reached: no such name");
  auto json = nlohmann::json::parse(to_json(found));
  CAF_CHECK(!json[0].contains("status"));
  CAF_CHECK(json[0]["ok"] == false);
}

CAF_TEST(robots txt is read first and what it forbids is not asked for) {
  sources = {source("people"), source("closed"), source("silent")};
  for (auto& one : sources)
    one.obey_robots = true;
  port.by_url["http://www.example.com:81/robots.txt"] =
      http_answer{404, {}, ""};
  port.by_url["http://www.example.com:81/?key=secret"] =
      http_answer{200, {}, R"({"rows":[]})"};
  sources[1].request.url = "http://closed.example.com/list";
  port.by_url["http://closed.example.com:80/robots.txt"] =
      http_answer{200, {}, "User-agent: *\nDisallow: /list\n"};
  sources[2].request.url = "http://silent.example.com/";
  port.by_url["http://silent.example.com:80/robots.txt"] =
      tl::make_unexpected(http_problem{http_failure::timeout, "no answer"});
  auto found = run();
  CAF_REQUIRE_EQUAL(found.size(), 3u);
  CAF_CHECK(found[0].good);
  CAF_CHECK(!found[1].good && !found[2].good);
  CAF_CHECK(found[1].meaning.find("robots.txt") != std::string::npos);
  CAF_CHECK(found[1].meaning.ends_with("Disallow /list"));
  std::set<std::string> urls;
  for (const auto& call : port.all_sent())
    urls.insert(call.url);
  CAF_CHECK_EQUAL(urls.size(), 4u);
  CAF_CHECK(!urls.contains("http://closed.example.com/list"));
  CAF_CHECK(!urls.contains("http://silent.example.com/"));
}

CAF_TEST(a robots txt that cannot be read is not told as one that forbids) {
  sources = {source("away"), source("ill")};
  for (auto& one : sources)
    one.obey_robots = true;
  sources[0].request.url = "http://away.example.com/";
  sources[1].request.url = "http://ill.example.com/";
  port.by_url["http://away.example.com:80/robots.txt"] = tl::make_unexpected(
      http_problem{http_failure::unreachable, "no such name"});
  port.by_url["http://ill.example.com:80/robots.txt"] =
      http_answer{503, {}, ""};
  auto found = run();
  CAF_REQUIRE_EQUAL(found.size(), 2u);
  CAF_CHECK(!found[0].good && !found[1].good);
  CAF_CHECK_EQUAL(found[0].meaning,
                  "cannot be reached: its robots.txt: no such name");
  CAF_CHECK(found[1].meaning.find("its robots.txt answers 503")
            != std::string::npos);
  CAF_CHECK_EQUAL(port.all_sent().size(), 2u);
}

CAF_TEST(a client that forgets its call is not waited for) {
  providers = {provider("lookup")};
  providers[0].bounds.timeout = std::chrono::milliseconds{-5'000};
  auto found = run();
  CAF_CHECK(!found[0].good);
  CAF_CHECK(found[0].meaning.starts_with("did not answer within"));
  CAF_CHECK(port.cancelled == std::vector<std::uint64_t>{1});
}

CAF_TEST(lookups are made for nobody with everything that they ask for) {
  request_template from;
  from.url = "https://api.example.com/{phone}/{phone}";
  from.query = {{"id", "{personId}"}, {"name", "{firstName} {lastName}"}};
  CAF_CHECK(sample_values(from)
            == (text_pairs{{"phone", "+15125550100"},
                           {"personId", "test"},
                           {"firstName", "Test"},
                           {"lastName", "Person"}}));
}

CAF_TEST(a probe has what its request needs though no template holds it) {
  providers = {provider("lookup")};
  providers[0].requests[0].needs = {"city", "personId", "phone"};
  sources = {source("people")};
  sources[0].request.needs = {"industry"};
  port.answers = {http_answer{200, {}, "{}"},
                  http_answer{200, {}, R"({"rows":[]})"}};
  auto found = run();
  CAF_REQUIRE_EQUAL(port.sent.size(), 2u);
  CAF_CHECK(found[0].good && found[1].good);
  CAF_CHECK_EQUAL(sample_params(sources[0].request),
                  R"({"keywords":"test","industry":"test"})");
}

CAF_TEST(searches have the parameters that they ask for and one row) {
  auto people = source("people");
  people.request.url = "http://www.example.com:81/{city}";
  people.request.query = {
      {"page", "{page}"}, {"n", "{count}"}, {"q", "{what}"}};
  CAF_CHECK_EQUAL(sample_params(people.request),
                  R"({"keywords":"test","city":"Austin","what":"test"})");
  sources = {people};
  port.answers = {http_answer{200, {}, "{}"}};
  run();
  CAF_REQUIRE_EQUAL(port.sent.size(), 1u);
  CAF_CHECK_EQUAL(port.sent[0].url,
                  "http://www.example.com:81/Austin?page=1&n=1&q=test");
}

CAF_TEST(results are a table) {
  std::vector<probe_result> found{
      {"number_lookup", "provider", "https://api.example.com", true, 200,
       std::chrono::milliseconds{123}, "answers"},
      {"people", "source", "https://www.example.com", false, 0,
       std::chrono::milliseconds{30'000}, "did not answer within 30 s"}};
  CAF_CHECK_EQUAL(
      to_text(found),
      "number_lookup  provider  ok    200     123 ms  answers\n"
      "people         source    FAIL    -   30000 ms  did not answer within 30 "
      "s\n");
  auto json = nlohmann::json::parse(to_json(found));
  CAF_CHECK_EQUAL(json[0], nlohmann::json::parse(R"({"name":"number_lookup",
    "kind":"provider","host":"https://api.example.com","ok":true,"status":200,
    "ms":123,"meaning":"answers"})"));
}

CAF_TEST_FIXTURE_SCOPE_END()
