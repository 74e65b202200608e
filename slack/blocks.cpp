#include "slack/blocks.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <utility>

#include "slack/elements.h"
#include "slack/text.h"

namespace slack {
namespace {

using Json = nlohmann::json;  // Blocks::json is another

constexpr std::size_t max_blocks_of_message = 50;
constexpr std::size_t max_blocks_of_view = 100;
constexpr std::size_t max_text = 3000;  // of one text object
constexpr std::size_t max_field = 2000;
constexpr std::size_t max_fields = 10;
constexpr std::size_t max_context = 10;
constexpr std::size_t max_elements = 25;

// Slack refuses a message by its size (msg_blocks_too_long) without saying how it counts: somewhere between
// 11,300 characters of text in many blocks and 13,300 in one (github.com/slackapi/bolt-js/issues/2509 and
// 2867), which says that what surrounds the text counts too. So weight() counts it.
constexpr std::size_t max_weight_of_message = 12000;
// A block is closed when it weighs this much, so that pages can be parted between blocks.
constexpr std::size_t full_block = 6000;
// Slack says 250 KB for a view; the rest is for its title and metadata.
constexpr std::size_t max_bytes_of_view = 230000;

// About what the block's JSON measures in code points. Of options only the texts count: selects of a hundred
// options are posted all the time.
std::size_t weight(const Json& value) {
  if (value.is_string()) {
    return length(value.get_ref<const std::string&>()) + 2;
  }
  if (value.is_array()) {
    std::size_t sum = 2;
    for (const auto& item : value) {
      sum += weight(item) + 1;
    }
    return sum;
  }
  if (value.is_object()) {
    std::size_t sum = 2;
    for (const auto& [key, item] : value.items()) {
      if (key == "options") {
        for (const auto& option : item) {
          sum += length(option["text"]["text"].get_ref<const std::string&>());
          if (option.contains("description")) {
            sum += length(option["description"]["text"].get_ref<const std::string&>());
          }
        }
      } else if (key != "initial_option" && key != "initial_options") {
        sum += key.size() + 4 + weight(item);
      }
    }
    return sum;
  }
  return 5;
}

// Slack may write what isn't ASCII as escapes, so the larger measure is taken.
std::size_t bytes(const Json& value) {
  return value.dump(-1, ' ', true, Json::error_handler_t::replace).size();
}

std::string dump(const Json& value) {
  return value.dump(-1, ' ', false, Json::error_handler_t::replace);
}

Json note(std::string_view text) {
  return {{"type", "context"}, {"elements", Json::array({detail::mrkdwn(text)})}};
}

struct Room {
  std::size_t blocks = max_blocks_of_message;
  std::size_t weight = static_cast<std::size_t>(-1);
  std::size_t bytes = max_bytes_of_view;
  bool inputs = true;
};
constexpr Room message_room = {max_blocks_of_message, max_weight_of_message, static_cast<std::size_t>(-1),
                               false};
constexpr Room view_room = {max_blocks_of_view};

}  // namespace

struct Blocks::Impl {
  struct Item {
    Json block;
    std::size_t weight = 0;
    bool is(std::string_view type) const { return block["type"] == type; }
  };
  std::vector<Item> items;
  detail::Ids block_ids;

  void push(Json block) {
    const auto size = weight(block);
    items.push_back({std::move(block), size});
  }
  void push(Json block, std::string_view block_id) {
    if (auto id = block_ids.claim(block_id)) {
      block["block_id"] = std::move(*id);
    }
    push(std::move(block));
  }
  void note_left_out(std::size_t options) {
    if (options != 0) {
      push(note(fmt::format("Not shown: {} more choice{}", options, options == 1 ? "" : "s")));
    }
  }
  /// The texts as blocks of `type` with at most `max` of them each, and none too heavy.
  void push_texts(std::string_view type, const char* member, const std::vector<std::string>& texts,
                  std::size_t max) {
    Json list = Json::array();
    std::size_t size = 0;
    const auto flush = [&] {
      if (!list.empty()) {
        push({{"type", type}, {member, std::move(list)}});
      }
      list = Json::array();
      size = 0;
    };
    for (const auto& text : texts) {
      const auto more = length(text);
      if (list.size() == max || size + more > full_block) {
        flush();
      }
      list.push_back(detail::mrkdwn(text));
      size += more;
    }
    flush();
  }

  bool all_fit(const Room& room) const {
    std::size_t total_weight = 0;
    std::size_t total_bytes = 0;
    for (const auto& item : items) {
      if (!room.inputs && item.is("input")) {
        return false;
      }
      total_weight += item.weight;
      total_bytes += bytes(item.block) + 1;
    }
    return items.size() <= room.blocks && total_weight <= room.weight && total_bytes <= room.bytes;
  }

  Json fitted(const Room& room) const;
  std::string first_text() const;
};

// When there isn't room for all: every input, since a form without one can't be sent; the last row of
// buttons, since it is the way on; then the blocks from the first to the one that doesn't fit, and there the
// note.
Json Blocks::Impl::fitted(const Room& room) const {
  Json out = Json::array();
  if (all_fit(room)) {
    for (const auto& item : items) {
      out.push_back(item.block);
    }
    return out;
  }
  if (room.blocks == 0) {
    return out;
  }
  std::vector<bool> kept(items.size());
  std::size_t blocks_used = 1;  // the note
  std::size_t weight_used = 200;
  std::size_t bytes_used = 300;
  const auto keep = [&](std::size_t i) {
    const auto size = bytes(items[i].block) + 1;
    if (blocks_used + 1 > room.blocks || weight_used + items[i].weight > room.weight ||
        bytes_used + size > room.bytes) {
      return false;
    }
    blocks_used += 1;
    weight_used += items[i].weight;
    bytes_used += size;
    kept[i] = true;
    return true;
  };
  for (std::size_t i = 0; room.inputs && i < items.size(); ++i) {
    if (items[i].is("input")) {
      keep(i);
    }
  }
  for (std::size_t i = items.size(); i > 0; --i) {
    if (items[i - 1].is("actions")) {
      keep(i - 1);
      break;
    }
  }
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (!kept[i] && !items[i].is("input") && !keep(i)) {
      break;
    }
  }
  const auto left_out = static_cast<std::size_t>(std::count(kept.begin(), kept.end(), false));
  bool noted = false;
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (kept[i]) {
      out.push_back(items[i].block);
    } else if (!noted) {
      out.push_back(note(fmt::format("Not shown: {} more part{}", left_out, left_out == 1 ? "" : "s")));
      noted = true;
    }
  }
  return out;
}

// What can be read first, as mrkdwn; empty when nothing can.
std::string Blocks::Impl::first_text() const {
  for (const auto& item : items) {
    const auto& block = item.block;
    if (item.is("header")) {
      return escape(block["text"]["text"].get_ref<const std::string&>());
    }
    if (item.is("section")) {
      return block.contains("text") ? block["text"]["text"] : block["fields"][0]["text"];
    }
  }
  return {};
}

Blocks::Blocks() : impl_(std::make_unique<Impl>()) {}
Blocks::Blocks(const Blocks& other) : impl_(std::make_unique<Impl>(*other.impl_)) {}
Blocks::Blocks(Blocks&& other) noexcept = default;
Blocks& Blocks::operator=(const Blocks& other) {
  if (this != &other) {
    impl_ = std::make_unique<Impl>(*other.impl_);
  }
  return *this;
}
Blocks& Blocks::operator=(Blocks&& other) noexcept = default;
Blocks::~Blocks() = default;

Blocks& Blocks::header(std::string_view plain) {
  if (const auto text = detail::one_line(plain, 150); !text.empty()) {
    impl_->push({{"type", "header"}, {"text", detail::plain(text, 150)}});
  }
  return *this;
}

Blocks& Blocks::section(std::string_view mrkdwn, std::optional<Element> accessory) {
  Json element;
  std::size_t left_out = 0;
  if (accessory) {
    detail::Ids action_ids;
    std::tie(element, left_out) = detail::build(*accessory, action_ids);
  }
  auto texts = slack::pages(clean_utf8(mrkdwn), max_text);
  texts.erase(std::remove_if(texts.begin(), texts.end(), detail::blank), texts.end());
  if (texts.empty() && !element.is_null()) {
    texts.emplace_back(detail::nothing);
  }
  for (const auto& text : texts) {
    Json block = {{"type", "section"}, {"text", detail::mrkdwn(text)}};
    if (!element.is_null()) {
      block["accessory"] = std::exchange(element, nullptr);
    }
    impl_->push(std::move(block));
  }
  impl_->note_left_out(left_out);
  return *this;
}

Blocks& Blocks::fields(const std::vector<std::string>& mrkdwn) {
  std::vector<std::string> texts;
  texts.reserve(mrkdwn.size());
  for (const auto& field : mrkdwn) {
    texts.push_back(detail::many_lines(field, max_field));
  }
  if (std::all_of(texts.begin(), texts.end(), [](const auto& text) { return text.empty(); })) {
    return *this;
  }
  // An empty one keeps its place: fields stand in two columns.
  std::replace(texts.begin(), texts.end(), std::string(), std::string(detail::nothing));
  impl_->push_texts("section", "fields", texts, max_fields);
  return *this;
}

Blocks& Blocks::context(const std::vector<std::string>& mrkdwn) {
  std::vector<std::string> texts;
  for (const auto& bytes : mrkdwn) {
    for (auto& text : slack::pages(clean_utf8(bytes), max_text)) {
      if (!detail::blank(text)) {
        texts.push_back(std::move(text));
      }
    }
  }
  impl_->push_texts("context", "elements", texts, max_context);
  return *this;
}

Blocks& Blocks::divider() {
  impl_->push({{"type", "divider"}});
  return *this;
}

Blocks& Blocks::actions(const std::vector<Element>& elements, std::string_view block_id) {
  Json list = Json::array();
  std::size_t size = 0;
  std::size_t left_out = 0;
  detail::Ids action_ids;
  const auto flush = [&] {
    if (!list.empty()) {
      impl_->push({{"type", "actions"}, {"elements", std::move(list)}}, block_id);
    }
    list = Json::array();
    size = 0;
    action_ids = {};
  };
  for (const auto& element : elements) {
    // An id that is free in this block may be taken in the next, and the other way round: so it is built
    // where it goes.
    detail::Ids ids_with_it = action_ids;
    auto built = detail::build(element, ids_with_it);
    if (built.first.is_null()) {
      continue;
    }
    const auto more = weight(built.first);
    if (list.size() == max_elements || size + more > full_block) {
      flush();
      ids_with_it = {};
      built = detail::build(element, ids_with_it);
    }
    action_ids = std::move(ids_with_it);
    list.push_back(std::move(built.first));
    size += more;
    left_out += built.second;
  }
  flush();
  impl_->note_left_out(left_out);
  return *this;
}

Blocks& Blocks::input(std::string_view label, const InputElement& element, std::string_view block_id,
                      bool optional, std::string_view hint) {
  detail::Ids action_ids;
  auto [built, left_out] = detail::build(element, action_ids);
  if (built.is_null()) {
    // A form says so when there is nothing to choose from, instead of lacking a question.
    if (const auto text = detail::one_line(label, 2000); !text.empty()) {
      impl_->push(note(fmt::format("{}: nothing to choose from", fit(escape(text), 2900))));
    }
    return *this;
  }
  Json block = {{"type", "input"},
                {"label", detail::plain(label, 2000)},
                {"element", std::move(built)},
                {"optional", optional}};
  if (const auto text = detail::one_line(hint, 2000); !text.empty()) {
    block["hint"] = detail::plain(text, 2000);
  }
  impl_->push(std::move(block), block_id);
  impl_->note_left_out(left_out);
  return *this;
}

Blocks& Blocks::append(const Blocks& more) {
  const auto items = more.impl_->items;  // a copy: `more` may be this
  for (const auto& item : items) {
    Json block = item.block;
    const std::string id = block.value("block_id", "");
    block.erase("block_id");
    impl_->push(std::move(block), id);
  }
  return *this;
}

std::size_t Blocks::size() const {
  return impl_->items.size();
}

std::vector<Blocks> Blocks::pages() const {
  std::vector<Blocks> out;
  std::size_t size = 0;
  const auto& items = impl_->items;
  for (const auto& item : items) {
    if (out.empty() || out.back().size() == max_blocks_of_message ||
        size + item.weight > max_weight_of_message) {
      Blocks next;
      size = 0;
      if (!out.empty()) {
        // A heading goes with what it stands over.
        auto& before = out.back().impl_->items;
        if (before.size() > 1 && before.back().is("header") &&
            before.back().weight + item.weight <= max_weight_of_message) {
          size = before.back().weight;
          next.impl_->items.push_back(std::move(before.back()));
          before.pop_back();
        }
      }
      out.push_back(std::move(next));
    }
    out.back().impl_->items.push_back(item);
    size += item.weight;
  }
  for (auto& page : out) {
    // So that what is appended to a page stays unique.
    for (const auto& item : page.impl_->items) {
      page.impl_->block_ids.claim(item.block.value("block_id", ""));
    }
  }
  return out;
}

std::string Blocks::json(std::size_t max) const {
  Room room = view_room;
  room.blocks = max;
  return dump(impl_->fitted(room));
}

// --- surfaces

namespace {

void add_metadata(Json& view, std::string_view private_metadata) {
  auto metadata = clean_utf8(private_metadata);
  if (length(metadata) > 3000) {
    throw std::length_error("private_metadata of a view is longer than 3000 characters");
  }
  if (!metadata.empty()) {
    view["private_metadata"] = std::move(metadata);
  }
}

}  // namespace

/// What builds the surfaces: it sees inside of Blocks.
struct Surfaces {
  static Json message(const OutMessage& message) {
    const auto& blocks = *message.blocks.impl_;
    auto text = detail::many_lines(message.text, 3900);
    if (text.empty()) {
      text = detail::many_lines(blocks.first_text(), 3900);
    }
    Json out = {{"text", text.empty() ? std::string(detail::nothing) : text}};
    if (auto list = blocks.fitted(message_room); !list.empty()) {
      out["blocks"] = std::move(list);
    }
    return out;
  }

  static Json modal(const Modal& modal) {
    auto callback_id = clean_utf8(modal.callback_id);
    if (length(callback_id) > 255) {
      throw std::length_error("callback_id of a modal is longer than 255 characters");
    }
    Json out = {{"type", "modal"},
                {"title", detail::plain(modal.title, 24)},
                {"notify_on_close", modal.notify_on_close},
                {"blocks", view_blocks(modal.blocks)}};
    const auto& list = out["blocks"];
    const bool has_inputs =
        std::any_of(list.begin(), list.end(), [](const Json& block) { return block["type"] == "input"; });
    if (const auto submit = detail::one_line(modal.submit, 24); !submit.empty() || has_inputs) {
      out["submit"] = detail::plain(submit, 24, "Done");
    }
    if (const auto close = detail::one_line(modal.close, 24); !close.empty()) {
      out["close"] = detail::plain(close, 24);
    }
    add_metadata(out, modal.private_metadata);
    if (!callback_id.empty()) {
      out["callback_id"] = std::move(callback_id);
    }
    return out;
  }

  static Json view_blocks(const Blocks& blocks) {
    auto list = blocks.impl_->fitted(view_room);
    if (list.empty()) {
      list.push_back({{"type", "section"}, {"text", detail::mrkdwn(detail::nothing)}});
    }
    return list;
  }
};

std::string message_json(const OutMessage& message) {
  const auto object = dump(Surfaces::message(message));
  return object.substr(1, object.size() - 2);
}

std::string response_json(const OutMessage& message, bool in_channel, bool replace_original) {
  auto out = Surfaces::message(message);
  out["response_type"] = in_channel ? "in_channel" : "ephemeral";
  out["replace_original"] = replace_original;
  return dump(out);
}

std::string modal_json(const Modal& modal) {
  return dump(Surfaces::modal(modal));
}

std::string home_json(const Blocks& blocks, std::string_view private_metadata) {
  Json out = {{"type", "home"}, {"blocks", Surfaces::view_blocks(blocks)}};
  add_metadata(out, private_metadata);
  return dump(out);
}

std::string view_update_json(const Modal& modal) {
  return dump({{"response_action", "update"}, {"view", Surfaces::modal(modal)}});
}

std::string view_push_json(const Modal& modal) {
  return dump({{"response_action", "push"}, {"view", Surfaces::modal(modal)}});
}

std::string view_clear_json() {
  return R"({"response_action":"clear"})";
}

std::string view_errors_json(const std::vector<std::pair<std::string, std::string>>& errors) {
  Json by_block = Json::object();
  for (const auto& [block_id, what] : errors) {
    if (detail::Ids::usable(block_id) && !by_block.contains(block_id)) {
      auto text = detail::one_line(what, 500);
      by_block[block_id] = text.empty() ? "Please check this." : std::move(text);
    }
  }
  if (by_block.empty()) {
    throw std::invalid_argument("an answer with errors names at least one block");
  }
  return dump({{"response_action", "errors"}, {"errors", std::move(by_block)}});
}

}  // namespace slack
