#include "core/debrief_words.h"

#include <fmt/format.h>

#include "core/debrief_text.h"

namespace muster::core {

namespace {

bool relapsed(const Debrief& debrief) {
  return debrief.final_resolved_at != debrief.resolved_at;
}

}  // namespace

std::string since_start(const Debrief& debrief, const std::optional<Time>& at) {
  if (!at) return debrief.open ? "not yet" : "not marked";
  return format_duration(*at - debrief.start());
}

std::vector<std::string> warnings(const Debrief& debrief) {
  std::vector<std::string> result;
  if (debrief.is_private) {
    result.emplace_back("Confidential: this incident is private. Only for people who were let into it.");
  }
  if (debrief.drill) result.emplace_back("Drill: an exercise, not a real incident.");
  return result;
}

std::string severity_words(const Debrief& debrief) {
  if (debrief.peak_severity_name == debrief.severity_name) return debrief.severity_name;
  return fmt::format("{} at worst, {} at the end", debrief.peak_severity_name, debrief.severity_name);
}

std::string lasted_words(const Debrief& debrief) {
  if (debrief.active == debrief.elapsed) return format_duration(debrief.elapsed);
  return fmt::format("{}, of which active {}", format_duration(debrief.elapsed),
                     format_duration(debrief.active));
}

std::vector<Fact> overview_facts(const Debrief& debrief) {
  std::vector<Fact> facts;
  const auto moment = [&](std::string name, const std::optional<Time>& at) {
    if (at) facts.push_back({std::move(name), both_times(*at, debrief.zone)});
  };
  facts.push_back({"Status", debrief.status_name + (debrief.open ? " (still open)" : "")});
  facts.push_back({"Severity", severity_words(debrief)});
  std::string affected;
  for (const AffectedService& service : debrief.affected)
    affected += (affected.empty() ? "" : ", ") + service.name;
  if (!affected.empty()) facts.push_back({"Affects", std::move(affected)});
  moment("Began", debrief.began_at);
  facts.push_back(
      {"Declared", fmt::format("{} by {}{}", both_times(debrief.declared_at, debrief.zone),
                               debrief.declared_by.name, debrief.in_hindsight ? ", in hindsight" : "")});
  moment("A drill until", debrief.real_since);
  moment("Acknowledged", debrief.acknowledged_at);
  moment("Required roles filled", debrief.roles_filled_at);
  moment("Mitigated", debrief.mitigated_at);
  moment("Resolved", debrief.resolved_at);
  for (const Time at : debrief.reopened_at) moment("Reopened", at);
  if (relapsed(debrief)) moment("Resolved for good", debrief.final_resolved_at);
  facts.push_back({debrief.open ? "Open for" : "Lasted", lasted_words(debrief)});
  if (debrief.open) moment("As of", debrief.as_of);
  if (!debrief.channel_name.empty()) facts.push_back({"Channel", "#" + debrief.channel_name});
  if (!debrief.source_link.empty()) facts.push_back({"Declared from", debrief.source_link});
  if (!debrief.merged_into.empty())
    facts.push_back({"Merged into", debrief.merged_into + ", whose debrief tells how it went on"});
  if (!debrief.merged_in.empty())
    facts.push_back({"Merged in", fmt::format("{}; what was captured there stands in its own debrief",
                                              fmt::join(debrief.merged_in, ", "))});
  return facts;
}

std::vector<Fact> duration_facts(const Debrief& debrief) {
  std::vector<Fact> facts;
  facts.push_back(
      {"Detected to declared", debrief.first_sign
                                   ? fmt::format("not recorded (first line of the timeline: {} before)",
                                                 format_duration(debrief.declared_at - *debrief.first_sign))
                                   : "not recorded"});
  if (debrief.began_at)
    facts.push_back({"Began to declared", format_duration(debrief.declared_at - *debrief.began_at)});
  const std::string from = debrief.began_at ? "Began" : "Declared";
  facts.push_back({from + " to acknowledged", since_start(debrief, debrief.acknowledged_at)});
  if (debrief.roles_filled_at) {
    facts.push_back({from + " to required roles filled", since_start(debrief, debrief.roles_filled_at)});
  }
  facts.push_back({from + " to mitigated", since_start(debrief, debrief.mitigated_at)});
  facts.push_back({from + " to resolved", since_start(debrief, debrief.resolved_at)});
  if (relapsed(debrief)) {
    facts.push_back({from + " to resolved for good", since_start(debrief, debrief.final_resolved_at)});
  }
  facts.push_back({debrief.open ? "Elapsed so far" : "Elapsed", format_duration(debrief.elapsed)});
  facts.push_back({debrief.open ? "Active so far" : "Active", format_duration(debrief.active)});
  return facts;
}

std::vector<Fact> time_facts(const Debrief& debrief) {
  std::vector<Fact> facts;
  for (const TimeIn& each : debrief.time_in_status) {
    facts.push_back({"In status " + each.name, format_duration(each.time)});
  }
  for (const TimeIn& each : debrief.time_in_severity) {
    facts.push_back({"In severity " + each.name, format_duration(each.time)});
  }
  return facts;
}

std::string tenure_words(const Tenure& tenure) {
  const bool taken = tenure.given_by.id == tenure.holder.id;
  std::string words;
  if (taken) {
    words = tenure.previous ? fmt::format("took over from {}", tenure.previous->name) : "took it";
  } else {
    const bool handed_over = tenure.previous && tenure.previous->id == tenure.given_by.id;
    words = fmt::format("{} by {}",
                        handed_over    ? "handed over"
                        : tenure.asked ? "asked"
                                       : "given",
                        tenure.given_by.name);
    if (tenure.previous && !handed_over) {
      words += fmt::format(", over from {}", tenure.previous->name);
    }
  }
  if (tenure.confirmed_at) {
    words += fmt::format(", came after {}", format_duration(*tenure.confirmed_at - tenure.from));
  } else if (tenure.declined) {
    words += ", couldn't do it";
  } else if (tenure.asked) {
    words += ", never confirmed";
  }
  return words;
}

std::string summons_words(const Summons& summons) {
  const auto after = [&](const std::optional<Time>& at) { return format_duration(*at - summons.at); };
  std::string words = fmt::format("asked by {}", summons.by.name);
  if (!summons.listed.empty()) words += " for " + summons.listed;
  if (summons.times > 1) words += summons.times == 2 ? ", twice" : fmt::format(", {} times", summons.times);
  if (summons.answer == Call::coming)
    words += summons.answered_at ? "; on the way after " + after(summons.answered_at) : "; on the way";
  if (summons.answer == Call::cant) words += "; couldn't come, after " + after(summons.answered_at);
  if (summons.answer == Call::silent) words += "; didn't answer";
  if (summons.answer == Call::spared) words += "; called off after " + after(summons.answered_at);
  if (summons.came_at)
    words += "; came after " + after(summons.came_at);
  else if (summons.answer == Call::asked || summons.answer == Call::coming)
    words += "; not seen here";
  return words;
}

Text handover_words(const HandOver& handover) {
  const auto after = [&] {
    return format_duration(handover.ended_at.value_or(handover.offered_at) - handover.offered_at);
  };
  std::string words =
      fmt::format("{}: {} asked {}, who ", handover.role_name, handover.from.name, handover.to.name);
  switch (handover.end) {
    case HandOver::End::waiting:
      words += "hasn't answered";
      break;
    case HandOver::End::accepted:
      words += "accepted after " + after();
      break;
    case HandOver::End::declined:
      words += "declined after " + after();
      break;
    case HandOver::End::replaced:
      words += fmt::format("hadn't answered after {}, when somebody else was asked", after());
      break;
    case HandOver::End::lapsed:
      words += fmt::format("hadn't answered after {}, when it was no longer to be had", after());
      break;
    case HandOver::End::withdrawn:
      words += fmt::format("hadn't answered after {}, when it was taken back", after());
      break;
  }
  Text text = plain(words);
  if (handover.why) {
    text.push_back({Span::Kind::text, ": ", {}});
    text.insert(text.end(), handover.why->begin(), handover.why->end());
  }
  return text;
}

Text correction_words(const Debrief& debrief, const DebriefUpdate& update) {
  if (!update.corrected_at) return {};
  Text text = plain(fmt::format("corrected {}", both_times(*update.corrected_at, debrief.zone)));
  if (update.first_words) {
    text.push_back({Span::Kind::text, "; at first it said: ", {}});
    text.insert(text.end(), update.first_words->begin(), update.first_words->end());
  }
  return text;
}

std::string external_words(const Debrief& debrief, const ExternalUpdate& external) {
  const std::string drafted = "drafted by " + external.author.name;
  if (!external.approver) return drafted + ", approved by nobody";
  return fmt::format("{}, {} by {} {}", drafted, external.edited ? "edited and approved" : "approved",
                     external.approver->name, both_times(*external.approved_at, debrief.zone));
}

namespace {

std::string todo_words(const Debrief& debrief, const Pursuit& pursuit) {
  std::string words = pursuit.owner ? pursuit.owner->name : "nobody";
  if (pursuit.fix) words += ", a fix";
  if (pursuit.priority != Priority::normal)
    words += fmt::format(", {} priority", to_string(pursuit.priority));
  if (pursuit.due && pursuit.kind == Pursuit::Kind::follow_up)
    words += ", due " + moment(*pursuit.due, debrief.zone).date;
  if (pursuit.due && pursuit.kind == Pursuit::Kind::action)
    words += fmt::format(", {} to do it", format_duration(*pursuit.due - pursuit.from));
  if (pursuit.end.empty()) return words + "; open";
  if (pursuit.end == "moved") return words + "; went along with the merge";
  return fmt::format("{}; {} after {}, said {}", words, pursuit.end == "done" ? "done" : "not to be done",
                     format_duration(*pursuit.ended_at - pursuit.from), pursuit.ended_by.name);
}

}  // namespace

std::string pursuit_words(const Debrief& debrief, const Pursuit& pursuit) {
  using Kind = Pursuit::Kind;
  if (pursuit.kind == Kind::action || pursuit.kind == Kind::follow_up) return todo_words(debrief, pursuit);
  const bool change = pursuit.kind == Kind::change;
  const std::string by = "by " + pursuit.by.name;
  if (pursuit.end.empty())
    return by + (change ? "; nobody said what came of it" : "; neither ruled in nor out");
  const std::string end = pursuit.end == "worked"      ? "worked"
                          : pursuit.end == "no_effect" ? "no effect"
                          : pursuit.end == "worse"     ? "made it worse"
                          : pursuit.end == "in"        ? "ruled in"
                                                       : "ruled out";
  return fmt::format("{}; {} after {}, said {}", by, end, format_duration(*pursuit.ended_at - pursuit.from),
                     pursuit.ended_by.name);
}

std::vector<std::pair<std::string, std::vector<const Pursuit*>>> pursuit_sections(const Debrief& debrief) {
  using Kind = Pursuit::Kind;
  std::vector<std::pair<std::string, std::vector<const Pursuit*>>> sections;
  for (const auto& [kind, title] : {std::pair{Kind::theory, "What people believed"},
                                    {Kind::change, "What was changed"},
                                    {Kind::action, "Actions"},
                                    {Kind::follow_up, "Follow-ups"}}) {
    std::vector<const Pursuit*> found;
    for (const Pursuit& one : debrief.pursuits)
      if (one.kind == kind) found.push_back(&one);
    if (!found.empty()) sections.emplace_back(title, std::move(found));
  }
  return sections;
}

std::string punctuality_words(const DebriefUpdate& update) {
  if (!update.promised) return "";
  return update.kept ? "on time" : format_duration(update.at - *update.promised) + " late";
}

std::vector<std::string> update_facts(const Debrief& debrief) {
  const Promises& promises = debrief.promises;
  std::vector<std::string> facts;
  if (debrief.updates.empty()) {
    facts.emplace_back("No formal update was posted.");
  } else {
    facts.push_back(fmt::format("Posted: {}; the first {} after the declaration.", debrief.updates.size(),
                                format_duration(debrief.updates.front().at - debrief.declared_at)));
  }
  const int promised = promises.kept + promises.late + promises.missed;
  if (promised == 0) {
    facts.emplace_back("No promise of an update came due.");
  } else {
    std::string words = fmt::format("Promises kept: {} of {}", promises.kept, promised);
    if (promises.late > 0) words += fmt::format("; late: {}", promises.late);
    if (promises.missed > 0) words += fmt::format("; missed: {}", promises.missed);
    facts.push_back(words + ".");
  }
  if (debrief.longest_silence) {
    facts.push_back(fmt::format("Longest time without an update while it was open: {}.",
                                format_duration(*debrief.longest_silence)));
  }
  return facts;
}

std::string hours_words(const Debrief& debrief) {
  Duration sum{0};
  for (const Duration part : debrief.hours) sum += part;
  const auto worked = [](Duration time) {
    const auto whole = std::chrono::floor<std::chrono::minutes>(time);
    return whole == std::chrono::minutes{0} ? std::string{"none"} : format_duration(whole);
  };
  return fmt::format(
      "Hours of all together: {} (by day, 8 to 19: {}; late, 19 to 23: {}; at night: {}), by each person's "
      "own "
      "clock. That is the least it took: an act on the record counts for ten minutes, chat alone for "
      "nothing.",
      worked(sum), worked(debrief.hours[0]), worked(debrief.hours[1]), worked(debrief.hours[2]));
}

std::vector<std::string> footer_words(const Debrief& debrief) {
  const Reminders& reminders = debrief.reminders;
  return {
      fmt::format("Messages in the channel: {} by people, {} by the bot.", debrief.messages,
                  debrief.bot_posts),
      fmt::format("Reminders: {} sent; followed within {}: {}, ignored: {}.", reminders.sent,
                  format_duration(followed_within), reminders.followed, reminders.ignored),
      fmt::format("Made by Muster from {} {}, the last of {}.", debrief.records,
                  debrief.records == 1 ? "record" : "records", format_utc(debrief.as_of)),
  };
}

const std::vector<std::string>& review_questions() {
  static const std::vector<std::string> questions{
      "How did we find out, and who knew first? Could we have known earlier?",
      "What did we believe along the way, and what made us drop it?",
      "What did we change, and with what effect?",
      "What could we not see?",
      "Did each hand-over carry what the next person needed?",
      "Have we seen this before, and was its follow-up work done?",
      "What do we do about it: who, and by when?",
  };
  return questions;
}

}  // namespace muster::core
