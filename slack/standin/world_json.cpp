// How Slack shows what is in the workspace: the JSON of the Web API and of events, and the envelope around
// these.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "slack/standin/wire.h"
#include "slack/standin/world.h"

namespace slack::standin {

using nlohmann::json;

namespace {

std::int64_t seconds_of(const std::string& ts) {
  return std::stoll(ts.substr(0, ts.find('.')));
}

}  // namespace

const char* channel_type(const Channel& channel) {
  switch (channel.kind) {
    case Channel::Kind::open:
      return "channel";
    case Channel::Kind::closed:
      return "group";
    case Channel::Kind::direct:
      return "im";
    case Channel::Kind::group:
      return "mpim";
  }
  return "channel";
}

json State::to_json(const Channel& channel, std::string_view for_user) const {
  const bool direct = channel.kind == Channel::Kind::direct;
  json out{{"id", channel.id},
           {"created", channel.created},
           {"is_archived", channel.archived},
           {"is_im", direct},
           {"is_org_shared", false}};
  if (direct) {
    for (const auto& member : channel.members) {
      if (member != for_user) out["user"] = member;
    }
    out["is_open"] = true;
    return out;
  }
  const auto words = [&](const std::string& value, const std::string& by) {
    return json{{"value", value}, {"creator", value.empty() ? "" : by}, {"last_set", 0}};
  };
  out.update({{"name", channel.name},
              {"name_normalized", channel.name},
              {"is_channel", channel.kind == Channel::Kind::open || channel.kind == Channel::Kind::closed},
              {"is_group", false},
              {"is_mpim", channel.kind == Channel::Kind::group},
              {"is_private", channel.is_private()},
              {"is_general", channel.general},
              {"is_shared", channel.ext_shared},
              {"is_ext_shared", channel.ext_shared},
              {"is_pending_ext_shared", false},
              {"pending_shared", json::array()},
              {"previous_names", json::array()},
              {"is_member", channel.has(for_user)},
              {"creator", channel.creator},
              {"unlinked", 0},
              {"topic", words(channel.topic, channel.topic_by)},
              {"purpose", words(channel.purpose, channel.creator)},
              {"num_members", channel.members.size()}});
  return out;
}

json State::to_json(const Channel& channel, const Message& message, bool metadata) const {
  json out{{"type", "message"}, {"ts", message.ts}, {"text", message.text}};
  if (!message.subtype.empty()) out["subtype"] = message.subtype;
  if (message.tombstone) {
    out["subtype"] = "tombstone";
    out["user"] = "USLACKBOT";
    out["hidden"] = true;
  } else {
    out["user"] = message.user;
    const auto* author = person(message.user);
    out["team"] = author != nullptr && author->is.external ? "T9999" : names.team;
  }
  if (message.by_app) {
    out["bot_id"] = names.bot;
    out["app_id"] = names.app;
    out["bot_profile"] = {{"id", names.bot},      {"app_id", names.app}, {"name", names.bot_name},
                          {"deleted", false},     {"updated", 0},        {"icons", json::object()},
                          {"team_id", names.team}};
  }
  if (!message.blocks.empty()) {
    out["blocks"] = json::parse(message.blocks);
  } else if (message.subtype.empty() && !message.tombstone && !message.by_app) {
    // A person's client sends what they typed as rich text.
    const json words{{"type", "text"}, {"text", unescape_typed(message.text)}};
    const json section{{"type", "rich_text_section"}, {"elements", json::array({words})}};
    out["blocks"] = json::array(
        {json{{"type", "rich_text"}, {"block_id", "r" + message.ts}, {"elements", json::array({section})}}});
    out["client_msg_id"] = "client-" + message.ts;
  }
  if (metadata && !message.metadata.empty()) out["metadata"] = json::parse(message.metadata);
  if (!message.edited_ts.empty()) out["edited"] = {{"user", message.edited_by}, {"ts", message.edited_ts}};
  if (!message.extra.empty()) out.update(json::parse(message.extra));
  for (const auto& id : message.files) {
    const auto file = files.find(id);
    if (file != files.end()) out["files"].push_back(to_json(file->second));
  }
  for (const auto& reaction : message.reactions) {
    out["reactions"].push_back(
        {{"name", reaction.name}, {"users", reaction.users}, {"count", reaction.users.size()}});
  }
  if (std::any_of(channel.pins.begin(), channel.pins.end(),
                  [&](const Pin& p) { return p.ts == message.ts; })) {
    out["pinned_to"] = json::array({channel.id});
  }
  if (!message.thread.empty()) {
    out["thread_ts"] = message.thread;
    const auto* parent = this->message(channel.id, message.thread);
    if (parent != nullptr) out["parent_user_id"] = parent->user;
    if (message.broadcast) out["subtype"] = "thread_broadcast";
    if (message.broadcast && parent != nullptr) out["root"] = to_json(channel, *parent, metadata);
  } else if (const auto answers = replies(channel, message.ts); !answers.empty()) {
    std::set<std::string> users;
    for (const auto* answer : answers) users.insert(answer->user);
    out.update({{"thread_ts", message.ts},
                {"reply_count", answers.size()},
                {"reply_users", users},
                {"reply_users_count", users.size()},
                {"latest_reply", answers.back()->ts},
                {"is_locked", false}});
  }
  return out;
}

json State::to_json(const Person& who) const {
  const auto real = who.is.real_name.empty() ? who.name : who.is.real_name;
  json out{{"id", who.id},
           {"team_id", who.is.external ? "T9999" : names.team},
           {"name", who.name},
           {"real_name", real},
           {"deleted", who.is.deleted},
           {"is_bot", who.bot},
           {"is_app_user", false},
           {"is_admin", false},
           {"is_owner", false},
           {"is_restricted", who.is.guest || who.is.single_guest},
           {"is_ultra_restricted", who.is.single_guest},
           {"updated", who.updated},
           {"profile",
            {{"display_name", who.name},
             {"display_name_normalized", who.name},
             {"real_name", real},
             {"real_name_normalized", real},
             {"team", names.team}}}};
  if (who.is.external) {
    out["is_stranger"] = true;
  } else if (!who.is.deleted) {
    out["tz"] = who.is.zone;
    out["tz_label"] = who.is.zone;
    out["tz_offset"] = 0;
  }
  return out;
}

json State::to_json(const Group& group, bool with_users) const {
  json out{{"id", group.id},
           {"team_id", names.team},
           {"is_usergroup", true},
           {"is_subteam", true},
           {"name", group.name},
           {"description", ""},
           {"handle", group.handle},
           {"is_external", false},
           {"date_create", group.created},
           {"date_update", group.updated},
           {"date_delete", group.deleted},
           {"auto_type", nullptr},
           {"auto_provision", false},
           {"deleted_by", nullptr},
           {"prefs", {{"channels", json::array()}, {"groups", json::array()}}}};
  if (with_users) out["users"] = group.users;
  return out;
}

json State::to_json(const View& view) const {
  json values = json::object();
  for (const auto& [block, actions] : view.state) {
    for (const auto& [action, held] : actions) values[block][action] = json::parse(held);
  }
  json out{{"clear_on_close", false}, {"notify_on_close", false}, {"private_metadata", ""},
           {"callback_id", ""},       {"external_id", ""},        {"submit", nullptr},
           {"close", nullptr}};
  out.update(json::parse(view.json));
  out.update({{"id", view.id},
              {"team_id", names.team},
              {"app_id", names.app},
              {"app_installed_team_id", names.team},
              {"bot_id", names.bot},
              {"root_view_id", view.root},
              {"previous_view_id", view.previous.empty() ? json() : json(view.previous)},
              {"hash", view.hash},
              {"state", {{"values", values}}}});
  return out;
}

json State::to_json(const File& file) const {
  const auto dot = file.name.rfind('.');
  const auto type = dot == std::string::npos ? std::string("binary") : file.name.substr(dot + 1);
  static const std::map<std::string, std::string> kinds{{"md", "text/plain"},         {"html", "text/html"},
                                                        {"json", "application/json"}, {"csv", "text/csv"},
                                                        {"txt", "text/plain"},        {"png", "image/png"}};
  const auto kind = kinds.find(type);
  return {{"id", file.id},
          {"name", file.name},
          {"title", file.title},
          {"filetype", type},
          {"mimetype", kind == kinds.end() ? "application/octet-stream" : kind->second},
          {"size", file.length},
          {"user", file.user},
          {"channels", file.channels},
          {"permalink", "https://" + names.domain + ".slack.com/files/" + file.user + "/" + file.id}};
}

void State::raise(json event, const std::string& channel_id) {
  const auto* where = channel(channel_id);
  if (where != nullptr && !where->has(names.bot_user)) return;
  const auto ts = next_ts();
  if (!event.contains("event_ts")) event["event_ts"] = ts;
  Event out;
  out.id = next_id("Ev");
  out.channel = channel_id;
  out.type = event.value("type", std::string());
  if (event.contains("subtype")) out.type += "/" + event["subtype"].get<std::string>();
  const json authorization{{"enterprise_id", nullptr},
                           {"team_id", names.team},
                           {"user_id", names.bot_user},
                           {"is_bot", true},
                           {"is_enterprise_install", false}};
  out.body = dump({{"type", "event_callback"},
                   {"token", "unused"},
                   {"team_id", names.team},
                   {"context_team_id", names.team},
                   {"context_enterprise_id", nullptr},
                   {"api_app_id", names.app},
                   {"event", std::move(event)},
                   {"event_id", out.id},
                   {"event_time", seconds_of(ts)},
                   {"event_context", "4-" + out.id},
                   {"is_ext_shared_channel", where != nullptr && where->ext_shared},
                   {"authorizations", json::array({authorization})}});
  events.push_back(std::move(out));
}

json State::message_event(const Channel& channel, const Message& message) const {
  auto event = to_json(channel, message, true);
  event["channel"] = channel.id;
  event["channel_type"] = channel_type(channel);
  event["event_ts"] = message.ts;
  return event;
}

void State::system(Channel& channel, const std::string& user, const std::string& subtype,
                   const std::string& text, const std::string& extra) {
  Draft draft;
  draft.text = text;
  draft.subtype = subtype;
  draft.extra = extra;
  draft.by_app = false;
  post(channel.id, user, draft);
}

}  // namespace slack::standin
