// A TCP client that says exactly the bytes that a test wants said, and reads
// HTTP answers. Every wait ends after ten seconds.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace leadmill::test {

struct answer {
  int status = 0;
  /// Names in lower case.
  std::map<std::string, std::string> fields;
  std::string body;
};

class wire_client {
 public:
  /// A small `receive_bytes` makes a reader that is soon full.
  explicit wire_client(std::uint16_t port, int receive_bytes = 0);
  ~wire_client();
  wire_client(const wire_client&) = delete;
  wire_client& operator=(const wire_client&) = delete;

  /// False once the server has closed or takes no more.
  bool send(std::string_view bytes);

  /// The next answer; `without_body` after HEAD. Unset when the connection
  /// ends, or what comes is not a whole answer.
  std::optional<answer> read(bool without_body = false);

  /// Reads up to `bytes` bytes without looking at them; fewer at the end.
  std::string read_raw(std::size_t bytes);

  /// Whether the server closes, and says nothing before.
  bool is_closed();

  /// No more will be sent.
  void half_close();

  /// Closes with a reset.
  void reset();

 private:
  /// Appends what comes to `input_`; false at the end or after a deadline.
  bool receive();

  int socket_ = -1;
  std::string input_;
};

/// Connects, sends and reads one answer.
std::optional<answer> ask(std::uint16_t port, std::string_view bytes);

/// A whole request with Host, and Content-Length where there is a body.
/// `fields` are lines, each with its line break.
std::string make_request(std::string_view method, std::string_view target,
                         std::string_view fields = "",
                         std::string_view body = "");

} // namespace leadmill::test
