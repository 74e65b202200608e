#include "tests/storage/support/sqlite_hooks.h"

#include <utility>

namespace muster::storage::testing {

namespace {

std::function<void(sqlite3*)>& hook() {
  static std::function<void(sqlite3*)> one;
  return one;
}

int call_hook(sqlite3* db, const char** /*error*/, const sqlite3_api_routines* /*api*/) {
  hook()(db);
  return SQLITE_OK;
}

/// SQLite declares extensions without their parameters.
void (*entry())() {
  return reinterpret_cast<void (*)()>(&call_hook);
}

}  // namespace

OnConnect::OnConnect(std::function<void(sqlite3*)> h) {
  hook() = std::move(h);
  sqlite3_auto_extension(entry());
}

OnConnect::~OnConnect() {
  sqlite3_cancel_auto_extension(entry());
  hook() = nullptr;
}

}  // namespace muster::storage::testing
