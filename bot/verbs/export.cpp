#include "bot/verb.h"
#include "core/debrief.h"

namespace muster::bot::verbs {

namespace {

ReadResult read_export(const Reading& r) {
  core::RecordExport command;
  command.where = "channel";
  std::string words(r.line.rest());
  std::size_t begin = 0;
  while (begin < words.size()) {
    const auto end = words.find_first_of(", ", begin);
    const auto word = words.substr(begin, end == std::string::npos ? end : end - begin);
    if (!word.empty()) {
      const auto format = core::parse_format(word);
      if (!format) return unfit("`export` takes formats (md, html, json, csv)", "export md,html");
      command.formats.emplace_back(core::extension(*format));
    }
    if (end == std::string::npos) break;
    begin = end + 1;
  }
  if (command.formats.empty()) command.formats = {"md", "html", "json", "csv"};
  return Act([command](const Ask& ask) -> Plan {
    auto wanted = command;
    wanted.include_private = ask.incident->is_private;
    return Write{std::move(wanted), {}};
  });
}

}  // namespace

Verb export_() {
  return {.name = "export",
          .aliases = {"debrief"},
          .usage = "export [md,html,json,csv]",
          .help = "Write the debrief and upload it into the channel",
          .examples = {"export", "export html"},
          .read = read_export};
}

}  // namespace muster::bot::verbs
