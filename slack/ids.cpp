#include "slack/ids.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace slack {
namespace {

// Far beyond any date, and small enough that millis() can't overflow.
constexpr std::size_t max_second_digits = 15;

bool all_digits(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

}  // namespace

std::string Ts::str() const {
  return empty() ? std::string() : fmt::format("{}.{:06}", seconds, micros);
}

std::optional<Ts> Ts::parse(std::string_view text) {
  const auto point = text.find('.');
  const auto whole = text.substr(0, point);
  if (whole.empty() || whole.size() > max_second_digits || !all_digits(whole)) {
    return std::nullopt;
  }
  Ts ts;
  std::from_chars(whole.data(), whole.data() + whole.size(), ts.seconds);
  if (point == std::string_view::npos) {
    return ts;
  }
  const auto fraction = text.substr(point + 1);
  if (fraction.empty() || fraction.size() > 6 || !all_digits(fraction)) {
    return std::nullopt;
  }
  std::from_chars(fraction.data(), fraction.data() + fraction.size(), ts.micros);
  for (auto digits = fraction.size(); digits < 6; ++digits) {
    ts.micros *= 10;
  }
  return ts;
}

}  // namespace slack
