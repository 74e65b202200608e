#include "slack/elements.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <set>
#include <vector>

#include "slack/text.h"

namespace slack {

std::string_view base_action_id(std::string_view action_id) {
  const auto mark = action_id.rfind('~');
  if (mark == std::string_view::npos || mark == 0 || mark + 1 == action_id.size()) {
    return action_id;
  }
  const auto suffix = action_id.substr(mark + 1);
  const bool digits = std::all_of(suffix.begin(), suffix.end(), [](char c) { return c >= '0' && c <= '9'; });
  return digits ? action_id.substr(0, mark) : action_id;
}

namespace detail {
namespace {

using nlohmann::json;

constexpr std::size_t max_id = 240;  // Slack's 255 less room for a suffix
constexpr std::size_t max_options = 100;
constexpr std::size_t max_options_of_overflow = 5;
constexpr std::size_t max_options_of_boxes = 10;
constexpr std::size_t max_option_value = 75;  // 150 in the documentation, 75 in Slack's own type definitions
constexpr std::size_t max_button_value = 2000;
constexpr std::size_t max_url = 3000;
// Above this the descriptions of options go, so that one select never fills a message by itself.
constexpr std::size_t max_options_text = 6000;

// White space, controls and the characters of no width, as UTF-8.
constexpr std::array<std::string_view, 31> invisible = {
    " ",      "\t",     "\n",     "\r",     "\u00a0", "\u00ad", "\u034f", "\u061c",
    "\u1680", "\u180e", "\u2000", "\u2001", "\u2002", "\u2003", "\u2004", "\u2005",
    "\u2006", "\u2007", "\u2008", "\u2009", "\u200a", "\u200b", "\u200c", "\u200d",
    "\u2028", "\u2029", "\u202f", "\u205f", "\u2060", "\u3000", "\ufeff"};

// The length in bytes of the invisible character that `utf8` begins with, or 0.
std::size_t invisible_at_front(std::string_view utf8) {
  for (const auto c : invisible) {
    if (utf8.substr(0, c.size()) == c) {
      return c.size();
    }
  }
  return 0;
}

// The same text in other bytes would mean something else to whoever reads it back: then it isn't used at all.
bool survives(std::string_view bytes, std::size_t max) {
  const std::string clean = clean_utf8(bytes);
  return clean == bytes && length(clean) <= max;
}

bool is_user_id(std::string_view id) {
  return !id.empty() && id.size() <= 64 && std::all_of(id.begin(), id.end(), [](char c) {
    return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  });
}

bool is_host_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         std::string_view("-._~:@[]%!$&'()*+,;=").find(c) != std::string_view::npos;
}

// An http(s) address with everything percent-encoded that may not stand in one; none if it isn't such an
// address.
std::optional<std::string> web_address(std::string_view url) {
  const auto scheme_end = url.find("://");
  if (scheme_end == std::string_view::npos) {
    return std::nullopt;
  }
  std::string scheme(url.substr(0, scheme_end));
  std::transform(scheme.begin(), scheme.end(), scheme.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  const auto rest = url.substr(scheme_end + 3);
  const auto host = rest.substr(0, rest.find_first_of("/?#"));
  if ((scheme != "http" && scheme != "https") || host.empty() ||
      !std::all_of(host.begin(), host.end(), is_host_character)) {
    return std::nullopt;
  }
  std::string out = scheme + "://";
  for (const char c : rest) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte <= 0x20 || byte >= 0x7f || std::string_view("\"<>\\^`{|}").find(c) != std::string_view::npos) {
      out += fmt::format("%{:02X}", byte);
    } else {
      out += c;
    }
  }
  return out.size() <= max_url ? std::optional(out) : std::nullopt;
}

json confirmation(const Confirm& confirm, bool danger) {
  json out = {{"title", plain(confirm.title, 100, "Are you sure?")},
              {"text", {{"type", "plain_text"}, {"text", many_lines(confirm.text, 300)}}},
              {"confirm", plain(confirm.yes, 30, "Yes")},
              {"deny", plain(confirm.no, 30, "No")}};
  if (out["text"]["text"].get_ref<const std::string&>().empty()) {
    out["text"]["text"] = nothing;
  }
  if (danger) {
    out["style"] = "danger";
  }
  return out;
}

struct Options {
  json list = json::array();
  std::size_t left_out = 0;

  // The option as it stands in the list, since Slack wants an initial one to be equal to it; or null.
  json find(std::string_view value) const {
    const auto it =
        std::find_if(list.begin(), list.end(), [&](const json& option) { return option["value"] == value; });
    return it == list.end() ? json() : *it;
  }
};

Options build_options(const std::vector<Option>& options, std::size_t max) {
  Options out;
  std::set<std::string_view> values;
  std::size_t text_size = 0;
  for (const auto& option : options) {
    if (values.count(option.value) != 0) {
      continue;  // the same choice again
    }
    if (blank(option.value) || !survives(option.value, max_option_value) || out.list.size() == max) {
      ++out.left_out;
      continue;
    }
    values.insert(option.value);
    json entry = {{"text", plain(option.text, 75)}, {"value", option.value}};
    text_size += length(entry["text"]["text"].get_ref<const std::string&>());
    if (const auto description = one_line(option.description, 75); !description.empty()) {
      entry["description"] = plain(description, 75);
      text_size += length(description);
    }
    out.list.push_back(std::move(entry));
  }
  if (text_size > max_options_text) {
    for (auto& entry : out.list) {
      entry.erase("description");
    }
  }
  return out;
}

void add_placeholder(json& element, std::string_view placeholder) {
  if (const auto text = one_line(placeholder, 150); !text.empty()) {
    element["placeholder"] = plain(text, 150);
  }
}

using Built = std::pair<json, std::size_t>;

Built build_one(const Button& button) {
  if (!survives(button.value, max_button_value)) {
    return {};
  }
  json out = {{"type", "button"}, {"text", plain(button.text, 75)}};
  if (!blank(button.value)) {
    out["value"] = button.value;
  }
  if (button.style != Style::normal) {
    out["style"] = button.style == Style::primary ? "primary" : "danger";
  }
  if (button.confirm) {
    out["confirm"] = confirmation(*button.confirm, button.style == Style::danger);
  }
  if (!button.url.empty()) {
    const auto url = web_address(button.url);
    if (!url) {
      return {};
    }
    out["url"] = *url;
  }
  return {std::move(out), 0};
}

Built build_one(const Select& select) {
  const auto options = build_options(select.options, max_options);
  if (options.list.empty()) {
    return {};
  }
  json out = {{"type", "static_select"}, {"options", options.list}};
  add_placeholder(out, select.placeholder);
  if (auto initial = options.find(select.initial); !initial.is_null()) {
    out["initial_option"] = std::move(initial);
  }
  return {std::move(out), options.left_out};
}

Built build_one(const UserSelect& select) {
  json out = {{"type", "users_select"}};
  add_placeholder(out, select.placeholder);
  if (is_user_id(select.initial.value)) {
    out["initial_user"] = select.initial.value;
  }
  return {std::move(out), 0};
}

Built build_one(const UsersSelect& select) {
  json out = {{"type", "multi_users_select"}};
  add_placeholder(out, select.placeholder);
  json initial = json::array();
  for (const auto& user : select.initial) {
    if (is_user_id(user.value) && std::find(initial.begin(), initial.end(), user.value) == initial.end()) {
      initial.push_back(user.value);
    }
  }
  if (!initial.empty()) {
    out["initial_users"] = std::move(initial);
  }
  return {std::move(out), 0};
}

Built build_one(const Overflow& overflow) {
  const auto options = build_options(overflow.options, max_options_of_overflow);
  if (options.left_out != 0) {
    // A select takes more, and what it sends (selected_option) is the same.
    return build_one(Select{overflow.action_id, "More…", overflow.options, {}});
  }
  if (options.list.empty()) {
    return {};
  }
  return {json{{"type", "overflow"}, {"options", options.list}}, 0};
}

Built build_one(const Checkboxes& boxes) {
  const auto options = build_options(boxes.options, max_options_of_boxes);
  if (options.list.empty()) {
    return {};
  }
  json out = {{"type", "checkboxes"}, {"options", options.list}};
  json initial = json::array();
  for (const auto& option : options.list) {
    const auto& value = option["value"].get_ref<const std::string&>();
    if (std::find(boxes.initial.begin(), boxes.initial.end(), value) != boxes.initial.end()) {
      initial.push_back(option);
    }
  }
  if (!initial.empty()) {
    out["initial_options"] = std::move(initial);
  }
  return {std::move(out), options.left_out};
}

Built build_one(const Radio& radio) {
  const auto options = build_options(radio.options, max_options_of_boxes);
  if (options.left_out != 0) {
    return build_one(Select{radio.action_id, {}, radio.options, radio.initial});  // see Overflow
  }
  if (options.list.empty()) {
    return {};
  }
  json out = {{"type", "radio_buttons"}, {"options", options.list}};
  if (auto initial = options.find(radio.initial); !initial.is_null()) {
    out["initial_option"] = std::move(initial);
  }
  return {std::move(out), 0};
}

Built build_one(const TextInput& input) {
  const auto max = std::clamp<std::size_t>(input.max_length, 1, 3000);
  json out = {{"type", "plain_text_input"}, {"multiline", input.multiline}, {"max_length", max}};
  add_placeholder(out, input.placeholder);
  const auto initial = input.multiline ? many_lines(input.initial, max) : one_line(input.initial, max);
  if (!initial.empty()) {
    out["initial_value"] = initial;
  }
  return {std::move(out), 0};
}

template <class Variant>
Built build_any(const Variant& element, Ids& action_ids) {
  return std::visit(
      [&](const auto& one) -> Built {
        if (!one.action_id.empty() && !Ids::usable(one.action_id)) {
          return {};
        }
        auto built = build_one(one);
        if (!built.first.is_null()) {
          if (auto id = action_ids.claim(one.action_id)) {
            built.first["action_id"] = std::move(*id);
          }
        }
        return built;
      },
      element);
}

}  // namespace

bool blank(std::string_view utf8) {
  while (!utf8.empty()) {
    const auto size = invisible_at_front(utf8);
    if (size == 0) {
      return false;
    }
    utf8.remove_prefix(size);
  }
  return true;
}

std::string one_line(std::string_view bytes, std::size_t max) {
  std::string text = clean_utf8(bytes);
  if (blank(text)) {
    return {};
  }
  std::replace_if(
      text.begin(), text.end(), [](char c) { return c == '\n' || c == '\t'; }, ' ');
  text.erase(0, text.find_first_not_of(' '));
  text.erase(text.find_last_not_of(' ') + 1);
  text = fit(text, max);
  return blank(text) ? std::string() : text;
}

std::string many_lines(std::string_view bytes, std::size_t max) {
  std::string text = fit(clean_utf8(bytes), max);
  return blank(text) ? std::string() : text;
}

json plain(std::string_view bytes, std::size_t max, std::string_view otherwise) {
  auto text = one_line(bytes, max);
  if (text.empty()) {
    text = otherwise;
  }
  return {{"type", "plain_text"}, {"text", std::move(text)}, {"emoji", true}};
}

json mrkdwn(std::string_view text) {
  return {{"type", "mrkdwn"}, {"text", text}, {"verbatim", true}};
}

bool Ids::usable(std::string_view id) {
  return !blank(id) && survives(id, max_id);
}

std::optional<std::string> Ids::claim(std::string_view id) {
  if (!usable(id)) {
    return std::nullopt;
  }
  if (taken_.emplace(id).second) {
    return std::string(id);
  }
  const std::string base(base_action_id(id));
  std::size_t& suffix = last_suffix_.emplace(base, 1).first->second;
  for (;;) {
    auto candidate = fmt::format("{}~{}", base, ++suffix);
    if (taken_.insert(candidate).second) {
      return candidate;
    }
  }
}

std::pair<json, std::size_t> build(const Element& element, Ids& action_ids) {
  return build_any(element, action_ids);
}
std::pair<json, std::size_t> build(const InputElement& element, Ids& action_ids) {
  return build_any(element, action_ids);
}

}  // namespace detail
}  // namespace slack
