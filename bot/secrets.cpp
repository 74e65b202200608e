#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>

#include "bot/config.h"

namespace muster::bot {
namespace {

constexpr std::size_t kLongestSecret = 4096;

/// A secret, or why there is none. Never shows a value.
std::variant<std::string, SecretsProblem> read_secret(const Environment& environment,
                                                      const std::string& name) {
  const std::string file_name = name + "_FILE";
  const auto value = environment(name);
  const auto path = environment(file_name);
  const bool has_value = value && !value->empty();
  const bool has_file = path && !path->empty();
  if (has_value && has_file)
    return SecretsProblem{fmt::format("{} and {} are both set; set one of them", name, file_name)};
  if (!has_value && !has_file)
    return SecretsProblem{fmt::format("{} is missing (or set {})", name, file_name)};

  std::string secret;
  if (has_value) {
    secret = *value;
  } else {
    std::ifstream file(*path, std::ios::binary);
    secret.resize(kLongestSecret + 1);
    file.read(secret.data(), static_cast<std::streamsize>(secret.size()));
    if (file.bad() || (file.fail() && !file.eof()))
      return SecretsProblem{fmt::format("{} names a file that can't be read: {}", file_name, *path)};
    secret.resize(static_cast<std::size_t>(file.gcount()));
  }
  const auto end = secret.find_last_not_of(" \t\r\n");
  secret.resize(end == std::string::npos ? 0 : end + 1);

  const std::string& source = has_value ? name : file_name;
  if (secret.empty()) return SecretsProblem{fmt::format("{} is empty", source)};
  if (secret.size() > kLongestSecret ||
      std::any_of(secret.begin(), secret.end(), [](unsigned char c) { return c <= 0x20 || c >= 0x7f; }))
    return SecretsProblem{
        fmt::format("{} is no secret: it has spaces, line breaks or other characters that none has, or is "
                    "too long",
                    source)};
  return secret;
}

}  // namespace

Environment process_environment() {
  return [](const std::string& name) -> std::optional<std::string> {
    const char* value = std::getenv(name.c_str());
    return value ? std::optional<std::string>(value) : std::nullopt;
  };
}

std::variant<std::string, SecretsProblem> load_webhook_secret(const Environment& environment) {
  const auto is_set = [&](const std::string& name) { return !environment(name).value_or("").empty(); };
  const std::string name = "MUSTER_WEBHOOK_SECRET";
  if (!is_set(name) && !is_set(name + "_FILE")) return std::string();
  return read_secret(environment, name);
}

std::optional<SecretsProblem> missing_secret(const Config& config, const Secrets& secrets) {
  const auto webhook =
      std::ranges::find_if(config.commands, [](const OwnCommand& one) { return !one.url.empty(); });
  if (webhook == config.commands.end() || !secrets.webhook_secret.empty()) return std::nullopt;
  return SecretsProblem{
      fmt::format("MUSTER_WEBHOOK_SECRET is missing (or set MUSTER_WEBHOOK_SECRET_FILE): the command \"{}\" "
                  "has a url, and what is sent there is signed with it; any long random text will do, and "
                  "the webhook must know it",
                  webhook->key)};
}

std::variant<Secrets, SecretsProblem> load_secrets(const Environment& environment) {
  auto token = read_secret(environment, "SLACK_BOT_TOKEN");
  auto signing = read_secret(environment, "SLACK_SIGNING_SECRET");
  auto* no_token = std::get_if<SecretsProblem>(&token);
  auto* no_signing = std::get_if<SecretsProblem>(&signing);
  if (no_token && no_signing) return SecretsProblem{no_token->what + "; " + no_signing->what};
  if (no_token) return *no_token;
  if (no_signing) return *no_signing;

  Secrets secrets;
  secrets.bot_token = std::get<std::string>(token);
  if (!secrets.bot_token.starts_with("xoxb-") && !secrets.bot_token.starts_with("xoxe.xoxb-") &&
      (secrets.bot_token.starts_with("xapp-") || secrets.bot_token.starts_with("xox")))
    return SecretsProblem{"SLACK_BOT_TOKEN is another kind of token; take the Bot User OAuth Token (xoxb-…)"};

  std::string_view rest = std::get<std::string>(signing);
  for (bool more = true; more;) {
    const auto comma = rest.find(',');
    more = comma != std::string_view::npos;
    if (rest.substr(0, comma).empty())
      return SecretsProblem{"SLACK_SIGNING_SECRET has a comma with nothing before or after it"};
    secrets.signing_secrets.emplace_back(rest.substr(0, comma));
    if (more) rest.remove_prefix(comma + 1);
  }
  if (secrets.signing_secrets.size() > 2)
    return SecretsProblem{
        "SLACK_SIGNING_SECRET has more than two secrets; keep the new one and the last one"};
  auto webhook = load_webhook_secret(environment);
  if (auto* problem = std::get_if<SecretsProblem>(&webhook)) return std::move(*problem);
  secrets.webhook_secret = std::get<std::string>(std::move(webhook));
  return secrets;
}

}  // namespace muster::bot
