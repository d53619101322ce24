// A source under a test's control, and a scraping job that reads it without a
// supervisor.
#pragma once

#include "actors/scraping_job.hpp"
#include "tests/actors/system.hpp"

namespace leadmill::testing {

/// Rows of `count` people who are all different, one on a line.
inline std::string people(std::uint32_t first, std::uint32_t count) {
  std::string out;
  for (auto i = first; i < first + count; ++i)
    out += R"({"Name":"Ada Example","Email":"ada)" + std::to_string(i)
           + "@example.com\"}\n";
  return out;
}

/// What a source answers, and what it was asked.
struct fake_site {
  /// The bodies of its pages, see `read_lines`.
  std::vector<std::string> pages;
  /// What it says instead, by page.
  std::map<std::uint32_t, problem> refusals;
  std::string robots;
  /// Whether it keeps questions to itself.
  bool mute = false;
  std::vector<upstream_ask> asked;
  std::vector<caf::typed_response_promise<upstream_answer>> open;

  caf::result<upstream_answer> answer(const upstream_ask& what) {
    if (what.request == 1)
      return upstream_answer{200, robots, {}, {}};
    auto page = static_cast<std::uint32_t>(std::stoul(what.values[1].second));
    if (auto refusal = refusals.find(page); refusal != refusals.end())
      return to_error(refusal->second);
    return upstream_answer{200, pages.at(page - 1), {}, {}};
  }

  /// Answers what it kept to itself.
  void answer_open() {
    for (auto& who : std::exchange(open, {}))
      if (late)
        who.deliver(upstream_answer{200, *late, {}, {}});
      else
        who.deliver(to_error(late.error()));
  }

  /// What it answers at last.
  outcome<std::string> late = std::string{};
};

inline upstream_actor::behavior_type fake_source(upstream_actor::pointer self,
                                                 fake_site* site) {
  return {
      [=](const upstream_ask& what) -> caf::result<upstream_answer> {
        site->asked.push_back(what);
        if (!site->mute)
          return site->answer(what);
        site->open.push_back(self->make_response_promise<upstream_answer>());
        return site->open.back();
      },
      [](get_allowance) { return true; },
      [](const upstream_came&) {},
      [=](tick) { site->answer_open(); },
  };
}

/// A page has a row on each line; a line "more CURSOR" at its end says that
/// another page follows. "broken" is no page.
inline outcome<page_content> read_lines(const source_declaration&,
                                        const upstream_answer& answer,
                                        const text_pairs&) {
  if (answer.body == "broken")
    return fail(errc::upstream_failed, "no rows");
  page_content out;
  std::string_view rest = answer.body;
  while (!rest.empty()) {
    auto line = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(std::min(rest.size(), line.size() + 1));
    if (line.starts_with("more")) {
      out.more = true;
      out.next = line.substr(std::min<std::size_t>(5, line.size()));
    } else {
      out.rows.emplace_back(line);
      out.digest += line;
    }
  }
  return out;
}

/// The path of page N is /N.
inline outcome<std::chrono::milliseconds>
check_robots(const source_declaration&, const robots_rules& rules,
             const text_pairs& values) {
  auto path = "/" + values.at(1).second;
  if (!rules.allows(path))
    return fail(errc::upstream_refused, "Disallow: " + path);
  return rules.crawl_delay().value_or(std::chrono::seconds{0});
}

struct scraping_fixture : system_fixture {
  scraping_fixture() {
    declaration.name = "directory";
    declaration.platform = "Directory";
    plan.source = declaration.name;
    plan.params = R"({"title":"owner"})";
    source = sys.spawn(fake_source, &site);
    consume_messages();
  }

  ~scraping_fixture() {
    site.open.clear();
    kill(source);
    stop();
  }

  job_actor spawn_scraper(const job& begun) {
    scraping_job_options options;
    options.attempt = {begun.id, begun.attempt};
    options.sources.emplace(declaration.name,
                            scraping_source{declaration, source});
    options.rows = reader;
    options.sink = status;
    options.trade = make_pipeline();
    options.read = read_lines;
    options.check_robots = check_robots;
    options.retry_at = [this] { return retry_at; };
    options.now = [this] { return now; };
    options.entropy = [this] { return random; };
    options.chunk_rows = 4;
    return jobs[begun.id] = sys.spawn(scraping_job, options);
  }

  job_draft draft() const {
    job_draft out;
    out.type = job_type::scraping;
    out.id = id;
    out.max_attempts = max_attempts;
    out.scrape = plan;
    return out;
  }

  job_actor begin_and_spawn() {
    ask<job>(status, accept_job{draft()}).value();
    return spawn_scraper(
        ask<job>(status, begin_attempt{id, 0, "here"}).value());
  }

  /// Accepts the job and lets its first attempt go as far as it can without
  /// time passing.
  job_actor scrape() {
    auto actor = begin_and_spawn();
    consume_messages();
    return actor;
  }

  /// Begins the next attempt, as if the one before had died if it is there.
  job begin_next() {
    auto at = look_up(id);
    if (at.phase == job_phase::running)
      ask<job>(status,
               end_attempt{{id, at.attempt}, attempt_end::died, {}, {}, 0});
    if (at.phase == job_phase::retrying)
      ask<job>(status, queue_job{id});
    return ask<job>(status, begin_attempt{id, at.attempt, "here"}).value();
  }

  job_actor scrape_on() {
    auto actor = spawn_scraper(begin_next());
    consume_messages();
    finish();
    return actor;
  }

  /// Lets the source answer what it kept to itself.
  void answer_now(outcome<std::string> with) {
    site.late = std::move(with);
    self->send(source, tick{});
  }

  /// Lets time pass, as much as its pauses take.
  void finish() {
    for (int i = 0; i < 10; ++i)
      pass(std::chrono::seconds{3});
  }

  scraping_job_state& state(const job_actor& actor) {
    return state_of<scraping_job_pointer>(actor);
  }

  /// Without letting anything else happen.
  bool is_patient(const job_actor& actor) {
    return state(actor).is_patient(sched.clock().now());
  }

  const unix_ms retry_at = now + 1'000'000;
  std::string id = "scraping-1767225600000-a";
  std::uint32_t max_attempts = 3;
  scrape_plan plan;
  source_declaration declaration;
  /// What the pauses are made of.
  std::uint64_t random = 0;
  fake_site site;
  upstream_actor source;
};

} // namespace leadmill::testing
