// Does the stored log still say what was written?
#include <fmt/core.h>

#include "core/codec.h"
#include "storage/sqlite/digest.h"
#include "storage/sqlite/reads.h"

namespace muster::storage::sqlite::reads {

namespace {

/// A text that is there must be the one that the event's digest was made of. An erased one has no salt.
bool text_matches(Connection& db, const core::Words& words, std::int64_t text_id) {
  if (words.id != text_id) return false;
  if (text_id == 0) return true;
  Query row(db, "SELECT salt, body FROM text WHERE id = ?1", text_id);
  if (!row.step()) return false;
  if (row.null(0) && row.null(1)) return true;
  return text_digest(row.blob(0), row.text(1)) == words.digest;
}

}  // namespace

std::vector<std::string> audit(Connection& db, core::IncidentId incident) {
  std::vector<std::string> faults;
  std::string chain = chain_start();
  std::int64_t last = 0;
  {
    Query row(db,
              "SELECT seq, kind, version, occurred_at, recorded_at, actor, body, text_id, hash FROM event "
              "WHERE incident = ?1 ORDER BY seq",
              incident);
    while (row.step()) {
      const std::int64_t seq = row.integer(0);
      if (seq != last + 1) faults.push_back(fmt::format("event {} follows {}", seq, last));
      last = seq;
      const std::string kind = row.text(1);
      const std::string actor = row.text(5);
      const std::string body = row.text(6);
      const std::int64_t text_id = row.null(7) ? 0 : row.integer(7);
      chain = chain_next(chain, {incident.value, seq, kind, row.integer(2), row.integer(3), row.integer(4),
                                 actor, body, text_id});
      if (chain != row.blob(8)) {
        faults.push_back(fmt::format("the hash of event {} is wrong", seq));
        // What follows is compared with what is stored, so that every fault is told once.
        chain = row.blob(8);
      }
      try {
        const core::Event event = core::decode_event(kind, static_cast<int>(row.integer(2)), body);
        const core::Words* words = core::words_of(event);
        if (!text_matches(db, words ? *words : core::Words{}, text_id)) {
          faults.push_back(fmt::format("the text of event {} is not the one that was written", seq));
        }
      } catch (const core::CodecError&) {
        faults.push_back(fmt::format("event {} can't be read", seq));
      }
    }
  }
  Query head(db, "SELECT version, chain FROM incident WHERE id = ?1", incident);
  if (!head.step()) {
    faults.emplace_back("there is no such incident");
  } else if (head.integer(0) != last || head.blob(1) != chain) {
    faults.emplace_back("the log does not end where the incident says");
  }
  return faults;
}

}  // namespace muster::storage::sqlite::reads
