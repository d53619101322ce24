#include "net/live_client.hpp"

#include <algorithm>
#include <utility>

#include "messages/ids.hpp"

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
  want_also({!what.after, what.after.value_or(0)});
  return verdict::snapshot;
}

void live_client::want_also(want what) {
  if (want_) {
    what.full = what.full || want_->full;
    what.after = std::min(what.after, want_->after);
  }
  want_ = what;
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

/// All that waits; ends among it are still to be told.
void live_client::drop_frames() {
  queue_.erase_keyed_if([this](const item& queued) {
    auto frame = std::get_if<live_frame>(&queued);
    if (frame && tracking_)
      shown_.insert(frame->job.id);
    return true;
  });
  frames_ = 0;
  bytes_ = 0;
}

bool live_client::shows(std::string_view id, bool open, bool resumes) const {
  // Who was away is told of ends too: of those that it still shows as open.
  auto passes = [&](const live_filter& filter) {
    return (open || !filter.active_only || resumes)
           && (!filter.type || *filter.type == type_of(id));
  };
  if (all_ && passes(all_->filter))
    return true;
  auto own = ids_.find(std::string{id});
  return own != ids_.end() && passes(own->second.filter);
}

/// A snapshot that waits is replaced, so that the new one must tell what that
/// would have told.
live_client::want live_client::settle_want(const live_view& view) {
  auto out = *std::exchange(want_, std::nullopt);
  out.full = std::exchange(lost_, false) || out.full;
  if (auto waiting = queue_.erase(snapshot_key)) {
    const auto& old = std::get<outgoing>(*waiting);
    out.full = out.full || old.what->full;
    out.after = std::min(out.after, old.after);
  }
  out.full = out.full || !view.can_resume(out.after);
  return out;
}

shared_selection live_client::select(live_view& view,
                                     std::optional<std::uint64_t> after) const {
  if (all_ && ids_.empty())
    return view.all(all_->filter, after);
  auto out = std::make_shared<live_selection>();
  const auto& from = view.snapshot();
  out->full = !after;
  auto take_job = [&](std::uint32_t i) {
    const auto& job = from.jobs[i];
    if (job.seq > after.value_or(0)
        && shows(job.id, job.open, after.has_value()))
      out->jobs.push_back(i);
  };
  auto take_removed = [&](std::uint32_t i) {
    const auto& gone = from.removed[i];
    if (after && gone.seq > *after && shows(gone.id, false, true))
      out->removed.push_back(i);
  };
  if (all_) {
    for (std::uint32_t i = 0; i < from.jobs.size(); ++i)
      take_job(i);
    for (std::uint32_t i = 0; i < from.removed.size(); ++i)
      take_removed(i);
    return out;
  }
  for (const auto& [id, wanted] : ids_) {
    if (auto job = view.find_job(id))
      take_job(*job);
    if (auto gone = view.find_removed(id))
      take_removed(*gone);
  }
  std::sort(out->jobs.begin(), out->jobs.end());
  std::sort(out->removed.begin(), out->removed.end());
  return out;
}

/// Of jobs that were shown as open and have ended since, in a full snapshot.
void live_client::add_last_states(live_view& view,
                                  shared_selection& what) const {
  std::vector<std::uint32_t> last;
  for (const auto& id : shown_)
    if (auto place = view.find_job(id);
        place && !view.snapshot().jobs[*place].open
        && !std::binary_search(what->jobs.begin(), what->jobs.end(), *place))
      last.push_back(*place);
  if (last.empty())
    return;
  auto own = std::make_shared<live_selection>();
  own->full = what->full;
  own->jobs = what->jobs;
  own->jobs.insert(own->jobs.end(), last.begin(), last.end());
  std::sort(own->jobs.begin(), own->jobs.end());
  what = std::move(own);
}

void live_client::note_shown(const live_view& view) {
  shown_.clear();
  for (const auto& job : view.snapshot().jobs)
    if (job.open && shows(job.id, true, false))
      shown_.insert(job.id);
}

/// What waits and is told by the snapshot, as it is or newer.
void live_client::drop_told(const live_view& view, const live_selection& told) {
  if (frames_ == 0)
    return;
  for (auto place : told.jobs)
    drop_frame(view.snapshot().jobs[place].id);
  for (auto place : told.removed)
    drop_frame(view.snapshot().removed[place].id);
}

void live_client::deliver(const shared_view& view) {
  if (!want_)
    return;
  auto wanted = settle_want(*view);
  if (!all_ && ids_.empty())
    return;
  if (all_)
    all_->active = true;
  for (auto& [id, what] : ids_)
    what.active = true;
  newest_ = std::max(newest_, view->snapshot().seq);
  std::optional<std::uint64_t> after;
  if (!wanted.full)
    after = wanted.after;
  auto what = select(*view, after);
  if (tracking_) {
    if (wanted.full)
      add_last_states(*view, what);
    note_shown(*view);
  }
  drop_told(*view, *what);
  queue_.push(snapshot_key, outgoing{view, std::move(what), wanted.after, 0});
}

live_text live_client::next_part() {
  auto& out = *current_;
  auto text = out.from->frame(*out.what, out.sent++, limits_.snapshot_jobs);
  if (out.sent < out.from->count_frames(*out.what, limits_.snapshot_jobs))
    return {std::move(text), {}};
  auto seq = out.from->snapshot().seq;
  current_.reset();
  return {std::move(text), seq};
}

live_text live_client::next() {
  if (current_)
    return next_part();
  if (queue_.empty())
    return {};
  auto front = queue_.pop();
  if (auto text = std::get_if<shared_text>(&front))
    return {std::move(*text), {}};
  if (auto begun = std::get_if<outgoing>(&front)) {
    current_ = std::move(*begun);
    return next_part();
  }
  auto& frame = std::get<live_frame>(front);
  --frames_;
  bytes_ -= frame.text->size();
  return {std::move(frame.text), frame.job.seq};
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
  lost_ = false;
  want_also({true, 0});
  return true;
}

} // namespace leadmill
