// The configuration in force: as it was read, with the people of the groups that it names.
#include "bot/app.h"
#include "tests/catch.h"

using namespace muster;
using namespace muster::bot;

namespace {

std::shared_ptr<const Config> permitting(const std::string& group) {
  auto config = std::make_shared<Config>();
  config->policy = core::default_policy();
  config->policy.permissions[core::Permit::declare].groups = {group};
  return config;
}

bool may_declare(const Settings& settings, const char* who) {
  return settings.get()->policy.may(core::Permit::declare, core::UserId(who));
}

storage::Group group(const char* id, const char* handle, std::vector<core::UserId> people) {
  return {id, handle, handle, std::move(people)};
}

}  // namespace

TEST_CASE("who is in a group may what it may, as long as they are in it") {
  Settings settings(permitting("sre"));
  CHECK_FALSE(may_declare(settings, "U1"));
  settings.set_groups({group("S1", "SRE", {core::UserId("U1")}), group("S2", "other", {core::UserId("U2")})});
  CHECK(may_declare(settings, "U1"));
  CHECK_FALSE(may_declare(settings, "U2"));
  settings.set_groups({group("S1", "SRE", {core::UserId("U2")})});
  CHECK_FALSE(may_declare(settings, "U1"));
  CHECK(may_declare(settings, "U2"));

  SECTION("a reload knows them, too") {
    settings.set(permitting("S1"));
    CHECK(may_declare(settings, "U2"));
  }
  SECTION("nothing is put in force anew when nothing has changed") {
    const auto before = settings.get();
    settings.set_groups({group("S1", "SRE", {core::UserId("U2")})});
    CHECK(settings.get() == before);
  }
}
