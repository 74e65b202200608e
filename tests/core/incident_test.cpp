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

TEST_CASE("everybody who has a part in it is named, and nobody else") {
  Incident incident;
  incident.declared_by = UserId("U1");
  incident.roles["lead"].user = UserId("U2");
  Page page;
  page.people.resize(4);
  const Call calls[] = {Call::asked, Call::coming, Call::silent, Call::came};
  for (std::size_t i = 0; i < 4; ++i) {
    page.people[i].user = UserId("U" + std::to_string(3 + i));
    page.people[i].call = calls[i];
  }
  incident.pages.push_back(page);
  incident.todos[EntryId(7)].owner = UserId("U7");
  incident.todos[EntryId(8)];  // nobody has it
  incident.handoffs["lead"].to = UserId("U8");
  incident.subscribers.insert(UserId("U9"));
  CHECK(parties(incident) ==
        std::set<UserId>{UserId("U1"), UserId("U2"), UserId("U3"), UserId("U4"), UserId("U7"), UserId("U8")});
  for (const char* user : {"U1", "U2", "U3", "U4", "U7", "U8"}) CHECK(party_since(incident, UserId(user)));
  for (const char* user : {"", "U5", "U6", "U9"}) CHECK_FALSE(party_since(incident, UserId(user)));
}
