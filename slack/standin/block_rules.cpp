// Block Kit, validated as Slack does: https://docs.slack.dev/reference/block-kit
#include <algorithm>
#include <functional>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "slack/standin/checks.h"
#include "slack/standin/wire.h"

namespace slack::standin {

using nlohmann::json;

namespace {

class Checker : public ElementChecks {
 public:
  explicit Checker(Surface surface) : ElementChecks(surface) {}

  void blocks(const json& list, const std::string& at) {
    if (!list.is_array()) return say("must provide an array", at);
    const std::size_t max = surface_ == Surface::message ? limit::message_blocks : limit::view_blocks;
    count(list, 0, max, at);
    for (std::size_t i = 0; i < list.size(); ++i) block(list[i], at + "/" + std::to_string(i));
  }
  void view(const json& view);

 private:
  using BlockRule = void (Checker::*)(const json&, const std::string&);

  void block(const json& block, const std::string& at);
  void section(const json& block, const std::string& at);
  void header(const json& block, const std::string& at) {
    required_text(block, "text", TextKind::plain, 150, at);
  }
  void divider(const json& /*block*/, const std::string& /*at*/) {}
  void context(const json& block, const std::string& at);
  void actions(const json& block, const std::string& at);
  void input(const json& block, const std::string& at);
  void markdown(const json& block, const std::string& at);
  void rich_text(const json& block, const std::string& at);
  void rich_leaf(const json& leaf, const std::string& at);
  void table(const json& block, const std::string& at);
  void video(const json& block, const std::string& at);
  void file(const json& block, const std::string& at);

  std::set<std::string> block_ids_;
  std::size_t markdown_characters_ = 0;
  std::size_t tables_ = 0;
  bool has_input_ = false;
};

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
