#include "tests/simulation/crowd.h"

#include <fmt/core.h>

#include <algorithm>
#include <iterator>

namespace muster::simulation {

namespace {

using slack::standin::Answer;
using slack::standin::State;

constexpr int at_once = 3;  // people who are in the middle of something

}  // namespace

Crowd::Crowd(Timeline& time, slack::standin::Standin& slack, Machine& machine, const Plan& plan, Trace trace,
             Counts& counts)
    : time_(time),
      slack_(slack),
      machine_(machine),
      plan_(plan),
      trace_(std::move(trace)),
      counts_(counts),
      chance_(plan.seed, "people") {
  slack_.world().read([&](const State& state) {
    for (const auto& [id, person] : state.people) {
      if (person.bot || person.is.deleted) continue;
      if (person.is.guest) {
        guest_ = id;
      } else {
        people_.push_back(id);
      }
    }
    general_ = state.channel_named("general")->id;
    for (const auto& [id, group] : state.groups) groups_.push_back(id);
  });
}

void Crowd::plan_acts() {
  // In bursts, as in life: seconds within one, then minutes, then hours.
  auto at = time_.now() + second;
  for (int i = 0; i < plan_.acts; ++i) {
    time_.at(at, [this] { act(); });
    const auto pace = chance_.below(20);
    at += pace < 12   ? chance_.between(0, 3 * second)
          : pace < 17 ? chance_.between(3 * second, 2 * minute)
          : pace < 19 ? chance_.between(2 * minute, 30 * minute)
                      : chance_.between(30 * minute, 6 * hour);
  }
  last_act_ = at;
}

void Crowd::in_turn(std::function<void()> what) {
  if (busy_ >= at_once) {
    time_.at(time_.now() + chance_.between(second, 5 * second),
             [this, what = std::move(what)] { in_turn(what); });
    return;
  }
  ++busy_;
  what();
  --busy_;
}

void Crowd::soon(std::function<void()> what) {
  time_.at(time_.now() + chance_.between(second, minute), [this, what = std::move(what)] { in_turn(what); });
}

void Crowd::act() {
  in_turn([this] {
    ++counts_.acts;
    if (chance_.one_in(30)) return come_and_go();
    const auto who = present();
    const auto made = channels_of(who);
    if (made.empty() || (said_.titles.size() < enough_incidents && chance_.one_in(12))) {
      declare(who);
    } else {
      in_channel(who);
    }
  });
}

void Crowd::declare(const std::string& who) {
  const auto title = word("title");
  auto flags = std::string(chance_.one_in(5) ? " --private" : chance_.one_in(8) ? " --drill" : "");
  const bool over = chance_.one_in(10);
  if (over)
    flags += chance_.one_in(3) ? " --began 10:05 --ended 10:06 --channel" : " --began 10:05 --ended 10:06";
  if (chance_.one_in(3)) flags += fmt::format(" --sev {}", 1 + chance_.below(3));
  if (chance_.one_in(4)) flags += " --triage";
  auto where = general_;
  if (chance_.one_in(8)) {
    where = slack_.add_channel(word("team"), people_);
    borrowed_.insert(where);
    flags += " --here";
  }
  last_word_[who] = title;
  const auto hidden = flags.find("--private") != std::string::npos ? " " + marker(++words_) : "";
  said_.titles[title] = type(who, fmt::format("declare it broke {}{}{}", title, hidden, flags), where,
                             over ? "is on record as" : "is declared");
}

Said Crowd::said() const {
  auto said = said_;
  for (const auto& word : erased_) {
    for (auto* one : {&said.notes, &said.titles})
      if (const auto at = one->find(word); at != one->end()) at->second = Told::unknown;
  }
  return said;
}

Answer Crowd::typed(const std::string& who, const std::string& text, const std::string& channel) {
  trace_(fmt::format("{} types `{}` in {}", who, text, channel));
  last_at_[who] = time_.now();
  // A command is answered in words or by a form.
  const Before before{counts_, std::nullopt};
  auto answer = slack_.people().slash(who, "/incident", text, channel);
  hears_soon(fmt::format("`{}` of {}", text, who), answer, before);
  return answer;
}

std::optional<std::int64_t> Crowd::changes() const {
  if (!machine_.up()) return std::nullopt;
  try {
    std::int64_t all = 0;
    for (const auto id : machine_.store().all_incidents())
      if (const auto incident = machine_.store().incident(id)) all += incident->version;
    return all;
  } catch (const std::exception&) {
    return std::nullopt;
  }
}

void Crowd::hears_soon(const std::string& what, const Answer& answer, const Before& before) {
  if (!answer.ok() || !answer.body.empty() || !machine_.up()) return;
  // With a clock that jumps it may rightly think that it is too late for an answer.
  if (plan_.clock_jumps || plan_.drift) return;
  constexpr Micros patience = 20 * second, held_back = 10 * minute;
  if (time_.now() - machine_.troubled() < held_back) return;
  time_.at(time_.now() + patience, [this, what, lives = machine_.lives(), before] {
    const bool failed = !machine_.up() || machine_.lives() != lives || counts_.faults != before.counts.faults;
    const bool called = counts_.calls != before.counts.calls;
    const bool changed = before.changes && changes() != before.changes;
    if (!failed && !called && !changed) silences_.push_back("no answer to " + what);
  });
}

Told Crowd::type(const std::string& who, const std::string& text, const std::string& channel,
                 const char* success) {
  return judge(typed(who, text, channel), success);
}

Told Crowd::judge(const Answer& answer, const char* success) {
  trace_(answer.ok() ? fmt::format("  is told: {}", answer.text.substr(0, 120))
                     : "  is shown: " + answer.error);
  const auto told = told_by(answer, success);
  if (told == Told::saved) ++counts_.acknowledged;
  return told;
}

std::string Crowd::somebody() {
  return chance_.one_in(12) ? guest_ : chance_.one_of(people_);
}

std::string Crowd::present() {
  for (;;)
    if (auto who = somebody(); !away_.contains(who)) return who;
}

std::string Crowd::word(const char* kind) {
  return fmt::format("{}q{}z", kind, ++words_);
}

std::string Crowd::word_of(const char* kind, const std::string& channel) {
  auto said = word(kind);
  if (!machine_.up()) return said;
  try {
    const auto there = machine_.store().in_channel(machine_.workspace().id, core::ChannelId(channel));
    // Of several, which is meant shows later; nothing was said of one that isn't private.
    const bool hidden = !there.empty() && std::ranges::all_of(there, &core::Incident::is_private);
    if (hidden) said += " " + marker(++words_);
  } catch (const std::exception&) {
    // The disk. Then nothing is marked.
  }
  return said;
}

std::vector<std::string> Crowd::channels_of(const std::string& who) const {
  return slack_.world().read([&](const State& state) {
    std::vector<std::string> out;
    for (const auto& [id, channel] : state.channels) {
      const bool direct = channel.kind == slack::standin::Channel::Kind::direct ||
                          channel.kind == slack::standin::Channel::Kind::group;
      const bool one = channel.creator == state.names.bot_user || borrowed_.contains(id);
      if (direct || channel.archived || !one) continue;
      if (channel.has(who) || (!channel.is_private() && who != guest_)) out.push_back(id);
    }
    return out;
  });
}

std::string Crowd::called(const std::string& who) const {
  return "@" + slack_.world().read([&](const State& state) { return state.people.at(who).name; });
}

std::vector<std::string> Crowd::messages_of_people(const std::string& channel) const {
  return slack_.world().read([&](const State& state) {
    std::vector<std::string> out;
    for (const auto& [ts, message] : state.channels.at(channel).messages) {
      if (!message.by_app && message.subtype.empty() && !message.tombstone) out.push_back(ts);
    }
    return out;
  });
}

void Crowd::in_channel(const std::string& who) {
  auto& people = slack_.people();
  const auto channel = chance_.one_of(channels_of(who));
  const auto other = somebody();
  // What a message is marked for: the timeline, an action, a follow-up.
  constexpr const char* emojis[] = {"pushpin", "pushpin", "hammer_and_wrench", "fast_forward"};
  const auto* emoji = emojis[chance_.below(std::size(emojis))];
  const auto press = [&](const char* button, const char* near) {
    trace_(fmt::format("{} presses `{}` near `{}` in {}", who, button, near, channel));
    const auto answer = people.press(who, {.text = button, .near = near, .channel = channel});
    if (!answer.ok()) trace_("  is shown: " + answer.error);
  };
  const auto some_message = [&]() -> std::string {
    const auto all = messages_of_people(channel);
    return all.empty() ? std::string() : chance_.one_of(all);
  };
  constexpr const char* roles[] = {"lead", "comms", "scribe", "helper"};
  constexpr const char* statuses[] = {"investigating", "fixing", "monitoring"};
  const auto* role = roles[chance_.below(std::size(roles))];
  if (plan_.drift && chance_.one_in(15)) return drift(who, channel);
  switch (chance_.below(66)) {
    case 0:
    case 1:
    case 2:
    case 3:
    case 4:
    case 5: {
      const auto text = word_of("note", channel);
      const auto noted = text.substr(0, text.find(' '));
      last_word_[who] = noted;
      said_.notes[noted] = type(who, "note saw " + text, channel, "Noted in");
      return;
    }
    case 6: {
      // The very same request again, as after a double click or by an attacker.
      // Nothing is repeated for ever: what was done is remembered for 25 hours.
      if (time_.now() - last_at_[who] > 24 * hour) return;
      trace_(who + " repeats the last request");
      (void)people.repeat_last(who);
      // What was not saved then may be now; what was saved must not be again.
      for (auto* said : {&said_.notes, &said_.titles}) {
        const auto last = said->find(last_word_[who]);
        if (last != said->end() && last->second == Told::refused) last->second = Told::unknown;
      }
      return;
    }
    case 7:
    case 8:
      return press(chance_.one_in(5) ? "I'm in" : "I'll take it", role);
    case 9:
      return press("Take over", "");
    case 10:
      type(who, fmt::format("{} {}", role, called(other)), channel, "");
      return;
    case 11:
      type(who, fmt::format("leave {}", role), channel, "");
      return;
    case 12:
    case 13:
    case 14:
    case 15: {
      people.join(who, channel);
      const auto said = people.say(who, channel, "it is " + word("said"));
      trace_(fmt::format("{} says something in {}: {}", who, channel, said));
      return;
    }
    case 16:
    case 17:
    case 18:
      if (const auto ts = some_message(); !ts.empty()) {
        trace_(fmt::format("{} marks {} {} {}", who, channel, ts, emoji));
        people.react(who, channel, ts, emoji);
      }
      return;
    case 19:
      if (const auto ts = some_message(); !ts.empty()) {
        trace_(fmt::format("{} unmarks {} {} {}", who, channel, ts, emoji));
        people.unreact(who, channel, ts, emoji);
      }
      return;
    case 20:
      if (const auto ts = some_message(); !ts.empty()) {
        trace_(fmt::format("{} pins {} {}", who, channel, ts));
        people.pin(who, channel, ts);
      }
      return;
    case 21:
      if (const auto ts = some_message(); !ts.empty()) {
        trace_(fmt::format("{} changes {} {}", who, channel, ts));
        people.edit(who, channel, ts, "rather " + word("said"));
      }
      return;
    case 22:
      if (const auto ts = some_message(); !ts.empty()) {
        trace_(fmt::format("{} deletes {} {}", who, channel, ts));
        people.remove(who, channel, ts);
      }
      return;
    case 23:
    case 24:
      type(who, fmt::format("status {}", statuses[chance_.below(std::size(statuses))]), channel, "");
      return;
    case 25:
      type(who, fmt::format("severity {} because of {}", 1 + chance_.below(3), word_of("reason", channel)),
           channel, "");
      return;
    case 26:
      type(who,
           fmt::format("update: we know {}{}", word_of("update", channel),
                       chance_.one_in(3) ? " --next 30m" : ""),
           channel, "");
      return;
    case 27:
      type(who, fmt::format("{}: {}", chance_.one_in(2) ? "summary" : "impact", word_of("fact", channel)),
           channel, "");
      return;
    case 28:
      type(who, chance_.one_in(2) ? "resolve: it was " + word_of("cause", channel) : std::string("reopen"),
           channel, "");
      return;
    case 29:
      type(who, "export md,json", channel, "");
      return;
    case 30:
      type(who, chance_.one_of(std::vector<std::string>{"timeline", "list", "search it broke"}), channel, "");
      return;
    case 31:
      trace_(fmt::format("{} comes to or leaves {}", who, channel));
      if (chance_.one_in(2)) {
        people.join(who, channel);
      } else {
        people.leave(who, channel);
      }
      return;
    case 32:
      if (plan_.network_fails) {
        trace_("an event is going to be delivered twice");
        slack_.events().tamper({.times = 2, .new_ids = chance_.one_in(2)});
      }
      return;
    case 34:
      return merge(who, channel);
    case 33: {
      constexpr const char* lines[] = {"subscribe",
                                       "unsubscribe",
                                       "catchup",
                                       "confirm",
                                       "close",
                                       "standdown: not our own",
                                       "dismiss --yes a test",
                                       "snooze 30m",
                                       "pause 1h the supplier's fix --yes",
                                       "resume",
                                       "monitoring --watch 20m",
                                       "postpone 10m",
                                       "undo",
                                       "undo",
                                       "affects checkout, search",
                                       "affects --not search",
                                       "snooze off",
                                       "monitoring",
                                       "close --why",
                                       "keep-open",
                                       "update --who",
                                       "help",
                                       "doctor",
                                       "panel"};
      type(who, lines[chance_.below(std::size(lines))], channel, "");
      return;
    }
    case 36:
      return page(who, channel);
    case 37: {
      const std::string lines[] = {fmt::format("handoff {} {}", role, called(other)),
                                   fmt::format("handoff {} --accept", role),
                                   fmt::format("handoff {} --decline {}", role, word_of("reason", channel))};
      type(who, chance_.one_of(std::vector(std::begin(lines), std::end(lines))), channel, "");
      return;
    }
    case 39:
    case 40:
      return matters_of_people(who, channel);
    case 41:
    case 42:
    case 43:
      return work(who, channel);
    case 38:
      type(who, "correct: rather " + word_of("update", channel), channel, "");
      return;
    case 44:
    case 45:
    case 46:
      return form(who, channel);
    case 47:
      return shortcut(who, channel);
    case 48:
    case 49:
    case 50:
    case 51:
      return menu(who, channel);
    case 52:
    case 53:
      return marks(who, channel);
    case 54:
      type(who, "rename it broke " + word_of("name", channel), channel, "");
      return;
    case 55:
      trace_(fmt::format("{} brings the visitor to {}", who, channel));
      people.invite(who, channel, guest_);
      return;
    case 60:
    case 61:
    case 62:
    case 63:
    case 64:
    case 65:
      return any_button(who);
    default:
      if (plan_.crashes && busy_ == 1 && time_.depth() == 1 && chance_.one_in(3)) return machine_.restart();
      type(who, chance_.one_in(2) ? "status" : "roles", channel, "");
      return;
  }
}

void Crowd::merge(const std::string& who, const std::string& channel) {
  const auto number = 1 + chance_.below(enough_incidents);
  constexpr const char* lines[] = {"merge INC-{} --yes", "not-a-drill --yes", "close --yes enough",
                                   "merge INC-{}",       "join INC-{}",       "unmerge",
                                   "unmerge INC-{}"};
  type(who, fmt::format(fmt::runtime(lines[chance_.below(std::size(lines))]), number), channel, "");
}

void Crowd::work(const std::string& who, const std::string& channel) {
  auto& people = slack_.people();
  const auto press = [&](const char* button) {
    trace_(fmt::format("{} presses `{}`", who, button));
    (void)people.press(who, {.text = button});
  };
  // As they read it on the control message, where an action's number stands before it.
  const auto todo = [&]() -> std::string {
    std::vector<std::string> ids{"7"};
    slack_.world().read([&](const State& state) {
      for (const auto& [ts, message] : state.channels.at(channel).messages) {
        const auto at = message.blocks.find("*Actions*\\n`");
        if (at == std::string::npos) continue;
        const auto from = at + 12;
        ids.push_back(message.blocks.substr(from, message.blocks.find('`', from) - from));
      }
    });
    return ids.back();
  };
  const auto other = called(chance_.one_of(people_));
  switch (chance_.below(14)) {
    case 0:
    case 1:
      type(who, fmt::format("action {} {} in 10m", word_of("action", channel), other), channel, "");
      return;
    case 2:
      type(who,
           fmt::format("followup {} {} {}due 3d", word_of("followup", channel),
                       chance_.one_in(2) ? "--fix" : "", chance_.one_in(2) ? other + " " : ""),
           channel, "");
      return;
    case 3:
    case 4: {
      constexpr const char* acts[] = {"done", "cant",  "more 10m", "take",       "give nobody",
                                      "now",  "later", "high",     "due friday", "drop nobody needs it"};
      type(who, fmt::format("task {} {}", todo(), acts[chance_.below(std::size(acts))]), channel, "");
      return;
    }
    case 5:
      type(who, fmt::format("task {} give {}", todo(), other), channel, "");
      return;
    case 6:
      return press("Done");
    case 7:
      return press(chance_.one_in(2) ? "10 minutes more" : "I can't");
    case 8:
      type(who, "doing " + word_of("change", channel), channel, "");
      return;
    case 9: {
      constexpr const char* results[] = {"result worked", "result no effect it was not", "result worse"};
      type(who, results[chance_.below(std::size(results))], channel, "");
      return;
    }
    case 10:
      return press(chance_.one_in(2) ? "It worked" : "No effect");
    case 11:
      type(who, "theory " + word_of("theory", channel), channel, "");
      return;
    case 12:
      type(who, chance_.one_in(2) ? "rule in" : "rule out because of " + word_of("why", channel), channel,
           "");
      return;
    default:
      type(who,
           chance_.one_in(3)   ? "regroup"
           : chance_.one_in(2) ? "actions"
                               : "followups --mine",
           channel, "");
  }
}

void Crowd::drift(const std::string& who, const std::string& channel) {
  auto& people = slack_.people();
  const auto bot = slack_.bot_user();
  switch (chance_.below(5)) {
    case 0:
      trace_(fmt::format("{} throws the bot out of {}", who, channel));
      people.kick(who, channel, bot);
      return;
    case 1:
      trace_(fmt::format("{} archives {}", who, channel));
      people.archive(who, channel);
      return;
    case 2:
      trace_(fmt::format("{} renames {}", who, channel));
      people.rename(who, channel, word("name"));
      return;
    case 3:
      trace_(fmt::format("{} makes {} private", who, channel));
      people.make_private(who, channel);
      return;
    default:
      slack_.world().change([&](State& state) {
        auto& all = state.channels.at(channel).messages;
        for (auto& [ts, message] : all) {
          if (!message.by_app) continue;
          trace_(fmt::format("an admin deletes the bot's first message in {}", channel));
          (void)state.remove(channel, ts);
          return;
        }
      });
  }
}

void Crowd::stir() {
  for (const auto id : machine_.store().all_incidents()) {
    const auto incident = machine_.store().incident(id);
    if (!incident) continue;
    // Whoever left a private one sees it no more, whoever declared it.
    auto who = incident->declared_by;
    const auto members = machine_.store().members(id);
    if (!machine_.store().is_insider(*incident, who) && !members.empty()) who = members.front();
    const auto text = word("note");
    const auto hidden = incident->is_private ? " " + marker(++words_) : "";
    said_.notes[text] =
        type(who.value, fmt::format("note INC-{} at the end {}{}", incident->number, text, hidden), general_,
             "Noted in");
    // The control message is touched, so that it is noticed if it is there no longer.
    type(who.value, fmt::format("summary INC-{} the end {}", incident->number, word("fact")), general_, "");
  }
  go_for_good();
}

}  // namespace muster::simulation
