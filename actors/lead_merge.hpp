// Puts what the step workers bring back into row order again and finds the
// duplicates among it: a row that repeats an earlier row's key gets the same
// answers and that row's number, and nobody is asked about it again. Pure; an
// enrichment job owns one.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "leads/pipeline.hpp"
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
  void add_slice(std::uint64_t slice, started_leads leads);

  /// Moves out the leads to ask about whose earlier slices are all here.
  std::vector<std::shared_ptr<lead_course>> take_courses();

  /// Takes the result of a lead that `take_courses` gave: it is to be taken
  /// now, and so are the rows that repeat it.
  void add_finished(lead_result lead);

  /// Moves out the next leads whose earlier slices are all here, at most
  /// `limit`.
  std::vector<lead_result> take(std::size_t limit);

  /// How many leads it holds: those to take, those that wait for an earlier
  /// slice, and those that wait for an answer.
  std::size_t held() const noexcept;

  /// How many of them there are to take.
  std::size_t ready() const noexcept { return ready_.size(); }

  /// How many leads are being asked about.
  std::size_t asking() const noexcept { return asking_; }

 private:
  struct first_row {
    std::uint32_t row = 0;
    lead_status status = lead_status::saved;
    std::string reason;
    std::string fields;
    /// Its answers are not there yet.
    bool is_open = false;
    std::vector<lead_result> repeats;
  };
  /// A lead of a slice, in its turn.
  void resolve(lead_result lead, std::shared_ptr<lead_course> course);
  void answer(first_row& first, lead_result lead);

  std::unordered_map<std::string, first_row> firsts_;
  std::map<std::uint64_t, started_leads> waiting_;
  std::deque<lead_result> ready_;
  std::vector<std::shared_ptr<lead_course>> courses_;
  std::uint64_t next_slice_ = 0;
  std::size_t waiting_leads_ = 0;
  std::size_t asking_ = 0;
  /// Rows that repeat one that is being asked about.
  std::size_t repeats_ = 0;
};

} // namespace leadmill
