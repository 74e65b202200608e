#include "bot/work/inviting.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <vector>

#include "bot/convert.h"

namespace muster::bot {

namespace {

using What = slack::Error::What;
/// Slack takes a thousand; fewer make a smaller mess of one bad name.
constexpr std::size_t at_once = 100;

}  // namespace

std::optional<slack::Error> invite_all(const Work& work, const std::set<core::UserId>& people) {
  const auto channel = to_slack(work.incident.channel);
  std::vector<slack::UserId> users;
  std::ranges::transform(people, std::back_inserter(users), [](const auto& user) { return to_slack(user); });
  std::optional<slack::Error> problem;
  for (std::size_t from = 0; from < users.size(); from += at_once) {
    const std::span some(users.data() + from, std::min(at_once, users.size() - from));
    const auto invited = work.app.web.invite(channel, some);
    if (invited) continue;
    const auto what = invited.error().what;
    if (some.size() > 1 && (what == What::person || what == What::already)) {
      // One bad name fails the whole call: ask for each alone.
      for (const auto& user : some) {
        const auto one = work.app.web.invite(channel, std::array{user});
        if (!one && one.error().what != What::already) problem = one.error();
      }
    } else if (what != What::already) {
      problem = invited.error();
    }
  }
  return problem;
}

}  // namespace muster::bot
