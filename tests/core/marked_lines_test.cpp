#include "core/marked_lines.h"

#include "tests/catch.h"

using namespace muster::core;

namespace {

std::string found(const Text& text) {
  std::string all;
  for (const auto& line : marked_lines(text))
    all += (all.empty() ? "" : "|") + std::string(line.decision ? "D " : "T ") + to_plain(line.words);
  return all;
}
std::string found(const char* text) {
  return found(plain(text));
}

}  // namespace

TEST_CASE("a line that begins with TODO: or DECISION: is found, in any case and however it is set off") {
  CHECK(found("TODO: call the vendor") == "T call the vendor");
  CHECK(found("todo: call the vendor\nDecision: no failover") == "T call the vendor|D no failover");
  CHECK(found("agreed:\n  - TODO: a\n\u2022 TODO: b\n* *TODO:* c\n> _DECISION:_ d") == "T a|T b|T c|D d");
}

TEST_CASE("what only mentions it, says nothing or is code isn't") {
  for (const char* talk : {"", "TODO", "TODO:", "TODO:  \nmore", "my TODO: is long", "TODOs: many",
                           "a decision: none", "DECISIONS: x"})
    CHECK(found(talk).empty());
  CHECK(found(Text{{Span::Kind::code_block, "TODO: x", {}}}).empty());
  CHECK(found(Text{{Span::Kind::code, "TODO: x", {}}}).empty());
}

TEST_CASE("people and links stay what they are, and a long line is cut") {
  const Text said{{Span::Kind::text, "hm\nTODO: ask ", {}},
                  {Span::Kind::person, "ada", "U1"},
                  {Span::Kind::text, "\nbye", {}}};
  const auto lines = marked_lines(said);
  REQUIRE(lines.size() == 1);
  CHECK(lines[0].words.back() == Span{Span::Kind::person, "ada", "U1"});
  CHECK(code_points(to_plain(marked_lines(plain("TODO: " + std::string(400, 'x')))[0].words)) == 150);
}
