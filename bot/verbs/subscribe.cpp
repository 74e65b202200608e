// Updates by direct message, for who isn't in the channel.
#include <fmt/core.h>

#include "bot/verb.h"

namespace muster::bot::verbs {

Verb subscribe() {
  return {.name = "subscribe",
          .aliases = {},
          .usage = "subscribe",
          .help = "Get each update, and the end, as a direct message",
          .examples = {"subscribe", "subscribe INC-42"},
          .read = [](const Reading& r) -> ReadResult {
            if (!no_words(r)) return unfit("`subscribe` takes no words");
            return writes(core::Subscribe{});
          }};
}

Verb unsubscribe() {
  return {.name = "unsubscribe",
          .aliases = {},
          .usage = "unsubscribe",
          .help = "No more direct messages about it",
          .examples = {"unsubscribe INC-42"},
          .read = [](const Reading& r) -> ReadResult {
            if (!no_words(r)) return unfit("`unsubscribe` takes no words");
            return writes(core::Unsubscribe{});
          }};
}

}  // namespace muster::bot::verbs
