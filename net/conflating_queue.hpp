// A queue in which an item that has a key replaces the older one of that key,
// and moves to the end: a slow taker finds one newest item per key.
#pragma once

#include <cstddef>
#include <list>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

namespace leadmill {

template <class T>
class conflating_queue {
 public:
  bool empty() const noexcept { return items_.empty(); }

  std::size_t size() const noexcept { return items_.size(); }

  /// Appends an item without a key.
  void push(T item) { items_.push_back({{}, std::move(item)}); }

  /// Appends the newest item of `key`, and returns the one that it replaces.
  std::optional<T> push(std::string key, T item) {
    auto replaced = erase(key);
    items_.push_back({std::move(key), std::move(item)});
    auto last = std::prev(items_.end());
    places_.emplace(last->key, last);
    return replaced;
  }

  /// Takes the item of `key` out, if there is one.
  std::optional<T> erase(std::string_view key) {
    auto place = places_.find(key);
    if (place == places_.end())
      return std::nullopt;
    auto here = place->second;
    places_.erase(place);
    std::optional<T> out{std::move(here->item)};
    items_.erase(here);
    return out;
  }

  /// REQUIRES: !empty()
  T pop() {
    if (!items_.front().key.empty())
      places_.erase(items_.front().key);
    T out{std::move(items_.front().item)};
    items_.pop_front();
    return out;
  }

  /// Calls `unwanted(item)` on each item that has a key, and drops those for
  /// which it is true.
  template <class Predicate>
  void erase_keyed_if(Predicate unwanted) {
    for (auto at = items_.begin(); at != items_.end();) {
      auto here = at++;
      if (!here->key.empty() && unwanted(here->item)) {
        places_.erase(here->key);
        items_.erase(here);
      }
    }
  }

 private:
  struct entry {
    std::string key;
    T item;
  };

  std::list<entry> items_;
  /// The keys are views of those in the list, whose nodes stay in place.
  std::unordered_map<std::string_view, typename std::list<entry>::iterator>
      places_;
};

} // namespace leadmill
