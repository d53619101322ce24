#include "net/server.hpp"

#include <future>
#include <thread>
#include <utility>
#include <vector>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>

#include "net/access_log.hpp"
#include "net/api.hpp"
#include "net/http_core.hpp"
#include "net/http_session.hpp"
#include "net/hub_core.hpp"
#include "net/listener.hpp"
#include "net/static_files.hpp"

namespace leadmill {

namespace {

router make_router(server_options options, bridge& port, const live_hub& hub,
                   std::shared_ptr<const request_counts> counts) {
  auto tickets = std::make_shared<ticket_book>();
  api_options shown;
  shown.rules = std::move(options.rules);
  shown.read_csv = std::move(options.read_csv);
  shown.version = std::move(options.version);
  shown.inline_parse_bytes = options.bounds.inline_parse_bytes;
  shown.clock = std::move(options.clock);
  shown.upstreams = std::move(options.upstreams);
  shown.tickets = tickets;
  shown.settings = std::move(options.settings);
  shown.check = std::move(options.check);
  shown.node = std::move(options.node);
  shown.live_connections = [core = hub.core()] { return core->count(); };
  shown.requests = std::move(counts);
  auto calls = api_calls(std::move(shown), port);
  for (auto& page : static_calls(options.pages))
    calls.push_back(std::move(page));
  return {std::move(calls), key_guard{options.event_key},
          std::move(options.allowed_origins), options.bounds.body_bytes,
          std::move(tickets)};
}

} // namespace

struct server::impl {
  impl(server_options options, bridge& port, live_hub& hub)
      : host(options.host), counts(std::make_shared<request_counts>()),
        core(std::make_shared<http_core>(
            options.bounds, make_router(options, port, hub, counts), hub.core(),
            counts)),
        entrance(*core), timer(core->io.get_executor()),
        work(core->io.get_executor()) {}

  void start() {
    log_listening(host, entrance.port());
    entrance.start();
    tick();
    thread = std::thread{[this] { run(); }};
  }

  void run() {
    while (!core->io.stopped()) {
      try {
        core->io.run();
      } catch (const std::exception& e) {
        log_trouble("http_handler_failed", e.what());
      }
    }
  }

  void tick() {
    core->now = steady_clock::now();
    core->date = http_date();
    std::vector<std::shared_ptr<http_session>> all{core->sessions.begin(),
                                                   core->sessions.end()};
    for (const auto& session : all)
      session->look_at_clock();
    timer.expires_after(core->bounds.tick);
    timer.async_wait([this](error_code e) {
      if (!e)
        tick();
    });
  }

  void drain(const std::shared_ptr<std::promise<void>>& done) {
    entrance.stop();
    core->draining = true;
    core->emptied = [done] { done->set_value(); };
    std::vector<std::shared_ptr<http_session>> all{core->sessions.begin(),
                                                   core->sessions.end()};
    for (const auto& session : all)
      if (session->is_idle())
        session->close();
    core->note_emptied();
  }

  /// After it no thread runs, and nothing calls the bridge. Bodies that still
  /// wait to be parsed are not.
  void stop() {
    core->workers.stop();
    core->io.stop();
    thread.join();
    core->workers.join();
    core->draining = false;
    while (!core->sessions.empty())
      (*core->sessions.begin())->close();
  }

  std::string host;
  std::shared_ptr<request_counts> counts;
  std::shared_ptr<http_core> core;
  listener entrance;
  io_timer timer;
  asio::executor_work_guard<io_executor> work;
  std::thread thread;
};

server::server(std::shared_ptr<impl> core) : impl_(std::move(core)) {}

outcome<std::unique_ptr<server>> server::start(server_options options,
                                               bridge& port, live_hub& hub) {
  auto host = options.host;
  auto number = options.port;
  auto made = std::make_shared<impl>(std::move(options), port, hub);
  if (auto bad = made->entrance.open(host, number))
    return tl::make_unexpected(std::move(*bad));
  made->start();
  return std::unique_ptr<server>{new server{std::move(made)}};
}

server::~server() { impl_->stop(); }

std::uint16_t server::port() const { return impl_->entrance.port(); }

void server::drain() {
  auto http = std::make_shared<std::promise<void>>();
  auto live = std::make_shared<std::promise<void>>();
  auto until = steady_clock::now() + impl_->core->bounds.drain;
  impl_->core->hub->drain([live] { live->set_value(); });
  asio::post(impl_->core->io, [this, http] { impl_->drain(http); });
  http->get_future().wait_until(until);
  live->get_future().wait_until(until);
}

} // namespace leadmill
