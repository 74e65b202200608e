#include "tests/simulation/witness.h"

#include <fmt/core.h>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <utility>

#include "core/codec.h"
#include "slack/ids.h"
#include "slack/standin/web_api.h"
#include "slack/standin/wire.h"
#include "tests/support/audience.h"

namespace muster::simulation {

namespace {

using nlohmann::json;
using slack::standin::Channel;
using slack::standin::State;

constexpr std::string_view begins = "zq";

std::set<std::string> markers_in(std::string_view text) {
  std::set<std::string> found;
  for (auto at = text.find(begins); at != std::string_view::npos; at = text.find(begins, at + 1)) {
    auto end = at + begins.size();
    while (end < text.size() && text[end] >= '0' && text[end] <= '9') ++end;
    if (end > at + begins.size() && end < text.size() && text[end] == 'q')
      found.emplace(text.substr(at, end + 1 - at));
  }
  return found;
}

/// Who reads what stands there: its people, and in a public one whoever looks.
std::set<std::string> readers_of(const State& state, const Channel& channel) {
  std::set<std::string> readers(channel.members.begin(), channel.members.end());
  if (!channel.is_private()) {
    for (const auto& [id, person] : state.people)
      if (!person.is.guest && !person.is.external) readers.insert(id);
  }
  return readers;
}

/// The Web API's method of a path, or `response_url` and which; none for the bytes of a file, which nobody
/// reads yet.
slack::standin::Call call_of(const slack::standin::HttpCall& http) {
  constexpr std::string_view api = "/api/", hooks = "/commands/";
  slack::standin::Call call;
  if (http.path.starts_with(api)) {
    call.method = http.path.substr(api.size());
    call.args = slack::standin::read_call(http, call.method).args;
  } else if (http.path.starts_with(hooks)) {
    call.method = "response_url";
    call.args = {{"hook", http.path.substr(hooks.size())}, {"body", http.body}};
  }
  return call;
}

/// Since when somebody may know of an incident, by person.
using Allowed = std::map<std::string, Micros>;

void allow(Allowed& allowed, const std::string& person, Micros since) {
  const auto [at, added] = allowed.emplace(person, since);
  if (!added) at->second = std::min(at->second, since);
}

/// Whether whoever is named in the event has a part in the incident then: not who only wants one, or hears
/// of it from outside.
bool gives_a_part(const core::Event& event) {
  if (const auto* answer = std::get_if<core::AccessAnswered>(&event)) return answer->let_in;
  return !std::holds_alternative<core::Subscribed>(event) &&
         !std::holds_alternative<core::Unsubscribed>(event) &&
         !std::holds_alternative<core::AccessAsked>(event) &&
         !std::holds_alternative<core::JoinRequested>(event);
}

/// An incident with what its log says about who may know of it.
struct Story {
  core::Incident incident;
  std::set<std::string> words;     ///< markers that were said of it
  std::set<std::string> channels;  ///< its own
  std::set<core::IncidentId> merged;
  Allowed allowed;
};

Story story_of(const State& state, const Witness::Known& known, core::Incident incident) {
  Story story;
  allow(story.allowed, incident.declared_by.value, 0);
  std::set<std::string> left;
  for (const auto& record : known.store.log(incident.id)) {
    const auto since = known.clock_jumps ? 0 : core::to_millis(record.recorded_at) * ms;
    if (const auto* words = core::words_of(record.event); words && words->body)
      story.words.merge(markers_in(core::to_plain(*words->body)));
    if (const auto* e = std::get_if<core::ChannelOpened>(&record.event))
      story.channels.insert(e->channel.value);
    if (const auto* e = std::get_if<core::MovedToPrivate>(&record.event)) left.insert(e->from.value);
    if (const auto* e = std::get_if<core::MergedInto>(&record.event)) story.merged.insert(e->link.incident);
    if (const auto* e = std::get_if<core::MergedIn>(&record.event)) story.merged.insert(e->link.incident);
    if (!gives_a_part(record.event)) continue;
    const auto written = core::encode_event(record.event);
    for (const auto& [id, person] : state.people)
      if (written.find('"' + id + '"') != std::string::npos) allow(story.allowed, id, since);
  }
  left.insert(std::string());
  for (const auto& channel : left) story.channels.erase(channel);
  for (const auto& [id, person] : state.people)
    if (known.policy.may(core::Permit::see_private, core::UserId(id))) allow(story.allowed, id, 0);
  for (const auto& id : story.channels) {
    const auto* channel = state.channel(id);
    if (!channel) continue;
    std::set<std::string> came;
    for (const auto& [ts, message] : channel->messages) {
      if (message.subtype != "channel_join") continue;
      came.insert(message.user);
      // What was posted in the same moment may have a time before it.
      allow(story.allowed, message.user, slack::Ts::parse(ts)->millis() * ms - second);
    }
    // Into a group's messages nobody comes, one is in them.
    for (const auto& member : channel->members)
      if (!came.contains(member)) allow(story.allowed, member, 0);
  }
  story.incident = std::move(incident);
  return story;
}

/// What goes on in another incident is known to its people.
void share(std::map<core::IncidentId, Story>& stories) {
  for (std::size_t i = 0; i < stories.size(); ++i) {
    for (auto& [id, story] : stories) {
      for (const auto other : story.merged) {
        const auto found = stories.find(other);
        if (found == stories.end()) continue;
        for (const auto& [person, since] : found->second.allowed) allow(story.allowed, person, since);
        for (const auto& [person, since] : story.allowed) allow(found->second.allowed, person, since);
        found->second.channels.insert(story.channels.begin(), story.channels.end());
        story.channels.insert(found->second.channels.begin(), found->second.channels.end());
      }
    }
  }
}

}  // namespace

std::string marker(int number) {
  return fmt::format("{}{}q", begins, number);
}

void Witness::seen(Sighting sighting, const std::string& bytes) {
  sighting.markers = markers_in(bytes);
  sighting.at = time_.now();
  if (!sighting.markers.empty() && !sighting.readers.empty()) sightings_.push_back(std::move(sighting));
}

void Witness::called(const slack::standin::HttpCall& http, const slack::standin::HttpReply& reply) {
  // Nearly all calls end here. Letters and digits stand in any encoding as they are.
  if (http.body.find(begins) == std::string::npos || markers_in(http.body).empty()) return;
  const auto call = call_of(http);
  const bool done = reply.status == 200 &&
                    (call.method == "response_url" || reply.body.find(R"("ok":true)") != std::string::npos);
  if (call.method.empty() || !done) return;
  Sighting sighting;
  sighting.where = call.method;
  slack_.world().read([&](const State& state) {
    if (call.method == "conversations.create") {
      // A name can be seen by those who may not see the channel.
      for (const auto& [id, person] : state.people) sighting.readers.insert(id);
      return;
    }
    auto target = std::string();
    for (const auto* name : {"channel", "channel_id"})
      if (const auto arg = call.args.find(name); arg != call.args.end()) target = arg->second;
    const auto body = call.method == "response_url" ? json::parse(http.body, nullptr, false) : json();
    const bool to_all = body.is_object() && body.value("response_type", std::string()) == "in_channel";
    if (to_all) target = state.hooks.at(call.args.at("hook")).channel;
    const auto reader = to_all ? std::string() : testing::reader_of(state, call);
    if (!reader.empty()) {
      sighting.readers.insert(reader);
    } else if (const auto* channel = state.channel(target)) {
      sighting.readers = readers_of(state, *channel);
      sighting.where += " #" + channel->name;
      if (channel->is_private()) sighting.channel = target;
    } else if (state.person(target)) {
      sighting.readers.insert(target);
    }
  });
  seen(std::move(sighting), testing::bytes_of(call));
}

void Witness::answered(const std::string& request, const std::string& body) {
  if (body.find(begins) == std::string::npos) return;
  const auto form = slack::standin::decode_form(request);
  if (!form) return;
  Sighting sighting;
  sighting.where = "an answer";
  if (const auto typed = form->find("user_id"); typed != form->end()) {
    sighting.readers.insert(typed->second);
  } else if (const auto clicked = form->find("payload"); clicked != form->end()) {
    const auto payload = json::parse(clicked->second, nullptr, false);
    if (payload.is_object() && payload.contains("user"))
      sighting.readers.insert(payload["user"].value("id", std::string()));
  }
  seen(std::move(sighting), body);
}

std::vector<std::string> Witness::leaks(const Known& known) const {
  std::vector<std::string> broken;
  if (const auto found = markers_in(known.figures); !found.empty())
    broken.push_back(fmt::format("a figure says {}", *found.begin()));
  slack_.world().read([&](const State& state) {
    std::map<core::IncidentId, Story> stories;
    for (const auto id : known.store.all_incidents())
      if (auto incident = known.store.incident(id))
        stories.emplace(id, story_of(state, known, *std::move(incident)));
    share(stories);
    // By marker: of which incident it is. What nobody has on record was never said.
    std::map<std::string, std::vector<const Story*>> owners;
    for (const auto& [id, story] : stories)
      for (const auto& word : story.words) owners[word].push_back(&story);
    const auto judge = [&](const Sighting& sighting) {
      for (const auto& word : sighting.markers) {
        const auto owned = owners.find(word);
        if (owned == owners.end()) continue;
        const auto knows = [&](const std::string& person) {
          return person == state.names.bot_user ||
                 std::ranges::any_of(owned->second, [&](const Story* story) {
                   const auto since = story->allowed.find(person);
                   return !story->incident.is_private || story->channels.contains(sighting.channel) ||
                          (since != story->allowed.end() && since->second <= sighting.at);
                 });
        };
        for (const auto& reader : sighting.readers) {
          if (knows(reader)) continue;
          broken.push_back(fmt::format("INC-{} is private, and {} read {} of it in {} at {}",
                                       owned->second.front()->incident.number, reader, word, sighting.where,
                                       core::format_utc(core::from_millis(sighting.at / ms))));
          return;
        }
      }
    };
    for (const auto& sighting : sightings_) judge(sighting);
    // Files are read by whoever is where they were shared.
    for (const auto& [id, file] : state.files) {
      for (const auto& place : file.channels) {
        const auto* channel = state.channel(place);
        if (!channel) continue;
        Sighting sighting;
        sighting.markers = markers_in(file.name + file.title + file.bytes);
        sighting.readers = readers_of(state, *channel);
        sighting.where = "file " + file.name;
        sighting.channel = channel->is_private() ? place : std::string();
        sighting.at = time_.now();
        judge(sighting);
      }
    }
  });
  return broken;
}

}  // namespace muster::simulation
