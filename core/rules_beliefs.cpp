// What is being done to the system, what people believe to be wrong with it, and coming together over both.
#include <fmt/format.h>

#include <algorithm>

#include "core/rules.h"

namespace muster::core::rules {

namespace {

/// What a refusal calls them.
struct Named {
  std::string_view one, several;
  std::string_view none;   ///< begins "No change is under way"
  std::string_view begin;  ///< what is typed for a new one
};
constexpr Named changes{"change", "changes", "No change is under way", "doing <change>"};
constexpr Named theories{"theory", "theories", "No theory is held", "theory <text>"};

/// The one that is meant: named, or the only one there is.
template <class One>
tl::expected<EntryId, Refusal> meant(const Case& c, const std::map<EntryId, One>& all, EntryId named,
                                     const Named& names) {
  if (all.contains(named)) return named;
  if (named.empty() && all.size() == 1) return all.begin()->first;
  if (named.empty() && !all.empty())
    return refuse(Code::unknown_key, {fmt::format("{} has {} {}. Choose one of them on its control message.",
                                                  c.name(), all.size(), names.several)});
  if (named.empty())
    return refuse(Code::no_entry, {fmt::format("{} in {}. Begin one with ", names.none, c.name()),
                                   Verb{std::string(names.begin)}, std::string(".")});
  return refuse(Code::no_entry,
                {fmt::format("{} has no such {} any more: somebody has said what came of it. A new one "
                             "begins with ",
                             c.name(), names.one),
                 Verb{std::string(names.begin)}, std::string(".")});
}

}  // namespace

Verdict judge(Case& c, const BeginChange& command) {
  if (auto verdict = must_be_open(c, "changes are"); !verdict) return verdict;
  auto accepted = required_text(command.words, max_title, "The change");
  if (!accepted) return tl::unexpected(std::move(accepted.error()));
  if (c.incident.changes.size() >= most_changes)
    return refuse(Code::too_long,
                  {fmt::format("{} changes are under way, and nobody can tell any more which of them does "
                               "what. Say of one what came of it first.",
                               most_changes)});
  c.happened(ChangeBegun{words(std::move(*accepted))});
  return {};
}

Verdict judge(Case& c, const SettleChange& command) {
  const auto id = meant(c, c.incident.changes, command.change, changes);
  if (!id) return tl::unexpected(id.error());
  auto said = optional_words(command.words, "What came of it");
  if (!said) return tl::unexpected(std::move(said.error()));
  c.happened(ChangeSettled{*id, command.result, std::move(*said)});
  return {};
}

Verdict judge(Case& c, const HoldTheory& command) {
  if (auto verdict = must_be_open(c, "theories are"); !verdict) return verdict;
  auto accepted = required_text(command.words, max_title, "The theory");
  if (!accepted) return tl::unexpected(std::move(accepted.error()));
  if (c.incident.theories.size() >= most_theories)
    return refuse(Code::too_long,
                  {fmt::format("{} theories are held already. Rule one out first.", most_theories)});
  for (const auto& [id, theory] : c.incident.theories)
    if (theory.words.body && to_plain(*theory.words.body) == to_plain(*accepted))
      return refuse(Code::already, {std::string("That theory is held already, by "), theory.by,
                                    std::string(". Nothing was changed.")});
  c.happened(TheoryHeld{words(std::move(*accepted))});
  return {};
}

Verdict judge(Case& c, const SettleTheory& command) {
  const auto id = meant(c, c.incident.theories, command.theory, theories);
  if (!id) return tl::unexpected(id.error());
  auto why = optional_words(command.words, "The reason");
  if (!why) return tl::unexpected(std::move(why.error()));
  c.happened(TheorySettled{*id, command.ruled_in, std::move(*why)});
  return {};
}

Verdict judge(Case& c, const CallRegroup&) {
  if (auto verdict = must_be_open(c, "coming together is"); !verdict) return verdict;
  const auto last = c.incident.regrouped_at;
  if (last && c.context.now < *last + regroup_every)
    return refuse(
        Code::already,
        {fmt::format("Everybody was asked to come together {} ago already: it stands in the channel. "
                     "Ask again {} after the last time.",
                     format_duration(std::max(Duration{0}, c.context.now - *last)),
                     format_duration(regroup_every))});
  c.happened(RegroupCalled{});
  return {};
}

}  // namespace muster::core::rules
