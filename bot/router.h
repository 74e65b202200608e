// What each kind of request means. Adapters only: they translate into asks and commands, and decide nothing.
#pragma once

#include "bot/app.h"
#include "bot/reply.h"
#include "bot/verb.h"

namespace muster::bot {

class Router {
 public:
  /// Both must outlive the router.
  Router(App& app, Patience& patience) : app_(app), patience_(patience) {}

  /// Any thread; `reply` is called exactly once. Nothing escapes.
  void handle(Envelope envelope, Reply reply);

 private:
  void slash(const Envelope& envelope, const slack::SlashCommand& command, Reply reply);
  void actions(const Envelope& envelope, const slack::BlockActions& actions, Reply reply);
  void submission(const Envelope& envelope, const slack::ViewSubmission& submission, Reply reply);
  void shortcut(const Envelope& envelope, const slack::Shortcut& shortcut, Reply reply);
  void message_action(const Envelope& envelope, const slack::MessageAction& action, Reply reply);
  Ask ask_of(const Envelope& envelope, const slack::Source& source, Origin origin) const;

  App& app_;
  Patience& patience_;
};

/// Events, in bot/events.cpp: what happens in channels and to people. Most end without a commit.
void handle_event(App& app, const Envelope& envelope, const slack::EventCallback& event, Reply reply);

/// `slash`, `action`, `submission`, `event` …: for metrics and logs.
std::string_view kind_of(const slack::Request& request);

}  // namespace muster::bot
