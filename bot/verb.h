// A verb: one file in bot/verbs/ that makes one of these, and one line in bot/verbs/all.cpp. Help, buttons
// and the app's manifest follow from it.
//
// Reading is pure: words in, either an act or Unfit, and then nothing at all is done: `status page is down`
// is a title, not a status. What an act leads to is a Plan, carried out by bot/perform.cpp for every way in
// alike.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <variant>
#include <vector>

#include "bot/app.h"
#include "bot/line.h"
#include "core/command.h"
#include "core/incident.h"
#include "slack/blocks.h"
#include "slack/request.h"
#include "storage/store.h"

namespace muster::bot {

/// Where a request came from, which decides how its answer gets back.
enum class Origin { slash, button, form, command_line };

/// Somebody asks for something. Lives for one request.
struct Ask {
  Ask(App& a, std::shared_ptr<const Config> c) : app(a), config(std::move(c)) {}

  App& app;
  std::shared_ptr<const Config> config;
  Origin origin = Origin::slash;
  core::UserId user{};
  std::string zone{};  ///< the person's own, or the configured one
  bool limited =
      false;  ///< a guest or someone of another organisation: only incidents whose channel they are in
  slack::ChannelId channel{};                          ///< where it was typed or pressed; may be empty
  slack::PlaceKind place = slack::PlaceKind::unknown;  ///< what Slack's name of it tells
  bool is_there = false;       ///< Slack says that they are in it now; a form only says where it was opened
  slack::TriggerId trigger{};  ///< a secret, 3 s
  std::string response_url{};  ///< a secret, 30 min
  slack::ViewId view{};        ///< the form that holds the button or was submitted; may be empty
  /// The page of the person's Home tab that it was asked from, directly or by a form; none: from elsewhere.
  std::optional<int> home{};
  core::Time now{};        ///< when the request arrived
  std::string request_id;  ///< for the log
  std::vector<storage::InboxKey> keys;
  std::string line;  ///< everything after the command, as Slack sent it
  std::optional<core::Incident>
      incident;  ///< as read when the request arrived: for showing, never for deciding

  const core::Policy& policy() const { return config->policy; }
};

/// Something to commit. `tell` makes the answer of what came of it, on the writer's thread; empty: the usual
/// words.
struct Write {
  core::Command command;
  std::function<slack::OutMessage(const storage::Outcome&)> tell;
  core::IncidentId incident{};  ///< for a verb that finds its incident itself; empty: Ask::incident
};
/// Something to show the person alone; commits nothing.
struct Show {
  slack::OutMessage message;
};
/// A form, opened right after the acknowledgement. `line` is offered as a button when that comes too late;
/// `aside` is shown beside it, if it isn't empty.
struct Open {
  slack::Modal modal;
  std::string line;
  std::optional<slack::OutMessage> aside;
};
/// What takes its time (it may call Slack, or a webhook) and commits nothing: acknowledged with `meanwhile`,
/// and told after, from the slow lane, at most once.
struct Later {
  slack::OutMessage meanwhile;
  std::function<slack::OutMessage()> work;
};
using Plan = std::variant<Write, Show, Open, Later>;

/// The words after a verb aren't such as it takes. `takes` says in half a sentence what it does take;
/// `example` is a line that would do, without the command itself, which is configured; or empty.
struct Unfit {
  std::string takes, example;
};

/// What reading may know.
struct Reading {
  Line line;  ///< after the verb, and after the incident if one was named
  const core::Policy& policy;
  std::string zone;
  core::Time now{};
  bool explicit_verb =
      false;  ///< an incident was named, or the verb had a colon, or a button said it: no title
};

using Act = std::function<Plan(const Ask&)>;
using ReadResult = tl::expected<Act, Unfit>;

struct Verb {
  std::string name;
  std::vector<std::string> aliases;
  std::string usage;  ///< `severity <sev> [reason]`
  std::string help;   ///< one line, imperative
  std::vector<std::string> examples;
  enum class Shown { first, more, never } shown = Shown::more;  ///< in help
  bool needs_incident = true;
  bool bare_shows =
      false;  ///< without words it only shows something: offered beside a title that begins with it
  /// Its words are another incident: one that is named alone is that.
  bool about_another = false;
  /// Of a verb for incidents that are over: whether it can be meant for this one. None: it is for open ones.
  bool (*of_ended)(const core::Incident&) = nullptr;
  std::function<ReadResult(Reading)> read;
};

/// All of them, in the order in which help shows them.
std::span<const Verb> all_verbs();
/// By name or alias, case ignored; a null pointer when there is none.
const Verb* find_verb(std::string_view word);
/// The verb that a word probably means (one edit away, two for words of six letters and more); never one that
/// it is.
const Verb* nearest_verb(std::string_view word);

// For the verbs' own files
// ---------------------------------------------------------------------------------------

/// An act that commits a command.
ReadResult writes(core::Command command);
/// A form, unless what it asks for can't be done as things are: then that, refused at once with the way out,
/// and not only when the form was filled in. `blank`: what is asked for, without its words, so that it does
/// nothing in any case.
Plan open_if_possible(const Ask& ask, core::Command blank, Open form);
/// A verb that takes no words and commits a command.
Verb plain_verb(std::string name, std::string help, core::Command command);
/// For a verb that takes no words.
inline bool no_words(const Reading& r) {
  return r.line.empty();
}
tl::unexpected<Unfit> unfit(std::string takes, std::string example = {});

}  // namespace muster::bot
