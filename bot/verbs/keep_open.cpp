#include "bot/verb.h"

namespace muster::bot::verbs {

Verb keep_open() {
  return plain_verb("keep-open", "Don't archive the channel of an incident that is over", core::KeepOpen{});
}

}  // namespace muster::bot::verbs
