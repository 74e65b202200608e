// Two incidents that are the same: merge, unmerge, and join, which lets somebody into the one that goes on.
#include <fmt/core.h>

#include <algorithm>

#include "bot/dispatch.h"
#include "bot/verb.h"
#include "bot/views/views.h"
#include "core/decide.h"
#include "core/likeness.h"

namespace muster::bot::verbs {

namespace {

constexpr std::size_t offered = 5;

Plan merge_into(const Ask& ask, int number, bool confirmed) {
  const auto into = find_incident(ask, number);
  if (!into)
    return Show{
        views::say(fmt::format("There is no INC-{} that you can see, so nothing was merged. `{} list` "
                               "shows the open ones.",
                               number, ask.config->command))};
  // What can't be is refused at once, with the way out.
  const core::Command command = core::Merge{into->id};
  const auto verdict =
      core::decide({*ask.incident, {}, *into}, command, ask.policy(), core::Context{ask.user, ask.now});
  if (confirmed || !verdict) return Write{command, {}};
  return Show{views::ask_merge(*ask.incident, *into)};
}

/// Those that it could go on in, the likeliest first.
Plan which(const Ask& ask) {
  auto open = ask.app.store.list(ask.app.workspace.id, seen_by(ask.user, ask.limited, ask.policy()));
  auto candidates = core::look_alikes(*ask.incident, open);
  for (auto& other : open) {
    const auto same = [&](const core::Incident& known) { return known.id == other.id; };
    if (std::ranges::none_of(candidates, same)) candidates.push_back(std::move(other));
  }
  std::erase_if(candidates, [&](const core::Incident& other) {
    return other.id == ask.incident->id || other.is_private != ask.incident->is_private ||
           other.drill != ask.incident->drill;
  });
  if (candidates.size() > offered) candidates.resize(offered);
  return Show{views::merge_choices(*ask.incident, candidates)};
}

ReadResult read_merge(Reading r) {
  const bool confirmed = r.line.take_flag("--yes");
  // "which" is what a button says that has no other incident to name.
  if (r.line.empty() || (r.line.size() == 1 && r.line.front() == "which"))
    return Act([](const Ask& ask) { return which(ask); });
  const bool one_word = r.line.size() == 1;
  const auto word = one_word ? std::string(r.line.front()) : std::string();
  if (!one_word || (!Line::incident_number(word) && !Line::channel(word)))
    return unfit("`merge` takes the incident that it goes on in", "merge INC-42");
  return Act([line = r.line, confirmed](const Ask& ask) -> Plan {
    Line words = line;
    const auto number = take_incident(ask, words);
    if (!number)
      return Show{
          views::say(fmt::format("That channel is no incident's, or of several, so nothing was merged. "
                                 "Name the incident: `{} merge INC-42`.",
                                 ask.config->command))};
    return merge_into(ask, *number, confirmed);
  });
}

}  // namespace

Verb merge() {
  return {.name = "merge",
          .aliases = {},
          .usage = "merge <incident>",
          .help = "It is the same as another one, and goes on there; asks first",
          .examples = {"merge INC-42", "merge INC-43 INC-42"},
          .about_another = true,
          .read = read_merge};
}

Verb unmerge() {
  auto verb =
      plain_verb("unmerge", "It isn't the same after all: it goes on by itself again", core::Unmerge{});
  verb.of_ended = [](const core::Incident& incident) { return incident.category == core::Category::merged; };
  return verb;
}

Verb join() {
  return {.name = "join",
          .aliases = {},
          .usage = "join <incident>",
          .help = "Come into its channel",
          .examples = {"join INC-42"},
          .read = [](const Reading& r) -> ReadResult {
            if (!no_words(r)) return unfit("`join` takes an incident, and no other words", "join INC-42");
            return writes(core::Join{});
          }};
}

}  // namespace muster::bot::verbs
