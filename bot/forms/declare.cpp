#include <fmt/core.h>

#include <algorithm>

#include "bot/convert.h"
#include "bot/dispatch.h"
#include "bot/forms/form.h"
#include "bot/response_urls.h"
#include "bot/views/views.h"
#include "core/likeness.h"

namespace muster::bot {

namespace {

/// What is open and may be the same as what this title is about.
std::vector<core::Incident> open_alike(const Ask& ask, std::string_view title) {
  if (title.empty()) return {};
  core::Incident not_yet;
  not_yet.title = core::words(core::plain(title));
  not_yet.declared_at = ask.now;
  auto filter = seen_by(ask.user, ask.limited, ask.policy());
  filter.since = ask.now - core::alike_within;
  filter.limit = core::looked_at;
  return core::look_alikes(not_yet, ask.app.store.list(ask.app.workspace.id, filter));
}

}  // namespace

namespace {

constexpr std::size_t longest_when = 60;

/// One channel holds one.
bool may_live_here(const Ask& ask) {
  if (ask.channel.empty() || no_home_in(ask.channel, ask.place)) return false;
  const auto there = ask.app.store.in_channel(ask.app.workspace.id, to_core(ask.channel));
  return std::ranges::none_of(there, [](const auto& one) { return core::is_open(one.category); });
}

}  // namespace

std::optional<std::string> no_home_in(const slack::ChannelId& channel, slack::PlaceKind place) {
  const char* way_out =
      "Leave `--here` out, and it gets a channel of its own; with `--private`, a private one.";
  if (place == slack::PlaceKind::direct || channel.value.starts_with('D'))
    return fmt::format(
        "Nobody else could come to an incident in direct messages, so nothing was declared. {}", way_out);
  // Slack lets nobody, and no bot, into one that is there.
  if (place == slack::PlaceKind::group)
    return fmt::format(
        "Nobody, me included, can be invited into a group of direct messages, so nothing was declared. {}",
        way_out);
  return std::nullopt;
}

slack::Modal declare_form(const Ask& ask, const Draft& draft, const slack::Message* source) {
  slack::Modal modal;
  modal.callback_id = "declare";
  modal.title = "Declare an incident";
  modal.submit = "Declare";
  modal.private_metadata = encode_declare_context(
      ask, {ask.app.response_urls.keep(ask.response_url, ask.now), source ? source->ts.str() : std::string(),
            source && source->thread ? source->thread->str() : std::string(), ask.place});
  if (const auto alike = open_alike(ask, draft.title); !alike.empty()) {
    modal.blocks.section("*Open already. Is it the same?*");
    views::alike_blocks(modal.blocks, {}, alike, *ask.config);
    modal.blocks.divider();
  }
  modal.blocks.input("What is happening?",
                     slack::TextInput{std::string(value_action), "Checkout returns errors", draft.title,
                                      false, core::max_title},
                     "title");
  modal.blocks.input(
      "Severity",
      slack::Select{std::string(value_action), "How bad is it?", severity_options(ask.policy()),
                    draft.severity.empty() ? ask.policy().unsure_severity : draft.severity},
      "severity", true, "It can be changed at any time.");
  modal.blocks.input("Lead", slack::UserSelect{std::string(value_action), "Nobody yet", {}}, "lead", true,
                     "Whoever coordinates. Anybody can take it later with a button.");
  std::vector<std::string> chosen;
  if (draft.is_private) chosen.emplace_back("private");
  if (draft.drill) chosen.emplace_back("drill");
  if (draft.triage) chosen.emplace_back("triage");
  if (draft.here) chosen.emplace_back("here");
  if (draft.channel) chosen.emplace_back("channel");
  std::vector<slack::Option> options = {
      {"Private", "private", "Seen only by those in its channel"},
      {"Drill", "drill", "Practice: marked everywhere, announced nowhere"},
      {"Triage", "triage", "Not sure that it is an incident: to be confirmed, or dismissed"}};
  // Asked for where it can't be, it is refused with why, and not forgotten.
  if (draft.here || may_live_here(ask))
    options.push_back({"Here", "here",
                       ask.place == slack::PlaceKind::closed
                           ? "It lives in this channel and is private as that is"
                           : "It lives in this channel, and gets none of its own"});
  // Rare, and only of what is over: shown to who asked for it.
  if (draft.channel) options.push_back({"Channel", "channel", "It gets one although it is over"});
  modal.blocks.input("Options",
                     slack::Checkboxes{std::string(value_action), std::move(options), std::move(chosen)},
                     "options", true);
  modal.blocks.input(
      "Did it begin earlier?",
      slack::TextInput{std::string(value_action), "14:05, or 14:05 to 15:30",
                       slack::fit(draft.when, longest_when), false, longest_when},
      "when", true,
      fmt::format(
          "Times in {}; “yesterday” or 2026-03-01 may stand before one. With its end it goes on record "
          "as over, and nobody is called.",
          ask.zone));
  return modal;
}

namespace {

tl::expected<std::variant<Commands, CommandLine>, FormErrors> read_declare(const Ask& ask,
                                                                           const slack::View& view) {
  core::Declare declare;
  declare.title = core::plain(value_of(view, "title"));
  if (core::is_blank(declare.title)) return tl::unexpected(FormErrors{{"title", "A few words are enough."}});
  declare.severity = value_of(view, "severity");
  declare.lead = core::UserId(value_of(view, "lead"));
  if (auto errors = unable(ask, {&declare.lead, 1}, "lead")) return tl::unexpected(*std::move(errors));
  declare.declared_in = to_core(ask.channel);
  const auto context = decode_declare_context(view.private_metadata);
  if (const auto ts = slack::Ts::parse(context.source)) {
    declare.source = message_ref(ask.channel, *ts);
    declare.source_thread = context.source_thread;
    declare.source_link = permalink(ask.app.workspace.url, declare.source, context.source_thread);
  }
  if (const auto* options = view.input("options", value_action)) {
    for (const auto& option : options->values) {
      if (option == "private") declare.is_private = true;
      if (option == "drill") declare.drill = true;
      if (option == "triage") declare.triage = true;
      if (option == "here") declare.here = true;
      if (option == "channel") declare.channel = true;
    }
  }
  declare.in_private = context.place == slack::PlaceKind::closed;
  if (declare.here && no_home_in(ask.channel, context.place))
    return tl::unexpected(FormErrors{
        {"options",
         "Not here: nobody else can be invited into direct messages. It gets a channel of its own."}});
  if (declare.is_private && declare.here && !declare.in_private)
    return tl::unexpected(
        FormErrors{{"options", "A private incident gets a private channel of its own: not here."}});
  std::string block = "title";
  if (const auto when = value_of(view, "when"); !when.empty()) {
    const auto period = core::parse_period(when, ask.zone, ask.now);
    if (!period)
      return tl::unexpected(
          FormErrors{{"when", "One or two times, as in 14:05 to 15:30, or yesterday 14:05 to 15:30."}});
    declare.began = period->began;
    declare.ended = period->ended;
    block = "when";  // what is left to refuse is there
  }
  if (declare.channel && !declare.ended)
    return tl::unexpected(FormErrors{{"options", "What isn't over gets a channel in any case."}});
  return Commands{{std::move(declare), std::move(block)}};
}

}  // namespace

const Form declare_form_reader = {"declare", read_declare};

}  // namespace muster::bot
