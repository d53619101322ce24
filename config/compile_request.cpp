#include "config/compile_request.hpp"

#include <algorithm>
#include <utility>

#include "config/keys.hpp"
#include "config/template_checks.hpp"
#include "messages/ascii.hpp"
#include "messages/placeholders.hpp"

namespace leadmill {

namespace {

using kind = written_piece::kind;

class compiler {
 public:
  compiler(const request_template& written, const request_base& base,
           std::string name, template_filler& filler, fault_list& faults)
      : base_(base), name_(std::move(name)), filler_(filler), faults_(faults) {
    result_.value = written;
  }

  compiled_request run() {
    compile_url();
    compile_query();
    compile_headers();
    compile_body();
    return std::move(result_);
  }

 private:
  void wrong(const std::string& part, const std::string& what) {
    faults_.wrong(name_ + "." + part, what);
  }

  /// The part without variables; empty when it is no template.
  written_pieces filled(const std::string& part, const std::string& text,
                        template_place place, lone_brace lone) {
    auto pieces = take_apart(text, lone);
    if (!pieces) {
      wrong(part, pieces.error());
      return {};
    }
    written_ = std::move(*pieces);
    for (auto& used : placeholders_of(written_))
      result_.placeholders.emplace_back(std::move(used), part);
    return filler_.fill(written_, place);
  }

  void check(const std::string& part, const std::string& fault) {
    if (!fault.empty())
      tell_filled(name_ + "." + part, written_, fault, filler_, faults_);
  }

  void compile_url() {
    auto& url = result_.value.url;
    if (url.empty())
      return;
    auto relative = url.starts_with('/');
    auto pieces = filled("url", url,
                         relative ? template_place::form : template_place::url,
                         lone_brace::is_mistake);
    if (pieces.empty() || (relative && base_.is_wrong))
      return;
    if (relative && base_.url.empty())
      return wrong("url", "is relative, and there is no base_url; write it "
                          "whole, like \"https://api.example.com/v1\"");
    if (relative)
      pieces.insert(pieces.begin(), base_.url.begin(), base_.url.end());
    auto fault = url_fault(pieces);
    check("url", fault);
    if (fault.empty())
      need(placeholders_in_path(pieces));
    url = put_together(pieces);
  }

  void need(std::vector<std::string> names) {
    auto& needs = result_.value.needs;
    for (auto& name : names)
      // The first page of a source has no {next} yet.
      if (name != "next"
          && std::find(needs.begin(), needs.end(), name) == needs.end())
        needs.push_back(std::move(name));
  }

  void compile_query() {
    for (auto& [key, text] : result_.value.query) {
      auto part = "query." + key;
      if (key.find_first_of("{}") != std::string::npos)
        wrong(part, "has a brace in its name; placeholders may stand in values "
                    "only");
      text = put_together(
          filled(part, text, template_place::plain, lone_brace::is_mistake));
    }
  }

  void compile_headers() {
    std::vector<std::string> seen;
    for (auto& [key, text] : result_.value.headers) {
      auto part = "headers." + key;
      if (auto fault = header_name_fault(key); !fault.empty())
        wrong(part, fault);
      if (std::find(seen.begin(), seen.end(), ascii_lower(key)) != seen.end())
        wrong(part, "is there twice; a header's name is the same in capitals");
      seen.push_back(ascii_lower(key));
      auto pieces =
          filled(part, text, template_place::plain, lone_brace::is_mistake);
      check(part, header_value_fault(pieces));
      text = put_together(pieces);
    }
  }

  void compile_body() {
    auto& body = result_.value.body;
    auto what = kind_of_body(result_.value);
    result_.is_json = what == body_kind::json;
    if (body.empty())
      return;
    auto place = what == body_kind::json   ? template_place::json
                 : what == body_kind::form ? template_place::form
                                           : template_place::plain;
    auto pieces = filled("body", body, place,
                         result_.is_json ? lone_brace::is_itself
                                         : lone_brace::is_mistake);
    if (pieces.empty())
      return;
    if (result_.is_json)
      check("body", json_fault(pieces, false));
    else if (what == body_kind::other && !placeholders_of(pieces).empty())
      wrong("body", "has placeholders, which may stand in JSON or in a form "
                    "only; say in a Content-Type header that it is one");
    body = put_together(pieces);
    result_.body = std::move(pieces);
  }

  const request_base& base_;
  std::string name_;
  template_filler& filler_;
  fault_list& faults_;
  compiled_request result_;
  /// The pieces of the part that is being looked at.
  written_pieces written_;
};

} // namespace

compiled_request compile_request(const request_template& written,
                                 const request_base& base,
                                 const std::string& name,
                                 template_filler& filler, fault_list& faults) {
  return compiler{written, base, name, filler, faults}.run();
}

request_base compile_base(const std::string& written, const std::string& name,
                          template_filler& filler, fault_list& faults) {
  if (written.empty())
    return {};
  const auto key = name + ".base_url";
  auto pieces = take_apart(written, lone_brace::is_mistake);
  if (!pieces) {
    faults.wrong(key, pieces.error());
    return {{}, true};
  }
  request_base result{filler.fill(*pieces, template_place::url)};
  if (auto fault = base_url_fault(result.url); !fault.empty()) {
    tell_filled(key, *pieces, fault, filler, faults);
    return {{}, true};
  }
  auto& text = result.url.back().text;
  while (text.ends_with('/'))
    text.pop_back();
  return result;
}

} // namespace leadmill
