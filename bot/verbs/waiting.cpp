// Waiting: for whether it stays mitigated, for somebody else, or for nothing but one's own peace.
#include <fmt/core.h>

#include "bot/convert.h"
#include "bot/forms/form.h"
#include "bot/verb.h"
#include "bot/views/views.h"
#include "core/time.h"
#include "slack/text.h"

namespace muster::bot::verbs {

namespace {

/// A duration and nothing else.
std::optional<core::Duration> only_duration(const Line& line) {
  if (line.size() != 1) return std::nullopt;
  return core::parse_duration(line.front());
}

ReadResult read_monitoring(Reading r) {
  core::Monitor command;
  if (const auto watch = r.line.take_option("--watch")) {
    command.watch = core::parse_duration(*watch);
    if (!command.watch) return unfit("`--watch` takes a duration", "monitoring --watch 20m");
  }
  // What a button says that was shown with the status of then.
  if (const auto expected = r.line.take_option("--expect"))
    command.mitigated = *expected == core::to_string(core::Category::mitigated);
  if (!r.line.empty()) return unfit("`monitoring` takes no words but `--watch`", "monitoring --watch 20m");
  return writes(command);
}

ReadResult read_snooze(const Reading& r) {
  if (no_words(r)) return writes(core::Snooze{std::chrono::minutes(30)});
  if (r.line.size() == 1 && r.line.front() == "off") return writes(core::Snooze{});
  const auto length = only_duration(r.line);
  if (!length) return unfit("`snooze` takes a duration, or `off`", "snooze 30m");
  return writes(core::Snooze{*length});
}

ReadResult read_pause(Reading r) {
  const bool confirmed = r.line.take_flag("--yes");
  if (r.line.empty()) {
    return Act([](const Ask& ask) -> Plan {
      return open_if_possible(
          ask, core::Pause{},
          {pause_form(ask, *ask.incident), "pause " + core::reference(*ask.incident), std::nullopt});
    });
  }
  const auto length = r.line.empty() ? std::nullopt : core::parse_duration(r.line.front());
  if (!length || r.line.size() < 2)
    return unfit("`pause` takes a duration and what is waited for", "pause 2h the vendor's fix");
  r.line.pop_front();
  const core::Pause command{*length, r.line.text(), confirmed};
  const auto again =
      fmt::format("{}s {} --yes", std::chrono::floor<std::chrono::seconds>(*length).count(), r.line.rest());
  return Act([command, again](const Ask& ask) -> Plan {
    return Write{
        command, [config = ask.config, user = ask.user, again](const storage::Outcome& outcome) {
          auto message = views::outcome(outcome, user, *config);
          if (!outcome.refusal || outcome.refusal->code != core::Refusal::Code::unconfirmed) return message;
          const auto line = fmt::format("pause {} {}", core::reference(outcome.before.incident), again);
          if (slack::length(line) <= views::longest_button_line)
            message.blocks.actions({views::run("Pause it all the same", line, slack::Style::danger)});
          return message;
        }};
  });
}

ReadResult read_postpone(const Reading& r) {
  const auto by = only_duration(r.line);
  if (!by) return unfit("`postpone` takes a duration", "postpone 10m");
  return writes(core::Postpone{*by});
}

}  // namespace

Verb monitoring() {
  return {.name = "monitoring",
          .aliases = {},
          .usage = "monitoring [--watch 20m]",
          .help = "It is mitigated: watch it, and be asked at the end whether it is over",
          .examples = {"monitoring", "monitoring --watch 20m"},
          .read = read_monitoring};
}

Verb snooze() {
  return {.name = "snooze",
          .aliases = {},
          .usage = "snooze [duration or off]",
          .help = "No reminders for a while; half an hour if you don't say how long",
          .examples = {"snooze", "snooze 1h", "snooze off"},
          .read = read_snooze};
}

Verb pause() {
  return {.name = "pause",
          .aliases = {},
          .usage = "pause [duration why]",
          .help = "Wait for somebody else: no reminders, and the time counts as no work",
          .examples = {"pause 2h the vendor's fix", "pause"},
          .read = read_pause};
}

Verb resume() {
  return plain_verb("resume", "End the pause", core::Resume{});
}

Verb postpone() {
  return {.name = "postpone",
          .aliases = {},
          .usage = "postpone <duration>",
          .help = "The promised update comes later",
          .examples = {"postpone 10m"},
          .read = read_postpone};
}

}  // namespace muster::bot::verbs
