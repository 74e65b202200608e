#include "tests/bot/support/test_app.h"

#include <future>

#include "bot/dispatch.h"
#include "tests/catch.h"

namespace muster::bot::testing {

tl::expected<slack::HttpReply, slack::HttpFailure> YesTransport::post(const slack::HttpCall& call) {
  const std::lock_guard lock(mutex_);
  calls_.push_back(call.url.substr(call.url.rfind('/') + 1));
  slack::HttpReply reply;
  reply.status = 200;
  reply.body =
      R"({"ok":true,"channel":"C9","ts":"1.000001","view":{"id":"V1","hash":"h"},"team_id":"T1","user_id":"UBOT"})";
  return reply;
}

std::vector<std::string> YesTransport::calls() {
  const std::lock_guard lock(mutex_);
  return calls_;
}

namespace {

std::unique_ptr<storage::Store> open_store(const std::filesystem::path& folder) {
  storage::SqliteOptions options;
  options.path = folder / "muster.db";
  return storage::open_sqlite(options);
}

slack::WebApiOptions options() {
  slack::WebApiOptions options;
  options.token = "xoxb-test";
  options.base_url = "http://127.0.0.1:1/api/";
  return options;
}

}  // namespace

Config TestApp::test_config() {
  Config config;
  config.policy = core::default_policy();
  return config;
}

TestApp::TestApp(Config config)
    : settings(std::make_shared<const Config>(std::move(config))),
      store(open_store(folder.path())),
      web(transport, options()),
      jumps(*store, [this] { return now; }, {}),
      app{*store,
          web,
          settings,
          metrics,
          urgent,
          slow,
          response_urls,
          counted,
          talk,
          jumps,
          arrivals,
          webhooks,
          homes,
          [this] { return now; },
          store->bind_workspace({{}, "T1", "", "A1", "UBOT", "BBOT", "https://test.slack.com/"})} {}

Ask TestApp::ask(const std::string& user, const std::string& channel, Origin origin) {
  Ask ask(app, settings.get());
  ask.origin = origin;
  ask.user = core::UserId(user);
  ask.zone = "UTC";
  ask.channel = slack::ChannelId(channel);
  ask.is_there = !channel.empty();
  ask.trigger = slack::TriggerId("1.2.3");
  ask.now = now;
  return ask;
}

namespace {

Ack run(Ask ask, const std::string& line) {
  ask.line = line;
  std::promise<Ack> answer;
  run_line(std::move(ask), [&answer](Ack ack) { answer.set_value(std::move(ack)); });
  return answer.get_future().get();
}

}  // namespace

Ack TestApp::type(const std::string& user, const std::string& channel, const std::string& line) {
  return run(ask(user, channel), line);
}
Ack TestApp::press(const std::string& user, const std::string& channel, const std::string& line) {
  return run(ask(user, channel, Origin::button), line);
}

storage::Result TestApp::execute(core::IncidentId id, const std::string& user, core::Command command) {
  storage::Request request;
  request.workspace = app.workspace.id;
  request.incident = id;
  request.actor = core::UserId(user);
  request.command = std::move(command);
  request.now = now;
  request.policy = policy_of(settings.get());
  return store->execute(std::move(request));
}

core::Incident TestApp::declare(const std::string& title, const std::string& channel, bool is_private) {
  core::Declare declare;
  declare.title = core::plain(title);
  declare.is_private = is_private;
  const auto made = execute({}, "U1", std::move(declare));
  const auto id = made.outcome.after.incident.id;
  execute(id, "", core::RecordChannel{core::ChannelId(channel), "inc", is_private});
  return *store->incident(id);
}

core::Incident TestApp::incident(int number) {
  return *store->by_number(app.workspace.id, number);
}

std::size_t TestApp::events() {
  storage::IncidentFilter filter;
  filter.open_only = false;
  filter.include_private = true;
  filter.limit = 1000;
  std::size_t count = 0;
  for (const auto& found : store->list(app.workspace.id, filter))
    count += static_cast<std::size_t>(found.version);
  return count;
}

}  // namespace muster::bot::testing
