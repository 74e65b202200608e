#include <fmt/core.h>

#include "bot/forms/form.h"
#include "bot/verb.h"

namespace muster::bot::verbs {

namespace {

ReadResult read_note(Reading r) {
  if (r.line.empty()) {
    return Act([](const Ask& ask) -> Plan {
      const auto line = "note " + core::reference(*ask.incident);
      return Open{words_form(ask, *ask.incident, "Note in", "Add", "What happened?", line, {},
                             "End it with “at 14:05” to put it at another time."),
                  line, std::nullopt};
    });
  }
  core::AddNote note;
  // Only a final "at HH:MM" is a time; "at 5 pods" or "at the office" stays what it is. `now` is the time of
  // asking.
  Line tried = r.line;
  if (const auto at = tried.take_final("at"); at && !tried.empty()) {
    if (const auto time = core::latest_wall_time(*at, r.zone, r.now)) {
      note.at = time;
      r.line = tried;
    }
  }
  note.words = r.line.text();
  return writes(std::move(note));
}

}  // namespace

Verb note() {
  return {.name = "note",
          .aliases = {},
          .usage = "note <text> [at HH:MM]",
          .help = "Put an entry into the timeline",
          .examples = {"note 12 pods restarted", "note first customer called at 23:58"},
          .shown = Verb::Shown::first,
          .read = read_note};
}

}  // namespace muster::bot::verbs
