#include "tests/support/stderr.h"

#include <unistd.h>

namespace muster::testing {

Stderr::Stderr() : before_(::dup(STDERR_FILENO)), file_(std::tmpfile()) {
  ::dup2(::fileno(file_), STDERR_FILENO);
}

Stderr::~Stderr() {
  restore();
  std::fclose(file_);
}

std::string Stderr::text() {
  restore();
  std::string out(static_cast<std::size_t>(::lseek(::fileno(file_), 0, SEEK_END)), '\0');
  const auto n = ::pread(::fileno(file_), out.data(), out.size(), 0);
  out.resize(n > 0 ? static_cast<std::size_t>(n) : 0);
  return out;
}

void Stderr::restore() {
  if (before_ < 0) return;
  ::dup2(before_, STDERR_FILENO);
  ::close(before_);
  before_ = -1;
}

}  // namespace muster::testing
