#include "bot/config_rules.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstddef>

#include "bot/http/server.h"
#include "bot/own_commands.h"
#include "core/decide.h"
#include "core/policy.h"
#include "core/time.h"
#include "core/week.h"
#include "slack/url.h"

namespace muster::bot::rules {
namespace {

constexpr std::string_view kLower = "abcdefghijklmnopqrstuvwxyz";
constexpr std::string_view kUpper = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
constexpr std::string_view kDigits = "0123456789";

bool made_of(std::string_view value, std::initializer_list<std::string_view> sets) {
  return std::all_of(value.begin(), value.end(), [&](char c) {
    return std::any_of(sets.begin(), sets.end(),
                       [c](std::string_view set) { return set.find(c) != std::string_view::npos; });
  });
}

bool is_link(std::string_view value, std::initializer_list<std::string_view> schemes) {
  for (const auto scheme : schemes)
    if (value.starts_with(scheme)) {
      value.remove_prefix(scheme.size());
      return !value.empty() && value.front() != '/' && value.front() != ':' &&
             std::all_of(value.begin(), value.end(), [](unsigned char c) {
               return c > ' ' && c != 0x7f && c != '<' && c != '>' && c != '"' && c != '|';
             });
    }
  return false;
}

std::optional<std::string> one_of(std::string_view value, const std::vector<std::string_view>& choices) {
  if (std::find(choices.begin(), choices.end(), value) != choices.end()) return std::nullopt;
  std::string what = fmt::format("must be one of: {}", fmt::join(choices, ", "));
  if (const auto near = nearest(value, {choices.begin(), choices.end()}))
    what += fmt::format("; did you mean \"{}\"?", *near);
  return what;
}

/// `allowed`: what may stand in braces.
std::optional<std::string> any_template(std::string_view value,
                                        std::initializer_list<std::string_view> allowed) {
  std::size_t fixed = 0;
  bool numbered = false;
  for (std::size_t i = 0; i < value.size(); ++i) {
    if (value[i] != '{') {
      if (!made_of(value.substr(i, 1), {kLower, kDigits, "-_"}))
        return "may have small letters, digits, - and _ beside {number}";
      ++fixed;
      continue;
    }
    const auto end = value.find('}', i);
    if (end == std::string_view::npos) return "has a { without a }";
    const auto word = value.substr(i + 1, end - i - 1);
    if (std::find(allowed.begin(), allowed.end(), word) == allowed.end())
      return fmt::format("has {{{}}}; only these may be used: {{{}}}", shown(word),
                         fmt::join(allowed, "}, {"));
    numbered = numbered || word == "number";
    i = end;
  }
  if (!numbered) return "must contain {number}, which makes it the only one of its name";
  if (fixed > 40) return "is too long: at most 40 characters beside what is in braces";
  return std::nullopt;
}

std::size_t distance(std::string_view a, std::string_view b) {
  // Optimal string alignment: two letters exchanged count as one slip.
  std::vector<std::vector<std::size_t>> d(a.size() + 1, std::vector<std::size_t>(b.size() + 1));
  for (std::size_t i = 0; i <= a.size(); ++i) d[i][0] = i;
  for (std::size_t j = 0; j <= b.size(); ++j) d[0][j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i)
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const bool equal = same(a.substr(i - 1, 1), b.substr(j - 1, 1));
      d[i][j] = std::min({d[i - 1][j] + 1, d[i][j - 1] + 1, d[i - 1][j - 1] + (equal ? 0 : 1)});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
        d[i][j] = std::min(d[i][j], d[i - 2][j - 2] + 1);
    }
  return d[a.size()][b.size()];
}

}  // namespace

std::optional<std::string> not_empty(std::string_view value) {
  return value.empty() ? std::optional<std::string>("must not be empty") : std::nullopt;
}

std::optional<std::string> sentence(std::string_view value) {
  return value.size() > 300 ? std::optional<std::string>("is longer than 300 bytes") : std::nullopt;
}

std::optional<std::string> name(std::string_view value) {
  if (value.find_first_not_of(' ') == std::string_view::npos) return "must not be empty";
  return value.size() > 60 ? std::optional<std::string>("is longer than 60 bytes") : std::nullopt;
}

std::optional<std::string> key(std::string_view value) {
  if (value.empty() || value.size() > 24 || !made_of(value, {kLower, kDigits, "_"}))
    return "must be 1 to 24 small letters, digits or _; it is stored and never shown";
  return std::nullopt;
}

std::optional<std::string> contact(std::string_view value) {
  if (value.empty() || value.size() > 24 || !made_of(value, {kUpper, kLower, kDigits, "_-"}))
    return "must be a Slack user's id, as U024BE7LH, or a short name: letters, digits, - or _, 24 at most";
  return std::nullopt;
}

std::optional<std::string> person(std::string_view value) {
  const bool id =
      value.size() >= 3 && (value[0] == 'U' || value[0] == 'W') && made_of(value, {kUpper, kDigits});
  if (id) return std::nullopt;
  return "must have people's ids in Slack, as U024BE7LH (“Copy member ID” in a profile), or user groups, as "
         "@sre";
}

std::optional<std::string> person_or_group(std::string_view value) {
  const bool group = value.starts_with('@') || value.starts_with('S');
  return group && !user_group(value) ? std::nullopt : person(value);
}

std::optional<std::string> phone(std::string_view value) {
  const bool has_digit = value.find_first_of("0123456789") != std::string_view::npos;
  if (!has_digit || value.size() > 40 || !made_of(value, {kDigits, " +-()/.,x#*"}))
    return "must be a phone number as it is dialled, for example +44 20 7946 0000";
  return std::nullopt;
}

std::optional<std::string> phone_line(std::string_view value) {
  if (value.find_first_of(kDigits) != std::string_view::npos && value.size() <= 100) return std::nullopt;
  return "must be a line with a phone number, for example Payments on call: +44 20 7946 0000";
}

std::optional<std::string> user_group(std::string_view value) {
  if (value.empty()) return std::nullopt;
  const bool id = value.size() >= 3 && value[0] == 'S' && made_of(value, {kUpper, kDigits});
  if (value[0] == '@') value.remove_prefix(1);
  const bool handle = !value.empty() && value.size() <= 80 && made_of(value, {kLower, kDigits, "-_."});
  if (id || handle) return std::nullopt;
  return "must be a Slack user group: its id (S0123ABC) or its handle (@payments-oncall)";
}

std::optional<std::string> emoji(std::string_view value) {
  if (value.empty() || value.size() > 100 || !made_of(value, {kLower, kDigits, "_-+'"}))
    return "must be an emoji's name without colons, for example pushpin";
  return std::nullopt;
}

std::optional<std::string> channel(std::string_view value) {
  const bool id =
      value.size() >= 3 && (value[0] == 'C' || value[0] == 'G') && made_of(value, {kUpper, kDigits});
  const bool named = value.size() >= 2 && value.size() <= 240 && value[0] == '#' &&
                     value.find_first_of(" #,.", 1) == std::string_view::npos;
  if (value.empty() || id || named) return std::nullopt;
  return "must be a channel: its id (C0123ABC) or its name (#incidents)";
}

std::optional<std::string> name_template(std::string_view value) {
  return any_template(value, {"number", "title", "date"});
}

std::optional<std::string> private_name_template(std::string_view value) {
  if (value.find("{title}") != std::string_view::npos)
    return "must not contain {title}: the name of a private channel can be seen by others";
  return any_template(value, {"number", "date"});
}

std::optional<std::string> link(std::string_view value) {
  if (value.empty() || is_link(value, {"https://", "http://"})) return std::nullopt;
  return "must be an address that begins with https:// or http://";
}

std::optional<std::string> https_link(std::string_view value) {
  if (value.empty() || is_link(value, {"https://"})) return std::nullopt;
  return "must be an address that begins with https://";
}

std::optional<std::string> api_url(std::string_view value) {
  if (is_link(value, {"https://", "http://"})) return std::nullopt;
  return "must be an address, for example https://slack.com/api/";
}

std::optional<std::string> address(std::string_view value) {
  if (parse_listen(value)) return std::nullopt;
  return "must be an address and a port, for example 127.0.0.1:8080";
}

std::optional<std::string> command(std::string_view value) {
  if (value.size() >= 2 && value.size() <= 32 && value[0] == '/' &&
      made_of(value.substr(1), {kLower, kDigits, "-_"}))
    return std::nullopt;
  return "must be a slash and 1 to 31 small letters, digits, - or _: /incident";
}

std::optional<std::string> log_format(std::string_view value) {
  return one_of(value, {"text", "json"});
}

std::optional<std::string> log_level(std::string_view value) {
  return one_of(value, {"debug", "info", "warn", "error"});
}

std::optional<std::string> readable_file(std::string_view value) {
  if (value.empty() || ::access(std::string(value).c_str(), R_OK) == 0) return std::nullopt;
  return "names a file that can't be read";
}

std::optional<std::string> zone(std::string_view value) {
  if (core::zone_exists(value)) return std::nullopt;
  return "must be a time zone's name, for example Europe/Berlin or UTC";
}

std::optional<std::string> duration_or_off(std::string_view value) {
  if (value == "off" || core::parse_duration(value)) return std::nullopt;
  return "must be a duration, for example 10m or 2h, or \"off\"";
}

std::optional<std::string> weekday_or_off(std::string_view value) {
  if (value == "off" || core::parse_weekday(value)) return std::nullopt;
  return "must be a day of the week, for example \"monday\", or \"off\"";
}

std::optional<std::string> time_of_day(std::string_view value) {
  if (core::latest_wall_time(value, "UTC", core::Time{std::chrono::days(2)})) return std::nullopt;
  return "must be a time of day, for example \"09:00\"";
}

std::optional<std::string> own_word(std::string_view value) {
  if (value.size() < 2 || value.size() > 24 || !made_of(value, {kLower, kDigits, "-_"}))
    return "must be 2 to 24 small letters, digits, - or _";
  if (const auto* verb = find_verb(value)) return fmt::format("is what `{}` is called already", verb->name);
  return std::nullopt;
}

std::optional<std::string> own_answer(std::string_view value) {
  if (value.empty()) return "must not be empty";
  if (value.size() > 2000) return "is longer than 2000 bytes";
  if (const auto word = unknown_placeholder(value))
    return fmt::format("has {{{}}}; only these may be used: {{{}}}", shown(*word),
                       fmt::join(placeholders, "}, {"));
  return std::nullopt;
}

std::optional<std::string> webhook(std::string_view value) {
  const auto url = slack::parse_url(value);
  if (!url)
    return "must be an address such as https://hooks.example.com/oncall, without user information or #";
  const bool here = url->host == "127.0.0.1" || url->host == "::1" || url->host == "localhost";
  if (!url->https && !here)
    return "must begin with https://; http:// does only for 127.0.0.1, [::1] and localhost";
  return std::nullopt;
}

std::optional<std::string> off(std::string_view value) {
  if (value == "off") return std::nullopt;
  return "can only be \"off\": when it is asked is given by what it is about";
}

std::optional<std::string> duration(std::string_view value) {
  if (core::parse_duration(value)) return std::nullopt;
  return "must be a duration, for example 30m, 2h or 1h30m; leave it out where no update is promised";
}

std::optional<std::string> category(std::string_view value) {
  return one_of(value,
                {"triage", "active", "mitigated", "resolved", "closed", "dismissed", "merged", "stood_down"});
}

std::optional<std::string> close_gate(std::string_view value) {
  return one_of(value, {core::close_gates.begin(), core::close_gates.end()});
}

bool has_control_characters(std::string_view value) {
  return std::any_of(value.begin(), value.end(), [](unsigned char c) { return c < 0x20 || c == 0x7f; });
}

bool is_method(std::string_view value) {
  return value.find('.') != std::string_view::npos && value.front() != '.' && value.back() != '.' &&
         value.size() <= 64 && made_of(value, {kLower, kUpper, "."});
}

bool same(std::string_view a, std::string_view b) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [&](char x, char y) { return lower(x) == lower(y); });
}

std::optional<std::string> nearest(std::string_view typed, const std::vector<std::string>& candidates) {
  if (typed.size() > 64) return std::nullopt;
  const std::string* best = nullptr;
  std::size_t least = std::max<std::size_t>(1, typed.size() / 3) + 1;
  for (const auto& candidate : candidates)
    if (const auto d = distance(typed, candidate); d < least) {
      least = d;
      best = &candidate;
    }
  return best ? std::optional(*best) : std::nullopt;
}

std::string shown(std::string_view value) {
  std::size_t size = std::min<std::size_t>(value.size(), 40);
  // Not in the middle of a character.
  while (size < value.size() && size > 0 && (static_cast<unsigned char>(value[size]) & 0xc0) == 0x80) --size;
  std::string out(value.substr(0, size));
  for (char& c : out)
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = '?';
  return size < value.size() ? out + "…" : out;
}

}  // namespace muster::bot::rules
