// The local steps: each takes a lead in the works one step further, or stops
// it. Which fields a step fills stands beside its name.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "leads/columns.hpp"
#include "leads/fields.hpp"
#include "leads/filters.hpp"
#include "leads/zip.hpp"
#include "messages/row_json.hpp"
#include "messages/time.hpp"

namespace leadmill {

/// What all runs of the steps share.
struct step_context {
  std::string default_region;
  int max_age = 59;
  junk_list junk{{}};
  zip_table zips;
};

/// One row on its way through the steps.
struct working_lead {
  lead_draft draft;
  /// What the row says of city, state and country in one text.
  std::string location;
  /// Set by the filter that stopped it.
  std::string filtered;
};

/// Takes the recognized columns of a row over: text as it is but for white
/// space, what has a form (ages, countries, web addresses) in it, or not at
/// all.
/// REQUIRES: plan.fits(row)
void take_columns(const row_columns& row, const column_plan& plan, unix_ms now,
                  working_lead& out);

using step_function = void (*)(const step_context&, working_lead&);

struct local_step {
  std::string_view name;
  step_function run;
};

/// In their usual order.
const std::vector<local_step>& step_table();

/// Null when there is no such step.
const local_step* find_step(std::string_view name);

} // namespace leadmill
