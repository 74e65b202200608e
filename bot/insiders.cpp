#include "bot/insiders.h"

#include <algorithm>
#include <utility>

#include "bot/convert.h"
#include "bot/log.h"

namespace muster::bot {

namespace {

constexpr std::chrono::hours every{1};
constexpr std::chrono::seconds page_every{1};  // conversations.members is tier 4
constexpr std::chrono::minutes after_failure{1};
/// Events of the last minutes may be newer than the answer, whatever the clocks of both sides say: they
/// differ by no more than this, or nothing of Slack's would be taken (slack/signature.h).
constexpr std::chrono::minutes events_first{5};
constexpr int page_size = 100;

}  // namespace

std::vector<Insiders::Asked> Insiders::open_private_ones() const {
  std::vector<Asked> out;
  storage::IncidentFilter filter;
  filter.include_private = true;
  filter.limit = page_size;
  for (;;) {
    const auto page = app_.store.list(app_.workspace.id, filter);
    for (const auto& incident : page) {
      if (incident.is_private && incident.channel_usable)
        out.push_back({incident.id, to_slack(incident.channel)});
    }
    if (page.size() < static_cast<std::size_t>(page_size)) return out;
    filter.before_number = page.back().number;
  }
}

core::Time Insiders::step(core::Time now) {
  due_ = std::min(due_, now + every);  // the clock may have been put back
  if (now < due_) return due_;
  if (todo_.empty()) {
    todo_ = open_private_ones();
    if (todo_.empty()) return due_ = now + every;
  }
  const auto& [incident, channel] = todo_.back();
  if (cursor_.empty()) {
    so_far_.clear();
    asked_at_ = now;
  }
  const auto page = app_.web.members(channel, cursor_);
  if (!page && page.error().what == slack::Error::What::later) {
    return due_ = now + std::max<core::Duration>(page.error().retry_after, after_failure);
  }
  if (page) {
    for (const auto& user : page->items) so_far_.push_back(to_core(user));
    cursor_ = page->cursor;
    if (!cursor_.empty()) return due_ = now + page_every;
    app_.store.set_members(incident, std::exchange(so_far_, {}), asked_at_ - events_first);
  } else {
    cursor_.clear();
    log::warn("members of a private channel not fetched",
              {{"incident", incident.value}, {"code", page.error().code}, {"needed", page.error().needed}});
  }
  todo_.pop_back();
  return due_ = now + (todo_.empty() ? core::Duration(every) : core::Duration(page_every));
}

}  // namespace muster::bot
