#include "leads/pipeline.hpp"

#include <algorithm>
#include <exception>
#include <utility>

#include "leads/columns.hpp"
#include "leads/lead_key.hpp"
#include "leads/phone.hpp"
#include "leads/steps.hpp"
#include "leads/text.hpp"
#include "messages/row_json.hpp"

namespace leadmill {

namespace {

using step_list = std::vector<const local_step*>;

std::string join(const std::vector<std::string>& names) {
  std::string out;
  for (const auto& name : names) {
    if (!out.empty())
      out += ", ";
    out += name;
  }
  return out;
}

bool is_blank(const row_columns& row) {
  return std::all_of(row.begin(), row.end(), [](const auto& column) {
    return trim(column.second).empty();
  });
}

std::string key_of(const lead_draft& lead, const row_columns& columns,
                   const input_row& row) {
  identity_marks marks{lead.value(field::linkedin_url),
                       lead.value(field::email), lead.value(field::name),
                       lead.value(field::phone)};
  // Empty rows are not all the same person.
  if (is_blank(columns))
    return lead_key({}, row.json + '\n' + std::to_string(row.row));
  return lead_key(marks, row.json);
}

/// One run: what is shared by its rows, and kept from one to the next.
class runner {
 public:
  runner(const step_context& context, unix_ms now, step_list steps)
      : context_(context), now_(now), steps_(std::move(steps)),
        at_(to_iso(now)) {}

  lead_result process(const input_row& row) {
    lead_result out;
    out.row = row.row;
    out.input = row.json;
    auto columns = reader_.read(row.json);
    const auto& plan = plan_for(columns);
    working_lead lead;
    take_columns(columns, plan, now_, lead);
    for (const auto* step : steps_) {
      step->run(context_, lead);
      if (!lead.filtered.empty())
        break;
    }
    if (!lead.filtered.empty()) {
      out.status = lead_status::filtered;
      out.reason = std::move(lead.filtered);
      lead.draft.derive(field::can_contact, "false");
    }
    out.key = key_of(lead.draft, columns, row);
    out.fields = lead.draft.to_json(at_);
    return out;
  }

 private:
  /// Most jobs have one set of headers, odd ones a few.
  const column_plan& plan_for(const row_columns& columns) {
    constexpr std::size_t max_plans = 32;
    for (auto& plan : plans_)
      if (plan.fits(columns)) {
        if (&plan != &plans_.front())
          std::swap(plan, plans_.front());
        return plans_.front();
      }
    if (plans_.size() == max_plans)
      plans_.pop_back();
    plans_.emplace(plans_.begin(), columns);
    return plans_.front();
  }

  const step_context& context_;
  unix_ms now_;
  step_list steps_;
  std::string at_;
  row_reader reader_;
  std::vector<column_plan> plans_;
};

lead_result failed(const input_row& row, const std::string& why) {
  lead_result out;
  out.row = row.row;
  out.status = lead_status::failed;
  out.reason = "The row could not be processed: " + why;
  out.key = lead_key({}, row.json + '\n' + std::to_string(row.row));
  out.input = row.json;
  out.fields = "{}";
  return out;
}

lead_result guarded(runner& run, const input_row& row) {
  try {
    return run.process(row);
  } catch (const std::exception& e) {
    return failed(row, e.what());
  } catch (...) {
    return failed(row, "an unknown error");
  }
}

outcome<void> check(const pipeline_options& options) {
  for (const auto& step : options.steps)
    if (find_step(step) == nullptr)
      return fail(errc::invalid_argument, "There is no step \"" + step
                                              + "\". The local steps are: "
                                              + join(known_steps()) + ".");
  if (!is_phone_region(options.default_region))
    return fail(errc::invalid_argument,
                "\"" + options.default_region
                    + "\" is no country for phone numbers. Use a two-letter "
                      "code in capitals, e.g. \"US\".");
  if (options.max_age < 0)
    return fail(errc::invalid_argument,
                "The highest age must be at least 0, but it is "
                    + std::to_string(options.max_age) + ".");
  return {};
}

outcome<void> load_zips(const std::string& path, zip_table& out) {
  if (path.empty())
    return {};
  return zip_table::load(path).map(
      [&](zip_table&& table) { out = std::move(table); });
}

} // namespace

struct pipeline::impl {
  std::vector<std::string> steps;
  step_context context;
};

std::vector<std::string> known_steps() {
  std::vector<std::string> out;
  for (const auto& step : local_steps())
    out.emplace_back(step.name);
  return out;
}

pipeline::pipeline(std::unique_ptr<const impl> inner)
    : impl_(std::move(inner)) {}

pipeline::~pipeline() = default;

outcome<std::shared_ptr<const pipeline>>
pipeline::create(pipeline_options options) {
  if (auto checked = check(options); !checked)
    return tl::make_unexpected(checked.error());
  auto inner = std::make_unique<impl>();
  inner->steps = std::move(options.steps);
  inner->context.default_region = std::move(options.default_region);
  inner->context.max_age = options.max_age;
  inner->context.junk = junk_list{options.junk_carriers};
  if (auto loaded = load_zips(options.zip_table, inner->context.zips); !loaded)
    return tl::make_unexpected(loaded.error());
  return std::shared_ptr<const pipeline>{new pipeline{std::move(inner)}};
}

std::vector<lead_result> pipeline::run(const std::vector<input_row>& rows,
                                       const std::vector<std::string>& steps,
                                       unix_ms now) const {
  step_list chosen;
  for (const auto& name : steps.empty() ? impl_->steps : steps)
    if (const auto* step = find_step(name))
      chosen.push_back(step);
  runner run{impl_->context, now, std::move(chosen)};
  std::vector<lead_result> out;
  out.reserve(rows.size());
  for (const auto& row : rows)
    out.push_back(guarded(run, row));
  return out;
}

} // namespace leadmill
