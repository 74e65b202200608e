// Updates by direct message, for who isn't in the channel.
#include "bot/verb.h"

namespace muster::bot::verbs {

Verb subscribe() {
  return plain_verb("subscribe", "Get each update, and the end, as a direct message", core::Subscribe{});
}

Verb unsubscribe() {
  return plain_verb("unsubscribe", "No more direct messages about it", core::Unsubscribe{});
}

}  // namespace muster::bot::verbs
