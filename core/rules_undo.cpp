// Undo: what somebody did in the last ten minutes is taken back by events of its own. What was so before is
// read off the log, replayed up to there; so undoing costs what the incident is long, and nothing else does.
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "core/apply.h"
#include "core/rules.h"
#include "core/undo.h"
#include "core/variant.h"

namespace muster::core {
namespace {

enum class Undoing { reversible, told, beside };

/// Why a record can't be taken back, as people were told or something is gone, and what can be done instead;
/// empty for any other.
std::vector<rules::Piece> why_not(const Event& event) {
  using rules::Verb;
  using Why = std::vector<rules::Piece>;
  const auto way = [](const char* why, const char* verb) {
    return Why{std::string(why), Verb{verb}, std::string(".")};
  };
  return visit_known(
      Overloaded{
          // Of a merge the other incident must hear, which is unmerge's.
          [&](const StatusChanged& e) {
            if (e.to_category == Category::merged)
              return way("Others were told of the merge. Take it out again with ", "unmerge");
            if (e.from_category == Category::merged)
              return way("Others were told that it goes on by itself. Merge it again with ",
                         "merge <incident>");
            return Why{};
          },
          [&](const IncidentDeclared&) {
            return way("A declaration can't be undone, but it can be taken back: ",
                       "standdown: declared by mistake");
          },
          [](const UpdatePosted&) {
            return Why{
                std::string("An update can't be undone: people have read it. Set its words right with "),
                Verb{"correct"}, std::string(", or post another one with "), Verb{"update: …"},
                std::string(" that says what is so.")};
          },
          [&](const UpdateCorrected&) {
            return way(
                "Whoever got the update has the corrected one by now, so that can't be undone. Correct "
                "it once more with ",
                "correct");
          },
          [](const HandoffDeclined& e) {
            return Why{e.from,
                       std::string(" was told that you declined, so that can't be undone. To take it "
                                   "after all, say "),
                       Verb{"role " + e.role}, std::string(".")};
          },
          [](const RoleVacated& e) {
            if (e.asked_by.empty()) return Why{};
            return Why{e.asked_by,
                       std::string(" was told that you can't, so that can't be undone. To take it after all, "
                                   "say "),
                       Verb{"role " + std::string(role_of(e.role))}, std::string(".")};
          },
          [&](const ExternalDrafted&) {
            return way(
                "A draft can't be undone: whoever leads is asked about it. Another one takes its place: ",
                "update --external");
          },
          [&](const ExternalApproved&) {
            return way(
                "What was approved stands ready to be copied, and may have been, so that can't be "
                "undone. Say what is right in another one: ",
                "update --external");
          },
          [](const AccessAnswered& e) {
            if (e.let_in)
              return Why{e.user,
                         std::string(" was invited and told, so that can't be undone. Whoever shouldn't "
                                     "be in the channel is removed from it in Slack.")};
            return Why{std::string("An answer can't be undone, but "), e.user,
                       std::string(" wasn't told of it: to let them in all the same, invite them to the "
                                   "channel in Slack.")};
          },
          [&](const EntryRedacted&) {
            return way(
                "What was erased is gone for good. What should stand there instead goes on the timeline "
                "with ",
                "note <text>");
          },
          [&](const DrillMadeReal&) {
            return way(
                "People were told that it is real, so that can't be undone. If it was practice after "
                "all, end it: ",
                "standdown: it was a drill");
          },
          [](const MovedToPrivate&) {
            return Why{
                std::string("What is private stays so: its people moved to a channel of their own. What "
                            "others may know, tell them outside of it.")};
          },
          [&](const PageAnswered&) {
            return Why{
                std::string("Whoever asked knows your answer, so it can't be undone, but you can give "
                            "the other one: the buttons are in the message in which you were asked.")};
          },
          [&](const IncidentResumed&) {
            return way("Work goes on, and everybody was told so. To let it wait again, say ",
                       "pause <how long> <for what>");
          },
          [](const PageStopped& e) {
            return Why{e.user,
                       std::string(" was told that they aren't needed, so that can't be undone. To ask "
                                   "them again, say "),
                       Verb{"page @user"}, std::string(".")};
          },
          [](const RegroupCalled&) {
            return Why{
                std::string("Everybody was asked to come together, so that can't be undone. Say in the "
                            "channel that it isn't needed.")};
          },
      },
      event, Why());
}

/// Whether a record can be taken back, can't since people were told or something is gone, or is none that a
/// person did by itself.
Undoing kind_to_undo(const Event& event) {
  if (!why_not(event).empty()) return Undoing::told;
  if (const auto* line = std::get_if<LineReviewed>(&event))
    return line->as == Reviewed::withdrawn ? Undoing::beside : Undoing::reversible;
  // What is wished to be done by a mark on a message is taken back as what it became.
  const std::string* captor = nullptr;
  if (const auto* e = std::get_if<CaptureRequested>(&event)) captor = &e->captor;
  if (const auto* e = std::get_if<CaptorAdded>(&event)) captor = &e->captor;
  if (captor && !captor->empty() && !rules::wished_follow_up(*captor)) return Undoing::reversible;
  const bool reversible =
      holds_any<StatusChanged, SeverityChanged, RoleAssigned, RoleVacated, TitleChanged, SummaryChanged,
                ImpactChanged, EntryNoted, EntryHidden, EntryShown, EntryEdited, EntryRetimed, Subscribed,
                Unsubscribed, NudgesSnoozed, UpdatePostponed, WatchStarted, ChannelKeptOpen, ServiceAffected,
                ServiceCleared, IncidentPaused, PersonPaged, HandoffOffered, TodoAdded, TodoGiven,
                TodoReturned, TodoRescheduled, TodoRanked, TodoConverted, TodoSettled, ChangeBegun,
                ChangeSettled, TheoryHeld, TheorySettled, LinkAdded, LinkRemoved>(event);
  return reversible ? Undoing::reversible : Undoing::beside;
}

bool was_undone(std::span<const Record> log, std::int64_t seq) {
  return std::ranges::any_of(log, [seq](const Record& r) {
    const auto* undone = std::get_if<Undone>(&r.event);
    return undone && undone->seq == seq;
  });
}

/// What one command made: the records of one person at one moment, one after the other.
struct Act {
  std::size_t begin = 0, end = 0;  ///< places in the log
  bool empty() const { return begin == end; }
};

bool belongs_together(const Record& a, const Record& b) {
  return a.actor == b.actor && a.recorded_at == b.recorded_at;
}

/// `seq`: one of its records; 0: the last one of this person.
Act act_to_undo(std::span<const Record> log, const UserId& actor, std::int64_t seq, Time now) {
  for (std::size_t i = log.size(); i-- > 0;) {
    const Record& record = log[i];
    if (now - record.recorded_at > undo_within) break;
    const bool meant = seq == 0 ? kind_to_undo(record.event) != Undoing::beside : record.seq == seq;
    if (record.actor != actor || !meant || was_undone(log, record.seq)) continue;
    Act act{i, i + 1};
    while (act.begin > 0 && belongs_together(log[act.begin - 1], record)) --act.begin;
    while (act.end < log.size() && belongs_together(log[act.end], record)) ++act.end;
    // What undid something is not undone in its turn; the one before it is.
    const auto records = log.subspan(act.begin, act.end - act.begin);
    if (std::ranges::none_of(records,
                             [](const Record& r) { return std::holds_alternative<Undone>(r.event); }))
      return act;
    i = act.begin;
  }
  return {};
}

/// The entry that a record made or changed; 0 for none.
EntryId entry_of(const Record& record) {
  return visit_known(Overloaded{
                         [](const CaptorAdded& e) { return e.entry; },
                         [](const EntryHidden& e) { return e.entry; },
                         [](const EntryShown& e) { return e.entry; },
                         [](const EntryEdited& e) { return e.entry; },
                         [](const EntryRetimed& e) { return e.entry; },
                     },
                     record.event, EntryId(record.seq));
}

}  // namespace

bool can_be_undone(std::span<const Record> act) {
  bool any = false;
  for (const Record& record : act) {
    const auto kind = kind_to_undo(record.event);
    if (kind == Undoing::told) return false;
    any = any || kind == Undoing::reversible;
  }
  return any;
}

std::vector<EntryId> entries_to_undo(std::span<const Record> log, const UserId& actor, std::int64_t seq,
                                     Time now) {
  std::vector<EntryId> entries;
  const Act act = act_to_undo(log, actor, seq, now);
  for (std::size_t i = act.begin; i < act.end; ++i) entries.push_back(entry_of(log[i]));
  return entries;
}

namespace rules {
namespace {

constexpr std::string_view changed_since =
    "Somebody has changed that since, so I didn't undo it. Set it to what it should be instead.";

/// Takes back one record. `before` and `after`: the incident around the act.
class Reversal {
 public:
  Reversal(Case& c, const State& before, const State& after) : c_(c), before_(before), after_(after) {}

  /// False when somebody changed it since.
  bool reverse(const Record& record) {
    record_ = &record;
    return visit_known(*this, record.event, true);
  }
  /// What to say then.
  std::vector<Piece> why() const { return why_; }

  bool operator()(const StatusChanged&) {
    const Incident& now = c_.incident;
    if (now.status != after_.incident.status || now.category_since != after_.incident.category_since ||
        now.updates != after_.incident.updates)
      return false;
    const Incident& was = before_.incident;
    // What somebody has promised, paused or put off since stands, unless it is over again.
    const auto unless_set_since = [&](auto Incident::*what) {
      const bool stands = is_open(was.category) && now.*what != after_.incident.*what;
      return stands ? now.*what : was.*what;
    };
    // A watch, whoever began it, is one of what is mitigated.
    const auto watch =
        was.category == Category::mitigated ? unless_set_since(&Incident::watch_until) : std::nullopt;
    undone();
    c_.happened(
        CourseRestored{was.status, was.category, was.category_since, was.mitigated_at, was.resolved_at,
                       was.final_resolved_at, was.relapses, unless_set_since(&Incident::next_update_due),
                       watch, unless_set_since(&Incident::snoozed_until), unless_set_since(&Incident::paused),
                       pages_ended(), handoffs_ended(), was.in_hindsight && !after_.incident.in_hindsight});
    // Over again since long ago, perhaps, but not quiet.
    if (is_over(was.category)) c_.happened(ChannelStirred{});
    return hide();
  }
  bool operator()(const SeverityChanged&) {
    const Incident& now = c_.incident;
    if (now.severity_since != after_.incident.severity_since || now.severity != after_.incident.severity)
      return false;
    undone();
    // A promise that was made since stands.
    const bool promised_since = now.next_update_due != after_.incident.next_update_due;
    c_.happened(SeverityRestored{before_.incident.severity, before_.incident.severity_since,
                                 promised_since ? now.next_update_due : before_.incident.next_update_due});
    return hide();
  }
  bool operator()(const RoleAssigned& e) { return role(e.role); }
  bool operator()(const RoleVacated& e) { return role(e.role); }

  bool operator()(const TitleChanged&) { return fact<TitleChanged>(&Incident::title); }
  bool operator()(const SummaryChanged&) { return fact<SummaryChanged>(&Incident::summary); }
  bool operator()(const ImpactChanged&) { return fact<ImpactChanged>(&Incident::impact); }

  bool operator()(const EntryNoted&) {
    undone();
    return hide();
  }
  bool operator()(const CaptureRequested& e) { return capture(EntryId(record_->seq), e.captor); }
  bool operator()(const CaptorAdded& e) { return capture(e.entry, e.captor); }
  bool operator()(const EntryHidden& e) {
    undone();
    if (const Entry* entry = c_.state.entry(e.entry); entry && entry->hidden)
      c_.happened(EntryShown{e.entry});
    return true;
  }
  bool operator()(const EntryShown& e) {
    undone();
    const Entry* was = before_.entry(e.entry);
    return hide(e.entry, was && was->captured && (was->captured->dropped || was->captured->offered));
  }
  bool operator()(const EntryEdited& e) {
    const Entry* now = c_.state.entry(e.entry);
    const Entry* was = before_.entry(e.entry);
    if (!now || !was || now->words.id != e.words.id) return false;
    undone();
    c_.happened(EntryEdited{e.entry, was->words});
    return true;
  }
  bool operator()(const EntryRetimed& e) {
    const Entry* now = c_.state.entry(e.entry);
    const Entry* was = before_.entry(e.entry);
    if (!now || !was || now->occurred_at != e.occurred_at) return false;
    undone();
    c_.happened(EntryRetimed{e.entry, was->occurred_at});
    return true;
  }

  bool operator()(const Subscribed& e) {
    undone();
    if (c_.incident.subscribers.contains(e.user)) c_.happened(Unsubscribed{e.user});
    return true;
  }
  bool operator()(const Unsubscribed& e) {
    undone();
    if (!c_.incident.subscribers.contains(e.user)) c_.happened(Subscribed{e.user});
    return true;
  }
  bool operator()(const NudgesSnoozed& e) {
    if (c_.incident.snoozed_until != e.until) return false;
    undone();
    c_.happened(NudgesSnoozed{before_.incident.snoozed_until});
    return true;
  }
  bool operator()(const UpdatePostponed&) {
    if (c_.incident.next_update_due != after_.incident.next_update_due) return false;
    undone();
    c_.happened(PromiseRestored{before_.incident.next_update_due});
    return true;
  }
  bool operator()(const WatchStarted&) {
    // What began with a change of status ends with it.
    const bool alone = before_.incident.category == Category::mitigated;
    if (alone && c_.incident.watch_until != after_.incident.watch_until) return false;
    undone();
    if (alone) c_.happened(WatchRestored{before_.incident.watch_until});
    return true;
  }
  bool operator()(const ChannelKeptOpen&) {
    if (c_.incident.quiet != after_.incident.quiet) return false;
    undone();
    // It was said there that the channel stays. What is archived after all is announced once more.
    c_.happened(ChannelStirred{});
    return true;
  }
  bool operator()(const PersonPaged& e) {
    const Page* page = page_of(c_.incident, e.page);
    const Called* called = page ? being_asked(*page) : nullptr;
    if (!called) {
      why_ = {
          std::string("Nobody is being asked any more: they have answered, or it is over. Whoever comes and "
                      "isn't needed must be told so by you.")};
      return false;
    }
    undone();
    c_.happened(PageStopped{e.page, called->user});
    return true;
  }
  bool operator()(const HandoffOffered& e) {
    const auto stands = c_.incident.handoffs.find(e.role);
    if (stands == c_.incident.handoffs.end() || stands->second.offer != record_->seq) {
      why_ = {
          std::string("That offer stands no longer: it was answered, or overtaken. Who has which role, say "),
          Verb{"roles"}, std::string(".")};
      return false;
    }
    undone();
    c_.happened(HandoffWithdrawn{e.role, e.user});
    return true;
  }
  bool operator()(const IncidentPaused&) {
    if (!c_.incident.paused || c_.incident.paused->since != record_->occurred_at) return false;
    undone();
    // A promise that was made since stands.
    const bool promised_since = c_.incident.next_update_due != after_.incident.next_update_due;
    c_.happened(PauseRestored{before_.incident.paused, promised_since ? c_.incident.next_update_due
                                                                      : before_.incident.next_update_due});
    return hide();
  }

  bool operator()(const ServiceAffected& e) {
    if (!c_.incident.affected.contains(e.service)) return false;
    undone();
    hidden(ServiceCleared{e.service});
    return hide();
  }
  bool operator()(const ServiceCleared& e) {
    if (c_.incident.affected.contains(e.service)) return false;
    undone();
    hidden(ServiceAffected{e.service});
    return hide();
  }
  bool operator()(const RequiredRolesFilled&) {
    undone();
    c_.happened(RequiredRolesFilled{});
    return true;
  }

  bool operator()(const TodoAdded&) { return todo(EntryId(record_->seq)); }
  bool operator()(const TodoGiven& e) { return todo(e.todo); }
  bool operator()(const TodoReturned& e) { return todo(e.todo); }
  bool operator()(const TodoRescheduled& e) { return todo(e.todo); }
  bool operator()(const TodoRanked& e) { return todo(e.todo); }
  bool operator()(const TodoConverted& e) { return todo(e.todo); }
  bool operator()(const TodoSettled& e) { return todo(e.todo); }
  bool operator()(const LinkAdded&) { return kept<LinkRestored>(&Incident::links, EntryId(record_->seq)); }
  bool operator()(const LinkRemoved& e) { return kept<LinkRestored>(&Incident::links, e.link); }
  bool operator()(const LineReviewed& e) { return kept<LineRestored>(&Incident::offers, e.offer); }
  bool operator()(const ChangeBegun&) { return change(EntryId(record_->seq)); }
  bool operator()(const ChangeSettled& e) { return change(e.change); }
  bool operator()(const TheoryHeld&) { return theory(EntryId(record_->seq)); }
  bool operator()(const TheorySettled& e) { return theory(e.theory); }

 private:
  void undone() { c_.happened(Undone{record_->seq}); }

  /// Pages that went on, and that the act ended.
  std::vector<EntryId> pages_ended() const {
    std::vector<EntryId> pages;
    for (const Page& page : before_.incident.pages) {
      const Page* left = page_of(after_.incident, page.id);
      const Page* now = page_of(c_.incident, page.id);
      if (!page.over && left && left->over && now && *now == *left) pages.push_back(page.id);
    }
    return pages;
  }

  /// Offers that stood, and that the act ended; not of a role that changed hands since.
  std::map<std::string, HandoffOffer> handoffs_ended() const {
    std::map<std::string, HandoffOffer> offers;
    for (const auto& [role, offer] : before_.incident.handoffs) {
      const auto had = before_.incident.roles.find(role);
      const auto has = c_.incident.roles.find(role);
      const bool same = had != before_.incident.roles.end() && has != c_.incident.roles.end() &&
                        had->second.user == has->second.user && had->second.since == has->second.since;
      const bool ended = !after_.incident.handoffs.contains(role) && !c_.incident.handoffs.contains(role);
      if (same && ended && is_open(before_.incident.category)) offers.emplace(role, offer);
    }
    return offers;
  }

  /// The line in the timeline that the event makes tells nobody anything.
  void hidden(Event event) {
    const EntryId made = c_.next_entry();
    c_.happened(std::move(event));
    c_.happened(EntryHidden{made, false});
  }
  bool hide(EntryId id, bool dropped = false) {
    const Entry* entry = c_.state.entry(id);
    if (entry && !entry->hidden && hidden_.insert(id).second) c_.happened(EntryHidden{id, dropped});
    return true;
  }
  bool hide() { return hide(EntryId(record_->seq)); }

  /// Their mark on it counts no more, as if they had taken it off.
  bool capture(EntryId id, const std::string& captor) {
    const Entry* entry = c_.state.entry(id);
    if (captor.empty() || !entry || !entry->captured) return true;
    if (rules::wished_follow_up(captor) || !entry->captured->captors.contains(captor)) return true;
    undone();
    c_.happened(CaptorRemoved{id, captor});
    Captured left = *entry->captured;
    left.captors.erase(captor);
    return is_kept(left) || entry->edited || hide(id, true);
  }

  bool role(const std::string& key) {
    const auto holder = [&key](const Incident& incident) {
      const auto found = incident.roles.find(key);
      return found == incident.roles.end() ? std::nullopt : std::optional(found->second);
    };
    const auto now = holder(c_.incident);
    const auto left = holder(after_.incident);
    // Whom it was given may have confirmed it since.
    if (now.has_value() != left.has_value() ||
        (now && (now->user != left->user || now->since != left->since)))
      return false;
    undone();
    // The lead whom it is taken from never had it.
    const bool acknowledged_by_it = c_.incident.acknowledged_at != before_.incident.acknowledged_at;
    c_.happened(RoleRestored{key, holder(before_.incident),
                             acknowledged_by_it && key == lead_role ? before_.incident.acknowledged_at
                                                                    : c_.incident.acknowledged_at});
    return hide();
  }

  /// What stands under this id in the head is again as it was before the act; false when that changed since.
  template <class Restored, class Kept>
  bool kept(std::map<EntryId, Kept> Incident::*where, EntryId id) {
    const auto found = [&](const Incident& incident) {
      const auto& all = incident.*where;
      const auto one = all.find(id);
      return one == all.end() ? std::nullopt : std::optional(one->second);
    };
    const auto now = found(c_.incident);
    const auto left = found(after_.incident);
    if (now != left) return false;
    undone();
    c_.happened(Restored{id, found(before_.incident)});
    return hide();
  }
  bool todo(EntryId id) { return kept<TodoRestored>(&Incident::todos, id); }
  bool change(EntryId id) { return kept<ChangeRestored>(&Incident::changes, id); }
  bool theory(EntryId id) { return kept<TheoryRestored>(&Incident::theories, id); }

  template <class Changed>
  bool fact(Words Incident::*which) {
    if (c_.incident.*which != after_.incident.*which &&
        (c_.incident.*which).id != (after_.incident.*which).id)
      return false;
    undone();
    // A text that is stored already; the line that says so again is not worth one in the timeline.
    c_.happened(FactRestored{std::is_same_v<Changed, TitleChanged>     ? "title"
                             : std::is_same_v<Changed, SummaryChanged> ? "summary"
                                                                       : "impact",
                             before_.incident.*which});
    return hide();
  }

  Case& c_;
  const State& before_;
  const State& after_;
  const Record* record_ = nullptr;
  std::vector<Piece> why_{std::string(changed_since)};
  std::set<EntryId> hidden_;  ///< by what was reversed so far
};

tl::unexpected<Refusal> nothing_to_undo(const Case& c) {
  return refuse(Code::already, {fmt::format("You did nothing in {} in the last {} that I can undo.", c.name(),
                                            format_duration(undo_within))});
}

tl::unexpected<Refusal> people_were_told(std::span<const Record> act) {
  // Of what was approved with its draft the approval counts, which is behind it.
  const auto told = std::find_if(act.rbegin(), act.rend(), [](const Record& record) {
    return kind_to_undo(record.event) == Undoing::told;
  });
  return refuse(Code::wrong_status, why_not(told->event));
}

}  // namespace

Verdict judge(Case& c, const Undo& command) {
  const auto log = c.context.log;
  const Act act = act_to_undo(log, c.context.actor, command.seq, c.context.now);
  if (act.empty()) return nothing_to_undo(c);
  const auto records = log.subspan(act.begin, act.end - act.begin);
  if (!can_be_undone(records)) return people_were_told(records);

  const State before = replay(c.incident.id, c.incident.workspace, log.first(act.begin));
  State after = before;
  for (const Record& record : records) apply(after, record);
  Reversal reversal(c, before, after);
  for (std::size_t i = records.size(); i-- > 0;) {
    if (!reversal.reverse(records[i])) return refuse(Code::wrong_status, reversal.why());
  }
  return {};
}

}  // namespace rules
}  // namespace muster::core
