#include "tests/simulation/promises.h"

#include <fmt/core.h>

#include <algorithm>
#include <deque>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "bot/convert.h"
#include "bot/moments.h"
#include "bot/views/views.h"
#include "core/effects.h"
#include "storage/verify.h"

namespace muster::simulation {

namespace {

using Broken = std::vector<std::string>;
using slack::standin::Channel;
using slack::standin::State;

std::vector<core::Incident> all_incidents(storage::Store& store) {
  std::vector<core::Incident> out;
  for (const auto id : store.all_incidents()) {
    if (auto incident = store.incident(id)) out.push_back(*std::move(incident));
  }
  return out;
}

/// Each of these words stands in the log as often as somebody was told.
void told_the_truth(const std::map<std::string, Told>& said, const std::map<std::string, int>& found,
                    const char* what, Broken& broken) {
  for (const auto& [word, told] : said) {
    const auto at = found.find(word);
    const int times = at == found.end() ? 0 : at->second;
    if (told == Told::saved && times != 1)
      broken.push_back(fmt::format("{} {} was acknowledged and is there {} times", what, word, times));
    if (told == Told::refused && times != 0)
      broken.push_back(fmt::format("{} {} was refused and is there {} times", what, word, times));
    if (times > 1) broken.push_back(fmt::format("{} {} is there {} times", what, word, times));
  }
}

void count_words(const std::string& text, std::map<std::string, int>& found) {
  std::string word;
  for (const char c : text + " ") {
    const bool letter = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    if (letter) {
      word += c;
    } else if (!word.empty()) {
      ++found[word];
      word.clear();
    }
  }
}

void the_record(storage::Store& store, const std::vector<core::Incident>& incidents, const Said& said,
                bool clock_jumps, Broken& broken) {
  for (const auto& fault : storage::verify(store)) broken.push_back("verify: " + fault);
  std::map<std::string, int> notes;
  std::map<std::string, int> titles;
  int number = 0;
  for (const auto& incident : incidents) {
    if (incident.number != ++number)
      broken.push_back(fmt::format("incident {} follows number {}", incident.number, number - 1));
    for (const auto& record : store.log(incident.id)) {
      const auto* words = core::words_of(record.event);
      const auto text = words && words->body ? core::to_plain(*words->body) : std::string();
      if (std::holds_alternative<core::EntryNoted>(record.event)) count_words(text, notes);
      if (std::holds_alternative<core::IncidentDeclared>(record.event)) count_words(text, titles);
      if (!clock_jumps && record.recorded_at < incident.declared_at)
        broken.push_back(fmt::format("INC-{} has an event from before it", incident.number));
    }
    std::set<std::pair<std::string, std::string>> captured;
    for (const auto& entry : store.all_entries(incident.id)) {
      if (!entry.captured) continue;
      const auto& message = entry.captured->message;
      if (!captured.emplace(message.channel.value, message.ts).second)
        broken.push_back(fmt::format("INC-{} has {} twice", incident.number, message.ts));
    }
  }
  told_the_truth(said.notes, notes, "note", broken);
  told_the_truth(said.titles, titles, "title", broken);
}

/// What is kept to some people was done by them. Who is in a group changes, so where one is named nothing is
/// said.
void by_whom_it_may(storage::Store& store, const core::Policy& policy,
                    const std::vector<core::Incident>& incidents, Broken& broken) {
  const auto kept = [&](core::Permit what, const core::UserId& who) {
    const auto permitted = policy.permissions.find(what);
    return permitted != policy.permissions.end() && permitted->second.groups.empty() && !who.empty() &&
           !policy.may(what, who);
  };
  for (const auto& incident : incidents) {
    for (const auto& record : store.log(incident.id)) {
      const bool declared = std::holds_alternative<core::IncidentDeclared>(record.event);
      const bool exported = std::holds_alternative<core::Exported>(record.event);
      if ((declared && kept(core::Permit::declare, record.actor)) ||
          (exported && kept(core::Permit::export_debrief, record.actor)))
        broken.push_back(fmt::format("INC-{}: {} wasn't allowed to do event {}", incident.number,
                                     record.actor.value, record.seq));
    }
  }
}

/// What the bot posted carries a key, which is of one message.
void no_doubles(const State& state, Broken& broken) {
  std::map<std::string, int> keys;
  for (const auto& [id, channel] : state.channels) {
    for (const auto& [ts, message] : channel.messages) {
      if (!message.by_app || message.metadata.empty() || message.tombstone) continue;
      ++keys[nlohmann::json::parse(message.metadata)["event_payload"].value("key", std::string())];
    }
  }
  for (const auto& [key, times] : keys) {
    if (times > 1) broken.push_back(fmt::format("posted {} times: {}", times, key));
  }
}

/// The bot doesn't flood a channel: no more posts in any hour than it is granted, whatever they are. But for
/// the message at its top, which is one.
void quiet_enough(const State& state, const bot::Config& config, Broken& broken) {
  using Kind = core::OneShot::Kind;
  constexpr std::int64_t hour_ms = 3600LL * 1000;
  const auto counts = [&](const auto& message) {
    if (message.by_app && !message.files.empty()) return true;
    return std::ranges::any_of(
        std::array{Kind::channel_line, Kind::regroup, Kind::correct_line, Kind::archive_notice},
        [&](Kind kind) {
          return message.metadata.find(fmt::format(":{}:", core::to_string(kind))) != std::string::npos;
        });
  };
  for (const auto& [id, channel] : state.channels) {
    std::deque<std::int64_t> posts;
    for (const auto& [ts, message] : channel.messages) {
      if (!counts(message)) continue;
      const auto at = slack::Ts::parse(ts)->millis();
      while (!posts.empty() && posts.front() <= at - hour_ms) posts.pop_front();
      posts.push_back(at);
      if (posts.size() > static_cast<std::size_t>(config.lines_per_hour)) {
        broken.push_back(fmt::format("#{} got {} posts in an hour", channel.name, posts.size()));
        break;
      }
    }
  }
}

/// Unless it was declared to be there.
void one_channel_each(const State& state, const std::vector<core::Incident>& incidents, Broken& broken) {
  std::set<std::string> known;
  for (const auto& incident : incidents) {
    known.insert(incident.left_channel.value);
    if (incident.without_channel) continue;
    if (incident.channel.empty()) {
      broken.push_back(fmt::format("INC-{} has no channel", incident.number));
    } else if (!known.insert(incident.channel.value).second && incident.channel != incident.declared_in) {
      broken.push_back(fmt::format("INC-{} shares its channel", incident.number));
    }
  }
  for (const auto& [id, channel] : state.channels) {
    const bool place = channel.kind == Channel::Kind::open || channel.kind == Channel::Kind::closed;
    if (place && channel.creator == state.names.bot_user && known.count(id) == 0)
      broken.push_back(fmt::format("channel #{} belongs to no incident", channel.name));
  }
}

const slack::standin::Message* message_of(const State& state, const std::string& ref) {
  const auto [channel, ts] = bot::split_message_key(ref);
  return state.message(channel.value, ts.str());
}

/// What was announced in a second channel says what is so now, or nothing any more.
void announced_elsewhere(const State& state, const Ended& ended, const core::Incident& incident,
                         Broken& broken) {
  const auto wanted = incident.is_private ? bot::views::announcement_withdrawn(incident)
                                          : bot::views::announcement(incident, ended.config);
  for (const auto& one : incident.elsewhere) {
    for (const auto& sent : ended.store.deliveries(incident.id, one.seq)) {
      if (sent.kind != core::OneShot::Kind::elsewhere || sent.ref.empty()) continue;
      const auto* message = message_of(state, sent.ref);
      if (message && message->text != wanted.text)
        broken.push_back(fmt::format("INC-{}: {} says what isn't so", incident.number, one.channel));
    }
  }
}

/// In the channel that a private incident left the bot says nothing of it any more.
void cleared(const State& state, const Ended& ended, const std::vector<core::Incident>& incidents,
             const core::Incident& incident, Broken& broken) {
  const auto* channel = state.channel(incident.left_channel.value);
  if (!channel) return;
  const core::ChannelCleared* last = nullptr;
  const auto log = ended.store.log(incident.id);
  for (const auto& record : log)
    if (const auto* e = std::get_if<core::ChannelCleared>(&record.event)) last = e;
  // Given up by the machine, which doctor says, and whoever runs it tries it again.
  const auto given_up = ended.store.parked(100);
  const bool parked = std::ranges::any_of(given_up, [&](const storage::ParkedTask& task) {
    return task.incident == incident.id && task.what == "clear_channel";
  });
  if (!last && parked) return;
  if (!last) return broken.push_back(fmt::format("INC-{}: what it left was never cleared", incident.number));
  if (!last->code.empty()) return;
  for (const auto& [ts, message] : channel->messages) {
    const auto says = [&metadata = message.metadata](const std::string& key) {
      return metadata.find(key) != std::string::npos;
    };
    // Keys name the incident. Of another it may have said something since: one declared there, or from a
    // message there.
    const bool of_another = std::ranges::any_of(incidents, [&](const core::Incident& other) {
      const auto id = std::to_string(other.id.value) + ":";
      return other.id != incident.id && (says("\"" + id) || says("control:" + id));
    });
    const bool ours_to_remove = message.by_app && !message.tombstone && message.subtype.empty();
    if (ours_to_remove && !of_another && !says(":clear_channel:"))
      broken.push_back(
          fmt::format("INC-{}: in the channel that it left still stands: {}", incident.number, message.text));
  }
  const bool ours = channel->creator == state.names.bot_user;
  // Whose isn't cleared needs it as it is.
  const bool needed = std::ranges::any_of(incidents, [&](const core::Incident& other) {
    return other.channel == incident.left_channel ||
           (other.left_channel == incident.left_channel && !other.left_cleared);
  });
  if (ours && !needed && !ended.drift && !channel->archived && !parked)
    broken.push_back(fmt::format("INC-{}: the channel that it left isn't archived", incident.number));
}

/// The surfaces show the state as it is now. Of several incidents in one channel, one after the other, each
/// has its message and its pin, and they share the topic.
void up_to_date(const State& state, const Ended& ended, const std::vector<core::Incident>& incidents,
                const core::Incident& incident, Broken& broken) {
  const auto wrong = [&](const char* what) {
    broken.push_back(fmt::format("INC-{}: {}", incident.number, what));
  };
  auto& store = ended.store;
  const auto* control = message_of(state, store.surface_ref(incident.id, core::Surface::control));
  if (!control) {
    wrong("no control message");
  } else {
    const auto wanted = bot::views::control(incident, bot::moments_of(store, incident), ended.config);
    const auto shown = nlohmann::json::parse(control->blocks);
    const auto rendered = nlohmann::json::parse("{" + slack::message_json(wanted) + "}")["blocks"];
    if (control->text != wanted.text || shown.size() != rendered.size())
      wrong("the control message shows another state");
    for (const auto& [role, holder] : incident.roles) {
      if (control->blocks.find(holder.user.value) == std::string::npos)
        wrong("the control message lacks a role's holder");
    }
    for (const auto& page : incident.pages) {
      for (const auto& called : page.people) {
        if (core::is_called(incident, called.user) &&
            control->blocks.find(called.user.value) == std::string::npos)
          wrong("the control message lacks somebody who was asked to come");
      }
    }
  }
  const auto* channel = state.channel(incident.channel.value);
  if (!channel) return;
  std::set<std::string> of_others;
  bool topic = false;
  for (const auto& other : incidents) {
    if (other.channel != incident.channel) continue;
    if (other.id != incident.id) of_others.insert(store.surface_ref(other.id, core::Surface::control));
    topic |= channel->topic.find(ended.config.policy.status_name(other.status)) != std::string::npos;
  }
  int pins = 0;
  for (const auto& pin : channel->pins) {
    const bool ours = pin.by == state.names.bot_user;
    pins += ours && !of_others.contains(channel->id + ":" + pin.ts) ? 1 : 0;
  }
  if (pins != 1) {
    wrong(fmt::format("{} pins of the bot's, control message {}, pinned {}", pins,
                      store.surface_ref(incident.id, core::Surface::control),
                      store.surface_ref(incident.id, core::Surface::pin))
              .c_str());
  }
  if (!topic) wrong("the topic says another status");
}

/// Announced once, and only what everybody may know.
void announced(const State& state, const Ended& ended, const core::Incident& incident, Broken& broken) {
  int announced = 0;
  for (const auto& [ts, message] : state.channel(ended.config.announce)->messages) {
    if (message.text.rfind(fmt::format("*INC-{}* ", incident.number), 0) == 0) ++announced;
  }
  if (announced != (incident.is_private || incident.drill ? 0 : 1))
    broken.push_back(fmt::format("INC-{}: announced {} times", incident.number, announced));
}

/// Whether people have left the bot its channel, which it must know.
bool still_there(const State& state, const core::Incident& incident, Broken& broken) {
  const auto* channel = state.channel(incident.channel.value);
  const bool there = channel && !channel->archived && channel->has(state.names.bot_user);
  if (channel && there != incident.channel_usable) {
    broken.push_back(fmt::format("INC-{}: its channel is {}, and the record says otherwise", incident.number,
                                 there ? "there" : "lost"));
  }
  return there;
}

}  // namespace

Told told_by(const slack::standin::Answer& answer, std::string_view success) {
  if (!answer.ok()) return answer.sent ? Told::unknown : Told::refused;
  const auto says = [&](std::string_view words) { return answer.text.find(words) != std::string::npos; };
  if (says("Not saved yet")) return Told::unknown;
  if (says(success)) return Told::saved;
  // A disk that breaks while it syncs may have kept what it said it had not.
  return says("database failed") ? Told::unknown : Told::refused;
}

std::vector<std::string> broken_promises(const Ended& ended) {
  Broken broken;
  auto& store = ended.store;
  const auto incidents = all_incidents(store);
  the_record(store, incidents, ended.said, ended.clock_jumps, broken);
  by_whom_it_may(store, ended.config.policy, incidents, broken);
  for (const auto& objection : ended.slack.objections()) broken.push_back("Slack objects: " + objection);
  const auto stats = store.queue_stats();
  // What belongs into a channel that people took away waits for it to come back.
  const bool may_wait = ended.drift && std::ranges::any_of(incidents, [](const core::Incident& incident) {
                          return !incident.channel_usable;
                        });
  if (!may_wait && (stats.surfaces_behind > 0 || stats.one_shots_waiting > 0)) {
    broken.push_back(fmt::format("{} surfaces and {} messages still wait", stats.surfaces_behind,
                                 stats.one_shots_waiting));
  }
  ended.slack.world().read([&](const State& state) {
    no_doubles(state, broken);
    if (!ended.clock_jumps) quiet_enough(state, ended.config, broken);
    if (!ended.drift) one_channel_each(state, incidents, broken);
    for (const auto& incident : incidents) {
      cleared(state, ended, incidents, incident, broken);
      if (ended.drift && !incident.without_channel && !still_there(state, incident, broken)) continue;
      announced(state, ended, incident, broken);
      announced_elsewhere(state, ended, incident, broken);
      if (!incident.without_channel) up_to_date(state, ended, incidents, incident, broken);
    }
  });
  return broken;
}

}  // namespace muster::simulation
