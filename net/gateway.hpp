// The one file of net/ that knows CAF: turns calls of the bridge into messages
// to the actors, and their answers into callbacks. Every request has a finite
// timeout, so every callback is called.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include <caf/actor.hpp>
#include <caf/actor_system.hpp>

#include "config/limits.hpp"
#include "messages/actors.hpp"
#include "messages/bridge.hpp"

namespace leadmill {

struct gateway_options {
  intake_actor intake;
  supervisor_actor supervisor;
  bulk_actor bulk;
  eraser_actor eraser;
  status_store_actor status;
  store_reader_actor reader;
  live_feed_actor feed;
  output_router_actor outputs;
  /// For calls that write; longer than whoever does it waits for the store.
  std::chrono::milliseconds write_timeout{limits::store_seconds
                                          + std::chrono::seconds{1}};
  std::chrono::milliseconds read_timeout{limits::actor_seconds};
  std::chrono::milliseconds submit_timeout{limits::submit_seconds};
  /// For what goes through many jobs or rows.
  std::chrono::milliseconds long_timeout{90'000};
};

/// Must outlive every call that is under way: stop the server first. Callbacks
/// come on an actor's thread and must not throw.
class gateway final : public bridge {
 public:
  gateway(caf::actor_system& system, gateway_options options);
  ~gateway() override;
  gateway(const gateway&) = delete;
  gateway& operator=(const gateway&) = delete;

  void submit(job_draft draft, reply<job> done) override;
  void cancel(std::string id, reply<job> done) override;
  void retry(std::string id, reply<job> done) override;
  void steer_matching(bulk_request what, reply<std::uint64_t> done) override;
  void pause(set_paused what, reply<bool> done) override;
  void clean_up(cleanup_request what, reply<std::uint64_t> done) override;
  void erase_lead(std::string key,
                  reply<std::vector<erased_place>> done) override;
  void find_history(std::string id,
                    reply<std::vector<history_entry>> done) override;
  void read_usage(reply<usage_report> done) override;
  void read_stats(reply<job_stats> done) override;
  void read_paused(reply<paused_types> done) override;
  void read_destinations(reply<std::vector<destination_view>> done) override;
  void list_deliveries(delivery_query query,
                       reply<delivery_page> done) override;
  void replay(delivery_filter which, reply<std::uint64_t> done) override;
  void find_job(std::string id, reply<job> done) override;
  void list_jobs(job_query query, reply<job_page> done) override;
  void open_results(result_query query, reply<result_text> done) override;
  void next_results(std::uint64_t cursor, reply<result_text> done) override;
  void close_results(std::uint64_t cursor) override;
  void request_snapshot(std::uint64_t ticket) override;
  void ready(reply<bool> done) override;

 private:
  gateway_options options_;
  /// Runs the requests; an actor, since only actors can be answered.
  caf::actor asker_;
};

} // namespace leadmill
