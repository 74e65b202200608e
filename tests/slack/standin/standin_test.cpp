#include "slack/standin/standin.h"

#include "tests/catch.h"
#include "tests/slack/standin/client.h"

using namespace slack::standin;
using namespace slack::standin::test;

namespace {

struct Workspace {
  Workspace() : slack(options()), bot(slack) {
    ada = slack.add_person("ada");
    grace = slack.add_person("grace");
    channel = slack.add_channel("inc-1", {ada, grace, slack.bot_user()});
    REQUIRE(slack.settle());
  }
  static Options options() {
    Options o;
    o.limits = 0;
    o.ack_limit = o.trigger_life = usual_limit;
    return o;
  }
  std::vector<json> events(const std::string& type) {
    REQUIRE(slack.settle());
    return bot.events(type);
  }
  Standin slack;
  Bot bot;
  std::string ada, grace, channel;
};

}  // namespace

TEST_CASE("the bot hears of what happens where it is, and of nothing else") {
  Workspace w;
  auto& people = w.slack.people();
  const auto other = w.slack.add_channel("elsewhere", {w.ada});
  people.say(w.ada, other, "not for the bot");
  const auto ts = people.say(w.ada, w.channel, "it is <down> & @grace knows");
  const auto said = w.events("message");
  REQUIRE(said.size() == 1);
  CHECK(said[0]["text"] == "it is &lt;down&gt; &amp; <@" + w.grace + "> knows");
  CHECK(said[0]["user"] == w.ada);
  CHECK(said[0]["channel"] == w.channel);
  CHECK(said[0]["channel_type"] == "channel");
  CHECK(said[0]["ts"] == ts);
  CHECK(w.events("channel_created").size() >= 1);  // public ones are told to all
}

TEST_CASE("edits, deletions, replies, reactions and pins arrive in Slack's shapes") {
  Workspace w;
  auto& people = w.slack.people();
  const auto ts = people.say(w.ada, w.channel, "first");
  REQUIRE(people.edit(w.ada, w.channel, ts, "second"));
  CHECK(people.edit(w.grace, w.channel, ts, "hers").error() == "cant_update_message");
  const auto changed = w.events("message/message_changed");
  REQUIRE(changed.size() == 1);
  CHECK(changed[0]["message"]["text"] == "second");
  CHECK(changed[0]["message"]["ts"] == ts);
  CHECK(changed[0]["previous_message"]["text"] == "first");
  CHECK(changed[0]["hidden"] == true);
  CHECK_FALSE(changed[0].contains("user"));

  const auto reply = people.say(w.grace, w.channel, "answer", ts);
  CHECK(w.events("message").back()["thread_ts"] == ts);
  CHECK(w.events("message").back()["parent_user_id"] == w.ada);
  people.say(w.grace, w.channel, "loud answer", ts, true);
  CHECK(w.events("message/thread_broadcast").size() == 1);

  REQUIRE(people.react(w.grace, w.channel, ts, "pushpin"));
  REQUIRE(people.unreact(w.grace, w.channel, ts, "pushpin"));
  CHECK(people.unreact(w.grace, w.channel, ts, "pushpin").error() == "no_reaction");
  const auto added = w.events("reaction_added");
  REQUIRE(added.size() == 1);
  CHECK(added[0]["item"]["ts"] == ts);
  CHECK(added[0]["item_user"] == w.ada);
  CHECK(w.events("reaction_removed").size() == 1);

  REQUIRE(people.pin(w.grace, w.channel, ts));
  const auto pinned = w.events("pin_added");
  REQUIRE(pinned.size() == 1);
  CHECK(pinned[0]["channel_id"] == w.channel);
  CHECK(pinned[0]["item"]["message"]["text"] == "second");
  CHECK_FALSE(pinned[0]["item"]["message"]["permalink"].get<std::string>().empty());

  REQUIRE(people.remove(w.grace, w.channel, reply));
  CHECK(w.events("message/message_deleted")[0]["deleted_ts"] == reply);
  REQUIRE(people.remove(w.ada, w.channel, ts));  // it has a reply left: a tombstone stays
  CHECK(w.events("message/message_changed").back()["message"]["subtype"] == "tombstone");
}

TEST_CASE("the bot's own posts come back to it, so that a loop would show") {
  Workspace w;
  REQUIRE(call(w.slack, "chat.postMessage", {{"channel", w.channel}, {"text", "mine"}}).ok());
  const auto said = w.events("message");
  REQUIRE(said.size() == 1);
  CHECK(said[0]["bot_id"] == "B0001");
  CHECK(said[0]["user"] == w.slack.bot_user());
}

TEST_CASE("a mention arrives twice: as a mention and as a message") {
  Workspace w;
  w.slack.people().say(w.ada, w.channel, "@muster help");
  REQUIRE(w.events("app_mention").size() == 1);
  CHECK(w.events("app_mention")[0]["ts"] == w.events("message")[0]["ts"]);
}

TEST_CASE("what becomes of channels and members is told") {
  Workspace w;
  auto& people = w.slack.people();
  const auto linus = w.slack.add_person("linus");
  CHECK(w.events("team_join").back()["user"]["id"] == linus);
  REQUIRE(people.invite(w.ada, w.channel, linus));
  CHECK(w.events("member_joined_channel").back()["inviter"] == w.ada);
  REQUIRE(people.leave(linus, w.channel));
  CHECK(w.events("member_left_channel").back()["user"] == linus);
  REQUIRE(people.rename(w.ada, w.channel, "inc-1-fixed"));
  CHECK(w.events("channel_rename").back()["channel"]["name"] == "inc-1-fixed");
  REQUIRE(people.archive(w.ada, w.channel));
  CHECK(w.events("channel_archive").back()["channel"] == w.channel);
  REQUIRE(people.unarchive(w.ada, w.channel));
  CHECK(w.events("channel_unarchive").size() == 1);

  const auto other = w.slack.add_channel("inc-2", {w.ada, w.slack.bot_user()}, true);
  REQUIRE(people.kick(w.ada, other, w.slack.bot_user()));
  CHECK(w.events("group_left").back()["channel"] == other);
  people.say(w.ada, other, "the bot is gone");
  CHECK(w.events("message").empty());
  people.open_home(w.ada);
  CHECK(w.events("app_home_opened").back()["tab"] == "home");
}

TEST_CASE("a failed event is tried again at once, then when the test says so, under the same id") {
  Workspace w;
  w.bot.reply_with([](const Bot::Request&, httplib::Response& response) { response.status = 503; });
  const auto before = w.bot.requests().size();
  w.slack.people().say(w.ada, w.channel, "hello");
  REQUIRE(w.slack.settle());
  auto tries = w.bot.requests();
  REQUIRE(tries.size() == before + 2);
  CHECK(tries[before].retry_num.empty());
  CHECK(tries[before + 1].retry_num == "1");
  CHECK(tries[before + 1].retry_reason == "http_error");
  CHECK(tries[before].payload["event_id"] == tries[before + 1].payload["event_id"]);
  CHECK(w.slack.events().retry() == 1);
  REQUIRE(w.slack.settle());
  CHECK(w.bot.last().retry_num == "2");
  CHECK(w.slack.events().retry() == 1);
  REQUIRE(w.slack.settle());
  CHECK(w.bot.last().retry_num == "3");
  CHECK(w.slack.events().retry() == 0);  // Slack gives up
}

TEST_CASE("x-slack-no-retry ends it") {
  Workspace w;
  w.bot.reply_with([](const Bot::Request&, httplib::Response& response) {
    response.status = 500;
    response.set_header("x-slack-no-retry", "1");
  });
  const auto before = w.bot.requests().size();
  w.slack.people().say(w.ada, w.channel, "hello");
  REQUIRE(w.slack.settle());
  CHECK(w.bot.requests().size() == before + 1);
  CHECK(w.slack.events().retry() == 0);
}

TEST_CASE("events can come twice, under two ids, in the wrong order, forged") {
  Workspace w;
  w.slack.events().tamper({.times = 2});
  w.slack.people().say(w.ada, w.channel, "twice");
  CHECK(w.events("message").size() == 2);
  w.slack.events().tamper({.times = 2, .new_ids = true});
  w.slack.people().say(w.ada, w.channel, "as two");
  CHECK(w.events("message").size() == 4);
  const auto requests = w.bot.requests();
  CHECK(requests.end()[-4].payload["event_id"] == requests.end()[-3].payload["event_id"]);
  CHECK(requests.end()[-2].payload["event_id"] != requests.end()[-1].payload["event_id"]);

  w.slack.events().hold();
  w.slack.people().say(w.ada, w.channel, "one");
  w.slack.people().say(w.ada, w.channel, "two");
  CHECK(w.events("message").size() == 4);
  w.slack.events().release(Order::reversed);
  const auto said = w.events("message");
  REQUIRE(said.size() == 6);
  CHECK(said[4]["text"] == "two");
  CHECK(said[5]["text"] == "one");

  const auto genuine = w.bot.last();
  w.slack.events().tamper({.seal = {.forged = true}});
  w.slack.people().say(w.ada, w.channel, "forged");
  REQUIRE(w.slack.settle());
  CHECK(w.bot.last().signature != genuine.signature);
}

TEST_CASE("any event at all can be raised") {
  Workspace w;
  w.slack.raise(R"({"type":"tokens_revoked","tokens":{"bot":["U0BOT"]}})");
  CHECK(w.events("tokens_revoked").size() == 1);
}

TEST_CASE("a screen shows what a person sees, as they read it") {
  Workspace w;
  const auto hidden = w.slack.add_channel("secret", {w.grace, w.slack.bot_user()}, true);
  const json blocks = {{{"type", "section"},
                        {"text",
                         {{"type", "mrkdwn"},
                          {"text", "Lead <@" + w.ada +
                                       ">, see <https://x.y|the graph> since "
                                       "<!date^1772000000^{time}|06:13 UTC>\na &lt; b"}}}},
                       {{"type", "actions"},
                        {"elements",
                         {{{"type", "button"},
                           {"text", {{"type", "plain_text"}, {"text", "Update"}}},
                           {"action_id", "do"}}}}}};
  const auto ts =
      call(w.slack, "chat.postMessage", {{"channel", w.channel}, {"text", "fallback"}, {"blocks", blocks}})
          .parsed()["ts"]
          .get<std::string>();
  REQUIRE(call(w.slack, "chat.postMessage", {{"channel", hidden}, {"text", "hush"}}).ok());
  REQUIRE(w.slack.people().react(w.grace, w.channel, ts, "eyes"));
  const auto screen = w.slack.screen(w.ada);
  const auto* shown = screen.find("Lead");
  REQUIRE(shown != nullptr);
  CHECK(shown->lines == std::vector<std::string>{"Lead @ada, see the graph since 06:13 UTC", "a < b"});
  CHECK(shown->buttons == std::vector<std::string>{"Update"});
  CHECK(shown->reactions == std::vector<std::string>{"eyes 1"});
  CHECK(shown->text == "fallback");
  CHECK(screen.find("hush") == nullptr);
  CHECK(screen.channel("secret") == nullptr);
  CHECK(w.slack.screen(w.grace).find("hush") != nullptr);
  const auto all = surfaces(screen);
  REQUIRE(all.count("#inc-1") == 1);
  const auto& lines = all.at("#inc-1");
  CHECK(std::find(lines.begin(), lines.end(), "  [Update]") != lines.end());
}

TEST_CASE("waiting ends with the change that it waits for") {
  Workspace w;
  std::thread later([&] { w.slack.people().say(w.ada, w.channel, "now"); });
  CHECK(w.slack.wait_until([&] { return w.slack.screen(w.grace).find("now") != nullptr; }));
  later.join();
  CHECK_FALSE(w.slack.wait_until([] { return false; }, std::chrono::milliseconds(1)));
}

TEST_CASE("calls are logged in order, without the token") {
  Workspace w;
  call(w.slack, "auth.test", json::object());
  call(w.slack, "chat.postMessage", {{"channel", "C9"}, {"text", "x"}});
  const auto calls = w.slack.calls();
  REQUIRE(calls.size() == 2);
  CHECK(calls[0].method == "auth.test");
  CHECK(calls[0].args.empty());
  CHECK(calls[1].result == "channel_not_found");
  CHECK(calls[0].number < calls[1].number);
  w.slack.forget_calls();
  CHECK(w.slack.calls().empty());
}

TEST_CASE(
    "what an app sent that was wrong by itself is remembered; what the world or a fault refused isn't") {
  Workspace w;
  const auto objected = [&](const std::string& method, const json& args) {
    const auto before = w.slack.objections().size();
    call(w.slack, method, args);
    const auto after = w.slack.objections();
    return after.size() > before ? after.back() : std::string();
  };
  const json words = json::array({{{"type", "section"}, {"text", {{"type", "mrkdwn"}, {"text", "down"}}}}});
  const json wrong = json::array({{{"type", "section"}}});
  const auto post = [&](const json& text, const json& blocks) {
    return objected("chat.postMessage", {{"channel", w.channel}, {"text", text}, {"blocks", blocks}});
  };
  CHECK(post("it is down", words).empty());
  CHECK(post("it is down", wrong).find("invalid_blocks") != std::string::npos);
  CHECK(post(" ", words).find("no text") != std::string::npos);
  CHECK(post(nullptr, words).find("no text") != std::string::npos);
  CHECK(objected("chat.postEphemeral", {{"channel", w.channel}, {"user", w.ada}, {"blocks", words}}) != "");
  CHECK(objected("chat.postMessage", {{"channel", w.channel}}).find("no_text") != std::string::npos);
  CHECK(objected("conversations.create", {{"name", "Loud!"}}).find("invalid_name") != std::string::npos);
  CHECK(objected("views.publish", {{"user_id", w.ada}, {"view", json::object()}}) != "");

  CHECK(objected("chat.postMessage", {{"channel", "C9"}, {"text", "x"}}).empty());
  CHECK(objected("conversations.create", {{"name", "inc-1"}}).empty());  // name_taken
  w.slack.faults().next("chat.postMessage", Fault::error("invalid_blocks"));
  CHECK(post("it is down", words).empty());

  w.slack.forget_calls();
  CHECK_FALSE(w.slack.objections().empty());
}

TEST_CASE(
    "an answer to a command or a form that Slack can't use, or that says nothing aloud, is remembered") {
  Workspace w;
  const auto answered = [&](const std::string& body) {
    w.slack.set_door([body](const Sending&) { return Sent{200, body, "application/json", {}, false}; });
    const auto before = w.slack.objections().size();
    w.slack.people().slash(w.ada, "/incident", "help", w.channel);
    return w.slack.objections().size() > before;
  };
  CHECK_FALSE(answered(R"({"text":"so"})"));
  CHECK(answered(R"({"text":""})"));
  CHECK(answered("{"));
  CHECK(answered(R"({"blocks":[{"type":"divider"}]})"));
}
