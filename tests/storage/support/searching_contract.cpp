#include "tests/catch.h"
#include "tests/storage/support/contract.h"

namespace muster::storage::testing {

namespace {

const core::UserId ada("U_ADA");

/// Whatever is there can be found from now on.
void index(World& world) {
  while (world->make_findable()) {
  }
}

IncidentFilter all() {
  IncidentFilter filter;
  filter.open_only = false;
  return filter;
}

std::vector<int> numbers(const FoundPage& page) {
  std::vector<int> found;
  for (const auto& one : page.found) found.push_back(one.incident.number);
  return found;
}

using Numbers = std::vector<int>;
using Lines = std::vector<std::string>;

}  // namespace

void searching_contract(const Open& open) {
  World world(open);
  const core::WorkspaceId ws = world.workspace.id;
  const auto search = [&](std::string_view words) { return numbers(world->search(ws, all(), words)); };
  const auto lines = [&](std::string_view words) {
    const auto page = world->search(ws, all(), words);
    return page.found.size() == 1 ? page.found.front().lines : Lines{"not one incident"};
  };

  SECTION("what people wrote is found wherever it stands, of open incidents and of past ones") {
    const auto id = world.declare("The walrus is down");
    world.run(id, core::SetSummary{core::plain("A badger in the cache")}, at(1));
    world.run(id, core::SetImpact{core::plain("No heron can pay")}, at(2));
    world.note(id, "first seen by a ferret", at(3));
    world.run(id, core::PostUpdate{core::plain("The jackal is awake"), {}}, at(4));
    world.run(id, core::ChangeSeverity{"sev1", core::plain("because of the lynx")}, at(5));
    core::AddTodo todo;
    todo.words = core::plain("feed the otter");
    world.run(id, todo, at(6));
    todo.follow_up = true;
    todo.words = core::plain("count the parrots");
    world.run(id, todo, at(7));
    world.run(id, core::BeginChange{core::plain("moving the raven")}, at(8));
    world.run(id, core::HoldTheory{core::plain("the stoat did it")}, at(9));
    world.open_channel(id);
    const core::MessageRef message{core::ChannelId("C_INC"), "1.2"};
    world.run(id, core::RequestCapture{message, "reaction:U1"}, at(10));
    core::FillCapture capture;
    capture.message = message;
    capture.captor = "reaction:U1";
    capture.author = ada;
    capture.words = core::plain("a tapir at the door");
    world.run(id, capture, at(11));
    index(world);
    const auto check = [&] {
      for (const char* word : {"walrus", "badger", "heron", "ferret", "jackal", "lynx", "otter", "parrots",
                               "raven", "stoat", "tapir"}) {
        INFO(word);
        CHECK(search(word) == Numbers{1});
      }
      CHECK(search("unicorn").empty());
      CHECK(lines("tapir") == Lines{"a tapir at the door"});
      CHECK(lines("walrus").empty());  // the title is shown anyway
    };
    check();
    world.run(id, core::Resolve{core::plain("The gecko left")}, at(12));
    index(world);
    check();
    CHECK(search("gecko") == Numbers{1});
    CHECK(numbers(world->search(ws, {}, "walrus")).empty());
    CHECK(world->search(core::WorkspaceId(99), all(), "walrus").found.empty());
    world.reopen();
    check();
  }

  SECTION("several words are found together in an incident, also in different texts of it") {
    const auto first = world.declare("Checkout is slow");
    world.note(first, "redis was restarted");
    world.note(first, "the checkout talks to redis");
    const auto second = world.declare("Checkout is down");
    world.note(second, "nothing else is known");
    index(world);
    CHECK(search("checkout") == Numbers{2, 1});
    CHECK(search("checkout redis") == Numbers{1});
    CHECK(search("redis nothing").empty());
    // What has all of them comes first.
    CHECK(lines("checkout redis") == Lines{"the checkout talks to redis", "redis was restarted"});
    CHECK(search("checkout redis checkout redis checkout redis checkout redis checkout redis missing") ==
          Numbers{1});
  }

  SECTION("case and accents don't matter, and the last word may be the beginning of one") {
    const auto id = world.declare("Überlastung der Kasse");
    world.note(id, "der Zähler von INC-7 steht auf v41.2, siehe foo_bar/baz");
    index(world);
    for (const char* words : {"uberlastung", "ÜBERLASTUNG", "uber", "kasse über", "zahler v41", "inc-7",
                              "v41.2", "foo_bar/baz", "foo", "baz", "  kasse\t \n uberl  "}) {
      INFO(words);
      CHECK(search(words) == Numbers{1});
    }
    CHECK(search("lastung").empty());
    CHECK(search("kass uberlastung").empty());
  }

  SECTION("any part of a Chinese or Japanese sentence is found") {
    world.declare("支付网关连接失败");
    const auto id = world.declare("データベースが落ちています");
    world.note(id, "原因は証明書の期限切れ");
    index(world);
    CHECK(search("失败") == Numbers{1});
    CHECK(search("网关 连接") == Numbers{1});
    CHECK(search("败失").empty());
    CHECK(search("落ちて") == Numbers{2});
    CHECK(lines("期限切れ") == Lines{"原因は証明書の期限切れ"});
  }

  SECTION("whatever is typed, it is words or nothing") {
    world.declare("NEAR the end, \"quoted\" AND more");
    world.declare("body: 🔥 burning (again)");
    index(world);
    for (const char* words :
         {"", " ", "\"", "*", "***", "()", "-", "🔥", "^", "\"\"", ":", "\\", "…", "、", "\xff\xfe", "\t\n"}) {
      INFO(words);
      CHECK(search(words).empty());
    }
    CHECK(search(std::string_view("\0", 1)).empty());
    CHECK(search("NEAR(") == Numbers{1});
    CHECK(search("NEAR") == Numbers{1});
    CHECK(search("near* AND") == Numbers{1});
    CHECK(search("\"quoted\"") == Numbers{1});
    CHECK(search("quoted\" OR \"burning").empty());
    CHECK(search("NOT NEAR").empty());
    CHECK(search("body:") == Numbers{2});
    CHECK(search("{body} : burning") == Numbers{2});
    CHECK(search("🔥 burning - 🔥") == Numbers{2});
    CHECK(search("burn*") == Numbers{2});
    CHECK(search("'; DROP TABLE incident; --").empty());
    CHECK(search("bur\xffning").empty());
    CHECK(search(std::string(100'000, 'a')).empty());
    std::string many;
    for (int i = 0; i < 10'000; ++i) many += "a-";
    CHECK(search(many).empty());
  }

  SECTION("only the present wording is found, at once when another one goes") {
    const auto id = world.declare("The walrus is down");
    const auto note = world.note(id, "first seen by a ferret");
    world.run(id, core::SetSummary{core::plain("A badger in the cache")}, at(3));
    index(world);
    world.run(id, core::Rename{core::plain("The penguin is down")}, at(4));
    world.run(id, core::EditEntry{note, core::plain("first seen by a mongoose")}, at(4));
    world.run(id, core::SetSummary{core::plain("A beaver in the cache")}, at(4));
    const auto check = [&] {
      CHECK(search("walrus").empty());
      CHECK(search("ferret").empty());
      CHECK(search("badger").empty());
    };
    check();
    index(world);
    check();
    CHECK(search("penguin") == Numbers{1});
    CHECK(search("mongoose") == Numbers{1});
    CHECK(search("beaver") == Numbers{1});
  }

  SECTION("what is hidden isn't found, until it is shown again") {
    const auto id = world.declare();
    const auto note = world.note(id, "first seen by a ferret");
    const auto other = world.note(id, "a heron");
    world.run(id, core::HideEntry{other}, at(3));
    index(world);
    CHECK(search("heron").empty());
    CHECK(search("ferret") == Numbers{1});
    world.run(id, core::HideEntry{note}, at(4));
    CHECK(search("ferret").empty());
    index(world);
    CHECK(search("ferret").empty());
    world.run(id, core::ShowEntry{note}, at(5));
    index(world);
    CHECK(search("ferret") == Numbers{1});
  }

  SECTION("what its author withdrew isn't found, and what they changed is found as it is") {
    const auto id = world.declare();
    world.open_channel(id);
    const core::MessageRef message{core::ChannelId("C_INC"), "1.2"};
    world.run(id, core::RequestCapture{message, "reaction:U1"}, at(2));
    core::FillCapture capture;
    capture.message = message;
    capture.captor = "reaction:U1";
    capture.author = ada;
    capture.words = core::plain("the password is swordfish");
    world.run(id, capture, at(3));
    index(world);
    CHECK(search("swordfish") == Numbers{1});
    world.run(id, core::ReviseMessage{message, core::plain("the password is hidden"), "1.3"}, at(4));
    CHECK(search("swordfish").empty());
    index(world);
    CHECK(search("swordfish").empty());
    CHECK(search("password") == Numbers{1});
    world.run(id, core::WithdrawMessage{message}, at(5));
    CHECK(search("password").empty());
    index(world);
    CHECK(search("password").empty());
  }

  SECTION("what was erased isn't found from that moment on, whether or not it was ever found") {
    const auto id = world.declare("The walrus is down");
    const auto early = world.note(id, "a ferret, and a parrot");
    index(world);
    const auto late = world.note(id, "a badger");
    world.run(id, core::RedactEntry{early}, at(4));
    world.run(id, core::RedactEntry{late}, at(4));
    CHECK(search("ferret").empty());
    index(world);
    CHECK(search("ferret").empty());
    CHECK(search("badger").empty());
    CHECK(search("walrus") == Numbers{1});
    world.run(id, core::SetSummary{core::plain("A heron in the cache")}, at(5));
    index(world);
    CHECK(search("heron") == Numbers{1});
    const auto summary = core::EntryId(world->incident(id)->version);
    world.run(id, core::RedactEntry{summary}, at(6));
    CHECK(search("heron").empty());
    index(world);
    CHECK(search("heron").empty());
  }

  SECTION("what a person wrote is found no more when it is erased; what others wrote is") {
    const auto id = world.declare("The walrus is down");
    auto note = world.request(id, a_note("a ferret"), at(2));
    note.actor = ada;
    world.run(note);
    world.note(id, "a heron");
    index(world);
    CHECK(world->erase(ada, false, at(3)).size() == 1);
    CHECK(search("ferret") == Numbers{1});
    CHECK(world->erase(ada, true, at(3)).size() == 1);
    CHECK(search("ferret").empty());
    CHECK(search("heron") == Numbers{1});
    CHECK(world->erase(core::UserId("U1"), true, at(4)).size() == 1);
    CHECK(search("walrus").empty());
    index(world);
    CHECK(search("heron walrus").empty());
    CHECK(search("heron").empty());
  }

  SECTION("what was taken back by undoing is found no more, and what it replaced is again") {
    const auto id = world.declare("The walrus is down");
    world.run(id, core::Rename{core::plain("The penguin is down")}, at(1));
    index(world);
    world.run(id, core::Undo{}, at(2));
    index(world);
    CHECK(search("penguin").empty());
    CHECK(search("walrus") == Numbers{1});
  }

  SECTION("private ones are found by those who may see them, and guests find only what they are in") {
    world.declare("walrus in public");
    const auto secret = world.declare_private("walrus in private");
    const auto theirs = world.declare("walrus of a guest");
    index(world);
    IncidentFilter filter = all();
    CHECK(numbers(world->search(ws, filter, "walrus")) == Numbers{3, 1});
    filter.visible_to = ada;
    CHECK(numbers(world->search(ws, filter, "walrus")) == Numbers{3, 1});
    filter.limit = 1;
    CHECK(numbers(world->search(ws, filter, "walrus")) == Numbers{3});
    filter.before_number = 3;
    // Nothing tells that there is another one.
    CHECK(numbers(world->search(ws, filter, "walrus")) == Numbers{1});
    CHECK_FALSE(world->search(ws, filter, "walrus").more);
    filter = all();
    filter.visible_to = ada;
    world->set_member(secret, ada, true, at(1));
    world->set_member(theirs, ada, true, at(1));
    world->probe();  // behind the writer
    CHECK(numbers(world->search(ws, filter, "walrus")) == Numbers{3, 2, 1});
    filter.insiders_only = true;
    CHECK(numbers(world->search(ws, filter, "walrus")) == Numbers{3, 2});
    filter = all();
    filter.include_private = true;
    CHECK(numbers(world->search(ws, filter, "walrus")) == Numbers{3, 2, 1});
    // From public to private it takes effect at once.
    world.run(core::IncidentId(1), core::MakePrivate{{}}, at(2));
    CHECK(numbers(world->search(ws, all(), "walrus")) == Numbers{3});
  }

  SECTION("it is paged, the newest first, however many there are") {
    constexpr int many = 130;
    for (int i = 1; i <= many; ++i) {
      const auto id = world.declare(i % 2 == 0 ? "walrus" : "heron");
      if (i % 10 == 0) world.note(id, "and a ferret");
    }
    index(world);
    IncidentFilter filter = all();
    filter.limit = 20;
    Numbers walruses;
    for (bool more = true; more;) {
      const auto page = world->search(ws, filter, "walrus");
      CHECK(page.found.size() <= 20);
      for (const int number : numbers(page)) walruses.push_back(number);
      more = page.more;
      filter.before_number = walruses.back();
    }
    Numbers even;
    for (int i = many; i > 0; i -= 2) even.push_back(i);
    CHECK(walruses == even);
    CHECK(search("ferret walrus") == Numbers{130, 120, 110, 100, 90, 80, 70, 60, 50, 40, 30, 20, 10});
    filter = all();
    filter.before_number = 1;
    CHECK(world->search(ws, filter, "heron").found.empty());
    filter.before_number = 0;
    filter.limit = 65;
    CHECK_FALSE(world->search(ws, filter, "heron").more);
  }

  SECTION("of a long text the part with the words is shown, of many texts a few") {
    const auto id = world.declare();
    std::string text;
    for (int i = 0; i < 200; ++i) text += "word" + std::to_string(i) + " ";
    world.note(id, text + "walrus " + text);
    for (int i = 0; i < 10; ++i) world.note(id, "heron " + std::to_string(i));
    index(world);
    const auto found = lines("walrus");
    REQUIRE(found.size() == 1);
    CHECK(found.front().find("walrus") != std::string::npos);
    CHECK(found.front().size() < 300);
    CHECK(lines("heron").size() == most_found_lines);
  }

  SECTION("when there is nothing to do, there is nothing to do") {
    CHECK_FALSE(world->make_findable());
    world.declare("The walrus is down");
    CHECK(search("walrus").empty());
    index(world);
    CHECK(search("walrus") == Numbers{1});
    CHECK_FALSE(world->make_findable());
  }
}

}  // namespace muster::storage::testing
