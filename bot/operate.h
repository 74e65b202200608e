// What an operator does with the database from the command line, beside a running server or without one.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "core/time.h"

namespace muster::bot {

/// What to print, and the exit code that says it to a script.
struct Told {
  int code = 0;
  std::string text;
};

/// Checks every incident's record (or one's): a line each, with the hash of its log. Code 1 when there is a
/// fault. `against`: a hash that was posted or printed, 12 digits or more; code 1 when no log holds it.
/// Nobody's words are printed. Throws storage::StoreError when the database can't be read.
Told verify_database(const std::filesystem::path& database, std::optional<int> number,
                     const std::string& against);

/// Copies the database to a new file (storage::backup_sqlite) and says what is in it.
Told back_up_database(const std::filesystem::path& database, const std::filesystem::path& file);

/// Erases what a person wrote (Store::erase), or, without `really`, says how much that is. What is out of
/// reach is named.
Told erase_in_database(const std::filesystem::path& database, const std::string& user, bool really,
                       core::Time now);

/// `muster jobs`: what Slack has not got yet, and what was given up, with its id. `retry` and `drop` hold
/// ids, or `all`.
struct JobsWanted {
  std::vector<std::string> retry, drop;
};
Told jobs_of_database(const std::filesystem::path& database, const JobsWanted& wanted, core::Time now);

}  // namespace muster::bot
