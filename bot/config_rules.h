// What a value of the configuration may look like. Each rule says what would be right, or nothing when the
// value is.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace muster::bot::rules {

/// Nothing when the value may be used; else the end of a sentence that begins with the key's name.
using Rule = std::optional<std::string> (*)(std::string_view value);

std::optional<std::string> not_empty(std::string_view value);
std::optional<std::string> sentence(std::string_view value);  ///< one line of at most 300 bytes
std::optional<std::string> name(std::string_view value);      ///< one line of at most 60 bytes
std::optional<std::string> key(std::string_view value);       ///< stored, so it must never need escaping
std::optional<std::string> emoji(std::string_view value);     ///< without colons
std::optional<std::string> channel(std::string_view value);   ///< C…, #name or empty
std::optional<std::string> name_template(std::string_view value);
std::optional<std::string> private_name_template(std::string_view value);  ///< without the title
std::optional<std::string> link(std::string_view value);                   ///< http(s), or empty
std::optional<std::string> https_link(std::string_view value);             ///< or empty
std::optional<std::string> api_url(std::string_view value);
std::optional<std::string> address(std::string_view value);
std::optional<std::string> command(std::string_view value);
std::optional<std::string> log_format(std::string_view value);
std::optional<std::string> log_level(std::string_view value);
std::optional<std::string> readable_file(std::string_view value);  ///< or empty
std::optional<std::string> zone(std::string_view value);
std::optional<std::string> duration(std::string_view value);
std::optional<std::string> duration_or_off(std::string_view value);
std::optional<std::string> off(std::string_view value);
/// Of a command of the team's own: the word, and its answer.
std::optional<std::string> own_word(std::string_view value);
std::optional<std::string> own_answer(std::string_view value);
/// Of a command of the team's own: the address that answers. https, or http on this machine.
std::optional<std::string> webhook(std::string_view value);
std::optional<std::string> weekday_or_off(std::string_view value);
std::optional<std::string> time_of_day(std::string_view value);
std::optional<std::string> category(std::string_view value);
std::optional<std::string> close_gate(std::string_view value);
std::optional<std::string> contact(std::string_view value);     ///< a Slack user's id, or a short name
std::optional<std::string> phone(std::string_view value);       ///< digits and what people write between them
std::optional<std::string> phone_line(std::string_view value);  ///< whom it reaches, and a number
std::optional<std::string> user_group(
    std::string_view value);                                ///< S…, or a handle with or without @; or empty
std::optional<std::string> person(std::string_view value);  ///< a Slack user's id
std::optional<std::string> person_or_group(std::string_view value);

bool has_control_characters(std::string_view value);
/// `chat.postMessage`
bool is_method(std::string_view value);
/// Equal but for the case of ASCII letters.
bool same(std::string_view a, std::string_view b);
/// The candidate that a slip of the fingers away is; none when nothing is near. Equal counts as near.
std::optional<std::string> nearest(std::string_view typed, const std::vector<std::string>& candidates);
/// At most 40 bytes of it, for a message about it.
std::string shown(std::string_view value);

}  // namespace muster::bot::rules
