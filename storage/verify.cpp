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

}  // namespace

std::vector<std::string> verify(Store& store) {
  std::vector<std::string> all;
  for (const core::IncidentId id : store.all_incidents()) {
    std::vector<std::string> faults = store.audit(id);
    std::string name = fmt::format("incident {}", id.value);
    try {
      if (const auto head = store.incident(id)) {
        name = core::reference(*head);
        check_replay(store, id, *head, faults);
      } else {
        faults.emplace_back("it can't be found");
      }
    } catch (const StoreError& e) {
      faults.emplace_back(e.what());
    } catch (const std::exception&) {
      // From replaying a log that can't have been written: its words are not for a report.
      faults.emplace_back("its log can't be replayed");
    }
    for (const std::string& fault : faults) all.push_back(fmt::format("{}: {}", name, fault));
  }
  return all;
}

}  // namespace muster::storage
