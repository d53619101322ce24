// The local steps over rows: what a lead goes through that needs no provider.
// Recognizes the columns, normalizes, derives, filters, and writes the lead's
// result; a pure function of the rows, the options and the time.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "messages/errors.hpp"
#include "messages/lead.hpp"
#include "messages/time.hpp"

namespace leadmill {

struct pipeline_options {
  /// In order; names of `known_steps`.
  std::vector<std::string> steps = {"identity", "email",      "phone",
                                    "zip",      "age_filter", "gatekeep"};
  /// The country of phone numbers that do not name theirs (ISO 3166 alpha-2),
  /// unless the row has a country of its own.
  std::string default_region = "US";
  /// Years; whoever is older is filtered.
  int max_age = 59;
  /// Carriers that `gatekeep` stops: parts of their names, in any case.
  std::vector<std::string> junk_carriers;
  /// A CSV file with the columns city, state, zip; empty: none.
  std::string zip_table;
};

/// The names of the local steps, in their usual order.
std::vector<std::string> known_steps();

/// Runs steps over rows. Safe to use from any number of threads at once.
class pipeline {
 public:
  /// Checks the options and loads the ZIP table. `invalid_argument` names what
  /// is wrong: an unknown step or region, a table that cannot be read.
  static outcome<std::shared_ptr<const pipeline>>
  create(pipeline_options options);

  ~pipeline();
  pipeline(const pipeline&) = delete;
  pipeline& operator=(const pipeline&) = delete;

  /// One result per row, in order. `steps` restricts and orders the run; empty:
  /// as configured; names that are none of the local steps are skipped.
  ///
  /// `fields` has the values that are known, as leads.md names them, and
  /// `sources`: which of them came from the `input` (normalized or not) and
  /// which were derived (`local`), both at `now`. A value that a column gives
  /// is not derived again. An email or phone that cannot be one is absent, and
  /// `emailStatus` or `phoneStatus` is "invalid". A filtered lead keeps what
  /// was found and has `canContact` false; of others nobody has asked a
  /// do-not-call list yet, so `canContact` is absent, unless their row itself
  /// says that they are on one. `duplicate_of` is left to the caller.
  ///
  /// Never throws: a row that cannot be processed is `failed`, with a reason.
  std::vector<lead_result> run(const std::vector<input_row>& rows,
                               const std::vector<std::string>& steps,
                               unix_ms now) const;

 private:
  struct impl;
  explicit pipeline(std::unique_ptr<const impl> inner);
  std::unique_ptr<const impl> impl_;
};

} // namespace leadmill
