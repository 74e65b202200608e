#include "bot/verb.h"
#include "bot/views/views.h"

namespace muster::bot::verbs {

namespace {

ReadResult read(const Reading& r) {
  if (r.line.empty()) {
    return Act([](const Ask& ask) -> Plan { return Show{views::statuses(*ask.incident, *ask.config)}; });
  }
  // The whole of the words must be a status: "status page is down" is none.
  const auto* status = r.policy.status(core::to_plain(r.line.text()));
  if (!status) return unfit("`status` takes one of the statuses", "status monitoring");
  return writes(core::ChangeStatus{status->key, {}});
}

}  // namespace

Verb status() {
  return {.name = "status",
          .aliases = {},
          .usage = "status [status]",
          .help = "Show or change the status",
          .examples = {"status", "status monitoring", "status INC-42 fixing"},
          .bare_shows = true,
          .read = read};
}

}  // namespace muster::bot::verbs
