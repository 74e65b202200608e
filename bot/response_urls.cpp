#include "bot/response_urls.h"

#include <fmt/core.h>

#include <random>

namespace muster::bot {

namespace {
constexpr std::chrono::minutes life{30};
constexpr std::size_t most = 1000;
}  // namespace

std::string ResponseUrls::keep(const std::string& url, core::Time now) {
  if (url.empty()) return {};
  std::random_device random;
  Kept kept{fmt::format("{:08x}{:08x}", random(), random()), url, now};
  const std::lock_guard lock(mutex_);
  while (!kept_.empty() && (kept_.size() >= most || now - kept_.front().at > life)) kept_.pop_front();
  kept_.push_back(kept);
  return kept.token;
}

std::string ResponseUrls::find(const std::string& token, core::Time now) {
  const std::lock_guard lock(mutex_);
  for (const auto& kept : kept_) {
    if (kept.token == token && now - kept.at <= life) return kept.url;
  }
  return {};
}

}  // namespace muster::bot
