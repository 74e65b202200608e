#include "core/debrief.h"

#include <fmt/format.h>

#include "core/debrief_model.h"

namespace muster::core {

namespace {

Span person(const UserId& user) {
  if (user.empty()) return Span{Span::Kind::text, "Muster", ""};
  return Span{Span::Kind::person, "", user.value};
}

Span literal(std::string text) {
  return Span{Span::Kind::text, std::move(text), ""};
}

/// `Severity SEV3 → SEV1`
Text change(std::string_view what, const std::string& from, const std::string& to) {
  return {literal(from.empty() ? fmt::format("{} {}", what, to) : fmt::format("{} {} → {}", what, from, to))};
}

bool has_words(const Words& words) {
  return words.body ? !is_blank(*words.body) : words.id != 0;
}

/// Adds what was said, after a colon when something stands before it.
Text with_words(Text text, const Words& words) {
  if (!has_words(words)) return text;
  if (!text.empty()) text.push_back(literal(": "));
  for (Span& span : shown(words)) text.push_back(std::move(span));
  return text;
}

/// Adds what was said of it beside its own words.
Text because(Text text, const Words& words) {
  if (!has_words(words)) return text;
  text.push_back(literal(" ("));
  for (Span& span : shown(words)) text.push_back(std::move(span));
  text.push_back(literal(")"));
  return text;
}

Text describe_role(const Entry& entry, const Policy& policy) {
  const std::string role = policy.role_name(entry.key);
  const UserId before{entry.from};
  if (entry.person.empty()) {
    const UserId who = before.empty() ? entry.author : before;
    if (entry.to == "declined") return {person(who), literal(" can't be " + role)};
    if (who == entry.author) return {person(who), literal(" left " + role)};
    return {person(entry.author), literal(" released "), person(who), literal(" from " + role)};
  }
  if (entry.to == "declined") {
    return with_words({person(entry.person), literal(" declined " + role + " from "), person(before)},
                      entry.words);
  }
  const bool taken = entry.author == entry.person;
  Text text{person(entry.author)};
  if (taken) {
    text.push_back(literal(" took " + role));
  } else {
    text.push_back(literal(" gave " + role + " to "));
    text.push_back(person(entry.person));
  }
  if (!before.empty() && before != entry.person && (taken || before != entry.author)) {
    text.push_back(literal(taken ? " from " : ", who took over from "));
    text.push_back(person(before));
  }
  return text;
}

std::string describe_merge(const Entry& entry) {
  if (entry.key == "into") return fmt::format("Merged into {}, where it goes on", entry.to);
  if (entry.key == "in")
    return fmt::format("{} was merged into this incident; its record goes with it", entry.to);
  return fmt::format("{} goes on by itself again", entry.to);
}

Text describe_page(const Entry& entry) {
  Text text{person(entry.person)};
  switch (parse_call(entry.key).value_or(Call::asked)) {
    case Call::asked:
      text = {person(entry.author), literal(" asked "), person(entry.person), literal(" to come")};
      break;
    case Call::coming:
      text.push_back(literal(" is on the way"));
      break;
    case Call::cant:
      text.push_back(literal(" can't come"));
      break;
    case Call::silent:
      text.push_back(literal(" didn't answer"));
      break;
    case Call::came:
      text.push_back(literal(" came"));
      break;
    case Call::spared:
      text = {person(entry.author), literal(" called it off: "), person(entry.person),
              literal(" isn't needed any more")};
      break;
  }
  // A merge took it along.
  if (!entry.to.empty()) text.push_back(literal(", first to " + entry.to));
  return with_words(std::move(text), entry.words);
}

/// `Action for Ada: restart the pods`; where it ended: `Action done by Ada: restart the pods`.
Text describe_todo(const Entry& entry) {
  const std::string what = entry.kind == EntryKind::action ? "Action" : "Follow-up";
  if (entry.key.empty()) {
    Text text{literal(what)};
    if (!entry.person.empty()) {
      text.push_back(literal(" for "));
      text.push_back(person(entry.person));
    }
    return with_words(std::move(text), entry.words);
  }
  Text text{literal(what + (entry.key == "done"      ? " done"
                            : entry.key == "dropped" ? " not done"
                                                     : " given back by "))};
  if (entry.key == "cant") text.push_back(person(entry.person));
  return because(with_words(std::move(text), entry.about), entry.words);
}

Text describe_change(const Entry& entry) {
  if (entry.key.empty()) return with_words(plain("Change begun"), entry.words);
  const auto result = parse_change_result(entry.key).value_or(ChangeResult::worked);
  const auto what = result == ChangeResult::worked      ? "Change worked"
                    : result == ChangeResult::no_effect ? "Change had no effect"
                                                        : "Change made it worse";
  return because(with_words(plain(what), entry.about), entry.words);
}

Text describe_theory(const Entry& entry) {
  if (entry.key.empty()) return with_words(plain("Theory"), entry.words);
  return because(with_words(plain(entry.key == "in" ? "Theory ruled in" : "Theory ruled out"), entry.about),
                 entry.words);
}

Text describe_message(const Entry& entry) {
  if (entry.captured && entry.captured->deleted) return plain("[message deleted by its author]");
  if (has_words(entry.words)) return shown(entry.words);
  if (entry.captured && entry.captured->unreadable) return plain("[message that could not be read]");
  if (entry.captured && entry.captured->pending) return plain("[message not fetched yet]");
  if (entry.captured && !entry.captured->files.empty()) return plain("[shared without words]");
  return plain("[message without words]");
}

}  // namespace

std::optional<Format> parse_format(std::string_view text) {
  if (text == "md" || text == "markdown") return Format::markdown;
  if (text == "html") return Format::html;
  if (text == "json") return Format::json;
  if (text == "csv") return Format::csv;
  return std::nullopt;
}

std::string_view extension(Format format) {
  switch (format) {
    case Format::markdown:
      return "md";
    case Format::html:
      return "html";
    case Format::json:
      return "json";
    case Format::csv:
      return "csv";
  }
  return "";
}

std::string_view mime_type(Format format) {
  switch (format) {
    case Format::markdown:
      return "text/markdown; charset=utf-8";
    case Format::html:
      return "text/html; charset=utf-8";
    case Format::json:
      return "application/json";
    case Format::csv:
      return "text/csv; charset=utf-8";
  }
  return "";
}

Text describe(const Entry& entry, const Policy& policy) {
  switch (entry.kind) {
    case EntryKind::declared:
      return with_words(plain("Declared"), entry.words);
    case EntryKind::note:
      return has_words(entry.words) ? shown(entry.words) : plain("[empty note]");
    case EntryKind::message:
      return describe_message(entry);
    case EntryKind::status:
      return with_words(change("Status", entry.from.empty() ? "" : policy.status_name(entry.from),
                               policy.status_name(entry.to)),
                        entry.words);
    case EntryKind::severity:
      return with_words(change("Severity", entry.from.empty() ? "" : policy.severity_name(entry.from),
                               policy.severity_name(entry.to)),
                        entry.words);
    case EntryKind::role:
      return describe_role(entry, policy);
    case EntryKind::update:
      return with_words(plain("Update"), entry.words);
    case EntryKind::external: {
      if (entry.key != "approved") return with_words(plain("External update drafted"), entry.words);
      return with_words({literal("External update, approved by "), person(entry.person)}, entry.words);
    }
    case EntryKind::title:
      return with_words(plain("Renamed"), entry.words);
    case EntryKind::summary:
      return with_words(plain("Summary"), entry.words);
    case EntryKind::pause:
      return with_words(plain(entry.to == "paused" ? "Paused" : "Work goes on"), entry.words);
    case EntryKind::impact:
      return with_words(plain("Impact"), entry.words);
    case EntryKind::real:
      return plain("No drill any more: from here on it is real");
    case EntryKind::merge:
      return plain(describe_merge(entry));
    case EntryKind::service:
      return plain((entry.to.empty() ? "No longer affected: " : "Affects ") + policy.service_name(entry.key));
    case EntryKind::page:
      return describe_page(entry);
    case EntryKind::action:
    case EntryKind::follow_up:
      return describe_todo(entry);
    case EntryKind::change:
      return describe_change(entry);
    case EntryKind::theory:
      return describe_theory(entry);
    case EntryKind::link:
      return with_words(plain("Link"), entry.words);
  }
  return {};
}

std::string render_debrief(const DebriefInput& input, const Policy& policy, Format format) {
  const Debrief debrief = make_debrief(input, policy);
  switch (format) {
    case Format::markdown:
      return debrief_markdown(debrief);
    case Format::html:
      return debrief_html(debrief);
    case Format::json:
      return debrief_json(debrief, input);
    case Format::csv:
      return debrief_csv(debrief);
  }
  return {};
}

}  // namespace muster::core
