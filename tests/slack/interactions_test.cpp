#include "slack/request.h"
#include "tests/catch.h"

using namespace slack;

namespace {

template <class T>
T parsed(std::string_view body) {
  const auto request = parse("application/json", body);
  INFO(body);
  REQUIRE(request);
  REQUIRE(std::holds_alternative<T>(*request));
  return std::get<T>(*request);
}

/// A click on one element, given as JSON.
Input clicked(const std::string& element) {
  return parsed<BlockActions>(R"({"type":"block_actions","actions":[)" + element + "]}").actions.at(0).input;
}

using Values = std::vector<std::string>;

}  // namespace

TEST_CASE("A click on a button in a message") {
  const auto click = parsed<BlockActions>(R"({
    "type":"block_actions","api_app_id":"A1","trigger_id":"1.2.x","is_enterprise_install":false,
    "team":{"id":"T1","domain":"acme","enterprise_id":"E1","enterprise_name":"Acme"},
    "user":{"id":"U1","name":"ann","team_id":"T2"},
    "container":{"type":"message","message_ts":"1712345678.000200","channel_id":"C1","is_ephemeral":false,
                 "thread_ts":"1712345000.000100"},
    "channel":{"id":"C1","name":"inc-42"},
    "message":{"ts":"1712345678.000200","text":"x","bot_id":"B1"},
    "state":{"values":{"severity":{"pick":{"type":"static_select","selected_option":{"value":"sev2"}}}}},
    "response_url":"https://hooks.slack.com/actions/T1/1/x",
    "actions":[{"type":"button","action_id":"role.take","block_id":"roles","value":"lead",
                "text":{"type":"plain_text","text":"I'll take it"},"action_ts":"1712345700.000300"}]})");
  CHECK(click.source.team == TeamId("T1"));
  CHECK(click.source.enterprise == EnterpriseId("E1"));
  CHECK(click.source.user == UserId("U1"));
  CHECK(click.source.user_team == TeamId("T2"));
  CHECK(click.source.app == AppId("A1"));
  CHECK_FALSE(click.source.enterprise_install);
  CHECK(click.trigger == TriggerId("1.2.x"));
  CHECK(click.response_url == "https://hooks.slack.com/actions/T1/1/x");
  CHECK(click.channel == ChannelId("C1"));
  CHECK(click.message == Ts{1712345678, 200});
  CHECK(click.thread == Ts{1712345000, 100});
  CHECK_FALSE(click.ephemeral);
  CHECK_FALSE(click.view);
  CHECK(click.state.at("severity").at("pick").value == "sev2");
  REQUIRE(click.actions.size() == 1);
  CHECK(click.actions[0].action_id == "role.take");
  CHECK(click.actions[0].block_id == "roles");
  CHECK(click.actions[0].type == "button");
  CHECK(click.actions[0].input.value == "lead");
  CHECK(click.actions[0].at == Ts{1712345700, 300});
}

TEST_CASE("A click in an ephemeral message has no message, only its container") {
  const auto click = parsed<BlockActions>(R"({"type":"block_actions","user":{"id":"U1"},"team":{"id":"T1"},
    "container":{"type":"message","message_ts":"1.000200","channel_id":"C1","is_ephemeral":true},
    "actions":[{"type":"button","action_id":"a"}]})");
  CHECK(click.ephemeral);
  CHECK(click.channel == ChannelId("C1"));
  CHECK(click.message == Ts{1, 200});
  CHECK(click.thread.empty());
  CHECK_FALSE(click.actions[0].input.value);
  CHECK(click.source.user_team == TeamId("T1"));
}

TEST_CASE("A parent's button is in no thread") {
  const auto click = parsed<BlockActions>(R"({"type":"block_actions","channel":{"id":"C1"},
    "message":{"ts":"1.000200","thread_ts":"1.000200"},"actions":[{}]})");
  CHECK(click.message == Ts{1, 200});
  CHECK(click.thread.empty());
}

TEST_CASE("A click in a view of an organisation's installation") {
  const auto click = parsed<BlockActions>(R"({"type":"block_actions","team":null,"is_enterprise_install":true,
    "enterprise":{"id":"E1","name":"Acme"},"user":{"id":"W1","username":"ann","team_id":"T7"},
    "container":{"type":"view","view_id":"V1"},
    "view":{"id":"V1","type":"home","hash":"h1","app_installed_team_id":"E1","root_view_id":"V1",
            "state":{"values":{}}},
    "actions":[{"type":"button","action_id":"open","value":"42"}]})");
  CHECK(click.source.team.empty());
  CHECK(click.source.enterprise == EnterpriseId("E1"));
  CHECK(click.source.enterprise_install);
  CHECK(click.source.user_team == TeamId("T7"));
  CHECK(click.channel.empty());
  CHECK_FALSE(click.message);
  REQUIRE(click.view);
  CHECK(click.view->id == ViewId("V1"));
  CHECK(click.view->type == "home");
  CHECK(click.view->hash == "h1");
}

TEST_CASE("A click needs an action") {
  CHECK_FALSE(parse("application/json", R"({"type":"block_actions"})"));
  CHECK_FALSE(parse("application/json", R"({"type":"block_actions","actions":[]})"));
  CHECK_FALSE(parse("application/json", R"({"type":"block_actions","actions":{"0":{}}})"));
  CHECK_FALSE(parse("application/json", R"({"type":"block_actions","actions":[null]})"));
}

TEST_CASE("Elements say what was chosen") {
  CHECK(clicked(R"({"type":"static_select","selected_option":{"text":{},"value":"a"}})").value == "a");
  CHECK(clicked(R"({"type":"overflow","selected_option":{"value":"b"}})").value == "b");
  CHECK(clicked(R"({"type":"radio_buttons","selected_option":null})").value == std::nullopt);
  CHECK(clicked(R"({"type":"users_select","selected_user":"U2"})").value == "U2");
  CHECK(clicked(R"({"type":"conversations_select","selected_conversation":"C2"})").value == "C2");
  CHECK(clicked(R"({"type":"channels_select","selected_channel":"C3"})").value == "C3");
  CHECK(clicked(R"({"type":"datepicker","selected_date":"2026-03-01"})").value == "2026-03-01");
  CHECK(clicked(R"({"type":"timepicker","selected_time":null})").value == std::nullopt);
  CHECK(clicked(R"({"type":"datetimepicker","selected_date_time":1772331420})").value == "1772331420");
  CHECK(clicked(R"({"type":"plain_text_input","value":"x"})").value == "x");
  CHECK(clicked(R"({"type":"checkboxes","selected_options":[{"value":"a"},{"value":"b"}]})").values ==
        Values{"a", "b"});
  CHECK(clicked(R"({"type":"checkboxes","selected_options":[]})").values.empty());
  CHECK(clicked(R"({"type":"multi_users_select","selected_users":["U1","U2"]})").values ==
        Values{"U1", "U2"});
  CHECK(clicked(R"({"type":"multi_conversations_select","selected_conversations":["C1"]})").values ==
        Values{"C1"});
  CHECK(clicked(R"({"type":"multi_channels_select","selected_channels":["C1"]})").values == Values{"C1"});
}

TEST_CASE("Elements that we don't know keep what can be read") {
  const auto input = clicked(R"({"type":"hologram","value":7,"depth":{}})");
  CHECK(input.type == "hologram");
  CHECK(input.value == "7");
  CHECK(clicked(R"({"type":"hologram"})").value == std::nullopt);
  CHECK(clicked(R"({"type":3,"value":["x"]})").value == std::nullopt);
  CHECK(clicked(R"({"selected_options":[{"value":1},null,{},"b",[]]})").values == Values{"1", "b"});
  CHECK(clicked(R"({"selected_option":"x"})").value == std::nullopt);
}

TEST_CASE("What people type is clean text, our own values are as we wrote them") {
  CHECK(clicked(R"({"type":"plain_text_input","value":"a\r\n\u0000b"})").value == "a\nb");
  CHECK(clicked(R"({"type":"button","value":"a\u0001b"})").value == "a\u0001b");
}

TEST_CASE("A form is submitted") {
  const auto form = parsed<ViewSubmission>(R"({
    "type":"view_submission","api_app_id":"A1","trigger_id":"1.2.x","team":{"id":"T1"},
    "user":{"id":"U1","username":"ann","team_id":"T1"},
    "view":{"id":"V2","root_view_id":"V1","type":"modal","callback_id":"declare","hash":"h2",
      "private_metadata":"{\"c\":\"C1\"}","app_installed_team_id":"T1",
      "state":{"values":{
        "title":{"text":{"type":"plain_text_input","value":"Checkout is down"}},
        "note":{"text":{"type":"plain_text_input","value":null}},
        "severity":{"pick":{"type":"static_select","selected_option":null}},
        "options":{"boxes":{"type":"checkboxes","selected_options":[{"value":"private"}]}},
        "odd":null, "odder":{"x":null}}}}})");
  CHECK(form.source.team == TeamId("T1"));
  CHECK(form.trigger == TriggerId("1.2.x"));
  CHECK(form.view.id == ViewId("V2"));
  CHECK(form.view.root == ViewId("V1"));
  CHECK(form.view.type == "modal");
  CHECK(form.view.callback_id == "declare");
  CHECK(form.view.hash == "h2");
  CHECK(form.view.private_metadata == R"({"c":"C1"})");
  REQUIRE(form.view.input("title", "text") != nullptr);
  CHECK(form.view.input("title", "text")->value == "Checkout is down");
  CHECK(form.view.input("title", "text")->type == "plain_text_input");
  REQUIRE(form.view.input("note", "text") != nullptr);
  CHECK(form.view.input("note", "text")->value == std::nullopt);
  CHECK(form.view.input("severity", "pick")->value == std::nullopt);
  CHECK(form.view.input("options", "boxes")->values == Values{"private"});
  CHECK(form.view.input("title", "other") == nullptr);
  CHECK(form.view.input("other", "text") == nullptr);
  CHECK(form.view.input("odd", "x") == nullptr);
  REQUIRE(form.view.input("odder", "x") != nullptr);
  CHECK(form.view.input("odder", "x")->type.empty());
}

TEST_CASE("A form that a person of another company submits belongs to the installation") {
  const auto form = parsed<ViewSubmission>(R"({"type":"view_submission",
    "team":{"id":"T9","enterprise_id":"E9"},"enterprise":{"id":"E9"},"user":{"id":"W9","team_id":"T9"},
    "view":{"id":"V1","team_id":"T9","app_installed_team_id":"T1"}})");
  CHECK(form.source.team == TeamId("T1"));
  CHECK(form.source.enterprise.empty());
  CHECK(form.source.user_team == TeamId("T9"));
}

TEST_CASE("A form with next to nothing in it") {
  const auto form =
      parsed<ViewSubmission>(R"({"type":"view_submission","team":{},"user":{},"view":{"type":"modal"}})");
  CHECK(form.source.user.empty());
  CHECK(form.view.state.empty());
  CHECK_FALSE(parse("application/json", R"({"type":"view_submission","view":null})"));
  CHECK_FALSE(parse("application/json", R"({"type":"view_closed"})"));
}

TEST_CASE("A form is closed") {
  const auto closed = parsed<ViewClosed>(R"({"type":"view_closed","team":{"id":"T1"},"user":{"id":"U1"},
    "view":{"id":"V1","callback_id":"declare"},"is_cleared":true})");
  CHECK(closed.cleared);
  CHECK(closed.view.callback_id == "declare");
  CHECK(closed.source.user == UserId("U1"));
  CHECK_FALSE(parsed<ViewClosed>(R"({"type":"view_closed","view":{}})").cleared);
}

TEST_CASE("A global shortcut") {
  const auto shortcut = parsed<Shortcut>(R"({"type":"shortcut","callback_id":"declare","trigger_id":"1.2.x",
    "team":{"id":"T1"},"user":{"id":"U1","username":"ann"},"action_ts":"1.000002"})");
  CHECK(shortcut.callback_id == "declare");
  CHECK(shortcut.trigger == TriggerId("1.2.x"));
  CHECK(shortcut.source.user == UserId("U1"));
}

TEST_CASE("A message shortcut brings the message") {
  const auto action =
      parsed<MessageAction>(R"({"type":"message_action","callback_id":"capture","trigger_id":"1.2.x",
    "response_url":"https://hooks.slack.com/app/T1/1/x","team":{"id":"T1"},"user":{"id":"U1","name":"ann"},
    "channel":{"id":"C1","name":"inc-42"},"message_ts":"1712345678.000200",
    "message":{"type":"message","user":"U2","ts":"1712345678.000200","thread_ts":"1712345000.000100","team":"T2",
      "text":"<@U3> restarted &lt;db&gt; :fire:",
      "files":[{"id":"F1","name":"a.png","mimetype":"image/png","permalink":"https://acme.slack.com/files/1"},
               {"id":"F2","mode":"file_access","file_access":"check_file_info"},{"name":"no id"}]}})");
  CHECK(action.callback_id == "capture");
  CHECK(action.trigger == TriggerId("1.2.x"));
  CHECK(action.response_url == "https://hooks.slack.com/app/T1/1/x");
  CHECK(action.channel == ChannelId("C1"));
  CHECK(action.message.channel == ChannelId("C1"));
  CHECK(action.message.ts == Ts{1712345678, 200});
  CHECK(action.message.thread == Ts{1712345000, 100});
  CHECK(action.message.user == UserId("U2"));
  CHECK(action.message.team == TeamId("T2"));
  CHECK(action.message.text == Text{{Span::Kind::user, "", "U3"},
                                    {Span::Kind::text, " restarted <db> ", ""},
                                    {Span::Kind::emoji, "fire", ""}});
  REQUIRE(action.message.files.size() == 2);
  CHECK(action.message.files[0].name == "a.png");
  CHECK(action.message.files[0].mimetype == "image/png");
  CHECK(action.message.files[0].permalink == "https://acme.slack.com/files/1");
  CHECK(action.message.files[1].id == FileId("F2"));
}

TEST_CASE("A message shortcut says the message's ts itself") {
  CHECK(
      parsed<MessageAction>(R"({"type":"message_action","message_ts":"1.000002","message":{}})").message.ts ==
      Ts{1, 2});
}

TEST_CASE("A list asks for options") {
  const auto load =
      parsed<OptionsLoad>(R"({"type":"block_suggestion","action_id":"find","block_id":"incident",
    "value":"check","team":{"id":"T1"},"user":{"id":"U1"},"channel":{"id":"D1","name":"directmessage"}})");
  CHECK(load.action_id == "find");
  CHECK(load.block_id == "incident");
  CHECK(load.value == "check");
  CHECK(load.channel == ChannelId("D1"));
  CHECK_FALSE(load.view);
  const auto in_form = parsed<OptionsLoad>(
      R"({"type":"block_suggestion","value":"","view":{"id":"V1","callback_id":"merge"}})");
  REQUIRE(in_form.view);
  CHECK(in_form.view->callback_id == "merge");
  CHECK(in_form.channel.empty());
}
