#include "bot/router.h"

#include <fmt/core.h>

#include <atomic>
#include <memory>
#include <nlohmann/json.hpp>
#include <utility>

#include "bot/arrivals.h"
#include "bot/convert.h"
#include "bot/dispatch.h"
#include "bot/forms/form.h"
#include "bot/home.h"
#include "bot/log.h"
#include "bot/perform.h"
#include "bot/response_urls.h"
#include "bot/urgent.h"
#include "bot/views/views.h"
#include "core/variant.h"

namespace muster::bot {

namespace {

const Ack empty_ok{200, {}};

slack::OutMessage wrong_workspace() {
  return views::say("I'm installed for another workspace, and did nothing.");
}

/// Whether a request or event is for the installation that this is. What names no team is Slack's for a whole
/// organisation.
bool is_ours(const App& app, const slack::TeamId& team, const slack::EnterpriseId& enterprise) {
  if (!enterprise.empty() && enterprise.value == app.workspace.enterprise) return true;
  return team.empty() ? enterprise.empty() : team.value == app.workspace.team;
}

/// Who asks; a null pointer for what nobody asks for.
const slack::Source* source_of(const slack::Request& request) {
  return std::visit(
      [](const auto& r) -> const slack::Source* {
        if constexpr (requires { r.source; }) return &r.source;
        return nullptr;
      },
      request);
}

/// A commit that comes after 2.5 s is told by whatever way is open; the answer's body is a message already.
std::function<void(Ack)> tell_later(App& app, std::string response_url) {
  return [&app, url = std::move(response_url)](const Ack& ack) {
    if (ack.body.empty() || url.empty()) return;
    if (!app.urgent.run([&app, url, body = ack.body] { (void)app.web.respond(url, body); })) {
      log::warn("urgent lane is full");
    }
  };
}

std::string not_saved_yet() {
  return slack::response_json(views::say("Not saved yet; I'll tell you here."));
}

/// What a press asks for: a button's value; of boxes what their id says, and behind it what is ticked. None
/// for what is not ours.
std::optional<std::string> line_of(const slack::Action& action) {
  const auto id = slack::base_action_id(action.action_id);
  if (id == "do") return action.input.value;
  if (!id.starts_with("do ")) return std::nullopt;
  std::string line(id.substr(3));
  for (const auto& value : action.input.values) line += " " + value;
  return line;
}

}  // namespace

std::string_view kind_of(const slack::Request& request) {
  return std::visit(core::Overloaded{
                        [](const slack::SslCheck&) { return "ssl_check"; },
                        [](const slack::UrlVerification&) { return "url_verification"; },
                        [](const slack::SlashCommand&) { return "slash"; },
                        [](const slack::BlockActions&) { return "action"; },
                        [](const slack::ViewSubmission&) { return "submission"; },
                        [](const slack::ViewClosed&) { return "closed"; },
                        [](const slack::Shortcut&) { return "shortcut"; },
                        [](const slack::MessageAction&) { return "message_action"; },
                        [](const slack::OptionsLoad&) { return "options"; },
                        [](const slack::EventCallback&) { return "event"; },
                        [](const slack::AppRateLimited&) { return "rate_limited"; },
                        [](const slack::Unknown&) { return "unknown"; },
                    },
                    request);
}

Ask Router::ask_of(const Envelope& envelope, const slack::Source& source, Origin origin) const {
  Ask ask(app_, app_.settings.get());
  ask.origin = origin;
  ask.user = to_core(source.user);
  ask.now = envelope.received_at;
  ask.request_id = envelope.request_id;
  if (!envelope.replay_key.empty()) ask.keys.push_back({envelope.replay_key});
  const auto known = app_.store.user(app_.workspace.id, ask.user);
  ask.zone = known && core::zone_exists(known->zone) ? known->zone : ask.config->policy.zone;
  // In a shared channel Slack may name the person's own team as the request's, too.
  const bool stranger = !source.user_team.empty() && !is_ours(app_, source.user_team, source.enterprise);
  ask.limited = stranger || is_limited(known);
  return ask;
}

void Router::handle(Envelope envelope, Reply reply) {
  // The reply must be called whatever happens below, and only once.
  auto once = std::make_shared<std::atomic<bool>>(false);
  Reply safe = [once, reply = std::move(reply)](Ack ack) {
    if (!once->exchange(true)) reply(std::move(ack));
  };
  try {
    if (const auto* source = source_of(envelope.request); source && source->user.empty()) {
      log::warn("request of nobody", {{"request", envelope.request_id}});
      return safe({400, {}});
    }
    std::visit(core::Overloaded{
                   [&](const slack::SslCheck&) { safe(empty_ok); },
                   [&](const slack::UrlVerification& u) {
                     safe({200, nlohmann::json{{"challenge", u.challenge}}.dump(
                                    -1, ' ', false, nlohmann::json::error_handler_t::replace)});
                   },
                   [&](const slack::SlashCommand& c) { slash(envelope, c, safe); },
                   [&](const slack::BlockActions& a) { actions(envelope, a, safe); },
                   [&](const slack::ViewSubmission& s) { submission(envelope, s, safe); },
                   [&](const slack::ViewClosed&) { safe(empty_ok); },
                   [&](const slack::Shortcut& s) { shortcut(envelope, s, safe); },
                   [&](const slack::MessageAction& a) { message_action(envelope, a, safe); },
                   [&](const slack::OptionsLoad&) {
                     safe({200, R"({"options":[]})"});
                   },
                   [&](const slack::EventCallback& e) {
                     if (!is_ours(app_, e.team, e.enterprise)) return safe(empty_ok);
                     app_.arrivals.event(app_.clock());
                     handle_event(app_, envelope, e, patience_.wrap(safe, {503, {}}, {}));
                   },
                   [&](const slack::AppRateLimited&) {
                     log::warn("slack limits the events that it sends");
                     safe(empty_ok);
                   },
                   [&](const slack::Unknown&) { safe(empty_ok); },
               },
               envelope.request);
  } catch (const std::exception& e) {
    // A broken disk or a bug: Slack sends an event again, a person is told by Slack's own words.
    const bool store = dynamic_cast<const storage::StoreError*>(&e) != nullptr;
    log::error("request failed",
               {{"request", envelope.request_id}, {"reason", store ? e.what() : "unexpected"}});
    const bool event = std::holds_alternative<slack::EventCallback>(envelope.request);
    if (event || !std::holds_alternative<slack::SlashCommand>(envelope.request)) return safe({503, {}});
    safe({200, slack::response_json(
                   views::say("Something is broken on my side, and nothing was done. Do it again; if it "
                              "stays so, whoever operates me must look at the log."))});
  }
}

void Router::slash(const Envelope& envelope, const slack::SlashCommand& command, Reply reply) {
  Ask ask = ask_of(envelope, command.source, Origin::slash);
  ask.channel = command.channel;
  ask.place = command.place;
  ask.is_there = true;
  ask.trigger = command.trigger;
  ask.response_url = command.response_url;
  ask.line = command.text;
  // The trigger is part of what is signed: it knows the exact replay, too. One key is one row less to write.
  if (!command.trigger.empty()) ask.keys = {{"trigger:" + command.trigger.value}};
  if (!is_ours(app_, command.source.team, command.source.enterprise)) {
    return show(ask, wrong_workspace(), reply);
  }
  run_line(std::move(ask),
           patience_.wrap(std::move(reply), {200, not_saved_yet()}, tell_later(app_, command.response_url)));
}

void Router::actions(const Envelope& envelope, const slack::BlockActions& actions, Reply reply) {
  const auto& action = actions.actions.front();
  const bool turns = slack::base_action_id(action.action_id) == "home" && action.input.value;
  const auto line = line_of(action);
  if (!line && !turns) return reply(empty_ok);
  Ask ask = ask_of(envelope, actions.source, Origin::button);
  if (turns) {
    reply(empty_ok);
    return publish_home_soon(app_, ask.user, ask.limited, views::home_page(*action.input.value));
  }
  ask.channel = actions.channel;
  ask.place = actions.place;
  ask.is_there = !actions.channel.empty();
  ask.trigger = actions.trigger;
  ask.response_url = actions.response_url;
  ask.line = *line;
  if (actions.view) {
    const auto context = decode_form_context(actions.view->private_metadata);
    ask.home = context.home;
    if (ask.channel.empty()) ask.channel = context.channel;
    // An answer takes the place of a form, never of the Home tab.
    if (actions.view->type == "home") {
      ask.home = context.home.value_or(0);
    } else {
      ask.view = actions.view->id;
    }
  }
  // The press itself: the same one delivered twice is one; two presses are told apart by their time.
  if (!actions.trigger.empty()) ask.keys = {{"trigger:" + actions.trigger.value}};
  // The answer of a button travels on its own (a one-shot that is committed with it), so at the limit an
  // empty acknowledgement loses nothing.
  run_line(std::move(ask), patience_.wrap(std::move(reply), empty_ok, {}));
}

void Router::submission(const Envelope& envelope, const slack::ViewSubmission& submission, Reply reply) {
  const auto* form = find_form(submission.view.callback_id);
  if (!form) return reply(empty_ok);
  Ask ask = ask_of(envelope, submission.source, Origin::form);
  const auto context = decode_form_context(submission.view.private_metadata);
  ask.channel = context.channel;
  ask.home = context.home;
  ask.trigger = submission.trigger;
  ask.view = submission.view.id;
  ask.keys = {{fmt::format("view:{}:{}", submission.view.id.value, submission.view.hash)}};
  if (context.number > 0) {
    ask.incident = find_incident(ask, context.number);
    if (!ask.incident) {
      return show(ask, views::not_seen(context.number, *ask.config), reply);
    }
  } else {
    ask.response_url =
        app_.response_urls.find(decode_declare_context(submission.view.private_metadata).token, ask.now);
  }
  if (context.number == 0 && ask.limited && !form->only_reads) {
    return show(ask, guests_cannot_declare(), reply);
  }
  auto read = form->read(ask, submission.view);
  if (!read) return reply({200, slack::view_errors_json(read.error())});

  slack::Modal waiting;
  waiting.callback_id = "message";
  waiting.title = "Muster";
  waiting.close = "Close";
  waiting.blocks.section(
      "Not saved yet; it is waiting for the disk. Look at the control message in a moment.");
  Reply patient = patience_.wrap(std::move(reply), {200, slack::view_update_json(waiting)}, {});
  if (auto* line = std::get_if<CommandLine>(&*read)) {
    ask.line = std::move(line->line);
    return run_line(std::move(ask), std::move(patient), line->block);
  }
  perform_all(ask, std::get<Commands>(std::move(*read)), std::move(patient));
}

void Router::shortcut(const Envelope& envelope, const slack::Shortcut& shortcut, Reply reply) {
  Ask ask = ask_of(envelope, shortcut.source, Origin::button);
  ask.trigger = shortcut.trigger;
  ask.line = shortcut.callback_id == "declare" ? "declare" : "help";
  run_line(std::move(ask), patience_.wrap(std::move(reply), empty_ok, {}));
}

void Router::message_action(const Envelope& envelope, const slack::MessageAction& action, Reply reply) {
  Ask ask = ask_of(envelope, action.source, Origin::button);
  ask.channel = action.channel;
  ask.place = action.place;
  ask.is_there = true;
  ask.trigger = action.trigger;
  ask.response_url = action.response_url;
  if (action.callback_id == "declare_from") {
    if (ask.limited) return show(ask, guests_cannot_declare(), reply);
    const auto title = core::excerpt(core::one_line(to_core(action.message.text)), core::max_title);
    // Came too late, it is opened again without the message: a button's line has no room for it.
    ask.line = "declare --form " + slack::escape(title);
    const auto line = ask.line;
    return perform(ask, Open{declare_form(ask, {.title = title}, &action.message), line, std::nullopt},
                   patience_.wrap(std::move(reply), empty_ok, {}));
  }
  const auto here = app_.store.in_channel(app_.workspace.id, to_core(action.channel));
  if (action.callback_id == "follow_up" && !here.empty()) {
    ask.incident = here.front();
    core::AddTodo draft;
    draft.follow_up = true;
    draft.words = core::plain(core::excerpt(core::one_line(to_core(action.message.text)), core::max_title));
    // Came too late, it is opened again without the message's words.
    const auto line = "followup " + core::reference(*ask.incident);
    return perform(ask, Open{todo_form(ask, *ask.incident, draft), line, std::nullopt},
                   patience_.wrap(std::move(reply), empty_ok, {}));
  }
  if (action.callback_id != "capture" || here.empty()) {
    return show(ask,
                views::say("No incident lives in this channel. Use this in an incident's channel, or "
                           "*Declare an incident from this*."),
                reply);
  }
  ask.incident = here.front();
  core::FillCapture capture;
  capture.message = message_ref(action.channel, action.message.ts);
  capture.captor = "shortcut:" + ask.user.value;
  capture.author =
      action.message.user.empty() ? core::UserId(action.message.bot.value) : to_core(action.message.user);
  capture.said_at = time_of(action.message.ts);
  capture.words = to_core(action.message.text);
  if (action.message.thread) capture.thread_ts = action.message.thread->str();
  capture.permalink = action.message.permalink;
  for (const auto& file : action.message.files) capture.files.push_back({file.name, file.permalink});
  const auto tell = [](const storage::Outcome& outcome) {
    return views::say(outcome.records.empty() ? "It is in the timeline already." : "It is in the timeline.");
  };
  perform(ask, Write{std::move(capture), tell}, patience_.wrap(std::move(reply), empty_ok, {}));
}

}  // namespace muster::bot
