#include "config/declaration_check.hpp"

#include <algorithm>
#include <iterator>
#include <set>

#include "config/config.hpp"
#include "config/keys.hpp"
#include "config/limits.hpp"
#include "config/nearest.hpp"
#include "config/template_checks.hpp"
#include "messages/ascii.hpp"
#include "messages/lead_fields.hpp"
#include "messages/placeholders.hpp"

namespace leadmill {

namespace {

using text_list = std::vector<std::string>;

bool contains(const text_list& list, const std::string& text) {
  return std::find(list.begin(), list.end(), text) != list.end();
}

text_list lead_fields() {
  return {lead_field_names.begin(), lead_field_names.end()};
}

bool is_step_name(const std::string& name) {
  auto allowed = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
  };
  return !name.empty() && name.size() <= limits::declaration_name_chars
         && std::all_of(name.begin(), name.end(), allowed);
}

bool is_pointer(const std::string& text) {
  return text.empty() || text.starts_with('/');
}

/// What a provider's request and a source's have in common.
class checker {
 public:
  checker(bool enabled, fault_list& faults)
      : enabled_(enabled), faults_(faults) {}

 protected:
  /// What is disabled may be unfinished; what is of a wrong form has been told.
  void missing(const std::string& key, const std::string& what) {
    if (enabled_ && !faults_.is_wrong(key))
      faults_.wrong(key, (faults_.is_noted(key) ? "is empty; " : "is not set; ")
                             + what);
  }

  void check_request(const request_template& value, const std::string& name) {
    static const text_list methods{"GET", "POST", "PUT", "PATCH"};
    if (value.url.empty())
      missing(name + ".url", "it says what is asked");
    if (!contains(methods, value.method))
      faults_.wrong(name + ".method",
                    "is " + literal(value.method)
                        + "; it must be GET, POST, PUT or PATCH");
    else if (!value.body.empty() && value.method == "GET")
      faults_.wrong(name + ".method",
                    R"(is "GET", with which no body goes; write "POST")");
    if (!is_pointer(value.error_at))
      faults_.wrong(name + ".error", pointer_form(value.error_at));
    for (const auto& need : value.needs)
      if (!is_placeholder_name(need))
        faults_.wrong(name + ".needs",
                      "holds " + literal(need) + ", which is no name");
  }

  static std::string pointer_form(const std::string& text) {
    return "is " + literal(text)
           + "; a JSON pointer begins with /, like \"/data/phone\"";
  }

  void check_values(const std::vector<given_value>& values,
                    const std::string& name, bool is_html) {
    for (const auto& value : values)
      for (std::size_t i = 0; i < value.paths.size(); ++i) {
        auto key = name + "." + value.field;
        if (value.paths.size() > 1)
          key += "[" + std::to_string(i + 1) + "]";
        if (is_html)
          check_xpath(value.paths[i], key);
        else
          check_path(value.paths[i], key);
      }
  }

  bool enabled_;
  fault_list& faults_;

 private:
  void check_path(const value_path& path, const std::string& key) {
    if (!is_pointer(path.at))
      faults_.wrong(key, pointer_form(path.at));
    if (!path.each.empty() && !is_pointer(path.each))
      faults_.wrong(key + ".each", pointer_form(path.each));
    if (path.each.empty() && !path.prefer.empty())
      faults_.wrong(key + ".prefer", needs_each);
    if (path.each.empty() && !path.newest.empty())
      faults_.wrong(key + ".newest", needs_each);
  }

  void check_xpath(const value_path& path, const std::string& key) {
    if (path.at.empty())
      faults_.wrong(key, "is empty; write an XPath, like \".//h2\"");
    if (!path.each.empty() || !path.prefer.empty() || !path.newest.empty())
      faults_.wrong(key, "has each, prefer or newest, which HTML has not; "
                         "choose in the XPath");
  }

  static constexpr const char* needs_each =
      "is there without each; only among the elements of a list one is chosen";
};

class provider_checker : checker {
 public:
  provider_checker(const provider_declaration& value,
                   const std::vector<compiled_request>& requests,
                   const text_list& names, bool enabled, fault_list& faults)
      : checker(enabled, faults), value_(value), requests_(requests),
        names_(names) {}

  void run(const std::string& name) {
    check_step(name + ".step");
    check_conditions(name + ".only_if");
    if (value_.requests.empty())
      missing(name + ".request", "it says what is asked");
    if (value_.requests.size() > limits::max_provider_requests)
      faults_.wrong(name + ".request",
                    "stands there " + std::to_string(value_.requests.size())
                        + " times; there may be "
                        + std::to_string(limits::max_provider_requests));
    if (value_.bounds.spend_cap_micros > 0 && value_.bounds.cost_micros == 0)
      faults_.wrong(name + ".spend_cap",
                    "is never reached without cost_per_1000; set that too");
    for (std::size_t i = 0; i < value_.requests.size(); ++i)
      check_one(i);
  }

 private:
  void check_step(const std::string& key) {
    if (value_.step.empty())
      return missing(key, "it names the step that it serves, like "
                          "\"line_type\"");
    if (!is_step_name(value_.step))
      faults_.wrong(key, "is " + literal(value_.step)
                             + "; it must have 1 to 64 of the characters a to "
                               "z, 0 to 9 and _");
    else if (contains(local_steps(), value_.step))
      faults_.wrong(key, "is " + literal(value_.step)
                             + ", which Leadmill does by itself; choose "
                               "another name");
  }

  void check_conditions(const std::string& key) {
    for (const auto& condition : value_.only_if)
      if (!is_lead_field(condition.field))
        faults_.wrong(key, unknown_field(condition.field, lead_fields()));
  }

  static std::string unknown_field(const std::string& field,
                                   const text_list& known) {
    return "has no field " + literal(field) + "; the nearest one is "
           + literal(nearest(field, known));
  }

  void check_one(std::size_t i) {
    const auto& request = value_.requests[i];
    const auto& name = names_[i];
    check_request(request, name);
    // One in the block itself is called like the block.
    if (name.ends_with(']'))
      check_name(request.name, name + ".name");
    auto known = lead_fields();
    for (std::size_t before = 0; before < i; ++before)
      for (const auto& given : value_.requests[before].gives)
        known.push_back(given.field);
    for (const auto& need : request.needs)
      if (is_placeholder_name(need) && !contains(known, need))
        faults_.wrong(name + ".needs", unknown_field(need, known));
    for (const auto& [used, part] : requests_[i].placeholders)
      if (!contains(known, used))
        faults_.wrong(name + "." + part,
                      "has {" + used
                          + "}, which is neither a lead's field nor "
                            "given by a request before; the nearest one is {"
                          + nearest(used, known) + "}");
    if (request.gives.empty())
      missing(name + ".gives", "it says what an answer gives");
    check_values(request.gives, name + ".gives", false);
    for (const auto& given : request.gives)
      check_given(i, given, name + ".gives." + given.field);
  }

  void check_name(const std::string& request, const std::string& key) {
    if (!is_declaration_name(request))
      faults_.wrong(key, "is " + literal(request)
                             + "; it must have 1 to 64 of the characters a to "
                               "z, 0 to 9 and -");
    else if (!request_names_.insert(request).second)
      faults_.wrong(key, "is " + literal(request)
                             + ", as another one is called; give each its own "
                               "name");
  }

  /// What is given is a field of the lead, or for a later request: anything
  /// else is a slip.
  void check_given(std::size_t i, const given_value& given,
                   const std::string& key) {
    const auto& field = given.field;
    if (is_lead_field(field))
      return check_given_field(given, key);
    for (auto later = i + 1; later < value_.requests.size(); ++later) {
      const auto& used = requests_[later].placeholders;
      if (contains(value_.requests[later].needs, field)
          || std::any_of(used.begin(), used.end(),
                         [&](const auto& x) { return x.first == field; }))
        return;
    }
    faults_.wrong(key, "is neither a lead's field nor used by a later request; "
                       "the nearest field is "
                           + literal(nearest(field, lead_fields())));
  }

  void check_given_field(const given_value& given, const std::string& key) {
    if (is_own_field(given.field))
      faults_.wrong(key, "is a field that Leadmill sets by itself, and no "
                         "answer; remove it");
    if (given.field != "dncStatus")
      return;
    static const text_list known{"yes", "no", "unknown"};
    for (const auto& [theirs, ours] : given.words)
      if (!contains(known, ascii_lower(trim_ascii(ours))))
        faults_.wrong(key, "has for " + literal(theirs) + " the word "
                               + literal(ours)
                               + ", which says nothing; write YES, NO or "
                                 "UNKNOWN");
  }

  const provider_declaration& value_;
  const std::vector<compiled_request>& requests_;
  const text_list& names_;
  std::set<std::string> request_names_;
};

class source_checker : checker {
 public:
  source_checker(const source_declaration& value,
                 const compiled_request& request, bool enabled,
                 fault_list& faults)
      : checker(enabled, faults), value_(value), request_(request) {}

  void run(const std::string& name) {
    check_request(value_.request, name);
    if (value_.bounds.spend_cap_micros > 0 && value_.bounds.cost_micros == 0)
      faults_.wrong(name + ".spend_cap",
                    "is never reached without cost_per_1000; set that too");
    auto is_html = value_.format == source_format::html;
    if (is_html)
      check_html(name);
    else
      check_json(name);
    check_values(value_.columns, name + ".columns", is_html);
    check_next(name);
    check_params(name);
  }

 private:
  void check_html(const std::string& name) {
    if (value_.rows_at.empty())
      missing(name + ".rows", "in HTML it is an XPath, like "
                              "\"//div[@class='person']\"");
    if (faults_.is_noted(name + ".error"))
      faults_.wrong(name + ".error", "means nothing in HTML; remove it");
    if (faults_.is_noted(name + ".page_size") && !uses("count")
        && !uses("start"))
      faults_.wrong(name + ".page_size",
                    "means nothing in HTML without {count} or {start}; remove "
                    "it");
    for (const auto& [used, part] : request_.placeholders)
      if (used == "next")
        faults_.wrong(name + "." + part,
                      "has {next}, which HTML has not; the next page is read "
                      "from the address that more finds");
    if (value_.columns.empty())
      missing(name + ".columns", "in HTML it says what a row has");
  }

  void check_json(const std::string& name) {
    if (!is_pointer(value_.rows_at))
      faults_.wrong(name + ".rows", pointer_form(value_.rows_at));
    if (!is_pointer(value_.more_at))
      faults_.wrong(name + ".more", pointer_form(value_.more_at));
  }

  bool uses(const std::string& name) const {
    return std::any_of(request_.placeholders.begin(),
                       request_.placeholders.end(),
                       [&](const auto& used) { return used.first == name; });
  }

  void check_next(const std::string& name) {
    if (value_.format == source_format::html)
      return;
    for (const auto& [used, part] : request_.placeholders)
      if (used == "next" && value_.more_at.empty())
        faults_.wrong(name + "." + part,
                      "has {next}, and no key more says where that is");
  }

  void check_params(const std::string& name) {
    if (value_.params != source_declaration::params_place::body)
      return;
    if (value_.request.method == "GET")
      faults_.wrong(name + ".params", R"(is "body", and the method is "GET"; )"
                                      R"(write method = "POST")");
    if (!request_.is_json)
      faults_.wrong(name + ".params", "is \"body\", and the body is no JSON, "
                                      "according to its Content-Type");
    else if (!request_.body.empty() && json_fault(request_.body, false).empty())
      if (auto fault = json_fault(request_.body, true); !fault.empty())
        faults_.wrong(name + ".body", fault);
  }

  const source_declaration& value_;
  const compiled_request& request_;
};

} // namespace

void check_provider(const provider_declaration& value,
                    const std::vector<compiled_request>& requests,
                    const std::vector<std::string>& names,
                    const std::string& name, bool enabled, fault_list& faults) {
  provider_checker{value, requests, names, enabled, faults}.run(name);
}

void check_source(const source_declaration& value,
                  const compiled_request& request, const std::string& name,
                  bool enabled, fault_list& faults) {
  source_checker{value, request, enabled, faults}.run(name);
}

bool is_declaration_name(const std::string& name) {
  auto allowed = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
  };
  return !name.empty() && name.size() <= limits::declaration_name_chars
         && std::all_of(name.begin(), name.end(), allowed);
}

} // namespace leadmill
