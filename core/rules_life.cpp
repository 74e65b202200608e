// Declaration, status, severity, updates, and the facts that the control message shows.
#include <fmt/format.h>

#include <algorithm>

#include "core/rules.h"

namespace muster::core {

/// The table of statuses. A change within a category is one of its cells: only active has it.
bool may_become(Category from, Category to) {
  using enum Category;
  switch (from) {
    case triage:
      return to == active || to == dismissed || to == merged;
    case active:
      return to == active || to == mitigated || to == resolved || to == stood_down || to == merged;
    case mitigated:
      return to == active || to == resolved;
    case resolved:
      return to == closed || to == active;
    case closed:
    case stood_down:
      return to == active;
    case dismissed:
    case merged:
      return to == triage || to == active;
  }
  return false;
}

std::vector<std::string> missing_to_close(const Incident& incident, const Policy& policy) {
  std::vector<std::string> missing;
  if (incident.drill) return missing;
  const auto has = [&](std::string_view gate) {
    if (gate == "summary") return incident.summary.id != 0 || incident.summary.body.has_value();
    if (gate == "impact") return incident.impact.id != 0 || incident.impact.body.has_value();
    if (gate == "severity") return incident.severity != policy.unsure_severity;
    if (gate == "lead") return incident.roles.contains(std::string(lead_role));
    if (gate == "update")
      return incident.last_update_at && incident.final_resolved_at &&
             *incident.last_update_at >= *incident.final_resolved_at;
    return true;  // what this version doesn't know keeps nothing open
  };
  for (const auto& gate : policy.close_needs)
    if (!has(gate)) missing.push_back(gate);
  return missing;
}

namespace rules {

std::vector<Piece> way_out(const Case& c) {
  using enum Category;
  switch (c.incident.category) {
    case triage:
      return {std::string(" First decide whether it is an incident: "), Verb{"confirm"}, std::string(" or "),
              Verb{"dismiss: <why>"}, std::string(".")};
    case active:
      return {std::string(" From here it can be mitigated, resolved, or stood down with "),
              Verb{"standdown: <why>"}, std::string("; to close it, "), Verb{"resolve"},
              std::string(" it first.")};
    case mitigated: {
      const auto* work = c.policy.first_status(active);
      return {std::string(" From here it can be resolved with "), Verb{"resolve"},
              std::string(" or, if work goes on, "),
              Verb{fmt::format("status {}", work ? work->key : "<status>")}, std::string(".")};
    }
    case resolved:
      return {std::string(" From here it can be closed with "), Verb{"close"},
              std::string(", or opened again with "), Verb{"reopen"}, std::string(".")};
    case closed:
    case stood_down:
    case dismissed:
      return {std::string(" To work on it, open it again with "), Verb{"reopen"}, std::string(" first.")};
    case merged:
      return {std::string(" To let it go on by itself, say "), Verb{"unmerge"}, std::string(" first.")};
  }
  return {};
}

namespace {

constexpr Duration longest_promise = std::chrono::days(366);

std::string gate_name(std::string_view gate) {
  if (gate == "update") return "an update since it was resolved";
  if (gate == "lead") return "somebody who leads";
  return fmt::format("{} {}", gate == "severity" ? "a" : "the", gate);
}

/// A promise that a person gave; one of no length is none at all.
std::optional<Duration> given(Duration next) {
  if (next <= Duration{0}) return std::nullopt;
  return std::min(next, longest_promise);
}

Verdict status_may_change(const Case& c, const StatusDef& to) {
  const Incident& now = c.incident;
  if (to.key == now.status)
    return refuse(Code::already, {fmt::format("{} is {} already. Nothing was changed.", c.name(), to.name)});
  // The other incident must hear of it, too: that is unmerge's.
  if (may_become(now.category, to.category) && !now.merged_into) return {};
  std::vector<Piece> sentence{fmt::format("{} is {} and can't become {} from there.", c.name(),
                                          c.policy.status_name(now.status), to.name)};
  std::ranges::move(way_out(c), std::back_inserter(sentence));
  return refuse(Code::wrong_status, std::move(sentence));
}

/// A promise that stands is moved only to an earlier time.
std::optional<Duration> sooner_promise(const Case& c, std::optional<Duration> next) {
  if (!is_open(c.incident.category)) return std::nullopt;
  const auto& due = c.incident.next_update_due;
  return next && (!due || c.context.now + *next < *due) ? next : std::nullopt;
}

bool has_severity(Category category) {
  return is_open(category) || category == Category::resolved;
}

/// `after`: the category in which the incident will be when the command is done.
Verdict change_severity(Case& c, const std::string& to, const Text& reason, Category after) {
  const Incident& now = c.incident;
  if (to == now.severity)
    return refuse(Code::already, {fmt::format("{} is {} already. Nothing was changed.", c.name(),
                                              c.policy.severity_name(to))});
  if (!has_severity(now.category) && !has_severity(after))
    return refuse(Code::closed,
                  {fmt::format("{} is {}, so its severity stays. To change it, open it again with ", c.name(),
                               c.policy.status_name(now.status)),
                   Verb{"reopen"}, std::string(" first.")});
  auto accepted = optional_words(reason, "The reason");
  if (!accepted) return tl::unexpected(std::move(accepted.error()));
  const bool lowered = now.severity != c.policy.unsure_severity &&
                       c.policy.severity_rank(to) > c.policy.severity_rank(now.severity);
  if (lowered && !accepted->body)
    return refuse(Code::reason_needed,
                  {fmt::format("Going down from {} to {} needs a reason, so that nobody has to guess it "
                               "later. Send it again with one: ",
                               c.policy.severity_name(now.severity), c.policy.severity_name(to)),
                   Verb{"severity <severity> <reason>"}, std::string(".")});
  c.happened(SeverityChanged{now.severity, to, lowered, std::move(*accepted),
                             sooner_promise(c, promised(c.policy, to, now.status))});
  return {};
}

/// The three facts differ in their event only.
template <class Changed>
Verdict set_fact(Case& c, Text accepted, const Words& present, std::string_view what) {
  if (present.body == accepted)
    return refuse(Code::already, {fmt::format("{} says so already. Nothing was changed.", what)});
  c.happened(Changed{words(std::move(accepted))});
  return {};
}

}  // namespace

Verdict set_status(Case& c, const StatusDef& to, const Text& said) {
  auto accepted = optional_words(said, "The text");
  if (!accepted) return tl::unexpected(std::move(accepted.error()));
  const Incident& now = c.incident;
  std::optional<Duration> next;
  if (is_open(to.category) && !is_open(now.category))
    next = promised(c.policy, now.severity, to.key);
  else if (is_open(to.category) && to.update_every > Duration{0})
    next = sooner_promise(c, to.update_every);
  c.happened(StatusChanged{now.status, to.key, now.category, to.category, std::move(*accepted), next});
  return {};
}

namespace {

Verdict nothing_missing(const Case& c) {
  auto missing = missing_to_close(c.incident, c.policy);
  if (missing.empty()) return {};
  std::string list;
  for (const auto& what : missing) list += (list.empty() ? "" : ", ") + gate_name(what);
  auto refusal =
      refuse(Code::incomplete, {fmt::format("{} was not closed. Still missing: {}. Add it, or close it "
                                            "all the same and say why: ",
                                            c.name(), list),
                                Verb{"close: <reason>"}, std::string(".")});
  refusal.value().missing = std::move(missing);
  return refusal;
}

}  // namespace

Verdict change_status(Case& c, const StatusDef& to, const Text& said) {
  if (auto verdict = status_may_change(c, to); !verdict) return verdict;
  // A reason takes it past what is missing, and stands on the record.
  if (to.category == Category::closed && is_blank(said))
    if (auto verdict = nothing_missing(c); !verdict) return verdict;
  return set_status(c, to, said);
}

Verdict must_be_open(const Case& c, std::string_view what) {
  if (is_open(c.incident.category)) return {};
  std::vector<Piece> sentence{fmt::format("{} is {}: {} for while it is open.", c.name(),
                                          c.policy.status_name(c.incident.status), what)};
  std::ranges::move(way_out(c), std::back_inserter(sentence));
  return refuse(Code::closed, std::move(sentence));
}

namespace {

/// Whether what is said of its times can be so.
Verdict period_may_be(const Case& c, const Declare& command) {
  if (!command.began && !command.ended) return {};
  if (!command.began)
    return refuse(Code::empty, {std::string("When did it begin? Its end alone says nothing of how long it "
                                            "lasted. Nothing was declared: say both.")});
  if (*command.began > c.context.now) return in_future(c, *command.began);
  if (!command.ended) return {};
  if (*command.ended > c.context.now) return in_future(c, *command.ended);
  const auto zone = zone_of_actor(c);
  if (*command.ended < *command.began)
    return refuse(
        Code::wrong_order,
        {fmt::format("It can't have ended ({}) before it began ({}), so nothing was declared. Where "
                     "a day was meant that isn't today, say its date, too: ",
                     format_in_zone(*command.ended, zone), format_in_zone(*command.began, zone)),
         Literal{format_in_zone(*command.began, zone).substr(0, 16)}, std::string(".")});
  if (command.triage)
    return refuse(Code::wrong_status,
                  {std::string("What is over needs nobody to find out whether it is an incident. Declare it "
                               "again without “triage”, or without its end.")});
  return {};
}

}  // namespace

Verdict judge(Case& c, const Declare& command) {
  if (c.incident.version != 0)
    return refuse(Code::already, {fmt::format("{} is declared already. Nothing was changed.", c.name())});
  auto title = required_text(one_line(command.title), max_title, "The title");
  if (!title) return tl::unexpected(std::move(title.error()));
  const auto severity =
      severity_key(c, command.severity.empty() ? c.policy.unsure_severity : command.severity);
  if (!severity) return tl::unexpected(severity.error());
  if (auto verdict = period_may_be(c, command); !verdict) return verdict;
  const bool over = command.ended.has_value();
  const auto status = first_status(c, over             ? Category::resolved
                                      : command.triage ? Category::triage
                                                       : Category::active);
  if (!status) return tl::unexpected(status.error());
  if (command.here && command.declared_in.empty())
    return refuse(Code::empty,
                  {std::string("There is no channel here for the incident to live in. Declare it "
                               "again without “here”, and it gets one of its own.")});
  const auto other =
      command.here && !over && c.context.open_in ? c.context.open_in(command.declared_in) : std::nullopt;
  if (other)
    return refuse(Code::wrong_status,
                  {fmt::format("INC-{} is open in this channel, and one channel holds one. Nothing was "
                               "declared. Declare it again without “here”, and it gets a channel of its own.",
                               *other)});
  const bool here_private = command.here && command.in_private;
  if (command.here && command.is_private && !here_private)
    return refuse(Code::wrong_status,
                  {std::string("Whoever is here could read a private incident. Declare it again without "
                               "“here”, and it gets a private channel of its own.")});
  // With a declaration a role may be given, too; but nothing is declared later for want of that.
  const bool gives =
      !command.lead.empty() && (c.context.actor.empty() || c.policy.may(Permit::roles, c.context.actor));
  c.happened(
      IncidentDeclared{c.incident.number, words(std::move(*title)), *severity, status->key, status->category,
                       command.is_private || here_private, command.drill, command.declared_in,
                       over ? std::nullopt : promised(c.policy, *severity, status->key), command.source,
                       command.source_thread, command.source_link, command.began, command.ended,
                       over && !command.channel && !command.here, gives ? UserId() : command.lead});
  // What kind of channel that is, the request may say wrongly, or not at all: the bot looks first.
  if (command.here) c.happened(ChannelOpened{command.declared_in, {}, true});
  if (gives)
    c.happened(
        assigned(c, std::string(lead_role), command.lead, {}, !over && command.lead != c.context.actor));
  return {};
}

Verdict judge(Case& c, const ChangeStatus& command) {
  const auto to = status_of(c, command.status);
  if (!to) return tl::unexpected(to.error());
  return change_status(c, *to, command.words);
}

Verdict judge(Case& c, const Conclude& command) {
  const Incident& now = c.incident;
  const auto status = c.policy.status_name(now.status);
  if (command.to == Category::active && now.category != Category::triage) {
    std::vector<Piece> sentence{fmt::format("{} is {}, so there is nothing to confirm.", c.name(), status)};
    if (is_open(now.category)) return refuse(Code::already, std::move(sentence));
    std::ranges::move(way_out(c), std::back_inserter(sentence));
    return refuse(Code::wrong_status, std::move(sentence));
  }
  if (now.category == command.to)
    return refuse(Code::already, {fmt::format("{} is {} already. Nothing was changed.", c.name(), status)});
  const auto to = first_status(c, command.to);
  if (!to) return tl::unexpected(to.error());
  if (auto verdict = status_may_change(c, *to); !verdict) return verdict;
  const bool asks_why = command.to == Category::dismissed || command.to == Category::stood_down;
  if (asks_why && is_blank(command.words)) {
    return refuse(Code::reason_needed, {fmt::format("To make {} {} say why, in a few words: nobody was there "
                                                    "who reads it later.",
                                                    c.name(), to->name)});
  }
  return change_status(c, *to, command.words);
}

Verdict judge(Case& c, const ChangeSeverity& command) {
  const auto to = severity_key(c, command.severity);
  if (!to) return tl::unexpected(to.error());
  return change_severity(c, *to, command.reason, c.incident.category);
}

Verdict judge(Case& c, const Resolve& command) {
  const Category category = c.incident.category;
  if (category == Category::resolved || category == Category::closed)
    return refuse(Code::already, {fmt::format("{} is {} already. If it is back, open it again with ",
                                              c.name(), c.policy.status_name(c.incident.status)),
                                  Verb{"reopen"}, std::string(".")});
  const auto to = first_status(c, Category::resolved);
  if (!to) return tl::unexpected(to.error());
  return change_status(c, *to, command.words);
}

Verdict judge(Case& c, const Reopen& command) {
  if (is_open(c.incident.category))
    return refuse(Code::already, {fmt::format("{} is open: {}. To set another status, say ", c.name(),
                                              c.policy.status_name(c.incident.status)),
                                  Verb{"status <status>"}, std::string(".")});
  const auto to = first_status(c, Category::active);
  if (!to) return tl::unexpected(to.error());
  return change_status(c, *to, command.words);
}

Verdict judge(Case& c, const NotADrill&) {
  const Incident& now = c.incident;
  if (!now.drill)
    return refuse(Code::already, {fmt::format("{} is no drill. Nothing was changed.", c.name())});
  if (!is_open(now.category))
    return refuse(Code::closed,
                  {fmt::format("{} is {}, so it stays the drill that it was. If this is real, open "
                               "it again first with ",
                               c.name(), c.policy.status_name(now.status)),
                   Verb{"reopen"}, std::string(".")});
  c.happened(DrillMadeReal{promised(c.policy, now.severity, now.status)});
  return {};
}

tl::unexpected<Refusal> told_elsewhere(const Case& c, std::string_view words) {
  const auto where = reference(*c.incident.merged_into);
  return refuse(
      Code::wrong_status,
      {fmt::format("{} goes on in {}, and who follows it looks there. Post it there: ", c.name(), where),
       Verb{fmt::format("update {}{}", where, words)}, std::string(".")});
}

Verdict judge(Case& c, const PostUpdate& command) {
  if (c.incident.merged_into) return told_elsewhere(c, ": …");
  auto accepted = required_text(command.words, max_words, "The update");
  if (!accepted) return tl::unexpected(std::move(accepted.error()));

  // A form sends what it showed: what is so already stays, and is no reason to refuse the update.
  std::optional<StatusDef> to;
  if (!command.status.empty()) {
    auto status = status_of(c, command.status);
    if (!status) return tl::unexpected(std::move(status.error()));
    if (status->key != c.incident.status) to = std::move(*status);
  }
  if (to)
    if (auto verdict = status_may_change(c, *to); !verdict) return verdict;
  const Category category = to ? to->category : c.incident.category;
  std::string severity = c.incident.severity;
  if (!command.severity.empty()) {
    auto key = severity_key(c, command.severity);
    if (!key) return tl::unexpected(std::move(key.error()));
    severity = std::move(*key);
  }

  if (severity != c.incident.severity) {
    // A lowered one has its reason with it, wherever it is read.
    const bool down = c.policy.severity_rank(severity) > c.policy.severity_rank(c.incident.severity);
    const bool borrow = down && is_blank(command.reason);
    if (auto verdict = change_severity(c, severity, borrow ? *accepted : command.reason, category); !verdict)
      return verdict;
  }
  if (to)
    if (auto verdict = change_status(c, *to, {}); !verdict) return verdict;
  std::optional<Duration> next;
  if (is_open(category))
    next =
        command.next ? given(*command.next) : promised(c.policy, severity, to ? to->key : c.incident.status);
  c.happened(UpdatePosted{words(std::move(*accepted)), next});
  return {};
}

Verdict judge(Case& c, const CorrectUpdate& command) {
  const Incident& now = c.incident;
  if (now.last_update_entry.empty())
    return refuse(
        Code::no_entry,
        {fmt::format("{} has no update yet, so there is nothing to correct. To post one, say ", c.name()),
         Verb{"update"}, std::string(".")});
  if (command.entry != now.last_update_entry)
    return refuse(
        Code::no_entry,
        {std::string("Another update was posted meanwhile, and only the last one is corrected: what "
                     "it says counts. Nothing was changed; look at it, and say "),
         Verb{"correct"}, std::string(" again if it needs it.")});
  auto accepted = required_text(command.words, max_words, "The update");
  if (!accepted) return tl::unexpected(std::move(accepted.error()));
  if (now.last_update.body == *accepted)
    return refuse(Code::already, {std::string("The update says so already. Nothing was changed.")});
  c.happened(UpdateCorrected{command.entry, words(std::move(*accepted))});
  return {};
}

Verdict judge(Case& c, const SetSummary& command) {
  auto accepted = required_text(command.words, max_words, "The summary");
  if (!accepted) return tl::unexpected(std::move(accepted.error()));
  return set_fact<SummaryChanged>(c, std::move(*accepted), c.incident.summary, "The summary");
}

Verdict judge(Case& c, const SetImpact& command) {
  auto accepted = required_text(command.words, max_words, "The impact");
  if (!accepted) return tl::unexpected(std::move(accepted.error()));
  return set_fact<ImpactChanged>(c, std::move(*accepted), c.incident.impact, "The impact");
}

Verdict judge(Case& c, const Rename& command) {
  auto accepted = required_text(one_line(command.title), max_title, "The title");
  if (!accepted) return tl::unexpected(std::move(accepted.error()));
  return set_fact<TitleChanged>(c, std::move(*accepted), c.incident.title, "The title");
}

}  // namespace rules
}  // namespace muster::core
