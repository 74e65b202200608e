// One request of a person or a timer, inside the writer's transaction.
#pragma once

#include <functional>
#include <string>

#include "storage/sqlite/connection.h"
#include "storage/store.h"

namespace muster::storage::sqlite {

/// 16 random bytes.
using Salt = std::function<std::string()>;

struct Executed {
  Result result;
  bool made_work = false;
};

/// Throws what fails; then nothing of it may be kept.
Executed execute(Connection& db, const Request& request, const Salt& salt);

}  // namespace muster::storage::sqlite
