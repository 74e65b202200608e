#include "bot/starts.h"

#include <fstream>

#include "tests/catch.h"
#include "tests/support/folder.h"

using namespace muster;
using muster::bot::Starts;

namespace {

constexpr core::Time at(int seconds) {
  return core::Time{core::Duration{1'770'000'000'000LL + seconds * 1000LL}};
}

}  // namespace

TEST_CASE("only those starts count that came to no end, and only lately") {
  const muster::testing::Folder folder;
  const auto database = folder.path() / "muster.db";
  CHECK(Starts(database).crashes_before(at(0)) == 0);
  const auto starts = [&] { return Starts(database).crashes_before(at(60)); };
  {
    Starts one(database);
    one.note(at(1));
    CHECK(starts() == 1);
  }
  CHECK(starts() == 0);
  // One that never got the database leaves the others' lines alone.
  std::ofstream(database.string() + ".starts") << core::to_millis(at(2)) << "\n"
                                               << core::to_millis(at(3)) << "\n";
  { const Starts locked_out(database); }
  CHECK(starts() == 2);
  CHECK(Starts(database).crashes_before(at(2 + 600)) == 1);
  {
    Starts lives(database);
    lives.note(at(10));
    CHECK(starts() == 3);
    lives.forget();
    CHECK(starts() == 0);
  }
}
