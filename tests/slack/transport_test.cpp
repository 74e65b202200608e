#include "slack/transport.h"

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <future>
#include <string>
#include <thread>
#include <vector>

#include "tests/catch.h"
#include "tests/slack/support/peers.h"

using namespace std::chrono_literals;
using peers::Answer;
using peers::HttpPeer;
using peers::RawPeer;
using peers::Seen;
using slack::HttpCall;
using slack::HttpFailure;
using slack::make_transport;

namespace {

// What no socket's buffers take in.
constexpr std::size_t more_than_buffers = std::size_t{32} * 1024 * 1024;

HttpCall call_to(std::string url, std::string body = "a=b") {
  HttpCall call;
  call.url = std::move(url);
  call.content_type = "application/x-www-form-urlencoded";
  call.body = std::move(body);
  call.deadline = 60s;  // what is to run into it says so
  return call;
}

Answer echo(const Seen& seen) {
  return {200, "got " + seen.body, {}};
}

/// What a misbehaving peer makes of one call.
HttpFailure failure_of(const HttpCall& call, slack::TransportOptions options = {}) {
  const auto transport = make_transport(std::move(options));
  const auto reply = transport->post(call);
  REQUIRE_FALSE(reply.has_value());
  return reply.error();
}

}  // namespace

TEST_CASE("a call carries its headers and brings back what Slack's headers say") {
  HttpPeer peer([](const Seen&) {
    return Answer{
        429,
        "{}",
        {{"Retry-After", "17"}, {"x-slack-req-id", "r e\tq-1"}, {"x-oauth-scopes", "chat:write,pins:write"}}};
  });
  const auto transport = make_transport();
  HttpCall call = call_to(peer.url("/api/chat.postMessage?x=%2F"), "text=hi");
  call.bearer = "xoxb-1";
  const auto reply = transport->post(call);
  REQUIRE(reply);
  CHECK(reply->status == 429);
  CHECK(reply->body == "{}");
  CHECK(reply->retry_after == 17s);
  CHECK(reply->request_id == "req-1");
  CHECK(reply->scopes == "chat:write,pins:write");

  const Seen seen = peer.seen().at(0);
  CHECK(seen.target == "/api/chat.postMessage?x=%2F");
  CHECK(seen.body == "text=hi");
  CHECK(seen.header("authorization") == "Bearer xoxb-1");
  CHECK(seen.header("content-type") == "application/x-www-form-urlencoded");
  CHECK(seen.header("host") == "127.0.0.1:" + std::to_string(peer.port()));
}

TEST_CASE("headers of the caller's own go beside the others, and the answer's type comes back") {
  HttpPeer peer([](const Seen&) { return Answer{200, "hi", {}, "Text/Plain ; charset=utf-8"}; });
  const auto transport = make_transport();
  HttpCall call = call_to(peer.url("/"));
  call.headers = {{"X-Muster-Signature", "v0=ab12"}, {"x-second", "two"}};
  for (int i = 0; i < 2; ++i) {
    const auto reply = transport->post(call);
    REQUIRE(reply);
    CHECK(reply->content_type == "text/plain");
    const Seen seen = peer.seen().at(static_cast<std::size_t>(i));
    CHECK(seen.header("x-muster-signature") == "v0=ab12");
    CHECK(seen.header("x-second") == "two");
    CHECK(seen.header("content-type") == "application/x-www-form-urlencoded");
    CHECK(seen.body == "a=b");
  }
  REQUIRE(transport->post(call_to(peer.url("/"))));
  CHECK(peer.seen().at(2).headers.count("x-muster-signature") == 0);
}

TEST_CASE("a Retry-After that is no number of seconds is none") {
  const std::string value =
      GENERATE("soon", "-1", "1.5", "99999999999", "12 ", "Wed, 21 Oct 2026 07:28:00 GMT");
  HttpPeer peer([&](const Seen&) { return Answer{429, "", {{"Retry-After", value}}}; });
  const auto reply = make_transport()->post(call_to(peer.url("/")));
  REQUIRE(reply);
  CAPTURE(value);
  // Trailing white space is no part of a header's value.
  CHECK(reply->retry_after == (value == "12 " ? std::optional(12s) : std::nullopt));
}

TEST_CASE("without a token no Authorization is sent, and an empty body is a body") {
  HttpPeer peer(echo);
  const auto transport = make_transport();
  const auto reply = transport->post(call_to(peer.url("/"), ""));
  REQUIRE(reply);
  CHECK(reply->body == "got ");
  CHECK(peer.seen().at(0).headers.count("authorization") == 0);
  CHECK(peer.seen().at(0).header("content-length") == "0");
}

TEST_CASE("one connection serves calls that follow each other") {
  HttpPeer peer(echo);
  const auto transport = make_transport();
  for (int i = 0; i < 20; ++i) {
    const auto reply = transport->post(call_to(peer.url("/"), std::to_string(i)));
    REQUIRE(reply);
    CHECK(reply->body == "got " + std::to_string(i));
  }
  CHECK(peer.seen().size() == 20);
  CHECK(peer.connections() == 1);
}

TEST_CASE("a kept connection that is too old is not used again") {
  HttpPeer peer(echo);
  const auto transport = make_transport({.max_idle_age = 0ms});
  for (int i = 0; i < 3; ++i) {
    REQUIRE(transport->post(call_to(peer.url("/"))));
  }
  CHECK(peer.connections() == 3);
}

TEST_CASE("many threads share the pool, and each gets its own answer") {
  HttpPeer peer(echo);
  const auto transport = make_transport({.max_idle_per_host = 4});
  constexpr std::size_t threads = 8;
  constexpr std::size_t calls = 25;
  std::atomic<std::size_t> right{0};
  std::vector<std::thread> workers;
  workers.reserve(threads);
  for (std::size_t t = 0; t < threads; ++t) {
    workers.emplace_back([&, t] {
      for (std::size_t i = 0; i < calls; ++i) {
        const std::string body = std::to_string(t) + "." + std::to_string(i);
        const auto reply = transport->post(call_to(peer.url("/"), body));
        right += reply && reply->body == "got " + body ? 1U : 0U;
      }
    });
  }
  for (std::thread& worker : workers) {
    worker.join();
  }
  CHECK(right == threads * calls);
  CHECK(peer.seen().size() == threads * calls);
}

TEST_CASE("redirects are not followed") {
  HttpPeer peer([](const Seen&) { return Answer{302, "", {{"Location", "/elsewhere"}}}; });
  const auto reply = make_transport()->post(call_to(peer.url("/")));
  REQUIRE(reply);
  CHECK(reply->status == 302);
  CHECK(peer.seen().size() == 1);
}

TEST_CASE("what cannot be sent is refused before anything is sent") {
  HttpPeer peer(echo);
  HttpCall call = call_to(peer.url("/"));
  SECTION("an address that isn't http") {
    call.url = "ftp://127.0.0.1/";
  }
  SECTION("an address with user information") {
    call.url = "http://a@127.0.0.1/";
  }
  SECTION("a token with a line break") {
    call.bearer = "xoxb\r\nEvil: 1";
  }
  SECTION("a content type with a line break") {
    call.content_type = "a\nb";
  }
  SECTION("a header whose value has a line break") {
    call.headers = {{"X-Good", "1"}, {"X-Bad", GENERATE("1\r\nHost: evil", "1\nEvil: 1", "1\r", "\xc3\xa4")}};
  }
  SECTION("a header whose name is no extension's") {
    const std::string name = GENERATE("", "X-", "Host", "content-length", "Transfer-Encoding",
                                      "Authorization", "X Y", "X-A:", "X-A\r\nEvil", "X-A\n", "X-\xc3\xa4");
    CAPTURE(name);
    call.headers = {{name, "1"}};
  }
  const HttpFailure failure = failure_of(call);
  CHECK(failure.when == HttpFailure::When::before_send);
  CHECK(failure.code == "bad_call");
  CHECK(peer.seen().empty());
}

TEST_CASE("without time left nothing is sent") {
  HttpPeer peer(echo);
  HttpCall call = call_to(peer.url("/"));
  call.deadline = 0ms;
  const HttpFailure failure = failure_of(call);
  CHECK(failure.when == HttpFailure::When::before_send);
  CHECK(failure.code == "timeout");
  CHECK(peer.seen().empty());
}

TEST_CASE("a refused connection is certainly not done") {
  const HttpFailure failure = failure_of(call_to("http://127.0.0.1:" + std::to_string(peers::closed_port())));
  CHECK(failure.when == HttpFailure::When::before_send);
  CHECK(failure.code == "connect");
}

// The peers below never finish by themselves: each of these tests ends only because the deadline does.
TEST_CASE("the deadline ends a call that gets no answer") {
  RawPeer peer([](RawPeer::Connection& connection) {
    connection.read_request();
    connection.wait_until_stopping();
  });
  HttpCall call = call_to(peer.url());
  call.deadline = 100ms;
  const HttpFailure failure = failure_of(call);
  CHECK(failure.when == HttpFailure::When::unknown);
  CHECK(failure.code == "timeout");
}

TEST_CASE("the deadline ends a call whose answer drips for ever") {
  const std::string start = GENERATE("", "HTTP/1.1 200 OK\r\nX-Long: ", "HTTP/1.1 200 OK\r\n\r\n",
                                     "HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n",
                                     "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nfffff\r\n");
  RawPeer peer([&](RawPeer::Connection& connection) {
    connection.read_request();
    connection.send(start);
    while (connection.send("x") && !connection.stopping(5)) {
    }
  });
  HttpCall call = call_to(peer.url());
  call.deadline = 100ms;
  CAPTURE(start);
  const HttpFailure failure = failure_of(call);
  CHECK(failure.when == HttpFailure::When::unknown);
  CHECK(failure.code == "timeout");
}

TEST_CASE("the deadline ends a call that the peer does not read, and it is certainly not done") {
  RawPeer peer([](RawPeer::Connection& connection) { connection.wait_until_stopping(); });
  HttpCall call = call_to(peer.url(), std::string(more_than_buffers, 'x'));
  call.deadline = 200ms;
  const HttpFailure failure = failure_of(call);
  CHECK(failure.when == HttpFailure::When::before_send);
  CHECK(failure.code == "timeout");
}

TEST_CASE("the deadline ends a TLS handshake that drips") {
  RawPeer peer([](RawPeer::Connection& connection) {
    connection.send("\x16\x03\x03\x3f\xff");  // a handshake record of 16 KiB to come
    while (connection.send("x") && !connection.stopping(5)) {
    }
  });
  HttpCall call = call_to("https://127.0.0.1:" + std::to_string(peer.port()) + "/");
  call.deadline = 100ms;
  const HttpFailure failure = failure_of(call);
  CHECK(failure.when == HttpFailure::When::before_send);
  CHECK(failure.code == "timeout");
}

TEST_CASE("an answer that breaks off is ambiguous, and is not asked for twice") {
  const std::string answer = GENERATE(
      "", "HTTP/1.1 200", "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n{\"ok\"", "SSH-2.0-hello\r\n\r\n");
  std::atomic<int> requests{0};
  RawPeer peer([&](RawPeer::Connection& connection) {
    requests += connection.read_request().empty() ? 0 : 1;
    connection.send(answer);
  });
  CAPTURE(answer);
  const HttpFailure failure = failure_of(call_to(peer.url()));
  CHECK(failure.when == HttpFailure::When::unknown);
  CHECK(failure.code == "reset");
  CHECK(requests == 1);
}

TEST_CASE("a kept connection that was closed meanwhile is replaced, and nothing is sent twice") {
  std::atomic<int> requests{0};
  RawPeer peer([&](RawPeer::Connection& connection) {
    requests += connection.read_request().empty() ? 0 : 1;
    connection.send(peers::http_answer("one"));
  });
  const auto transport = make_transport();
  for (int i = 1; i <= 3; ++i) {
    const auto reply = transport->post(call_to(peer.url()));
    REQUIRE(reply);
    CHECK(reply->body == "one");
    peer.wait_closed(i);
  }
  CHECK(requests == 3);
  CHECK(peer.accepted() == 3);
}

TEST_CASE("bytes that nobody asked for are not taken for the next answer") {
  std::promise<void> first_done;
  std::promise<void> forged;
  RawPeer peer([&](RawPeer::Connection& connection) {
    connection.read_request();
    if (connection.index() > 0) {
      connection.send(peers::http_answer("second"));
      return;
    }
    connection.send(peers::http_answer("first"));
    first_done.get_future().wait();
    connection.send(peers::http_answer("forged"));
    forged.set_value();
    connection.wait_until_stopping();
  });
  const auto transport = make_transport();
  const auto first = transport->post(call_to(peer.url()));
  first_done.set_value();
  forged.get_future().wait();
  REQUIRE(first);
  CHECK(first->body == "first");
  const auto second = transport->post(call_to(peer.url()));
  REQUIRE(second);
  CHECK(second->body == "second");
}

TEST_CASE("a request cut short on a kept connection is sent anew on a fresh one") {
  std::atomic<int> whole{0};
  RawPeer peer([&](RawPeer::Connection& connection) {
    whole += connection.read_request().empty() ? 0 : 1;
    connection.send(peers::http_answer("done"));
    if (connection.index() == 0) {
      connection.read_some(1000);
      connection.reset();
      return;
    }
    connection.wait_until_stopping();
  });
  const auto transport = make_transport();
  REQUIRE(transport->post(call_to(peer.url())));
  const auto reply = transport->post(call_to(peer.url(), std::string(more_than_buffers, 'x')));
  REQUIRE(reply);
  CHECK(reply->body == "done");
  CHECK(whole == 2);
  CHECK(peer.accepted() == 2);
}

TEST_CASE("a request cut short on a fresh connection is certainly not done") {
  RawPeer peer([](RawPeer::Connection& connection) {
    connection.read_some(1000);
    connection.reset();
  });
  const HttpFailure failure = failure_of(call_to(peer.url(), std::string(more_than_buffers, 'x')));
  CHECK(failure.when == HttpFailure::When::before_send);
  CHECK(failure.code == "reset");
  CHECK(peer.accepted() == 1);
}

TEST_CASE("an answer beyond the bound is cut off") {
  HttpPeer peer([](const Seen& seen) { return Answer{200, std::string(std::stoul(seen.body), 'x'), {}}; });
  constexpr std::size_t bound = std::size_t{16} * 1024 * 1024;
  const auto transport = make_transport();
  const auto most = transport->post(call_to(peer.url("/"), std::to_string(bound)));
  REQUIRE(most);
  CHECK(most->body.size() == bound);
  const auto more = transport->post(call_to(peer.url("/"), std::to_string(bound + 1)));
  REQUIRE_FALSE(more);
  CHECK(more.error().when == HttpFailure::When::unknown);
  CHECK(more.error().code == "too_large");
}

TEST_CASE("a call may bear less of an answer than others do") {
  HttpPeer peer([](const Seen& seen) { return Answer{200, std::string(std::stoul(seen.body), 'x'), {}}; });
  const auto transport = make_transport();
  HttpCall call = call_to(peer.url("/"), "1000");
  call.max_answer = 1000;
  const auto most = transport->post(call);
  REQUIRE(most);
  CHECK(most->body.size() == 1000);
  call.body = "1001";
  const auto more = transport->post(call);
  REQUIRE_FALSE(more);
  CHECK(more.error().code == "too_large");
}

TEST_CASE("TLS: a certificate that is trusted and names the host") {
  const peers::Certificate certificate("IP:127.0.0.1,DNS:localhost");
  HttpPeer peer(echo, &certificate);
  const auto transport = make_transport({.ca_file = certificate.file()});
  for (int i = 0; i < 5; ++i) {
    const auto reply = transport->post(call_to(peer.url("/"), std::to_string(i)));
    REQUIRE(reply);
    CHECK(reply->body == "got " + std::to_string(i));
  }
  CHECK(peer.connections() == 1);
  CHECK(transport->post(call_to("https://localhost:" + std::to_string(peer.port()) + "/")));
}

TEST_CASE("TLS: to a certificate that is unknown or another's, nothing is sent") {
  const peers::Certificate own("IP:127.0.0.1");
  const peers::Certificate other("DNS:slack.com,IP:127.0.0.2");
  const bool trusted = GENERATE(false, true);
  HttpPeer peer(echo, trusted ? &other : &own);
  const HttpFailure failure = failure_of(call_to(peer.url("/")), {.ca_file = other.file()});
  CHECK(failure.when == HttpFailure::When::before_send);
  CHECK(failure.code == "tls");
  CHECK(peer.seen().empty());
}

TEST_CASE("TLS: a file of certificates that can't be read fails the call") {
  const HttpFailure failure = failure_of(call_to("https://127.0.0.1:1/"), {.ca_file = "/nonexistent/ca.pem"});
  CHECK(failure.when == HttpFailure::When::before_send);
  CHECK(failure.code == "tls");
}

namespace {

/// Passes bytes both ways until either side closes.
void relay(int a, int b) {
  pollfd both[] = {{a, POLLIN, 0}, {b, POLLIN, 0}};
  while (::poll(both, 2, -1) > 0) {
    for (int from = 0; from < 2; ++from) {
      if (both[from].revents == 0) {
        continue;
      }
      char chunk[16384];
      const ssize_t got = ::recv(both[from].fd, chunk, sizeof chunk, 0);
      if (got <= 0 || ::send(both[1 - from].fd, chunk, static_cast<std::size_t>(got), MSG_NOSIGNAL) != got) {
        return;
      }
    }
  }
}

}  // namespace

TEST_CASE("a proxy tunnels https") {
  const peers::Certificate certificate("IP:127.0.0.1");
  HttpPeer peer(echo, &certificate);
  std::atomic<bool> asked{false};
  const std::string established =
      GENERATE("HTTP/1.1 200 Connection established\r\n\r\n",
               "HTTP/1.0 200 Connection Established\r\nConnection: close\r\nProxy-Agent: x\r\n\r\n");
  RawPeer proxy([&](RawPeer::Connection& connection) {
    asked = connection.read_request().starts_with("CONNECT 127.0.0.1:" + std::to_string(peer.port()) +
                                                  " HTTP/1.1\r\n");
    connection.send(established);
    const int target = peers::connect_loopback(peer.port());
    relay(connection.fd(), target);
    ::close(target);
  });
  const auto transport = make_transport({.ca_file = certificate.file(), .proxy = proxy.url()});
  for (int i = 0; i < 3; ++i) {
    const auto reply = transport->post(call_to(peer.url("/"), "x"));
    REQUIRE(reply);
    CHECK(reply->body == "got x");
  }
  CHECK(asked);
  CHECK(proxy.accepted() == 1);
}

TEST_CASE("a proxy that refuses") {
  const std::string refusal =
      GENERATE("HTTP/1.1 403 Forbidden\r\nConnection: close\r\n\r\n", "HTTP/1.1 407 Proxy Auth\r\n\r\n",
               "HTTP/1.1 2000\r\n\r\n", "nonsense\r\n\r\n", "");
  RawPeer proxy([&](RawPeer::Connection& connection) {
    connection.read_request();
    connection.send(refusal);
  });
  CAPTURE(refusal);
  const HttpFailure failure = failure_of(call_to("https://slack.com/api/x"), {.proxy = proxy.url()});
  CHECK(failure.when == HttpFailure::When::before_send);
  CHECK(failure.code == "proxy");
}

TEST_CASE("a proxy that is no http address is refused at once") {
  CHECK_THROWS_AS(make_transport({.proxy = "https://proxy:3128"}), std::invalid_argument);
  CHECK_THROWS_AS(make_transport({.proxy = "proxy:3128"}), std::invalid_argument);
  CHECK_THROWS_AS(make_transport({.proxy = "http://proxy:3128/path"}), std::invalid_argument);
}
