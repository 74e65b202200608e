#include "slack/utf8.h"

#include <rapidcheck.h>

#include "tests/catch.h"

namespace {

struct Read {
  char32_t code_point;
  std::size_t bytes;
  bool malformed;
  bool operator==(const Read&) const = default;
};

Read read(std::string_view bytes) {
  std::size_t pos = 0;
  bool malformed = false;
  const auto code_point = slack::utf8::next(bytes, pos, &malformed);
  return {code_point, pos, malformed};
}

const Read broken{0xFFFD, 1, true};

}  // namespace

TEST_CASE("Well-formed sequences of every length") {
  CHECK(read("A!") == Read{U'A', 1, false});
  CHECK(read("\u00e9!") == Read{0xE9, 2, false});
  CHECK(read("\u20ac!") == Read{0x20AC, 3, false});
  CHECK(read("\U0001F525!") == Read{0x1F525, 4, false});
  CHECK(read("\xF4\x8F\xBF\xBF") == Read{0x10FFFF, 4, false});
  CHECK(read("\uFFFD") == Read{0xFFFD, 3, false});
}

TEST_CASE("Malformed bytes go one by one") {
  CHECK(read("\x80") == broken);
  CHECK(read("\xFF") == broken);
  CHECK(read("\xC3") == broken);
  CHECK(read("\xC3(") == broken);
  CHECK(read("\xE2\x82") == broken);
  CHECK(read("\xE2\x82(") == broken);
  CHECK(read("\xF0\x9F\x94(") == broken);
  CHECK(read("\xC0\x80") == broken);          // overlong
  CHECK(read("\xE0\x80\x80") == broken);      // overlong
  CHECK(read("\xF0\x80\x80\x80") == broken);  // overlong
  CHECK(read("\xED\xA0\x80") == broken);      // a surrogate
  CHECK(read("\xF4\x90\x80\x80") == broken);  // beyond U+10FFFF
  CHECK(read("\xF5\x80\x80\x80") == broken);
}

TEST_CASE("What is appended is read again") {
  CHECK(rc::check("next(append(c)) == c", [] {
    const auto c = *rc::gen::distinctFrom(
        rc::gen::map(rc::gen::inRange<std::uint32_t>(0, 0x110000),
                     [](std::uint32_t v) {
                       return static_cast<char32_t>(v >= 0xD800 && v <= 0xDFFF ? v - 0x800 : v);
                     }),
        char32_t{0xFFFD});
    std::string bytes;
    slack::utf8::append(bytes, c);
    RC_ASSERT((read(bytes) == Read{c, bytes.size(), false}));
  }));
}
