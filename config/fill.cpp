#include "config/fill.hpp"

#include "messages/json.hpp"
#include "messages/placeholders.hpp"

namespace leadmill {

namespace {

using kind = written_piece::kind;

std::string percent_encode(std::string_view text) {
  static constexpr char hex[] = "0123456789ABCDEF";
  static constexpr std::string_view marks = "-._~";
  std::string result;
  for (auto c : text) {
    auto byte = static_cast<unsigned char>(c);
    auto stays = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')
                 || (c >= '0' && c <= '9')
                 || marks.find(c) != std::string_view::npos;
    if (stays)
      result += c;
    else
      ((result += '%') += hex[byte >> 4]) += hex[byte & 15];
  }
  return result;
}

std::string json_escape(std::string_view text) {
  std::string result;
  append_quoted(result, text);
  return result.substr(1, result.size() - 2);
}

/// Fills one template from left to right.
class filling {
 public:
  explicit filling(template_place place) : place_(place) {}

  void add(const written_piece& piece) {
    if (piece.what == kind::text)
      return add_text(piece.text);
    result_.push_back(piece);
    // Only that something stands there matters.
    so_far_ += 'x';
  }

  void add_value(const std::string& value) {
    switch (place_) {
    case template_place::url:
      return add_text(is_behind_host(so_far_) ? percent_encode(value) : value);
    case template_place::json:
      return add_text(json_.in_quotes() ? json_escape(value) : value);
    case template_place::form:
      return add_text(percent_encode(value));
    case template_place::plain:
      return add_text(value);
    }
  }

  void add_stand_in() {
    if (place_ == template_place::url && so_far_.empty())
      add_text("https://unset.example");
    else if (place_ == template_place::json && !json_.in_quotes())
      add_text("0");
    else
      add_text("x");
  }

  written_pieces take() { return std::move(result_); }

 private:
  void add_text(const std::string& text) {
    if (result_.empty() || result_.back().what != kind::text)
      result_.push_back({kind::text, {}});
    result_.back().text += text;
    so_far_ += text;
    json_.read(text);
  }

  template_place place_;
  written_pieces result_;
  std::string so_far_;
  json_place json_;
};

} // namespace

written_pieces template_filler::fill(const written_pieces& from,
                                     template_place place) {
  filling result{place};
  for (const auto& piece : from)
    if (piece.what != kind::variable)
      result.add(piece);
    else if (auto value = value_of(piece.text))
      result.add_value(*value);
    else
      result.add_stand_in();
  return result.take();
}

const std::string* template_filler::value_of(const std::string& name) {
  auto [found, is_new] = seen_.try_emplace(name);
  auto& value = found->second;
  if (is_new) {
    value = look_up(environment_, name);
    if (value.fault)
      faults_.push_back(*value.fault);
    else if (!value.text || value.text->empty())
      missing_.push_back(name);
  }
  return value.text && !value.text->empty() ? &*value.text : nullptr;
}

std::string template_filler::place_of(const std::string& name) const {
  auto found = seen_.find(name);
  auto is_set = found != seen_.end() && found->second.text;
  return is_set ? found->second.where : std::string{};
}

void tell_filled(const std::string& key, const written_pieces& written,
                 const std::string& fault, const template_filler& filler,
                 fault_list& faults) {
  std::string names;
  std::string where;
  for (const auto& piece : written) {
    auto set = piece.what == kind::variable ? filler.place_of(piece.text)
                                            : std::string{};
    if (set.empty())
      continue;
    names += (names.empty() ? "" : " and ") + piece.text;
    if (where.empty())
      where = set;
  }
  if (names.empty())
    faults.wrong(key, fault);
  else
    faults.wrong_at(where, key + ", with " + names + " put in, " + fault);
}

bool is_behind_host(std::string_view text) noexcept {
  auto scheme = text.find("://");
  return scheme != std::string_view::npos
         && text.find_first_of("/?#", scheme + 3) != std::string_view::npos;
}

} // namespace leadmill
