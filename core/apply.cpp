#include "core/apply.h"

#include <algorithm>
#include <concepts>
#include <stdexcept>
#include <type_traits>
#include <utility>

#include "core/apply_work.h"
#include "core/policy.h"
#include "core/variant.h"

namespace muster::core {
namespace {

constexpr std::size_t max_moments = 5;

/// One record being applied. Each event that changes something has an overload.
class Application {
 public:
  Application(State& state, const Record& record)
      : entries_(state.entries), incident_(state.incident), record_(record) {}

  void operator()(const IncidentDeclared& e) {
    incident_.number = e.number;
    incident_.title = e.title;
    incident_.severity = e.severity;
    incident_.status = e.status;
    incident_.category = e.category;
    incident_.is_private = e.is_private;
    incident_.drill = e.drill;
    incident_.declared_by = record_.actor;
    incident_.declared_in = e.declared_in;
    incident_.source = e.source;
    incident_.source_thread = e.source_thread;
    incident_.source_link = e.source_link;
    incident_.began_at = e.began;
    incident_.resolved_at = incident_.final_resolved_at = e.ended;
    incident_.in_hindsight = e.ended.has_value();
    incident_.without_channel = e.without_channel;
    incident_.declared_at = incident_.category_since = incident_.severity_since = at();
    promise(e.next_update_in);
    Entry& entry = add(EntryKind::declared, e.title);
    entry.key = e.status;
    entry.to = e.severity;
    add_moment(entry);
  }

  void operator()(const ChannelOpened& e) {
    incident_.channel = e.channel;
    incident_.channel_name = e.name;
    incident_.channel_failed = false;
    incident_.channel_usable = true;
    incident_.unseen = e.unseen;
  }
  void operator()(const ChannelFailed&) { incident_.channel_failed = true; }
  void operator()(const ChannelLost&) {
    incident_.channel_usable = false;
    if (incident_.quiet.stage == Quiet::Stage::archiving) settle();
  }
  void operator()(const ChannelRestored&) { incident_.channel_usable = true; }
  void operator()(const ChannelRenamed& e) { incident_.channel_name = e.name; }

  void operator()(const ChannelMadePrivate&) { incident_.is_private = true; }

  void operator()(const TitleChanged& e) {
    incident_.title = e.title;
    add(EntryKind::title, e.title);
  }
  void operator()(const SummaryChanged& e) {
    incident_.summary = e.summary;
    add(EntryKind::summary, e.summary);
  }
  void operator()(const ImpactChanged& e) {
    incident_.impact = e.impact;
    add(EntryKind::impact, e.impact);
  }

  void operator()(const SeverityChanged& e) {
    incident_.severity = e.to;
    incident_.severity_since = at();
    if (e.next_update_in) promise(e.next_update_in);
    Entry& entry = add(EntryKind::severity, e.reason);
    entry.from = e.from;
    entry.to = e.to;
    add_moment(entry);
  }

  void operator()(const StatusChanged& e) {
    if (e.to_category != incident_.category) enter(e.to_category);
    if (is_open(e.to_category)) incident_.in_hindsight = incident_.without_channel = false;
    if (e.to_category != Category::merged) {
      incident_.merged_into.reset();
      incident_.status_before_merge.clear();
    }
    incident_.status = e.to;
    if (!is_open(e.to_category)) {
      for (Page& page : incident_.pages) page.over = true;
      incident_.next_update_due.reset();
      incident_.handoffs.clear();
    } else if (e.next_update_in) {
      promise(e.next_update_in);
    }
    Entry& entry = add(EntryKind::status, e.words);
    entry.from = e.from;
    entry.to = e.to;
    add_moment(entry);
  }

  void operator()(const RoleAssigned& e) {
    incident_.roles[e.role] =
        RoleHolder{e.user, at(), e.asked, record_.seq, e.zone, {}, 0, e.asked ? record_.actor : UserId{}};
    if (e.role == lead_role) incident_.led_at = at();
    incident_.handoffs.erase(e.role);
    if (!e.asked) acknowledge(e.role);
    Entry& entry = add(EntryKind::role, {});
    entry.key = role_of(e.role);
    entry.person = e.user;
    entry.from = e.previous.value;
    if (e.role == lead_role) add_moment(entry);
  }
  void operator()(const RoleConfirmed& e) {
    const auto holder = incident_.roles.find(e.role);
    if (holder == incident_.roles.end() || holder->second.user != e.user) return;
    holder->second.asked = false;
    acknowledge(e.role);
  }
  void operator()(const RoleVacated& e) {
    incident_.roles.erase(e.role);
    incident_.handoffs.erase(e.role);
    Entry& entry = add(EntryKind::role, {});
    entry.key = role_of(e.role);
    entry.from = e.user.value;
    if (!e.asked_by.empty()) entry.to = "declined";
    if (e.role == lead_role) add_moment(entry);
  }

  void operator()(const UpdatePosted& e) {
    incident_.last_update = e.words;
    incident_.last_update_at = at();
    ++incident_.updates;
    incident_.last_update_entry = EntryId(record_.seq);
    incident_.last_update_to = incident_.subscribers;
    incident_.last_update_to.erase(record_.actor);  // who wrote it knows it
    promise(e.next_update_in);
    add_moment(add(EntryKind::update, e.words));
  }
  void operator()(const EntryNoted& e) { add(EntryKind::note, e.words); }

  void operator()(const CaptureRequested& e) {
    Entry& entry = add(EntryKind::message, {});
    entry.author = {};  // whose message it is comes with its text
    entry.captured.emplace();
    entry.captured->message = e.message;
    if (e.captor.empty()) return;
    entry.captured->captors.insert(e.captor);
    // What is only wanted done has a line of its own.
    if (!is_kept(*entry.captured)) entry.hidden = entry.captured->offered = true;
  }
  void operator()(const CaptorAdded& e) { captured(e.entry).captors.insert(e.captor); }
  void operator()(const CaptorRemoved& e) { captured(e.entry).captors.erase(e.captor); }

  void operator()(const MessageCaptured& e) {
    Captured& c = captured(e.entry);
    c.pending = c.unreadable = false;
    c.thread_ts = e.thread_ts;
    c.permalink = e.permalink;
    c.files = e.files;
    Entry& entry = existing(e.entry);
    entry.author = e.author;
    entry.occurred_at = e.said_at;
    if (!entry.edited) entry.words = e.words;
  }
  void operator()(const CaptureUnreadable& e) {
    Captured& c = captured(e.entry);
    c.pending = false;
    c.unreadable = true;
  }
  // What a person corrected here stays as they wrote it; the revision is in the log.
  void operator()(const MessageRevised& e) {
    captured(e.entry).revision_ts = e.revision_ts;
    if (Entry& entry = existing(e.entry); !entry.edited) entry.words = e.words;
  }
  // That something stood there stays; what it said goes, and so do the names of its files.
  void operator()(const MessageWithdrawn& e) {
    Captured& c = captured(e.entry);
    c.deleted = true;
    c.pending = false;
    c.files.clear();
    existing(e.entry).words = {};
    forget_words_of(e.entry);
  }
  void operator()(const LineOffered& e) {
    const EntryId id(record_.seq);
    incident_.offers[id] = Offer{id, e.entry, e.message, e.decision, e.words, record_.actor, at()};
    Entry& entry = existing(e.entry);
    if (!captured(e.entry).captors.empty() || entry.hidden) return;
    entry.hidden = entry.captured->offered = true;
  }
  void operator()(const TodoReworded& e) {
    if (const auto todo = incident_.todos.find(e.todo); todo != incident_.todos.end())
      todo->second.words = e.words;
    existing(e.todo).words = e.words;
  }

  void operator()(const EntryHidden& e) {
    Entry& entry = existing(e.entry);
    entry.hidden = true;
    if (entry.captured) entry.captured->dropped = e.dropped;
    std::erase_if(incident_.moments, [&](const KeyMoment& m) { return m.entry == e.entry; });
  }
  void operator()(const EntryShown& e) {
    Entry& entry = existing(e.entry);
    entry.hidden = false;
    if (entry.captured) entry.captured->dropped = entry.captured->offered = false;
    if (is_key(entry)) add_moment(entry);
  }
  // The timeline's line is corrected, not what people were told: an update's words in the head stay.
  void operator()(const EntryEdited& e) {
    Entry& entry = existing(e.entry);
    entry.words = e.words;
    entry.edited = true;
  }
  // The text itself is erased from the store; a later change in the chat platform doesn't bring it back.
  void operator()(const EntryRedacted& e) {
    Entry& entry = existing(e.entry);
    entry.words.body.reset();
    entry.edited = true;
    if (entry.captured) entry.captured->files.clear();
    forget_words_of(e.entry);
  }
  void operator()(const EntryRetimed& e) {
    Entry& entry = existing(e.entry);
    entry.occurred_at = e.occurred_at;
    const auto erased =
        std::erase_if(incident_.moments, [&](const KeyMoment& m) { return m.entry == e.entry; });
    if (erased > 0) add_moment(entry);
  }

  void operator()(const Nudged& e) {
    for (const auto& kind : e.kinds) incident_.nudged[kind] = at();
  }
  void operator()(const NudgesSnoozed& e) { incident_.snoozed_until = e.until; }
  void operator()(const UpdateOverdue& e) { incident_.overdue = e.due; }
  void operator()(const UpdatePostponed& e) { promise(e.next_update_in); }
  void operator()(const WatchStarted& e) { incident_.watch_until = e.until; }
  void operator()(const IncidentPaused& e) {
    incident_.paused = Waiting{at(), e.until, e.words};
    // Nobody waits for a word while everybody waits.
    auto& due = incident_.next_update_due;
    if (due) due = std::max(*due, e.until);
    add(EntryKind::pause, e.words).to = "paused";
  }
  void operator()(const IncidentResumed& e) {
    incident_.paused.reset();
    if (e.next_update_in) promise(e.next_update_in);
    add(EntryKind::pause, {}).to = "resumed";
  }

  void operator()(const Undone&) {}
  void operator()(const CourseRestored& e) {
    incident_.status = e.status;
    incident_.category = e.category;
    incident_.category_since = e.category_since;
    incident_.mitigated_at = e.mitigated_at;
    incident_.resolved_at = e.resolved_at;
    incident_.final_resolved_at = e.final_resolved_at;
    incident_.relapses = e.relapses;
    incident_.next_update_due = e.next_update_due;
    incident_.watch_until = e.watch_until;
    incident_.snoozed_until = e.snoozed_until;
    incident_.paused = e.paused;
    for (const EntryId id : e.pages)
      if (Page* page = find_page(id)) page->over = false;
    if (!is_open(e.category)) incident_.handoffs.clear();
    incident_.handoffs.insert(e.handoffs.begin(), e.handoffs.end());
    incident_.in_hindsight = incident_.in_hindsight || e.in_hindsight;
    incident_.quiet = {};
  }
  void operator()(const PromiseRestored& e) { incident_.next_update_due = e.due; }
  void operator()(const PauseRestored& e) {
    incident_.paused = e.was;
    incident_.next_update_due = e.next_update_due;
  }
  void operator()(const WatchRestored& e) { incident_.watch_until = e.until; }
  void operator()(const SeverityRestored& e) {
    incident_.severity = e.severity;
    incident_.severity_since = e.since;
    incident_.next_update_due = e.next_update_due;
  }
  void operator()(const RoleRestored& e) {
    if (e.holder) {
      incident_.roles[e.role] = *e.holder;
    } else {
      incident_.roles.erase(e.role);
    }
    incident_.acknowledged_at = e.acknowledged_at;
    incident_.handoffs.erase(e.role);
  }
  void operator()(const FactRestored& e) {
    (e.fact == "title"     ? incident_.title
     : e.fact == "summary" ? incident_.summary
                           : incident_.impact) = e.words;
  }

  void operator()(const OrnamentFailed& e) { incident_.failing[e.surface] = e.code; }
  void operator()(const OrnamentRecovered& e) { incident_.failing.erase(e.surface); }
  void operator()(const Subscribed& e) { incident_.subscribers.insert(e.user); }
  void operator()(const Unsubscribed& e) { incident_.subscribers.erase(e.user); }
  void operator()(const Exported&) { incident_.exported_at = at(); }

  void operator()(const MergedInto& e) {
    incident_.merged_into = e.link;
    incident_.status_before_merge = e.status_before;
    add_merge("into", e.link);
  }
  void operator()(const MergedIn& e) {
    incident_.merged_in.push_back(e.link);
    add_moment(add_merge("in", e.link));
  }
  void operator()(const MergeUndone& e) {
    std::erase_if(incident_.merged_in,
                  [&](const IncidentLink& link) { return link.incident == e.link.incident; });
    // Whom it had brought along is needed there, if anywhere.
    for (Page& page : incident_.pages) {
      if (page.over || page.from != e.link.incident) continue;
      page.over = true;
      for (Called& called : page.people)
        if (called.call == Call::asked || called.call == Call::coming) called.call = Call::spared;
    }
    add_moment(add_merge("out", e.link));
  }
  void operator()(const JoinRequested&) {}
  void operator()(const DrillMadeReal& e) {
    incident_.drill = false;
    incident_.real_since = at();
    if (is_open(incident_.category)) promise(e.next_update_in);
    add_moment(add(EntryKind::real, {}));
  }
  void operator()(const ServiceAffected& e) {
    incident_.affected.insert(e.service);
    Entry& entry = add(EntryKind::service, {});
    entry.key = e.service;
    entry.to = "affected";
  }
  void operator()(const ServiceCleared& e) {
    incident_.affected.erase(e.service);
    add(EntryKind::service, {}).key = e.service;
  }
  void operator()(const RequiredRolesFilled& e) {
    if (e.severity.empty())
      incident_.roles_filled_at.reset();
    else if (!incident_.roles_filled_at)
      incident_.roles_filled_at = at();
  }

  void operator()(const PersonPaged& e) {
    Page* page = find_page(e.page);
    if (!page)
      page = &begin_page({e.page, record_.actor, e.service, e.group, {}, {}, false, {}, {}, e.left_out});
    page->people.push_back({e.user, Call::asked, at(), at(), 1, {EntryId(record_.seq)}});
    page->next = e.next;
    Entry& entry = add_page_entry(e.user, Call::asked);
    entry.author = page->by;
    entry.words = e.words;
  }
  void operator()(const PersonPagedAgain& e) {
    if (Called* called = find_called(e)) {
      called->last = at();
      ++called->times;
      called->asks.emplace_back(record_.seq);
    }
  }
  void operator()(const PageAnswered& e) { stands(e, e.coming ? Call::coming : Call::cant); }
  void operator()(const PageUnanswered& e) { stands(e, Call::silent); }
  void operator()(const PageArrived& e) {
    stands(e, Call::came);
    if (Page* page = find_page(e.page)) page->over = true;
  }
  void operator()(const PageStopped& e) {
    stands(e, Call::spared).author = record_.actor;
    if (Page* page = find_page(e.page)) page->over = true;
  }
  void operator()(const PageCameAlong& e) {
    Page* page = find_page(e.page);
    if (!page) {
      const bool back = e.page.value != record_.seq;
      page = &begin_page({e.page,
                          e.by,
                          e.service,
                          e.group,
                          {},
                          {},
                          false,
                          back ? IncidentId{} : e.from.incident,
                          back ? EntryId{} : e.origin});
    }
    auto people = e.people;
    Entry& entry = add(EntryKind::page, e.words);
    for (Called& called : people) {
      const Called* before = called_in(*page, called.user);
      called.asks = before ? before->asks : std::vector<EntryId>{};
      if (called.call != Call::asked && called.call != Call::coming) continue;
      called.asks.emplace_back(record_.seq);
      entry.person = called.user;
      entry.key = to_string(called.call);
    }
    page->people = std::move(people);
    page->next = e.next;
    page->over = false;
    entry.author = e.by;
    entry.to = reference(e.from);
  }
  void operator()(const HandoffWithdrawn& e) { incident_.handoffs.erase(e.role); }
  void operator()(const HandoffOffered& e) {
    incident_.handoffs[e.role] = HandoffOffer{e.user, at(), record_.seq};
  }
  void operator()(const HandoffDeclined& e) {
    incident_.handoffs.erase(e.role);
    Entry& entry = add(EntryKind::role, e.words);
    entry.key = role_of(e.role);
    entry.person = e.user;
    entry.from = e.from.value;
    entry.to = "declined";
  }
  void operator()(const ExternalDrafted& e) {
    incident_.external_draft = EntryId(record_.seq);
    add(EntryKind::external, e.words);
  }
  void operator()(const ExternalApproved& e) {
    if (incident_.external_draft == e.entry) incident_.external_draft = {};
    Entry& entry = existing(e.entry);
    entry.words = e.words;
    entry.key = "approved";
    entry.person = record_.actor;
    entry.occurred_at = at();
    entry.recorded_at = record_.recorded_at;
  }
  void operator()(const AccessAsked& e) {
    std::erase_if(incident_.access, [&](const auto& request) {
      return request.second.answered && request.second.at + access_every <= at();
    });
    incident_.access[e.user] = AccessRequest{at(), record_.seq, false};
  }
  void operator()(const AccessAnswered& e) {
    if (const auto request = incident_.access.find(e.user); request != incident_.access.end())
      request->second.answered = true;
  }
  void operator()(const ArchivePlanned&) {
    incident_.quiet.stage = Quiet::Stage::planned;
    incident_.quiet.plan = record_.seq;
  }
  void operator()(const ArchiveAnnounced&) {
    incident_.quiet.stage = Quiet::Stage::announced;
    incident_.quiet.announced_at = at();
  }
  void operator()(const ChannelStirred&) {
    incident_.quiet = {};
    incident_.quiet.stirred_at = at();
  }
  void operator()(const ChannelKeptOpen&) { settle(); }
  void operator()(const ArchiveBegun&) { incident_.quiet.stage = Quiet::Stage::archiving; }
  void operator()(const ArchiveFailed&) { settle(); }
  void operator()(const ChecklistKept& e) {
    const auto holder = incident_.roles.find(e.role);
    if (holder == incident_.roles.end() || holder->second.user != e.user) return;
    holder->second.done = {e.done.begin(), e.done.end()};
    holder->second.done_seq = record_.seq;
  }
  void operator()(const HolderLeft&) {}
  void operator()(const MeasuresTaken& e) {
    if (!e.invite.empty()) incident_.measures.insert("invite " + e.cause);
    if (e.checklist) incident_.measures.insert("checklist " + e.cause);
    if (e.announce.empty()) return;
    incident_.measures.insert("announce " + e.cause);
    incident_.elsewhere.push_back({record_.seq, e.announce});
  }
  void operator()(const MovedToPrivate& e) {
    incident_.is_private = true;
    incident_.chosen = {e.people.begin(), e.people.end()};
    incident_.left_channel = e.from;
    incident_.channel = {};
    incident_.channel_name.clear();
    incident_.channel_failed = incident_.channel_usable = incident_.unseen = false;
    // Nobody works on what is over.
    incident_.without_channel = incident_.without_channel || is_over(incident_.category);
    incident_.quiet = {};
  }
  void operator()(const ChannelCleared&) { incident_.left_cleared = true; }
  void operator()(const UpdateCorrected& e) {
    if (incident_.last_update_entry == e.entry) incident_.last_update = e.words;
    Entry& entry = existing(e.entry);
    entry.words = e.words;
    entry.edited = true;
  }

  /// What people do and believe: core/apply_work.h.
  template <class E>
  requires std::invocable<WorkApplication&, const E&>
  void operator()(const E& e) {
    WorkApplication work(incident_, record_);
    work(e);
    if (!work.line) return;
    const Entry& entry = entries_[work.line->id] = *std::move(work.line);
    if (work.is_moment) add_moment(entry);
  }
  void operator()(const RegroupCalled&) {
    incident_.last_regroup = EntryId(record_.seq);
    incident_.regrouped_at = at();
  }
  void operator()(const LinkAdded& e) {
    const EntryId id(record_.seq);
    incident_.links[id] = WebLink{id, e.words};
    add(EntryKind::link, e.words);
  }
  void operator()(const LinkRemoved& e) { incident_.links.erase(e.link); }
  void operator()(const LinkRestored& e) {
    if (e.was)
      incident_.links[e.link] = *e.was;
    else
      incident_.links.erase(e.link);
  }
  void operator()(const ActivitySeen& e) {
    incident_.last_act = std::max(incident_.last_act.value_or(e.last), e.last);
  }

 private:
  Time at() const { return record_.occurred_at; }

  void settle() {
    incident_.quiet = {};
    incident_.quiet.stage = Quiet::Stage::settled;
  }

  /// What was made of a message says what it said: its text is erased from the store.
  void forget_words_of(EntryId message) {
    for (auto& [id, todo] : incident_.todos) {
      if (todo.entry != message) continue;
      todo.words.body.reset();
      existing(id).words.body.reset();
    }
    std::erase_if(incident_.offers, [&](const auto& one) { return one.second.entry == message; });
  }

  Page* find_page(EntryId id) {
    const auto found = std::ranges::find(incident_.pages, id, &Page::id);
    return found == incident_.pages.end() ? nullptr : &*found;
  }
  Called* find_called(const auto& event) {
    Page* page = find_page(event.page);
    if (!page) return nullptr;
    const auto found = std::ranges::find(page->people, event.user, &Called::user);
    return found == page->people.end() ? nullptr : &*found;
  }
  Page& begin_page(Page page) {
    auto& pages = incident_.pages;
    if (pages.size() >= most_pages) {
      const auto over = std::ranges::find(pages, true, &Page::over);
      pages.erase(over == pages.end() ? pages.begin() : over);
    }
    return pages.emplace_back(std::move(page));
  }
  Entry& stands(const auto& event, Call call) {
    Entry& entry = add_page_entry(event.user, call);
    entry.author = event.user;
    Called* called = find_called(event);
    if (!called) return entry;
    called->call = call;
    Page* page = find_page(event.page);
    const bool gone = call == Call::cant || call == Call::silent;
    if (gone && called == &page->people.back() && page->next.empty()) page->over = true;
    return entry;
  }
  Entry& add_page_entry(const UserId& user, Call call) {
    Entry& entry = add(EntryKind::page, {});
    entry.person = user;
    entry.key = to_string(call);
    return entry;
  }

  void promise(const std::optional<Duration>& in) {
    incident_.next_update_due = in ? std::optional(at() + *in) : std::nullopt;
  }

  void acknowledge(const std::string& role) {
    // Who led what is over is known; when they began to isn't.
    if (incident_.in_hindsight) return;
    if (role == lead_role && !incident_.acknowledged_at) incident_.acknowledged_at = at();
  }

  void enter(Category to) {
    const Category from = incident_.category;
    const bool was_over =
        from == Category::resolved || from == Category::closed || from == Category::stood_down;
    if (to == Category::active && was_over) ++incident_.relapses;
    if (to == Category::mitigated && !incident_.mitigated_at) incident_.mitigated_at = at();
    if (to == Category::resolved) {
      if (!incident_.resolved_at) incident_.resolved_at = at();
      // A clock that was put back doesn't move a milestone back.
      incident_.final_resolved_at = std::max(incident_.final_resolved_at.value_or(at()), at());
    }
    incident_.watch_until.reset();
    incident_.quiet = {};
    if (!is_open(to)) {
      incident_.paused.reset();
      incident_.snoozed_until.reset();
    }
    incident_.category = to;
    incident_.category_since = at();
  }

  Entry& add(EntryKind kind, const Words& text) {
    Entry& entry = entries_[EntryId(record_.seq)];
    entry = new_entry(record_, kind, text);
    return entry;
  }

  Entry& add_merge(std::string_view how, const IncidentLink& link) {
    Entry& entry = add(EntryKind::merge, {});
    entry.key = how;
    entry.to = reference(link);
    return entry;
  }

  static bool is_key(const Entry& entry) {
    switch (entry.kind) {
      case EntryKind::declared:
      case EntryKind::severity:
      case EntryKind::status:
      case EntryKind::update:
      case EntryKind::real:
        return true;
      case EntryKind::role:
        // Declined when it was given, it is nobody's then; when it was offered, it stays where it is.
        return entry.key == lead_role && (entry.to.empty() || entry.person.empty());
      case EntryKind::merge:
        return entry.key != "into";
      case EntryKind::change:
        return !entry.key.empty();
      case EntryKind::theory:
        return entry.key == "in";
      default:
        return false;
    }
  }

  void add_moment(const Entry& entry) {
    const KeyMoment moment{entry.id, entry.occurred_at};
    auto& moments = incident_.moments;
    const auto before = [](const KeyMoment& a, const KeyMoment& b) {
      return std::pair(a.at, a.entry) < std::pair(b.at, b.entry);
    };
    moments.insert(std::upper_bound(moments.begin(), moments.end(), moment, before), moment);
    if (moments.size() > max_moments) moments.erase(moments.begin());
  }

  Entry& existing(EntryId id) {
    const auto found = entries_.find(id);
    if (found == entries_.end()) throw std::logic_error("an event changes an entry that is not loaded");
    return found->second;
  }
  Captured& captured(EntryId id) {
    Entry& entry = existing(id);
    if (!entry.captured) throw std::logic_error("an event treats an entry as a message that is none");
    return *entry.captured;
  }

  std::map<EntryId, Entry>& entries_;
  Incident& incident_;
  const Record& record_;
};

}  // namespace

namespace {

/// What one does who leads: anything but talking, and looking after oneself.
bool is_leading(const Event& event) {
  return !holds_any<CaptureRequested, CaptorAdded, CaptorRemoved, MessageCaptured, MessageRevised,
                    MessageWithdrawn, LineOffered, TodoReworded, PageArrived, Subscribed, Unsubscribed,
                    Nudged>(event);
}

}  // namespace

void apply(State& state, const Record& record) {
  if (record.seq != state.incident.version + 1)
    throw std::logic_error("an event does not follow the incident's last one");
  if ((record.seq == 1) != std::holds_alternative<IncidentDeclared>(record.event))
    throw std::logic_error("an incident begins with its declaration, and only once");
  std::visit(Application(state, record), record.event);
  const auto lead = state.incident.roles.find(std::string(lead_role));
  const bool by_lead = lead != state.incident.roles.end() && lead->second.user == record.actor;
  if (by_lead && is_leading(record.event)) state.incident.led_at = record.occurred_at;
  // Whatever somebody does here: it isn't quiet.
  if (!record.actor.empty())
    state.incident.last_act =
        std::max(state.incident.last_act.value_or(record.recorded_at), record.recorded_at);
  state.incident.version = record.seq;
  state.incident.apply_version = apply_version;
}

State replay(IncidentId id, WorkspaceId workspace, std::span<const Record> log) {
  State state;
  state.incident.id = id;
  state.incident.workspace = workspace;
  for (const Record& record : log) apply(state, record);
  return state;
}

}  // namespace muster::core
