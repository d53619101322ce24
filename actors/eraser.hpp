// The actor that takes a person out of everything that is kept, for whoever has
// the right to ask for it. It looks at the rows that have no result yet (their
// lead keys are computed, as a job would), then at the results, and has both
// emptied; it does so until a whole pass finds nothing, since a job may have
// taken rows over from another one meanwhile. Then the answers of providers
// that hold the person's data are cleaned and the disk is scrubbed, and only
// after that the caller is answered. Files of results are cleaned before the
// rows are emptied, so that after a crash whoever is still in a file is found
// again, and once more in the end. The gateway talks to it.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include <caf/stateful_actor.hpp>
#include <caf/typed_event_based_actor.hpp>
#include <caf/typed_response_promise.hpp>

#include "leads/pipeline.hpp"
#include "messages/actors.hpp"
#include "messages/time.hpp"

namespace leadmill {

struct eraser_options {
  status_store_actor store;
  store_reader_actor reader;
  /// Those that keep results in files.
  std::vector<result_files_actor> files;
  std::shared_ptr<const pipeline> trade;
  wall_clock now = system_now;
  /// Rows whose keys are computed at a time.
  std::uint32_t page_rows = 256;
  /// Passes over everything before it gives up on ever finding nothing.
  std::uint32_t max_passes = 5;
  /// Readers may be in the way of scrubbing: how often and when it is tried
  /// again.
  std::uint32_t max_scrubs = 60;
  std::chrono::milliseconds scrub_delay{500};
  std::chrono::milliseconds request_timeout{60'000};
};

/// Erasures are done one after the other.
struct eraser_state {
  eraser_state() = default;

  struct erasure {
    std::string key;
    caf::typed_response_promise<erased_places> answer;
    /// Found in this pass: rows by job, and whether they had a result.
    std::map<std::string, std::map<std::uint32_t, bool>> found;
    std::size_t outstanding = 0;
    std::uint32_t passes = 0;
    std::uint32_t scrubs = 0;
    bool failed = false;
  };

  /// The rows of a page that are this person.
  void add_matches(erasure& of, const std::vector<unworked_row>& rows,
                   const std::vector<std::string>& steps) const;

  eraser_options options;
  /// Where each person was, until the erasure has come to its end: one that is
  /// asked again after a failure finds the person in files only by these.
  std::map<std::string, std::vector<erased_place>> erased;
  std::vector<std::shared_ptr<erasure>> waiting;
  std::shared_ptr<erasure> current;
  bool busy = false;
  static inline const char* name = "eraser";
};

using eraser_pointer = eraser_actor::stateful_pointer<eraser_state>;
// g++ 12 would hand the self pointer to an aggregate's first member.
static_assert(!std::is_constructible_v<eraser_state, eraser_pointer>);

eraser_actor::behavior_type eraser(eraser_pointer self, eraser_options options);

} // namespace leadmill
