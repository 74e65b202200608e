// The main surfaces as the bot really sends them, on a page that draws them: to be looked at. tests/look
// makes the README's pictures of it.
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>

#include "tests/catch.h"
#include "tests/e2e/support/town.h"

using namespace muster;
using muster::e2e::Town;
using muster::e2e::TownOptions;
using nlohmann::json;

namespace {

std::string file(const std::string& path) {
  std::ifstream in(std::string(MUSTER_SOURCE_DIR) + "/" + path, std::ios::binary);
  REQUIRE(in);
  return {std::istreambuf_iterator<char>(in), {}};
}

class Gallery {
 public:
  explicit Gallery(Town& town) : town_(town) {}

  /// The newest message with these words that this person sees.
  void message(const std::string& picture, const std::string& caption, const std::string& who,
               const std::string& words, const std::string& where = {}) {
    INFO(caption);
    const auto screen = town_.slack.screen(who);
    const auto* shown = screen.find(words, where);
    REQUIRE(shown != nullptr);
    // What a notification and a screen reader have.
    CHECK_FALSE(shown->text.empty());
    json blocks = shown->blocks.empty() ? json::array() : json::parse(shown->blocks);
    add(picture, caption,
        {{"text", shown->text}, {"blocks", std::move(blocks)}, {"ephemeral", shown->ephemeral}});
  }
  /// The form that this person has open; it is closed then.
  void form(const std::string& picture, const std::string& caption, const std::string& who) {
    INFO(caption);
    REQUIRE(town_.until([&] { return town_.slack.screen(who).form() != nullptr; }));
    const auto id = town_.slack.screen(who).form()->id;
    json view;
    town_.slack.world().change(
        [&](slack::standin::State& state) { view = json::parse(state.views.at(id).json); });
    add(picture, caption, {{"view", std::move(view)}});
    town_.slack.people().close(who, true);
  }

  std::string page() const {
    json names = {{town_.slack.bot_user(), "muster"}};
    town_.slack.world().change([&](slack::standin::State& state) {
      for (const auto& [id, person] : state.people) names[id] = person.name;
      for (const auto& [id, channel] : state.channels) names[id] = channel.name;
    });
    std::string data = json({{"names", names}, {"items", items_}}).dump();
    // Inside of a script, "</" could end it.
    for (std::size_t at = 0; (at = data.find("</", at)) != std::string::npos; at += 3)
      data.insert(at + 1, "\\");
    return "<!doctype html><meta charset=\"utf-8\"><title>Muster in Slack</title><style>" +
           file("slack/standin/blocks.css") + "</style><main></main><script>" +
           file("slack/standin/blocks.js") + "const data = " + data + R"(;
const only = location.hash.slice(1);
for (const item of data.items.filter((one) => !only || one.picture === only)) {
  document.querySelector("main").append(
    node("h3", "", item.caption),
    item.what.view ? drawForm(item.what.view, data.names) : drawMessage(item.what, data.names));
}
document.body.dataset.height = document.querySelector("main").offsetHeight;
</script>)";
  }

 private:
  void add(const std::string& picture, const std::string& caption, json what) {
    items_.push_back({{"picture", picture}, {"caption", caption}, {"what", std::move(what)}});
  }

  Town& town_;
  json items_ = json::array();
};

}  // namespace

TEST_CASE("the main surfaces can be looked at, and each has words for who can't see it") {
  std::atomic<long long> minutes{0};
  TownOptions options;
  options.ahead = [&] { return std::chrono::minutes(minutes); };
  Town town(std::move(options));
  Gallery gallery(town);

  town.type(town.ada, "", town.general);
  gallery.form("declare", "/incident", town.ada);

  const auto channel = town.declare("Checkout is down", "--sev 1");
  gallery.message("declare", "To who declared it", town.ada, "is declared", town.general);
  gallery.message("start", "A new incident: the pinned message of its channel", town.ada, "I'll take it",
                  channel);
  minutes = 2;
  town.type(town.grace, "lead", channel);
  gallery.message("start", "The answer", town.grace, "You are *Lead*", channel);
  town.type(town.ada, "comms @linus", channel);
  town.type(town.ada, "summary The payment provider refuses our certificate", channel);
  town.type(town.ada, "impact Nobody can pay; 2,000 carts an hour", channel);
  REQUIRE(town.quiet());
  minutes = 6;
  town.type(town.grace, "update: New certificate is on its way; no workaround yet.", channel);
  town.type(town.linus, "note INC-1 certificate expired at 02:00", channel);
  REQUIRE(town.quiet());
  gallery.message("control", "The pinned message, six minutes later", town.ada, "Latest", channel);
  gallery.message("announcement", "In the announcement channel", town.ada, "Catch me up", town.announce);
  gallery.message("messages", "To who was asked to take a role", town.linus, "asks you to be");
  town.press(town.grace, "Update", channel);
  gallery.form("update", "Update", town.grace);
  town.type(town.grace, "severity", channel);
  gallery.message("severity", "/incident severity", town.grace, "Set SEV2", channel);
  town.type(town.grace, "catchup", channel);
  gallery.message("catchup", "/incident catchup", town.grace, "Where things stand", channel);
  town.type(town.grace, "timeline", channel);
  gallery.message("timeline", "/incident timeline", town.grace, "Timeline of", channel);
  minutes = 33;
  REQUIRE(town.until([&] { return town.slack.screen(town.linus).find("wait for it") != nullptr; }));
  gallery.message("messages", "To who promised an update", town.linus, "wait for it");
  town.type(town.grace, "", channel);
  gallery.message("panel", "/incident in the channel", town.grace, "Rename", channel);
  town.type(town.grace, "pause 2h the provider's certificate", channel);
  gallery.message("refusal", "A refusal", town.grace, "Pause it all the same", channel);
  town.type(town.grace, "resolve: New certificate is in place", channel);
  REQUIRE(town.quiet());
  gallery.message("resolved", "The answer, and the line in the channel", town.grace, "is resolved after",
                  channel);
  gallery.message("resolved", "The pinned message at the end", town.ada, "Reopen", channel);
  town.type(town.grace, "close: nothing is left to be done", channel);
  REQUIRE(town.quiet());
  minutes += std::chrono::minutes(std::chrono::days(7)).count();
  REQUIRE(town.until([&] { return town.slack.screen(town.ada).find("Keep open", channel) != nullptr; }));
  gallery.message("archiving", "A week after it was closed", town.ada, "Keep open", channel);
  REQUIRE(town.quiet());
  town.press(town.ada, "Keep open", channel);
  REQUIRE(town.quiet());
  gallery.message("archiving", "When somebody pressed it", town.ada, "keeps this channel", channel);

  const auto page = gallery.page();
  CHECK(page.find("The payment provider refuses our certificate") != std::string::npos);
  if (const char* to = std::getenv("MUSTER_LOOK")) {
    std::ofstream out(to, std::ios::binary);
    out << page;
    REQUIRE(out.flush());
  }
}
