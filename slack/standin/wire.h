// What goes over the wire, on Slack's side: forms, JSON, characters. Pure functions, any thread. The stand-in
// has its own, so that a mistake in the bot's cannot hide behind the same mistake here.
#pragma once

#include <cstddef>
#include <map>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace slack::standin {

/// JSON, at most 64 levels deep and valid UTF-8; none otherwise.
std::optional<nlohmann::json> parse_json(std::string_view text);
/// Never throws: what is no UTF-8 becomes U+FFFD.
std::string dump(const nlohmann::json& value);

/// application/x-www-form-urlencoded. None for a malformed escape or text that is no UTF-8; the first value
/// of a repeated field counts, as with Slack.
std::optional<std::map<std::string, std::string>> decode_form(std::string_view body);
std::string encode_form(const std::vector<std::pair<std::string, std::string>>& fields);

bool valid_utf8(std::string_view text);
/// Code points, which is what Slack's limits count.
std::size_t characters(std::string_view utf8);
std::string first_characters(std::string_view utf8, std::size_t max);

/// ASCII letters only.
std::string lower(std::string text);

/// `from` isn't empty.
void replace_all(std::string& text, std::string_view from, std::string_view to);

/// `&`, `<`, `>`: what Slack does to what a person types.
std::string escape_typed(std::string_view text);
std::string unescape_typed(std::string_view text);

/// A page's cursor: opaque to a client and ending with "=", so that one which forgets to encode it is found
/// out.
std::string make_cursor(std::string_view key);
std::optional<std::string> read_cursor(std::string_view cursor);

/// scheme://host:port and /path?query of an absolute http address; none if it is none.
std::optional<std::pair<std::string, std::string>> split_url(std::string_view url);

}  // namespace slack::standin
