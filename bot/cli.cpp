#include "bot/cli.h"

#include <fmt/core.h>

#include <CLI/CLI.hpp>
#include <charconv>
#include <cstdio>
#include <fstream>
#include <iostream>
#include <optional>
#include <string>

#include "bot/bot.h"
#include "bot/config.h"
#include "bot/doctor.h"
#include "bot/engine.h"
#include "bot/export.h"
#include "bot/line.h"
#include "bot/operate.h"
#include "bot/serve.h"
#include "bot/verb.h"
#include "bot/without_slack.h"
#include "slack/manifest.h"
#include "storage/sqlite/sqlite_store.h"

namespace muster::bot {

namespace {

int complain(const std::string& what) {
  fmt::print(stderr, "muster: {}\n", what);
  return 1;
}

std::shared_ptr<const Config> config_or_complain(const std::string& file) {
  auto loaded = load_config(file, process_environment());
  for (const auto& m : loaded.mistakes) {
    const auto name = file.empty() ? process_environment()("MUSTER_CONFIG").value_or("configuration") : file;
    if (m.line == 0) {
      fmt::print(stderr, "muster: {}\n", m.what);
    } else {
      fmt::print(stderr, "{}:{}:{}: {}\n", name, m.line, m.column, m.what);
    }
  }
  return loaded.config;
}

int config_check(const std::string& file) {
  const auto config = config_or_complain(file);
  if (!config) return 1;
  fmt::print("The configuration is good: {} roles, {} severities, {} statuses.\n",
             config->policy.roles.size(), config->policy.severities.size(), config->policy.statuses.size());
  return 0;
}

int manifest(const std::string& file) {
  const auto config = config_or_complain(file);
  if (!config) return 1;
  slack::ManifestOptions options;
  options.description = "Declare, run and review incidents";
  options.command = config->command;
  options.command_description = "Declare and run incidents";
  for (const auto& verb : all_verbs()) {
    if (verb.shown == Verb::Shown::first)
      options.usage_hint += (options.usage_hint.empty() ? "" : " | ") + verb.name;
  }
  const std::string base = config->public_url.empty() ? "https://muster.example.com" : config->public_url;
  options.url = base + "/slack/events";
  options.shortcuts = {
      {"Declare an incident", "declare", "Open the form to declare an incident", false},
      {"Declare an incident from this", "declare_from",
       "Open the form with what this message says, and link it", true},
      {"Add to timeline", "capture", "Put this message into the incident's timeline", true},
      {"Add a follow-up", "follow_up", "Make a follow-up of the incident from this message", true}};
  if (config->public_url.empty()) {
    fmt::print(stderr, "muster: public_url is not set in [server]; the manifest names {} in its place\n",
               base);
  }
  fmt::print("{}", slack::manifest_yaml(options));
  return 0;
}

struct ExportOptions {
  std::string incident, format = "md", output;
  bool include_private = false;
};

std::optional<int> incident_number(const std::string& word) {
  if (const auto number = Line::incident_number(word)) return number;
  int number = 0;
  const auto [stop, error] = std::from_chars(word.data(), word.data() + word.size(), number);
  if (error != std::errc() || stop != word.data() + word.size() || number <= 0) return std::nullopt;
  return number;
}

int write_bytes(const std::string& output, const std::string& bytes) {
  if (output.empty() || output == "-") {
    const auto written = std::fwrite(bytes.data(), 1, bytes.size(), stdout);
    return written == bytes.size() && std::fflush(stdout) == 0 ? 0
                                                               : complain("standard output can't be written");
  }
  std::ofstream file(output, std::ios::binary | std::ios::trunc);
  file << bytes;
  file.close();
  return file ? 0 : complain(fmt::format("{} can't be written", output));
}

/// 0 when there is a database. A command line never makes one: the path is wrong, or nothing was ever served.
int complain_without_database(const Config& config) {
  if (std::filesystem::exists(config.database)) return 0;
  return complain(fmt::format("there is no database at {}; MUSTER_DATABASE says where it is",
                              std::filesystem::absolute(config.database).string()));
}

int export_incident(const std::string& config_file, const ExportOptions& options) {
  const auto config = config_or_complain(config_file);
  if (!config) return 1;
  const auto number = incident_number(options.incident);
  if (!number) return complain(fmt::format("'{}' is no incident: write INC-42, or 42", options.incident));
  const auto format = core::parse_format(options.format);
  if (!format) return complain(fmt::format("'{}' is no format: md, html, json or csv", options.format));
  if (const int missing = complain_without_database(*config)) return missing;
  storage::SqliteOptions store_options;
  store_options.path = std::filesystem::absolute(config->database);
  // Reading is enough, unless the export of a private incident has to be recorded.
  (options.include_private ? store_options.beside_server : store_options.read_only) = true;
  const auto store = storage::open_sqlite(store_options);
  const auto workspace = store->only_workspace();
  auto incident = workspace ? store->by_number(workspace->id, *number) : std::nullopt;
  if (!incident)
    return complain(fmt::format("there is no INC-{} in {}", *number, store_options.path.string()));
  if (incident->is_private) {
    if (!options.include_private) {
      return complain(
          fmt::format("INC-{} is private: add --include-private, which is recorded in its log", *number));
    }
    storage::Request request;
    request.workspace = incident->workspace;
    request.incident = incident->id;
    request.command = core::RecordExport{{std::string(core::extension(*format))}, "command line", true};
    request.now = system_now();
    request.policy = policy_of(config);
    if (const auto result = store->execute(std::move(request)); result.error)
      std::rethrow_exception(result.error);
    incident = store->incident(incident->id);
  }
  return write_bytes(options.output,
                     core::render_debrief(debrief_input(*store, *incident), config->policy, *format));
}

/// Runs something that needs the configuration and its database, and prints what it tells.
template <class F>
int with_config(const std::string& config_file, F&& operate) {
  const auto config = config_or_complain(config_file);
  if (!config) return 1;
  if (const int missing = complain_without_database(*config)) return missing;
  const Told told = operate(config);
  fmt::print("{}", told.text);
  return told.code;
}
template <class F>
int on_database(const std::string& config_file, F&& operate) {
  return with_config(
      config_file, [&](const auto& config) { return operate(std::filesystem::absolute(config->database)); });
}

/// Words as the shell parted them, as one line.
std::string joined(const std::vector<std::string>& words) {
  std::string line;
  for (const auto& word : words) line += (line.empty() ? "" : " ") + word;
  return line;
}

struct VerifyOptions {
  std::string incident, against;
};

int verify(const std::string& config_file, const VerifyOptions& options) {
  std::optional<int> number;
  if (!options.incident.empty()) {
    number = incident_number(options.incident);
    if (!number) return complain(fmt::format("'{}' is no incident: write INC-42, or 42", options.incident));
  }
  return on_database(
      config_file, [&](const auto& database) { return verify_database(database, number, options.against); });
}

int doctor(const std::string& config_file) {
  const auto config = config_or_complain(config_file);
  if (!config) return 1;
  const auto secrets = load_secrets(process_environment());
  if (const auto* problem = std::get_if<SecretsProblem>(&secrets)) return complain(problem->what);
  if (const auto lacking = missing_secret(*config, std::get<Secrets>(secrets)))
    return complain(lacking->what);
  if (const int missing = complain_without_database(*config)) return missing;
  storage::SqliteOptions store_options;
  store_options.path = std::filesystem::absolute(config->database);
  store_options.beside_server = true;
  const auto store = storage::open_sqlite(store_options);
  const auto transport = slack::make_transport(transport_options(*config, process_environment()));
  BotOptions options;
  options.config = config;
  options.secrets = std::get<Secrets>(secrets);
  options.workspace = store->only_workspace();
  Engine engine(*store, *transport, options);
  const auto findings = examine(engine.app, *config, [](const core::Incident&) { return true; });
  fmt::print("{}", doctor_text(findings));
  for (const auto& finding : findings) {
    if (finding.grade == Finding::Grade::bad) return 1;
  }
  return 0;
}

}  // namespace

int run_cli(int argc, char** argv) {
  CLI::App cli{"Muster, an incident bot for Slack"};
  cli.set_version_flag("--version", "muster " MUSTER_VERSION);
  cli.require_subcommand(1);
  std::string config_file;
  cli.add_option("--config", config_file, "TOML file (else MUSTER_CONFIG, else defaults)");

  auto* serve_command =
      cli.add_subcommand("serve", "Serve the workspace of SLACK_BOT_TOKEN and SLACK_SIGNING_SECRET");
  auto* config_command = cli.add_subcommand("config", "Look at the configuration");
  config_command->require_subcommand(1);
  auto* check_command = config_command->add_subcommand("check", "Say every mistake in it, with its line");
  std::string check_file;
  check_command->add_option("file", check_file, "The file (else --config, else MUSTER_CONFIG)");
  auto* manifest_command =
      cli.add_subcommand("manifest", "Print the Slack app manifest that fits the configuration");
  auto* doctor_command = cli.add_subcommand("doctor", "Say whether everything works, and what to mend");
  auto* export_command = cli.add_subcommand("export", "Write the debrief of an incident");
  ExportOptions export_options;
  export_command->add_option("incident", export_options.incident, "INC-42, or 42")->required();
  export_command->add_option("--format", export_options.format, "md, html, json or csv")
      ->capture_default_str();
  export_command->add_option("-o,--output", export_options.output, "A file; else standard output");
  export_command->add_flag("--include-private", export_options.include_private,
                           "Also a private incident; that is recorded");
  auto* verify_command = cli.add_subcommand("verify", "Check that the record is what was written");
  VerifyOptions verify_options;
  verify_command->add_option("incident", verify_options.incident, "INC-42, or 42; else all of them");
  verify_command->add_option("--against", verify_options.against,
                             "A hash that was posted or printed: does a log still hold it?");
  auto* backup_command = cli.add_subcommand(
      "backup", "Copy the database to a new file while the server runs, and check the copy");
  std::string backup_file;
  backup_command->add_option("file", backup_file, "The copy; it must not exist yet")->required();
  auto* jobs_command = cli.add_subcommand("jobs", "What Slack has not got yet, and what was given up");
  JobsWanted jobs_wanted;
  jobs_command->add_option("--retry", jobs_wanted.retry, "Try this one again; or all");
  jobs_command->add_option("--drop", jobs_wanted.drop, "Forget this one; or all");
  auto* erase_command = cli.add_subcommand("erase", "Erase what a person wrote; the logs stay verifiable");
  std::string erase_user;
  bool erase_really = false;
  erase_command->add_option("user", erase_user, "Their id in Slack, as in their profile")->required();
  erase_command->add_flag("--yes", erase_really, "Do it; else only say how much that is");
  auto* do_command = cli.add_subcommand("do", "Do what one would type in Slack, when Slack is down");
  std::string do_user;
  do_command->allow_extras();  // the line has options of its own
  do_command->add_option("--as", do_user, "Whose act it is: their id in Slack, as in their profile")
      ->required();
  auto* callsheet_command =
      cli.add_subcommand("callsheet", "Open incidents, who does what, and whom to call");
  for (auto* sub : {serve_command, jobs_command, erase_command, callsheet_command, manifest_command,
                    doctor_command, export_command, verify_command, backup_command, config_command})
    sub->fallthrough();  // not `do`: the words of its line would fall, too
  check_command->fallthrough();

  try {
    cli.parse(argc, argv);
  } catch (const CLI::ParseError& e) {
    return cli.exit(e) == 0 ? 0 : 2;
  }
  try {
    if (*serve_command) return serve(config_file, process_environment());
    if (*check_command) return config_check(check_file.empty() ? config_file : check_file);
    if (*manifest_command) return manifest(config_file);
    if (*doctor_command) return doctor(config_file);
    if (*verify_command) return verify(config_file, verify_options);
    if (*do_command && do_command->remaining().empty()) return complain("nothing to do: muster do --help");
    if (*do_command) {
      return with_config(config_file, [&](const auto& config) {
        return do_as(config, do_user, joined(do_command->remaining()));
      });
    }
    if (*callsheet_command) {
      return with_config(config_file, [&](const auto& config) { return callsheet(*config, system_now()); });
    }
    if (*erase_command) {
      return on_database(config_file, [&](const auto& database) {
        return erase_in_database(database, erase_user, erase_really, system_now());
      });
    }
    if (*jobs_command) {
      return on_database(config_file, [&](const auto& database) {
        return jobs_of_database(database, jobs_wanted, system_now());
      });
    }
    if (*backup_command) {
      return on_database(config_file,
                         [&](const auto& database) { return back_up_database(database, backup_file); });
    }
    return export_incident(config_file, export_options);
  } catch (const std::exception& e) {
    return complain(e.what());
  }
}

}  // namespace muster::bot
