// auth.test, team.info, users.*, usergroups.*, files.*, and what all methods share.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "slack/standin/methods.h"
#include "slack/standin/rules.h"
#include "slack/standin/wire.h"

namespace slack::standin {

using nlohmann::json;

std::string MethodContext::arg(std::string_view name) const {
  const auto found = args.find(std::string(name));
  return found == args.end() ? std::string() : found->second;
}
bool MethodContext::has(std::string_view name) const {
  return args.count(std::string(name)) > 0;
}
bool MethodContext::flag(std::string_view name) const {
  const auto value = arg(name);
  return value == "true" || value == "1";
}

tl::unexpected<ApiError> fail(std::string code) {
  return tl::unexpected(ApiError{std::move(code)});
}

tl::unexpected<ApiError> fail_with(std::string code, const std::vector<std::string>& messages) {
  ApiError error{std::move(code)};
  for (const auto& message : messages) error.messages.push_back("[ERROR] " + message);
  error.extra = dump({{"errors", messages}});
  return tl::unexpected(error);
}

ApiResult done(const Outcome<void>& outcome) {
  if (!outcome) return fail(outcome.error());
  return nlohmann::json::object();
}

tl::expected<Channel*, ApiError> visible_channel(MethodContext& c, const std::string& id) {
  const auto found = c.state.channels.find(id);
  const bool seen =
      found != c.state.channels.end() && (!found->second.is_private() || found->second.has(c.bot()));
  if (!seen) return fail("channel_not_found");
  return &found->second;
}

tl::expected<Channel*, ApiError> own_channel(MethodContext& c, const std::string& id, bool archived_too) {
  auto channel = visible_channel(c, id);
  if (!channel) return channel;
  if ((*channel)->archived && !archived_too) return fail("is_archived");
  if (!(*channel)->has(c.bot())) return fail("not_in_channel");
  return channel;
}

tl::expected<PageRange, ApiError> page(MethodContext& c, const std::vector<std::string>& keys,
                                       std::size_t default_limit, json& reply) {
  std::size_t limit = default_limit;
  if (c.has("limit")) {
    const auto text = c.arg("limit");
    const bool digits =
        !text.empty() && text.size() < 6 && text.find_first_not_of("0123456789") == std::string::npos;
    if (!digits || std::stoul(text) == 0 || std::stoul(text) > 1000) return fail("invalid_limit");
    limit = std::stoul(text);
  }
  PageRange range{0, 0};
  if (!c.arg("cursor").empty()) {
    const auto after = read_cursor(c.arg("cursor"));
    const auto at = after ? std::find(keys.begin(), keys.end(), *after) : keys.end();
    if (at == keys.end()) return fail("invalid_cursor");
    range.begin = static_cast<std::size_t>(at - keys.begin());
  }
  range.end = std::min(keys.size(), range.begin + std::min(limit, c.most_on_page));
  const bool more = range.end < keys.size();
  reply["response_metadata"] = {{"next_cursor", more ? make_cursor(keys[range.end]) : ""}};
  return range;
}

tl::expected<std::string, ApiError> blocks_argument(MethodContext& c) {
  if (!c.has("blocks") || c.arg("blocks").empty()) return std::string();
  const auto blocks = parse_json(c.arg("blocks"));
  if (!blocks || !blocks->is_array()) return fail("invalid_blocks_format");
  const auto problems = block_problems(*blocks, Surface::message);
  if (!problems.empty()) return fail_with("invalid_blocks", problems);
  if (text_in_blocks(*blocks) > limit::message_blocks_text) return fail("msg_blocks_too_long");
  return blocks->empty() ? std::string() : dump(*blocks);
}

namespace {

ApiResult auth_test(MethodContext& c) {
  const auto& names = c.state.names;
  return json{{"url", "https://" + names.domain + ".slack.com/"},
              {"team", names.team_name},
              {"user", names.bot_name},
              {"team_id", names.team},
              {"user_id", names.bot_user},
              {"bot_id", names.bot},
              {"app_id", names.app},
              {"app_name", names.bot_name},
              {"is_enterprise_install", false}};
}

ApiResult team_info(MethodContext& c) {
  const auto& names = c.state.names;
  return json{{"team",
               {{"id", names.team},
                {"name", names.team_name},
                {"domain", names.domain},
                {"url", "https://" + names.domain + ".slack.com/"},
                {"email_domain", ""},
                {"icon", json::object()}}}};
}

ApiResult user_info(MethodContext& c) {
  const auto* who = c.state.person(c.arg("user"));
  if (who == nullptr) return fail("user_not_found");
  return json{{"user", c.state.to_json(*who)}};
}

ApiResult user_list(MethodContext& c) {
  std::vector<std::string> ids;
  for (const auto& [id, person] : c.state.people) {
    if (!person.is.external) ids.push_back(id);  // people of other workspaces are found by users.info only
  }
  json reply{{"members", json::array()}, {"cache_ts", c.state.now() / 1000000}};
  const auto range = page(c, ids, 1000, reply);
  if (!range) return tl::unexpected(range.error());
  for (auto i = range->begin; i < range->end; ++i) {
    reply["members"].push_back(c.state.to_json(c.state.people.at(ids[i])));
  }
  return reply;
}

ApiResult group_list(MethodContext& c) {
  json reply{{"usergroups", json::array()}};
  for (const auto& [id, group] : c.state.groups) {
    if (group.deleted != 0 && !c.flag("include_disabled")) continue;
    auto shown = c.state.to_json(group, c.flag("include_users"));
    if (c.flag("include_count")) shown["user_count"] = std::to_string(group.users.size());
    reply["usergroups"].push_back(std::move(shown));
  }
  return reply;
}

ApiResult group_users(MethodContext& c) {
  const auto found = c.state.groups.find(c.arg("usergroup"));
  const bool seen =
      found != c.state.groups.end() && (found->second.deleted == 0 || c.flag("include_disabled"));
  if (!seen) return fail("no_such_subteam");
  return json{{"users", found->second.users}};
}

ApiResult upload_url(MethodContext& c) {
  const auto length = c.arg("length");
  const bool digits =
      !length.empty() && length.size() < 12 && length.find_first_not_of("0123456789") == std::string::npos;
  if (!digits || std::stoull(length) == 0 || c.arg("filename").empty()) {
    return fail_with("invalid_arguments", {"must be more than 0 [json-pointer:/length]"});
  }
  File file;
  file.id = c.state.next_id("F");
  file.name = file.title = c.arg("filename");
  file.length = std::stoull(length);
  file.user = c.bot();
  file.token = c.state.next_id("up");
  const auto reply = json{{"file_id", file.id}, {"upload_url", c.upload_url + file.token}};
  c.state.files.emplace(file.id, file);
  return reply;
}

ApiResult complete_upload(MethodContext& c) {
  const auto wanted = parse_json(c.arg("files"));
  if (!wanted || !wanted->is_array() || wanted->empty()) {
    return fail_with("invalid_arguments", {"must provide an array [json-pointer:/files]"});
  }
  if (c.has("channel_id")) {
    auto channel = own_channel(c, c.arg("channel_id"));
    if (!channel) return tl::unexpected(channel.error());
  }
  std::vector<std::string> ids;
  for (const auto& one : *wanted) {
    const auto id = one.is_object() ? one.value("id", json()) : json();
    const auto found = id.is_string() ? c.state.files.find(id.get<std::string>()) : c.state.files.end();
    const bool ready = found != c.state.files.end() && found->second.uploaded && !found->second.completed;
    if (!ready) return fail("file_not_found");
    ids.push_back(found->first);
  }
  json reply{{"files", json::array()}};
  for (std::size_t i = 0; i < ids.size(); ++i) {
    auto& file = c.state.files.at(ids[i]);
    file.completed = true;
    const auto title = (*wanted)[i].value("title", json());
    if (title.is_string()) file.title = title.get<std::string>();
    reply["files"].push_back({{"id", file.id}, {"title", file.title}});
  }
  if (c.has("channel_id"))
    c.state.share_files(ids, c.arg("channel_id"), c.arg("initial_comment"), c.arg("thread_ts"));
  return reply;
}

ApiResult delete_file(MethodContext& c) {
  const auto found = c.state.files.find(c.arg("file"));
  if (found == c.state.files.end() || !found->second.completed) return fail("file_not_found");
  if (found->second.user != c.bot()) return fail("cant_delete_file");
  c.state.remove_file(found->first);
  return json::object();
}

}  // namespace

MethodTable other_methods() {
  return {{"auth.test", {auth_test, true, {}, {}}},
          {"team.info", {team_info, false, {"team:read"}, {}}},
          {"users.info", {user_info, false, {"users:read"}, {"user"}}},
          {"users.list", {user_list, false, {"users:read"}, {}}},
          {"usergroups.list", {group_list, false, {"usergroups:read"}, {}}},
          {"usergroups.users.list", {group_users, false, {"usergroups:read"}, {"usergroup"}}},
          // The page lists JSON too, but clients are refused with it.
          {"files.getUploadURLExternal", {upload_url, false, {"files:write"}, {"filename", "length"}}},
          {"files.completeUploadExternal", {complete_upload, true, {"files:write"}, {"files"}}},
          {"files.delete", {delete_file, true, {"files:write"}, {"file"}}}};
}

const MethodTable& methods() {
  static const MethodTable all = [] {
    MethodTable table = other_methods();
    table.merge(conversation_methods());
    table.merge(chat_methods());
    table.merge(view_methods());
    return table;
  }();
  return all;
}

}  // namespace slack::standin
