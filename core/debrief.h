// The debrief: one pure value made from the record, and its four forms. The same incident gives the same
// bytes.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/event.h"
#include "core/incident.h"
#include "core/policy.h"

namespace muster::core {

/// Everything that an export reads. All of it comes from the store; nothing from a clock.
struct DebriefInput {
  Incident incident;
  std::vector<Entry> entries;           ///< whole curated timeline, hidden ones too, in any order
  std::vector<Record> log;              ///< whole activity log, in order
  std::map<UserId, std::string> names;  ///< for people; a person without one is shown by id
  std::map<UserId, int> messages;       ///< messages that each person wrote in the channel
  std::string chain_head;               ///< hex, of the log's last event
  int bot_posts = 0;                    ///< how many messages the bot posted about it
  std::map<UserId, std::string> zones;  ///< of people, for late hours; without one, the policy's counts
  /// `INC-43` and what people captured and noted there: of incidents that were merged into this one, as far
  /// as its readers may see them.
  std::vector<std::pair<std::string, Entry>> merged;
};

enum class Format { markdown, html, json, csv };
/// `md` or `markdown`, `html`, `json`, `csv`.
std::optional<Format> parse_format(std::string_view text);
std::string_view extension(Format format);  ///< `md`, `html`, `json`, `csv`
std::string_view mime_type(Format format);

/// Never fails: what is missing is said to be missing. Hidden entries and the text of withdrawn messages are
/// in no format's curated timeline; JSON names them as hidden or withdrawn, without text. HTML is one file
/// without scripts or external resources, fit for paper. CSV has the curated timeline, one entry a row,
/// guarded against formulas.
std::string render_debrief(const DebriefInput& input, const Policy& policy, Format format);

/// One line of the timeline for people, without its time: `Severity SEV3 → SEV1`, `Ada took Lead`, the words
/// said.
Text describe(const Entry& entry, const Policy& policy);

}  // namespace muster::core
