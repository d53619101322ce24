// Takes the answer of an outbound call as it comes in, line by line and piece
// by piece, within bounds.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "messages/http.hpp"

namespace leadmill {

class outbound_answer {
 public:
  /// `cut`: a body that is larger ends at `max_bytes`, rather than as a
  /// problem.
  explicit outbound_answer(std::size_t max_bytes, bool cut = false)
      : max_bytes_(max_bytes), cut_(cut) {}

  /// A line of the header, its line break included: a status line (with which
  /// the header begins anew: interim answers have their own), a field, the
  /// continuation of one, or a trailer. False when it goes too far: give up.
  bool take_line(std::string_view line);

  /// A piece of the body, unpacked. False likewise.
  bool take_body(std::string_view piece);

  /// Whether it returned false since no more of the body is wanted.
  bool is_cut() const noexcept { return is_cut_; }

  /// Whether anything has come, interim answers (1xx) aside.
  bool begun() const noexcept { return begun_; }

  /// Why one of the above returned false.
  const std::optional<http_problem>& problem() const noexcept {
    return problem_;
  }

  /// What has come so far, for good.
  http_answer release(int status);

 private:
  std::size_t max_bytes_;
  bool cut_;
  bool is_cut_ = false;
  std::size_t header_bytes_ = 0;
  bool begun_ = false;
  http_answer answer_;
  std::optional<http_problem> problem_;
};

/// That the body has more than so many bytes.
http_problem too_large(std::size_t max_bytes);

} // namespace leadmill
