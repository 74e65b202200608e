#include "slack/ids.h"

#include <rapidcheck.h>

#include "tests/catch.h"

using slack::Ts;

TEST_CASE("A timestamp keeps its microseconds") {
  const auto ts = Ts::parse("1712345678.000200");
  REQUIRE(ts);
  CHECK(ts->seconds == 1712345678);
  CHECK(ts->micros == 200);
  CHECK(ts->str() == "1712345678.000200");
  CHECK(ts->millis() == 1712345678000);
  CHECK(Ts{1, 999999}.millis() == 1999);
}

TEST_CASE("A timestamp may have fewer decimals, or none") {
  CHECK(Ts::parse("111.222") == Ts{111, 222000});
  CHECK(Ts::parse("5") == Ts{5, 0});
  CHECK(Ts::parse("0000000000.000000") == Ts{});
}

TEST_CASE("What is no timestamp is none") {
  for (const auto* text :
       {"", ".", "1.", ".5", "-1.000000", "+1.000000", "1.0000001", "1.00000a", " 1.000000", "1.000000 ",
        "1e5", "1.2.3", "0x10", "1,5", "99999999999999999999.000000", "1234567890123456"}) {
    INFO(text);
    CHECK_FALSE(Ts::parse(text));
  }
  CHECK_FALSE(Ts::parse(std::string_view("1\0.5", 4)));
}

TEST_CASE("An empty timestamp writes nothing") {
  CHECK(Ts{}.str().empty());
}

TEST_CASE("Timestamps are ordered as messages are") {
  CHECK(Ts{9, 999999} < Ts{10, 0});
  CHECK(Ts{10, 1} < Ts{10, 20});
}

TEST_CASE("Timestamps survive being written and read") {
  CHECK(rc::check("parse(str()) is the same", [] {
    const Ts ts{*rc::gen::inRange<std::int64_t>(1, 999'999'999'999'999), *rc::gen::inRange(0, 1'000'000)};
    RC_ASSERT(Ts::parse(ts.str()) == ts);
  }));
  CHECK(rc::check("any text is read or refused", [](const std::string& text) {
    const auto ts = Ts::parse(text);
    RC_ASSERT((!ts || (ts->seconds >= 0 && ts->micros >= 0 && ts->micros < 1'000'000)));
  }));
}
