#include <nlohmann/json.hpp>

#include "core/debrief.h"
#include "tests/catch.h"
#include "tests/core/support/debrief_sample.h"

using namespace muster::core;
using muster::core::testing::at;
using muster::core::testing::bare;
using muster::core::testing::note;
using muster::core::testing::sample;
using muster::core::testing::sample_policy;
using Json = nlohmann::json;

namespace {

Json exported(const DebriefInput& input) {
  return Json::parse(render_debrief(input, sample_policy(), Format::json));
}

Json entry(const Json& document, int id) {
  for (const Json& line : document["timeline"]) {
    if (line["entry"] == id) return line;
  }
  return nullptr;
}

}  // namespace

TEST_CASE("JSON says what it is and tells the incident") {
  const Json document = exported(sample());
  CHECK(document["format"] == "muster.debrief");
  CHECK(document["version"] == 1);
  CHECK(document["confidential"] == false);
  CHECK(document["incident"]["reference"] == "INC-42");
  CHECK(document["incident"]["title"] == "Checkout returns 500 for a third of customers");
  CHECK(document["incident"]["status"]["key"] == "resolved");
  CHECK(document["incident"]["worst_severity"] == "SEV1");
  CHECK(document["milestones"]["declared"]["iso"] == "2026-03-01T02:17:00.000Z");
  CHECK(document["milestones"]["declared"]["ms"] == to_millis(at(2, 17)));
  CHECK(document["milestones"]["reopened"].size() == 1);
  CHECK(document["durations_ms"]["to_acknowledge"] == 65000);
  CHECK(document["durations_ms"]["to_resolve_finally"] == 233 * 60000);
  CHECK(document["durations_ms"]["detected_to_declared"].is_null());
  CHECK(document["updates"]["promises"] == Json{{"kept", 2}, {"late", 1}, {"missed", 0}});
  CHECK(document["people"].size() == 4);
  CHECK(document["messages"] == Json{{"people", 76}, {"bot", 17}});
  CHECK(document["chain_head"] == sample().chain_head);
}

TEST_CASE("the whole log is there, each event as its own form says it") {
  const DebriefInput input = sample();
  const Json document = exported(input);
  REQUIRE(document["log"].size() == input.log.size());
  CHECK(document["log"][0]["kind"] == "IncidentDeclared");
  CHECK(document["log"][0]["seq"] == 1);
  CHECK(document["log"][0]["actor_id"] == "U1");
  CHECK(document["log"][1]["actor_id"].is_null());
  for (const Json& record : document["log"]) CHECK(record["event"].is_object());
}

TEST_CASE("hidden and withdrawn entries are named without text, also in the log") {
  const Json document = exported(sample());
  CHECK(document["timeline"].size() == sample().entries.size());
  int hidden = 0;
  int withdrawn = 0;
  for (const Json& line : document["timeline"]) {
    if (line["hidden"] == true || line["withdrawn"] == true) {
      CHECK(line["text"].is_null());
      if (line.contains("message")) CHECK(line["message"]["files"].empty());
    } else {
      CHECK(line["text"]["plain"].is_string());
      CHECK(line["text"]["spans"].is_array());
    }
    hidden += line["hidden"] == true ? 1 : 0;
    withdrawn += line["withdrawn"] == true ? 1 : 0;
  }
  CHECK(hidden == 1);
  CHECK(withdrawn == 1);
  CHECK(document.dump().find("SECRET") == std::string::npos);
  CHECK(document.dump().find("pool.png") != std::string::npos);
}

TEST_CASE("erased words are said to be erased") {
  const Json document = exported(sample());
  int erased = 0;
  for (const Json& line : document["timeline"]) {
    if (line["erased"] != true) continue;
    ++erased;
    CHECK(line["text"]["plain"] == "[erased]");
  }
  CHECK(erased == 1);
}

TEST_CASE("bytes of any kind make valid JSON") {
  DebriefInput input = bare();
  const std::string bad{"\xFF\xC0\x00 \" \\ </script> \u2028 ]]>", 25};
  input.entries.push_back(note(9, at(2, 20), plain(bad)));
  input.names[UserId{"U1"}] = bad;
  input.chain_head = bad;
  input.incident.channel_name = bad;
  input.incident.title = words(plain(bad));
  input.entries.push_back(note(10, at(2, 21), {{Span::Kind::link, bad, bad}, {Span::Kind::code, bad, ""}}));
  input.log.push_back({2, at(2, 22), at(2, 22), UserId{bad}, ChannelRenamed{bad}});
  const Json document = exported(input);
  CHECK(entry(document, 9)["text"]["plain"].is_string());
  CHECK(document["log"].size() == 2);
}

TEST_CASE("nobody's exact hours are in the export, only bands and totals") {
  const Json document = exported(sample());
  REQUIRE(document["people"].size() == 4);
  for (const Json& person : document["people"]) {
    CHECK(person["hours_band"].is_string());
    CHECK_FALSE(person.contains("hours_ms"));
  }
  CHECK(document["hours_ms"]["sleeping"].is_number());
}
