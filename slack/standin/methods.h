// The Web API's methods, one function each, over an unlocked State: the inside of web_api.cpp.
#pragma once

#include <chrono>
#include <map>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "slack/standin/world.h"

namespace slack::standin {

/// `ok:false`, and why.
struct ApiError {
  std::string code;
  std::vector<std::string> messages{};  ///< response_metadata.messages
  std::string extra{};                  ///< JSON object of further members
};
using ApiResult = tl::expected<nlohmann::json, ApiError>;

struct MethodContext {
  State& state;
  const std::map<std::string, std::string>& args;
  std::chrono::milliseconds trigger_life;
  std::string upload_url;
  bool post_anywhere = false;  ///< chat:write.public
  std::size_t most_on_page = 1000;

  std::string arg(std::string_view name) const;
  bool has(std::string_view name) const;
  bool flag(std::string_view name) const;
  const std::string& bot() const { return state.names.bot_user; }
};

struct Method {
  ApiResult (*run)(MethodContext&);
  bool json = true;  ///< false: a JSON body is ignored
  /// Any one of them is enough; with four of them, the one for the channel's kind (public, private, DM,
  /// group DM) is needed.
  std::vector<std::string> scopes{};
  std::vector<std::string> required{};
};
/// Every method there is, by name.
const std::map<std::string, Method, std::less<>>& methods();

// The groups that methods() is made of.
using MethodTable = std::map<std::string, Method, std::less<>>;
MethodTable conversation_methods();
MethodTable chat_methods();
MethodTable view_methods();
MethodTable other_methods();

// --- what several of them need
tl::unexpected<ApiError> fail(std::string code);
tl::unexpected<ApiError> fail_with(std::string code, const std::vector<std::string>& messages);
/// Nothing but ok, or the operation's error.
ApiResult done(const Outcome<void>& outcome);
/// A channel that the app can see: public ones and its own.
tl::expected<Channel*, ApiError> visible_channel(MethodContext& c, const std::string& id);
/// One that it is in; archived ones only if asked for.
tl::expected<Channel*, ApiError> own_channel(MethodContext& c, const std::string& id,
                                             bool archived_too = false);
/// The items of one page, and response_metadata.next_cursor in `reply`. `key_of` orders and identifies.
struct PageRange {
  std::size_t begin = 0, end = 0;
};
tl::expected<PageRange, ApiError> page(MethodContext& c, const std::vector<std::string>& keys,
                                       std::size_t default_limit, nlohmann::json& reply);
/// `blocks`, if given and legal.
tl::expected<std::string, ApiError> blocks_argument(MethodContext& c);

}  // namespace slack::standin
