// Takes back what the caller did, by events of its own.
#include <charconv>

#include "bot/verb.h"

namespace muster::bot::verbs {

namespace {

ReadResult read_undo(Reading r) {
  core::Undo command;
  if (const auto act = r.line.take_option("--act")) {
    const auto [end, error] = std::from_chars(act->data(), act->data() + act->size(), command.seq);
    if (error != std::errc() || end != act->data() + act->size() || command.seq < 1)
      return unfit("`--act` takes the number of a record");
  }
  if (!no_words(r)) return unfit("`undo` takes no words");
  return writes(command);
}

}  // namespace

Verb undo() {
  return {.name = "undo",
          .aliases = {},
          .usage = "undo",
          .help = "Take back the last thing that you did here, for ten minutes",
          .examples = {"undo", "undo INC-42"},
          .read = read_undo};
}

}  // namespace muster::bot::verbs
