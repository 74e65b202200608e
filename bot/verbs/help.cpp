#include <fmt/core.h>

#include <array>
#include <utility>

#include "bot/verb.h"
#include "bot/views/views.h"
#include "slack/text.h"

namespace muster::bot::verbs {

namespace {

std::string line_of(const Verb& verb, const std::string& command) {
  return fmt::format("`{} {}`  {}", command, slack::escape(verb.usage), slack::escape(verb.help));
}

/// Before these verbs of the long list, whose order is that of bot/verbs/all.cpp.
constexpr std::array<std::pair<std::string_view, std::string_view>, 5> headings = {
    {{"monitoring", "Work"},
     {"comms", "People"},
     {"summary", "Record"},
     {"confirm", "Ending"},
     {"doctor", "Muster itself"}}};

slack::OutMessage overview(const Ask& ask, bool more) {
  std::string text;
  for (const auto& verb : all_verbs()) {
    const bool wanted = more ? verb.shown == Verb::Shown::more : verb.shown == Verb::Shown::first;
    if (!wanted) continue;
    for (const auto& [first, heading] : headings)
      if (verb.name == first && more) text += fmt::format("{}*{}*", text.empty() ? "" : "\n\n", heading);
    text += (text.empty() ? "" : "\n") + line_of(verb, ask.config->command);
  }
  if (more && !ask.config->commands.empty()) text += "\n\n*Your own*";
  for (const auto& own : ask.config->commands)
    if (more) text += fmt::format("\n`{} {}`  {}", ask.config->command, own.key, slack::escape(own.help));
  if (!more) {
    text = fmt::format(
        "Alone, `{0}` opens the form to declare an incident; in an incident's channel, its control "
        "panel.\n{1}",
        ask.config->command, text);
  }
  auto message = views::say(text);
  if (!more)
    message.blocks.actions({views::run("More", "help --more"), views::run("Open incidents", "list"),
                            views::run("Does everything work?", "doctor")});
  message.blocks.context(
      {fmt::format("`{} help <verb>` has examples. An incident is named as in INC-42; in its own "
                   "channel no name is needed.",
                   ask.config->command)});
  return message;
}

slack::OutMessage about(const Verb& verb, const Ask& ask) {
  auto text = line_of(verb, ask.config->command);
  for (const auto& example : verb.examples)
    text += fmt::format("\n•  `{} {}`", ask.config->command, slack::escape(example));
  for (const auto& alias : verb.aliases) text += fmt::format("\nAlso: `{}`", alias);
  return views::say(text);
}

ReadResult read_help(Reading r) {
  const bool more = r.line.take_flag("--more");
  if (r.line.empty()) return Act([more](const Ask& ask) -> Plan { return Show{overview(ask, more)}; });
  const Verb* verb = r.line.size() == 1 ? find_verb(r.line.front()) : nullptr;
  if (!verb || verb->shown == Verb::Shown::never) return unfit("`help` takes a verb", "help note");
  return Act([verb](const Ask& ask) -> Plan { return Show{about(*verb, ask)}; });
}

}  // namespace

Verb help() {
  return {.name = "help",
          .aliases = {},
          .usage = "help [verb]",
          .help = "Show what can be typed",
          .examples = {"help", "help note"},
          .needs_incident = false,
          .bare_shows = true,
          .read = read_help};
}

}  // namespace muster::bot::verbs
