// The debrief as one HTML file for screen and paper: no script, nothing loaded from elsewhere. Text enters
// only through html(), and addresses only when they are those of the web.
#include <fmt/format.h>

#include <array>
#include <iterator>

#include "core/debrief_model.h"
#include "core/debrief_text.h"
#include "core/debrief_words.h"

namespace muster::core {

namespace {

std::string_view badge_class(const Debrief& debrief) {
  constexpr std::array<std::string_view, 4> classes{"sev0", "sev1", "sev2", "sev3"};
  if (debrief.peak_unsure) return "unsure";
  const auto rank = static_cast<std::size_t>(debrief.peak_rank);
  return rank < classes.size() ? classes[rank] : "sev";
}

/// Each sheet of paper says it, as sheets part.
constexpr std::string_view confidential_pages =
    "@page { @top-right { content: \"Confidential\"; color: #9f1d28; font: bold 8pt sans-serif; } }\n";

/// A name of somebody, kept from turning the direction of what stands around it.
std::string name(const DebriefPerson& who) {
  return fmt::format("<bdi>{}</bdi>", html(who.name));
}

std::string web_link(const std::string& label, std::string_view url) {
  std::string words = label.empty() ? html(legible_line(url)) : label;
  if (!is_web_address(url)) return words;
  return fmt::format("<a href=\"{}\" rel=\"noopener noreferrer\">{}</a>", html(legible_line(url)), words);
}

std::string with_breaks(std::string_view text) {
  std::string result;
  for (const char c : html(text)) {
    if (c == '\n') result += "<br>";
    result += c;
  }
  return result;
}

/// A person's text: paragraphs of inline spans, and code blocks between them.
std::string markup(const Text& text) {
  std::string result;
  std::string paragraph;
  const auto close = [&] {
    if (!paragraph.empty()) result += fmt::format("<p>{}</p>", paragraph);
    paragraph.clear();
  };
  for (const Span& span : text) {
    switch (span.kind) {
      case Span::Kind::text:
        paragraph += with_breaks(span.text);
        break;
      case Span::Kind::link:
        paragraph += web_link(html(mention(span)), span.ref);
        break;
      case Span::Kind::emoji:
        paragraph += html(emoji(span.text));
        break;
      case Span::Kind::code:
        paragraph += fmt::format("<code>{}</code>", html(legible_line(span.text)));
        break;
      case Span::Kind::code_block: {
        close();
        result += fmt::format("<pre><code>{}</code></pre>", html(span.text));
        break;
      }
      case Span::Kind::person:
      case Span::Kind::channel:
      case Span::Kind::group:
      case Span::Kind::broadcast:
        paragraph += fmt::format("<bdi class=\"at\">{}</bdi>", html(mention(span)));
        break;
    }
  }
  close();
  return fmt::format("<div class=\"words\" dir=\"auto\">{}</div>", result);
}

/// An instant, which programs can read too.
std::string time_element(Time t, std::string_view shown_as) {
  return fmt::format("<time datetime=\"{}\">{}</time>", format_iso(t), html(shown_as));
}

class Html {
 public:
  explicit Html(const Debrief& debrief) : d_(debrief) {}

  std::string write() {
    write_head();
    write_overview();
    write_text("Summary", d_.summary, no_summary);
    write_text("Impact", d_.impact, no_impact);
    write_picture();
    write_timeline();
    write_durations();
    write_roles();
    write_summons();
    write_updates();
    write_external();
    write_pursuits();
    write_people();
    write_list("What is missing", gap_words(), "missing");
    write_list("For the review", review_questions(), "questions");
    write_footer();
    return std::move(out_);
  }

 private:
  template <class... Args>
  void put(fmt::format_string<Args...> format, Args&&... args) {
    fmt::format_to(std::back_inserter(out_), format, std::forward<Args>(args)...);
  }

  void write_head() {
    std::string title = fmt::format("{}: {}", d_.reference, d_.title);
    if (d_.is_private) title = "Confidential. " + title;
    if (d_.drill) title = "Drill. " + title;
    put("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src "
        "'unsafe-inline'\">\n"
        "<meta name=\"referrer\" content=\"no-referrer\">\n<meta name=\"robots\" content=\"noindex\">\n"
        "<title>{}</title>\n<style>{}{}</style>\n</head>\n<body>\n<main>\n",
        html(title), debrief_style(), d_.is_private ? confidential_pages : "");
    for (const std::string& each : warnings(d_)) {
      put("<p class=\"warning {}\" role=\"note\">{}</p>\n", each.starts_with("Drill") ? "drill" : "private",
          html(each));
    }
    put("<header>\n<p class=\"eyebrow\">{} · Incident debrief</p>\n<h1 dir=\"auto\">{}</h1>\n",
        html(d_.reference), html(d_.title));
    put("<p><span class=\"badge {}\">{}</span> <span class=\"badge {}\">{}</span></p>\n</header>\n",
        badge_class(d_), html(severity_words(d_)), d_.open ? "c-active" : "c-resolved", html(d_.status_name));
    write_figures();
  }

  void write_figures() {
    put("<dl class=\"figures\">\n");
    const auto figure = [&](std::string_view label, const std::optional<Time>& at) {
      put("<div><dt>{}</dt><dd{}>{}</dd></div>\n", label, at ? "" : " class=\"unknown\"",
          html(since_start(d_, at)));
    };
    figure("to acknowledge", d_.acknowledged_at);
    figure("to mitigate", d_.mitigated_at);
    figure("to resolve", d_.resolved_at);
    if (d_.final_resolved_at != d_.resolved_at) figure("to resolve for good", d_.final_resolved_at);
    const int promised = d_.promises.kept + d_.promises.late + d_.promises.missed;
    if (promised > 0) {
      put("<div><dt>promised updates kept</dt><dd>{} of {}</dd></div>\n", d_.promises.kept, promised);
    }
    put("</dl>\n");
  }

  void open_section(std::string_view title) { put("<section>\n<h2>{}</h2>\n", title); }
  void close_section() { put("</section>\n"); }
  void none(std::string_view text) { put("<p class=\"none\">{}</p>\n", html(text)); }

  void facts(const std::vector<Fact>& all) {
    put("<table class=\"facts\"><tbody>\n");
    for (const Fact& fact : all) {
      put("<tr><th scope=\"row\">{}</th><td>{}</td></tr>\n", html(fact.name), html(fact.value));
    }
    put("</tbody></table>\n");
  }

  void write_overview() {
    open_section("Overview");
    facts(overview_facts(d_));
    close_section();
  }

  void write_text(std::string_view title, const Text& text, std::string_view otherwise) {
    open_section(title);
    if (text.empty()) {
      none(otherwise);
    } else {
      put("{}\n", markup(text));
    }
    close_section();
  }

  void write_picture() {
    // Of what was over before it was declared the log has no course.
    if (d_.elapsed == Duration{0} || d_.in_hindsight) return;
    open_section("At a glance");
    put("<figure>\n<div class=\"scroll\" tabindex=\"0\" role=\"group\" aria-label=\"Picture of the "
        "incident\">\n{}"
        "</div>\n</figure>\n",
        debrief_picture(d_));
    close_section();
  }

  void write_timeline() {
    open_section("What happened");
    if (d_.timeline.empty()) {
      none("The timeline is empty.");
      close_section();
      return;
    }
    const bool two_zones = d_.zone != "UTC";
    put("<table class=\"timeline\">\n<thead><tr><th scope=\"col\">UTC</th>");
    if (two_zones) put("<th scope=\"col\" class=\"local\">{}</th>", html(d_.zone));
    put("<th scope=\"col\">Who</th><th scope=\"col\">What</th></tr></thead>\n");
    std::string day;
    for (const Line& line : d_.timeline) {
      const Moment utc = moment(line.entry.occurred_at, "UTC");
      if (utc.date != day) {
        if (!day.empty()) put("</tbody>\n");
        day = utc.date;
        put("<tbody>\n<tr class=\"day\"><th scope=\"rowgroup\" colspan=\"{}\">{}</th></tr>\n",
            two_zones ? 4 : 3, long_date(line.entry.occurred_at));
      }
      write_line(line, utc);
    }
    put("</tbody>\n</table>\n");
    close_section();
  }

  void write_line(const Line& line, const Moment& utc) {
    put("<tr class=\"line {}{}\"><td class=\"clock\">{}</td>", to_string(line.entry.kind),
        line.withdrawn ? " withdrawn" : "", time_element(line.entry.occurred_at, utc.clock));
    if (d_.zone != "UTC") {
      const Moment local = moment(line.entry.occurred_at, d_.zone);
      put("<td class=\"local\">{}{}</td>", local.date == utc.date ? "" : local.date.substr(5) + " ",
          local.clock);
    }
    put("<td class=\"who\">{}{}</td><td class=\"what\">{}{}</td></tr>\n", name(line.author), tag(line),
        markup(line.what), tail(line));
  }

  static std::string tag(const Line& line) {
    const bool reply = line.entry.captured && !line.entry.captured->thread_ts.empty();
    std::string_view words;
    if (line.entry.kind == EntryKind::note) words = "note";
    if (line.entry.kind == EntryKind::message) words = reply ? "in a thread" : "message";
    return words.empty() ? "" : fmt::format(" <span class=\"tag\">{}</span>", words);
  }

  std::string tail(const Line& line) const {
    std::vector<std::string> parts;
    if (line.entry.captured) {
      for (const CapturedFile& file : line.entry.captured->files) {
        const std::string label = legible_line(file.name);
        parts.push_back("file: " + web_link(label.empty() ? "unnamed" : html(label), file.permalink));
      }
      if (!line.withdrawn && is_web_address(line.permalink()))
        parts.push_back(web_link("open the message", line.permalink()));
    }
    if (line.entry.edited) parts.emplace_back("corrected");
    if (line.backdated()) {
      parts.push_back("written down " + html(both_times(line.entry.recorded_at, d_.zone)));
    }
    return parts.empty() ? "" : fmt::format("<p class=\"tail\">{}</p>", fmt::join(parts, " · "));
  }

  void write_durations() {
    open_section("Durations");
    put("<div class=\"pair\">\n");
    facts(duration_facts(d_));
    const std::vector<Fact> times = time_facts(d_);
    if (!times.empty()) facts(times);
    put("</div>\n");
    close_section();
  }

  void write_roles() {
    open_section("Roles and hand-overs");
    if (d_.tenures.empty()) {
      none("Nobody held a role.");
    } else {
      put("<div class=\"scroll wide\"><table>\n<thead><tr><th scope=\"col\">Role</th><th "
          "scope=\"col\">Who</th>"
          "<th scope=\"col\">From</th><th scope=\"col\">To</th><th "
          "scope=\"col\">How</th></tr></thead>\n<tbody>\n");
      for (const Tenure& each : d_.tenures) {
        put("<tr><th scope=\"row\">{}</th><td>{}</td><td class=\"time\">{}</td><td class=\"time\">{}</td>"
            "<td>{}</td></tr>\n",
            html(each.role_name), name(each.holder), two_lines(each.from),
            each.to ? two_lines(*each.to) : "the end", html(tenure_words(each)));
      }
      put("</tbody>\n</table></div>\n");
    }
    if (!d_.handovers.empty()) {
      put("<ul class=\"facts-list\">\n");
      for (const HandOver& each : d_.handovers)
        put("<li>{} {}</li>\n", two_lines(each.offered_at), markup(handover_words(each)));
      put("</ul>\n");
    }
    close_section();
  }

  void write_summons() {
    if (d_.summons.empty()) return;
    open_section("Who was asked to come");
    put("<div class=\"scroll wide\"><table>\n<thead><tr><th scope=\"col\">Who</th><th "
        "scope=\"col\">Asked</th>"
        "<th scope=\"col\">How it went</th></tr></thead>\n<tbody>\n");
    for (const Summons& each : d_.summons) {
      put("<tr><th scope=\"row\">{}</th><td class=\"time\">{}</td><td>{}</td></tr>\n", name(each.person),
          two_lines(each.at), html(summons_words(each)));
    }
    put("</tbody>\n</table></div>\n");
    close_section();
  }

  /// UTC, and below it the incident's zone.
  std::string two_lines(Time t) const {
    std::string result = time_element(t, format_utc(t));
    if (d_.zone != "UTC") {
      const Moment utc = moment(t, "UTC");
      const Moment local = moment(t, d_.zone);
      result += fmt::format("<br>{}{} {}", local.date == utc.date ? "" : local.date + " ", local.clock,
                            html(d_.zone));
    }
    return result;
  }

  void write_updates() {
    open_section("Updates");
    put("<ul class=\"facts-list\">\n");
    for (const std::string& each : update_facts(d_)) put("<li>{}</li>\n", html(each));
    put("</ul>\n");
    if (!d_.updates.empty()) {
      put("<div class=\"scroll wide\"><table>\n<thead><tr><th scope=\"col\">When</th><th "
          "scope=\"col\">Who</th>"
          "<th scope=\"col\">Promise</th><th scope=\"col\">Words</th></tr></thead>\n<tbody>\n");
      for (const DebriefUpdate& each : d_.updates) {
        const std::string punctuality = punctuality_words(each);
        put("<tr><td class=\"time\">{}</td><td>{}</td><td>{}</td><td>{}</td></tr>\n", two_lines(each.at),
            name(each.author), html(punctuality.empty() ? "none" : punctuality),
            (each.words ? markup(*each.words) : "<p class=\"none\">hidden from the timeline</p>") +
                (each.corrected_at ? markup(correction_words(d_, each)) : ""));
      }
      put("</tbody>\n</table></div>\n");
    }
    close_section();
  }

  void write_external() {
    if (d_.external.empty()) return;
    open_section("Said to people outside");
    put("<div class=\"scroll wide\"><table>\n<thead><tr><th scope=\"col\">When</th><th scope=\"col\">Who</th>"
        "<th scope=\"col\">Words</th></tr></thead>\n<tbody>\n");
    for (const ExternalUpdate& each : d_.external) {
      put("<tr><td class=\"time\">{}</td><td>{}</td><td>{}</td></tr>\n", two_lines(each.drafted_at),
          html(external_words(d_, each)),
          each.words ? markup(*each.words) : "<p class=\"none\">hidden from the timeline</p>");
    }
    put("</tbody>\n</table></div>\n");
    close_section();
  }

  void write_pursuits() {
    for (const auto& [title, found] : pursuit_sections(d_)) {
      open_section(title);
      put("<div class=\"scroll wide\"><table>\n<thead><tr><th scope=\"col\">When</th><th "
          "scope=\"col\">What</th><th scope=\"col\">How it went</th></tr></thead>\n<tbody>\n");
      for (const Pursuit* each : found) {
        put("<tr><td class=\"time\">{}</td><td>{}</td><td>{}{}</td></tr>\n", two_lines(each->from),
            each->words ? markup(*each->words) : "<p class=\"none\">hidden from the timeline</p>",
            html(pursuit_words(d_, *each)), each->why ? markup(*each->why) : "");
      }
      put("</tbody>\n</table></div>\n");
      close_section();
    }
  }

  void write_people() {
    open_section("People");
    if (d_.people.empty()) {
      none("Nobody is on the record.");
    } else {
      put("<p class=\"muted people-note\">{}</p>\n<table>\n<thead><tr><th scope=\"col\">Who</th><th "
          "scope=\"col\">Roles</th>"
          "<th scope=\"col\" class=\"number\">Messages</th><th scope=\"col\" "
          "class=\"number\">Hours</th></tr></thead>\n"
          "<tbody>\n",
          people_note);
      for (const Participant& each : d_.people) {
        put("<tr><th scope=\"row\">{}</th><td>{}</td><td class=\"number\">{}</td><td "
            "class=\"number\">{}</td></tr>\n",
            name(each.person), html(fmt::format("{}", fmt::join(each.roles, ", "))), each.messages,
            html(each.hours));
      }
      put("</tbody>\n</table>\n<p class=\"tail\">{}</p>\n", html(hours_words(d_)));
    }
    close_section();
  }

  std::vector<std::string> gap_words() const {
    std::vector<std::string> result;
    for (const Gap& gap : d_.gaps) result.push_back(gap.words);
    return result;
  }

  void write_list(std::string_view title, const std::vector<std::string>& lines, std::string_view css) {
    open_section(title);
    put("<ul class=\"{}\">\n", css);
    for (const std::string& line : lines) put("<li>{}</li>\n", html(line));
    put("</ul>\n");
    close_section();
  }

  void write_footer() {
    put("<footer>\n");
    for (const std::string& each : footer_words(d_)) put("<p>{}</p>\n", html(each));
    if (!d_.chain_head.empty()) put("<p>Chain head: <code>{}</code></p>\n", html(d_.chain_head));
    put("</footer>\n</main>\n</body>\n</html>\n");
  }

  const Debrief& d_;
  std::string out_;
};

}  // namespace

std::string debrief_html(const Debrief& debrief) {
  return Html{debrief}.write();
}

}  // namespace muster::core
