// The tables, as a list of migrations. A released migration is never edited: a change is a new one.
#pragma once

#include <cstdint>
#include <span>

namespace muster::storage::sqlite {

/// "Mstr", in the header of every file of ours.
inline constexpr std::int32_t application_id = 0x4d737472;

/// Brings a file from `version - 1` to `version`, inside one transaction that also sets `user_version`.
struct Migration {
  int version;
  const char* sql;
};

/// In order, from 1 on, without gaps.
std::span<const Migration> migrations();

/// States of a row of `surface` and `one_shot`, in an order that partial indexes can use: what is alive is
/// >= 2.
enum class TaskState : int {
  settled = 0,  ///< shown, or sent
  parked = 1,   ///< given up until somebody looks
  blocked = 2,  ///< wanted, but something else comes first
  due = 3       ///< waits for its time; in flight, its time is the end of the lease
};

}  // namespace muster::storage::sqlite
