#include "bench/live.hpp"

#include <stdexcept>
#include <utility>

#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/websocket.hpp>
#include <nlohmann/json.hpp>

namespace leadmill::bench {

namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace websocket = beast::websocket;
using nlohmann::json;

bool has_ended(const std::string& status) {
  return status == "completed" || status == "failed" || status == "cancelled";
}

} // namespace

struct live_subscriber::impl {
  asio::io_context context;
  websocket::stream<asio::ip::tcp::socket> stream{context};
  beast::flat_buffer buffer;
  std::size_t jobs_at_start = 0;

  json read() {
    buffer.clear();
    stream.read(buffer);
    auto* text = static_cast<const char*>(buffer.cdata().data());
    return json::parse(text, text + buffer.size());
  }
};

live_subscriber::live_subscriber(std::uint16_t port)
    : impl_(std::make_unique<impl>()) {
  auto& stream = impl_->stream;
  stream.next_layer().connect({asio::ip::address_v4::loopback(), port});
  stream.set_option(
      websocket::stream_base::decorator([](websocket::request_type& request) {
        request.set(beast::http::field::sec_websocket_protocol, "leadmill.v1");
      }));
  stream.handshake("127.0.0.1:" + std::to_string(port), "/api/jobs/live");
  stream.read_message_max(16 << 20);
  if (impl_->read().at("type") != "hello")
    throw std::runtime_error("the live feed did not say hello");
  stream.write(
      asio::buffer(std::string{R"({"type":"subscribe","jobs":["*"]})"}));
  json frame;
  do {
    frame = impl_->read();
    if (frame.at("type") == "error")
      throw std::runtime_error(frame.dump());
    if (frame.at("type") == "snapshot")
      impl_->jobs_at_start += frame.at("jobs").size();
  } while (frame.at("type") != "snapshot" || frame.at("more") == true);
}

live_subscriber::~live_subscriber() = default;

std::size_t live_subscriber::jobs_at_start() const {
  return impl_->jobs_at_start;
}

job_end live_subscriber::wait_for_end(const std::string& job_id) {
  job_end out;
  while (true) {
    auto frame = impl_->read();
    if (frame.at("type") == "error")
      throw std::runtime_error(frame.dump());
    if (frame.at("type") != "job" || frame.at("job").at("jobId") != job_id)
      continue;
    const auto& job = frame.at("job");
    ++out.frames;
    out.status = job.at("status");
    if (!has_ended(out.status))
      continue;
    const auto& counts = job.at("counts");
    out.saved = counts.at("saved");
    out.filtered = counts.at("filtered");
    out.failed = counts.at("failed");
    return out;
  }
}

} // namespace leadmill::bench
