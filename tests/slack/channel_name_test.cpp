#include "slack/channel_name.h"

#include <rapidcheck.h>

#include <algorithm>

#include "tests/catch.h"

using slack::channel_name;
using slack::slug;
using slack::with_suffix;

namespace {

bool is_legal(std::string_view name, std::size_t max) {
  const auto alnum = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); };
  return !name.empty() && name.size() <= max && alnum(name.front()) &&
         std::all_of(name.begin(), name.end(), [&](char c) { return alnum(c) || c == '-' || c == '_'; }) &&
         name.find("--") == std::string_view::npos && name.back() != '-';
}

/// Any bytes, mixed with what titles and patterns are made of.
rc::Gen<std::string> any_text() {
  return rc::gen::map(
      rc::gen::container<std::vector<std::string>>(rc::gen::oneOf(
          rc::gen::arbitrary<std::string>(),
          rc::gen::element<std::string>("checkout", "-", "_", " ", "{number}", "{title}", "{date}", "{", "}",
                                        "Größe", "決済", "🔥", "\u0301", "averylongword"))),
      [](const std::vector<std::string>& parts) {
        std::string out;
        for (const auto& part : parts) {
          out += part;
        }
        return out;
      });
}

}  // namespace

TEST_CASE("A slug has words and single dashes") {
  CHECK(slug("Checkout is down!") == "checkout-is-down");
  CHECK(slug("  a --- b__c -") == "a-b__c");
  CHECK(slug("_private_") == "private");
  CHECK(slug("500s on /api/v2") == "500s-on-api-v2");
  CHECK(slug("<!channel> & co") == "channel-co");
}

TEST_CASE("Latin letters lose their accents") {
  CHECK(slug("Größe überschritten") == "grosse-uberschritten");
  CHECK(slug("ÀÉÎÕÜ çñø") == "aeiou-cno");
  CHECK(slug("Ærø œuvre Þór ĳs") == "aero-oeuvre-thor-ijs");
  CHECK(slug("Łódź Šibenik Ğ İı ŉ ſ") == "lodz-sibenik-g-ii-n-s");
  CHECK(slug("Việt Nam țară ẞ") == "viet-nam-tara-ss");
  CHECK(slug("cafe\u0301 nai\u0308ve") == "cafe-naive");  // accents as characters of their own
  CHECK(slug("a×b÷c") == "a-b-c");
}

TEST_CASE("A slug may be empty") {
  for (const auto* title : {"", "決済システム", "🔥🔥", "---", "___", "\xFF\xFE", "!?"}) {
    CHECK(slug(title).empty());
  }
  CHECK(slug("🔥 db 決済") == "db");
}

TEST_CASE("A channel's name is filled in") {
  CHECK(channel_name("inc-{number}-{title}", 42, "Checkout is down", "20260301") ==
        "inc-42-checkout-is-down");
  CHECK(channel_name("{date}_{number}", 42, "x", "20260301") == "20260301_42");
  CHECK(channel_name("Incident {number}: {title}!", 7, "Größe", "") == "incident-7-grosse");
  CHECK(channel_name("{title}-{title}-{number}", 7, "a b", "") == "a-b-a-b-7");
  CHECK(channel_name("inc-{number}-{title}", 42, "{number} {date}", "20260301") == "inc-42-number-date");
}

TEST_CASE("An empty title leaves no dash behind") {
  CHECK(channel_name("inc-{number}-{title}", 42, "決済", "") == "inc-42");
  CHECK(channel_name("{title}-{number}", 42, "", "") == "42");
  CHECK(channel_name("inc-{title}-{number}", 42, "", "") == "inc-42");
  CHECK(channel_name("inc_{number}_{title}", 42, "", "") == "inc_42");
}

TEST_CASE("A pattern without a number gets one") {
  CHECK(channel_name("inc-{title}", 42, "db", "") == "inc-db-42");
  CHECK(channel_name("", 42, "db", "") == "42");
  CHECK(channel_name("🔥", 42, "db", "") == "42");
}

TEST_CASE("A long title is cut at a word") {
  const std::string title =
      "payments in the checkout of the european shop fail with timeouts since the morning deploy";
  CHECK(channel_name("inc-{number}-{title}", 42, title, "") ==
        "inc-42-payments-in-the-checkout-of-the-european-shop-fail-with-timeouts-since");
  CHECK(channel_name("inc-{number}-{title}", 42, title, "", 60) == "inc-42-payments-in");
  CHECK(channel_name("inc-{number}-{title}", 42, std::string(200, 'x'), "") ==
        "inc-42-" + std::string(73, 'x'));
  CHECK(channel_name("{title}-{number}", 42, "payments in the checkout", "", 60) == "payments-in-the-42");
}

TEST_CASE("The number survives a pattern that is too long") {
  CHECK(channel_name(std::string(100, 'p') + "-{number}-{title}", 42, "db", "") ==
        std::string(77, 'p') + "-42");
  CHECK(channel_name("inc-{number}", 42, "db", "", 79) == "42");
  CHECK(channel_name("inc-{number}", 42, "db", "", 1000) == "42");
}

TEST_CASE("A channel's name is legal whatever it is made of") {
  CHECK(rc::check("legal, short, with its number", [] {
    const auto pattern = *any_text();
    const auto title = *any_text();
    const auto date = *any_text();
    const auto number = *rc::gen::inRange(0, 2'000'000'000);
    const auto reserve = *rc::gen::inRange<std::size_t>(0, 69);
    const auto name = channel_name(pattern, number, title, date, reserve);
    RC_LOG() << name;
    RC_ASSERT(is_legal(name, slack::max_channel_name - reserve));
    RC_ASSERT(name.find(std::to_string(number)) != std::string::npos);
  }));
  CHECK(rc::check("a slug is legal or empty", [] {
    const auto text = *any_text();
    const auto name = slug(text);
    RC_ASSERT((name.empty() || is_legal(name, name.size())));
    RC_ASSERT(slug(name) == name);
  }));
}

TEST_CASE("A taken name gets a suffix") {
  CHECK(with_suffix("inc-42-db", 2) == "inc-42-db-2");
  CHECK(with_suffix(std::string(80, 'a'), 12) == std::string(77, 'a') + "-12");
  CHECK(with_suffix(std::string(77, 'a') + "-bc", 2) == std::string(77, 'a') + "-2");
  CHECK(with_suffix("", 2) == "2");
  CHECK(rc::check("still legal", [] {
    const auto name = *any_text();
    const auto n = *rc::gen::arbitrary<int>();
    RC_ASSERT(is_legal(with_suffix(name, n), slack::max_channel_name));
  }));
}
