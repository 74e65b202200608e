#include "slack/request.h"
#include "tests/catch.h"

using namespace slack;

namespace {

EventCallback envelope(std::string_view body) {
  const auto request = parse("application/json", body);
  INFO(body);
  REQUIRE(request);
  REQUIRE(std::holds_alternative<EventCallback>(*request));
  return std::get<EventCallback>(*request);
}

Event inner(const std::string& event) {
  return envelope(R"({"type":"event_callback","event_id":"Ev1","event":)" + event + "}").event;
}

template <class T>
T parsed(const std::string& event) {
  const auto found = inner(event);
  INFO(event);
  REQUIRE(std::holds_alternative<T>(found));
  return std::get<T>(found);
}

std::string ignored(const std::string& event) {
  return parsed<event::Other>(event).type;
}

Text literal(std::string text) {
  return {{Span::Kind::text, std::move(text), {}}};
}

}  // namespace

TEST_CASE("An event's envelope") {
  const auto callback = envelope(R"({"type":"event_callback","token":"x","team_id":"T1","enterprise_id":"E1",
    "api_app_id":"A1","event_id":"Ev1","event_time":1772331420,"is_ext_shared_channel":true,
    "event":{"type":"app_uninstalled"},
    "authorizations":[{"enterprise_id":"E1","team_id":"T1","user_id":"U1","is_bot":true,
                       "is_enterprise_install":false}]})");
  CHECK(callback.team == TeamId("T1"));
  CHECK(callback.enterprise == EnterpriseId("E1"));
  CHECK(callback.app == AppId("A1"));
  CHECK(callback.id == EventId("Ev1"));
  CHECK(callback.time == 1772331420);
  CHECK(callback.ext_shared_channel);
  CHECK_FALSE(callback.enterprise_install);
  CHECK(std::holds_alternative<event::AppUninstalled>(callback.event));
}

TEST_CASE("An event belongs to the installation, not to its author's workspace") {
  const auto shared = envelope(R"({"type":"event_callback","team_id":"T9","enterprise_id":"E9",
    "event":{"type":"app_uninstalled"},"authorizations":[{"enterprise_id":null,"team_id":"T1"}]})");
  CHECK(shared.team == TeamId("T1"));
  CHECK(shared.enterprise.empty());
  const auto org = envelope(R"({"type":"event_callback","team_id":"T1","enterprise_id":"E1",
    "event":{"type":"app_uninstalled"},
    "authorizations":[{"enterprise_id":"E1","team_id":null,"is_enterprise_install":true}]})");
  CHECK(org.team == TeamId("T1"));
  CHECK(org.enterprise == EnterpriseId("E1"));
  CHECK(org.enterprise_install);
  const auto strange = envelope(R"({"type":"event_callback","team_id":"T9","enterprise_id":"E9",
    "event":{"type":"app_uninstalled"},
    "authorizations":[{"enterprise_id":"E1","team_id":null,"is_enterprise_install":true}]})");
  CHECK(strange.team.empty());
  CHECK(strange.enterprise == EnterpriseId("E1"));
  for (const auto* none : {"[]", "null", "[null]", "{}"}) {
    const auto bare = envelope(R"({"type":"event_callback","team_id":"T1","event":{"type":"app_uninstalled"},
      "authorizations":)" + std::string(none) +
                               "}");
    CHECK(bare.team == TeamId("T1"));
  }
}

TEST_CASE("An envelope without an event is no request") {
  CHECK_FALSE(parse("application/json", R"({"type":"event_callback"})"));
  CHECK_FALSE(parse("application/json", R"({"type":"event_callback","event":{}})"));
  CHECK_FALSE(parse("application/json", R"({"type":"event_callback","event":"message"})"));
}

TEST_CASE("A message") {
  const auto posted =
      parsed<event::MessagePosted>(R"({"type":"message","channel":"C1","channel_type":"channel",
    "user":"U1","team":"T1","ts":"1712345678.000200","text":"<!here> *db* is at 12:30:45 &amp; down",
    "event_ts":"1712345678.000200","client_msg_id":"x","blocks":[],
    "metadata":{"event_type":"muster_job","event_payload":{"key":"k1","n":7,"x":{}}}})");
  CHECK(posted.channel_type == "channel");
  CHECK(posted.message.channel == ChannelId("C1"));
  CHECK(posted.message.user == UserId("U1"));
  CHECK(posted.message.team == TeamId("T1"));
  CHECK(posted.message.ts == Ts{1712345678, 200});
  CHECK_FALSE(posted.message.thread);
  CHECK_FALSE(posted.message.edited);
  CHECK(posted.message.subtype.empty());
  CHECK(posted.message.text ==
        Text{{Span::Kind::broadcast, "here", ""}, {Span::Kind::text, " *db* is at 12:30:45 & down", ""}});
  CHECK(posted.message.metadata_type == "muster_job");
  CHECK(posted.message.metadata == std::map<std::string, std::string>{{"key", "k1"}});
}

TEST_CASE("Replies, parents and broadcasts of threads") {
  const auto in_thread = [](const char* thread) {
    return parsed<event::MessagePosted>(R"({"type":"message","channel":"C1","ts":"2.000000","thread_ts":)" +
                                        std::string(thread) + "}")
        .message.thread;
  };
  CHECK(in_thread("\"1.000000\"") == Ts{1, 0});
  CHECK(in_thread("\"2.000000\"") == std::nullopt);
  CHECK(in_thread("\"\"") == std::nullopt);
  CHECK(in_thread("null") == std::nullopt);
  const auto broadcast = parsed<event::MessagePosted>(R"({"type":"message","subtype":"thread_broadcast",
    "channel":"C1","ts":"2.000000","thread_ts":"1.000000","root":{"ts":"1.000000","text":"root"},"text":"also"})");
  CHECK(broadcast.message.subtype == "thread_broadcast");
  CHECK(broadcast.message.thread == Ts{1, 0});
  CHECK(broadcast.message.text == literal("also"));
}

TEST_CASE("Messages of bots") {
  const auto modern = parsed<event::MessagePosted>(
      R"({"type":"message","channel":"C1","ts":"1.000000","bot_id":"B1","user":"U9","app_id":"A2","text":"hi"})");
  CHECK(modern.message.bot == BotId("B1"));
  CHECK(modern.message.user == UserId("U9"));
  const auto old = parsed<event::MessagePosted>(
      R"({"type":"message","subtype":"bot_message","channel":"C1","ts":"1.000000","bot_id":"B1","text":null})");
  CHECK(old.message.user.empty());
  CHECK(old.message.subtype == "bot_message");
  CHECK(old.message.text.empty());
}

TEST_CASE("A message's author may be of another workspace") {
  CHECK(
      parsed<event::MessagePosted>(
          R"({"type":"message","channel":"C1","ts":"1.000000","user":"U1","user_team":"T9","source_team":"T8"})")
          .message.team == TeamId("T9"));
}

TEST_CASE("A shared file comes with its message") {
  const auto posted = parsed<event::MessagePosted>(R"({"type":"message","subtype":"file_share","channel":"C1",
    "ts":"1.000000","user":"U1","text":"graph","files":[{"id":"F1","name":"g.png"},null]})");
  CHECK(posted.message.subtype == "file_share");
  REQUIRE(posted.message.files.size() == 1);
  CHECK(posted.message.files[0].name == "g.png");
}

TEST_CASE("A message is edited") {
  const auto changed =
      parsed<event::MessageChanged>(R"({"type":"message","subtype":"message_changed","hidden":true,
    "channel":"C1","ts":"9.000000",
    "message":{"type":"message","user":"U1","ts":"1.000200","text":"after","edited":{"user":"U1","ts":"9.000000"}},
    "previous_message":{"type":"message","user":"U1","ts":"1.000200","text":"before"}})");
  CHECK(changed.channel == ChannelId("C1"));
  CHECK(changed.message.channel == ChannelId("C1"));
  CHECK(changed.message.ts == Ts{1, 200});
  CHECK(changed.message.edited == Ts{9, 0});
  CHECK(changed.message.text == literal("after"));
  CHECK(changed.previous == literal("before"));
  CHECK(changed.text_changed);
}

TEST_CASE("Only what is read differently is an edited text") {
  const auto text_changed = [](const char* now, const char* before) {
    return parsed<event::MessageChanged>(
               R"({"type":"message","subtype":"message_changed","channel":"C1",
      "message":{"ts":"1.000200","text":")" +
               std::string(now) + R"("},"previous_message":{"ts":"1.000200","text":")" + before + R"("}})")
        .text_changed;
  };
  CHECK_FALSE(text_changed("same", "same"));                         // an unfurl, a thread's counter
  CHECK_FALSE(text_changed("at <!date^1^{time}|2:00>", "at 2:00"));  // the same words
  CHECK(text_changed("<https://a.example>", "https://a.example"));
  CHECK(text_changed("a", ""));
}

TEST_CASE("An edit with less in it than it should have") {
  const auto no_ts =
      parsed<event::MessageChanged>(R"({"type":"message","subtype":"message_changed","channel":"C1",
    "message":{"text":"after"},"previous_message":{"ts":"1.000200","text":"before"}})");
  CHECK(no_ts.message.ts == Ts{1, 200});
  const auto no_previous = parsed<event::MessageChanged>(
      R"({"type":"message","subtype":"message_changed","channel":"C1","message":{"ts":"1.000200","text":"after"}})");
  CHECK(no_previous.text_changed);
  CHECK(no_previous.previous.empty());
  CHECK(ignored(R"({"type":"message","subtype":"message_changed","channel":"C1","ts":"9.000000"})") ==
        "message");
}

TEST_CASE("A message is deleted, with or without replies") {
  const auto deleted =
      parsed<event::MessageDeleted>(R"({"type":"message","subtype":"message_deleted","channel":"C1",
    "ts":"9.000000","deleted_ts":"1.000200","previous_message":{"ts":"1.000200","text":"x"}})");
  CHECK(deleted.channel == ChannelId("C1"));
  CHECK(deleted.ts == Ts{1, 200});
  CHECK(parsed<event::MessageDeleted>(R"({"type":"message","subtype":"message_deleted","channel":"C1",
    "ts":"9.000000","previous_message":{"ts":"1.000200"}})")
            .ts == Ts{1, 200});
  const auto parent =
      parsed<event::MessageDeleted>(R"({"type":"message","subtype":"message_changed","channel":"C1",
    "ts":"9.000000","message":{"subtype":"tombstone","ts":"1.000200","text":"This message was deleted."},
    "previous_message":{"ts":"1.000200","text":"x"}})");
  CHECK(parent.ts == Ts{1, 200});
}

TEST_CASE("Messages that say nothing by themselves are ignored") {
  CHECK(ignored(R"({"type":"message","subtype":"message_replied","channel":"C1","ts":"1.000000"})") ==
        "message");
  CHECK(ignored(R"({"type":"message"})") == "message");
  CHECK(ignored(R"({"type":"message","channel":"C1","ts":1712345678.0002})") == "message");
  CHECK(ignored(R"({"type":"message","ts":"1.000000"})") == "message");
}

TEST_CASE("The bot is mentioned") {
  const auto mention = parsed<event::AppMention>(
      R"({"type":"app_mention","channel":"C1","user":"U1","ts":"2.000000","thread_ts":"1.000000","text":"<@UB> help"})");
  CHECK(mention.message.channel == ChannelId("C1"));
  CHECK(mention.message.thread == Ts{1, 0});
  CHECK(mention.message.text == Text{{Span::Kind::user, "", "UB"}, {Span::Kind::text, " help", ""}});
}

TEST_CASE("Reactions, in any skin") {
  const auto added = parsed<event::Reaction>(R"({"type":"reaction_added","user":"U1","reaction":"pushpin",
    "item":{"type":"message","channel":"C1","ts":"1.000200"},"item_user":"U2","event_ts":"3.000000"})");
  CHECK(added.added);
  CHECK(added.user == UserId("U1"));
  CHECK(added.name == "pushpin");
  CHECK(added.channel == ChannelId("C1"));
  CHECK(added.message == Ts{1, 200});
  CHECK(added.author == UserId("U2"));
  const auto removed = parsed<event::Reaction>(R"({"type":"reaction_removed","user":"U1",
    "reaction":"+1::skin-tone-3","item":{"channel":"C1","ts":"1.000200"}})");
  CHECK_FALSE(removed.added);
  CHECK(removed.name == "+1");
  CHECK(removed.author.empty());
  CHECK(
      ignored(R"({"type":"reaction_added","user":"U1","reaction":"x","item":{"type":"file","file":"F1"}})") ==
      "reaction_added");
}

TEST_CASE("Pins say the channel and bring the message") {
  const auto pinned =
      parsed<event::Pin>(R"({"type":"pin_added","user":"U1","channel_id":"C1","item_user":"U2",
    "item":{"type":"message","channel":"C1","created":3,"created_by":"U1",
            "message":{"ts":"1.000200","user":"U2","text":"rolled back",
                       "permalink":"https://acme.slack.com/archives/C1/p1000200"}},
    "pin_count":"2"})");
  CHECK(pinned.added);
  CHECK(pinned.user == UserId("U1"));
  CHECK(pinned.message.channel == ChannelId("C1"));
  CHECK(pinned.message.ts == Ts{1, 200});
  CHECK(pinned.message.user == UserId("U2"));
  CHECK(pinned.message.permalink == "https://acme.slack.com/archives/C1/p1000200");
  const auto unpinned = parsed<event::Pin>(
      R"({"type":"pin_removed","user":"U1","item":{"channel":"C2","message":{"ts":"1.000200"}},"has_pins":false})");
  CHECK_FALSE(unpinned.added);
  CHECK(unpinned.message.channel == ChannelId("C2"));
  CHECK(ignored(R"({"type":"pin_added","user":"U1","channel_id":"C1","item":{"type":"file"}})") ==
        "pin_added");
}

TEST_CASE("People come and go") {
  const auto joined = parsed<event::Member>(
      R"({"type":"member_joined_channel","user":"U1","channel":"C1","channel_type":"C","team":"T1","inviter":"U2"})");
  CHECK(joined.joined);
  CHECK(joined.user == UserId("U1"));
  CHECK(joined.channel == ChannelId("C1"));
  CHECK(joined.inviter == UserId("U2"));
  const auto left = parsed<event::Member>(R"({"type":"member_left_channel","user":"U1","channel":"C1"})");
  CHECK_FALSE(left.joined);
  CHECK(left.inviter.empty());
}

TEST_CASE("Channels change, public and private ones") {
  for (const std::string kind : {"channel", "group"}) {
    const auto archived =
        parsed<event::ChannelArchived>(R"({"type":")" + kind + R"(_archive","channel":"C1","user":"U1"})");
    CHECK(archived.archived);
    CHECK(archived.channel == ChannelId("C1"));
    CHECK(archived.user == UserId("U1"));
    const auto back = parsed<event::ChannelArchived>(R"({"type":")" + kind +
                                                     R"(_unarchive","channel":"C1","actor_id":"U2"})");
    CHECK_FALSE(back.archived);
    CHECK(back.user == UserId("U2"));
    const auto renamed = parsed<event::ChannelRenamed>(
        R"({"type":")" + kind + R"(_rename","channel":{"id":"C1","name":"new","created":1}})");
    CHECK(renamed.channel == ChannelId("C1"));
    CHECK(renamed.name == "new");
    CHECK(parsed<event::BotRemoved>(R"({"type":")" + kind + R"(_left","channel":"C1","actor_id":"U1"})")
              .channel == ChannelId("C1"));
    CHECK(parsed<event::ChannelDeleted>(R"({"type":")" + kind + R"(_deleted","channel":"C1"})").channel ==
          ChannelId("C1"));
  }
  const auto created = parsed<event::ChannelCreated>(
      R"({"type":"channel_created","channel":{"id":"C1","name":"inc-42","creator":"U1","created":1}})");
  CHECK(created.channel == ChannelId("C1"));
  CHECK(created.name == "inc-42");
  CHECK(created.creator == UserId("U1"));
  const auto moved = parsed<event::ChannelIdChanged>(
      R"({"type":"channel_id_changed","old_channel_id":"G1","new_channel_id":"C1"})");
  CHECK(moved.from == ChannelId("G1"));
  CHECK(moved.to == ChannelId("C1"));
  CHECK(parsed<event::ChannelShared>(R"({"type":"channel_shared","channel":"C1"})").shared);
  CHECK_FALSE(parsed<event::ChannelShared>(R"({"type":"channel_unshared","channel":"C1"})").shared);
}

TEST_CASE("The home tab is opened") {
  const auto home =
      parsed<event::HomeOpened>(R"({"type":"app_home_opened","user":"U1","channel":"D1","tab":"home"})");
  CHECK(home.user == UserId("U1"));
  CHECK(home.channel == ChannelId("D1"));
  CHECK(home.tab == "home");
}

TEST_CASE("People change") {
  const auto joined =
      parsed<event::UserChanged>(R"({"type":"team_join","user":{"id":"U1","team_id":"T1","name":"ann",
    "real_name":"Ann Lee","tz":"Europe/Berlin","deleted":false,"is_bot":false,"is_restricted":true,
    "profile":{"display_name":"annie","real_name":"Ann Lee"}}})");
  CHECK(joined.joined);
  CHECK(joined.person.id == UserId("U1"));
  CHECK(joined.person.team == TeamId("T1"));
  CHECK(joined.person.name == "annie");
  CHECK(joined.person.zone == "Europe/Berlin");
  CHECK(joined.person.guest);
  CHECK_FALSE(joined.person.deleted);
  CHECK_FALSE(joined.person.bot);
  CHECK_FALSE(joined.person.stranger);
  const auto left =
      parsed<event::UserChanged>(R"({"type":"user_change","user":{"id":"U1","name":"ann","deleted":true,
    "is_bot":true,"is_ultra_restricted":true,"is_stranger":true,"tz":null,"profile":{"display_name":""}}})");
  CHECK_FALSE(left.joined);
  CHECK(left.person.name == "ann");
  CHECK(left.person.deleted);
  CHECK(left.person.bot);
  CHECK(left.person.guest);
  CHECK(left.person.stranger);
  CHECK(left.person.zone.empty());
  CHECK(parsed<event::UserChanged>(
            R"({"type":"user_change","user":{"id":"U1","name":"ann","profile":{"real_name":"Ann Lee"}}})")
            .person.name == "Ann Lee");
  CHECK(ignored(R"({"type":"user_change","user":"U1"})") == "user_change");
}

TEST_CASE("User groups change") {
  CHECK(parsed<event::SubteamChanged>(R"({"type":"subteam_members_changed","subteam_id":"S1"})").subteam ==
        "S1");
  CHECK(parsed<event::SubteamChanged>(R"({"type":"subteam_updated","subteam":{"id":"S2"}})").subteam == "S2");
}

TEST_CASE("Tokens are revoked") {
  const auto revoked = parsed<event::TokensRevoked>(
      R"({"type":"tokens_revoked","tokens":{"oauth":["U1"],"bot":["U2","U3"]}})");
  CHECK(revoked.bots == std::vector{UserId("U2"), UserId("U3")});
  CHECK(parsed<event::TokensRevoked>(R"({"type":"tokens_revoked","tokens":null})").bots.empty());
}

TEST_CASE("Events that we don't know are named and ignored") {
  CHECK(ignored(R"({"type":"goodbye"})") == "goodbye");
  CHECK(ignored(R"({"type":"team_access_granted","team_ids":["T1"]})") == "team_access_granted");
}
