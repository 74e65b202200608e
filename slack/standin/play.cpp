#include "slack/standin/play.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <future>
#include <map>
#include <set>
#include <sstream>
#include <stdexcept>

#include "slack/standin/render.h"
#include "slack/standin/wire.h"

namespace slack::standin {

namespace {

bool holds(const std::string& text, const std::string& words) {
  return lower(text).find(lower(words)) != std::string::npos;
}

bool any_line(const Shown& message, const std::string& words) {
  return std::any_of(message.lines.begin(), message.lines.end(),
                     [&](const std::string& line) { return holds(line, words); });
}

/// The people, the place, and what each of them has seen so far.
class Stage {
 public:
  Stage(Standin& standin, const PlayOptions& given) : slack(standin), options(given) {
    ada = add("ada", "Ada Lovelace", "Europe/London");
    grace = add("grace", "Grace Hopper", "America/New_York");
    linus = add("linus", "Linus Torvalds", "Europe/Helsinki");
    margaret = add("margaret", "Margaret Hamilton", "America/Chicago");
    const auto everybody = std::vector<std::string>{ada, grace, linus, margaret};
    general = slack.add_channel("general", everybody);
    announcements = slack.add_channel("incidents", everybody);
  }

  Answer type(const std::string& who, const std::string& text) {
    say(name(who) + " types: " + options.command + " " + text);
    return expect_answer(
        slack.people().slash(who, options.command, text, channel.empty() ? general : channel),
        "an answer to " + options.command + " " + text);
  }
  Answer press(const std::string& who, const Target& target) {
    say(name(who) + " presses [" + target.text + "]" + (target.near.empty() ? "" : " at " + target.near));
    return expect_answer(slack.people().press(who, target), "a button " + target.text);
  }
  std::string talk(const std::string& who, const std::string& text, const std::string& thread = {}) {
    say(name(who) + (thread.empty() ? " says: " : " replies: ") + text);
    return slack.people().say(who, channel, text, thread);
  }
  bool expect(const std::string& what, const std::function<bool()>& so) {
    ++result.expectations;
    const bool came = slack.wait_until(so, options.patience);
    if (!came) result.failures.push_back(scene + ": " + what);
    return came;
  }
  /// The bot's first pinned message in the incident's channel.
  std::optional<Shown> control() const {
    const auto screen = slack.screen(ada);
    const auto* place = screen.channel(channel);
    if (place == nullptr) return std::nullopt;
    for (const auto& message : place->messages) {
      if (message.pinned && message.by == bot) return message;
    }
    return std::nullopt;
  }
  bool control_says(const std::string& words) const {
    const auto shown = control();
    return shown && any_line(*shown, words);
  }
  /// The line of the control message that names this role.
  std::string role_line(const std::string& role) const {
    const auto shown = control();
    if (!shown) return {};
    const auto line = std::find_if(shown->lines.begin(), shown->lines.end(),
                                   [&](const std::string& l) { return holds(l, role); });
    return line == shown->lines.end() ? std::string() : *line;
  }
  bool sees(const std::string& who, const std::string& words) const {
    const auto screen = slack.screen(who);
    const auto all = surfaces(screen);
    return std::any_of(all.begin(), all.end(), [&](const auto& surface) {
      return std::any_of(surface.second.begin(), surface.second.end(),
                         [&](const std::string& line) { return holds(line, words); });
    });
  }
  /// Whether the bot put this emoji on the message.
  bool bot_reacted(const std::string& ts, const std::string& emoji) const {
    return slack.world().read([&](const State& state) {
      const auto* message = state.message(channel, ts);
      if (message == nullptr) return false;
      return std::any_of(message->reactions.begin(), message->reactions.end(), [&](const Reaction& r) {
        return r.name == emoji &&
               std::find(r.users.begin(), r.users.end(), state.names.bot_user) != r.users.end();
      });
    });
  }
  void react(const std::string& who, const std::string& ts, const std::string& emoji) {
    say(name(who) + " reacts :" + emoji + ":");
    const auto done = slack.people().react(who, channel, ts, emoji);
    expect("a message to react to", [&] { return done.has_value(); });
  }

  void say(const std::string& line) const { options.print(line); }
  std::string name(const std::string& who) const {
    return slack.world().read([&](const State& s) { return s.people.at(who).is.real_name; });
  }
  /// What is new on every screen.
  void show_news() {
    slack.settle(options.patience);
    for (const auto& who : {ada, grace, linus, margaret}) {
      const auto now = surfaces(slack.screen(who), options.render);
      for (const auto& [surface, lines] : now) {
        const auto& before = seen_[who][surface];
        auto known = std::multiset<std::string>(before.begin(), before.end());
        for (const auto& line : lines) {
          const auto old = known.find(line);
          if (old != known.end()) {
            known.erase(old);
            continue;
          }
          say(fmt::format("  {} | {} | {}", name(who), surface, line));
        }
      }
      seen_[who] = now;
    }
  }

  Standin& slack;
  const PlayOptions& options;
  PlayResult result;
  std::string scene, bot;
  std::string ada, grace, linus, margaret, general, announcements, channel, control_ts;

 private:
  std::string add(const std::string& handle, const std::string& real, const std::string& zone) {
    bot = slack.world().read([](const State& s) { return s.names.bot_name; });
    return slack.add_person(handle, {.real_name = real, .zone = zone});
  }
  Answer expect_answer(Answer answer, const std::string& what) {
    expect(what + (answer.error.empty() ? "" : " (" + answer.error + ")"), [&] { return answer.ok(); });
    return answer;
  }
  std::map<std::string, std::map<std::string, std::vector<std::string>>> seen_;
};

// --- the scenes, in their order
// ---------------------------------------------------------------------------------------------------

void declare(Stage& s) {
  s.type(s.ada, "checkout is down");
  const auto form = [&] {
    const auto screen = s.slack.screen(s.ada);
    return screen.form() != nullptr && screen.form()->callback_id == "declare";
  };
  if (!s.expect("the form to declare with", form)) return;
  s.show_news();
  s.say(s.name(s.ada) + " fills in the title and sends the form");
  const auto sent = s.slack.people().submit(s.ada, {{"title", {"Checkout is down"}}});
  s.expect("the form to be taken (" + sent.error + ")", [&] { return sent.ok() && sent.errors.empty(); });
  const auto opened = [&] {
    for (const auto& channel : s.slack.screen(s.ada).channels) {
      if (channel.id != s.general && channel.id != s.announcements) s.channel = channel.id;
    }
    return !s.channel.empty();
  };
  if (!s.expect("a channel for the incident, with Ada in it", opened)) return;
  s.result.channel = s.channel;
  s.expect("a pinned control message", [&] { return s.control().has_value(); });
  s.expect("the title on it", [&] { return s.control_says("checkout is down"); });
  s.expect("a topic", [&] { return !s.slack.screen(s.ada).channel(s.channel)->topic.empty(); });
  if (const auto control = s.control()) s.control_ts = control->ts;
  for (const auto& who : {s.grace, s.linus, s.margaret}) {
    s.say(s.name(who) + " joins");
    s.slack.people().join(who, s.channel);
  }
}

void roles(Stage& s) {
  s.press(s.ada, {.text = "I'll take it", .near = "Lead", .channel = s.channel, .message = s.control_ts});
  s.expect("Ada as lead on the control message", [&] { return holds(s.role_line("lead"), "ada"); });
  s.type(s.ada, "comms @grace");
  s.expect("Grace at comms", [&] { return holds(s.role_line("comms"), "grace"); });
  s.say("Linus Torvalds and Margaret Hamilton both press [I'll take it] at Scribe");
  const Target scribe{
      .text = "I'll take it", .near = "Scribe", .channel = s.channel, .message = s.control_ts};
  auto first = std::async(std::launch::async, [&] { return s.slack.people().press(s.linus, scribe); });
  const auto second = s.slack.people().press(s.margaret, scribe);
  // Whoever is late may find the button gone already; the bot must have answered at least one of them.
  const auto other = first.get();
  s.expect("an answer to the race", [&] { return other.ok() || second.ok(); });
  s.expect("exactly one scribe", [&] {
    const auto line = s.role_line("scribe");
    return holds(line, "linus") != holds(line, "margaret");
  });
}

void captures(Stage& s) {
  s.type(s.linus, "note checkout pods restart every minute");
  const auto report = s.talk(s.grace, "customers see error 500 when they pay");
  s.react(s.margaret, report, "pushpin");
  s.expect("the bot's confirmation of the pushpin", [&] { return s.bot_reacted(report, "pushpin"); });
  const auto graph = s.talk(s.linus, "error rate jumped at 23:52, right after the deploy");
  s.say(s.name(s.linus) + " pins it in Slack");
  s.slack.people().pin(s.linus, s.channel, graph);
  s.expect("the pin to be captured", [&] { return s.bot_reacted(graph, "pushpin"); });
  const auto plan = s.talk(s.ada, "rolling back the deploy of 23:50");
  const auto reply = s.talk(s.grace, "the status page is updated", plan);
  s.react(s.margaret, reply, "pushpin");
  s.expect("a reply to be captured", [&] { return s.bot_reacted(reply, "pushpin"); });
  s.say(s.name(s.grace) + " corrects her message");
  s.slack.people().edit(s.grace, s.channel, report, "customers see error 502 when they pay");
  s.slack.settle(s.options.patience);
  // The edit reaches the record a moment after the event was taken: ask until it is there.
  s.expect("the timeline to follow the edit", [&] {
    const auto answer = s.slack.people().slash(s.ada, s.options.command, "timeline", s.channel);
    return answer.ok() && holds(answer.body, "error 502");
  });
}

void severity(Stage& s) {
  s.type(s.ada, "severity sev1 nobody can pay");
  s.expect("SEV1 on the control message", [&] { return s.control_says("sev1"); });
  s.expect("SEV1 in the topic",
           [&] { return holds(s.slack.screen(s.ada).channel(s.channel)->topic, "sev1"); });
}

void summary(Stage& s) {
  s.type(s.ada, "summary Card payments fail since the deploy of 23:50");
  s.expect("the summary on the control message", [&] { return s.control_says("Card payments fail"); });
}

void updates(Stage& s) {
  s.press(s.grace, {.text = "Update", .channel = s.channel, .message = s.control_ts});
  const auto form = [&] {
    const auto screen = s.slack.screen(s.grace);
    return screen.form() != nullptr && screen.form()->callback_id == "update";
  };
  if (s.expect("the form for an update", form)) {
    s.say(s.name(s.grace) + " writes the update and sends the form");
    const auto sent =
        s.slack.people().submit(s.grace, {{"words", {"We are rolling back. Next word in half an hour."}}});
    s.expect("the update to be taken (" + sent.error + ")", [&] { return sent.ok() && sent.errors.empty(); });
    s.expect("the update in the channel", [&] { return s.sees(s.linus, "We are rolling back"); });
  }
  s.type(s.grace, "update The rollback is out and errors are falling");
  // A title could begin like that, too, so the bot asks which it is.
  s.press(s.grace, {.text = "Post it in", .channel = s.channel});
  s.expect("the second update", [&] { return s.sees(s.linus, "errors are falling"); });
}

void monitoring(Stage& s) {
  s.type(s.ada, "status monitoring");
  s.expect("monitoring on the control message", [&] { return s.control_says("monitoring"); });
}

void resolve(Stage& s) {
  s.type(s.ada, "resolve Rolled back the deploy of 23:50");
  s.press(s.ada, {.text = "Resolve INC", .channel = s.channel});
  s.expect("resolved on the control message", [&] { return s.control_says("resolved"); });
}

void debrief(Stage& s) {
  s.type(s.ada, "export md,html,json,csv");
  s.expect("four files in the channel", [&] {
    return s.slack.world().read([&](const State& state) {
      std::set<std::string> kinds;
      for (const auto& [id, file] : state.files) {
        const bool there =
            std::find(file.channels.begin(), file.channels.end(), s.channel) != file.channels.end();
        if (there) kinds.insert(file.name.substr(file.name.rfind('.') + 1));
      }
      return kinds.count("md") + kinds.count("html") + kinds.count("json") + kinds.count("csv") == 4;
    });
  });
}

void looking_back(Stage& s) {
  s.expect("one control message, edited in place all along", [&] {
    const auto control = s.control();
    return control && control->ts == s.control_ts && control->edits > 0;
  });
  s.expect("no command to have failed", [&] {
    return !s.sees(s.ada, "failed with the error") && !s.sees(s.grace, "failed with the error") &&
           !s.sees(s.linus, "failed with the error");
  });
}

struct Scene {
  const char* name;
  void (*act)(Stage&);
};
constexpr Scene scenes[] = {
    {"Ada declares", declare},
    {"Roles are taken", roles},
    {"Things are noted and captured", captures},
    {"It is worse than it looked", severity},
    {"A summary", summary},
    {"Grace tells everybody", updates},
    {"It seems to be over", monitoring},
    {"It is over", resolve},
    {"The debrief", debrief},
    {"Looking back", looking_back},
};

}  // namespace

PlayResult play(Standin& slack, const PlayOptions& options) {
  Stage stage(slack, options);
  for (const auto& scene : scenes) {
    ++stage.result.scenes;
    stage.scene = scene.name;
    stage.say("");
    stage.say("== " + stage.scene);
    const auto failed = stage.result.failures.size();
    scene.act(stage);
    stage.show_news();
    for (auto i = failed; i < stage.result.failures.size(); ++i) {
      stage.say("MISSING " + stage.result.failures[i]);
    }
    if (stage.channel.empty()) break;
  }
  return stage.result;
}

Renderer picture_renderer(const Standin& slack) {
  return [&slack](const Shown& message) {
    if (message.blocks.empty()) return plain_lines(message);
    const auto names = slack.world().read([](const State& state) {
      Names all;
      for (const auto& [id, person] : state.people) all.emplace(id, person.name);
      for (const auto& [id, channel] : state.channels) all.emplace(id, channel.name);
      return all;
    });
    std::istringstream picture(render_text(R"({"blocks":)" + message.blocks + "}", names));
    std::vector<std::string> body;
    for (std::string line; std::getline(picture, line);) body.push_back(line);
    return lines_with_body(message, body);
  };
}

std::size_t save_files(const Standin& slack, const std::string& folder) {
  std::error_code failed;
  std::filesystem::create_directories(folder, failed);
  const auto files = slack.world().read([](const State& state) { return state.files; });
  std::size_t count = 0;
  for (const auto& [id, file] : files) {
    if (!file.completed) continue;
    // Only the last part of a name: it comes from outside.
    const auto path = std::filesystem::path(folder) / std::filesystem::path(file.name).filename();
    std::ofstream out(path, std::ios::binary);
    out << file.bytes;
    if (!out.flush()) throw std::runtime_error("cannot write " + path.string());
    ++count;
  }
  return count;
}

}  // namespace slack::standin
