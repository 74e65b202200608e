#include "core/debrief_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <chrono>

#include "core/utf8.h"

namespace muster::core {

namespace {

bool is_invisible_control(char32_t point) {
  return point < 0x20 || (point >= 0x7F && point < 0xA0) ||  // C0, DEL and C1
         (point >= 0x202A && point <= 0x202E) ||             // direction embeddings and overrides
         (point >= 0x2066 && point <= 0x2069) || point == 0xFEFF;
}

struct Emoji {
  std::string_view name;
  std::string_view character;
};
/// What people in an incident use; all others are shown by name.
constexpr std::array emojis{
    Emoji{"+1", "👍"},
    Emoji{"-1", "👎"},
    Emoji{"100", "💯"},
    Emoji{"alarm_clock", "⏰"},
    Emoji{"arrow_down", "⬇️"},
    Emoji{"arrow_right", "➡️"},
    Emoji{"arrow_up", "⬆️"},
    Emoji{"bangbang", "‼️"},
    Emoji{"bell", "🔔"},
    Emoji{"boom", "💥"},
    Emoji{"bug", "🐛"},
    Emoji{"bulb", "💡"},
    Emoji{"chart_with_downwards_trend", "📉"},
    Emoji{"chart_with_upwards_trend", "📈"},
    Emoji{"checkered_flag", "🏁"},
    Emoji{"clap", "👏"},
    Emoji{"coffee", "☕"},
    Emoji{"construction", "🚧"},
    Emoji{"exclamation", "❗"},
    Emoji{"eyes", "👀"},
    Emoji{"fast_forward", "⏩"},
    Emoji{"fire", "🔥"},
    Emoji{"grimacing", "😬"},
    Emoji{"hammer_and_wrench", "🛠️"},
    Emoji{"heart", "❤️"},
    Emoji{"heavy_check_mark", "✔️"},
    Emoji{"hourglass", "⌛"},
    Emoji{"hourglass_flowing_sand", "⏳"},
    Emoji{"information_source", "ℹ️"},
    Emoji{"joy", "😂"},
    Emoji{"key", "🔑"},
    Emoji{"large_blue_circle", "🔵"},
    Emoji{"large_green_circle", "🟢"},
    Emoji{"large_orange_circle", "🟠"},
    Emoji{"large_yellow_circle", "🟡"},
    Emoji{"link", "🔗"},
    Emoji{"lock", "🔒"},
    Emoji{"mag", "🔍"},
    Emoji{"memo", "📝"},
    Emoji{"muscle", "💪"},
    Emoji{"no_entry", "⛔"},
    Emoji{"ok_hand", "👌"},
    Emoji{"package", "📦"},
    Emoji{"phone", "☎️"},
    Emoji{"point_up", "☝️"},
    Emoji{"pray", "🙏"},
    Emoji{"pushpin", "📌"},
    Emoji{"question", "❓"},
    Emoji{"raised_hands", "🙌"},
    Emoji{"red_circle", "🔴"},
    Emoji{"rocket", "🚀"},
    Emoji{"rotating_light", "🚨"},
    Emoji{"scream", "😱"},
    Emoji{"skull", "💀"},
    Emoji{"slightly_smiling_face", "🙂"},
    Emoji{"smile", "😄"},
    Emoji{"sob", "😭"},
    Emoji{"speech_balloon", "💬"},
    Emoji{"stopwatch", "⏱️"},
    Emoji{"sweat_smile", "😅"},
    Emoji{"tada", "🎉"},
    Emoji{"thinking_face", "🤔"},
    Emoji{"thumbsdown", "👎"},
    Emoji{"thumbsup", "👍"},
    Emoji{"warning", "⚠️"},
    Emoji{"wave", "👋"},
    Emoji{"white_check_mark", "✅"},
    Emoji{"wrench", "🔧"},
    Emoji{"x", "❌"},
    Emoji{"zap", "⚡"},
};

}  // namespace

std::string legible(std::string_view text) {
  const std::string valid = shorten(text, text.size());  // a byte is at least what one code point needs
  std::string_view rest = valid;
  std::string result;
  result.reserve(valid.size());
  while (!rest.empty()) {
    const auto next = utf8::first(rest);
    if (next.value == '\n' || next.value == 0x2028 || next.value == 0x2029) {
      result += '\n';
    } else if (next.value == '\r') {
      if (!rest.substr(1).starts_with('\n')) result += '\n';
    } else if (next.value == '\t') {
      result += "    ";
    } else if (!is_invisible_control(next.value)) {
      result += rest.substr(0, next.size);
    }
    rest.remove_prefix(next.size);
  }
  return result;
}

std::string legible_line(std::string_view text) {
  std::string result;
  for (const char c : legible(text)) {
    if (c != ' ' && c != '\n') {
      result += c;
    } else if (!result.empty() && result.back() != ' ') {
      result += ' ';
    }
  }
  if (!result.empty() && result.back() == ' ') result.pop_back();
  return result;
}

std::string html(std::string_view text) {
  std::string result;
  for (const char c : legible(text)) {
    switch (c) {
      case '&':
        result += "&amp;";
        break;
      case '<':
        result += "&lt;";
        break;
      case '>':
        result += "&gt;";
        break;
      case '"':
        result += "&quot;";
        break;
      case '\'':
        result += "&#39;";
        break;
      default:
        result += c;
    }
  }
  return result;
}

std::string emoji(std::string_view name) {
  const std::string_view plain_name = name.substr(0, name.find("::"));  // without a skin tone
  const auto* const found = std::find_if(emojis.begin(), emojis.end(),
                                         [&](const Emoji& known) { return known.name == plain_name; });
  if (found != emojis.end()) return std::string{found->character};
  return fmt::format(":{}:", legible_line(name));
}

bool is_web_address(std::string_view address) {
  const auto begins = [&](std::string_view scheme) {
    return address.size() > scheme.size() &&
           std::equal(scheme.begin(), scheme.end(), address.begin(), [](char a, char b) {
             return a == static_cast<char>(std::tolower(static_cast<unsigned char>(b)));
           });
  };
  return begins("https://") || begins("http://") || begins("mailto:");
}

std::string mention(const Span& span) {
  return legible_line(to_plain({span}));
}

std::string readable(const Text& text) {
  std::string result;
  const auto own_line = [&] {
    if (!result.empty() && !result.ends_with('\n')) result += '\n';
  };
  bool after_block = false;
  for (const Span& span : text) {
    const bool block = span.kind == Span::Kind::code_block;
    if (block || after_block) own_line();
    result += to_plain({span});
    if (span.kind == Span::Kind::link && !span.text.empty() && span.text != span.ref) {
      result += fmt::format(" ({})", span.ref);
    }
    after_block = block;
  }
  return result;
}

Moment moment(Time t, std::string_view zone) {
  const std::string text = format_in_zone(t, zone);
  return {text.substr(0, std::min<std::size_t>(10, text.size())), text.size() < 16 ? "" : text.substr(11, 5)};
}

std::string long_date(Time t) {
  constexpr std::array<std::string_view, 7> days{"Sunday",   "Monday", "Tuesday", "Wednesday",
                                                 "Thursday", "Friday", "Saturday"};
  constexpr std::array<std::string_view, 12> months{"January",   "February", "March",    "April",
                                                    "May",       "June",     "July",     "August",
                                                    "September", "October",  "November", "December"};
  const auto day = std::chrono::floor<std::chrono::days>(t);
  const std::chrono::year_month_day date{day};
  return fmt::format("{}, {} {} {}", days[std::chrono::weekday{day}.c_encoding()],
                     static_cast<unsigned>(date.day()), months[static_cast<unsigned>(date.month()) - 1],
                     static_cast<int>(date.year()));
}

std::string both_times(Time t, std::string_view zone) {
  if (zone == "UTC") return format_utc(t);
  const Moment utc = moment(t, "UTC");
  const Moment local = moment(t, zone);
  return fmt::format("{} · {}{} {}", format_utc(t), local.date == utc.date ? "" : local.date + " ",
                     local.clock, zone);
}

}  // namespace muster::core
