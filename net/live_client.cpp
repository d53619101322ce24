#include "net/live_client.hpp"

#include <algorithm>
#include <utility>

namespace leadmill {

namespace {

/// The queue's key of a snapshot not yet begun; no job id looks like it.
constexpr const char* snapshot_key = "*";

shared_text share(std::string text) {
  return std::make_shared<const std::string>(std::move(text));
}

} // namespace

live_client::live_client(const live_limits& limits) : limits_(limits) {
  queue_.push(share(hello_frame(limits.ping_every)));
}

live_client::verdict live_client::receive(std::string_view text) {
  auto message = parse_live_message(text);
  if (!message)
    return reject(message.error().detail);
  if (auto wanted = std::get_if<live_subscribe>(&*message))
    return subscribe(std::move(*wanted));
  return unsubscribe(std::get<live_unsubscribe>(*message));
}

live_client::verdict live_client::reject(std::string_view detail) {
  if (++nonsense_ > limits_.bad_frames)
    return verdict::close;
  queue_.push(share(error_frame("invalid_argument", detail)));
  return verdict::nothing;
}

live_client::verdict live_client::subscribe(live_subscribe what) {
  if (ids_.size() + what.ids.size() > limits_.ids)
    return reject("A connection may subscribe to at most "
                  + std::to_string(limits_.ids) + " ids: use \"*\"");
  tracking_ = tracking_ || what.filter.active_only;
  if (what.all)
    all_ = interest{what.filter, false};
  for (auto& id : what.ids)
    ids_[std::move(id)] = interest{what.filter, false};
  return verdict::snapshot;
}

live_client::verdict live_client::unsubscribe(const live_unsubscribe& what) {
  if (what.all)
    all_.reset();
  for (const auto& id : what.ids)
    ids_.erase(id);
  queue_.erase_keyed_if([this](const item& queued) {
    auto frame = std::get_if<live_frame>(&queued);
    if (frame == nullptr || all_ || ids_.contains(frame->job.id))
      return false;
    --frames_;
    bytes_ -= frame->text->size();
    return true;
  });
  return verdict::nothing;
}

live_client::match live_client::matches(const interest& what,
                                        const live_job& job) const {
  if (!what.active || (what.filter.type && *what.filter.type != job.type))
    return match::no;
  if (job.open || !what.filter.active_only)
    return match::yes;
  return shown_.contains(job.id) ? match::last : match::no;
}

live_client::match live_client::matches(const live_job& job) const {
  auto out = all_ ? matches(*all_, job) : match::no;
  if (auto own = ids_.find(job.id); own != ids_.end())
    out = std::max(out, matches(own->second, job));
  return out;
}

void live_client::publish(const live_frame& frame) {
  if (lost_ || frame.job.seq <= newest_)
    return;
  auto how = matches(frame.job);
  if (how == match::no)
    return;
  newest_ = frame.job.seq;
  if (!frame.job.open)
    shown_.erase(frame.job.id);
  else if (tracking_)
    shown_.insert(frame.job.id);
  enqueue(frame);
}

void live_client::enqueue(const live_frame& frame) {
  ++frames_;
  bytes_ += frame.text->size();
  if (auto old = queue_.push(frame.job.id, frame)) {
    --frames_;
    bytes_ -= std::get<live_frame>(*old).text->size();
  }
  if (frames_ <= limits_.queue_frames && bytes_ <= limits_.queue_bytes)
    return;
  drop_frames();
  lost_ = true;
}

void live_client::drop_frame(const std::string& id) {
  if (auto old = queue_.erase(id)) {
    --frames_;
    bytes_ -= std::get<live_frame>(*old).text->size();
  }
}

void live_client::drop_frames() {
  queue_.erase_keyed_if([](const item&) { return true; });
  frames_ = 0;
  bytes_ = 0;
}

void live_client::deliver(const shared_snapshot& snapshot) {
  if (all_)
    all_->active = true;
  for (auto& [id, what] : ids_)
    what.active = true;
  lost_ = false;
  newest_ = std::max(newest_, snapshot->seq);
  outgoing out{snapshot, {}, 0};
  shown_.clear();
  for (std::uint32_t i = 0; i < snapshot->jobs.size(); ++i) {
    const auto& job = snapshot->jobs[i];
    if (matches(job) == match::no)
      continue;
    out.places.push_back(i);
    drop_frame(job.id); // the snapshot says the same, or newer
    if (job.open && tracking_)
      shown_.insert(job.id);
  }
  if (all_ || !ids_.empty())
    queue_.push(snapshot_key, std::move(out));
}

shared_text live_client::next_part() {
  auto& out = *current_;
  auto count = std::min(limits_.snapshot_jobs, out.places.size() - out.sent);
  auto first = out.places.data() + out.sent;
  out.sent += count;
  auto more = out.sent < out.places.size();
  auto text = share(snapshot_frame(*out.from, first, count, more));
  if (!more)
    current_.reset();
  return text;
}

shared_text live_client::next() {
  if (current_)
    return next_part();
  if (queue_.empty())
    return nullptr;
  auto front = queue_.pop();
  if (auto text = std::get_if<shared_text>(&front))
    return std::move(*text);
  if (auto begun = std::get_if<outgoing>(&front)) {
    current_ = std::move(*begun);
    return next_part();
  }
  auto& frame = std::get<live_frame>(front);
  --frames_;
  bytes_ -= frame.text->size();
  return std::move(frame.text);
}

bool live_client::empty() const noexcept { return !current_ && queue_.empty(); }

bool live_client::take_lost() noexcept {
  if (!lost_ || !empty())
    return false;
  // Until the snapshot comes nothing is shown; it clears `lost_`.
  for (auto& [id, what] : ids_)
    what.active = false;
  if (all_)
    all_->active = false;
  return std::exchange(lost_, false);
}

} // namespace leadmill
