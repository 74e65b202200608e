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
    add(picture, caption, {{"view", view_of(town_.slack.screen(who).form()->id)}});
    town_.slack.people().close(who, true);
  }
  /// The Home tab when this person opens it.
  void home(const std::string& picture, const std::string& caption, const std::string& who) {
    INFO(caption);
    const auto before = town_.count_calls("views.publish");
    town_.slack.people().open_home(who);
    REQUIRE(town_.until([&] { return town_.count_calls("views.publish") > before; }));
    REQUIRE(town_.slack.settle());
    add(picture, caption, {{"home", view_of(town_.slack.screen(who).home->id)}});
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
    item.what.home ? drawHome(item.what.home, data.names) :
    item.what.view ? drawForm(item.what.view, data.names) : drawMessage(item.what, data.names));
}
document.body.dataset.height = document.querySelector("main").offsetHeight;
</script>)";
  }

 private:
  json view_of(const std::string& id) {
    return town_.slack.world().read(
        [&](const slack::standin::State& state) { return json::parse(state.views.at(id).json); });
  }
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
  options.configure = [](bot::Config& config) {
    for (auto& severity : config.policy.severities)
      if (severity.key == "sev2")
        severity.measures = {{"sre", "support"}, {}, {"Does the status page say so?"}};
  };
  Town town(std::move(options));
  Gallery gallery(town);

  gallery.home("quiet", "The Home tab on a quiet day", town.ada);
  town.type(town.ada, "", town.general);
  gallery.form("declare", "/incident", town.ada);

  const auto channel = town.declare("Checkout is down", "--sev 1");
  gallery.message("declare", "To who declared it", town.ada, "is declared", town.general);
  gallery.message("start", "A new incident: the pinned message of its channel", town.ada, "I'll take it",
                  channel);
  minutes = 2;
  town.type(town.grace, "lead", channel);
  gallery.message("start", "The answer", town.grace, "You are *Lead*", channel);
  REQUIRE(town.quiet());
  town.slack.people().choose(town.grace, {.action_id = "do checklist INC-1 lead --part 0"},
                             {"Say in the channel that you lead."});
  REQUIRE(town.quiet());
  gallery.message("checklist", "To who leads", town.grace, "You are *Lead*");
  town.type(town.ada, "comms @linus", channel);
  town.type(town.ada, "summary The payment provider refuses our certificate", channel);
  town.type(town.ada, "impact Nobody can pay; 2,000 carts an hour", channel);
  REQUIRE(town.quiet());
  gallery.message("messages", "To who was asked to take a role", town.linus, "asks you to be");
  minutes = 6;
  town.type(town.grace, "update: New certificate is on its way; no workaround yet.", channel);
  town.type(town.linus, "note INC-1 certificate expired at 02:00", channel);
  REQUIRE(town.quiet());
  gallery.message("control", "The pinned message, six minutes later", town.ada, "Latest", channel);
  town.type(town.grace, "theory the provider's cache still has the old certificate", channel);
  town.type(town.linus, "doing INC-1 renew the certificate by hand", channel);
  gallery.message("work", "The answer to who begins a change", town.linus, "Under way since", channel);
  town.type(town.grace, "doing restart the certificate service", channel);
  gallery.message("work", "To who begins a second one", town.grace, "Talk to each other", channel);
  town.type(town.grace, "action call the provider's night desk @linus in 10m", channel);
  gallery.message("work", "The answer to an action", town.grace, "night desk", channel);
  town.type(town.grace, "action check whether the app has the same certificate", channel);
  REQUIRE(town.quiet());
  gallery.message("work", "In the channel", town.ada, "is doing this: renew", channel);
  gallery.message("todo", "To who got an action", town.linus, "asks you to do this");
  town.type(town.grace, "actions", channel);
  gallery.message("todo", "/incident actions", town.grace, "Actions of", channel);
  town.press(town.grace, "Action", channel);
  gallery.form("todo", "Action", town.grace);
  town.slack.people().close(town.grace);
  town.type(town.grace, "followup watch when certificates end @ada --fix due friday", channel);
  town.type(town.grace, "followup tell the shops what happened --high", channel);
  town.type(town.grace, "followups", channel);
  gallery.message("todo", "/incident followups", town.grace, "Follow-ups of", channel);
  town.type(town.grace, "doing", channel);
  gallery.form("work", "/incident doing", town.grace);
  town.slack.people().close(town.grace);
  town.type(town.grace, "regroup", channel);
  REQUIRE(town.quiet());
  gallery.message("regroup", "Regroup", town.ada, "what do we try next", channel);
  gallery.message("busy", "The pinned message with what is done and believed", town.ada, "Latest", channel);
  town.press(town.linus, "It worked", channel, "is doing this: renew");
  town.type(town.grace, "rule out it was emptied at 02:10", channel);
  town.type(town.grace, "result no effect", channel);
  REQUIRE(town.quiet());
  gallery.message("work", "The line once it is said what came of it", town.ada, "did this: renew", channel);
  gallery.message("announcement", "In the announcement channel", town.ada, "Catch me up", town.announce);
  town.declare("Search results are stale for some shops", "--sev 3");
  town.declare("The power fails in Frankfurt", "--drill");
  town.type(town.grace, "page @linus we need the certificate's password", channel);
  REQUIRE(town.quiet());
  gallery.home("home", "The Home tab", town.linus);
  gallery.home("lead", "The Home tab of the lead", town.grace);
  while (town.store->make_findable()) {
  }
  town.type(town.grace, "search certificate", channel);
  gallery.message("search", "/incident search", town.grace, "Found for", channel);
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
  town.type(town.grace, "close --yes nothing is left to be done", channel);
  REQUIRE(town.quiet());
  minutes += std::chrono::minutes(std::chrono::days(7)).count();
  REQUIRE(town.until([&] { return town.slack.screen(town.ada).find("Keep open", channel) != nullptr; }));
  gallery.message("archiving", "A week after it was closed", town.ada, "Keep open", channel);
  REQUIRE(town.quiet());
  town.press(town.ada, "Keep open", channel);
  REQUIRE(town.quiet());
  gallery.message("archiving", "When somebody pressed it", town.ada, "keeps this channel", channel);

  const auto leak = town.declare("Payroll is on a public share", "--sev 2");
  town.type(town.ada, "lead", leak);
  town.slack.people().say(town.grace, leak, "is that mine?");
  REQUIRE(town.quiet());
  gallery.message("private", "What SEV2 means here", town.ada, "I invite the people", leak);
  town.type(town.ada, "private", leak);
  gallery.form("private", "/incident private", town.ada);
  town.slack.people().close(town.ada);
  town.type(town.ada, "private --yes", leak);
  gallery.message("private", "The answer", town.ada, "private from now on", leak);
  REQUIRE(town.quiet());
  gallery.message("private", "To who made it private", town.ada, "be unsaid*");
  gallery.message("private", "In the channel that was left", town.ada, "goes on elsewhere", leak);
  town.slack.people().leave(town.ada, town.incident(4).channel.value);
  REQUIRE(town.quiet());

  const auto page = gallery.page();
  CHECK(page.find("The payment provider refuses our certificate") != std::string::npos);
  if (const char* to = std::getenv("MUSTER_LOOK")) {
    std::ofstream out(to, std::ios::binary);
    out << page;
    REQUIRE(out.flush());
  }
}
