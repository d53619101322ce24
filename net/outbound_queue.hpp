// Which outbound calls may start: at most so many at once to one origin and in
// all. The rest wait: those to one origin in the order in which they came, the
// origins by turns, so that one that hangs holds up no other. Pure.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>

namespace leadmill {

class outbound_queue {
 public:
  outbound_queue(std::size_t per_origin, std::size_t in_all);

  /// Has a call wait. Numbers rise in the order of arrival.
  void add(const std::string& origin, std::uint64_t call);

  /// The next that may start; it is under way from here on, until `end`.
  std::optional<std::uint64_t> next();

  /// A call that was added has ended, whether it was under way or waited.
  void end(const std::string& origin, std::uint64_t call);

  std::size_t waiting() const noexcept { return waiting_; }
  std::size_t under_way() const noexcept { return under_way_; }

 private:
  struct lane {
    std::set<std::uint64_t> waiting;
    std::size_t under_way = 0;
  };
  using lanes = std::map<std::string, lane>;

  bool may_start(const lane& of) const {
    return !of.waiting.empty() && of.under_way < per_origin_;
  }

  const std::size_t per_origin_;
  const std::size_t in_all_;
  std::size_t waiting_ = 0;
  std::size_t under_way_ = 0;
  /// Only origins with calls.
  lanes lanes_;
  /// Whose turn was last.
  std::string last_;
};

} // namespace leadmill
