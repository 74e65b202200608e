#include "slack/manifest.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "slack/ascii.h"
#include "slack/elements.h"
#include "slack/text.h"

namespace slack {
namespace {

constexpr std::size_t max_shortcuts = 10;

// A double-quoted scalar, the only one in which every text can be written, with escapes for what YAML doesn't
// count as printable. The text is clean UTF-8. https://yaml.org/spec/1.2.2, 5.1 and 7.3.1
std::string yaml_string(std::string_view utf8) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 9> escapes = {{{"\"", "\\\""},
                                                                                     {"\\", "\\\\"},
                                                                                     {"\n", "\\n"},
                                                                                     {"\t", "\\t"},
                                                                                     {"\u2028", "\\u2028"},
                                                                                     {"\u2029", "\\u2029"},
                                                                                     {"\ufeff", "\\ufeff"},
                                                                                     {"\ufffe", "\\ufffe"},
                                                                                     {"\uffff", "\\uffff"}}};
  std::string out = "\"";
  while (!utf8.empty()) {
    const auto escape = std::find_if(escapes.begin(), escapes.end(), [&](const auto& candidate) {
      return utf8.substr(0, candidate.first.size()) == candidate.first;
    });
    std::size_t used = 1;
    if (escape != escapes.end()) {
      out += escape->second;
      used = escape->first.size();
    } else {
      out += utf8.front();
    }
    utf8.remove_prefix(used);
  }
  return out + '"';
}

std::string quoted_line(std::string_view bytes, std::size_t max, std::string_view otherwise) {
  const auto text = detail::one_line(bytes, max);
  return yaml_string(text.empty() ? otherwise : text);
}

// Lower case, and a hyphen for each run of what `allowed` doesn't hold; none at the ends.
std::string slug(std::string_view bytes, std::string_view allowed, std::size_t max) {
  std::string out;
  for (const char raw : bytes) {
    const char c = ascii::lower(raw);
    if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || allowed.find(c) != std::string_view::npos) {
      out += c;
    } else if (!out.empty() && out.back() != '-') {
      out += '-';
    }
  }
  out.resize(std::min(out.size(), max));
  out.erase(out.find_last_not_of('-') + 1);
  return out;
}

std::string command_name(std::string_view bytes) {
  const auto start = bytes.find_first_not_of("/ \t\n");
  const auto name = start == std::string_view::npos ? std::string() : slug(bytes.substr(start), "-_", 31);
  return '/' + (name.empty() ? "incident" : name);
}

std::string list(const std::vector<std::string>& items) {
  std::string out;
  for (const auto& item : items) {
    out += fmt::format("      - {}\n", item);
  }
  return out;
}

std::string shortcuts(const std::vector<ManifestOptions::Shortcut>& all) {
  std::string out;
  std::size_t count = 0;
  for (const auto& shortcut : all) {
    if (!detail::Ids::usable(shortcut.callback_id)) {
      out += "    # A shortcut without a callback_id that Slack takes is left out.\n";
      continue;
    }
    if (++count > max_shortcuts) {
      continue;
    }
    const auto name = detail::one_line(shortcut.name, 75);
    out += fmt::format(
        "    - name: {}\n"
        "      type: {}\n"
        "      callback_id: {}\n"
        "      description: {}\n",
        yaml_string(name.empty() ? shortcut.callback_id : name), shortcut.message ? "message" : "global",
        yaml_string(shortcut.callback_id),
        quoted_line(shortcut.description, 150, name.empty() ? detail::nothing : name));
  }
  if (count > max_shortcuts) {
    out += fmt::format("    # {} more are left out: Slack takes {}.\n", count - max_shortcuts, max_shortcuts);
  }
  return count == 0 ? std::string() : "  shortcuts:\n" + out;
}

}  // namespace

const std::vector<std::string>& bot_scopes() {
  static const std::vector<std::string> scopes = {
      "app_mentions:read", "bookmarks:read",  "bookmarks:write", "canvases:write", "channels:history",
      "channels:join",     "channels:manage", "channels:read",   "chat:write",     "chat:write.public",
      "commands",          "files:read",      "files:write",     "groups:history", "groups:read",
      "groups:write",      "im:history",      "im:read",         "im:write",       "mpim:history",
      "mpim:read",         "mpim:write",      "pins:read",       "pins:write",     "reactions:read",
      "reactions:write",   "team:read",       "usergroups:read", "users:read"};
  return scopes;
}

const std::vector<std::string>& bot_events() {
  static const std::vector<std::string> events = {"app_home_opened",
                                                  "app_mention",
                                                  "app_uninstalled",
                                                  "channel_archive",
                                                  "channel_created",
                                                  "channel_deleted",
                                                  "channel_id_changed",
                                                  "channel_left",
                                                  "channel_rename",
                                                  "channel_shared",
                                                  "channel_unarchive",
                                                  "channel_unshared",
                                                  "group_archive",
                                                  "group_deleted",
                                                  "group_left",
                                                  "group_rename",
                                                  "group_unarchive",
                                                  "member_joined_channel",
                                                  "member_left_channel",
                                                  "message.channels",
                                                  "message.groups",
                                                  "message.im",
                                                  "message.mpim",
                                                  "pin_added",
                                                  "pin_removed",
                                                  "reaction_added",
                                                  "reaction_removed",
                                                  "subteam_created",
                                                  "subteam_members_changed",
                                                  "subteam_updated",
                                                  "team_join",
                                                  "tokens_revoked",
                                                  "user_change"};
  return events;
}

std::string manifest_yaml(const ManifestOptions& options) {
  const auto name = detail::one_line(options.name, 35);
  const auto bot_name = slug(options.bot_name, "-_.", 80);
  const auto url = detail::one_line(options.url, 3000);
  const bool socket_mode = url.empty();

  std::string out =
      "_metadata:\n"
      "  major_version: 1\n"
      "  minor_version: 1\n"
      "display_information:\n";
  out += fmt::format("  name: {}\n", quoted_line(name, 35, "Muster"));
  if (const auto description = detail::one_line(options.description, 140); !description.empty()) {
    out += fmt::format("  description: {}\n", yaml_string(description));
  }
  out +=
      "features:\n"
      "  app_home:\n"
      "    home_tab_enabled: true\n"
      "    messages_tab_enabled: true\n"
      "    messages_tab_read_only_enabled: false\n"
      "  bot_user:\n";
  out += fmt::format("    display_name: {}\n    always_online: true\n",
                     yaml_string(bot_name.empty() ? "muster" : bot_name));
  out += shortcuts(options.shortcuts);
  out += fmt::format("  slash_commands:\n    - command: {}\n", yaml_string(command_name(options.command)));
  if (!socket_mode) {
    out += fmt::format("      url: {}\n", yaml_string(url));
  }
  out += fmt::format("      description: {}\n",
                     quoted_line(options.command_description, 2000, name.empty() ? "Muster" : name));
  if (const auto hint = detail::one_line(options.usage_hint, 1000); !hint.empty()) {
    out += fmt::format("      usage_hint: {}\n", yaml_string(hint));
  }
  // Escaped, mentions in a command's text come as ids instead of as names.
  out += "      should_escape: true\n";
  out += "oauth_config:\n  scopes:\n    bot:\n" + list(bot_scopes());
  out += "settings:\n  event_subscriptions:\n";
  if (!socket_mode) {
    out += fmt::format("    request_url: {}\n", yaml_string(url));
  }
  out += "    bot_events:\n" + list(bot_events());
  out += "  interactivity:\n    is_enabled: true\n";
  if (!socket_mode) {
    out += fmt::format("    request_url: {0}\n    message_menu_options_url: {0}\n", yaml_string(url));
  }
  out += fmt::format(
      "  org_deploy_enabled: false\n"
      "  socket_mode_enabled: {}\n"
      "  token_rotation_enabled: false\n",
      socket_mode);
  return out;
}

}  // namespace slack
