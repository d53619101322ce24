// Puts what the step workers bring back into row order again and finds the
// duplicates among it: a row that repeats an earlier row's key gets the same
// answers and that row's number. Pure; an enrichment job owns one.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <string>
#include <unordered_map>
#include <vector>

#include "messages/lead.hpp"

namespace leadmill {

/// Slices are numbered from 0 in row order. Which row is the first with its key
/// does not depend on which worker was faster, nor on restarts.
class lead_merge {
 public:
  /// Takes a row that an earlier attempt saved. Call it for all of them, in row
  /// order, before the first slice.
  void add_saved(const lead_result& lead);

  /// Takes the leads of one slice, in row order.
  void add_slice(std::uint64_t slice, std::vector<lead_result> leads);

  /// Moves out the next leads whose earlier slices are all here, at most
  /// `limit`.
  std::vector<lead_result> take(std::size_t limit);

  /// How many leads it holds: those to take, and those that wait for an
  /// earlier slice.
  std::size_t held() const noexcept;

  /// How many of them there are to take.
  std::size_t ready() const noexcept;

 private:
  struct first_row {
    std::uint32_t row;
    lead_status status;
    std::string reason;
    std::string fields;
  };
  void resolve(lead_result& lead);

  std::unordered_map<std::string, first_row> firsts_;
  std::map<std::uint64_t, std::vector<lead_result>> waiting_;
  std::deque<lead_result> ready_;
  std::uint64_t next_slice_ = 0;
  std::size_t waiting_leads_ = 0;
};

} // namespace leadmill
