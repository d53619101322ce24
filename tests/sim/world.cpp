#include "tests/sim/world.hpp"

#include <algorithm>
#include <iostream>
#include <utility>

namespace {

using question = std::function<void(caf::event_based_actor*)>;

} // namespace

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(question)

namespace leadmill::sim {

namespace {

using namespace std::chrono_literals;
using leadmill::testing::make_draft;

/// Longer than every wait inside together.
constexpr auto answer_time = 7'200s;

caf::behavior asker(caf::event_based_actor* self) {
  return {
      [self](question& ask) { ask(self); },
  };
}

/// A job actor that does nothing, not even stop.
job_actor::behavior_type hanging_job(job_actor::pointer self) {
  return {
      [](stop_attempt&) {},
      [self](ask_patience) -> caf::result<bool> {
        return self->make_response_promise<bool>();
      },
      [](resume_attempt) {},
  };
}

} // namespace

world::world(std::uint32_t seed) : random_(seed) {
  stop();
  top = &checker_;
  checker_.is_alive = [this](const attempt_ref& attempt) {
    return alive_.contains({attempt.job, attempt.number});
  };
  supervisor_settings.max_waiting = 30;
  supervisor_settings.max_settling = 3;
  intake_settings.cooldown_errors = 3;
  intake_settings.cooldown = 30s;
  spawn_job = [this](const job& begun) { return spawn_attempt(begun); };
  asker_ = sys.spawn(asker);
  start_all();
}

world::~world() {
  stop_all();
  kill(asker_);
  handle_all();
}

void world::be_loud() {
  loud_ = true;
  checker_.log = [this](const std::string& what) { say(what); };
}

void world::say(const std::string& what) {
  if (loud_)
    std::cerr << now << ' ' << what << '\n';
}

std::uint32_t world::below(std::uint32_t bound) {
  return static_cast<std::uint32_t>(random_() % bound);
}

void world::start_all() {
  ++process_;
  alive_.clear();
  say("the process starts");
  supervisor_settings.slots = 1 + below(3);
  moods its;
  its.below = [this](std::uint32_t bound) { return below(bound); };
  its.are_good = [this] { return peaceful_; };
  site_ = sys.spawn(moody_site, std::make_shared<const moods>(its));
  intake_settings.sources = {{"site", site_}};
  start(store.make_reader()->open_jobs().value());
  bulk_options steering;
  steering.store = status;
  steering.supervisor = boss;
  steering.page_jobs = 3;
  bulk_ = sys.spawn(bulk, steering);
  eraser_options erasing;
  erasing.store = status;
  erasing.reader = reader;
  erasing.trade = leadmill::testing::make_pipeline();
  erasing.now = [this] { return now; };
  erasing.page_rows = 4;
  eraser_ = sys.spawn(eraser, erasing);
  janitor_options tidying;
  tidying.store = status;
  tidying.retention_days = 1;
  tidying.now = [this] { return now; };
  janitor_ = sys.spawn(janitor, tidying);
}

void world::stop_all() {
  kill(janitor_);
  kill(eraser_);
  kill(bulk_);
  stop();
  intake_settings.sources.clear();
  kill(site_);
}

job_actor world::spawn_attempt(const job& begun) {
  auto fresh = attempts_.emplace(begun.id, begun.attempt).second;
  if (!fresh)
    checker_.violate("attempt " + std::to_string(begun.attempt) + " of "
                     + begun.id + " was given an actor twice");
  auto hangs = !peaceful_ && one_in(10);
  auto actor = hangs                              ? sys.spawn(hanging_job)
               : begun.type == job_type::scraping ? spawn_scraper(begun)
                                                  : make_job(begun);
  jobs[begun.id] = actor;
  std::pair key{begun.id, begun.attempt};
  alive_.insert(key);
  caf::actor_cast<caf::abstract_actor*>(actor)->attach_functor(
      [this, key] { alive_.erase(key); });
  return actor;
}

job_actor world::spawn_scraper(const job& begun) {
  scraping_job_options options;
  options.attempt = {begun.id, begun.attempt};
  options.sources["site"].upstream = site_;
  options.sources["site"].declaration.name = "site";
  options.rows = reader;
  options.sink = status;
  options.trade = leadmill::testing::make_pipeline();
  options.read = read_site;
  options.retry_at = [this] { return now + 5'000; };
  options.now = [this] { return now; };
  options.entropy = [this] { return below(1'000); };
  options.chunk_rows = 4;
  return sys.spawn(scraping_job, options);
}

bool world::handle_one() {
  if (!sched.has_job())
    return false;
  auto chosen = below(static_cast<std::uint32_t>(sched.jobs.size()));
  std::swap(sched.jobs.front(), sched.jobs[chosen]);
  sched.run_once();
  return true;
}

void world::handle_all() {
  for (int i = 0; i < 100'000 && handle_one(); ++i)
    ;
}

void world::let_time_pass(std::chrono::milliseconds time) {
  now += time.count();
  advance_time(time);
}

template <class Answer, class Handle, class Message>
void world::ask_for(const Handle& whom, Message message) {
  auto number = ++questions_;
  say("question " + std::to_string(number) + " " + typeid(Message).name());
  asked_.emplace(number, process_);
  question ask = [this, whom, message, number](caf::event_based_actor* me) {
    me->request(whom, answer_time, message)
        .then([this, number](const Answer&) { note_answer(number, false); },
              [this, number](const caf::error& error) {
                note_answer(number, error == caf::sec::request_timeout);
              });
  };
  caf::anon_send(asker_, std::move(ask));
}

void world::note_answer(std::uint64_t number, bool timed_out) {
  say("answer " + std::to_string(number));
  auto place = asked_.find(number);
  if (timed_out && place->second == process_)
    checker_.violate("question " + std::to_string(number) + " has no answer");
  asked_.erase(place);
}

std::string world::some_id() {
  return ids_.empty() ? make_job_id(job_type::enrichment, now, 1)
                      : ids_[below(static_cast<std::uint32_t>(ids_.size()))];
}

job_draft world::some_draft() {
  auto draft = make_draft(1 + below(one_in(8) ? 40 : 6));
  draft.id = make_job_id(job_type::enrichment, now, ++entropy);
  draft.priority = all_job_priorities[below(3)];
  draft.max_attempts = 1 + below(4);
  if (one_in(4))
    draft.delay_s = 1 + below(300);
  if (one_in(6))
    draft.timeout_s = 1 + below(400);
  if (one_in(3) && !ids_.empty()) {
    draft.after = some_id();
    draft.policy = all_after_policies[below(3)];
    if (one_in(3)) {
      draft.takes_rows = true;
      draft.policy = after_policy::success;
      draft.headers.clear();
      draft.rows.clear();
    }
  }
  if (one_in(3)) {
    draft.repeat.key = "key-" + std::to_string(below(4));
    draft.repeat.digest = one_in(5) ? "other" : "same";
  }
  if (!draft.takes_rows && one_in(4))
    make_scrape(draft);
  return draft;
}

void world::make_scrape(job_draft& draft) {
  draft.type = job_type::scraping;
  draft.id = make_job_id(draft.type, now, ++entropy);
  draft.headers.clear();
  draft.rows.clear();
  draft.scrape = scrape_plan{"site", "{}", 1 + below(6), 1 + below(20)};
  if (one_in(2)) {
    draft.then.emplace_back();
    draft.then[0].takes_rows = true;
    ids_.push_back(follower_id(draft.id));
  }
}

void world::submit_something() {
  auto draft = some_draft();
  ids_.push_back(draft.id);
  ask_for<job>(door, submit_job{std::move(draft)});
}

void world::user_event() {
  switch (below(12)) {
  case 0:
  case 1:
    return ask_for<job>(boss, cancel_job{some_id()});
  case 2:
  case 3:
    return ask_for<job>(boss, retry_job{some_id()});
  case 4:
    return ask_for<bool>(boss, set_paused{{}, one_in(3)});
  case 5: {
    bulk_request all;
    all.action = one_in(2) ? bulk_action::cancel : bulk_action::retry;
    all.dry_run = one_in(3);
    return ask_for<std::uint64_t>(bulk_, all);
  }
  case 6: {
    auto rows = make_draft(3).rows;
    auto steps = leadmill::testing::make_pipeline();
    auto key = steps->run({{0, rows[below(3)]}}, {}, now).at(0).key;
    return ask_for<erased_places>(eraser_, erase_lead{key});
  }
  case 8:
    if (one_in(4))
      return caf::anon_send(door, note_trouble{});
    return submit_something();
  case 7:
    return ask_for<removed_jobs>(status, remove_ended{now - below(100'000)});
  default:
    return submit_something();
  }
}

void world::fault() {
  switch (below(8)) {
  case 0: // the whole process
    stop_all();
    start_all();
    return;
  case 1:
    now += one_in(2) ? 3'600'000 : -3'600'000;
    say("the clock is set");
    return;
  case 2:
  case 3:
    checker_.refuses = !checker_.refuses;
    say(checker_.refuses ? "the disk is full" : "the disk has room");
    return;
  default:
    if (!jobs.empty()) {
      auto place = jobs.begin();
      std::advance(place, below(static_cast<std::uint32_t>(jobs.size())));
      say("the actor of " + place->first + " is killed");
      caf::anon_send_exit(place->second, caf::exit_reason::kill);
    }
  }
}

void world::write_late() {
  auto place = checker_.jobs().find(some_id());
  if (place == checker_.jobs().end() || place->second.attempt == 0)
    return;
  const auto& of = place->second;
  auto ended = status_of(of.phase) != job_status::running;
  attempt_ref late{of.id, below(of.attempt + (ended ? 1 : 0))};
  if (one_in(3)) {
    constexpr attempt_end ends[] = {attempt_end::completed, attempt_end::failed,
                                    attempt_end::died, attempt_end::released};
    return ask_for<job>(status, end_attempt{late, ends[below(4)], {}, {}, 0});
  }
  lead_result lead;
  lead.row = below(of.progress.total + 1);
  lead.key = "late";
  lead.input = lead.fields = "{}";
  if (of.type == job_type::scraping && one_in(2))
    return ask_for<job>(status, save_page{late,
                                          1 + below(of.progress.current + 2),
                                          {},
                                          {},
                                          one_in(2),
                                          {lead}});
  ask_for<job>(status, save_leads{late, {lead}});
}

void world::event() {
  if (!disk_failures.empty()) {
    // What the engine does then: the process ends, and is started again.
    say("the process ends, not knowing what the disk holds");
    disk_failures.clear();
    stop_all();
    start_all();
  }
  if (late_writers_ && one_in(30))
    return write_late();
  auto dice = below(1'000);
  if (dice < 900 && handle_one())
    return;
  if (dice < 950)
    user_event();
  else if (dice < 990)
    let_time_pass(std::chrono::milliseconds{sched.has_job() ? below(3'000)
                                                            : below(200'000)});
  else
    fault();
}

void world::run(int events) {
  for (int i = 0; i < events && violations().empty(); ++i) {
    event();
    trace_ = mixed(trace_, std::to_string(sched.jobs.size()));
  }
  heal();
  check_end();
}

void world::heal() {
  peaceful_ = true;
  checker_.refuses = false;
  // Dates that the clock ran away from come all the same.
  now += 24 * 3'600'000;
  ask_for<bool>(boss, set_paused{{}, false});
  auto all_ended = [this] {
    return std::all_of(
        checker_.jobs().begin(), checker_.jobs().end(),
        [](const auto& entry) { return is_terminal(entry.second.phase); });
  };
  handle_all();
  // The longest wait: silence, and the backoffs of every attempt.
  for (int i = 0; i < 1'000 && violations().empty(); ++i) {
    if (all_ended() && asked_.empty() && !sched.has_job())
      return;
    let_time_pass(10s);
    handle_all();
  }
}

} // namespace leadmill::sim
