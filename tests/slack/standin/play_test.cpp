#include "slack/standin/play.h"

#include <filesystem>
#include <fstream>

#include "tests/catch.h"
#include "tests/slack/standin/client.h"

using namespace slack::standin;
using namespace slack::standin::test;

TEST_CASE("a bot that does nothing is found out in the first scene") {
  Standin slack;
  Bot bot(slack);
  std::vector<std::string> lines;
  PlayOptions options;
  options.print = [&](const std::string& line) { lines.push_back(line); };
  options.patience = std::chrono::milliseconds(1);
  const auto result = play(slack, options);
  CHECK(result.scenes == 1);
  REQUIRE(result.failures.size() == 1);
  CHECK(result.failures[0] == "Ada declares: the form to declare with");
  CHECK(std::find(lines.begin(), lines.end(), "MISSING " + result.failures[0]) != lines.end());
  CHECK(bot.told().fields.at("text") == "checkout is down");
}

namespace {

json plain(const std::string& text) {
  return {{"type", "plain_text"}, {"text", text}};
}
json line(const std::string& text) {
  return {{"type", "section"}, {"text", {{"type", "mrkdwn"}, {"text", text}}}};
}
json button(const std::string& text, const std::string& value) {
  return {{"type", "button"}, {"text", plain(text)}, {"action_id", "do"}, {"value", value}};
}
json form_of(const std::string& callback, const std::string& field) {
  const json element{{"type", "plain_text_input"}, {"action_id", "value"}};
  return {
      {"type", "modal"},
      {"callback_id", callback},
      {"title", plain(callback)},
      {"submit", plain("Send")},
      {"blocks", {{{"type", "input"}, {"block_id", field}, {"label", plain(field)}, {"element", element}}}}};
}

/// Just enough of an incident bot for the play, without any care: everything is done before it answers.
class SmallBot {
 public:
  explicit SmallBot(Standin& slack) : slack_(slack), bot_(slack) {
    bot_.reply_with([this](const Bot::Request& request, httplib::Response& response) {
      const std::lock_guard lock(mutex_);
      if (request.fields.count("command") > 0) {
        command(request, response);
      } else if (request.payload["type"] == "view_submission") {
        submitted(request.payload);
      } else if (request.payload["type"] == "block_actions") {
        pressed(request.payload);
      } else {
        heard(request.payload["event"]);
      }
    });
  }
  bool confirms_captures = true;

 private:
  void command(const Bot::Request& request, httplib::Response& response) {
    const auto& text = request.fields.at("text");
    const auto space = text.find(' ');
    const auto verb = text.substr(0, space);
    const auto rest = space == std::string::npos ? std::string() : text.substr(space + 1);
    std::string answer = "Done.";
    if (verb == "checkout") {
      call(slack_, "views.open",
           {{"trigger_id", request.fields.at("trigger_id")}, {"view", form_of("declare", "title")}});
      return;
    }
    if (verb == "comms") {
      roles_["Comms"] = rest.substr(0, rest.find('|')) + ">";
    } else if (verb == "severity" || verb == "status" || verb == "summary") {
      facts_[verb] = rest;
    } else if (verb == "resolve") {
      facts_["status"] = "resolved";
    } else if (verb == "update") {
      post(rest);
    } else if (verb == "timeline") {
      answer.clear();
      for (const auto& [ts, words] : captured_) answer += words + ". ";
    } else if (verb == "export") {
      for (const char* kind : {"md", "html", "json", "csv"}) upload(std::string("inc-1.") + kind);
    }
    show();
    response.set_content(json{{"text", answer}}.dump(), "application/json");
  }
  void submitted(const json& payload) {
    const auto& view = payload["view"];
    const auto& values = view["state"]["values"];
    if (view["callback_id"] == "update") return post(values["words"]["value"]["value"]);
    facts_["title"] = values["title"]["value"]["value"];
    channel_ = call(slack_, "conversations.create", {{"name", "inc-1"}}).parsed()["channel"]["id"];
    call(slack_, "conversations.invite", {{"channel", channel_}, {"users", payload["user"]["id"]}});
    show();
    call(slack_, "pins.add", {{"channel", channel_}, {"timestamp", control_}});
  }
  void pressed(const json& payload) {
    const auto value = payload["actions"][0]["value"].get<std::string>();
    if (value == "update") {
      call(slack_, "views.open",
           {{"trigger_id", payload["trigger_id"]}, {"view", form_of("update", "words")}});
      return;
    }
    if (roles_.count(value) == 0) roles_[value] = "<@" + payload["user"]["id"].get<std::string>() + ">";
    show();
  }
  void heard(const json& event) {
    const auto type = event["type"].get<std::string>();
    const bool ours = event.value("user", std::string()) == slack_.bot_user();
    if (type == "message" && event.contains("text") && !ours) said_[event["ts"]] = event["text"];
    if (type == "message" && event.value("subtype", std::string()) == "message_changed") {
      const auto ts = event["message"]["ts"].get<std::string>();
      if (captured_.count(ts) > 0) captured_[ts] = event["message"]["text"];
    }
    if (type == "reaction_added" && !ours) capture(event["item"]["ts"]);
    if (type == "pin_added" && !ours) capture(event["item"]["message"]["ts"]);
  }
  void capture(const std::string& ts) {
    captured_[ts] = said_[ts];
    if (!confirms_captures) return;
    call(slack_, "reactions.add", {{"channel", channel_}, {"timestamp", ts}, {"name", "pushpin"}});
  }
  void post(const std::string& text) {
    call(slack_, "chat.postMessage", {{"channel", channel_}, {"text", text}});
  }
  void show() {
    json blocks = json::array();
    std::string topic = "Incident";
    for (const auto& [name, words] : facts_) {
      blocks.push_back(line(name + ": " + words));
      topic += " " + words;
    }
    for (const char* role : {"Lead", "Comms", "Scribe"}) {
      const bool held = roles_.count(role) > 0;
      auto row = line(std::string(role) + ": " + (held ? roles_[role] : "nobody"));
      if (!held) row["accessory"] = button("I'll take it", role);
      blocks.push_back(row);
    }
    blocks.push_back({{"type", "actions"}, {"elements", {button("Update", "update")}}});
    json message{{"channel", channel_}, {"text", "control"}, {"blocks", blocks}};
    if (!control_.empty()) message["ts"] = control_;
    const auto done = call(slack_, control_.empty() ? "chat.postMessage" : "chat.update", message).parsed();
    control_ = done["ts"];
    call(slack_, "conversations.setTopic", {{"channel", channel_}, {"topic", topic}});
  }
  void upload(const std::string& name) {
    const auto begun =
        form(slack_, "files.getUploadURLExternal", {{"filename", name}, {"length", "2"}}).parsed();
    post_bytes(begun["upload_url"]);
    call(slack_, "files.completeUploadExternal",
         {{"files", {{{"id", begun["file_id"]}, {"title", name}}}}, {"channel_id", channel_}});
  }
  static void post_bytes(const std::string& url) { test::post(url, "application/octet-stream", "hi"); }

  Standin& slack_;
  std::mutex mutex_;
  std::string channel_, control_;
  std::map<std::string, std::string> facts_, roles_, said_, captured_;
  Bot bot_;  // last: its thread uses the others
};

PlayResult play_against(bool confirming, std::vector<std::string>& lines) {
  Options slow_bot;
  slow_bot.limits = 0;
  slow_bot.ack_limit = slow_bot.trigger_life = usual_limit;
  Standin slack(slow_bot);
  SmallBot bot(slack);
  bot.confirms_captures = confirming;
  PlayOptions options;
  options.print = [&](const std::string& text) { lines.push_back(text); };
  options.render = picture_renderer(slack);
  if (!confirming) options.patience = std::chrono::milliseconds(200);
  return play(slack, options);
}

}  // namespace

TEST_CASE("a bot that does everything passes the whole play") {
  std::vector<std::string> lines;
  const auto result = play_against(true, lines);
  CAPTURE(result.failures);
  CHECK(result.failures.empty());
  CHECK(result.scenes == 10);
  CHECK_FALSE(result.channel.empty());
  const auto shown = [&](const std::string& words) {
    return std::any_of(lines.begin(), lines.end(),
                       [&](const std::string& l) { return l.find(words) != std::string::npos; });
  };
  CHECK(shown("Ada Lovelace | form | declare"));
  CHECK(shown("Linus Torvalds | #inc-1 | "));
  CHECK(shown("  file: inc-1.csv"));
}

TEST_CASE("one thing that is missing is named, and the play goes on") {
  std::vector<std::string> lines;
  const auto result = play_against(false, lines);
  CHECK(result.scenes == 10);
  const auto missing = std::find(result.failures.begin(), result.failures.end(),
                                 "Things are noted and captured: the pin to be captured");
  CHECK(missing != result.failures.end());
}

TEST_CASE("uploaded files are saved under their bare names") {
  Options options;
  options.limits = 0;
  Standin slack(options);
  const auto step1 =
      form(slack, "files.getUploadURLExternal", {{"filename", "../../debrief.md"}, {"length", "2"}}).parsed();
  post(step1["upload_url"], "application/octet-stream", "hi");
  REQUIRE(call(slack, "files.completeUploadExternal", {{"files", {{{"id", step1["file_id"]}}}}}).ok());
  const auto folder =
      std::filesystem::temp_directory_path() / "muster-play-test" / std::to_string(::getpid());
  CHECK(save_files(slack, folder.string()) == 1);
  std::ifstream in(folder / "debrief.md");
  std::string text;
  in >> text;
  CHECK(text == "hi");
  std::filesystem::remove_all(folder);
}
