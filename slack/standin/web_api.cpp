#include "slack/standin/web_api.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "slack/standin/elements.h"
#include "slack/standin/methods.h"
#include "slack/standin/objections.h"
#include "slack/standin/rules.h"
#include "slack/standin/wire.h"

namespace slack::standin {

using nlohmann::json;

namespace {

constexpr std::string_view bearer = "Bearer ";
constexpr std::int64_t hook_life = std::int64_t{30} * 60 * 1000000;
constexpr int hook_uses = 5;

/// JSON members as form fields would have them.
void flatten(const json& object, std::map<std::string, std::string>& args) {
  for (const auto& [name, value] : object.items()) {
    if (value.is_null()) continue;
    args[name] = value.is_string() ? value.get<std::string>() : dump(value);
  }
}

/// The one of four scopes that is for the channel in question; empty if there is no such channel.
std::string scope_for_channel(const State& state, const std::string& method, const Method& rule,
                              const std::map<std::string, std::string>& args) {
  const auto arg = [&](const char* name) {
    const auto found = args.find(name);
    return found == args.end() ? std::string() : found->second;
  };
  if (method == "conversations.create")
    return rule.scopes[arg("is_private") == "true" || arg("is_private") == "1" ? 1 : 0];
  if (method == "conversations.list" || method == "users.conversations") return rule.scopes[0];
  const auto* channel = state.channel(arg("channel"));
  return channel == nullptr ? std::string() : rule.scopes[static_cast<std::size_t>(channel->kind)];
}

/// The scope that is missing; empty: none is.
std::string missing_scope(const State& state, const ApiCall& call, const Method& rule,
                          const std::set<std::string>& granted) {
  if (rule.scopes.empty()) return {};
  if (rule.scopes.size() == 4) {
    const auto needed = scope_for_channel(state, call.method, rule, call.args);
    return granted.count(needed) > 0 ? std::string() : needed;
  }
  const bool any = std::any_of(rule.scopes.begin(), rule.scopes.end(),
                               [&](const std::string& scope) { return granted.count(scope) > 0; });
  return any ? std::string() : rule.scopes.front();
}

std::string join(const std::set<std::string>& scopes) {
  std::string out;
  for (const auto& scope : scopes) out += (out.empty() ? "" : ",") + scope;
  return out;
}

/// Changes or deletes the message whose button the address came with.
bool change_original(State& state, const Hook& hook, const State::Draft& to, bool remove) {
  if (hook.message.empty()) return false;
  if (!hook.ephemeral) {
    if (remove) return state.remove(hook.channel, hook.message).has_value();
    return state.edit(hook.channel, hook.message, state.names.bot_user, to).has_value();
  }
  auto& all = state.ephemerals;
  const auto found =
      std::find_if(all.begin(), all.end(), [&](const Ephemeral& e) { return e.ts == hook.message; });
  if (found == all.end()) return false;
  if (remove) {
    all.erase(found);
  } else {
    found->text = to.text;
    found->blocks =
        to.blocks.empty() ? "" : dump(with_ids(json::parse(to.blocks), [&] { return state.next_id("b"); }));
  }
  return true;
}

}  // namespace

const std::set<std::string>& all_scopes() {
  static const std::set<std::string> all = [] {
    std::set<std::string> scopes{"chat:write.public", "commands", "reactions:read", "app_mentions:read"};
    for (const auto& [name, method] : methods()) scopes.insert(method.scopes.begin(), method.scopes.end());
    return scopes;
  }();
  return all;
}

ApiCall read_call(const HttpCall& http, const std::string& method) {
  ApiCall call;
  call.method = method;
  const auto type = lower(http.content_type.substr(0, http.content_type.find(';')));
  if (http.verb == "GET") {
    if (auto fields = decode_form(http.query)) call.args = std::move(*fields);
    call.args.erase("token");  // never accepted in an address
  } else if (type == "application/json") {
    if (lower(http.content_type).find("charset") == std::string::npos) call.warning = "missing_charset";
    const auto body = parse_json(http.body);
    if (!body) {
      call.problem = "invalid_json";
    } else if (!body->is_object()) {
      call.problem = "json_not_object";
    } else {
      flatten(*body, call.args);
      call.args.erase("token");  // with JSON only the header counts
    }
    const auto known = methods().find(method);
    // Such methods read forms only: what a JSON body says is not there for them.
    if (known != methods().end() && !known->second.json) call.args.clear();
  } else if (type == "application/x-www-form-urlencoded" || (type.empty() && http.body.empty())) {
    if (auto fields = decode_form(http.body)) {
      call.args = std::move(*fields);
    } else {
      call.problem = "invalid_form_data";
    }
  } else {
    call.problem = type.empty() ? "missing_post_type" : "invalid_post_type";
  }
  if (http.authorization.rfind(bearer, 0) == 0) {
    call.token = http.authorization.substr(bearer.size());
  } else if (const auto field = call.args.find("token"); field != call.args.end()) {
    call.token = field->second;
  }
  call.args.erase("token");
  return call;
}

WebApi::WebApi(World& world, Options options) : world_(world), options_(std::move(options)) {}

void WebApi::set_access(std::string token, std::set<std::string> scopes) {
  const std::lock_guard lock(access_);
  options_.token = std::move(token);
  options_.scopes = std::move(scopes);
}

void WebApi::set_upload_url(std::string url) {
  const std::lock_guard lock(access_);
  options_.upload_url = std::move(url);
}

std::string WebApi::granted() const {
  const std::lock_guard lock(access_);
  return join(options_.scopes);
}

std::string WebApi::answer(const ApiCall& call, std::string& result) {
  const auto now = [this] {
    const std::lock_guard lock(access_);
    return options_;
  }();
  const auto& scopes = now.scopes;
  const auto judged = [&]() -> ApiResult {
    const auto found = methods().find(call.method);
    if (found == methods().end()) return fail("unknown_method");
    if (call.token.empty()) return fail("not_authed");
    if (call.token != now.token || now.token.empty()) return fail("invalid_auth");
    if (!call.problem.empty()) return fail(call.problem);
    const auto& rule = found->second;
    return world_.change([&](State& state) -> ApiResult {
      if (const auto scope = missing_scope(state, call, rule, scopes); !scope.empty()) {
        return tl::unexpected(
            ApiError{"missing_scope", {}, dump({{"needed", scope}, {"provided", join(scopes)}})});
      }
      for (const auto& name : rule.required) {
        if (call.args.count(name) > 0) continue;
        // What an unread channel looks like, where a JSON body was sent to a method that reads forms.
        if (name == "channel") return fail("channel_not_found");
        return fail_with("invalid_arguments", {"missing required field: " + name});
      }
      MethodContext context{
          state,           call.args, now.trigger_life, now.upload_url, scopes.count("chat:write.public") > 0,
          now.most_on_page};
      return rule.run(context);
    });
  }();
  json body;
  if (judged) {
    body = *judged;
    body["ok"] = true;
    result = "ok";
  } else {
    if (!judged.error().extra.empty()) body = json::parse(judged.error().extra);
    body["ok"] = false;
    body["error"] = judged.error().code;
    if (!judged.error().messages.empty()) body["response_metadata"]["messages"] = judged.error().messages;
    result = judged.error().code;
  }
  if (!call.warning.empty()) {
    body["warning"] = call.warning;
    body["response_metadata"]["warnings"] = json::array({call.warning});
  }
  if (auto wrong = objection_to(call.method, call.args, result, body); !wrong.empty())
    world_.change([&](State& state) { state.object(std::move(wrong)); });
  return dump(body);
}

HttpReply WebApi::upload(const std::string& token, const std::string& bytes) {
  return world_.change([&](State& state) {
    HttpReply reply;
    reply.content_type = "text/plain";
    for (auto& [id, file] : state.files) {
      if (file.token != token || file.uploaded) continue;
      if (bytes.size() != file.length) break;
      file.bytes = bytes;
      file.uploaded = true;
      reply.body = "OK - " + std::to_string(bytes.size());
      return reply;
    }
    reply.status = 400;
    reply.body = "upload failed";
    return reply;
  });
}

HttpReply WebApi::respond(const std::string& id, const std::string& content_type, const std::string& text) {
  const auto refused = [](int status, const std::string& why) {
    HttpReply reply;
    reply.status = status;
    reply.body = why;
    reply.content_type = "text/plain";
    return reply;
  };
  const auto body = parse_json(text);
  return world_.change([&](State& state) {
    const auto found = state.hooks.find(id);
    if (found == state.hooks.end()) return refused(404, "no_service");
    auto& hook = found->second;
    if (state.now() - hook.issued > hook_life) return refused(404, "expired_url");
    if (hook.used >= hook_uses) return refused(404, "used_url");
    const bool is_json = lower(content_type).rfind("application/json", 0) == 0 && body;
    const auto wrong = is_json ? response_error(*body) : "invalid_payload";
    state.object(objection_to("response_url", body.value_or(json()), wrong));
    if (!wrong.empty()) return refused(400, wrong);
    ++hook.used;
    State::Draft draft;
    draft.text = body->value("text", std::string());
    const auto blocks = body->find("blocks");
    if (blocks != body->end() && !blocks->is_null() && !blocks->empty()) draft.blocks = dump(*blocks);
    draft.by_app = true;
    const bool remove = body->value("delete_original", json(false)) == true;
    if (remove || body->value("replace_original", json(false)) == true) {
      if (!change_original(state, hook, draft, remove)) return refused(404, "message_not_found");
      return refused(200, "ok");
    }
    draft.thread = body->value("thread_ts", hook.thread);
    if (body->value("response_type", std::string()) == "in_channel") {
      state.post(hook.channel, state.names.bot_user, draft);
    } else {
      state.whisper(hook.channel, hook.user, draft);
    }
    return refused(200, "ok");
  });
}

}  // namespace slack::standin
