#include "bot/perform.h"

#include <fmt/core.h>

#include <memory>
#include <utility>

#include "bot/convert.h"
#include "bot/home.h"
#include "bot/log.h"
#include "bot/urgent.h"
#include "bot/views/views.h"

namespace muster::bot {

namespace {

/// A message as a form that can only be closed. Its buttons are pressed where `ask` was, as it were.
slack::Modal message_modal(const Ask& ask, const slack::OutMessage& message) {
  slack::Modal modal;
  modal.callback_id = "message";
  modal.title = "Muster";
  modal.close = "Close";
  modal.private_metadata = context_for(ask, 0);
  modal.blocks = message.blocks;
  if (modal.blocks.empty()) modal.blocks.section(message.text);
  return modal;
}

slack::OutMessage not_saved(const storage::StoreError& error) {
  using Kind = storage::StoreError::Kind;
  switch (error.kind) {
    case Kind::full:
      return views::say(
          "Nothing was saved: the disk of the machine that runs me is full. Whoever operates it must free "
          "space; then do it again.");
    case Kind::busy:
      return views::say("Nothing was saved: my database is busy. Do it again in a moment.");
    case Kind::read_only:
      return views::say(
          "Nothing was saved: my database can't be written. Whoever operates me must look at it.");
    default:
      return views::say(
          "That may not be saved: my database failed. Look at the timeline before you do it again; if it "
          "stays "
          "so, whoever operates me must look at it.");
  }
}

slack::OutMessage failure_message(const Ask& ask, const std::exception_ptr& error) {
  try {
    std::rethrow_exception(error);
  } catch (const storage::StoreError& e) {
    log::error("not saved", {{"request", ask.request_id}, {"reason", e.what()}});
    return not_saved(e);
  } catch (const std::exception&) {
    log::error("not saved", {{"request", ask.request_id}, {"reason", "unexpected"}});
    return views::say(
        "Nothing was saved: something went wrong on my side. Do it again; if it stays so, whoever operates "
        "me must look at the log.");
  }
}

/// A button in a form or on the Home tab: there is no message to answer beside.
bool is_in_view(const Ask& ask) {
  return ask.origin == Origin::button && (!ask.view.empty() || ask.home) && ask.response_url.empty();
}

/// How long the trigger can still be used; none: not any more.
std::chrono::milliseconds left_of_trigger(const Ask& ask) {
  return ask.trigger.empty() ? std::chrono::milliseconds(0)
                             : ask.app.slack_waits - (ask.app.clock() - ask.now);
}

/// The answer takes the form's place; on the Home tab it comes as a form of its own. Blocks for the call;
/// false when another way must be taken.
bool tell_in_view(const Ask& ask, const slack::OutMessage& message) {
  const auto modal = message_modal(ask, message);
  if (!ask.view.empty()) {
    const auto shown = ask.app.web.update_view(ask.view, modal);
    return shown || shown.error().what == slack::Error::What::ambiguous;
  }
  const auto shown = ask.app.web.open_view(ask.trigger, modal, left_of_trigger(ask));
  return shown || shown.error().what == slack::Error::What::ambiguous;
}

/// Blocks for the call.
void tell_presser(const Ask& ask, const slack::OutMessage& message) {
  if (is_in_view(ask) && tell_in_view(ask, message)) return;
  tell_now(ask.app, ask.response_url, ask.channel, ask.user, message);
}

/// Declared without a channel: no message that it is ready follows.
bool is_all_said(const storage::Outcome& outcome) {
  return outcome.before.incident.version == 0 && outcome.after.incident.without_channel;
}

/// What was done is seen where it was done, and needs no words.
bool is_silent(const slack::OutMessage& message) {
  return message.text.empty() && message.blocks.empty();
}

/// A field's error is plain text: people by their names, and what is to be typed without marks.
std::string plain_words(const Ask& ask, core::Text words) {
  for (auto& span : words) {
    if (span.kind != core::Span::Kind::person) continue;
    const auto known = ask.app.store.user(ask.app.workspace.id, core::UserId(span.ref));
    if (known && !known->name.empty()) span.text = known->name;
  }
  return core::to_plain(words);
}

/// What is kept of an outcome so that a replay is answered alike, by where it came from.
storage::Answer answer_for(const Ask& ask, const slack::OutMessage& message, const storage::Outcome& outcome,
                           const std::string& block) {
  storage::Answer answer;
  answer.response_url = ask.response_url;
  switch (ask.origin) {
    case Origin::slash:
      answer.body = slack::response_json(message);
      break;
    case Origin::command_line:
      answer.body = views::plain(message);
      break;
    case Origin::form:
      // Closing says that it is done; a refusal stays where it can be mended, or says what to press instead,
      // and what needs a second look is seen at once.
      if (outcome.refusal && !block.empty() && outcome.refusal->code != core::Refusal::Code::taken) {
        const auto words = views::typeable(outcome.refusal->words, outcome.before.incident, *ask.config);
        answer.body = slack::view_errors_json({{block, plain_words(ask, words)}});
      } else if (outcome.refusal || !outcome.alike.empty() || is_all_said(outcome) || views::warns(outcome)) {
        answer.body = slack::view_update_json(message_modal(ask, message));
      }
      break;
    case Origin::button: {
      if (is_in_view(ask) || is_silent(message)) break;
      core::OneShot respond;
      respond.kind = core::OneShot::Kind::respond;
      respond.to = ask.user;
      respond.payload = slack::response_json(message);
      answer.one_shots.push_back(std::move(respond));
      break;
    }
  }
  return answer;
}

/// `told`: gets what the person is told, for a way that no answer travels by itself.
storage::Request request_for(const Ask& ask, core::Command command,
                             std::function<slack::OutMessage(const storage::Outcome&)> tell,
                             const std::string& block, const std::shared_ptr<slack::OutMessage>& told = {},
                             core::IncidentId incident = {}) {
  storage::Request request;
  request.workspace = ask.app.workspace.id;
  if (ask.incident && !std::holds_alternative<core::Declare>(command)) request.incident = ask.incident->id;
  if (!incident.empty()) request.incident = incident;
  request.actor = ask.user;
  request.now = ask.now;
  request.keys = ask.keys;
  request.policy = policy_of(ask.config);
  // What was refused isn't declared.
  request.remember_refusal = ask.origin != Origin::form && !std::holds_alternative<core::Declare>(command);
  if (const auto* declare = std::get_if<core::Declare>(&command)) {
    // Pressing Enter twice declares once.
    auto key = fmt::format("declare:{}:{}{}{}", ask.user.value, declare->is_private ? "private:" : "",
                           declare->drill ? "drill:" : "", core::normalised(core::to_plain(declare->title)));
    // Refused for its times and sent again with others it is not the same.
    for (const auto& at : {declare->began, declare->ended})
      if (at) key += fmt::format(":{}", core::to_millis(*at));
    request.keys.push_back({std::move(key), std::chrono::seconds(60)});
  }
  request.command = std::move(command);
  request.answer = [ask, tell = std::move(tell), block, told](const storage::Outcome& outcome) {
    auto message = tell ? tell(outcome) : views::outcome(outcome, ask.user, *ask.config);
    // What happened to one that they can't see is told without a word of what it is.
    if (ask.incident)
      message =
          views::marked((outcome.refusal ? outcome.before : outcome.after).incident, std::move(message));
    auto answer = answer_for(ask, message, outcome, block);
    if (told) *told = std::move(message);
    return answer;
  };
  return request;
}

/// What is known already is answered as it was the first time. Where that was another way in (a declaration
/// is known by its title, too), that answer fits no more: a form closes, and who typed it is told what is so.
std::string answer_again(const Ask& ask, const std::string& first) {
  const bool of_form = first.empty() || first.find("\"response_action\"") != std::string::npos;
  if (ask.origin == Origin::form) return of_form ? first : std::string();
  if (ask.origin != Origin::slash || !of_form) return first;
  return slack::response_json(
      views::say("You declared that a moment ago. `" + ask.config->command + " list` shows where it is."));
}

/// As a drill's, if it is about one.
template <class Shown>
Shown marked(const Ask& ask, Shown shown) {
  return ask.incident ? views::marked(*ask.incident, std::move(shown)) : shown;
}

void open_form(const Ask& ask, const Open& open) {
  const auto opened = ask.app.web.open_view(ask.trigger, open.modal, left_of_trigger(ask));
  if (opened) return;
  log::warn("form not opened",
            {{"request", ask.request_id}, {"form", open.modal.callback_id}, {"code", opened.error().code}});
  auto message = views::say("The form came too late for Slack. Press the button to open it again.");
  message.blocks.actions({views::run("Open the form", open.line, slack::Style::primary)});
  tell_now(ask.app, ask.response_url, ask.channel, ask.user, marked(ask, std::move(message)));
}

void urgently(const Ask& ask, std::function<void()> task) {
  if (!ask.app.urgent.run(std::move(task))) log::warn("urgent lane is full", {{"request", ask.request_id}});
}

/// What was acknowledged with `meanwhile` is told, if only that it won't be done.
void slowly(const Ask& ask, const std::function<slack::OutMessage()>& work) {
  const bool room = ask.app.slow.run([ask, work] {
    slack::OutMessage message =
        views::say("That failed on my side; whoever operates me must look at the log.");
    try {
      message = work();
    } catch (const std::exception&) {
      log::error("slow reading failed", {{"request", ask.request_id}});
    }
    tell_presser(ask, marked(ask, std::move(message)));
  });
  if (room) return;
  log::warn("slow lane is full", {{"request", ask.request_id}});
  urgently(ask, [ask] {
    tell_presser(ask, views::say("I didn't do it: too much waits to be done. Try again in a moment."));
  });
}

/// What was done from the Home tab, or refused there, is seen there.
void refresh_home(const Ask& ask) {
  if (ask.home) publish_home_soon(ask.app, ask.user, ask.limited, *ask.home);
}

/// The answer, by the way that the request came.
void deliver(const Ask& ask, const slack::OutMessage& message, const Reply& reply) {
  switch (ask.origin) {
    case Origin::slash:
      return reply({200, slack::response_json(message)});
    case Origin::command_line:
      return reply({200, views::plain(message)});
    case Origin::form:
      return reply({200, slack::view_update_json(message_modal(ask, message))});
    case Origin::button:
      reply({200, {}});
      return urgently(ask, [ask, message] { tell_presser(ask, message); });
  }
}

}  // namespace

void tell_now(App& app, const std::string& response_url, const slack::ChannelId& channel,
              const core::UserId& user, const slack::OutMessage& message) {
  if (!response_url.empty()) {
    const auto sent = app.web.respond(response_url, slack::response_json(message));
    if (sent) return;
    // Only what was certainly not delivered may go another way.
    if (sent.error().what == slack::Error::What::ambiguous) return;
  }
  if (!channel.empty()) {
    const auto sent = app.web.post_ephemeral(channel, to_slack(user), message);
    if (sent || sent.error().what == slack::Error::What::ambiguous) return;
  }
  if (const auto sent = app.web.post(slack::ChannelId(user.value), message); !sent) {
    log::warn("answer not delivered", {{"code", sent.error().code}});
  }
}

void show(const Ask& ask, const slack::OutMessage& message, const Reply& reply) {
  deliver(ask, marked(ask, message), reply);
}

void perform(const Ask& ask, Plan plan, Reply reply, const std::string& block) {
  if (auto* write = std::get_if<Write>(&plan)) {
    const auto told = is_in_view(ask) ? std::make_shared<slack::OutMessage>() : nullptr;
    ask.app.store.execute(
        request_for(ask, std::move(write->command), std::move(write->tell), block, told, write->incident),
        [ask, told, reply = std::move(reply)](const storage::Result& result) {
          if (result.error) return show(ask, failure_message(ask, result.error), reply);
          if (told && !result.replayed && !is_silent(*told)) {
            deliver(ask, *told, reply);
          } else {
            reply({200, result.replayed ? answer_again(ask, result.answer) : result.answer});
          }
          refresh_home(ask);
        });
    return;
  }
  if (const auto* shown = std::get_if<Show>(&plan)) return show(ask, shown->message, reply);
  if (const auto* later = std::get_if<Later>(&plan)) {
    if (ask.origin == Origin::command_line) return show(ask, later->work(), reply);
    show(ask, later->meanwhile, reply);
    return slowly(ask, later->work);
  }
  auto& open = std::get<Open>(plan);
  open.modal = marked(ask, std::move(open.modal));
  if (ask.origin == Origin::command_line) {
    return show(ask,
                views::say("I did nothing: in Slack this opens a form. Here, add the words to the line."),
                reply);
  }
  if (ask.origin == Origin::form) return reply({200, slack::view_update_json(open.modal)});
  if (open.aside) {
    show(ask, *open.aside, reply);
  } else {
    reply({200, {}});
  }
  urgently(ask, [ask, open] { open_form(ask, open); });
}

void perform_all(const Ask& ask, Commands commands, Reply reply) {
  if (commands.empty()) return reply({200, {}});
  FormCommand first = std::move(commands.front());
  commands.erase(commands.begin());
  auto request = request_for(ask, std::move(first.command), {}, first.block);
  // Of several, each is known on its own: sent again after one was refused and mended, or taken back, those
  // that were done are not done twice.
  if (!first.key.empty()) {
    for (auto& key : request.keys) key.key += "/" + first.key;
  }
  ask.app.store.execute(std::move(request), [ask, commands = std::move(commands), reply = std::move(reply)](
                                                const storage::Result& result) mutable {
    if (result.error) return show(ask, failure_message(ask, result.error), reply);
    if (!result.answer.empty() || commands.empty()) {
      reply({200, result.answer});
      return refresh_home(ask);
    }
    perform_all(ask, std::move(commands), std::move(reply));
  });
}

}  // namespace muster::bot
