// What SQLite lets a test do to every connection that is opened, whoever opens it.
#pragma once

#include <sqlite3.h>

#include <functional>

namespace muster::storage::testing {

/// While it lives, `hook` is called with every connection that this process opens. One at a time.
class OnConnect {
 public:
  explicit OnConnect(std::function<void(sqlite3*)> hook);
  ~OnConnect();
  OnConnect(const OnConnect&) = delete;
  OnConnect& operator=(const OnConnect&) = delete;
};

}  // namespace muster::storage::testing
