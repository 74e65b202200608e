// What an incident affects.
#include <fmt/format.h>

#include <set>

#include "core/rules.h"

namespace muster::core::rules {

Verdict judge(Case& c, const SetAffected& command) {
  const Incident& now = c.incident;
  if (command.services.empty())
    return refuse(Code::empty, {std::string("No service was named. Nothing was changed.")});
  std::set<std::string> changed;
  std::string names;  // of those that are so already
  for (const std::string& typed : command.services) {
    const auto key = service_key(c, typed);
    if (!key) return tl::unexpected(key.error());
    if (now.affected.contains(*key) == command.affected) {
      names += (names.empty() ? "" : ", ") + c.policy.service_name(*key);
    } else {
      changed.insert(*key);
    }
  }
  if (changed.empty())
    return refuse(Code::already,
                  {fmt::format("{} {} marked{}. Nothing was changed.", names,
                               command.services.size() == 1 ? (command.affected ? "is" : "isn't")
                               : command.affected           ? "are"
                                                            : "aren't",
                               command.affected ? " already" : "")});
  if (command.affected && now.affected.size() + changed.size() > most_affected)
    return refuse(Code::too_long,
                  {fmt::format("{} would affect more than {} services. Name the few from which "
                               "the others follow, and say the rest in the impact.",
                               c.name(), most_affected)});
  for (const std::string& key : changed) {
    if (command.affected)
      c.happened(ServiceAffected{key});
    else
      c.happened(ServiceCleared{key});
  }
  return {};
}

}  // namespace muster::core::rules
