// Declarations as the file has them, before variables are put in: in their
// templates ${NAME} stands as it was written, and URLs may be relative.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "messages/destination.hpp"
#include "messages/upstream.hpp"

namespace leadmill {

struct written_provider {
  bool enabled = true;
  /// What relative URLs are appended to.
  std::string base_url;
  provider_declaration value;
  /// Its one request, if it stands in the block itself.
  std::optional<request_template> direct;
};

struct written_source {
  bool enabled = true;
  std::string base_url;
  /// Unset: in HTML yes, in JSON no.
  std::optional<bool> obey_robots;
  source_declaration value;
};

struct written_webhook {
  std::string kind;
  bool enabled = true;
  std::string secret;
  std::string old_secret;
  /// Unset: what its format is for.
  std::optional<std::vector<event_kind>> events;
  /// Its URL and headers are templates.
  webhook_declaration value;
};

struct written_export {
  std::string kind;
  bool enabled = true;
  /// Its directory is a template.
  export_declaration value;
};

} // namespace leadmill
