#include "bot/line.h"

#include "tests/catch.h"

using muster::bot::edit_distance;
using muster::bot::Line;

TEST_CASE("a line is parted into words, and what is left keeps its white space") {
  Line line("  note   12 pods\n restarted ");
  REQUIRE(line.size() == 4);
  CHECK(line.front() == "note");
  line.pop_front();
  CHECK(line.rest() == "12 pods\n restarted");
  line.pop_back();
  CHECK(line.rest() == "12 pods");
}

TEST_CASE("people and channels are words as Slack escapes them") {
  CHECK(Line::person("<@U012ABCDEF>")->value == "U012ABCDEF");
  CHECK(Line::person("<@W1|ada lovelace>")->value == "W1");
  CHECK_FALSE(Line::person("@ada"));
  CHECK_FALSE(Line::person("<@>"));
  CHECK_FALSE(Line::person("<@U1;drop>"));
  CHECK(Line::channel("<#C1|>")->value == "C1");
  CHECK_FALSE(Line::channel("<@U1>"));
  Line line("lead <@U1|ada lovelace> now");
  CHECK(line.size() == 3);
}

TEST_CASE("an incident is named by INC and its number, never by a bare number") {
  CHECK(Line::incident_number("INC-42") == 42);
  CHECK(Line::incident_number("INC-42:") == 42);
  CHECK_FALSE(Line::incident_number("INC-:"));
  CHECK(Line::incident_number("inc-7") == 7);
  for (const char* no : {"42", "INC42", "INC-", "INC-0", "INC--1", "INC-4x", "INC-99999999999", "#42"}) {
    CAPTURE(no);
    CHECK_FALSE(Line::incident_number(no));
  }
}

TEST_CASE("only a final keyword takes its value") {
  Line line("first call at 23:58");
  CHECK(*line.take_final("at") == "23:58");
  CHECK(line.rest() == "first call");
  Line other("at 23:58 the first call came");
  CHECK_FALSE(other.take_final("at"));
  CHECK(other.rest() == "at 23:58 the first call came");
}

TEST_CASE("options and flags are taken from wherever they stand") {
  Line line("checkout is --sev 2 down --drill");
  CHECK(*line.take_option("--sev") == "2");
  CHECK(line.take_flag("--drill"));
  CHECK_FALSE(line.take_flag("--private"));
  CHECK(line.rest() == "checkout is down");
  Line two("down --began yesterday 14:05 --drill");
  CHECK(*two.take_option("--began", 2) == "yesterday 14:05");
  CHECK(two.rest() == "down --drill");
  Line few("down --began 14:05");
  CHECK(*few.take_option("--began", 2) == "14:05");
  Line end("down --sev");
  CHECK(end.take_option("--sev")->empty());
  CHECK(end.rest() == "down");
  Line popped("declare INC-4 a --drill b");
  popped.pop_front();
  popped.pop_front();
  CHECK(popped.take_flag("--drill"));
  CHECK(popped.rest() == "a b");
}

TEST_CASE("a text is decoded once") {
  Line line("if a &lt; b &amp;&amp; <@U1|ada> knows");
  const auto text = line.text();
  REQUIRE(text.size() == 3);
  CHECK(text[0].text == "if a < b && ");
  CHECK(text[1].ref == "U1");
}

TEST_CASE("edit distance counts a swap of neighbours as one") {
  CHECK(edit_distance("status", "statsu") == 1);
  CHECK(edit_distance("status", "STATUS") == 0);
  CHECK(edit_distance("", "abc") == 3);
  CHECK(edit_distance("note", "nite") == 1);
  CHECK(edit_distance("lead", "leads") == 1);
}
