// The incident over time, as SVG. All arithmetic is in whole numbers, so that the bytes are the same on every
// machine. Colour never stands alone: bands carry their names, and the tables beside the picture say it all
// in words.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>
#include <utility>

#include "core/debrief_model.h"
#include "core/debrief_text.h"

namespace muster::core {

namespace {

constexpr int width = 960;
constexpr int left = 92;  ///< of the time axis; before it stand the names of the rows
constexpr int right = 948;
constexpr int row_height = 26;
constexpr int row_gap = 8;

/// About how wide text of 12 units is; generous, as nobody knows the reader's font.
int text_width(std::string_view text) {
  int sum = 0;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x80) {
      sum += 7;
    } else if (byte >= 0xE3) {
      sum += 14;  // CJK and most emoji
    } else if (byte >= 0xC0) {
      sum += 8;
    }
  }
  return sum;
}

/// The text, else its first word, else nothing: whatever fits.
std::string fitting(const std::string& text, int room) {
  if (text_width(text) <= room) return text;
  const std::string word = text.substr(0, text.find(' '));
  return text_width(word) <= room ? word : "";
}

std::string_view category_class(Category category) {
  switch (category) {
    case Category::triage:
      return "c-triage";
    case Category::active:
      return "c-active";
    case Category::mitigated:
      return "c-mitigated";
    case Category::resolved:
      return "c-resolved";
    case Category::closed:
    case Category::dismissed:
    case Category::merged:
    case Category::stood_down:
      return "c-over";
  }
  return "c-over";
}

class Picture {
 public:
  explicit Picture(const Debrief& debrief) : d_(debrief) {
    const Duration span = std::max<Duration>(d_.ended_at - d_.start(), std::chrono::minutes{5});
    begin_ = d_.start();
    // What was seen before fits in, unless it is so old that it would press everything else together.
    if (d_.first_sign) begin_ = std::max(*d_.first_sign, begin_ - span / 3) - span / 60;
    end_ = std::max(d_.ended_at, d_.start() + span) + (d_.open ? Duration{0} : span / 10);
  }

  std::string draw() {
    y_ = d_.zone == "UTC" ? 26 : 40;
    const int top = y_;
    draw_severities();
    draw_statuses();
    draw_roles();
    draw_updates();
    draw_marks();
    const std::string rows = std::move(out_);
    const int bottom = y_;
    out_.clear();
    draw_axis(top, bottom);
    const std::string axis = std::move(out_);
    out_.clear();
    draw_legend();
    const std::string legend = std::move(out_);
    return fmt::format(
        "<svg viewBox=\"0 0 {} {}\" role=\"img\" aria-labelledby=\"picture-title picture-desc\">\n"
        "<title id=\"picture-title\">{} over time</title>\n<desc "
        "id=\"picture-desc\">{}</desc>\n{}{}{}</svg>\n",
        width, y_, html(d_.reference), html(description()), axis, rows, legend);
  }

 private:
  /// Tenths of a unit, which whole numbers can hold.
  std::int64_t tenths(Time t) const {
    constexpr std::int64_t range = std::int64_t{right - left} * 10;
    const Time inside = std::clamp(t, begin_, end_);
    return std::int64_t{left} * 10 + (inside - begin_).count() * range / (end_ - begin_).count();
  }
  static std::string decimal(std::int64_t tenths) { return fmt::format("{}.{}", tenths / 10, tenths % 10); }
  std::string x(Time t) const { return decimal(tenths(t)); }

  std::string clocks(Time from, Time to) const {
    return fmt::format("{} to {}, {}", format_utc(from), format_utc(to), format_duration(to - from));
  }

  void row_name(std::string_view name) {
    const std::string label = shorten(name, 12);
    out_ += fmt::format("<text x=\"{}\" y=\"{}\" text-anchor=\"end\">{}</text>\n", left - 10,
                        y_ + row_height / 2 + 4, html(label));
  }
  void next_row() { y_ += row_height + row_gap; }

  /// False when there was no room for the label.
  bool rect(Time from, Time to, std::string_view css, const std::string& label, std::string_view label_css,
            const std::string& hint) {
    if (to < begin_ || from > end_) return true;
    const std::int64_t x1 = tenths(from);
    const std::int64_t x2 = std::max(tenths(to), x1 + 15);
    out_ += fmt::format(
        "<rect class=\"{}\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" rx=\"3\"><title>{}</title></rect>\n",
        css, decimal(x1), y_, decimal(x2 - x1 - (x2 - x1 > 30 ? 10 : 0)), row_height, html(hint));
    const std::string fits = fitting(label, static_cast<int>((x2 - x1) / 10) - 14);
    if (fits.empty()) return false;
    out_ += fmt::format("<text class=\"{}\" x=\"{}\" y=\"{}\">{}</text>\n", label_css, decimal(x1 + 70),
                        y_ + row_height / 2 + 4, html(fits));
    return true;
  }

  void band(const Stay& stay, Time from, Time to, const std::string& css) {
    const bool named = rect(from, std::min(to, end_), css, stay.name, "inside",
                            fmt::format("{}: {}", stay.name, clocks(from, to)));
    if (!named) unnamed_.emplace_back(css, stay.name);
  }

  /// A severity counts only while work goes on.
  void draw_severities() {
    row_name("Severity");
    for (const Stay& stay : d_.severities) {
      const std::string css = stay.unsure     ? "unsure"
                              : stay.rank < 4 ? fmt::format("sev{}", stay.rank)
                                              : "sev";
      Time from = stay.from;
      for (const Stay& status : d_.statuses) {
        // Statuses that follow one another make one piece.
        if (is_open(status.category)) continue;
        if (std::min(stay.to, status.from) > from) band(stay, from, std::min(stay.to, status.from), css);
        from = std::max(from, status.to);
      }
      if (stay.to > from) band(stay, from, stay.to, css);
    }
    next_row();
  }

  void draw_statuses() {
    row_name("Status");
    std::vector<std::string> active;  // in the order in which they were first reached
    for (const Stay& stay : d_.statuses) {
      std::string css{category_class(stay.category)};
      if (stay.category == Category::active) {
        const auto found = std::find(active.begin(), active.end(), stay.key);
        // Neighbours of one category are told apart.
        if ((found - active.begin()) % 2 == 1) css += " other";
        if (found == active.end()) active.push_back(stay.key);
      }
      band(stay, stay.from, stay.to, css);
    }
    next_row();
  }

  void draw_roles() {
    for (std::size_t i = 0; i < d_.tenures.size(); ++i) {
      const Tenure& each = d_.tenures[i];
      if (i == 0 || d_.tenures[i - 1].role != each.role) row_name(each.role_name);
      const Time to = each.to.value_or(d_.ended_at);
      const bool came = !each.asked || each.confirmed_at;
      rect(each.from, std::max(to, each.from), came ? "lane" : "lane asked", each.holder.name, "name",
           fmt::format("{}, {}: {}", each.role_name, each.holder.name,
                       clocks(each.from, std::max(to, each.from))));
      if (i + 1 == d_.tenures.size() || d_.tenures[i + 1].role != each.role) next_row();
    }
  }

  bool inside(Time t) const { return t >= begin_ && t <= end_; }

  void diamond(const std::string& at, int y, std::string_view css, const std::string& hint) {
    out_ += fmt::format("<path class=\"{}\" d=\"M{} {}l7 7l-7 7l-7 -7z\"><title>{}</title></path>\n", css, at,
                        y - 7, html(hint));
  }
  void dot(const std::string& at, int y, std::string_view css, const std::string& hint) {
    out_ += fmt::format("<circle class=\"{}\" cx=\"{}\" cy=\"{}\" r=\"4.5\"><title>{}</title></circle>\n",
                        css, at, y, html(hint));
  }

  void draw_updates() {
    if (d_.updates.empty()) return;
    row_name("Updates");
    for (const DebriefUpdate& each : d_.updates) {
      if (!inside(each.at)) continue;
      const bool late = each.promised && !each.kept;
      diamond(
          x(each.at), y_ + row_height / 2, late ? "late" : "kept",
          fmt::format("{} update by {}, {}", late ? "Late" : "An", each.author.name, format_utc(each.at)));
    }
    next_row();
  }

  void draw_marks() {
    const auto marked = [](const Line& line) {
      return line.entry.kind == EntryKind::message || line.entry.kind == EntryKind::note;
    };
    if (std::none_of(d_.timeline.begin(), d_.timeline.end(), marked)) return;
    row_name("Timeline");
    for (const Line& line : d_.timeline) {
      if (!marked(line) || !inside(line.entry.occurred_at)) continue;
      const bool said = line.entry.kind == EntryKind::message;
      dot(x(line.entry.occurred_at), y_ + row_height / 2, said ? "said" : "noted",
          fmt::format("{} by {}, {}", said ? "Message" : "Note", line.author.name,
                      format_utc(line.entry.occurred_at)));
    }
    next_row();
  }

  /// The distance of the marks on the axis: at most nine of them.
  Duration step() const {
    using std::chrono::minutes;
    constexpr std::array<int, 13> steps{1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720, 1440, 2880};
    for (const int each : steps) {
      if ((end_ - begin_) / minutes{each} < 9) return minutes{each};
    }
    Duration days = minutes{2880};
    while ((end_ - begin_) / days >= 9) days *= 2;
    return days;
  }

  void draw_axis(int top, int bottom) {
    const Duration every = step();
    const bool whole_days = every >= std::chrono::hours{24};
    const bool two_zones = d_.zone != "UTC";
    axis_text(left - 10, 14, "end", "UTC");
    if (two_zones) axis_text(left - 10, 29, "end", shorten(d_.zone.substr(d_.zone.rfind('/') + 1), 12));
    std::string day = moment(begin_, "UTC").date;
    std::string local_day = moment(begin_, d_.zone).date;
    const auto label = [&](const Moment& at, std::string& last) {
      if (whole_days) return at.date.substr(5);
      std::string words = at.date == last ? at.clock : at.date.substr(5) + " " + at.clock;
      last = at.date;
      return words;
    };
    const std::int64_t first = (begin_.time_since_epoch().count() + every.count() - 1) / every.count();
    for (Time t{every * first}; t <= end_; t += every) {
      out_ += fmt::format("<line class=\"grid\" x1=\"{0}\" x2=\"{0}\" y1=\"{1}\" y2=\"{2}\"/>\n", x(t),
                          top - 6, bottom - row_gap);
      // Words at the edges would be cut off, or stand in the names of the rows.
      if (tenths(t) / 10 < left + 20 || tenths(t) / 10 > right - 16) continue;
      const std::string utc = label(moment(t, "UTC"), day);
      out_ += fmt::format("<text class=\"axis\" text-anchor=\"middle\" x=\"{}\" y=\"14\">{}</text>\n", x(t),
                          html(utc));
      if (!two_zones || whole_days) continue;
      const std::string local = label(moment(t, d_.zone), local_day);
      out_ += fmt::format("<text class=\"axis\" text-anchor=\"middle\" x=\"{}\" y=\"29\">{}</text>\n", x(t),
                          html(local));
    }
    if (!d_.open) {
      out_ += fmt::format("<line class=\"end\" x1=\"{0}\" x2=\"{0}\" y1=\"{1}\" y2=\"{2}\"/>\n",
                          x(d_.ended_at), top - 6, bottom - row_gap);
    }
  }

  void axis_text(int at, int y, std::string_view anchor, std::string_view words) {
    out_ += fmt::format("<text class=\"axis\" text-anchor=\"{}\" x=\"{}\" y=\"{}\">{}</text>\n", anchor, at,
                        y, html(words));
  }

  void draw_legend() {
    int at = left + 7;
    const auto words = [&](std::string_view text) {
      axis_text(at + 12, y_ + 14, "start", text);
      at += 12 + text_width(text) + 20;
      if (at > right - 120) {
        at = left + 7;
        y_ += 20;
      }
    };
    if (!d_.updates.empty()) {
      diamond(std::to_string(at), y_ + 10, "kept", "Sign for an update");
      words("update");
      if (std::any_of(d_.updates.begin(), d_.updates.end(),
                      [](const DebriefUpdate& each) { return each.promised && !each.kept; })) {
        diamond(std::to_string(at), y_ + 10, "late", "Sign for a late update");
        words("late update");
      }
    }
    const auto has = [&](EntryKind kind) {
      return std::any_of(d_.timeline.begin(), d_.timeline.end(),
                         [&](const Line& line) { return line.entry.kind == kind; });
    };
    if (has(EntryKind::message)) {
      dot(std::to_string(at), y_ + 10, "said", "Sign for a message");
      words("message");
    }
    if (has(EntryKind::note)) {
      dot(std::to_string(at), y_ + 10, "noted", "Sign for a note");
      words("note");
    }
    // What is too short to carry its name.
    std::set<std::pair<std::string, std::string>> told;
    for (const auto& sign : unnamed_) {
      if (!told.insert(sign).second) continue;
      out_ += fmt::format("<rect class=\"{}\" x=\"{}\" y=\"{}\" width=\"14\" height=\"12\" rx=\"2\"/>\n",
                          sign.first, at - 7, y_ + 4);
      words(shorten(sign.second, 30));
    }
    y_ += 26;
  }

  std::string description() const {
    std::string words;
    const auto tell = [&](std::string_view what, const std::vector<Stay>& stays) {
      for (const Stay& stay : stays) {
        words += fmt::format("{} {} from {}. ", what, stay.name, format_utc(stay.from));
      }
    };
    tell("Severity", d_.severities);
    tell("Status", d_.statuses);
    return words + "Roles, updates and the timeline are told in the tables of this page.";
  }

  const Debrief& d_;
  Time begin_{};
  Time end_{};
  int y_ = 0;
  std::vector<std::pair<std::string, std::string>>
      unnamed_;  ///< bands without room for their name: class, name
  std::string out_;
};

}  // namespace

std::string debrief_picture(const Debrief& debrief) {
  return Picture{debrief}.draw();
}

}  // namespace muster::core
