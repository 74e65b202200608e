#include "core/debrief.h"

#include <algorithm>
#include <array>
#include <random>

#include "tests/catch.h"
#include "tests/core/support/debrief_sample.h"

using namespace muster::core;
using muster::core::testing::at;
using muster::core::testing::sample;
using muster::core::testing::sample_policy;

namespace {

constexpr std::array formats{Format::markdown, Format::html, Format::json, Format::csv};

bool contains(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

Words said(std::string_view text) {
  return words(plain(text));
}

Entry of(EntryKind kind, std::string from = "", std::string to = "", Words text = {}) {
  Entry entry;
  entry.kind = kind;
  entry.author = UserId{"U1"};
  entry.from = std::move(from);
  entry.to = std::move(to);
  entry.words = std::move(text);
  return entry;
}

std::string described(const Entry& entry) {
  return to_plain(describe(entry, sample_policy()));
}

}  // namespace

TEST_CASE("formats have the names, endings and types that people use") {
  CHECK(parse_format("md") == Format::markdown);
  CHECK(parse_format("markdown") == Format::markdown);
  for (const Format format : formats) CHECK(parse_format(extension(format)) == format);
  CHECK_FALSE(parse_format("pdf"));
  CHECK_FALSE(parse_format(""));
  CHECK(mime_type(Format::html) == "text/html; charset=utf-8");
  CHECK(mime_type(Format::csv) == "text/csv; charset=utf-8");
  CHECK(mime_type(Format::json) == "application/json");
  CHECK(mime_type(Format::markdown) == "text/markdown; charset=utf-8");
}

TEST_CASE("each kind of entry is described in one line") {
  CHECK(described(of(EntryKind::declared, "", "", said("Checkout is down"))) == "Declared: Checkout is down");
  CHECK(described(of(EntryKind::note, "", "", said("12 pods restarted"))) == "12 pods restarted");
  CHECK(described(of(EntryKind::status, "investigating", "fixing")) == "Status Investigating → Fixing");
  CHECK(described(of(EntryKind::status, "", "fixing", said("found it"))) == "Status Fixing: found it");
  CHECK(described(of(EntryKind::severity, "sev3", "sev1")) == "Severity SEV3 → SEV1");
  CHECK(described(of(EntryKind::severity, "sev1", "gone", said("why"))) == "Severity SEV1 → gone: why");
  CHECK(described(of(EntryKind::update, "", "", said("All well"))) == "Update: All well");
  CHECK(described(of(EntryKind::title, "", "", said("New name"))) == "Renamed: New name");
  CHECK(described(of(EntryKind::summary, "", "", said("S"))) == "Summary: S");
  CHECK(described(of(EntryKind::impact, "", "", said("I"))) == "Impact: I");
}

TEST_CASE("roles are described by who did what") {
  Entry entry = of(EntryKind::role);
  entry.key = "lead";
  entry.person = UserId{"U1"};
  CHECK(described(entry) == "@U1 took Lead");
  entry.from = "U2";
  CHECK(described(entry) == "@U1 took Lead from @U2");
  entry.person = UserId{"U3"};
  CHECK(described(entry) == "@U1 gave Lead to @U3, who took over from @U2");
  entry.from = "U1";
  CHECK(described(entry) == "@U1 gave Lead to @U3");
  entry.person = {};
  CHECK(described(entry) == "@U1 left Lead");
  entry.from = "U2";
  CHECK(described(entry) == "@U1 released @U2 from Lead");
  entry.author = {};
  entry.key = "pilot";
  CHECK(described(entry) == "Muster released @U2 from pilot");
}

TEST_CASE("a message says when it has no words to show") {
  Entry entry = of(EntryKind::message);
  entry.captured.emplace();
  CHECK(described(entry) == "[message not fetched yet]");
  entry.captured->pending = false;
  CHECK(described(entry) == "[message without words]");
  entry.captured->files = {{"a.png", ""}};
  CHECK(described(entry) == "[shared without words]");
  entry.captured->unreadable = true;
  CHECK(described(entry) == "[message that could not be read]");
  entry.words = said("hello");
  CHECK(described(entry) == "hello");
  entry.words.id = 5;
  entry.words.body.reset();
  CHECK(described(entry) == "[erased]");
  entry.captured->deleted = true;
  CHECK(described(entry) == "[message deleted by its author]");
}

TEST_CASE("a withdrawn message is never described by its words") {
  Entry entry = of(EntryKind::message, "", "", said("my bad"));
  entry.captured.emplace();
  entry.captured->deleted = true;
  entry.edited = true;
  CHECK(described(entry) == "[message deleted by its author]");
}

TEST_CASE("the same incident gives the same bytes, in whatever order its entries come") {
  const DebriefInput input = sample();
  std::mt19937 random{42};
  for (const Format format : formats) {
    const std::string once = render_debrief(input, sample_policy(), format);
    CHECK_FALSE(once.empty());
    for (int i = 0; i < 10; ++i) {
      DebriefInput shuffled = input;
      std::shuffle(shuffled.entries.begin(), shuffled.entries.end(), random);
      CHECK(render_debrief(shuffled, sample_policy(), format) == once);
    }
  }
}

TEST_CASE("what was hidden or withdrawn is in no format, and what was erased says so") {
  for (const Format format : formats) {
    const std::string text = render_debrief(sample(), sample_policy(), format);
    CHECK_FALSE(contains(text, "SECRET"));
    CHECK(contains(text, "erased"));
    CHECK(contains(text, format == Format::json ? "withdrawn\": true" : "deleted by its author"));
  }
}

TEST_CASE("hidden words stay hidden wherever else they would be told") {
  DebriefInput input = sample();
  for (Entry& entry : input.entries) {
    if (entry.kind == EntryKind::update) entry.hidden = true;
  }
  for (const Format format : formats) {
    CHECK_FALSE(contains(render_debrief(input, sample_policy(), format), "The cause is known"));
  }
}

TEST_CASE("a private incident and a drill are marked at the top of every format") {
  DebriefInput input = sample();
  for (const Format format : formats) {
    const std::string open = render_debrief(input, sample_policy(), format);
    CHECK_FALSE(contains(open, "Confidential"));
    CHECK_FALSE(contains(open, "CONFIDENTIAL"));
  }
  input.incident.is_private = true;
  input.incident.drill = true;
  CHECK(
      contains(render_debrief(input, sample_policy(), Format::markdown).substr(0, 200), "> **Confidential"));
  CHECK(contains(render_debrief(input, sample_policy(), Format::markdown).substr(0, 250), "> **Drill"));
  const std::string page = render_debrief(input, sample_policy(), Format::html);
  CHECK(contains(page, "<title>Drill. Confidential. INC-42"));
  CHECK(page.find("class=\"warning private\"") < page.find("<h1"));
  CHECK(page.find("class=\"warning drill\"") < page.find("<h1"));
  CHECK(contains(render_debrief(input, sample_policy(), Format::json).substr(0, 120),
                 "\"confidential\": true"));
  CHECK(contains(render_debrief(input, sample_policy(), Format::csv), "\r\nCONFIDENTIAL DRILL,INC-42,"));
}

TEST_CASE("an incident of which only the declaration is known can be exported") {
  const Policy unset;
  const DebriefInput nothing;
  for (const Format format : formats) {
    CHECK_FALSE(render_debrief(nothing, unset, format).empty());
    CHECK_FALSE(render_debrief(muster::core::testing::bare(), sample_policy(), format).empty());
  }
}

TEST_CASE("times far out of any range break nothing") {
  DebriefInput input = sample();
  input.entries.push_back(muster::core::testing::note(500, from_millis(0), plain("long ago")));
  input.entries.push_back(muster::core::testing::note(501, from_millis(4102444800000), plain("far away")));
  for (const Format format : formats) {
    const std::string text = render_debrief(input, sample_policy(), format);
    CHECK(contains(text, "long ago"));
    CHECK(contains(text, "far away"));
  }
}

TEST_CASE("a zone that doesn't exist is shown as UTC") {
  Policy policy = sample_policy();
  policy.zone = "Mars/Olympus";
  for (const Format format : formats) {
    CHECK_FALSE(contains(render_debrief(sample(), policy, format), "Olympus"));
  }
}
