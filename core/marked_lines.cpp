#include "core/marked_lines.h"

#include <array>
#include <optional>
#include <string_view>
#include <utility>

#include "core/ascii.h"
#include "core/decide.h"

namespace muster::core {
namespace {

/// A code block stands alone, and is no line.
std::vector<Text> lines_of(const Text& text) {
  std::vector<Text> lines(1);
  for (const Span& span : text) {
    if (span.kind == Span::Kind::code_block) {
      lines.emplace_back();
      continue;
    }
    if (span.kind != Span::Kind::text) {
      lines.back().push_back(span);
      continue;
    }
    std::string_view rest = span.text;
    for (auto end = rest.find('\n'); end != std::string_view::npos; end = rest.find('\n')) {
      lines.back().push_back({Span::Kind::text, std::string(rest.substr(0, end)), {}});
      lines.emplace_back();
      rest.remove_prefix(end + 1);
    }
    if (!rest.empty()) lines.back().push_back({Span::Kind::text, std::string(rest), {}});
  }
  return lines;
}

/// Quotation marks of mails, signs of lists and of bold or slanted type.
void skip_signs(std::string_view& line) {
  for (;;) {
    if (line.starts_with("\u2022"))
      line.remove_prefix(3);
    else if (!line.empty() && std::string_view(" \t-*_>").find(line.front()) != std::string_view::npos)
      line.remove_prefix(1);
    else
      return;
  }
}

std::optional<MarkedLine> marked(Text line) {
  line = trimmed(std::move(line));
  if (line.empty() || line.front().kind != Span::Kind::text) return std::nullopt;
  static constexpr std::array<std::string_view, 2> marks{"todo:", "decision:"};
  std::string_view rest = line.front().text;
  skip_signs(rest);
  for (const auto mark : marks) {
    if (!ascii::same(rest.substr(0, mark.size()), mark)) continue;
    rest.remove_prefix(mark.size());
    skip_signs(rest);
    line.front().text = std::string(rest);
    if (is_blank(line)) return std::nullopt;
    return MarkedLine{mark == marks.back(), brief(line, max_title)};
  }
  return std::nullopt;
}

}  // namespace

std::vector<MarkedLine> marked_lines(const Text& text) {
  std::vector<MarkedLine> found;
  for (Text& line : lines_of(text))
    if (auto one = marked(std::move(line))) found.push_back(std::move(*one));
  return found;
}

}  // namespace muster::core
