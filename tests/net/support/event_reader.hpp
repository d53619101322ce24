// A client of Server-Sent Events: what comes, event by event.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

#include "tests/net/support/wire_client.hpp"

namespace leadmill::test {

struct event {
  std::string id;
  nlohmann::json data;
};

class event_reader {
 public:
  explicit event_reader(std::uint16_t port, std::string_view query = "",
                        std::string_view fields = "", int receive_bytes = 0)
      : client_(port, receive_bytes) {
    client_.send(
        make_request("GET", "/api/jobs/events" + std::string{query}, fields));
    head_ = block("\r\n\r\n");
  }

  const std::string& head() const { return head_; }

  wire_client& wire() { return client_; }

  /// Comments that came so far.
  int beats() const { return beats_; }

  /// The next event with data; unset at the end.
  std::optional<event> read() {
    while (true) {
      auto text = block("\n\n");
      if (text.empty())
        return std::nullopt;
      if (auto out = parse(text))
        return out;
    }
  }

  /// Waits for a comment.
  bool wait_for_beat() {
    auto before = beats_;
    while (beats_ == before) {
      auto text = block("\n\n");
      if (text.empty())
        return false;
      parse(text);
    }
    return true;
  }

 private:
  std::string block(std::string_view end) {
    std::string out;
    while (!out.ends_with(end)) {
      auto next = client_.read_raw(1);
      if (next.empty())
        return {};
      out += next;
    }
    return out;
  }

  std::optional<event> parse(std::string_view text) {
    event out;
    std::string data;
    while (!text.empty()) {
      auto line = text.substr(0, text.find('\n'));
      text.remove_prefix(line.size() + 1);
      if (line.starts_with(":"))
        ++beats_;
      else if (line.starts_with("id: "))
        out.id = line.substr(4);
      else if (line.starts_with("data: "))
        data += line.substr(6);
    }
    if (data.empty())
      return std::nullopt;
    out.data = nlohmann::json::parse(data);
    return out;
  }

  wire_client client_;
  std::string head_;
  int beats_ = 0;
};

} // namespace leadmill::test
