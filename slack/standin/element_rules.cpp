#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>

#include "slack/standin/checks.h"

namespace slack::standin {

using nlohmann::json;

void ElementChecks::image(const json& block, const std::string& at) {
  if (const auto* alt = required(block, "alt_text", at)) string(*alt, 1, 2000, at + "/alt_text");
  optional_text(block, "title", TextKind::plain, 2000, at);
  const bool by_url = optional(block, "image_url") != nullptr;
  const bool by_file = optional(block, "slack_file") != nullptr;
  if (by_url == by_file) say("must define either `image_url` or `slack_file`", at);
  url(block, "image_url", false, at);
}

void ElementChecks::element(const json& element, Place place, const std::string& at,
                            std::set<std::string>& ids) {
  struct Kind {
    Rule rule;
    bool section, actions, input;
    bool modal_only = false;
  };
  static const std::map<std::string, Kind, std::less<>> kinds{
      {"button", {&ElementChecks::button, true, true, false}},
      {"image", {&ElementChecks::image, true, false, false}},
      {"static_select", {&ElementChecks::static_select, true, true, true}},
      {"multi_static_select", {&ElementChecks::multi_static_select, true, true, true}},
      {"external_select", {&ElementChecks::external_select, true, true, true}},
      {"multi_external_select", {&ElementChecks::external_select, true, true, true}},
      {"users_select", {&ElementChecks::entity_select, true, true, true}},
      {"multi_users_select", {&ElementChecks::entity_select, true, true, true}},
      {"conversations_select", {&ElementChecks::entity_select, true, true, true}},
      {"multi_conversations_select", {&ElementChecks::entity_select, true, true, true}},
      {"channels_select", {&ElementChecks::entity_select, true, true, true}},
      {"multi_channels_select", {&ElementChecks::entity_select, true, true, true}},
      {"checkboxes", {&ElementChecks::checkboxes, true, true, true}},
      {"radio_buttons", {&ElementChecks::checkboxes, true, true, true}},
      {"overflow", {&ElementChecks::overflow, true, true, false}},
      {"datepicker", {&ElementChecks::datepicker, true, true, true}},
      {"timepicker", {&ElementChecks::timepicker, true, true, true}},
      {"datetimepicker", {&ElementChecks::datetimepicker, false, true, true}},
      {"plain_text_input", {&ElementChecks::plain_text_input, false, false, true}},
      {"url_text_input", {&ElementChecks::typed_text_input, false, false, true}},
      {"email_text_input", {&ElementChecks::typed_text_input, false, false, true}},
      {"number_input", {&ElementChecks::number_input, false, false, true}},
      {"rich_text_input", {&ElementChecks::rich_text_input, false, false, true}},
      {"file_input", {&ElementChecks::file_input, false, false, true, true}}};
  if (!element.is_object()) return say("must provide an object", at);
  const auto* type = required(element, "type", at);
  if (type == nullptr) return;
  const auto kind = type->is_string() ? kinds.find(type->get_ref<const std::string&>()) : kinds.end();
  const bool fits = kind != kinds.end() && (place == Place::section   ? kind->second.section
                                            : place == Place::actions ? kind->second.actions
                                                                      : kind->second.input);
  if (!fits || (kind->second.modal_only && surface_ != Surface::modal)) {
    return say("unsupported type", at + "/type");
  }
  if (const auto* id = optional(element, "action_id")) {
    string(*id, 1, 255, at + "/action_id");
    if (id->is_string() && !ids.insert(id->get<std::string>()).second) {
      say("`action_id` " + id->get<std::string>() + " already exists", at + "/action_id");
    }
  }
  optional_text(element, "placeholder", TextKind::plain, 150, at);
  confirm(element, at);
  if (element.value("focus_on_load", json(false)) == true) {
    if (focused_) say("only one element may have focus_on_load", at + "/focus_on_load");
    focused_ = true;
  }
  (this->*kind->second.rule)(element, at);
}

void ElementChecks::button(const json& element, const std::string& at) {
  fields_known(element,
               {"type", "text", "action_id", "url", "value", "style", "confirm", "accessibility_label"}, at);
  required_text(element, "text", TextKind::plain, 75, at);
  optional_string(element, "value", 1, 2000, at);
  optional_string(element, "accessibility_label", 1, 75, at);
  url(element, "url", false, at);
  one_of(element, "style", {"primary", "danger"}, at);
}

void ElementChecks::option(const json& option, TextKind kind, bool with_url, const std::string& at) {
  if (!option.is_object()) return say("must provide an object", at);
  fields_known(option, {"text", "value", "description", "url"}, at);
  required_text(option, "text", kind, 75, at);
  if (const auto* value = required(option, "value", at)) string(*value, 1, 150, at + "/value");
  optional_text(option, "description", kind, 75, at);
  if (!with_url && option.contains("url")) say("url is allowed in an overflow only", at + "/url");
  url(option, "url", false, at);
}

void ElementChecks::options(const json& list, std::size_t max, TextKind kind, bool with_url,
                            const std::string& at) {
  if (!list.is_array()) return say("must provide an array", at);
  count(list, 1, max, at);
  for (std::size_t i = 0; i < list.size(); ++i) {
    option(list[i], kind, with_url, at + "/" + std::to_string(i));
  }
}

void ElementChecks::initial_among(const json& initial, const std::vector<const json*>& offered,
                                  const std::string& at) {
  const bool known =
      std::any_of(offered.begin(), offered.end(), [&](const json* o) { return *o == initial; });
  if (!known) say("must match one of the options exactly", at);
}

void ElementChecks::static_select(const json& element, const std::string& at) {
  const auto* flat = optional(element, "options");
  const auto* groups = optional(element, "option_groups");
  if ((flat != nullptr) == (groups != nullptr)) {
    return say("must define either `options` or `option_groups`", at);
  }
  std::vector<const json*> offered;
  const auto offer = [&](const json& list) {
    if (!list.is_array()) return;
    for (const auto& item : list) offered.push_back(&item);
  };
  if (flat != nullptr) {
    options(*flat, 100, TextKind::plain, false, at + "/options");
    offer(*flat);
  } else {
    const auto here = at + "/option_groups";
    if (!groups->is_array()) return say("must provide an array", here);
    count(*groups, 1, 100, here);
    for (std::size_t i = 0; i < groups->size(); ++i) {
      const auto group_at = here + "/" + std::to_string(i);
      const auto& group = (*groups)[i];
      if (!group.is_object()) {
        say("must provide an object", group_at);
        continue;
      }
      required_text(group, "label", TextKind::plain, 75, group_at);
      if (const auto* list = required(group, "options", group_at)) {
        options(*list, 100, TextKind::plain, false, group_at + "/options");
        offer(*list);
      }
    }
  }
  if (const auto* initial = optional(element, "initial_option")) {
    initial_among(*initial, offered, at + "/initial_option");
  }
  if (const auto* initial = optional(element, "initial_options")) {
    if (!initial->is_array()) return say("must provide an array", at + "/initial_options");
    count(*initial, 1, 100, at + "/initial_options");
    for (const auto& one : *initial) initial_among(one, offered, at + "/initial_options");
  }
}

void ElementChecks::max_selected(const json& element, const std::string& at) {
  const auto* max = optional(element, "max_selected_items");
  if (max != nullptr && (!max->is_number_integer() || max->get<std::int64_t>() < 1)) {
    say("must be at least 1", at + "/max_selected_items");
  }
}

void ElementChecks::external_select(const json& element, const std::string& at) {
  const auto* min = optional(element, "min_query_length");
  if (min != nullptr && (!min->is_number_integer() || min->get<std::int64_t>() < 0)) {
    say("must be a positive integer", at + "/min_query_length");
  }
  max_selected(element, at);
}

void ElementChecks::entity_select(const json& element, const std::string& at) {
  max_selected(element, at);
  for (const char* name : {"initial_user", "initial_conversation", "initial_channel"}) {
    optional_string(element, name, 1, 255, at);
  }
}

void ElementChecks::checkboxes(const json& element, const std::string& at) {
  const auto* list = required(element, "options", at);
  if (list == nullptr) return;
  options(*list, 10, TextKind::either, false, at + "/options");
  std::vector<const json*> offered;
  if (list->is_array()) {
    for (const auto& item : *list) offered.push_back(&item);
  }
  if (const auto* initial = optional(element, "initial_option")) {
    initial_among(*initial, offered, at + "/initial_option");
  }
  if (const auto* initial = optional(element, "initial_options")) {
    if (!initial->is_array()) return say("must provide an array", at + "/initial_options");
    count(*initial, 1, 10, at + "/initial_options");
    for (const auto& one : *initial) initial_among(one, offered, at + "/initial_options");
  }
}

void ElementChecks::overflow(const json& element, const std::string& at) {
  if (const auto* list = required(element, "options", at)) {
    options(*list, 5, TextKind::plain, true, at + "/options");
  }
}

void ElementChecks::plain_text_input(const json& element, const std::string& at) {
  boolean(element, "multiline", at);
  const auto bound = [&](const char* name, std::int64_t least) -> std::int64_t {
    const auto* value = optional(element, name);
    if (value == nullptr) return -1;
    const bool fits = value->is_number_integer() && value->get<std::int64_t>() >= least &&
                      value->get<std::int64_t>() <= 3000;
    if (!fits) say("must be between " + std::to_string(least) + " and 3000", at + "/" + name);
    return fits ? value->get<std::int64_t>() : -1;
  };
  const auto min = bound("min_length", 0);
  const auto max = bound("max_length", 1);
  if (min >= 0 && max >= 0 && min > max) say("must not exceed max_length", at + "/min_length");
  optional_string(element, "initial_value", 0, max > 0 ? static_cast<std::size_t>(max) : 3000, at);
}

void ElementChecks::typed_text_input(const json& element, const std::string& at) {
  optional_string(element, "initial_value", 0, 3000, at);
}

void ElementChecks::number_input(const json& element, const std::string& at) {
  if (required(element, "is_decimal_allowed", at) != nullptr) boolean(element, "is_decimal_allowed", at);
  for (const char* name : {"min_value", "max_value", "initial_value"}) {
    optional_string(element, name, 1, 100, at);
  }
}

void ElementChecks::datetimepicker(const json& element, const std::string& at) {
  const auto* value = optional(element, "initial_date_time");
  if (value != nullptr &&
      (!value->is_number_integer() || std::to_string(value->get<std::int64_t>()).size() != 10)) {
    say("must be 10 digits", at + "/initial_date_time");
  }
}

void ElementChecks::file_input(const json& element, const std::string& at) {
  const auto* max = optional(element, "max_files");
  if (max != nullptr &&
      (!max->is_number_integer() || max->get<std::int64_t>() < 1 || max->get<std::int64_t>() > 10)) {
    say("must be between 1 and 10", at + "/max_files");
  }
}

void ElementChecks::confirm(const json& element, const std::string& at) {
  const auto* dialog = optional(element, "confirm");
  if (dialog == nullptr) return;
  const auto here = at + "/confirm";
  if (!dialog->is_object()) return say("must provide an object", here);
  required_text(*dialog, "title", TextKind::plain, 100, here);
  required_text(*dialog, "text", TextKind::either, 300, here);
  required_text(*dialog, "confirm", TextKind::plain, 30, here);
  required_text(*dialog, "deny", TextKind::plain, 30, here);
  one_of(*dialog, "style", {"primary", "danger"}, here);
}

}  // namespace slack::standin
