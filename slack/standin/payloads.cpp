#include "slack/standin/payloads.h"

#include <nlohmann/json.hpp>

#include "slack/standin/wire.h"

namespace slack::standin {

using nlohmann::json;

namespace {

bool name_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-' ||
         c == '.' || (static_cast<unsigned char>(c) & 0x80U) != 0;
}

const Person* person_named(const State& state, const std::string& name) {
  for (const auto& [id, person] : state.people) {
    if (person.name == name) return &person;
  }
  return nullptr;
}

}  // namespace

std::string as_typed(const State& state, const std::string& text, bool with_labels) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const char mark = text[at];
    const bool begins = at == 0 || text[at - 1] == ' ' || text[at - 1] == '\n' || text[at - 1] == '(';
    if ((mark == '@' || mark == '#') && begins) {
      auto end = at + 1;
      while (end < text.size() && name_character(text[end])) ++end;
      while (end > at + 1 && text[end - 1] == '.') --end;  // the full stop of a sentence
      const auto name = text.substr(at + 1, end - at - 1);
      const auto* person = mark == '@' ? person_named(state, name) : nullptr;
      const auto* group = mark == '@' && person == nullptr ? state.group_with(name) : nullptr;
      const auto* channel = mark == '#' ? state.channel_named(name) : nullptr;
      if (group != nullptr) {
        out += "<!subteam^" + group->id + (with_labels ? "|@" + name : std::string()) + ">";
        at = end;
        continue;
      }
      if (person != nullptr || channel != nullptr) {
        out += std::string("<") + mark + (person != nullptr ? person->id : channel->id);
        // A private channel's label is empty, but its bar is there.
        const bool labelled = with_labels || channel != nullptr;
        if (labelled) out += "|" + (channel != nullptr && channel->is_private() ? std::string() : name);
        out += ">";
        at = end;
        continue;
      }
    }
    out += escape_typed(text.substr(at, 1));
    ++at;
  }
  return out;
}

std::string channel_label(const Channel& channel) {
  switch (channel.kind) {
    case Channel::Kind::direct:
      return "directmessage";
    case Channel::Kind::closed:
      return "privategroup";
    default:
      return channel.name;
  }
}

std::string slash_body(const State& state, const std::string& person, const std::string& command,
                       const std::string& text, const Channel& channel, const std::string& trigger,
                       const std::string& response_url) {
  return encode_form({{"token", "unused"},
                      {"team_id", state.names.team},
                      {"team_domain", state.names.domain},
                      {"channel_id", channel.id},
                      {"channel_name", channel_label(channel)},
                      {"user_id", person},
                      {"user_name", state.people.at(person).name},
                      {"command", command},
                      {"text", text},
                      {"api_app_id", state.names.app},
                      {"is_enterprise_install", "false"},
                      {"response_url", response_url},
                      {"trigger_id", trigger}});
}

std::string interaction_body(const json& payload) {
  return encode_form({{"payload", dump(payload)}});
}

json interaction(const State& state, const std::string& type, const std::string& person,
                 const std::string& trigger) {
  const auto& who = state.people.at(person);
  json out{{"type", type},
           {"team", {{"id", state.names.team}, {"domain", state.names.domain}}},
           {"user",
            {{"id", person},
             {"username", who.name},
             {"name", who.name},
             {"team_id", who.is.external ? "T9999" : state.names.team}}},
           {"api_app_id", state.names.app},
           {"token", "unused"},
           {"enterprise", nullptr},
           {"is_enterprise_install", false}};
  if (!trigger.empty()) out["trigger_id"] = trigger;
  return out;
}

json action_of(const json& block, const json& element, const json& held, const std::string& action_ts) {
  json out{{"type", element["type"]},
           {"block_id", block["block_id"]},
           {"action_id", element["action_id"]},
           {"action_ts", action_ts}};
  if (element["type"] == "button") {
    for (const char* name : {"text", "value", "style"}) {
      if (element.contains(name)) out[name] = element[name];
    }
  } else {
    out.update(held);
    if (element.contains("placeholder")) out["placeholder"] = element["placeholder"];
  }
  return out;
}

json message_state(const json& blocks) {
  json values = json::object();
  for (const auto& placed : usable(blocks)) {
    const auto type = placed.element->value("type", std::string());
    if (type == "button" || type == "overflow") continue;
    values[placed.block->at("block_id").get<std::string>()]
          [placed.element->at("action_id").get<std::string>()] = untouched(*placed.element);
  }
  return {{"values", values}};
}

}  // namespace slack::standin
