#include "leads/csv_scan.hpp"

#include <algorithm>
#include <array>

#include "leads/text.hpp"
#include "messages/json.hpp"

namespace leadmill {

namespace {

constexpr std::string_view byte_order_mark = "\xef\xbb\xbf";

bool is_blank(const csv_record& record) {
  return std::all_of(record.cells.begin(), record.cells.end(),
                     [](const auto& cell) { return trim(cell).empty(); });
}

tl::unexpected<problem> bad_line(std::size_t line, const std::string& what) {
  return fail(errc::invalid_argument, "The CSV cannot be read: line "
                                          + std::to_string(line) + " " + what);
}

} // namespace

csv_scanner::csv_scanner(std::string_view text) : text_(text) {
  if (text_.starts_with(byte_order_mark))
    at_ = byte_order_mark.size();
  while (at_ < text_.size() && at_line_end())
    skip_line_end();
  find_delimiter();
}

void csv_scanner::find_delimiter() {
  auto end = text_.find_first_of("\r\n", at_);
  auto first = text_.substr(
      at_, end == std::string_view::npos ? std::string_view::npos : end - at_);
  // Excel's own way to say it.
  if (first.size() == 5 && first.starts_with("sep=")) {
    delimiter_ = first.back();
    at_ += first.size();
    skip_line_end();
    return;
  }
  constexpr std::string_view candidates = ",;\t|";
  std::array<std::size_t, candidates.size()> counts{};
  bool quoted = false;
  for (auto c : text_.substr(at_)) {
    if (c == '"')
      quoted = !quoted;
    if (quoted)
      continue;
    if (c == '\r' || c == '\n')
      break;
    if (auto i = candidates.find(c); i != std::string_view::npos)
      ++counts[i];
  }
  auto most = std::max_element(counts.begin(), counts.end());
  delimiter_ = candidates[static_cast<std::size_t>(most - counts.begin())];
}

bool csv_scanner::at_line_end() const noexcept {
  return text_[at_] == '\n' || text_[at_] == '\r';
}

void csv_scanner::skip_line_end() noexcept {
  if (at_ >= text_.size())
    return;
  at_ += text_.substr(at_).starts_with("\r\n") ? 2 : 1;
  ++line_;
}

outcome<void> csv_scanner::check_text() const {
  if (text_.find('\0') == std::string_view::npos && is_utf8(text_))
    return {};
  std::size_t line = 1;
  for (std::size_t from = 0; from <= text_.size(); ++line) {
    auto end = std::min(text_.find_first_of("\r\n", from), text_.size());
    auto part = text_.substr(from, end - from);
    if (part.find('\0') != std::string_view::npos)
      return bad_line(line, "has a NUL byte. Save the file as CSV in UTF-8.");
    if (!is_utf8(part))
      return bad_line(line, "is not UTF-8. Save the file as CSV in UTF-8.");
    from = end + (text_.substr(end).starts_with("\r\n") ? 2 : 1);
  }
  return bad_line(1, "is not UTF-8. Save the file as CSV in UTF-8.");
}

void csv_scanner::read_plain(std::string& cell) {
  auto from = at_;
  while (at_ < text_.size() && text_[at_] != delimiter_ && !at_line_end())
    ++at_;
  cell.append(text_.substr(from, at_ - from));
}

outcome<void> csv_scanner::read_quoted(std::string& cell) {
  auto opened = line_;
  ++at_;
  while (at_ < text_.size()) {
    if (at_line_end()) {
      auto from = at_;
      skip_line_end();
      cell.append(text_.substr(from, at_ - from));
      continue;
    }
    if (text_[at_] != '"') {
      cell += text_[at_++];
      continue;
    }
    if (!text_.substr(at_ + 1).starts_with('"')) {
      ++at_;
      // What stands behind the closing quote belongs to the cell too.
      read_plain(cell);
      return {};
    }
    cell += '"';
    at_ += 2;
  }
  return bad_line(opened, "opens a quote that is never closed.");
}

outcome<void> csv_scanner::read_record(csv_record& out) {
  out.cells.clear();
  out.line = line_;
  while (true) {
    auto& cell = out.cells.emplace_back();
    if (at_ < text_.size() && text_[at_] == '"') {
      if (auto read = read_quoted(cell); !read)
        return read;
    } else {
      read_plain(cell);
    }
    if (at_ >= text_.size() || text_[at_] != delimiter_)
      break;
    ++at_;
  }
  skip_line_end();
  return {};
}

outcome<bool> csv_scanner::next(csv_record& out) {
  if (!checked_) {
    if (auto checked = check_text(); !checked)
      return tl::make_unexpected(checked.error());
    checked_ = true;
  }
  while (at_ < text_.size()) {
    if (auto read = read_record(out); !read)
      return tl::make_unexpected(read.error());
    if (!is_blank(out))
      return true;
  }
  return false;
}

} // namespace leadmill
