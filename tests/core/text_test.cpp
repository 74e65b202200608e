#include "core/text.h"

#include <rapidcheck.h>

#include "core/codec.h"
#include "tests/catch.h"

using namespace muster::core;
using Kind = Span::Kind;

namespace {

Span span(Kind kind, std::string text, std::string ref = {}) {
  return {kind, std::move(text), std::move(ref)};
}

constexpr const char* bad = "\xEF\xBF\xBD";

}  // namespace

TEST_CASE("plain text of every span") {
  CHECK(plain("").empty());
  CHECK(to_plain({}).empty());
  const Text text{span(Kind::text, "ask "), span(Kind::person, "", "U1"),
                  span(Kind::text, ", "),   span(Kind::person, "Ada", "U2"),
                  span(Kind::text, " in "), span(Kind::channel, "ops", "C1"),
                  span(Kind::text, " "),    span(Kind::channel, "", "C2"),
                  span(Kind::text, " "),    span(Kind::group, "@sre", "S1"),
                  span(Kind::text, " "),    span(Kind::broadcast, "here"),
                  span(Kind::text, " "),    span(Kind::link, "", "https://a.example"),
                  span(Kind::text, " "),    span(Kind::link, "graph", "https://b.example"),
                  span(Kind::text, " "),    span(Kind::emoji, "fire"),
                  span(Kind::code, "ls"),   span(Kind::code_block, "\ncat")};
  CHECK(to_plain(text) == "ask @U1, @Ada in #ops #C2 @sre @here https://a.example graph :fire:ls\ncat");
  CHECK(decode_text(encode_text(text)) == text);
}

TEST_CASE("blank is what shows nothing") {
  CHECK(is_blank({}));
  CHECK(is_blank(plain(" \t\r\n")));
  CHECK(is_blank(
      plain("\xC2\xA0\xE2\x80\x8B\xE3\x80\x80\xEF\xBB\xBF")));  // no-break, zero-width, ideographic, BOM
  CHECK(is_blank({span(Kind::code, " "), span(Kind::text, "")}));
  CHECK_FALSE(is_blank(plain(" x ")));
  CHECK_FALSE(is_blank(plain("\xff")));
  CHECK_FALSE(is_blank({span(Kind::person, "", "U1")}));
  CHECK_FALSE(is_blank({span(Kind::emoji, "fire")}));
}

TEST_CASE("trimming keeps what is inside") {
  CHECK(trimmed(plain("  a \n b\t\n")) == plain("a \n b"));
  CHECK(trimmed({span(Kind::text, " \n"), span(Kind::text, "\xE3\x80\x80x"), span(Kind::text, " ")}) ==
        plain("x"));
  const Text person{span(Kind::text, " "), span(Kind::person, "", "U1"), span(Kind::text, "  ")};
  CHECK(trimmed(person) == Text{span(Kind::person, "", "U1")});
  CHECK(trimmed({span(Kind::code, " x ")}) == Text{span(Kind::code, " x ")});
  CHECK(trimmed(plain("   ")).empty());
}

TEST_CASE("any bytes become valid text") {
  CHECK(cleaned(plain("a\xff"
                      "b")) == plain(std::string("a") + bad + "b"));
  CHECK(cleaned(plain("a\r\nb\rc\n\nd\te")) == plain("a\nb\nc\n\nd\te"));
  CHECK(cleaned(plain(std::string_view("a\0b\x1b[31m\x7f", 9))) == plain("ab[31m"));
  CHECK(cleaned(plain("\xC2\x85x")) == plain("x"));                       // a control of the second set
  CHECK(to_plain(cleaned(plain("\xC0\xAF"))) == std::string(bad) + bad);  // overlong
  CHECK(to_plain(cleaned(plain("\xED\xA0\x80"))) == std::string(bad) + bad + bad);  // a surrogate
  CHECK(to_plain(cleaned(plain("\xF4\x90\x80\x80"))) == std::string(bad) + bad + bad + bad);
  CHECK(to_plain(cleaned(plain("\xF0\x9F\x94"))) == std::string(bad) + bad + bad);  // cut off
  CHECK(cleaned(plain("\xF0\x9F\x94\xA5 caf\xC3\xA9 \xE6\x97\xA5")) ==
        plain("\xF0\x9F\x94\xA5 caf\xC3\xA9 \xE6\x97\xA5"));
  CHECK(cleaned({span(Kind::link, "\xff", "https://x/\xff")})[0].ref == std::string("https://x/") + bad);
}

TEST_CASE("a title has one line") {
  CHECK(one_line(plain("a\n\n  b\tc")) == plain("a b c"));
  CHECK(one_line({span(Kind::code_block, "a\nb")}) == Text{span(Kind::code, "a b")});
}

TEST_CASE("shortening counts code points and cuts at words") {
  CHECK(shorten("short", 10) == "short");
  CHECK(shorten("exactly ten", 11) == "exactly ten");
  CHECK(shorten("the quick brown fox", 12) == "the quick…");
  CHECK(shorten("the quick brown fox", 10) == "the quick…");
  CHECK(shorten("the quick brown fox", 9) == "the…");
  CHECK(shorten("https://example.com/very/long", 10) == "https://e…");
  CHECK(shorten("a bbbbbbbbbbbbbbbbbbbbb", 10) ==
        "a bbbbbbb…");  // not nearly all of it thrown away for a word
  CHECK(shorten("日本語のテキスト", 4) == "日本語…");
  CHECK(shorten("anything", 1) == "…");
  CHECK(shorten("anything", 0).empty());
  CHECK(shorten("", 0).empty());
  CHECK(shorten("a\xff"
                "b",
                3) == std::string("a") + bad + "b");
  CHECK(excerpt({span(Kind::person, "Ada", "U1"), span(Kind::text, " took the lead")}, 10) == "@Ada took…");
  CHECK(code_points("a日\xff") == 3);
}

TEST_CASE("no text of any bytes is shortened into an invalid one") {
  CHECK(rc::check([](const std::string& bytes, std::uint8_t max) {
    const std::string result = shorten(bytes, max);
    RC_ASSERT(code_points(result) <= max);
    RC_ASSERT(shorten(result, max) == result);
    RC_ASSERT(cleaned(plain(result)).size() <= 1U);
    const Text clean = cleaned(plain(bytes));
    RC_ASSERT(cleaned(clean) == clean);
    RC_ASSERT(decode_text(encode_text(clean)) == clean);
    (void)encode_text(plain(bytes));
    RC_ASSERT(trimmed(trimmed(clean)) == trimmed(clean));
    RC_ASSERT(is_blank(clean) == trimmed(clean).empty());
  }));
}

TEST_CASE("titles are the same when they say the same") {
  CHECK(normalised("  Checkout   is DOWN!! ") == "checkout is down");
  CHECK(normalised("checkout-is_down") == "checkout is down");
  CHECK(normalised("Zahlung gest\xC3\xB6rt") == "zahlung gest\xC3\xB6rt");
  CHECK(normalised("?!").empty());
  CHECK(normalised("").empty());
}

TEST_CASE("words are shown, or said to be erased") {
  CHECK(shown(words(plain("x"))) == plain("x"));
  CHECK(shown(Words{5, "digest", {}}) == plain("[erased]"));
  CHECK(shown(Words{}).empty());
}
