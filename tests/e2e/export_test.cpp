#include "bot/export.h"

#include <algorithm>
#include <map>
#include <string>

#include "tests/catch.h"
#include "tests/e2e/support/town.h"

using namespace muster;
using muster::e2e::Fault;
using muster::e2e::Town;

namespace {

std::map<std::string, std::string> uploaded(Town& town, const std::string& channel) {
  return town.slack.world().read([&](const slack::standin::State& state) {
    std::map<std::string, std::string> files;
    for (const auto& [id, file] : state.files) {
      const bool here = std::find(file.channels.begin(), file.channels.end(), channel) != file.channels.end();
      if (file.completed && here) files[file.name] = file.bytes;
    }
    return files;
  });
}

}  // namespace

TEST_CASE(
    "the debrief is uploaded into the channel in four forms, and the same incident gives the same bytes") {
  Town town;
  const auto channel = town.declare("checkout is down", "--sev 1");
  town.type(town.ada, "lead", channel);
  town.type(town.ada, "note 12 pods restarted", channel);
  town.type(town.ada, "resolve", channel);
  const auto answer = town.type(town.ada, "export", channel);
  CHECK(answer.ok());
  REQUIRE(town.quiet());
  const auto files = uploaded(town, channel);
  REQUIRE(files.size() == 4);
  CHECK(files.at("INC-1.md").find("12 pods restarted") != std::string::npos);
  CHECK(files.at("INC-1.html").find("<script") == std::string::npos);
  CHECK(files.at("INC-1.html").find("12 pods restarted") != std::string::npos);
  CHECK(files.at("INC-1.json").find("muster.debrief") != std::string::npos);
  CHECK(files.at("INC-1.csv").find("12 pods restarted") != std::string::npos);

  const auto policy = core::default_policy();
  for (const auto format :
       {core::Format::markdown, core::Format::html, core::Format::json, core::Format::csv}) {
    const auto incident = town.incident(1);
    const auto first = core::render_debrief(bot::debrief_input(*town.store, incident), policy, format);
    const auto second = core::render_debrief(bot::debrief_input(*town.store, incident), policy, format);
    CHECK(first == second);
  }
}

TEST_CASE("a failing upload stands in nobody's way and repeats no other") {
  Town town;
  const auto channel = town.declare("checkout is down");
  town.slack.faults().next("files.getUploadURLExternal", Fault::error("file_uploads_disabled"), 1);
  town.type(town.ada, "export", channel);
  REQUIRE(town.quiet());
  CHECK(uploaded(town, channel).size() == 3);
  CHECK(town.store->queue_stats().parked == 1);
  CHECK(town.type(town.ada, "resolve", channel).text.find("resolved") != std::string::npos);
}
