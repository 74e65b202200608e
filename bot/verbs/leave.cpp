#include "bot/verb.h"

namespace muster::bot::verbs {

Verb leave() {
  return {.name = "leave",
          .aliases = {},
          .usage = "leave <role>",
          .help = "Give up a role that you hold",
          .examples = {"leave scribe"},
          .read = [](const Reading& r) -> ReadResult {
            const auto* role = r.line.size() == 1 ? r.policy.role(r.line.front()) : nullptr;
            if (!role) return unfit("`leave` takes the role that you give up", "leave scribe");
            return writes(core::LeaveRole{role->key});
          }};
}

}  // namespace muster::bot::verbs
