#include "slack/standin/people.h"

#include <future>

#include "tests/catch.h"
#include "tests/slack/standin/client.h"

using namespace slack::standin;
using namespace slack::standin::test;

namespace {

json plain(const std::string& text) {
  return {{"type", "plain_text"}, {"text", text}};
}
json words(const std::string& text) {
  return {{"type", "section"}, {"text", {{"type", "mrkdwn"}, {"text", text}}}};
}
json role(const std::string& name, const std::string& value) {
  auto block = words("*" + name + "*: nobody");
  block["accessory"] = {
      {"type", "button"}, {"text", plain("I'll take it")}, {"action_id", "do"}, {"value", value}};
  return block;
}
json input(const std::string& id, const std::string& label, json element, bool optional = false) {
  element["action_id"] = "value";
  return {{"type", "input"},
          {"block_id", id},
          {"label", plain(label)},
          {"element", element},
          {"optional", optional}};
}
json declare_form() {
  json severity{{"type", "static_select"},
                {"options",
                 {{{"text", plain("Not sure yet")}, {"value", "unset"}},
                  {{"text", plain("SEV2")}, {"value", "sev2"}}}}};
  severity["initial_option"] = severity["options"][0];
  const json check{{"type", "checkboxes"}, {"options", {{{"text", plain("Private")}, {"value", "private"}}}}};
  return {
      {"type", "modal"},
      {"callback_id", "declare"},
      {"title", plain("Declare")},
      {"submit", plain("Declare")},
      {"notify_on_close", true},
      {"private_metadata", "from C0001"},
      {"blocks",
       {input("title", "Title", {{"type", "plain_text_input"}}), input("severity", "Severity", severity),
        input("lead", "Lead", {{"type", "users_select"}}, true), input("options", "Options", check, true)}}};
}

struct Workspace {
  Workspace() : slack(options()), bot(slack) {
    ada = slack.add_person("ada");
    grace = slack.add_person("grace");
    general = slack.add_channel("general", {ada, grace, slack.bot_user()});
    REQUIRE(slack.settle());
  }
  static Options options() {
    Options o;
    o.limits = 0;
    o.ack_limit = o.trigger_life = usual_limit;
    return o;
  }
  /// The bot opens this form whenever it is handed a trigger.
  void open_on_trigger(const json& view) {
    bot.reply_with([this, view](const Bot::Request& request, httplib::Response&) {
      std::string trigger;
      if (request.fields.count("trigger_id") > 0) trigger = request.fields.at("trigger_id");
      if (request.payload.is_object()) trigger = request.payload.value("trigger_id", trigger);
      if (!trigger.empty()) call(slack, "views.open", {{"trigger_id", trigger}, {"view", view}});
    });
  }
  void answer(const std::string& body, const std::string& type = "application/json", int status = 200) {
    bot.reply_with([=](const Bot::Request&, httplib::Response& response) {
      response.status = status;
      response.set_content(body, type);
    });
  }
  Standin slack;
  Bot bot;
  std::string ada, grace, general;
};

}  // namespace

TEST_CASE("a command comes signed, as a form, escaped, and its answer is seen by its author only") {
  Workspace w;
  w.answer(R"({"response_type":"ephemeral","text":"Declared."})");
  const auto got = w.slack.people().slash(w.ada, "/incident", "lead @grace in #general: a<b & c", w.general);
  REQUIRE(got.ok());
  CHECK(got.status == 200);
  CHECK(got.text == "Declared.");
  const auto request = w.bot.told();
  CHECK(request.type == "application/x-www-form-urlencoded");
  CHECK(request.signature.rfind("v0=", 0) == 0);
  CHECK(request.signature.size() == 67);
  CHECK(request.fields.at("command") == "/incident");
  CHECK(request.fields.at("text") ==
        "lead <@" + w.grace + "|grace> in <#" + w.general + "|general>: a&lt;b &amp; c");
  CHECK(request.fields.at("user_id") == w.ada);
  CHECK(request.fields.at("channel_id") == w.general);
  CHECK(request.fields.at("team_id") == w.slack.team());
  CHECK_FALSE(request.fields.at("trigger_id").empty());
  const auto mine = w.slack.screen(w.ada);
  REQUIRE(mine.find("Declared.") != nullptr);
  CHECK(mine.find("Declared.")->ephemeral);
  CHECK(w.slack.screen(w.grace).find("Declared.") == nullptr);
}

TEST_CASE("an answer for all is a message; a wrong one is an error") {
  Workspace w;
  w.answer(R"({"response_type":"in_channel","text":"For all"})");
  CHECK(w.slack.people().slash(w.ada, "/incident", "", w.general).visible_to_all);
  CHECK(w.slack.screen(w.grace).find("For all") != nullptr);
  w.answer(R"({"blocks":[{"type":"section"}]})");
  CHECK(w.slack.people().slash(w.ada, "/incident", "", w.general).error == "invalid_command_response");
  w.answer("plain words", "text/plain");
  CHECK(w.slack.people().slash(w.ada, "/incident", "", w.general).text == "plain words");
  w.answer("", "text/plain", 500);
  CHECK(w.slack.people().slash(w.ada, "/incident", "", w.general).error == "http_service_error");
  CHECK(w.slack.screen(w.ada).find("failed with the error \"http_service_error\"") != nullptr);
  w.slack.set_bot_url("http://127.0.0.1:1/slack/events");
  CHECK(w.slack.people().slash(w.ada, "/incident", "", w.general).error == "dispatch_failed");
}

TEST_CASE("a bot that is too slow gets operation_timeout") {
  Options options = Workspace::options();
  options.ack_limit = std::chrono::milliseconds(50);
  Standin slack(options);
  Bot bot(slack);
  const auto ada = slack.add_person("ada");
  const auto general = slack.add_channel("general", {ada});
  std::promise<void> go;
  auto gone = go.get_future().share();
  bot.reply_with([gone](const Bot::Request&, httplib::Response&) { gone.wait(); });
  CHECK(slack.people().slash(ada, "/incident", "", general).error == "operation_timeout");
  go.set_value();
}

TEST_CASE("a response_url takes five answers in half an hour") {
  const TestClock time;
  Options options = Workspace::options();
  options.clock = time.clock();
  Standin slack(options);
  Bot bot(slack);
  const auto ada = slack.add_person("ada");
  const auto general = slack.add_channel("general", {ada});
  REQUIRE(slack.people().slash(ada, "/incident", "", general).ok());
  const auto url = bot.told().fields.at("response_url");
  const auto respond = [](const std::string& to, const json& body) {
    return post(to, "application/json", body.dump());
  };
  CHECK(respond(url, {{"blocks", {{{"type", "section"}}}}}).body == "invalid_blocks");
  for (int i = 0; i < 5; ++i) CHECK(respond(url, {{"text", "answer"}}).status == 200);
  const auto used = respond(url, {{"text", "answer"}});
  CHECK(used.status == 404);
  CHECK(used.body == "used_url");
  CHECK(slack.screen(ada).find("answer")->ephemeral);
  REQUIRE(slack.people().slash(ada, "/incident", "", general).ok());
  const auto old = bot.told().fields.at("response_url");
  time.pass(std::chrono::minutes(31));
  CHECK(respond(old, {{"text", "late"}}).body == "expired_url");
  CHECK(respond(old + "x", {{"text", "forged"}}).status == 404);
}

TEST_CASE("a button is found by its words and by what stands beside it") {
  Workspace w;
  const auto ts = call(w.slack, "chat.postMessage",
                       {{"channel", w.general},
                        {"text", "control"},
                        {"metadata", {{"event_type", "control"}, {"event_payload", {{"n", "1"}}}}},
                        {"blocks", {role("Lead", "lead"), role("Scribe", "scribe")}}})
                      .parsed()["ts"];
  const auto got = w.slack.people().press(w.ada, {.text = "I'll take it", .near = "Scribe"});
  REQUIRE(got.ok());
  const auto payload = w.bot.told().payload;
  CHECK(payload["type"] == "block_actions");
  CHECK(payload["user"]["id"] == w.ada);
  CHECK(payload["container"]["message_ts"] == ts);
  CHECK(payload["container"]["is_ephemeral"] == false);
  CHECK(payload["channel"]["id"] == w.general);
  CHECK(payload["message"]["bot_id"] == "B0001");
  REQUIRE(payload["actions"].size() == 1);
  CHECK(payload["actions"][0]["value"] == "scribe");
  CHECK(payload["actions"][0]["action_id"] == "do");
  CHECK(payload["state"]["values"].is_object());
  const auto url = payload["response_url"].get<std::string>();
  CHECK(post(url, "application/json", R"({"replace_original":true,"text":"gone"})").status == 200);
  CHECK(w.slack.screen(w.grace).find("gone")->edits == 1);
  CHECK_FALSE(w.slack.people().press(w.ada, {.text = "Nothing like it"}).sent);
}

TEST_CASE("a button of an ephemeral answer has no message, and only its reader can press it") {
  Workspace w;
  w.answer(json{{"text", "pick"}, {"blocks", {role("Lead", "lead")}}}.dump());
  REQUIRE(w.slack.people().slash(w.ada, "/incident", "", w.general).ok());
  w.answer("", "text/plain");
  CHECK_FALSE(w.slack.people().press(w.grace, {.text = "I'll take it"}).sent);
  REQUIRE(w.slack.people().press(w.ada, {.action_id = "do", .value = "lead"}).ok());
  const auto payload = w.bot.told().payload;
  CHECK(payload["container"]["is_ephemeral"] == true);
  CHECK_FALSE(payload.contains("message"));
  const auto url = payload["response_url"].get<std::string>();
  CHECK(post(url, "application/json", R"({"delete_original":true})").status == 200);
  CHECK(w.slack.screen(w.ada).find("pick") == nullptr);
}

TEST_CASE("a form is opened by a trigger, filled in and sent") {
  Workspace w;
  w.open_on_trigger(declare_form());
  REQUIRE(w.slack.people().slash(w.ada, "/incident", "checkout is down", w.general).ok());
  REQUIRE(w.slack.screen(w.ada).form() != nullptr);
  CHECK(w.slack.screen(w.ada).form()->callback_id == "declare");
  CHECK(w.slack.screen(w.grace).form() == nullptr);

  w.answer("", "text/plain");
  const auto incomplete = w.slack.people().submit(w.ada, {});
  CHECK_FALSE(incomplete.sent);
  CHECK(incomplete.error == "please complete this required field: Title");
  CHECK_FALSE(w.slack.people().submit(w.ada, {{"severity", {"SEV9"}}}).sent);
  CHECK_FALSE(w.slack.people().submit(w.ada, {{"nonsense", {"x"}}}).sent);
  const auto sent = w.slack.people().submit(
      w.ada, {{"Title", {"checkout is down"}}, {"severity", {"SEV2"}}, {"options", {"private"}}});
  REQUIRE(sent.ok());
  const auto view = w.bot.told().payload["view"];
  CHECK(w.bot.told().payload["type"] == "view_submission");
  CHECK(view["callback_id"] == "declare");
  CHECK(view["private_metadata"] == "from C0001");
  const auto values = view["state"]["values"];
  CHECK(values["title"]["value"]["value"] == "checkout is down");
  CHECK(values["severity"]["value"]["selected_option"]["value"] == "sev2");
  CHECK(values["lead"]["value"]["selected_user"].is_null());
  CHECK(values["options"]["value"]["selected_options"][0]["value"] == "private");
  CHECK(w.slack.screen(w.ada).form() == nullptr);
}

TEST_CASE("what a bot answers to a form is what happens to the form") {
  Workspace w;
  w.open_on_trigger(declare_form());
  REQUIRE(w.slack.people().slash(w.ada, "/incident", "", w.general).ok());
  const auto send = [&] { return w.slack.people().submit(w.ada, {{"title", {"t"}}}); };

  w.answer(R"({"response_action":"errors","errors":{"title":"too vague"}})");
  CHECK(send().errors.at("title") == "too vague");
  CHECK(w.slack.screen(w.ada).form()->errors.at("title") == "too vague");
  w.answer(R"({"response_action":"errors","errors":{"no_block":"x"}})");
  CHECK(send().error == "We had some trouble connecting. Try again?");
  w.answer("OK", "text/plain");
  CHECK(send().error == "We had some trouble connecting. Try again?");
  auto second = declare_form();
  second["title"] = plain("Second");
  w.answer(json{{"response_action", "push"}, {"view", second}}.dump());
  REQUIRE(send().ok());
  REQUIRE(w.slack.screen(w.ada).forms.size() == 2);
  CHECK(w.slack.screen(w.ada).form()->title == "Second");
  second["title"] = plain("Third");
  w.answer(json{{"response_action", "update"}, {"view", second}}.dump());
  REQUIRE(send().ok());
  CHECK(w.slack.screen(w.ada).form()->title == "Third");
  w.answer("", "text/plain");
  REQUIRE(send().ok());
  CHECK(w.slack.screen(w.ada).forms.size() == 1);
  w.answer(R"({"response_action":"clear"})");
  REQUIRE(send().ok());
  CHECK(w.slack.screen(w.ada).forms.empty());
}

TEST_CASE("an update keeps what was typed where the ids stay") {
  Workspace w;
  w.open_on_trigger(declare_form());
  REQUIRE(w.slack.people().slash(w.ada, "/incident", "", w.general).ok());
  w.answer(R"({"response_action":"errors","errors":{"title":"no"}})");
  REQUIRE(w.slack.people().submit(w.ada, {{"title", {"kept"}}}).ok());
  const auto id = w.slack.screen(w.ada).form()->id;
  REQUIRE(call(w.slack, "views.update", {{"view_id", id}, {"view", declare_form()}}).ok());
  w.answer("", "text/plain");
  REQUIRE(w.slack.people().submit(w.ada, {}).ok());
  CHECK(w.bot.told().payload["view"]["state"]["values"]["title"]["value"]["value"] == "kept");
}

TEST_CASE("closing a form is told if the view asked for it") {
  Workspace w;
  w.open_on_trigger(declare_form());
  REQUIRE(w.slack.people().slash(w.ada, "/incident", "", w.general).ok());
  REQUIRE(w.slack.people().close(w.ada, true).ok());
  CHECK(w.bot.told().payload["type"] == "view_closed");
  CHECK(w.bot.told().payload["is_cleared"] == true);
  CHECK_FALSE(w.slack.people().close(w.ada).sent);
}

TEST_CASE("shortcuts carry what Slack puts in them") {
  Workspace w;
  REQUIRE(w.slack.people().shortcut(w.ada, "declare").ok());
  CHECK(w.bot.told().payload["type"] == "shortcut");
  CHECK_FALSE(w.bot.told().payload.contains("channel"));
  CHECK_FALSE(w.bot.told().payload.contains("response_url"));
  const auto ts = w.slack.people().say(w.grace, w.general, "it smells of smoke");
  REQUIRE(w.slack.people().message_shortcut(w.ada, "add_to_timeline", w.general, ts).ok());
  const auto payload = w.bot.told().payload;
  CHECK(payload["type"] == "message_action");
  CHECK(payload["message"]["text"] == "it smells of smoke");
  CHECK(payload["message"]["user"] == w.grace);
  CHECK(payload["message_ts"] == ts);
  CHECK_FALSE(payload["response_url"].get<std::string>().empty());
}

TEST_CASE("a request can be repeated, forged, stale and unsigned") {
  Workspace w;
  REQUIRE(w.slack.people().slash(w.ada, "/incident", "once", w.general).ok());
  const auto first = w.bot.told();
  REQUIRE(w.slack.people().repeat_last(w.ada).ok());
  CHECK(w.bot.told().body == first.body);
  w.slack.people().seal_next({.stale = true});
  w.slack.people().slash(w.ada, "/incident", "stale", w.general);
  CHECK(std::stoll(w.bot.told().timestamp) <= std::stoll(first.timestamp) - 300);
  w.slack.people().seal_next({.unsigned_ = true});
  w.slack.people().slash(w.ada, "/incident", "unsigned", w.general);
  CHECK(w.bot.told().signature.empty());
}

TEST_CASE("a select's choice arrives with the message's state") {
  Workspace w;
  auto row = words("Severity");
  row["accessory"] = {{"type", "static_select"},
                      {"action_id", "sev"},
                      {"placeholder", plain("Severity")},
                      {"options", {{{"text", plain("SEV1")}, {"value", "sev1"}}}}};
  REQUIRE(call(w.slack, "chat.postMessage", {{"channel", w.general}, {"text", "x"}, {"blocks", {row}}}).ok());
  CHECK_FALSE(w.slack.people().choose(w.ada, {.text = "Severity"}, {"SEV7"}).sent);
  REQUIRE(w.slack.people().choose(w.ada, {.text = "Severity"}, {"SEV1"}).ok());
  CHECK(w.bot.told().payload["actions"][0]["selected_option"]["value"] == "sev1");
}

TEST_CASE("what goes may be named by its own entry") {
  Workspace w;
  State::Draft words;
  words.text = "An entry that is deleted by its own time";
  const auto first = w.slack.world().change([&](State& state) {
    auto& channel = state.channels.at(w.general);
    state.post(w.general, w.ada, words);
    const std::string kept = channel.messages.begin()->first;
    CHECK(state.remove(w.general, channel.messages.begin()->first));
    CHECK(state.leave(w.general, channel.members.front(), ""));
    return kept;
  });
  w.slack.world().change([&](State& state) {
    CHECK(state.channels.at(w.general).messages.count(first) == 0);
    CHECK_FALSE(state.channels.at(w.general).has(w.ada));
  });
}
