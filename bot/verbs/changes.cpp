// What is being done to the system, what people believe, and coming together over both.
#include <fmt/core.h>

#include <charconv>

#include "bot/forms/form.h"
#include "bot/verb.h"
#include "bot/views/views.h"
#include "core/ascii.h"

namespace muster::bot::verbs {

namespace {

ReadResult read_doing(const Reading& r) {
  if (!r.line.empty()) return writes(core::BeginChange{r.line.text()});
  return Act([](const Ask& ask) -> Plan {
    return open_if_possible(
        ask, core::BeginChange{},
        {change_form(ask, *ask.incident), "doing " + core::reference(*ask.incident), std::nullopt});
  });
}

ReadResult read_theory(const Reading& r) {
  if (!r.line.empty()) return writes(core::HoldTheory{r.line.text()});
  return Act([](const Ask& ask) -> Plan {
    const auto line = "theory " + core::reference(*ask.incident);
    return open_if_possible(
        ask, core::HoldTheory{},
        {words_form(ask, *ask.incident, "Theory in", "Add", "What do you believe is the cause?", line, {},
                    "It stands on the control message until it is ruled in or out.", false),
         line, std::nullopt});
  });
}

/// A number before anything else; none: the only one that there is.
core::EntryId take_number(Line& line) {
  if (line.empty()) return {};
  const auto word = line.front();
  std::int64_t id = 0;
  const auto [stop, error] = std::from_chars(word.data(), word.data() + word.size(), id);
  if (error != std::errc() || stop != word.data() + word.size()) return {};
  line.pop_front();
  return core::EntryId(id);
}

std::string take_word(Line& line) {
  if (line.empty()) return {};
  auto word = core::ascii::lower(std::string(line.front()));
  line.pop_front();
  return word;
}

ReadResult read_result(Reading r) {
  core::SettleChange command;
  command.change = take_number(r.line);
  auto word = take_word(r.line);
  if (word == "no" && take_word(r.line) == "effect") word = "no_effect";
  if (word == "no-effect") word = "no_effect";
  const auto result = core::parse_change_result(word);
  if (!result) {
    return unfit("`result` takes what came of a change: `worked`, `no effect` or `worse`",
                 "result worked errors are gone");
  }
  command.result = *result;
  command.words = r.line.text();
  return writes(std::move(command));
}

ReadResult read_rule(Reading r) {
  const bool form = r.line.take_flag("--form");
  core::SettleTheory command;
  command.theory = take_number(r.line);
  const auto word = take_word(r.line);
  if (word != "in" && word != "out")
    return unfit("`rule` takes `in` or `out`, and why", "rule out the disk is half empty");
  command.ruled_in = word == "in";
  if (form && r.line.empty()) {
    return Act([command, word](const Ask& ask) -> Plan {
      const auto line =
          fmt::format("rule {} {} {}", core::reference(*ask.incident), command.theory.value, word);
      return Open{words_form(ask, *ask.incident, command.ruled_in ? "Rule in:" : "Rule out:",
                             command.ruled_in ? "That's it" : "It isn't that", "How do you know?", line),
                  line, std::nullopt};
    });
  }
  command.words = r.line.text();
  return writes(std::move(command));
}

}  // namespace

Verb doing() {
  return {.name = "doing",
          .aliases = {},
          .usage = "doing <change>",
          .help = "Say what you are doing to the system, before you do it",
          .examples = {"doing roll checkout back to v41", "doing"},
          .read = read_doing};
}

Verb result() {
  return {.name = "result",
          .aliases = {},
          .usage = "result [number] <worked, no effect or worse> [what came of it]",
          .help = "Say what came of a change",
          .examples = {"result worked", "result 12 no effect"},
          .read = read_result};
}

Verb theory() {
  return {.name = "theory",
          .aliases = {},
          .usage = "theory <text>",
          .help = "What you believe to be the cause, until it is ruled in or out",
          .examples = {"theory the new cache forgets carts"},
          .read = read_theory};
}

Verb rule() {
  return {.name = "rule",
          .aliases = {},
          .usage = "rule [number] <in or out> [why]",
          .help = "Say that a theory is right, or that it isn't",
          .examples = {"rule out the cache was off since ten", "rule 12 in"},
          .read = read_rule};
}

Verb regroup() {
  return plain_verb("regroup", "Ask everybody to come together over where things stand", core::CallRegroup{});
}

}  // namespace muster::bot::verbs
