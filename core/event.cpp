#include "core/event.h"

#include <array>
#include <utility>

namespace muster::core {
namespace {

/// Stored names, in the order of the variant. A name is never changed: old logs carry it.
constexpr std::array<std::string_view, 107> kinds{"IncidentDeclared",
                                                  "ChannelOpened",
                                                  "ChannelFailed",
                                                  "ChannelLost",
                                                  "ChannelRestored",
                                                  "ChannelRenamed",
                                                  "TitleChanged",
                                                  "SummaryChanged",
                                                  "ImpactChanged",
                                                  "SeverityChanged",
                                                  "StatusChanged",
                                                  "RoleAssigned",
                                                  "RoleConfirmed",
                                                  "RoleVacated",
                                                  "UpdatePosted",
                                                  "EntryNoted",
                                                  "CaptureRequested",
                                                  "CaptorAdded",
                                                  "CaptorRemoved",
                                                  "MessageCaptured",
                                                  "CaptureUnreadable",
                                                  "MessageRevised",
                                                  "MessageWithdrawn",
                                                  "EntryHidden",
                                                  "EntryShown",
                                                  "EntryEdited",
                                                  "EntryRetimed",
                                                  "OrnamentFailed",
                                                  "OrnamentRecovered",
                                                  "Exported",
                                                  "EntryRedacted",
                                                  "ChannelMadePrivate",
                                                  "Subscribed",
                                                  "Unsubscribed",
                                                  "Nudged",
                                                  "NudgesSnoozed",
                                                  "UpdateOverdue",
                                                  "WatchStarted",
                                                  "IncidentPaused",
                                                  "IncidentResumed",
                                                  "UpdatePostponed",
                                                  "Undone",
                                                  "CourseRestored",
                                                  "SeverityRestored",
                                                  "RoleRestored",
                                                  "FactRestored",
                                                  "MergedInto",
                                                  "MergedIn",
                                                  "MergeUndone",
                                                  "JoinRequested",
                                                  "DrillMadeReal",
                                                  "ServiceAffected",
                                                  "ServiceCleared",
                                                  "RequiredRolesFilled",
                                                  "PersonPaged",
                                                  "PersonPagedAgain",
                                                  "PageAnswered",
                                                  "PageUnanswered",
                                                  "PageArrived",
                                                  "HandoffOffered",
                                                  "HandoffDeclined",
                                                  "UpdateCorrected",
                                                  "ExternalDrafted",
                                                  "ExternalApproved",
                                                  "AccessAsked",
                                                  "AccessAnswered",
                                                  "ArchivePlanned",
                                                  "ArchiveAnnounced",
                                                  "ChannelStirred",
                                                  "ChannelKeptOpen",
                                                  "ArchiveBegun",
                                                  "ArchiveFailed",
                                                  "ChecklistKept",
                                                  "HolderLeft",
                                                  "MeasuresTaken",
                                                  "MovedToPrivate",
                                                  "ChannelCleared",
                                                  "TodoAdded",
                                                  "TodoGiven",
                                                  "TodoReturned",
                                                  "TodoRescheduled",
                                                  "TodoRanked",
                                                  "TodoConverted",
                                                  "TodoSettled",
                                                  "TodosMoved",
                                                  "TodoRestored",
                                                  "ChangeBegun",
                                                  "ChangeSettled",
                                                  "ChangeRestored",
                                                  "TheoryHeld",
                                                  "TheorySettled",
                                                  "TheoryRestored",
                                                  "RegroupCalled",
                                                  "ActivitySeen",
                                                  "TodoReworded",
                                                  "LineOffered",
                                                  "LineReviewed",
                                                  "LineRestored",
                                                  "LinkAdded",
                                                  "LinkRemoved",
                                                  "LinkRestored",
                                                  "PromiseRestored",
                                                  "WatchRestored",
                                                  "PageStopped",
                                                  "HandoffWithdrawn",
                                                  "PauseRestored",
                                                  "PageCameAlong"};
static_assert(kinds.size() == std::variant_size_v<EventKinds>);

/// Each kind carries at most one text.
template <class E>
const Words* words_in(const E& event) {
  if constexpr (requires { event.title; })
    return &event.title;
  else if constexpr (requires { event.summary; })
    return &event.summary;
  else if constexpr (requires { event.impact; })
    return &event.impact;
  else if constexpr (requires { event.reason; })
    return &event.reason;
  else if constexpr (requires { event.words; })
    return &event.words;
  else if constexpr (requires { event.was->words; })
    return event.was ? &event.was->words : nullptr;
  else if constexpr (requires { event.paused->words; })
    return event.paused ? &event.paused->words : nullptr;
  else
    return nullptr;
}

}  // namespace

Event::Event() = default;
Event::~Event() = default;

Event::Event(const Event& other) : Event() {
  assign(*this, other);
}
Event::Event(Event&& other) noexcept : Event() {
  assign(*this, std::move(other));
}
Event& Event::operator=(const Event& other) {
  if (this != &other) assign(*this, other);
  return *this;
}
Event& Event::operator=(Event&& other) noexcept {
  if (this != &other) assign(*this, std::move(other));
  return *this;
}

void Event::take(std::size_t place, void* kind) {
  emplace_at(static_cast<EventKinds&>(*this), place, kind);
}

Words* words_of(Event& event) {
  return const_cast<Words*>(words_of(std::as_const(event)));
}

const Words* words_of(const Event& event) {
  const Words* found = nullptr;
  visit_known([&](const auto& e) { found = words_in(e); }, event);
  return found;
}

std::string_view kind_of(const Event& event) {
  return kinds.at(event.index());
}

}  // namespace muster::core
