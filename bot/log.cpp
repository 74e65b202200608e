#include "bot/log.h"

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <spdlog/formatter.h>
#include <spdlog/logger.h>
#include <spdlog/sinks/base_sink.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdlib>
#include <memory>
#include <mutex>
#include <nlohmann/json.hpp>
#include <vector>

namespace muster::bot::log {
namespace {

// spdlog carries one string; the fields travel in it, apart by these, which no field may contain.
constexpr char kNextField = '\x1e';
constexpr char kValue = '\x1f';

bool is_secret_character(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 ||
         std::string_view("-_./%:~=+").find(c) != std::string_view::npos;
}

bool matches_at(std::string_view text, std::size_t at, std::string_view lower_case) {
  if (text.size() - at < lower_case.size()) return false;
  return std::equal(lower_case.begin(), lower_case.end(), text.begin() + static_cast<std::ptrdiff_t>(at),
                    [](char want, char is) {
                      return want == '?' ? std::isalpha(static_cast<unsigned char>(is)) != 0
                                         : want == std::tolower(static_cast<unsigned char>(is));
                    });
}

/// Tokens and hook addresses of Slack lose all that makes them worth something.
/// https://docs.slack.dev/authentication/tokens
std::string masked(std::string_view text) {
  static constexpr std::array<std::string_view, 6> starts{"xox?-",           "xox?.", "xapp-",
                                                          "hooks.slack.com", "xwfp-", "hooks.slack-gov.com"};
  std::string out;
  for (std::size_t i = 0; i < text.size();) {
    const auto* start = std::find_if(starts.begin(), starts.end(),
                                     [&](std::string_view s) { return matches_at(text, i, s); });
    if (start == starts.end()) {
      out += text[i++];
      continue;
    }
    out += text.substr(i, start->size());
    out += "***";
    i += start->size();
    while (i < text.size() && is_secret_character(text[i])) ++i;
  }
  return out;
}

std::string packed(std::string_view what, std::initializer_list<Field> fields) {
  std::string out;
  const auto add = [&out](std::string_view part) {
    for (const char c : masked(part)) out += c == kNextField || c == kValue ? ' ' : c;
  };
  add(what);
  for (const Field& field : fields) {
    out += kNextField;
    add(field.key);
    out += kValue;
    add(field.value);
  }
  return out;
}

struct Line {
  std::string_view what;
  std::vector<std::pair<std::string_view, std::string_view>> fields;
};

Line unpacked(std::string_view payload) {
  Line line;
  line.what = payload.substr(0, payload.find(kNextField));
  payload.remove_prefix(line.what.size());
  while (!payload.empty()) {
    payload.remove_prefix(1);
    const auto field = payload.substr(0, payload.find(kNextField));
    const auto cut = field.find(kValue);
    line.fields.emplace_back(field.substr(0, cut), field.substr(cut + 1));
    payload.remove_prefix(field.size());
  }
  return line;
}

std::string_view name(spdlog::level::level_enum level) {
  switch (level) {
    case spdlog::level::debug:
      return "debug";
    case spdlog::level::warn:
      return "warn";
    case spdlog::level::err:
      return "error";
    default:
      return "info";
  }
}

spdlog::level::level_enum to_spdlog(Level level) {
  switch (level) {
    case Level::debug:
      return spdlog::level::debug;
    case Level::warn:
      return spdlog::level::warn;
    case Level::error:
      return spdlog::level::err;
    default:
      return spdlog::level::info;
  }
}

std::string iso_time(spdlog::log_clock::time_point time) {
  const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(time.time_since_epoch()).count();
  return fmt::format("{:%Y-%m-%dT%H:%M:%S}.{:03}Z", fmt::gmtime(static_cast<std::time_t>(ms / 1000)),
                     ms % 1000);
}

/// A JSON string: quoted, escaped, ASCII, whatever the bytes were.
std::string quoted(std::string_view text) {
  return nlohmann::json(text).dump(-1, ' ', true, nlohmann::json::error_handler_t::replace);
}

class JsonFormatter final : public spdlog::formatter {
 public:
  void format(const spdlog::details::log_msg& message, spdlog::memory_buf_t& out) override {
    const Line line = unpacked({message.payload.data(), message.payload.size()});
    std::string text = fmt::format(R"({{"ts":"{}","level":"{}","msg":{})", iso_time(message.time),
                                   name(message.level), quoted(line.what));
    for (const auto& [key, value] : line.fields) text += fmt::format(",{}:{}", quoted(key), quoted(value));
    text += "}\n";
    out.append(text.data(), text.data() + text.size());
  }
  std::unique_ptr<spdlog::formatter> clone() const override { return std::make_unique<JsonFormatter>(); }
};

/// For people. In a terminal with a colour and a short time; under systemd with its level and no time of its
/// own, because the journal keeps both (sd-daemon(3)).
class TextFormatter final : public spdlog::formatter {
 public:
  TextFormatter()
      : terminal_(::isatty(STDERR_FILENO) == 1), journal_(!terminal_ && std::getenv("JOURNAL_STREAM")) {}

  void format(const spdlog::details::log_msg& message, spdlog::memory_buf_t& out) override {
    const Line line = unpacked({message.payload.data(), message.payload.size()});
    const std::string time = iso_time(message.time);
    std::string text;
    if (terminal_)
      text = fmt::format("{} \x1b[{}m{:<5}\x1b[0m ", time.substr(11, 8), colour(message.level),
                         name(message.level));
    else if (journal_)
      text = fmt::format("<{}>", priority(message.level));
    else
      text = fmt::format("{} {:<5} ", time, name(message.level));
    text += plain(line.what, true);
    for (const auto& [key, value] : line.fields) text += fmt::format(" {}={}", key, plain(value, false));
    text += '\n';
    out.append(text.data(), text.data() + text.size());
  }
  std::unique_ptr<spdlog::formatter> clone() const override { return std::make_unique<TextFormatter>(); }

 private:
  static int colour(spdlog::level::level_enum level) {
    return level == spdlog::level::err ? 31 : level == spdlog::level::warn ? 33 : 36;
  }
  static int priority(spdlog::level::level_enum level) {
    return level == spdlog::level::err     ? 3
           : level == spdlog::level::warn  ? 4
           : level == spdlog::level::debug ? 7
                                           : 6;
  }
  static std::string plain(std::string_view text, bool may_have_spaces) {
    const bool simple = !text.empty() && std::all_of(text.begin(), text.end(), [&](unsigned char c) {
      return (c > ' ' && c < 0x7f && c != '"' && c != '\\') || (c == ' ' && may_have_spaces);
    });
    return simple ? std::string(text) : quoted(text);
  }

  bool terminal_;
  bool journal_;
};

/// One write(2) for each line, so that lines of several processes don't mix.
class StderrSink final : public spdlog::sinks::base_sink<std::mutex> {
 protected:
  void sink_it_(const spdlog::details::log_msg& message) override {
    spdlog::memory_buf_t line;
    formatter_->format(message, line);
    [[maybe_unused]] const auto n = ::write(STDERR_FILENO, line.data(), line.size());
  }
  void flush_() override {}
};

spdlog::logger& logger() {
  static const auto the_logger = [] {
    auto made = std::make_unique<spdlog::logger>("muster", std::make_shared<StderrSink>());
    made->set_formatter(std::make_unique<TextFormatter>());
    made->set_level(spdlog::level::info);
    return made;
  }();
  return *the_logger;
}

}  // namespace

void configure(std::string_view format, std::string_view level) {
  if (format == "json")
    logger().set_formatter(std::make_unique<JsonFormatter>());
  else
    logger().set_formatter(std::make_unique<TextFormatter>());
  logger().set_level(level == "debug"   ? spdlog::level::debug
                     : level == "warn"  ? spdlog::level::warn
                     : level == "error" ? spdlog::level::err
                     : level == "off"   ? spdlog::level::off
                                        : spdlog::level::info);
}

void write(Level level, std::string_view what, std::initializer_list<Field> fields) {
  try {
    const auto spd_level = to_spdlog(level);
    if (logger().should_log(spd_level)) logger().log(spd_level, packed(what, fields));
  } catch (...) {  // NOLINT(bugprone-empty-catch): a line that can't be written has nowhere else to go
  }
}

}  // namespace muster::bot::log
