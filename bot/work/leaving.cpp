#include "bot/work/leaving.h"

#include <fmt/core.h>

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

slack::Result<void> archive(const Work& work, const slack::ChannelId& channel) {
  const auto archived = work.app.web.archive(channel);
  if (archived || archived.error().what == What::already || archived.error().what == What::archived)
    return {};
  return tl::unexpected(archived.error());
}

}  // namespace muster::bot
