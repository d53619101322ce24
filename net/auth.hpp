// The event key on `Authorization: Bearer`, answered as RFC 6750 has it.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "messages/digest.hpp"

namespace leadmill {

/// Why a caller is not let in.
struct auth_refusal {
  int status = 401;
  /// The value of WWW-Authenticate.
  std::string challenge;
  /// For `code` in the body: "unauthorized", "invalid_token",
  /// "invalid_request".
  std::string code;
  std::string detail;
};

/// Checks keys in a time that depends neither on where they differ nor on the
/// length of the right one. Keeps only the key's digest.
class key_guard {
 public:
  /// Without a key everybody is let in.
  explicit key_guard(std::string_view key);

  bool open() const noexcept;

  /// Who is let in: a digest of the key, or "open" where there is none.
  const std::string& caller() const noexcept;

  /// `header` is the Authorization field, if any; `count` how often it came.
  std::optional<auth_refusal> check(const std::optional<std::string>& header,
                                    std::size_t count) const;

 private:
  bool open_ = true;
  sha256_digest key_{};
  std::string caller_ = "open";
};

} // namespace leadmill
