#include "messages/row_json.hpp"

#include <simdjson.h>

namespace leadmill {

struct row_reader::impl {
  simdjson::dom::parser parser;
};

row_reader::row_reader() : impl_(std::make_unique<impl>()) {}

row_reader::~row_reader() = default;
row_reader::row_reader(row_reader&&) noexcept = default;
row_reader& row_reader::operator=(row_reader&&) noexcept = default;

row_columns row_reader::read(std::string_view json) {
  namespace dom = simdjson::dom;
  row_columns out;
  dom::object object;
  if (impl_->parser.parse(json.data(), json.size()).get(object))
    return out;
  for (auto [name, value] : object) {
    switch (value.type()) {
    case dom::element_type::STRING:
      out.emplace_back(name, std::string_view{value});
      break;
    case dom::element_type::NULL_VALUE:
      out.emplace_back(name, "");
      break;
    case dom::element_type::ARRAY:
    case dom::element_type::OBJECT:
      break;
    default:
      out.emplace_back(name, simdjson::minify(value));
    }
  }
  return out;
}

std::vector<row_member> row_reader::read_members(std::string_view json) {
  namespace dom = simdjson::dom;
  std::vector<row_member> out;
  dom::object object;
  if (impl_->parser.parse(json.data(), json.size()).get(object))
    return out;
  for (auto [name, value] : object) {
    row_member member{std::string{name}, simdjson::minify(value), {}};
    if (value.is_string())
      member.text = std::string_view{value};
    else if (!value.is_null())
      member.text = member.json;
    out.push_back(std::move(member));
  }
  return out;
}

} // namespace leadmill
