// What happens in channels and to people. An event of a channel without an incident ends before any commit.
#include <fmt/core.h>

#include <algorithm>
#include <cstdint>
#include <functional>
#include <optional>
#include <utility>
#include <vector>

#include "bot/convert.h"
#include "bot/groups.h"
#include "bot/home.h"
#include "bot/log.h"
#include "bot/moments.h"
#include "bot/perform.h"
#include "bot/recent.h"
#include "bot/router.h"
#include "bot/talk.h"
#include "bot/urgent.h"
#include "bot/views/views.h"
#include "core/marked_lines.h"
#include "core/nudges.h"
#include "core/timers.h"

namespace muster::bot {

namespace {

const Ack seen{200, {}};
const Ack send_again{503, {}};
constexpr std::chrono::minutes a_moment{1};

class Handler {
 public:
  Handler(App& app, const Envelope& envelope, const slack::EventCallback& callback, Reply reply)
      : app_(app), envelope_(envelope), callback_(callback), reply_(std::move(reply)) {}

  void operator()(const slack::event::MessagePosted& e) {
    const auto here = app_.store.in_channel(app_.workspace.id, to_core(e.message.channel));
    const auto& user = e.message.user;
    if (here.empty()) return done();
    const auto* incident = &here.front();
    const auto* meant = meant_in(here);
    const bool by_person = is_by_person(e.message, app_.workspace);
    int said = 0;
    // However often Slack delivers it, under however many ids.
    if (by_person && meant && app_.counted.first(message_key(e.message.channel, e.message.ts))) {
      app_.store.count_activity(meant->id, to_core(user), time_of(e.message.ts));
      said = app_.talk.said(meant->id, to_core(user), time_of(e.message.ts), core::talk_window);
    }
    // Slack has no event of a channel's being made private; but all that is said there says so from then on.
    if (e.channel_type == "group" && !incident->is_private &&
        incident->channel.value == e.message.channel.value) {
      return execute(*incident, {}, core::RecordChannelPrivate{});
    }
    if (!by_person || !meant) return done();
    incident = meant;
    // Who hears what is said there is there: the event of its return may never have come.
    const bool just_said = envelope_.received_at - time_of(e.message.ts) < a_moment;
    if (just_said && !incident->channel_usable && incident->channel.value == e.message.channel.value) {
      return execute(*incident, {}, core::RecordChannelRestored{});
    }
    // Whoever writes it has come, too.
    if (auto lines = lines_in(e.message); !lines.words.empty())
      return execute(*incident, user, std::move(lines));
    // Whoever was asked to come, or to take a role, and now says something here has come.
    if (core::is_awaited(*incident, to_core(user))) return execute(*incident, user, core::Arrive{});
    const auto lead = incident->roles.find(std::string(core::lead_role));
    const bool leads = lead != incident->roles.end() && lead->second.user == to_core(user);
    if (leads && said >= core::much_talk && core::is_in_weeds(*incident, envelope_.received_at))
      return execute(*incident, {}, core::NoticeWeeds{to_core(user)});
    // Where somebody writes nothing is archived, whichever incident it is about.
    const auto policy = policy_of(app_.settings.get());
    for (const auto& one : here) {
      const bool its_own = one.channel.value == e.message.channel.value;
      if (its_own && core::stirs(one, *policy, envelope_.received_at)) return execute(one, {}, core::Stir{});
    }
    done();
  }

  void operator()(const slack::event::MessageChanged& e) {
    if (!e.text_changed) return done();
    const auto ref = message_ref(e.channel, e.message.ts);
    const auto incident = incident_with(ref);
    if (!incident) {
      const auto here = meant_in(e.channel);
      auto lines = lines_in(e.message);
      if (!here || lines.words.empty() || !is_by_person(e.message, app_.workspace)) return done();
      lines.message = ref;
      return execute(*here, e.message.user, std::move(lines));
    }
    core::ReviseMessage command{ref, to_core(e.message.text), e.message.edited.value_or(e.message.ts).str()};
    execute(*incident, e.message.user, std::move(command));
  }

  void operator()(const slack::event::MessageDeleted& e) {
    const auto incident = incident_in(e.channel);
    const auto ref = message_ref(e.channel, e.ts);
    // The control message is put back; what was captured leaves every export.
    if (incident && control_of(*incident) == ref) {
      app_.store.raise(incident->id, std::vector{core::Surface::control}, envelope_.received_at,
                       when_saved());
      return;
    }
    if (const auto holder = incident_with(ref)) return execute(*holder, {}, core::WithdrawMessage{ref});
    done();
  }

  void operator()(const slack::event::AppMention&) { done(); }  // the same post comes as a message, too

  void operator()(const slack::event::Reaction& e) {
    const auto kind = captor_of(e.name);
    if (is_me(e.user) || kind.empty()) return done();
    const auto ref = message_ref(e.channel, e.message);
    const auto captor = std::string(kind) + e.user.value;
    const auto incident = e.added ? meant_in(e.channel) : incident_with(ref);
    if (!incident) return done();
    if (!e.added) return execute(*incident, e.user, core::DropCapture{ref, captor});
    execute(*incident, e.user, core::RequestCapture{ref, captor},
            [&app = app_, config = app_.settings.get(), incident = *incident, channel = e.channel,
             user = e.user](const storage::Result& result) {
              if (!result.outcome.refusal) return;
              const auto why =
                  views::marked(incident, views::refusal(*result.outcome.refusal, incident, *config));
              const bool room = app.urgent.run(
                  [&app, channel, user, why] { tell_now(app, {}, channel, to_core(user), why); });
              if (!room) log::warn("urgent lane is full");
            });
  }

  void operator()(const slack::event::Pin& e) {
    if (is_me(e.user)) return done();
    const auto ref = message_ref(e.message.channel, e.message.ts);
    const auto incident = e.added ? meant_in(e.message.channel) : incident_with(ref);
    if (!incident) return done();
    if (ref == control_of(*incident)) return done();
    // Slack has one pin on a message, whoever put it there or takes it off.
    if (!e.added) return execute(*incident, e.user, core::DropCapture{ref, "pin"});
    if (e.message.text.empty() && e.message.files.empty()) {
      return execute(*incident, e.user, core::RequestCapture{ref, "pin"});
    }
    core::FillCapture command;
    command.message = ref;
    command.captor = "pin";
    command.author = e.message.user.empty() ? core::UserId(e.message.bot.value) : to_core(e.message.user);
    command.said_at = time_of(e.message.ts);
    command.words = to_core(e.message.text);
    if (e.message.thread) command.thread_ts = e.message.thread->str();
    command.permalink = e.message.permalink;
    for (const auto& file : e.message.files) command.files.push_back({file.name, file.permalink});
    execute(*incident, e.user, std::move(command));
  }

  void operator()(const slack::event::Member& e) {
    const auto incident = incident_in(e.channel);
    if (!incident) return done();
    if (is_me(e.user)) {
      // Now it can see what kind of channel that is.
      if (e.joined && incident->channel_usable && incident->unseen) {
        app_.store.raise(incident->id, std::vector{core::Surface::channel}, envelope_.received_at,
                         when_saved());
        return;
      }
      if (e.joined && incident->channel_usable) return done();
      if (e.joined) return execute(*incident, {}, core::RecordChannelRestored{});
      return execute(*incident, {}, core::RecordChannelLost{"removed"});
    }
    // Only its own channel's members are in it.
    if (incident->channel.value != e.channel.value) return done();
    // In the order in which it happened, however late Slack's second try of the first of two comes.
    const auto at = e.at ? time_of(*e.at) : core::from_millis(callback_.time * 1000);
    if (e.joined && is_to_be_briefed(*incident, e.user) &&
        app_.counted.first(fmt::format("{} joined by {}", incident->id.value, e.user.value)))
      brief(*incident, e.user);
    // Whom the bot invited hasn't come by that.
    if (e.joined && !is_me(e.inviter) && core::is_awaited(*incident, to_core(e.user))) {
      app_.store.set_member(incident->id, to_core(e.user), true, at);
      return execute(*incident, e.user, core::Arrive{});
    }
    const auto holds = [&](const auto& role) { return role.second.user == to_core(e.user); };
    if (!e.joined && core::is_open(incident->category) && std::ranges::any_of(incident->roles, holds)) {
      app_.store.set_member(incident->id, to_core(e.user), false, at);
      return execute(*incident, {}, core::RecordDeparture{to_core(e.user)});
    }
    app_.store.set_member(incident->id, to_core(e.user), e.joined, at, when_saved());
  }

  void operator()(const slack::event::ChannelArchived& e) {
    if (e.archived) return lost(e.channel, "archived", e.user);
    if (const auto incident = incident_in(e.channel)) {
      return execute(*incident, e.user, core::RecordChannelRestored{});
    }
    done();
  }
  void operator()(const slack::event::ChannelDeleted& e) { lost(e.channel, "deleted", {}); }
  void operator()(const slack::event::BotRemoved& e) { lost(e.channel, "removed", {}); }

  void operator()(const slack::event::ChannelRenamed& e) {
    if (const auto incident = incident_in(e.channel); incident && incident->channel_name != e.name) {
      return execute(*incident, {}, core::RecordChannelRenamed{e.name});
    }
    done();
  }
  void operator()(const slack::event::ChannelIdChanged& e) {
    if (const auto incident = incident_in(e.from); incident && incident->channel.value == e.from.value) {
      return execute(*incident, {},
                     core::RecordChannel{to_core(e.to), incident->channel_name, incident->is_private});
    }
    done();
  }

  void operator()(const slack::event::UserChanged& e) {
    auto user = to_user(e.person, app_.workspace);
    // Slack's second try of an older change may come after a newer one.
    const auto known = app_.store.user(app_.workspace.id, user.id);
    if (user.updated != 0 && known && known->updated > user.updated) return done();
    if (user.deleted) note_departure(user.id);
    app_.store.upsert_users(app_.workspace.id, {std::move(user)}, when_saved());
  }

  void operator()(const slack::event::SubteamChanged&) {
    // Should it fail, housekeeping makes up for it within minutes.
    if (!app_.urgent.run([&app = app_] { (void)fetch_groups(app); })) log::warn("urgent lane is full");
    done();
  }

  void operator()(const slack::event::TokensRevoked& e) {
    for (const auto& bot : e.bots) {
      if (is_me(bot)) log::error("slack revoked the bot's token", {{"mend", "install the app again"}});
    }
    done();
  }
  void operator()(const slack::event::AppUninstalled&) {
    log::error("the app was removed from the workspace", {{"mend", "install the app again"}});
    done();
  }

  void operator()(const slack::event::HomeOpened& e) {
    done();
    // However often Slack delivers it.
    const bool repeated = !callback_.id.empty() && !app_.counted.first("event " + callback_.id.value);
    if (e.tab != "home" || repeated) return;
    const auto known = app_.store.user(app_.workspace.id, to_core(e.user));
    publish_home_soon(app_, to_core(e.user), is_limited(known), 0);
  }

  // Channels that others make or share and what we don't know change nothing here.
  template <class Other>
  void operator()(const Other&) {
    done();
  }

 private:
  void done() { reply_(seen); }
  /// Slack sends an event that failed again.
  storage::Saved when_saved() const {
    return [reply = reply_](const std::exception_ptr& error) { reply(error ? send_again : seen); };
  }

  bool is_me(const slack::UserId& user) const {
    return !user.empty() && user.value == app_.workspace.bot_user;
  }

  /// Who is no longer in the workspace holds no role. Nobody waits for it.
  void note_departure(const core::UserId& person) {
    storage::IncidentFilter filter;
    filter.include_private = true;
    filter.limit = 1000;
    for (const auto& incident : app_.store.list(app_.workspace.id, filter)) {
      std::optional<std::int64_t> given;
      for (const auto& [seat, holder] : incident.roles)
        if (holder.user == person) given = std::max(given.value_or(0), holder.seq);
      if (!given) continue;
      storage::Request request;
      request.workspace = app_.workspace.id;
      request.incident = incident.id;
      request.command = core::RecordDeparture{person, true};
      request.now = envelope_.received_at;
      request.policy = policy_of(app_.settings.get());
      // However often Slack tells of it; what they are given after a return is another matter.
      request.keys.push_back({fmt::format("gone:{}:{}:{}", incident.id.value, person.value, *given)});
      app_.store.execute(std::move(request), [](const storage::Result&) {});
    }
  }

  /// What a reaction says of a message, as the beginning of a captor; empty: nothing.
  std::string_view captor_of(std::string_view emoji) const {
    const auto config = app_.settings.get();
    if (emoji == config->timeline_reaction) return "reaction:";
    if (emoji == config->action_reaction) return core::action_captor;
    if (emoji == config->follow_up_reaction) return core::follow_up_captor;
    return {};
  }

  /// Lines in it that say what is to be done, or was decided; no words: there are none.
  core::OfferLines lines_in(const slack::Message& message) const {
    core::OfferLines lines;
    auto words = to_core(message.text);
    if (core::marked_lines(words).empty()) return lines;
    lines.message = message_ref(message.channel, message.ts);
    lines.said_at = time_of(message.ts);
    lines.words = std::move(words);
    if (message.thread) lines.thread_ts = message.thread->str();
    lines.permalink = permalink(app_.workspace.url, lines.message, lines.thread_ts);
    return lines;
  }

  std::optional<core::Incident> incident_in(const slack::ChannelId& channel) const {
    auto found = app_.store.in_channel(app_.workspace.id, to_core(channel));
    if (found.empty()) return std::nullopt;
    return std::move(found.front());
  }

  /// Which of these what people say and mark in a channel is about: the open one, else one whose own channel
  /// it is. A team's channel is not for ever that of an incident which once was there.
  static const core::Incident* meant_in(const std::vector<core::Incident>& here) {
    const auto meant = std::ranges::find_if(here, [](const core::Incident& one) {
      return core::is_open(one.category) || core::has_own_channel(one);
    });
    return meant == here.end() ? nullptr : &*meant;
  }
  std::optional<core::Incident> meant_in(const slack::ChannelId& channel) const {
    const auto here = app_.store.in_channel(app_.workspace.id, to_core(channel));
    const auto* meant = meant_in(here);
    return meant ? std::optional(*meant) : std::nullopt;
  }

  /// Whose timeline has this message: that of an incident that lives in its channel, or has left it.
  std::optional<core::Incident> incident_with(const core::MessageRef& message) const {
    const auto has = [&](const core::Incident& one) {
      return app_.store.entry_of(one.id, message).has_value();
    };
    for (auto& one : app_.store.in_channel(app_.workspace.id, message.channel))
      if (has(one)) return std::move(one);
    for (auto& one : app_.store.that_left(app_.workspace.id, message.channel))
      if (has(one)) return std::move(one);
    return std::nullopt;
  }

  core::MessageRef control_of(const core::Incident& incident) const {
    const auto [channel, ts] = split_message_key(app_.store.surface_ref(incident.id, core::Surface::control));
    return message_ref(channel, ts);
  }

  /// Whoever comes, by whatever way, but who knows it all: who declared it, and to whom a role was offered
  /// with a brief. Whom a page calls isn't there yet; they are asked by message, and offered it when they
  /// answer.
  bool is_to_be_briefed(const core::Incident& incident, const slack::UserId& user) const {
    const auto person = to_core(user);
    const auto known = app_.store.user(app_.workspace.id, person);
    if ((known && known->bot) || incident.declared_by == person) return false;
    const auto calls = [&](const core::Page& page) { return core::called_in(page, person) != nullptr; };
    if (std::ranges::any_of(incident.pages, calls)) return false;
    // Accepted, it is an offer no more.
    const auto offered = [&](const core::Record& record) {
      const auto* offer = std::get_if<core::HandoffOffered>(&record.event);
      return offer && offer->user == person;
    };
    return std::ranges::none_of(app_.store.log(incident.id), offered);
  }

  /// At most once, and nobody waits for it.
  void brief(const core::Incident& incident, const slack::UserId& user) const {
    if (!core::is_open(incident.category)) return;
    const auto message = views::briefing(incident, moments_of(app_.store, incident), to_core(user),
                                         app_.clock(), *app_.settings.get());
    const bool room = app_.urgent.run([&app = app_, channel = to_slack(incident.channel), user, message] {
      tell_now(app, {}, channel, to_core(user), message);
    });
    if (!room) log::warn("briefing dropped", {{"incident", incident.number}});
  }

  void lost(const slack::ChannelId& channel, std::string how, const slack::UserId& who) {
    const auto incident = incident_in(channel);
    // One that lives here without a channel of its own loses nothing.
    if (!incident || incident->channel.value != channel.value || !incident->channel_usable) return done();
    execute(*incident, who, core::RecordChannelLost{std::move(how)});
  }

  /// `then`: after the commit, on the writer's thread.
  void execute(const core::Incident& incident, const slack::UserId& actor, core::Command command,
               std::function<void(const storage::Result&)> then = {}) {
    storage::Request request;
    request.workspace = app_.workspace.id;
    request.incident = incident.id;
    request.actor = to_core(actor);
    request.command = std::move(command);
    request.now = envelope_.received_at;
    request.policy = policy_of(app_.settings.get());
    if (!callback_.id.empty()) request.keys.push_back({"event:" + callback_.id.value});
    app_.store.execute(std::move(request),
                       [saved = when_saved(), then = std::move(then)](const storage::Result& result) {
                         if (then && !result.error && !result.replayed) then(result);
                         saved(result.error);
                       });
  }

  App& app_;
  const Envelope& envelope_;
  const slack::EventCallback& callback_;
  Reply reply_;
};

}  // namespace

void handle_event(App& app, const Envelope& envelope, const slack::EventCallback& event, Reply reply) {
  std::visit(Handler(app, envelope, event, std::move(reply)), event.event);
}

}  // namespace muster::bot
