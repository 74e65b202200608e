// What people do with what they are shown: forms that they fill in, menus from which they choose, shortcuts,
// and marks on messages.
#include <fmt/core.h>

#include <algorithm>
#include <iterator>
#include <nlohmann/json.hpp>
#include <regex>
#include <utility>

#include "tests/simulation/crowd.h"

namespace muster::simulation {

namespace {

using nlohmann::json;
using slack::standin::Answer;
using slack::standin::State;

/// The words of a simulation that stand in a text: each of them is of one note or title.
std::vector<std::string> words_in(const std::string& text) {
  static const std::regex form("[a-z]+q[0-9]+z");
  std::vector<std::string> found;
  for (auto at = std::sregex_iterator(text.begin(), text.end(), form); at != std::sregex_iterator(); ++at)
    found.push_back(at->str());
  return found;
}

/// One thing that a list offers: a button's line, or that of a menu's item, and the words beside it.
struct Choice {
  std::string value, near;
  bool menu = false;
  std::string action_id{};
};

std::vector<Choice> choices_of(const json& blocks) {
  std::vector<Choice> found;
  std::string near;
  const auto add = [&](const json& element) {
    const bool leads_away = element.contains("url");
    if (element.value("type", "") == "button" && element.contains("value") && !leads_away)
      found.push_back({element["value"], near, false, element.value("action_id", "")});
    if (element.value("type", "") != "overflow") return;
    for (const auto& option : element["options"])
      found.push_back({option["value"], near, true, element.value("action_id", "")});
  };
  for (const auto& block : blocks) {
    if (block.contains("text")) near = block["text"].value("text", "");
    if (block.contains("accessory")) add(block["accessory"]);
    for (const auto& element : block.value("elements", json::array())) add(element);
  }
  return found;
}

}  // namespace

void Crowd::form(const std::string& who, const std::string& channel) {
  // One that was left open stands above whatever comes.
  (void)slack_.people().close(who, true);
  constexpr const char* lines[] = {
      "",        "declare", "update",  "update --external", "handoff", "page",
      "doing",   "private", "action",  "followup",          "correct", "close",
      "summary", "impact",  "resolve", "role lead",         "roles",   "postpone"};
  typed(who, lines[chance_.below(std::size(lines))], chance_.one_in(4) ? general_ : channel);
  soon([this, who] { fill_in(who); });
}

void Crowd::shortcut(const std::string& who, const std::string& channel) {
  auto& people = slack_.people();
  (void)people.close(who, true);
  const auto messages = messages_of_people(channel);
  if (messages.empty() || chance_.one_in(5)) {
    trace_(who + " takes the shortcut to declare");
    judge(people.shortcut(who, "declare"), "");
  } else {
    constexpr const char* shortcuts[] = {"declare_from", "capture", "follow_up"};
    const auto* which = shortcuts[chance_.below(std::size(shortcuts))];
    const auto ts = chance_.one_of(messages);
    trace_(fmt::format("{} takes the shortcut {} of {} {}", who, which, channel, ts));
    judge(people.message_shortcut(who, which, channel, ts), "");
  }
  soon([this, who] { fill_in(who); });
}

std::vector<std::string> Crowd::put_into(const std::string& form, const std::string& field,
                                         const json& element) {
  const auto type = element.value("type", std::string());
  if (type == "users_select") return {somebody()};
  if (type == "multi_users_select") return {chance_.one_of(people_), somebody()};
  if (type == "static_select" || type == "checkboxes")
    return {chance_.one_of(element["options"])["value"].get<std::string>()};
  if (field == "when") return {chance_.one_in(2) ? "10:05" : "10:05 to 10:06"};
  if (field == "due") return {chance_.one_in(2) ? "friday" : "2w"};
  // A form of words may ask for a time as well.
  if (form == "words" && chance_.one_in(4)) return {"10:05"};
  return {word(form == "declare" ? "title" : "words")};
}

void Crowd::fill_in(const std::string& who) {
  json view;
  slack_.world().read([&](const State& state) {
    const auto& open = state.people.at(who).views;
    if (!open.empty()) view = json::parse(state.views.at(open.back()).json);
  });
  if (view.is_null() || !view.contains("submit")) return;
  const auto form = view.value("callback_id", std::string());
  std::vector<slack::standin::Field> fields;
  std::string title;
  for (const auto& block : view["blocks"]) {
    if (block["type"] != "input") continue;
    if (block.value("optional", false) && chance_.one_in(2)) continue;
    const auto name = block.value("block_id", std::string());
    fields.push_back({name, put_into(form, name, block["element"])});
    if (form == "declare" && name == "title") title = fields.back().values.front();
  }
  trace_(fmt::format("{} sends the form {} {}", who, form, title));
  const auto ticked = [](const slack::standin::Field& field) {
    return std::ranges::find(field.values, "private") != field.values.end();
  };
  if (!title.empty() && std::ranges::any_of(fields, ticked)) {
    for (auto& field : fields)
      if (field.name == "title") field.values.front() += " " + marker(++words_);
  }
  const auto answer = slack_.people().submit(who, fields);
  for (const auto& [field, words] : answer.errors) trace_(fmt::format("  is told at {}: {}", field, words));
  auto told = judge(answer, "");
  // Closed without a word it is saved. An error beside a field says that nothing was, unless it is the
  // disk's; whatever else is shown in its place may say either.
  if (told == Told::saved && !answer.body.empty()) told = Told::unknown;
  const bool of_the_disk = answer.body.find("database failed") != std::string::npos;
  if (told == Told::unknown && !answer.errors.empty() && !of_the_disk) told = Told::refused;
  if (!title.empty() && answer.sent) {
    last_word_[who] = title;
    said_.titles[title] = told;
  }
  (void)slack_.people().close(who, true);
}

void Crowd::menu(const std::string& who, const std::string& channel) {
  constexpr const char* lists[] = {"timeline",  "timeline", "review", "actions", "followups",
                                   "checklist", "list",     "roles",  "status",  "panel",
                                   "catchup",   "affects",  "rule",   "result",  "update --who"};
  auto list = typed(who, lists[chance_.below(std::size(lists))], channel);
  judge(list, "");
  if (!list.ok()) return;
  soon([this, who, list = std::move(list)] { choose_from(who, list); });
}

void Crowd::choose_from(const std::string& who, const Answer& list) {
  const auto shown = json::parse(list.body, nullptr, false);
  if (!shown.is_object()) return;
  const auto choices = choices_of(shown.value("blocks", json::array()));
  if (choices.empty()) return;
  auto& people = slack_.people();
  const auto& choice = chance_.one_of(choices);
  const auto beside = words_in(choice.near);
  trace_(fmt::format("{} chooses `{}`", who, choice.value));
  slack::standin::Target target;
  target.message = list.message;
  if (!choice.menu) {
    target.value = choice.value;
    judge(people.press(who, target), "");
  } else if (!beside.empty()) {
    target.action_id = "do";
    target.near = beside.front();
    judge(people.choose(who, target, {choice.value}), "");
  }
  if (choice.value.find(" redact") != std::string::npos) {
    erased_.insert(beside.begin(), beside.end());
    soon([this, who] {
      trace_(who + " presses `Erase it`");
      (void)slack_.people().press(who, {.text = "Erase it"});
    });
    return;
  }
  soon([this, who] { fill_in(who); });
}

void Crowd::any_button(const std::string& who) {
  (void)slack_.people().close(who, true);
  // Where there may be something: messages that they read, what only they see, and the Home tab.
  slack::standin::Target target;
  std::string blocks;
  slack_.world().read([&](const State& state) {
    std::vector<std::pair<std::string, const std::string*>> places;  // by channel; the empty one is Home
    std::vector<std::string> stamps;
    const auto add = [&](const std::string& channel, const std::string& ts, const std::string& of) {
      if (of.find(R"("value")") == std::string::npos) return;
      places.emplace_back(channel, &of);
      stamps.push_back(ts);
    };
    for (const auto& [id, channel] : state.channels) {
      if (!channel.has(who)) continue;
      for (const auto& [ts, message] : channel.messages)
        if (message.by_app && !message.tombstone) add(id, ts, message.blocks);
    }
    for (const auto& one : state.ephemerals)
      if (one.to == who) add(one.channel, one.ts, one.blocks);
    if (const auto& home = state.people.at(who).home; !home.empty()) add({}, {}, state.views.at(home).json);
    if (places.empty()) return;
    // What only they see comes last, and is looked at more.
    const auto at = std::max(chance_.below(places.size()), chance_.below(places.size()));
    target.channel = places[at].first;
    target.message = stamps[at];
    target.home = target.channel.empty();
    blocks = *places[at].second;
  });
  if (blocks.empty()) return;
  const auto shown = json::parse(blocks);
  const auto choices = choices_of(shown.is_object() ? shown.value("blocks", json::array()) : shown);
  if (choices.empty()) return;
  const auto& choice = chance_.one_of(choices);
  // What would say once more what is counted: an incident that is declared after all, a note.
  const auto words = words_in(choice.value);
  const auto counted = [](const std::string& word) {
    return word.starts_with("title") || word.starts_with("note");
  };
  if (std::ranges::any_of(words, counted)) return;
  target.action_id = choice.action_id;
  trace_(fmt::format("{} {} `{}` in {} {}", who, choice.menu ? "chooses" : "presses", choice.value,
                     target.home ? "the Home tab" : target.channel, target.message));
  if (choice.value.find("redact") != std::string::npos) {
    const auto beside = words_in(blocks);
    erased_.insert(beside.begin(), beside.end());
  }
  const Before before{counts_, changes()};
  Answer answer;
  if (choice.menu) {
    answer = slack_.people().choose(who, target, {choice.value});
  } else {
    target.value = choice.value;
    answer = slack_.people().press(who, target);
  }
  if (!answer.ok()) trace_("  is shown: " + answer.error);
  if (before.changes) hears_soon(fmt::format("`{}` pressed by {}", choice.value, who), answer, before);
  soon([this, who] { fill_in(who); });
}

void Crowd::marks(const std::string& who, const std::string& channel) {
  const std::string lines[] = {fmt::format("TODO: {}", word("todo")),
                               fmt::format("DECISION: {}", word("decision")),
                               fmt::format("so\nTODO: {}\nDECISION: {}", word("todo"), word("decision"))};
  auto& people = slack_.people();
  people.join(who, channel);
  const auto said = people.say(who, channel, lines[chance_.below(std::size(lines))]);
  trace_(fmt::format("{} writes lines to be sorted in {}: {}", who, channel, said));
  if (!chance_.one_in(3)) return;
  soon([this, who, channel, said] {
    trace_(fmt::format("{} changes or deletes {} {}", who, channel, said));
    if (chance_.one_in(2)) {
      (void)slack_.people().edit(who, channel, said, "TODO: rather " + word("todo"));
    } else {
      (void)slack_.people().remove(who, channel, said);
    }
  });
}

}  // namespace muster::simulation
