// Has the program been crashing again and again? Known from a small file beside the database: each start adds
// a line, a good end or a minute of life takes them away.
#pragma once

#include <filesystem>

#include "core/time.h"

namespace muster::bot {

class Starts {
 public:
  explicit Starts(const std::filesystem::path& database);

  /// Notes this start. How often before it, within the last ten minutes, the program began and neither ended
  /// well nor lived for a minute. A file that can't be read or written counts as none.
  int crashes_before(core::Time now);
  /// All is well: forgets the starts so far.
  void forget();

 private:
  std::filesystem::path file_;
};

}  // namespace muster::bot
