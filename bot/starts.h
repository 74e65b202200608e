// Has the program been crashing again and again? Known from a small file beside the database: each start adds
// a line, and whatever ends in order, or lives for a minute, takes them away.
#pragma once

#include <filesystem>

#include "core/time.h"

namespace muster::bot {

class Starts {
 public:
  explicit Starts(const std::filesystem::path& database);
  /// Forgets the starts so far, if this one was noted: it came to an end, however badly, and is no crash.
  ~Starts();
  Starts(const Starts&) = delete;
  Starts& operator=(const Starts&) = delete;

  /// How often within the last ten minutes the program began and neither came to an end nor lived for a
  /// minute. A file that can't be read counts as none.
  int crashes_before(core::Time now) const;
  /// Notes this start, once the database is ours.
  void note(core::Time now);
  /// All is well: forgets the starts so far.
  void forget();

 private:
  std::filesystem::path file_;
  bool noted_ = false;
};

}  // namespace muster::bot
