#include "core/incident.h"

#include "tests/catch.h"

using namespace muster::core;

TEST_CASE("an incident is named by its number") {
  Incident incident;
  incident.number = 42;
  CHECK(reference(incident) == "INC-42");
}

TEST_CASE("kinds of entries have stable names") {
  for (const char* name : {"declared", "note", "message", "status", "severity", "role", "update", "title",
                           "summary", "impact"}) {
    REQUIRE(parse_entry_kind(name));
    CHECK(to_string(*parse_entry_kind(name)) == name);
  }
  CHECK_FALSE(parse_entry_kind("Note"));
  CHECK(to_string(EntryKind::impact) == "impact");
}

TEST_CASE("entries are found by id and by message") {
  State state;
  Entry note;
  note.id = EntryId(3);
  Entry captured;
  captured.id = EntryId(5);
  captured.captured.emplace().message = {ChannelId("C1"), "1.2"};
  state.entries = {{note.id, note}, {captured.id, captured}};
  CHECK(state.entry(EntryId(3))->id == EntryId(3));
  CHECK(state.entry(EntryId(4)) == nullptr);
  CHECK(state.entry_of({ChannelId("C1"), "1.2"})->id == EntryId(5));
  CHECK(state.entry_of({ChannelId("C2"), "1.2"}) == nullptr);
}
