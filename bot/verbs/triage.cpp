// The ways out of triage: it is an incident, or it is none.
#include "bot/verb.h"
#include "bot/verbs/conclude.h"

namespace muster::bot::verbs {

Verb confirm() {
  return plain_verb("confirm", "It is an incident: end the triage and begin",
                    core::Conclude{core::Category::active, {}});
}

Verb dismiss() {
  return conclusion(core::Category::dismissed, "It is no incident: end the triage, and say why; asks first",
                    "dismiss: a planned restart");
}

}  // namespace muster::bot::verbs
