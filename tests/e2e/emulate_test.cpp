// The main scenario with someone else's idea of Slack in Slack's place: the npm package `emulate`. Every call
// that the bot makes goes to emulate, and what came of it is read from emulate's own Web API.
#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>

#include "slack/manifest.h"
#include "tests/catch.h"
#include "tests/e2e/support/emulated_town.h"

using namespace muster;
using muster::e2e::Emulate;
using muster::e2e::EmulatedTown;
using muster::e2e::words_of;
using Json = nlohmann::json;
using Refused = std::vector<std::pair<std::string, std::string>>;

namespace {

bool says(const Json& message, const std::string& words) {
  return message.is_object() && words_of(message).find(words) != std::string::npos;
}

bool has(const std::vector<std::string>& list, const std::string& item) {
  return std::find(list.begin(), list.end(), item) != list.end();
}

std::vector<std::string> all_scopes_but(const std::vector<std::string>& without) {
  auto scopes = slack::bot_scopes();
  std::erase_if(scopes, [&](const std::string& scope) { return has(without, scope); });
  return scopes;
}

/// What is in the incident's log, replayed and hashed again, is what is stored.
void check_record(EmulatedTown& town) {
  for (const auto& fault : town.store->audit(town.incident(1).id)) FAIL_CHECK(fault);
}

/// Declares by command and waits until it is ready; the channel's id.
std::string declare(EmulatedTown& town, const std::string& words) {
  const auto answer = town.type(town.ada, "declare " + words, town.shop);
  INFO(answer);
  REQUIRE(answer.find("INC-1") != std::string::npos);
  REQUIRE(town.until([&] { return !town.incident(1).channel.empty() || town.incident(1).channel_failed; }));
  REQUIRE(town.quiet());
  return town.incident(1).channel.value;
}

Json the_control(EmulatedTown& town, const std::string& channel) {
  const auto found = town.controls(channel);
  REQUIRE(found.size() == 1);
  return found.front();
}

/// The topic, which only shows what it is.
std::string topic(EmulatedTown& town, const std::string& channel) {
  return town.slack.call(Emulate::bot_token, "conversations.info", {{"channel", channel}})
      .at("channel")
      .at("topic")
      .at("value");
}

}  // namespace

TEST_CASE(
    "emulate: an incident from its declaration to its debrief, with the manifest's scopes and no more") {
  EmulatedTown town(slack::bot_scopes());

  // --- declared: one channel with everything in it
  const auto channel = declare(town, "checkout is down --sev 2");
  const auto made = town.channel("inc-1-checkout-is-down");
  REQUIRE(made.is_object());
  CHECK(made.at("id") == channel);
  CHECK(made.at("creator") == Emulate::bot_user);
  CHECK(made.at("is_private") == false);
  CHECK(has(town.members(channel), town.ada));
  CHECK(topic(town, channel).find("SEV2") != std::string::npos);
  CHECK(topic(town, channel).find("nobody yet") != std::string::npos);

  const auto first = the_control(town, channel);
  const auto ts = first.at("ts").get<std::string>();
  CHECK(says(first, "INC-1 checkout is down"));
  const auto pins = town.slack.call(Emulate::bot_token, "pins.list", {{"channel", channel}}).at("items");
  REQUIRE(pins.size() == 1);
  CHECK(pins[0].at("message").at("ts") == ts);
  const auto marks =
      town.slack.call(Emulate::bot_token, "bookmarks.list", {{"channel_id", channel}}).at("bookmarks");
  REQUIRE(marks.size() == 1);
  auto digits = ts;
  digits.erase(digits.find('.'), 1);
  CHECK(marks[0].at("link").get<std::string>().ends_with("/archives/" + channel + "/p" + digits));

  const auto announced = town.message(town.announce, "checkout is down");
  REQUIRE(says(announced, "SEV2"));
  CHECK(town.answered("is ready"));

  // --- roles: the first press wins, the control message is edited in place
  town.press(town.grace, first, "I'll take it", "Lead");
  REQUIRE(town.quiet());
  CHECK(town.incident(1).roles.at("lead").user.value == town.grace);
  CHECK(has(town.members(channel), town.grace));
  CHECK(topic(town, channel).find("grace") != std::string::npos);
  CHECK(the_control(town, channel).at("ts") == ts);
  CHECK(says(the_control(town, channel), "<@" + town.grace + ">"));
  CHECK(says(town.message(channel, "is *Lead*"), "<@" + town.grace + ">"));
  const auto dm =
      town.slack.call(Emulate::token_of("grace"), "conversations.open", {{"users", Emulate::bot_user}});
  CHECK(town.message(dm.at("channel").at("id"), "You are *Lead* of").is_object());
  town.press(town.ada, first, "I'll take it", "Lead");
  CHECK(town.answered("was faster"));
  CHECK(town.incident(1).roles.at("lead").user.value == town.grace);
  town.press(town.ada, the_control(town, channel), "I'll take it", "Scribe");
  REQUIRE(town.quiet());
  CHECK(town.incident(1).roles.at("scribe").user.value == town.ada);

  // --- the timeline: a note, and a message that somebody marked
  CHECK(town.type(town.ada, "note 12 pods restarted", channel).find("Noted in INC-1") != std::string::npos);
  const auto said = town.say("grace", channel, "rolled back the cart");
  town.say("ada", channel, "and this is the newest message");
  town.slack.call(Emulate::token_of("ada"), "reactions.add",
                  {{"channel", channel}, {"timestamp", said}, {"name", "pushpin"}});
  town.tell_bot({{"type", "reaction_added"},
                 {"user", town.ada},
                 {"reaction", "pushpin"},
                 {"item_user", town.grace},
                 {"item", {{"type", "message"}, {"channel", channel}, {"ts", said}}},
                 {"event_ts", said}});
  REQUIRE(town.quiet());
  const auto entry = town.store->entry_of(town.incident(1).id, {core::ChannelId(channel), said});
  REQUIRE(entry);
  CHECK(core::to_plain(core::shown(entry->words)) == "rolled back the cart");
  CHECK(entry->author.value == town.grace);
  CHECK(entry->captured->permalink.find("/archives/" + channel) != std::string::npos);
  CHECK(town.message(channel, "rolled back the cart").at("reactions")[0].at("users") ==
        Json::array({town.ada, Emulate::bot_user}));

  // --- the update, by the form that its button opens
  const auto form = town.form_after([&] { town.press(town.grace, the_control(town, channel), "Update"); });
  CHECK(form.at("callback_id") == "update");
  CHECK(town.submit(town.grace, form, {{"words", "Rolled back; errors fall."}, {"status", "monitoring"}})
            .empty());
  REQUIRE(town.quiet());
  CHECK(town.incident(1).status == "monitoring");
  CHECK(town.message(channel, "Rolled back; errors fall.").is_object());
  const auto updated = town.message(town.announce, "Rolled back; errors fall.");
  REQUIRE(updated.is_object());
  CHECK(updated.at("ts") == announced.at("ts"));

  // --- severity and status, by command
  CHECK(town.type(town.ada, "severity 1", channel).find("SEV1") != std::string::npos);
  CHECK(town.type(town.ada, "status investigating", channel).find("Investigating") != std::string::npos);
  REQUIRE(town.quiet());
  CHECK(topic(town, channel).find("SEV1") != std::string::npos);
  CHECK(town.message(channel, "raised the severity").is_object());

  // --- resolved, and reopened by the button that takes the others' place
  CHECK(town.type(town.ada, "resolve", channel).find("is resolved after") != std::string::npos);
  REQUIRE(town.quiet());
  CHECK(says(the_control(town, channel), "Resolved"));
  CHECK(says(town.message(town.announce, "checkout is down"), "Resolved"));
  town.press(town.ada, the_control(town, channel), "Reopen");
  REQUIRE(town.until([&] { return town.incident(1).category == core::Category::active; }));
  town.type(town.ada, "resolve", channel);
  REQUIRE(town.quiet());

  // --- the debrief
  town.type(town.ada, "export", channel);
  REQUIRE(town.quiet());
  const auto files =
      town.slack.call(Emulate::token_of("ada"), "files.list", {{"channel", channel}}).at("files");
  std::map<std::string, std::string> debrief;
  for (const auto& file : files) {
    debrief[file.at("name")] = town.slack.fetch(Emulate::token_of("ada"), file.at("url_private"));
  }
  REQUIRE(debrief.size() == 4);
  for (const auto& [name, bytes] : debrief) {
    CAPTURE(name);
    CHECK(bytes.find("12 pods restarted") != std::string::npos);
    CHECK(bytes.find("rolled back the cart") != std::string::npos);
  }

  // --- all in all: one control message, one announcement, one channel, nothing that failed
  CHECK(the_control(town, channel).at("ts") == ts);
  const auto announcements = town.history(town.announce);
  CHECK(announcements.size() == 1);
  CHECK(town.transport.calls("conversations.create").size() == 1);
  CHECK(town.incident(1).failing.empty());
  town.type(town.ada, "doctor", channel);
  REQUIRE(town.answered("Slack knows the token"));
  const auto doctor = town.message(Emulate::general, "Slack knows the token");
  CHECK(says(doctor, "Slack is up to date"));
  CHECK(says(doctor, "Announcements go to #incidents"));
  CHECK_FALSE(says(doctor, ":x:"));
  // emulate knows nothing of `force`: it invites nobody where one of several is there already.
  auto refused = town.transport.refused();
  std::erase(refused, std::pair<std::string, std::string>("conversations.invite", "already_in_channel"));
  CHECK(refused == Refused());
  check_record(town);
}

TEST_CASE("emulate: declared by form, where its trigger is checked") {
  EmulatedTown town(slack::bot_scopes());
  const auto form = town.form_after([&] { town.type(town.ada, "checkout is down", town.shop); });
  CHECK(form.at("callback_id") == "declare");
  CHECK(town.submit(town.ada, form, {{"title", ""}}).find("errors") != std::string::npos);
  CHECK_FALSE(town.store->by_number(town.store->only_workspace()->id, 1));
  CHECK(town.submit(town.ada, form, {{"severity", "sev1"}, {"lead", town.grace}}).empty());
  REQUIRE(town.answered("is ready"));
  REQUIRE(town.quiet());
  const auto incident = town.incident(1);
  CHECK(core::to_plain(core::shown(incident.title)) == "checkout is down");
  CHECK(incident.severity == "sev1");
  const auto members = town.members(incident.channel.value);
  CHECK(has(members, town.ada));
  CHECK(has(members, town.grace));
  CHECK(town.transport.refused() == Refused());
}

TEST_CASE("emulate: a private incident is seen by those in it and by nobody else") {
  EmulatedTown town(slack::bot_scopes());
  const auto channel = declare(town, "payroll leaked --private");
  CHECK(town.channel("inc-1", "ada").at("is_private") == true);
  CHECK(town.channel("inc-1", "linus").is_null());
  CHECK(town.history(town.announce).empty());
  CHECK(town.type(town.linus, "list", town.shop).find("payroll") == std::string::npos);
  CHECK(town.type(town.linus, "resolve INC-1", town.shop).find("resolved") == std::string::npos);
  town.press(town.ada, the_control(town, channel), "I'll take it", "Lead");
  REQUIRE(town.quiet());
  CHECK(topic(town, channel).find("ada") != std::string::npos);
  CHECK(town.transport.refused() == Refused());
}

TEST_CASE("emulate: ornaments that Slack refuses hold nothing up, and doctor names them") {
  EmulatedTown town(
      all_scopes_but({"pins:write", "bookmarks:read", "bookmarks:write", "files:write", "reactions:write"}));
  const auto channel = declare(town, "checkout is down --sev 2");
  CHECK(town.slack.call(Emulate::token_of("ada"), "pins.list", {{"channel", channel}}).at("items").empty());
  CHECK(town.incident(1).failing.contains("pin"));
  CHECK(town.incident(1).failing.contains("bookmark"));

  town.press(town.ada, the_control(town, channel), "I'll take it", "Lead");
  const auto said = town.say("ada", channel, "rolled back the cart");
  town.tell_bot({{"type", "reaction_added"},
                 {"user", town.ada},
                 {"reaction", "pushpin"},
                 {"item_user", town.ada},
                 {"item", {{"type", "message"}, {"channel", channel}, {"ts", said}}},
                 {"event_ts", said}});
  town.type(town.ada, "update: Rolled back; errors fall.", channel);
  town.type(town.ada, "export", channel);
  CHECK(town.type(town.ada, "resolve", channel).find("is resolved after") != std::string::npos);
  REQUIRE(town.quiet());
  CHECK(says(the_control(town, channel), "Resolved"));
  CHECK(topic(town, channel).find("ada") != std::string::npos);
  CHECK(town.message(town.announce, "Rolled back; errors fall.").is_object());
  const auto entry = town.store->entry_of(town.incident(1).id, {core::ChannelId(channel), said});
  REQUIRE(entry);
  CHECK(core::to_plain(core::shown(entry->words)) == "rolled back the cart");

  town.type(town.ada, "doctor", channel);
  REQUIRE(town.answered("Slack knows the token"));
  const auto doctor = town.message(Emulate::general, "Slack knows the token");
  INFO(words_of(doctor));
  CHECK(says(doctor, "pin of INC-1 (missing_scope)"));
  CHECK(says(doctor, "bookmark of INC-1 (missing_scope)"));
  CHECK(says(doctor, "upload_export of INC-1 (missing_scope)"));
  for (const auto& [method, code] : town.transport.refused()) {
    CAPTURE(method);
    CHECK(code == "missing_scope");
  }
  check_record(town);
}

TEST_CASE(
    "emulate: a method that it lacks holds nothing up: without a channel the incident lives where it began") {
  EmulatedTown town(slack::bot_scopes());
  // The channel is made, but nobody hears of it; looking for it takes a method that emulate hasn't got.
  town.transport.lose_answer("conversations.create");
  const auto channel = declare(town, "checkout is down");
  CHECK(channel.empty());
  CHECK(town.transport.refused() == Refused{{"users.conversations", "http_404"}});
  CHECK(town.transport.calls("conversations.create").size() == 1);
  CHECK(town.answered("http_404"));
  CHECK(says(the_control(town, town.shop), "INC-1 checkout is down"));

  town.press(town.grace, the_control(town, town.shop), "I'll take it", "Lead");
  CHECK(town.type(town.ada, "status monitoring", town.shop).find("Monitoring") != std::string::npos);
  town.type(town.ada, "doctor", town.shop);
  REQUIRE(town.answered("Slack knows the token"));
  CHECK(says(town.message(Emulate::general, "Slack knows the token"), "INC-1 has no channel of its own"));
  CHECK(town.type(town.ada, "resolve", town.shop).find("is resolved after") != std::string::npos);
  REQUIRE(town.quiet());
  CHECK(town.incident(1).roles.at("lead").user.value == town.grace);
  CHECK(says(the_control(town, town.shop), "Resolved"));
  check_record(town);
}
