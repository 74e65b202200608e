#include "tests/e2e/support/town.h"

#include <algorithm>
#include <cstdlib>

#include "bot/log.h"
#include "tests/catch.h"

namespace muster::e2e {

namespace {

slack::standin::Options patient(slack::standin::Options options) {
  if (options.limits == 1) options.limits = 0;
  // What Slack's three seconds do is a matter of tests that say so; here, a slow machine is no defect.
  options.ack_limit = options.trigger_life = slack::standin::usual_limit;
  return options;
}

slack::standin::Options with_clock(slack::standin::Options options,
                                   const std::function<core::Duration()>& ahead) {
  if (ahead) {
    options.clock = [real = slack::standin::real_clock(), ahead] {
      return real() + std::chrono::microseconds(ahead()).count();
    };
  }
  return options;
}

bot::Config config_for(const slack::standin::Standin& slack, const std::string& announce) {
  bot::Config config;
  config.policy = core::default_policy();
  config.listen = "127.0.0.1:0";
  config.admin_listen = "127.0.0.1:0";
  config.api_url = slack.api_url();
  config.announce = announce;
  config.log_level = std::getenv("MUSTER_TEST_LOG") ? std::getenv("MUSTER_TEST_LOG") : "error";
  bot::log::configure("text", config.log_level);
  // The stand-in's limits are off; so is the pacing.
  config.pacing.methods.clear();
  config.pacing.other = {1e6, 1000};
  config.pacing.post_per_channel = {1e6, 1000};
  return config;
}

}  // namespace

Town::Town(TownOptions options)
    : slack(patient(with_clock(std::move(options.slack), options.ahead))),
      slack_deadline_(options.slack_deadline),
      webhook_deadline_(options.webhook_deadline),
      edits_apart_(options.edits_apart),
      ahead_(options.ahead) {
  ada = slack.add_person("ada", {.zone = "Europe/Berlin"});
  grace = slack.add_person("grace");
  linus = slack.add_person("linus");
  general = slack.add_channel("general", {ada, grace, linus});
  announce = slack.add_channel("incidents", {ada, grace});
  config_ = config_for(slack, announce);
  if (options.configure) options.configure(config_);
  if (options.start_bot) start();
}

Town::~Town() {
  slack.faults().clear();
  stop();
  // Of every test, whatever it is about. A destructor lets nothing out, so this must not be a REQUIRE.
  for (const auto& objection : slack.objections()) {
    INFO(objection);
    CHECK(std::string_view(objection).empty());
  }
}

void Town::keep_to(core::Permit what, const std::string& who) {
  config_.policy.permissions[what].people.insert(core::UserId(who));
}

void Town::start() {
  storage::SqliteOptions store_options;
  store_options.path = folder.path() / "muster.db";
  store = storage::open_sqlite(store_options);
  transport = slack::make_transport();
  bot::BotOptions options;
  options.config = std::make_shared<const bot::Config>(config_);
  options.secrets = {slack.bot_token(), {slack.signing_secret()}, webhook_secret};
  auto web_options = bot::web_options(config_, options.secrets);
  web_options.deadline = slack::standin::usual_limit;
  slack::WebApi web(*transport, std::move(web_options));
  options.slack_waits = slack::standin::usual_limit;
  options.slack_deadline = slack_deadline_;
  options.webhook_deadline = webhook_deadline_;
  options.edits_apart = edits_apart_;
  if (ahead_) options.clock = [ahead = ahead_] { return bot::system_now() + ahead(); };
  int tries = 1;
  options.workspace =
      bot::know_workspace(*store, web, [&tries](std::chrono::milliseconds) { return ++tries <= 3; });
  REQUIRE(options.workspace);
  bot = std::make_unique<bot::Bot>(*store, *transport, std::move(options));
  slack.set_bot_url("http://127.0.0.1:" + std::to_string(bot->port()) + "/slack/events");
}

void Town::stop() {
  if (bot) bot->stop(slack::standin::usual_limit);
  bot.reset();
  transport.reset();
  store.reset();
}

slack::standin::Answer Town::type(const std::string& who, const std::string& text, const std::string& where) {
  return slack.people().slash(who, "/incident", text, where);
}

slack::standin::Answer Town::press(const std::string& who, const std::string& button,
                                   const std::string& where, const std::string& near) {
  return slack.people().press(who, {.text = button, .near = near, .channel = where});
}

std::string Town::declare(const std::string& title, const std::string& flags) {
  const auto workspace = *store->only_workspace();
  storage::IncidentFilter all;
  all.open_only = false;
  all.include_private = true;
  all.limit = 1;
  const auto latest = store->list(workspace.id, all);
  const int number = latest.empty() ? 1 : latest.front().number + 1;
  const auto answer = type(ada, "declare " + title + " " + flags, general);
  INFO(answer.body);
  REQUIRE(answer.ok());
  REQUIRE(until([&] {
    const auto made = store->by_number(workspace.id, number);
    return made && !made->channel.empty();
  }));
  REQUIRE(quiet());
  return incident(number).channel.value;
}

core::Incident Town::incident(int number) {
  auto found = store->by_number(store->only_workspace()->id, number);
  REQUIRE(found);
  return *std::move(found);
}

std::vector<core::Entry> Town::entries(int number) {
  auto all = store->all_entries(incident(number).id);
  std::sort(all.begin(), all.end(), [](const auto& a, const auto& b) { return a.id < b.id; });
  return all;
}

Shown Town::control(const std::string& channel, const std::string& who) {
  const auto screen = slack.screen(who.empty() ? ada : who);
  const auto* place = screen.channel(channel);
  Shown found;
  int count = 0;
  if (!place) return found;
  for (const auto& message : place->messages) {
    const bool is_control = !message.ephemeral && std::find(message.buttons.begin(), message.buttons.end(),
                                                            "More") != message.buttons.end();
    const bool is_closed_control =
        !message.ephemeral &&
        std::any_of(message.buttons.begin(), message.buttons.end(),
                    [](const auto& button) { return button == "Reopen" || button == "Unmerge"; });
    if (!is_control && !is_closed_control) continue;
    found = message;
    ++count;
  }
  CHECK(count <= 1);
  return found;
}

bool Town::until(const std::function<bool()>& so) {
  return slack.wait_until(so);
}

bool Town::until_stored(const std::function<bool()>& so) {
  // The world tells when it changes, the store doesn't: so it is asked again every now and then, too.
  const auto limit = std::chrono::steady_clock::now() + slack::standin::usual_limit;
  do {
    if (slack.wait_until(so, std::chrono::milliseconds(20))) return true;
  } while (std::chrono::steady_clock::now() < limit);
  return false;
}

bool Town::quiet() {
  // Events first: what they cause is in the queues once they were acknowledged.
  return until_stored([this] {
    if (!slack.settle(std::chrono::seconds(5))) return false;
    const auto stats = store->queue_stats();
    return stats.surfaces_behind == 0 && stats.one_shots_waiting == 0 &&
           slack.settle(std::chrono::seconds(5));
  });
}

std::string Town::all_that(const std::string& who) {
  std::string all;
  for (const auto& [name, lines] : slack::standin::surfaces(slack.screen(who))) {
    all += "== " + name + "\n";
    for (const auto& line : lines) all += line + "\n";
  }
  return all;
}

int Town::count_calls(const std::string& method) {
  return static_cast<int>(slack.calls(method).size());
}

}  // namespace muster::e2e
