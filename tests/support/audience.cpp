#include "tests/support/audience.h"

namespace muster::testing {

using slack::standin::Call;
using slack::standin::State;

std::string reader_of(const State& state, const Call& call) {
  const auto arg = [&](const char* name) {
    const auto found = call.args.find(name);
    return found == call.args.end() ? std::string() : found->second;
  };
  if (call.method == "views.publish") return arg("user_id");
  if (call.method == "chat.postEphemeral") return arg("user");
  if (call.method == "response_url") {
    const auto hook = state.hooks.find(arg("hook"));
    return hook == state.hooks.end() ? std::string() : hook->second.user;
  }
  if (call.method == "views.update") {
    // One that is gone was closed by whoever had it.
    const auto view = state.views.find(arg("view_id"));
    return view == state.views.end() ? std::string() : view->second.owner;
  }
  if (call.method != "views.open" && call.method != "views.push") return {};
  const auto trigger = state.triggers.find(arg("trigger_id"));
  return trigger == state.triggers.end() ? std::string() : trigger->second.user;
}

std::string bytes_of(const Call& call) {
  std::string bytes;
  for (const auto& [name, value] : call.args) bytes += name + "=" + value + "\n";
  return bytes;
}

}  // namespace muster::testing
