// A page of HTML as a tree in which XPath finds things. However broken or
// hostile the page is, reading it takes bounded time and memory, and loads
// nothing. The one place that knows libxml2.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "messages/errors.hpp"

namespace leadmill {

/// The largest page that is read, as it came and in UTF-8.
constexpr std::size_t max_html_bytes = std::size_t{8} << 20;
/// XPath takes the square of their number to unite two sets of them.
constexpr std::size_t max_html_elements = 50'000;

class html_tree {
 public:
  /// A part of the page; good as long as its tree.
  struct node {
    void* at = nullptr;
  };

  /// What an XPath expression finds: nodes in the order of the page, or one
  /// text (also for what is a number or a truth).
  struct found {
    std::vector<node> nodes;
    std::string text;
  };

  html_tree(html_tree&&) noexcept;
  ~html_tree();

  /// Reads a page, whatever it is; `content_type` is its header, see
  /// actors/outside/html_encoding.hpp. `upstream_failed` for one that is too
  /// large, nested too deeply, or has too many elements; the detail goes on
  /// from "A page of X ".
  static outcome<html_tree> parse(std::string_view page,
                                  std::string_view content_type = {});

  node root() const;

  /// What `expression` finds from a node on. `invalid_argument` for what is no
  /// XPath 1.0, quoting it; `upstream_failed` when it takes too long, all
  /// expressions of this tree together.
  outcome<found> select(const std::string& expression, node from);

  /// The text in it, each run of white space as one blank: without scripts and
  /// styles, and with a blank where a line or a block ends. Bounded: of a very
  /// long one only the beginning.
  std::string text_of(node which) const;

  /// Whether it is an attribute that holds an address: `href`, `src`.
  bool is_link(node which) const;

  /// The address of a link: of an attribute or a text itself, of an element
  /// its `href`. Blanks around it are left out.
  std::string address_of(node which) const;

 private:
  struct impl;
  explicit html_tree(std::unique_ptr<impl> made);

  std::unique_ptr<impl> impl_;
};

/// Whether it is an XPath 1.0 expression; `invalid_argument`, quoting it.
outcome<void> check_xpath(const std::string& expression);

} // namespace leadmill
