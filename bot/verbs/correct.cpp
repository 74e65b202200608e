// The last update said something wrong: every copy of it is edited, and whoever got it is told.
#include <fmt/core.h>

#include <charconv>

#include "bot/forms/form.h"
#include "bot/verb.h"

namespace muster::bot::verbs {

namespace {

/// `entry`: the update that the form was opened for; none: the last one.
Plan correct_update(const Ask& ask, core::EntryId entry, const core::Text& words) {
  const auto& incident = *ask.incident;
  if (entry.empty()) entry = incident.last_update_entry;
  if (!core::is_blank(words) || entry.empty()) return Write{core::CorrectUpdate{entry, words}, {}};
  const auto line = fmt::format("correct {} --entry {}", core::reference(incident), entry.value);
  return Open{words_form(ask, incident, "Correct", "Correct the update", "What is right?", line,
                         core::to_plain(core::shown(incident.last_update)),
                         "Every copy is changed, and whoever got it is told."),
              "correct " + core::reference(incident), std::nullopt};
}

ReadResult read_correct(Reading r) {
  core::EntryId entry;
  if (const auto option = r.line.take_option("--entry"))
    std::from_chars(option->data(), option->data() + option->size(), entry.value);
  if (!r.line.empty() && !r.explicit_verb)
    return unfit("A correction changes what everybody was told, so say which you mean");
  const auto words = r.line.text();
  return Act([=](const Ask& ask) { return correct_update(ask, entry, words); });
}

}  // namespace

Verb correct() {
  return {.name = "correct",
          .aliases = {},
          .usage = "correct[: text]",
          .help = "Correct the last update wherever it stands, and tell whoever got it",
          .examples = {"correct", "correct: only the EU is affected"},
          .read = read_correct};
}

}  // namespace muster::bot::verbs
