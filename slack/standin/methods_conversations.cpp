// conversations.*, users.conversations: https://docs.slack.dev/reference/methods?family=conversations
#include <algorithm>
#include <nlohmann/json.hpp>

#include "slack/standin/methods.h"
#include "slack/standin/rules.h"
#include "slack/standin/wire.h"

namespace slack::standin {

using nlohmann::json;

namespace {

std::vector<std::string> split(const std::string& text) {
  std::vector<std::string> out;
  for (std::size_t at = 0; at <= text.size();) {
    const auto end = std::min(text.find(',', at), text.size());
    auto item = text.substr(at, end - at);
    item.erase(0, item.find_first_not_of(' '));
    if (!item.empty()) out.push_back(item);
    at = end + 1;
  }
  return out;
}

ApiResult with_channel(MethodContext& c, const std::string& id) {
  return json{{"channel", c.state.to_json(c.state.channels.at(id), c.bot())}};
}

ApiResult create(MethodContext& c) {
  const auto made = c.state.create_channel(c.bot(), c.arg("name"), c.flag("is_private"));
  if (!made) return fail(made.error());
  return with_channel(c, *made);
}

/// Why this person can't be invited; empty: they can.
std::string invite_problem(MethodContext& c, const Channel& channel, const std::string& id) {
  const auto* who = c.state.person(id);
  if (id == c.bot()) return "cant_invite_self";
  if (who == nullptr) return "user_not_found";
  if (who->is.deleted) return "cant_invite";
  if (who->is.external && !channel.ext_shared) return "org_user_not_in_team";
  if (channel.has(id)) return "already_in_channel";
  const auto in_one = [&](const auto& entry) {
    return entry.second.kind != Channel::Kind::direct && entry.second.has(id);
  };
  const auto& all = c.state.channels;
  if (who->is.single_guest && std::any_of(all.begin(), all.end(), in_one)) return "ura_max_channels";
  return {};
}

ApiResult invite(MethodContext& c) {
  auto channel = own_channel(c, c.arg("channel"));
  if (!channel) return tl::unexpected(channel.error());
  const auto users = split(c.arg("users"));
  if (users.empty()) return fail("no_user");
  if (users.size() > limit::invited_at_once) {
    return fail_with("invalid_arguments", {"no more than 100 users allowed [json-pointer:/users]"});
  }
  json errors = json::array();
  std::vector<std::string> good;
  bool only_deactivated = true;
  for (const auto& id : users) {
    const auto why = invite_problem(c, **channel, id);
    if (why.empty()) {
      good.push_back(id);
      continue;
    }
    errors.push_back({{"user", id}, {"ok", false}, {"error", why}});
    only_deactivated = only_deactivated && why == "cant_invite";
  }
  // One bad id spoils the call, but a deactivated one does not keep the others out.
  if (errors.empty() || c.flag("force") || only_deactivated) {
    for (const auto& id : good) c.state.join((*channel)->id, id, c.bot());
  }
  if (!errors.empty() && (!c.flag("force") || good.empty())) {
    return tl::unexpected(ApiError{errors[0]["error"].get<std::string>(), {}, dump({{"errors", errors}})});
  }
  auto reply = with_channel(c, (*channel)->id);
  if (!errors.empty()) (*reply)["errors"] = errors;
  return reply;
}

ApiResult join(MethodContext& c) {
  const auto* channel = c.state.channel(c.arg("channel"));
  if (channel == nullptr || (channel->is_private() && !channel->has(c.bot())))
    return fail("channel_not_found");
  if (channel->kind == Channel::Kind::direct) return fail("method_not_supported_for_channel_type");
  const auto joined = c.state.join(channel->id, c.bot());
  if (!joined && joined.error() != "already_in_channel") return fail(joined.error());
  auto reply = with_channel(c, channel->id);
  if (!joined) {
    (*reply)["warning"] = "already_in_channel";
    (*reply)["response_metadata"] = {{"warnings", {"already_in_channel"}}};
  }
  return reply;
}

ApiResult leave(MethodContext& c) {
  auto channel = visible_channel(c, c.arg("channel"));
  if (!channel) return tl::unexpected(channel.error());
  if ((*channel)->archived) return fail("is_archived");
  if ((*channel)->general) return fail("cant_leave_general");
  if (!(*channel)->has(c.bot())) return json{{"not_in_channel", true}};
  if ((*channel)->is_private() && (*channel)->members.size() == 1) return fail("last_member");
  return done(c.state.leave((*channel)->id, c.bot()));
}

ApiResult kick(MethodContext& c) {
  auto channel = own_channel(c, c.arg("channel"));
  if (!channel) return tl::unexpected(channel.error());
  const auto user = c.arg("user");
  if (user == c.bot()) return fail("cant_kick_self");
  if ((*channel)->general) return fail("cant_kick_from_general");
  if (c.state.person(user) == nullptr) return fail("user_not_found");
  return done(c.state.leave((*channel)->id, user, c.bot()));
}

ApiResult info(MethodContext& c) {
  auto channel = visible_channel(c, c.arg("channel"));
  if (!channel) return tl::unexpected(channel.error());
  return with_channel(c, (*channel)->id);
}

ApiResult set_topic(MethodContext& c) {
  auto channel = own_channel(c, c.arg("channel"));
  if (!channel) return tl::unexpected(channel.error());
  if (const auto set = c.state.set_topic((*channel)->id, c.bot(), c.arg("topic")); !set)
    return fail(set.error());
  return with_channel(c, (*channel)->id);
}

ApiResult set_purpose(MethodContext& c) {
  auto channel = own_channel(c, c.arg("channel"));
  if (!channel) return tl::unexpected(channel.error());
  if (const auto set = c.state.set_purpose((*channel)->id, c.bot(), c.arg("purpose")); !set) {
    return fail(set.error());
  }
  return with_channel(c, (*channel)->id);
}

ApiResult rename(MethodContext& c) {
  auto channel = own_channel(c, c.arg("channel"));
  if (!channel) return tl::unexpected(channel.error());
  if ((*channel)->creator != c.bot()) return fail("not_authorized");
  if (const auto set = c.state.rename((*channel)->id, c.bot(), c.arg("name")); !set) return fail(set.error());
  return with_channel(c, (*channel)->id);
}

ApiResult archive(MethodContext& c) {
  auto channel = visible_channel(c, c.arg("channel"));
  if (!channel) return tl::unexpected(channel.error());
  if ((*channel)->archived) return fail("already_archived");
  if (!(*channel)->has(c.bot())) return fail("not_in_channel");
  return done(c.state.archive((*channel)->id, c.bot()));
}

ApiResult unarchive(MethodContext& c) {
  auto channel = visible_channel(c, c.arg("channel"));
  if (!channel) return tl::unexpected(channel.error());
  return done(c.state.unarchive((*channel)->id, c.bot()));
}

ApiResult members(MethodContext& c) {
  auto channel = visible_channel(c, c.arg("channel"));
  if (!channel) return tl::unexpected(channel.error());
  json reply;
  const auto& all = (*channel)->members;
  const auto range = page(c, all, 100, reply);
  if (!range) return tl::unexpected(range.error());
  reply["members"] = json::array();
  for (auto i = range->begin; i < range->end; ++i) reply["members"].push_back(all[i]);
  return reply;
}

bool within(const std::string& ts, MethodContext& c) {
  const auto oldest = c.arg("oldest");
  const auto latest = c.arg("latest");
  const bool inclusive = c.flag("inclusive");
  if (!oldest.empty() && (ts < oldest || (ts == oldest && !inclusive))) return false;
  return latest.empty() || ts < latest || (ts == latest && inclusive);
}

std::string bounds_error(MethodContext& c) {
  for (const char* name : {"oldest", "latest"}) {
    const auto ts = c.arg(name);
    const bool plain = ts.find_first_not_of("0123456789.") == std::string::npos;
    if (!plain) return std::string("invalid_ts_") + name;
  }
  return {};
}

ApiResult messages(MethodContext& c, Channel& channel, const std::vector<std::string>& ts, bool with_parent) {
  json reply{{"messages", json::array()}};
  const auto range = page(c, ts, 100, reply);
  if (!range) return tl::unexpected(range.error());
  const bool metadata = c.flag("include_all_metadata");
  const auto add = [&](const std::string& one) {
    reply["messages"].push_back(c.state.to_json(channel, channel.messages.at(one), metadata));
  };
  if (with_parent) add(c.arg("ts"));
  for (auto i = range->begin; i < range->end; ++i) add(ts[i]);
  reply["has_more"] = range->end < ts.size();
  return reply;
}

ApiResult history(MethodContext& c) {
  auto channel = own_channel(c, c.arg("channel"), true);
  if (!channel) return tl::unexpected(channel.error());
  if (const auto wrong = bounds_error(c); !wrong.empty()) return fail(wrong);
  std::vector<std::string> found;
  for (const auto& [ts, message] : (*channel)->messages) {
    if ((message.thread.empty() || message.broadcast) && within(ts, c)) found.push_back(ts);
  }
  // Of more than a page has room for it gives those closest to `latest`; where only `oldest` is given, those
  // closest to that. Either way the newest of a page comes first.
  // https://api.slack.com/methods/channels.history, "Navigating through collections of messages"
  const bool forward = c.has("oldest") && !c.has("latest");
  if (!forward) std::reverse(found.begin(), found.end());
  auto reply = messages(c, **channel, found, false);
  if (reply && forward) std::reverse((*reply)["messages"].begin(), (*reply)["messages"].end());
  if (reply) (*reply)["pin_count"] = (*channel)->pins.size();
  return reply;
}

ApiResult replies(MethodContext& c) {
  auto channel = own_channel(c, c.arg("channel"), true);
  if (!channel) return tl::unexpected(channel.error());
  if (const auto wrong = bounds_error(c); !wrong.empty()) return fail(wrong);
  const auto parent = c.arg("ts");
  if ((*channel)->messages.count(parent) == 0) return fail("thread_not_found");
  std::vector<std::string> found;
  for (const auto* message : c.state.replies(**channel, parent)) {
    if (within(message->ts, c)) found.push_back(message->ts);
  }
  return messages(c, **channel, found, true);
}

/// Channels of the wanted types; `mine`: those that this person is in, else all that the app can see.
ApiResult channel_list(MethodContext& c, const std::string& mine) {
  static const std::map<std::string, Channel::Kind> kinds{{"public_channel", Channel::Kind::open},
                                                          {"private_channel", Channel::Kind::closed},
                                                          {"im", Channel::Kind::direct},
                                                          {"mpim", Channel::Kind::group}};
  std::vector<Channel::Kind> wanted;
  for (const auto& type : split(c.has("types") ? c.arg("types") : "public_channel")) {
    const auto kind = kinds.find(type);
    if (kind == kinds.end()) return fail("invalid_types");
    wanted.push_back(kind->second);
  }
  std::vector<std::string> found;
  for (const auto& [id, channel] : c.state.channels) {
    if (std::find(wanted.begin(), wanted.end(), channel.kind) == wanted.end()) continue;
    if (c.flag("exclude_archived") && channel.archived) continue;
    if (channel.is_private() && !channel.has(c.bot())) continue;
    if (!mine.empty() && !channel.has(mine)) continue;
    found.push_back(id);
  }
  json reply{{"channels", json::array()}};
  const auto range = page(c, found, 100, reply);
  if (!range) return tl::unexpected(range.error());
  for (auto i = range->begin; i < range->end; ++i) {
    reply["channels"].push_back(c.state.to_json(c.state.channels.at(found[i]), c.bot()));
  }
  return reply;
}

ApiResult list(MethodContext& c) {
  return channel_list(c, {});
}

ApiResult users_conversations(MethodContext& c) {
  return channel_list(c, c.has("user") ? c.arg("user") : c.bot());
}

ApiResult open(MethodContext& c) {
  if (c.has("channel")) {
    const auto* channel = c.state.channel(c.arg("channel"));
    if (channel == nullptr || !channel->has(c.bot())) return fail("channel_not_found");
    return json{{"no_op", true}, {"already_open", true}, {"channel", {{"id", channel->id}}}};
  }
  auto users = split(c.arg("users"));
  if (users.empty()) return fail("users_list_not_supplied");
  if (users.size() > 8) return fail("too_many_users");
  for (const auto& id : users) {
    const auto* who = c.state.person(id);
    if (who == nullptr) return fail("user_not_found");
    if (who->is.deleted) return fail("user_disabled");
  }
  users.push_back(c.bot());
  const auto id = c.state.open_direct(users);
  if (c.flag("return_im")) return with_channel(c, id);
  return json{{"channel", {{"id", id}}}};
}

}  // namespace

MethodTable conversation_methods() {
  const std::vector<std::string> read{"channels:read", "groups:read", "im:read", "mpim:read"};
  const std::vector<std::string> history_scopes{"channels:history", "groups:history", "im:history",
                                                "mpim:history"};
  const std::vector<std::string> write{"channels:manage", "groups:write", "im:write", "mpim:write"};
  return {{"conversations.create", {create, true, write, {"name"}}},
          {"conversations.invite", {invite, true, write, {"channel", "users"}}},
          {"conversations.join", {join, true, {"channels:join"}, {"channel"}}},
          {"conversations.leave", {leave, true, write, {"channel"}}},
          {"conversations.kick", {kick, true, write, {"channel", "user"}}},
          {"conversations.info", {info, false, read, {"channel"}}},
          {"conversations.setTopic", {set_topic, true, write, {"channel", "topic"}}},
          {"conversations.setPurpose", {set_purpose, true, write, {"channel", "purpose"}}},
          {"conversations.rename", {rename, true, write, {"channel", "name"}}},
          {"conversations.archive", {archive, true, write, {"channel"}}},
          {"conversations.unarchive", {unarchive, true, write, {"channel"}}},
          {"conversations.members", {members, false, read, {"channel"}}},
          {"conversations.history", {history, false, history_scopes, {"channel"}}},
          {"conversations.replies", {replies, false, history_scopes, {"channel", "ts"}}},
          {"conversations.list", {list, false, read, {}}},
          {"conversations.open", {open, true, {"im:write", "mpim:write"}, {}}},
          {"users.conversations", {users_conversations, false, read, {}}}};
}

}  // namespace slack::standin
