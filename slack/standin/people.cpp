#include "slack/standin/people.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "slack/standin/objections.h"
#include "slack/standin/payloads.h"
#include "slack/standin/rules.h"
#include "slack/standin/screen.h"
#include "slack/standin/wire.h"

namespace slack::standin {

using nlohmann::json;

namespace {

constexpr const char* form_type = "application/x-www-form-urlencoded";
constexpr const char* trouble = "We had some trouble connecting. Try again?";

/// What Slack writes under a command that failed.
std::string command_error(const Sent& sent) {
  if (sent.failure == "http_timeout") return "operation_timeout";
  if (sent.status == 0) return "dispatch_failed";
  return sent.status < 500 ? "http_client_error" : "http_service_error";
}

/// Where a person found an element.
struct Found {
  json blocks;
  std::string block_id, action_id;
  std::string channel, message, thread, view;
  bool ephemeral = false;
};

bool fits(const State& state, const Target& target, const Placed& placed, bool exact) {
  const auto& element = *placed.element;
  const auto words = readable(state, words_on(element));
  const auto id = element.value("action_id", std::string());
  const bool by_text =
      target.text.empty() || words == target.text || (!exact && words.find(target.text) != std::string::npos);
  const bool by_id =
      target.action_id.empty() || id == target.action_id || id.substr(0, id.find('~')) == target.action_id;
  const bool by_value = target.value.empty() || element.value("value", std::string()) == target.value;
  const bool by_near = target.near.empty() ||
                       lower(readable(state, placed.near)).find(lower(target.near)) != std::string::npos;
  return by_text && by_id && by_value && by_near;
}

/// Everything with elements that this person has before them, in the order in which they would look.
std::vector<Found> in_sight(const State& state, const std::string& person, const Target& target) {
  std::vector<Found> out;
  const auto& who = state.people.at(person);
  const auto add_view = [&](const std::string& id) {
    Found found;
    found.blocks = json::parse(state.views.at(id).json)["blocks"];
    found.view = id;
    out.push_back(std::move(found));
  };
  if (target.home) {
    if (!who.home.empty()) add_view(who.home);
    return out;
  }
  if (!who.views.empty() && target.channel.empty() && target.message.empty()) add_view(who.views.back());
  std::vector<std::pair<std::string, Found>> messages;
  const auto add = [&](const std::string& ts, const std::string& channel, const std::string& thread,
                       const std::string& blocks, bool ephemeral) {
    const bool wanted = (target.channel.empty() || target.channel == channel) &&
                        (target.message.empty() || target.message == ts) && !blocks.empty();
    if (!wanted) return;
    Found found;
    found.blocks = json::parse(blocks);
    found.channel = channel;
    found.message = ts;
    found.thread = thread;
    found.ephemeral = ephemeral;
    messages.emplace_back(ts, std::move(found));
  };
  for (const auto& [id, channel] : state.channels) {
    const bool preview = !channel.is_private() && !who.is.guest && !who.is.single_guest && !who.is.external;
    if (!channel.has(person) && !preview) continue;
    for (const auto& [ts, message] : channel.messages) add(ts, id, message.thread, message.blocks, false);
  }
  for (const auto& e : state.ephemerals) {
    if (e.to == person) add(e.ts, e.channel, e.thread, e.blocks, true);
  }
  std::stable_sort(messages.begin(), messages.end(),
                   [](const auto& a, const auto& b) { return a.first > b.first; });
  for (auto& [ts, found] : messages) out.push_back(std::move(found));
  return out;
}

std::optional<Found> find(const State& state, const std::string& person, const Target& target) {
  const auto places = in_sight(state, person, target);
  for (const bool exact : {true, false}) {
    for (const auto& place : places) {
      for (const auto& placed : usable(place.blocks)) {
        if (placed.input && !placed.block->value("dispatch_action", false)) continue;
        if (!fits(state, target, placed, exact)) continue;
        Found found = place;
        found.block_id = placed.block->at("block_id").get<std::string>();
        found.action_id = placed.element->at("action_id").get<std::string>();
        return found;
      }
    }
  }
  return std::nullopt;
}

const Placed* at(const std::vector<Placed>& all, const std::string& block, const std::string& action) {
  for (const auto& placed : all) {
    if (placed.block->at("block_id") == block && placed.element->at("action_id") == action) return &placed;
  }
  return nullptr;
}

}  // namespace

People::People(World& world, const Courier& courier, std::string hooks_url)
    : world_(world), courier_(courier), hooks_url_(std::move(hooks_url)) {}

std::string People::hook(State& state, const Hook& hook) const {
  return hooks_url_ + state.issue_hook(hook);
}

void People::seal_next(const Seal& seal) {
  const std::lock_guard lock(mutex_);
  seal_ = seal;
}

Answer People::deliver(const std::string& person, const Prepared& what) {
  Answer answer;
  if (!what.error.empty()) {
    answer.error = what.error;
    return answer;
  }
  Seal seal;
  {
    const std::lock_guard lock(mutex_);
    std::swap(seal, seal_);
    last_[person] = what.body;
  }
  const auto sent = courier_.send(form_type, what.body, seal);
  world_.touch();
  answer.sent = true;
  answer.trigger = what.trigger;
  answer.status = sent.status;
  answer.body = sent.body;
  answer.content_type = sent.content_type;
  if (!sent.ok()) answer.error = command_error(sent);
  return answer;
}

Answer People::repeat_last(const std::string& person) {
  Prepared again;
  {
    const std::lock_guard lock(mutex_);
    const auto found = last_.find(person);
    if (found == last_.end()) {
      again.error = "nothing to repeat";
    } else {
      again.body = found->second;
    }
  }
  return deliver(person, again);
}

Answer People::slash(const std::string& person, const std::string& command, const std::string& text,
                     const std::string& channel_id) {
  const auto prepared = world_.change([&](State& state) {
    Prepared out;
    const auto* channel = state.channel(channel_id);
    const auto& who = state.people.at(person);
    if (channel == nullptr || (channel->is_private() && !channel->has(person))) {
      out.error = "channel_not_found";
      return out;
    }
    if (who.is.external) {
      out.error = "commands are for members of the workspace only";
      return out;
    }
    out.trigger = state.issue_trigger(person);
    Hook back;
    back.user = person;
    back.channel = channel_id;
    out.body = slash_body(state, person, command, as_typed(state, text, true), *channel, out.trigger,
                          hook(state, back));
    return out;
  });
  auto answer = deliver(person, prepared);
  if (!answer.sent) return answer;
  world_.change([&](State& state) {
    State::Draft shown;
    shown.by_app = true;
    if (answer.error.empty() && answer.body.empty()) return;
    if (answer.error.empty()) {
      const bool is_json = answer.content_type.rfind("application/json", 0) == 0;
      const auto body = is_json ? parse_json(answer.body) : std::nullopt;
      const auto wrong = !is_json ? "" : body ? response_error(*body) : "invalid_payload";
      if (is_json) state.object(objection_to("the answer to " + command, body.value_or(json()), wrong));
      if (!wrong.empty()) {
        answer.error = "invalid_command_response";
      } else if (body) {
        shown.text = body->value("text", std::string());
        const auto blocks = body->find("blocks");
        if (blocks != body->end() && !blocks->is_null() && !blocks->empty()) shown.blocks = dump(*blocks);
        answer.visible_to_all = body->value("response_type", std::string()) == "in_channel";
      } else {
        shown.text = answer.body;
      }
    }
    if (!answer.error.empty()) shown.text = command + " failed with the error \"" + answer.error + "\"";
    answer.text = shown.text;
    answer.message = answer.visible_to_all ? state.post(channel_id, state.names.bot_user, shown)
                                           : state.whisper(channel_id, person, shown);
  });
  return answer;
}

People::Prepared People::action(State& state, const std::string& person, const Target& target,
                                const std::optional<std::vector<std::string>>& values) {
  Prepared out;
  const auto found = find(state, person, target);
  if (!found) {
    out.error = "nothing like that in sight: " + (target.text.empty() ? target.action_id : target.text);
    return out;
  }
  const auto all = usable(found->blocks);
  const auto* placed = at(all, found->block_id, found->action_id);
  const bool button = placed->element->at("type") == "button";
  json held;
  if (button == values.has_value()) {
    out.error = button ? "a button holds no values" : "that is no button";
    return out;
  }
  if (values) {
    auto put = filled(*placed->element, *values);
    if (!put) {
      out.error = put.error();
      return out;
    }
    held = std::move(*put);
  }
  const auto type = placed->element->at("type").get<std::string>();
  out.trigger = state.issue_trigger(person, found->view);
  auto payload = interaction(state, "block_actions", person, out.trigger);
  if (!found->view.empty()) {
    auto& view = state.views.at(found->view);
    if (values && type != "overflow") view.state[found->block_id][found->action_id] = dump(held);
    payload["view"] = state.to_json(view);
    payload["container"] = {{"type", "view"}, {"view_id", found->view}};
    out.view = found->view;
  } else {
    const auto& channel = state.channels.at(found->channel);
    payload["container"] = {{"type", "message"},
                            {"message_ts", found->message},
                            {"channel_id", found->channel},
                            {"is_ephemeral", found->ephemeral}};
    if (!found->thread.empty()) payload["container"]["thread_ts"] = found->thread;
    payload["channel"] = {{"id", found->channel}, {"name", channel_label(channel)}};
    if (!found->ephemeral) {
      payload["message"] = state.to_json(channel, channel.messages.at(found->message), true);
    }
    payload["state"] = message_state(found->blocks);
    if (values && type != "overflow") payload["state"]["values"][found->block_id][found->action_id] = held;
    Hook back;
    back.user = person;
    back.channel = found->channel;
    back.message = found->message;
    back.thread = found->thread;
    back.ephemeral = found->ephemeral;
    payload["response_url"] = hook(state, back);
  }
  payload["actions"] = json::array({action_of(*placed->block, *placed->element, held, state.next_ts())});
  out.body = interaction_body(payload);
  return out;
}

Answer People::press(const std::string& person, const Target& target) {
  return deliver(person, world_.change([&](State& state) { return action(state, person, target, {}); }));
}

Answer People::choose(const std::string& person, const Target& target,
                      const std::vector<std::string>& values) {
  return deliver(person, world_.change([&](State& state) { return action(state, person, target, values); }));
}

Answer People::submit(const std::string& person, const std::vector<Field>& fields) {
  const auto prepared = world_.change([&](State& state) {
    Prepared out;
    const auto& stack = state.people.at(person).views;
    if (stack.empty()) {
      out.error = "no form is open";
      return out;
    }
    auto& view = state.views.at(stack.back());
    const auto blocks = json::parse(view.json)["blocks"];
    const auto all = usable(blocks);
    for (const auto& field : fields) {
      const auto wanted = std::find_if(all.begin(), all.end(), [&](const Placed& placed) {
        return placed.block->at("block_id") == field.name;
      });
      const auto labelled = std::find_if(all.begin(), all.end(), [&](const Placed& placed) {
        return placed.input && readable(state, placed.near) == field.name;
      });
      const auto here = wanted != all.end() ? wanted : labelled;
      if (here == all.end()) {
        out.error = "no field " + field.name;
        return out;
      }
      const auto put = filled(*here->element, field.values);
      if (!put) {
        out.error = field.name + ": " + put.error();
        return out;
      }
      view.state[here->block->at("block_id").get<std::string>()]
                [here->element->at("action_id").get<std::string>()] = dump(*put);
    }
    for (const auto& placed : all) {
      if (!placed.input || placed.block->value("optional", false)) continue;
      const auto& held = view.state[placed.block->at("block_id").get<std::string>()]
                                   [placed.element->at("action_id").get<std::string>()];
      if (is_empty_state(json::parse(held))) {
        out.error = "please complete this required field: " + placed.near;
        return out;
      }
    }
    view.errors.clear();
    out.view = view.id;
    out.trigger = state.issue_trigger(person, view.id);
    auto payload = interaction(state, "view_submission", person, out.trigger);
    payload["view"] = state.to_json(view);
    payload["response_urls"] = json::array();
    out.body = interaction_body(payload);
    return out;
  });
  auto answer = deliver(person, prepared);
  if (!answer.sent) return answer;
  world_.change([&](State& state) {
    const auto found = state.views.find(prepared.view);
    if (!answer.error.empty()) {
      answer.error = trouble;
      return;
    }
    if (answer.body.empty()) return state.close_view(prepared.view, false);
    const auto body = parse_json(answer.body);
    const auto action =
        body && body->is_object() ? body->value("response_action", std::string()) : std::string();
    // Slack says no more of an answer that it can't use.
    const auto unusable = [&] {
      answer.error = trouble;
      state.object("the answer to a form can't be used: " + answer.body);
    };
    if (action == "clear") return state.close_view(prepared.view, true);
    if (action == "errors" && body->contains("errors") && (*body)["errors"].is_object() &&
        !(*body)["errors"].empty()) {
      const auto blocks = json::parse(found->second.json)["blocks"];
      for (const auto& [block, words] : (*body)["errors"].items()) {
        const bool input = std::any_of(blocks.begin(), blocks.end(), [&key = block](const json& b) {
          return b["type"] == "input" && b["block_id"] == key;
        });
        if (!input || !words.is_string()) return unusable();
        answer.errors[block] = words.get<std::string>();
      }
      found->second.errors = answer.errors;
      return;
    }
    const bool shows = (action == "update" || action == "push") && body->contains("view") &&
                       view_problems((*body)["view"]).empty() && (*body)["view"]["type"] == "modal";
    if (!shows) return unusable();
    if (!found->second.open) {
      answer.error = trouble;
      return;
    }
    const auto view = dump((*body)["view"]);
    if (action == "update") {
      state.change_view(prepared.view, view);
      answer.opened = prepared.view;
    } else if (state.people.at(person).views.size() >= limit::view_stack) {
      answer.error = trouble;
    } else {
      answer.opened = state.show_view(person, view, prepared.view, prepared.trigger);
    }
  });
  return answer;
}

Answer People::close(const std::string& person, bool all) {
  const auto prepared = world_.change([&](State& state) {
    Prepared out;
    const auto stack = state.people.at(person).views;
    if (stack.empty()) {
      out.error = "no form is open";
      return out;
    }
    // The X closes the whole stack, and the app is told of the root.
    const auto told = all ? stack.front() : stack.back();
    const auto view = state.to_json(state.views.at(told));
    state.close_view(stack.back(), all);
    if (!view.value("notify_on_close", false)) {
      out.error = "closed; the app did not ask to be told";
      return out;
    }
    auto payload = interaction(state, "view_closed", person, {});
    payload["view"] = view;
    payload["is_cleared"] = all;
    out.body = interaction_body(payload);
    return out;
  });
  return deliver(person, prepared);
}

Answer People::shortcut(const std::string& person, const std::string& callback_id) {
  return deliver(person, world_.change([&](State& state) {
    Prepared out;
    if (state.people.at(person).is.external) {
      out.error = "shortcuts are for members of the workspace only";
      return out;
    }
    out.trigger = state.issue_trigger(person);
    auto payload = interaction(state, "shortcut", person, out.trigger);
    payload["callback_id"] = callback_id;
    payload["action_ts"] = state.next_ts();
    out.body = interaction_body(payload);
    return out;
  }));
}

Answer People::message_shortcut(const std::string& person, const std::string& callback_id,
                                const std::string& channel_id, const std::string& ts) {
  return deliver(person, world_.change([&](State& state) {
    Prepared out;
    const auto* message = state.message(channel_id, ts);
    if (message == nullptr || state.people.at(person).is.external) {
      out.error = "no such message, or shortcuts are not for this person";
      return out;
    }
    const auto& channel = state.channels.at(channel_id);
    out.trigger = state.issue_trigger(person);
    auto payload = interaction(state, "message_action", person, out.trigger);
    payload["callback_id"] = callback_id;
    payload["action_ts"] = state.next_ts();
    payload["message_ts"] = ts;
    payload["channel"] = {{"id", channel_id}, {"name", channel_label(channel)}};
    payload["message"] = state.to_json(channel, *message, true);
    Hook back;
    back.user = person;
    back.channel = channel_id;
    payload["response_url"] = hook(state, back);
    out.body = interaction_body(payload);
    return out;
  }));
}

// --- what happens in Slack
// --------------------------------------------------------------------------------------------------------

std::string People::say(const std::string& person, const std::string& channel, const std::string& text,
                        const std::string& thread, bool broadcast) {
  return world_.change([&](State& state) {
    State::Draft draft;
    draft.text = as_typed(state, text, false);
    draft.thread = thread;
    draft.broadcast = broadcast;
    return state.post(channel, person, draft);
  });
}

std::string People::say_to_bot(const std::string& person, const std::string& text) {
  const auto channel = world_.change([&](State& state) {
    return state.open_direct({person, state.names.bot_user});
  });
  return say(person, channel, text);
}

std::string People::attach(const std::string& person, const std::string& channel, const std::string& filename,
                           const std::string& text, const std::string& thread) {
  return world_.change([&](State& state) {
    File file;
    file.id = state.next_id("F");
    file.name = file.title = filename;
    file.bytes = "attached";
    file.length = file.bytes.size();
    file.user = person;
    file.uploaded = file.completed = true;
    state.files.emplace(file.id, file);
    return state.share_files({file.id}, channel, as_typed(state, text, false), thread);
  });
}

Outcome<void> People::edit(const std::string& person, const std::string& channel, const std::string& ts,
                           const std::string& text) {
  return world_.change([&](State& state) -> Outcome<void> {
    const auto* message = state.message(channel, ts);
    if (message == nullptr) return refuse("message_not_found");
    if (message->user != person) return refuse("cant_update_message");
    State::Draft draft;
    draft.text = as_typed(state, text, false);
    return state.edit(channel, ts, person, draft);
  });
}

Outcome<void> People::remove(const std::string& person, const std::string& channel, const std::string& ts) {
  return world_.change([&](State& state) -> Outcome<void> {
    const auto* message = state.message(channel, ts);
    if (message == nullptr) return refuse("message_not_found");
    if (message->user != person) return refuse("cant_delete_message");
    return state.remove(channel, ts);
  });
}

Outcome<void> People::react(const std::string& person, const std::string& channel, const std::string& ts,
                            const std::string& emoji) {
  return world_.change([&](State& state) { return state.react(channel, ts, person, emoji, true); });
}
Outcome<void> People::unreact(const std::string& person, const std::string& channel, const std::string& ts,
                              const std::string& emoji) {
  return world_.change([&](State& state) { return state.react(channel, ts, person, emoji, false); });
}
Outcome<void> People::pin(const std::string& person, const std::string& channel, const std::string& ts) {
  return world_.change([&](State& state) { return state.pin(channel, ts, person, true); });
}
Outcome<void> People::unpin(const std::string& person, const std::string& channel, const std::string& ts) {
  return world_.change([&](State& state) { return state.pin(channel, ts, person, false); });
}
Outcome<void> People::join(const std::string& person, const std::string& channel) {
  return world_.change([&](State& state) { return state.join(channel, person); });
}
Outcome<void> People::leave(const std::string& person, const std::string& channel) {
  return world_.change([&](State& state) { return state.leave(channel, person); });
}
Outcome<void> People::invite(const std::string& person, const std::string& channel, const std::string& whom) {
  return world_.change([&](State& state) { return state.join(channel, whom, person); });
}
Outcome<void> People::kick(const std::string& person, const std::string& channel, const std::string& whom) {
  return world_.change([&](State& state) { return state.leave(channel, whom, person); });
}
Outcome<void> People::archive(const std::string& person, const std::string& channel) {
  return world_.change([&](State& state) { return state.archive(channel, person); });
}
Outcome<void> People::unarchive(const std::string& person, const std::string& channel) {
  return world_.change([&](State& state) { return state.unarchive(channel, person); });
}
Outcome<void> People::rename(const std::string& person, const std::string& channel, const std::string& name) {
  return world_.change([&](State& state) { return state.rename(channel, person, name); });
}
Outcome<void> People::make_private(const std::string& person, const std::string& channel) {
  return world_.change([&](State& state) { return state.make_private(channel, person); });
}
Outcome<void> People::set_topic(const std::string& person, const std::string& channel,
                                const std::string& topic) {
  return world_.change([&](State& state) { return state.set_topic(channel, person, topic); });
}

void People::open_home(const std::string& person, const std::string& tab) {
  world_.change([&](State& state) {
    const auto channel = state.open_direct({person, state.names.bot_user});
    json event{{"type", "app_home_opened"}, {"user", person}, {"channel", channel}, {"tab", tab}};
    const auto& home = state.people.at(person).home;
    if (!home.empty()) event["view"] = state.to_json(state.views.at(home));
    state.raise(std::move(event), {});
  });
}

}  // namespace slack::standin
