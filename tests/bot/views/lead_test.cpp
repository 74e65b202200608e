// Who leads, wherever that is said in a word.
#include "bot/digest.h"
#include "bot/views/pieces.h"
#include "tests/catch.h"

using namespace muster;
using namespace muster::bot;

namespace {

const core::Time now = core::from_millis(1'772'329'020'000);

bool has(const std::string& text, const std::string& words) {
  return text.find(words) != std::string::npos;
}

std::string name_of(const core::UserId& user) {
  return user.value == "U1" ? "ada" : user.value;
}

}  // namespace

TEST_CASE("who was asked to lead isn't shown as who leads, until they have come") {
  Config config;
  config.policy = core::default_policy();
  core::Incident incident;
  incident.id = core::IncidentId(1);
  incident.number = 1;
  incident.version = 1;
  incident.title = core::words(core::plain("checkout is down"));
  incident.severity = "sev2";
  incident.status = "investigating";
  incident.category = core::Category::active;
  incident.declared_at = now;
  const auto topic = [&] { return views::topic(incident, config, name_of); };
  const auto announced = [&] { return slack::message_json(views::announcement(incident, config)); };
  const auto digest = [&] {
    DigestContent content;
    content.open = {incident};
    return slack::message_json(views::digest(content, config, name_of));
  };

  CHECK(has(topic(), "Lead: nobody yet"));
  CHECK(has(announced(), "*Lead*  nobody yet"));
  CHECK(has(views::brief_lines(incident, config), "Lead nobody yet"));
  CHECK(has(digest(), "nobody leads"));

  incident.roles["lead"] = {core::UserId("U1"), now, true};
  CHECK(has(topic(), "Lead: ada (asked)"));
  CHECK(has(announced(), "*Lead*  <@U1> (asked)"));
  CHECK(has(views::brief_lines(incident, config), "Lead <@U1> (asked)"));
  CHECK(has(digest(), "ada is asked to lead"));

  incident.roles["lead"].asked = false;
  CHECK(has(topic(), "Lead: ada"));
  CHECK(has(digest(), "led by ada"));
  for (const auto& text : {topic(), announced(), views::brief_lines(incident, config), digest()})
    CHECK_FALSE(has(text, "asked"));
}
