#include "tests/slack/support/hostile.h"

#include <string_view>
#include <vector>

namespace slack::testing {
namespace {

rc::Gen<std::string> pieces(int most) {
  static const std::vector<std::string> all = {"a",
                                               "word ",
                                               " ",
                                               "\n",
                                               "\n\n",
                                               "\t",
                                               "<@U1>",
                                               "<https://example.org/a|label>",
                                               "<!channel>",
                                               "<!date^1^{time}|x>",
                                               "<",
                                               ">",
                                               "|",
                                               "&amp;",
                                               "&",
                                               "\"",
                                               "\\",
                                               "'",
                                               "*",
                                               "_",
                                               "~",
                                               "~2",
                                               "`",
                                               "```",
                                               ":fire:",
                                               "é",
                                               "漢",
                                               "😀",
                                               "\u200b",
                                               "\u00a0",
                                               "\u2028",
                                               "\ufeff",
                                               "\xff",
                                               "\xc3",
                                               "\xe2\x82",
                                               "\xed\xa0\x80",
                                               "\xf4\x90\x80\x80",
                                               "\xc0\xaf",
                                               "\x1b[31m",
                                               "\x7f",
                                               std::string(1, '\0'),
                                               "{",
                                               "}",
                                               "%",
                                               "#",
                                               ": ",
                                               "- ",
                                               "yes",
                                               "null",
                                               "…"};
  return rc::gen::exec([most] {
    std::string out;
    for (int i = *rc::gen::inRange(0, most); i > 0; --i) {
      out += *rc::gen::elementOf(all);
    }
    return out;
  });
}

rc::Gen<std::string> huge() {
  return rc::gen::exec([] {
    const auto piece = *pieces(6);
    const int times = *rc::gen::inRange(1, 1500);
    std::string out;
    for (int i = 0; i < times; ++i) {
      out += piece;
    }
    return out;
  });
}

}  // namespace

rc::Gen<std::string> hostile() {
  return rc::gen::weightedOneOf<std::string>(
      {{2, rc::gen::just(std::string())},
       {1, rc::gen::element<std::string>(" ", "\n\n", "\u200b", "\u00a0 \t", "\x01\x02", "~2", "–")},
       {6, pieces(8)},
       {2, pieces(60)},
       {1, rc::gen::container<std::string>(rc::gen::arbitrary<char>())},
       {1, huge()}});
}

}  // namespace slack::testing
