#include "core/utf8.h"

#include <string>

#include "tests/catch.h"

using muster::core::utf8::first;

TEST_CASE("a code point is read whole, however many bytes it has, and nothing behind it") {
  struct Case {
    std::string bytes;
    char32_t value;
  };
  for (const auto& [bytes, value] : {
           Case{"a", U'a'},
           Case{std::string(1, '\0'), 0},
           Case{"\x7F", 0x7F},
           Case{"\xC2\x80", 0x80},
           Case{"\xDF\xBF", 0x7FF},
           Case{"\xE0\xA0\x80", 0x800},
           Case{"\xED\x9F\xBF", 0xD7FF},
           Case{"\xEE\x80\x80", 0xE000},
           Case{"\xEF\xBF\xBF", 0xFFFF},
           Case{"\xF0\x90\x80\x80", 0x10000},
           Case{"\xF4\x8F\xBF\xBF", 0x10FFFF},
       }) {
    CAPTURE(static_cast<std::uint32_t>(value));
    for (const auto* behind : {"", "x", "\x80", "\xC2"}) {
      const auto read = first(bytes + behind);
      CHECK(read.valid);
      CHECK(read.value == value);
      CHECK(read.size == bytes.size());
    }
  }
}

TEST_CASE("a byte that begins no code point stands alone") {
  for (const std::string bytes : {
           "\x80",              // begins nothing
           "\xBF\x80",          //
           "\xC0\x80",          // overlong
           "\xC1\xBF",          //
           "\xE0\x9F\xBF",      //
           "\xF0\x8F\xBF\xBF",  //
           "\xED\xA0\x80",      // surrogates
           "\xED\xBF\xBF",      //
           "\xF4\x90\x80\x80",  // beyond the last
           "\xF5\x80\x80\x80",  //
           "\xFF",              //
           "\xC2",              // cut off
           "\xE2\x82",          //
           "\xF0\x9F\x94",      //
           "\xC2x",             // goes on otherwise
           "\xE2\x82x",         //
           "\xF0\x9F\x94x",     //
       }) {
    CAPTURE(bytes);
    const auto read = first(bytes);
    CHECK_FALSE(read.valid);
    CHECK(read.value == 0);
    CHECK(read.size == 1);
  }
}
