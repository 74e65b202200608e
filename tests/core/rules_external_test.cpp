#include "tests/catch.h"
#include "tests/core/support/world.h"

using namespace muster::core;
using namespace muster::core::test;
using Code = Refusal::Code;

namespace {

World led_by(const char* lead) {
  World w = World::declared();
  w.done(lead, AssignRole{.role = "lead", .user = user(lead)});
  return w;
}

}  // namespace

TEST_CASE("what people outside are told is drafted by anybody and approved by the lead") {
  World w = led_by("U2");
  CHECK(w.refused("U3", DraftExternal{plain(" ")}).code == Code::empty);
  CHECK(kinds(w.done("U3", DraftExternal{plain("Checkout is slow.")})) == "ExternalDrafted");
  CHECK(one_shots(w.told) == "external_request(U2)");
  const EntryId draft = w.incident().external_draft;
  CHECK(draft == w.last_entry().id);

  const Refusal refusal = w.refused("U3", ApproveExternal{draft, {}});
  CHECK(refusal.code == Code::not_held);
  CHECK(refusal.holder == user("U2"));
  SECTION("as it is") {
    w.done("U2", ApproveExternal{draft, {}});
    CHECK(to_plain(shown(w.entry(draft.value).words)) == "Checkout is slow.");
    CHECK_FALSE(std::get<ExternalApproved>(w.log.back().event).edited);
  }
  SECTION("in other words") {
    w.done("U2", ApproveExternal{draft, plain("Checkout is slow for some.")});
    CHECK(to_plain(shown(w.entry(draft.value).words)) == "Checkout is slow for some.");
    CHECK(std::get<ExternalApproved>(w.log.back().event).edited);
  }
  CHECK(std::get<ExternalApproved>(w.log.back().event).author == user("U3"));
  CHECK(one_shots(w.told) == "channel_line external_settled");
  CHECK(w.entry(draft.value).author == user("U3"));
  CHECK(w.entry(draft.value).person == user("U2"));
  CHECK(w.incident().external_draft.empty());
  CHECK(w.refused("U2", ApproveExternal{draft, {}}).code == Code::already);
}

TEST_CASE("whoever leads approves what they write with the same act") {
  World w = led_by("U2");
  CHECK(kinds(w.done("U2", DraftExternal{plain("Checkout is slow.")})) == "ExternalDrafted ExternalApproved");
  CHECK(one_shots(w.told) == "channel_line");
  CHECK(w.incident().external_draft.empty());
}

TEST_CASE("a draft waits for a lead, and whoever becomes it is asked") {
  World w = World::declared();
  w.done("U3", DraftExternal{plain("Checkout is slow.")});
  CHECK(one_shots(w.told).empty());
  const EntryId draft = w.incident().external_draft;
  CHECK(w.refused("U3", ApproveExternal{draft, {}}).code == Code::not_held);
  w.done("U4", AssignRole{.role = "lead", .user = user("U4")});
  CHECK_THAT(one_shots(w.told), Catch::Contains("external_request(U4)"));
  w.done("U4", ApproveExternal{draft, {}});
}

TEST_CASE("only the latest draft can be approved, and none that is not there") {
  World w = led_by("U2");
  CHECK(w.refused("U2", ApproveExternal{}).code == Code::no_entry);
  CHECK(w.refused("U2", ApproveExternal{EntryId(1), {}}).code == Code::no_entry);
  w.done("U3", DraftExternal{plain("one")});
  const EntryId first = w.incident().external_draft;
  w.done("U4", DraftExternal{plain("two")});
  CHECK(one_shots(w.told) == "external_request(U2) external_settled");
  CHECK(w.refused("U2", ApproveExternal{first, {}}).code == Code::no_entry);
}
