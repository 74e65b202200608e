#include "slack/standin/checks.h"

#include <nlohmann/json.hpp>

#include "slack/standin/wire.h"

namespace slack::standin {

using nlohmann::json;

void Checks::say(const std::string& what, const std::string& at) {
  problems_.push_back(what + " [json-pointer:" + at + "]");
}

void Checks::count(const json& list, std::size_t min, std::size_t max, const std::string& at) {
  if (list.size() > max) say("no more than " + std::to_string(max) + " items allowed", at);
  if (list.size() < min) {
    say("must contain at least " + std::to_string(min) + (min == 1 ? " item" : " items"), at);
  }
}

const json* Checks::required(const json& object, const char* name, const std::string& at) {
  const auto found = object.find(name);
  if (found != object.end() && !found->is_null()) return &*found;
  say("missing required field: " + std::string(name), at);
  return nullptr;
}

const json* Checks::optional(const json& object, const char* name) {
  const auto found = object.find(name);
  return found != object.end() && !found->is_null() ? &*found : nullptr;
}

void Checks::string(const json& value, std::size_t min, std::size_t max, const std::string& at) {
  if (!value.is_string()) return say("must provide a string", at);
  const auto size = characters(value.get_ref<const std::string&>());
  if (size > max) say("must be less than " + std::to_string(max + 1) + " characters", at);
  if (size < min) say("must be more than " + std::to_string(min - 1) + " characters", at);
}

void Checks::optional_string(const json& object, const char* name, std::size_t min, std::size_t max,
                             const std::string& at) {
  if (const auto* value = optional(object, name)) string(*value, min, max, at + "/" + name);
}

void Checks::boolean(const json& object, const char* name, const std::string& at) {
  const auto* value = optional(object, name);
  if (value != nullptr && !value->is_boolean()) say("must provide a boolean", at + "/" + name);
}

void Checks::one_of(const json& object, const char* name, const std::set<std::string>& allowed,
                    const std::string& at) {
  const auto* value = optional(object, name);
  if (value != nullptr && (!value->is_string() || allowed.count(value->get<std::string>()) == 0)) {
    say("must be a valid enum value", at + "/" + name);
  }
}

void Checks::fields_known(const json& object, const std::set<std::string>& known, const std::string& at) {
  for (const auto& [name, value] : object.items()) {
    if (known.count(name) == 0) say("no more than the defined fields allowed: " + name, at);
  }
}

void Checks::url(const json& object, const char* name, bool must, const std::string& at) {
  const auto* value = must ? required(object, name, at) : optional(object, name);
  if (value == nullptr) return;
  string(*value, 1, 3000, at + "/" + name);
  if (!value->is_string()) return;
  const auto& text = value->get_ref<const std::string&>();
  const bool web = text.rfind("http://", 0) == 0 || text.rfind("https://", 0) == 0;
  const bool mail = text.rfind("mailto:", 0) == 0 && std::string(name) == "url";
  if (!web && !mail) say("invalid url", at + "/" + name);
}

void Checks::required_text(const json& object, const char* name, TextKind kind, std::size_t max,
                           const std::string& at) {
  if (const auto* value = required(object, name, at)) text(*value, kind, max, at + "/" + name);
}

void Checks::optional_text(const json& object, const char* name, TextKind kind, std::size_t max,
                           const std::string& at) {
  if (const auto* value = optional(object, name)) text(*value, kind, max, at + "/" + name);
}

void Checks::text(const json& value, TextKind kind, std::size_t max, const std::string& at) {
  if (!value.is_object()) return say("must be a text object", at);
  const auto type = value.value("type", json());
  if (type == "plain_text") {
    if (kind == TextKind::mrkdwn) say("must be mrkdwn", at + "/type");
    fields_known(value, {"type", "text", "emoji"}, at);
    boolean(value, "emoji", at);
  } else if (type == "mrkdwn") {
    if (kind == TextKind::plain) say("must be plain_text", at + "/type");
    fields_known(value, {"type", "text", "verbatim"}, at);
    boolean(value, "verbatim", at);
  } else {
    return say("must be a valid enum value", at + "/type");
  }
  if (const auto* words = required(value, "text", at)) string(*words, 1, max, at + "/text");
}

void Checks::pattern(const json& object, const char* name, std::string_view form, const std::string& at) {
  const auto* value = optional(object, name);
  if (value == nullptr) return;
  bool fits = value->is_string() && value->get_ref<const std::string&>().size() == form.size();
  for (std::size_t i = 0; fits && i < form.size(); ++i) {
    const char c = value->get_ref<const std::string&>()[i];
    fits = form[i] == 'd' ? c >= '0' && c <= '9' : c == form[i];
  }
  if (!fits) say("invalid format", at + "/" + name);
}

}  // namespace slack::standin
