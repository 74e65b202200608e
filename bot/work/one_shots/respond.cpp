// An answer that was made with its commit: sent to its response_url, at most once.
#include "bot/log.h"
#include "bot/work/work.h"

namespace muster::bot::one_shots {

OneShotResult respond(const Work& work, const storage::OneShotTask& task) {
  if (task.attempts > 1 || task.response_url.empty()) {
    log::info("answer dropped",
              {{"incident", task.incident.value},
               {"why", task.attempts > 1 ? "it may have been said" : "too old to be said"}});
    return storage::Done{};
  }
  const auto sent = work.app.web.respond(task.response_url, task.what.payload);
  if (sent || sent.error().what != slack::Error::What::later) return storage::Done{};
  return again(work, sent.error(), task.attempts);
}

}  // namespace muster::bot::one_shots
