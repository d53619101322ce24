#include "actors/outside/html_page.hpp"

#include <optional>
#include <utility>

#include "actors/outside/html_tree.hpp"
#include "actors/outside/read_answer.hpp"
#include "actors/outside/url.hpp"
#include "leads/text.hpp"

namespace leadmill {

namespace {

using node = html_tree::node;

tl::unexpected<problem> bad_page(const source_declaration& source,
                                 problem what) {
  what.detail = (what.code == errc::upstream_failed ? "A page of " : "Source ")
                + source.name
                + (what.code == errc::upstream_failed ? " " : ": ")
                + what.detail;
  return tl::make_unexpected(std::move(what));
}

/// Reads one page.
class page_reader {
 public:
  page_reader(const source_declaration& source, html_tree page,
              const std::string& page_url)
      : source_{source}, page_{std::move(page)}, url_{page_url} {}

  outcome<page_content> read() {
    if (auto done = read_base(); !done)
      return tl::make_unexpected(std::move(done.error()));
    auto rows = page_.select(source_.rows_at, page_.root());
    if (!rows)
      return tl::make_unexpected(std::move(rows.error()));
    if (rows->nodes.size() > max_html_rows)
      return fail(errc::upstream_failed,
                  "has more than " + std::to_string(max_html_rows) + " rows.");
    for (auto row : rows->nodes)
      if (auto done = read_row(row); !done)
        return tl::make_unexpected(std::move(done.error()));
    if (auto done = read_next(); !done)
      return tl::make_unexpected(std::move(done.error()));
    seal(out_);
    return std::move(out_);
  }

 private:
  /// What links are relative to.
  outcome<void> read_base() {
    base_ = url_;
    auto found = page_.select("//base[@href]", page_.root());
    if (!found)
      return tl::make_unexpected(std::move(found.error()));
    if (!found->nodes.empty())
      base_ =
          resolve_url(url_, page_.address_of(found->nodes[0])).value_or(url_);
    return {};
  }

  /// A node as it goes into a column.
  std::string value_of(node which) const {
    if (page_.is_link(which))
      if (auto address = resolve_url(base_, page_.address_of(which)))
        return *address;
    return page_.text_of(which);
  }

  outcome<std::optional<std::string>> find(const given_value& column,
                                           node row) {
    for (auto& path : column.paths) {
      auto found = page_.select(path.at, row);
      if (!found)
        return tl::make_unexpected(std::move(found.error()));
      if (auto value = in_our_words(column, found->text))
        return value;
      for (auto which : found->nodes)
        if (auto value = in_our_words(column, value_of(which)))
          return value;
    }
    return std::nullopt;
  }

  outcome<void> read_row(node row) {
    text_pairs cells;
    for (auto& column : source_.columns) {
      auto value = find(column, row);
      if (!value)
        return tl::make_unexpected(std::move(value.error()));
      if (*value)
        cells.emplace_back(column.field, std::move(**value));
    }
    if (!cells.empty())
      add_row(out_, source_, cells);
    return {};
  }

  /// What `more_at` finds; empty for nothing.
  outcome<std::string> next_link() {
    auto found = page_.select(source_.more_at, page_.root());
    if (!found)
      return tl::make_unexpected(std::move(found.error()));
    for (auto which : found->nodes)
      if (auto link = page_.address_of(which); !link.empty())
        return link;
    return std::move(found->text);
  }

  outcome<void> read_next() {
    if (source_.more_at.empty()) {
      out_.more = !out_.rows.empty();
      return {};
    }
    auto link = next_link();
    if (!link)
      return tl::make_unexpected(std::move(link.error()));
    if (link->empty() || link->front() == '#'
        || ascii_lower(*link).starts_with("javascript:"))
      return {};
    auto next = resolve_url(base_, *link);
    auto to = next ? split_url(*next) : std::nullopt;
    auto here = split_url(url_);
    if (!to || !here || !same_origin(*to, *here))
      return fail(errc::upstream_failed, "says that the next one is on another "
                                         "host, scheme or port.");
    if (next == resolve_url(url_, ""))
      return {};
    out_.more = true;
    out_.next = std::move(*next);
    return {};
  }

  const source_declaration& source_;
  html_tree page_;
  std::string url_;
  std::string base_;
  page_content out_;
};

} // namespace

outcome<page_content> read_html_page(const source_declaration& source,
                                     int status, std::string_view body,
                                     const std::string& page_url,
                                     std::string_view content_type) {
  if (means_nothing(source.request, status)) {
    page_content nothing;
    seal(nothing);
    return nothing;
  }
  if (status < 200 || status > 299)
    return bad_page(source, {errc::upstream_failed,
                             "has status " + std::to_string(status) + ".",
                             {},
                             0});
  auto tree = html_tree::parse(body, content_type);
  if (!tree)
    return bad_page(source, std::move(tree.error()));
  auto page = page_reader{source, std::move(*tree), page_url}.read();
  if (!page)
    return bad_page(source, std::move(page.error()));
  return page;
}

} // namespace leadmill
