// A queue that is fair to those who put something in: each in turn, however
// much another one has waiting.
#pragma once

#include <cstddef>
#include <deque>
#include <list>
#include <optional>
#include <unordered_map>
#include <utility>

namespace leadmill {

/// Items by key. A key whose turn it was, or that is new, goes behind the
/// others; within a key the oldest goes first. All in constant time.
template <class Key, class Item>
class fair_queue {
 public:
  void push(const Key& key, Item item) {
    auto [found, is_new] = lines_.try_emplace(key);
    if (is_new)
      found->second.turn = turns_.insert(turns_.end(), key);
    found->second.items.push_back(std::move(item));
    ++size_;
  }

  /// Takes the oldest item of the key whose turn it is; unset when there is
  /// none.
  std::optional<Item> pop() {
    if (turns_.empty())
      return std::nullopt;
    auto found = lines_.find(turns_.front());
    auto& [items, turn] = found->second;
    std::optional<Item> out{std::move(items.front())};
    items.pop_front();
    --size_;
    if (items.empty())
      erase(found);
    else
      turns_.splice(turns_.end(), turns_, turn);
    return out;
  }

  /// Of all keys together.
  std::size_t size() const noexcept { return size_; }
  bool empty() const noexcept { return size_ == 0; }

 private:
  struct line {
    std::deque<Item> items;
    typename std::list<Key>::iterator turn;
  };
  using lines = std::unordered_map<Key, line>;

  void erase(typename lines::iterator which) {
    turns_.erase(which->second.turn);
    lines_.erase(which);
  }

  lines lines_;
  std::list<Key> turns_;
  std::size_t size_ = 0;
};

} // namespace leadmill
