#include "slack/error.h"

#include <algorithm>
#include <array>
#include <utility>

namespace slack {
namespace {

using What = Error::What;
using Entry = std::pair<std::string_view, What>;

// Sorted by code. From the error lists of https://docs.slack.dev/reference/methods; what stands nowhere here
// is `refused`, so the codes for a plan, a policy or a permission are listed only where the name misleads.
constexpr auto table = std::to_array<Entry>({
    {"access_denied", What::refused},
    {"accesslimited", What::refused},
    {"account_inactive", What::token},
    {"already_archived", What::already},
    {"already_in_channel", What::already},
    {"already_pinned", What::already},
    {"already_reacted", What::already},
    {"alt_txt_too_large", What::bug},
    {"as_user_not_supported", What::bug},
    {"attachment_payload_limit_exceeded", What::bug},
    {"bad_timestamp", What::bug},
    {"block_mismatch", What::bug},
    {"bookmark_not_found", What::missing},
    {"cant_delete_file", What::refused},
    {"cant_delete_message", What::refused},
    {"cant_invite", What::person},
    {"cant_invite_self", What::person},
    {"cant_update_message", What::missing},  // not ours, or gone: a new message takes its place
    {"canvas_creation_failed", What::ambiguous},
    {"canvas_editing_failed", What::ambiguous},
    {"canvas_not_found", What::missing},
    {"canvas_tab_creation_failed", What::ambiguous},
    {"channel_canvas_already_exists", What::already},
    {"channel_canvas_creation_failed", What::ambiguous},
    {"channel_is_archived", What::archived},
    {"channel_not_found", What::missing},
    {"channels_limit_exceeded", What::bug},
    {"deprecated_endpoint", What::bug},
    {"duplicate_external_id", What::bug},
    {"edit_window_closed", What::missing},
    {"ekm_access_denied", What::refused},
    {"enterprise_is_restricted", What::refused},
    {"exchanged_trigger_id", What::trigger},
    {"expired_trigger_id", What::trigger},
    {"expired_url", What::missing},
    {"external_channel_migrating", What::later},
    {"failed_for_some_users", What::person},
    {"fatal_error", What::ambiguous},
    {"fetch_members_failed", What::later},
    {"file_already_added", What::already},
    {"file_deleted", What::missing},
    {"file_is_deleted", What::missing},
    {"file_not_found", What::missing},
    {"file_update_failed", What::ambiguous},
    {"free_team_canvas_tab_already_exists", What::already},
    {"hash_conflict", What::conflict},
    {"inactive_call", What::missing},
    {"insecure_request", What::bug},
    {"internal_error", What::ambiguous},
    {"invalid_app_action_type", What::bug},
    {"invalid_arg_name", What::bug},
    {"invalid_arguments", What::bug},
    {"invalid_array_arg", What::bug},
    {"invalid_attachments", What::bug},
    {"invalid_auth", What::token},
    {"invalid_blocks", What::bug},
    {"invalid_blocks_format", What::bug},
    {"invalid_bookmark_type", What::bug},
    {"invalid_call_id", What::missing},
    {"invalid_channel", What::bug},
    {"invalid_charset", What::bug},
    {"invalid_child_type", What::bug},
    {"invalid_cursor", What::bug},
    {"invalid_emoji", What::bug},
    {"invalid_entity_id", What::bug},
    {"invalid_form_data", What::bug},
    {"invalid_json", What::bug},
    {"invalid_limit", What::bug},
    {"invalid_link", What::bug},
    {"invalid_metadata_filter_keys", What::bug},
    {"invalid_metadata_format", What::bug},
    {"invalid_metadata_schema", What::bug},
    {"invalid_name", What::name},
    {"invalid_name_maxlength", What::name},
    {"invalid_name_punctuation", What::name},
    {"invalid_name_required", What::name},
    {"invalid_name_specials", What::name},
    {"invalid_parent_type", What::bug},
    {"invalid_payload", What::bug},
    {"invalid_post_type", What::bug},
    {"invalid_shortcut_type", What::bug},
    {"invalid_time", What::bug},
    {"invalid_token", What::token},
    {"invalid_trigger", What::trigger},
    {"invalid_trigger_id", What::trigger},
    {"invalid_ts_latest", What::bug},
    {"invalid_ts_oldest", What::bug},
    {"invalid_types", What::bug},
    {"invalid_users", What::bug},
    {"invitee_cant_see_channel", What::person},
    {"is_archived", What::archived},
    {"is_inactive", What::archived},
    {"json_not_object", What::bug},
    {"limit_required", What::bug},
    {"list_record_comment_fetch_failed", What::later},
    {"markdown_text_conflict", What::bug},
    {"message_limit_exceeded", What::later},
    {"message_not_found", What::missing},
    {"metadata_must_be_sent_from_app", What::bug},
    {"metadata_too_large", What::bug},
    {"method_deprecated", What::bug},
    {"missing_args", What::bug},
    {"missing_argument", What::bug},
    {"missing_file_data", What::bug},
    {"missing_post_type", What::bug},
    {"missing_profile_id", What::bug},
    {"missing_scope", What::scope},
    {"msg_blocks_too_long", What::bug},
    {"msg_too_long", What::bug},
    {"name_taken", What::name},
    {"no_channel", What::name},  // of conversations.create: the name was empty
    {"no_external_invite_permission", What::person},
    {"no_item_specified", What::bug},
    {"no_permission", What::refused},
    {"no_pin", What::already},
    {"no_reaction", What::already},
    {"no_service", What::missing},
    {"no_such_subteam", What::missing},
    {"no_text", What::bug},
    {"no_user", What::bug},
    {"not_allowed_token_type", What::refused},
    {"not_archived", What::already},
    {"not_authed", What::token},
    {"not_enough_users", What::bug},
    {"not_found", What::missing},
    {"not_in_channel", What::join},
    {"not_pinned", What::already},
    {"org_login_required", What::later},  // the workspace is moving into an organisation: minutes
    {"org_user_not_in_team", What::person},
    {"parent_with_link", What::bug},
    {"plan_upgrade_required", What::refused},
    {"push_limit_reached", What::refused},
    {"rate_limited", What::later},
    {"ratelimited", What::later},
    {"request_timeout", What::ambiguous},
    {"restricted_too_many", What::later},
    {"service_unavailable", What::ambiguous},
    {"snippet_too_large", What::bug},
    {"streaming_state_conflict", What::conflict},
    {"team_access_not_granted", What::refused},
    {"team_added_to_org", What::later},
    {"thread_not_found", What::missing},
    {"time_in_past", What::bug},
    {"time_too_far", What::bug},
    {"token_expired", What::token},
    {"token_revoked", What::token},
    {"too_long", What::bug},
    {"too_many_attachments", What::bug},
    {"too_many_contact_cards", What::bug},
    {"too_many_requests", What::later},
    {"too_many_users", What::bug},
    {"two_factor_setup_required", What::refused},
    {"unknown_method", What::bug},
    {"unknown_snippet_type", What::bug},
    {"unknown_subtype", What::bug},
    {"update_failed", What::ambiguous},
    {"ura_max_channels", What::person},
    {"used_url", What::missing},
    {"user_disabled", What::person},
    {"user_is_restricted", What::refused},
    {"user_not_found", What::person},
    {"user_not_in_channel", What::person},
    {"user_not_visible", What::person},
    {"users_list_not_supplied", What::bug},
    {"users_not_found", What::person},
    {"view_too_large", What::bug},
});
static_assert(std::ranges::is_sorted(table, {}, &Entry::first));
static_assert(std::ranges::adjacent_find(table, {}, &Entry::first) == table.end());

}  // namespace

Error::What classify(std::string_view code) {
  const auto* found = std::ranges::lower_bound(table, code, {}, &Entry::first);
  return found != table.end() && found->first == code ? found->second : What::refused;
}

std::string_view to_string(Error::What what) {
  switch (what) {
    case What::later:
      return "later";
    case What::ambiguous:
      return "ambiguous";
    case What::join:
      return "join";
    case What::name:
      return "name";
    case What::archived:
      return "archived";
    case What::missing:
      return "missing";
    case What::person:
      return "person";
    case What::already:
      return "already";
    case What::refused:
      return "refused";
    case What::scope:
      return "scope";
    case What::token:
      return "token";
    case What::trigger:
      return "trigger";
    case What::conflict:
      return "conflict";
    case What::bug:
      return "bug";
  }
  return "bug";
}

}  // namespace slack
