// The steps over rows: recognizes the columns, normalizes, derives, filters,
// says what to ask providers, and writes the lead's result; a pure function of
// the rows, the options, the answers and the time.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "leads/course.hpp"
#include "messages/errors.hpp"
#include "messages/lead.hpp"
#include "messages/time.hpp"

namespace leadmill {

struct pipeline_options {
  /// In order; names of `known_steps`, of `provider_steps`, or of steps that
  /// one of `providers` serves. A step that nobody serves does nothing.
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
  std::vector<provider_declaration> providers;
  course_options course;
  /// Steps that may be named though nobody serves them.
  std::vector<std::string> provider_steps = {"phone_discovery", "line_type",
                                             "dnc", "age"};
};

/// The names of the local steps, in their usual order.
std::vector<std::string> known_steps();

/// What the local steps make of a slice before anybody is asked, in the order
/// of its rows.
struct started_leads {
  /// Of a lead that has a course, only the row and the key are set.
  std::vector<lead_result> leads;
  /// Of the leads that are to be asked about; null for those that are done.
  /// Empty: none is.
  std::vector<std::shared_ptr<lead_course>> courses;
};

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

  /// Takes rows as far as they go without asking anybody. `steps` restricts and
  /// orders the run; empty: as configured; names of steps that nobody serves
  /// are skipped. Never throws: a row that cannot be processed is `failed`.
  started_leads start(const std::vector<input_row>& rows,
                      const std::vector<std::string>& steps, unix_ms now) const;

  /// What to ask next about a lead; nothing when its result is there to
  /// `finish`. Never throws, nor do `take` and `finish`.
  std::optional<provider_question> next(lead_course& course, unix_ms now) const;
  void take(lead_course& course, const provider_answer& answer,
            unix_ms now) const;
  lead_result finish(lead_course& course, unix_ms now) const;

  /// One result per row, in order, by the local steps alone; `steps` as for
  /// `start`.
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
