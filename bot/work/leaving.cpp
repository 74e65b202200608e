#include "bot/work/leaving.h"

#include <fmt/core.h>

#include "bot/convert.h"
#include "bot/views/views.h"
#include "slack/channel_name.h"

namespace muster::bot {

namespace {

using What = slack::Error::What;
constexpr int names_to_try = 5;

bool may_pass(const slack::Error& error) {
  return error.what == What::later || error.what == What::ambiguous;
}

slack::Result<void> rename(const Work& work, const slack::Channel& channel) {
  const auto neutral = fmt::format("inc-{}-moved", work.incident.number);
  slack::Result<void> renamed;
  for (int n = 1; n <= names_to_try; ++n) {
    const auto name = n == 1 ? neutral : slack::with_suffix(neutral, n);
    if (channel.name == name) return {};
    renamed = work.app.web.rename(channel.id, name);
    if (renamed || renamed.error().code != "name_taken") return renamed;
  }
  return renamed;
}

}  // namespace

slack::Result<void> make_neutral(const Work& work, const slack::Channel& channel) {
  for (auto&& done : {work.app.web.set_topic(channel.id, ""), rename(work, channel)})
    if (!done && may_pass(done.error())) return done;
  return {};
}

std::string topic_of(const Work& work, const core::Incident& incident) {
  return views::topic(incident, *work.config, [&](const core::UserId& id) {
    const auto user = work.app.store.user(incident.workspace, id);
    return user && !user->name.empty() ? "@" + user->name : std::string("taken");
  });
}

slack::Result<void> clear_topic(const Work& work, const slack::Channel& channel) {
  if (channel.topic.empty() || channel.topic_by.value != work.app.workspace.bot_user) return {};
  const auto there = work.app.store.in_channel(work.incident.workspace, to_core(channel.id));
  auto done = work.app.web.set_topic(channel.id, there.empty() ? "" : topic_of(work, there.front()));
  if (!done && may_pass(done.error())) return done;
  return {};
}

slack::Result<void> archive(const Work& work, const slack::ChannelId& channel) {
  const auto archived = work.app.web.archive(channel);
  if (archived || archived.error().what == What::already || archived.error().what == What::archived)
    return {};
  return tl::unexpected(archived.error());
}

}  // namespace muster::bot
