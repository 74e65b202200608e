#include "slack/standin/elements.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "slack/standin/wire.h"

namespace slack::standin {

using nlohmann::json;

namespace {

std::string text_of(const json& object) {
  if (object.is_string()) return object.get<std::string>();
  if (!object.is_object()) return {};
  const auto found = object.find("text");
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

std::string member_text(const json& object, const char* name) {
  const auto found = object.find(name);
  return found == object.end() ? std::string() : text_of(*found);
}

std::string type_of(const json& object) {
  return object.is_object() ? object.value("type", std::string()) : std::string();
}

bool usable_type(const std::string& type) {
  return !type.empty() && type != "image";
}

std::string rich_words(const json& element) {
  std::string out;
  const auto type = type_of(element);
  if (type == "text") return text_of(element);
  if (type == "link")
    return element.contains("text") ? text_of(element) : element.value("url", std::string());
  if (type == "user") return "<@" + element.value("user_id", std::string()) + ">";
  if (type == "channel") return "<#" + element.value("channel_id", std::string()) + ">";
  if (type == "emoji") return ":" + element.value("name", std::string()) + ":";
  if (type == "broadcast") return "@" + element.value("range", std::string());
  if (type == "date") return element.value("fallback", std::string());
  const auto inner = element.find("elements");
  if (inner != element.end() && inner->is_array()) {
    for (const auto& part : *inner) out += rich_words(part) + (type == "rich_text_list" ? "\n" : "");
  }
  return out;
}

void add_lines(const std::string& text, std::vector<std::string>& lines) {
  for (std::size_t at = 0; at <= text.size();) {
    const auto end = std::min(text.find('\n', at), text.size());
    if (end > at) lines.push_back(text.substr(at, end - at));
    at = end + 1;
  }
}

std::string block_words(const json& block) {
  std::string out = member_text(block, "text");
  const auto add = [&out](const std::string& more) {
    out += (out.empty() || more.empty() ? "" : " ") + more;
  };
  if (block.contains("label")) add(member_text(block, "label"));
  if (block.contains("title")) add(member_text(block, "title"));
  for (const char* list : {"fields", "elements"}) {
    const auto found = block.find(list);
    if (found == block.end() || !found->is_array() || type_of(block) == "actions") continue;
    for (const auto& item : *found) add(type_of(block) == "rich_text" ? rich_words(item) : text_of(item));
  }
  return out;
}

/// Options of a select, grouped or not.
std::vector<json> options_of(const json& element) {
  std::vector<json> out;
  for (const auto& option : element.value("options", json::array())) out.push_back(option);
  for (const auto& group : element.value("option_groups", json::array())) {
    for (const auto& option : group.value("options", json::array())) out.push_back(option);
  }
  return out;
}

/// The member of the state that holds the value, and of the element that holds its initial one.
struct Holds {
  const char* member;
  const char* initial;
  enum class What { text, option, options, id, ids, number } what;
};
Holds holds(const std::string& type) {
  using W = Holds::What;
  if (type == "static_select" || type == "radio_buttons" || type == "external_select" || type == "overflow") {
    return {"selected_option", "initial_option", W::option};
  }
  if (type == "checkboxes" || type == "multi_static_select" || type == "multi_external_select") {
    return {"selected_options", "initial_options", W::options};
  }
  if (type == "users_select") return {"selected_user", "initial_user", W::id};
  if (type == "conversations_select") return {"selected_conversation", "initial_conversation", W::id};
  if (type == "channels_select") return {"selected_channel", "initial_channel", W::id};
  if (type == "multi_users_select") return {"selected_users", "initial_users", W::ids};
  if (type == "multi_conversations_select") {
    return {"selected_conversations", "initial_conversations", W::ids};
  }
  if (type == "multi_channels_select") return {"selected_channels", "initial_channels", W::ids};
  if (type == "datepicker") return {"selected_date", "initial_date", W::id};
  if (type == "timepicker") return {"selected_time", "initial_time", W::id};
  if (type == "datetimepicker") return {"selected_date_time", "initial_date_time", W::number};
  return {"value", "initial_value", W::text};
}

}  // namespace

std::vector<Placed> usable(const json& blocks) {
  std::vector<Placed> out;
  std::string above;
  for (const auto& block : blocks) {
    const auto type = type_of(block);
    const auto words = block_words(block);
    const auto add = [&](const json& element, const std::string& near, bool input) {
      if (usable_type(type_of(element))) out.push_back({&block, &element, near, input});
    };
    if (type == "actions") {
      for (const auto& element : block.at("elements")) add(element, above, false);
      continue;  // a further row belongs to the same words
    }
    if (type == "input") add(block.at("element"), words, true);
    if (block.contains("accessory")) add(block.at("accessory"), words, false);
    above = words;
  }
  return out;
}

json with_ids(json blocks, const std::function<std::string()>& make_id) {
  const auto name = [&](json& object, const char* member) {
    if (object.is_object() && !object.contains(member)) object[member] = make_id();
  };
  for (auto& block : blocks) {
    name(block, "block_id");
    const auto type = type_of(block);
    if (type == "actions") {
      for (auto& element : block["elements"]) name(element, "action_id");
    }
    if (type == "input") name(block["element"], "action_id");
    if (block.contains("accessory") && usable_type(type_of(block["accessory"]))) {
      name(block["accessory"], "action_id");
    }
  }
  return blocks;
}

std::string words_on(const json& element) {
  const auto words = member_text(element, "text");
  return words.empty() ? member_text(element, "placeholder") : words;
}

std::vector<std::string> lines_of(const json& blocks) {
  std::vector<std::string> lines;
  if (!blocks.is_array()) return lines;
  for (const auto& block : blocks) {
    const auto type = type_of(block);
    if (type == "divider") continue;
    if (type == "section") {
      add_lines(member_text(block, "text"), lines);
      for (const auto& field : block.value("fields", json::array())) add_lines(text_of(field), lines);
    } else if (type == "rich_text") {
      for (const auto& part : block.value("elements", json::array())) add_lines(rich_words(part), lines);
    } else {
      add_lines(block_words(block), lines);
    }
  }
  return lines;
}

json untouched(const json& element) {
  const auto type = type_of(element);
  const auto has = holds(type);
  json state{{"type", type}};
  const auto initial = element.find(has.initial);
  const bool many = has.what == Holds::What::options || has.what == Holds::What::ids;
  state[has.member] = initial != element.end() ? *initial : many ? json::array() : json();
  return state;
}

tl::expected<json, std::string> filled(const json& element, const std::vector<std::string>& values) {
  const auto type = type_of(element);
  const auto has = holds(type);
  json state{{"type", type}};
  const auto first = values.empty() ? std::string() : values.front();
  const auto offered = options_of(element);
  const auto option = [&](const std::string& wanted) -> const json* {
    for (const auto& one : offered) {
      if (one.value("value", std::string()) == wanted || member_text(one, "text") == wanted) return &one;
    }
    return nullptr;
  };
  switch (has.what) {
    case Holds::What::text: {
      const auto size = characters(first);
      if (!valid_utf8(first)) return tl::unexpected(std::string("text is not valid UTF-8"));
      if (size > element.value("max_length", std::size_t{3000}))
        return tl::unexpected(std::string("too long"));
      if (size > 0 && size < element.value("min_length", std::size_t{0}))
        return tl::unexpected(std::string("too short"));
      state[has.member] = first.empty() ? json() : json(first);
      break;
    }
    case Holds::What::option: {
      const auto* found = option(first);
      if (!first.empty() && found == nullptr) return tl::unexpected("no option " + first);
      state[has.member] = found == nullptr ? json() : *found;
      break;
    }
    case Holds::What::options: {
      state[has.member] = json::array();
      for (const auto& wanted : values) {
        const auto* found = option(wanted);
        if (found == nullptr) return tl::unexpected("no option " + wanted);
        state[has.member].push_back(*found);
      }
      break;
    }
    case Holds::What::id:
      state[has.member] = first.empty() ? json() : json(first);
      break;
    case Holds::What::ids:
      state[has.member] = values;
      break;
    case Holds::What::number: {
      const bool digits = first.size() == 10 && std::all_of(first.begin(), first.end(),
                                                            [](char c) { return c >= '0' && c <= '9'; });
      if (!first.empty() && !digits) return tl::unexpected("no date and time: " + first);
      state[has.member] = first.empty() ? json() : json(std::stoll(first));
      break;
    }
  }
  return state;
}

bool is_empty_state(const json& state) {
  for (const auto& [name, value] : state.items()) {
    if (name != "type" && !value.is_null() && !(value.is_array() && value.empty())) return false;
  }
  return true;
}

}  // namespace slack::standin
