// Pages on the web that people keep with an incident: a dashboard, a ticket, the other side's status.
#include <fmt/core.h>

#include <charconv>

#include "bot/convert.h"
#include "bot/forms/form.h"
#include "bot/verb.h"
#include "bot/views/views.h"

namespace muster::bot::verbs {

namespace {

/// Slack marks addresses up, a form and the command line don't. Empty: none stands there.
std::string address_of(std::string_view word) {
  const auto text = from_mrkdwn(word);
  if (text.size() == 1 && text.front().kind == core::Span::Kind::link) return text.front().ref;
  const auto plain = core::to_plain(text);
  return plain.starts_with("https://") || plain.starts_with("http://") ? plain : std::string();
}

ReadResult removes(std::string_view number) {
  std::int64_t id = 0;
  const auto [stop, error] = std::from_chars(number.data(), number.data() + number.size(), id);
  if (error != std::errc() || stop != number.data() + number.size() || id <= 0)
    return unfit("`link remove` takes a link's number; `link` shows them", "link remove 12");
  return writes(core::RemoveLink{core::EntryId(id)});
}

ReadResult read_link(Reading r) {
  if (r.line.take_flag("--form")) {
    return Act([](const Ask& ask) -> Plan {
      const auto line = "link " + core::reference(*ask.incident);
      return Open{words_form(ask, *ask.incident, "Link in", "Add", "Its address, and what it is called", line,
                             {}, "https://grafana.example.com/d/7 Checkout's dashboard", false),
                  line, std::nullopt};
    });
  }
  if (r.line.empty())
    return Act([](const Ask& ask) -> Plan { return Show{views::links(*ask.incident, *ask.config)}; });
  if (r.line.size() == 2 && r.line.front() == "remove") return removes(r.line.back());
  core::AddLink command;
  command.address = address_of(r.line.front());
  if (command.address.empty())
    return unfit("`link` takes the address of a page, and what it is called",
                 "link https://grafana.example.com/d/7 dashboard");
  r.line.pop_front();
  command.name = r.line.text();
  return writes(std::move(command));
}

}  // namespace

Verb link() {
  return {.name = "link",
          .aliases = {},
          .usage = "link <url> [name]",
          .help = "Keep a page with the incident: a dashboard, a ticket",
          .examples = {"link https://grafana.example.com/d/7 dashboard", "link", "link remove 12"},
          .bare_shows = true,
          .read = read_link};
}

}  // namespace muster::bot::verbs
