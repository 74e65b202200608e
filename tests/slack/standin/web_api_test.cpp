#include "slack/standin/web_api.h"

#include "slack/standin/rules.h"
#include "tests/catch.h"
#include "tests/slack/standin/client.h"

using namespace slack::standin;
using namespace slack::standin::test;

namespace {

Options quiet() {
  Options options;
  options.limits = 0;
  return options;
}

std::string make_channel(const Standin& slack, const std::string& name, bool is_private = false) {
  return call(slack, "conversations.create", {{"name", name}, {"is_private", is_private}})
      .parsed()["channel"]["id"]
      .get<std::string>();
}

json words(const std::string& text) {
  return {{"type", "section"}, {"text", {{"type", "mrkdwn"}, {"text", text}}}};
}
json plain(const std::string& text) {
  return {{"type", "plain_text"}, {"text", text}};
}
json form_view(const std::string& title = "Declare") {
  return {{"type", "modal"},
          {"callback_id", "declare"},
          {"title", plain(title)},
          {"submit", plain("Declare")},
          {"blocks", json::array({{{"type", "input"},
                                   {"block_id", "title"},
                                   {"label", plain("Title")},
                                   {"element", {{"type", "plain_text_input"}, {"action_id", "value"}}}}})}};
}
std::string fresh_trigger(Standin& slack, const std::string& person, const std::string& view = {}) {
  return slack.world().change([&](State& s) { return s.issue_trigger(person, view); });
}

}  // namespace

TEST_CASE("a call needs the right token, in the header or a form, and a known method") {
  Standin slack(quiet());
  const auto url = slack.api_url() + "auth.test";
  const auto type = "application/x-www-form-urlencoded";
  CHECK(post(url, type, "").error() == "not_authed");
  CHECK(post(url, type, "", "xoxb-other").error() == "invalid_auth");
  CHECK(post(url, type, "token=" + slack.bot_token()).ok());
  CHECK(post(url + "?token=" + slack.bot_token(), type, "").error() == "not_authed");
  CHECK(post(url, "application/json", R"({"token":")" + slack.bot_token() + "\"}").error() == "not_authed");
  CHECK(call(slack, "no.such", json::object()).error() == "unknown_method");
  const auto good = form(slack, "auth.test", {});
  REQUIRE(good.ok());
  CHECK(good.parsed()["user_id"] == slack.bot_user());
  CHECK(good.parsed()["team_id"] == slack.team());
  CHECK(good.headers.count("x-oauth-scopes") == 1);
  CHECK(good.headers.count("x-slack-req-id") == 1);
}

TEST_CASE("bodies must be what they say they are") {
  Standin slack(quiet());
  const auto url = slack.api_url() + "auth.test";
  CHECK(post(url, "application/json; charset=utf-8", "{", slack.bot_token()).error() == "invalid_json");
  CHECK(post(url, "application/json; charset=utf-8", "[]", slack.bot_token()).error() == "json_not_object");
  CHECK(post(url, "application/x-www-form-urlencoded", "a=%ff", slack.bot_token()).error() ==
        "invalid_form_data");
  CHECK(post(url, "text/plain", "x", slack.bot_token()).error() == "invalid_post_type");
  CHECK(post(url, "application/json", "{}", slack.bot_token()).parsed()["warning"] == "missing_charset");
}

TEST_CASE("methods that read forms ignore a JSON body, as Slack does") {
  Standin slack(quiet());
  const auto channel = make_channel(slack, "inc-1");
  CHECK(call(slack, "conversations.info", {{"channel", channel}}).error() == "channel_not_found");
  CHECK(form(slack, "conversations.info", {{"channel", channel}}).ok());
  CHECK(call(slack, "files.getUploadURLExternal", {{"filename", "a"}, {"length", 1}}).error() ==
        "invalid_arguments");
  CHECK(call(slack, "conversations.history", {{"channel", channel}}).error() == "channel_not_found");
}

TEST_CASE("a private channel isn't there for an app that isn't in it, until it is let in") {
  Standin slack(quiet());
  const auto ann = slack.add_person("ann");
  const auto channel = slack.add_channel("board", {ann}, true);
  const auto codes = [&] {
    std::string all;
    for (const auto& reply :
         {form(slack, "conversations.info", {{"channel", channel}}),
          form(slack, "conversations.members", {{"channel", channel}}),
          form(slack, "conversations.join", {{"channel", channel}}),
          form(slack, "chat.postMessage", {{"channel", channel}, {"text", "x"}}),
          form(slack, "chat.postEphemeral", {{"channel", channel}, {"user", ann}, {"text", "x"}})})
      all += (reply.ok() ? "ok" : reply.error()) + " ";
    return all;
  };
  const std::string none = "channel_not_found ";
  CHECK(codes() == none + none + none + none + none);
  slack.people().invite(ann, channel, slack.bot_user());
  CHECK(codes() == "ok ok ok ok ok ");
}

TEST_CASE("forms above eight kilobytes are read") {
  Standin slack(quiet());
  const auto channel = make_channel(slack, "inc-1");
  const std::string text(20000, 'x');
  const auto said = form(slack, "chat.postMessage", {{"channel", channel}, {"text", text}});
  REQUIRE(said.ok());
  CHECK(said.parsed()["message"]["text"] == text);
}

TEST_CASE("scopes are those of the kind of channel") {
  auto options = quiet();
  options.scopes = {"channels:manage", "channels:read", "chat:write"};
  Standin slack(options);
  const auto open = make_channel(slack, "inc-1");
  CHECK_FALSE(open.empty());
  const auto refused = call(slack, "conversations.create", {{"name", "inc-2"}, {"is_private", true}});
  CHECK(refused.status == 200);
  CHECK(refused.error() == "missing_scope");
  CHECK(refused.parsed()["needed"] == "groups:write");
  CHECK(refused.parsed()["provided"] == "channels:manage,channels:read,chat:write");
  CHECK(form(slack, "conversations.history", {{"channel", open}}).parsed()["needed"] == "channels:history");
  slack.set_access(slack.bot_token(), all_scopes());
  CHECK(form(slack, "conversations.history", {{"channel", open}}).ok());
  slack.set_access("", {});
  CHECK(form(slack, "auth.test", {}).error() == "invalid_auth");
}

TEST_CASE("a channel's name is taken for good, archived or not") {
  Standin slack(quiet());
  const auto channel = make_channel(slack, "inc-1");
  CHECK(call(slack, "conversations.create", {{"name", "inc-1"}}).error() == "name_taken");
  CHECK(call(slack, "conversations.create", {{"name", "Inc 1"}}).error() == "invalid_name_specials");
  CHECK(call(slack, "conversations.archive", {{"channel", channel}}).ok());
  CHECK(call(slack, "conversations.archive", {{"channel", channel}}).error() == "already_archived");
  CHECK(call(slack, "conversations.create", {{"name", "inc-1"}}).error() == "name_taken");
  CHECK(call(slack, "chat.postMessage", {{"channel", channel}, {"text", "x"}}).error() == "is_archived");
  // A bot is out of a channel once it is archived, and can't bring it back.
  CHECK(call(slack, "conversations.unarchive", {{"channel", channel}}).error() == "not_in_channel");
  CHECK(call(slack, "conversations.create", json::object()).error() == "invalid_arguments");
}

TEST_CASE("people who can't be invited are named, one by one") {
  Standin slack(quiet());
  const auto ada = slack.add_person("ada");
  const auto gone = slack.add_person("gone", {.deleted = true});
  const auto guest = slack.add_person("guest", {.single_guest = true});
  const auto stranger = slack.add_person("stranger", {.external = true});
  slack.add_channel("lobby", {guest});
  const auto channel = make_channel(slack, "inc-1");
  const auto invite = [&](const std::string& users, bool force = false) {
    return call(slack, "conversations.invite", {{"channel", channel}, {"users", users}, {"force", force}});
  };
  CHECK(invite(slack.bot_user()).error() == "cant_invite_self");
  CHECK(invite("U9999").error() == "user_not_found");
  CHECK(invite(guest).error() == "ura_max_channels");
  CHECK(invite(stranger).error() == "org_user_not_in_team");
  CHECK(invite("").error() == "no_user");

  const auto spoiled = invite(ada + ",U9999");
  CHECK(spoiled.error() == "user_not_found");
  REQUIRE(spoiled.parsed()["errors"].size() == 1);
  CHECK(spoiled.parsed()["errors"][0]["user"] == "U9999");
  const auto inside = [&](const std::string& who) {
    return slack.world().read([&](const State& s) { return s.channels.at(channel).has(who); });
  };
  CHECK_FALSE(inside(ada));
  const auto forced = invite(ada + ",U9999," + guest, true);
  CHECK(forced.ok());
  CHECK(forced.parsed()["errors"].size() == 2);
  CHECK(inside(ada));
  CHECK(invite(ada).error() == "already_in_channel");

  const auto grace = slack.add_person("grace");
  const auto half = invite(grace + "," + gone);
  CHECK(half.error() == "cant_invite");
  CHECK(inside(grace));  // a deactivated person keeps nobody else out
  CHECK_FALSE(inside(gone));
  std::string many = grace;
  for (int i = 0; i < 100; ++i) many += ",U" + std::to_string(5000 + i);
  CHECK(invite(many).error() == "invalid_arguments");
}

TEST_CASE("what a bot is not in, it can't use; what is private, it can't see") {
  Standin slack(quiet());
  const auto open = slack.add_channel("open");
  const auto hidden = slack.add_channel("hidden", {}, true);
  CHECK(call(slack, "conversations.setTopic", {{"channel", open}, {"topic", "x"}}).error() ==
        "not_in_channel");
  CHECK(form(slack, "conversations.history", {{"channel", open}}).error() == "not_in_channel");
  CHECK(call(slack, "chat.postMessage", {{"channel", open}, {"text", "x"}}).ok());  // chat:write.public
  CHECK(call(slack, "chat.postMessage", {{"channel", hidden}, {"text", "x"}}).error() == "channel_not_found");
  CHECK(call(slack, "conversations.join", {{"channel", hidden}}).error() == "channel_not_found");
  CHECK(call(slack, "conversations.join", {{"channel", open}}).ok());
  CHECK(call(slack, "conversations.join", {{"channel", open}}).parsed()["warning"] == "already_in_channel");
  CHECK(call(slack, "conversations.setTopic", {{"channel", open}, {"topic", "x"}}).ok());
  CHECK(
      call(slack, "conversations.setTopic", {{"channel", open}, {"topic", std::string(251, 'x')}}).error() ==
      "too_long");
  CHECK(call(slack, "conversations.rename", {{"channel", open}, {"name", "mine"}}).error() ==
        "not_authorized");
  auto narrow = all_scopes();
  narrow.erase("chat:write.public");
  slack.set_access(slack.bot_token(), narrow);
  CHECK(call(slack, "conversations.leave", {{"channel", open}}).ok());
  CHECK(call(slack, "chat.postMessage", {{"channel", open}, {"text", "x"}}).error() == "not_in_channel");
}

TEST_CASE("messages are held to Slack's limits") {
  Standin slack(quiet());
  const auto channel = make_channel(slack, "inc-1");
  const auto say = [&](json args) {
    args["channel"] = channel;
    return call(slack, "chat.postMessage", args);
  };
  CHECK(say(json::object()).error() == "no_text");
  CHECK(say({{"text", std::string(50000, 'x')}}).parsed()["message"]["text"].get<std::string>().size() ==
        40000);
  CHECK(say({{"text", "x"}, {"blocks", "nonsense"}}).error() == "invalid_blocks_format");
  const auto wrong = say({{"text", "x"}, {"blocks", {{{"type", "section"}}}}});
  CHECK(wrong.status == 200);
  CHECK(wrong.error() == "invalid_blocks");
  CHECK(wrong.parsed()["response_metadata"]["messages"][0] ==
        "[ERROR] must define either `fields` or `text` [json-pointer:/blocks/0]");
  json long_blocks = json::array();
  for (int i = 0; i < 5; ++i) long_blocks.push_back(words(std::string(2700, 'x')));
  CHECK(say({{"text", "x"}, {"blocks", long_blocks}}).error() == "msg_blocks_too_long");
  CHECK(say({{"text", "x"}, {"metadata", {{"event_type", "t"}}}}).error() == "invalid_metadata_schema");
  CHECK(say({{"text", "x"}, {"thread_ts", "1.000000"}}).error() == "cannot_reply_to_message");
  CHECK(say({{"text", "x"}, {"markdown_text", "y"}}).error() == "markdown_text_conflict");

  const auto ts = say({{"text", "first"}, {"blocks", {words("first")}}}).parsed()["ts"].get<std::string>();
  const auto edit = [&](json args) {
    args["channel"] = channel;
    return call(slack, "chat.update", args);
  };
  CHECK(edit({{"ts", ts}, {"text", std::string(4001, 'x')}}).error() == "msg_too_long");
  CHECK(edit({{"ts", "1.000000"}, {"text", "x"}}).error() == "message_not_found");
  CHECK(edit({{"ts", ts}, {"text", "second"}}).ok());
  slack.world().read([&](const State& s) {
    const auto* message = s.message(channel, ts);
    REQUIRE(message != nullptr);
    CHECK(message->blocks.empty());  // text without blocks takes the blocks away
    CHECK(message->edits == 1);
  });
  const auto ada = slack.add_person("ada");
  REQUIRE(slack.people().join(ada, channel));
  const auto hers = slack.people().say(ada, channel, "mine");
  CHECK(edit({{"ts", hers}, {"text", "x"}}).error() == "cant_update_message");
  CHECK(call(slack, "chat.delete", {{"channel", channel}, {"ts", hers}}).error() == "cant_delete_message");
  CHECK(call(slack, "chat.delete", {{"channel", channel}, {"ts", ts}}).ok());
  CHECK(call(slack, "chat.delete", {{"channel", channel}, {"ts", ts}}).error() == "message_not_found");
}

TEST_CASE("an ephemeral message needs its reader in the channel") {
  Standin slack(quiet());
  const auto ada = slack.add_person("ada");
  const auto channel = make_channel(slack, "inc-1");
  const json args{{"channel", channel}, {"user", ada}, {"text", "only you"}};
  CHECK(call(slack, "chat.postEphemeral", args).error() == "user_not_in_channel");
  REQUIRE(slack.people().join(ada, channel));
  CHECK(call(slack, "chat.postEphemeral", args).ok());
  const auto grace = slack.add_person("grace");
  REQUIRE(slack.people().join(grace, channel));
  const auto hers = slack.screen(ada);
  REQUIRE(hers.find("only you") != nullptr);
  CHECK(hers.find("only you")->ephemeral);
  CHECK(slack.screen(grace).find("only you") == nullptr);
}

TEST_CASE("history is read backwards, in pages, with metadata on request, without replies") {
  Standin slack(quiet());
  const auto channel = make_channel(slack, "inc-1");
  std::vector<std::string> ts;
  for (int i = 0; i < 5; ++i) {
    ts.push_back(
        call(slack, "chat.postMessage",
             {{"channel", channel},
              {"text", "m" + std::to_string(i)},
              {"metadata", {{"event_type", "job"}, {"event_payload", {{"key", std::to_string(i)}}}}}})
            .parsed()["ts"]
            .get<std::string>());
  }
  CHECK(std::is_sorted(ts.begin(), ts.end()));
  REQUIRE(
      call(slack, "chat.postMessage", {{"channel", channel}, {"text", "reply"}, {"thread_ts", ts[0]}}).ok());
  const auto first = form(slack, "conversations.history",
                          {{"channel", channel}, {"limit", "2"}, {"include_all_metadata", "true"}})
                         .parsed();
  CHECK(first["messages"][0]["text"] == "m4");
  CHECK(first["messages"][0]["metadata"]["event_payload"]["key"] == "4");
  CHECK(first["has_more"] == true);
  const auto cursor = first["response_metadata"]["next_cursor"].get<std::string>();
  CHECK(cursor.back() == '=');
  const auto second =
      form(slack, "conversations.history", {{"channel", channel}, {"limit", "2"}, {"cursor", cursor}})
          .parsed();
  CHECK(second["messages"][0]["text"] == "m2");
  CHECK_FALSE(second["messages"][0].contains("metadata"));
  CHECK(form(slack, "conversations.history", {{"channel", channel}, {"cursor", "x"}}).error() ==
        "invalid_cursor");
  const auto exactly = form(slack, "conversations.history",
                            {{"channel", channel}, {"latest", ts[1]}, {"inclusive", "true"}, {"limit", "1"}})
                           .parsed();
  CHECK(exactly["messages"][0]["text"] == "m1");
  const auto between =
      form(slack, "conversations.history", {{"channel", channel}, {"oldest", ts[1]}, {"latest", ts[3]}})
          .parsed();
  REQUIRE(between["messages"].size() == 1);
  CHECK(between["messages"][0]["ts"] == ts[2]);
  // Closest to the one bound that is given, the newest of them first.
  const auto onward = form(slack, "conversations.history",
                           {{"channel", channel}, {"oldest", ts[1]}, {"inclusive", "true"}, {"limit", "2"}})
                          .parsed();
  REQUIRE(onward["messages"].size() == 2);
  CHECK(onward["messages"][0]["ts"] == ts[2]);
  CHECK(onward["messages"][1]["ts"] == ts[1]);
  CHECK(onward["has_more"] == true);
  const auto thread = form(slack, "conversations.replies", {{"channel", channel}, {"ts", ts[0]}}).parsed();
  REQUIRE(thread["messages"].size() == 2);
  CHECK(thread["messages"][0]["reply_count"] == 1);
  CHECK(thread["messages"][1]["text"] == "reply");
  CHECK(form(slack, "conversations.replies", {{"channel", channel}, {"ts", "1.000000"}}).error() ==
        "thread_not_found");
}

TEST_CASE("joins, topics and names leave their line in the channel") {
  Standin slack(quiet());
  const auto ada = slack.add_person("ada");
  const auto channel = make_channel(slack, "inc-1");
  REQUIRE(call(slack, "conversations.invite", {{"channel", channel}, {"users", ada}}).ok());
  REQUIRE(call(slack, "conversations.setTopic", {{"channel", channel}, {"topic", "SEV2"}}).ok());
  REQUIRE(call(slack, "conversations.rename", {{"channel", channel}, {"name", "inc-2"}}).ok());
  const auto all = form(slack, "conversations.history", {{"channel", channel}}).parsed()["messages"];
  std::vector<std::string> subtypes;
  for (const auto& message : all) subtypes.push_back(message["subtype"]);
  CHECK(subtypes ==
        std::vector<std::string>{"channel_name", "channel_topic", "channel_join", "channel_join"});
  CHECK(all[2]["inviter"] == slack.bot_user());
}

TEST_CASE("pins, bookmarks and reactions have their errors") {
  Standin slack(quiet());
  const auto channel = make_channel(slack, "inc-1");
  const auto ts = call(slack, "chat.postMessage", {{"channel", channel}, {"text", "x"}})
                      .parsed()["ts"]
                      .get<std::string>();
  const json pin{{"channel", channel}, {"timestamp", ts}};
  CHECK(call(slack, "pins.add", pin).ok());
  CHECK(call(slack, "pins.add", pin).error() == "already_pinned");
  CHECK(call(slack, "pins.add", {{"channel", channel}, {"timestamp", "1.000000"}}).error() ==
        "message_not_found");
  const auto pins = form(slack, "pins.list", {{"channel", channel}}).parsed()["items"];
  REQUIRE(pins.size() == 1);
  CHECK(pins[0]["message"]["ts"] == ts);

  const json react{{"channel", channel}, {"timestamp", ts}, {"name", "pushpin"}};
  CHECK(call(slack, "reactions.add", react).ok());
  CHECK(call(slack, "reactions.add", react).error() == "already_reacted");
  CHECK(call(slack, "reactions.add", {{"channel", channel}, {"timestamp", ts}, {"name", ":pushpin:"}})
            .error() == "invalid_name");

  const json mark{{"channel_id", channel}, {"title", "Call"}, {"type", "link"}, {"link", "https://x"}};
  const auto id = call(slack, "bookmarks.add", mark).parsed()["bookmark"]["id"];
  auto bad = mark;
  bad["link"] = "ftp://x";
  CHECK(call(slack, "bookmarks.add", bad).error() == "invalid_link");
  CHECK(call(slack, "bookmarks.edit", {{"channel_id", channel}, {"bookmark_id", id}, {"title", "New"}}).ok());
  CHECK(call(slack, "bookmarks.edit", {{"channel_id", channel}, {"bookmark_id", "Bk9"}, {"title", "N"}})
            .error() == "not_found");
  CHECK(form(slack, "bookmarks.list", {{"channel_id", channel}}).parsed()["bookmarks"][0]["title"] == "New");
  for (std::size_t i = 1; i < limit::bookmarks; ++i) REQUIRE(call(slack, "bookmarks.add", mark).ok());
  CHECK(call(slack, "bookmarks.add", mark).error() == "too_many_bookmarks");
}

TEST_CASE("a trigger opens one form within three seconds") {
  const TestClock time;
  auto options = quiet();
  options.clock = time.clock();
  Standin slack(options);
  const auto ada = slack.add_person("ada");
  const auto open = [&](const std::string& trigger, const json& view) {
    return call(slack, "views.open", {{"trigger_id", trigger}, {"view", view}});
  };
  const auto trigger = fresh_trigger(slack, ada);
  const auto wrong = open(trigger, {{"type", "modal"}, {"blocks", json::array()}});
  CHECK(wrong.error() == "invalid_arguments");
  CHECK(wrong.parsed()["response_metadata"]["messages"][0] ==
        "[ERROR] missing required field: title [json-pointer:/view]");
  const auto shown = open(trigger, form_view());
  REQUIRE(shown.ok());
  CHECK(shown.parsed()["view"]["root_view_id"] == shown.parsed()["view"]["id"]);
  CHECK(open(trigger, form_view()).error() == "exchanged_trigger_id");
  CHECK(open("12.34.56", form_view()).error() == "invalid_trigger_id");
  const auto late = fresh_trigger(slack, ada);
  time.pass(std::chrono::milliseconds(3001));
  CHECK(open(late, form_view()).error() == "expired_trigger_id");
  auto huge = form_view();
  huge["blocks"] = std::vector<json>(90, words(std::string(3000, 'x')));
  CHECK(open(fresh_trigger(slack, ada), huge).error() == "view_too_large");
}

TEST_CASE("views are pushed three deep and changed only as they are") {
  Standin slack(quiet());
  const auto ada = slack.add_person("ada");
  const auto first =
      call(slack, "views.open", {{"trigger_id", fresh_trigger(slack, ada)}, {"view", form_view()}})
          .parsed()["view"];
  const auto id = first["id"].get<std::string>();
  const auto push = [&](const std::string& from) {
    return call(slack, "views.push",
                {{"trigger_id", fresh_trigger(slack, ada, from)}, {"view", form_view("More")}});
  };
  CHECK(push("").error() == "invalid_trigger_id");
  const auto second = push(id);
  REQUIRE(second.ok());
  CHECK(second.parsed()["view"]["previous_view_id"] == id);
  CHECK(push(id).ok());
  CHECK(push(id).error() == "push_limit_reached");

  const auto change = [&](const std::string& hash) {
    return call(slack, "views.update", {{"view_id", id}, {"hash", hash}, {"view", form_view("Changed")}});
  };
  CHECK(change("0.stale").error() == "hash_conflict");
  CHECK(change(first["hash"]).ok());
  CHECK(change(first["hash"]).error() == "hash_conflict");
  CHECK(call(slack, "views.update", {{"view_id", "V9"}, {"view", form_view()}}).error() == "not_found");

  const json home{{"type", "home"}, {"blocks", {words("welcome")}}};
  const auto shown = call(slack, "views.publish", {{"user_id", ada}, {"view", home}}).parsed();
  REQUIRE(shown["ok"] == true);
  CHECK(call(slack, "views.publish", {{"user_id", ada}, {"view", home}, {"hash", "0.stale"}}).error() ==
        "hash_conflict");
  CHECK(call(slack, "views.publish", {{"user_id", ada}, {"view", form_view()}}).error() ==
        "invalid_arguments");
  CHECK(slack.screen(ada).home->lines == std::vector<std::string>{"welcome"});
}

TEST_CASE("a file goes up in three steps, once") {
  Standin slack(quiet());
  const auto channel = make_channel(slack, "inc-1");
  const auto step1 =
      form(slack, "files.getUploadURLExternal", {{"filename", "debrief.md"}, {"length", "5"}}).parsed();
  REQUIRE(step1["ok"] == true);
  const json finish{{"files", {{{"id", step1["file_id"]}, {"title", "Debrief"}}}}, {"channel_id", channel}};
  CHECK(call(slack, "files.completeUploadExternal", finish).error() == "file_not_found");
  const auto url = step1["upload_url"].get<std::string>();
  CHECK(post(url, "application/octet-stream", "four").status == 400);
  CHECK(post(url, "application/octet-stream", "hello").status == 200);
  CHECK(call(slack, "files.completeUploadExternal", finish).ok());
  CHECK(call(slack, "files.completeUploadExternal", finish).error() == "file_not_found");
  const auto said = form(slack, "conversations.history", {{"channel", channel}}).parsed()["messages"][0];
  CHECK(said["subtype"] == "file_share");
  CHECK(said["files"][0]["title"] == "Debrief");
  const auto id = step1["file_id"].get<std::string>();
  slack.world().read([&](const State& s) { CHECK(s.files.begin()->second.bytes == "hello"); });
  CHECK(form(slack, "files.getUploadURLExternal", {{"filename", "x"}, {"length", "0"}}).error() ==
        "invalid_arguments");
  CHECK(call(slack, "files.delete", {{"file", id}}).ok());
  CHECK(call(slack, "files.delete", {{"file", id}}).error() == "file_not_found");
  CHECK_FALSE(
      form(slack, "conversations.history", {{"channel", channel}}).parsed()["messages"][0].contains("files"));

  const auto other = form(slack, "files.getUploadURLExternal", {{"filename", "a"}, {"length", "5"}}).parsed();
  const auto parts = split_url(other["upload_url"].get<std::string>());
  httplib::Client client(parts->first);
  client.set_read_timeout(usual_limit);
  CHECK(client.Post(parts->second, httplib::MultipartFormDataItems{{"file", "hello", "a", "text/plain"}})
            ->status == 200);
}

TEST_CASE("direct messages are opened by person, and the same one again") {
  Standin slack(quiet());
  const auto ada = slack.add_person("ada");
  const auto gone = slack.add_person("gone", {.deleted = true});
  const auto said = call(slack, "chat.postMessage", {{"channel", ada}, {"text", "hello"}}).parsed();
  REQUIRE(said["ok"] == true);
  const auto opened = call(slack, "conversations.open", {{"users", ada}}).parsed();
  CHECK(opened["channel"]["id"] == said["channel"]);
  CHECK(call(slack, "conversations.open", {{"users", gone}}).error() == "user_disabled");
  CHECK(call(slack, "conversations.open", {{"users", "U9999"}}).error() == "user_not_found");
  CHECK(call(slack, "conversations.open", json::object()).error() == "users_list_not_supplied");
  REQUIRE(slack.screen(ada).direct.size() == 1);
  CHECK(slack.screen(ada).direct[0].name == "muster");
}

TEST_CASE("lists come in pages and show what the bot may see") {
  Standin slack(quiet());
  for (int i = 0; i < 5; ++i) make_channel(slack, "inc-" + std::to_string(i));
  slack.add_channel("hidden", {}, true);
  std::size_t seen = 0;
  std::string cursor;
  do {
    const auto page = form(slack, "users.conversations",
                           {{"types", "public_channel,private_channel"}, {"limit", "2"}, {"cursor", cursor}})
                          .parsed();
    REQUIRE(page["ok"] == true);
    seen += page["channels"].size();
    cursor = page["response_metadata"]["next_cursor"];
  } while (!cursor.empty());
  CHECK(seen == 5);
  CHECK(form(slack, "conversations.list", {{"types", "rooms"}}).error() == "invalid_types");
  CHECK(form(slack, "conversations.list", {{"limit", "x"}}).error() == "invalid_limit");
  slack.add_person("guest", {.zone = "Europe/Berlin", .guest = true});
  const auto people = form(slack, "users.list", {}).parsed()["members"];
  CHECK(people.size() == 2);
  const auto guest = form(slack, "users.info", {{"user", "U0001"}}).parsed()["user"];
  CHECK(guest["is_restricted"] == true);
  CHECK(guest["tz"] == "Europe/Berlin");
  CHECK(form(slack, "users.info", {{"user", "U9999"}}).error() == "user_not_found");
}

TEST_CASE("more calls than the tier allows are put off, by method") {
  const TestClock time;
  Options options;
  options.clock = time.clock();
  Standin slack(options);
  const auto channel = make_channel(slack, "inc-1");
  Got got;
  int passed = 0;
  do {
    got = call(slack, "conversations.setTopic", {{"channel", channel}, {"topic", "t"}});
    passed += got.ok() ? 1 : 0;
  } while (got.ok() && passed < 1000);
  CHECK(got.status == 429);
  CHECK(got.error() == "ratelimited");
  CHECK(passed >= 5);
  CHECK(passed <= 25);
  REQUIRE(got.headers.count("Retry-After") == 1);
  const auto wait = std::stoi(got.headers.find("Retry-After")->second);
  CHECK(call(slack, "auth.test", json::object()).ok());  // other methods go on
  time.pass(std::chrono::seconds(wait));
  CHECK(call(slack, "conversations.setTopic", {{"channel", channel}, {"topic", "t"}}).ok());
}

TEST_CASE("one message a second goes to a channel, after a burst") {
  const TestClock time;
  Options options;
  options.clock = time.clock();
  Standin slack(options);
  const auto one = make_channel(slack, "inc-1");
  const auto two = make_channel(slack, "inc-2");
  const auto say = [&](const std::string& channel) {
    return call(slack, "chat.postMessage", {{"channel", channel}, {"text", "x"}}).status;
  };
  for (int i = 0; i < 5; ++i) CHECK(say(one) == 200);
  CHECK(say(one) == 429);
  CHECK(say(two) == 200);
  time.pass(std::chrono::seconds(1));
  CHECK(say(one) == 200);
  CHECK(say(one) == 429);
}

TEST_CASE("user groups: listed with their people if asked, disabled ones only if asked") {
  Standin slack(quiet());
  const auto ada = slack.add_person("ada"), bo = slack.add_person("bo");
  const auto oncall = slack.add_group("oncall", {bo, ada});
  const auto gone = slack.add_group("gone", {ada});
  slack.set_group(gone, {});
  const auto plain = form(slack, "usergroups.list", {}).parsed();
  REQUIRE(plain["usergroups"].size() == 1);
  CHECK(plain["usergroups"][0]["handle"] == "oncall");
  CHECK_FALSE(plain["usergroups"][0].contains("users"));
  const auto all = form(slack, "usergroups.list",
                        {{"include_users", "true"}, {"include_disabled", "true"}, {"include_count", "true"}})
                       .parsed();
  REQUIRE(all["usergroups"].size() == 2);
  CHECK(all["usergroups"][0]["users"] == json::array({bo, ada}));
  CHECK(all["usergroups"][0]["user_count"] == "2");
  CHECK(form(slack, "usergroups.users.list", {{"usergroup", oncall}}).parsed()["users"] ==
        json::array({bo, ada}));
  CHECK(form(slack, "usergroups.users.list", {{"usergroup", gone}}).error() == "no_such_subteam");
  CHECK(form(slack, "usergroups.users.list", {{"usergroup", gone}, {"include_disabled", "true"}}).ok());
  CHECK(form(slack, "usergroups.users.list", {}).error() == "invalid_arguments");
  slack.set_access(slack.bot_token(), {"chat:write"});
  CHECK(form(slack, "usergroups.list", {}).error() == "missing_scope");
}

TEST_CASE("a change of a user group is told by both of Slack's events") {
  Standin slack(quiet());
  slack.events().hold();  // so that they are still there to be read
  const auto ada = slack.add_person("ada"), bo = slack.add_person("bo");
  const auto oncall = slack.add_group("oncall", {ada});
  slack.set_group(oncall, {bo});
  const auto types = slack.world().read([](const State& state) {
    std::string out;
    for (const auto& event : state.events) {
      if (event.type.rfind("subteam", 0) == 0) out += event.type + " ";
    }
    return out;
  });
  CHECK(types == "subteam_created subteam_members_changed subteam_updated ");
}
