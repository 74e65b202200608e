#include "storage/sqlite/search.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <limits>
#include <map>
#include <string>
#include <vector>

#include "core/codec.h"
#include "core/utf8.h"
#include "storage/sqlite/reads.h"
#include "storage/sqlite/rows.h"

namespace muster::storage::sqlite::search {

namespace {

/// Events for each catch_up(): some 10 ms of the writer.
constexpr int events_at_once = 200;
/// Pages of the index for each wipe(): as long.
constexpr int pages_at_once = 64;

// --- where a text stands
// ---------------------------------------------------------------------------------------------

/// Rows of one incident stand together, and those of a later incident behind them.
constexpr std::int64_t rows_each = std::int64_t{1} << 32U;
/// Before an incident's entries: its title, summary and impact.
constexpr std::array facts = {&core::Incident::title, &core::Incident::summary, &core::Incident::impact};

std::int64_t first_row(std::int64_t incident) {
  return incident * rows_each;
}
std::int64_t row_of_fact(core::IncidentId incident, std::size_t fact) {
  return first_row(incident.value) + static_cast<std::int64_t>(fact);
}
std::int64_t row_of(core::IncidentId incident, core::EntryId entry) {
  return row_of_fact(incident, facts.size()) + entry.value;
}

// --- words
// -----------------------------------------------------------------------------------------------------------

constexpr std::string_view zero_width_space = "\xE2\x80\x8B";

bool is_between(char32_t c, char32_t first, char32_t last) {
  return c >= first && c <= last;
}

/// Chinese and Japanese, which put no space between words.
bool is_unspaced(char32_t c) {
  return is_between(c, 0x3040, 0x30FF) || is_between(c, 0x3400, 0x9FFF) || is_between(c, 0xF900, 0xFAFF) ||
         is_between(c, 0x20000, 0x3FFFF);
}

/// Whether FTS5 sees a letter or a digit in it. It doesn't say so, and finds nothing for a word without any.
/// Of a rare symbol that isn't told here nothing is found, either.
bool is_letter(char32_t c) {
  if (c < 0x80) return is_between(c | 0x20U, 'a', 'z') || is_between(c, '0', '9');
  const bool is_symbol = is_between(c, 0x80, 0xA9) || is_between(c, 0xAB, 0xB1) ||
                         is_between(c, 0xB4, 0xB4) || is_between(c, 0xB6, 0xB8) || c == 0xBB || c == 0xBF ||
                         c == 0xD7 || c == 0xF7 || is_between(c, 0x2000, 0x206F) ||
                         is_between(c, 0x2190, 0x2BFF) || is_between(c, 0x2E00, 0x2E7F) ||
                         is_between(c, 0x3000, 0x3004) || is_between(c, 0x3008, 0x3020) ||
                         is_between(c, 0xFE00, 0xFE6F) || is_between(c, 0xFF01, 0xFF0F) || c == 0xFFFD ||
                         is_between(c, 0x1F000, 0x1FAFF) || is_between(c, 0xE0000, 0xE0FFF);
  return !is_symbol;
}

/// A text as it is indexed and asked for: each Chinese or Japanese character is a word, so that any part of a
/// sentence is found.
std::string as_indexed(const core::Text& text) {
  const auto plain = core::to_plain(text);
  std::string out;
  for (std::string_view rest = plain; !rest.empty();) {
    const auto [c, size, valid] = core::utf8::first(rest);
    out += rest.substr(0, size);
    if (is_unspaced(c)) out += zero_width_space;
    rest.remove_prefix(size);
  }
  return out;
}

std::string as_written(std::string text) {
  for (auto at = text.find(zero_width_space); at != std::string::npos; at = text.find(zero_width_space, at))
    text.erase(at, zero_width_space.size());
  return text;
}

/// Letters and digits of the last part that has any; 0: none has.
std::size_t letters_at_end(std::string_view utf8) {
  std::size_t letters = 0;
  for (bool parted = true; !utf8.empty();) {
    const auto [c, size, valid] = core::utf8::first(utf8);
    if (is_letter(c)) letters = parted ? 1 : letters + 1;
    parted = !is_letter(c);
    utf8.remove_prefix(size);
  }
  return letters;
}

/// Each word as FTS5 wants it: between quotation marks, where nothing means anything. The last may go on,
/// unless it is so short that much of the index would have to be put together.
std::vector<std::string> asked_for(std::string_view words) {
  const auto cleaned = as_indexed(core::cleaned(core::plain(words)));
  constexpr std::string_view spaces = " \t\n";
  std::vector<std::string> asked;
  bool may_go_on = false;
  for (std::size_t end = 0; asked.size() < most_search_words;) {
    const auto begin = cleaned.find_first_not_of(spaces, end);
    if (begin == std::string::npos) break;
    end = std::min(cleaned.find_first_of(spaces, begin), cleaned.size());
    const auto word = std::string_view(cleaned).substr(begin, end - begin);
    const auto letters = letters_at_end(word);
    if (letters == 0) continue;
    may_go_on = letters >= shortest_beginning;
    std::string quoted = "\"";
    for (const char c : word) quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
    asked.push_back(quoted + '"');
  }
  if (may_go_on) asked.back() += " *";
  return asked;
}

std::string joined(const std::vector<std::string>& words, std::string_view between) {
  std::string all;
  for (const auto& word : words) all += (all.empty() ? "" : std::string(between)) + word;
  return all;
}

/// What can be found of an entry; empty: nothing. Where it only says what an incident's title, summary or
/// impact was at the time, those that it has now count.
std::string wording(const core::Entry& entry) {
  using Kind = core::EntryKind;
  const bool is_fact = entry.kind == Kind::declared || entry.kind == Kind::title ||
                       entry.kind == Kind::summary || entry.kind == Kind::impact;
  if (entry.hidden || !entry.words.body || (is_fact && !entry.edited)) return {};
  return as_indexed(*entry.words.body);
}
std::string wording(const core::Words& words) {
  return words.body ? as_indexed(*words.body) : std::string();
}

// --- writing
// -----------------------------------------------------------------------------------------------------------

void remove(Connection& db, std::int64_t row) {
  run(db, "DELETE FROM search WHERE rowid = ?1", row);
}

void put(Connection& db, std::int64_t row, const std::string& words) {
  bool is_there = false;
  {
    Query present(db, "SELECT body FROM search WHERE rowid = ?1", row);
    is_there = present.step();
    if (is_there && present.text(0) == words) return;
  }
  if (is_there) remove(db, row);
  if (!words.empty()) run(db, "INSERT INTO search(rowid, body) VALUES(?1, ?2)", row, words);
}

void put(Connection& db, core::IncidentId incident, const std::set<core::EntryId>& entries) {
  for (const core::EntryId id : entries) {
    const auto entry = load_entry(db, incident, id);
    put(db, row_of(incident, id), entry ? wording(*entry) : std::string());
  }
  const auto head = load_head(db, incident);
  if (!head) return;
  for (std::size_t i = 0; i < facts.size(); ++i)
    put(db, row_of_fact(incident, i), wording(head->incident.*facts[i]));
}

struct Behind {
  core::IncidentId incident;
  std::int64_t searched = 0;  ///< up to this event it is done
  std::int64_t version = 0;
};

std::optional<Behind> next_behind(Connection& db) {
  Query row(db,
            "SELECT id, searched, version FROM incident INDEXED BY incident_unsearched "
            "WHERE searched < version ORDER BY id LIMIT 1");
  if (!row.step()) return std::nullopt;
  return Behind{core::IncidentId(row.integer(0)), row.integer(1), row.integer(2)};
}

/// What its next events changed, `most` of them; how many it were.
int follow(Connection& db, const Behind& behind, int most) {
  std::set<core::EntryId> entries;
  std::int64_t last = behind.searched;
  int events = 0;
  {
    // An event makes the entry of its own number, or names the one that it changes.
    Query row(
        db,
        "SELECT seq, iif(json_valid(body), json_extract(body, '$.entry'), NULL), "
        "iif(kind = 'TodoReworded' AND json_valid(body), json_extract(body, '$.todo'), NULL) FROM event "
        "WHERE incident = ?1 AND seq > ?2 ORDER BY seq LIMIT ?3",
        behind.incident, behind.searched, most);
    for (; row.step(); ++events) {
      last = row.integer(0);
      entries.emplace(last);
      for (const int column : {1, 2})
        if (!row.null(column)) entries.emplace(row.integer(column));
    }
  }
  try {
    put(db, behind.incident, entries);
  } catch (const core::CodecError&) {
    // `muster verify` tells of what can't be read. The others' words are found all the same.
  }
  run(db, "UPDATE incident SET searched = ?2 WHERE id = ?1", behind.incident,
      events < most ? behind.version : last);
  return events;
}

enum class Wiping { asked = 1, under_way = 2 };

std::optional<Wiping> wiping(Connection& db) {
  Query row(db, "SELECT stage FROM search_wiping WHERE id = 1");
  return row.step() ? std::optional(static_cast<Wiping>(row.integer(0))) : std::nullopt;
}

// --- reading
// -----------------------------------------------------------------------------------------------------------

/// Incidents from `first` to `last` in which this word stands, the newest first.
std::vector<std::int64_t> incidents_with(Connection& db, const std::string& word, std::int64_t first,
                                         std::int64_t last) {
  std::vector<std::int64_t> found;
  Query row(db,
            "SELECT rowid FROM search WHERE search MATCH ?1 AND rowid >= ?2 AND rowid < ?3 "
            "ORDER BY rowid DESC",
            word, first_row(first), first_row(last + 1));
  while (row.step()) {
    const auto incident = row.integer(0) / rows_each;
    if (found.empty() || found.back() != incident) found.push_back(incident);
  }
  return found;
}

std::vector<std::int64_t> incidents_with_all(Connection& db, const std::vector<std::string>& words,
                                             std::int64_t first, std::int64_t last) {
  std::optional<std::vector<std::int64_t>> all;
  for (const auto& word : words) {
    auto found = incidents_with(db, word, first, last);
    if (all) {
      std::vector<std::int64_t> both;
      std::ranges::set_intersection(*all, found, std::back_inserter(both), std::greater{});
      found = std::move(both);
    }
    all = std::move(found);
    if (all->empty()) break;
  }
  return all.value_or(std::vector<std::int64_t>());
}

/// The words in context: texts that have all of them before texts that have one; without the title, which is
/// shown anyway.
std::vector<std::string> lines_of(Connection& db, core::IncidentId incident,
                                  const std::vector<std::string>& words) {
  std::map<std::int64_t, std::string> by_row;
  std::vector<std::string> lines;
  std::vector<std::string> queries = {joined(words, " ")};
  if (words.size() > 1) queries.push_back(joined(words, " OR "));
  for (const auto& query : queries) {
    Query row(db,
              "SELECT rowid, snippet(search, 0, '', '', '…', 24) FROM search "
              "WHERE search MATCH ?1 AND rowid >= ?2 AND rowid < ?3 ORDER BY rowid LIMIT ?4",
              query, row_of_fact(incident, 1), first_row(incident.value + 1), 2 * most_found_lines);
    while (lines.size() < most_found_lines && row.step())
      if (by_row.emplace(row.integer(0), "").second) lines.push_back(as_written(row.text(1)));
  }
  return lines;
}

/// The newest incident before `filter.before_number`; 0: there is none.
std::int64_t newest(Connection& db, core::WorkspaceId workspace, const IncidentFilter& filter) {
  Query row(db, "SELECT id FROM incident WHERE workspace = ?1 AND number < ?2 ORDER BY number DESC LIMIT 1",
            workspace, filter.before_number > 0 ? filter.before_number : std::numeric_limits<int>::max());
  return row.step() ? row.integer(0) : 0;
}

}  // namespace

FoundPage find(Connection& db, core::WorkspaceId workspace, const IncidentFilter& filter,
               std::string_view words) {
  FoundPage page;
  const auto asked = asked_for(words);
  if (asked.empty()) return page;
  // A common word stands in many texts, of which a page shows the newest: these are looked at first, and then
  // ever more at once.
  std::int64_t at_once = 100;
  for (auto last = newest(db, workspace, filter); last > 0; last -= at_once, at_once *= 4) {
    for (const auto id : incidents_with_all(db, asked, std::max<std::int64_t>(1, last - at_once + 1), last)) {
      auto head = load_head(db, core::IncidentId(id));
      if (!head || head->incident.workspace != workspace) continue;
      auto& incident = head->incident;
      if (filter.since && incident.declared_at < *filter.since) return page;
      if (filter.open_only && !core::is_open(incident.category)) continue;
      if (!reads::is_visible(db, incident, filter)) continue;
      if (static_cast<int>(page.found.size()) >= filter.limit) {
        page.more = true;
        return page;
      }
      auto lines = lines_of(db, incident.id, asked);
      page.found.push_back({std::move(incident), std::move(lines)});
    }
  }
  return page;
}

bool is_behind(Connection& db) {
  return wiping(db) || next_behind(db);
}

bool catch_up(Connection& db) {
  if (wipe(db)) return true;
  // Words also stand in what FTS5 throws away when it merges its segments.
  const Overwriting all(db);
  for (int left = events_at_once; left > 0;) {
    const auto behind = next_behind(db);
    if (!behind) return false;
    // One that has none left counts, too: its mark is written.
    left -= std::max(1, follow(db, *behind, left));
  }
  return next_behind(db).has_value();
}

void take_out(Connection& db, const core::Incident& before, const core::Incident& after) {
  for (std::size_t i = 0; i < facts.size(); ++i) {
    const core::Words& was = before.*facts[i];
    if (was.id == 0 || was.id == (after.*facts[i]).id) continue;
    const Overwriting all(db);
    remove(db, row_of_fact(after.id, i));
  }
}

void take_out(Connection& db, core::IncidentId incident, const core::Entry& before,
              const core::Entry& after) {
  const auto was = wording(before);
  if (was.empty() || was == wording(after)) return;
  const Overwriting all(db);
  remove(db, row_of(incident, after.id));
}

void erased(Connection& db, core::IncidentId incident, const std::set<core::EntryId>& entries) {
  const Overwriting all(db);
  put(db, incident, entries);
  run(db, "INSERT OR REPLACE INTO search_wiping(id, stage) VALUES(1, ?1)", static_cast<int>(Wiping::asked));
}

bool wipe(Connection& db) {
  const auto stage = wiping(db);
  if (!stage) return false;
  const Overwriting all(db);
  const auto changes = db.total_changes();
  // With a negative number everything is to become one segment, with a positive one that goes on. Nothing
  // changes when it is done. https://www.sqlite.org/fts5.html#the_merge_command
  run(db, "INSERT INTO search(search, rank) VALUES('merge', ?1)",
      *stage == Wiping::asked ? -pages_at_once : pages_at_once);
  const bool is_done = *stage == Wiping::under_way && db.total_changes() - changes < 2;
  if (is_done) {
    run(db, "DELETE FROM search_wiping WHERE id = 1");
  } else if (*stage == Wiping::asked) {
    run(db, "UPDATE search_wiping SET stage = ?1 WHERE id = 1", static_cast<int>(Wiping::under_way));
  }
  return !is_done;
}

void look_again(Connection& db, core::IncidentId incident) {
  run(db, "UPDATE incident SET searched = 0 WHERE id = ?1", incident);
}

}  // namespace muster::storage::sqlite::search
