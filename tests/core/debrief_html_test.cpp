#include <rapidcheck.h>

#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "core/debrief.h"
#include "tests/catch.h"
#include "tests/core/support/debrief_sample.h"

using namespace muster::core;
using muster::core::testing::at;
using muster::core::testing::bare;
using muster::core::testing::note;
using muster::core::testing::sample;
using muster::core::testing::sample_policy;

namespace {

std::string page(const DebriefInput& input, const Policy& policy = sample_policy()) {
  return render_debrief(input, policy, Format::html);
}

bool contains(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

struct Tag {
  std::string name;  ///< with a slash in front when it closes
  std::string attributes;
};

/// All tags, read as a browser reads text that has no raw text elements but style.
std::vector<Tag> tags(const std::string& html) {
  std::vector<Tag> result;
  for (std::size_t at = html.find('<'); at != std::string::npos; at = html.find('<', at)) {
    std::size_t end = at + 1;
    char quote = 0;
    for (; end < html.size() && (quote != 0 || html[end] != '>'); ++end) {
      if (quote != 0) {
        if (html[end] == quote) quote = 0;
      } else if (html[end] == '"' || html[end] == '\'') {
        quote = html[end];
      }
    }
    const std::string inside = html.substr(at + 1, end - at - 1);
    const std::size_t space = std::min(inside.find_first_of(" \n"), inside.size());
    result.push_back({inside.substr(0, space), inside.substr(space)});
    at = end;
    if (result.back().name == "style") at = html.find("</style>", at);
  }
  return result;
}

std::vector<std::string> names(const std::string& html) {
  std::vector<std::string> result;
  for (const Tag& tag : tags(html)) result.push_back(tag.name);
  return result;
}

/// The same without the picture, in which a label is left out when there is no room for it. Of the picture
/// only the kinds of elements are looked at.
std::vector<std::string> names_around_picture(const std::string& html) {
  const std::size_t begin = html.find("<svg ");
  const std::size_t end = html.find("</svg>");
  REQUIRE(begin < end);
  const std::set<std::string> drawn{"svg",  "title",  "desc",  "text",  "line",  "rect",  "path",   "circle",
                                    "/svg", "/title", "/desc", "/text", "/rect", "/path", "/circle"};
  for (const std::string& name : names(html.substr(begin, end - begin))) REQUIRE(drawn.contains(name));
  return names(html.substr(0, begin) + html.substr(end + 6));
}

/// Every element is closed in order.
void check_balance(const std::string& html) {
  const std::set<std::string> empty{"!DOCTYPE", "meta", "br"};
  std::vector<std::string> open;
  for (const Tag& tag : tags(html)) {
    if (empty.contains(tag.name) || tag.attributes.ends_with('/')) continue;
    if (tag.name.front() != '/') {
      open.push_back(tag.name);
      continue;
    }
    REQUIRE_FALSE(open.empty());
    REQUIRE("/" + open.back() == tag.name);
    open.pop_back();
  }
  CHECK(open.empty());
}

/// `text` wherever a person can write something.
DebriefInput with(const std::string& text) {
  DebriefInput input = sample();
  Incident& incident = input.incident;
  incident.title = incident.summary = incident.impact = words(plain(text));
  incident.channel_name = text;
  input.chain_head = text;
  for (auto& [id, name] : input.names) name = text;
  input.entries.push_back(note(900, at(2, 50), plain(text)));
  input.entries.push_back(note(901, at(2, 51),
                               {{Span::Kind::code, text, ""},
                                {Span::Kind::link, text, text},
                                {Span::Kind::link, text, "https://example.com/" + text},
                                {Span::Kind::emoji, text, ""},
                                {Span::Kind::person, text, text},
                                {Span::Kind::channel, text, text},
                                {Span::Kind::broadcast, text, ""},
                                {Span::Kind::code_block, text, ""}}));
  for (Entry& entry : input.entries) {
    if (!entry.captured) continue;
    entry.captured->files = {{text, "https://example.com/" + text}, {text, text}};
  }
  return input;
}

}  // namespace

TEST_CASE("the page is whole, in English, and loads nothing") {
  for (const DebriefInput& input : {sample(), bare(), DebriefInput{}}) {
    const std::string html = page(input);
    check_balance(html);
    CHECK(html.starts_with("<!DOCTYPE html>\n<html lang=\"en\">"));
    CHECK(contains(html, "<meta charset=\"utf-8\">"));
    const std::set<std::string> loading{"script", "img",  "link",  "iframe", "object", "embed",
                                        "form",   "base", "audio", "video",  "image",  "use"};
    for (const Tag& tag : tags(html)) {
      CHECK_FALSE(loading.contains(tag.name));
      CHECK_FALSE(contains(tag.attributes, " on"));
      CHECK_FALSE(contains(tag.attributes, " style="));
    }
    const std::string style = html.substr(html.find("<style>"), html.find("</style>") - html.find("<style>"));
    CHECK_FALSE(contains(style, "url("));
    CHECK_FALSE(contains(style, "@import"));
  }
}

TEST_CASE("headings, tables and the picture can be read aloud") {
  const std::string html = page(sample());
  const auto all = names(html);
  CHECK(std::count(all.begin(), all.end(), "h1") == 1);
  CHECK(std::count(all.begin(), all.end(), "h2") == 11);
  for (const Tag& tag : tags(html)) {
    if (tag.name == "th") CHECK(contains(tag.attributes, "scope="));
  }
  CHECK(contains(html, "role=\"img\" aria-labelledby=\"picture-title picture-desc\""));
  CHECK(contains(html, "<title id=\"picture-title\">INC-42 over time</title>"));
  CHECK(contains(html, "Severity SEV1 from 2026-03-01 02:24 UTC"));
}

TEST_CASE("there is a style for the dark and for paper") {
  const std::string html = page(sample());
  CHECK(contains(html, "@media screen and (prefers-color-scheme: dark)"));
  CHECK(contains(html, "@media print"));
  CHECK(contains(html, "size: A4"));
}

TEST_CASE("the timeline has both times, who, what, and the way back to the message") {
  const std::string html = page(sample());
  CHECK(contains(html,
                 "<td class=\"clock\"><time datetime=\"2026-03-01T02:03:20.000Z\">02:03</time></td>"
                 "<td class=\"local\">03:03</td>"));
  CHECK(contains(
      html, "<a href=\"https://example.slack.com/archives/C42/p1772330600\" rel=\"noopener noreferrer\">"));
  CHECK(contains(
      html,
      "<pre><code>FATAL: remaining connection slots are reserved\n  in use 500 | max 500</code></pre>"));
  CHECK(contains(html, "<bdi class=\"at\">@Grace Hopper</bdi>"));
  CHECK(contains(html, "👀"));
  CHECK(contains(html, "[message deleted by its author]"));
}

TEST_CASE("no text becomes markup, wherever it stands") {
  const auto innocent = names_around_picture(page(with("x")));
  for (const std::string& nasty :
       {std::string{"<script>alert(1)</script>"}, std::string{"\"><img src=x onerror=alert(1)>"},
        std::string{"' onmouseover='alert(1)"}, std::string{"]]>"}, std::string{"--><!--"},
        std::string{"</style></title></svg><script>"}, std::string{"&lt;b&gt;"}, std::string{"a\xFF\xC0<b"},
        std::string{"\u202E<i>"}, std::string{"`|*_#"}, std::string{"=cmd()"}}) {
    CAPTURE(nasty);
    const std::string html = page(with(nasty));
    CHECK(names_around_picture(html) == innocent);
    check_balance(html);
    CHECK_FALSE(contains(html, "\u202E"));
    CHECK_FALSE(contains(html, "\xFF"));
  }
  CHECK(rc::check("any text", [&] {
    const auto text = *rc::gen::container<std::string>(
        rc::gen::elementOf(std::string{"<>&\"'/=`!-[]abcscript \xFF\xE2\x80"}));
    RC_PRE(text.find_first_not_of(" ") != std::string::npos);
    RC_ASSERT(names_around_picture(page(with("x" + text))) == innocent);
  }));
}

TEST_CASE("only addresses of the web become links") {
  DebriefInput input = bare();
  input.entries.push_back(note(9, at(2, 20),
                               {{Span::Kind::link, "click", "javascript:alert(1)"},
                                {Span::Kind::link, "", "data:text/html,x"},
                                {Span::Kind::link, "fine", "https://example.com/?a=1&b=\"2\""}}));
  const std::string html = page(input);
  CHECK_FALSE(contains(html, "href=\"javascript"));
  CHECK_FALSE(contains(html, "href=\"data"));
  CHECK(contains(
      html, "<a href=\"https://example.com/?a=1&amp;b=&quot;2&quot;\" rel=\"noopener noreferrer\">fine</a>"));
}

TEST_CASE("a long text and names of the configuration are shown whole and harmless") {
  Policy policy = sample_policy();
  policy.roles[0].name = policy.severities[0].name = policy.statuses[1].name = "<b>bold</b>";
  DebriefInput input = sample();
  input.entries.push_back(note(900, at(2, 50), plain(std::string(10000, 'y'))));
  const std::string html = page(input, policy);
  CHECK_FALSE(contains(html, "<b>"));
  CHECK(contains(html, std::string(10000, 'y')));
  check_balance(html);
}

TEST_CASE("the picture is drawn within its frame, whatever the times") {
  DebriefInput input = sample();
  input.entries.push_back(note(900, from_millis(0), plain("years before")));
  input.entries.push_back(note(901, at(200, 0), plain("days after")));
  const std::string html = page(input);
  for (const Tag& tag : tags(html)) {
    if (tag.name != "circle") continue;
    const std::size_t begin = tag.attributes.find("cx=\"") + 4;
    const double x = std::stod(tag.attributes.substr(begin));
    CHECK(x >= 92);
    CHECK(x <= 948);
  }
}
