#include "tests/net/support/fake_bridge.hpp"

#include <algorithm>

#include "messages/json.hpp"

namespace leadmill::test {

namespace {

job make_job(std::string id) {
  job out;
  out.id = std::move(id);
  out.created_at = 1767225600000;
  out.progress.total = 2;
  return out;
}

} // namespace

std::string job_id(std::uint64_t n, job_type type) {
  return make_job_id(type, 1767225600000, n);
}

fake_bridge::fake_bridge(live_sink sink)
    : sink_(std::move(sink)), thread_([this] { run(); }) {}

fake_bridge::~fake_bridge() {
  with([this](memory&) { stopping_ = true; });
  thread_.join();
}

void fake_bridge::enqueue(std::function<void()> task) {
  with([&](memory& m) {
    ++m.calls;
    tasks_.push_back(std::move(task));
    ++handed_in_;
  });
}

void fake_bridge::run() {
  for (;;) {
    std::unique_lock guard{mutex_};
    changed_.wait(guard, [this] {
      return stopping_ || (!tasks_.empty() && !memory_.hold);
    });
    if (stopping_)
      return;
    auto task = std::move(tasks_.front());
    tasks_.pop_front();
    guard.unlock();
    task();
    guard.lock();
    ++done_;
    changed_.notify_all();
  }
}

void fake_bridge::settle() {
  std::unique_lock guard{mutex_};
  auto target = handed_in_;
  changed_.wait_for(guard, std::chrono::seconds{10},
                    [&] { return done_ >= target; });
}

void fake_bridge::submit(job_draft draft, reply<job> done) {
  enqueue([this, draft = std::move(draft), done = std::move(done)] {
    auto refusal = with([&](memory& m) {
      m.drafts.push_back(draft);
      return m.refusal;
    });
    if (refusal)
      return done(tl::make_unexpected(*refusal));
    done(make_job(job_id(1, draft.type)));
  });
}

template <class T, class F>
void fake_bridge::respond(reply<T> done, T value, F note) {
  enqueue([this, done = std::move(done), value = std::move(value), note] {
    auto refusal = with([&](memory& m) {
      note(m);
      return m.refusal;
    });
    if (refusal)
      return done(tl::make_unexpected(*refusal));
    done(value);
  });
}

void fake_bridge::cancel(std::string id, reply<job> done) {
  respond(std::move(done), make_job(id),
          [id](memory& m) { m.cancelled.push_back(id); });
}

void fake_bridge::retry(std::string id, reply<job> done) {
  respond(std::move(done), make_job(id),
          [id](memory& m) { m.retried.push_back(id); });
}

void fake_bridge::steer_matching(bulk_request what, reply<std::uint64_t> done) {
  respond(std::move(done), std::uint64_t{7},
          [what](memory& m) { m.bulks.push_back(what); });
}

void fake_bridge::pause(set_paused what, reply<bool> done) {
  respond(std::move(done), true,
          [what](memory& m) { m.pauses.push_back(what); });
}

void fake_bridge::clean_up(cleanup_request what, reply<std::uint64_t> done) {
  respond(std::move(done), std::uint64_t{3},
          [what](memory& m) { m.cleanups.push_back(what); });
}

void fake_bridge::erase_lead(std::string key,
                             reply<std::vector<erased_place>> done) {
  respond(std::move(done),
          std::vector<erased_place>{{{job_id(1), 4}, true},
                                    {{job_id(2), 0}, false}},
          [key](memory& m) { m.erased.push_back(key); });
}

void fake_bridge::find_history(std::string,
                               reply<std::vector<history_entry>> done) {
  respond(std::move(done),
          std::vector<history_entry>{
              {1, 1767225600000, 0, {}, job_phase::queued, "", ""}},
          [](memory&) {});
}

void fake_bridge::read_usage(reply<usage_report> done) {
  auto usage = with([](memory& m) { return m.usage; });
  respond(std::move(done), std::move(usage), [](memory&) {});
}

void fake_bridge::read_stats(reply<job_stats> done) {
  job_stats stats;
  stats.types.resize(2);
  stats.types[1].type = job_type::scraping;
  respond(std::move(done), std::move(stats), [](memory&) {});
}

void fake_bridge::read_paused(reply<paused_types> done) {
  respond(std::move(done), paused_types{false, true}, [](memory&) {});
}

void fake_bridge::read_destinations(reply<std::vector<destination_view>> done) {
  auto known = with([](memory& m) { return m.destinations; });
  respond(std::move(done), std::move(known), [](memory&) {});
}

void fake_bridge::list_deliveries(delivery_query query,
                                  reply<delivery_page> done) {
  auto page = with([](memory& m) { return m.deliveries; });
  respond(std::move(done), std::move(page),
          [query](memory& m) { m.delivery_queries.push_back(query); });
}

void fake_bridge::replay(delivery_filter which, reply<std::uint64_t> done) {
  respond(std::move(done), std::uint64_t{5},
          [which](memory& m) { m.replays.push_back(which); });
}

void fake_bridge::find_job(std::string id, reply<job> done) {
  respond(std::move(done), make_job(std::move(id)), [](memory&) {});
}

void fake_bridge::list_jobs(job_query query, reply<job_page> done) {
  enqueue([this, query = std::move(query), done = std::move(done)] {
    auto refusal = with([&](memory& m) {
      m.queries.push_back(query);
      return m.refusal;
    });
    if (refusal)
      return done(tl::make_unexpected(*refusal));
    done(job_page{{make_job(job_id(1)), make_job(job_id(2))}, "more"});
  });
}

result_text fake_bridge::part(std::size_t index, std::uint64_t cursor) {
  return with([&](memory& m) {
    ++m.parts_asked;
    auto last = index + 1 >= m.parts.size();
    if (last)
      cursors_.erase(cursor);
    return result_text{m.parts.at(index), last ? 0 : cursor};
  });
}

void fake_bridge::open_results(result_query query, reply<result_text> done) {
  enqueue([this, query = std::move(query), done = std::move(done)] {
    auto refusal = with([&](memory& m) {
      m.result_queries.push_back(query);
      return m.refusal;
    });
    if (refusal)
      return done(tl::make_unexpected(*refusal));
    auto cursor = ++last_cursor_;
    cursors_[cursor] = 1;
    done(part(0, cursor));
  });
}

void fake_bridge::next_results(std::uint64_t cursor, reply<result_text> done) {
  enqueue([this, cursor, done = std::move(done)] {
    auto index = cursors_.at(cursor)++;
    if (with([](memory& m) { return m.fail_at_part; }) == index)
      return done(fail(errc::internal, "The read failed"));
    done(part(index, cursor));
  });
}

void fake_bridge::close_results(std::uint64_t cursor) {
  with([&](memory& m) { m.closed.push_back(cursor); });
}

void fake_bridge::request_snapshot(std::uint64_t ticket) {
  enqueue([this, ticket] {
    if (with([](memory& m) {
          ++m.snapshots;
          return m.lose_snapshots;
        }))
      return;
    live_snapshot out{ticket, seq_, {}, {}, 0};
    for (const auto& gone : removed_)
      if (!feed_.contains(gone.id))
        out.removed.push_back(gone);
    for (const auto& [id, job] : feed_)
      out.jobs.push_back(job);
    std::sort(out.jobs.begin(), out.jobs.end(),
              [](const auto& a, const auto& b) { return a.seq < b.seq; });
    sink_(std::move(out));
  });
}

void fake_bridge::ready(reply<bool> done) {
  enqueue([this, done = std::move(done)] {
    if (auto refusal = with([](memory& m) { return m.refusal; }))
      return done(tl::make_unexpected(*refusal));
    done(true);
  });
}

void fake_bridge::commit(std::uint64_t n, bool open, std::string note) {
  enqueue([this, n, open, note = std::move(note)] {
    live_job job;
    job.seq = ++seq_;
    job.id = job_id(n);
    job.open = open;
    std::string json;
    object_writer w{json};
    w.add("jobId", job.id);
    w.add_number("seq", static_cast<std::int64_t>(job.seq));
    w.add_bool("open", open);
    w.add("note", note);
    w.close();
    job.json = std::make_shared<const std::string>(std::move(json));
    feed_[job.id] = job;
    sink_(job);
  });
}

void fake_bridge::remove(std::uint64_t n) {
  enqueue([this, n] {
    feed_.erase(job_id(n));
    removed_.push_back({++seq_, job_id(n)});
    sink_(removed_.back());
  });
}

} // namespace leadmill::test
