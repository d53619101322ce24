// Destinations as they are declared in the configuration: where results and
// news of jobs go. Plain data; config/ fills it in and checks it.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "messages/event.hpp"
#include "messages/lead.hpp"
#include "messages/upstream.hpp"

namespace leadmill {

/// The shape of a webhook's body.
enum class webhook_format : std::uint8_t {
  standard, ///< {"type","timestamp","data"}, as Standard Webhooks has it
  slack,    ///< {"text"}: one sentence for people
  discord,  ///< {"content"}: likewise
};

/// A [destination.NAME] of kind "webhook".
struct webhook_declaration {
  std::string name;
  /// http or https, absolute.
  std::string url;
  /// What goes out is signed with each of these: two while one is rotated.
  /// `whsec_…` is the base64 of a key, anything else its raw bytes. Empty: not
  /// signed. Never print them.
  std::vector<std::string> secrets;
  /// Sent with each request, after our own. Never print them.
  text_pairs headers;
  webhook_format format = webhook_format::standard;
  /// What goes there.
  std::vector<event_kind> events;
  /// Leads go out once, when their job has ended, rather than while it runs.
  bool at_end = false;
  /// The leads that go there, by what became of them.
  std::vector<lead_status> statuses{lead_status::saved};
  /// Our field and their name for it, in their order; with any, nothing else
  /// of a lead goes out. Empty: the lead as a result page has it.
  text_pairs fields;
  /// A batch goes out when it has so many leads, ...
  std::uint32_t batch_leads = 100;
  /// ... would be larger than this, ...
  std::size_t batch_bytes = std::size_t{256} << 10;
  /// ... or its oldest lead has waited so long.
  std::chrono::milliseconds batch_age{2'000};
  std::chrono::milliseconds timeout{15'000};
  /// May lead to private, loopback and link-local addresses.
  bool allow_private = false;
  /// Jobs that name no outputs go there.
  bool by_default = true;
};

enum class export_format : std::uint8_t { csv, ndjson };

/// A [destination.NAME] of kind "csv" or "ndjson": files of leads.
struct export_declaration {
  std::string name;
  export_format format = export_format::csv;
  /// One file a day (of UTC) rather than one for each job.
  bool by_day = false;
  /// Where; empty: exports/NAME in the data directory.
  std::string directory;
  std::vector<lead_status> statuses{lead_status::saved};
  /// As of a webhook; empty: all columns of a result table.
  text_pairs fields;
  bool by_default = true;
};

} // namespace leadmill
