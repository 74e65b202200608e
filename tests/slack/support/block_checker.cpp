#include "tests/slack/support/block_checker.h"

#include <algorithm>
#include <cstddef>
#include <initializer_list>
#include <nlohmann/json.hpp>
#include <set>

namespace slack::testing {
namespace {

using nlohmann::json;

std::size_t code_points(const std::string& utf8) {
  return static_cast<std::size_t>(std::count_if(
      utf8.begin(), utf8.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

bool only_spaces(const std::string& text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return c == ' ' || c == '\n' || c == '\t' || c == '\r'; });
}

bool has_control(const std::string& text) {
  return std::any_of(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\t') || c == 0x7f;
  });
}

class Checker {
 public:
  enum class Surface { message, modal, home };
  explicit Checker(Surface surface) : surface_(surface) {}

  void blocks(const json& list, std::size_t max) {
    if (!list.is_array() || list.empty() || list.size() > max) {
      say("blocks", "must be a list of 1 to " + std::to_string(max));
      return;
    }
    for (std::size_t i = 0; i < list.size(); ++i) {
      block(list[i], "blocks/" + std::to_string(i));
    }
  }

  // A string member; reports unless it has min to max code points.
  void text(const json& in, const char* key, std::size_t max, const std::string& where, std::size_t min = 1) {
    if (!in.contains(key) || !in[key].is_string()) {
      say(where + "/" + key, "must be a string");
      return;
    }
    const auto& value = in[key].get_ref<const std::string&>();
    const auto size = code_points(value);
    if (size < min || size > max) {
      say(where + "/" + key, "has " + std::to_string(size) + " characters");
    }
    if (min > 0 && only_spaces(value)) {
      say(where + "/" + key, "shows nothing");
    }
    if (has_control(value)) {
      say(where + "/" + key, "holds a control character");
    }
  }

  void plain(const json& in, const char* key, std::size_t max, const std::string& at) {
    const auto where = at + "/" + key;
    if (!in.contains(key) || !in[key].is_object() || in[key].value("type", "") != "plain_text") {
      say(where, "must be plain_text");
      return;
    }
    only(in[key], {"type", "text", "emoji"}, where);
    text(in[key], "text", max, where);
    shown_ += in[key].contains("text") ? code_points(in[key]["text"].get<std::string>()) : 0;
  }

  void only(const json& in, std::initializer_list<const char*> keys, const std::string& where) {
    for (const auto& [key, value] : in.items()) {
      if (std::none_of(keys.begin(), keys.end(), [&key = key](const char* known) { return key == known; })) {
        say(where, "unknown member " + key);
      }
    }
  }

  void say(const std::string& where, const std::string& what) { problems_.push_back(where + ": " + what); }

  bool has_inputs() const { return has_inputs_; }
  std::size_t shown() const { return shown_; }
  std::vector<std::string> problems() && { return std::move(problems_); }

 private:
  void mrkdwn(const json& in, std::size_t max, const std::string& where) {
    if (!in.is_object() || in.value("type", "") != "mrkdwn" || !in.value("verbatim", false)) {
      say(where, "must be verbatim mrkdwn");
      return;
    }
    only(in, {"type", "text", "verbatim"}, where);
    text(in, "text", max, where);
    shown_ += code_points(in.value("text", ""));
  }

  void block(const json& in, const std::string& where) {
    const auto type = in.value("type", "");
    if (in.contains("block_id")) {
      text(in, "block_id", 255, where);
      if (!block_ids_.insert(in["block_id"].get<std::string>()).second) {
        say(where + "/block_id", "is there twice");
      }
    }
    action_ids_.clear();
    if (type == "header") {
      only(in, {"type", "text", "block_id"}, where);
      plain(in, "text", 150, where);
    } else if (type == "divider") {
      only(in, {"type", "block_id"}, where);
    } else if (type == "section") {
      section(in, where);
    } else if (type == "context") {
      only(in, {"type", "elements", "block_id"}, where);
      for (const auto& element : list(in, "elements", 1, 10, where)) {
        mrkdwn(element, 3000, where + "/elements");
      }
    } else if (type == "actions") {
      only(in, {"type", "elements", "block_id"}, where);
      for (const auto& element : list(in, "elements", 1, 25, where)) {
        interactive(element, where + "/elements");
        if (element.value("type", "") == "plain_text_input") {
          say(where, "an actions block takes no text inputs");
        }
      }
    } else if (type == "input") {
      input(in, where);
    } else {
      say(where, "unknown block type");
    }
  }

  void section(const json& in, const std::string& where) {
    only(in, {"type", "text", "fields", "accessory", "block_id"}, where);
    if (in.contains("text")) {
      mrkdwn(in["text"], 3000, where + "/text");
    } else if (!in.contains("fields")) {
      say(where, "a section has text or fields");
    }
    if (in.contains("fields")) {
      for (const auto& field : list(in, "fields", 1, 10, where)) {
        mrkdwn(field, 2000, where + "/fields");
      }
    }
    if (in.contains("accessory")) {
      interactive(in["accessory"], where + "/accessory");
      if (in["accessory"].value("type", "") == "plain_text_input") {
        say(where, "a section takes no text input");
      }
    }
  }

  void input(const json& in, const std::string& where) {
    has_inputs_ = true;
    if (surface_ == Surface::message) {
      say(where, "a message takes no inputs");
    }
    only(in, {"type", "label", "element", "hint", "optional", "block_id"}, where);
    plain(in, "label", 2000, where);
    if (in.contains("hint")) {
      plain(in, "hint", 2000, where);
    }
    if (!in.contains("element")) {
      say(where, "an input has an element");
      return;
    }
    interactive(in["element"], where + "/element");
    const auto type = in["element"].value("type", "");
    if (type == "button" || type == "overflow") {
      say(where, "an input takes no " + type);
    }
  }

  void interactive(const json& in, const std::string& where) {
    const auto type = in.value("type", "");
    if (in.contains("action_id")) {
      text(in, "action_id", 255, where);
      if (!action_ids_.insert(in["action_id"].get<std::string>()).second) {
        say(where + "/action_id", "is there twice");
      }
    }
    if (in.contains("placeholder")) {
      plain(in, "placeholder", 150, where);
    }
    if (type == "button") {
      button(in, where);
    } else if (type == "static_select") {
      only(in, {"type", "action_id", "placeholder", "options", "initial_option"}, where);
      options(in, 100, where);
      initial(in, "initial_option", where);
    } else if (type == "users_select") {
      only(in, {"type", "action_id", "placeholder", "initial_user"}, where);
      if (in.contains("initial_user")) {
        text(in, "initial_user", 64, where);
      }
    } else if (type == "overflow") {
      only(in, {"type", "action_id", "options"}, where);
      options(in, 5, where);
    } else if (type == "radio_buttons") {
      only(in, {"type", "action_id", "options", "initial_option"}, where);
      options(in, 10, where);
      initial(in, "initial_option", where);
    } else if (type == "checkboxes") {
      only(in, {"type", "action_id", "options", "initial_options"}, where);
      options(in, 10, where);
      if (in.contains("initial_options")) {
        const auto& chosen = list(in, "initial_options", 1, 10, where);
        for (const auto& option : chosen) {
          is_option(in, option, where);
          if (std::count(chosen.begin(), chosen.end(), option) != 1) {
            say(where, "an initial option is there twice");
          }
        }
      }
    } else if (type == "plain_text_input") {
      text_input(in, where);
    } else {
      say(where, "unknown element type");
    }
  }

  void button(const json& in, const std::string& where) {
    only(in, {"type", "action_id", "text", "value", "url", "style", "confirm"}, where);
    plain(in, "text", 75, where);
    if (in.contains("value")) {
      text(in, "value", 2000, where);
    }
    if (in.contains("url")) {
      text(in, "url", 3000, where);
      const auto url = in["url"].get<std::string>();
      if (url.rfind("http://", 0) != 0 && url.rfind("https://", 0) != 0) {
        say(where + "/url", "is not http(s)");
      }
      if (std::any_of(url.begin(), url.end(),
                      [](unsigned char c) { return c <= ' ' || c > '~' || c == '<' || c == '>'; })) {
        say(where + "/url", "holds what no address holds");
      }
    }
    if (in.contains("style") && in["style"] != "primary" && in["style"] != "danger") {
      say(where + "/style", "is neither primary nor danger");
    }
    if (in.contains("confirm")) {
      const auto& confirm = in["confirm"];
      only(confirm, {"title", "text", "confirm", "deny", "style"}, where + "/confirm");
      plain(confirm, "title", 100, where + "/confirm");
      plain(confirm, "text", 300, where + "/confirm");
      plain(confirm, "confirm", 30, where + "/confirm");
      plain(confirm, "deny", 30, where + "/confirm");
    }
  }

  void text_input(const json& in, const std::string& where) {
    only(in, {"type", "action_id", "placeholder", "initial_value", "multiline", "max_length"}, where);
    const auto max = in.value("max_length", std::size_t{0});
    if (max < 1 || max > 3000) {
      say(where + "/max_length", "is not 1 to 3000");
    }
    if (in.contains("initial_value")) {
      text(in, "initial_value", max, where);
    }
  }

  void options(const json& in, std::size_t max, const std::string& where) {
    std::set<std::string> values;
    for (const auto& option : list(in, "options", 1, max, where)) {
      only(option, {"text", "value", "description"}, where + "/options");
      plain(option, "text", 75, where + "/options");
      text(option, "value", 75, where + "/options");
      if (!values.insert(option.value("value", "")).second) {
        say(where + "/options", "a value is there twice");
      }
      if (option.contains("description")) {
        plain(option, "description", 75, where + "/options");
      }
    }
  }

  void initial(const json& in, const char* key, const std::string& where) {
    if (in.contains(key)) {
      is_option(in, in[key], where);
    }
  }
  void is_option(const json& in, const json& option, const std::string& where) {
    const auto& all = in["options"];
    if (std::find(all.begin(), all.end(), option) == all.end()) {
      say(where, "an initial option is none of the options");
    }
  }

  const json& list(const json& in, const char* key, std::size_t min, std::size_t max,
                   const std::string& where) {
    static const json none = json::array();
    if (!in.contains(key) || !in[key].is_array() || in[key].size() < min || in[key].size() > max) {
      say(where + "/" + key, "must be a list of " + std::to_string(min) + " to " + std::to_string(max));
      return none;
    }
    return in[key];
  }

  Surface surface_;
  std::set<std::string> block_ids_;
  std::set<std::string> action_ids_;  // of the block that is being looked at
  bool has_inputs_ = false;
  std::size_t shown_ = 0;
  std::vector<std::string> problems_;
};

}  // namespace

std::vector<std::string> problems_of_message(std::string_view json_object) {
  const auto message = json::parse(json_object, nullptr, false);  // also refuses invalid UTF-8
  if (!message.is_object()) {
    return {"no JSON object"};
  }
  Checker checker(Checker::Surface::message);
  checker.only(message, {"text", "blocks", "response_type", "replace_original"}, "message");
  checker.text(message, "text", 4000, "message");
  if (message.contains("blocks")) {
    checker.blocks(message["blocks"], 50);
    // Options are counted too here, which is stricter than what is known of Slack.
    if (checker.shown() > 12000) {
      checker.say("blocks", "msg_blocks_too_long, " + std::to_string(checker.shown()));
    }
  }
  return std::move(checker).problems();
}

std::vector<std::string> problems_of_view(std::string_view json_text) {
  const auto view = json::parse(json_text, nullptr, false);
  if (!view.is_object()) {
    return {"no JSON object"};
  }
  const bool modal = view.value("type", "") == "modal";
  Checker checker(modal ? Checker::Surface::modal : Checker::Surface::home);
  if (json_text.size() >= 250000) {
    checker.say("view", "view_too_large");
  }
  checker.blocks(view.value("blocks", json()), 100);
  if (!modal) {
    checker.only(view, {"type", "blocks"}, "view");
    if (view.value("type", "") != "home") {
      checker.say("view", "unknown type");
    }
    return std::move(checker).problems();
  }
  checker.only(
      view,
      {"type", "callback_id", "title", "submit", "close", "private_metadata", "notify_on_close", "blocks"},
      "view");
  checker.plain(view, "title", 24, "view");
  for (const char* key : {"submit", "close"}) {
    if (view.contains(key)) {
      checker.plain(view, key, 24, "view");
    }
  }
  if (checker.has_inputs() && !view.contains("submit")) {
    checker.say("view", "inputs want a submit");
  }
  if (view.contains("private_metadata")) {
    checker.text(view, "private_metadata", 3000, "view", 0);
  }
  if (view.contains("callback_id")) {
    checker.text(view, "callback_id", 255, "view", 0);
  }
  return std::move(checker).problems();
}

}  // namespace slack::testing
