#include "slack/standin/screen.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "slack/standin/elements.h"
#include "slack/standin/wire.h"

namespace slack::standin {

using nlohmann::json;

namespace {

std::string token(const State& state, std::string_view inside) {
  const auto bar = inside.find('|');
  const auto target = inside.substr(0, bar);
  const auto label = bar == std::string_view::npos ? std::string_view() : inside.substr(bar + 1);
  if (target.empty()) return std::string(label);
  const std::string rest(target.substr(1));
  if (target[0] == '@') {
    const auto* who = state.person(rest);
    return "@" + (who != nullptr ? who->name : rest);
  }
  if (target[0] == '#') {
    const auto* where = state.channel(rest);
    return "#" + (where != nullptr ? where->name : rest);
  }
  if (!label.empty()) return std::string(label);
  return target[0] == '!' ? "@" + rest : std::string(target);
}

std::vector<std::string> read_lines(const State& state, const std::string& blocks, const std::string& text) {
  const auto parsed = blocks.empty() ? json() : json::parse(blocks);
  auto lines =
      blocks.empty()
          ? lines_of(json::array({json{{"type", "section"}, {"text", {{"type", "mrkdwn"}, {"text", text}}}}}))
          : lines_of(parsed);
  for (auto& line : lines) line = readable(state, line);
  return lines;
}

std::vector<std::string> read_buttons(const std::string& blocks) {
  std::vector<std::string> out;
  if (blocks.empty()) return out;
  const auto parsed = json::parse(blocks);
  for (const auto& placed : usable(parsed)) {
    if (!placed.input) out.push_back(words_on(*placed.element));
  }
  return out;
}

Shown show(const State& state, const Channel& channel, const Message& message) {
  Shown out;
  out.ts = message.ts;
  const auto* who = state.person(message.user);
  out.by = who != nullptr ? who->name : message.user;
  out.text = readable(state, message.text);
  out.blocks = message.blocks;
  out.lines = read_lines(state, message.blocks, message.text);
  out.buttons = read_buttons(message.blocks);
  for (const auto& reaction : message.reactions) {
    out.reactions.push_back(reaction.name + " " + std::to_string(reaction.users.size()));
  }
  for (const auto& id : message.files) out.files.push_back(state.files.at(id).name);
  out.system = !message.subtype.empty() && message.subtype != "file_share";
  out.edits = message.edits;
  out.pinned = std::any_of(channel.pins.begin(), channel.pins.end(),
                           [&](const Pin& pin) { return pin.ts == message.ts; });
  for (const auto* reply : state.replies(channel, message.ts)) {
    out.replies.push_back(show(state, channel, *reply));
  }
  return out;
}

ShownChannel show(const State& state, const Channel& channel, const std::string& person) {
  ShownChannel out;
  out.id = channel.id;
  out.name = channel.name;
  for (const auto& member : channel.members) {
    const auto* who = state.person(member);
    const bool other = channel.kind == Channel::Kind::direct && member != person;
    if (other && who != nullptr) out.name = who->name;
  }
  out.topic = readable(state, channel.topic);
  out.purpose = readable(state, channel.purpose);
  out.archived = channel.archived;
  out.is_private = channel.is_private();
  for (const auto& bookmark : channel.bookmarks) out.bookmarks.push_back(bookmark.title);
  for (const auto& [ts, message] : channel.messages) {
    if (message.thread.empty()) out.messages.push_back(show(state, channel, message));
  }
  for (const auto& whisper : state.ephemerals) {
    if (whisper.to != person || whisper.channel != channel.id) continue;
    Shown one;
    one.ts = whisper.ts;
    one.by = state.names.bot_name;
    one.text = readable(state, whisper.text);
    one.blocks = whisper.blocks;
    one.lines = read_lines(state, whisper.blocks, whisper.text);
    one.buttons = read_buttons(whisper.blocks);
    one.ephemeral = true;
    const auto parent = std::find_if(out.messages.begin(), out.messages.end(), [&](const Shown& m) {
      return !whisper.thread.empty() && m.ts == whisper.thread;
    });
    (parent == out.messages.end() ? out.messages : parent->replies).push_back(std::move(one));
  }
  std::stable_sort(out.messages.begin(), out.messages.end(),
                   [](const Shown& a, const Shown& b) { return a.ts < b.ts; });
  return out;
}

ShownView show(const State& state, const View& view) {
  ShownView out;
  out.id = view.id;
  const auto body = json::parse(view.json);
  if (body.contains("title")) out.title = body["title"].value("text", std::string());
  out.callback_id = body.value("callback_id", std::string());
  out.lines = read_lines(state, dump(body["blocks"]), {});
  out.buttons = read_buttons(dump(body["blocks"]));
  out.errors = view.errors;
  return out;
}

void add_channel(const ShownChannel& channel, const Renderer& render, std::vector<std::string>& out) {
  if (!channel.topic.empty()) out.push_back("topic: " + channel.topic);
  for (const auto& title : channel.bookmarks) out.push_back("bookmark: " + title);
  if (channel.archived) out.emplace_back("archived");
  for (const auto& message : channel.messages) {
    for (auto& line : render(message)) out.push_back(std::move(line));
    for (const auto& reply : message.replies) {
      for (const auto& line : render(reply)) out.push_back("  > " + line);
    }
  }
}

}  // namespace

std::string readable(const State& state, std::string_view mrkdwn) {
  std::string out;
  while (!mrkdwn.empty()) {
    const auto open = mrkdwn.find('<');
    const auto close = open == std::string_view::npos ? open : mrkdwn.find('>', open);
    out += mrkdwn.substr(0, close == std::string_view::npos ? close : open);
    if (close == std::string_view::npos) break;
    out += token(state, mrkdwn.substr(open + 1, close - open - 1));
    mrkdwn.remove_prefix(close + 1);
  }
  return unescape_typed(out);
}

std::vector<std::string> plain_lines(const Shown& message) {
  auto body = message.lines;
  std::string row;
  for (const auto& button : message.buttons) row += "[" + button + "] ";
  if (!row.empty()) body.push_back(row.substr(0, row.size() - 1));
  return lines_with_body(message, body);
}

std::vector<std::string> lines_with_body(const Shown& message, const std::vector<std::string>& body) {
  const auto head = (message.ephemeral ? "(only you) " : "") + message.by + ": ";
  std::vector<std::string> out;
  for (const auto& line : body) out.push_back((out.empty() ? head : "  ") + line);
  if (out.empty()) out.push_back(head);
  for (const auto& file : message.files) out.push_back("  file: " + file);
  for (const auto& reaction : message.reactions) out.push_back("  reaction: " + reaction);
  if (message.pinned) out.emplace_back("  pinned");
  return out;
}

bool Shown::says(std::string_view words) const {
  const auto holds = [&](const std::string& line) { return line.find(words) != std::string::npos; };
  return holds(text) || std::any_of(lines.begin(), lines.end(), holds) ||
         std::any_of(buttons.begin(), buttons.end(), holds);
}

const Shown* Screen::find(std::string_view words, std::string_view in) const {
  const Shown* found = nullptr;
  const auto consider = [&](const Shown& message) {
    if (message.says(words) && (found == nullptr || message.ts > found->ts)) found = &message;
  };
  for (const auto* list : {&channels, &direct}) {
    for (const auto& where : *list) {
      if (!in.empty() && where.id != in && where.name != in) continue;
      for (const auto& message : where.messages) {
        consider(message);
        for (const auto& reply : message.replies) consider(reply);
      }
    }
  }
  return found;
}

const ShownChannel* Screen::channel(std::string_view wanted) const {
  for (const auto* list : {&channels, &direct}) {
    for (const auto& where : *list) {
      if (where.id == wanted || where.name == wanted) return &where;
    }
  }
  return nullptr;
}

Screen screen_of(const State& state, const std::string& person) {
  Screen out;
  out.person = person;
  const auto* who = state.person(person);
  if (who == nullptr) return out;
  for (const auto& [id, channel] : state.channels) {
    const bool direct = channel.kind == Channel::Kind::direct || channel.kind == Channel::Kind::group;
    // An ephemeral answer is seen where it was asked for, member or not.
    const bool whispered =
        !channel.is_private() && std::any_of(state.ephemerals.begin(), state.ephemerals.end(),
                                             [&, &here = channel.id](const Ephemeral& e) {
                                               return e.to == person && e.channel == here;
                                             });
    if (channel.has(person) || whispered) {
      (direct ? out.direct : out.channels).push_back(show(state, channel, person));
    }
  }
  for (const auto& id : who->views) out.forms.push_back(show(state, state.views.at(id)));
  if (!who->home.empty()) out.home = show(state, state.views.at(who->home));
  return out;
}

std::map<std::string, std::vector<std::string>> surfaces(const Screen& screen, const Renderer& render) {
  const Renderer each = render ? render : Renderer(plain_lines);
  std::map<std::string, std::vector<std::string>> out;
  for (const auto& channel : screen.channels) add_channel(channel, each, out["#" + channel.name]);
  for (const auto& channel : screen.direct) add_channel(channel, each, out["@" + channel.name]);
  const auto add_view = [&](const std::string& name, const ShownView& view) {
    auto& lines = out[name];
    if (!view.title.empty()) lines.push_back(view.title);
    for (const auto& line : view.lines) lines.push_back("  " + line);
    for (const auto& button : view.buttons) lines.push_back("  [" + button + "]");
    for (const auto& [block, error] : view.errors) lines.push_back(fmt::format("  ! {}: {}", block, error));
  };
  for (const auto& form : screen.forms) add_view("form", form);
  if (screen.home) add_view("home", *screen.home);
  return out;
}

}  // namespace slack::standin
