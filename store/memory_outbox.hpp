// The outbox and the deliveries of the memory store. Only for
// store/memory_*.cpp.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "messages/changes.hpp"
#include "store/outbox.hpp"

namespace leadmill {

class memory_outbox {
 public:
  /// The leads of a job, by its id, whose places in the order of saving are
  /// within the range, in that order: their places too.
  using find_leads =
      std::function<std::vector<std::pair<std::uint64_t, lead_result>>(
          const lead_range&)>;

  std::vector<outbox_route> routes;

  void add_leads(const job& state, std::uint64_t first, std::uint64_t last,
                 unix_ms now);
  /// `announced` is that of the job, and is brought up to date.
  void add_move(const job& state, job_phase from, std::uint64_t& announced,
                std::uint64_t saved, unix_ms now);
  /// Somebody in it was erased.
  void forget_bodies(const std::string& job);
  outcome<job> apply(const outbox_change& what, unix_ms now);
  /// Whether something of the job is on its way.
  bool holds(const std::string& job) const;
  /// The job was removed.
  void remove(const std::string& job);
  void purge(unix_ms now);

  pending_batch pending(const pending_query& query,
                        const find_leads& find) const;
  std::optional<open_delivery> open(const std::string& destination) const;
  outcome<delivery_leads> leads(const std::string& id,
                                const std::vector<lead_status>& to,
                                const find_leads& find) const;
  std::vector<destination_report> destinations() const;
  outcome<delivery_page> list(const delivery_query& query) const;

 private:
  struct entry {
    std::uint64_t num = 0;
    std::string job;
    outbox_entry what;
    unix_ms created_at = 0;
  };
  struct kept {
    delivery shown;
    std::string body;
    std::vector<lead_range> ranges;
    std::uint32_t tries = 0;
    unix_ms first_try_at = 0;

    bool is_open() const {
      return shown.state == delivery_state::sending
             || shown.state == delivery_state::queued;
    }
    bool is_about(const std::string& job) const;
  };

  outcome<job> on(const announce& what, unix_ms now);
  outcome<job> on(const compose_delivery& what, unix_ms now);
  outcome<job> on(const recompose_delivery& what, unix_ms now);
  outcome<job> on(const note_delivery& what, unix_ms now);
  outcome<job> on(const replay_deliveries& what, unix_ms now);
  outcome<job> on(const resume_destination& what, unix_ms now);
  void add(const std::string& job, std::vector<outbox_entry> entries,
           unix_ms now);
  bool take(const compose_delivery& what);
  kept* find(const std::string& id);
  bool has_route(const std::string& destination) const;

  std::vector<entry> entries_;
  std::vector<kept> deliveries_;
  std::map<std::string, std::pair<unix_ms, std::string>> parked_;
  std::map<std::string, unix_ms> announcements_;
  std::uint64_t last_num_ = 0;
  std::uint64_t erasures_ = 0;
};

} // namespace leadmill
