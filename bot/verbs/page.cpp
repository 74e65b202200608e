// Asking people to come: a person, the people of a user group, or those of a service.
#include <fmt/core.h>

#include <algorithm>
#include <charconv>

#include "bot/convert.h"
#include "bot/forms/form.h"
#include "bot/groups.h"
#include "bot/verb.h"
#include "bot/verbs/people.h"
#include "bot/verbs/services.h"
#include "bot/views/views.h"

namespace muster::bot::verbs {

namespace {

slack::OutMessage nobody_asked(const std::string& why) {
  return views::say(fmt::format("{} Nobody was asked.", why));
}

/// Guests bring others into a channel that they are in themselves, and into no other.
bool may_page(const Ask& ask) {
  const auto& incident = *ask.incident;
  if (!ask.limited || (ask.is_there && incident.channel.value == ask.channel.value)) return true;
  const auto members = ask.app.store.members(incident.id);
  return std::find(members.begin(), members.end(), ask.user) != members.end();
}

Plan ask_person(const Ask& ask, const core::UserId& user, const std::string& service, core::Text why) {
  if (const auto reason = out_of_reach(ask, user)) return Show{nobody_asked(*reason)};
  return Write{core::AskToCome{{user}, service, {}, std::move(why)}, {}};
}

Plan ask_group(const Ask& ask, const std::string& named, const std::string& service, core::Text why) {
  const auto group = find_group(ask.app, named);
  if (!group) {
    return Show{
        nobody_asked(fmt::format("Slack has told me of no user group “{}”. A new one takes a moment; `{} "
                                 "doctor` says whether I may read "
                                 "them.",
                                 slack::escape(named), ask.config->command))};
  }
  core::AskToCome command{{}, service, group->handle, std::move(why)};
  for (const auto& person : group->people) {
    if (!out_of_reach(ask, person)) command.people.push_back(person);
  }
  if (command.people.empty()) {
    return Show{nobody_asked(fmt::format("In the user group @{} is nobody who could come.", group->handle))};
  }
  return Write{std::move(command), {}};
}

Plan ask_service(const Ask& ask, const std::string& key, core::Text why) {
  const auto* service = ask.policy().service(key);
  // Of a group that has nobody left, which Slack then tells nothing of, the owner is asked.
  const auto group = service->group.empty() ? std::nullopt : find_group(ask.app, service->group);
  const bool somebody = group && std::ranges::any_of(group->people, [&](const core::UserId& person) {
                          return !out_of_reach(ask, person);
                        });
  if (!service->group.empty() && (somebody || !is_user_id(service->owner)))
    return ask_group(ask, service->group, service->key, std::move(why));
  if (is_user_id(service->owner)) {
    return ask_person(ask, core::UserId(service->owner), service->key, std::move(why));
  }
  return Show{nobody_asked(fmt::format(
      "The configuration names neither a user group nor a person for {}. Ask somebody by name: `{} page "
      "@…`.",
      slack::escape(service->name), ask.config->command))};
}

/// What stands after whom is the reason.
template <class AskThem>
ReadResult asking(const Line& rest, AskThem ask_them) {
  const bool another = !rest.empty() && (Line::person(rest.front()) || Line::group(rest.front()));
  if (another) return unfit("`page` asks one person, group or service at a time", "page @ada");
  return Act([ask_them, why = rest.text()](const Ask& ask) -> Plan {
    if (!may_page(ask)) {
      return Show{nobody_asked("Guests ask others only into a channel that they are in themselves.")};
    }
    return ask_them(ask, why);
  });
}

std::optional<std::int64_t> number_in(const std::string& word) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), number);
  const bool all = error == std::errc() && end == word.data() + word.size() && number > 0;
  return all ? std::optional(number) : std::nullopt;
}

std::optional<ReadResult> read_answer(Reading& r) {
  for (const bool coming : {true, false}) {
    const auto page = r.line.take_option(coming ? "--coming" : "--cant");
    if (!page) continue;
    const auto id = number_in(*page);
    if (!id || !r.line.empty()) return unfit("The buttons of the message in which you were asked answer it");
    return writes(core::AnswerPage{core::EntryId(*id), coming});
  }
  return std::nullopt;
}

/// Only the flag counts: "page stop the world is down" is a title.
std::optional<ReadResult> read_stop(Reading& r) {
  const auto page = r.line.take_option("--stop");
  if (!page) return std::nullopt;
  const auto id = page->empty() ? 0 : number_in(*page);
  if (!id || !r.line.empty()) return unfit("`page --stop` takes no words: it ends all asking", "page --stop");
  return writes(core::StopPage{core::EntryId(*id)});
}

ReadResult read_page(Reading r) {
  if (auto answer = read_answer(r)) return *std::move(answer);
  if (auto stop = read_stop(r)) return *std::move(stop);
  if (r.line.empty()) {
    return Act([](const Ask& ask) -> Plan {
      return open_if_possible(
          ask, core::AskToCome{},
          {page_form(ask, *ask.incident), "page " + core::reference(*ask.incident), std::nullopt});
    });
  }
  const std::string first(r.line.front());
  if (const auto person = Line::person(first)) {
    r.line.pop_front();
    return asking(r.line, [user = *person](const Ask& ask, const core::Text& why) {
      return ask_person(ask, user, {}, why);
    });
  }
  const auto group = Line::group(first);
  if (group || first.starts_with('@')) {
    r.line.pop_front();
    return asking(r.line, [named = group.value_or(first)](const Ask& ask, const core::Text& why) {
      return ask_group(ask, named, {}, why);
    });
  }
  const auto* service = take_service(r.line, r.policy);
  if (!service) return unfit("`page` takes a person, a user group or a service", "page @ada");
  // "page checkout is slow" may as well be a title: nobody is woken up for one.
  if (!r.line.empty() && !r.explicit_verb) return unfit("This asks people to come, so say which you mean");
  return asking(r.line, [key = service->key](const Ask& ask, const core::Text& why) {
    return ask_service(ask, key, why);
  });
}

}  // namespace

std::optional<std::string> out_of_reach(const Ask& ask, const core::UserId& user) {
  const auto who = slack::mention(to_slack(user));
  const auto known = ask.app.store.user(ask.app.workspace.id, user);
  const bool bot =
      user.value == ask.app.workspace.bot_user || user.value == "USLACKBOT" || (known && known->bot);
  if (bot) return fmt::format("{} is a bot.", who);
  if (known && known->deleted) return fmt::format("{} is deactivated in Slack.", who);
  return std::nullopt;
}

Verb page() {
  return {.name = "page",
          .aliases = {},
          .usage = "page <@user, @group, service> [why] [--stop]",
          .help =
              "Ask somebody to come: by message, again after 3 minutes, then the next on the list; `--stop` "
              "ends the asking",
          .examples = {"page @ada the cart loses orders", "page @payments-oncall", "page checkout",
                       "page --stop"},
          .shown = Verb::Shown::first,
          .read = read_page};
}

}  // namespace muster::bot::verbs
