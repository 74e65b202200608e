// The SQLite engine keeps what storage/store.h promises.
#include "storage/sqlite/sqlite_store.h"

#include "tests/catch.h"
#include "tests/storage/support/contract.h"

namespace muster::storage::testing {

namespace {

Open in(const TempDir& dir) {
  return [file = dir / "muster.db"] {
    SqliteOptions options;
    options.path = file;
    return open_sqlite(options);
  };
}

}  // namespace

TEST_CASE("executing") {
  const TempDir dir;
  executing_contract(in(dir));
}
TEST_CASE("reading") {
  const TempDir dir;
  reading_contract(in(dir));
}
TEST_CASE("searching") {
  const TempDir dir;
  searching_contract(in(dir));
}
TEST_CASE("surfaces") {
  const TempDir dir;
  surfaces_contract(in(dir));
}
TEST_CASE("one-shots") {
  const TempDir dir;
  one_shots_contract(in(dir));
}

}  // namespace muster::storage::testing
