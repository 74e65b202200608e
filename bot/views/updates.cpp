// Updates where people outside the channel read them, corrections of them, and what became of each copy.
#include <fmt/core.h>

#include <algorithm>

#include "bot/convert.h"
#include "bot/views/pieces.h"

namespace muster::bot::views {

namespace {

using Kind = core::OneShot::Kind;
using State = storage::Delivery::State;

std::string fate(const storage::Delivery& delivery) {
  const auto code =
      delivery.error.empty() ? std::string() : fmt::format(" ({})", slack::escape(delivery.error));
  switch (delivery.state) {
    case State::done:
      return "got it";
    case State::waiting:
      return "on its way" + code;
    case State::failed:
      return "failed" + code;
  }
  return {};
}

const storage::Delivery* find(std::span<const storage::Delivery> all, Kind kind) {
  const auto found = std::ranges::find(all, kind, &storage::Delivery::kind);
  return found == all.end() ? nullptr : &*found;
}

/// The people, in one line for those who are alike.
void people(std::vector<std::string>& lines, std::span<const storage::Delivery> all, Kind kind) {
  std::vector<std::pair<std::string, std::string>> groups;
  for (const auto& delivery : all) {
    if (delivery.kind != kind) continue;
    // Done without a message: it was not theirs to see any more.
    const auto how = delivery.state == State::done && delivery.ref.empty()
                         ? std::string("not sent: it isn't theirs to see any more")
                         : fate(delivery);
    const auto group = std::ranges::find(groups, how, &std::pair<std::string, std::string>::first);
    const auto name = slack::mention(to_slack(delivery.to));
    if (group == groups.end())
      groups.emplace_back(how, name);
    else
      group->second += ", " + name;
  }
  for (const auto& [how, names] : groups) lines.push_back(fmt::format("{}  {}", names, how));
}

}  // namespace

slack::OutMessage update_reply(const core::Incident& incident, const core::Record& record,
                               const Config& config) {
  auto line = channel_line(incident, record, {}, config);
  return line ? *std::move(line) : say(core::reference(incident));
}

slack::OutMessage corrected(slack::OutMessage message, core::Time at, core::Time said) {
  const auto mark = fmt::format("_Corrected {}_", clock(at, said));
  message.text += "\n" + mark;
  message.blocks.context({mark});
  return message;
}

slack::OutMessage correction_note(const core::Incident& incident, const core::Record& correction,
                                  const core::Record& update) {
  const auto* words = core::words_of(update.event);
  return say(fmt::format("{}:pencil2: *Correction* from {}: the update of {} was wrong. It says now:{}",
                         drill_mark(incident), who(correction.actor),
                         clock(update.occurred_at, correction.occurred_at),
                         words ? quoted(*words) : std::string()));
}

slack::OutMessage correction_message(const core::Incident& incident, const core::Record& correction,
                                     const core::Record& update) {
  auto message = say(name_and_title(incident));
  const auto note = correction_note(incident, correction, update);
  message.text += "\n" + note.text;
  message.blocks.append(note.blocks);
  return message;
}

slack::OutMessage deliveries(const core::Incident& incident, const core::Record& update,
                             std::span<const storage::Delivery> sent, std::span<const Announced> elsewhere,
                             std::span<const storage::Delivery> corrections, const Config& config) {
  std::vector<std::string> lines;
  if (const auto* line = find(sent, Kind::channel_line))
    lines.push_back(fmt::format("{}  {}", place(incident), fate(*line)));
  const auto failing = incident.failing.find("announcement");
  if (incident.is_private || incident.drill) {
    lines.push_back(fmt::format("No announcement: it is {}.", incident.is_private ? "private" : "a drill"));
  } else if (config.announce.empty()) {
    lines.emplace_back("No announcement: no channel is configured for it.");
  } else if (failing != incident.failing.end()) {
    lines.push_back(fmt::format("The announcement  failed ({})", slack::escape(failing->second)));
  } else if (const auto* reply = find(sent, Kind::update_reply)) {
    // Done without a message: the announcement failed at that time, and has the update since it could be
    // made.
    const bool only_above = reply->state == State::done && reply->ref.empty();
    lines.push_back(fmt::format("The announcement{}  {}", only_above ? "" : " and its thread", fate(*reply)));
  }
  for (const auto& [channel, delivery] : elsewhere) {
    lines.push_back(fmt::format(
        "The announcement in {}  {}",
        channel.starts_with('#') ? slack::escape(channel) : slack::mention(slack::ChannelId(channel)),
        fate(delivery)));
  }
  const auto people_from = lines.size();
  people(lines, sent, Kind::update_message);
  if (lines.size() == people_from) lines.emplace_back("Nobody asked for updates by message.");
  std::vector<std::string> told;
  if (const auto* line = find(corrections, Kind::correct_line))
    told.push_back(fmt::format("{}  {}", place(incident), fate(*line)));
  if (const auto* reply = find(corrections, Kind::correct_reply))
    told.push_back("The announcement's thread  " + fate(*reply));
  people(told, corrections, Kind::correct_message);

  auto text = fmt::format("*Who got the update of {}*", when(update.occurred_at));
  for (const auto& line : lines) text += "\n•  " + line;
  if (!told.empty()) text += "\n*Who got its correction*";
  for (const auto& line : told) text += "\n•  " + line;
  const auto failed = [](const auto& all) {
    return std::ranges::any_of(all, [](const auto& d) { return d.state == State::failed; });
  };
  const bool announced =
      std::ranges::none_of(elsewhere, [](const auto& one) { return one.second.state == State::failed; });
  if (failed(sent) || failed(corrections) || !announced)
    text += fmt::format("\n`{} doctor` says how what failed is tried again.", config.command);
  auto message = say(text);
  message.blocks.actions({run("Look again", line_for(incident, "update", "--who")),
                          run("Correct the update", line_for(incident, "correct"))});
  return message;
}

}  // namespace muster::bot::views
