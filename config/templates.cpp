#include "config/templates.hpp"

#include <algorithm>

#include "config/variables.hpp"
#include "messages/placeholders.hpp"

namespace leadmill {

namespace {

using kind = written_piece::kind;

class taker {
 public:
  taker(std::string_view text, lone_brace lone) : rest_(text), lone_(lone) {}

  tl::expected<written_pieces, std::string> run() {
    while (!rest_.empty() && fault_.empty())
      take();
    if (!fault_.empty())
      return tl::make_unexpected(fault_);
    return std::move(pieces_);
  }

 private:
  void take() {
    if (skip("$${"))
      add_text("${");
    else if (skip("${"))
      take_variable();
    else if (lone_ == lone_brace::is_text)
      take_text();
    else if (skip("{{"))
      add_text("{");
    else if (rest_.front() == '{')
      take_placeholder();
    else
      take_text();
  }

  bool skip(std::string_view what) {
    if (!rest_.starts_with(what))
      return false;
    rest_.remove_prefix(what.size());
    return true;
  }

  void take_text() {
    auto end = std::min(rest_.find_first_of("${", 1), rest_.size());
    add_text(rest_.substr(0, end));
    rest_.remove_prefix(end);
  }

  void take_variable() {
    auto end = rest_.find('}');
    auto name = rest_.substr(0, end);
    if (end == std::string_view::npos || !is_variable_name(name)) {
      fault_ = "has a ${ that is not followed by a variable's name and a }; "
               "write $${ for a literal ${";
      return;
    }
    pieces_.push_back({kind::variable, std::string{name}});
    rest_.remove_prefix(end + 1);
  }

  void take_placeholder() {
    if (auto name = placeholder_at(rest_); !name.empty()) {
      pieces_.push_back({kind::placeholder, std::string{name}});
      rest_.remove_prefix(name.size() + 2);
    } else if (lone_ == lone_brace::is_itself) {
      add_text("{");
      rest_.remove_prefix(1);
    } else {
      fault_ = "has a { that begins no placeholder, like {phone}; write {{ "
               "for a brace";
    }
  }

  void add_text(std::string_view text) {
    if (pieces_.empty() || pieces_.back().what != kind::text)
      pieces_.push_back({kind::text, {}});
    pieces_.back().text += text;
  }

  std::string_view rest_;
  lone_brace lone_;
  written_pieces pieces_;
  std::string fault_;
};

} // namespace

tl::expected<written_pieces, std::string> take_apart(std::string_view text,
                                                     lone_brace lone) {
  return taker{text, lone}.run();
}

std::string put_together(const written_pieces& pieces) {
  std::string result;
  for (const auto& piece : pieces) {
    if (piece.what == kind::placeholder) {
      result += "{" + piece.text + "}";
      continue;
    }
    for (auto c : piece.text)
      if (c == '{')
        result += "{{";
      else
        result += c;
  }
  return result;
}

std::vector<std::string> placeholders_of(const written_pieces& pieces) {
  std::vector<std::string> result;
  for (const auto& piece : pieces)
    if (piece.what == kind::placeholder
        && std::find(result.begin(), result.end(), piece.text) == result.end())
      result.push_back(piece.text);
  return result;
}

} // namespace leadmill
