// What is written to stderr while this lives: the log.
#pragma once

#include <cstdio>
#include <string>

namespace muster::testing {

class Stderr {
 public:
  Stderr();
  ~Stderr();
  Stderr(const Stderr&) = delete;
  Stderr& operator=(const Stderr&) = delete;
  /// All of it; from now on stderr is what it was before.
  std::string text();

 private:
  void restore();
  int before_;
  std::FILE* file_;
};

}  // namespace muster::testing
