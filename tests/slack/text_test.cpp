#include "slack/text.h"

#include <rapidcheck.h>

#include <algorithm>
#include <cctype>

#include "tests/catch.h"

using slack::decode;
using slack::encode;
using slack::Span;
using slack::Text;
using Kind = slack::Span::Kind;

namespace {

Span plain(std::string text) {
  return {Kind::text, std::move(text), {}};
}

/// What a person may write, without marks: no colon, no backtick, valid and clean.
rc::Gen<std::string> unmarked() {
  return rc::gen::map(
      rc::gen::nonEmpty(rc::gen::container<std::vector<std::string>>(rc::gen::element<std::string>(
          "a", "Z", "7", " ", "\n", "\t", "&", "<", ">", "&amp;", "&lt;", "|", "@", "#", "!", "<!channel>",
          "<@U1>", "*", "_", "~", "é", "決", "🔥", "-", "\"", "'"))),
      [](const std::vector<std::string>& parts) {
        std::string out;
        for (const auto& part : parts) {
          out += part;
        }
        return out;
      });
}

rc::Gen<std::string> label() {
  return rc::gen::map(unmarked(), [](std::string text) {
    std::replace(text.begin(), text.end(), '\n', ' ');
    return text + ".";  // an address's label is not blank
  });
}

rc::Gen<Span> any_token() {
  return rc::gen::oneOf(
      rc::gen::map(rc::gen::pair(rc::gen::element(Kind::user, Kind::channel, Kind::usergroup), label()),
                   [](const std::pair<Kind, std::string>& p) {
                     return Span{p.first, p.second, "X12"};
                   }),
      rc::gen::map(rc::gen::element(Kind::user, Kind::channel, Kind::usergroup),
                   [](Kind kind) {
                     return Span{kind, "", "U-0_a"};
                   }),
      rc::gen::map(label(),
                   [](const std::string& text) {
                     return Span{Kind::link, text, "https://example.com/?a=1&b=%20;#top"};
                   }),
      rc::gen::just(Span{Kind::link, "", "mailto:a@example.com"}),
      rc::gen::map(rc::gen::element<std::string>("fire", "+1", "flag-us", "100", "e-mail"),
                   [](const std::string& name) {
                     return Span{Kind::emoji, name, {}};
                   }),
      rc::gen::map(label(),
                   [](const std::string& text) {
                     return Span{Kind::code, text, {}};
                   }),
      rc::gen::map(unmarked(), [](const std::string& text) {
        return Span{Kind::code_block, text, {}};
      }));
}

bool is_id(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](unsigned char c) {
    return std::isalnum(c) != 0 || c == '-' || c == '_';
  });
}

/// What may stand between the brackets of an encoded text: a mention or an address, and a label.
bool is_harmless(std::string_view token) {
  const auto ref = token.substr(0, token.find('|'));
  if (token.find('\n') != std::string_view::npos || ref.empty()) {
    return false;
  }
  if (ref.front() == '@' || ref.front() == '#') {
    return is_id(ref.substr(1));
  }
  constexpr std::string_view subteam = "!subteam^";
  if (ref.starts_with(subteam)) {
    return is_id(ref.substr(subteam.size()));
  }
  std::string address(ref);
  std::transform(address.begin(), address.end(), address.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return (address.starts_with("http://") || address.starts_with("https://") ||
          address.starts_with("mailto:")) &&
         address.find_first_of(" \t") == std::string::npos;
}

bool only_harmless_tokens(std::string_view encoded) {
  while (true) {
    const auto open = encoded.find_first_of("<>");
    if (open == std::string_view::npos) {
      return true;
    }
    const auto close = encoded.find_first_of("<>", open + 1);
    if (encoded[open] != '<' || close == std::string_view::npos || encoded[close] != '>' ||
        !is_harmless(encoded.substr(open + 1, close - open - 1))) {
      return false;
    }
    encoded.remove_prefix(close + 1);
  }
}

bool ampersands_are_entities(std::string_view encoded) {
  for (auto at = encoded.find('&'); at != std::string_view::npos; at = encoded.find('&', at + 1)) {
    const auto rest = encoded.substr(at);
    if (!rest.starts_with("&amp;") && !rest.starts_with("&lt;") && !rest.starts_with("&gt;")) {
      return false;
    }
  }
  return true;
}

bool is_clean(const std::string& text) {
  return slack::clean_utf8(text) == text;
}

}  // namespace

TEST_CASE("Literal text is one span with its entities decoded") {
  CHECK(decode("a &lt;b&gt; &amp;amp; &nbsp; &") == Text{plain("a <b> &amp; &nbsp; &")});
  CHECK(decode("").empty());
  CHECK(decode("*bold* _it_ ~no~ &gt; quote") == Text{plain("*bold* _it_ ~no~ > quote")});
}

TEST_CASE("People, channels and groups, with a label, an empty one or none") {
  CHECK(decode("<@U012AB3CD>") == Text{{Kind::user, "", "U012AB3CD"}});
  CHECK(decode("<@W1|ann &amp; bob>") == Text{{Kind::user, "ann & bob", "W1"}});
  CHECK(decode("<#C1|>") == Text{{Kind::channel, "", "C1"}});
  CHECK(decode("see <#C1|ops> now") == Text{plain("see "), {Kind::channel, "ops", "C1"}, plain(" now")});
  CHECK(decode("<!subteam^S1|@sre>") == Text{{Kind::usergroup, "@sre", "S1"}});
  CHECK(decode("<!subteam^S1>") == Text{{Kind::usergroup, "", "S1"}});
}

TEST_CASE("Broadcasts, with and without a label") {
  CHECK(decode("<!here>") == Text{{Kind::broadcast, "here", ""}});
  CHECK(decode("<!channel|channel>") == Text{{Kind::broadcast, "channel", ""}});
  CHECK(decode("<!everyone>") == Text{{Kind::broadcast, "everyone", ""}});
}

TEST_CASE("Links") {
  CHECK(decode("<https://x.example/?a=1&amp;b=2|the page>") ==
        Text{{Kind::link, "the page", "https://x.example/?a=1&b=2"}});
  CHECK(decode("<HTTP://x.example>") == Text{{Kind::link, "", "HTTP://x.example"}});
  CHECK(decode("<mailto:a@b.example|a@b.example>") ==
        Text{{Kind::link, "a@b.example", "mailto:a@b.example"}});
  CHECK(decode("<tel:+49123|+49 123>") == Text{plain("+49 123 (tel:+49123)")});
  CHECK(decode("<javascript:alert(1)>") == Text{plain("javascript:alert(1)")});
}

TEST_CASE("A date, and any token that comes to be, is its label") {
  CHECK(decode("at <!date^1772331420^{time}|02:17 UTC>!") == Text{plain("at 02:17 UTC!")});
  CHECK(decode("<!new^thing|shown>") == Text{plain("shown")});
}

TEST_CASE("What only looks like a token is text") {
  for (const auto* text : {"<", "<>", "a < b > c", "<@>", "<@ U1>", "<#>", "<!>", "<!group>", "<foo>",
                           "<foo|bar>", "<@U1", "<@U1\n>", "<3", "<!subteam^>", "<1:2>"}) {
    INFO(text);
    CHECK(decode(text) == Text{plain(text)});
  }
  CHECK(decode("<<@U1>>") == Text{plain("<"), {Kind::user, "", "U1"}, plain(">")});
}

TEST_CASE("Emoji stand free") {
  CHECK(decode("on :fire: now") == Text{plain("on "), {Kind::emoji, "fire", ""}, plain(" now")});
  CHECK(decode(":+1::skin-tone-2:") == Text{{Kind::emoji, "+1", ""}, {Kind::emoji, "skin-tone-2", ""}});
  CHECK(decode("(:100:)") == Text{plain("("), {Kind::emoji, "100", ""}, plain(")")});
  CHECK(decode("<@U1>:wave:") == Text{{Kind::user, "", "U1"}, {Kind::emoji, "wave", ""}});
}

TEST_CASE("Times, paths and names with colons are no emoji") {
  for (const auto* text : {"12:30:45", "at 12:30:45.", "a:b:c", "std::vector::at", "fe80::1:2", "[::1]", "::",
                           ":::", ": :", ":Fire:", ":a b:", "arn:aws:s3:::bucket", ":fire", "urn:isbn:1:"}) {
    INFO(text);
    CHECK(decode(text) == Text{plain(text)});
  }
  const std::string long_name(101, 'a');
  CHECK(decode(":" + long_name + ":") == Text{plain(":" + long_name + ":")});
}

TEST_CASE("Code is literal") {
  CHECK(decode("run `a &lt; b :x: *y*` now") ==
        Text{plain("run "), {Kind::code, "a < b :x: *y*", ""}, plain(" now")});
  CHECK(decode("```x\n`y`\n```") == Text{{Kind::code_block, "x\n`y`\n", ""}});
  CHECK(decode("`curl <https://x.example/?a&amp;b|x.example>`") == Text{{Kind::code, "curl x.example", ""}});
  CHECK(decode("```<https://x.example> <@U1> <#C1|ops> <!here>```") ==
        Text{{Kind::code_block, "https://x.example @U1 #ops @here", ""}});
  CHECK(decode("`a``b`") == Text{{Kind::code, "a", ""}, {Kind::code, "b", ""}});
}

TEST_CASE("Backticks without their like are text") {
  for (const auto* text : {"`", "``", "```", "``````", "it`s", "`a\nb`", "```a``"}) {
    INFO(text);
    CHECK(encode(decode(text)) == text);
  }
  CHECK(decode("it`s") == Text{plain("it`s")});
  CHECK(decode("``````") == Text{plain("``````")});
}

TEST_CASE("Bytes that are no text become text") {
  CHECK(decode("a\xFF\x01\r<@U1>") == Text{plain("a\uFFFD"), {Kind::user, "", "U1"}});
  CHECK(decode(std::string_view("\0<", 2)) == Text{plain("<")});
}

TEST_CASE("Text is escaped once") {
  CHECK(encode({plain("a & <b> &amp;")}) == "a &amp; &lt;b&gt; &amp;amp;");
  CHECK(slack::escape("<!channel> & \"co\"") == "&lt;!channel&gt; &amp; \"co\"");
  CHECK(slack::unescape("&amp;lt; &lt;&gt; &quot; &am") == "&lt; <> &quot; &am");
}

TEST_CASE("Nothing encoded rings a channel") {
  CHECK(encode({{Kind::broadcast, "channel", ""}}) == "@channel");
  CHECK(encode({{Kind::broadcast, "<!here>", ""}}) == "@&lt;!here&gt;");
  CHECK(encode({plain("<!channel>")}) == "&lt;!channel&gt;");
  CHECK(encode({{Kind::user, "bob", "U1> <!channel"}}) == "@bob");
  CHECK(encode({{Kind::channel, "", "!here"}}) == "#!here");
  CHECK(encode({{Kind::usergroup, "@sre", "S1^<"}}) == "@sre");
  CHECK(encode({{Kind::user, "a|b> <!here", "U1"}}) == "<@U1|a|b&gt; &lt;!here>");
  CHECK(encode({{Kind::link, "x> <!here>\ny", "https://a.example/> <!here|"}}) ==
        "<https://a.example/%3E%20%3C!here%7C|x&gt; &lt;!here&gt; y>");
  CHECK(encode({{Kind::emoji, "a> <!here>", ""}}) == ":a&gt; &lt;!here&gt;:");
  CHECK(encode({{Kind::code, "<!here>", ""}}) == "`&lt;!here&gt;`");
}

TEST_CASE("Addresses that are not for the web become text") {
  CHECK(encode({{Kind::link, "click", "javascript:alert(1)"}}) == "click");
  CHECK(encode({{Kind::link, "", "file:///etc/<passwd>"}}) == "file:///etc/&lt;passwd&gt;");
  CHECK(encode({{Kind::link, " ", "https://a.example/?x&y"}}) == "<https://a.example/?x&amp;y>");
}

TEST_CASE("Code keeps its backticks where it can") {
  CHECK(encode({{Kind::code, "", ""}}).empty());
  CHECK(encode({{Kind::code, "a `b` c", ""}}) == "```a `b` c```");
  CHECK(encode({{Kind::code, "a\nb", ""}}) == "```a\nb```");
  CHECK(encode({{Kind::code_block, "a```b`", ""}}) == "```a`` `b` ```");
}

TEST_CASE("Mentions, links and dates") {
  CHECK(slack::mention(slack::UserId("U1")) == "<@U1>");
  CHECK(slack::mention(slack::ChannelId("C1")) == "<#C1>");
  CHECK(slack::mention(slack::UserId("<!here>")) == "@&lt;!here&gt;");
  CHECK(slack::link("https://a.example/x y?p=1&q=2", "a|b") == "<https://a.example/x%20y?p=1&amp;q=2|a|b>");
  CHECK(slack::link("mailto:a@b.example", "a & b") == "a &amp; b");
  CHECK(slack::link("https://a.example", "") == "<https://a.example>");
  CHECK(slack::date(1772331420) == "<!date^1772331420^{date_short_pretty} {time}|2026-03-01 02:17 UTC>");
  CHECK(slack::date(1772331420, "{date}|<^>") == "<!date^1772331420^{date}    |2026-03-01 02:17 UTC>");
  CHECK(slack::time_of_day(1772331420) == "<!date^1772331420^{time}|02:17 UTC>");
  CHECK(slack::date(-1) == "<!date^0^{date_short_pretty} {time}|1970-01-01 00:00 UTC>");
  CHECK(slack::date(INT64_MAX) == "<!date^253402300799^{date_short_pretty} {time}|9999-12-31 23:59 UTC>");
}

TEST_CASE("UTF-8 is made clean") {
  CHECK(slack::clean_utf8("a\tb\nc\r\x7F\x1B[0m\xC2\x85z") == "a\tb\nc[0mz");
  CHECK(slack::clean_utf8("\xED\xA0\x80") == "\uFFFD\uFFFD\uFFFD");
  CHECK(slack::clean_utf8("\xC3") == "\uFFFD");
  CHECK(slack::length("aé決🔥") == 4);
}

TEST_CASE("Texts without marks survive being encoded and decoded") {
  CHECK(rc::check("one literal span", [] {
    const Text text{plain(*unmarked())};
    RC_ASSERT(decode(encode(text)) == text);
  }));
  CHECK(rc::check("tokens between literal spans", [] {
    Text text{plain(*unmarked() + " ")};
    for (const auto& token : *rc::gen::container<std::vector<Span>>(any_token())) {
      text.push_back(token);
      text.push_back(plain(" " + *unmarked() + " "));
    }
    RC_LOG() << encode(text);
    RC_ASSERT(decode(encode(text)) == text);
  }));
}

TEST_CASE("Whatever the spans are, what is encoded is harmless") {
  const auto hostile =
      rc::gen::oneOf(rc::gen::arbitrary<std::string>(), unmarked(),
                     rc::gen::element<std::string>("!channel", "<!channel>", "here", "U1",
                                                   "https://a.example", "https://<!here>", "mailto:<!here>|",
                                                   "HTTPS://A|\n>", "`", "```", ":", "|", ">", "subteam^S1"));
  CHECK(rc::check("no ringing, no broken token", [&] {
    Text text;
    for (auto n = *rc::gen::inRange(0, 6); n > 0; --n) {
      text.push_back({static_cast<Kind>(*rc::gen::inRange(0, 9)), *hostile, *hostile});
    }
    const auto encoded = encode(text);
    RC_LOG() << encoded;
    RC_ASSERT(only_harmless_tokens(encoded));
    RC_ASSERT(ampersands_are_entities(encoded));
    RC_ASSERT(is_clean(encoded));
    for (const auto& span : decode(encoded)) {
      RC_ASSERT(span.kind != Kind::broadcast);
    }
  }));
}

TEST_CASE("Any bytes decode to clean spans that don't touch alike") {
  CHECK(rc::check("decode", [] {
    const auto text = decode(*rc::gen::oneOf(rc::gen::arbitrary<std::string>(), unmarked()));
    for (std::size_t i = 0; i < text.size(); ++i) {
      RC_ASSERT(is_clean(text[i].text));
      RC_ASSERT((text[i].kind != Kind::text || !text[i].text.empty()));
      RC_ASSERT((i == 0 || text[i].kind != Kind::text || text[i - 1].kind != Kind::text));
    }
  }));
}
