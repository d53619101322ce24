#include "config/destination_keys.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <optional>
#include <utility>

#include "config/as_key.hpp"
#include "config/limits.hpp"
#include "config/nearest.hpp"
#include "messages/lead_fields.hpp"

namespace leadmill {

namespace {

/// A list of words, each of which `parse` knows and none of which is there
/// twice; `all` are the values.
template <class T, class All, class Parse>
std::string assign_words(std::vector<T>& field, const file_value& value,
                         const All& all, Parse parse) {
  std::vector<std::string> words;
  if (auto fault = assign_texts(words, value); !fault.empty())
    return fault;
  std::vector<std::string> known;
  for (auto one : all)
    known.emplace_back(to_string(one));
  std::vector<T> result;
  for (const auto& word : words) {
    std::optional<T> meant = parse(word);
    if (!meant)
      return "holds " + literal(word) + "; the nearest one is "
             + literal(nearest(word, known));
    if (std::find(result.begin(), result.end(), *meant) != result.end())
      return "holds " + literal(word) + " twice; once is enough";
    result.push_back(*meant);
  }
  if (result.empty())
    return "is empty; nothing would go there: set enabled = false for that";
  field = std::move(result);
  return {};
}

std::optional<lead_status> parse_status(std::string_view text) {
  for (auto status : all_lead_statuses)
    if (text == to_string(status))
      return status;
  return std::nullopt;
}

std::string assign_statuses(std::vector<lead_status>& field,
                            const file_value& value) {
  return assign_words(field, value, all_lead_statuses, parse_status);
}

std::string assign_events(std::optional<std::vector<event_kind>>& field,
                          const file_value& value) {
  std::vector<event_kind> events;
  auto fault = assign_words(events, value, all_event_kinds, parse_event_kind);
  if (fault.empty())
    field = std::move(events);
  return fault;
}

/// As [destination.NAME.fields] has them: `input.Notes = "x"` without quotes
/// is a table of its own there.
std::string collect_fields(text_pairs& to, const file_table& table,
                           const std::string& prefix) {
  constexpr const char* form =
      R"(must be a table of texts, ours = "theirs", like { phone = "Phone" })";
  for (const auto& member : table) {
    auto name = prefix + member.key;
    auto inner = std::get_if<file_table>(&member.value.value);
    if (inner && (name + ".").starts_with(input_prefix)) {
      auto fault = collect_fields(to, *inner, name + ".");
      if (!fault.empty())
        return fault;
      continue;
    }
    std::string theirs;
    if (auto fault = assign_text(theirs, member.value); !fault.empty())
      return std::holds_alternative<std::string>(member.value.value) ? fault
                                                                     : form;
    to.emplace_back(std::move(name), std::move(theirs));
  }
  return {};
}

std::string unknown_field(const std::string& name) {
  std::vector<std::string> known{lead_field_names.begin(),
                                 lead_field_names.end()};
  known.insert(known.end(), lead_member_names.begin(), lead_member_names.end());
  return "has no field " + literal(name) + "; the nearest one is "
         + literal(nearest(name, known))
         + ", and a column of the input is \"input.COLUMN\"";
}

std::string assign_fields(text_pairs& field, const file_value& value) {
  auto table = std::get_if<file_table>(&value.value);
  if (!table)
    return R"(must be a table, ours = "theirs", like { phone = "Phone" })";
  text_pairs result;
  if (auto fault = collect_fields(result, *table, {}); !fault.empty())
    return fault;
  if (result.size() > limits::max_mapped_fields)
    return "has " + std::to_string(result.size()) + " fields; there may be "
           + std::to_string(limits::max_mapped_fields);
  for (auto one = result.begin(); one != result.end(); ++one) {
    if (!is_mappable(one->first))
      return unknown_field(one->first);
    if (one->second.empty() || one->second.size() > limits::mapped_name_bytes)
      return "has a name for " + one->first + " that is not 1 to "
             + std::to_string(limits::mapped_name_bytes) + " bytes long";
    auto same = [&](const auto& other) { return other.second == one->second; };
    if (std::any_of(result.begin(), one, same))
      return "has two fields called " + literal(one->second)
             + "; give each its own name";
  }
  field = std::move(result);
  return {};
}

#define FIELD(member) [](auto& in) -> auto& { return in.member; }

/// Keys that all kinds have.
template <class T>
void add_common(table_keys<T>& to) {
  constexpr auto key = [](auto... x) { return make_table_key<T>(x...); };
  // clang-format off: one line for each key
  const table_keys<T> keys{
    key("kind", "what it is", as_text(FIELD(kind))),
    key("enabled", "whether it is used", as_truth(FIELD(enabled))),
    key("default", "whether jobs that name no outputs go there", as_truth(FIELD(value.by_default))),
    key("statuses", "which leads go there", [](T& x, const file_value& value) {
      return assign_statuses(x.value.statuses, value); }),
    key("fields", "what of a lead goes there, under which name", [](T& x, const file_value& value) {
      return assign_fields(x.value.fields, value); }),
  };
  // clang-format on
  to.insert(to.end(), keys.begin(), keys.end());
}

table_keys<written_webhook> make_webhook_keys() {
  using w = written_webhook;
  using namespace limits;
  constexpr std::array<std::pair<const char*, webhook_format>, 3> formats{
      {{"standard", webhook_format::standard},
       {"slack", webhook_format::slack},
       {"discord", webhook_format::discord}}};
  constexpr std::array<std::pair<const char*, bool>, 2> times{
      {{"batch", false}, {"end", true}}};
  constexpr auto key = [](auto... x) { return make_table_key<w>(x...); };
  table_keys<w> keys;
  add_common(keys);
  // clang-format off: one line for each key
  const table_keys<w> own{
    key("url", "where it goes", as_template(FIELD(value.url))),
    key("secret", "what signs it", as_template(FIELD(secret))),
    key("old_secret", "what signs it besides", as_template(FIELD(old_secret))),
    key("headers", "the HTTP headers", as_pairs(FIELD(value.headers))),
    key("format", "the shape of what goes out", as_word(FIELD(value.format), formats)),
    key("events", "what goes there", [](w& x, const file_value& value) {
      return assign_events(x.events, value); }),
    key("when", "when leads go out", as_word(FIELD(value.at_end), times)),
    key("batch_leads", "the most leads of one request", as_whole(FIELD(value.batch_leads), 1, max_batch_leads)),
    key("batch_kib", "about the size of one request", as_scaled(FIELD(value.batch_bytes), {1, max_batch_kib}, 1024)),
    key("batch_seconds", "how long leads wait for others", as_scaled(FIELD(value.batch_age), {0, max_batch_seconds, 0.001}, ms_per_second)),
    key("timeout_seconds", "how long an answer may take", as_scaled(FIELD(value.timeout), {min_webhook_timeout_seconds, max_webhook_timeout_seconds}, ms_per_second)),
    key("allow_private", "whether it may be in a private network", as_truth(FIELD(value.allow_private))),
  };
  // clang-format on
  keys.insert(keys.end(), own.begin(), own.end());
  return keys;
}

table_keys<written_export> make_export_keys() {
  using e = written_export;
  constexpr std::array<std::pair<const char*, bool>, 2> units{
      {{"job", false}, {"day", true}}};
  constexpr auto key = [](auto... x) { return make_table_key<e>(x...); };
  table_keys<e> keys;
  add_common(keys);
  keys.push_back(
      key("per", "what one file is of", as_word(FIELD(value.by_day), units)));
  keys.push_back(key("directory", "where the files are",
                     as_template(FIELD(value.directory))));
  return keys;
}

#undef FIELD

} // namespace

const table_keys<written_webhook>& webhook_keys() {
  static const auto keys = make_webhook_keys();
  return keys;
}

const table_keys<written_export>& export_keys() {
  static const auto keys = make_export_keys();
  return keys;
}

} // namespace leadmill
