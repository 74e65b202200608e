#include "slack/manifest.h"

#include <rapidcheck.h>

#include <algorithm>
#include <map>
#include <set>
#include <stdexcept>

#include "slack/text.h"
#include "tests/catch.h"
#include "tests/slack/support/hostile.h"

namespace slack {
namespace {

using testing::hostile;

// From U+0800 to U+FFFF: what the manifest escapes.
void append_utf8(std::string& out, unsigned long code) {
  out += static_cast<char>(0xE0U | code >> 12U);
  out += static_cast<char>(0x80U | (code >> 6U & 0x3FU));
  out += static_cast<char>(0x80U | (code & 0x3FU));
}

// A scalar of the YAML that manifests are written in: plain, or double-quoted with escapes.
std::string scalar(const std::string& text) {
  if (text.front() != '"') {
    if (text.find_first_of("\"'#&*!|>%@`{}[],") != std::string::npos ||
        text.find(": ") != std::string::npos) {
      throw std::runtime_error("needs quotes: " + text);
    }
    return text;
  }
  std::string out;
  std::size_t i = 1;
  for (; i < text.size() && text[i] != '"'; ++i) {
    if (static_cast<unsigned char>(text[i]) < 0x20) {
      throw std::runtime_error("a control character");
    }
    if (text[i] != '\\') {
      out += text[i];
      continue;
    }
    const char kind = text.at(++i);
    if (kind == 'u') {
      append_utf8(out, std::stoul(text.substr(i + 1, 4), nullptr, 16));
      i += 4;
    } else if (kind == 'n') {
      out += '\n';
    } else if (kind == 't') {
      out += '\t';
    } else if (kind == '"' || kind == '\\') {
      out += kind;
    } else {
      throw std::runtime_error("unknown escape");
    }
  }
  if (i + 1 != text.size()) {
    throw std::runtime_error("text after the quotes: " + text);
  }
  return out;
}

// The values by path ("features/shortcuts/0/name"); throws for what isn't YAML of nested blocks.
std::map<std::string, std::string> parse(const std::string& yaml) {
  std::map<std::string, std::string> out;
  struct Level {
    std::size_t indent;
    std::string path;
    int items;
  };
  std::vector<Level> open = {{0, "", -1}};
  std::size_t start = 0;
  while (start < yaml.size()) {
    const auto end = yaml.find('\n', start);
    if (end == std::string::npos) {
      throw std::runtime_error("no line end");
    }
    std::string line = yaml.substr(start, end - start);
    start = end + 1;
    std::size_t indent = line.find_first_not_of(' ');
    if (indent == std::string::npos || line[indent] == '#') {
      continue;
    }
    while (open.back().indent > indent) {
      open.pop_back();
    }
    if (line.compare(indent, 2, "- ") == 0) {
      auto& owner = open.back();
      if (owner.indent != indent || owner.path.empty()) {
        throw std::runtime_error("an item at the wrong place: " + line);
      }
      const auto path = owner.path + std::to_string(++owner.items) + "/";
      indent += 2;
      if (line.find(": ") == std::string::npos) {
        out[path] = scalar(line.substr(indent));
        continue;
      }
      open.push_back({indent, path, -1});
    }
    const auto colon = line.find(':', indent);
    if (colon == std::string::npos || open.back().indent != indent) {
      throw std::runtime_error("a member at the wrong place: " + line);
    }
    const auto path = open.back().path + line.substr(indent, colon - indent);
    if (colon + 1 == line.size()) {
      const auto next = yaml.find_first_not_of(' ', start);
      if (next == std::string::npos || next - start <= indent) {
        throw std::runtime_error("an empty member: " + line);
      }
      open.push_back({next - start, path + "/", -1});
    } else if (!out.emplace(path, scalar(line.substr(colon + 2))).second) {
      throw std::runtime_error("a member twice: " + path);
    }
  }
  return out;
}

std::vector<std::string> items(const std::map<std::string, std::string>& all, const std::string& path) {
  std::vector<std::string> out;
  for (int i = 0; all.count(path + std::to_string(i) + "/") != 0; ++i) {
    out.push_back(all.at(path + std::to_string(i) + "/"));
  }
  return out;
}

std::size_t size_of(const std::map<std::string, std::string>& all, const std::string& path) {
  const auto it = all.find(path);
  return it == all.end() ? 0 : length(it->second);
}

ManifestOptions usual() {
  ManifestOptions options;
  options.description = "Declare, run and review incidents";
  options.command_description = "Declare an incident, or work on one";
  options.usage_hint = "declare | lead @user | update: text";
  options.url = "https://muster.example.org/slack/events";
  options.shortcuts = {{"Declare an incident from this", "declare_from", "Opens the form", true},
                       {"Declare an incident", "declare", "", false}};
  return options;
}

TEST_CASE("the manifest says what Slack needs to know") {
  const auto all = parse(manifest_yaml(usual()));
  CHECK(all.at("display_information/name") == "Muster");
  CHECK(all.at("display_information/description") == "Declare, run and review incidents");
  CHECK(all.at("features/bot_user/display_name") == "muster");
  CHECK(all.at("features/app_home/home_tab_enabled") == "true");
  CHECK(all.at("features/app_home/messages_tab_enabled") == "true");
  CHECK(all.at("features/app_home/messages_tab_read_only_enabled") == "false");
  CHECK(all.at("features/slash_commands/0/command") == "/incident");
  CHECK(all.at("features/slash_commands/0/usage_hint") == "declare | lead @user | update: text");
  CHECK(all.at("features/slash_commands/0/should_escape") == "true");
  CHECK(all.at("features/shortcuts/0/type") == "message");
  CHECK(all.at("features/shortcuts/0/callback_id") == "declare_from");
  CHECK(all.at("features/shortcuts/1/type") == "global");
  CHECK(all.at("features/shortcuts/1/description") == "Declare an incident");
  for (const char* path :
       {"features/slash_commands/0/url", "settings/event_subscriptions/request_url",
        "settings/interactivity/request_url", "settings/interactivity/message_menu_options_url"}) {
    CHECK(all.at(path) == "https://muster.example.org/slack/events");
  }
  CHECK(all.at("settings/interactivity/is_enabled") == "true");
  CHECK(all.at("settings/socket_mode_enabled") == "false");
  CHECK(all.at("settings/token_rotation_enabled") == "false");
  CHECK(items(all, "oauth_config/scopes/bot/") == bot_scopes());
  CHECK(items(all, "settings/event_subscriptions/bot_events/") == bot_events());
}

TEST_CASE("without an address it is Socket Mode") {
  ManifestOptions options = usual();
  options.url.clear();
  const auto all = parse(manifest_yaml(options));
  CHECK(all.at("settings/socket_mode_enabled") == "true");
  CHECK(std::none_of(all.begin(), all.end(),
                     [](const auto& member) { return member.first.find("url") != std::string::npos; }));
}

TEST_CASE("every event has the scope that lets the bot see it, and nothing asks for e-mail") {
  const std::set<std::string> scopes(bot_scopes().begin(), bot_scopes().end());
  CHECK(scopes.size() == bot_scopes().size());
  CHECK(scopes.count("users:read.email") == 0);
  const std::vector<std::pair<std::string, std::vector<std::string>>> needs = {
      {"message.channels", {"channels:history"}},
      {"message.groups", {"groups:history"}},
      {"message.im", {"im:history"}},
      {"message.mpim", {"mpim:history"}},
      {"app_mention", {"app_mentions:read"}},
      {"reaction_", {"reactions:read"}},
      {"pin_", {"pins:read"}},
      {"member_", {"channels:read", "groups:read"}},
      {"channel_", {"channels:read"}},
      {"group_", {"groups:read"}},
      {"team_join", {"users:read"}},
      {"user_change", {"users:read"}},
      {"subteam_", {"usergroups:read"}},
      {"app_home_opened", {}},
      {"tokens_revoked", {}},
      {"app_uninstalled", {}}};
  for (const auto& event : bot_events()) {
    const auto need =
        std::find_if(needs.begin(), needs.end(), [&](const auto& n) { return event.rfind(n.first, 0) == 0; });
    INFO(event);
    REQUIRE(need != needs.end());
    for (const auto& scope : need->second) {
      CHECK(scopes.count(scope) == 1);
    }
  }
  CHECK(std::set<std::string>(bot_events().begin(), bot_events().end()).size() == bot_events().size());
  CHECK(bot_events().size() <= 100);
  CHECK(bot_scopes().size() <= 255);
}

TEST_CASE("each limit of a manifest is kept") {
  ManifestOptions options;
  const std::string word(5000, 'w');
  options.name = options.description = options.bot_name = options.command = word;
  options.command_description = options.usage_hint = word;
  options.url = "https://x";
  for (int i = 0; i < 12; ++i) {
    options.shortcuts.push_back({word, "c" + std::to_string(i), word, false});
  }
  options.shortcuts.push_back({"No id", word, "", false});
  const auto yaml = manifest_yaml(options);
  const auto all = parse(yaml);
  CHECK(size_of(all, "display_information/name") == 35);
  CHECK(size_of(all, "display_information/description") == 140);
  CHECK(size_of(all, "features/bot_user/display_name") == 80);
  CHECK(size_of(all, "features/slash_commands/0/command") == 32);
  CHECK(size_of(all, "features/slash_commands/0/description") == 2000);
  CHECK(size_of(all, "features/slash_commands/0/usage_hint") == 1000);
  CHECK(size_of(all, "features/shortcuts/9/description") == 150);
  CHECK(size_of(all, "features/shortcuts/9/name") == 75);
  CHECK(all.count("features/shortcuts/10/name") == 0);
  CHECK(yaml.find("# 2 more are left out") != std::string::npos);
}

TEST_CASE("names are made of what Slack allows in them") {
  ManifestOptions options;
  options.bot_name = "Muster Böt!";
  options.command = "Major Incident";
  auto all = parse(manifest_yaml(options));
  CHECK(all.at("features/bot_user/display_name") == "muster-b-t");
  CHECK(all.at("features/slash_commands/0/command") == "/major-incident");
  options.bot_name = options.command = options.name = " \xff ";
  all = parse(manifest_yaml(options));
  CHECK(all.at("features/bot_user/display_name") == "muster");
  CHECK(all.at("features/slash_commands/0/command") == "/incident");
  options.name = "";
  CHECK(parse(manifest_yaml(options)).at("display_information/name") == "Muster");
}

TEST_CASE("texts come out of the YAML as they went in") {
  ManifestOptions options = usual();
  options.description = "yes: \"no\" \\ # not a comment, - 'x' {y} \u2028\u2029\ufeff\uffff 😀 é";
  CHECK(parse(manifest_yaml(options)).at("display_information/description") == options.description);
  // A line end to YAML, so it can't stand there as it is.
  CHECK(manifest_yaml(options).find("\\u2028") != std::string::npos);
}

TEST_CASE("whatever is configured, the manifest is one that Slack takes") {
  REQUIRE(rc::check("manifests", [] {
    ManifestOptions options;
    options.name = *hostile();
    options.description = *hostile();
    options.bot_name = *hostile();
    options.command = *hostile();
    options.command_description = *hostile();
    options.usage_hint = *hostile();
    options.url = *hostile();
    for (int i = *rc::gen::inRange(0, 13); i > 0; --i) {
      options.shortcuts.push_back({*hostile(), *hostile(), *hostile(), *rc::gen::arbitrary<bool>()});
    }
    const auto yaml = manifest_yaml(options);
    RC_ASSERT(clean_utf8(yaml) == yaml);
    const auto all = parse(yaml);
    for (const auto& [path, value] : all) {
      RC_ASSERT(!value.empty());
    }
    RC_ASSERT(size_of(all, "display_information/name") <= 35U);
    RC_ASSERT(size_of(all, "display_information/description") <= 140U);
    const auto bot = all.at("features/bot_user/display_name");
    RC_ASSERT(bot.size() <= 80U);
    RC_ASSERT(bot.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-_.") == std::string::npos);
    const auto command = all.at("features/slash_commands/0/command");
    RC_ASSERT(command.size() >= 2U);
    RC_ASSERT(command.size() <= 32U);
    RC_ASSERT(command.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-_", 1) == std::string::npos);
    RC_ASSERT(size_of(all, "features/slash_commands/0/description") <= 2000U);
    RC_ASSERT(size_of(all, "features/slash_commands/0/usage_hint") <= 1000U);
    RC_ASSERT(all.count("features/shortcuts/10/name") == 0U);
    for (int i = 0; i < 10; ++i) {
      const auto at = "features/shortcuts/" + std::to_string(i);
      RC_ASSERT(size_of(all, at + "/callback_id") <= 255U);
      RC_ASSERT(size_of(all, at + "/description") <= 150U);
    }
  }));
}

}  // namespace
}  // namespace slack
