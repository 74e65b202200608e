#include "core/likeness.h"

#include <rapidcheck.h>

#include "tests/catch.h"
#include "tests/core/support/world.h"

using namespace muster::core;
using namespace std::chrono_literals;
using muster::core::test::utc;

namespace {

using Set = std::set<std::string>;

const Time now = utc(2026, 3, 1, 12);

Incident open(int number, const std::string& title, Duration ago = {}) {
  Incident incident;
  incident.id = IncidentId(number);
  incident.number = number;
  incident.version = 1;
  incident.title = words(plain(title));
  incident.declared_at = now - ago;
  return incident;
}

std::vector<int> numbers(const std::vector<Incident>& incidents) {
  std::vector<int> found;
  for (const auto& incident : incidents) found.push_back(incident.number);
  return found;
}

std::vector<int> alike(const std::string& title, std::vector<Incident> others) {
  return numbers(look_alikes(open(99, title), std::move(others)));
}

}  // namespace

TEST_CASE("a title is told by its telling words, whatever their case, accents and number") {
  CHECK(telling_words("Checkout is DOWN!") == Set{"checkout"});
  CHECK(telling_words("Errors in the payments API") == Set{"api", "payment"});
  CHECK(telling_words("Zahlungen über Café-Kasse") == Set{"zahlungen", "uber", "cafe", "kasse"});
  CHECK(telling_words("cafe\xCC\x81") == Set{"cafe"});
  CHECK(telling_words("Straße STRASSE") == Set{"strasse"});
  CHECK(telling_words("ОПЛАТА") == telling_words("оплата"));
  CHECK(telling_words("can't log in — again") == Set{"log"});
  CHECK(telling_words("access, dns") == Set{"access", "dns"});
  CHECK(telling_words("データベース、障害") == Set{"データベース", "障害"});
  CHECK(telling_words("").empty());
  // Nothing else to go by.
  CHECK(telling_words("this is down") == Set{"down", "is", "thi"});
}

TEST_CASE("look-alikes share a telling word, were declared within two hours, and are open") {
  CHECK(alike("payments fail", {open(1, "EU payment errors", 10min)}) == std::vector{1});
  CHECK(alike("payments fail", {open(1, "login fails", 10min)}).empty());
  CHECK(alike("payments fail", {open(1, "payments fail", 121min)}).empty());
  CHECK(alike("payments fail", {open(1, "payments fail", 120min)}) == std::vector{1});
  // Another machine's clock may have been ahead.
  CHECK(alike("payments fail", {open(1, "payments fail", -1min)}) == std::vector{1});
  CHECK(alike("it is down", {open(1, "It is down!!", 1min)}) == std::vector{1});

  auto resolved = open(1, "payments fail", 1min);
  resolved.category = Category::resolved;
  CHECK(alike("payments fail", {resolved}).empty());
  auto triage = open(2, "payments fail", 1min);
  triage.category = Category::triage;
  CHECK(alike("payments fail", {triage}) == std::vector{2});
  CHECK(alike("payments fail", {open(99, "payments fail")}).empty());
}

TEST_CASE("a drill looks like no real incident, and like another drill") {
  auto drill = open(1, "payments fail", 1min);
  drill.drill = true;
  CHECK(alike("payments fail", {drill}).empty());
  auto declared = open(2, "payments fail");
  declared.drill = true;
  CHECK(numbers(look_alikes(declared, {drill, open(3, "payments fail", 1min)})) == std::vector{1});
}

TEST_CASE("the likest come first, of these the latest, and no more than three") {
  CHECK(alike("eu checkout payments",
              {open(5, "checkout", 1min), open(4, "eu payments", 2min), open(3, "payments", 3min),
               open(2, "eu checkout payments", 4min), open(1, "checkout", 5min)}) == std::vector{2, 4, 5});
}

TEST_CASE("any bytes are a title") {
  rc::check("words are found in any bytes, each is one that is left over", [](const std::string& bytes) {
    for (const auto& word : telling_words(bytes)) RC_ASSERT(!word.empty());
  });
}
