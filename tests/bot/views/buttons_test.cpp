// A button says a line, as if somebody had typed it: here each is read as it would be.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "bot/verb.h"
#include "bot/views/views.h"
#include "tests/catch.h"

using namespace muster;
using namespace muster::bot;
using nlohmann::json;

namespace {

const core::UserId me{"U1"};
const core::Time now = core::from_millis(1'772'329'020'000);

void lines_in(const json& part, std::vector<std::string>& lines) {
  if (part.is_object() && part.value("action_id", "").starts_with("do")) {
    if (part.contains("value")) lines.push_back(part["value"].get<std::string>());
    for (const auto& option : part.value("options", json::array()))
      lines.push_back(option["value"].get<std::string>());
  }
  if (part.is_structured())
    for (const auto& inner : part) lines_in(inner, lines);
}

std::vector<std::string> lines_of(const slack::Blocks& blocks) {
  std::vector<std::string> lines;
  lines_in(json::parse(slack::home_json(blocks)), lines);
  return lines;
}

/// Whether the verb gets its incident by name and takes the words behind it.
bool is_taken(const std::string& text, const Config& config) {
  Line line(text);
  const auto* verb = find_verb(line.front());
  if (!verb) return false;
  line.pop_front();
  if (verb->needs_incident) {
    if (line.empty() || !Line::incident_number(line.front())) return false;
    line.pop_front();
  }
  return verb->read({line, config.policy, "UTC", now, true}).has_value();
}

core::Incident incident_in(core::Category category, const std::string& status) {
  core::Incident made;
  made.id = core::IncidentId(1);
  made.number = 42;
  made.version = 1;
  made.title = core::words(core::plain("checkout is down"));
  made.severity = "sev2";
  made.category = category;
  made.status = status;
  made.channel = core::ChannelId("C1");
  made.roles["lead"] = {me, now, false};
  made.updates = 1;
  made.drill = category == core::Category::active;
  core::Page page;
  page.id = core::EntryId(3);
  page.people.push_back({me, core::Call::asked, now, now});
  made.pages.push_back(page);
  made.handoffs["comms"] = {me, now, 7};
  return made;
}

}  // namespace

TEST_CASE("every button of the main views says a line that its verb takes") {
  Config config;
  config.policy = core::default_policy();
  using C = core::Category;
  const auto category = GENERATE(C::triage, C::active, C::mitigated, C::resolved, C::closed);
  const auto& statuses = config.policy.statuses;
  const auto status =
      std::ranges::find_if(statuses, [&](const auto& def) { return def.category == category; });
  REQUIRE(status != statuses.end());
  const auto incident = incident_in(category, status->key);
  const std::vector<core::Entry> moments;
  slack::Blocks all;
  all.append(views::control(incident, moments, config).blocks);
  all.append(views::panel(incident, moments, config).blocks);
  all.append(views::briefing(incident, moments, now, config).blocks);
  all.append(views::announcement(incident, config).blocks);
  all.append(views::roles(incident, me, config).blocks);
  all.append(views::roles(incident, core::UserId("U2"), config).blocks);
  all.append(views::severities(incident, config).blocks);
  all.append(views::statuses(incident, config).blocks);
  all.append(views::timeline(incident, {{}, false}, config).blocks);
  all.append(views::list(std::vector{incident}, true, config).blocks);
  all.append(views::home({.reader = me, .open = {incident}}, now, config));
  all.append(
      views::search({.words = "checkout", .way = {50, 44}}, {{{incident, {"down"}}}, true}, config).blocks);
  const auto lines = lines_of(all);
  CHECK(lines.size() > 20);
  for (const auto& line : lines) {
    CAPTURE(line);
    CHECK(is_taken(line, config));
  }
}
