#include "actors/outside/html_tree.hpp"

#include <algorithm>
#include <map>
#include <new>
#include <utility>

#include <libxml/HTMLparser.h>
#include <libxml/HTMLtree.h>
#include <libxml/SAX2.h>
#include <libxml/xpath.h>

#include "actors/outside/html_encoding.hpp"
#include "leads/text.hpp"

namespace leadmill {

namespace {

/// Of all names of elements and attributes that differ; attributes beyond are
/// left out. libxml2 compares each attribute of a tag with all before it:
/// without this bound a megabyte of them takes a minute.
constexpr std::size_t max_name_bytes = 60'000;
/// Steps of XPath for one page, see xmlXPathContext::opLimit.
constexpr unsigned long max_steps = 20'000'000;
/// Longer texts are cut.
constexpr std::size_t max_text_bytes = std::size_t{64} << 10;

template <auto release>
struct releaser {
  template <class T>
  void operator()(T* what) const {
    release(what);
  }
};
using parser_ptr =
    std::unique_ptr<htmlParserCtxt, releaser<htmlFreeParserCtxt>>;
using document_ptr = std::unique_ptr<xmlDoc, releaser<xmlFreeDoc>>;
using context_ptr =
    std::unique_ptr<xmlXPathContext, releaser<xmlXPathFreeContext>>;
using expression_ptr =
    std::unique_ptr<xmlXPathCompExpr, releaser<xmlXPathFreeCompExpr>>;
using object_ptr =
    std::unique_ptr<xmlXPathObject, releaser<xmlXPathFreeObject>>;

const xmlChar* as_xml(const char* text) {
  return reinterpret_cast<const xmlChar*>(text);
}

std::string_view as_view(const xmlChar* text) {
  return text ? reinterpret_cast<const char*>(text) : "";
}

/// A text that libxml2 made for us.
std::string take_text(xmlChar* text) {
  std::string out{as_view(text).substr(0, max_text_bytes)};
  xmlFree(text);
  return out;
}

xmlNode* to_node(html_tree::node which) {
  return static_cast<xmlNode*>(which.at);
}

void ignore_error(void*, xmlErrorPtr) {}
void ignore_text(void*, const char*, ...) {}

/// Keeps libxml2 from printing, which would be of the page: about people. Holds
/// for a thread.
void be_silent() {
  [[maybe_unused]] static const bool is_ready = (xmlInitParser(), true);
  xmlSetStructuredErrorFunc(nullptr, ignore_error);
  xmlSetGenericErrorFunc(nullptr, ignore_text);
}

/// Ends the parser at the bound; in its `_private` they are counted.
void count_element(void* context, const xmlChar* name,
                   const xmlChar** attributes) {
  auto parser = static_cast<htmlParserCtxt*>(context);
  if (++*static_cast<std::size_t*>(parser->_private) > max_html_elements)
    xmlStopParser(parser);
  else
    xmlSAX2StartElement(context, name, attributes);
}

/// Whether an element stands apart from the text around it.
bool is_apart(const xmlNode* node) {
  if (node->type != XML_ELEMENT_NODE)
    return false;
  auto known = htmlTagLookup(node->name);
  return (known && !known->isinline) || as_view(node->name) == "br";
}

/// The node that follows in document order, below `root`; null at the end.
/// Calls `leave` for each that ends in between.
template <class Leave>
const xmlNode* next_node(const xmlNode* at, const xmlNode* root, Leave leave) {
  if (at->type == XML_ELEMENT_NODE && at->children)
    return at->children;
  while (at != root) {
    leave(at);
    if (at->next)
      return at->next;
    at = at->parent;
  }
  return nullptr;
}

/// The text below an element. That of scripts and styles is CDATA to libxml2.
std::string text_below(const xmlNode* root) {
  std::string out;
  auto separate = [&](const xmlNode* node) {
    if (is_apart(node))
      out += ' ';
  };
  for (auto at = root; at && out.size() < max_text_bytes;
       at = next_node(at, root, separate)) {
    separate(at);
    if (at->type == XML_TEXT_NODE)
      out += as_view(at->content).substr(0, max_text_bytes);
  }
  return out;
}

std::string content_of(xmlNode* node) {
  return node->type == XML_ELEMENT_NODE ? text_below(node)
                                        : take_text(xmlNodeGetContent(node));
}

html_tree::found to_found(xmlXPathObject& what) {
  html_tree::found out;
  if (what.type != XPATH_NODESET) {
    out.text = squeeze(take_text(xmlXPathCastToString(&what)));
    return out;
  }
  auto set = what.nodesetval;
  for (int i = 0; set && i < set->nodeNr; ++i)
    // One of those is no node.
    if (set->nodeTab[i]->type != XML_NAMESPACE_DECL)
      out.nodes.push_back({set->nodeTab[i]});
  return out;
}

} // namespace

struct html_tree::impl {
  document_ptr page;
  context_ptr context;
  std::map<std::string, expression_ptr> known;

  explicit impl(document_ptr made) : page{std::move(made)} {
    if (page)
      context.reset(xmlXPathNewContext(page.get()));
    if (!context)
      throw std::bad_alloc{};
    context->opLimit = max_steps;
  }

  /// Null when it is no expression.
  xmlXPathCompExpr* compile(const std::string& text) {
    auto& made = known[text];
    if (!made)
      made.reset(xmlXPathCtxtCompile(context.get(), as_xml(text.c_str())));
    return made.get();
  }
};

html_tree::html_tree(std::unique_ptr<impl> made) : impl_{std::move(made)} {}
html_tree::html_tree(html_tree&&) noexcept = default;
html_tree::~html_tree() = default;

outcome<html_tree> html_tree::parse(std::string_view page,
                                    std::string_view content_type) {
  auto too_large =
      fail(errc::upstream_failed,
           "is larger than " + std::to_string(max_html_bytes) + " bytes.");
  if (page.size() > max_html_bytes)
    return too_large;
  auto text = html_to_utf8(page, content_type);
  if (text.size() > max_html_bytes)
    return too_large;
  be_silent();
  parser_ptr parser{htmlNewParserCtxt()};
  if (!parser)
    throw std::bad_alloc{};
  xmlDictSetLimit(parser->dict, max_name_bytes);
  std::size_t elements = 0;
  parser->_private = &elements;
  parser->sax->startElement = count_element;
  document_ptr made{htmlCtxtReadMemory(
      parser.get(), text.data(), static_cast<int>(text.size()), nullptr,
      "utf-8",
      HTML_PARSE_RECOVER | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING
          | HTML_PARSE_NONET | HTML_PARSE_COMPACT | HTML_PARSE_IGNORE_ENC)};
  if (elements > max_html_elements)
    return fail(errc::upstream_failed, "has more than "
                                           + std::to_string(max_html_elements)
                                           + " elements.");
  // It stops so at its own bound of depth.
  if (parser->disableSAX)
    return fail(errc::upstream_failed, "is nested too deeply to be read.");
  // Of a page without anything there is no tree.
  if (!made)
    made.reset(htmlNewDocNoDtD(nullptr, nullptr));
  return html_tree{std::make_unique<impl>(std::move(made))};
}

html_tree::node html_tree::root() const { return {impl_->page.get()}; }

outcome<html_tree::found> html_tree::select(const std::string& expression,
                                            node from) {
  be_silent();
  auto& context = *impl_->context;
  context.node = to_node(from);
  context.lastError.code = 0;
  auto compiled = impl_->compile(expression);
  object_ptr got{compiled ? xmlXPathCompiledEval(compiled, &context) : nullptr};
  if (got)
    return to_found(*got);
  constexpr auto took_too_long = static_cast<int>(XML_XPATH_EXPRESSION_OK)
                                 + static_cast<int>(XPATH_OP_LIMIT_EXCEEDED);
  if (compiled && context.lastError.code == took_too_long)
    return fail(errc::upstream_failed,
                "takes too long to search by \"" + expression + "\".");
  return fail(errc::invalid_argument,
              "\"" + expression + "\" is no XPath expression.");
}

std::string html_tree::text_of(node which) const {
  return squeeze(content_of(to_node(which)));
}

bool html_tree::is_link(node which) const {
  auto at = to_node(which);
  auto name = as_view(at->name);
  return at->type == XML_ATTRIBUTE_NODE && (name == "href" || name == "src");
}

std::string html_tree::address_of(node which) const {
  auto at = to_node(which);
  return squeeze(at->type == XML_ELEMENT_NODE
                     ? take_text(xmlGetProp(at, as_xml("href")))
                     : content_of(at));
}

outcome<void> check_xpath(const std::string& expression) {
  // What is unknown in an expression shows only when it is used.
  auto tree = html_tree::parse("<p><a href=\"#\">.</a></p>");
  if (!tree)
    return tl::make_unexpected(std::move(tree.error()));
  auto found = tree->select(expression, tree->root());
  if (!found)
    return tl::make_unexpected(std::move(found.error()));
  return {};
}

} // namespace leadmill
