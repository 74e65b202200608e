#include "tests/e2e/support/emulate.h"

#include <arpa/inet.h>
#include <httplib.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "slack/standin/wire.h"

namespace muster::e2e {

using nlohmann::json;

namespace {

constexpr std::chrono::seconds call_limit{30};
constexpr int ports_to_try = 5;

std::string program() {
  return MUSTER_EMULATE_DIR "/node_modules/emulate/dist/index.js";
}

/// One that nobody listened on just now.
int free_port() {
  const int probe = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  const bool bound = probe >= 0 && ::bind(probe, reinterpret_cast<sockaddr*>(&address), size) == 0 &&
                     ::getsockname(probe, reinterpret_cast<sockaddr*>(&address), &size) == 0;
  if (probe >= 0) ::close(probe);
  if (!bound) throw std::runtime_error("no port is free for emulate");
  return ntohs(address.sin_port);
}

json seed_of(const std::vector<std::string>& people, const std::vector<std::string>& channels,
             const std::vector<std::string>& scopes) {
  json users = json::array();
  json tokens = json::array();
  for (const auto& name : people) {
    users.push_back({{"name", name}, {"real_name", name}});
    tokens.push_back({{"token", Emulate::token_of(name)}, {"type", "user"}, {"user", name}});
  }
  json places = json::array();
  for (const auto& name : channels) places.push_back({{"name", name}});
  tokens.push_back({{"token", Emulate::bot_token},
                    {"type", "bot"},
                    {"user", Emulate::bot_user},
                    {"app_id", Emulate::app},
                    {"bot_id", Emulate::bot},
                    {"bot_user_id", Emulate::bot_user},
                    {"scopes", scopes}});
  const json muster{{"client_id", "1.2"},     {"client_secret", "unused"},        {"app_id", Emulate::app},
                    {"name", "Muster"},       {"redirect_uris", json::array()},   {"scopes", scopes},
                    {"bot_id", Emulate::bot}, {"bot_user_id", Emulate::bot_user}, {"bot_name", "muster"}};
  return {{"slack",
           {{"team", {{"name", "Acme"}, {"domain", "acme"}}},
            {"strict_scopes", true},
            {"users", users},
            {"channels", places},
            {"oauth_apps", json::array({muster})},
            {"tokens", tokens}}}};
}

}  // namespace

Emulate::Emulate(const std::vector<std::string>& people, const std::vector<std::string>& channels,
                 const std::vector<std::string>& scopes) {
  if (!std::filesystem::exists(program())) {
    throw std::runtime_error("emulate is not installed: run tests/e2e/emulate/install (deploy/test does)");
  }
  const auto seed = folder_.path() / "seed.json";
  std::ofstream(seed) << seed_of(people, channels, scopes).dump();
  bool begun = false;
  for (int i = 0; i < ports_to_try && !begun; ++i) begun = begin(seed);
  if (!begun) throw std::runtime_error("emulate didn't start: " + process_->log());
  const auto users = call(bot_token, "users.list", {{"limit", "1000"}});
  for (const auto& user : users.at("members")) ids_[user.at("name")] = user.at("id");
  const auto places = call(bot_token, "conversations.list", {{"limit", "1000"}});
  for (const auto& place : places.at("channels")) ids_[place.at("name")] = place.at("id");
}

/// False when it ended by itself, as it does when somebody else got the port first.
bool Emulate::begin(const std::string& seed) {
  port_ = free_port();
  process_ = std::make_unique<Process>(
      "/usr/bin/env",
      std::vector<std::string>{"node", program(), "start", "--service", "slack", "--port",
                               std::to_string(port_), "--seed", seed, "--base-url", origin()},
      std::map<std::string, std::string>{}, folder_.path() / "emulate.log");
  // The last line of its greeting; by then it listens, or is about to die of not being able to.
  if (process_->await("Config:").empty()) return false;
  // Who answers there must be the one that was started: it alone knows this token.
  try {
    return call(bot_token, "auth.test").value("user_id", std::string()) == bot_user;
  } catch (const std::runtime_error&) {
    return false;
  }
}

std::string Emulate::answers_url() const {
  return origin() + "/services/" + team + "/" + bot + "/X000000001";
}

json Emulate::call(const std::string& token, const std::string& method,
                   const std::vector<std::pair<std::string, std::string>>& fields) const {
  httplib::Client client(origin());
  client.set_tcp_nodelay(true);
  client.set_read_timeout(call_limit);
  client.set_bearer_token_auth(token.c_str());
  const auto reply =
      client.Post("/api/" + method, slack::standin::encode_form(fields), "application/x-www-form-urlencoded");
  if (!reply) throw std::runtime_error("emulate: no answer to " + method);
  auto answer = json::parse(reply->body, nullptr, false);
  if (!answer.is_object() || !answer.value("ok", false)) {
    throw std::runtime_error("emulate: " + method + ": " + reply->body);
  }
  return answer;
}

std::string Emulate::fetch(const std::string& token, const std::string& url) const {
  const auto parts = slack::standin::split_url(url);
  if (!parts || parts->first != origin()) throw std::runtime_error("emulate: not its own address");
  httplib::Client client(origin());
  client.set_read_timeout(call_limit);
  client.set_bearer_token_auth(token.c_str());
  const auto reply = client.Get(parts->second);
  if (!reply || reply->status != 200) throw std::runtime_error("emulate: can't be fetched: " + parts->second);
  return reply->body;
}

}  // namespace muster::e2e
