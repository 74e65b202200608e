#include "bot/convert.h"

#include <fmt/core.h>

#include <utility>

namespace muster::bot {

namespace {
// The two enumerations name the same kinds in the same order, which the assertions below hold.
using CoreKind = core::Span::Kind;
using SlackKind = slack::Span::Kind;
static_assert(static_cast<int>(CoreKind::text) == static_cast<int>(SlackKind::text));
static_assert(static_cast<int>(CoreKind::person) == static_cast<int>(SlackKind::user));
static_assert(static_cast<int>(CoreKind::channel) == static_cast<int>(SlackKind::channel));
static_assert(static_cast<int>(CoreKind::group) == static_cast<int>(SlackKind::usergroup));
static_assert(static_cast<int>(CoreKind::broadcast) == static_cast<int>(SlackKind::broadcast));
static_assert(static_cast<int>(CoreKind::link) == static_cast<int>(SlackKind::link));
static_assert(static_cast<int>(CoreKind::emoji) == static_cast<int>(SlackKind::emoji));
static_assert(static_cast<int>(CoreKind::code) == static_cast<int>(SlackKind::code));
static_assert(static_cast<int>(CoreKind::code_block) == static_cast<int>(SlackKind::code_block));
}  // namespace

core::Text to_core(const slack::Text& text) {
  core::Text out;
  out.reserve(text.size());
  for (const auto& span : text) out.push_back({static_cast<CoreKind>(span.kind), span.text, span.ref});
  return out;
}

slack::Text to_slack(const core::Text& text) {
  slack::Text out;
  out.reserve(text.size());
  for (const auto& span : text) out.push_back({static_cast<SlackKind>(span.kind), span.text, span.ref});
  return out;
}

storage::User to_user(const slack::event::Person& person, const storage::Workspace& workspace) {
  const bool same_organisation =
      person.team.empty() || person.team.value == workspace.team ||
      (!workspace.enterprise.empty() && person.enterprise.value == workspace.enterprise);
  // Others are shown it, in topics and exports.
  auto name = core::to_plain(core::cleaned(core::plain(person.name)));
  return {to_core(person.id), std::move(name), person.zone,
          person.deleted,     person.guest,    person.stranger || !same_organisation,
          person.bot,         person.updated};
}

bool is_by_person(const slack::Message& message, const storage::Workspace& workspace) {
  const auto& kind = message.subtype;
  const bool by_slack =
      !kind.empty() && kind != "file_share" && kind != "thread_broadcast" && kind != "me_message";
  return !by_slack && message.bot.empty() && !message.user.empty() &&
         message.user.value != workspace.bot_user;
}

std::string mrkdwn(const core::Text& text) {
  return slack::encode(to_slack(text));
}

core::Text from_mrkdwn(std::string_view markup) {
  return to_core(slack::decode(markup));
}

std::string permalink(std::string_view workspace_url, const core::MessageRef& message,
                      std::string_view thread) {
  if (workspace_url.empty() || message.empty()) return {};
  std::string digits = message.ts;
  std::erase(digits, '.');
  auto link = fmt::format("{}{}archives/{}/p{}", workspace_url, workspace_url.back() == '/' ? "" : "/",
                          message.channel.value, digits);
  if (!thread.empty()) link += fmt::format("?thread_ts={}&cid={}", thread, message.channel.value);
  return link;
}

std::string message_key(const slack::ChannelId& channel, const slack::Ts& ts) {
  return channel.value + ":" + ts.str();
}

std::pair<slack::ChannelId, slack::Ts> split_message_key(std::string_view key) {
  const auto colon = key.find(':');
  if (colon == std::string_view::npos) return {};
  const auto ts = slack::Ts::parse(key.substr(colon + 1));
  if (!ts) return {};
  return {slack::ChannelId(std::string(key.substr(0, colon))), *ts};
}

}  // namespace muster::bot
