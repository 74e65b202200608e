// conversations.* and users.*: https://docs.slack.dev/reference/methods?family=conversations
#include <algorithm>
#include <nlohmann/json.hpp>

#include "slack/payload.h"
#include "slack/text.h"
#include "slack/web_api_impl.h"

namespace slack {

using nlohmann::json;
using What = Error::What;

namespace {

constexpr std::size_t max_invited = 100;
constexpr std::size_t max_topic = 250;
constexpr int max_history = 999;
constexpr std::string_view page_size = "200";
// Lists of conversations are tier 2: few large pages.
constexpr std::string_view list_page_size = "999";

Fields paged(Fields fields, std::string_view size, std::string_view cursor) {
  fields.emplace_back("limit", size);
  if (!cursor.empty()) {
    fields.emplace_back("cursor", cursor);
  }
  return fields;
}

Channel channel_from(const json& object) {
  Channel channel;
  channel.id = ChannelId(payload::text(object, "id"));
  channel.name = payload::text(object, "name");
  channel.is_private = payload::flag(object, "is_private");
  channel.is_archived = payload::flag(object, "is_archived");
  channel.is_member = payload::flag(object, "is_member");
  channel.is_ext_shared = payload::flag(object, "is_ext_shared");
  channel.creator = UserId(payload::text(object, "creator"));
  channel.created = payload::seconds(object, "created");
  const auto& topic = payload::member(object, "topic");
  channel.topic = payload::text(topic, "value");
  channel.topic_by = UserId(payload::text(topic, "creator"));
  return channel;
}

Result<Channel> the_channel(Result<json> answer) {
  if (!answer) {
    return tl::unexpected(std::move(answer.error()));
  }
  Channel channel = channel_from(payload::member(*answer, "channel"));
  if (channel.id.empty()) {
    return tl::unexpected(garbage());
  }
  return channel;
}

/// A page of the array `key`; `make` turns an element into a T, or into none to leave it out.
template <class T, class Make>
Result<Page<T>> page_of(Result<json> answer, std::string_view key, Make make) {
  if (!answer) {
    return tl::unexpected(std::move(answer.error()));
  }
  const json& list = payload::member(*answer, key);
  if (!list.is_array()) {
    return tl::unexpected(garbage());
  }
  Page<T> page;
  page.cursor = next_cursor(*answer);
  for (const json& element : list) {
    if (std::optional<T> item = make(element)) {
      page.items.push_back(std::move(*item));
    }
  }
  return page;
}

std::optional<Channel> known_channel(const json& element) {
  Channel channel = channel_from(element);
  return channel.id.empty() ? std::nullopt : std::optional(std::move(channel));
}

std::optional<event::Person> known_person(const json& element) {
  event::Person person = payload::person(element);
  return person.id.empty() ? std::nullopt : std::optional(std::move(person));
}

}  // namespace

Result<Channel> WebApi::create_channel(std::string_view name, bool is_private) {
  return the_channel(impl_->call(
      "conversations.create", {{"name", std::string(name)}, {"is_private", is_private ? "true" : "false"}}));
}

Result<void> WebApi::invite(const ChannelId& channel, std::span<const UserId> users) {
  if (users.size() > max_invited) {
    return tl::unexpected(Error{.what = What::bug, .code = "too_many_users"});
  }
  if (users.empty()) {
    return {};
  }
  std::string list;
  for (const UserId& user : users) {
    list += (list.empty() ? "" : ",") + user.value;
  }
  // `force` invites the others when one can't be.
  const auto answer =
      impl_->call("conversations.invite", {{"channel", channel.value}, {"users", list}, {"force", "true"}});
  Error error;
  if (answer) {
    for (const json& entry : payload::member(*answer, "errors")) {
      error.per_user.emplace_back(payload::text(entry, "user"), payload::text(entry, "error"));
    }
  } else {
    error = answer.error();
    if (error.per_user.empty() && error.what == What::person && users.size() == 1) {
      error.per_user.emplace_back(users.front().value, error.code);
    }
  }
  std::erase_if(error.per_user, [](const auto& entry) { return classify(entry.second) == What::already; });
  if (answer && error.per_user.empty()) {
    return {};
  }
  if (!error.per_user.empty() && (answer || error.what == What::already)) {
    error.what = What::person;
    error.code = error.per_user.front().second;
  }
  return tl::unexpected(std::move(error));
}

Result<void> WebApi::join(const ChannelId& channel) {
  return impl_->run("conversations.join", {{"channel", channel.value}});
}

Result<Channel> WebApi::info(const ChannelId& channel) {
  return the_channel(impl_->call("conversations.info", {{"channel", channel.value}}));
}

Result<void> WebApi::set_topic(const ChannelId& channel, std::string_view topic) {
  return impl_->run("conversations.setTopic",
                    {{"channel", channel.value}, {"topic", fit(clean_utf8(topic), max_topic)}});
}

Result<void> WebApi::rename(const ChannelId& channel, std::string_view name) {
  return impl_->run("conversations.rename", {{"channel", channel.value}, {"name", std::string(name)}});
}

Result<void> WebApi::archive(const ChannelId& channel) {
  return impl_->run("conversations.archive", {{"channel", channel.value}});
}

Result<void> WebApi::unarchive(const ChannelId& channel) {
  return impl_->run("conversations.unarchive", {{"channel", channel.value}});
}

Result<Page<UserId>> WebApi::members(const ChannelId& channel, std::string_view cursor) {
  return page_of<UserId>(
      impl_->call("conversations.members", paged({{"channel", channel.value}}, page_size, cursor)), "members",
      [](const json& element) {
        return element.is_string() ? std::optional(UserId(element.get<std::string>())) : std::nullopt;
      });
}

Result<Page<Message>> WebApi::history(const HistoryQuery& query, std::string_view cursor) {
  Fields fields{{"channel", query.channel.value}, {"inclusive", "true"}};
  if (query.thread) {
    fields.emplace_back("ts", query.thread->str());
  }
  if (query.oldest) {
    fields.emplace_back("oldest", query.oldest->str());
  }
  if (query.latest) {
    fields.emplace_back("latest", query.latest->str());
  }
  if (query.metadata) {
    fields.emplace_back("include_all_metadata", "true");
  }
  fields = paged(std::move(fields), std::to_string(std::clamp(query.limit, 1, max_history)), cursor);
  return page_of<Message>(
      impl_->call(query.thread ? "conversations.replies" : "conversations.history", fields), "messages",
      [&](const json& element) {
        Message message = payload::message(element, query.channel);
        message.channel = query.channel;
        return message.ts.empty() ? std::nullopt : std::optional(std::move(message));
      });
}

Result<Page<Channel>> WebApi::my_channels(std::string_view cursor) {
  return page_of<Channel>(
      impl_->call("users.conversations",
                  paged({{"types", "public_channel,private_channel"}, {"exclude_archived", "true"}},
                        list_page_size, cursor)),
      "channels", known_channel);
}

Result<Page<Channel>> WebApi::channels(std::string_view cursor) {
  return page_of<Channel>(
      impl_->call("conversations.list",
                  paged({{"types", "public_channel"}, {"exclude_archived", "true"}}, list_page_size, cursor)),
      "channels", known_channel);
}

Result<ChannelId> WebApi::open_dm(const UserId& user) {
  auto channel = the_channel(impl_->call("conversations.open", {{"users", user.value}}));
  if (!channel) {
    return tl::unexpected(std::move(channel.error()));
  }
  return channel->id;
}

Result<event::Person> WebApi::user(const UserId& user) {
  auto answer = impl_->call("users.info", {{"user", user.value}});
  if (!answer) {
    return tl::unexpected(std::move(answer.error()));
  }
  std::optional<event::Person> person = known_person(payload::member(*answer, "user"));
  if (!person) {
    return tl::unexpected(garbage());
  }
  return *std::move(person);
}

Result<Page<event::Person>> WebApi::users(std::string_view cursor) {
  return page_of<event::Person>(impl_->call("users.list", paged({}, page_size, cursor)), "members",
                                known_person);
}

Result<std::vector<UserGroup>> WebApi::user_groups() {
  auto page = page_of<UserGroup>(impl_->call("usergroups.list", {{"include_users", "true"}}), "usergroups",
                                 [](const json& element) -> std::optional<UserGroup> {
                                   UserGroup group{payload::text(element, "id"),
                                                   payload::text(element, "handle"),
                                                   payload::words(element, "name"),
                                                   {}};
                                   if (group.id.empty() || payload::seconds(element, "date_delete") != 0)
                                     return {};
                                   for (auto& user : payload::list(element, "users"))
                                     group.users.emplace_back(std::move(user));
                                   return group;
                                 });
  if (!page) {
    return tl::unexpected(std::move(page.error()));
  }
  return std::move(page->items);
}

}  // namespace slack
