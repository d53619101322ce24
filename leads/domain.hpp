// Domain names: checked, put into one form, and cut to what was registered.
#pragma once

#include <string>
#include <string_view>

namespace leadmill {

/// `text` as a host name in lower case and ASCII (IDNA 2008, punycode), without
/// a final dot; empty when it is none: a label that is empty, too long or of
/// other characters, no dot, an IP address, or a top-level domain that the
/// public suffix list does not know.
std::string normalize_domain(std::string_view text);

/// The part that somebody registered, by the public suffix list: of
/// "mail.example.co.uk" it is "example.co.uk". Empty for a public suffix.
/// REQUIRES: `domain` comes from `normalize_domain`
std::string registrable_domain(const std::string& domain);

/// The domain that a web address or a bare domain names, normalized: of
/// "https://www.example.com/about" it is "www.example.com"; empty if none.
std::string domain_of_url(std::string_view text);

} // namespace leadmill
