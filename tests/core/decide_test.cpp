// decide() as a whole: total, pure, and true to its invariants whatever people do.
#include "core/decide.h"

#include <rapidcheck.h>

#include <set>

#include "tests/catch.h"
#include "tests/core/support/world.h"

using namespace muster::core;
using namespace muster::core::test;

namespace {

const std::vector<Category> categories{Category::triage,   Category::active,    Category::mitigated,
                                       Category::resolved, Category::closed,    Category::dismissed,
                                       Category::merged,   Category::stood_down};

/// Every kind of command, several of them in a good and a bad form. `dice` chooses among people, keys, texts.
std::vector<Command> every_command(const World& w, unsigned dice) {
  const auto pick = [&](auto... options) {
    const std::vector<std::common_type_t<decltype(options)...>> all{options...};
    return all[(dice = dice * 1664525U + 1013904223U) / 65536U % all.size()];
  };
  const auto text = [&] {
    return plain(std::string(pick("words", "TODO: words", "", " \n", "\xff", "日本語")));
  };
  const auto role = [&] { return std::string(pick("lead", "comms", "scribe", "Lead", "pilot")); };
  const auto person = [&] { return user(pick("U1", "U2", "U3", "")); };
  const auto severity = [&] {
    return std::string(pick("sev1", "sev2", "sev3", "sev4", "unsure", "4", "nonsense"));
  };
  const auto status = [&] {
    return std::string(pick("triage", "investigating", "fixing", "monitoring", "resolved", "closed",
                            "dismissed", "merged", "stood_down", "nonsense"));
  };
  const auto ref = [&] { return message(pick("1.1", "1.2", "1.3")); };
  const auto captor = [&] {
    return std::string(pick("reaction:U1", "reaction:U2", "pin:U1", "action:U1", "follow_up:U2", ""));
  };
  const auto entry = [&] { return EntryId(pick(1, 2, 3, 4, 5, 6, 7, 8, 99)); };
  const auto at = [&] { return w.now + std::chrono::minutes(pick(-500, -50, -5, 0, 500)); };
  const auto expected = [&] { return pick(0, 1) ? std::optional(person()) : std::nullopt; };
  const auto maybe = [&](const std::string& s) { return pick(0, 1) ? s : std::string(); };
  const auto next = [&] {
    return pick(0, 1) ? std::optional<Duration>(std::chrono::minutes(pick(-5, 0, 7))) : std::nullopt;
  };
  return {
      Declare{.title = text(), .severity = maybe(severity()), .triage = pick(0, 1) == 1},
      ChangeStatus{status(), text()},
      Conclude{pick(Category::active, Category::dismissed, Category::stood_down, Category::closed), text()},
      ChangeSeverity{severity(), text()},
      AssignRole{role(), person(), expected(), pick(0, 1) == 1},
      LeaveRole{role()},
      AddNote{text(), at()},
      SetSummary{text()},
      SetImpact{text()},
      Rename{text()},
      PostUpdate{text(), next(), maybe(status()), maybe(severity()), text()},
      Resolve{text()},
      Reopen{text()},
      RequestCapture{ref(), captor()},
      DropCapture{ref(), captor()},
      FillCapture{.message = ref(), .captor = captor(), .author = person(), .said_at = at(), .words = text()},
      FailCapture{ref(), "message_not_found"},
      ReviseMessage{ref(), text(), pick("", "2.0", "3.0", "4.0")},
      WithdrawMessage{ref()},
      HideEntry{entry()},
      RedactEntry{entry()},
      ShowEntry{entry()},
      EditEntry{entry(), text()},
      RetimeEntry{entry(), at()},
      Subscribe{},
      Unsubscribe{},
      Tick{},
      Undo{},
      Monitor{std::chrono::minutes(20)},
      Snooze{std::chrono::minutes(pick(0, 30))},
      Pause{std::chrono::hours(1), text(), pick(0, 1) == 1},
      Resume{},
      Postpone{std::chrono::minutes(10)},
      SetAffected{{pick("checkout", "nonsense")}, pick(0, 1) == 0},
      AskToCome{{user("U2"), user("U3")}, "", pick("", "oncall"), text()},
      AnswerPage{EntryId(pick(3, 99)), pick(0, 1) == 0},
      Arrive{},
      RecordChannel{ChannelId(pick("C1", "C2", "")), "name", pick(0, 1) == 0},
      RecordChannelFailure{"restricted_action"},
      RecordChannelLost{"archived"},
      RecordChannelRestored{},
      RecordChannelPrivate{},
      RecordChannelRenamed{pick("inc-42", "other", "")},
      RecordOrnament{pick("topic", "pin"), pick("", "missing_scope", "not_in_channel")},
      RecordExport{{"md"}, pick("channel", "command line"), pick(0, 1) == 1},
      Merge{IncidentId(pick(7, 8, 9))},
      Unmerge{},
      TakeIn{{IncidentId(pick(8, 9)), 43, {}}},
      LetGo{{IncidentId(pick(8, 9)), 43, {}}},
      Join{},
      NotADrill{},
      OfferHandoff{role(), person()},
      AcceptHandoff{role()},
      DeclineHandoff{role(), 0, text()},
      CorrectUpdate{pick(0, 1) == 1 ? w.incident().last_update_entry : entry(), text()},
      DraftExternal{text()},
      ApproveExternal{pick(0, 1) == 1 ? w.incident().external_draft : entry(), text()},
      AskForAccess{},
      AnswerAccess{person(), pick(0, 1) == 1},
      KeepOpen{},
      Stir{},
      RecordArchiveNotice{},
      RecordArchiveFailure{"restricted_action"},
      KeepChecklist{role(), {"a", "b"}, {pick("a", "b")}},
      RecordDeparture{person()},
      NoticeWeeds{person()},
      MakePrivate{{person()}},
      RecordChannelCleared{ChannelId(pick("C1", "C2")), person(), pick(0, 3), pick("", "archived")},
      AddTodo{pick(0, 1) == 1, text(), person(), pick(0, 1) ? std::optional(at()) : std::nullopt,
              Priority::high, pick(0, 1) == 1},
      GiveTodo{entry(), person(), expected()},
      ReturnTodo{entry(), text()},
      RescheduleTodo{entry(), pick(0, 1) ? std::optional(at()) : std::nullopt,
                     std::chrono::minutes(pick(0, 10))},
      RankTodo{entry(), Priority::low, pick(0, 1) == 1},
      ConvertTodo{entry(), pick(0, 1) == 1, {}},
      SettleTodo{entry(), pick(0, 1) == 1, text()},
      BeginChange{text()},
      SettleChange{pick(0, 1) == 1 ? entry() : EntryId(), ChangeResult::worse, text()},
      HoldTheory{text()},
      SettleTheory{pick(0, 1) == 1 ? entry() : EntryId(), pick(0, 1) == 1, text()},
      CallRegroup{},
      OfferLines{ref(), at(), plain(pick("TODO: this\nDECISION: that", "TODO: other")), {}, {}},
      ReviewLine{w.incident().offers.empty() ? entry() : w.incident().offers.begin()->first,
                 pick(Reviewed::action, Reviewed::kept)},
      AddLink{pick("https://example.com/a", "https://example.com/b", "nothing"), text()},
      StopPage{pick(0, 1) == 1 ? entry() : EntryId()},
      RemoveLink{w.incident().links.empty() ? entry() : w.incident().links.begin()->first}};
}

}  // namespace

TEST_CASE("every code of a refusal has a name") {
  std::set<std::string_view> names;
  for (int code = 0; code <= static_cast<int>(Refusal::Code::not_allowed); ++code)
    names.insert(to_string(static_cast<Refusal::Code>(code)));
  CHECK(names.size() == 16);
  CHECK_FALSE(names.contains(""));
  CHECK(to_string(Refusal::Code::no_incident) == "no_incident");
  CHECK(to_string(Refusal::Code::unconfirmed) == "unconfirmed");
}

TEST_CASE(
    "every command in every category, by a holder, by others and by the bot, is done or refused in words") {
  std::set<std::size_t> commands;
  int done = 0;
  int refused = 0;
  for (const Category category : categories)
    for (const char* actor : {"U1", "U2", "U3", ""})
      for (unsigned dice = 0; dice < 3; ++dice) {
        World w = World::in(category);
        w.done("U1", AssignRole{.role = "lead", .user = user("U1")});
        w.done("U1", AssignRole{.role = "comms", .user = user("U2")});
        w.done("U1", RequestCapture{message("1.1"), "reaction:U1"});
        w.other = World::declared().incident();
        w.other->id = IncidentId(8);
        const World start = w;
        for (const Command& command : every_command(w, dice)) {
          INFO(to_string(category) << ", " << actor << ", command " << command.index());
          commands.insert(command.index());
          World one = start;
          one.run(actor, command) ? ++done : ++refused;  // run() holds what must be so
        }
      }
  CHECK(commands.size() == std::variant_size_v<CommandKinds>);
  CHECK(done > 500);
  CHECK(refused > 500);
}

TEST_CASE("deciding twice gives the same") {
  World w = World::declared();
  const PostUpdate command{.words = plain("x"), .status = "fixing", .severity = "sev1"};
  const Context context{user("U1"), w.now};
  const auto first = decide(w.state, command, w.policy, context);
  const auto second = decide(w.state, command, w.policy, context);
  REQUIRE(first);
  REQUIRE(second);
  CHECK(kinds(*first) == kinds(*second));
  CHECK(*words_of(first->back().event) == *words_of(second->back().event));
}

TEST_CASE("whatever people do in whatever order, the record holds") {
  // World::run checks after each event: one holder for a role, versions, milestones, moments, promises,
  // replay, encodings, and that the loaded rows are enough.
  struct Step {
    std::uint8_t command, actor, minutes;
    unsigned dice;
  };
  const auto step =
      rc::gen::map(rc::gen::tuple(rc::gen::arbitrary<std::uint8_t>(), rc::gen::arbitrary<std::uint8_t>(),
                                  rc::gen::arbitrary<std::uint8_t>(), rc::gen::arbitrary<unsigned>()),
                   [](const auto& t) {
                     return Step{std::get<0>(t), std::get<1>(t), std::get<2>(t), std::get<3>(t)};
                   });
  CHECK(rc::check([&] {
    const auto steps = *rc::gen::scale(3, rc::gen::container<std::vector<Step>>(step));
    World w = World::declared();
    for (const Step& one : steps) {
      w.step = std::chrono::minutes(one.minutes % 16 == 0 ? -30 : one.minutes);  // clocks are put back, too
      const auto commands = every_command(w, one.dice);
      const char* actors[] = {"U1", "U2", "U3", ""};
      (void)w.run(actors[one.actor % 4], commands[one.command % commands.size()]);
    }
    RC_ASSERT(w.incident().version == std::ssize(w.log));
  }));
}
