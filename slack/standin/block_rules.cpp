// Block Kit, validated as Slack does: https://docs.slack.dev/reference/block-kit
#include <algorithm>
#include <functional>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "slack/standin/rules.h"
#include "slack/standin/wire.h"

namespace slack::standin {

using nlohmann::json;

namespace {

enum class TextKind { plain, mrkdwn, either };

/// One pass over one message or view.
class Checker {
 public:
  explicit Checker(Surface surface) : surface_(surface) {}

  void blocks(const json& list, const std::string& at) {
    if (!list.is_array()) return say("must provide an array", at);
    const std::size_t max = surface_ == Surface::message ? limit::message_blocks : limit::view_blocks;
    count(list, 0, max, at);
    for (std::size_t i = 0; i < list.size(); ++i) block(list[i], at + "/" + std::to_string(i));
  }
  void view(const json& view);
  std::vector<std::string> take() { return std::move(problems_); }

 private:
  using BlockRule = void (Checker::*)(const json&, const std::string&);
  using ElementRule = void (Checker::*)(const json&, const std::string&);

  void say(const std::string& what, const std::string& at) {
    problems_.push_back(what + " [json-pointer:" + at + "]");
  }
  void count(const json& list, std::size_t min, std::size_t max, const std::string& at) {
    if (list.size() > max) say("no more than " + std::to_string(max) + " items allowed", at);
    if (list.size() < min) {
      say("must contain at least " + std::to_string(min) + (min == 1 ? " item" : " items"), at);
    }
  }
  const json* required(const json& object, const char* name, const std::string& at) {
    const auto found = object.find(name);
    if (found != object.end() && !found->is_null()) return &*found;
    say("missing required field: " + std::string(name), at);
    return nullptr;
  }
  static const json* optional(const json& object, const char* name) {
    const auto found = object.find(name);
    return found != object.end() && !found->is_null() ? &*found : nullptr;
  }
  void string(const json& value, std::size_t min, std::size_t max, const std::string& at) {
    if (!value.is_string()) return say("must provide a string", at);
    const auto size = characters(value.get_ref<const std::string&>());
    if (size > max) say("must be less than " + std::to_string(max + 1) + " characters", at);
    if (size < min) say("must be more than " + std::to_string(min - 1) + " characters", at);
  }
  void optional_string(const json& object, const char* name, std::size_t min, std::size_t max,
                       const std::string& at) {
    if (const auto* value = optional(object, name)) string(*value, min, max, at + "/" + name);
  }
  void boolean(const json& object, const char* name, const std::string& at) {
    const auto* value = optional(object, name);
    if (value != nullptr && !value->is_boolean()) say("must provide a boolean", at + "/" + name);
  }
  void one_of(const json& object, const char* name, const std::set<std::string>& allowed,
              const std::string& at) {
    const auto* value = optional(object, name);
    if (value != nullptr && (!value->is_string() || allowed.count(value->get<std::string>()) == 0)) {
      say("must be a valid enum value", at + "/" + name);
    }
  }
  void fields_known(const json& object, const std::set<std::string>& known, const std::string& at) {
    for (const auto& [name, value] : object.items()) {
      if (known.count(name) == 0) say("no more than the defined fields allowed: " + name, at);
    }
  }
  void url(const json& object, const char* name, bool must, const std::string& at) {
    const auto* value = must ? required(object, name, at) : optional(object, name);
    if (value == nullptr) return;
    string(*value, 1, 3000, at + "/" + name);
    if (!value->is_string()) return;
    const auto& text = value->get_ref<const std::string&>();
    const bool web = text.rfind("http://", 0) == 0 || text.rfind("https://", 0) == 0;
    const bool mail = text.rfind("mailto:", 0) == 0 && std::string(name) == "url";
    if (!web && !mail) say("invalid url", at + "/" + name);
  }
  void text(const json& value, TextKind kind, std::size_t max, const std::string& at);
  void required_text(const json& object, const char* name, TextKind kind, std::size_t max,
                     const std::string& at) {
    if (const auto* value = required(object, name, at)) text(*value, kind, max, at + "/" + name);
  }
  void optional_text(const json& object, const char* name, TextKind kind, std::size_t max,
                     const std::string& at) {
    if (const auto* value = optional(object, name)) text(*value, kind, max, at + "/" + name);
  }

  void block(const json& block, const std::string& at);
  void section(const json& block, const std::string& at);
  void header(const json& block, const std::string& at) {
    required_text(block, "text", TextKind::plain, 150, at);
  }
  void divider(const json& /*block*/, const std::string& /*at*/) {}
  void context(const json& block, const std::string& at);
  void actions(const json& block, const std::string& at);
  void image(const json& block, const std::string& at);
  void input(const json& block, const std::string& at);
  void markdown(const json& block, const std::string& at);
  void rich_text(const json& block, const std::string& at);
  void rich_leaf(const json& leaf, const std::string& at);
  void table(const json& block, const std::string& at);
  void video(const json& block, const std::string& at);
  void file(const json& block, const std::string& at);

  enum class Place { section, actions, input };
  void element(const json& element, Place place, const std::string& at, std::set<std::string>& ids);
  void button(const json& element, const std::string& at);
  void static_select(const json& element, const std::string& at);
  void multi_static_select(const json& element, const std::string& at) {
    static_select(element, at);
    max_selected(element, at);
  }
  void external_select(const json& element, const std::string& at);
  void entity_select(const json& element, const std::string& at);
  void checkboxes(const json& element, const std::string& at);
  void overflow(const json& element, const std::string& at);
  void plain_text_input(const json& element, const std::string& at);
  void typed_text_input(const json& element, const std::string& at);
  void number_input(const json& element, const std::string& at);
  void datepicker(const json& element, const std::string& at) {
    pattern(element, "initial_date", "dddd-dd-dd", at);
  }
  void timepicker(const json& element, const std::string& at) {
    pattern(element, "initial_time", "dd:dd", at);
  }
  void datetimepicker(const json& element, const std::string& at);
  void rich_text_input(const json& /*element*/, const std::string& /*at*/) {}
  void file_input(const json& element, const std::string& at);
  void max_selected(const json& element, const std::string& at);
  void pattern(const json& object, const char* name, std::string_view form, const std::string& at);
  void option(const json& option, TextKind kind, bool with_url, const std::string& at);
  void options(const json& list, std::size_t max, TextKind kind, bool with_url, const std::string& at);
  void initial_among(const json& initial, const std::vector<const json*>& offered, const std::string& at);
  void confirm(const json& element, const std::string& at);

  Surface surface_;
  std::vector<std::string> problems_;
  std::set<std::string> block_ids_;
  std::size_t markdown_characters_ = 0;
  std::size_t tables_ = 0;
  bool focused_ = false;
  bool has_input_ = false;
};

void Checker::text(const json& value, TextKind kind, std::size_t max, const std::string& at) {
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

void Checker::block(const json& block, const std::string& at) {
  struct Kind {
    BlockRule rule;
    bool message, view;
  };
  static const std::map<std::string, Kind, std::less<>> kinds{
      {"section", {&Checker::section, true, true}},     {"header", {&Checker::header, true, true}},
      {"divider", {&Checker::divider, true, true}},     {"context", {&Checker::context, true, true}},
      {"actions", {&Checker::actions, true, true}},     {"image", {&Checker::image, true, true}},
      {"input", {&Checker::input, true, true}},         {"markdown", {&Checker::markdown, true, false}},
      {"rich_text", {&Checker::rich_text, true, true}}, {"table", {&Checker::table, true, false}},
      {"video", {&Checker::video, true, true}},         {"file", {&Checker::file, true, false}}};
  if (!block.is_object()) return say("must provide an object", at);
  const auto* type = required(block, "type", at);
  if (type == nullptr) return;
  const auto kind = type->is_string() ? kinds.find(type->get_ref<const std::string&>()) : kinds.end();
  if (kind == kinds.end()) return say("unsupported type", at + "/type");
  const bool fits = surface_ == Surface::message ? kind->second.message : kind->second.view;
  if (!fits) return say("unsupported type", at + "/type");
  if (const auto* id = optional(block, "block_id")) {
    string(*id, 1, 255, at + "/block_id");
    if (id->is_string() && !block_ids_.insert(id->get<std::string>()).second) {
      say("`block_id` " + id->get<std::string>() + " already exists", at + "/block_id");
    }
  }
  (this->*kind->second.rule)(block, at);
}

void Checker::section(const json& block, const std::string& at) {
  fields_known(block, {"type", "block_id", "text", "fields", "accessory", "expand"}, at);
  const auto* words = optional(block, "text");
  const auto* fields = optional(block, "fields");
  if (words == nullptr && fields == nullptr) say("must define either `fields` or `text`", at);
  if (words != nullptr) text(*words, TextKind::either, 3000, at + "/text");
  if (fields != nullptr) {
    if (!fields->is_array()) return say("must provide an array", at + "/fields");
    count(*fields, 1, 10, at + "/fields");
    for (std::size_t i = 0; i < fields->size(); ++i) {
      text((*fields)[i], TextKind::either, 2000, at + "/fields/" + std::to_string(i));
    }
  }
  if (const auto* accessory = optional(block, "accessory")) {
    std::set<std::string> ids;
    element(*accessory, Place::section, at + "/accessory", ids);
  }
}

void Checker::context(const json& block, const std::string& at) {
  const auto* elements = required(block, "elements", at);
  if (elements == nullptr) return;
  if (!elements->is_array()) return say("must provide an array", at + "/elements");
  count(*elements, 1, 10, at + "/elements");
  for (std::size_t i = 0; i < elements->size(); ++i) {
    const auto here = at + "/elements/" + std::to_string(i);
    const auto& item = (*elements)[i];
    if (item.is_object() && item.value("type", json()) == "image") {
      image(item, here);
    } else {
      text(item, TextKind::either, 3000, here);
    }
  }
}

void Checker::actions(const json& block, const std::string& at) {
  fields_known(block, {"type", "block_id", "elements"}, at);
  const auto* elements = required(block, "elements", at);
  if (elements == nullptr) return;
  if (!elements->is_array()) return say("must provide an array", at + "/elements");
  count(*elements, 1, 25, at + "/elements");
  std::set<std::string> ids;
  for (std::size_t i = 0; i < elements->size(); ++i) {
    element((*elements)[i], Place::actions, at + "/elements/" + std::to_string(i), ids);
  }
}

void Checker::image(const json& block, const std::string& at) {
  if (const auto* alt = required(block, "alt_text", at)) string(*alt, 1, 2000, at + "/alt_text");
  optional_text(block, "title", TextKind::plain, 2000, at);
  const bool by_url = optional(block, "image_url") != nullptr;
  const bool by_file = optional(block, "slack_file") != nullptr;
  if (by_url == by_file) say("must define either `image_url` or `slack_file`", at);
  url(block, "image_url", false, at);
}

void Checker::input(const json& block, const std::string& at) {
  has_input_ = true;
  fields_known(block, {"type", "block_id", "label", "element", "hint", "optional", "dispatch_action"}, at);
  required_text(block, "label", TextKind::plain, 2000, at);
  optional_text(block, "hint", TextKind::plain, 2000, at);
  boolean(block, "optional", at);
  boolean(block, "dispatch_action", at);
  if (const auto* inner = required(block, "element", at)) {
    std::set<std::string> ids;
    element(*inner, Place::input, at + "/element", ids);
  }
}

void Checker::markdown(const json& block, const std::string& at) {
  const auto* words = required(block, "text", at);
  if (words == nullptr) return;
  string(*words, 1, 12000, at + "/text");
  if (words->is_string()) markdown_characters_ += characters(words->get_ref<const std::string&>());
  if (markdown_characters_ > 12000) say("markdown blocks must be less than 12001 characters in all", at);
}

void Checker::rich_leaf(const json& leaf, const std::string& at) {
  static const std::map<std::string, const char*, std::less<>> needs{
      {"text", "text"},          {"link", "url"},    {"user", "user_id"},    {"usergroup", "usergroup_id"},
      {"channel", "channel_id"}, {"emoji", "name"},  {"broadcast", "range"}, {"date", "timestamp"},
      {"color", "value"},        {"team", "team_id"}};
  if (!leaf.is_object()) return say("must provide an object", at);
  const auto type = leaf.value("type", json());
  const auto need = type.is_string() ? needs.find(type.get_ref<const std::string&>()) : needs.end();
  if (need == needs.end()) return say("unsupported type", at + "/type");
  const auto* value = required(leaf, need->second, at);
  if (value != nullptr && type != "date") string(*value, 1, 100000, at + "/" + need->second);
}

void Checker::rich_text(const json& block, const std::string& at) {
  static const std::set<std::string> groups{"rich_text_section", "rich_text_list", "rich_text_quote",
                                            "rich_text_preformatted"};
  const auto* elements = required(block, "elements", at);
  if (elements == nullptr) return;
  if (!elements->is_array()) return say("must provide an array", at + "/elements");
  count(*elements, 1, 1000, at + "/elements");
  for (std::size_t i = 0; i < elements->size(); ++i) {
    const auto here = at + "/elements/" + std::to_string(i);
    const auto& group = (*elements)[i];
    const auto type = group.is_object() ? group.value("type", json()) : json();
    if (!type.is_string() || groups.count(type.get<std::string>()) == 0) {
      say("unsupported type", here + "/type");
      continue;
    }
    const auto* inner = required(group, "elements", here);
    if (inner == nullptr) continue;
    if (!inner->is_array()) {
      say("must provide an array", here + "/elements");
      continue;
    }
    if (type == "rich_text_list") {
      one_of(group, "style", {"bullet", "ordered"}, here);
      if (optional(group, "style") == nullptr) say("missing required field: style", here);
    }
    for (std::size_t j = 0; j < inner->size(); ++j) {
      const auto leaf_at = here + "/elements/" + std::to_string(j);
      if (type != "rich_text_list") {
        rich_leaf((*inner)[j], leaf_at);
        continue;
      }
      const auto& item = (*inner)[j];
      if (!item.is_object() || item.value("type", json()) != "rich_text_section" ||
          !item.value("elements", json()).is_array()) {
        say("must be a rich_text_section", leaf_at);
        continue;
      }
      for (std::size_t k = 0; k < item["elements"].size(); ++k) {
        rich_leaf(item["elements"][k], leaf_at + "/elements/" + std::to_string(k));
      }
    }
  }
}

void Checker::table(const json& block, const std::string& at) {
  if (++tables_ > 1) say("only one table is allowed in a message", at);
  const auto* rows = required(block, "rows", at);
  if (rows == nullptr) return;
  if (!rows->is_array()) return say("must provide an array", at + "/rows");
  count(*rows, 1, 100, at + "/rows");
  for (std::size_t i = 0; i < rows->size(); ++i) {
    const auto here = at + "/rows/" + std::to_string(i);
    if (!(*rows)[i].is_array()) {
      say("must provide an array", here);
      continue;
    }
    count((*rows)[i], 1, 20, here);
    for (std::size_t j = 0; j < (*rows)[i].size(); ++j) {
      const auto& cell = (*rows)[i][j];
      const auto type = cell.is_object() ? cell.value("type", json()) : json();
      if (type != "raw_text" && type != "raw_number" && type != "rich_text") {
        say("unsupported type", here + "/" + std::to_string(j) + "/type");
      }
    }
  }
}

void Checker::video(const json& block, const std::string& at) {
  required_text(block, "title", TextKind::plain, 199, at);
  optional_string(block, "author_name", 0, 49, at);
  if (const auto* alt = required(block, "alt_text", at)) string(*alt, 1, 2000, at + "/alt_text");
  url(block, "video_url", true, at);
  url(block, "thumbnail_url", true, at);
}

void Checker::file(const json& block, const std::string& at) {
  required(block, "external_id", at);
  if (block.value("source", json()) != "remote") say("must be remote", at + "/source");
}

void Checker::element(const json& element, Place place, const std::string& at, std::set<std::string>& ids) {
  struct Kind {
    ElementRule rule;
    bool section, actions, input;
    bool modal_only = false;
  };
  static const std::map<std::string, Kind, std::less<>> kinds{
      {"button", {&Checker::button, true, true, false}},
      {"image", {&Checker::image, true, false, false}},
      {"static_select", {&Checker::static_select, true, true, true}},
      {"multi_static_select", {&Checker::multi_static_select, true, true, true}},
      {"external_select", {&Checker::external_select, true, true, true}},
      {"multi_external_select", {&Checker::external_select, true, true, true}},
      {"users_select", {&Checker::entity_select, true, true, true}},
      {"multi_users_select", {&Checker::entity_select, true, true, true}},
      {"conversations_select", {&Checker::entity_select, true, true, true}},
      {"multi_conversations_select", {&Checker::entity_select, true, true, true}},
      {"channels_select", {&Checker::entity_select, true, true, true}},
      {"multi_channels_select", {&Checker::entity_select, true, true, true}},
      {"checkboxes", {&Checker::checkboxes, true, true, true}},
      {"radio_buttons", {&Checker::checkboxes, true, true, true}},
      {"overflow", {&Checker::overflow, true, true, false}},
      {"datepicker", {&Checker::datepicker, true, true, true}},
      {"timepicker", {&Checker::timepicker, true, true, true}},
      {"datetimepicker", {&Checker::datetimepicker, false, true, true}},
      {"plain_text_input", {&Checker::plain_text_input, false, false, true}},
      {"url_text_input", {&Checker::typed_text_input, false, false, true}},
      {"email_text_input", {&Checker::typed_text_input, false, false, true}},
      {"number_input", {&Checker::number_input, false, false, true}},
      {"rich_text_input", {&Checker::rich_text_input, false, false, true}},
      {"file_input", {&Checker::file_input, false, false, true, true}}};
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

void Checker::button(const json& element, const std::string& at) {
  fields_known(element,
               {"type", "text", "action_id", "url", "value", "style", "confirm", "accessibility_label"}, at);
  required_text(element, "text", TextKind::plain, 75, at);
  optional_string(element, "value", 1, 2000, at);
  optional_string(element, "accessibility_label", 1, 75, at);
  url(element, "url", false, at);
  one_of(element, "style", {"primary", "danger"}, at);
}

void Checker::option(const json& option, TextKind kind, bool with_url, const std::string& at) {
  if (!option.is_object()) return say("must provide an object", at);
  fields_known(option, {"text", "value", "description", "url"}, at);
  required_text(option, "text", kind, 75, at);
  if (const auto* value = required(option, "value", at)) string(*value, 1, 150, at + "/value");
  optional_text(option, "description", kind, 75, at);
  if (!with_url && option.contains("url")) say("url is allowed in an overflow only", at + "/url");
  url(option, "url", false, at);
}

void Checker::options(const json& list, std::size_t max, TextKind kind, bool with_url,
                      const std::string& at) {
  if (!list.is_array()) return say("must provide an array", at);
  count(list, 1, max, at);
  for (std::size_t i = 0; i < list.size(); ++i) {
    option(list[i], kind, with_url, at + "/" + std::to_string(i));
  }
}

void Checker::initial_among(const json& initial, const std::vector<const json*>& offered,
                            const std::string& at) {
  const bool known =
      std::any_of(offered.begin(), offered.end(), [&](const json* o) { return *o == initial; });
  if (!known) say("must match one of the options exactly", at);
}

void Checker::static_select(const json& element, const std::string& at) {
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

void Checker::max_selected(const json& element, const std::string& at) {
  const auto* max = optional(element, "max_selected_items");
  if (max != nullptr && (!max->is_number_integer() || max->get<std::int64_t>() < 1)) {
    say("must be at least 1", at + "/max_selected_items");
  }
}

void Checker::external_select(const json& element, const std::string& at) {
  const auto* min = optional(element, "min_query_length");
  if (min != nullptr && (!min->is_number_integer() || min->get<std::int64_t>() < 0)) {
    say("must be a positive integer", at + "/min_query_length");
  }
  max_selected(element, at);
}

void Checker::entity_select(const json& element, const std::string& at) {
  max_selected(element, at);
  for (const char* name : {"initial_user", "initial_conversation", "initial_channel"}) {
    optional_string(element, name, 1, 255, at);
  }
}

void Checker::checkboxes(const json& element, const std::string& at) {
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

void Checker::overflow(const json& element, const std::string& at) {
  if (const auto* list = required(element, "options", at)) {
    options(*list, 5, TextKind::plain, true, at + "/options");
  }
}

void Checker::plain_text_input(const json& element, const std::string& at) {
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

void Checker::typed_text_input(const json& element, const std::string& at) {
  optional_string(element, "initial_value", 0, 3000, at);
}

void Checker::number_input(const json& element, const std::string& at) {
  if (required(element, "is_decimal_allowed", at) != nullptr) boolean(element, "is_decimal_allowed", at);
  for (const char* name : {"min_value", "max_value", "initial_value"}) {
    optional_string(element, name, 1, 100, at);
  }
}

void Checker::pattern(const json& object, const char* name, std::string_view form, const std::string& at) {
  const auto* value = optional(object, name);
  if (value == nullptr) return;
  bool fits = value->is_string() && value->get_ref<const std::string&>().size() == form.size();
  for (std::size_t i = 0; fits && i < form.size(); ++i) {
    const char c = value->get_ref<const std::string&>()[i];
    fits = form[i] == 'd' ? c >= '0' && c <= '9' : c == form[i];
  }
  if (!fits) say("invalid format", at + "/" + name);
}

void Checker::datetimepicker(const json& element, const std::string& at) {
  const auto* value = optional(element, "initial_date_time");
  if (value != nullptr &&
      (!value->is_number_integer() || std::to_string(value->get<std::int64_t>()).size() != 10)) {
    say("must be 10 digits", at + "/initial_date_time");
  }
}

void Checker::file_input(const json& element, const std::string& at) {
  const auto* max = optional(element, "max_files");
  if (max != nullptr &&
      (!max->is_number_integer() || max->get<std::int64_t>() < 1 || max->get<std::int64_t>() > 10)) {
    say("must be between 1 and 10", at + "/max_files");
  }
}

void Checker::confirm(const json& element, const std::string& at) {
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

void Checker::view(const json& view) {
  if (!view.is_object()) return say("must provide an object", "/view");
  const bool modal = surface_ == Surface::modal;
  std::set<std::string> known{"type", "blocks", "private_metadata", "callback_id", "external_id"};
  if (modal) {
    known.insert({"title", "close", "submit", "clear_on_close", "notify_on_close", "submit_disabled"});
    required_text(view, "title", TextKind::plain, 24, "/view");
    optional_text(view, "close", TextKind::plain, 24, "/view");
    optional_text(view, "submit", TextKind::plain, 24, "/view");
    boolean(view, "clear_on_close", "/view");
    boolean(view, "notify_on_close", "/view");
  }
  fields_known(view, known, "/view");
  optional_string(view, "private_metadata", 0, 3000, "/view");
  optional_string(view, "callback_id", 0, 255, "/view");
  optional_string(view, "external_id", 0, 255, "/view");
  if (const auto* list = required(view, "blocks", "/view")) blocks(*list, "/view/blocks");
  if (modal && has_input_ && optional(view, "submit") == nullptr) {
    say("missing required field: submit", "/view");
  }
}

}  // namespace

std::vector<std::string> block_problems(const json& blocks, Surface surface, const std::string& at) {
  Checker checker(surface);
  checker.blocks(blocks, at);
  return checker.take();
}

std::vector<std::string> view_problems(const json& view) {
  const auto type = view.is_object() ? view.value("type", json()) : json();
  if (type != "modal" && type != "home") {
    return {view.is_object() && !view.contains("type") ? "missing required field: type [json-pointer:/view]"
                                                       : "unsupported type [json-pointer:/view/type]"};
  }
  Checker checker(type == "modal" ? Surface::modal : Surface::home);
  checker.view(view);
  return checker.take();
}

}  // namespace slack::standin
