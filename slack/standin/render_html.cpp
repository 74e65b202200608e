#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "slack/standin/markup.h"
#include "slack/standin/render.h"
#include "slack/text.h"

namespace slack::standin {
namespace {

using nlohmann::json;

constexpr std::string_view style = R"css(
:root { color-scheme: light; }
* { box-sizing: border-box; }
body { margin: 0; padding: 24px; background: #f4f4f4; color: #1d1c1d;
  font: 15px/1.46668 Slack-Lato, Lato, "Helvetica Neue", Helvetica, Arial, "Noto Sans", "Noto Color Emoji", sans-serif; }
h1 { font-size: 22px; margin: 0 0 16px; }
.surfaces { display: flex; flex-wrap: wrap; gap: 24px; align-items: flex-start; }
figure { width: 390px; margin: 0; }
figcaption { color: #616061; font-size: 13px; margin: 0 0 6px; overflow-wrap: anywhere; }
.surface { background: #fff; border: 1px solid #ddd; border-radius: 12px; overflow: hidden; overflow-wrap: anywhere; }
.message { display: flex; gap: 8px; padding: 12px 14px; }
.avatar { flex: none; width: 36px; height: 36px; border-radius: 8px; background: #4a154b; color: #fff;
  font-weight: 900; font-size: 20px; line-height: 36px; text-align: center; }
.body { flex: 1; min-width: 0; }
.who { font-weight: 900; line-height: 1.3; }
.badge { display: inline-block; margin-left: 4px; padding: 0 3px; border-radius: 2px; background: #ebeaeb;
  color: #616061; font: 700 10px/14px sans-serif; vertical-align: 2px; }
.only { color: #616061; font-size: 12px; margin-bottom: 2px; }
.block { margin: 4px 0 8px; }
.header { font-size: 18px; font-weight: 900; line-height: 1.3; margin: 8px 0; }
.section { display: flex; gap: 12px; }
.section > .main { flex: 1; min-width: 0; }
.section > .side { flex: none; max-width: 48%; }
.fields { display: grid; grid-template-columns: 1fr 1fr; gap: 8px 16px; }
.context { display: flex; flex-wrap: wrap; gap: 2px 10px; font-size: 12.5px; color: #616061; }
.actions { display: flex; flex-wrap: wrap; gap: 8px; align-items: center; }
hr { border: 0; border-top: 1px solid #ddd; margin: 12px 0; }
.line { white-space: pre-wrap; min-height: 1.2em; }
.quote { border-left: 4px solid #ddd; padding-left: 12px; }
pre { margin: 4px 0; padding: 8px; border: 1px solid #ddd; border-radius: 4px; background: #f8f8f8; white-space: pre-wrap; }
code { border: 1px solid #ddd; border-radius: 3px; padding: 1px 3px; background: #f8f8f8; color: #c01343; }
pre, code { font: 12px/1.5 Monaco, Menlo, Consolas, "DejaVu Sans Mono", monospace; }
a { color: #1264a3; text-decoration: none; }
.mention { color: #1264a3; background: #e8f5fa; border-radius: 3px; padding: 0 2px; }
.button, .select { display: inline-block; max-width: 100%; min-height: 34px; padding: 5px 12px; border: 1px solid #bbb; border-radius: 8px;
  background: #fff; font-weight: 700; line-height: 22px; }
.primary { background: #007a5a; border-color: #007a5a; color: #fff; }
.danger { background: #e01e5a; border-color: #e01e5a; color: #fff; }
.select { font-weight: 400; padding-right: 28px; position: relative; }
.select::after { content: ""; position: absolute; right: 12px; top: 11px; width: 7px; height: 7px;
  border: solid #616061; border-width: 0 1.5px 1.5px 0; transform: rotate(45deg); }
.empty { color: #8d8d8d; }
.overflow { min-width: 36px; text-align: center; letter-spacing: 1px; padding: 5px 8px; }
.choice { display: flex; gap: 8px; margin: 4px 0; }
.choice i { flex: none; width: 16px; height: 16px; margin-top: 3px; border: 1.5px solid #868686; border-radius: 3px; font: 700 12px/13px sans-serif; text-align: center; }
.choice i.round { border-radius: 50%; }
.choice i.on { background: #1264a3; border-color: #1264a3; color: #fff; }
.small { color: #616061; font-size: 12.5px; }
.label { font-weight: 700; margin-bottom: 4px; }
.label span { font-weight: 400; color: #616061; }
.field { border: 1px solid #868686; border-radius: 4px; padding: 7px 12px; min-height: 38px; white-space: pre-wrap; }
.tall { min-height: 92px; }
.input .select { display: block; border-color: #868686; border-radius: 4px; }
.bar { display: flex; align-items: center; padding: 14px 18px; border-bottom: 1px solid #eee; font-size: 18px; font-weight: 900; }
.bar .title { flex: 1; }
.bar .close { color: #616061; font-weight: 400; }
.content { padding: 12px 18px; }
.content .block { margin: 4px 0 16px; }
.content .header { margin: 8px 0; }
.foot { display: flex; justify-content: flex-end; gap: 10px; padding: 12px 18px; border-top: 1px solid #eee; }
.tabs { display: flex; gap: 18px; padding: 12px 18px 0; border-bottom: 1px solid #ddd; color: #616061; }
.tabs b { color: #1d1c1d; border-bottom: 2px solid #4a154b; padding-bottom: 8px; }
.unknown { border: 1px dashed #e01e5a; border-radius: 4px; padding: 4px 8px; color: #e01e5a; font-size: 13px; }
)css";

std::string safe(std::string_view text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      default:
        out += c;
    }
  }
  return out;
}

std::string wrapped(std::string_view class_name, std::string_view html) {
  return fmt::format("<div class=\"{}\">{}</div>\n", class_name, html);
}

class Page {
 public:
  explicit Page(const Names& names) : names_(names) {}

  std::string surface(std::string_view text) const {
    const auto root = json::parse(text, nullptr, false);
    if (!root.is_object()) {
      return wrapped("content", unknown("not a JSON object"));
    }
    const auto type = string_member(root, "type");
    if (type == "modal") {
      return modal(root);
    }
    if (type == "home") {
      return wrapped("tabs", "<b>Home</b><span>Messages</span><span>About</span>") +
             wrapped("content", blocks(root));
    }
    return message(root);
  }

 private:
  std::string message(const json& root) const {
    auto name = string_member(root, "username");
    if (name.empty()) {
      name = "Muster";
    }
    std::string body;
    if (string_member(root, "response_type") == "ephemeral") {
      body += wrapped("only", "Only visible to you");
    }
    body += wrapped("who", safe(name) + "<span class=\"badge\">APP</span>");
    const auto& list = member(root, "blocks");
    body += list.is_array() && !list.empty() ? blocks(root) : rich(member(root, "text"));
    const bool ascii = static_cast<unsigned char>(name.front()) < 0x80U;
    const auto avatar = wrapped("avatar", ascii ? safe(name.substr(0, 1)) : "•");
    return wrapped("message", avatar + wrapped("body", body));
  }

  std::string modal(const json& root) const {
    std::string out =
        wrapped("bar", fmt::format("<span class=\"title\">{}</span><span class=\"close\">✕</span>",
                                   plain(member(root, "title"))));
    out += wrapped("content", blocks(root));
    const auto close = plain(member(root, "close"));
    const auto submit = plain(member(root, "submit"));
    std::string foot = fmt::format("<span class=\"button\">{}</span>", close.empty() ? "Cancel" : close);
    if (!submit.empty()) {
      foot += fmt::format("<span class=\"button primary\">{}</span>", submit);
    }
    return out + wrapped("foot", foot);
  }

  std::string blocks(const json& root) const {
    std::string out;
    const auto& list = member(root, "blocks");
    if (list.is_array()) {
      for (const auto& one : list) {
        out += block(one);
      }
    }
    return out;
  }

  std::string block(const json& in) const {
    const auto type = string_member(in, "type");
    if (type == "header") {
      return wrapped("block header", plain(member(in, "text")));
    }
    if (type == "divider") {
      return "<hr>\n";
    }
    if (type == "section") {
      return section(in);
    }
    if (type == "context") {
      return wrapped("block context", each(member(in, "elements"),
                                           [&](const json& one) { return "<div>" + rich(one) + "</div>"; }));
    }
    if (type == "actions") {
      return wrapped("block actions",
                     each(member(in, "elements"), [&](const json& one) { return element(one); }));
    }
    if (type == "input") {
      return input(in);
    }
    return wrapped("block", unknown(type));
  }

  std::string section(const json& in) const {
    std::string main = rich(member(in, "text"));
    if (member(in, "fields").is_array()) {
      main += wrapped("fields", each(member(in, "fields"),
                                     [&](const json& one) { return "<div>" + rich(one) + "</div>"; }));
    }
    std::string out = wrapped("main", main);
    if (in.contains("accessory")) {
      out += wrapped("side", element(in["accessory"]));
    }
    return wrapped("block section", out);
  }

  std::string input(const json& in) const {
    std::string out =
        wrapped("label", plain(member(in, "label")) +
                             (member(in, "optional") == true ? " <span>(optional)</span>" : ""));
    out += element(member(in, "element"));
    if (const auto hint = plain(member(in, "hint")); !hint.empty()) {
      out += wrapped("small", hint);
    }
    return wrapped("block input", out);
  }

  std::string element(const json& in) const {
    const auto type = string_member(in, "type");
    if (type == "button") {
      const auto look = string_member(in, "style");
      const std::string_view known = look == "primary" ? " primary" : look == "danger" ? " danger" : "";
      return fmt::format("<span class=\"button{}\">{}</span>\n", known, plain(member(in, "text")));
    }
    if (type == "overflow") {
      return "<span class=\"button overflow\">•••</span>\n";
    }
    if (type == "static_select") {
      return select(plain(member(member(in, "initial_option"), "text")), in, "Select an option");
    }
    if (type == "users_select") {
      const auto user = string_member(in, "initial_user");
      const auto known = names_.find(user);
      return select(safe(known == names_.end() ? user : known->second), in, "Select a user");
    }
    if (type == "checkboxes") {
      return choices(in, member(in, "initial_options"), "");
    }
    if (type == "radio_buttons") {
      return choices(in, json::array({member(in, "initial_option")}), "round ");
    }
    if (type == "plain_text_input") {
      const auto value = safe(string_member(in, "initial_value"));
      const std::string_view size = member(in, "multiline") == true ? "field tall" : "field";
      return wrapped(size, value.empty() ? placeholder(in, "") : value);
    }
    return unknown(type);
  }

  std::string select(const std::string& chosen, const json& in, std::string_view otherwise) const {
    return fmt::format("<span class=\"select\">{}</span>\n",
                       chosen.empty() ? placeholder(in, otherwise) : chosen);
  }

  std::string placeholder(const json& in, std::string_view otherwise) const {
    const auto text = plain(member(in, "placeholder"));
    return fmt::format("<span class=\"empty\">{}</span>", text.empty() ? otherwise : text);
  }

  std::string choices(const json& in, const json& chosen, std::string_view shape) const {
    return "<div>" +
           each(member(in, "options"),
                [&](const json& option) {
                  const bool on = std::find(chosen.begin(), chosen.end(), option) != chosen.end();
                  std::string text = plain(member(option, "text"));
                  if (const auto description = plain(member(option, "description")); !description.empty()) {
                    text += fmt::format("<div class=\"small\">{}</div>", description);
                  }
                  return wrapped("choice",
                                 fmt::format("<i class=\"{}{}\">{}</i><div>{}</div>", shape, on ? "on" : "",
                                             !on             ? ""
                                             : shape.empty() ? "✓"
                                                             : "•",
                                             text));
                }) +
           "</div>";
  }

  template <class Function>
  static std::string each(const json& list, Function html) {
    std::string out;
    if (list.is_array()) {
      for (const auto& one : list) {
        out += html(one);
      }
    }
    return out;
  }

  std::string plain(const json& text) const { return safe(plain_text(text, names_)); }

  std::string rich(const json& text) const {
    std::string out;
    for (const auto& line : read_text(text, names_)) {
      std::string html;
      for (const auto& run : line.runs) {
        html += line.kind == Line::Kind::code ? safe(run.text) : styled(run);
      }
      if (line.kind == Line::Kind::code) {
        out += fmt::format("<pre>{}</pre>\n", html);
      } else {
        out += wrapped(line.kind == Line::Kind::quote ? "line quote" : "line", html);
      }
    }
    return out;
  }

  static std::string styled(const Run& run) {
    std::string html = safe(run.text);
    const auto in = [&html](bool wanted, std::string_view tag) {
      if (wanted) {
        html = fmt::format("<{0}>{1}</{0}>", tag, html);
      }
    };
    in(run.code, "code");
    in(run.strike, "s");
    in(run.italic, "em");
    in(run.bold, "b");
    if (run.mention) {
      html = fmt::format("<span class=\"mention\">{}</span>", html);
    }
    if (!run.href.empty()) {
      html = fmt::format("<a href=\"{}\">{}</a>", safe(run.href), html);
    }
    return html;
  }

  static std::string unknown(std::string_view what) {
    return fmt::format("<span class=\"unknown\">{}</span>", what.empty() ? "?" : safe(what));
  }

  const Names& names_;
};

}  // namespace

std::string render_html(std::string_view title, const std::vector<RenderedSurface>& surfaces,
                        const Names& names) {
  const Page page(names);
  const auto heading = safe(clean_utf8(title));
  std::string out = fmt::format(
      "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta name=\"viewport\" "
      "content=\"width=device-width\">\n<title>{0}</title>\n<style>{1}</style>\n</head>\n"
      "<body>\n<h1>{0}</h1>\n<div class=\"surfaces\">\n",
      heading, style);
  for (const auto& surface : surfaces) {
    out += fmt::format("<figure>\n<figcaption>{}</figcaption>\n{}</figure>\n",
                       safe(clean_utf8(surface.caption)), wrapped("surface", page.surface(surface.json)));
  }
  return clean_utf8(out + "</div>\n</body>\n</html>\n");
}

}  // namespace slack::standin
