// Declaration, status, severity, updates and facts.
#include <map>

#include "tests/catch.h"
#include "tests/core/support/world.h"

using namespace muster::core;
using namespace muster::core::test;
using Code = Refusal::Code;
using std::chrono::hours;
using std::chrono::minutes;

namespace {

const std::vector<Category> categories{Category::triage,   Category::active,    Category::mitigated,
                                       Category::resolved, Category::closed,    Category::dismissed,
                                       Category::merged,   Category::stood_down};

PostUpdate update(const char* text) {
  return {.words = plain(text)};
}

bool mentions(const Refusal& refusal, const char* id) {
  for (const Span& span : refusal.words)
    if (span.kind == Span::Kind::person && span.ref == id) return true;
  return false;
}

}  // namespace

TEST_CASE("declaring takes a title and nothing else") {
  World w;
  const auto records = w.done("U1", Declare{.title = plain("  Checkout\n is down ")});
  CHECK(kinds(records) == "IncidentDeclared");
  const Incident& i = w.incident();
  CHECK(i.number == 42);
  CHECK(i.title.body == plain("Checkout is down"));
  CHECK(i.severity == "unsure");
  CHECK(i.status == "investigating");
  CHECK(i.category == Category::active);
  CHECK(i.declared_by == user("U1"));
  CHECK(i.declared_at == w.now);
  CHECK(i.next_update_due == w.now + hours(1));  // as SEV2
  CHECK(i.channel.empty());
  CHECK(i.roles.empty());
}

TEST_CASE("declaring with everything") {
  World w;
  const Declare command{.title = plain("x"),
                        .severity = "SEV1",
                        .drill = true,
                        .triage = true,
                        .declared_in = ChannelId("C9"),
                        .here = true,
                        .lead = user("U1")};
  CHECK(kinds(w.done("U1", command)) == "IncidentDeclared ChannelOpened RoleAssigned");
  const Incident& i = w.incident();
  CHECK(i.severity == "sev1");
  CHECK(i.status == "triage");
  CHECK(i.drill);
  CHECK(i.channel == ChannelId("C9"));
  CHECK(i.channel_usable);
  CHECK_FALSE(i.roles.at("lead").asked);
  CHECK(i.acknowledged_at == w.now);
  CHECK(i.next_update_due == w.now + minutes(30));
  CHECK(w.refused("U1", command).code == Code::already);
}

TEST_CASE("a private incident can't live where it was declared") {
  World w;
  CHECK(w.refused(
             "U1",
             Declare{.title = plain("x"), .is_private = true, .declared_in = ChannelId("C9"), .here = true})
            .code == Code::wrong_status);
  CHECK(
      kinds(w.done("U1", Declare{.title = plain("x"), .is_private = true, .declared_in = ChannelId("C9")})) ==
      "IncidentDeclared");
  CHECK(w.incident().is_private);
}

TEST_CASE("what lives in a channel that was there before is unseen until the bot has looked") {
  World w;
  const Declare command{.title = plain("x"), .declared_in = ChannelId("C9"), .here = true};
  w.done("U1", command);
  CHECK(w.incident().unseen);
  CHECK_FALSE(w.incident().is_private);
  SECTION("a public one") {
    CHECK(kinds(w.done("", RecordChannel{ChannelId("C9"), {}})) == "ChannelOpened");
    CHECK_FALSE(w.incident().is_private);
  }
  SECTION("a private one") {
    CHECK(kinds(w.done("", RecordChannel{ChannelId("C9"), {}, true})) == "ChannelMadePrivate ChannelOpened");
    CHECK(w.incident().is_private);
  }
  SECTION("one that the bot was let into meanwhile") {
    w.done("", RecordChannelLost{"not found", ChannelId("C9")});
    CHECK(kinds(w.done("", RecordChannel{ChannelId("C9"), {}})) == "ChannelOpened");
    CHECK(w.incident().channel_usable);
  }
  SECTION("one that it has left") {
    w.done("U1", MakePrivate{});
    CHECK(w.done("", RecordChannel{ChannelId("C9"), {}}).empty());
    CHECK(w.incident().channel.empty());
  }
  CHECK_FALSE(w.incident().unseen);
}

TEST_CASE("what is declared to live in a private channel is private from the start") {
  Declare command{.title = plain("x"), .declared_in = ChannelId("C9"), .here = true, .in_private = true};
  SECTION("unasked") {}
  SECTION("asked for, too") {
    command.is_private = true;
  }
  World w;
  CHECK(kinds(w.done("U1", command)) == "IncidentDeclared ChannelOpened");
  CHECK(w.incident().is_private);
  CHECK(w.incident().unseen);
}

TEST_CASE("declared in a private channel, but to live in one of its own, it is as it was asked for") {
  World w;
  w.done("U1", Declare{.title = plain("x"), .declared_in = ChannelId("C9"), .in_private = true});
  CHECK_FALSE(w.incident().is_private);
}

TEST_CASE("a lead who is named by someone else is asked, also by the bot") {
  for (const char* who : {"U1", ""}) {
    World w;
    w.done(who, Declare{.title = plain("x"), .lead = user("U2")});
    CHECK(w.incident().roles.at("lead").asked);
    CHECK_FALSE(w.incident().acknowledged_at);
  }
}

TEST_CASE("declarations that can't be") {
  World w;
  CHECK(w.refused("U1", Declare{.title = plain(" \n ")}).code == Code::empty);
  CHECK(w.refused("U1", Declare{}).code == Code::empty);
  const Refusal refusal = w.refused("U1", Declare{.title = plain(std::string(151, 'x'))});
  CHECK(refusal.code == Code::too_long);
  CHECK_THAT(to_plain(refusal.words), Catch::Contains("151") && Catch::Contains("150"));
  CHECK(w.refused("U1", Declare{.title = plain("x"), .severity = "sev9"}).code == Code::unknown_key);
  CHECK(w.refused("U1", Declare{.title = plain("x"), .here = true}).code == Code::empty);
  w.done("U1", Declare{.title = plain("日" + std::string(149, 'x'))});
}

TEST_CASE("a configuration without triage says so") {
  World w;
  std::erase_if(w.policy.statuses, [](const StatusDef& s) { return s.category == Category::triage; });
  CHECK(w.refused("U1", Declare{.title = plain("x"), .triage = true}).code == Code::unknown_key);
}

TEST_CASE("nothing but a declaration is done to what isn't there") {
  World w;
  CHECK(w.refused("U1", AddNote{plain("x"), {}}).code == Code::no_incident);
  CHECK(w.refused("", RecordChannel{ChannelId("C1"), "x"}).code == Code::no_incident);
}

TEST_CASE("statuses change as the table says, and no other way") {
  // Rows: from; columns: to; in the order of `categories`.
  const std::vector<std::string> table{
      "-x---xx-",  // triage
      "-xxx--xx",  // active
      "-x-x----",  // mitigated
      "-x--x---",  // resolved
      "-x------",  // closed
      "xx------",  // dismissed
      "xx------",  // merged
      "-x------",  // stood down
  };
  Policy policy = default_policy();
  for (const Category c : categories)  // a second status for each, so that staying in a category is a change
    policy.statuses.push_back({"second_" + std::string(to_string(c)), "Second", c});
  for (std::size_t from = 0; from < categories.size(); ++from)
    for (std::size_t to = 0; to < categories.size(); ++to) {
      World w = World::in(categories[from]);
      w.policy = policy;
      const std::string status = "second_" + std::string(to_string(categories[to]));
      INFO(to_string(categories[from]) << " to " << status);
      const auto result = w.run("U2", ChangeStatus{status, plain("why")});
      if (table[from][to] == 'x') {
        REQUIRE(result);
        CHECK(kinds(*result) == "StatusChanged");
        CHECK(w.incident().category == categories[to]);
        CHECK(w.incident().status == status);
        CHECK(w.last_entry().words.body == plain("why"));
      } else {
        REQUIRE_FALSE(result);
        CHECK(result.error().code == Code::wrong_status);
      }
      CHECK(w.refused("U2", ChangeStatus{w.incident().status, {}}).code == Code::already);
    }
}

TEST_CASE("statuses are found by name, and must be known") {
  World w = World::declared();
  w.done("U1", ChangeStatus{"Stood Down", {}});
  CHECK(w.incident().status == "stood_down");
  const Refusal refusal = w.refused("U1", ChangeStatus{"on \xff fire", {}});
  CHECK(refusal.code == Code::unknown_key);
  CHECK_THAT(to_plain(refusal.words), Catch::Contains("Monitoring"));
  CHECK(w.refused("U1", ChangeStatus{"", {}}).code == Code::unknown_key);
  CHECK(w.refused("U1", ChangeStatus{"investigating", plain(std::string(3001, 'x'))}).code == Code::too_long);
}

TEST_CASE("resolving and reopening, from every category") {
  const std::map<Category, std::string> resolve{
      {Category::triage, "wrong_status"}, {Category::active, "done"},
      {Category::mitigated, "done"},      {Category::resolved, "already"},
      {Category::closed, "already"},      {Category::dismissed, "wrong_status"},
      {Category::merged, "wrong_status"}, {Category::stood_down, "wrong_status"}};
  const std::map<Category, std::string> reopen{
      {Category::triage, "already"}, {Category::active, "already"}, {Category::mitigated, "already"},
      {Category::resolved, "done"},  {Category::closed, "done"},    {Category::dismissed, "done"},
      {Category::merged, "done"},    {Category::stood_down, "done"}};
  for (const Category category : categories) {
    INFO(to_string(category));
    const auto outcome = [](const auto& result) { return result ? "done" : to_string(result.error().code); };
    World w = World::in(category);
    CHECK(outcome(w.run("U1", Resolve{plain("rolled back")})) == resolve.at(category));
    World v = World::in(category);
    CHECK(outcome(v.run("U1", Reopen{})) == reopen.at(category));
    if (reopen.at(category) == "done") CHECK(v.incident().status == "investigating");
  }
}

TEST_CASE("confirming, dismissing, standing down and closing, from every category") {
  struct Ending {
    Category to;
    std::map<Category, std::string> done_or;  ///< where it isn't "wrong_status"
  };
  const std::vector<Ending> endings{
      {Category::active,
       {{Category::triage, "done"}, {Category::active, "already"}, {Category::mitigated, "already"}}},
      {Category::dismissed, {{Category::triage, "done"}, {Category::dismissed, "already"}}},
      {Category::stood_down, {{Category::active, "done"}, {Category::stood_down, "already"}}},
      {Category::closed, {{Category::resolved, "done"}, {Category::closed, "already"}}}};
  for (const auto& ending : endings) {
    for (const Category category : categories) {
      INFO(to_string(category) << " to " << to_string(ending.to));
      World w = World::in(category);
      const auto result = w.run("U2", Conclude{ending.to, plain("a planned restart")});
      const auto expected = ending.done_or.find(category);
      CHECK((result ? "done" : to_string(result.error().code)) ==
            (expected == ending.done_or.end() ? "wrong_status" : expected->second));
      if (result) CHECK(w.incident().category == ending.to);
    }
  }
  // Who ends it without an incident's work says why; the way out is named before the reason is asked for.
  CHECK(World::in(Category::triage).refused("U1", Conclude{Category::dismissed, plain(" ")}).code ==
        Code::reason_needed);
  CHECK(World::declared().refused("U1", Conclude{Category::stood_down, {}}).code == Code::reason_needed);
  CHECK(World::declared().refused("U1", Conclude{Category::dismissed, {}}).code == Code::wrong_status);
}

TEST_CASE("the end of an incident ends its promise, its return renews it") {
  World w = World::declared();
  REQUIRE(w.incident().next_update_due);
  w.done("U1", ChangeStatus{"monitoring", {}});
  REQUIRE(w.incident().next_update_due);
  w.done("U1", Resolve{});
  CHECK_FALSE(w.incident().next_update_due);
  w.done("U1", Reopen{});
  CHECK(w.incident().next_update_due == w.now + hours(1));
  w.done("U1", ChangeSeverity{"sev4", plain("small")});
  w.done("U1", Resolve{});
  w.done("U1", Reopen{});
  CHECK_FALSE(w.incident().next_update_due);  // SEV4 promises nothing
}

TEST_CASE("raising is instant, leaving not-sure-yet needs no reason, lowering does") {
  World w = World::declared();
  const auto change = [&](const char* to, const char* reason = "") {
    const auto result = w.run("U1", ChangeSeverity{to, plain(reason)});
    if (!result) return std::string(to_string(result.error().code));
    return std::string(std::get<SeverityChanged>(result->back().event).lowered ? "lowered" : "changed");
  };
  CHECK(change("sev4") == "changed");
  CHECK(change("SEV1") == "changed");
  CHECK(change("1") == "already");
  CHECK(change("sev2") == "reason_needed");
  CHECK(change("sev2", "  \n") == "reason_needed");
  CHECK(w.incident().severity == "sev1");
  CHECK(change("sev2", "half of them only") == "lowered");
  CHECK(w.last_entry().words.body == plain("half of them only"));
  CHECK(change("unsure") == "changed");  // ranks as SEV2
  CHECK(change("sev1") == "changed");
  CHECK(change("unsure") == "reason_needed");
  CHECK(change("not sure yet", "we don't know") == "lowered");
  CHECK(change("nonsense") == "unknown_key");
  CHECK(change("sev1", std::string(3001, 'x').c_str()) == "too_long");
}

TEST_CASE("a severity that left the configuration can be raised from") {
  World w = World::declared();
  w.done("U1", ChangeSeverity{"sev4", {}});
  w.policy.severities.pop_back();
  w.done("U1", ChangeSeverity{"sev3", {}});
  CHECK(w.incident().severity == "sev3");
}

TEST_CASE("severity changes while open and resolved, not after") {
  for (const Category category : categories) {
    INFO(to_string(category));
    World w = World::in(category);
    const auto result = w.run("U1", ChangeSeverity{"sev1", {}});
    if (is_open(category) || category == Category::resolved) {
      REQUIRE(result);
      CHECK(w.incident().next_update_due.has_value() == is_open(category));
    } else {
      REQUIRE_FALSE(result);
      CHECK(result.error().code == Code::closed);
    }
  }
}

TEST_CASE("a new severity moves the promise only to an earlier time") {
  World w = World::declared();
  const auto due = [&] { return *w.incident().next_update_due - w.now; };
  w.done("U1", ChangeSeverity{"sev3", {}});
  CHECK(due() == hours(1) - minutes(2));
  w.done("U1", ChangeSeverity{"sev1", {}});
  CHECK(due() == minutes(30));
  w.done("U1", ChangeSeverity{"sev4", plain("small")});
  CHECK(due() == minutes(29));
  w.done("U1", update("nothing more is promised"));
  CHECK_FALSE(w.incident().next_update_due);
  w.done("U1", ChangeSeverity{"sev3", {}});
  CHECK(due() == hours(4));
}

TEST_CASE("an update renews the promise") {
  World w = World::declared();
  w.done("U1", update("  looking "));
  CHECK(w.incident().last_update.body == plain("looking"));
  CHECK(w.incident().last_update_at == w.now);
  CHECK(w.incident().next_update_due == w.now + hours(1));
  w.done("U1", PostUpdate{.words = plain("again"), .next = minutes(10)});
  CHECK(w.incident().next_update_due == w.now + minutes(10));
  CHECK(w.incident().updates == 2);
  for (const Duration none : {Duration{0}, Duration{-5}, Duration::min()}) {
    w.done("U1", PostUpdate{.words = plain("last word"), .next = none});
    CHECK_FALSE(w.incident().next_update_due);
  }
  w.done("U1", PostUpdate{.words = plain("much later"), .next = Duration::max()});
  CHECK(w.incident().next_update_due == w.now + hours(24 * 366));
  CHECK(w.refused("U1", PostUpdate{}).code == Code::empty);
  CHECK(w.refused("U1", update(std::string(3001, 'x').c_str())).code == Code::too_long);
}

TEST_CASE("an update carries status and severity, all or nothing") {
  World w = World::declared();
  const auto records =
      w.done("U1", PostUpdate{.words = plain("rolling back"), .status = "fixing", .severity = "sev1"});
  CHECK(kinds(records) == "SeverityChanged StatusChanged UpdatePosted");
  CHECK(w.incident().status == "fixing");
  CHECK(w.incident().severity == "sev1");
  CHECK(w.incident().next_update_due == w.now + minutes(30));

  SECTION("what a form shows unchanged stays") {
    CHECK(kinds(w.done("U1", PostUpdate{.words = plain("x"), .status = "fixing", .severity = "sev1"})) ==
          "UpdatePosted");
  }
  SECTION("nothing of it happens when a part can't") {
    const auto code = [&](const PostUpdate& command) { return to_string(w.refused("U1", command).code); };
    CHECK(code({.words = plain("x"), .status = "closed", .severity = "unsure"}) == "wrong_status");
    CHECK(code({.words = plain("x"), .status = "nonsense", .severity = "sev3"}) == "unknown_key");
    CHECK(code({.words = plain("x"), .status = "resolved", .severity = "nonsense"}) == "unknown_key");
    CHECK(code({.words = plain(" "), .status = "resolved"}) == "empty");
    CHECK(w.incident().status == "fixing");
    CHECK(w.incident().severity == "sev1");
  }
  SECTION("one that closes may still correct the severity, one after that may not") {
    w.done("U1", Resolve{});
    w.done("U1", PostUpdate{.words = plain("it was less"), .status = "closed", .severity = "sev3"});
    CHECK(w.incident().severity == "sev3");
    CHECK(w.refused("U1", PostUpdate{.words = plain("x"), .severity = "sev1"}).code == Code::closed);
  }
  SECTION("its words are the reason for a lower severity, unless one is given") {
    w.done("U1", PostUpdate{.words = plain("half is back"), .severity = "sev2"});
    CHECK(w.entry(w.incident().version - 1).words.body == plain("half is back"));
    w.done("U1",
           PostUpdate{.words = plain("most is back"), .severity = "sev3", .reason = plain("one shop left")});
    CHECK(w.entry(w.incident().version - 1).words.body == plain("one shop left"));
  }
  SECTION("a raised one needs none, and borrows none") {
    w.done("U1", ChangeSeverity{"sev3", plain("small")});
    w.done("U1", PostUpdate{.words = plain("it grows"), .severity = "sev2"});
    CHECK(w.entry(w.incident().version - 1).words == Words{});
  }
  SECTION("one that resolves promises nothing") {
    w.done("U1", PostUpdate{.words = plain("done"), .next = minutes(5), .status = "resolved"});
    CHECK(w.incident().category == Category::resolved);
    CHECK_FALSE(w.incident().next_update_due);
    w.done("U1", update("a word after"));
    CHECK_FALSE(w.incident().next_update_due);
    w.done("U1", ChangeStatus{"closed", {}});
    CHECK(kinds(w.done("U1", PostUpdate{.words = plain("back"), .status = "fixing", .severity = "unsure"})) ==
          "SeverityChanged StatusChanged UpdatePosted");
    CHECK(w.incident().next_update_due == w.now + hours(1));
    CHECK(w.incident().relapses == 1);
  }
}

TEST_CASE("facts are set in any category, and said to be so already") {
  for (const Category category : categories) {
    World w = World::in(category);
    CHECK(kinds(w.done("U1", SetSummary{plain("bad release ")})) == "SummaryChanged");
    CHECK(w.refused("U1", SetSummary{plain("bad release")}).code == Code::already);
    CHECK(kinds(w.done("U1", SetImpact{plain("no payments")})) == "ImpactChanged");
    CHECK(w.refused("U1", SetImpact{plain(" no payments")}).code == Code::already);
    CHECK(kinds(w.done("U1", Rename{plain("Payments\nare down")})) == "TitleChanged");
    CHECK(w.refused("U1", Rename{plain("Payments are down")}).code == Code::already);
    CHECK(w.refused("U1", SetSummary{}).code == Code::empty);
    CHECK(w.refused("U1", SetImpact{plain(std::string(3001, 'x'))}).code == Code::too_long);
    CHECK(w.refused("U1", Rename{plain(std::string(151, 'x'))}).code == Code::too_long);
    w.done("U1", update("for the record"));
    CHECK(w.incident().next_update_due.has_value() == is_open(category));
  }
}

TEST_CASE("words of any bytes become valid ones, people are mentioned as people") {
  World w = World::declared();
  w.done("U1", SetSummary{plain("a\xff\x1b"
                                "b")});
  CHECK(w.incident().summary.body == plain("a\xEF\xBF\xBD"
                                           "b"));
  w.done("U1", AssignRole{.role = "lead", .user = user("U9")});
  CHECK(mentions(w.refused("U1", AssignRole{.role = "lead", .user = user("U1")}), "U9"));
}

TEST_CASE("closing waits for what the policy wants, says what it is, and a reason goes past it") {
  const auto missing = [](World& w) {
    const auto result = w.run("U1", Conclude{Category::closed, {}});
    if (result) return std::string("closed");
    CHECK(result.error().code == Refusal::Code::incomplete);
    std::string list;
    for (const auto& what : result.error().missing) list += what + " ";
    return list;
  };
  World w = World::in(Category::resolved);
  w.policy.close_needs = {"summary", "impact", "severity", "lead", "update"};
  CHECK(missing(w) == "summary impact severity lead update ");
  CHECK(w.refused("U1", ChangeStatus{"closed", {}}).code == Refusal::Code::incomplete);
  w.done("U1", SetSummary{plain("a bad deploy")});
  w.done("U1", SetImpact{plain("nobody could pay")});
  CHECK(missing(w) == "severity lead update ");
  w.done("U1", ChangeSeverity{"sev2", {}});
  w.done("U1", AssignRole{.role = "lead", .user = user("U1")});
  w.done("U1", PostUpdate{.words = plain("it is over")});
  CHECK(missing(w) == "closed");

  World past = World::in(Category::resolved);
  past.policy.close_needs = {"summary", "what a later version knows"};
  past.done("U1", Conclude{Category::closed, plain("nothing was learnt")});
  CHECK(past.incident().category == Category::closed);
  CHECK(past.last_entry().words.body == plain("nothing was learnt"));

  World drill = World::declared({.drill = true});
  drill.policy.close_needs = {"summary"};
  drill.done("U1", Resolve{});
  CHECK(missing(drill) == "closed");
}

TEST_CASE("an update counts for closing when it came with the end or after it, not before") {
  World w = World::declared();
  w.policy.close_needs = {"update"};
  w.done("U1", PostUpdate{.words = plain("we look into it")});
  w.done("U1", Resolve{});
  CHECK(w.refused("U1", Conclude{Category::closed, {}}).code == Refusal::Code::incomplete);
  World v = World::declared();
  v.policy.close_needs = {"update"};
  v.done("U1", PostUpdate{.words = plain("it is over"), .status = "resolved"});
  v.done("U1", Conclude{Category::closed, {}});
}

TEST_CASE("a drill becomes real: marked no more, promised, announced, counted from then") {
  World w = World::declared({.drill = true});
  w.done("U2", NotADrill{});
  CHECK_FALSE(w.incident().drill);
  CHECK(w.incident().real_since == w.now);
  CHECK(w.incident().next_update_due == w.now + w.policy.cadence(w.incident().severity, w.incident().status));
  CHECK(muster::core::test::surfaces(w.told) == "channel control topic announcement");
  CHECK(w.refused("U2", NotADrill{}).code == Refusal::Code::already);

  World over = World::declared({.drill = true});
  over.done("U1", Resolve{});
  CHECK(over.refused("U2", NotADrill{}).code == Refusal::Code::closed);
  World hidden = World::declared({.is_private = true, .drill = true});
  hidden.done("U2", NotADrill{});
  CHECK(muster::core::test::surfaces(hidden.told) == "channel control topic");
}
