#include <atomic>
#include <future>
#include <set>
#include <thread>

#include "tests/catch.h"
#include "tests/storage/support/contract.h"

namespace muster::storage::testing {

namespace {

Request with_key(Request request, const std::string& key) {
  request.keys = {{key}};
  request.answer = [](const Outcome& outcome) {
    return Answer{
        outcome.refusal ? "refused" : "done " + std::to_string(outcome.after.incident.version), {}, ""};
  };
  return request;
}

}  // namespace

void executing_contract(const Open& open) {
  World world(open);

  SECTION("a declaration is stored with its words and answered with what is stored") {
    const Result result = world.run({}, a_declaration("Checkout is down"));
    const core::Incident& incident = result.outcome.after.incident;
    CHECK(result.outcome.before.incident.version == 0);
    CHECK(incident.number == 1);
    CHECK(incident.workspace == world.workspace.id);
    REQUIRE(result.outcome.records.size() == 1);
    CHECK(result.outcome.records[0].seq == 1);
    const auto* declared = std::get_if<core::IncidentDeclared>(&result.outcome.records[0].event);
    REQUIRE(declared != nullptr);
    CHECK(declared->title.id != 0);
    CHECK(declared->title.digest.size() == 64);
    CHECK(declared->title.body == core::plain("Checkout is down"));
    CHECK(world->incident(incident.id) == incident);
    CHECK(world->log(incident.id).size() == 1);
    CHECK(world->chain_head(incident.id).size() == 64);
  }

  SECTION("numbers follow one another, and a refused declaration takes none") {
    world.declare("one");
    const Result refused = world.run({}, a_declaration("   "));
    REQUIRE(refused.outcome.refusal);
    CHECK(refused.outcome.refusal->code == core::Refusal::Code::empty);
    CHECK(refused.outcome.after.incident.id.empty());
    world.reopen();
    const auto second = world->incident(world.declare("two"));
    REQUIRE(second);
    CHECK(second->number == 2);
    CHECK(world->all_incidents().size() == 2);
  }

  SECTION("nothing is found that is not there, or belongs to another workspace") {
    Workspace other;
    other.team = "T2";
    other = world->bind_workspace(other);
    const auto id = world.declare();
    Request request = world.request(id, a_note("mine?"));
    request.workspace = other.id;
    const Result foreign = world.run(request);
    REQUIRE(foreign.outcome.refusal);
    CHECK(foreign.outcome.refusal->code == core::Refusal::Code::no_incident);
    const Result missing = world.run(core::IncidentId(999), a_note("hello"));
    REQUIRE(missing.outcome.refusal);
    CHECK(missing.outcome.refusal->code == core::Refusal::Code::no_incident);
    CHECK(world->log(id).size() == 1);
    request = world.request({}, a_declaration("theirs"));
    request.workspace = other.id;
    CHECK(world.run(request).outcome.after.incident.number == 1);
  }

  SECTION("the same key is answered as the first time, also after a restart") {
    const auto id = world.declare();
    const Result first = world.run(with_key(world.request(id, a_note("once")), "k1"));
    CHECK_FALSE(first.replayed);
    CHECK(first.answer == "done 2");
    world.reopen();
    const Result again = world.run(with_key(world.request(id, a_note("twice"), at(60)), "k1"));
    CHECK(again.replayed);
    CHECK(again.answer == "done 2");
    CHECK(again.outcome.records.empty());
    CHECK(world->log(id).size() == 2);
    const std::vector<InboxKey> keys{{"other"}, {"k1"}};
    CHECK(world->known_answer(keys, at(60)) == "done 2");
    CHECK_FALSE(world->known_answer(std::vector<InboxKey>{{"other"}}, at(60)));
  }

  SECTION("a merge is of both incidents: each log, each head, each one's surfaces, and known once") {
    const auto from = world.declare("Checkout is down");
    const auto into = world.declare("Checkout fails");
    world.open_channel(from, "C_FROM");
    world.open_channel(into, "C_INTO");
    (void)world.show_everything(at(2));
    (void)world.send_everything(at(2));
    const Result merged = world.run(with_key(world.request(from, core::Merge{into}, at(3)), "merge"));
    CHECK(merged.outcome.records.size() == 2);
    REQUIRE(merged.outcome.others.size() == 1);
    CHECK(merged.outcome.others[0].after.incident.id == into);
    CHECK(world->incident(from)->merged_into == core::IncidentLink{into, 2, core::ChannelId("C_INTO")});
    CHECK(world->incident(into)->merged_in ==
          std::vector{core::IncidentLink{from, 1, core::ChannelId("C_FROM")}});
    CHECK(world->chain_head(into) != world->chain_head(from));
    CHECK(world->audit(from).empty());
    CHECK(world->audit(into).empty());
    CHECK(world->list(world.workspace.id, {}).size() == 1);

    const auto version = world->incident(into)->version;
    CHECK(world.run(with_key(world.request(from, core::Merge{into}, at(4)), "merge")).replayed);
    CHECK(world->incident(into)->version == version);
    std::set<std::int64_t> incidents;
    while (const auto task = world->claim_surface(at(5), std::chrono::minutes(1), {})) {
      incidents.insert(task->incident.value);
      world->finish(*task, Shown{task->wanted, "ref", "hash"});
    }
    CHECK(incidents == std::set{from.value, into.value});
    incidents.clear();
    while (const auto task = world->claim_one_shot(at(5), std::chrono::minutes(1))) {
      incidents.insert(task->incident.value);
      world->finish(*task, Done{});
    }
    CHECK(incidents == std::set{from.value, into.value});

    world.reopen();
    world.run(from, core::Unmerge{}, at(6));
    CHECK_FALSE(world->incident(from)->merged_into);
    CHECK(world->incident(into)->merged_in.empty());
  }

  SECTION("of a merge that is refused nothing is kept, neither here nor there") {
    const auto from = world.declare("one");
    const auto into = world.declare("two");
    world.run(into, core::Resolve{});
    const auto heads = std::pair(world->chain_head(from), world->chain_head(into));
    CHECK(world.run(from, core::Merge{into}).outcome.refusal);
    CHECK(world.run(from, core::Merge{core::IncidentId(99)}).outcome.refusal);
    CHECK(world.run(from, core::Merge{from}).outcome.refusal);
    CHECK(heads == std::pair(world->chain_head(from), world->chain_head(into)));
    // What the answer throws undoes both.
    world.run(into, core::Reopen{});
    const auto reopened = world->chain_head(into);
    Request request = world.request(from, core::Merge{into});
    request.answer = [](const Outcome&) -> Answer { throw std::runtime_error("no"); };
    CHECK(world->execute(request).error);
    CHECK(world->chain_head(from) == heads.first);
    CHECK(world->chain_head(into) == reopened);
  }

  SECTION("two that are merged into each other at once end in one of them") {
    const auto one = world.declare("one");
    const auto two = world.declare("two");
    std::vector<std::thread> people;
    for (int i = 0; i < 8; ++i) {
      people.emplace_back([&, i] {
        (void)world->execute(i % 2 == 0 ? world.request(one, core::Merge{two})
                                        : world.request(two, core::Merge{one}));
      });
    }
    for (auto& person : people) person.join();
    CHECK(world->incident(one)->merged_into.has_value() != world->incident(two)->merged_into.has_value());
    CHECK(world->incident(one)->merged_in.size() + world->incident(two)->merged_in.size() == 1);
  }

  SECTION("a declaration is told of what is open and may be the same, as far as the declarer may see it") {
    const auto alike = [&](const core::Declare& command, core::Time now) {
      std::vector<int> numbers;
      for (const auto& other : world.run(world.request({}, command, now)).outcome.alike)
        numbers.push_back(other.number);
      return numbers;
    };
    CHECK(alike(a_declaration("Checkout is down"), at(0)).empty());
    CHECK(alike(a_declaration("checkout errors"), at(60)) == std::vector{1});
    CHECK(alike(a_declaration("login is slow"), at(61)).empty());
    world.run(core::IncidentId(1), core::Resolve{}, at(62));
    CHECK(alike(a_declaration("no checkout"), at(63)) == std::vector{2});
    // Longer ago than two hours, and the newer one still is.
    CHECK(alike(a_declaration("checkout!"), at(7262)) == std::vector{4});
    auto hidden = a_declaration("payroll leaked");
    hidden.is_private = true;
    alike(hidden, at(7300));
    Request stranger = world.request({}, a_declaration("payroll late"), at(7301));
    stranger.actor = core::UserId("U_STRANGER");
    CHECK(world.run(stranger).outcome.alike.empty());
    CHECK(alike(a_declaration("payroll"), at(7302)) == std::vector{7, 6});
  }

  SECTION("any one of several keys makes a request known") {
    const auto id = world.declare();
    Request first = with_key(world.request(id, a_note("once")), "a");
    first.keys.push_back({"b"});
    world.run(first);
    Request second = with_key(world.request(id, a_note("twice")), "c");
    second.keys.push_back({"b"});
    CHECK(world.run(second).replayed);
    CHECK(world->log(id).size() == 2);
  }

  SECTION("a key is forgotten when its life is over") {
    const auto id = world.declare();
    Request request = with_key(world.request(id, a_note("once")), "short");
    request.keys.front().life = std::chrono::seconds(60);
    world.run(request);
    request.now = at(59);
    CHECK(world.run(request).replayed);
    request.now = at(60);
    CHECK_FALSE(world.run(request).replayed);
    CHECK(world->log(id).size() == 3);
    request.now = at(100);
    CHECK(world.run(request).replayed);
  }

  SECTION("a refusal is remembered as well") {
    const auto id = world.declare();
    CHECK(world.run(with_key(world.request(id, a_note(" ")), "r")).answer == "refused");
    const Result again = world.run(with_key(world.request(id, a_note("now with words")), "r"));
    CHECK(again.replayed);
    CHECK(again.answer == "refused");
    CHECK(world->log(id).size() == 1);
  }

  SECTION("what its answer throws fails one request, and nothing of it is kept") {
    const auto id = world.declare();
    Request bad = with_key(world.request(id, a_note("bad")), "bad");
    bad.answer = [](const Outcome&) -> Answer { throw std::runtime_error("no answer"); };
    const Result failed = world->execute(bad);
    REQUIRE(failed.error);
    CHECK_THROWS_AS(std::rethrow_exception(failed.error), StoreError);
    CHECK(failed.outcome.records.empty());
    CHECK(world->log(id).size() == 1);
    CHECK_FALSE(world->known_answer(bad.keys, at(0)));
    CHECK(world.note(id, "good") == core::EntryId(2));
  }

  SECTION("a request without a policy fails alone, whoever is in its batch") {
    const auto id = world.declare();
    constexpr int count = 60;
    std::vector<std::promise<Result>> results(count);
    for (int i = 0; i < count; ++i) {
      Request request = world.request(id, a_note("n" + std::to_string(i)));
      if (i % 7 == 3) request.policy.reset();
      world->execute(std::move(request), [&results, i](Result r) { results[i].set_value(std::move(r)); });
    }
    int failed = 0;
    for (int i = 0; i < count; ++i) {
      const Result result = results[i].get_future().get();
      CHECK(static_cast<bool>(result.error) == (i % 7 == 3));
      if (result.error) ++failed;
    }
    CHECK(world->log(id).size() == static_cast<std::size_t>(1 + count - failed));
  }

  SECTION("two of the same key at once: one is done, the other is a replay") {
    const auto id = world.declare();
    std::vector<std::promise<Result>> results(40);
    for (auto& result : results) {
      world->execute(with_key(world.request(id, a_note("same")), "same"),
                     [&result](Result r) { result.set_value(std::move(r)); });
    }
    int done = 0;
    for (auto& result : results) {
      const Result r = result.get_future().get();
      if (!r.replayed) ++done;
      CHECK(r.answer == "done 2");
    }
    CHECK(done == 1);
    CHECK(world->log(id).size() == 2);
  }

  SECTION("many threads: everybody is answered once, and reads what was acknowledged") {
    const auto id = world.declare();
    constexpr int threads = 8;
    constexpr int each = 25;
    std::atomic<int> answered{0};
    std::atomic<int> unread{0};
    std::vector<std::thread> people;
    for (int t = 0; t < threads; ++t) {
      people.emplace_back([&] {
        for (int i = 0; i < each; ++i) {
          const Result result = world->execute(world.request(id, a_note("busy")));
          if (result.error || result.outcome.records.empty()) continue;
          ++answered;
          if (!world->record(id, result.outcome.records.back().seq)) ++unread;
        }
      });
    }
    for (auto& person : people) person.join();
    CHECK(answered == threads * each);
    CHECK(unread == 0);
    const auto log = world->log(id);
    REQUIRE(log.size() == 1 + threads * each);
    std::set<std::int64_t> numbers;
    for (const auto& record : log) numbers.insert(record.seq);
    CHECK(*numbers.rbegin() == 1 + threads * each);
  }

  SECTION("readers go on under load, and never see less than they have seen") {
    const auto id = world.declare();
    constexpr int notes = 150;
    std::atomic<int> left{notes};
    for (int i = 0; i < notes; ++i) {
      world->execute(world.request(id, a_note("n" + std::to_string(i))), [&left](Result) { --left; });
    }
    std::atomic<int> faults{0};
    std::vector<std::thread> readers;
    for (int t = 0; t < 6; ++t) {
      readers.emplace_back([&] {
        std::size_t seen = 0;
        bool last = false;
        while (!last) {
          last = left == 0;
          const auto incident = world->incident(id);
          const auto log = world->log(id);
          const auto entries = world->all_entries(id);
          if (!incident || log.size() < seen || log.size() < static_cast<std::size_t>(incident->version) ||
              entries.size() < log.size()) {
            ++faults;
          }
          seen = log.size();
        }
        if (seen != 1 + notes) ++faults;
      });
    }
    for (auto& reader : readers) reader.join();
    CHECK(faults == 0);
  }

  SECTION("a command sees the entries it names, and only what it changes is changed") {
    const auto id = world.declare();
    const auto first = world.note(id, "first");
    const auto second = world.note(id, "second");
    world.run(id, core::EditEntry{first, core::plain("first, corrected")}, at(5));
    world.run(id, core::RetimeEntry{second, at(-30)}, at(6));
    world.run(id, core::HideEntry{second}, at(7));
    const auto one = world->entry(id, first);
    REQUIRE(one);
    CHECK(one->words.body == core::plain("first, corrected"));
    CHECK(one->edited);
    const auto two = world->entry(id, second);
    REQUIRE(two);
    CHECK(two->occurred_at == at(-30));
    CHECK(two->hidden);
    CHECK(two->words.body == core::plain("second"));
    CHECK(world.run(id, core::HideEntry{core::EntryId(99)}).outcome.refusal->code ==
          core::Refusal::Code::no_entry);
  }

  SECTION("capturing twice is capturing once") {
    const auto id = world.declare();
    const core::MessageRef message{core::ChannelId("C_INC"), "1700000000.000100"};
    world.run(id, core::RequestCapture{message, "reaction:U1"});
    world.run(id, core::RequestCapture{message, "reaction:U2"});
    const Result third = world.run(id, core::RequestCapture{message, "reaction:U2"});
    CHECK(third.outcome.records.empty());
    core::FillCapture fill;
    fill.message = message;
    fill.author = core::UserId("U3");
    fill.said_at = at(-10);
    fill.words = core::plain("the disk is full");
    world.run(id, fill);
    const auto entry = world->entry_of(id, message);
    REQUIRE(entry);
    CHECK(entry->words.body == core::plain("the disk is full"));
    CHECK(entry->captured->captors.size() == 2);
    CHECK(world->all_entries(id).size() == 2);
  }

  SECTION("an event's words come back with it") {
    const auto id = world.declare();
    world.run(id, core::SetSummary{core::plain("what we know")});
    world.run(id, core::SetImpact{core::plain("who suffers")});
    world.run(id, core::PostUpdate{core::plain("we are on it"), {}, "", "", {}});
    const auto incident = world->incident(id);
    REQUIRE(incident);
    CHECK(incident->summary.body == core::plain("what we know"));
    CHECK(incident->impact.body == core::plain("who suffers"));
    CHECK(incident->last_update.body == core::plain("we are on it"));
    const auto record = world->record(id, 2);
    REQUIRE(record);
    REQUIRE(core::words_of(record->event) != nullptr);
    CHECK(core::words_of(record->event)->body == core::plain("what we know"));
    CHECK_FALSE(world->record(id, 99));
  }

  SECTION("bytes that are no text are kept or refused, never a crash") {
    const auto id = world.declare();
    const std::string hostile("a\0b\xff\xfe\xc3(", 7);
    const Result result = world->execute(world.request(id, a_note(hostile)));
    CHECK_FALSE(result.error);
    Request strange = with_key(world.request(id, a_note("ok")), hostile);
    strange.actor = core::UserId(std::string("U\0\xff", 3));
    CHECK_FALSE(world->execute(strange).replayed);
    CHECK(world->execute(strange).replayed);
  }

  SECTION("what was accepted is finished before the store goes") {
    const auto id = world.declare();
    std::atomic<int> done{0};
    for (int i = 0; i < 100; ++i) {
      world->execute(world.request(id, a_note("late")), [&done](Result r) { done += r.error ? 0 : 1; });
    }
    world.reopen();
    CHECK(done == 100);
    CHECK(world->log(id).size() == 101);
  }
}

}  // namespace muster::storage::testing
