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

std::uint64_t mixed(std::uint64_t into, const std::string& text) {
  return (into ^ std::hash<std::string>{}(text)) * 1'099'511'628'211u;
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
}

job_actor world::spawn_attempt(const job& begun) {
  auto fresh = attempts_.emplace(begun.id, begun.attempt).second;
  if (!fresh)
    checker_.violate("attempt " + std::to_string(begun.attempt) + " of "
                     + begun.id + " was given an actor twice");
  auto hangs = !peaceful_ && one_in(10);
  auto actor = hangs ? sys.spawn(hanging_job) : make_job(begun);
  jobs[begun.id] = actor;
  std::pair key{begun.id, begun.attempt};
  alive_.insert(key);
  caf::actor_cast<caf::abstract_actor*>(actor)->attach_functor(
      [this, key] { alive_.erase(key); });
  return actor;
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
  return draft;
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

void world::check_end() {
  for (const auto& [id, state] : checker_.jobs()) {
    trace_ =
        mixed(trace_, id + to_string(state.phase) + std::to_string(state.seq));
    if (!is_terminal(state.phase))
      checker_.violate(id + " has not ended: it is " + to_string(state.phase)
                       + " at attempt " + std::to_string(state.attempt));
    if (state.phase == job_phase::done)
      check_results(state);
  }
  if (!asked_.empty())
    checker_.violate(std::to_string(asked_.size())
                     + " questions were never answered");
  check_feed();
}

void world::check_results(const job& done) {
  auto all = results(done.id);
  if (all.size() != done.progress.total)
    checker_.violate(done.id + " has " + std::to_string(all.size())
                     + " results of " + std::to_string(done.progress.total));
  for (std::uint32_t row = 0; row < all.size(); ++row)
    if (all[row].row != row)
      checker_.violate(done.id + " has no result of row "
                       + std::to_string(row));
}

/// Whoever follows the feed knows in the end what the store knows.
void world::check_feed() {
  std::map<std::string, std::uint64_t> seen;
  std::uint64_t last = 0;
  for (const auto& published_event : published) {
    std::uint64_t seq = 0;
    if (auto* state = std::get_if<live_job>(&published_event)) {
      seq = state->seq;
      seen[state->id] = seq;
    } else if (auto* gone = std::get_if<live_removed>(&published_event)) {
      seq = gone->seq;
      seen.erase(gone->id);
    }
    if (seq <= last)
      checker_.violate("the feed went back to " + std::to_string(seq));
    last = seq;
  }
  if (process_ != 1)
    return; // what was committed as the process died is in no feed
  for (const auto& [id, state] : checker_.jobs())
    if (seen[id] != state.seq)
      checker_.violate("the feed knows an older " + id);
}

} // namespace leadmill::sim
