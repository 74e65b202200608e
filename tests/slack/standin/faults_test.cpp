#include "slack/standin/faults.h"

#include <future>

#include "tests/catch.h"
#include "tests/slack/standin/client.h"

using namespace slack::standin;
using namespace slack::standin::test;
using std::chrono::milliseconds;
using std::chrono::seconds;

namespace {

struct Workspace {
  Workspace() : slack(options()), channel(slack.add_channel("inc-1", {slack.bot_user()})) {}
  static Options options() {
    Options o;
    o.limits = 0;
    return o;
  }
  Got say(const std::string& text) const {
    return call(slack, "chat.postMessage", {{"channel", channel}, {"text", text}});
  }
  bool said(const std::string& text) {
    return slack.world().read([&](const State& s) {
      for (const auto& [ts, message] : s.channels.at(channel).messages) {
        if (message.text == text) return true;
      }
      return false;
    });
  }
  Standin slack;
  std::string channel;
};

}  // namespace

TEST_CASE("a method fails as often as it was told, and only that method") {
  Workspace w;
  w.slack.faults().next("chat.postMessage", Fault::error("internal_error"), 2);
  CHECK(call(w.slack, "auth.test", json::object()).ok());
  CHECK(w.say("a").error() == "internal_error");
  CHECK(w.say("a").error() == "internal_error");
  CHECK_FALSE(w.said("a"));
  CHECK(w.say("a").ok());
  CHECK(w.said("a"));
  w.slack.faults().next(Faults::any, Fault::http(503));
  CHECK(call(w.slack, "auth.test", json::object()).status == 503);
  CHECK(call(w.slack, "auth.test", json::object()).status == 200);
}

TEST_CASE("an HTTP error, a rate limit and garbage look like what they are") {
  Workspace w;
  w.slack.faults().next("chat.postMessage", Fault::http(500));
  w.slack.faults().next("chat.postMessage", Fault::rate_limited(seconds(7)));
  w.slack.faults().next("chat.postMessage", Fault::garbage());
  const auto broken = w.say("a");
  CHECK(broken.status == 500);
  CHECK(broken.parsed().is_discarded());
  const auto limited = w.say("a");
  CHECK(limited.status == 429);
  CHECK(limited.headers.find("Retry-After")->second == "7");
  const auto garbled = w.say("a");
  CHECK(garbled.status == 200);
  CHECK(garbled.parsed().is_discarded());
  CHECK_FALSE(w.said("a"));
}

TEST_CASE("a reply is lost though the work is done, or with the work") {
  Workspace w;
  w.slack.faults().next("chat.postMessage", Fault::drop_reply());
  CHECK(w.say("done").status == 0);
  CHECK(w.said("done"));
  w.slack.faults().next("chat.postMessage", Fault::lose());
  CHECK(w.say("lost").status == 0);
  CHECK_FALSE(w.said("lost"));
  w.slack.faults().next("chat.postMessage", Fault::close_unread());
  CHECK(w.say("unread").status == 0);
  CHECK_FALSE(w.said("unread"));
  w.slack.faults().next("chat.postMessage", Fault::error("fatal_error").done());
  CHECK(w.say("half").error() == "fatal_error");
  CHECK(w.said("half"));
  std::vector<std::string> results;
  for (const auto& one : w.slack.calls("chat.postMessage")) results.push_back(one.result);
  CHECK(results == std::vector<std::string>{"dropped", "dropped", "dropped", "fatal_error"});
}

TEST_CASE("faults are aimed at calls by what they say, until cleared") {
  Workspace w;
  w.slack.faults().whenever(
      [](const CallView& seen) {
        const auto text = seen.args.find("text");
        return text != seen.args.end() && text->second == "b";
      },
      Fault::error("restricted_action"));
  CHECK(w.say("a").ok());
  CHECK(w.say("b").error() == "restricted_action");
  CHECK(w.say("b").error() == "restricted_action");
  w.slack.faults().clear();
  CHECK(w.say("b").ok());
}

TEST_CASE("a gate holds calls until they are let through") {
  Workspace w;
  const auto gate = w.slack.faults().hold("chat.postMessage");
  auto first = std::async(std::launch::async, [&] { return w.say("first").ok(); });
  auto second = std::async(std::launch::async, [&] { return w.say("second").ok(); });
  REQUIRE(gate->wait_for(2));
  CHECK(call(w.slack, "auth.test", json::object()).ok());
  CHECK_FALSE(w.said("first"));
  CHECK_FALSE(w.said("second"));
  gate->release(1);
  REQUIRE(w.slack.wait_until([&] { return w.said("first") || w.said("second"); }));
  CHECK_FALSE((w.said("first") && w.said("second")));
  gate->open();
  CHECK(first.get());
  CHECK(second.get());
}

TEST_CASE("what hangs answers when released, and no shutdown waits for it") {
  Workspace w;
  w.slack.faults().next("chat.postMessage", Fault::hang());
  auto hung = std::async(std::launch::async, [&] { return w.say("late").ok(); });
  REQUIRE(w.slack.wait_until([&] { return w.slack.calls("chat.postMessage").size() == 1; }));
  CHECK_FALSE(w.said("late"));
  // The release may come before the call has reached its wait: ask until it is through.
  while (hung.wait_for(milliseconds(0)) != std::future_status::ready) w.slack.faults().release_hung();
  CHECK(hung.get());

  auto other = std::make_unique<Standin>(Workspace::options());
  other->faults().next("auth.test", Fault::slow(std::chrono::hours(1)));
  auto stuck = std::async(std::launch::async, [&, url = other->api_url(), token = other->bot_token()] {
    return post(url + "auth.test", "application/x-www-form-urlencoded", "", token).status;
  });
  REQUIRE(other->wait_until([&] { return other->calls("auth.test").size() == 1; }));
  other.reset();
  stuck.get();
}

TEST_CASE("an unreachable Slack refuses connections and comes back on the same port") {
  Workspace w;
  const auto url = w.slack.api_url();
  w.slack.unreachable();
  CHECK(w.say("a").status == 0);
  w.slack.reachable();
  CHECK(w.slack.api_url() == url);
  const auto gate = w.slack.faults().hold("auth.test");
  auto held =
      std::async(std::launch::async, [&] { return call(w.slack, "auth.test", json::object()).status; });
  REQUIRE(gate->wait_for(1));
  w.slack.unreachable();  // nor does what stands at a gate keep the door open
  held.get();
  w.slack.reachable();
  CHECK(w.say("a").ok());
}

TEST_CASE("a second stand-in does not share the port of the first") {
  Standin first;
  Options same;
  same.port = std::stoi(first.api_url().substr(first.api_url().rfind(':') + 1));
  CHECK_THROWS_AS(Standin(same), std::runtime_error);
}
