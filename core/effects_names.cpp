// What surfaces and one-shots are called where they are stored.
#include <array>

#include "core/effects.h"
#include "core/names.h"

namespace muster::core {
namespace {

/// In the order of the enumerations; stored in queues, so never changed.
constexpr std::array<std::string_view, 7> surfaces{"channel", "members",  "control",     "pin",
                                                   "topic",   "bookmark", "announcement"};
constexpr std::array<std::string_view, 45> one_shots{"ready",
                                                     "channel_line",
                                                     "role_checklist",
                                                     "role_taken_over",
                                                     "fetch_message",
                                                     "confirm_reaction",
                                                     "upload_export",
                                                     "declare_failed",
                                                     "respond",
                                                     "update_message",
                                                     "nudge",
                                                     "invite",
                                                     "source_reply",
                                                     "page_message",
                                                     "page_failed",
                                                     "handoff_brief",
                                                     "handoff_declined",
                                                     "handoff_settled",
                                                     "update_reply",
                                                     "correct_line",
                                                     "correct_reply",
                                                     "correct_message",
                                                     "external_request",
                                                     "external_settled",
                                                     "access_request",
                                                     "access_settled",
                                                     "let_in",
                                                     "archive_notice",
                                                     "archive_settled",
                                                     "archive_channel",
                                                     "unarchive_channel",
                                                     "checklist_kept",
                                                     "elsewhere",
                                                     "elsewhere_edited",
                                                     "clear_channel",
                                                     "moved_to_private",
                                                     "todo_given",
                                                     "todo_edited",
                                                     "todo_returned",
                                                     "change_settled",
                                                     "regroup",
                                                     "page_settled",
                                                     "role_declined",
                                                     "role_edited",
                                                     "unsay"};

}  // namespace

std::string_view to_string(Surface surface) {
  return name_in(surfaces, surface);
}
std::optional<Surface> parse_surface(std::string_view text) {
  return find_in<Surface>(surfaces, text);
}

std::string_view to_string(OneShot::Kind kind) {
  return name_in(one_shots, kind);
}
std::optional<OneShot::Kind> parse_one_shot(std::string_view text) {
  return find_in<OneShot::Kind>(one_shots, text);
}

}  // namespace muster::core
