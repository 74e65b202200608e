#include "core/debrief_model.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <utility>

#include "core/debrief_text.h"
#include "core/variant.h"

namespace muster::core {

namespace {

/// The order of the configuration; what it doesn't know comes last.
template <class Def>
std::size_t position(const std::vector<Def>& defs, std::string_view key) {
  const auto found = std::find_if(defs.begin(), defs.end(), [&](const Def& def) { return def.key == key; });
  return static_cast<std::size_t>(found - defs.begin());
}

std::string hours_band(Duration worked) {
  using std::chrono::hours;
  if (worked == Duration{0}) return "none on the record";
  if (worked < std::chrono::minutes{30}) return "under 30 min";
  if (worked < hours{2}) return "30 min to 2 h";
  if (worked < hours{4}) return "2 h to 4 h";
  if (worked < hours{8}) return "4 h to 8 h";
  return "8 h or more";
}

/// Not later, on a clock that shows minutes.
bool in_time(Time at, Time due) {
  return std::chrono::floor<std::chrono::minutes>(at) <= std::chrono::floor<std::chrono::minutes>(due);
}

/// When the next update is promised for, if the kind of event can promise one at all.
std::optional<Duration> promised_by(const Event& event) {
  return visit_known(
      [](const auto& e) requires requires { e.next_update_in; } { return e.next_update_in; }, event,
      std::optional<Duration>());
}

class Maker {
 public:
  Maker(const DebriefInput& input, const Policy& policy) : in_(input), policy_(policy) {}

  Debrief make() {
    make_head();
    make_timeline();
    read_log();
    make_times();
    make_silence();
    make_people();
    out_.pursuits = find_pursuits(
        in_, [&](const UserId& id) { return person(id); },
        [&](const Words& words) { return words_or_nothing(words); });
    out_.reminders = count_reminders(in_, policy_);
    out_.gaps = debrief_gaps(out_, policy_, failures_);
    return std::move(out_);
  }

 private:
  DebriefPerson person(const UserId& id) const {
    if (id.empty()) return {id, "Muster"};
    const auto found = in_.names.find(id);
    const std::string name = found == in_.names.end() ? "" : legible_line(found->second);
    return {id, name.empty() ? legible_line(id.value) : name};
  }

  Text named(Text text) const {
    for (Span& span : text) {
      if (span.kind != Span::Kind::person) continue;
      if (span.text.empty() || in_.names.contains(UserId{span.ref}))
        span.text = person(UserId{span.ref}).name;
    }
    return text;
  }

  /// Who took what from whom: names, not calls for attention.
  static Text as_names(Text text) {
    for (Span& span : text) {
      if (span.kind == Span::Kind::person) span = {Span::Kind::text, span.text, ""};
    }
    return text;
  }

  Text words_or_nothing(const Words& words) const {
    if (!words.body && words.id == 0) return {};
    Text text = trimmed(named(shown(words)));
    return is_blank(text) ? Text{} : text;
  }

  void make_head() {
    const Incident& incident = in_.incident;
    out_.reference = reference(incident);
    out_.title = legible_line(to_plain(named(shown(incident.title))));
    out_.summary = words_or_nothing(incident.summary);
    out_.impact = words_or_nothing(incident.impact);
    out_.is_private = incident.is_private;
    out_.drill = incident.drill;
    out_.open = is_open(incident.category);
    out_.zone = zone_exists(policy_.zone) ? policy_.zone : "UTC";
    out_.channel_name = legible_line(incident.channel_name);
    out_.status_name = legible_line(policy_.status_name(incident.status));
    out_.severity_name = legible_line(policy_.severity_name(incident.severity));
    out_.declared_by = person(incident.declared_by);
    out_.declared_at = incident.declared_at;
    out_.began_at = incident.began_at;
    out_.in_hindsight = incident.in_hindsight;
    out_.acknowledged_at = incident.acknowledged_at;
    out_.roles_filled_at = incident.roles_filled_at;
    for (const std::string& key : incident.affected)
      out_.affected.push_back({key, legible_line(policy_.service_name(key))});
    out_.mitigated_at = incident.mitigated_at;
    out_.resolved_at = incident.resolved_at;
    out_.final_resolved_at = incident.final_resolved_at ? incident.final_resolved_at : incident.resolved_at;
    if (incident.merged_into) out_.merged_into = reference(*incident.merged_into);
    for (const IncidentLink& link : incident.merged_in) out_.merged_in.push_back(reference(link));
    out_.real_since = incident.real_since;
    out_.source_link = legible_line(incident.source_link);
    out_.bot_posts = in_.bot_posts;
    out_.chain_head = legible_line(in_.chain_head);
    out_.records = in_.log.size();
    out_.as_of = incident.declared_at;
    for (const Record& record : in_.log) out_.as_of = std::max(out_.as_of, record.recorded_at);
    for (const Entry& entry : in_.entries) out_.as_of = std::max(out_.as_of, entry.recorded_at);
  }

  void make_timeline() {
    for (const Entry& entry : in_.entries) add_line(entry, {});
    for (const auto& [from, entry] : in_.merged) add_line(entry, from);
    const auto earlier = [](const Line& a, const Line& b) {
      return std::tie(a.entry.occurred_at, a.from, a.entry.id) <
             std::tie(b.entry.occurred_at, b.from, b.entry.id);
    };
    std::sort(out_.timeline.begin(), out_.timeline.end(), earlier);
    std::sort(out_.hidden.begin(), out_.hidden.end(), earlier);
    if (!out_.timeline.empty() && out_.timeline.front().entry.occurred_at < out_.declared_at) {
      out_.first_sign = out_.timeline.front().entry.occurred_at;
    }
  }

  void add_line(const Entry& entry, const std::string& from) {
    // What nobody put on the timeline wasn't taken off it.
    if (entry.captured && entry.captured->offered) return;
    Line line;
    line.entry = entry;
    line.from = from;
    line.entry.words.body.reset();
    line.author = person(entry.author);
    // Whose message it is comes with its text.
    if (entry.kind == EntryKind::message && entry.author.empty()) line.author.name = "unknown";
    line.withdrawn = entry.captured && entry.captured->deleted;
    line.erased = !line.withdrawn && entry.words.id != 0 && !entry.words.body;
    if ((line.withdrawn || entry.hidden) && line.entry.captured) line.entry.captured->files.clear();
    if (!entry.hidden) {
      line.what = trimmed(named(describe(entry, policy_)));
      if (!from.empty()) line.what.insert(line.what.begin(), Span{Span::Kind::text, from + ": ", {}});
    }
    if (entry.kind == EntryKind::role || entry.kind == EntryKind::page) {
      line.what = as_names(std::move(line.what));
      line.says_who = true;
    }
    (entry.hidden ? out_.hidden : out_.timeline).push_back(std::move(line));
  }

  void begin_status(const std::string& key, Category category, Time at) {
    begin(out_.statuses, {key, legible_line(policy_.status_name(key)), category, 0, false, at, at});
  }
  void begin_severity(const std::string& key, Time at) {
    begin(out_.severities, {key, legible_line(policy_.severity_name(key)), Category::active,
                            policy_.severity_rank(key), key == policy_.unsure_severity, at, at});
  }
  /// A stay without any time in it, as when the severity is given with the declaration, is none.
  static void begin(std::vector<Stay>& stays, Stay next) {
    if (!stays.empty()) {
      next.from = std::max(next.from, stays.back().from);
      stays.back().to = next.from;
      if (stays.back().from == stays.back().to) stays.pop_back();
    }
    stays.push_back(std::move(next));
  }

  void end_tenure(const std::string& role, Time at) {
    for (Tenure& tenure : out_.tenures) {
      if (tenure.role == role && !tenure.to) tenure.to = std::max(at, tenure.from);
    }
  }
  void begin_tenure(const std::string& role, const UserId& user, const UserId& by, const UserId& previous,
                    Time at, bool asked) {
    end_tenure(role, at);
    Tenure tenure;
    tenure.role = role;
    tenure.role_name = legible_line(policy_.role_name(role));
    tenure.holder = person(user);
    tenure.given_by = person(by);
    if (!previous.empty() && previous != user) tenure.previous = person(previous);
    tenure.from = at;
    tenure.asked = asked;
    out_.tenures.push_back(std::move(tenure));
  }

  /// Of this role, whatever ended it.
  void end_handover(const std::string& role, HandOver::End how, Time at) {
    for (HandOver& each : out_.handovers) {
      if (each.end != HandOver::End::waiting || each.role != role) continue;
      each.end = how;
      each.ended_at = at;
    }
  }
  void end_handovers(Time at) {
    for (HandOver& each : out_.handovers) {
      if (each.end != HandOver::End::waiting) continue;
      each.end = HandOver::End::lapsed;
      each.ended_at = at;
    }
  }
  void offered(const Record& record, const HandoffOffered& e) {
    end_handover(e.role, HandOver::End::replaced, record.occurred_at);
    HandOver handover;
    handover.role = e.role;
    handover.role_name = legible_line(policy_.role_name(e.role));
    handover.from = person(record.actor);
    handover.to = person(e.user);
    handover.offered_at = record.occurred_at;
    out_.handovers.push_back(std::move(handover));
  }
  void declined(const Record& record, const HandoffDeclined& e) {
    const auto* entry = entry_of(EntryId{record.seq});
    const bool shown = (!entry || !entry->hidden) && (e.words.body || e.words.id != 0);
    for (HandOver& each : out_.handovers) {
      if (shown && each.role == e.role && each.end == HandOver::End::waiting)
        each.why = words_or_nothing(entry ? entry->words : e.words);
    }
    end_handover(e.role, HandOver::End::declined, record.occurred_at);
  }

  const Entry* entry_of(EntryId id) const {
    const auto found =
        std::find_if(in_.entries.begin(), in_.entries.end(), [&](const Entry& e) { return e.id == id; });
    return found == in_.entries.end() ? nullptr : &*found;
  }

  void drafted(const Record& record, const ExternalDrafted& e) {
    ExternalUpdate external;
    external.entry = EntryId{record.seq};
    external.drafted_at = record.occurred_at;
    external.author = person(record.actor);
    const Entry* entry = entry_of(external.entry);
    if (!entry || !entry->hidden) external.words = words_or_nothing(entry ? entry->words : e.words);
    out_.external.push_back(std::move(external));
  }
  void approved(const Record& record, const ExternalApproved& e) {
    for (ExternalUpdate& each : out_.external) {
      if (each.entry != e.entry) continue;
      each.approver = person(record.actor);
      each.approved_at = record.occurred_at;
      each.edited = e.edited;
    }
  }

  void corrected(const Record& record, const UpdateCorrected& e) {
    for (DebriefUpdate& update : out_.updates) {
      if (update.entry != e.entry) continue;
      if (!update.corrected_at && update.words) {
        const auto first = std::find_if(in_.log.begin(), in_.log.end(),
                                        [&](const Record& r) { return r.seq == e.entry.value; });
        if (first != in_.log.end()) {
          if (const Words* words = words_of(first->event)) update.first_words = words_or_nothing(*words);
        }
      }
      update.corrected_at = record.occurred_at;
    }
  }

  /// A promise that nothing answered: counted when its time had come.
  void drop_promise(Time at) {
    if (due_ && !in_time(at, *due_)) ++out_.promises.missed;
    due_.reset();
  }
  void promise(Time at, std::optional<Duration> in) {
    if (!in) return;
    drop_promise(at);
    if (*in > Duration{0}) due_ = at + *in;
  }

  /// What was broken before it was undone, was counted then.
  void restore_promise(Time at, const std::optional<Time>& due) {
    due_ = due && *due > at ? due : std::nullopt;
  }

  void go_on(Time at) {
    if (paused_since_ && at > *paused_since_) pauses_.emplace_back(*paused_since_, at);
    paused_since_.reset();
  }

  void posted(const Record& record, const UpdatePosted& event) {
    DebriefUpdate update;
    update.entry = EntryId{record.seq};
    update.at = record.occurred_at;
    update.author = person(record.actor);
    update.promised = due_;
    update.kept = due_ && in_time(record.occurred_at, *due_);
    if (due_) ++(update.kept ? out_.promises.kept : out_.promises.late);
    due_.reset();
    // The timeline has the words as they are now: corrected, erased, hidden.
    const Entry* entry = entry_of(update.entry);
    if (!entry) {
      update.words = words_or_nothing(event.words);
    } else if (!entry->hidden) {
      update.words = words_or_nothing(entry->words);
    }
    out_.updates.push_back(std::move(update));
  }

  Summons summons(EntryId page, const UserId& user, DebriefPerson by, const std::string& service,
                  const std::string& group, Time at) const {
    Summons one;
    one.page = page;
    one.person = person(user);
    one.by = std::move(by);
    if (!service.empty())
      one.listed = legible_line(policy_.service_name(service));
    else if (!group.empty())
      one.listed = "@" + legible_line(group);
    one.at = at;
    return one;
  }
  void summoned(const Record& record, const PersonPaged& e) {
    const auto began = std::find_if(out_.summons.begin(), out_.summons.end(),
                                    [&](const Summons& s) { return s.page == e.page; });
    auto by = began == out_.summons.end() ? person(record.actor) : began->by;
    out_.summons.push_back(summons(e.page, e.user, std::move(by), e.service, e.group, record.occurred_at));
  }
  /// Who had answered there, or hadn't, and when, stands in that one's debrief.
  void came_along(const Record& record, const PageCameAlong& e) {
    if (e.page.value == record.seq) along_[e.page] = e.from.incident;
    for (const Called& called : e.people) {
      if (called.call != Call::asked && called.call != Call::coming) continue;
      Summons* one = summons_of(SummonsKey{e.page, called.user});
      if (!one) {
        out_.summons.push_back(summons(e.page, called.user, person(e.by), e.service, e.group, called.at));
        one = &out_.summons.back();
      }
      one->times = called.times;
      one->answer = called.call;
    }
  }
  /// Whom it had brought along is called off.
  void taken_out(const MergeUndone& e, Time at) {
    for (Summons& one : out_.summons) {
      const auto along = along_.find(one.page);
      const bool waited_for = one.answer == Call::asked || one.answer == Call::coming;
      if (along == along_.end() || along->second != e.link.incident || !waited_for || one.came_at) continue;
      one.answer = Call::spared;
      one.answered_at = at;
    }
  }
  struct SummonsKey {
    EntryId page;
    UserId user;
  };
  Summons* summons_of(const auto& e) {
    const auto found = std::find_if(out_.summons.begin(), out_.summons.end(), [&](const Summons& s) {
      return s.page == e.page && s.person.id == e.user;
    });
    return found == out_.summons.end() ? nullptr : &*found;
  }
  void answered(const auto& e, Call answer, Time at) {
    if (Summons* one = summons_of(e)) {
      one->answer = answer;
      one->answered_at = at;
    }
  }

  void read(const Record& record) {
    const Time at = record.occurred_at;
    visit_known(Overloaded{
                    [&](const IncidentDeclared& e) {
                      begin_status(e.status, e.category, at);
                      begin_severity(e.severity, at);
                      promise(at, e.next_update_in);
                    },
                    [&](const StatusChanged& e) {
                      // Undoing a merge is no relapse.
                      const bool over = !is_open(e.from_category) && e.from_category != Category::merged;
                      if (over && is_open(e.to_category)) out_.reopened_at.push_back(at);
                      if (!is_open(e.to_category)) {
                        drop_promise(at);
                        go_on(at);
                        end_handovers(at);
                      }
                      begin_status(e.to, e.to_category, at);
                    },
                    [&](const SeverityChanged& e) { begin_severity(e.to, at); },
                    [&](const RoleAssigned& e) {
                      end_handover(e.role, e.handed_over ? HandOver::End::accepted : HandOver::End::lapsed,
                                   at);
                      // Who accepts a role was given it by who offered it.
                      begin_tenure(e.role, e.user, e.handed_over ? e.previous : record.actor, e.previous, at,
                                   e.asked);
                    },
                    [&](const RoleConfirmed& e) {
                      for (Tenure& tenure : out_.tenures) {
                        if (tenure.role == e.role && tenure.holder.id == e.user && !tenure.to)
                          tenure.confirmed_at = at;
                      }
                    },
                    [&](const CourseRestored& e) {
                      begin_status(e.status, e.category, at);
                      restore_promise(at, e.next_update_due);
                      if (!e.paused)
                        go_on(at);
                      else if (!paused_since_)
                        paused_since_ = at;
                      if (!is_open(e.category)) end_handovers(at);
                    },
                    [&](const SeverityRestored& e) {
                      begin_severity(e.severity, at);
                      restore_promise(at, e.next_update_due);
                    },
                    [&](const PauseRestored& e) {
                      if (!e.was) go_on(at);
                      restore_promise(at, e.next_update_due);
                    },
                    [&](const PromiseRestored& e) { restore_promise(at, e.due); },
                    [&](const RoleRestored& e) {
                      end_handover(e.role, HandOver::End::lapsed, at);
                      end_tenure(e.role, at);
                      if (e.holder)
                        begin_tenure(e.role, e.holder->user, record.actor, {}, at, e.holder->asked);
                    },
                    [&](const IncidentPaused& e) {
                      go_on(at);
                      paused_since_ = at;
                      if (due_) due_ = std::max(*due_, e.until);
                    },
                    [&](const IncidentResumed&) { go_on(at); },
                    [&](const PersonPaged& e) { summoned(record, e); },
                    [&](const PersonPagedAgain& e) {
                      if (Summons* one = summons_of(e)) ++one->times;
                    },
                    [&](const PageCameAlong& e) { came_along(record, e); },
                    [&](const MergeUndone& e) { taken_out(e, at); },
                    [&](const PageAnswered& e) { answered(e, e.coming ? Call::coming : Call::cant, at); },
                    [&](const PageUnanswered& e) { answered(e, Call::silent, at); },
                    [&](const PageStopped& e) { answered(e, Call::spared, at); },
                    [&](const PageArrived& e) {
                      if (Summons* one = summons_of(e)) one->came_at = at;
                    },
                    [&](const RoleVacated& e) {
                      for (Tenure& tenure : out_.tenures)
                        if (tenure.role == e.role && !tenure.to) tenure.declined = !e.asked_by.empty();
                      end_handover(e.role, HandOver::End::lapsed, at);
                      end_tenure(e.role, at);
                    },
                    [&](const HandoffOffered& e) { offered(record, e); },
                    [&](const HandoffWithdrawn& e) { end_handover(e.role, HandOver::End::withdrawn, at); },
                    [&](const HandoffDeclined& e) { declined(record, e); },
                    [&](const UpdateCorrected& e) { corrected(record, e); },
                    [&](const ExternalDrafted& e) { drafted(record, e); },
                    [&](const ExternalApproved& e) { approved(record, e); },
                    [&](const UpdatePosted& e) { posted(record, e); },
                    [&](const MessageCaptured& e) { acts_[e.author].push_back(e.said_at); },
                    [&](const OrnamentFailed& e) { failures_.insert(legible_line(e.surface)); },
                    [&](const ChannelFailed&) { failures_.insert("channel"); },
                },
                record.event);
    promise(at, promised_by(record.event));
    // When the person did it, not the time that they gave for it.
    acts_[record.actor].push_back(record.recorded_at);
  }

  void read_log() {
    for (const Record& record : in_.log) read(record);
    go_on(out_.as_of);
    const Incident& incident = in_.incident;
    if (out_.statuses.empty()) begin_status(incident.status, incident.category, incident.declared_at);
    if (out_.severities.empty()) begin_severity(incident.severity, incident.declared_at);
    out_.statuses.back().to = std::max(out_.as_of, out_.statuses.back().from);
    out_.severities.back().to = std::max(out_.as_of, out_.severities.back().from);
    // From here on only the role counts, and no seat.
    for (Tenure& tenure : out_.tenures) tenure.role = std::string(role_of(tenure.role));
    std::stable_sort(out_.tenures.begin(), out_.tenures.end(), [&](const Tenure& a, const Tenure& b) {
      return std::tuple{position(policy_.roles, a.role), a.role} <
             std::tuple{position(policy_.roles, b.role), b.role};
    });
  }

  static Duration overlap(Time from, Time to, Time other_from, Time other_to) {
    return std::max(Duration{0}, std::min(to, other_to) - std::max(from, other_from));
  }
  /// Without the pauses.
  Duration active(Time from, Time to) const {
    Duration sum = std::max(Duration{0}, to - from);
    for (const auto& [since, until] : pauses_) sum -= overlap(from, to, since, until);
    return sum;
  }
  /// The time of a stay while work went on.
  Duration worked(const Stay& stay) const {
    Duration sum{0};
    for (const Stay& status : out_.statuses) {
      if (is_open(status.category))
        sum += active(std::max(stay.from, status.from), std::min(stay.to, status.to));
    }
    return sum;
  }

  std::vector<TimeIn> totals(const std::vector<Stay>& stays) const {
    std::vector<TimeIn> result;
    for (const Stay& stay : stays) {
      const Duration time = worked(stay);
      if (time == Duration{0}) continue;
      const auto found =
          std::find_if(result.begin(), result.end(), [&](const TimeIn& t) { return t.key == stay.key; });
      if (found == result.end()) {
        result.push_back({stay.key, stay.name, time});
      } else {
        found->time += time;
      }
    }
    return result;
  }

  void make_times() {
    out_.ended_at = out_.as_of;
    for (const Stay& status : out_.statuses) {
      if (is_open(status.category)) out_.active += active(status.from, status.to);
    }
    if (!out_.open) {
      for (std::size_t i = out_.statuses.size(); i-- > 0 && !is_open(out_.statuses[i].category);) {
        out_.ended_at = out_.statuses[i].from;
      }
    }
    if (out_.in_hindsight) out_.ended_at = out_.final_resolved_at.value_or(out_.ended_at);
    out_.elapsed = std::max(Duration{0}, out_.ended_at - out_.start());
    // The log saw nothing of it: nothing says that work ever stopped.
    if (out_.in_hindsight) out_.active = out_.elapsed;

    out_.time_in_status = totals(out_.statuses);
    std::sort(out_.time_in_status.begin(), out_.time_in_status.end(), [&](const TimeIn& a, const TimeIn& b) {
      return std::tuple{position(policy_.statuses, a.key), a.key} <
             std::tuple{position(policy_.statuses, b.key), b.key};
    });
    out_.time_in_severity = totals(out_.severities);
    std::sort(out_.time_in_severity.begin(), out_.time_in_severity.end(),
              [&](const TimeIn& a, const TimeIn& b) {
                return std::tuple{position(policy_.severities, a.key), a.key} <
                       std::tuple{position(policy_.severities, b.key), b.key};
              });

    // "Not sure yet" is no severity: it is the gravest only when there never was another.
    const auto gravest = std::min_element(
        out_.severities.begin(), out_.severities.end(),
        [](const Stay& a, const Stay& b) { return std::tie(a.unsure, a.rank) < std::tie(b.unsure, b.rank); });
    out_.peak_severity_name = gravest->name;
    out_.peak_rank = gravest->rank;
    out_.peak_unsure = gravest->unsure;
  }

  /// How long nobody was told anything, counted while the incident was open.
  void make_silence() {
    if (due_ && out_.open && !in_time(out_.as_of, *due_)) ++out_.promises.missed;
    if (!out_.updates.empty()) {
      out_.first_word = std::max(Duration{0}, out_.updates.front().at - out_.declared_at);
    }
    Duration longest{0};
    Time last{};  // the word before, or since when it has been open
    bool was_open = false;
    const auto word_at = [&](Time at) {
      longest = std::max(longest, at - last);
      last = at;
    };
    for (std::size_t i = 0; i < out_.statuses.size(); ++i) {
      const Stay& status = out_.statuses[i];
      if (!std::exchange(was_open, is_open(status.category))) last = status.from;
      if (!was_open) continue;
      for (const DebriefUpdate& update : out_.updates) {
        if (update.at >= status.from && update.at < status.to) word_at(update.at);
      }
      const bool goes_on = i + 1 < out_.statuses.size() && is_open(out_.statuses[i + 1].category);
      if (!goes_on) word_at(status.to);
    }
    if (longest > Duration{0}) out_.longest_silence = longest;
  }

  void make_people() {
    std::set<UserId> ids;
    for (const auto& [id, acts] : acts_) ids.insert(id);
    for (const Tenure& tenure : out_.tenures) ids.insert(tenure.holder.id);
    for (const auto& [id, count] : in_.messages) {
      out_.messages += count;
      if (count > 0) ids.insert(id);
    }
    ids.erase(UserId{});
    for (const UserId& id : ids) {
      Participant participant;
      participant.person = person(id);
      for (const Tenure& tenure : out_.tenures) {
        if (tenure.holder.id != id) continue;
        if (std::find(participant.roles.begin(), participant.roles.end(), tenure.role_name) ==
            participant.roles.end()) {
          participant.roles.push_back(tenure.role_name);
        }
      }
      const auto messages = in_.messages.find(id);
      participant.messages = messages == in_.messages.end() ? 0 : messages->second;
      participant.hours = hours_band(add_hours(id));
      out_.people.push_back(std::move(participant));
    }
    std::sort(out_.people.begin(), out_.people.end(), [](const Participant& a, const Participant& b) {
      return std::tie(a.person.name, a.person.id) < std::tie(b.person.name, b.person.id);
    });
  }

  /// Adds a person's hours, up to the end of the incident, to the totals.
  Duration add_hours(const UserId& id) {
    std::vector<Time> acts = acts_[id];
    std::erase_if(acts, [&](Time at) { return at > out_.ended_at; });
    const auto own = in_.zones.find(id);
    const auto parts =
        by_day_part(stretches(std::move(acts)), own == in_.zones.end() ? out_.zone : own->second);
    Duration sum{0};
    for (std::size_t i = 0; i < parts.size(); ++i) {
      out_.hours[i] += parts[i];
      sum += parts[i];
    }
    return sum;
  }

  const DebriefInput& in_;
  const Policy& policy_;
  Debrief out_;
  std::optional<Time> due_;
  std::optional<Time> paused_since_;
  std::vector<std::pair<Time, Time>> pauses_;  ///< in order, apart from each other
  std::map<UserId, std::vector<Time>> acts_;
  std::map<EntryId, IncidentId> along_;  ///< pages that a merge took along from there
  std::set<std::string> failures_;       ///< ornaments that failed at some time
};

}  // namespace

bool Line::backdated() const {
  return entry.kind == EntryKind::note && entry.recorded_at - entry.occurred_at > std::chrono::minutes{1};
}

Debrief make_debrief(const DebriefInput& input, const Policy& policy) {
  return Maker{input, policy}.make();
}

}  // namespace muster::core
