// Compiles each block into the configuration; see config/declarations.hpp.
#include "config/declarations.hpp"

#include <algorithm>
#include <utility>

#include "config/address.hpp"
#include "config/compile_request.hpp"
#include "config/declaration_check.hpp"
#include "config/declaration_keys.hpp"
#include "config/destinations.hpp"
#include "config/fault_list.hpp"
#include "config/fill.hpp"
#include "config/keys.hpp"
#include "config/written.hpp"

namespace leadmill {

namespace {

/// Compiles one block into the configuration.
class block_compiler {
 public:
  block_compiler(declared_block& block, const variables& environment,
                 const config_origins& origins, config& value,
                 fault_list& faults)
      : block_(block), origins_(origins), value_(value), faults_(faults),
        filler_(environment),
        name_(to_string(block.kind) + ("." + block.name)) {}

  void run() {
    faults_.note(name_, block_.where);
    if (block_.kind == declaration_kind::provider)
      compile_provider();
    else
      compile_source();
    if (!block_.reason.empty())
      value_.disabled.push_back(
          {block_.kind, block_.name, block_.reason, block_.step});
  }

 private:
  void compile_provider() {
    written_provider written;
    written.value.name = block_.name;
    read_table(block_.written, name_, provider_keys(), written, faults_);
    auto& value = written.value;
    block_.step = value.step;
    auto names = name_requests(written);
    auto base = own_base(written.base_url, written.enabled);
    std::vector<compiled_request> compiled;
    for (std::size_t i = 0; i < value.requests.size(); ++i)
      compiled.push_back(
          compile_request(value.requests[i], base, names[i], filler_, faults_));
    check_provider(value, compiled, names, name_, written.enabled, faults_);
    for (std::size_t i = 0; i < compiled.size(); ++i)
      value.requests[i] = std::move(compiled[i].value);
    decide(written.enabled);
    if (block_.reason.empty())
      value_.providers.push_back(std::move(value));
  }

  /// Gives those without a name one, and returns the tables that they are in.
  std::vector<std::string> name_requests(written_provider& written) {
    auto& requests = written.value.requests;
    std::vector<std::string> names;
    for (std::size_t i = 0; i < requests.size(); ++i) {
      auto number = std::to_string(i + 1);
      names.push_back(name_ + ".request[" + number + "]");
      if (requests[i].name.empty())
        requests[i].name = "request-" + number;
    }
    if (written.direct && !requests.empty()) {
      faults_.wrong(name_ + ".request",
                    "is there, and so are keys of a request in the block "
                    "itself; write all of them under [["
                        + name_ + ".request]]");
    } else if (written.direct) {
      written.direct->name = block_.name;
      requests.push_back(std::move(*written.direct));
      names.push_back(name_);
    }
    return names;
  }

  void compile_source() {
    written_source written;
    written.value.name = block_.name;
    written.value.request.name = block_.name;
    read_table(block_.written, name_, source_keys(), written, faults_);
    auto& value = written.value;
    value.obey_robots =
        written.obey_robots.value_or(value.format == source_format::html);
    auto is_relative = value.request.url.starts_with('/');
    takes_common_base_ = is_relative && written.base_url.empty();
    auto base = takes_common_base_ && written.enabled
                    ? common_base()
                    : own_base(written.base_url, written.enabled);
    auto compiled =
        compile_request(value.request, base, name_, filler_, faults_);
    check_source(value, compiled, name_, written.enabled, faults_);
    value.request = std::move(compiled.value);
    decide(written.enabled);
    if (!block_.reason.empty())
      return;
    if (value_.environment == deployment::production)
      check_loopback(value.request.url, is_relative);
    value_.sources.push_back(std::move(value));
  }

  /// What is disabled may have none yet.
  request_base own_base(const std::string& written, bool enabled) {
    if (written.empty() && !enabled)
      return {{}, true};
    return compile_base(written, name_, filler_, faults_);
  }

  /// The configuration's base_url; its form is checked in config/check.cpp.
  request_base common_base() {
    if (value_.base_url.empty() || !parse_url(value_.base_url))
      return {{}, true};
    written_pieces pieces{{written_piece::kind::text, value_.base_url}};
    auto result = compile_base(put_together(pieces), "", filler_, scratch_);
    if (result.is_wrong)
      faults_.wrong_at(place_of_base(),
                       "base_url must end with a host or a path, as the source "
                           + block_.name + " reads there");
    return result;
  }

  std::string place_of_base() const {
    auto origin = origins_.find("base_url");
    return origin == origins_.end() ? variable_of("base_url") : origin->second;
  }

  void decide(bool enabled) {
    if (!enabled) {
      block_.reason = "enabled is false";
      return;
    }
    for (const auto& fault : filler_.faults())
      faults_.wrong_at(fault.where, fault.what);
    if (!filler_.missing().empty())
      block_.reason = not_set(filler_.missing());
    else if (takes_common_base_ && value_.base_url.empty())
      decide_without_base();
  }

  void decide_without_base() {
    block_.reason = "base_url is not set (" + variable_of("base_url") + ")";
    if (value_.environment == deployment::production)
      refuse_base();
  }

  void refuse_base() {
    faults_.wrong_at(place_of_base(),
                     "base_url must be an absolute URL that is not loopback in "
                     "production, as the source "
                         + block_.name + " is enabled: set "
                         + variable_of("base_url"));
  }

  void check_loopback(const std::string& url, bool is_relative) {
    auto parts = parse_url(url);
    if (!parts || !may_reach_loopback(parts->host))
      return;
    if (takes_common_base_)
      return refuse_base();
    faults_.wrong(name_ + (is_relative ? ".base_url" : ".url"),
                  "leads back to this machine, where in production no source "
                  "is read; name another host, or set enabled = false");
  }

  declared_block& block_;
  const config_origins& origins_;
  config& value_;
  fault_list& faults_;
  fault_list scratch_;
  template_filler filler_;
  std::string name_;
  bool takes_common_base_ = false;
};

} // namespace

std::vector<declared_block> read_declarations(const file_table& trees,
                                              const variables& environment,
                                              const config_origins& origins,
                                              config& value,
                                              std::vector<config_problem>& to) {
  fault_list faults;
  auto blocks = collect_blocks(trees, faults);
  for (auto& block : blocks)
    if (block.kind == declaration_kind::destination)
      read_destination(block, environment, value, faults);
    else
      block_compiler{block, environment, origins, value, faults}.run();
  for (const auto& problem : faults.problems())
    // A variable that is set wrongly may be used by several.
    if (std::find(to.begin(), to.end(), problem) == to.end())
      to.push_back(problem);
  return blocks;
}

} // namespace leadmill
