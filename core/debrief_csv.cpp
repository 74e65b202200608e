// The curated timeline as RFC 4180: CRLF, quotes where they are needed. It begins with a byte order mark:
// without one Excel reads UTF-8 as the machine's own code page; everything else skips it. Each row carries
// the marking of a private incident or a drill, so that it stays with a row that is copied elsewhere.
#include <fmt/format.h>

#include <algorithm>

#include "core/debrief_model.h"
#include "core/debrief_text.h"

namespace muster::core {

namespace {

/// Spreadsheets run a cell that begins like a formula; the apostrophe makes it text, as in
/// owasp.org/www-community/attacks/CSV_Injection. Spaces in front (legible() makes them of
/// tabs) don't count, nor does the width of the character.
bool looks_like_formula(std::string_view cell) {
  cell.remove_prefix(std::min(cell.find_first_not_of(" \n"), cell.size()));
  if (cell.empty()) return false;
  if (std::string_view{"=+-@"}.find(cell.front()) != std::string_view::npos) return true;
  for (const std::string_view wide : {"＝", "＋", "－", "＠"}) {
    if (cell.substr(0, wide.size()) == wide) return true;
  }
  return false;
}

std::string as_field(std::string_view text) {
  std::string cell = legible(text);
  if (looks_like_formula(cell)) cell.insert(cell.begin(), '\'');
  if (cell.find_first_of(",\"\n") == std::string::npos) return cell;
  std::string result = "\"";
  for (const char c : cell) {
    if (c == '"') result += '"';
    result += c;
  }
  return result + '"';
}

std::string row(const std::vector<std::string>& cells) {
  std::string result;
  for (const std::string& cell : cells) {
    if (!result.empty()) result += ',';
    result += as_field(cell);
  }
  return result + "\r\n";
}

}  // namespace

std::string debrief_csv(const Debrief& debrief) {
  std::string marking = debrief.is_private ? "CONFIDENTIAL" : "";
  if (debrief.drill) marking += marking.empty() ? "DRILL" : " DRILL";
  if (marking.empty()) marking = "none";

  std::string out = "\xEF\xBB\xBF";
  out += row({"marking", "incident", "entry", "occurred_at", "occurred_local", "zone", "recorded_at", "kind",
              "author_id", "author", "text", "permalink", "files", "edited", "withdrawn", "erased"});
  for (const Line& line : debrief.timeline) {
    const Entry& entry = line.entry;
    const Moment local = moment(entry.occurred_at, debrief.zone);
    std::vector<std::string> files;
    if (entry.captured) {
      for (const CapturedFile& file : entry.captured->files) files.push_back(legible_line(file.name));
    }
    out += row({marking, debrief.reference, std::to_string(entry.id.value), format_iso(entry.occurred_at),
                local.date + " " + local.clock, debrief.zone, format_iso(entry.recorded_at),
                std::string{to_string(entry.kind)}, entry.author.value, line.author.name, readable(line.what),
                line.permalink(), fmt::format("{}", fmt::join(files, "; ")), entry.edited ? "yes" : "no",
                line.withdrawn ? "yes" : "no", line.erased ? "yes" : "no"});
  }
  return out;
}

}  // namespace muster::core
