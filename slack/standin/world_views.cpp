// Triggers, response addresses, forms.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "slack/standin/elements.h"
#include "slack/standin/wire.h"
#include "slack/standin/world.h"

namespace slack::standin {

using nlohmann::json;

std::string State::issue_trigger(const std::string& user, const std::string& view) {
  auto id = next_id("1") + "." + std::to_string(now_seconds()) + "." + next_id("f00d");
  triggers.emplace(id, Trigger{user, view, now(), false});
  return id;
}

std::string State::issue_hook(Hook hook) {
  hook.issued = now();
  auto id = names.team + "/" + next_id("9") + "/" + next_id("h00k");
  hooks.emplace(id, std::move(hook));
  return id;
}

Outcome<Trigger> State::take_trigger(const std::string& id, std::chrono::microseconds life) {
  const auto found = triggers.find(id);
  if (found == triggers.end()) return refuse("invalid_trigger_id");
  if (found->second.used) return refuse("exchanged_trigger_id");
  if (now() - found->second.issued > life.count()) return refuse("expired_trigger_id");
  found->second.used = true;
  return found->second;
}

namespace {

/// What the elements of a view hold when it appears; `before` is what the person had put there already.
std::map<std::string, std::map<std::string, std::string>> held_by(
    const json& blocks, const std::map<std::string, std::map<std::string, std::string>>& before) {
  std::map<std::string, std::map<std::string, std::string>> state;
  for (const auto& placed : usable(blocks)) {
    const auto type = placed.element->value("type", std::string());
    if (type == "button" || type == "overflow") continue;
    const auto block = placed.block->at("block_id").get<std::string>();
    const auto action = placed.element->at("action_id").get<std::string>();
    auto held = untouched(*placed.element);
    const auto old_block = before.find(block);
    if (old_block != before.end()) {
      const auto old = old_block->second.find(action);
      if (old != old_block->second.end()) {
        auto kept = json::parse(old->second);
        if (kept["type"] == type) held = std::move(kept);
      }
    }
    // Elements outside of input blocks stand in the state only once they hold something.
    if (placed.input || !is_empty_state(held)) state[block][action] = dump(held);
  }
  return state;
}

}  // namespace

std::string State::show_view(const std::string& owner, const std::string& text, const std::string& previous,
                             const std::string& trigger) {
  auto body = json::parse(text);
  body["blocks"] = with_ids(body["blocks"], [&] { return next_id("b"); });
  View view;
  view.id = next_id("V");
  view.type = body.value("type", std::string());
  view.owner = owner;
  view.previous = previous;
  view.root = previous.empty() ? view.id : views.at(previous).root;
  view.hash = std::to_string(now_seconds()) + "." + next_id("h");
  view.state = held_by(body["blocks"], {});
  view.json = dump(body);
  view.trigger = trigger;
  auto& person = people.at(owner);
  if (view.type == "home") {
    person.home = view.id;
  } else {
    if (previous.empty()) {
      for (const auto& old : person.views) views.at(old).open = false;
      person.views.clear();
    }
    person.views.push_back(view.id);
  }
  auto id = view.id;
  views.emplace(id, std::move(view));
  return id;
}

void State::change_view(const std::string& id, const std::string& text) {
  auto& view = views.at(id);
  auto body = json::parse(text);
  body["blocks"] = with_ids(body["blocks"], [&] { return next_id("b"); });
  view.state = held_by(body["blocks"], view.state);
  view.json = dump(body);
  view.hash = std::to_string(now_seconds()) + "." + next_id("h");
  view.errors.clear();
}

void State::close_view(const std::string& id, bool all) {
  const auto found = views.find(id);
  if (found == views.end()) return;
  auto& stack = people.at(found->second.owner).views;
  while (!stack.empty()) {
    const auto top = stack.back();
    views.at(top).open = false;
    stack.pop_back();
    if (top == id && !all) break;
  }
}

}  // namespace slack::standin
