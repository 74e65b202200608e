// A form: one file in bot/forms/ with the function that shows it and the Form that reads it back, and one
// line in bot/forms/list.cpp. Submitting a form is asking for the same things as the verbs do.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <utility>
#include <variant>
#include <vector>

#include "bot/verb.h"
#include "core/command.h"
#include "slack/blocks.h"
#include "slack/request.h"

namespace muster::bot {

/// What a submitted form asks for: commands on one incident, in turn until one is refused, or a command line.
/// Each with the input at which a refusal of it is shown.
struct FormCommand {
  core::Command command;  ///< Declare: the only one, and no incident
  std::string block;
  std::string key{};  ///< of several: what tells this wish from the others of the form, and from a mended one
};
using Commands = std::vector<FormCommand>;
struct CommandLine {
  std::string line;
  std::string block;
};
/// What the person has to mend: block_id, words.
using FormErrors = std::vector<std::pair<std::string, std::string>>;

struct Form {
  std::string callback_id;
  /// `ask.incident` is the one that the form was opened for, if it still exists.
  tl::expected<std::variant<Commands, CommandLine>, FormErrors> (*read)(const Ask& ask,
                                                                        const slack::View& view);
  bool only_reads = false;  ///< guests, too, may send it where it belongs to no incident
};

std::span<const Form> all_forms();
const Form* find_form(std::string_view callback_id);

/// What every form of ours carries in private_metadata: nothing secret, the client's owner can read it.
struct FormContext {
  int number = 0;              ///< of the incident; 0: none
  slack::ChannelId channel{};  ///< where it was opened
  std::string extra{};
  std::optional<int> home{};  ///< the page of the Home tab that it was opened from; none: from elsewhere
};
std::string encode(const FormContext& context);
/// For a form that `ask` opens. `number` as above.
std::string context_for(const Ask& ask, int number, std::string extra = {});
FormContext decode_form_context(std::string_view metadata);

/// What the declare form carries beside its channel: a token of ResponseUrls, if it was opened from a message
/// of that channel, its ts and that of its thread, and what kind of channel that is.
struct DeclareContext {
  std::string token{}, source{}, source_thread{};
  slack::PlaceKind place = slack::PlaceKind::unknown;
};
std::string encode_declare_context(const Ask& ask, const DeclareContext& context);
DeclareContext decode_declare_context(std::string_view metadata);

/// What the declare form shows to begin with.
struct Draft {
  std::string title{};
  std::string when{};      ///< of what began earlier, as it was typed
  std::string severity{};  ///< a key; empty: not sure yet
  bool is_private = false, drill = false, triage = false;
  bool here = false;     ///< in the channel where it is declared
  bool channel = false;  ///< one of its own although it is over
};
/// `source`: the message that it is declared from; null: none.
slack::Modal declare_form(const Ask& ask, const Draft& draft, const slack::Message* source = nullptr);
/// Why no incident can live in direct messages, as a sentence; nothing where it can.
std::optional<std::string> no_home_in(const slack::ChannelId& channel, slack::PlaceKind place);
slack::Modal update_form(const Ask& ask, const core::Incident& incident, std::string_view words);
slack::Modal roles_form(const Ask& ask, const core::Incident& incident);
slack::Modal page_form(const Ask& ask, const core::Incident& incident);
/// Whom a role is handed over to. `held`: those to choose from when `role` is empty.
slack::Modal handoff_form(const Ask& ask, const core::Incident& incident,
                          const std::vector<std::string>& held, const std::string& role,
                          const core::UserId& person);
slack::Modal decline_form(const Ask& ask, const core::Incident& incident, const std::string& role,
                          std::int64_t offer);
/// Who comes along when it becomes private: `people`, and those who have a part in it, are chosen already.
slack::Modal private_form(const Ask& ask, const core::Incident& incident,
                          const std::vector<core::UserId>& people);
/// `draft`: what the form shows to begin with.
slack::Modal todo_form(const Ask& ask, const core::Incident& incident, const core::AddTodo& draft);
slack::Modal give_form(const Ask& ask, const core::Incident& incident, core::EntryId todo);
slack::Modal change_form(const Ask& ask, const core::Incident& incident);
slack::Modal search_form(const Ask& ask);
slack::Modal pause_form(const Ask& ask, const core::Incident& incident);
/// One text: what is submitted is put behind `line` and run as if it had been typed. `act`, before the
/// incident's number, is the title, and should have 9 characters at most: a drill's mark needs room, too.
/// `submit` says what happens then.
slack::Modal words_form(const Ask& ask, const core::Incident& incident, std::string_view act,
                        std::string_view submit, std::string_view label, std::string_view line,
                        std::string_view initial = {}, std::string_view hint = {}, bool multiline = true);

// For the forms' own files.
extern const Form declare_form_reader, update_form_reader, roles_form_reader, words_form_reader,
    page_form_reader, handoff_form_reader, decline_form_reader, private_form_reader, todo_form_reader,
    give_form_reader, change_form_reader, search_form_reader, pause_form_reader;
/// What was entered, trimmed; empty when nothing was.
std::string value_of(const slack::View& view, std::string_view block);
inline constexpr std::string_view value_action = "value";
/// People choose bots, and whoever left, in forms as Slack lets them: the error at `block` if one of them is.
std::optional<FormErrors> unable(const Ask& ask, std::span<const core::UserId> people, std::string block);
/// Severities as options, "not sure yet" first.
std::vector<slack::Option> severity_options(const core::Policy& policy);

}  // namespace muster::bot
