// Beast's header in our plain type.
#pragma once

#include "net/asio.hpp"

#include <cstdint>

#include <boost/beast/http/fields.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/optional/optional.hpp>

#include "net/http.hpp"

namespace leadmill {

/// Keeps what somebody reads of it.
request to_request(const boost::beast::http::request_header<>& head,
                   const boost::optional<std::uint64_t>& content_length,
                   bool chunked);

/// The method as logs have it.
const char* to_string(verb method) noexcept;

} // namespace leadmill
