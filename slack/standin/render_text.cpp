#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "slack/standin/markup.h"
#include "slack/standin/render.h"
#include "slack/text.h"

namespace slack::standin {
namespace {

using nlohmann::json;

class Lines {
 public:
  explicit Lines(const Names& names) : names_(names) {}

  std::string surface(std::string_view text) {
    const auto root = json::parse(text, nullptr, false);
    if (!root.is_object()) {
      return "(not a JSON object)\n";
    }
    const bool modal = string_member(root, "type") == "modal";
    if (modal) {
      add("═══ " + plain(member(root, "title")) + " ═══");
    }
    const auto& list = member(root, "blocks");
    if (list.is_array() && !list.empty()) {
      for (const auto& one : list) {
        block(one);
      }
    } else {
      rich(member(root, "text"));
    }
    if (modal) {
      const auto close = plain(member(root, "close"));
      const auto submit = plain(member(root, "submit"));
      add(fmt::format("[ {} ]{}", close.empty() ? "Cancel" : close,
                      submit.empty() ? "" : fmt::format("  [ {} ]", submit)));
    }
    return out_;
  }

 private:
  void block(const json& in) {
    const auto type = string_member(in, "type");
    if (type == "header") {
      add(plain(member(in, "text")));
    } else if (type == "divider") {
      add("────────────────────────");
    } else if (type == "section") {
      rich(member(in, "text"));
      each(member(in, "fields"), [&](const json& one) { add(field(one)); });
      if (in.contains("accessory")) {
        add(element(in["accessory"]));
      }
    } else if (type == "context") {
      std::string line;
      each(member(in, "elements"),
           [&](const json& one) { line += (line.empty() ? "" : "  ·  ") + plain_text(one, names_); });
      add("  " + line);
    } else if (type == "actions") {
      std::string line;
      each(member(in, "elements"),
           [&](const json& one) { line += (line.empty() ? "" : "  ") + element(one); });
      add(line);
    } else if (type == "input") {
      add(fmt::format("{}{}: {}", plain(member(in, "label")),
                      member(in, "optional") == true ? " (optional)" : "", element(member(in, "element"))));
      if (const auto hint = plain(member(in, "hint")); !hint.empty()) {
        add("  " + hint);
      }
    } else {
      add(fmt::format("({})", type.empty() ? "?" : type));
    }
  }

  std::string element(const json& in) const {
    const auto type = string_member(in, "type");
    if (type == "button") {
      return fmt::format("[ {} ]", plain(member(in, "text")));
    }
    if (type == "overflow") {
      std::string all;
      each(member(in, "options"),
           [&](const json& option) { all += (all.empty() ? "" : " | ") + plain(member(option, "text")); });
      return fmt::format("[ … {} ]", all);
    }
    if (type == "static_select") {
      return select(plain(member(member(in, "initial_option"), "text")), in);
    }
    if (type == "users_select") {
      const auto user = string_member(in, "initial_user");
      const auto known = names_.find(user);
      return select(known == names_.end() ? user : known->second, in);
    }
    if (type == "checkboxes") {
      return choices(in, member(in, "initial_options"), "[x]", "[ ]");
    }
    if (type == "radio_buttons") {
      return choices(in, json::array({member(in, "initial_option")}), "(•)", "( )");
    }
    if (type == "plain_text_input") {
      auto value = string_member(in, "initial_value");
      std::replace(value.begin(), value.end(), '\n', ' ');
      const auto placeholder = plain(member(in, "placeholder"));
      return value.empty() ? fmt::format("[{}________]", placeholder.empty() ? "" : placeholder + " ")
                           : fmt::format("[{}]", value);
    }
    return fmt::format("({})", type.empty() ? "?" : type);
  }

  std::string select(const std::string& chosen, const json& in) const {
    const auto placeholder = plain(member(in, "placeholder"));
    return fmt::format("[ {} ▾ ]", !chosen.empty() ? chosen : placeholder.empty() ? "Select" : placeholder);
  }

  std::string choices(const json& in, const json& chosen, std::string_view on, std::string_view off) const {
    std::string out;
    each(member(in, "options"), [&](const json& option) {
      const bool is_on = std::find(chosen.begin(), chosen.end(), option) != chosen.end();
      out += fmt::format("{}{} {}", out.empty() ? "" : "  ", is_on ? on : off, plain(member(option, "text")));
    });
    return out;
  }

  // `*Lead*\n@ana` reads as "Lead: @ana".
  std::string field(const json& text) const {
    const auto lines = read_text(text, names_);
    if (lines.size() < 2 || lines.front().runs.size() != 1 || !lines.front().runs.front().bold) {
      return plain_text(lines);
    }
    return fmt::format("{}: {}", lines.front().runs.front().text,
                       plain_text(std::vector<Line>(lines.begin() + 1, lines.end())));
  }

  void rich(const json& text) {
    for (const auto& line : read_text(text, names_)) {
      std::string shown;
      for (const auto& run : line.runs) {
        shown += run.text;
        if (!run.href.empty() && run.href != run.text) {
          shown += fmt::format(" ({})", run.href);
        }
      }
      const std::string_view mark = line.kind == Line::Kind::text    ? ""
                                    : line.kind == Line::Kind::quote ? "│ "
                                                                     : "    ";
      for (std::size_t start = 0; start <= shown.size();) {
        const auto end = std::min(shown.find('\n', start), shown.size());
        add(fmt::format("{}{}", mark, shown.substr(start, end - start)));
        start = end + 1;
      }
    }
  }

  template <class Function>
  static void each(const json& list, Function use) {
    if (list.is_array()) {
      for (const auto& one : list) {
        use(one);
      }
    }
  }

  std::string plain(const json& text) const { return plain_text(text, names_); }
  void add(std::string_view line) {
    out_ += line;
    out_ += '\n';
  }

  const Names& names_;
  std::string out_;
};

}  // namespace

std::string render_text(std::string_view json, const Names& names) {
  return clean_utf8(Lines(names).surface(json));
}

}  // namespace slack::standin
