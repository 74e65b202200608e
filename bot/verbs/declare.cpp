#include <fmt/core.h>

#include "bot/convert.h"
#include "bot/forms/form.h"
#include "bot/verb.h"
#include "bot/views/views.h"

namespace muster::bot::verbs {

namespace {

using Code = core::Refusal::Code;

/// A time behind an option: two words where they are a day and a time.
std::optional<std::string> take_time(Reading& r, std::string_view option) {
  Line tried = r.line;
  auto two = tried.take_option(option, 2);
  if (two && two->find(' ') != std::string::npos && core::parse_period(*two, r.zone, r.now)) {
    r.line = tried;
    return two;
  }
  return r.line.take_option(option);
}

/// What was said of when it was, as it was typed.
struct Times {
  std::optional<std::string> began, ended;

  explicit Times(Reading& r) : began(take_time(r, "--began")), ended(take_time(r, "--ended")) {}
  bool given() const { return began || ended; }
  /// As core::parse_period takes it, and the form shows it.
  std::string text() const { return began.value_or("") + (ended ? " to " + *ended : ""); }
  std::string options() const {
    return (began ? " --began " + *began : "") + (ended ? " --ended " + *ended : "");
  }
};

/// What was chosen and the form has a place for.
std::string options_of(const core::Declare& declare) {
  return fmt::format("{}{}{}{}{}{}{}", declare.is_private ? " --private" : "",
                     declare.drill ? " --drill" : "", declare.triage ? " --triage" : "",
                     declare.here ? " --here" : "", declare.channel ? " --channel" : "",
                     declare.severity.empty() ? "" : " --sev ", declare.severity);
}

/// What the person typed is gone from where they typed it, so a refusal of its times offers the form with it.
slack::OutMessage told(const Ask& ask, const storage::Outcome& outcome, const std::string& form) {
  auto message = views::outcome(outcome, ask.user, *ask.config);
  const bool mendable = outcome.refusal && (outcome.refusal->code == Code::in_future ||
                                            outcome.refusal->code == Code::wrong_order ||
                                            outcome.refusal->code == Code::wrong_status);
  if (mendable) message.blocks.actions({views::run("Open the form", form, slack::Style::primary)});
  return message;
}

ReadResult read_declare(Reading r) {
  core::Declare declare;
  declare.is_private = r.line.take_flag("--private");
  declare.drill = r.line.take_flag("--drill");
  declare.triage = r.line.take_flag("--triage");
  declare.here = r.line.take_flag("--here");
  declare.channel = r.line.take_flag("--channel");
  const bool form = r.line.take_flag("--form");  // what a button says that opens the form with this title
  if (const auto severity = r.line.take_option("--sev")) {
    const auto* def = r.policy.severity(*severity);
    if (!def) return unfit("`--sev` takes one of the severities, as in `--sev 2`");
    declare.severity = def->key;
  }
  if (declare.is_private && declare.here) {
    return unfit(
        "A private incident gets a private channel of its own: leave `--here` out. In a private channel "
        "leave "
        "`--private` out: what lives there is private");
  }
  const Times times(r);
  declare.title = r.line.text();
  const auto again =
      fmt::format("declare --form{} {}{}", options_of(declare), r.line.rest(), times.options());
  if (form || core::is_blank(declare.title)) {
    const Draft draft{core::to_plain(declare.title),
                      times.text(),
                      declare.severity,
                      declare.is_private,
                      declare.drill,
                      declare.triage,
                      declare.here,
                      declare.channel};
    return Act([draft, again](const Ask& ask) -> Plan {
      return Open{declare_form(ask, draft), again, std::nullopt};
    });
  }
  if (times.given()) {
    const auto period = core::parse_period(times.text(), r.zone, r.now);
    if (!period) {
      return unfit("`--began` takes a time, and `--ended` another: 14:05, or yesterday 14:05",
                   "declare checkout was down --began 14:05 --ended 15:30");
    }
    declare.began = period->began;
    declare.ended = period->ended;
  }
  if (declare.channel && !declare.ended)
    return unfit("What isn't over gets a channel in any case: leave `--channel` out");
  return Act([declare, again](const Ask& ask) -> Plan {
    auto command = declare;
    command.declared_in = to_core(ask.channel);
    command.in_private = ask.place == slack::PlaceKind::closed;
    if (const auto why = no_home_in(ask.channel, ask.place); why && declare.here)
      return Show{views::say(*why)};
    return Write{std::move(command),
                 [ask, again](const storage::Outcome& outcome) { return told(ask, outcome, again); }};
  });
}

}  // namespace

Verb declare() {
  return {.name = "declare",
          .aliases = {"new"},
          .usage =
              "declare <title> [--sev N] [--private] [--drill] [--triage] [--here] "
              "[--began TIME [--ended TIME [--channel]]]",
          .help = "Declare an incident at once; without a title, with a form",
          .examples = {"declare checkout returns 500s --sev 2", "declare login is slow --drill",
                       "declare search was down --began 14:05 --ended 15:30"},
          .shown = Verb::Shown::first,
          .needs_incident = false,
          .read = read_declare};
}

}  // namespace muster::bot::verbs
