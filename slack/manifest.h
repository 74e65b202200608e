// The app manifest that an operator pastes into Slack. https://docs.slack.dev/reference/app-manifest
#pragma once

#include <string>
#include <vector>

namespace slack {

struct ManifestOptions {
  std::string name = "Muster";
  std::string description;
  std::string bot_name = "muster";
  std::string command = "/incident";
  std::string command_description;
  std::string usage_hint;
  std::string url;  ///< https://…/slack/events; one address for commands, interactions and events
  struct Shortcut {
    std::string name, callback_id, description;
    bool message = false;  ///< else global
  };
  std::vector<Shortcut> shortcuts;
};

/// Every scope that this and the planned features need, so that an upgrade is no reinstall.
const std::vector<std::string>& bot_scopes();
const std::vector<std::string>& bot_events();

/// YAML, within Slack's limits for manifests.
std::string manifest_yaml(const ManifestOptions& options);

}  // namespace slack
