// People who do not exist, the same ones every time: what a scripted upstream
// knows of them. Their phone numbers are those kept free for fiction (555-0100
// to 555-0199 of real area codes), all valid by libphonenumber.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace leadmill::testing {

/// Of a list that has no end, by its place there.
struct made_person {
  std::string name;
  std::string title;
  std::string company;
  std::string city;
  /// Two letters, and in full.
  std::string state;
  std::string state_name;
  std::string linkedin_url;
};

made_person person_at(std::uint64_t index);

struct made_phone {
  /// "(512) 555-0142"
  std::string number;
  /// "Wireless", "Landline" or "VoIP", as `line_type_of` would have it.
  std::string type;
  /// An ISO date; no two of a person are equal.
  std::string last_reported;
};

/// What a skip tracer finds by a name, whatever it is: by a hash of it, so that
/// the same name has the same facts.
struct made_facts {
  /// "px" and 16 hex digits.
  std::string id;
  /// 22 to 81.
  int age = 0;
  /// Two to four. One in eight people has no wireless one; else it may stand
  /// anywhere, and sometimes there are two.
  std::vector<made_phone> phones;
};

made_facts facts_of_name(std::string_view name);
/// By the id; made as if for a name, whoever it was. Ids of another form: none.
bool is_person_id(std::string_view id);
made_facts facts_of_id(std::string_view id);

/// By its last digit: 0 to 6 "mobile", 7 and 8 "landline", 9 "voip".
std::string line_type_of(std::string_view number);

/// Whether it is on the do-not-call list: its last digit is 3.
bool is_on_list(std::string_view number);

/// Whose it is, and what that is called after normalization: by the last digit
/// but one.
struct made_carrier {
  std::string name;
  std::string normalized;
};

made_carrier carrier_of(std::string_view number);

} // namespace leadmill::testing
