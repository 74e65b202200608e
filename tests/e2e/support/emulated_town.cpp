#include "tests/e2e/support/emulated_town.h"

#include <algorithm>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "bot/log.h"
#include "slack/standin/elements.h"
#include "slack/standin/faults.h"
#include "slack/standin/payloads.h"
#include "slack/standin/wire.h"
#include "slack/standin/world.h"
#include "tests/catch.h"

namespace muster::e2e {

using nlohmann::json;

namespace {

constexpr const char* signing_secret = "emulated-secret";
constexpr int forms_to_try = 20;

json with_ids(const json& blocks) {
  int next = 0;
  return slack::standin::with_ids(blocks, [&next] { return "block" + std::to_string(++next); });
}

json blocks_of(const json& message) {
  return message.value("blocks", json::array());
}

}  // namespace

std::string words_of(const json& message) {
  std::string out = message.value("text", std::string());
  for (const auto& line : slack::standin::lines_of(blocks_of(message))) out += "\n" + line;
  return out;
}

// --- Watched

Watched::Watched() : real_(slack::make_transport()) {}

tl::expected<slack::HttpReply, slack::HttpFailure> Watched::post(const slack::HttpCall& call) {
  auto reply = real_->post(call);
  const auto parts = slack::standin::split_url(call.url);
  Call seen;
  seen.method = parts ? parts->second : call.url;
  if (seen.method.starts_with("/api/")) seen.method.erase(0, 5);
  if (reply) {
    seen.status = reply->status;
    seen.answer = reply->body;
  }
  const std::lock_guard lock(mutex_);
  calls_.push_back(seen);
  called_.notify_all();
  if (seen.method == lost_) {
    lost_.clear();
    return tl::unexpected(slack::HttpFailure{slack::HttpFailure::When::unknown, "reset"});
  }
  return reply;
}

std::vector<Watched::Call> Watched::calls(const std::string& method) const {
  const std::lock_guard lock(mutex_);
  std::vector<Call> found;
  for (const auto& call : calls_) {
    if (call.method == method) found.push_back(call);
  }
  return found;
}

std::size_t Watched::count() const {
  const std::lock_guard lock(mutex_);
  return calls_.size();
}

std::vector<std::pair<std::string, std::string>> Watched::refused() const {
  const std::lock_guard lock(mutex_);
  std::vector<std::pair<std::string, std::string>> found;
  for (const auto& call : calls_) {
    if (call.method == "usergroups.list") continue;
    const auto answer = json::parse(call.answer, nullptr, false);
    if (call.status != 200) {
      found.emplace_back(call.method, "http_" + std::to_string(call.status));
    } else if (answer.is_object() && !answer.value("ok", true)) {
      const auto code = answer.value("error", std::string());
      if (code != "already_in_channel") found.emplace_back(call.method, code);
    }
  }
  return found;
}

void Watched::lose_answer(const std::string& method) {
  const std::lock_guard lock(mutex_);
  lost_ = method;
}

void Watched::wait_for_call(std::chrono::milliseconds limit) {
  std::unique_lock lock(mutex_);
  const auto before = calls_.size();
  called_.wait_for(lock, limit, [&] { return calls_.size() != before; });
}

// --- EmulatedTown

EmulatedTown::EmulatedTown(const std::vector<std::string>& scopes)
    : slack({"ada", "grace", "linus"}, {"shop", "incidents"}, scopes),
      ada(slack.id("ada")),
      grace(slack.id("grace")),
      linus(slack.id("linus")),
      shop(slack.id("shop")),
      announce(slack.id("incidents")),
      courier_(signing_secret, slack::standin::real_clock(), slack::standin::usual_limit) {
  bot::Config config;
  config.policy = core::default_policy();
  config.listen = "127.0.0.1:0";
  config.admin_listen = "127.0.0.1:0";
  config.api_url = slack.api_url();
  config.announce = announce;
  config.log_level = std::getenv("MUSTER_TEST_LOG") ? std::getenv("MUSTER_TEST_LOG") : "error";
  bot::log::configure("text", config.log_level);
  // emulate has no tiers.
  config.pacing.methods.clear();
  config.pacing.other = {1e6, 1000};
  config.pacing.post_per_channel = {1e6, 1000};

  storage::SqliteOptions store_options;
  store_options.path = folder.path() / "muster.db";
  store = storage::open_sqlite(store_options);
  bot::BotOptions options;
  options.secrets = {Emulate::bot_token, {signing_secret}};
  slack::WebApi web(transport, bot::web_options(config, options.secrets));
  options.workspace = bot::know_workspace(*store, web, [](std::chrono::milliseconds) { return false; });
  REQUIRE(options.workspace);
  options.config = std::make_shared<const bot::Config>(config);
  options.slack_waits = options.slack_deadline = slack::standin::usual_limit;
  bot = std::make_unique<bot::Bot>(*store, transport, std::move(options));
  courier_.set_url("http://127.0.0.1:" + std::to_string(bot->port()) + "/slack/events");
  // Names are fetched in the background; who reads a topic sees them.
  REQUIRE(until([&] { return store->user(store->only_workspace()->id, core::UserId(linus)).has_value(); }));
}

EmulatedTown::~EmulatedTown() {
  if (bot) bot->stop(slack::standin::usual_limit);
  bot.reset();
  store.reset();
}

std::string EmulatedTown::send(const std::vector<std::pair<std::string, std::string>>& fields) {
  const auto sent = courier_.send("application/x-www-form-urlencoded", slack::standin::encode_form(fields));
  INFO(sent.failure);
  REQUIRE(sent.status == 200);
  return sent.body;
}

/// A genuine one of emulate's, which forms are opened with.
std::string EmulatedTown::trigger(const std::string& who) const {
  return slack.call(Emulate::bot_token, "views.generateTriggerId", {{"user_id", who}}).at("trigger_id");
}

json EmulatedTown::interaction(const std::string& type, const std::string& who) const {
  return {{"type", type},
          {"team", {{"id", Emulate::team}, {"domain", "acme"}}},
          {"user", {{"id", who}, {"username", "someone"}, {"team_id", Emulate::team}}},
          {"api_app_id", Emulate::app},
          {"token", "unused"},
          {"enterprise", nullptr},
          {"is_enterprise_install", false},
          {"trigger_id", trigger(who)}};
}

std::string EmulatedTown::type(const std::string& who, const std::string& text, const std::string& where) {
  const auto body = send({{"token", "unused"},
                          {"team_id", Emulate::team},
                          {"team_domain", "acme"},
                          {"channel_id", where},
                          {"channel_name", "somewhere"},
                          {"user_id", who},
                          {"user_name", "someone"},
                          {"command", "/incident"},
                          {"text", text},
                          {"api_app_id", Emulate::app},
                          {"is_enterprise_install", "false"},
                          {"response_url", slack.answers_url()},
                          {"trigger_id", trigger(who)}});
  return body.empty() ? body : words_of(json::parse(body));
}

void EmulatedTown::press(const std::string& who, const json& message, const std::string& button,
                         const std::string& near) {
  const auto blocks = with_ids(blocks_of(message));
  for (const auto& placed : slack::standin::usable(blocks)) {
    if (slack::standin::words_on(*placed.element) != button) continue;
    if (placed.near.find(near) == std::string::npos) continue;
    const auto channel = message.at("channel").get<std::string>();
    auto payload = interaction("block_actions", who);
    payload["container"] = {{"type", "message"},
                            {"message_ts", message.at("ts")},
                            {"channel_id", channel},
                            {"is_ephemeral", false}};
    payload["channel"] = {{"id", channel}, {"name", "somewhere"}};
    payload["message"] = message;
    payload["state"] = {{"values", slack::standin::message_state(blocks)}};
    payload["response_url"] = slack.answers_url();
    payload["actions"] =
        json::array({slack::standin::action_of(*placed.block, *placed.element, nullptr, message.at("ts"))});
    send({{"payload", payload.dump()}});
    return;
  }
  FAIL("no button \"" << button << "\" near \"" << near << "\" in: " << words_of(message));
}

json EmulatedTown::form_after(const std::function<void()>& act) {
  const auto opened = [&] { return transport.calls("views.open").size(); };
  const auto late = [&] {
    const auto shown = history(Emulate::general);
    return std::count_if(shown.begin(), shown.end(), [](const json& message) {
      return words_of(message).find("The form came too late") != std::string::npos;
    });
  };
  for (int i = 0; i < forms_to_try; ++i) {
    const auto opened_before = opened();
    const auto late_before = late();
    act();
    REQUIRE(until([&] { return opened() > opened_before || late() > late_before; }));
    if (opened() == opened_before) continue;
    const auto answer = json::parse(transport.calls("views.open").back().answer);
    if (answer.value("ok", false)) return answer.at("view");
    INFO(answer.dump());
    REQUIRE(answer.value("error", std::string()) == "expired_trigger_id");
  }
  FAIL("emulate's triggers end too soon for this machine");
  return {};
}

std::string EmulatedTown::submit(const std::string& who, const json& view,
                                 const std::vector<std::pair<std::string, std::string>>& fields) {
  auto shown = view;
  shown["blocks"] = with_ids(view.at("blocks"));
  auto values = json::object();
  for (const auto& placed : slack::standin::usable(shown["blocks"])) {
    const auto block = placed.block->at("block_id").get<std::string>();
    auto state = slack::standin::untouched(*placed.element);
    for (const auto& [name, value] : fields) {
      if (name != block) continue;
      const auto filled = slack::standin::filled(*placed.element, {value});
      REQUIRE(filled);
      state = *filled;
    }
    values[block][placed.element->at("action_id").get<std::string>()] = state;
  }
  shown["state"] = {{"values", values}};
  auto payload = interaction("view_submission", who);
  payload["view"] = shown;
  payload["response_urls"] = json::array();
  return send({{"payload", payload.dump()}});
}

std::string EmulatedTown::say(const std::string& name, const std::string& where, const std::string& text) {
  return slack.call(Emulate::token_of(name), "chat.postMessage", {{"channel", where}, {"text", text}})
      .at("ts");
}

void EmulatedTown::tell_bot(const json& event) {
  const json envelope{{"type", "event_callback"},
                      {"token", "unused"},
                      {"team_id", Emulate::team},
                      {"api_app_id", Emulate::app},
                      {"event_id", "Ev" + std::to_string(++events_)},
                      {"event_time", slack::standin::real_clock()() / 1000000},
                      {"event", event}};
  REQUIRE(courier_.send("application/json", envelope.dump()).status == 200);
}

std::vector<json> EmulatedTown::history(const std::string& where) const {
  std::vector<json> found;
  const auto page =
      slack.call(Emulate::bot_token, "conversations.history", {{"channel", where}, {"limit", "999"}});
  for (auto message : page.at("messages")) {
    message["channel"] = where;
    found.push_back(std::move(message));
  }
  return found;
}

json EmulatedTown::message(const std::string& where, const std::string& words) const {
  for (auto& found : history(where)) {
    if (words_of(found).find(words) != std::string::npos) return found;
  }
  return nullptr;
}

std::vector<json> EmulatedTown::controls(const std::string& where) const {
  std::vector<json> found;
  for (auto& message : history(where)) {
    const auto blocks = blocks_of(message);
    for (const auto& placed : slack::standin::usable(blocks)) {
      const auto words = slack::standin::words_on(*placed.element);
      if (words != "More" && words != "Reopen") continue;
      found.push_back(message);
      break;
    }
  }
  return found;
}

json EmulatedTown::channel(const std::string& name, const std::string& who) const {
  const auto list = slack.call(Emulate::token_of(who), "conversations.list",
                               {{"types", "public_channel,private_channel"}, {"limit", "999"}});
  for (const auto& channel : list.at("channels")) {
    if (channel.at("name") == name) return channel;
  }
  return nullptr;
}

std::vector<std::string> EmulatedTown::members(const std::string& where) const {
  return slack.call(Emulate::bot_token, "conversations.members", {{"channel", where}}).at("members");
}

bool EmulatedTown::answered(const std::string& words) {
  return until([&] { return !message(Emulate::general, words).is_null(); });
}

core::Incident EmulatedTown::incident(int number) const {
  auto found = store->by_number(store->only_workspace()->id, number);
  REQUIRE(found);
  return *std::move(found);
}

bool EmulatedTown::until(const std::function<bool()>& so) {
  // Most of what changes, changes by a call; the store doesn't tell, so it is asked every now and then, too.
  for (int i = 0; i < 3000; ++i) {
    if (so()) return true;
    transport.wait_for_call(std::chrono::milliseconds(20));
  }
  return false;
}

bool EmulatedTown::quiet() {
  return until([&] { return !store->next_due(); });
}

}  // namespace muster::e2e
