#include "slack/error.h"

#include <algorithm>
#include <initializer_list>
#include <string_view>
#include <vector>

#include "tests/catch.h"

using slack::classify;
using What = slack::Error::What;

namespace {

void all_are(What what, std::initializer_list<std::string_view> codes) {
  for (const std::string_view code : codes) {
    CAPTURE(code);
    CHECK(to_string(classify(code)) == to_string(what));
  }
}

}  // namespace

TEST_CASE("the errors common to all methods") {
  all_are(What::refused,
          {"access_denied", "accesslimited", "ekm_access_denied", "enterprise_is_restricted", "no_permission",
           "not_allowed_token_type", "team_access_not_granted", "two_factor_setup_required"});
  all_are(What::token, {"account_inactive", "invalid_auth", "not_authed", "token_expired", "token_revoked"});
  all_are(What::ambiguous, {"fatal_error", "internal_error", "request_timeout", "service_unavailable"});
  all_are(What::later, {"ratelimited", "rate_limited", "org_login_required", "team_added_to_org"});
  all_are(What::bug, {"deprecated_endpoint", "invalid_arg_name", "invalid_arguments", "invalid_array_arg",
                      "invalid_charset", "invalid_form_data", "invalid_post_type", "method_deprecated",
                      "missing_post_type", "invalid_json", "json_not_object"});
  all_are(What::scope, {"missing_scope"});
}

TEST_CASE("the errors of conversations") {
  all_are(What::name, {"name_taken", "invalid_name", "invalid_name_maxlength", "invalid_name_punctuation",
                       "invalid_name_required", "invalid_name_specials", "no_channel"});
  all_are(What::join, {"not_in_channel"});
  all_are(What::archived, {"is_archived", "is_inactive", "channel_is_archived"});
  all_are(What::missing, {"channel_not_found", "thread_not_found"});
  all_are(What::already, {"already_archived", "not_archived", "already_in_channel"});
  all_are(What::person,
          {"cant_invite", "cant_invite_self", "invitee_cant_see_channel", "no_external_invite_permission",
           "org_user_not_in_team", "ura_max_channels", "user_not_found", "user_disabled", "user_not_visible",
           "users_not_found", "user_not_in_channel"});
  all_are(What::refused, {"user_is_restricted", "restricted_action", "cannot_create_channel",
                          "cant_archive_general", "not_authorized", "method_not_supported_for_channel_type",
                          "channel_is_limited_access", "too_many_members"});
  all_are(What::later, {"external_channel_migrating", "fetch_members_failed"});
  all_are(What::bug, {"too_long", "invalid_cursor", "invalid_limit", "invalid_ts_latest", "invalid_ts_oldest",
                      "invalid_types", "users_list_not_supplied", "too_many_users"});
}

TEST_CASE("the errors of messages, pins, bookmarks and reactions") {
  all_are(What::missing, {"message_not_found", "cant_update_message", "edit_window_closed", "file_deleted"});
  all_are(What::already, {"already_pinned", "already_reacted", "no_reaction"});
  all_are(What::bug, {"invalid_blocks", "invalid_blocks_format", "msg_too_long", "msg_blocks_too_long",
                      "no_text", "metadata_too_large", "invalid_metadata_format", "too_many_attachments",
                      "block_mismatch", "markdown_text_conflict", "bad_timestamp", "no_item_specified",
                      "invalid_link", "invalid_emoji", "invalid_bookmark_type"});
  all_are(What::refused,
          {"restricted_action_read_only_channel", "restricted_action_thread_locked", "too_many_pins",
           "too_many_bookmarks", "too_many_emoji", "permission_denied", "messages_tab_disabled",
           "cant_delete_message", "slack_connect_file_link_sharing_blocked"});
  all_are(What::later, {"message_limit_exceeded", "too_many_requests"});
  all_are(What::ambiguous, {"update_failed"});
}

TEST_CASE("the errors of views, files and response addresses") {
  all_are(What::trigger, {"expired_trigger_id", "exchanged_trigger_id", "invalid_trigger_id"});
  all_are(What::conflict, {"hash_conflict"});
  all_are(What::missing, {"not_found", "file_not_found", "used_url", "expired_url", "no_service"});
  all_are(What::bug, {"view_too_large", "duplicate_external_id", "missing_argument", "invalid_payload",
                      "snippet_too_large", "unknown_snippet_type"});
  all_are(What::refused,
          {"push_limit_reached", "storage_limit_reached", "file_uploads_disabled", "file_type_not_allowed",
           "not_enabled", "plan_upgrade_required", "not_implemented", "canvas_disabled_user_team"});
  all_are(What::already, {"channel_canvas_already_exists"});
}

TEST_CASE("a code that nobody knows is not repeated") {
  all_are(What::refused, {"", "a", "zzz", "brand_new_code", "INVALID_AUTH", "invalid_auth "});
}

TEST_CASE("every kind has a name of its own") {
  std::vector<std::string_view> names;
  for (int i = 0; i <= static_cast<int>(What::bug); ++i) {
    const std::string_view name = to_string(static_cast<What>(i));
    CHECK(std::find(names.begin(), names.end(), name) == names.end());
    names.push_back(name);
  }
}
