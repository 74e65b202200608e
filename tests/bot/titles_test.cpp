// Rule 3: never by accident. Titles that begin with a verb, and mistyped verbs, do nothing by themselves.
#include <array>
#include <string>

#include "bot/dispatch.h"
#include "tests/bot/support/test_app.h"
#include "tests/catch.h"

using namespace muster;
using muster::bot::testing::TestApp;

namespace {

// Real-sounding titles that begin with a verb (or one mistyped), for which no context makes the verb's
// reading the only one. None of them may do anything, typed anywhere.
constexpr std::array unfit = {
    "status page is down",
    "status page shows wrong data",
    "status codes 502 from the gateway",
    "status updates are not sent",
    "status",
    "severity field missing in alerts",
    "severity mapping broken after upgrade",
    "severity",
    "sev levels wrong in pagerduty sync",
    "lead generation forms return 500",
    "lead service unreachable",
    "lead time dashboard empty",
    "lead routing to the wrong region",
    "comms channel with the vendor lost",
    "comms platform down",
    "comms service crashloops",
    "scribe indexing lag over an hour",
    "scribe kafka consumer stuck",
    "role assignment API times out",
    "role based access denied for everyone",
    "role bindings deleted in production",
    "roles missing in admin console",
    "roles sync from okta failing",
    "leave requests page 500",
    "leave balance wrong for all employees",
    "list endpoint times out",
    "list view empty for all users",
    "list of orders is not loading",
    "update service crashed",
    "update rollout stuck at 50 percent",
    "update of search index failing",
    "update job deleted customer rows",
    "updates to inventory are lost",
    "timeline feature broken",
    "timeline API returns stale data",
    "timeline of the feed is empty",
    "resolve dns timeouts in eu-west",
    "resolve endpoint returns 404",
    "resolver pods crashlooping",
    "reopen of tickets fails",
    "reopen button missing",
    "access denied for all users",
    "access logs are empty",
    "result page is empty",
    "results of the search are stale",
    "rule engine rejects all orders",
    "rules of the firewall are gone",
    "task queue is stuck",
    "tasks are not scheduled",
    "actions don't run in CI",
    "followups are not sent to customers",
    "regroup of shards fails",
    "private key leaked",
    "checklist app down",
    "checklist exports are empty",
    "private repos are public",
    "close button does nothing",
    "close to disk full on db-3",
    "dismiss dialogs crash the app",
    "redact job leaks PII",
    "confirm emails not sent",
    "page load over 20 seconds",
    "pause in replication",
    "snooze not working",
    "undo deletes twice",
    "affects all EU customers: login fails",
    "handoff between regions fails",
    "handover <@U2> of the old cluster stuck",
    "correct totals are not shown",
    "correct <@U2> in the invoices",
    "confirm button does nothing in safari",
    "confirm emails are not sent",
    "dismiss alerts returns 403",
    "dismiss button crashes the app",
    "standdown of the old cluster stuck",
    "close account flow is broken",
    "close calls to the database pool leak",
    "catchup jobs run for hours",
    "subscribe form returns 500",
    "unsubscribe links are dead",
    "undo button of the editor dead",
    "monitoring is blind in eu-west",
    "snooze button of the pager broken",
    "pause of the job queue never ended",
    "resume uploads fail",
    "postpone mails never sent",
    "catchup of replicas too slow",
    "merge queue stuck",
    "merge conflicts in prod config",
    "merge",
    "unmerge of tables fails",
    "join requests time out",
    "affects all customers in the EU",
    "page checkout flow is slow",
    "page stop the world is down",
    "page stop asking for a password",
    "page <@U2> <@U3>",
    "affects",
    "export job stuck since midnight",
    "export to S3 denied",
    "exports are empty since 02:00",
    "export queue growing",
    "doctor appointments page down",
    "doctor login broken on mobile",
    "help center unreachable",
    "help widget breaks checkout",
    "help desk emails not arriving",
    "panel shows no metrics",
    "panel data delayed by 20 minutes",
    "entry service OOM killed",
    "entry gates offline in Berlin office",
    "statsu monitoring",
    "statu page down",
    "sevrity 1",
    "severty wrong",
    "laed <@U2>",
    "leed service down",
    "resovle dns",
    "reslove everything",
    "timelin empty",
    "exprot fails",
    "comm channel lost",
    "scribes are down",
    "roels broken",
    "lst pages empty",
    "udpate failing",
    "updat cannot be posted",
    "reopn failing",
    "docter down",
    "hlep",
    "nte missing in invoices",
    "noet service down",
    "sumary emails not sent",
    "impct on billing",
    "renam job fails",
    "declar of goods fails",
};

// The same, but in an incident's own channel the words are what the verb asks for (`note`, `summary` … take
// any text). Typed elsewhere they may do nothing.
constexpr std::array free_text = {
    "note service returns 500s",
    "note taking app is down",
    "note 12 pods restarted",
    "note sync broken on iOS at 14:00",
    "action required emails loop",
    "theory pages answer 404",
    "doing nothing for an hour after login",
    "followup mails go to everybody",
    "summary emails contain wrong totals",
    "summary page blank",
    "impact of the deploy unknown",
    "impact dashboard unavailable",
    "rename of files corrupts them",
    "rename operation hangs on the NAS",
    "leave scribe",
    "lead",
    "comms",
    "resolve",
    "reopen",
    "unmerge",
    "join",
    "export",
    "export html",
    "severity 1",
    "severity 2 disk alerts are firing",
    "sev 1 database is down",
    "status monitoring",
    "lead <@U2|grace>",
    "scribe <@U2>",
    "role lead",
    "role comms <@U2>",
    "update",
    "timeline",
    "roles",
    "page <@U2>",
    "page",
};

// No verb at all, some of them nearly: a title opens the form, which is no act.
constexpr std::array titles = {
    "checkout is down",
    "paging everyone by accident",
    "link previews expose internal hosts",
    "everything is on fire",
    "500s on /api/v2/cart",
    "INC-42 is back",
    "db-7 replication lag 40 minutes",
    "<!channel> is not an incident",
    "🔥🔥🔥",
    "データベースが落ちています",
    "=cmd|' /C calc'!A0",
    "'; DROP TABLE incidents; --",
    "a",
};

}  // namespace

TEST_CASE("outside an incident's channel no title ever acts, whatever it begins with") {
  TestApp app;
  app.declare("something older", "C1");
  const auto before = app.events();
  const auto check = [&](const char* line) {
    CAPTURE(line);
    const auto ack = app.type("U1", "CGENERAL", line);
    CHECK(ack.status == 200);
    CHECK(app.events() == before);
  };
  for (const auto* line : unfit) check(line);
  for (const auto* line : free_text) check(line);
  for (const auto* line : titles) check(line);
}

TEST_CASE(
    "in an incident's channel a title that is not what the verb takes does nothing, and both readings are "
    "offered") {
  TestApp app;
  app.declare("something older", "C1");
  const auto before = app.events();
  for (const auto* line : unfit) {
    CAPTURE(line);
    const auto ack = app.type("U1", "C1", line);
    CHECK(ack.status == 200);
    CHECK(app.events() == before);
    // Every answer that is not the mere showing of something offers to declare it as a title, too.
    const bool bare = std::string(line).find(' ') == std::string::npos;
    if (!bare) CHECK(ack.body.find("Declare “") != std::string::npos);
  }
  for (const auto* line : titles) {
    CAPTURE(line);
    CHECK(app.type("U1", "C1", line).status == 200);
    CHECK(app.events() == before);
  }
}

TEST_CASE("with no incident anywhere nothing acts either, and each answer says what to do") {
  TestApp app;
  for (const auto* line : free_text) {
    CAPTURE(line);
    const auto ack = app.type("U1", "CGENERAL", line);
    CHECK(ack.body.find(" INC-42`; `") != std::string::npos);
    CHECK(app.events() == 0);
  }
}

TEST_CASE("a search looks at once, which does nothing, and the title that it may have been is offered") {
  TestApp app;
  app.declare("something older", "C1");
  const auto before = app.events();
  for (const auto* line : {"search is down", "search index lags by an hour", "Search --before noon fails",
                           "search of orders times out"}) {
    CAPTURE(line);
    for (const auto* where : {"CGENERAL", "C1"}) {
      const auto ack = app.type("U1", where, line);
      CHECK(ack.status == 200);
      CHECK(app.events() == before);
      CHECK(ack.body.find("Declare “") != std::string::npos);
      CHECK(ack.body.find(std::string("declare ") + line) != std::string::npos);
    }
  }
}

TEST_CASE("what can be meant in one way only is done at once") {
  TestApp app;
  app.declare("something older", "C1");
  SECTION("a verb that fits, in the incident's channel") {
    app.type("U1", "C1", "status monitoring");
    CHECK(app.incident(1).status == "monitoring");
    app.type("U1", "C1", "SEV 1");
    CHECK(app.incident(1).severity == "sev1");
    app.type("U1", "C1", "lead");
    CHECK(app.incident(1).roles.at("lead").user.value == "U1");
  }
  SECTION("an incident that is named, from anywhere") {
    app.type("U1", "CGENERAL", "status INC-1 monitoring");
    CHECK(app.incident(1).status == "monitoring");
    app.type("U1", "CGENERAL", "update inc-1 service crashed, rolling back");
    CHECK(app.incident(1).updates == 1);
  }
  SECTION("a colon") {
    app.type("U1", "C1", "update: service crashed, rolling back");
    CHECK(app.incident(1).updates == 1);
    app.type("U1", "C1", "resolve: rolled back");
    CHECK(app.incident(1).category == core::Category::resolved);
  }
  SECTION("the channel of the incident") {
    app.type("U1", "CGENERAL", "status <#C1|inc> monitoring");
    CHECK(app.incident(1).status == "monitoring");
  }
}

TEST_CASE("a bare number names no incident") {
  TestApp app;
  app.declare("first", "C1");
  app.type("U1", "C1", "note 1 pod restarted");
  const auto entries = app.store->all_entries(app.incident(1).id);
  REQUIRE_FALSE(entries.empty());
  bool found = false;
  for (const auto& entry : entries) {
    found = found || (entry.kind == core::EntryKind::note &&
                      core::to_plain(core::shown(entry.words)) == "1 pod restarted");
  }
  CHECK(found);
}

TEST_CASE("what only makes sense in an incident offers the open ones, wherever it is typed") {
  TestApp app;
  app.declare("older", "C1");
  const auto ack = app.type("U1", "CGENERAL", "update service crashed");
  CHECK(ack.body.find("update INC-1 service crashed") != std::string::npos);
  CHECK(ack.body.find("declare update service crashed") != std::string::npos);
}

TEST_CASE("options that don't fit a declaration lead to its form, with the title kept") {
  TestApp app;
  const auto ack = app.type("U1", "CGENERAL", "declare checkout is down --sev 9 --private");
  CHECK(ack.body.find("declare --form") != std::string::npos);
  CHECK(ack.body.find("checkout is down") != std::string::npos);
  CHECK(ack.body.find("declare declare") == std::string::npos);
  CHECK(app.events() == 0);
}

TEST_CASE("what ends an incident for good asks first") {
  TestApp app;
  app.declare("older", "C1");
  app.type("U1", "C1", "summary: a full disk");
  app.type("U1", "C1", "impact: none");
  app.type("U1", "C1", "resolve");
  const auto ack = app.type("U1", "C1", "status closed");
  CHECK(app.incident(1).status == "resolved");
  CHECK(ack.body.find("status INC-1 closed --yes") != std::string::npos);
  app.press("U1", "C1", "status INC-1 closed --yes");
  CHECK(app.incident(1).status == "closed");
  CHECK(app.type("U1", "C1", "status merged").body.find("closed --yes") == std::string::npos);
  CHECK(app.incident(1).status == "closed");
}

TEST_CASE("the button for one reading does what it says") {
  TestApp app;
  app.declare("older", "C1");
  const auto ack = app.type("U1", "C1", "update service crashed");
  CHECK(ack.body.find("update INC-1 service crashed") != std::string::npos);
  CHECK(ack.body.find("declare update service crashed") != std::string::npos);
  app.press("U1", "C1", "update INC-1 service crashed");
  CHECK(app.incident(1).updates == 1);
  app.press("U1", "C1", "declare update service crashed");
  CHECK(core::to_plain(core::shown(app.incident(2).title)) == "update service crashed");
}
