#include "config/destinations.hpp"

#include <algorithm>
#include <filesystem>
#include <utility>

#include "config/address.hpp"
#include "config/destination_keys.hpp"
#include "config/fill.hpp"
#include "config/template_checks.hpp"
#include "messages/ascii.hpp"
#include "messages/signing_key.hpp"

namespace leadmill {

namespace {

constexpr const char* kinds = R"("webhook", "csv" or "ndjson")";

std::vector<event_kind> default_events(webhook_format format) {
  using enum event_kind;
  if (format == webhook_format::standard)
    return {leads_saved, job_completed, job_failed, job_cancelled};
  return {job_completed, job_failed, quota_approaching, system_paused};
}

class reader {
 public:
  reader(declared_block& block, const variables& environment, config& value,
         fault_list& faults)
      : block_(block), value_(value), faults_(faults), filler_(environment),
        name_("destination." + block.name) {}

  void run() {
    faults_.note(name_, block_.where);
    if (block_.name == dashboard_output)
      faults_.wrong_at(block_.where,
                       name_
                           + " has a name that is taken: results stand in the "
                             "dashboard anyway; choose another");
    auto kind = kind_of();
    if (kind == "webhook")
      read_webhook();
    else if (kind == "csv" || kind == "ndjson")
      read_export(kind == "csv" ? export_format::csv : export_format::ndjson);
    if (!block_.reason.empty())
      value_.disabled.push_back({block_.kind, block_.name, block_.reason, {}});
  }

 private:
  /// It decides which other keys there are.
  std::string kind_of() {
    auto found = find_member(block_.written, "kind");
    if (!found) {
      faults_.wrong(name_ + ".kind",
                    std::string{"is not set; it must be "} + kinds);
      return {};
    }
    auto text = std::get_if<std::string>(&found->value);
    if (text && (*text == "webhook" || *text == "csv" || *text == "ndjson"))
      return *text;
    faults_.note(name_ + ".kind", found->where);
    faults_.wrong(name_ + ".kind", std::string{"must be "} + kinds);
    return {};
  }

  void read_webhook() {
    written_webhook written;
    auto& value = written.value;
    value.name = block_.name;
    read_table(block_.written, name_, webhook_keys(), written, faults_);
    value.events = written.events.value_or(default_events(value.format));
    if (!value.fields.empty() && value.format != webhook_format::standard)
      faults_.wrong(name_ + ".fields",
                    "is there, and a sentence has no fields; remove it, or "
                    "write format = \"standard\"");
    fill_url(value, written.enabled);
    fill_headers(value);
    fill_secrets(written);
    decide(written.enabled);
    if (block_.reason.empty())
      value_.webhooks.push_back(std::move(value));
  }

  void read_export(export_format format) {
    written_export written;
    auto& value = written.value;
    value.name = block_.name;
    value.format = format;
    read_table(block_.written, name_, export_keys(), written, faults_);
    auto key = name_ + ".directory";
    value.directory =
        filled("directory", value.directory, template_place::plain);
    if (value.directory.find('\0') != std::string::npos)
      faults_.wrong(key, "must not hold a NUL character");
    decide(written.enabled);
    if (!block_.reason.empty())
      return;
    check_directory(value, key);
    value_.exports.push_back(std::move(value));
  }

  /// Of two in one directory, each would take the files of the other for its
  /// own.
  void check_directory(const export_declaration& value,
                       const std::string& key) {
    auto normal = [](const std::string& directory) {
      return (std::filesystem::path{directory} / "").lexically_normal();
    };
    for (const auto& other : value_.exports)
      if (!value.directory.empty()
          && normal(other.directory) == normal(value.directory))
        faults_.wrong(key, "is that of destination." + other.name
                               + ", too; give each its own");
  }

  /// The text with its variables put in.
  std::string filled(const std::string& part, const std::string& text,
                     template_place place) {
    auto pieces = take_apart(text, lone_brace::is_text);
    if (!pieces) {
      faults_.wrong(name_ + "." + part, pieces.error());
      written_.clear();
      return {};
    }
    written_ = std::move(*pieces);
    std::string result;
    for (const auto& piece : filler_.fill(written_, place))
      result += piece.text;
    return result;
  }

  /// Tells what is wrong with the part that was filled last.
  void check(const std::string& part, const std::string& fault) {
    if (!fault.empty())
      tell_filled(name_ + "." + part, written_, fault, filler_, faults_);
  }

  void fill_url(webhook_declaration& value, bool enabled) {
    if (value.url.empty()) {
      if (enabled && !faults_.is_noted(name_ + ".url"))
        faults_.wrong(name_ + ".url", "is not set; it says where it goes");
      else if (enabled)
        faults_.wrong(name_ + ".url", "is empty; it says where it goes");
      return;
    }
    value.url = filled("url", value.url, template_place::url);
    if (value.url.empty())
      return;
    auto fault = url_fault({{written_piece::kind::text, value.url}});
    check("url", fault);
    auto parts = parse_url(value.url);
    if (fault.empty() && parts && may_reach_loopback(parts->host)
        && !value.allow_private)
      check("url", "leads back to this machine; if that is meant, set "
                   "allow_private = true");
  }

  void fill_headers(webhook_declaration& value) {
    std::vector<std::string> seen;
    for (auto& [key, text] : value.headers) {
      auto part = "headers." + key;
      auto small = ascii_lower(key);
      if (auto fault = header_name_fault(key); !fault.empty())
        faults_.wrong(name_ + "." + part, fault);
      else if (small.starts_with("webhook-") || small == "content-type")
        faults_.wrong(name_ + "." + part, "is a header that is not for a "
                                          "declaration to set; remove it");
      if (std::find(seen.begin(), seen.end(), small) != seen.end())
        faults_.wrong(name_ + "." + part, "is there twice; a header's name is "
                                          "the same in capitals");
      seen.push_back(std::move(small));
      text = filled(part, text, template_place::plain);
      check(part, header_value_fault({{written_piece::kind::text, text}}));
    }
  }

  void fill_secrets(written_webhook& written) {
    auto& secrets = written.value.secrets;
    if (!written.secret.empty())
      secrets.push_back(secret("secret", written.secret));
    else if (faults_.is_noted(name_ + ".secret"))
      faults_.wrong(name_ + ".secret", "is empty; remove it, or name a secret");
    else if (!value_.signing_key.empty())
      secrets.push_back(value_.signing_key);
    if (written.old_secret.empty())
      return;
    if (written.secret.empty())
      faults_.wrong(name_ + ".old_secret", "goes with secret, which takes over "
                                           "from it");
    secrets.push_back(secret("old_secret", written.old_secret));
  }

  std::string secret(const std::string& part, const std::string& written) {
    auto missing = filler_.missing().size();
    auto result = filled(part, written, template_place::plain);
    // What stands in for a variable is no secret.
    if (filler_.missing().size() != missing || written_.empty())
      return {};
    if (auto key = signing_key(result); !key)
      check(part, "is no good secret: " + key.error().detail);
    return result;
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
  }

  declared_block& block_;
  config& value_;
  fault_list& faults_;
  template_filler filler_;
  std::string name_;
  /// The part that was filled last.
  written_pieces written_;
};

} // namespace

void read_destination(declared_block& block, const variables& environment,
                      config& value, fault_list& faults) {
  reader{block, environment, value, faults}.run();
}

} // namespace leadmill
