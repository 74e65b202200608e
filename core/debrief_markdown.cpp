// The debrief as CommonMark with GitHub's tables, to be pasted into a wiki. Nothing that a person wrote can
// become markup: every character that could begin some is escaped.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>

#include "core/debrief_model.h"
#include "core/debrief_text.h"
#include "core/debrief_words.h"

namespace muster::core {

namespace {

/// Escapes one line. `at_start`: it stands where a block could begin.
std::string escape(std::string_view line, bool at_start = true) {
  constexpr std::string_view always = "\\`*_{}[]<>|~&$^";
  std::string result;
  if (at_start) {
    // Spaces in front would make a code block; these look alike and don't.
    const std::size_t indent = std::min(line.find_first_not_of(' '), line.size());
    for (std::size_t i = 0; i < indent; ++i) result += "\u00A0";
    line.remove_prefix(indent);
    const std::size_t digits = std::min(line.find_first_not_of("0123456789"), line.size());
    if (digits > 0 && digits < line.size() && (line[digits] == '.' || line[digits] == ')')) {
      result += line.substr(0, digits);
      result += '\\';
      line.remove_prefix(digits);
      result += line.front();
      line.remove_prefix(1);
    } else if (!line.empty() && std::string_view{"#+-=:"}.find(line.front()) != std::string_view::npos) {
      result += '\\';
      result += line.front();
      line.remove_prefix(1);
    }
  }
  for (const char c : line) {
    if (always.find(c) != std::string_view::npos) result += '\\';
    result += c;
  }
  return result;
}

/// For table cells and the middle of lines.
std::string cell(std::string_view text) {
  return escape(legible_line(text), false);
}

/// An address as it may stand between ( and ).
std::string address(std::string_view url) {
  std::string result;
  for (const char c : legible_line(url)) {
    if (std::string_view{" <>()[]\\|`\"*_~"}.find(c) != std::string_view::npos) {
      result += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    } else {
      result += c;
    }
  }
  return result;
}

std::string markdown_link(const std::string& escaped_label, std::string_view url) {
  return is_web_address(url) ? fmt::format("[{}]({})", escaped_label, address(url)) : escaped_label;
}

/// Backticks, more than stand in a row anywhere in `text`.
std::string fence(std::string_view text, std::size_t least) {
  std::size_t longest = 0;
  std::size_t run = 0;
  for (const char c : text) {
    run = c == '`' ? run + 1 : 0;
    longest = std::max(longest, run);
  }
  return std::string(std::max(least, longest + 1), '`');
}

std::string code(std::string_view text) {
  const std::string line = legible_line(text);
  if (line.empty()) return "";
  const std::string ticks = fence(line, 1);
  const bool pad = line.front() == '`' || line.back() == '`';
  return pad ? fmt::format("{0} {1} {0}", ticks, line) : fmt::format("{0}{1}{0}", ticks, line);
}

/// A person's text as lines of Markdown, code blocks fenced.
class Lines {
 public:
  explicit Lines(const Text& text) {
    for (const Span& span : text) add(span);
    while (!lines_.empty() && lines_.back().text.empty()) lines_.pop_back();
    // A line break of theirs is one of ours.
    for (std::size_t i = 0; i + 1 < lines_.size(); ++i) {
      const bool prose = !lines_[i].verbatim && !lines_[i + 1].verbatim;
      if (prose && !lines_[i].text.empty() && !lines_[i + 1].text.empty()) lines_[i].text += "  ";
    }
  }

  bool one() const { return lines_.size() == 1; }
  std::vector<std::string> prefixed(std::string_view prefix) const {
    std::vector<std::string> result;
    for (const One& line : lines_) {
      result.push_back(line.text.empty() ? std::string{prefix.substr(0, prefix.find_last_not_of(' ') + 1)}
                                         : std::string{prefix} + line.text);
    }
    return result;
  }

 private:
  struct One {
    std::string text;
    bool verbatim = false;
  };

  void append(std::string_view markdown) {
    if (lines_.empty()) lines_.emplace_back();
    lines_.back().text += markdown;
  }
  void append_escaped(std::string_view text) {
    append(escape(text, lines_.empty() || lines_.back().text.empty()));
  }
  void add_literal(std::string_view text) {
    const std::string safe = legible(text);
    std::string_view rest = safe;
    while (true) {
      const std::size_t end = rest.find('\n');
      append_escaped(rest.substr(0, end));
      if (end == std::string_view::npos) return;
      rest.remove_prefix(end + 1);
      lines_.emplace_back();
    }
  }
  void add_block(std::string_view text) {
    std::string safe = legible(text);
    while (!safe.empty() && safe.back() == '\n') safe.pop_back();
    const std::string ticks = fence(safe, 3);
    if (!lines_.empty() && lines_.back().text.empty()) lines_.pop_back();
    lines_.push_back({ticks, true});
    std::string_view rest = safe;
    for (std::size_t end = 0; end != std::string_view::npos;) {
      end = rest.find('\n');
      lines_.push_back({std::string{rest.substr(0, end)}, true});
      if (end != std::string_view::npos) rest.remove_prefix(end + 1);
    }
    lines_.push_back({ticks, true});
    lines_.emplace_back();
  }
  void add(const Span& span) {
    switch (span.kind) {
      case Span::Kind::text:
        return add_literal(span.text);
      case Span::Kind::link:
        return append(markdown_link(escape(mention(span), false), span.ref));
      case Span::Kind::emoji:
        return append_escaped(emoji(span.text));
      case Span::Kind::code:
        return append(code(span.text));
      case Span::Kind::code_block:
        return add_block(span.text);
      case Span::Kind::person:
      case Span::Kind::channel:
      case Span::Kind::group:
      case Span::Kind::broadcast:
        return append_escaped(mention(span));
    }
  }

  std::vector<One> lines_;
};

class MarkdownWriter {
 public:
  explicit MarkdownWriter(const Debrief& debrief) : d_(debrief) {}

  std::string write() {
    line(fmt::format("# {}: {}", d_.reference, cell(d_.title)));
    blank();
    for (const std::string& words : warnings(d_)) {
      line(fmt::format("> **{}**", words));
      blank();
    }
    write_overview();
    write_text("Summary", d_.summary, no_summary);
    write_text("Impact", d_.impact, no_impact);
    write_timeline();
    write_durations();
    write_roles();
    write_summons();
    write_updates();
    write_external();
    write_pursuits();
    write_people();
    write_gaps();
    write_questions();
    write_footer();
    return std::move(out_);
  }

 private:
  void line(std::string_view text) {
    out_ += text;
    out_ += '\n';
  }
  void blank() { line(""); }
  void heading(std::string_view text) {
    line(fmt::format("## {}", text));
    blank();
  }
  void table(std::string_view head, const std::vector<Fact>& facts) {
    line(head);
    line("|---|---|");
    for (const Fact& fact : facts) line(fmt::format("| {} | {} |", cell(fact.name), cell(fact.value)));
    blank();
  }

  void write_overview() { table("| Overview | |", overview_facts(d_)); }

  void write_text(std::string_view title, const Text& text, std::string_view none) {
    heading(title);
    if (text.empty()) {
      line(fmt::format("_{}_", none));
    } else {
      for (const std::string& each : Lines{text}.prefixed("")) line(each);
    }
    blank();
  }

  void write_timeline() {
    heading("What happened");
    line(d_.zone == "UTC" ? "Times are UTC."
                          : fmt::format("Times are UTC, and in parentheses those of {}.", cell(d_.zone)));
    blank();
    if (d_.timeline.empty()) {
      line("_The timeline is empty._");
      blank();
    }
    std::string day;
    for (const Line& each : d_.timeline) {
      const Moment utc = moment(each.entry.occurred_at, "UTC");
      if (utc.date != day) {
        if (!day.empty()) blank();
        day = utc.date;
        line(fmt::format("### {}", long_date(each.entry.occurred_at)));
        blank();
      }
      write_line(each, utc);
    }
    if (!d_.timeline.empty()) blank();
  }

  void write_line(const Line& each, const Moment& utc) {
    std::string head = fmt::format("- **{}**", utc.clock);
    if (d_.zone != "UTC") {
      const Moment local = moment(each.entry.occurred_at, d_.zone);
      head += local.date == utc.date ? fmt::format(" ({})", local.clock)
                                     : fmt::format(" ({} {})", local.date, local.clock);
    }
    if (!each.says_who) head += fmt::format(" **{}**", cell(each.author.name));

    std::string tail;
    if (each.entry.edited) tail += " _(corrected)_";
    if (each.backdated()) {
      tail += fmt::format(" _(written down {})_", both_times(each.entry.recorded_at, d_.zone));
    }
    if (each.entry.captured) {
      for (const CapturedFile& file : each.entry.captured->files) {
        const std::string name = legible_line(file.name);
        tail += " · file: " + markdown_link(name.empty() ? "unnamed" : escape(name, false), file.permalink);
      }
      const bool reply = !each.entry.captured->thread_ts.empty();
      if (!each.withdrawn && is_web_address(each.permalink())) {
        tail += " · " + markdown_link(reply ? "reply in a thread" : "message", each.permalink());
      }
    }
    write_item(head, each.says_who ? "" : ":", each.what, tail);
  }

  /// One line when the words fit one, else the words as a quotation below.
  void write_item(const std::string& head, std::string_view colon, const Text& words,
                  const std::string& tail) {
    const Lines text{words};
    if (text.one()) {
      line(fmt::format("{}{} {}{}", head, colon, text.prefixed("").front(), tail));
      return;
    }
    line(fmt::format("{}{}{}", head, tail, colon));
    for (const std::string& each : text.prefixed("  > ")) line(each);
  }

  void write_durations() {
    heading("Durations");
    std::vector<Fact> facts = duration_facts(d_);
    for (Fact& fact : time_facts(d_)) facts.push_back(std::move(fact));
    table("| Measure | Time |", facts);
  }

  void write_roles() {
    heading("Roles and hand-overs");
    if (d_.tenures.empty()) {
      line("_Nobody held a role._");
      blank();
      return;
    }
    line("| Role | Who | From | To | How |");
    line("|---|---|---|---|---|");
    for (const Tenure& each : d_.tenures) {
      line(fmt::format("| {} | {} | {} | {} | {} |", cell(each.role_name), cell(each.holder.name),
                       both_times(each.from, d_.zone), each.to ? both_times(*each.to, d_.zone) : "the end",
                       cell(tenure_words(each))));
    }
    blank();
    for (const HandOver& each : d_.handovers)
      write_item(fmt::format("- **{}**", both_times(each.offered_at, d_.zone)), "", handover_words(each), "");
    if (!d_.handovers.empty()) blank();
  }

  void write_summons() {
    if (d_.summons.empty()) return;
    heading("Who was asked to come");
    line("| Who | Asked | How it went |");
    line("|---|---|---|");
    for (const Summons& each : d_.summons) {
      line(fmt::format("| {} | {} | {} |", cell(each.person.name), both_times(each.at, d_.zone),
                       cell(summons_words(each))));
    }
    blank();
  }

  void write_updates() {
    heading("Updates");
    for (const std::string& words : update_facts(d_)) line("- " + words);
    if (!d_.updates.empty()) blank();
    for (const DebriefUpdate& each : d_.updates) {
      const std::string punctuality = punctuality_words(each);
      const std::string head =
          fmt::format("- **{}** {}{}", both_times(each.at, d_.zone), cell(each.author.name),
                      punctuality.empty() ? "" : fmt::format(" ({})", punctuality));
      write_item(head, ":", each.words ? *each.words : plain("[hidden from the timeline]"), "");
      if (each.corrected_at) write_item("  -", "", correction_words(d_, each), "");
    }
    blank();
  }

  void write_external() {
    if (d_.external.empty()) return;
    heading("Said to people outside");
    for (const ExternalUpdate& each : d_.external) {
      write_item(
          fmt::format("- **{}** {}", both_times(each.drafted_at, d_.zone), cell(external_words(d_, each))),
          ":", each.words ? *each.words : plain("[hidden from the timeline]"), "");
    }
    blank();
  }

  void write_pursuits() {
    for (const auto& [title, found] : pursuit_sections(d_)) {
      heading(title);
      for (const Pursuit* each : found) {
        write_item(
            fmt::format("- **{}** {}", both_times(each->from, d_.zone), cell(pursuit_words(d_, *each))), ":",
            each->words ? *each->words : plain("[hidden from the timeline]"), "");
        if (each->why) write_item("  - why", ":", *each->why, "");
      }
      blank();
    }
  }

  void write_people() {
    heading("People");
    if (d_.people.empty()) {
      line("_Nobody is on the record._");
      blank();
      return;
    }
    line(people_note);
    blank();
    line("| Who | Roles | Messages | Hours |");
    line("|---|---|---|---|");
    for (const Participant& each : d_.people) {
      line(fmt::format("| {} | {} | {} | {} |", cell(each.person.name),
                       each.roles.empty() ? "" : cell(fmt::format("{}", fmt::join(each.roles, ", "))),
                       each.messages, each.hours));
    }
    blank();
    line(hours_words(d_));
    blank();
  }

  void write_gaps() {
    heading("What is missing");
    for (const Gap& each : d_.gaps) line("- " + cell(each.words));
    blank();
  }

  void write_questions() {
    heading("For the review");
    for (const std::string& each : review_questions()) line("- [ ] " + each);
    blank();
  }

  void write_footer() {
    line("---");
    blank();
    for (const std::string& words : footer_words(d_)) line(words + "  ");
    if (!d_.chain_head.empty()) line("Chain head: " + code(d_.chain_head));
  }

  const Debrief& d_;
  std::string out_;
};

}  // namespace

std::string debrief_markdown(const Debrief& debrief) {
  return MarkdownWriter{debrief}.write();
}

}  // namespace muster::core
