// The bot behind its front, put together in the order in which its parts depend on each other. What runs it
// is the caller's: threads and listeners (bot/bot.cpp), or the steps of a simulation.
#pragma once

#include <functional>

#include "bot/app.h"
#include "bot/arrivals.h"
#include "bot/bot.h"
#include "bot/home.h"
#include "bot/ingress.h"
#include "bot/jumps.h"
#include "bot/metrics.h"
#include "bot/recent.h"
#include "bot/reply.h"
#include "bot/response_urls.h"
#include "bot/router.h"
#include "bot/talk.h"
#include "bot/urgent.h"
#include "bot/webhooks.h"

namespace muster::bot {

struct Engine {
  /// `stepped_on`: the caller steps `urgent`, `slow` and `patience`, on this clock, which never jumps; empty:
  /// they have threads and real time. The store and the transport must outlive it.
  Engine(storage::Store& store, slack::Transport& transport, const BotOptions& options,
         std::function<Patience::Moment()> stepped_on = {});

  Metrics metrics;
  Arrivals arrivals;
  slack::WebApi web;
  Settings settings;
  ResponseUrls response_urls;
  Recent counted;
  Talk talk;
  Jumps jumps;
  Webhooks webhooks;
  Homes homes;
  App app;
  // Behind what their tasks use, before who gives them tasks: their threads end in between.
  Urgent urgent, slow;
  Patience patience;
  Router router;
  Ingress ingress;
};

}  // namespace muster::bot
