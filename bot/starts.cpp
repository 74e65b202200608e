#include "bot/starts.h"

#include <fstream>
#include <system_error>
#include <vector>

namespace muster::bot {

namespace {
constexpr std::chrono::minutes lately{10};
}

Starts::Starts(const std::filesystem::path& database) : file_(database) {
  file_ += ".starts";
}

int Starts::crashes_before(core::Time now) {
  std::vector<long long> recent;
  {
    std::ifstream file(file_);
    for (long long at = 0; file >> at;) {
      const auto age = now - core::from_millis(at);
      if (age < lately && age > -lately) recent.push_back(at);
    }
  }
  std::ofstream file(file_, std::ios::trunc);
  for (const auto at : recent) file << at << "\n";
  file << core::to_millis(now) << "\n";
  return static_cast<int>(recent.size());
}

void Starts::forget() {
  std::error_code ignored;
  std::filesystem::remove(file_, ignored);
}

}  // namespace muster::bot
