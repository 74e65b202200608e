#include "storage/verify.h"

#include <fmt/core.h>

#include <algorithm>
#include <exception>

#include "core/apply.h"

namespace muster::storage {

namespace {

void check_replay(Store& store, core::IncidentId id, const core::Incident& head,
                  std::vector<std::string>& faults) {
  const auto log = store.log(id);
  const core::State replayed = core::replay(id, head.workspace, log);
  if (replayed.incident != head) faults.emplace_back("the incident is not what its log says");
  const auto entries = store.all_entries(id);
  if (entries.size() != replayed.entries.size()) {
    faults.push_back(
        fmt::format("{} entries are stored, the log makes {}", entries.size(), replayed.entries.size()));
  }
  for (const core::Entry& entry : entries) {
    const core::Entry* expected = replayed.entry(entry.id);
    if (expected == nullptr || *expected != entry) {
      faults.push_back(fmt::format("entry {} is not what the log says", entry.id.value));
    }
  }
}

Verified look(Store& store, core::IncidentId id) {
  Verified found{fmt::format("incident {}", id.value), 0, {}, store.audit(id)};
  try {
    if (const auto head = store.incident(id)) {
      found.name = core::reference(*head);
      found.events = head->version;
      found.head = store.chain_at(id, head->version);
      check_replay(store, id, *head, found.faults);
    } else {
      found.faults.emplace_back("it can't be found");
    }
  } catch (const StoreError& e) {
    found.faults.emplace_back(e.what());
  } catch (const std::exception&) {
    // From replaying a log that can't have been written: its words are not for a report.
    found.faults.emplace_back("its log can't be replayed");
  }
  return found;
}

}  // namespace

Verified verify(Store& store, core::IncidentId incident) {
  // Several reads see several moments. Whoever writes so fast that every look meets a change is told so by
  // the faults of the last one.
  constexpr int looks = 20;
  Verified found;
  for (int i = 0; i < looks; ++i) {
    const auto before = store.chain_head(incident);
    found = look(store, incident);
    if (found.faults.empty() || store.chain_head(incident) == before) break;
  }
  return found;
}

std::vector<std::string> verify(Store& store) {
  std::vector<std::string> all;
  for (const core::IncidentId id : store.all_incidents()) {
    const Verified found = verify(store, id);
    for (const std::string& fault : found.faults) all.push_back(fmt::format("{}: {}", found.name, fault));
  }
  return all;
}

}  // namespace muster::storage
