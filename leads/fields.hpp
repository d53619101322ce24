// A lead in the works: its values by field, and where each came from.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

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
  dnc_status,
  can_contact, // "true" or "false"
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

enum class origin : std::uint8_t { none, input, local };

/// The values so far. An empty value is one that is not known.
class lead_draft {
 public:
  const std::string& value(field f) const noexcept { return values_[index(f)]; }
  bool has(field f) const noexcept { return !values_[index(f)].empty(); }
  origin from(field f) const noexcept { return origins_[index(f)]; }

  /// What a column gives, normalized or not.
  void give(field f, std::string text) {
    set(f, std::move(text), origin::input);
  }

  /// What a step derives. What is there already stays.
  void derive(field f, std::string text) {
    if (!has(f))
      set(f, std::move(text), origin::local);
  }

  /// The same value in another spelling; its origin stays.
  void respell(field f, std::string text) { set(f, std::move(text), from(f)); }

  void drop(field f) { set(f, {}, origin::none); }

  /// {"name":…,…,"sources":[…]}; `at` is the time, as JSON has it.
  std::string to_json(std::string_view at) const;

 private:
  static std::size_t index(field f) noexcept {
    return static_cast<std::size_t>(f);
  }
  void set(field f, std::string text, origin from) {
    values_[index(f)] = std::move(text);
    origins_[index(f)] = values_[index(f)].empty() ? origin::none : from;
  }
  void append_source(std::string& out, origin from, std::string_view at) const;

  std::array<std::string, field_count> values_;
  std::array<origin, field_count> origins_{};
};

} // namespace leadmill
