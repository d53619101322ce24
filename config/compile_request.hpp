// Turns a request as it was written into one that can be rendered, and checks
// its parts on the way.
#pragma once

#include <string>
#include <vector>

#include "config/fault_list.hpp"
#include "config/fill.hpp"
#include "messages/upstream.hpp"

namespace leadmill {

/// The base of a declaration's relative URLs.
struct request_base {
  /// Without the slash at its end; empty: there is none.
  written_pieces url;
  /// It is set, but wrong, which has been said.
  bool is_wrong = false;
};

struct compiled_request {
  /// It needs what stands in its path, without which it would ask for another
  /// resource.
  request_template value;
  /// The placeholders of all its parts, each once, with the part's key ("url",
  /// "headers.X-Page").
  std::vector<std::pair<std::string, std::string>> placeholders;
  bool is_json = true;
  /// As it would be sent with some value in each placeholder; empty: no body.
  written_pieces body;
};

/// `name` is the full name of the table that the request is in. Faults of the
/// parts are told under it; whether a part is missing is not looked at.
compiled_request compile_request(const request_template& written,
                                 const request_base& base,
                                 const std::string& name,
                                 template_filler& filler, fault_list& faults);

/// `written` is the base_url of a block called `name`.
request_base compile_base(const std::string& written, const std::string& name,
                          template_filler& filler, fault_list& faults);

} // namespace leadmill
