#include <algorithm>
#include <nlohmann/json.hpp>

#include "bot/views/views.h"
#include "slack/standin/rules.h"
#include "tests/catch.h"

using namespace muster;
using namespace muster::bot;
using nlohmann::json;

namespace {

const core::UserId me{"U1"};
const core::Time now = core::from_millis(1'772'329'020'000);

Config config() {
  Config config;
  config.policy = core::default_policy();
  return config;
}

core::Incident incident(int number) {
  core::Incident made;
  made.id = core::IncidentId(number);
  made.number = number;
  made.version = 1;
  made.title = core::words(core::plain("checkout is down"));
  made.severity = "sev2";
  made.status = "investigating";
  made.declared_by = core::UserId("U2");
  made.declared_at = now;
  made.channel = core::ChannelId("C" + std::to_string(number));
  return made;
}

json drawn(const views::Home& home) {
  auto view = json::parse(slack::home_json(views::home(home, now, config())));
  CHECK(slack::standin::view_problems(view).empty());
  return view["blocks"];
}

bool says(const json& blocks, const std::string& words) {
  return blocks.dump(-1, ' ', false, json::error_handler_t::replace).find(words) != std::string::npos;
}

}  // namespace

TEST_CASE("however much is open, whoever's it is and however long its title, it is a view that Slack takes") {
  const int theirs = GENERATE(0, 1, 10, 11, 150);
  const int others = GENERATE(0, 1, 10, 11, 150);
  CAPTURE(theirs, others);
  views::Home home{.reader = me};
  const auto roles = config().policy.roles;
  for (int number = theirs + others; number > 0; --number) {
    auto made = incident(number);
    made.title = core::words(core::plain(std::string(core::max_title, 'W')));
    if (number <= theirs) {
      for (const auto& role : roles) {
        made.roles[role.key] = {me, now, true};
        made.handoffs[role.key] = {me, now, 7};
      }
      core::Page page;
      page.id = core::EntryId(3);
      page.people.push_back({me, core::Call::asked, now, now});
      made.pages.assign(core::most_pages, page);
    }
    home.open.push_back(std::move(made));
  }
  for (const int page : {-1, 0, 1, 14, 15, 1'000'000}) {
    CAPTURE(page);
    home.page = page;
    const auto blocks = drawn(home);
    CHECK(blocks.size() < 60);
    CHECK_FALSE(says(blocks, "left out"));
  }
}

TEST_CASE("each incident is on exactly one page, or among those that are theirs") {
  views::Home home{.reader = me};
  for (int number = 47; number > 0; --number) {
    auto made = incident(number);
    if (number % 3 == 0) made.declared_by = me;
    home.open.push_back(std::move(made));
  }
  std::vector<int> seen(48);
  for (int page = 0; page < 4; ++page) {
    home.page = page;
    const auto blocks = drawn(home);
    for (const auto& block : blocks) {
      const auto text = block.value("type", "") == "section" ? block["text"]["text"].get<std::string>() : "";
      if (const auto at = text.find("*INC-"); at != std::string::npos)
        seen[static_cast<std::size_t>(std::stoi(text.substr(at + 5)))] +=
            page == 0 || !says(text, "declared it") ? 1 : 0;
    }
    CHECK(says(blocks, "Older") == (page < 3));
    CHECK(says(blocks, "Newer") == (page > 0));
  }
  seen.erase(seen.begin());
  // Ten of the fifteen that are theirs stand above, on every page.
  CHECK(std::ranges::all_of(seen, [](int times) { return times >= 1; }));
}

TEST_CASE("a press of a page's button says which page, whatever else may come") {
  CHECK(views::home_page("3") == 3);
  CHECK(views::home_page("") == 0);
  CHECK(views::home_page("x") == 0);
  CHECK(views::home_page("99999999999999999999") == 0);
}

TEST_CASE("where more is open than the tab looks at, its last page says so") {
  views::Home home{.reader = me, .more = true};
  for (int number = 15; number > 0; --number) home.open.push_back(incident(number));
  CHECK_FALSE(says(drawn(home), "There are older ones"));
  home.page = 1;
  CHECK(says(drawn(home), "There are older ones"));
}

TEST_CASE("who was asked and has come is asked no more") {
  views::Home home{.reader = me};
  auto made = incident(1);
  core::Page page;
  page.id = core::EntryId(3);
  page.people.push_back({me, core::Call::asked, now, now});
  made.pages.push_back(page);
  home.open = {made};
  CHECK(says(drawn(home), "page INC-1 --coming 3"));
  home.open.front().pages.front().people.front().call = core::Call::coming;
  CHECK(says(drawn(home), "You are on the way."));
  CHECK_FALSE(says(drawn(home), "--coming"));
  home.open.front().pages.front().people.front().call = core::Call::came;
  CHECK_FALSE(says(drawn(home), "Yours"));
}
