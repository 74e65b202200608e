#include "core/debrief.h"
#include "core/timers.h"
#include "tests/catch.h"
#include "tests/core/support/world.h"

using namespace muster::core;
using namespace muster::core::test;
using Code = Refusal::Code;

namespace {

/// With nothing else that comes due by itself.
World world() {
  World w = World::declared({.severity = "sev4"});
  w.step = std::chrono::seconds(1);
  return w;
}

const Called& called(const World& w, const char* who, std::size_t page = 0) {
  const Called* found = called_in(w.incident().pages.at(page), UserId(who));
  REQUIRE(found);
  return *found;
}

/// What the bot does by itself after that long.
std::string later(World& w, Duration time) {
  w.now += time - w.step;
  return kinds(w.done("", Tick{}));
}

}  // namespace

TEST_CASE("somebody is asked, again after three minutes, and then who asked is told that nobody comes") {
  World w = world();
  CHECK(kinds(w.done("U1", AskToCome{{UserId("U2")}, {}, {}, plain("the cart loses orders")})) ==
        "PersonPaged");
  CHECK(one_shots(w.told) == "page_message(U2)");
  CHECK(surfaces(w.told) == "members control");
  CHECK(to_plain(w.last_entry().words.body.value()) == "the cart loses orders");
  const Time asked = w.now;
  CHECK(next_timer(w.incident(), w.policy) == asked + page_patience);

  CHECK(later(w, page_patience - std::chrono::seconds(1)).empty());
  CHECK(later(w, std::chrono::seconds(1)) == "PersonPagedAgain");
  CHECK(one_shots(w.told) == "page_message(U2)");
  CHECK(called(w, "U2").times == 2);
  CHECK(next_timer(w.incident(), w.policy) == w.now + page_patience);
  CHECK(later(w, page_patience) == "PageUnanswered");
  CHECK(one_shots(w.told) == "page_failed(U1)");
  CHECK(w.incident().pages.front().over);
  CHECK_FALSE(next_page_timer(w.incident()));
  CHECK(later(w, std::chrono::hours(9)).empty());
}

TEST_CASE(
    "after a list's first the next is asked: who can't come passes it on at once, who is silent after two "
    "tries") {
  World w = world();
  w.done("U1",
         AskToCome{{UserId("U2"), UserId("U3"), UserId("U2"), UserId("U1"), UserId("U4")}, {}, "oncall", {}});
  CHECK(w.incident().pages.front().next == std::vector{UserId("U3"), UserId("U4")});
  CHECK(kinds(w.done("U2", AnswerPage{EntryId(3), false})) == "PageAnswered PersonPaged");
  CHECK(one_shots(w.told) == "page_message(U3)");
  CHECK(later(w, page_patience) == "PersonPagedAgain");
  CHECK(later(w, page_patience) == "PageUnanswered PersonPaged");
  CHECK(one_shots(w.told) == "page_message(U4)");
  CHECK(w.incident().pages.front().by == UserId("U1"));
  CHECK(kinds(w.done("U4", AnswerPage{EntryId(3), true})) == "PageAnswered");
  CHECK_FALSE(next_page_timer(w.incident()));
  CHECK_FALSE(w.incident().pages.front().over);
  CHECK(kinds(w.done("U4", Arrive{})) == "PageArrived");
  CHECK(w.incident().pages.front().over);
  // Who didn't answer then may come all the same, and that is on the record too.
  CHECK(kinds(w.done("U3", AddNote{plain("here now")})) == "PageArrived EntryNoted");
  CHECK(kinds(w.done("U3", AddNote{plain("and still")})) == "EntryNoted");
  CHECK(is_awaited(w.incident(), UserId("U2")));
}

TEST_CASE("hours without the bot are one catching up, not a heap of messages") {
  World w = world();
  w.done("U1", AskToCome{{UserId("U2"), UserId("U3")}, {}, "oncall", {}});
  CHECK(later(w, std::chrono::hours(5)) == "PersonPagedAgain");
  CHECK(later(w, page_patience) == "PageUnanswered PersonPaged");
}

TEST_CASE("an answer is neither an arrival nor given twice, and may be changed") {
  World w = world();
  w.done("U1", AskToCome{{UserId("U2")}, {}, {}, {}});
  CHECK(w.refused("U3", AnswerPage{EntryId(3), true}).code == Code::not_held);
  CHECK(w.refused("U2", AnswerPage{EntryId(99), true}).code == Code::not_held);
  CHECK(kinds(w.done("U2", AnswerPage{EntryId(3), true})) == "PageAnswered");
  CHECK(is_called(w.incident(), UserId("U2")));
  CHECK(w.refused("U2", AnswerPage{EntryId(3), true}).code == Code::already);
  CHECK(kinds(w.done("U2", AnswerPage{EntryId(3), false})) == "PageAnswered");
  CHECK(one_shots(w.told) == "page_failed(U1)");
  CHECK_FALSE(is_called(w.incident(), UserId("U2")));
  CHECK(kinds(w.done("U2", AnswerPage{EntryId(3), true})) == "PageAnswered");
  w.done("U2", Arrive{});
  CHECK(w.refused("U2", AnswerPage{EntryId(3), false}).code == Code::already);
}

TEST_CASE("the same people are asked once, however many ask for them") {
  World w = world();
  w.done("U1", AskToCome{{UserId("U2"), UserId("U3")}, "checkout", "oncall", {}});
  CHECK(w.refused("U4", AskToCome{{UserId("U2")}, {}, {}, {}}).code == Code::already);
  CHECK(w.refused("U4", AskToCome{{UserId("U3"), UserId("U2")}, "checkout", "oncall", {}}).code ==
        Code::already);
  // Whoever is only on the list may be asked by name, and others of a list beside them.
  w.done("U4", AskToCome{{UserId("U3")}, {}, {}, {}});
  w.done("U4", AskToCome{{UserId("U2"), UserId("U5")}, {}, "others", {}});
  CHECK(w.incident().pages.back().people.front().user == UserId("U5"));
  CHECK(w.refused("U1", AskToCome{{UserId("U1")}, {}, {}, {}}).code == Code::empty);
  CHECK(w.refused("U1", AskToCome{}).code == Code::empty);
  w.done("U2", AnswerPage{EntryId(3), true});
  CHECK(w.refused("U4", AskToCome{{UserId("U2")}, {}, {}, {}}).code == Code::already);
  w.done("U2", Arrive{});
  w.done("U4", AskToCome{{UserId("U2")}, {}, {}, {}});
}

TEST_CASE("of a list nobody is asked who is there; by name everybody is") {
  World w = world();
  const AskToCome both{{UserId("U2"), UserId("U3")}, {}, "oncall", {}};
  SECTION("wrote there not long ago") {
    w.presence[UserId("U2")].wrote = w.now - std::chrono::minutes(5);
    w.done("U1", both);
    CHECK(w.incident().pages.front().people.front().user == UserId("U3"));
    CHECK(w.incident().pages.front().next.empty());
    CHECK(std::get<PersonPaged>(w.log.back().event).here == std::vector{UserId("U2")});
    w.done("U1", AskToCome{{UserId("U2")}, {}, {}, {}});
  }
  SECTION("long ago") {
    w.presence[UserId("U2")].wrote = w.now - here_for;
    w.done("U1", both);
    CHECK(called(w, "U2").call == Call::asked);
  }
  SECTION("and is gone") {
    w.presence[UserId("U2")] = {w.now - std::chrono::minutes(5), w.now - std::chrono::minutes(1)};
    w.done("U1", both);
    CHECK(called(w, "U2").call == Call::asked);
  }
  SECTION("has just taken a role") {
    w.done("U2", AssignRole{.role = "scribe", .user = UserId("U2")});
    w.done("U1", both);
    CHECK(w.incident().pages.front().people.front().user == UserId("U3"));
  }
  SECTION("was only given one") {
    w.done("U1", AssignRole{.role = "scribe", .user = UserId("U2")});
    w.done("U1", both);
    CHECK(called(w, "U2").call == Call::asked);
  }
  SECTION("all of them are") {
    for (const char* who : {"U2", "U3"}) w.presence[UserId(who)].wrote = w.now;
    const auto refusal = w.refused("U1", both);
    CHECK(refusal.code == Code::already);
    CHECK_THAT(to_plain(refusal.words), Catch::Contains("here already"));
    CHECK(w.incident().pages.empty());
  }
}

TEST_CASE("of a list that is too long the first are asked, and paged again the others come first") {
  World w = world();
  AskToCome many;
  many.group = "oncall";
  for (std::size_t i = 0; i < most_in_page + 4; ++i) many.people.emplace_back("Q" + std::to_string(10 + i));
  w.done("U1", many);
  CHECK(std::get<PersonPaged>(w.log.back().event).left_out == 4);
  CHECK(w.incident().pages.front().left_out == 4);
  CHECK(called(w, "Q10").call == Call::asked);
  for (std::size_t i = 0; i < most_in_page; ++i)
    w.done("Q" + std::to_string(10 + i), AnswerPage{w.incident().pages.front().id, false});
  REQUIRE(w.incident().pages.front().over);
  w.done("U1", many);
  CHECK(called(w, "Q20", 1).call == Call::asked);
  const auto& next = w.incident().pages.back().next;
  REQUIRE(next.size() == most_in_page - 1);
  CHECK(next[0] == UserId("Q21"));
  CHECK(next[3] == UserId("Q10"));
}

TEST_CASE("what is over calls nobody") {
  World w = world();
  w.done("U1", AskToCome{{UserId("U2"), UserId("U3")}, {}, "oncall", {}});
  w.done("U1", Resolve{});
  CHECK_FALSE(next_page_timer(w.incident()));
  CHECK(w.refused("U1", AskToCome{{UserId("U4")}, {}, {}, {}}).code == Code::closed);
  CHECK(w.refused("U2", AnswerPage{EntryId(3), true}).code == Code::closed);
  w.done("U1", Reopen{});
  CHECK_FALSE(next_page_timer(w.incident()));
  // And the same people can be asked anew.
  w.done("U1", AskToCome{{UserId("U2")}, {}, "oncall", {}});
}

TEST_CASE("an incident remembers so many pages, and forgets those that are over") {
  World w = world();
  for (std::size_t i = 0; i < most_pages; ++i)
    w.done("U1", AskToCome{{UserId("P" + std::to_string(i))}, {}, {}, {}});
  CHECK(w.refused("U1", AskToCome{{UserId("U9")}, {}, {}, {}}).code == Code::too_long);
  w.done("P3", Arrive{});
  w.done("U1", AskToCome{{UserId("U9")}, {}, {}, {}});
  CHECK(w.incident().pages.size() == most_pages);
  CHECK_FALSE(is_awaited(w.incident(), UserId("P3")));
  CHECK(is_awaited(w.incident(), UserId("P4")));
  AskToCome many;
  for (std::size_t i = 0; i < most_in_page + 5; ++i) many.people.emplace_back("Q" + std::to_string(i));
  w.done("P4", Arrive{});
  w.done("U1", many);
  CHECK(w.incident().pages.back().next.size() == most_in_page - 1);
}

TEST_CASE("the debrief says who was asked, what they said, and how long it took them to come") {
  World w = world();
  w.policy.services = {{"checkout", "Checkout"}};
  w.done("U1", AskToCome{{UserId("U2"), UserId("U3")}, "checkout", "oncall", plain("the cart loses orders")});
  later(w, page_patience);
  later(w, page_patience);
  w.now += std::chrono::minutes(1) - w.step;
  w.done("U3", AnswerPage{EntryId(3), true});
  w.now += std::chrono::minutes(4) - w.step;
  w.done("U3", Arrive{});
  DebriefInput input;
  input.incident = w.incident();
  for (const auto& [id, entry] : w.state.entries) input.entries.push_back(entry);
  input.log = w.log;
  input.names = {{UserId("U1"), "Ada"}, {UserId("U2"), "Grace"}, {UserId("U3"), "Linus"}};
  const auto markdown = render_debrief(input, w.policy, Format::markdown);
  INFO(markdown);
  CHECK_THAT(markdown, Catch::Contains("asked by Ada for Checkout, twice; didn't answer"));
  CHECK_THAT(markdown, Catch::Contains("asked by Ada for Checkout; on the way after 1m; came after 5m"));
  CHECK_THAT(markdown, Catch::Contains("Ada asked Grace to come: the cart loses orders"));
  CHECK_THAT(markdown, Catch::Contains("Linus came"));
  CHECK_THAT(render_debrief(input, w.policy, Format::html), Catch::Contains("Who was asked to come"));
  CHECK_THAT(render_debrief(input, w.policy, Format::json), Catch::Contains("\"ms_to_come\": 300000"));
}

TEST_CASE("a page is called off: nobody else is asked, and who was reads that they aren't needed") {
  World w = world();
  w.done("U1", AskToCome{{UserId("U2"), UserId("U3")}, {}, "oncall", {}});
  later(w, page_patience);
  const Called asked = called(w, "U2");
  CHECK(asked.asks == std::vector{EntryId(3), EntryId(4)});

  SECTION("by anybody") {
    CHECK(kinds(w.done("U9", StopPage{})) == "PageStopped");
    CHECK(to_plain(describe(w.last_entry(), w.policy)).find("isn't needed any more") != std::string::npos);
    CHECK(w.last_entry().author == UserId("U9"));
  }
  SECTION("by its button") {
    CHECK(kinds(w.done("U1", StopPage{EntryId(3)})) == "PageStopped");
  }
  SECTION("by who undoes it") {
    CHECK(kinds(w.done("U1", Undo{})) == "Undone PageStopped");
  }
  CHECK(one_shots(w.told) == "page_settled(U2)");
  CHECK(w.told.one_shots.front().payload == "3");
  CHECK(called(w, "U2").call == Call::spared);
  CHECK_FALSE(is_called(w.incident(), UserId("U2")));
  CHECK_FALSE(next_page_timer(w.incident()));
  CHECK(later(w, std::chrono::hours(1)).empty());
  CHECK(w.refused("U2", AnswerPage{EntryId(3), false}).code == Code::already);
  CHECK(w.refused("U1", StopPage{}).code == Code::already);
  // They can be asked anew, and whoever comes all the same has come.
  w.done("U1", AskToCome{{UserId("U2")}, {}, "oncall", {}});
  CHECK(kinds(w.done("U2", AddNote{plain("here I am")})) == "PageArrived PageArrived EntryNoted");
}

TEST_CASE("where nobody is being asked there is nothing to call off") {
  World w = world();
  CHECK(w.refused("U1", StopPage{}).code == Code::already);
  w.done("U1", AskToCome{{UserId("U2")}, {}, {}, {}});
  w.done("U2", AnswerPage{EntryId(3), true});
  CHECK_THAT(to_plain(w.refused("U1", StopPage{}).words), Catch::Contains("on the way"));
  CHECK_THAT(to_plain(w.refused("U1", Undo{}).words), Catch::Contains("Nobody is being asked any more"));
  // Who was asked is there by saying so.
  CHECK(kinds(w.done("U2", StopPage{})) == "PageArrived");
}

TEST_CASE("who was silent reads it, too, when it is called off or over") {
  World w = world();
  w.done("U1", AskToCome{{UserId("U2"), UserId("U3")}, {}, "oncall", {}});
  later(w, page_patience);
  later(w, page_patience);
  SECTION("called off") {
    w.done("U1", StopPage{});
    CHECK(called(w, "U2").call == Call::silent);
    CHECK(one_shots(w.told) == "page_settled(U2) page_settled(U3)");
  }
  SECTION("over") {
    w.done("U1", Resolve{});
    CHECK(one_shots(w.told) == "channel_line page_settled(U2) page_settled(U3)");
  }
}

TEST_CASE("whoever comes ends the asking of others, and they read it") {
  World w = world();
  w.done("U1", AskToCome{{UserId("U2"), UserId("U3")}, {}, "oncall", {}});
  w.done("U2", AnswerPage{EntryId(3), false});
  CHECK(kinds(w.done("U2", AddNote{plain("here after all")})) == "PageArrived EntryNoted");
  CHECK(one_shots(w.told) == "page_settled(U3)");
}

TEST_CASE("who says late that they are on the way is waited for, and nobody else is asked") {
  World w = world();
  w.done("U1", AskToCome{{UserId("U2"), UserId("U3"), UserId("U4")}, {}, "oncall", {}});
  later(w, page_patience);
  CHECK(later(w, page_patience) == "PageUnanswered PersonPaged");
  const auto page = w.incident().pages.front().id;
  CHECK(kinds(w.done("U2", AnswerPage{page, true})) == "PageAnswered");
  CHECK_FALSE(next_page_timer(w.incident()));
  SECTION("whoever was asked meanwhile can't: nobody is told that nobody comes, nor asked") {
    CHECK(kinds(w.done("U3", AnswerPage{page, false})) == "PageAnswered");
    CHECK(one_shots(w.told).empty());
    SECTION("until they can't after all") {
      CHECK(kinds(w.done("U2", AnswerPage{page, false})) == "PageAnswered PersonPaged");
      CHECK(called(w, "U4").call == Call::asked);
    }
  }
  SECTION("who can't after all leaves it to whoever is being asked") {
    CHECK(kinds(w.done("U2", AnswerPage{page, false})) == "PageAnswered");
    CHECK(next_page_timer(w.incident()));
  }
}

TEST_CASE(
    "the last on the list can't while another is on the way: only if that one can't either nobody comes") {
  World w = world();
  w.done("U1", AskToCome{{UserId("U2"), UserId("U3")}, {}, "oncall", {}});
  later(w, page_patience);
  later(w, page_patience);
  const auto page = w.incident().pages.front().id;
  w.done("U2", AnswerPage{page, true});
  w.done("U3", AnswerPage{page, false});
  CHECK(one_shots(w.told).empty());
  w.done("U2", AnswerPage{page, false});
  CHECK(one_shots(w.told) == "page_failed(U1)");
}

TEST_CASE("who answers a page, or gives something back, has not begun what else they were asked for") {
  World w = world();
  w.done("U1", AssignRole{.role = "lead", .user = UserId("U2")});
  w.done("U1", AskToCome{{UserId("U2")}, {}, {}, {}});
  const auto page = w.incident().pages.front().id;
  const bool coming = GENERATE(false, true);
  CHECK(kinds(w.done("U2", AnswerPage{page, coming})) == "PageAnswered");
  CHECK(w.incident().roles.at("lead").asked);
  CHECK_FALSE(w.incident().acknowledged_at);
}
