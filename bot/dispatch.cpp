#include "bot/dispatch.h"

#include <fmt/core.h>

#include <algorithm>
#include <utility>

#include "bot/convert.h"
#include "bot/forms/form.h"
#include "bot/own_commands.h"
#include "bot/perform.h"
#include "bot/views/views.h"

namespace muster::bot {

namespace {

constexpr int offered_incidents = 5;

/// A line that Slack can carry in a button, else none is offered.
void offer(std::vector<slack::Element>& buttons, std::string label, std::string line,
           slack::Style style = slack::Style::normal) {
  if (slack::length(line) <= views::longest_button_line)
    buttons.emplace_back(views::run(std::move(label), std::move(line), style));
}

std::string title_of(std::string_view line) {
  return slack::fit(core::to_plain(from_mrkdwn(line)), 45);
}

/// `declare` itself had options that don't fit: the form asks for them, and keeps the title and what fits.
void offer_form(std::vector<slack::Element>& buttons, Line words) {
  words.take_flag("--form");
  words.take_option("--sev");
  // Of the two, the one that keeps a secret.
  if (Line(words).take_flag("--private")) words.take_flag("--here");
  offer(buttons, "Open the form", fmt::format("declare --form {}", words.rest()), slack::Style::primary);
}

/// Those that the verb may be meant for, the latest first.
std::vector<core::Incident> ones_for(const Ask& ask, const Verb& verb, int limit) {
  constexpr int looked_at = 50;
  const bool ended = verb.of_ended != nullptr;
  auto filter = seen_by(ask.user, ask.limited, ask.policy());
  filter.open_only = !ended;
  filter.limit = ended ? looked_at : limit;
  auto found = ask.app.store.list(ask.app.workspace.id, filter);
  if (ended) std::erase_if(found, [&](const core::Incident& one) { return !verb.of_ended(one); });
  if (std::ssize(found) > limit) found.resize(static_cast<std::size_t>(limit));
  return found;
}

std::string act_of(const Verb& verb, const core::Incident& incident) {
  if (verb.name == "page") return fmt::format("Ask them to come to {}", core::reference(incident));
  const char* act = verb.name == "resolve"     ? "Resolve"
                    : verb.name == "close"     ? "Close"
                    : verb.name == "dismiss"   ? "Dismiss"
                    : verb.name == "standdown" ? "Stand down"
                    : verb.name == "correct"   ? "Correct the update of"
                                               : "Post it in";
  return fmt::format("{} {}", act, core::reference(incident));
}

std::string takes(const Ask& ask, const Unfit& unfit) {
  if (unfit.example.empty()) return unfit.takes + ".";
  return fmt::format("{}, as in `{} {}`.", unfit.takes, ask.config->command, unfit.example);
}

/// The words could be a title as well as a command: nothing is done, both are offered.
slack::OutMessage both_readings(const Ask& ask, const Verb& verb, const Line& words, const Unfit& unfit,
                                const std::optional<core::Incident>& incident) {
  auto message = views::say("I did nothing yet. " + takes(ask, unfit));
  std::vector<slack::Element> buttons;
  const bool reads_when_meant =
      !words.empty() && verb.read({words, ask.policy(), ask.zone, ask.now, true}).has_value();
  if (incident) {
    const auto ref = core::reference(*incident);
    if (reads_when_meant) {
      offer(buttons, act_of(verb, *incident), fmt::format("{} {} {}", verb.name, ref, words.rest()),
            slack::Style::primary);
    } else if (verb.bare_shows) {
      offer(buttons, fmt::format("Show {}", verb.name), fmt::format("{} {}", verb.name, ref));
    }
  } else if (verb.bare_shows && !verb.needs_incident) {
    offer(buttons, fmt::format("Show {}", verb.name), verb.name);
  } else if (verb.needs_incident && reads_when_meant) {
    for (const auto& one : ones_for(ask, verb, offered_incidents))
      offer(buttons, act_of(verb, one),
            fmt::format("{} {} {}", verb.name, core::reference(one), words.rest()));
  }
  if (verb.name == "declare") {
    if (!ask.limited) offer_form(buttons, words);
  } else if (!words.empty()) {
    offer_declaring(buttons, ask);
  }
  message.blocks.actions(buttons);
  return message;
}

/// No incident was named and the channel has none, or has several.
slack::OutMessage which_one(const Ask& ask, const Verb& verb, const Line& words,
                            const std::vector<core::Incident>& candidates, bool more) {
  std::vector<slack::Element> buttons;
  const bool ended = verb.of_ended != nullptr;
  std::string text =
      candidates.empty()
          ? fmt::format("I did nothing: {}: `{} {} INC-42`; `{} search …` finds it.",
                        ended ? "which one do you mean? Name it"
                              : "no incident is open. For one that is over, name it",
                        ask.config->command, verb.name, ask.config->command)
          : fmt::format("Which incident? I did nothing yet. You can also name it: `{} {} {} …`",
                        ask.config->command, verb.name, core::reference(candidates.front()));
  for (const auto& incident : candidates) {
    const auto ref = core::reference(incident);
    offer(buttons, slack::fit(fmt::format("{} {}", ref, core::to_plain(core::shown(incident.title))), 70),
          fmt::format("{} {}{}{}", verb.name, ref, words.empty() ? "" : " ", words.rest()));
  }
  if (more) text += ended ? "\nThese are the latest." : "\nThese are the latest of those that are open.";
  // A line of a verb and nothing else is no title.
  if (!words.empty()) offer_declaring(buttons, ask);
  auto message = views::say(text);
  message.blocks.actions(buttons);
  return message;
}

/// Nothing was typed.
void run_bare(const Ask& ask, const Reply& reply, const std::string& block) {
  auto here = ask.channel.empty() ? std::vector<core::Incident>{}
                                  : ask.app.store.in_channel(ask.app.workspace.id, to_core(ask.channel));
  std::erase_if(here, [](const core::Incident& i) { return i.category == core::Category::closed; });
  // A team's own channel is not for ever that of an incident which once was there; and the open one is meant
  // where one is.
  const bool open = !here.empty() && core::is_open(here.front().category);
  std::erase_if(here, [&](const core::Incident& i) {
    return !core::is_open(i.category) && (open || !core::has_own_channel(i));
  });
  if (here.size() == 1) {
    Ask one = ask;
    one.line = "panel " + core::reference(here.front());
    return run_line(std::move(one), reply, block);
  }
  if (!here.empty()) return show(ask, which_one(ask, *find_verb("panel"), Line(""), here, false), reply);
  if (ask.limited) return show(ask, guests_cannot_declare(), reply);
  perform(ask, Open{declare_form(ask, Draft{}), "declare", std::nullopt}, reply, block);
}

/// The first word is no verb: a title, or a mistyped verb. Never acts.
void run_title(const Ask& ask, const Reply& reply, const std::string& block) {
  Line line(ask.line);
  const std::string first(line.front());
  line.pop_front();
  const auto* near = nearest_verb(first);
  const auto here = ask.channel.empty()
                        ? std::vector<core::Incident>{}
                        : ask.app.store.in_channel(ask.app.workspace.id, to_core(ask.channel));
  if (near) {
    auto message = views::say(fmt::format("I don't know `{}`, and did nothing. Did you mean `{}`?",
                                          slack::escape(title_of(first)), near->name));
    std::vector<slack::Element> buttons;
    offer(buttons, slack::fit(fmt::format("{} {}", near->name, core::to_plain(from_mrkdwn(line.rest()))), 60),
          fmt::format("{} {}", near->name, line.rest()));
    offer_declaring(buttons, ask);
    message.blocks.actions(buttons);
    return show(ask, message, reply);
  }
  if (ask.limited) return show(ask, guests_cannot_declare(), reply);
  std::optional<slack::OutMessage> aside;
  if (here.size() == 1 && core::is_open(here.front().category)) {
    const auto ref = core::reference(here.front());
    aside = views::say(
        fmt::format("This is the channel of {}. If it belongs there:", views::name_and_title(here.front())));
    std::vector<slack::Element> buttons;
    offer(buttons, "Note it in " + ref, fmt::format("note {} {}", ref, ask.line));
    offer(buttons, "Post it as an update", fmt::format("update {} {}", ref, ask.line));
    aside->blocks.actions(buttons);
  }
  const auto title = core::to_plain(from_mrkdwn(ask.line));
  perform(ask, Open{declare_form(ask, {.title = title}), "declare --form " + ask.line, std::move(aside)},
          reply, block);
}

}  // namespace

slack::OutMessage guests_cannot_declare() {
  return views::say("Guests can't declare incidents here. Ask a member of this workspace to do it.");
}

void offer_declaring(std::vector<slack::Element>& buttons, const Ask& ask) {
  if (!ask.limited) offer(buttons, fmt::format("Declare “{}”", title_of(ask.line)), "declare " + ask.line);
}

storage::IncidentFilter seen_by(const core::UserId& user, bool limited, const core::Policy& policy) {
  storage::IncidentFilter filter;
  filter.visible_to = user;
  filter.insiders_only = limited;
  filter.include_private = policy.may(core::Permit::see_private, user);
  return filter;
}

bool may_see(const Ask& ask, const core::Incident& incident) {
  if (core::is_public(incident) && !ask.limited) return true;
  if (!ask.limited && ask.policy().may(core::Permit::see_private, ask.user)) return true;
  // Whoever types or presses in its channel is in it.
  if (ask.is_there && !incident.channel.empty() && incident.channel.value == ask.channel.value) return true;
  return ask.app.store.is_insider(incident, ask.user);
}

std::optional<int> take_incident(const Ask& ask, Line& line) {
  if (line.empty()) return std::nullopt;
  auto number = Line::incident_number(line.front());
  if (const auto channel = number ? std::nullopt : Line::channel(line.front())) {
    const auto there = ask.app.store.in_channel(ask.app.workspace.id, *channel);
    if (there.size() == 1 && may_see(ask, there.front())) number = there.front().number;
  }
  if (number) line.pop_front();
  return number;
}

std::optional<core::Incident> find_incident(const Ask& ask, int number) {
  auto incident = ask.app.store.by_number(ask.app.workspace.id, number);
  if (incident && !may_see(ask, *incident)) return std::nullopt;
  return incident;
}

void run_line(Ask ask, Reply reply, const std::string& block) {
  Line line(ask.line);
  if (line.empty()) return run_bare(ask, reply, block);
  ask.line = std::string(line.rest());

  std::string word(line.front());
  const bool colon = word.size() > 1 && word.back() == ':';
  if (colon) word.pop_back();
  const auto* verb = find_verb(word);
  if (const auto* own = verb ? nullptr : find_own_command(*ask.config, word)) {
    line.pop_front();
    return perform(ask, run_own_command(ask, *own, line), std::move(reply), block);
  }
  if (!verb) return run_title(ask, reply, block);
  line.pop_front();

  std::optional<int> named;
  if (verb->needs_incident) {
    Line rest = line;
    named = take_incident(ask, rest);
    Line words = rest;
    words.take_flag("--yes");
    if (verb->about_another && words.empty()) named.reset();
    if (named) line = std::move(rest);
  }

  const bool explicit_verb = named || colon || ask.origin != Origin::slash;
  const auto act = verb->read({line, ask.policy(), ask.zone, ask.now, explicit_verb});

  if (verb->needs_incident) {
    if (named) {
      ask.incident = find_incident(ask, *named);
      if (!ask.incident) {
        return show(ask, views::not_seen(*named, *ask.config), reply);
      }
    } else {
      auto here = ask.channel.empty() ? std::vector<core::Incident>{}
                                      : ask.app.store.in_channel(ask.app.workspace.id, to_core(ask.channel));
      if (here.size() > 1) {
        const auto open =
            std::count_if(here.begin(), here.end(), [](const auto& i) { return core::is_open(i.category); });
        if (open == 1) std::erase_if(here, [](const auto& i) { return !core::is_open(i.category); });
      }
      if (here.size() == 1) {
        ask.incident = std::move(here.front());
      } else if (act) {
        const bool several = here.size() > 1;
        auto candidates = several ? std::move(here) : ones_for(ask, *verb, offered_incidents + 1);
        const bool more = candidates.size() > offered_incidents;
        if (more) candidates.resize(offered_incidents);
        return show(ask, which_one(ask, *verb, line, candidates, more), reply);
      }
    }
  } else if (ask.limited && verb->name == "declare") {
    return show(ask, guests_cannot_declare(), reply);
  }

  // In a form it can be mended where it stands.
  if (!act && ask.origin == Origin::form && !block.empty())
    return reply({200, slack::view_errors_json({{block, takes(ask, act.error())}})});
  if (!act) return show(ask, both_readings(ask, *verb, line, act.error(), ask.incident), reply);
  perform(ask, (*act)(ask), std::move(reply), block);
}

}  // namespace muster::bot
