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

lead_result result_of(lead_course& course, std::string_view at) {
  lead_result out;
  out.row = course.row.row;
  out.key = course.key;
  out.input = course.row.json;
  auto& draft = course.lead.draft;
  if (!course.lead.filtered.empty()) {
    out.status = lead_status::filtered;
    out.reason = std::move(course.lead.filtered);
    draft.drop(field::can_contact);
    draft.derive(field::can_contact, "false");
  } else if (!course.failure.empty()) {
    out.status = lead_status::failed;
    out.reason = std::move(course.failure);
    draft.clear_errors();
  }
  out.fields = draft.to_json(at);
  return out;
}

/// One run: what is shared by its rows, and kept from one to the next.
class runner {
 public:
  runner(const step_context& context, const course_options& options,
         std::shared_ptr<const course_steps> steps, unix_ms now)
      : context_(context), options_(options), steps_(std::move(steps)),
        now_(now), at_(to_iso(now)) {}

  /// The lead's result, or its course when there is something to ask first.
  lead_result process(const input_row& row,
                      std::shared_ptr<lead_course>& asks) {
    lead_course course;
    course.steps = steps_;
    auto columns = reader_.read(row.json);
    take_columns(columns, plan_for(columns), now_, course.lead);
    auto question = advance(context_, options_, course, now_);
    course.key = key_of(course.lead.draft, columns, row);
    if (!question) {
      course.row = row;
      return result_of(course, at_);
    }
    lead_result out;
    out.row = row.row;
    out.key = course.key;
    course.row = row;
    asks = std::make_shared<lead_course>(std::move(course));
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
  const course_options& options_;
  std::shared_ptr<const course_steps> steps_;
  unix_ms now_;
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

lead_result guarded(runner& run, const input_row& row,
                    std::shared_ptr<lead_course>& asks) {
  try {
    return run.process(row, asks);
  } catch (const std::exception& e) {
    return failed(row, e.what());
  } catch (...) {
    return failed(row, "an unknown error");
  }
}

/// Does it to the course, which fails if that throws.
template <class Action>
void guarded(lead_course& course, Action action) {
  try {
    action();
  } catch (const std::exception& e) {
    course.failure = e.what();
  } catch (...) {
    course.failure = "an unknown error";
  }
}

bool is_step(const pipeline_options& options, const std::string& name) {
  const auto& others = options.provider_steps;
  const auto& providers = options.providers;
  return find_step(name) != nullptr
         || std::find(others.begin(), others.end(), name) != others.end()
         || std::any_of(providers.begin(), providers.end(),
                        [&](const auto& one) { return one.step == name; });
}

outcome<void> check(const pipeline_options& options) {
  for (const auto& step : options.steps)
    if (!is_step(options, step))
      return fail(errc::invalid_argument,
                  "There is no step \"" + step + "\". The local steps are: "
                      + join(known_steps()) + "; others need a provider.");
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
  std::vector<provider_declaration> providers;
  course_options course;
  /// As configured, with providers and without.
  std::shared_ptr<const course_steps> steps;
  std::shared_ptr<const course_steps> local;
  step_context context;

  std::shared_ptr<const course_steps>
  plan(const std::vector<std::string>& names) const {
    return names.empty() ? steps
                         : std::make_shared<const course_steps>(
                               plan_course(names, providers));
  }

  started_leads run(const std::vector<input_row>& rows,
                    std::shared_ptr<const course_steps> along,
                    unix_ms now) const {
    runner run{context, course, std::move(along), now};
    started_leads out;
    out.leads.reserve(rows.size());
    for (std::size_t i = 0; i < rows.size(); ++i) {
      std::shared_ptr<lead_course> asks;
      out.leads.push_back(guarded(run, rows[i], asks));
      if (!asks)
        continue;
      out.courses.resize(rows.size());
      out.courses[i] = std::move(asks);
    }
    return out;
  }
};

std::vector<std::string> known_steps() {
  std::vector<std::string> out;
  for (const auto& step : step_table())
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
  inner->providers = std::move(options.providers);
  inner->course = options.course;
  inner->steps = std::make_shared<const course_steps>(
      plan_course(options.steps, inner->providers));
  inner->local =
      std::make_shared<const course_steps>(plan_course(options.steps, {}));
  inner->context.default_region = std::move(options.default_region);
  inner->context.max_age = options.max_age;
  inner->context.junk = junk_list{options.junk_carriers};
  if (auto loaded = load_zips(options.zip_table, inner->context.zips); !loaded)
    return tl::make_unexpected(loaded.error());
  return std::shared_ptr<const pipeline>{new pipeline{std::move(inner)}};
}

started_leads pipeline::start(const std::vector<input_row>& rows,
                              const std::vector<std::string>& steps,
                              unix_ms now) const {
  return impl_->run(rows, impl_->plan(steps), now);
}

std::vector<lead_result> pipeline::run(const std::vector<input_row>& rows,
                                       const std::vector<std::string>& steps,
                                       unix_ms now) const {
  auto along =
      steps.empty()
          ? impl_->local
          : std::make_shared<const course_steps>(plan_course(steps, {}));
  return impl_->run(rows, std::move(along), now).leads;
}

std::optional<provider_question> pipeline::next(lead_course& course,
                                                unix_ms now) const {
  std::optional<provider_question> out;
  guarded(course,
          [&] { out = advance(impl_->context, impl_->course, course, now); });
  return out;
}

void pipeline::take(lead_course& course, const provider_answer& answer,
                    unix_ms now) const {
  guarded(course, [&] { leadmill::take(impl_->context, course, answer, now); });
}

lead_result pipeline::finish(lead_course& course, unix_ms now) const {
  try {
    return result_of(course, to_iso(now));
  } catch (const std::exception& e) {
    return failed(course.row, e.what());
  }
}

} // namespace leadmill
