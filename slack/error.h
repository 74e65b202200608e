// Every way in which a call to Slack fails, by what the caller must do about it.
// https://docs.slack.dev/apis/web-api, section "Evaluating responses"; the table of codes is in error.cpp.
#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace slack {

struct Error {
  enum class What {
    later,      ///< nothing was done: wait `retry_after` (429), or back off, and call again
    ambiguous,  ///< it may have been done: look before calling again
    join,       ///< not_in_channel: join (public), or ask to be invited
    name,       ///< name_taken and invalid names: choose another
    archived,   ///< the channel is closed
    missing,    ///< the channel, message or view is not there (any more)
    person,     ///< this one person can't be reached or invited; others can
    already,    ///< it is as it should be: a success for our purposes
    refused,    ///< policy, plan or permission: tell a person, don't repeat
    scope,      ///< missing_scope: reinstall with `needed`
    token,      ///< the token is no good: stop using it
    trigger,    ///< too late for this form: offer a button
    conflict,   ///< hash_conflict: read again
    bug         ///< our request was wrong: never repeat unchanged
  };
  What what = What::bug;
  /// Slack's, or our own: `paced` (not its turn yet), `connect`, `proxy`, `tls`, `timeout`, `reset`,
  /// `too_large`, `internal`, `http_502`, `garbage` (an answer that can't be read), `too_late` (a form's
  /// deadline), `too_many_users`, `empty_file`, `foreign_response_url`, `foreign_upload_url`.
  std::string code{};
  std::string needed{};                      ///< scope, with What::scope
  std::chrono::milliseconds retry_after{0};  ///< with What::later; 0: back off
  /// response_metadata.messages, for the log: holds no token and nothing that Slack quoted of ours
  std::string detail{};
  /// user, code: conversations.invite
  std::vector<std::pair<std::string, std::string>> per_user{};
};
std::string_view to_string(Error::What what);

/// What a code means. Unknown codes are `refused`: safe, because not repeated.
Error::What classify(std::string_view code);

}  // namespace slack
