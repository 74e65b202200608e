#include "core/debrief_text.h"

#include "tests/catch.h"

using namespace muster::core;

TEST_CASE("what is legible has no control characters and no invalid bytes") {
  CHECK(legible("a\r\nb\rc\nd\te") == "a\nb\nc\nd    e");
  CHECK(legible(std::string_view{"a\0\x01\x1b[31m\x7f", 8}) == "a[31m");
  CHECK(legible("\xC2\x85\xC2\x9F!") == "!");
  CHECK(legible("\xFF\xFE ok") == "\uFFFD\uFFFD ok");
  CHECK(legible("cut \xE2\x82").find("\xE2\x82 ") == std::string::npos);
  CHECK(legible("grüße 👍 العربية 漢字") == "grüße 👍 العربية 漢字");
  CHECK(legible("").empty());
}

TEST_CASE("nobody turns the direction of what follows") {
  CHECK(legible("a\u202Egpj.exe\u202C\u2066b\u2069") == "agpj.exeb");
  CHECK(legible("line\u2028separator") == "line\nseparator");
  CHECK(legible("\uFEFFmark") == "mark");
}

TEST_CASE("one line has single spaces and none at its ends") {
  CHECK(legible_line("  a \n\n b\t ") == "a b");
  CHECK(legible_line(" \n ").empty());
}

TEST_CASE("nothing gets into HTML as markup") {
  CHECK(html("<b a='x' c=\"y\">&amp;") == "&lt;b a=&#39;x&#39; c=&quot;y&quot;&gt;&amp;amp;");
}

TEST_CASE("common emoji are characters, others stay names") {
  CHECK(emoji("fire") == "🔥");
  CHECK(emoji("+1") == "👍");
  CHECK(emoji("+1::skin-tone-3") == "👍");
  CHECK(emoji("party_parrot") == ":party_parrot:");
}

TEST_CASE("only addresses of the web are links") {
  CHECK(is_web_address("https://example.com"));
  CHECK(is_web_address("HTTP://example.com"));
  CHECK(is_web_address("mailto:a@example.com"));
  CHECK_FALSE(is_web_address("javascript:alert(1)"));
  CHECK_FALSE(is_web_address(" https://example.com"));
  CHECK_FALSE(is_web_address("https://"));
  CHECK_FALSE(is_web_address("data:text/html,x"));
  CHECK_FALSE(is_web_address(""));
}

TEST_CASE("moments are shown in both zones, with a date where it is another day") {
  const Time night = Time{std::chrono::sys_days{std::chrono::year{2026} / 3 / 1}} + std::chrono::hours{23};
  CHECK(both_times(night, "UTC") == "2026-03-01 23:00 UTC");
  CHECK(both_times(night, "Europe/Berlin") == "2026-03-01 23:00 UTC · 2026-03-02 00:00 Europe/Berlin");
  CHECK(both_times(night - std::chrono::hours{2}, "Europe/Berlin") ==
        "2026-03-01 21:00 UTC · 22:00 Europe/Berlin");
  CHECK(long_date(night) == "Sunday, 1 March 2026");
}

TEST_CASE("readable text keeps code apart and shows where links lead") {
  using Kind = Span::Kind;
  CHECK(readable({{Kind::text, "see", ""}, {Kind::code_block, "x = 1", ""}, {Kind::text, "and", ""}}) ==
        "see\nx = 1\nand");
  CHECK(readable({{Kind::link, "the board", "https://b.example"}}) == "the board (https://b.example)");
  CHECK(readable({{Kind::link, "", "https://b.example"}}) == "https://b.example");
}
