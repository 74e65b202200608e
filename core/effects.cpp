#include "core/effects.h"

#include <algorithm>
#include <map>
#include <set>

namespace muster::core {
namespace {

class Collector {
 public:
  Collector(const Incident& before, const Incident& after, std::span<const Record> records)
      : before_(before), after_(after) {
    for (const Record& record : records) {
      if (std::holds_alternative<IncidentDeclared>(record.event)) declaring_ = true;
      if (std::holds_alternative<UpdatePosted>(record.event)) with_update_ = true;
      if (std::holds_alternative<MergedInto>(record.event)) merging_ = true;
      if (const auto* e = std::get_if<MessageCaptured>(&record.event)) filled_.insert(e->message);
      if (const auto* e = std::get_if<LineOffered>(&record.event)) offered_.insert(e->message);
      if (std::holds_alternative<CaptorAdded>(record.event) ||
          std::holds_alternative<CaptorRemoved>(record.event))
        by_captor_ = true;
    }
    for (const Record& record : records) {
      record_ = &record;
      std::visit(*this, record.event);
    }
    for (const auto& [role, offer] : before.handoffs) settle(role, offer, records);
    for (const auto& [role, offer] : after.handoffs) restore(role, offer, records);
    for (const Page& page : before.pages) settle(page, records);
    settle_draft(records);
    settle_archiving(records);
    edit_given(records);
    edit_asked(records);
    // What was said with it is found by the last event of the act.
    if (!records.empty()) record_ = &records.back();
    if (overview_changed_)
      for (const Elsewhere& one : before.elsewhere)
        send(OneShot::Kind::elsewhere_edited).payload = std::to_string(one.seq);
    if (before.moments != after.moments) raise(Surface::control);
    const bool by_person =
        std::any_of(records.begin(), records.end(), [](const Record& r) { return !r.actor.empty(); });
    if (by_person) try_failed_again();
  }

  Effects result() && {
    using enum Surface;
    for (const Surface surface : {channel, members, control, pin, topic, bookmark, announcement})
      if (dirty_.contains(surface)) effects_.dirty.push_back(surface);
    return std::move(effects_);
  }

  void operator()(const IncidentDeclared&) {
    raise(Surface::channel);
    raise_all_in_channel();
    if (after_.without_channel) answer_source();
  }
  void operator()(const ChannelOpened& e) {
    // It is there already: nothing makes it; but what kind of channel it is may have to be looked at.
    if (!e.unseen) dirty_.erase(Surface::channel);
    raise_all_in_channel();
    // Who declared it where it is to live was answered there and then.
    const bool elsewhere = e.channel != after_.declared_in;
    // Who moved it hears of it, and nobody else.
    const bool moved = !after_.left_channel.empty();
    if (before_.channel.empty() && elsewhere && !moved && !after_.declared_by.empty())
      send(OneShot::Kind::ready, after_.declared_by).seq = 1;
    if (!e.unseen && !before_.channel_failed && (before_.channel.empty() || before_.unseen)) answer_source();
  }
  void operator()(const ChannelFailed&) {
    // Once, whenever its channel comes.
    if (before_.channel.empty() && !before_.channel_failed) answer_source();
    if (!after_.declared_by.empty()) send(OneShot::Kind::declare_failed, after_.declared_by);
  }
  void operator()(const ChannelLost&) {
    // Nobody has seen the bot there yet: who declared it must know how to let it in.
    if (after_.unseen && !after_.declared_by.empty()) send(OneShot::Kind::declare_failed, after_.declared_by);
  }
  void operator()(const ChannelRestored&) {
    if (after_.unseen) raise(Surface::channel);
    raise_all_in_channel();
  }
  void operator()(const ChannelRenamed&) {}

  void operator()(const ChannelMadePrivate&) {
    raise(Surface::control);
    // What it says stands in public: taken back.
    dirty_.insert(Surface::announcement);
    overview_changed_ = true;
    // It always was where the bot hadn't looked yet.
    if (before_.unseen) return;
    send(OneShot::Kind::channel_line);
    send(OneShot::Kind::unsay);
  }

  void operator()(const TitleChanged&) { raise_overview(); }
  void operator()(const SummaryChanged&) { raise_overview(); }
  void operator()(const ImpactChanged&) { raise_overview(); }
  void operator()(const SeverityChanged&) {
    raise_headline();
    if (!with_update_) send(OneShot::Kind::channel_line);
  }
  void operator()(const StatusChanged& e) {
    raise_headline();
    // Whoever works on it now needs a place for that.
    if (before_.without_channel && !after_.without_channel) {
      raise(Surface::channel);
      raise_all_in_channel();
    }
    // They were told that it is over.
    const bool reopened = !is_open(e.from_category) && is_open(e.to_category);
    if (reopened && !with_update_ && !merging_) tell_subscribers();
    // There a line would be said to nobody, even if it could be.
    if (open_channel_again()) return;
    // Where it goes on is worth more words than a change of status.
    if (with_update_ || merging_) return;
    send(OneShot::Kind::channel_line);
    if (!is_open(e.to_category)) tell_subscribers();
  }
  void operator()(const UpdatePosted&) {
    raise_overview();
    send(OneShot::Kind::channel_line);
    if (is_announced()) send(OneShot::Kind::update_reply);
    tell_subscribers();
  }

  void operator()(const RoleAssigned& e) {
    raise_role(e.role);
    raise(Surface::members);
    // The control message of a new incident shows its lead; nobody has to be told of a change.
    if (!declaring_) send(OneShot::Kind::channel_line);
    // Nobody is asked to do anything about what was over before anyone was told.
    const bool over = declaring_ && after_.in_hindsight;
    if (!over) send(OneShot::Kind::role_checklist, e.user);
    // Whoever leads now decides on what waits.
    if (e.role == lead_role && before_.external_draft == after_.external_draft) ask_lead();
    if (!e.previous.empty() && e.previous != record_->actor) send(OneShot::Kind::role_taken_over, e.previous);
  }
  void operator()(const RoleConfirmed& e) { raise_role(e.role); }
  void operator()(const RoleVacated& e) {
    raise_role(e.role);
    send(OneShot::Kind::channel_line);
    if (!e.asked_by.empty() && e.asked_by != e.user) send(OneShot::Kind::role_declined, e.asked_by);
  }

  void operator()(const EntryNoted&) {}
  void operator()(const CaptureRequested& e) {
    if (!filled_.contains(e.message)) send(OneShot::Kind::fetch_message).message = e.message;
  }
  void operator()(const MessageCaptured& e) {
    // Nobody has asked for it to be put anywhere.
    if (!offered_.contains(e.message)) confirm(e.message, "kept");
  }
  void operator()(const CaptorAdded&) {}
  void operator()(const CaptorRemoved& e) {
    if (e.captor.starts_with(action_captor)) confirm({}, "action");
    if (e.captor.starts_with(follow_up_captor)) confirm({}, "follow_up");
  }
  void operator()(const CaptureUnreadable&) {}
  void operator()(const MessageRevised&) {}
  void operator()(const MessageWithdrawn&) { raise(Surface::control); }
  void operator()(const EntryHidden&) {
    if (by_captor_) confirm({}, "kept");
  }
  void operator()(const EntryShown&) {
    if (by_captor_) confirm({}, "kept");
  }
  void operator()(const EntryEdited& e) {
    if (is_moment(e.entry)) raise(Surface::control);
  }
  void operator()(const EntryRetimed&) {}
  void operator()(const EntryRedacted&) {
    // An update's words stand in the announcement, too.
    raise(Surface::control);
    raise(Surface::announcement);
  }

  void operator()(const MergedInto&) {
    raise_overview();
    send(OneShot::Kind::channel_line);
    tell_subscribers();
  }
  void operator()(const MergedIn&) {
    raise(Surface::control);
    send(OneShot::Kind::channel_line);
    // Whoever is in a private one lets people in, and nobody else.
    if (!after_.is_private) send(OneShot::Kind::invite);
  }
  void operator()(const MergeUndone&) {
    raise(Surface::control);
    send(OneShot::Kind::channel_line);
  }
  void operator()(const DrillMadeReal&) {
    // Its name loses the mark, too.
    raise(Surface::channel);
    raise_headline();
    send(OneShot::Kind::channel_line);
  }
  void operator()(const JoinRequested& e) { send(OneShot::Kind::invite, e.user); }
  void operator()(const Subscribed&) {}
  void operator()(const Unsubscribed&) {}
  void operator()(const Nudged& e) { send(OneShot::Kind::nudge, e.to); }
  void operator()(const NudgesSnoozed&) {}
  void operator()(const UpdateOverdue&) { raise_overview(); }
  void operator()(const UpdatePostponed&) { raise_overview(); }
  void operator()(const WatchStarted&) { raise(Surface::control); }
  void operator()(const IncidentPaused&) {
    raise_overview();
    send(OneShot::Kind::channel_line);
  }
  void operator()(const IncidentResumed&) {
    raise_overview();
    send(OneShot::Kind::channel_line);
  }
  void operator()(const Undone&) {}
  void operator()(const CourseRestored&) {
    raise_headline();
    if (!open_channel_again()) send(OneShot::Kind::channel_line);
    // They were told that it is over.
    if (!is_open(before_.category)) tell_subscribers();
  }
  void operator()(const PromiseRestored&) { raise_overview(); }
  void operator()(const PauseRestored&) {
    raise_overview();
    send(OneShot::Kind::channel_line);
  }
  void operator()(const WatchRestored&) { raise(Surface::control); }
  void operator()(const SeverityRestored&) {
    raise_headline();
    send(OneShot::Kind::channel_line);
  }
  void operator()(const RoleRestored& e) {
    raise_role(e.role);
    send(OneShot::Kind::channel_line);
  }
  void operator()(const FactRestored&) { raise_overview(); }
  void operator()(const OrnamentFailed&) {}
  void operator()(const OrnamentRecovered&) {}
  void operator()(const Exported& e) {
    if (e.where != "channel") return;
    // A file each, so that one that fails repeats no other.
    for (const auto& format : e.formats) send(OneShot::Kind::upload_export).payload = format;
  }
  void operator()(const ServiceAffected&) { raise_overview(); }
  void operator()(const ServiceCleared&) { raise_overview(); }
  void operator()(const RequiredRolesFilled&) {}

  void operator()(const PersonPaged& e) {
    raise(Surface::control);
    raise(Surface::members);
    send(OneShot::Kind::page_message, e.user);
  }
  void operator()(const PersonPagedAgain& e) {
    raise(Surface::control);
    send(OneShot::Kind::page_message, e.user);
  }
  void operator()(const PageAnswered& e) { page_went_on(e); }
  void operator()(const PageUnanswered& e) { page_went_on(e); }
  void operator()(const PageArrived&) { raise(Surface::control); }
  void operator()(const PageStopped&) { raise(Surface::control); }
  void operator()(const PageCameAlong& e) {
    raise(Surface::control);
    raise(Surface::members);
    // Who is on the way must know where to.
    for (const Called& called : e.people)
      if (called.call == Call::asked || called.call == Call::coming)
        send(OneShot::Kind::page_message, called.user);
    // What asked them here before says that it goes on elsewhere.
    if (const Page* was = page_of(before_, e.page))
      for (const Called& called : was->people)
        if (!called.asks.empty() && called.call != Call::cant && called.call != Call::came)
          send(OneShot::Kind::page_settled, called.user).payload = std::to_string(e.page.value);
  }

  void operator()(const HandoffOffered& e) { send(OneShot::Kind::handoff_brief, e.user); }
  void operator()(const HandoffWithdrawn&) {}
  void operator()(const HandoffDeclined& e) { send(OneShot::Kind::handoff_declined, e.from); }
  void operator()(const ExternalDrafted&) { ask_lead(); }
  void operator()(const ExternalApproved&) {
    raise(Surface::control);
    send(OneShot::Kind::channel_line);
  }
  void operator()(const AccessAsked&) {
    const auto lead = after_.roles.find(std::string(lead_role));
    const bool led = lead != after_.roles.end();
    // Who was only asked to lead may be asleep.
    const bool waits = led && lead->second.asked && !after_.declared_by.empty();
    const UserId& to = led && !waits ? lead->second.user : after_.declared_by;
    if (!to.empty()) send(OneShot::Kind::access_request, to);
  }
  void operator()(const AccessAnswered& e) {
    if (const auto request = before_.access.find(e.user); request != before_.access.end())
      send(OneShot::Kind::access_settled).payload = std::to_string(request->second.seq);
    if (e.let_in) send(OneShot::Kind::let_in, e.user);
  }
  void operator()(const ArchivePlanned&) { send(OneShot::Kind::archive_notice); }
  void operator()(const ArchiveAnnounced&) {}
  void operator()(const ChannelStirred&) {}
  void operator()(const ChannelKeptOpen&) {}
  void operator()(const ArchiveBegun&) { send(OneShot::Kind::archive_channel); }
  void operator()(const ArchiveFailed&) {}
  void operator()(const ChecklistKept& e) { send(OneShot::Kind::checklist_kept, e.user); }
  void operator()(const HolderLeft&) { send(OneShot::Kind::channel_line); }
  void operator()(const MeasuresTaken& e) {
    if (!e.invite.empty()) send(OneShot::Kind::invite);
    if (!e.announce.empty()) send(OneShot::Kind::elsewhere).payload = e.announce;
    if (!e.invite.empty() || e.checklist) send(OneShot::Kind::channel_line);
  }
  void operator()(const MovedToPrivate& e) {
    dirty_.insert(Surface::announcement);
    overview_changed_ = true;
    raise(Surface::channel);
    raise_all_in_channel();
    if (!e.from.empty())
      send(OneShot::Kind::clear_channel, record_->actor);
    else
      send(OneShot::Kind::moved_to_private, record_->actor);
    send(OneShot::Kind::unsay);
  }
  void operator()(const ChannelCleared& e) { send(OneShot::Kind::moved_to_private, e.told); }
  void operator()(const TodoAdded& e) {
    given(e.owner);
    if (!e.source.empty()) confirm(e.source, e.follow_up ? "follow_up" : "action");
  }
  void operator()(const TodoReworded&) { raise(Surface::control); }
  void operator()(const LinkAdded&) { raise(Surface::control); }
  void operator()(const LinkRemoved&) { raise(Surface::control); }
  void operator()(const LinkRestored&) { raise(Surface::control); }
  void operator()(const LineOffered&) {}
  void operator()(const LineReviewed&) {}
  void operator()(const LineRestored&) {}
  void operator()(const TodoGiven& e) { given(e.owner); }
  void operator()(const TodoReturned& e) {
    raise(Surface::control);
    const auto todo = before_.todos.find(e.todo);
    if (todo == before_.todos.end()) return;
    const auto lead = after_.roles.find(std::string(lead_role));
    const bool led = lead != after_.roles.end() && lead->second.user != e.from;
    const UserId& to = led ? lead->second.user : todo->second.by;
    if (!to.empty() && to != e.from) send(OneShot::Kind::todo_returned, to);
  }
  void operator()(const TodoRescheduled&) { raise(Surface::control); }
  void operator()(const TodoRanked&) { raise(Surface::control); }
  void operator()(const TodoConverted&) { raise(Surface::control); }
  void operator()(const TodoSettled&) { raise(Surface::control); }
  void operator()(const TodosMoved&) { raise(Surface::control); }
  void operator()(const TodoRestored& e) {
    raise(Surface::control);
    const auto was = before_.todos.find(e.todo);
    if (was != before_.todos.end() && !was->second.source.empty())
      confirm(was->second.source, was->second.follow_up ? "follow_up" : "action");
  }
  void operator()(const ChangeBegun&) {
    raise(Surface::control);
    send(OneShot::Kind::channel_line);
  }
  void operator()(const ChangeSettled& e) { change_went_on(e.change); }
  void operator()(const ChangeRestored& e) { change_went_on(e.change); }
  void operator()(const TheoryHeld&) { raise(Surface::control); }
  void operator()(const TheorySettled&) { raise(Surface::control); }
  void operator()(const TheoryRestored&) { raise(Surface::control); }
  void operator()(const RegroupCalled&) { send(OneShot::Kind::regroup); }
  void operator()(const ActivitySeen&) {}
  void operator()(const UpdateCorrected&) {
    raise_overview();
    send(OneShot::Kind::correct_line);
    if (is_announced()) send(OneShot::Kind::correct_reply);
    for (const auto& user : after_.last_update_to) send(OneShot::Kind::correct_message, user);
  }

 private:
  void raise(Surface surface) {
    // A private incident is nobody else's business, and a drill nobody else's alarm.
    if (surface == Surface::announcement && !is_announced()) return;
    // The others stand in a channel.
    if (surface != Surface::announcement && after_.without_channel) return;
    dirty_.insert(surface);
  }
  bool is_announced() const { return !after_.is_private && !after_.drill; }
  /// Who was asked must not find buttons for what nobody asks any more.
  void settle(const std::string& role, const HandoffOffer& offer, std::span<const Record> records) {
    const auto stands = after_.handoffs.find(role);
    if (stands != after_.handoffs.end() && stands->second == offer) return;
    const auto ends = [&](const Record& record) {
      if (const auto* e = std::get_if<RoleAssigned>(&record.event)) return e->role == role;
      if (const auto* e = std::get_if<RoleVacated>(&record.event)) return e->role == role;
      if (const auto* e = std::get_if<HandoffOffered>(&record.event)) return e->role == role;
      if (const auto* e = std::get_if<HandoffDeclined>(&record.event)) return e->role == role;
      if (const auto* e = std::get_if<HandoffWithdrawn>(&record.event)) return e->role == role;
      if (const auto* e = std::get_if<RoleRestored>(&record.event)) return e->role == role;
      return std::holds_alternative<StatusChanged>(record.event) ||
             std::holds_alternative<CourseRestored>(record.event);
    };
    const auto by = std::ranges::find_if(records, ends);
    if (by == records.end()) return;
    record_ = &*by;
    send(OneShot::Kind::handoff_settled, offer.to).payload = std::to_string(offer.offer);
  }
  /// Who was asked, and read that it is over, finds the buttons again when it isn't.
  void restore(const std::string& role, const HandoffOffer& offer, std::span<const Record> records) {
    if (before_.handoffs.contains(role) || offer.offer > before_.version || records.empty()) return;
    record_ = &records.back();
    send(OneShot::Kind::handoff_settled, offer.to).payload = std::to_string(offer.offer);
  }
  /// Who hasn't answered when nobody is needed any more must not find buttons either.
  void settle(const Page& page, std::span<const Record> records) {
    const Page* after = page.over ? nullptr : page_of(after_, page.id);
    if (!after || !after->over) return;
    const auto ends = [&](const Record& record) {
      if (const auto* e = std::get_if<PageStopped>(&record.event)) return e->page == page.id;
      if (const auto* e = std::get_if<PageArrived>(&record.event)) return e->page == page.id;
      if (const auto* e = std::get_if<MergeUndone>(&record.event)) return e->link.incident == page.from;
      return std::holds_alternative<StatusChanged>(record.event);
    };
    const auto by = std::ranges::find_if(records, ends);
    if (by == records.end()) return;
    record_ = &*by;
    for (const Called& called : after->people) {
      // With a merge the way leads elsewhere, also for who is on it.
      const bool waited_for = called.call == Call::asked || called.call == Call::silent ||
                              called.call == Call::spared || (merging_ && called.call == Call::coming);
      if (waited_for) send(OneShot::Kind::page_settled, called.user).payload = std::to_string(page.id.value);
    }
  }
  /// Who was asked about words for outside sees what became of them.
  void settle_draft(std::span<const Record> records) {
    if (before_.external_draft.empty() || before_.external_draft == after_.external_draft) return;
    const auto by = std::ranges::find_if(records, [](const Record& record) {
      return std::holds_alternative<ExternalApproved>(record.event) ||
             std::holds_alternative<ExternalDrafted>(record.event);
    });
    if (by != records.end()) record_ = &*by;
    send(OneShot::Kind::external_settled).payload = std::to_string(before_.external_draft.value);
  }
  /// Whether it needed that.
  bool open_channel_again() {
    const bool reopened = !is_open(before_.category) && is_open(after_.category);
    if (!reopened || after_.channel.empty() || after_.channel_usable) return false;
    send(OneShot::Kind::unarchive_channel, record_->actor);
    return true;
  }
  /// Nobody must find a button under what isn't going to be done. In an archived channel nothing is edited.
  void settle_archiving(std::span<const Record> records) {
    const auto plan = before_.quiet.plan;
    if (plan == 0 || after_.quiet.plan == plan || !after_.channel_usable) return;
    const auto ends = [](const Record& record) {
      return std::holds_alternative<ChannelKeptOpen>(record.event) ||
             std::holds_alternative<ChannelStirred>(record.event) ||
             std::holds_alternative<ArchiveFailed>(record.event) ||
             std::holds_alternative<StatusChanged>(record.event);
    };
    const auto by = std::ranges::find_if(records, ends);
    if (by == records.end()) return;
    record_ = &*by;
    send(OneShot::Kind::archive_settled).payload = std::to_string(plan);
  }
  /// Who took it themselves knows it, and a merge asks nobody for what they are doing already.
  void given(const UserId& owner) {
    raise(Surface::control);
    raise(Surface::members);
    const auto* added = std::get_if<TodoAdded>(&record_->event);
    const bool came_along = added && !added->from.empty();
    if (!owner.empty() && owner != record_->actor && !came_along) send(OneShot::Kind::todo_given, owner);
  }
  void change_went_on(EntryId change) {
    raise(Surface::control);
    send(OneShot::Kind::change_settled).payload = std::to_string(change.value);
  }
  /// Nobody must find buttons for what is done, or somebody else's by now; and who has it again must.
  void edit_given(std::span<const Record> records) {
    std::map<EntryId, const Todo*> told = told_of(before_);
    // What was undone may be open again.
    for (const auto& [id, todo] : told_of(after_))
      if (todo->given <= before_.version) told.try_emplace(id, todo);
    for (const auto& [id, todo] : told) {
      const auto was = before_.todos.find(id);
      const auto now = after_.todos.find(id);
      if (was != before_.todos.end() && now != after_.todos.end() && was->second == now->second) continue;
      record_ = &records.back();
      send(OneShot::Kind::todo_edited, todo->owner).payload =
          std::to_string(todo->given) + ":" + std::to_string(id.value);
    }
  }
  /// Who was asked to take a role and hasn't yet, by the event that asked.
  static std::map<std::int64_t, std::pair<std::string, UserId>> asked_in(const Incident& incident) {
    std::map<std::int64_t, std::pair<std::string, UserId>> asked;
    for (const auto& [seat, holder] : incident.roles)
      if (holder.asked && holder.seq != 0) asked.emplace(holder.seq, std::pair(seat, holder.user));
    return asked;
  }
  /// Whoever was asked finds buttons for what they can do about it now, and no others.
  void edit_asked(std::span<const Record> records) {
    const auto before = asked_in(before_);
    const auto after = asked_in(after_);
    auto told = before;
    // What was undone may ask them again.
    for (const auto& [seq, whose] : after)
      if (seq <= before_.version) told.emplace(seq, whose);
    for (const auto& [seq, whose] : told) {
      if (before.contains(seq) == after.contains(seq)) continue;
      const auto& seat = whose.first;
      const auto is_about = [&seat](const Record& record) {
        const auto names = [&seat](const auto* e) { return e && e->role == seat; };
        return names(std::get_if<RoleConfirmed>(&record.event)) ||
               names(std::get_if<RoleAssigned>(&record.event)) ||
               names(std::get_if<RoleVacated>(&record.event)) ||
               names(std::get_if<RoleRestored>(&record.event));
      };
      // Its ticks edit the same message, and show that it is theirs.
      const bool ticked = std::ranges::any_of(records, [&seat](const Record& record) {
        const auto* e = std::get_if<ChecklistKept>(&record.event);
        return e && e->role == seat;
      });
      const auto by = std::find_if(records.rbegin(), records.rend(), is_about);
      if (ticked || by == records.rend()) continue;
      record_ = &*by;
      send(OneShot::Kind::role_edited, whose.second).payload = std::to_string(seq);
    }
  }
  static std::map<EntryId, const Todo*> told_of(const Incident& incident) {
    std::map<EntryId, const Todo*> told;
    for (const auto& [id, todo] : incident.todos)
      if (todo.given != 0) told.emplace(id, &todo);
    return told;
  }
  /// The bot's own reaction says what became of a message, or is taken away. No message: the event's entry's.
  void confirm(const MessageRef& message, const char* as) {
    OneShot& one_shot = send(OneShot::Kind::confirm_reaction);
    one_shot.message = message;
    one_shot.payload = as;
  }
  void ask_lead() {
    const auto lead = after_.roles.find(std::string(lead_role));
    if (after_.external_draft.empty() || lead == after_.roles.end()) return;
    send(OneShot::Kind::external_request, lead->second.user).seq = after_.external_draft.value;
  }
  /// Somebody may have mended what kept these from being shown.
  void try_failed_again() {
    if (after_.channel.empty() && after_.channel_failed) dirty_.insert(Surface::channel);
    for (const auto& [name, code] : after_.failing) {
      if (const auto surface = parse_surface(name)) dirty_.insert(*surface);
    }
  }
  void raise_overview() {
    overview_changed_ = true;
    raise(Surface::control);
    raise(Surface::announcement);
  }
  /// Severity, status and lead are what a topic shows.
  void raise_headline() {
    raise_overview();
    raise(Surface::topic);
  }
  void raise_role(const std::string& role) {
    if (role == lead_role) raise_headline();
    raise(Surface::control);
  }
  void raise_all_in_channel() {
    using enum Surface;
    for (const Surface surface : {members, control, pin, topic, bookmark, announcement}) raise(surface);
  }
  /// Who did it knows it.
  void tell_subscribers() {
    for (const auto& user : after_.subscribers) {
      if (user != record_->actor) send(OneShot::Kind::update_message, user);
    }
  }
  /// Where a private one is is told to nobody.
  void answer_source() {
    if (after_.source.empty() || after_.is_private) return;
    MessageRef& parent = send(OneShot::Kind::source_reply).message;
    parent = after_.source;
    if (!after_.source_thread.empty()) parent.ts = after_.source_thread;
  }
  /// Who asked hears when nobody is left to be asked.
  void page_went_on(const auto& event) {
    raise(Surface::control);
    const Page* before = page_of(before_, event.page);
    const Page* after = page_of(after_, event.page);
    const auto nobody_comes = [](const Page& page) { return page.over && !comes(page); };
    if (before && !nobody_comes(*before) && after && nobody_comes(*after) && !after->by.empty() &&
        is_open(after_.category))
      send(OneShot::Kind::page_failed, after->by);
  }
  bool is_moment(EntryId entry) const {
    return std::ranges::any_of(after_.moments, [&](const KeyMoment& m) { return m.entry == entry; });
  }
  /// The reference lives until the next one is sent.
  OneShot& send(OneShot::Kind kind, const UserId& to = {}) {
    return effects_.one_shots.emplace_back(OneShot{kind, record_->seq, to, {}, {}});
  }

  const Incident& before_;
  const Incident& after_;
  const Record* record_ = nullptr;
  bool declaring_ = false;
  bool with_update_ = false;
  bool merging_ = false;
  bool overview_changed_ = false;
  bool by_captor_ = false;
  std::set<MessageRef> filled_, offered_;
  std::set<Surface> dirty_;
  Effects effects_;
};

}  // namespace

Effects effects(const Incident& before, const Incident& after, std::span<const Record> records) {
  return Collector(before, after, records).result();
}

}  // namespace muster::core
