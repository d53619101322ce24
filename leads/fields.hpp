// A lead in the works: its values by field, and where each came from.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace leadmill {

/// What a result can hold, in the order in which it is written.
enum class field : std::uint8_t {
  name,
  first_name,
  last_name,
  phone,
  email,
  domain,
  city,
  state,
  zipcode,
  country,
  dob_or_age,
  age,
  line_type,
  carrier,
  normalized_carrier,
  dnc_status, // "YES", "NO" or "UNKNOWN"
  dnc_reason,
  dnc_last_checked, // ISO time
  can_contact,      // "true" or "false"
  linkedin_url,
  company,
  job_title,
  platform,
  search_filter,
  date_scraped,
  source_details,
  phone_extension,
  phone_country,
  phone_region,
  time_zone,
  phone_status, // "valid" or "invalid"
  email_status, // "valid" or "invalid"
  email_role,   // "true" or "false"
  email_free,   // "true" or "false"
};

constexpr std::size_t field_count =
    static_cast<std::size_t>(field::email_free) + 1;

/// The field's name in JSON.
std::string_view json_name(field f) noexcept;

/// Its header in CSV.
std::string_view csv_name(field f) noexcept;

/// Whether the value is a JSON literal (a boolean, a number) and not a string.
bool is_literal(field f) noexcept;

/// The field that JSON has under `name`, or `field_count`.
std::size_t field_index(std::string_view name);

enum class origin : std::uint8_t { none, input, local, provider };

/// The values so far. An empty value is one that is not known.
class lead_draft {
 public:
  const std::string& value(field f) const noexcept { return values_[index(f)]; }
  bool has(field f) const noexcept { return !values_[index(f)].empty(); }
  origin from(field f) const noexcept {
    auto source = sources_[index(f)];
    return source < first_asked ? static_cast<origin>(source)
                                : origin::provider;
  }

  /// What a column gives, normalized or not.
  void give(field f, std::string text) { set(f, std::move(text), input); }

  /// What a step derives. What is there already stays.
  void derive(field f, std::string text) {
    if (!has(f))
      set(f, std::move(text), local);
  }

  /// Notes who is going to answer, and when; for `answer`.
  void ask(std::string_view provider, std::string_view at);

  /// What the provider noted last gives. It takes the place of what a step
  /// derived, and of nothing else that is there.
  void answer(field f, std::string text) {
    if (!has(f) || from(f) == origin::local)
      set(f, std::move(text), last_asked());
  }

  /// Something that went wrong without failing the lead, for a person.
  void add_error(std::string text) { errors_.push_back(std::move(text)); }
  void clear_errors() { errors_.clear(); }

  /// The same value in another spelling; its origin stays.
  void respell(field f, std::string text) {
    set(f, std::move(text), sources_[index(f)]);
  }

  void drop(field f) { set(f, {}, none); }

  /// {"name":…,…,"errors":[…],"sources":[…]}; `at` is the time for what came
  /// from the input or was derived, as JSON has it.
  std::string to_json(std::string_view at) const;

 private:
  static std::size_t index(field f) noexcept {
    return static_cast<std::size_t>(f);
  }
  /// Sources: the origins below `provider`, then the providers asked, in order.
  static constexpr std::uint8_t none = 0, input = 1, local = 2, first_asked = 3;
  struct asked {
    std::string provider;
    std::string at;
  };
  std::uint8_t last_asked() const noexcept {
    return static_cast<std::uint8_t>(first_asked + asked_.size() - 1);
  }
  void set(field f, std::string text, std::uint8_t source) {
    values_[index(f)] = std::move(text);
    sources_[index(f)] = values_[index(f)].empty() ? none : source;
  }
  void append_source(std::string& out, std::uint8_t source,
                     std::string_view name, std::string_view at) const;

  std::array<std::string, field_count> values_;
  std::array<std::uint8_t, field_count> sources_{};
  std::vector<asked> asked_;
  std::vector<std::string> errors_;
};

} // namespace leadmill
