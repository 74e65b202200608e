#include "bot/starts.h"

#include <fstream>
#include <system_error>

namespace muster::bot {

namespace {
constexpr std::chrono::minutes lately{10};
}

Starts::Starts(const std::filesystem::path& database) : file_(database) {
  file_ += ".starts";
}

Starts::~Starts() {
  if (noted_) forget();
}

int Starts::crashes_before(core::Time now) const {
  int recent = 0;
  std::ifstream file(file_);
  for (long long at = 0; file >> at;) {
    const auto age = now - core::from_millis(at);
    if (age < lately && age > -lately) ++recent;
  }
  return recent;
}

void Starts::note(core::Time now) {
  std::ofstream(file_, std::ios::app) << core::to_millis(now) << "\n";
  noted_ = true;
}

void Starts::forget() {
  std::error_code ignored;
  std::filesystem::remove(file_, ignored);
}

}  // namespace muster::bot
