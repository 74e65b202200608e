#include "slack/web_api.h"
#include "tests/catch.h"
#include "tests/slack/support/fake_transport.h"

using namespace std::chrono_literals;
using fake::FakeTransport;
using slack::ChannelId;
using slack::Error;
using slack::OutMessage;
using slack::Ts;
using slack::UserId;
using slack::WebApi;
using What = Error::What;
using Form = std::map<std::string, std::string>;

namespace {

struct Client {
  explicit Client(std::string answer) : transport(std::move(answer)), api(transport, options()) {}
  static slack::WebApiOptions options() {
    slack::WebApiOptions options;
    options.token = "xoxb-1";
    return options;
  }
  FakeTransport transport;
  WebApi api;
};

const ChannelId channel("C1");
const Ts ts{5, 7};

OutMessage message(std::string text, bool blocks = false) {
  OutMessage out{std::move(text), {}};
  if (blocks) {
    out.blocks.divider();
  }
  return out;
}

}  // namespace

TEST_CASE("post") {
  Client client(R"({"ok":true,"channel":"D7","ts":"1712345678.000200"})");
  const auto posted = client.api.post(channel, message("a & \"b\" ü"));
  REQUIRE(posted);
  CHECK(posted->channel.value == "D7");
  CHECK(posted->ts == Ts{1712345678, 200});
  CHECK(client.transport.method() == "chat.postMessage");
  CHECK(
      client.transport.fields() ==
      Form{{"channel", "C1"}, {"text", "a & \"b\" ü"}, {"unfurl_links", "false"}, {"unfurl_media", "false"}});
}

TEST_CASE("post with blocks, in a thread, to be found again") {
  Client client(R"({"ok":true,"channel":"C1","ts":"6.000000"})");
  slack::PostOptions options;
  options.thread = ts;
  options.metadata = {"muster_job", {{"key", "k\"1"}, {"bad", "\xff"}}};
  REQUIRE(client.api.post(channel, message("x", true), options));
  const Form fields = client.transport.fields();
  CHECK(fields.at("thread_ts") == "5.000007");
  CHECK(fields.at("blocks") == message("x", true).blocks.json(50));
  CHECK(fields.at("metadata").starts_with(R"({"event_payload":{"bad":")"));
  CHECK(fields.at("metadata").ends_with(R"("key":"k\"1"},"event_type":"muster_job"})"));
}

TEST_CASE("a post that Slack does not place may be there") {
  for (const char* answer : {R"({"ok":true})", R"({"ok":true,"channel":"C1"})",
                             R"({"ok":true,"channel":"C1","ts":5.7})", R"({"ok":true,"ts":"5.000007"})"}) {
    Client client(answer);
    const auto posted = client.api.post(channel, message("x"));
    REQUIRE_FALSE(posted);
    CHECK(posted.error().what == What::ambiguous);
  }
}

TEST_CASE("update, remove, post_ephemeral and permalink") {
  Client client(R"({"ok":true,"permalink":"https://x.slack.com/archives/C1/p5"})");
  CHECK(client.api.update(channel, ts, message("new", true)));
  CHECK(client.transport.method() == "chat.update");
  CHECK(client.transport.fields() == Form{{"channel", "C1"},
                                          {"ts", "5.000007"},
                                          {"text", "new"},
                                          {"blocks", message("", true).blocks.json(50)}});
  CHECK(client.api.remove(channel, ts));
  CHECK(client.transport.method() == "chat.delete");
  CHECK(client.transport.fields() == Form{{"channel", "C1"}, {"ts", "5.000007"}});
  CHECK(client.api.post_ephemeral(channel, UserId("U1"), message("psst")));
  CHECK(client.transport.method() == "chat.postEphemeral");
  CHECK(client.transport.fields() == Form{{"channel", "C1"}, {"user", "U1"}, {"text", "psst"}});
  CHECK(client.api.permalink(channel, ts).value() == "https://x.slack.com/archives/C1/p5");
  CHECK(client.transport.fields() == Form{{"channel", "C1"}, {"message_ts", "5.000007"}});
}

TEST_CASE("pins and reactions") {
  Client client(R"({"ok":true})");
  CHECK(client.api.pin(channel, ts));
  CHECK(client.transport.method() == "pins.add");
  CHECK(client.transport.fields() == Form{{"channel", "C1"}, {"timestamp", "5.000007"}});
  CHECK(client.api.react(channel, ts, ":pushpin:"));
  CHECK(client.transport.method() == "reactions.add");
  CHECK(client.transport.fields() == Form{{"channel", "C1"}, {"timestamp", "5.000007"}, {"name", "pushpin"}});
  CHECK(client.api.unreact(channel, ts, "pushpin"));
  CHECK(client.transport.method() == "reactions.remove");
  CHECK(client.transport.fields() == Form{{"channel", "C1"}, {"timestamp", "5.000007"}, {"name", "pushpin"}});
  Client again(R"({"ok":false,"error":"already_pinned"})");
  CHECK(again.api.pin(channel, ts).error().what == What::already);
}

TEST_CASE("bookmarks") {
  Client client(
      R"({"ok":true,"bookmark":{"id":"Bk1"},"bookmarks":[{"id":"Bk1","title":"Call"},{"title":"?"},3]})");
  CHECK(client.api.add_bookmark(channel, "Call", "https://meet.example/x", "telephone_receiver")
            .value()
            .value == "Bk1");
  CHECK(client.transport.method() == "bookmarks.add");
  CHECK(client.transport.fields() == Form{{"channel_id", "C1"},
                                          {"title", "Call"},
                                          {"link", "https://meet.example/x"},
                                          {"type", "link"},
                                          {"emoji", ":telephone_receiver:"}});
  REQUIRE(client.api.add_bookmark(channel, "Call", "https://meet.example/x"));
  CHECK(client.transport.fields().count("emoji") == 0);
  CHECK(client.api.edit_bookmark(channel, slack::BookmarkId("Bk1"), "Call 2", "https://meet.example/y"));
  CHECK(client.transport.method() == "bookmarks.edit");
  CHECK(client.transport.fields() == Form{{"channel_id", "C1"},
                                          {"title", "Call 2"},
                                          {"link", "https://meet.example/y"},
                                          {"bookmark_id", "Bk1"}});
  const auto list = client.api.bookmarks(channel);
  REQUIRE(list);
  CHECK(*list == std::vector<std::pair<slack::BookmarkId, std::string>>{{slack::BookmarkId("Bk1"), "Call"}});
  Client none(R"({"ok":true})");
  CHECK(none.api.bookmarks(channel).error().code == "garbage");
  CHECK(none.api.add_bookmark(channel, "a", "https://b").error().code == "garbage");
}

TEST_CASE("forms") {
  Client client(R"({"ok":true,"view":{"id":"V1","hash":"1.a"}})");
  slack::Modal modal;
  modal.callback_id = "declare";
  modal.title = "Declare";
  const slack::TriggerId trigger("1.2.abc");
  CHECK(client.api.open_view(trigger, modal, 1234ms).value().value == "V1");
  CHECK(client.transport.method() == "views.open");
  CHECK(client.transport.calls.back().deadline == 1234ms);
  CHECK(client.transport.fields() == Form{{"trigger_id", "1.2.abc"}, {"view", slack::modal_json(modal)}});
  CHECK(client.api.push_view(trigger, modal, 1000ms));
  CHECK(client.transport.method() == "views.push");
  CHECK(client.api.update_view(slack::ViewId("V1"), modal, "1.a"));
  CHECK(client.transport.method() == "views.update");
  CHECK(client.transport.fields() ==
        Form{{"view_id", "V1"}, {"view", slack::modal_json(modal)}, {"hash", "1.a"}});
  CHECK(client.api.update_view(slack::ViewId("V1"), modal));
  CHECK(client.transport.fields().count("hash") == 0);
  CHECK(client.api.publish_home(UserId("U1"), slack::Blocks().divider()));
  CHECK(client.transport.method() == "views.publish");
  CHECK(client.transport.fields() ==
        Form{{"user_id", "U1"}, {"view", slack::home_json(slack::Blocks().divider())}});
  CHECK(client.api.publish_home(UserId("U1"), slack::Blocks().divider(), "page 2"));
  CHECK(client.transport.fields().at("view").find(R"("private_metadata":"page 2")") != std::string::npos);
}

TEST_CASE("a form that is too late is not sent") {
  Client client(R"({"ok":true,"view":{"id":"V1"}})");
  const auto view = client.api.open_view(slack::TriggerId("x"), slack::Modal{}, 0ms);
  REQUIRE_FALSE(view);
  CHECK(view.error().what == What::trigger);
  CHECK(view.error().code == "too_late");
  CHECK(client.transport.calls.empty());
}
