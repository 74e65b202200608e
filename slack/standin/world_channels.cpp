// People and channels.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "slack/standin/rules.h"
#include "slack/standin/wire.h"
#include "slack/standin/world.h"

namespace slack::standin {

using nlohmann::json;

std::string State::add_person(std::string name, const PersonOptions& options) {
  Person who;
  who.id = next_id("U");
  who.name = std::move(name);
  who.is = options;
  who.updated = now_seconds();
  auto id = who.id;
  people.emplace(id, std::move(who));
  raise({{"type", "team_join"}, {"user", to_json(people.at(id))}}, {});
  return id;
}

void State::change_person(const std::string& id, const PersonOptions& options) {
  auto& who = people.at(id);
  who.is = options;
  who.updated = std::max(who.updated, now_seconds());
  raise({{"type", "user_change"}, {"user", to_json(who)}}, {});
}

std::string State::add_group(const std::string& handle, const std::vector<std::string>& users) {
  Group made;
  made.id = next_id("S");
  made.handle = made.name = handle;
  made.users = users;
  made.created = made.updated = now_seconds();
  auto id = made.id;
  raise({{"type", "subteam_created"}, {"subteam", to_json(made, true)}}, {});
  groups.emplace(id, std::move(made));
  return id;
}

// https://docs.slack.dev/reference/events/subteam_members_changed: both events come.
void State::change_group(const std::string& id, const std::vector<std::string>& users) {
  auto& group = groups.at(id);
  const auto without = [](const std::vector<std::string>& all, const std::vector<std::string>& these) {
    json out = json::array();
    for (const auto& one : all) {
      if (std::find(these.begin(), these.end(), one) == these.end()) out.push_back(one);
    }
    return out;
  };
  const auto added = without(users, group.users), removed = without(group.users, users);
  const auto before = group.updated;
  group.users = users;
  group.updated = now_seconds();
  group.deleted = users.empty() ? group.updated : 0;
  raise({{"type", "subteam_members_changed"},
         {"subteam_id", id},
         {"team_id", names.team},
         {"date_previous_update", before},
         {"date_update", group.updated},
         {"added_users", added},
         {"added_users_count", std::to_string(added.size())},
         {"removed_users", removed},
         {"removed_users_count", std::to_string(removed.size())}},
        {});
  raise({{"type", "subteam_updated"}, {"subteam", to_json(group, true)}}, {});
}

bool State::name_is_free(std::string_view name, std::string_view except) const {
  const auto* taken = channel_named(name);
  return taken == nullptr || taken->id == except;
}

Outcome<std::string> State::create_channel(const std::string& by, const std::string& name, bool is_private) {
  if (const auto wrong = channel_name_error(name); !wrong.empty()) return refuse(wrong);
  if (!name_is_free(name, {})) return refuse("name_taken");
  Channel made;
  made.id = next_id("C");
  made.name = name;
  made.creator = by;
  made.created = now_seconds();
  made.kind = is_private ? Channel::Kind::closed : Channel::Kind::open;
  auto id = made.id;
  channels.emplace(id, std::move(made));
  if (!is_private) {
    // Public channels are announced to every app, member or not.
    raise({{"type", "channel_created"}, {"channel", to_json(channels.at(id), names.bot_user)}}, {});
  }
  if (!by.empty()) join(id, by);
  return id;
}

std::string State::open_direct(std::vector<std::string> members) {
  std::sort(members.begin(), members.end());
  members.erase(std::unique(members.begin(), members.end()), members.end());
  for (const auto& [id, channel] : channels) {
    if (channel.kind != Channel::Kind::direct && channel.kind != Channel::Kind::group) continue;
    auto there = channel.members;
    std::sort(there.begin(), there.end());
    if (there == members) return id;
  }
  Channel made;
  made.kind = members.size() > 2 ? Channel::Kind::group : Channel::Kind::direct;
  made.id = next_id(made.kind == Channel::Kind::group ? "G" : "D");
  made.created = now_seconds();
  made.members = std::move(members);
  auto id = made.id;
  if (made.kind == Channel::Kind::group) made.name = "mpdm-" + id;
  channels.emplace(id, std::move(made));
  return id;
}

Outcome<void> State::join(const std::string& channel_id, const std::string& who, const std::string& inviter) {
  const auto found = channels.find(channel_id);
  if (found == channels.end()) return refuse("channel_not_found");
  auto& channel = found->second;
  if (channel.archived) return refuse("is_archived");
  if (channel.has(who)) return refuse("already_in_channel");
  channel.members.push_back(who);
  json extra = json::object();
  json event{{"type", "member_joined_channel"},
             {"user", who},
             {"channel", channel_id},
             {"channel_type", channel.is_private() ? "G" : "C"},
             {"team", names.team}};
  if (!inviter.empty()) {
    extra["inviter"] = inviter;
    event["inviter"] = inviter;
  }
  system(channel, who, "channel_join", mention(who) + " has joined the channel", dump(extra));
  raise(std::move(event), channel_id);
  return {};
}

Outcome<void> State::leave(const std::string& channel_id, const std::string& who, const std::string& by) {
  const auto found = channels.find(channel_id);
  if (found == channels.end()) return refuse("channel_not_found");
  auto& channel = found->second;
  if (!channel.has(who)) return refuse("not_in_channel");
  const bool is_private = channel.is_private();
  raise({{"type", "member_left_channel"},
         {"user", who},
         {"channel", channel_id},
         {"channel_type", is_private ? "G" : "C"},
         {"team", names.team}},
        channel_id);
  if (who == names.bot_user) {
    raise({{"type", is_private ? "group_left" : "channel_left"},
           {"channel", channel_id},
           {"actor_id", by.empty() ? who : by}},
          channel_id);
  }
  // Put into words first: `who` may be the very entry that goes.
  const std::string actor = by.empty() ? who : by;
  const auto words = mention(who) + (by.empty() ? " has left the channel" : " was removed from the channel");
  channel.members.erase(std::find(channel.members.begin(), channel.members.end(), who));
  system(channel, actor, by.empty() ? "channel_leave" : "channel_remove", words);
  return {};
}

Outcome<void> State::set_topic(const std::string& channel_id, const std::string& by,
                               const std::string& topic) {
  auto& channel = channels.at(channel_id);
  if (channel.archived) return refuse("is_archived");
  if (characters(topic) > limit::topic) return refuse("too_long");
  channel.topic = topic;
  channel.topic_by = by;
  system(channel, by, "channel_topic",
         topic.empty() ? mention(by) + " cleared the channel topic"
                       : mention(by) + " set the channel topic: " + topic,
         dump({{"topic", topic}}));
  return {};
}

Outcome<void> State::set_purpose(const std::string& channel_id, const std::string& by,
                                 const std::string& purpose) {
  auto& channel = channels.at(channel_id);
  if (channel.archived) return refuse("is_archived");
  if (characters(purpose) > limit::topic) return refuse("too_long");
  channel.purpose = purpose;
  system(channel, by, "channel_purpose", mention(by) + " set the channel description: " + purpose,
         dump({{"purpose", purpose}}));
  return {};
}

Outcome<void> State::rename(const std::string& channel_id, const std::string& by, const std::string& name) {
  auto& channel = channels.at(channel_id);
  if (channel.archived) return refuse("is_archived");
  if (const auto wrong = channel_name_error(name); !wrong.empty()) return refuse(wrong);
  if (!name_is_free(name, channel_id)) return refuse("name_taken");
  const auto old = channel.name;
  channel.name = name;
  system(channel, by, "channel_name",
         mention(by) + " has renamed the channel from \"" + old + "\" to \"" + name + "\"",
         dump({{"old_name", old}, {"name", name}}));
  raise({{"type", channel.is_private() ? "group_rename" : "channel_rename"},
         {"channel", to_json(channel, names.bot_user)}},
        channel_id);
  return {};
}

// Told by nothing but the message that it leaves.
// https://docs.slack.dev/reference/events/message/channel_convert_to_private
Outcome<void> State::make_private(const std::string& channel_id, const std::string& by) {
  auto& channel = channels.at(channel_id);
  if (channel.archived) return refuse("is_archived");
  if (channel.general || channel.kind != Channel::Kind::open) {
    return refuse("method_not_supported_for_channel_type");
  }
  channel.kind = Channel::Kind::closed;
  system(channel, by, "channel_convert_to_private",
         "made this channel *private*. Now, it can only be viewed or joined by invitation.");
  return {};
}

Outcome<void> State::archive(const std::string& channel_id, const std::string& by) {
  auto& channel = channels.at(channel_id);
  if (channel.archived) return refuse("already_archived");
  if (channel.general) return refuse("cant_archive_general");
  if (channel.kind == Channel::Kind::direct || channel.kind == Channel::Kind::group) {
    return refuse("method_not_supported_for_channel_type");
  }
  system(channel, by, "channel_archive", mention(by) + " archived the channel");
  raise({{"type", channel.is_private() ? "group_archive" : "channel_archive"},
         {"channel", channel_id},
         {"user", by}},
        channel_id);
  channel.archived = true;
  // Observed: an app is no member of a channel any more once it is archived.
  channel.members.erase(std::remove(channel.members.begin(), channel.members.end(), names.bot_user),
                        channel.members.end());
  return {};
}

Outcome<void> State::unarchive(const std::string& channel_id, const std::string& by) {
  auto& channel = channels.at(channel_id);
  if (!channel.archived) return refuse("not_archived");
  if (!channel.has(by)) return refuse("not_in_channel");
  channel.archived = false;
  system(channel, by, "channel_unarchive", mention(by) + " un-archived the channel");
  // The app hears of it though it is no member: it was one when the channel was archived.
  raise({{"type", channel.is_private() ? "group_unarchive" : "channel_unarchive"},
         {"channel", channel_id},
         {"user", by}},
        {});
  return {};
}

void State::share(const std::string& channel_id, bool with_others) {
  channels.at(channel_id).ext_shared = with_others;
  raise({{"type", with_others ? "channel_shared" : "channel_unshared"},
         {with_others ? "connected_team_id" : "previously_connected_team_id", "T9999"},
         {"channel", channel_id}},
        channel_id);
}

}  // namespace slack::standin
