// Asking people to come: one after the other, each twice, until one does.
#include <fmt/format.h>

#include <algorithm>

#include "core/rules.h"
#include "core/timers.h"
#include "core/variant.h"

namespace muster::core {

std::optional<Time> next_page_timer(const Incident& incident) {
  std::optional<Time> next;
  for (const Page& page : incident.pages) {
    const Called* called = being_asked(page);
    if (!called || comes(page)) continue;
    const Time due = called->last + page_patience;
    next = next ? std::min(*next, due) : due;
  }
  return next;
}

namespace rules {
namespace {

tl::unexpected<Refusal> asked_already(const Case& c, const Called& called) {
  if (called.call == Call::coming)
    return refuse(Code::already, {called.user, fmt::format(" is on the way to {} already.", c.name())});
  return refuse(Code::already,
                {called.user, fmt::format(" was asked {} ago already, and is asked again by itself. To have "
                                          "somebody else, name them.",
                                          format_duration(c.context.now - called.at))});
}

/// The one who was waited for doesn't come: the next on the list is asked.
void ask_next(Case& c, const Page& page) {
  if (page.next.empty()) return;
  std::vector<UserId> others(page.next.begin() + 1, page.next.end());
  c.happened(PersonPaged{page.id, page.next.front(), page.service, page.group, std::move(others), {}});
}

/// Seen there not long ago, and not gone since. To be invited, or asked, is not to be there.
bool is_here(const Case& c, const UserId& user) {
  const auto seen = c.context.presence_of ? c.context.presence_of(user) : Presence{};
  const auto lately = [&](Time at) {
    return c.context.now - at < here_for && (!seen.left || *seen.left < at);
  };
  if (seen.wrote && lately(*seen.wrote)) return true;
  return std::ranges::any_of(c.incident.roles, [&](const auto& role) {
    return role.second.user == user && !role.second.asked && lately(role.second.since);
  });
}

/// Of a long list only the first are asked: those first who weren't before.
int shorten_list(const Incident& now, std::vector<UserId>& people) {
  if (people.size() <= most_in_page) return 0;
  std::stable_partition(people.begin(), people.end(), [&](const UserId& person) {
    return std::ranges::none_of(now.pages, [&](const Page& page) { return called_in(page, person); });
  });
  const auto left_out = people.size() - most_in_page;
  people.resize(most_in_page);
  return static_cast<int>(left_out);
}

tl::unexpected<Refusal> all_here(const std::vector<UserId>& here) {
  std::vector<Piece> sentence;
  for (const UserId& person : here) {
    if (!sentence.empty()) sentence.emplace_back(std::string(", "));
    sentence.emplace_back(person);
  }
  sentence.emplace_back(std::string(here.size() == 1
                                        ? " is here already, and nobody else of them could be "
                                          "asked. Nobody was. To ask all the same, name whom: "
                                        : " are here already, and nobody else of them could be "
                                          "asked. Nobody was. To ask all the same, name whom: "));
  sentence.emplace_back(Verb{"page <person>"});
  sentence.emplace_back(std::string("."));
  return refuse(Code::already, std::move(sentence));
}

/// Where this person is being asked, or is on the way; a null pointer when they aren't.
const Called* being_called(const Incident& incident, const UserId& user) {
  for (const Page& page : incident.pages) {
    const Called* called = called_in(page, user);
    if (called && (called->call == Call::coming || (called->call == Call::asked && !page.over)))
      return called;
  }
  return nullptr;
}

}  // namespace

Verdict judge(Case& c, const AskToCome& command) {
  const Incident& now = c.incident;
  if (!is_open(now.category))
    return refuse(Code::closed, {fmt::format("{} is {}, so nobody is needed. Nobody was asked.", c.name(),
                                             c.policy.status_name(now.status))});
  auto why = optional_words(command.words, "The reason");
  if (!why) return tl::unexpected(std::move(why.error()));
  // Two who ask the same people at once ask them once.
  const bool listed = !command.group.empty() || !command.service.empty();
  for (const Page& page : now.pages)
    if (listed && !page.over && page.group == command.group && page.service == command.service)
      return asked_already(c, page.people.back());
  const Called* called = nullptr;
  std::vector<UserId> people, here;
  for (const UserId& person : command.people) {
    const auto is_in = [&](const auto& all) { return std::ranges::find(all, person) != all.end(); };
    if (person == c.context.actor || is_in(people) || is_in(here)) continue;
    if (const Called* already = being_called(now, person))
      called = already;
    else if (listed && is_here(c, person))
      here.push_back(person);
    else
      people.push_back(person);
  }
  if (people.empty() && called) return asked_already(c, *called);
  if (people.empty() && !here.empty()) return all_here(here);
  if (people.empty())
    return refuse(Code::empty,
                  {std::string("Nobody but you would be asked, and you are here. Name somebody else.")});
  const int left_out = shorten_list(now, people);
  if (now.pages.size() >= most_pages &&
      std::ranges::none_of(now.pages, [](const Page& page) { return page.over; }))
    return refuse(Code::too_long,
                  {fmt::format("So many people are asked at once that nobody can follow it ({}). "
                               "Wait for an answer first.",
                               most_pages)});
  const UserId first = people.front();
  people.erase(people.begin());
  c.happened(PersonPaged{c.next_entry(), first, command.service, command.group, std::move(people),
                         std::move(*why), std::move(here), left_out});
  return {};
}

Verdict judge(Case& c, const AnswerPage& command) {
  const Page* page = page_of(c.incident, command.page);
  const Called* called = page ? called_in(*page, c.context.actor) : nullptr;
  if (!called)
    return refuse(
        Code::not_held,
        {fmt::format("It wasn't you who was asked, or it was long ago. To help with {}, join its channel.",
                     c.name())});
  if (c.incident.merged_into) {
    const auto there = reference(*c.incident.merged_into);
    return refuse(Code::closed, {fmt::format("{} goes on in {}, and whoever is still needed is asked from "
                                             "there. Nothing was changed. To come there, say ",
                                             c.name(), there),
                                 Verb{"join " + there}, std::string(".")});
  }
  if (!is_open(c.incident.category))
    return refuse(Code::closed, {fmt::format("{} is {}: nobody is needed any more. Thank you all the same.",
                                             c.name(), c.policy.status_name(c.incident.status))});
  if (called->call == Call::came)
    return refuse(Code::already,
                  {fmt::format("You were seen in {} already. Nothing was changed.", c.name())});
  if (called->call == Call::spared)
    return refuse(Code::already,
                  {std::string("It was called off: nobody is asked to come any more. Thank you all the same; "
                               "to help anyway, say "),
                   Verb{"join " + c.name()}, std::string(".")});
  if (called->call == (command.coming ? Call::coming : Call::cant))
    return refuse(Code::already, {std::string("You said so already. Nothing was changed.")});
  c.happened(PageAnswered{page->id, called->user, command.coming});
  const bool others_come = std::ranges::any_of(
      page->people, [&](const Called& one) { return &one != called && one.call == Call::coming; });
  const bool waited_for = called == &page->people.back() || !being_asked(*page);
  if (!command.coming && !page->over && waited_for && !others_come) ask_next(c, *page);
  return {};
}

Verdict judge(Case& c, const StopPage& command) {
  bool ended = false;
  const Called* coming = nullptr;
  for (const Page& page : c.incident.pages) {
    if (!command.page.empty() && page.id != command.page) continue;
    // Who was asked and says so themselves has come, and that ended it.
    const bool own = called_in(page, c.context.actor) != nullptr;
    const Called* called = being_asked(page);
    ended = ended || own || called;
    if (own) continue;
    if (called)
      c.happened(PageStopped{page.id, called->user});
    else if (!page.over)
      coming = &page.people.back();
  }
  if (ended) return {};
  if (coming)
    return refuse(Code::already, {coming->user, fmt::format(" is on the way to {}, and nobody else is being "
                                                            "asked. If they aren't needed, tell them.",
                                                            c.name())});
  return refuse(Code::already,
                {fmt::format("Nobody is being asked to come to {}. Nothing was changed.", c.name())});
}

Verdict judge(Case&, const Arrive&) {
  return {};  // that they are here is noted before any command is judged
}

bool is_from_afar(const Command& command) {
  return holds_any<AnswerPage, LeaveRole, Subscribe, Unsubscribe, DeclineHandoff, ReturnTodo>(command);
}

void note_arrival(Case& c, const Command& command) {
  if (is_from_afar(command) || c.context.actor.empty()) return;
  for (const Page& page : c.incident.pages)
    if (const Called* called = called_in(page, c.context.actor); called && called->call != Call::came)
      c.happened(PageArrived{page.id, called->user});
}

void go_on_paging(Case& c) {
  for (const Page& page : c.incident.pages) {
    const Called* called = being_asked(page);
    if (!called || comes(page) || c.context.now < called->last + page_patience) continue;
    if (called->times < page_tries) {
      c.happened(PersonPagedAgain{page.id, called->user});
      continue;
    }
    c.happened(PageUnanswered{page.id, called->user});
    ask_next(c, page);
  }
}

namespace {

bool is_waited_for(const Called& called) {
  return called.call == Call::asked || called.call == Call::coming;
}

/// Nobody has to ask them to come.
bool needs_no_call(const Case& c, const UserId& user) {
  const auto came = [&](const Page& page) {
    const Called* called = called_in(page, user);
    return called && called->call == Call::came;
  };
  return user == c.context.actor || is_here(c, user) || std::ranges::any_of(c.incident.pages, came);
}

bool is_asked_for(const Incident& incident, const Page& list) {
  if (list.group.empty() && list.service.empty()) return false;
  return std::ranges::any_of(incident.pages, [&](const Page& page) {
    return !page.over && page.group == list.group && page.service == list.service;
  });
}

/// The page as it goes on here; none: nobody of it is to be asked here.
std::optional<Page> as_wanted_here(const Case& c, Page page) {
  const Incident& here = c.incident;
  if (std::ranges::any_of(
          page.people, [&](const Called& one) { return is_waited_for(one) && needs_no_call(c, one.user); }))
    return std::nullopt;
  if (!comes(page) && is_asked_for(here, page)) return std::nullopt;
  const auto stays_out = [&](const UserId& user) {
    return !may_come_along(c, user) || (c.context.is_guest && c.context.is_guest(user));
  };
  std::erase_if(page.people, [&](const Called& one) {
    return stays_out(one.user) || (is_waited_for(one) && being_called(here, one.user));
  });
  std::erase_if(page.next, [&](const UserId& user) {
    return stays_out(user) || needs_no_call(c, user) || being_called(here, user);
  });
  const bool asks = !page.people.empty() && page.people.back().call == Call::asked;
  if (!asks && !comes(page)) {
    if (page.next.empty()) return std::nullopt;
    page.people.push_back({page.next.front(), Call::asked, c.context.now, c.context.now, 1, {}});
    page.next.erase(page.next.begin());
  }
  // Who merged them hears of it when nobody comes, where who asked may not.
  if (!may_come_along(c, page.by)) page.by = c.context.actor;
  for (Called& called : page.people) called.asks.clear();
  return page;
}

}  // namespace

void bring_along(Case& c, const IncidentLink& from, const std::vector<PageAlong>& pages) {
  auto open = static_cast<std::size_t>(std::ranges::count(c.incident.pages, false, &Page::over));
  for (const PageAlong& along : pages) {
    auto page = open < most_pages ? as_wanted_here(c, along.page) : std::nullopt;
    if (!page) continue;
    ++open;
    c.happened(PageCameAlong{c.next_entry(), from, along.page.id, page->by, page->service, page->group,
                             std::move(page->people), std::move(page->next), along.words});
  }
}

void take_back_pages(Case& c, const Incident& other) {
  for (const Page& page : other.pages) {
    if (page.over || page.from != c.incident.id) continue;
    // Who asks for this is here.
    if (called_in(page, c.context.actor)) continue;
    auto people = page.people;
    for (Called& called : people) called.asks.clear();
    c.happened(PageCameAlong{page.origin,
                             IncidentLink{other.id, other.number, other.channel},
                             page.id,
                             page.by,
                             page.service,
                             page.group,
                             std::move(people),
                             page.next,
                             {}});
  }
}

}  // namespace rules
}  // namespace muster::core
