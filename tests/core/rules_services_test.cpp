#include "core/debrief.h"
#include "tests/catch.h"
#include "tests/core/support/world.h"

using namespace muster::core;
using namespace muster::core::test;
using Code = Refusal::Code;

namespace {

World world() {
  World w = World::declared();
  w.policy.services = {{"checkout", "Checkout"}, {"search", "Search API"}};
  return w;
}

}  // namespace

TEST_CASE("what is affected is a fact: several at once, by key or name, and silent") {
  World w = world();
  CHECK(kinds(w.done("U1", SetAffected{{"search api", "checkout", "Checkout"}})) ==
        "ServiceAffected ServiceAffected");
  CHECK(w.incident().affected == std::set<std::string>{"checkout", "search"});
  CHECK(surfaces(w.told) == "control announcement");
  CHECK(one_shots(w.told).empty());
  CHECK(to_plain(describe(w.last_entry(), w.policy)) == "Affects Search API");

  CHECK(w.refused("U2", SetAffected{{"checkout"}}).code == Code::already);
  CHECK(kinds(w.done("U2", SetAffected{{"checkout"}, false})) == "ServiceCleared");
  CHECK(to_plain(describe(w.last_entry(), w.policy)) == "No longer affected: Checkout");
  CHECK(w.refused("U2", SetAffected{{"checkout"}, false}).code == Code::already);
  // What is so already keeps nothing else from being said.
  CHECK(kinds(w.done("U2", SetAffected{{"search", "checkout"}})) == "ServiceAffected");
}

TEST_CASE("an unknown service changes nothing, and one that left the configuration can still be taken back") {
  World w = world();
  CHECK(w.refused("U1", SetAffected{{"checkout", "nonsense"}}).code == Code::unknown_key);
  CHECK(w.refused("U1", SetAffected{{}}).code == Code::empty);
  CHECK(w.incident().affected.empty());
  w.done("U1", SetAffected{{"checkout"}});
  w.policy.services.clear();
  CHECK(w.refused("U1", SetAffected{{"search"}}).code == Code::unknown_key);
  CHECK(to_plain(describe(w.last_entry(), w.policy)) == "Affects checkout");
  w.done("U1", SetAffected{{"checkout"}, false});
  CHECK(w.incident().affected.empty());
}

TEST_CASE("no incident affects more services than its head can bear") {
  World w = World::declared();
  SetAffected all;
  for (std::size_t i = 0; i <= most_affected; ++i) {
    const auto key = "s" + std::to_string(i);
    w.policy.services.push_back({key, "Service " + key});
    all.services.push_back(key);
  }
  CHECK(w.refused("U1", all).code == Code::too_long);
  all.services.pop_back();
  w.done("U1", all);
  CHECK(w.refused("U1", SetAffected{{"s" + std::to_string(most_affected)}}).code == Code::too_long);
}

TEST_CASE("what was said to be affected can be undone, and leaves no line") {
  World w = world();
  w.done("U1", SetAffected{{"search"}});
  w.done("U1", SetAffected{{"checkout"}});
  w.done("U1", Undo{});
  CHECK(w.incident().affected == std::set<std::string>{"search"});
  w.done("U1", SetAffected{{"search"}, false});
  w.done("U1", Undo{});
  CHECK(w.incident().affected == std::set<std::string>{"search"});
  std::size_t shown = 0;
  for (const auto& [id, entry] : w.state.entries)
    if (entry.kind == EntryKind::service && !entry.hidden) ++shown;
  CHECK(shown == 1);
}
