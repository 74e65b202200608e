// All one-shots. A new one: a file in bot/work/one_shots/, its name in core/effects.h, and one line here.
#include "bot/work/work.h"

namespace muster::bot {

namespace one_shots {
OneShotResult ready(const Work&, const storage::OneShotTask&);
OneShotResult declare_failed(const Work&, const storage::OneShotTask&);
OneShotResult channel_line(const Work&, const storage::OneShotTask&);
OneShotResult role_checklist(const Work&, const storage::OneShotTask&);
OneShotResult role_taken_over(const Work&, const storage::OneShotTask&);
OneShotResult update_message(const Work&, const storage::OneShotTask&);
OneShotResult nudge(const Work&, const storage::OneShotTask&);
OneShotResult page_message(const Work&, const storage::OneShotTask&);
OneShotResult page_settled(const Work&, const storage::OneShotTask&);
OneShotResult page_failed(const Work&, const storage::OneShotTask&);
OneShotResult fetch_message(const Work&, const storage::OneShotTask&);
OneShotResult confirm_reaction(const Work&, const storage::OneShotTask&);
OneShotResult upload_export(const Work&, const storage::OneShotTask&);
OneShotResult invite(const Work&, const storage::OneShotTask&);
OneShotResult source_reply(const Work&, const storage::OneShotTask&);
OneShotResult respond(const Work&, const storage::OneShotTask&);
OneShotResult handoff_brief(const Work&, const storage::OneShotTask&);
OneShotResult handoff_declined(const Work&, const storage::OneShotTask&);
OneShotResult handoff_settled(const Work&, const storage::OneShotTask&);
OneShotResult update_reply(const Work&, const storage::OneShotTask&);
OneShotResult correct_line(const Work&, const storage::OneShotTask&);
OneShotResult correct_reply(const Work&, const storage::OneShotTask&);
OneShotResult correct_message(const Work&, const storage::OneShotTask&);
OneShotResult external_request(const Work&, const storage::OneShotTask&);
OneShotResult external_settled(const Work&, const storage::OneShotTask&);
OneShotResult access_request(const Work&, const storage::OneShotTask&);
OneShotResult access_settled(const Work&, const storage::OneShotTask&);
OneShotResult let_in(const Work&, const storage::OneShotTask&);
OneShotResult archive_notice(const Work&, const storage::OneShotTask&);
OneShotResult archive_settled(const Work&, const storage::OneShotTask&);
OneShotResult archive_channel(const Work&, const storage::OneShotTask&);
OneShotResult unarchive_channel(const Work&, const storage::OneShotTask&);
OneShotResult checklist_kept(const Work&, const storage::OneShotTask&);
OneShotResult role_declined(const Work&, const storage::OneShotTask&);
OneShotResult role_edited(const Work&, const storage::OneShotTask&);
OneShotResult elsewhere(const Work&, const storage::OneShotTask&);
OneShotResult elsewhere_edited(const Work&, const storage::OneShotTask&);
OneShotResult clear_channel(const Work&, const storage::OneShotTask&);
OneShotResult moved_to_private(const Work&, const storage::OneShotTask&);
OneShotResult todo_given(const Work&, const storage::OneShotTask&);
OneShotResult todo_edited(const Work&, const storage::OneShotTask&);
OneShotResult todo_returned(const Work&, const storage::OneShotTask&);
OneShotResult change_settled(const Work&, const storage::OneShotTask&);
OneShotResult regroup(const Work&, const storage::OneShotTask&);
OneShotResult unsay(const Work&, const storage::OneShotTask&);
}  // namespace one_shots

const OneShotKind* find_one_shot(core::OneShot::Kind kind) {
  using Kind = core::OneShot::Kind;
  static const OneShotKind kinds[] = {
      {Kind::ready, one_shots::ready},
      {Kind::declare_failed, one_shots::declare_failed},
      {Kind::channel_line, one_shots::channel_line},
      {Kind::role_checklist, one_shots::role_checklist},
      {Kind::role_taken_over, one_shots::role_taken_over},
      {Kind::update_message, one_shots::update_message},
      {Kind::nudge, one_shots::nudge},
      {Kind::page_message, one_shots::page_message},
      {Kind::page_settled, one_shots::page_settled},
      {Kind::page_failed, one_shots::page_failed},
      {Kind::fetch_message, one_shots::fetch_message},
      {Kind::confirm_reaction, one_shots::confirm_reaction},
      {Kind::upload_export, one_shots::upload_export},
      {Kind::respond, one_shots::respond},
      {Kind::invite, one_shots::invite},
      {Kind::source_reply, one_shots::source_reply},
      {Kind::handoff_brief, one_shots::handoff_brief},
      {Kind::handoff_declined, one_shots::handoff_declined},
      {Kind::handoff_settled, one_shots::handoff_settled},
      {Kind::update_reply, one_shots::update_reply},
      {Kind::correct_line, one_shots::correct_line},
      {Kind::correct_reply, one_shots::correct_reply},
      {Kind::correct_message, one_shots::correct_message},
      {Kind::external_request, one_shots::external_request},
      {Kind::external_settled, one_shots::external_settled},
      {Kind::access_request, one_shots::access_request},
      {Kind::access_settled, one_shots::access_settled},
      {Kind::let_in, one_shots::let_in},
      {Kind::archive_notice, one_shots::archive_notice},
      {Kind::archive_settled, one_shots::archive_settled},
      {Kind::archive_channel, one_shots::archive_channel},
      {Kind::unarchive_channel, one_shots::unarchive_channel},
      {Kind::checklist_kept, one_shots::checklist_kept},
      {Kind::role_declined, one_shots::role_declined},
      {Kind::role_edited, one_shots::role_edited},
      {Kind::elsewhere, one_shots::elsewhere},
      {Kind::elsewhere_edited, one_shots::elsewhere_edited},
      {Kind::clear_channel, one_shots::clear_channel},
      {Kind::moved_to_private, one_shots::moved_to_private},
      {Kind::todo_given, one_shots::todo_given},
      {Kind::todo_edited, one_shots::todo_edited},
      {Kind::todo_returned, one_shots::todo_returned},
      {Kind::change_settled, one_shots::change_settled},
      {Kind::regroup, one_shots::regroup},
      {Kind::unsay, one_shots::unsay},
  };
  for (const auto& known : kinds) {
    if (known.kind == kind) return &known;
  }
  return nullptr;
}

}  // namespace muster::bot
