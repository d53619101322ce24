// Many subscribers of the live feed on one thread, with as little work for each
// frame as possible, since the cores are shared with the server: of a frame
// only its type and its seq are read.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace leadmill::bench {

using monotonic = std::chrono::steady_clock;

/// A frame that arrived.
struct receipt {
  std::uint64_t seq = 0;
  monotonic::time_point at;
};

struct crowd_plan {
  std::uint16_t port = 0;
  std::size_t readers = 1;
  /// Subscribe too, and then never read.
  std::size_t stuck = 0;
  /// Job ids, or "*".
  std::string jobs = "*";
};

class crowd {
 public:
  /// Connects all of them, and returns when each reader has its snapshot.
  /// Throws std::runtime_error when one is refused or told nothing.
  explicit crowd(const crowd_plan& plan);
  ~crowd();
  crowd(const crowd&) = delete;
  crowd& operator=(const crowd&) = delete;

  /// Reads what comes for `wait` at most.
  void read(std::chrono::milliseconds wait);

  /// What arrived after the snapshots.
  const std::vector<receipt>& receipts() const { return receipts_; }

  /// How many readers have been told of `seq` or something later.
  std::size_t count_at(std::uint64_t seq) const;

  /// Readers that the server closed.
  std::size_t closed() const { return closed_; }

 private:
  struct member {
    int socket = -1;
    /// A frame of which the rest is still to come.
    std::string rest;
    std::uint64_t seq = 0;
    bool has_snapshot = false;
  };

  void join(const crowd_plan& plan, std::size_t number);
  void receive(member& who);
  /// Takes the whole frames of `input`; returns how many bytes that was.
  std::size_t take_frames(member& who, std::string_view input);
  void take_text(member& who, std::string_view text);
  void leave(member& who);

  int epoll_ = -1;
  std::vector<member> members_;
  std::vector<int> stuck_;
  std::vector<char> buffer_;
  std::vector<receipt> receipts_;
  std::size_t with_snapshot_ = 0;
  std::size_t closed_ = 0;
};

} // namespace leadmill::bench
