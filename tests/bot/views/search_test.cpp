#include <nlohmann/json.hpp>

#include "bot/views/views.h"
#include "slack/standin/rules.h"
#include "tests/catch.h"

using namespace muster;
using namespace muster::bot;
using nlohmann::json;

namespace {

storage::Found found(int number, const std::string& title, std::vector<std::string> lines) {
  core::Incident made;
  made.id = core::IncidentId(number);
  made.number = number;
  made.version = 1;
  made.title = core::words(core::plain(title));
  made.severity = "sev2";
  made.status = "closed";
  made.declared_by = core::UserId("U2");
  made.declared_at = core::from_millis(1'772'329'020'000);
  return {std::move(made), std::move(lines)};
}

/// As a form shows it.
std::string drawn(const views::Search& asked, const storage::FoundPage& page) {
  Config config;
  config.policy = core::default_policy();
  const auto message = views::search(asked, page, config);
  slack::Modal modal;
  modal.callback_id = "message";
  modal.title = "Muster";
  modal.blocks = message.blocks;
  const auto view = json::parse(slack::modal_json(modal));
  CHECK(slack::standin::view_problems(view).empty());
  CHECK(message.text.size() < 3900);
  return message.text + view["blocks"].dump();
}

bool has(const std::string& text, const std::string& words) {
  return text.find(words) != std::string::npos;
}

}  // namespace

TEST_CASE("however long what was found is, and whatever is in it, it is a view that Slack takes") {
  storage::FoundPage page;
  page.more = true;
  std::string hostile;
  for (int i = 0; i < 500; ++i) hostile += "<!channel> & `*_\n> \xff";
  for (int number = 9; number > 4; --number)
    page.found.push_back(
        found(number, std::string(core::max_title, '<'), {hostile, std::string(100'000, '&'), "short"}));
  views::Search asked{.words = std::string(core::max_title, '&'), .way = {}};
  for (int i = 0; i < 40; ++i) asked.way.push_back(100'000 - i);
  const auto text = drawn(asked, page);
  CHECK_FALSE(has(text, "<!channel"));
  CHECK_FALSE(has(text, "left out"));
  CHECK(has(text, "Older"));
  CHECK(has(text, "Newer"));
  CHECK(has(text, "short"));
}

TEST_CASE("the buttons keep the words and know the way back") {
  storage::FoundPage page{{found(8, "it broke", {}), found(5, "it broke", {})}, true};
  auto text = drawn({.words = "it broke", .way = {}}, page);
  CHECK(has(text, "search --before 5 it broke"));
  CHECK_FALSE(has(text, "Newer"));
  page.more = false;
  text = drawn({.words = "it broke", .way = {20, 9}}, page);
  CHECK(has(text, "search --before 20 it broke"));
  CHECK_FALSE(has(text, "Older"));
  CHECK(has(drawn({.words = "it broke", .way = {9}}, {}), "\"search it broke\""));
}
