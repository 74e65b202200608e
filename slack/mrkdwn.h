// What a mrkdwn string is made of, for those who take it apart (text.cpp) and those who cut it (fit.cpp).
#pragma once

#include <cstddef>
#include <string_view>

namespace slack::mrkdwn {

/// What stands between the brackets of the `<…>` token at `pos`; empty if there is none: tokens are not
/// empty, hold no other bracket and no line break, and begin with `@`, `#`, `!` or a letter.
std::string_view token_at(std::string_view text, std::size_t pos);

/// The entity at `pos` (`&amp;`, `&lt;` or `&gt;`), else empty.
std::string_view entity_at(std::string_view text, std::size_t pos);

}  // namespace slack::mrkdwn
