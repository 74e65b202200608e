// Log lines, as text or JSON, one write each. Nothing secret and no person's words go in: callers pass codes,
// ids and counts; as a last line of defence, whatever looks like a Slack token or hook address is masked.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

namespace muster::bot::log {

enum class Level { debug, info, warn, error };

/// Process-wide; before threads start, and again at a reload. `format`: text or json; `level`: off, debug,
/// info, warn, error.
void configure(std::string_view format, std::string_view level);

struct Field {
  std::string_view key;
  std::string value;
  Field(std::string_view k, std::string v) : key(k), value(std::move(v)) {}
  Field(std::string_view k, std::string_view v) : key(k), value(v) {}
  Field(std::string_view k, const char* v) : key(k), value(v) {}
  Field(std::string_view k, long long v) : key(k), value(std::to_string(v)) {}
  Field(std::string_view k, long v) : key(k), value(std::to_string(v)) {}
  Field(std::string_view k, int v) : key(k), value(std::to_string(v)) {}
};

/// `what` is a constant phrase ("request", "slack call failed"); what varies is in the fields. Any thread;
/// never throws.
void write(Level level, std::string_view what, std::initializer_list<Field> fields = {});

inline void debug(std::string_view what, std::initializer_list<Field> f = {}) {
  write(Level::debug, what, f);
}
inline void info(std::string_view what, std::initializer_list<Field> f = {}) {
  write(Level::info, what, f);
}
inline void warn(std::string_view what, std::initializer_list<Field> f = {}) {
  write(Level::warn, what, f);
}
inline void error(std::string_view what, std::initializer_list<Field> f = {}) {
  write(Level::error, what, f);
}

}  // namespace muster::bot::log
