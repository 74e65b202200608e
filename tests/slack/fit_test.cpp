#include <rapidcheck.h>

#include <algorithm>

#include "slack/text.h"
#include "tests/catch.h"

using slack::fit;
using slack::length;
using slack::pages;

namespace {

rc::Gen<std::string> any_text() {
  return rc::gen::map(
      rc::gen::container<std::vector<std::string>>(rc::gen::oneOf(
          rc::gen::arbitrary<std::string>(),
          rc::gen::element<std::string>("word", " ", "  ", "\n", "\n\n", "<@U1|ann>",
                                        "<https://a.example/x|label here>", "&amp;", "&lt;", "<", "<x", ">",
                                        "決済", "🔥", "averyverylongwordwithoutanend"))),
      [](const std::vector<std::string>& parts) {
        std::string out;
        for (const auto& part : parts) {
          out += part;
        }
        return out;
      });
}

/// Words and tokens that a cut must leave whole or leave out.
rc::Gen<std::vector<std::string>> pieces() {
  return rc::gen::container<std::vector<std::string>>(rc::gen::element<std::string>(
      "w", " ", "\n", "<@U1|ann>", "<https://a.example|two words>", "&amp;", "&lt;", "決"));
}

std::string joined(const std::vector<std::string>& parts) {
  std::string out;
  for (const auto& part : parts) {
    out += part;
  }
  return out;
}

/// The text without white space and ellipses: what paging must keep.
std::string letters(const std::string& text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text.compare(i, 3, "…") == 0) {
      i += 2;
    } else if (text[i] != ' ' && text[i] != '\n' && text[i] != '\t') {
      out += text[i];
    }
  }
  return out;
}

bool has_whole_tokens(const std::string& text) {
  const auto count = [&](char c) { return std::count(text.begin(), text.end(), c); };
  if (count('<') != count('>') || count('&') != count(';')) {
    return false;
  }
  const auto closing = text.find('>');
  return closing == std::string::npos || text.find('<') < closing;
}

bool ends_with(const std::string& text, std::string_view end) {
  return text.ends_with(end);
}

}  // namespace

TEST_CASE("What fits stays as it is") {
  CHECK(fit("hello", 5) == "hello");
  CHECK(fit("", 0).empty());
  CHECK(fit("決済🔥", 3) == "決済🔥");
  CHECK(fit("a ", 2) == "a ");
}

TEST_CASE("What doesn't fit is cut at a word") {
  CHECK(fit("the database is down", 15) == "the database…");
  CHECK(fit("the database is down", 16) == "the database is…");
  CHECK(fit("the database  is down", 14) == "the database…");
  CHECK(fit("決済システム", 4) == "決済シ…");
}

TEST_CASE("A long word is cut where the space ends") {
  CHECK(fit(std::string(50, 'x'), 10) == std::string(9, 'x') + "…");
  CHECK(fit("a " + std::string(100, 'x'), 60) == "a " + std::string(57, 'x') + "…");
}

TEST_CASE("Small limits") {
  CHECK(fit("hello", 0).empty());
  CHECK(fit("hello", 1) == "…");
  CHECK(fit("  hello", 3) == "…");
}

TEST_CASE("Tokens and entities are not split") {
  CHECK(fit("ask <@U012AB3CD> now", 10) == "ask…");
  CHECK(fit("x<@U012AB3CD>", 10) == "x…");
  CHECK(fit("<https://a.example|a label>", 10) == "…");
  CHECK(fit("abc&amp;def", 7) == "abc…");
  CHECK(fit("abc&amp;def", 9) == "abc&amp;…");
  CHECK(fit("a < b and b > c and so on", 12) == "a < b and b…");
}

TEST_CASE("Whatever the text is, what fits is valid and short") {
  CHECK(rc::check("fit", [] {
    const auto text = *any_text();
    const auto max = *rc::gen::inRange<std::size_t>(0, 60);
    const auto out = fit(text, max);
    RC_ASSERT(length(out) <= max);
    RC_ASSERT(slack::clean_utf8(out) == out);
    RC_ASSERT(fit(out, max) == out);
  }));
  CHECK(rc::check("fit splits nothing", [] {
    const auto text = joined(*pieces());
    RC_ASSERT(has_whole_tokens(fit(text, *rc::gen::inRange<std::size_t>(0, 60))));
  }));
}

TEST_CASE("One page when it fits, none when there is nothing") {
  CHECK(pages("hello", 5) == std::vector<std::string>{"hello"});
  CHECK(pages("", 5).empty());
  CHECK(pages("      ", 3).empty());
}

TEST_CASE("Pages part at line breaks, else at words") {
  CHECK(pages("one two\nthree four", 12) == std::vector<std::string>{"one two…", "three four"});
  CHECK(pages("one two three", 8) == std::vector<std::string>{"one two…", "three"});
  CHECK(pages("one\n\n\n  two three", 12) == std::vector<std::string>{"one…", "  two three"});
  CHECK(pages("abcdefghij", 4) == std::vector<std::string>{"abc…", "def…", "ghij"});
  CHECK(pages("one two three   ", 8) == std::vector<std::string>{"one two…", "three"});
}

TEST_CASE("A token that fits no page goes") {
  CHECK(pages("see <https://a.example/long|x> there", 10) == std::vector<std::string>{"see…", "there"});
  CHECK(pages("<https://a.example/long|x>", 10) == std::vector<std::string>{"…"});
  // What is left when one goes may look like a token that is too long as well.
  CHECK(pages("<x<https://a.example>y long>", 10) == std::vector<std::string>{"<x…", "y long>"});
}

TEST_CASE("Small pages") {
  CHECK(pages("abc", 0).empty());
  CHECK(pages("abc", 1) == std::vector<std::string>{"…"});
  CHECK(pages("abcd", 2) == std::vector<std::string>{"a…", "b…", "cd"});
}

TEST_CASE("Whatever the text is, pages are valid and short") {
  CHECK(rc::check("pages", [] {
    const auto max = *rc::gen::inRange<std::size_t>(0, 60);
    const auto out = pages(*any_text(), max);
    for (std::size_t i = 0; i < out.size(); ++i) {
      RC_ASSERT(!out[i].empty());
      RC_ASSERT(length(out[i]) <= max);
      RC_ASSERT(slack::clean_utf8(out[i]) == out[i]);
      RC_ASSERT((i + 1 == out.size() || ends_with(out[i], "…")));
    }
  }));
  CHECK(rc::check("pages keep every word and split nothing", [] {
    const auto text = joined(*pieces());
    const auto out = pages(text, *rc::gen::inRange<std::size_t>(40, 80));
    for (const auto& page : out) {
      RC_ASSERT(has_whole_tokens(page));
    }
    RC_ASSERT(letters(joined(out)) == letters(text));
  }));
}
