#include "slack/standin/play.h"

#include <filesystem>
#include <fstream>

#include "tests/catch.h"
#include "tests/slack/standin/client.h"

using namespace slack::standin;
using namespace slack::standin::test;

TEST_CASE("a bot that does nothing is found out in the first scene") {
  Standin slack;
  Bot bot(slack);
  std::vector<std::string> lines;
  PlayOptions options;
  options.print = [&](const std::string& line) { lines.push_back(line); };
  options.patience = std::chrono::milliseconds(1);
  const auto result = play(slack, options);
  CHECK(result.scenes == 1);
  REQUIRE(result.failures.size() == 1);
  CHECK(result.failures[0] == "Ada declares: the form to declare with");
  CHECK(std::find(lines.begin(), lines.end(), "MISSING " + result.failures[0]) != lines.end());
  CHECK(bot.told().fields.at("text") == "checkout is down");
}

TEST_CASE("uploaded files are saved under their bare names") {
  Options options;
  options.limits = 0;
  Standin slack(options);
  const auto step1 =
      form(slack, "files.getUploadURLExternal", {{"filename", "../../debrief.md"}, {"length", "2"}}).parsed();
  post(step1["upload_url"], "application/octet-stream", "hi");
  REQUIRE(call(slack, "files.completeUploadExternal", {{"files", {{{"id", step1["file_id"]}}}}}).ok());
  const auto folder =
      std::filesystem::temp_directory_path() / "muster-play-test" / std::to_string(::getpid());
  CHECK(save_files(slack, folder.string()) == 1);
  std::ifstream in(folder / "debrief.md");
  std::string text;
  in >> text;
  CHECK(text == "hi");
  std::filesystem::remove_all(folder);
}
