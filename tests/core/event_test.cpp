#include "core/event.h"

#include <set>

#include "tests/catch.h"

using namespace muster::core;

TEST_CASE("each kind of event has its own stored name") {
// NOLINTNEXTLINE(bugprone-macro-parentheses): a type takes none
#define CHECK_KIND(kind) CHECK(kind_of(kind{}) == #kind)
  CHECK_KIND(IncidentDeclared);
  CHECK_KIND(ChannelOpened);
  CHECK_KIND(ChannelFailed);
  CHECK_KIND(ChannelLost);
  CHECK_KIND(ChannelRestored);
  CHECK_KIND(ChannelRenamed);
  CHECK_KIND(ChannelMadePrivate);
  CHECK_KIND(TitleChanged);
  CHECK_KIND(SummaryChanged);
  CHECK_KIND(ImpactChanged);
  CHECK_KIND(SeverityChanged);
  CHECK_KIND(StatusChanged);
  CHECK_KIND(RoleAssigned);
  CHECK_KIND(RoleConfirmed);
  CHECK_KIND(RoleVacated);
  CHECK_KIND(UpdatePosted);
  CHECK_KIND(EntryNoted);
  CHECK_KIND(CaptureRequested);
  CHECK_KIND(CaptorAdded);
  CHECK_KIND(CaptorRemoved);
  CHECK_KIND(MessageCaptured);
  CHECK_KIND(CaptureUnreadable);
  CHECK_KIND(MessageRevised);
  CHECK_KIND(MessageWithdrawn);
  CHECK_KIND(EntryHidden);
  CHECK_KIND(EntryRedacted);
  CHECK_KIND(Subscribed);
  CHECK_KIND(ServiceAffected);
  CHECK_KIND(ServiceCleared);
  CHECK_KIND(RequiredRolesFilled);
  CHECK_KIND(PersonPaged);
  CHECK_KIND(PersonPagedAgain);
  CHECK_KIND(PageAnswered);
  CHECK_KIND(PageUnanswered);
  CHECK_KIND(PageArrived);
  CHECK_KIND(Unsubscribed);
  CHECK_KIND(Nudged);
  CHECK_KIND(Undone);
  CHECK_KIND(CourseRestored);
  CHECK_KIND(PromiseRestored);
  CHECK_KIND(WatchRestored);
  CHECK_KIND(PauseRestored);
  CHECK_KIND(PageStopped);
  CHECK_KIND(PageCameAlong);
  CHECK_KIND(HandoffWithdrawn);
  CHECK_KIND(SeverityRestored);
  CHECK_KIND(RoleRestored);
  CHECK_KIND(FactRestored);
  CHECK_KIND(NudgesSnoozed);
  CHECK_KIND(UpdateOverdue);
  CHECK_KIND(UpdatePostponed);
  CHECK_KIND(WatchStarted);
  CHECK_KIND(IncidentPaused);
  CHECK_KIND(IncidentResumed);
  CHECK_KIND(MergedInto);
  CHECK_KIND(MergedIn);
  CHECK_KIND(MergeUndone);
  CHECK_KIND(JoinRequested);
  CHECK_KIND(DrillMadeReal);
  CHECK_KIND(EntryShown);
  CHECK_KIND(EntryEdited);
  CHECK_KIND(EntryRetimed);
  CHECK_KIND(OrnamentFailed);
  CHECK_KIND(OrnamentRecovered);
  CHECK_KIND(Exported);
#undef CHECK_KIND
}

TEST_CASE("the words of an event are found where its kind has them") {
  const Words said = words(plain("said"));
  std::vector<Event> with;
  with.emplace_back(IncidentDeclared{.title = said});
  with.emplace_back(TitleChanged{said});
  with.emplace_back(SummaryChanged{said});
  with.emplace_back(ImpactChanged{said});
  with.emplace_back(SeverityChanged{.reason = said});
  with.emplace_back(StatusChanged{.words = said});
  with.emplace_back(UpdatePosted{said, {}});
  with.emplace_back(EntryNoted{said});
  with.emplace_back(MessageCaptured{.words = said});
  with.emplace_back(MessageRevised{EntryId(1), said, ""});
  with.emplace_back(EntryEdited{EntryId(1), said});
  with.emplace_back(IncidentPaused{{}, said});
  with.emplace_back(FactRestored{"title", said});
  with.emplace_back(PauseRestored{Waiting{{}, {}, said}, {}});
  with.emplace_back(CourseRestored{.paused = Waiting{{}, {}, said}});
  std::set<std::size_t> kinds;
  for (Event& event : with) {
    INFO(kind_of(event));
    kinds.insert(event.index());
    REQUIRE(words_of(event));
    CHECK(*words_of(event) == said);
    words_of(event)->id = 9;
    CHECK(words_of(std::as_const(event))->id == 9);
  }
  CHECK(kinds.size() == 15);
  const Event without = RoleAssigned{"lead", UserId("U1"), {}, false};
  CHECK(words_of(without) == nullptr);
}
