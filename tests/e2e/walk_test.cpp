// Every verb, in every state of an incident, by every kind of person: nobody is left without an answer, and
// nobody is shown what isn't theirs.
#include <fmt/core.h>

#include <algorithm>
#include <atomic>
#include <functional>
#include <nlohmann/json.hpp>
#include <set>

#include "bot/verb.h"
#include "core/incident.h"
#include "slack/elements.h"
#include "tests/catch.h"
#include "tests/e2e/support/town.h"

using namespace muster;
using muster::e2e::Fault;
using muster::e2e::Town;

namespace {

/// What was done to it since it was declared, by whom. What it says may depend on what it has got by then.
struct Step {
  std::string by;
  std::function<core::Command(const core::Incident&)> command;
};
struct State {
  const char* name;
  core::Declare declare;
  std::vector<Step> then;
};

const char* const title = "kumquat harvest leaked";
const char* const private_title = "durian orchard for sale";
const char* const insiders_title = "medlar orchard for sale";

/// One of each kind.
struct Cast {
  std::string ada;  ///< declares them all
  std::string grace;
  std::string linus;  ///< an insider of one that became private
  std::string guest, sees_private, deactivated;
  std::string
      external;  ///< of another organisation: has no commands, but sees the buttons of shared channels
};

/// `other`: makes one into which another may be merged, private or not.
std::vector<State> states(const Cast& cast, const std::function<core::IncidentId(bool)>& other) {
  const auto declared = [](auto change) {
    core::Declare declare;
    declare.title = core::plain(title);
    change(declare);
    return declare;
  };
  const auto secret = [&](const char* named) {
    return declared([named](auto& d) { d.title = core::plain(named); });
  };
  const auto by = [](const std::string& who, core::Command command) {
    return Step{who, [command = std::move(command)](const core::Incident&) { return command; }};
  };
  const auto plain = declared([](auto&) {});
  const auto triage = declared([](auto& d) { d.triage = true; });
  const auto& ada = cast.ada;
  using C = core::Category;
  const auto end = [&](C to, const char* why) { return by(ada, core::Conclude{to, core::plain(why)}); };
  const auto hidden = declared([](auto& d) {
    d.is_private = true;
    d.title = core::plain(private_title);
  });
  const auto merged = [&](bool into_private) {
    return Step{ada,
                [other, into_private](const core::Incident&) { return core::Merge{other(into_private)}; }};
  };
  core::AddTodo action{.words = core::plain("water the trees"), .owner = core::UserId(ada)};
  core::AddTodo follow_up{.follow_up = true, .words = core::plain("plant new ones")};
  core::OfferLines lines{.message = {core::ChannelId("C0"), "1.000001"},
                         .said_at = bot::system_now(),
                         .words = core::plain("TODO: count the trees")};
  const core::UserId grace(cast.grace), linus(cast.linus);
  return {
      {"triage", triage, {}},
      {"active", plain, {}},
      {"paused", plain, {by(ada, core::Pause{std::chrono::hours(1), core::plain("the supplier"), true})}},
      {"snoozed", plain, {by(ada, core::Snooze{std::chrono::hours(1)})}},
      {"mitigated", plain, {by(ada, core::Monitor{std::chrono::minutes(20)})}},
      {"resolved", plain, {by(ada, core::Resolve{})}},
      {"closed", plain, {by(ada, core::Resolve{}), end(C::closed, "enough")}},
      {"reopened", plain, {by(ada, core::Resolve{}), by(ada, core::Reopen{})}},
      {"stood down", plain, {end(C::stood_down, "not ours")}},
      {"dismissed", triage, {end(C::dismissed, "a test")}},
      {"merged", plain, {merged(false)}},
      {"declared in hindsight",
       declared([](auto& d) {
         d.began = bot::system_now() - std::chrono::hours(2);
         d.ended = bot::system_now() - std::chrono::hours(1);
       }),
       {}},
      {"drill", declared([](auto& d) { d.drill = true; }), {}},
      {"at work",
       plain,
       {by(cast.grace, core::AssignRole{"lead", grace}),
        by(ada, core::AssignRole{"comms", core::UserId(ada)}),
        by(cast.grace, core::OfferHandoff{"lead", core::UserId(ada)}),
        by(ada, core::AskToCome{.people = {linus}, .words = core::plain("we need hands")}),
        by(ada, core::DraftExternal{core::plain("fruit may be late")}), by(ada, action), by(ada, follow_up),
        by(ada, core::BeginChange{core::plain("close the gate")}),
        by(ada, core::HoldTheory{core::plain("birds")}), by(ada, lines),
        by(ada, core::PostUpdate{core::plain("we look for birds")})}},
      {"private", hidden, {}},
      {"private and closed", hidden, {by(ada, core::Resolve{}), end(C::closed, "enough")}},
      {"merged into a private one", hidden, {merged(true)}},
      {"moved to private", secret(private_title), {by(ada, core::MakePrivate{})}},
      {"private, with an insider", secret(insiders_title), {by(ada, core::MakePrivate{{linus}})}},
  };
}

/// Whether it is still in the state in which it was made.
bool same(const core::Incident& now, const core::Incident& made) {
  return now.category == made.category && now.paused.has_value() == made.paused.has_value() &&
         (now.snoozed_until || !made.snoozed_until) && now.is_private == made.is_private &&
         now.drill == made.drill && now.merged_into == made.merged_into;
}

/// Those whose words end what the others are tried in come last.
std::vector<const bot::Verb*> verbs_in_order() {
  std::vector<const bot::Verb*> verbs;
  for (const auto& verb : bot::all_verbs())
    if (verb.name != "declare") verbs.push_back(&verb);
  std::stable_partition(verbs.begin(), verbs.end(), [](const bot::Verb* verb) {
    const std::set<std::string_view> ending{"resolve", "monitoring", "status",     "confirm", "dismiss",
                                            "close",   "standdown",  "reopen",     "merge",   "unmerge",
                                            "private", "pause",      "not-a-drill"};
    return !ending.contains(verb->name);
  });
  return verbs;
}

/// The number by which this verb knows one of what the incident has; one that it hasn't, if there is none.
std::string number_for(const bot::Verb& verb, const core::Incident& incident) {
  const auto first = [](const auto& all) {
    return std::to_string(all.empty() ? 12 : all.begin()->first.value);
  };
  if (verb.name == "result") return first(incident.changes);
  if (verb.name == "rule") return first(incident.theories);
  if (verb.name == "review") return first(incident.offers);
  if (verb.name == "task") return first(incident.todos);
  return std::to_string(incident.version);  // an entry's
}

/// What the buttons and menus say that an answer has.
void lines_in(const nlohmann::json& part, std::vector<std::string>& lines) {
  if (part.is_object() && slack::base_action_id(part.value("action_id", "")) == "do") {
    if (part.contains("value")) lines.push_back(part["value"]);
    if (part.contains("options"))
      for (const auto& option : part["options"]) lines.push_back(option["value"]);
  }
  if (part.is_structured())
    for (const auto& inner : part) lines_in(inner, lines);
}
std::vector<std::string> lines_on(const std::string& answer) {
  std::vector<std::string> lines;
  if (!answer.empty()) lines_in(nlohmann::json::parse(answer), lines);
  return lines;
}

/// What may be typed with this verb about this incident; `named`: from elsewhere, by its name.
std::vector<std::string> lines_of(const bot::Verb& verb, const core::Incident& incident,
                                  const core::Incident& other, bool named) {
  std::vector<std::string> all{verb.name};
  for (const auto& example : verb.examples) {
    // Some examples show another verb beside it.
    if (example.starts_with(verb.name)) all.push_back(example);
  }
  const auto& asking = verb.name;
  if (asking == "merge") all = {"merge", "merge OTHER", "merge OTHER --yes"};
  if (asking == "private" || asking == "not-a-drill") all.push_back(asking + " --yes");
  if (asking == "pause") all.emplace_back("pause 2h the vendor's fix --yes");
  if (asking == "redact") all.emplace_back("redact 12 --yes");
  if (asking == "close") all.emplace_back("close --why");
  if (asking == "update") all.insert(all.end(), {"update --who", "update --external --approve"});
  if (asking == "handoff") all.insert(all.end(), {"handoff lead --accept", "handoff lead --decline not now"});
  if (asking == "entry")
    all = {"entry 12 hide", "entry 12 show", "entry 12 edit birds", "entry 12 retime 10:05",
           "entry 12 redact"};
  std::vector<std::string> lines;
  for (auto line : all) {
    const auto put = [&line](const std::string& what, const std::string& in) {
      if (const auto at = line.find(what); at != std::string::npos) line.replace(at, what.size(), in);
    };
    put(" 12", " " + number_for(verb, incident));
    put(" INC-42", "");
    put("OTHER", core::reference(other));
    const auto rest = line.substr(verb.name.size());
    const std::string words = rest.starts_with(':') ? rest.substr(1) : rest;
    const bool about_it = named && verb.needs_incident;
    lines.push_back(about_it ? fmt::format("{} {}{}", verb.name, core::reference(incident), words) : line);
  }
  return lines;
}

class Walk {
 public:
  Walk() {
    auto& slack = town_.slack;
    cast_ = {town_.ada,
             town_.grace,
             town_.linus,
             slack.add_person("visitor", {.guest = true}),
             slack.add_person("auditor"),
             slack.add_person("leaver", {.deleted = true}),
             slack.add_person("partner", {.external = true})};
    slack.world().change([&](auto& state) { state.share(town_.general, true); });
    for (const auto& who : {cast_.guest, cast_.sees_private, cast_.deactivated, cast_.external})
      slack.people().join(who, town_.general);
    town_.stop();
    town_.keep_to(core::Permit::see_private, cast_.sees_private);
    town_.start();
    workspace_ = town_.store->only_workspace()->id;
    const auto known = [](const std::string& id, bool guest, bool deleted) {
      storage::User user;
      user.id = core::UserId(id);
      user.guest = guest;
      user.deleted = deleted;
      return user;
    };
    town_.store->upsert_users(workspace_,
                              {known(cast_.guest, true, false), known(cast_.deactivated, false, true)});
    policy_ = std::make_shared<const core::Policy>(core::default_policy());
  }

  Town& town() { return town_; }
  void pass(std::chrono::hours time) { ahead_ += time.count(); }
  core::Time now() const { return bot::system_now() + std::chrono::hours(ahead_); }
  const Cast& cast() const { return cast_; }
  int answered() const { return answered_; }

  core::Incident run(core::IncidentId incident, const std::string& by, core::Command command) {
    storage::Request request;
    request.workspace = workspace_;
    request.incident = incident;
    request.actor = core::UserId(by);
    request.command = std::move(command);
    request.now = now();
    request.policy = policy_;
    const auto result = town_.store->execute(std::move(request));
    REQUIRE_FALSE(result.error);
    REQUIRE_FALSE(result.outcome.refusal);
    return result.outcome.after.incident;
  }
  /// `placed`: with its channel, unless it has none.
  core::Incident made(const State& state, bool placed = false) {
    INFO(state.name);
    auto incident = run({}, cast_.ada, state.declare);
    const auto in_place = [&] {
      const auto now = town_.incident(incident.number);
      return now.without_channel || !now.channel.empty();
    };
    if (placed) REQUIRE(town_.until_stored(in_place));
    for (const auto& step : state.then) incident = run(incident.id, step.by, step.command(incident));
    if (placed) REQUIRE((town_.until_stored(in_place) && town_.quiet()));
    return town_.incident(incident.number);
  }
  core::Incident other(bool is_private = false) {
    core::Declare declare;
    declare.title = core::plain(is_private ? private_title : "papaya juice spilt");
    declare.is_private = is_private;
    return run({}, cast_.ada, declare);
  }

  /// Types it, and sees to it that there is an answer that is theirs to see.
  void type(const std::string& person, const std::string& line, const std::string& where) {
    const auto forms = town_.count_calls("views.open");
    const auto answer = town_.type(person, line, where);
    REQUIRE(answer.ok());
    CHECK(answer.body.find("on my side") == std::string::npos);
    if (answer.body.empty()) {
      REQUIRE(town_.until([&] { return town_.count_calls("views.open") > forms; }));
      town_.slack.people().close(person, true);
    }
    see(person, answer.body);
    ++answered_;
  }
  /// Presses a button that says this in `where`, and sees to it that there is an answer: empty for a form.
  std::string press(const std::string& person, const std::string& line, const std::string& where) {
    auto& slack = town_.slack;
    using nlohmann::json;
    const json button = {{"type", "button"},
                         {"action_id", "do"},
                         {"text", {{"type", "plain_text"}, {"text", "Press me"}}},
                         {"value", line}};
    const json blocks = {{{"type", "actions"}, {"block_id", "b"}, {"elements", {button}}}};
    const auto ts = slack.world().change([&](auto& state) {
      return state.post(where, slack.bot_user(),
                        {.text = "a button", .blocks = blocks.dump(), .by_app = true});
    });
    const auto forms = town_.count_calls("views.open");
    const auto told = town_.count_calls("response_url");
    REQUIRE(slack.people().press(person, {.value = line, .channel = where, .message = ts}).ok());
    REQUIRE(town_.until(
        [&] { return town_.count_calls("views.open") > forms || town_.count_calls("response_url") > told; }));
    slack.people().close(person, true);
    ++answered_;
    const auto answers = slack.calls("response_url");
    return static_cast<int>(answers.size()) > told ? answers.back().args.at("body") : std::string();
  }
  /// Shows nobody what isn't theirs.
  void see(const std::string& person, const std::string& shown) const {
    const auto hidden = [&](const char* word) {
      const auto at = shown.find(word);
      INFO((at == std::string::npos ? std::string() : shown.substr(at < 300 ? 0 : at - 300, 600)));
      CHECK(at == std::string::npos);
    };
    const bool sees_all = person == cast_.ada || person == cast_.sees_private;
    if (!sees_all) hidden("durian");
    if (!sees_all && person != cast_.linus) hidden("medlar");
    if (person == cast_.guest || person == cast_.external) hidden("kumquat");
  }

 private:
  muster::e2e::TownOptions options() {
    muster::e2e::TownOptions options;
    options.ahead = [this] { return std::chrono::hours(ahead_); };
    return options;
  }

  std::atomic<long long> ahead_{0};  ///< hours
  Town town_{options()};
  Cast cast_;
  core::WorkspaceId workspace_;
  std::shared_ptr<const core::Policy> policy_;
  int answered_ = 0;
};

}  // namespace

TEST_CASE(
    "every verb in every state by every kind of person is answered, and shows nobody what isn't theirs") {
  Walk walk;
  auto& town = walk.town();
  // Of no interest here, and there are hundreds of them.
  town.slack.faults().next("conversations.create", Fault::error("restricted_action"), 100000);
  const auto& cast = walk.cast();
  // `everywhere`: in every state, and not only where it makes a difference that it is them.
  struct Kind {
    const char* name;
    std::string person;
    bool everywhere;
  };
  const std::vector<Kind> people{{"the declarer", cast.ada, true},
                                 {"a member", cast.grace, true},
                                 {"a guest", cast.guest, true},
                                 {"an insider", cast.linus, false},
                                 {"one who may see private ones", cast.sees_private, false},
                                 {"one who was deactivated", cast.deactivated, false}};
  const std::set<std::string_view> telling{"active", "at work", "private", "private, with an insider"};
  std::size_t turn = 0;
  for (const auto& state : states(cast, [&](bool hidden) { return walk.other(hidden).id; })) {
    const auto other = walk.other();
    auto incident = walk.made(state);
    for (const auto& [kind, person, everywhere] : people) {
      if (!everywhere && !telling.contains(state.name)) continue;
      for (const auto* verb : verbs_in_order()) {
        const auto count = lines_of(*verb, incident, other, true).size();
        // Every line where most is told; elsewhere one after the other, so that each comes up somewhere.
        const bool all = telling.contains(state.name) && person == cast.ada;
        const std::size_t first = all ? 0 : turn++ % count;
        for (std::size_t i = first; i < (all ? count : first + 1); ++i) {
          // Whoever came before may have changed it.
          if (!same(town.incident(incident.number), incident)) incident = walk.made(state);
          const auto line = lines_of(*verb, incident, other, true)[i];
          INFO(state.name << ", " << kind << ": " << line);
          walk.type(person, line, town.general);
        }
      }
    }
  }
  for (const auto& [kind, person, everywhere] : people) {
    INFO(kind);
    for (const auto* line : {"declare", "declare quince jam --sev 2", "declare quince jam --triage --here",
                             "declare quince jam --began 10:05 --ended 10:06"})
      walk.type(person, line, town.general);
  }
  CHECK(walk.answered() > 3500);
  for (const auto& [kind, person, everywhere] : people) {
    INFO(kind);
    if (person != cast.sees_private) walk.see(person, town.all_that(person));
  }
}

TEST_CASE("every verb is answered in the channel of an incident in every state, to whoever is there") {
  Walk walk;
  auto& town = walk.town();
  const auto& cast = walk.cast();
  const std::set<std::string_view> telling{"active", "at work", "merged", "resolved"};
  std::size_t turn = 0;
  for (const auto& state : states(cast, [&](bool hidden) { return walk.other(hidden).id; })) {
    const auto other = walk.other();
    for (const auto& person : {cast.ada, cast.grace, cast.guest}) {
      const auto incident = walk.made(state, true);
      INFO(state.name);
      const auto channel = incident.channel.value;
      // Whoever is in its channel may know of it.
      if (channel.empty() || (person != cast.ada && incident.is_private)) continue;
      if (person != cast.ada && !telling.contains(state.name)) continue;
      if (person == cast.guest) REQUIRE(town.slack.people().invite(cast.ada, channel, person));
      for (const auto* verb : verbs_in_order()) {
        auto lines = lines_of(*verb, incident, other, false);
        const bool all = state.name == std::string_view("active") && person == cast.ada;
        if (!all) lines = {lines[turn++ % lines.size()]};
        for (const auto& line : lines) {
          INFO(person << ": " << line);
          const auto now = town.incident(incident.number);
          // Where it goes on in another channel there is another one to type in.
          if (now.channel.value != channel) break;
          const auto forms = town.count_calls("views.open");
          const auto answer = town.type(person, line, channel);
          REQUIRE(answer.ok());
          CHECK(answer.body.find("on my side") == std::string::npos);
          if (answer.body.empty())
            REQUIRE(town.until([&] { return town.count_calls("views.open") > forms; }));
          town.slack.people().close(person, true);
        }
      }
    }
  }
  REQUIRE(town.quiet());
}

TEST_CASE("whoever is of another organisation is answered whatever they press, and learns of nothing") {
  Walk walk;
  auto& town = walk.town();
  town.slack.faults().next("conversations.create", Fault::error("restricted_action"), 100000);
  const auto& partner = walk.cast().external;
  CHECK_FALSE(town.type(partner, "help", town.general).sent);
  std::size_t turn = 0;
  for (const auto& state : states(walk.cast(), [&](bool hidden) { return walk.other(hidden).id; })) {
    const auto other = walk.other();
    const auto incident = walk.made(state);
    const auto before = incident.version;
    for (const auto* verb : verbs_in_order()) {
      const auto lines = lines_of(*verb, incident, other, true);
      const auto& line = lines[turn++ % lines.size()];
      INFO(state.name << ": " << line);
      walk.press(partner, line, town.general);
    }
    // Only the bot's own record of what it couldn't make follows.
    for (const auto& record : town.store->log(incident.id))
      if (record.seq > before) CHECK(record.actor != core::UserId(partner));
  }
  CHECK(walk.answered() > 700);
  CHECK(town.slack.settle());
  walk.see(partner, town.all_that(partner));
}

TEST_CASE("whatever an incident shows in any of its states, each of its buttons is read as what it says") {
  Walk walk;
  auto& town = walk.town();
  town.slack.faults().next("conversations.create", Fault::error("restricted_action"), 100000);
  const auto& ada = walk.cast().ada;
  // Those that show what another one shows.
  const std::set<std::string_view> alike{"reopened", "declared in hindsight", "moved to private",
                                         "private, with an insider"};
  constexpr std::size_t most = 45;  // of one view: a timeline has some for each of its lines
  std::set<std::string> verbs;
  for (const auto& state : states(walk.cast(), [&](bool hidden) { return walk.other(hidden).id; })) {
    if (alike.contains(state.name)) continue;
    std::vector<std::string> views{"panel", "status", "severity"};
    if (state.name == std::string_view("at work"))
      views.insert(views.end(), {"catchup", "roles", "timeline", "actions", "followups", "checklist",
                                 "review", "link", "affects", "update --who"});
    auto incident = walk.made(state);
    for (const auto& view : views) {
      for (std::size_t i = 0; i < most; ++i) {
        // Whatever was pressed before may have changed it.
        if (!same(town.incident(incident.number), incident)) incident = walk.made(state);
        const auto verb = view.substr(0, view.find(' '));
        const auto asked = fmt::format("{} {}{}", verb, core::reference(incident), view.substr(verb.size()));
        const auto shown = town.type(ada, asked, town.general);
        REQUIRE(shown.ok());
        const auto lines = lines_on(shown.body);
        if (i >= lines.size()) break;
        INFO(state.name << ", " << view << ": " << lines[i]);
        const auto answer = walk.press(ada, lines[i], town.general);
        for (const auto* unread :
             {"I did nothing yet. `", "say which you mean", "I don't know `", "on my side"}) {
          INFO(answer);
          CHECK(answer.find(unread) == std::string::npos);
        }
        verbs.insert(lines[i].substr(0, lines[i].find(' ')));
      }
    }
  }
  CHECK(verbs.size() > 25);
  for (const auto* verb : {"snooze", "resume", "status", "not-a-drill", "unmerge", "reopen"}) {
    INFO(verb);
    CHECK(verbs.contains(verb));
  }
}

TEST_CASE("every verb is answered when the channel was archived after quiet days, to whoever asks") {
  Walk walk;
  auto& town = walk.town();
  const auto& cast = walk.cast();
  const auto all = states(cast, [&](bool hidden) { return walk.other(hidden).id; });
  const auto closed =
      std::ranges::find_if(all, [](const State& one) { return one.name == std::string_view("closed"); });
  REQUIRE(closed != all.end());
  const auto archived = [&] {
    const auto made = walk.made(*closed, true);
    REQUIRE_FALSE(made.channel.empty());
    const auto stage = [&] { return town.incident(made.number).quiet.stage; };
    walk.pass(std::chrono::hours(7 * 24 + 1));
    REQUIRE(town.until_stored([&] { return stage() == core::Quiet::Stage::announced; }));
    walk.pass(std::chrono::hours(25));
    REQUIRE(town.until_stored([&] {
      return stage() == core::Quiet::Stage::settled && !town.incident(made.number).channel_usable;
    }));
    REQUIRE(town.quiet());
    return town.incident(made.number);
  };
  auto incident = archived();
  const auto other = walk.other();
  std::size_t turn = 0;
  for (const auto& person : {cast.ada, cast.grace, cast.guest}) {
    for (const auto* verb : verbs_in_order()) {
      if (!same(town.incident(incident.number), incident)) incident = archived();
      const auto lines = lines_of(*verb, incident, other, true);
      const auto& line = lines[turn++ % lines.size()];
      INFO(person << ": " << line);
      walk.type(person, line, town.general);
    }
  }
}
