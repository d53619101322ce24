// A Beast body that is a string and grows with what arrives: Beast's own
// reserves what the client merely announces.
#pragma once

#include "net/asio.hpp"

#include <cstdint>
#include <string>

#include <boost/asio/buffer.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/optional/optional.hpp>

namespace leadmill {

struct text_body {
  using value_type = std::string;

  class reader {
   public:
    template <bool is_request, class Fields>
    reader(boost::beast::http::header<is_request, Fields>&, value_type& body)
        : body_(body) {}

    void init(const boost::optional<std::uint64_t>&, error_code& e) { e = {}; }

    template <class Buffers>
    std::size_t put(const Buffers& buffers, error_code& e) {
      e = {};
      auto before = body_.size();
      for (auto part = asio::buffer_sequence_begin(buffers);
           part != asio::buffer_sequence_end(buffers); ++part) {
        asio::const_buffer bytes = *part;
        body_.append(static_cast<const char*>(bytes.data()), bytes.size());
      }
      return body_.size() - before;
    }

    void finish(error_code& e) { e = {}; }

   private:
    value_type& body_;
  };
};

} // namespace leadmill
