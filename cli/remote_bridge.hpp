// A Leadmill elsewhere, behind the same port as one in this process: calls of
// the bridge become HTTP requests, one at a time, answered before they return.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "messages/bridge.hpp"
#include "messages/usage.hpp"

namespace leadmill {

struct remote_options {
  /// http://host:port
  std::string url;
  /// LEADMILL_EVENT_KEY; empty: the server asks for none.
  std::string event_key;
};

class remote_bridge final : public bridge {
 public:
  explicit remote_bridge(remote_options options);
  ~remote_bridge() override;
  remote_bridge(const remote_bridge&) = delete;
  remote_bridge& operator=(const remote_bridge&) = delete;

  void submit(job_draft draft, reply<job> done) override;
  void cancel(std::string id, reply<job> done) override;
  void retry(std::string id, reply<job> done) override;
  void steer_matching(bulk_request what, reply<std::uint64_t> done) override;
  void pause(set_paused what, reply<bool> done) override;
  /// In whole days, at least one: that is what a server is asked for.
  void clean_up(cleanup_request what, reply<std::uint64_t> done) override;
  void erase_lead(std::string key,
                  reply<std::vector<erased_place>> done) override;
  void find_history(std::string id,
                    reply<std::vector<history_entry>> done) override;
  void read_usage(reply<usage_report> done) override;
  void read_stats(reply<job_stats> done) override;
  void read_paused(reply<paused_types> done) override;
  /// No command asks for what goes out: the dashboard shows it.
  void read_destinations(reply<std::vector<destination_view>> done) override;
  void list_deliveries(delivery_query query,
                       reply<delivery_page> done) override;
  void replay(delivery_filter which, reply<std::uint64_t> done) override;
  void find_job(std::string id, reply<job> done) override;
  void list_jobs(job_query query, reply<job_page> done) override;
  /// The whole page in one part.
  void open_results(result_query query, reply<result_text> done) override;
  void next_results(std::uint64_t cursor, reply<result_text> done) override;
  void close_results(std::uint64_t cursor) override;
  /// A remote feed is a WebSocket; there is none here.
  void request_snapshot(std::uint64_t ticket) override;
  void ready(reply<bool> done) override;

  /// Usage with the limits that it is held against.
  outcome<std::vector<usage_line>> read_usage_lines();

 private:
  struct impl;
  std::unique_ptr<impl> impl_;
};

} // namespace leadmill
