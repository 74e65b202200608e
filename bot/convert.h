// Between Slack's types and the domain's. The only place where the two meet by name.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/ids.h"
#include "core/text.h"
#include "core/time.h"
#include "slack/ids.h"
#include "slack/request.h"
#include "slack/text.h"
#include "storage/store.h"

namespace muster::bot {

inline core::UserId to_core(const slack::UserId& id) {
  return core::UserId(id.value);
}
inline core::ChannelId to_core(const slack::ChannelId& id) {
  return core::ChannelId(id.value);
}
inline slack::UserId to_slack(const core::UserId& id) {
  return slack::UserId(id.value);
}
inline slack::ChannelId to_slack(const core::ChannelId& id) {
  return slack::ChannelId(id.value);
}

core::Text to_core(const slack::Text& text);
slack::Text to_slack(const core::Text& text);

/// What is kept of a person. Slack calls somebody of another organisation a stranger only as long as no
/// channel is shared with them; here they stay external.
storage::User to_user(const slack::event::Person& person, const storage::Workspace& workspace);

/// A guest or somebody of another organisation; of whom nothing is known counts as neither.
inline bool is_limited(const std::optional<storage::User>& known) {
  return known && (known->guest || known->external);
}

/// A person's text as Slack's markup, escaped once, ringing nobody's channel.
std::string mrkdwn(const core::Text& text);
/// What Slack sent as markup, as a domain text.
core::Text from_mrkdwn(std::string_view markup);

inline core::MessageRef message_ref(const slack::ChannelId& channel, const slack::Ts& ts) {
  return {to_core(channel), ts.str()};
}
inline core::Time time_of(const slack::Ts& ts) {
  return core::from_millis(ts.millis());
}

/// Whether a person wrote it: no app, and not Slack itself, which says in the channel who came and went.
bool is_by_person(const slack::Message& message, const storage::Workspace& workspace);

/// The address of a message, made as Slack makes it, so that no call is needed; empty for a workspace whose
/// own isn't known. `thread`: the parent's ts of a reply, else empty.
std::string permalink(std::string_view workspace_url, const core::MessageRef& message,
                      std::string_view thread);

/// `C1:171234.000100`, the form in which a surface remembers a message; and back. An empty ts when it is
/// none.
std::string message_key(const slack::ChannelId& channel, const slack::Ts& ts);
std::pair<slack::ChannelId, slack::Ts> split_message_key(std::string_view key);

}  // namespace muster::bot
