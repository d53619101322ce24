#include "config/assign.hpp"

#include <algorithm>
#include <cstdio>

namespace leadmill {

namespace {

constexpr const char* no_variable =
    R"(takes no ${NAME}; that may stand in base_url, url, query, headers, )"
    R"(body, secret, old_secret and directory)";

std::string shown(double number) {
  char text[32];
  std::snprintf(text, sizeof text, "%.12g", number);
  return text;
}

template <class Number>
std::string out_of_range(const std::string& number, Number low, Number high) {
  return "is " + number + "; it must be from " + shown(static_cast<double>(low))
         + " to " + shown(static_cast<double>(high));
}

} // namespace

std::optional<std::string> scalar_text(const file_value& value) {
  if (auto text = std::get_if<std::string>(&value.value))
    return *text;
  if (auto number = std::get_if<std::int64_t>(&value.value))
    return std::to_string(*number);
  if (auto truth = std::get_if<bool>(&value.value))
    return *truth ? "true" : "false";
  return std::nullopt;
}

std::string assign_text(std::string& field, const file_value& value) {
  auto text = std::get_if<std::string>(&value.value);
  if (text && text->find("${") != std::string::npos)
    return no_variable;
  return assign_template(field, value);
}

std::string assign_template(std::string& field, const file_value& value) {
  auto text = std::get_if<std::string>(&value.value);
  if (!text)
    return "must be a text, in quotes";
  field = *text;
  return {};
}

std::string assign_truth(bool& field, const file_value& value) {
  auto truth = std::get_if<bool>(&value.value);
  if (!truth)
    return "must be true or false, without quotes";
  field = *truth;
  return {};
}

std::string assign_texts(std::vector<std::string>& field,
                         const file_value& value) {
  constexpr const char* form = R"(must be a list of texts, like ["a", "b"])";
  auto list = std::get_if<file_list>(&value.value);
  if (!list)
    return form;
  field.clear();
  for (const auto& item : *list) {
    std::string text;
    if (auto fault = assign_text(text, item); !fault.empty())
      return fault == no_variable ? fault : form;
    field.push_back(std::move(text));
  }
  return {};
}

std::string assign_pairs(text_pairs& field, const file_value& value) {
  constexpr const char* form = R"(must be a table of texts, like { a = "b" })";
  auto table = std::get_if<file_table>(&value.value);
  if (!table)
    return form;
  field.clear();
  for (const auto& member : *table) {
    auto text = scalar_text(member.value);
    if (!text)
      return form;
    field.emplace_back(member.key, std::move(*text));
  }
  return {};
}

std::string assign_whole(std::int64_t& field, const file_value& value,
                         std::int64_t low, std::int64_t high) {
  auto number = std::get_if<std::int64_t>(&value.value);
  if (!number)
    return "must be a whole number, without quotes";
  if (*number < low || *number > high)
    return "is " + std::to_string(*number) + "; it must be from "
           + std::to_string(low) + " to " + std::to_string(high);
  field = *number;
  return {};
}

std::string assign_wholes(std::vector<int>& field, const file_value& value,
                          int low, int high) {
  auto list = std::get_if<file_list>(&value.value);
  if (!list)
    return "must be a list of whole numbers, like [404]";
  field.clear();
  for (const auto& item : *list) {
    std::int64_t number = 0;
    if (auto fault = assign_whole(number, item, low, high); !fault.empty())
      return "holds one that " + fault;
    field.push_back(static_cast<int>(number));
  }
  return {};
}

std::string assign_number(double& field, const file_value& value, double low,
                          double high, double least) {
  double number = 0;
  if (auto whole = std::get_if<std::int64_t>(&value.value))
    number = static_cast<double>(*whole);
  else if (auto fraction = std::get_if<double>(&value.value))
    number = *fraction;
  else
    return "must be a number, without quotes";
  // Written so that what is no number at all is refused too.
  if (!(number >= low && number <= high))
    return out_of_range(shown(number), low, high);
  if (number > 0 && number < least)
    return "is " + shown(number) + "; if it is more than 0 it must be at least "
           + shown(least);
  field = number;
  return {};
}

} // namespace leadmill
