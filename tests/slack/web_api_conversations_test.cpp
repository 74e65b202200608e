#include <array>

#include "slack/web_api.h"
#include "tests/catch.h"
#include "tests/slack/support/fake_transport.h"

using fake::FakeTransport;
using slack::ChannelId;
using slack::Error;
using slack::UserId;
using slack::WebApi;
using What = Error::What;
using Form = std::map<std::string, std::string>;

namespace {

struct Client {
  explicit Client(std::string answer) : transport(std::move(answer)), api(transport, options()) {}
  static slack::WebApiOptions options() {
    slack::WebApiOptions options;
    options.token = "xoxb-1";
    return options;
  }
  FakeTransport transport;
  WebApi api;
};

}  // namespace

TEST_CASE("create_channel") {
  Client client(
      R"({"ok":true,"channel":{"id":"C1","name":"inc-1-x","creator":"U1","created":5,"is_member":true}})");
  const auto channel = client.api.create_channel("inc-1", true);
  REQUIRE(channel);
  CHECK(channel->id.value == "C1");
  CHECK(channel->name == "inc-1-x");
  CHECK(channel->is_member);
  CHECK(client.transport.method() == "conversations.create");
  CHECK(client.transport.fields() == Form{{"name", "inc-1"}, {"is_private", "true"}});
  REQUIRE(client.api.create_channel("inc-2", false));
  CHECK(client.transport.fields().at("is_private") == "false");
}

TEST_CASE("user groups come with their people, disabled ones don't") {
  Client client(
      R"({"ok":true,"usergroups":[{"id":"S1","handle":"oncall","name":"On call","date_delete":0,"users":["U2","U1"]},)"
      R"({"id":"S2","handle":"old","name":"Old","date_delete":1446748865,"users":["U3"]},{"handle":"x"},7]})");
  const auto groups = client.api.user_groups();
  REQUIRE(groups);
  CHECK(client.transport.method() == "usergroups.list");
  CHECK(client.transport.fields() == Form{{"include_users", "true"}});
  REQUIRE(groups->size() == 1);
  CHECK(groups->front().handle == "oncall");
  CHECK(groups->front().users == std::vector{UserId("U2"), UserId("U1")});
  CHECK_FALSE(Client(R"({"ok":false,"error":"plan_upgrade_required"})").api.user_groups());
}

TEST_CASE("a channel that Slack does not name may have been made") {
  Client client(R"({"ok":true,"channel":{}})");
  const auto channel = client.api.create_channel("inc-1", true);
  REQUIRE_FALSE(channel);
  CHECK(channel.error().what == What::ambiguous);
  CHECK(channel.error().code == "garbage");
}

TEST_CASE("invite") {
  const std::array users{UserId("U1"), UserId("U2"), UserId("U3")};
  SECTION("all of them") {
    Client client(R"({"ok":true,"channel":{"id":"C1"}})");
    CHECK(client.api.invite(ChannelId("C1"), users));
    CHECK(client.transport.method() == "conversations.invite");
    CHECK(client.transport.fields() == Form{{"channel", "C1"}, {"users", "U1,U2,U3"}, {"force", "true"}});
  }
  SECTION("some can't be") {
    Client client(R"({"ok":true,"errors":[{"user":"U1","ok":false,"error":"cant_invite"},
        {"user":"U2","ok":false,"error":"already_in_channel"},{"user":"U3","ok":false,"error":"ura_max_channels"}]})");
    const auto result = client.api.invite(ChannelId("C1"), users);
    REQUIRE_FALSE(result);
    CHECK(result.error().what == What::person);
    CHECK(result.error().per_user == std::vector<std::pair<std::string, std::string>>{
                                         {"U1", "cant_invite"}, {"U3", "ura_max_channels"}});
  }
  SECTION("those who are there already are no failure") {
    Client client(R"({"ok":true,"errors":[{"user":"U2","ok":false,"error":"already_in_channel"}]})");
    CHECK(client.api.invite(ChannelId("C1"), users));
  }
  SECTION("the whole call fails, with reasons for each") {
    Client client(
        R"({"ok":false,"error":"already_in_channel","errors":[{"user":"U1","ok":false,"error":"already_in_channel"},
        {"user":"U2","ok":false,"error":"user_not_found"}]})");
    const auto result = client.api.invite(ChannelId("C1"), users);
    REQUIRE_FALSE(result);
    CHECK(result.error().what == What::person);
    CHECK(result.error().code == "user_not_found");
    CHECK(result.error().per_user ==
          std::vector<std::pair<std::string, std::string>>{{"U2", "user_not_found"}});
  }
  SECTION("everybody is there already") {
    Client client(R"({"ok":false,"error":"already_in_channel"})");
    CHECK(client.api.invite(ChannelId("C1"), users).error().what == What::already);
  }
  SECTION("one alone, refused") {
    Client client(R"({"ok":false,"error":"cant_invite"})");
    const auto result = client.api.invite(ChannelId("C1"), std::array{UserId("U9")});
    REQUIRE_FALSE(result);
    CHECK(result.error().per_user == std::vector<std::pair<std::string, std::string>>{{"U9", "cant_invite"}});
  }
  SECTION("the channel's fault is nobody's") {
    Client client(R"({"ok":false,"error":"not_in_channel"})");
    const auto result = client.api.invite(ChannelId("C1"), users);
    REQUIRE_FALSE(result);
    CHECK(result.error().what == What::join);
    CHECK(result.error().per_user.empty());
  }
  SECTION("nobody needs no call, too many get none") {
    Client client("{}");
    CHECK(client.api.invite(ChannelId("C1"), {}));
    const auto result = client.api.invite(ChannelId("C1"), std::vector<UserId>(101, UserId("U1")));
    REQUIRE_FALSE(result);
    CHECK(result.error().what == What::bug);
    CHECK(client.transport.calls.empty());
  }
}

TEST_CASE("what is done to a channel") {
  Client client(R"({"ok":true})");
  const ChannelId channel("C1");
  CHECK(client.api.join(channel));
  CHECK(client.transport.method() == "conversations.join");
  CHECK(client.api.set_topic(channel, "SEV1 & lead"));
  CHECK(client.transport.method() == "conversations.setTopic");
  CHECK(client.transport.fields() == Form{{"channel", "C1"}, {"topic", "SEV1 & lead"}});
  CHECK(client.api.rename(channel, "inc-2"));
  CHECK(client.transport.method() == "conversations.rename");
  CHECK(client.transport.fields() == Form{{"channel", "C1"}, {"name", "inc-2"}});
  CHECK(client.api.archive(channel));
  CHECK(client.transport.method() == "conversations.archive");
}

TEST_CASE("a topic fits") {
  Client client(R"({"ok":true})");
  CHECK(client.api.set_topic(ChannelId("C1"), std::string(300, 'x')));
  CHECK(slack::length(client.transport.fields().at("topic")) <= 250);
}

TEST_CASE("what Slack says of a channel") {
  Client client(R"({"ok":true,"channel":{"id":"C1","name":"inc-1","is_private":true,"is_archived":true,
      "is_member":true,"is_ext_shared":true,"creator":"U1","created":1504554479,
      "topic":{"value":"SEV2 &amp; more","creator":"U2","last_set":1504554480}}})");
  const auto channel = client.api.info(ChannelId("C1"));
  REQUIRE(channel);
  CHECK(channel->id.value == "C1");
  CHECK(channel->name == "inc-1");
  CHECK(channel->is_private);
  CHECK(channel->is_archived);
  CHECK(channel->is_member);
  CHECK(channel->is_ext_shared);
  CHECK(channel->creator.value == "U1");
  CHECK(channel->created == 1504554479);
  CHECK(channel->topic == "SEV2 &amp; more");
  CHECK(channel->topic_by.value == "U2");
  Client terse(R"({"ok":true,"channel":{"id":"C1"}})");
  const auto bare = terse.api.info(ChannelId("C1"));
  REQUIRE(bare);
  CHECK_FALSE(bare->is_private);
  CHECK(bare->created == 0);
  CHECK(bare->topic.empty());
}

TEST_CASE("info and open_dm") {
  Client client(R"({"ok":true,"channel":{"id":"D1","is_private":true}})");
  const auto info = client.api.info(ChannelId("D1"));
  REQUIRE(info);
  CHECK(info->is_private);
  CHECK(client.transport.method() == "conversations.info");
  const auto dm = client.api.open_dm(UserId("U1"));
  REQUIRE(dm);
  CHECK(dm->value == "D1");
  CHECK(client.transport.method() == "conversations.open");
  CHECK(client.transport.fields() == Form{{"users", "U1"}});
}

TEST_CASE("pages carry their cursor there and back") {
  SECTION("members") {
    Client client(R"({"ok":true,"members":["U1",7,"U2"],"response_metadata":{"next_cursor":"abc=="}})");
    const auto page = client.api.members(ChannelId("C1"));
    REQUIRE(page);
    CHECK(page->items == std::vector{UserId("U1"), UserId("U2")});
    CHECK(page->cursor == "abc==");
    CHECK(client.transport.fields().count("cursor") == 0);
    REQUIRE(client.api.members(ChannelId("C1"), page->cursor));
    CHECK(client.transport.fields().at("cursor") == "abc==");
  }
  SECTION("channels") {
    Client client(R"({"ok":true,"channels":[{"id":"C1","name":"a"},{"name":"no id"},null]})");
    const auto mine = client.api.my_channels();
    REQUIRE(mine);
    CHECK(mine->items.size() == 1);
    CHECK(mine->cursor.empty());
    CHECK(client.transport.method() == "users.conversations");
    CHECK(client.transport.fields().at("types") == "public_channel,private_channel");
    REQUIRE(client.api.channels("x"));
    CHECK(client.transport.method() == "conversations.list");
    CHECK(client.transport.fields().at("types") == "public_channel");
    CHECK(client.transport.fields().at("cursor") == "x");
  }
  SECTION("people") {
    Client client(
        R"({"ok":true,"members":[{"id":"U1","name":"a"},{"id":""}],"response_metadata":{"next_cursor":""}})");
    const auto page = client.api.users();
    REQUIRE(page);
    CHECK(page->items.size() == 1);
    CHECK(page->items[0].name == "a");
    CHECK(client.transport.method() == "users.list");
  }
  SECTION("an answer without the list is garbage") {
    Client client(R"({"ok":true})");
    CHECK(client.api.users().error().code == "garbage");
    CHECK(client.api.channels().error().code == "garbage");
    CHECK(client.api.members(ChannelId("C1")).error().code == "garbage");
    CHECK(client.api.history({}).error().code == "garbage");
  }
}

TEST_CASE("history") {
  Client client(R"({"ok":true,"messages":[{"ts":"2.000001","text":"two","user":"U1",
      "metadata":{"event_type":"job","event_payload":{"key":"k"}}},{"text":"no ts"},
      {"ts":"1.000000","text":"one","channel":"C9"}],
      "response_metadata":{"next_cursor":"n"}})");
  slack::HistoryQuery query;
  query.channel = ChannelId("C1");
  query.oldest = slack::Ts{1, 0};
  query.latest = slack::Ts{9, 5};
  query.limit = 5000;
  query.metadata = true;
  const auto page = client.api.history(query, "c");
  REQUIRE(page);
  CHECK(client.transport.method() == "conversations.history");
  CHECK(client.transport.fields() == Form{{"channel", "C1"},
                                          {"inclusive", "true"},
                                          {"oldest", "1.000000"},
                                          {"latest", "9.000005"},
                                          {"include_all_metadata", "true"},
                                          {"limit", "999"},
                                          {"cursor", "c"}});
  REQUIRE(page->items.size() == 2);
  CHECK(page->items[0].channel.value == "C1");
  CHECK(page->items[0].ts == slack::Ts{2, 1});
  CHECK(page->items[0].metadata.at("key") == "k");
  CHECK(page->items[1].text == slack::decode("one"));
  // The channel that was asked about.
  CHECK(page->items[1].channel.value == "C1");
  CHECK(page->cursor == "n");

  slack::HistoryQuery replies;
  replies.channel = ChannelId("C1");
  replies.thread = slack::Ts{1, 0};
  replies.limit = 0;
  REQUIRE(client.api.history(replies));
  CHECK(client.transport.method() == "conversations.replies");
  CHECK(client.transport.fields() ==
        Form{{"channel", "C1"}, {"inclusive", "true"}, {"ts", "1.000000"}, {"limit", "1"}});
}

TEST_CASE("a person") {
  Client client(R"({"ok":true,"user":{"id":"U1","name":"ada","tz":"Europe/London"}})");
  const auto person = client.api.user(UserId("U1"));
  REQUIRE(person);
  CHECK(person->zone == "Europe/London");
  CHECK(client.transport.fields() == Form{{"user", "U1"}});
  Client nobody(R"({"ok":true})");
  CHECK(nobody.api.user(UserId("U1")).error().code == "garbage");
}
