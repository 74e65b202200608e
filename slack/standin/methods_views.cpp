// views.*: https://docs.slack.dev/surfaces/modals
#include <algorithm>
#include <nlohmann/json.hpp>

#include "slack/standin/methods.h"
#include "slack/standin/rules.h"
#include "slack/standin/wire.h"

namespace slack::standin {

using nlohmann::json;

namespace {

/// The view argument, if it is legal; its text.
tl::expected<std::string, ApiError> view_argument(MethodContext& c, const char* type,
                                                  const std::string& except) {
  const auto text = c.arg("view");
  const auto view = parse_json(text);
  if (!view) return fail_with("invalid_arguments", {"must provide an object [json-pointer:/view]"});
  if (text.size() > limit::view_bytes) return fail("view_too_large");
  auto problems = view_problems(*view);
  if (problems.empty() && view->at("type") != type) {
    problems.push_back("unsupported type [json-pointer:/view/type]");
  }
  if (!problems.empty()) return fail_with("invalid_arguments", problems);
  const auto external = view->value("external_id", std::string());
  const bool taken =
      !external.empty() && std::any_of(c.state.views.begin(), c.state.views.end(), [&](const auto& entry) {
        const auto& [id, other] = entry;
        return id != except && other.open &&
               json::parse(other.json).value("external_id", std::string()) == external;
      });
  if (taken) return fail("duplicate_external_id");
  return text;
}

ApiResult shown(MethodContext& c, const std::string& id) {
  return json{{"view", c.state.to_json(c.state.views.at(id))}};
}

ApiResult open_view(MethodContext& c) {
  auto view = view_argument(c, "modal", {});
  if (!view) return tl::unexpected(view.error());
  const auto id = c.arg("trigger_id");
  const auto trigger = c.state.take_trigger(id, c.trigger_life);
  if (!trigger) return fail(trigger.error());
  return shown(c, c.state.show_view(trigger->user, *view, {}, id));
}

ApiResult push(MethodContext& c) {
  auto view = view_argument(c, "modal", {});
  if (!view) return tl::unexpected(view.error());
  const auto id = c.arg("trigger_id");
  const auto trigger = c.state.take_trigger(id, c.trigger_life);
  if (!trigger) return fail(trigger.error());
  if (trigger->view.empty()) return fail("invalid_trigger_id");  // it came from outside of any modal
  const auto below = c.state.views.find(trigger->view);
  if (below == c.state.views.end() || !below->second.open || below->second.type != "modal")
    return fail("not_found");
  const auto& stack = c.state.people.at(trigger->user).views;
  if (stack.size() >= limit::view_stack) return fail("push_limit_reached");
  return shown(c, c.state.show_view(trigger->user, *view, stack.back(), id));
}

ApiResult update_view(MethodContext& c) {
  auto& views = c.state.views;
  auto found = views.find(c.arg("view_id"));
  if (!c.has("view_id")) {
    found = std::find_if(views.begin(), views.end(), [&](const auto& entry) {
      return entry.second.open && c.has("external_id") &&
             json::parse(entry.second.json).value("external_id", std::string()) == c.arg("external_id");
    });
  }
  if (found == views.end() || !found->second.open) return fail("not_found");
  const auto id = found->first;
  auto view = view_argument(c, found->second.type.c_str(), id);
  if (!view) return tl::unexpected(view.error());
  if (c.has("hash") && c.arg("hash") != found->second.hash) return fail("hash_conflict");
  c.state.change_view(id, *view);
  return shown(c, id);
}

ApiResult publish(MethodContext& c) {
  const auto user = c.arg("user_id");
  const auto found = c.state.people.find(user);
  if (found == c.state.people.end()) {
    return fail_with("invalid_arguments", {"invalid `user_id`"});
  }
  const auto old = found->second.home;
  auto view = view_argument(c, "home", old);
  if (!view) return tl::unexpected(view.error());
  if (c.has("hash") && !old.empty() && c.arg("hash") != c.state.views.at(old).hash)
    return fail("hash_conflict");
  if (old.empty()) return shown(c, c.state.show_view(user, *view, {}, {}));
  c.state.change_view(old, *view);
  return shown(c, old);
}

}  // namespace

MethodTable view_methods() {
  return {{"views.open", {open_view, true, {}, {"view", "trigger_id"}}},
          {"views.push", {push, true, {}, {"view", "trigger_id"}}},
          {"views.update", {update_view, true, {}, {"view"}}},
          {"views.publish", {publish, true, {}, {"user_id", "view"}}}};
}

}  // namespace slack::standin
