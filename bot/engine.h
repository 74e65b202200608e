// The bot behind its front, put together in the order in which its parts depend on each other. What runs it
// is the caller's: threads and listeners (bot/bot.cpp), or the steps of a simulation.
#pragma once

#include <functional>

#include "bot/app.h"
#include "bot/arrivals.h"
#include "bot/bot.h"
#include "bot/ingress.h"
#include "bot/jumps.h"
#include "bot/metrics.h"
#include "bot/recent.h"
#include "bot/reply.h"
#include "bot/response_urls.h"
#include "bot/router.h"
#include "bot/talk.h"
#include "bot/urgent.h"

namespace muster::bot {

struct Engine {
  /// `stepped_on`: the caller steps `urgent` and `patience`, on this clock, which never jumps; empty: they
  /// have threads and real time. The store and the transport must outlive it.
  Engine(storage::Store& store, slack::Transport& transport, const BotOptions& options,
         std::function<Patience::Moment()> stepped_on = {});

  Metrics metrics;
  Arrivals arrivals;
  slack::WebApi web;
  Settings settings;
  Urgent urgent;
  ResponseUrls response_urls;
  Recent counted;
  Talk talk;
  Jumps jumps;
  App app;
  Patience patience;
  Router router;
  Ingress ingress;
};

}  // namespace muster::bot
