#include "bot/without_slack.h"

#include <fmt/core.h>

#include <algorithm>
#include <future>

#include "bot/dispatch.h"
#include "bot/engine.h"
#include "bot/line.h"
#include "bot/views/views.h"
#include "core/debrief.h"
#include "storage/sqlite/sqlite_store.h"

namespace muster::bot {

namespace {

constexpr int most_incidents = 1000;

/// `INC-42 note …` is what one would say aloud; `note INC-42 …` is how verbs read it.
std::string verb_first(const std::string& line) {
  Line words(line);
  if (words.empty() || !Line::incident_number(words.front())) return line;
  const std::string incident(words.front());
  words.pop_front();
  if (words.empty()) return "panel " + incident;
  const std::string verb(words.front());
  words.pop_front();
  return fmt::format("{} {} {}", verb, incident, words.rest());
}

const Contact* contact_of(const Config& config, const core::UserId& user) {
  const auto found = std::find_if(config.contacts.begin(), config.contacts.end(),
                                  [&](const Contact& contact) { return contact.key == user.value; });
  return found == config.contacts.end() ? nullptr : &*found;
}

std::string name_of(storage::Store& store, core::WorkspaceId workspace, const Config& config,
                    const core::UserId& user) {
  if (const auto* contact = contact_of(config, user)) return contact->name;
  const auto known = store.user(workspace, user);
  return known && !known->name.empty() ? known->name : user.value;
}

std::string one_incident(storage::Store& store, const core::Incident& incident, const Config& config,
                         core::Time now) {
  const auto& policy = config.policy;
  auto text = fmt::format(
      "{}  {}{}\n        {}, {}, declared {} ({})\n", core::reference(incident), views::drill_mark(incident),
      incident.is_private ? std::string("(private)") : core::to_plain(core::shown(incident.title)),
      policy.severity_name(incident.severity), policy.status_name(incident.status),
      core::format_utc(incident.declared_at), core::format_duration(now - incident.declared_at));
  for (const auto& role : policy.roles) {
    const auto holders = core::holders_of(incident, role.key);
    if (holders.empty()) text += fmt::format("        {:<10}  nobody\n", role.name);
    for (const auto& [seat, holder] : holders) {
      const auto* contact = contact_of(config, holder->user);
      text += fmt::format("        {:<10}  {:<24}  {}\n", role.name,
                          name_of(store, incident.workspace, config, holder->user),
                          contact ? contact->phone : std::string("no number"));
    }
  }
  // What a private one affects says much of what it is.
  if (incident.is_private) return text;
  for (const auto& key : incident.affected) {
    const auto* service = policy.service(key);
    auto line = "Affects     " + policy.service_name(key);
    if (service && !service->owner.empty())
      line += fmt::format(" ({})", name_of(store, incident.workspace, config, core::UserId(service->owner)));
    text += fmt::format("        {}\n", line);
    if (!service) continue;
    for (const auto& phone : service->phones) text += fmt::format("                    {}\n", phone);
    if (!service->runbook.empty()) text += fmt::format("                    {}\n", service->runbook);
  }
  return text;
}

}  // namespace

Told do_as(const std::shared_ptr<const Config>& config, const std::string& user, const std::string& line) {
  storage::SqliteOptions options;
  options.path = std::filesystem::absolute(config->database);
  options.beside_server = true;
  const auto store = storage::open_sqlite(std::move(options));
  const auto workspace = store->only_workspace();
  if (!workspace) return {1, "The database knows no workspace yet: start the server once.\n"};
  const auto transport = slack::make_transport(transport_options(*config, process_environment()));
  BotOptions bot;
  bot.config = config;
  bot.workspace = workspace;
  // Only a webhook needs it, and says so; whatever else is done here must not fail for it.
  auto webhook_secret = load_webhook_secret(process_environment());
  if (auto* secret = std::get_if<std::string>(&webhook_secret))
    bot.secrets.webhook_secret = std::move(*secret);
  Engine engine(*store, *transport, bot);

  Ask ask(engine.app, config);
  ask.origin = Origin::command_line;
  ask.user = core::UserId(user);
  const auto known = store->user(workspace->id, ask.user);
  if (known && known->deleted) return {1, fmt::format("{} is deactivated in Slack.\n", user)};
  ask.limited = known && (known->guest || known->external);
  ask.zone = known && core::zone_exists(known->zone) ? known->zone : config->policy.zone;
  ask.now = engine.app.clock();
  ask.request_id = "command line";
  ask.line = verb_first(line);

  std::promise<Ack> answered;
  run_line(std::move(ask), [&answered](Ack ack) { answered.set_value(std::move(ack)); }, {});
  return {0, answered.get_future().get().body};
}

Told callsheet(const Config& config, core::Time now) {
  storage::SqliteOptions options;
  options.path = std::filesystem::absolute(config.database);
  options.read_only = true;
  const auto store = storage::open_sqlite(std::move(options));
  Told told;
  told.text = fmt::format("Call sheet of {}\n\n", core::format_utc(now));
  const auto workspace = store->only_workspace();
  storage::IncidentFilter open;
  open.include_private = true;
  open.limit = most_incidents;
  const auto incidents = workspace ? store->list(workspace->id, open) : std::vector<core::Incident>{};
  for (const auto& incident : incidents) told.text += one_incident(*store, incident, config, now) + "\n";
  if (incidents.empty()) told.text += "No incident is open.\n\n";
  if (config.contacts.empty()) {
    told.text += "No phone numbers: add [[contacts]] to the configuration.\n";
    return told;
  }
  told.text += "Phone numbers\n";
  for (const auto& contact : config.contacts)
    told.text += fmt::format("        {:<36}  {}\n", contact.name, contact.phone);
  return told;
}

}  // namespace muster::bot
