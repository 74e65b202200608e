#include <algorithm>
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

using Rows = std::vector<std::vector<std::string>>;

/// A strict reader of RFC 4180, so that what we write is read back by others.
Rows parse(std::string_view text) {
  REQUIRE(text.substr(0, 3) == "\xEF\xBB\xBF");
  text.remove_prefix(3);
  Rows rows{{""}};
  bool quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (quoted) {
      if (c != '"') {
        rows.back().back() += c;
      } else if (i + 1 < text.size() && text[i + 1] == '"') {
        rows.back().back() += '"';
        ++i;
      } else {
        quoted = false;
      }
    } else if (c == '"') {
      REQUIRE(rows.back().back().empty());
      quoted = true;
    } else if (c == ',') {
      rows.back().emplace_back();
    } else if (c == '\r') {
      REQUIRE(text.substr(i, 2) == "\r\n");
      ++i;
      rows.push_back({""});
    } else {
      REQUIRE(c != '\n');
      rows.back().back() += c;
    }
  }
  REQUIRE_FALSE(quoted);
  REQUIRE(rows.back() == std::vector<std::string>{""});
  rows.pop_back();
  return rows;
}

Rows exported(const DebriefInput& input) {
  return parse(render_debrief(input, sample_policy(), Format::csv));
}

std::string text_of(std::string_view words) {
  DebriefInput input = bare();
  input.entries.push_back(note(9, at(2, 20), plain(words)));
  return exported(input).back()[10];
}

}  // namespace

TEST_CASE("CSV has a header and a row for each visible entry, in order") {
  const Rows rows = exported(sample());
  CHECK(rows[0] == std::vector<std::string>{"marking", "incident", "entry", "occurred_at", "occurred_local",
                                            "zone", "recorded_at", "kind", "author_id", "author", "text",
                                            "permalink", "files", "edited", "withdrawn", "erased"});
  const DebriefInput input = sample();
  const auto hidden = std::count_if(input.entries.begin(), input.entries.end(),
                                    [](const Entry& entry) { return entry.hidden; });
  CHECK(rows.size() == 1 + input.entries.size() - static_cast<std::size_t>(hidden));
  for (const auto& row : rows) CHECK(row.size() == rows[0].size());
  for (std::size_t i = 2; i < rows.size(); ++i) CHECK(rows[i - 1][3] <= rows[i][3]);
  CHECK(rows[1] ==
        std::vector<std::string>{"none", "INC-42", "3", "2026-03-01T02:03:20.000Z", "2026-03-01 03:03",
                                 "Europe/Berlin", "2026-03-01T02:19:00.000Z", "message", "U4", "Grace Hopper",
                                 "p99 of checkout is climbing, is anyone on this? :eyes:",
                                 "https://example.slack.com/archives/C42/p1772330600", "", "no", "no", "no"});
}

TEST_CASE("a cell that a spreadsheet would run is text") {
  CHECK(text_of("=cmd|' /C calc'!A0") == "'=cmd|' /C calc'!A0");
  CHECK(text_of("+1 for that") == "'+1 for that");
  CHECK(text_of("-1") == "'-1");
  CHECK(text_of("@SUM(A1)") == "'@SUM(A1)");
  CHECK(text_of("＝1+1") == "'＝1+1");
  CHECK(text_of("1=1") == "1=1");
  DebriefInput input = bare();
  input.names[UserId{"U1"}] = "=HYPERLINK(\"https://evil.example\")";
  CHECK(exported(input)[1][9].front() == '\'');
  Entry message = note(9, at(2, 20), {{Span::Kind::code_block, "\t=1", ""}});
  input.entries.push_back(message);
  CHECK(exported(input).back()[10] == "'    =1");
}

TEST_CASE("quotes, commas, lines and bytes of any kind come back as they were") {
  CHECK(text_of("say \"hi\", then\nleave") == "say \"hi\", then\nleave");
  CHECK(text_of("a\r\nb") == "a\nb");
  CHECK(text_of("bad \xFF byte") == "bad \uFFFD byte");
  CHECK(text_of("]]> <script> | ` 👍 العربية") == "]]> <script> | ` 👍 العربية");
  const std::string long_text(10000, 'x');
  CHECK(text_of(long_text) == long_text);
}
