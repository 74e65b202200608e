// Who is on call: Slack's user groups, kept in the store so that paging asks nobody else first.
#pragma once

#include <optional>
#include <string_view>

#include "bot/app.h"

namespace muster::bot {

/// Brings the store's user groups up to date, and with them what the settings permit to groups. Blocks for a
/// call; the error when Slack didn't give them: what is kept stays.
std::optional<slack::Error> fetch_groups(App& app);

/// By id or handle, with or without @; none when Slack has no such group (or has not said so yet).
std::optional<storage::Group> find_group(App& app, std::string_view id_or_handle);
/// The same in a list; a null pointer when it isn't there.
const storage::Group* find_group(const std::vector<storage::Group>& groups, std::string_view id_or_handle);

}  // namespace muster::bot
