// One event of every kind, with every field filled, and again with every field that may be empty left empty.
#pragma once

#include <vector>

#include "core/event.h"

namespace muster::core::test {

inline std::vector<Event> every_event() {
  const Words said{11, "0a1b", std::nullopt};
  const Duration hour = std::chrono::hours(1);
  const Time then = from_millis(1772329029123);
  const MessageRef message{ChannelId("C1"), "1772329029.000100"};
  return {
      IncidentDeclared{42, said, "sev2", "investigating", Category::active, true, true, ChannelId("C9"),
                       hour},
      IncidentDeclared{1, said, "unsure", "triage", Category::triage, false, false, {}, {}},
      ChannelOpened{ChannelId("C1"), "inc-42-checkout"},
      ChannelOpened{ChannelId("C1"), ""},
      ChannelFailed{"restricted_action"},
      ChannelLost{"archived"},
      ChannelRestored{},
      ChannelRenamed{"inc-42-payments"},
      ChannelMadePrivate{},
      TitleChanged{said},
      SummaryChanged{said},
      ImpactChanged{said},
      SeverityChanged{"sev3", "sev1", false, {}, hour},
      SeverityChanged{"sev1", "sev3", true, said, {}},
      StatusChanged{"investigating", "monitoring", Category::active, Category::mitigated, said, {}},
      StatusChanged{"resolved", "investigating", Category::resolved, Category::active, {}, hour},
      RoleAssigned{"lead", UserId("U1"), UserId("U2"), true},
      RoleAssigned{"scribe", UserId("U1"), {}, false},
      RoleConfirmed{"lead", UserId("U1")},
      RoleVacated{"lead", UserId("U1")},
      UpdatePosted{said, hour},
      UpdatePosted{said, {}},
      EntryNoted{said},
      CaptureRequested{message, "reaction:U1"},
      CaptorAdded{EntryId(5), "pin:U2"},
      CaptorRemoved{EntryId(5), "pin:U2"},
      MessageCaptured{EntryId(5),
                      UserId("U3"),
                      then,
                      said,
                      "1772329000.000200",
                      "https://example.slack.com/archives/C1/p1",
                      {{"graph.png", "https://example.slack.com/files/F1"}, {"日志.txt", ""}},
                      message},
      MessageCaptured{EntryId(5), {}, then, said, "", "", {}, message},
      CaptureUnreadable{EntryId(5), "message_not_found"},
      MessageRevised{EntryId(5), said, "1772329040.000000"},
      MessageWithdrawn{EntryId(5)},
      EntryHidden{EntryId(5), true},
      EntryRedacted{EntryId(5)},
      Subscribed{UserId("U1")},
      Unsubscribed{UserId("U1")},
      Nudged{UserId("U1"), {"update_due", "long_role:lead"}},
      Undone{7},
      CourseRestored{"fixing", Category::active, then, then, then, then, 1, then, then, then},
      CourseRestored{"fixing", Category::active, then, {}, {}, {}, 0, {}, {}, {}},
      SeverityRestored{"sev1", then, then},
      RoleRestored{"lead", RoleHolder{UserId("U1"), then, true}, then},
      RoleRestored{"lead", {}, {}},
      FactRestored{"summary", said},
      FactRestored{"summary", {}},
      NudgesSnoozed{then},
      NudgesSnoozed{},
      UpdateOverdue{then},
      UpdatePostponed{hour},
      WatchStarted{then},
      IncidentPaused{then, said},
      IncidentResumed{hour},
      IncidentResumed{},
      EntryShown{EntryId(5)},
      EntryEdited{EntryId(5), said},
      EntryRetimed{EntryId(5), then},
      OrnamentFailed{"topic", "missing_scope"},
      OrnamentRecovered{"topic"},
      Exported{{"md", "html"}, "channel", true},
      ServiceAffected{"checkout"},
      ServiceCleared{"checkout"},
      RequiredRolesFilled{"sev2"},
      PersonPaged{EntryId(5), UserId("U2"), "checkout", "oncall", {UserId("U3"), UserId("U4")}, said},
      PersonPaged{EntryId(5), UserId("U2"), {}, {}, {}, {}},
      PersonPagedAgain{EntryId(5), UserId("U2")},
      PageAnswered{EntryId(5), UserId("U2"), true},
      PageUnanswered{EntryId(5), UserId("U2")},
      PageArrived{EntryId(5), UserId("U2")},
  };
}

}  // namespace muster::core::test
