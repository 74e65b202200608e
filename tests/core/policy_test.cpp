#include "core/policy.h"

#include <set>

#include "tests/catch.h"

using namespace muster::core;
using std::chrono::hours;
using std::chrono::minutes;

TEST_CASE("categories have stable names") {
  for (const char* name :
       {"triage", "active", "mitigated", "resolved", "closed", "dismissed", "merged", "stood_down"}) {
    const auto category = parse_category(name);
    REQUIRE(category);
    CHECK(to_string(*category) == name);
    const std::set<std::string> open{"triage", "active", "mitigated"};
    CHECK(is_open(*category) == open.contains(name));
  }
  CHECK_FALSE(parse_category("Active"));
  CHECK_FALSE(parse_category(""));
}

TEST_CASE("a fresh installation has what an incident needs") {
  const Policy policy = default_policy();
  for (const char* role : {"lead", "comms", "scribe"}) {
    REQUIRE(policy.role(role));
    CHECK_FALSE(policy.role(role)->checklist.empty());
    CHECK_FALSE(policy.role(role)->description.empty());
  }
  REQUIRE(policy.severities.size() == 4);
  for (const SeverityDef& severity : policy.severities) {
    CHECK_FALSE(severity.guidance.empty());
    CHECK_FALSE(severity.emoji.empty());
    CHECK(severity.key != policy.unsure_severity);
  }
  for (const auto category : {Category::triage, Category::active, Category::mitigated, Category::resolved,
                              Category::closed, Category::dismissed, Category::merged, Category::stood_down})
    CHECK(policy.first_status(category));
  CHECK(policy.first_status(Category::active)->key == "investigating");
  CHECK(policy.cadence("sev1", {}) == minutes(30));
  CHECK(policy.cadence("sev2", {}) == hours(1));
  CHECK(policy.cadence("sev3", {}) == hours(4));
  CHECK(policy.cadence("sev4", {}) == Duration{0});
  // Not sure yet is treated as the cautious middle.
  CHECK(policy.required_roles("unsure", {}) == policy.required_roles("sev2", {}));
  CHECK(policy.required_roles("gone", {}).empty());
  for (const auto& severity : policy.severities)
    for (const auto& role : severity.required_roles) CHECK(policy.role(role));
}

TEST_CASE("people find things by key, name or number") {
  const Policy policy = default_policy();
  CHECK(policy.role("LEAD") == policy.role("lead"));
  CHECK(policy.status("stood down") == policy.status("stood_down"));
  CHECK(policy.status("Monitoring")->key == "monitoring");
  CHECK(policy.severity("SEV2")->key == "sev2");
  CHECK(policy.severity("2")->key == "sev2");
  CHECK(policy.severity("unsure")->key == "unsure");
  CHECK(policy.severity("not sure YET")->key == "unsure");
  for (const char* none : {"", "0", "5", "sev5", "sev", "sev22", "22", "x", "-1"})
    CHECK_FALSE(policy.severity(none));
  CHECK_FALSE(policy.role(""));
  CHECK_FALSE(policy.status("nonsense"));

  Policy own = policy;
  own.severities = {{"critical", "Critical", "", "", minutes(5)}, {"minor", "sev1", "", "", hours(9)}};
  own.unsure_cadence = "critical";
  CHECK(own.severity("2")->key == "minor");
  CHECK(own.severity("sev2")->key == "minor");
  CHECK(own.severity("sev1")->key == "minor");  // a name goes before a number
  CHECK(own.severity("critical")->key == "critical");
  CHECK(own.cadence("unsure", {}) == minutes(5));
  own.statuses.clear();
  CHECK_FALSE(own.first_status(Category::active));
}

TEST_CASE("keys that left the configuration are shown as they are, and rank last") {
  const Policy policy = default_policy();
  CHECK(policy.role_name("lead") == "Lead");
  CHECK(policy.role_name("pilot") == "pilot");
  CHECK(policy.severity_name("sev1") == "SEV1");
  CHECK(policy.severity_name("unsure") == "Not sure yet");
  CHECK(policy.severity_name("p0") == "p0");
  CHECK(policy.severity_name("1") == "1");  // stored keys are exact
  CHECK(policy.status_name("stood_down") == "Stood down");
  CHECK(policy.status_name("waiting") == "waiting");
  CHECK(policy.severity_rank("sev1") == 0);
  CHECK(policy.severity_rank("unsure") == policy.severity_rank("sev2"));
  CHECK(policy.severity_rank("sev4") == 3);
  CHECK(policy.severity_rank("p0") == 4);
  CHECK(policy.cadence("unsure", {}) == hours(1));
  CHECK(policy.cadence("p0", {}) == Duration{0});
}

TEST_CASE("of a severity's promise and a status' the tighter one holds, and of roles all") {
  Policy policy = default_policy();
  for (StatusDef& status : policy.statuses) {
    if (status.key != "fixing") continue;
    status.update_every = minutes(45);
    status.required_roles = {"scribe", "lead"};
  }
  CHECK(policy.cadence("sev1", "fixing") == minutes(30));
  CHECK(policy.cadence("sev2", "fixing") == minutes(45));
  CHECK(policy.cadence("sev4", "fixing") == minutes(45));
  CHECK(policy.cadence("sev2", "investigating") == hours(1));
  CHECK(policy.cadence("unsure", "fixing") == minutes(45));
  CHECK(policy.cadence("sev4", "gone") == Duration{0});
  CHECK(policy.required_roles("sev2", "fixing") == std::vector<std::string>{"lead", "comms", "scribe"});
  CHECK(policy.required_roles("sev4", "fixing") == std::vector<std::string>{"scribe", "lead"});
  CHECK(policy.required_roles("sev4", "investigating").empty());
}
