#include "slack/standin/markup.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

#include "slack/standin/wire.h"
#include "slack/text.h"

namespace slack::standin {
namespace {

using Emoji = std::pair<std::string_view, std::string_view>;
// Those that incident work uses; others show by their name, as Slack does with those it doesn't know.
constexpr std::array<Emoji, 86> emoji = {{{"+1", "👍"},
                                          {"-1", "👎"},
                                          {"alarm_clock", "⏰"},
                                          {"ambulance", "🚑"},
                                          {"arrow_forward", "▶️"},
                                          {"arrow_right", "➡️"},
                                          {"ballot_box_with_check", "☑️"},
                                          {"bar_chart", "📊"},
                                          {"bell", "🔔"},
                                          {"black_circle", "⚫"},
                                          {"book", "📖"},
                                          {"bug", "🐛"},
                                          {"bulb", "💡"},
                                          {"bust_in_silhouette", "👤"},
                                          {"busts_in_silhouette", "👥"},
                                          {"calendar", "📅"},
                                          {"chart_with_upwards_trend", "📈"},
                                          {"clipboard", "📋"},
                                          {"clock3", "🕒"},
                                          {"closed_lock_with_key", "🔐"},
                                          {"coffee", "☕"},
                                          {"construction", "🚧"},
                                          {"dart", "🎯"},
                                          {"date", "📅"},
                                          {"double_vertical_bar", "⏸️"},
                                          {"exclamation", "❗"},
                                          {"eyes", "👀"},
                                          {"fast_forward", "⏩"},
                                          {"fire", "🔥"},
                                          {"fire_engine", "🚒"},
                                          {"firefighter", "🧑‍🚒"},
                                          {"gear", "⚙️"},
                                          {"hammer_and_wrench", "🛠️"},
                                          {"heart", "❤️"},
                                          {"heavy_check_mark", "✔️"},
                                          {"hourglass", "⌛"},
                                          {"hourglass_flowing_sand", "⏳"},
                                          {"inbox_tray", "📥"},
                                          {"information_source", "ℹ️"},
                                          {"key", "🔑"},
                                          {"large_blue_circle", "🔵"},
                                          {"large_green_circle", "🟢"},
                                          {"large_orange_circle", "🟠"},
                                          {"large_purple_circle", "🟣"},
                                          {"large_yellow_circle", "🟡"},
                                          {"leftwards_arrow_with_hook", "↩️"},
                                          {"link", "🔗"},
                                          {"lock", "🔒"},
                                          {"loudspeaker", "📢"},
                                          {"mag", "🔍"},
                                          {"mega", "📣"},
                                          {"memo", "📝"},
                                          {"mute", "🔇"},
                                          {"no_bell", "🔕"},
                                          {"no_entry", "⛔"},
                                          {"no_entry_sign", "🚫"},
                                          {"octagonal_sign", "🛑"},
                                          {"ok_hand", "👌"},
                                          {"page_facing_up", "📄"},
                                          {"pager", "📟"},
                                          {"pencil2", "✏️"},
                                          {"phone", "☎️"},
                                          {"point_right", "👉"},
                                          {"pushpin", "📌"},
                                          {"question", "❓"},
                                          {"raised_hand", "✋"},
                                          {"red_circle", "🔴"},
                                          {"repeat", "🔁"},
                                          {"rocket", "🚀"},
                                          {"rotating_light", "🚨"},
                                          {"shield", "🛡️"},
                                          {"sos", "🆘"},
                                          {"speech_balloon", "💬"},
                                          {"star", "⭐"},
                                          {"stopwatch", "⏱️"},
                                          {"tada", "🎉"},
                                          {"telephone_receiver", "📞"},
                                          {"thinking_face", "🤔"},
                                          {"thumbsup", "👍"},
                                          {"warning", "⚠️"},
                                          {"wave", "👋"},
                                          {"white_check_mark", "✅"},
                                          {"white_circle", "⚪"},
                                          {"wrench", "🔧"},
                                          {"x", "❌"},
                                          {"zap", "⚡"}}};

std::string_view emoji_of(std::string_view name) {
  const auto it =
      std::lower_bound(emoji.begin(), emoji.end(), name,
                       [](const Emoji& known, std::string_view wanted) { return known.first < wanted; });
  return it != emoji.end() && it->first == name ? it->second : std::string_view();
}

std::string with_emoji(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const auto start = text.find(':');
    const auto end = start == std::string_view::npos ? start : text.find(':', start + 1);
    if (end == std::string_view::npos) {
      return out += text;
    }
    const auto shown = emoji_of(text.substr(start + 1, end - start - 1));
    out += text.substr(0, start);
    out += shown.empty() ? text.substr(start, end - start) : shown;
    text.remove_prefix(shown.empty() ? end : end + 1);
  }
  return out;
}

std::string without_entities(std::string_view text) {
  constexpr std::array<std::pair<std::string_view, char>, 3> entities = {
      {{"&lt;", '<'}, {"&gt;", '>'}, {"&amp;", '&'}}};
  std::string out;
  while (!text.empty()) {
    const auto entity = std::find_if(entities.begin(), entities.end(), [&](const auto& candidate) {
      return text.substr(0, candidate.first.size()) == candidate.first;
    });
    out += entity == entities.end() ? text.front() : entity->second;
    text.remove_prefix(entity == entities.end() ? 1 : entity->first.size());
  }
  return out;
}

bool starts_with(std::string_view text, std::string_view start) {
  return text.substr(0, start.size()) == start;
}

bool is_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         static_cast<unsigned char>(c) >= 0x80U;
}

// `<!date^unix^format^link|fallback>` in UTC; the fallback where the format or the time can't be shown.
std::string date_text(std::string_view unix_text, std::string_view format, std::string_view fallback) {
  constexpr std::array<std::string_view, 12> months = {"January",   "February", "March",    "April",
                                                       "May",       "June",     "July",     "August",
                                                       "September", "October",  "November", "December"};
  constexpr std::array<std::string_view, 7> days = {"Sunday",   "Monday", "Tuesday", "Wednesday",
                                                    "Thursday", "Friday", "Saturday"};
  std::int64_t unix_seconds = 0;
  const auto* const end = unix_text.data() + unix_text.size();
  const auto parsed = std::from_chars(unix_text.data(), end, unix_seconds);
  constexpr std::int64_t far = 253402300800;  // the year 10000
  if (parsed.ec != std::errc() || parsed.ptr != end || unix_seconds < 0 || unix_seconds >= far) {
    return std::string(fallback);
  }
  const std::chrono::sys_seconds at{std::chrono::seconds(unix_seconds)};
  const auto day = std::chrono::floor<std::chrono::days>(at);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss time(at - day);
  const auto month = months.at(static_cast<unsigned>(date.month()) - 1);
  const auto short_date = fmt::format("{} {}, {}", month.substr(0, 3), static_cast<unsigned>(date.day()),
                                      static_cast<int>(date.year()));
  const auto full_date =
      fmt::format("{} {}, {}", month, static_cast<unsigned>(date.day()), static_cast<int>(date.year()));
  const auto long_date = fmt::format("{}, {}", days.at(std::chrono::weekday(day).c_encoding()), full_date);
  const auto minutes = fmt::format("{:02}:{:02}", time.hours().count(), time.minutes().count());

  std::string out(format);
  for (const std::string_view pretty : {"", "_pretty"}) {
    replace_all(out, fmt::format("{{date_short{}}}", pretty), short_date);
    replace_all(out, fmt::format("{{date_long{}}}", pretty), long_date);
    replace_all(out, fmt::format("{{date{}}}", pretty), full_date);
  }
  replace_all(out, "{date_num}",
              fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()),
                          static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day())));
  replace_all(out, "{time}", minutes);
  replace_all(out, "{time_secs}", fmt::format("{}:{:02}", minutes, time.seconds().count()));
  return out.find('{') == std::string::npos ? out : std::string(fallback);
}

// What stands between < and >, or none when that is no token.
std::optional<Run> read_token(std::string_view token, const Run& style, const Names& names) {
  const auto bar = token.find('|');
  const auto ref = token.substr(0, bar);
  const auto label = bar == std::string_view::npos ? std::string_view() : token.substr(bar + 1);
  Run run = style;
  const auto name = [&](std::string_view id) {
    const auto known = names.find(id);
    return known != names.end() ? known->second : without_entities(label.empty() ? id : label);
  };
  if (ref.size() > 1 && (ref[0] == '@' || ref[0] == '#')) {
    run.mention = true;
    run.text = ref[0] + name(ref.substr(1));
  } else if (starts_with(ref, "!date^")) {
    const auto unix_end = std::min(ref.find('^', 6), ref.size());
    const auto format = ref.substr(std::min(unix_end + 1, ref.size()));
    run.text =
        date_text(ref.substr(6, unix_end - 6), format.substr(0, format.find('^')), without_entities(label));
  } else if (starts_with(ref, "!subteam^")) {
    run.mention = true;
    const auto group = name(ref.substr(9));
    run.text = starts_with(group, "@") ? group : "@" + group;
  } else if (ref.size() > 1 && ref[0] == '!') {
    run.mention = true;
    run.text = fmt::format("@{}", without_entities(ref.substr(1)));
  } else if (starts_with(ref, "http://") || starts_with(ref, "https://") || starts_with(ref, "mailto:")) {
    run.href = without_entities(ref);
    run.text = with_emoji(without_entities(label.empty() ? ref : label));
  } else {
    return std::nullopt;
  }
  return run;
}

// Where the mark that opens `text` closes, or npos when it opens nothing: Slack wants it around words.
std::size_t closing(std::string_view text, char before) {
  if (is_word(before) || text.size() < 3 || text[1] == ' ' || text[1] == text[0]) {
    return std::string_view::npos;
  }
  for (std::size_t i = 2; i < text.size(); ++i) {
    if (text[i] == '<') {
      const auto token_end = text.find('>', i);
      i = token_end == std::string_view::npos ? i : token_end;
    } else if (text[i] == text[0] && text[i - 1] != ' ' && (i + 1 == text.size() || !is_word(text[i + 1]))) {
      return i;
    }
  }
  return std::string_view::npos;
}

void read_inline(std::string_view text, const Run& style, const Names& names, std::vector<Run>& out) {
  std::string literal;
  const auto flush = [&] {
    if (!literal.empty()) {
      Run run = style;
      run.text = with_emoji(without_entities(literal));
      out.push_back(std::move(run));
      literal.clear();
    }
  };
  std::size_t i = 0;
  while (i < text.size()) {
    const char c = text[i];
    if (c == '<') {
      const auto end = text.find('>', i);
      auto run = end == std::string_view::npos ? std::nullopt
                                               : read_token(text.substr(i + 1, end - i - 1), style, names);
      if (run) {
        flush();
        out.push_back(std::move(*run));
        i = end + 1;
        continue;
      }
    } else if (c == '`') {
      const auto end = text.find('`', i + 1);
      if (end != std::string_view::npos && end > i + 1) {
        flush();
        Run run = style;
        run.code = true;
        run.text = without_entities(text.substr(i + 1, end - i - 1));
        out.push_back(std::move(run));
        i = end + 1;
        continue;
      }
    } else if ((c == '*' && !style.bold) || (c == '_' && !style.italic) || (c == '~' && !style.strike)) {
      const auto end = closing(text.substr(i), i == 0 ? ' ' : text[i - 1]);
      if (end != std::string_view::npos) {
        flush();
        Run inner = style;
        (c == '*' ? inner.bold : c == '_' ? inner.italic : inner.strike) = true;
        read_inline(text.substr(i + 1, end - 1), inner, names, out);  // at most three deep: each style once
        i += end + 1;
        continue;
      }
    }
    literal += c;
    ++i;
  }
  flush();
}

void read_lines(std::string_view text, const Names& names, std::vector<Line>& out) {
  for (std::size_t start = 0; start <= text.size();) {
    const auto end = std::min(text.find('\n', start), text.size());
    auto line = text.substr(start, end - start);
    Line read;
    for (const std::string_view mark : {"&gt; ", "&gt;", "> ", ">"}) {
      if (starts_with(line, mark)) {
        read.kind = Line::Kind::quote;
        line.remove_prefix(mark.size());
        break;
      }
    }
    read_inline(line, {}, names, read.runs);
    out.push_back(std::move(read));
    start = end + 1;
  }
}

}  // namespace

std::vector<Line> read_mrkdwn(std::string_view mrkdwn, const Names& names) {
  constexpr std::string_view fence = "```";
  const std::string clean = clean_utf8(mrkdwn);
  std::string_view rest = clean;
  std::vector<Line> out;
  for (;;) {
    const auto open = rest.find(fence);
    const auto close = open == std::string_view::npos ? open : rest.find(fence, open + fence.size());
    if (close == std::string_view::npos) {
      break;
    }
    auto before = rest.substr(0, open);
    if (!before.empty() && before.back() == '\n') {
      before.remove_suffix(1);
    }
    if (!before.empty()) {
      read_lines(before, names, out);
    }
    auto code = rest.substr(open + fence.size(), close - open - fence.size());
    if (!code.empty() && code.front() == '\n') {
      code.remove_prefix(1);
    }
    if (!code.empty() && code.back() == '\n') {
      code.remove_suffix(1);
    }
    Run run;
    run.code = true;
    run.text = without_entities(code);
    out.push_back({Line::Kind::code, {std::move(run)}});
    rest.remove_prefix(close + fence.size());
    if (!rest.empty() && rest.front() == '\n') {
      rest.remove_prefix(1);
    }
    if (rest.empty()) {
      return out;
    }
  }
  read_lines(rest, names, out);
  return out;
}

const nlohmann::json& member(const nlohmann::json& object, const char* key) {
  static const nlohmann::json none;
  if (!object.is_object()) {
    return none;
  }
  const auto it = object.find(key);
  return it == object.end() ? none : *it;
}

std::string string_member(const nlohmann::json& object, const char* key) {
  const auto& value = member(object, key);
  return value.is_string() ? clean_utf8(value.get_ref<const std::string&>()) : std::string();
}

std::vector<Line> read_text(const nlohmann::json& text, const Names& names) {
  if (text.is_string()) {
    return read_mrkdwn(text.get_ref<const std::string&>(), names);
  }
  if (!text.is_object()) {
    return {};
  }
  const auto value = string_member(text, "text");
  if (string_member(text, "type") != "plain_text") {
    return read_mrkdwn(value, names);
  }
  Run run;
  run.text = member(text, "emoji") == true ? with_emoji(value) : value;
  return {{Line::Kind::text, {std::move(run)}}};
}

std::string plain_text(const std::vector<Line>& lines, std::string_view between) {
  std::string out;
  for (const auto& line : lines) {
    if (&line != &lines.front()) {
      out += between;
    }
    for (const auto& run : line.runs) {
      out += run.text;
    }
  }
  return out;
}

std::string plain_text(const nlohmann::json& text, const Names& names, std::string_view between) {
  return plain_text(read_text(text, names), between);
}

}  // namespace slack::standin
