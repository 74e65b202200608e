// What the front is for: attacks that bring down cpp-httplib's own server, each tried on both. The plain one
// must give in, or the attack would prove nothing about ours.
#include <fmt/format.h>
#include <httplib.h>

#include <thread>
#include <vector>

#include "bot/http/server.h"
#include "tests/bot/support/raw_client.h"
#include "tests/catch.h"

#ifdef MUSTER_BOUNDED_FRONT

using namespace muster::bot;
using namespace std::chrono_literals;
using muster::test::get;
using muster::test::post;
using muster::test::RawAnswer;
using muster::test::RawClient;

namespace {

constexpr std::size_t threads = 8;
constexpr std::size_t body_limit = std::size_t{64} * 1024;

/// cpp-httplib as it comes, with a limit for bodies.
class Plain {
 public:
  Plain() {
    server_.new_task_queue = [] { return new httplib::ThreadPool(threads); };
    server_.set_payload_max_length(body_limit);
    const auto echo = [](const httplib::Request& request, httplib::Response& response) {
      if (request.path == "/throw") throw std::runtime_error("xoxb-secret");
      response.set_content(request.path == "/header" ? request.get_header_value("X-A")
                                                     : fmt::format("{} bytes, from {}", request.body.size(),
                                                                   request.get_header_value("REMOTE_ADDR")),
                           "text/plain");
    };
    server_.Get(".*", echo);
    server_.Post(".*", echo);
    port_ = server_.bind_to_any_port("127.0.0.1");
    thread_ = std::thread([this] { server_.listen_after_bind(); });
    while (!server_.is_running()) std::this_thread::yield();
  }
  ~Plain() {
    server_.stop();
    thread_.join();
  }
  Plain(const Plain&) = delete;
  Plain& operator=(const Plain&) = delete;
  int port() const { return port_; }

 private:
  httplib::Server server_;
  int port_ = -1;
  std::thread thread_;
};

std::unique_ptr<HttpServer> front() {
  HttpLimits limits;
  limits.body = body_limit;
  return serve_http(
      "127.0.0.1:0",
      [](const HttpRequest& request, const Respond& respond) {
        if (request.path == "/throw") throw std::runtime_error("xoxb-secret");
        const auto from = request.headers.find("remote_addr");
        respond({200,
                 "text/plain",
                 fmt::format("{} bytes, from {}", request.body.size(),
                             from == request.headers.end() ? request.peer : from->second),
                 {}});
      },
      limits);
}

const std::string start = "POST /slack/events HTTP/1.1\r\nHost: h\r\n";

RawAnswer ask(int port, std::string_view bytes) {
  RawClient client(port);
  client.send(bytes);
  return client.read();
}

/// Is somebody who comes now answered, while `keep` goes on? Ours answers at once; how long the plain one is
/// given is short of the timeouts that free it in the end.
bool is_served(
    int port, std::chrono::milliseconds patience, const std::function<void()>& keep = [] {}) {
  RawClient fresh(port);
  fresh.send(post("fresh"));
  for (auto waited = 0ms; waited < patience; waited += 10ms) {
    keep();
    if (fresh.readable_within(10ms)) return fresh.read().status == 200;
  }
  return false;
}

constexpr auto long_enough = 20s;
constexpr auto starved = 500ms;

std::vector<RawClient> connections(int port, std::size_t count, const std::string& first) {
  std::vector<RawClient> all;
  for (std::size_t i = 0; i < count; ++i) {
    all.emplace_back(port);
    if (!first.empty()) all.back().send(first);
  }
  return all;
}

}  // namespace

TEST_CASE("connections that are idle, silent or slow keep the plain server's threads, and none of ours") {
  const Plain plain;
  const auto ours = front();
  SECTION("idle") {
    for (const bool is_plain : {true, false}) {
      const int port = is_plain ? plain.port() : ours->port();
      auto idle = connections(port, threads, post("first"));
      for (auto& client : idle) REQUIRE(client.read().status == 200);
      CHECK(is_served(port, is_plain ? starved : long_enough) != is_plain);
    }
  }
  SECTION("silent") {
    for (const bool is_plain : {true, false}) {
      const int port = is_plain ? plain.port() : ours->port();
      const auto silent = connections(port, threads, "");
      CHECK(is_served(port, is_plain ? starved : long_enough) != is_plain);
    }
  }
  SECTION("a byte at a time") {
    for (const bool is_plain : {true, false}) {
      const int port = is_plain ? plain.port() : ours->port();
      auto slow = connections(port, threads, start + "X-A: ");
      CHECK(is_served(port, is_plain ? starved : long_enough, [&] {
              for (auto& client : slow) client.send("a");
            }) != is_plain);
    }
  }
}

TEST_CASE("what the plain server takes without an end, ours refuses at its limit") {
  const Plain plain;
  const auto ours = front();
  const std::string piece(body_limit, 'x');

  SECTION("a body in chunks passes by the limit") {
    std::string chunked = start + "Transfer-Encoding: chunked\r\n\r\n";
    for (int i = 0; i < 16; ++i) chunked += fmt::format("{:x}\r\n{}\r\n", piece.size(), piece);
    chunked += "0\r\n\r\n";
    CHECK(ask(plain.port(), chunked).body == fmt::format("{} bytes, from 127.0.0.1", 16 * piece.size()));
    CHECK(ask(ours->port(), chunked).status == 411);
  }
  SECTION("a header without an end") {
    for (const bool is_plain : {true, false}) {
      RawClient client(is_plain ? plain.port() : ours->port());
      client.send("GET / HTTP/1.1\r\nX: ");
      bool taken = true;
      for (int i = 0; i < 64 && taken; ++i) taken = client.send(piece) && !client.readable_within(0ms);
      CHECK(taken == is_plain);
      if (!is_plain) CHECK(client.read().status == 431);
    }
  }
  SECTION("header lines without number") {
    std::string many = "GET / HTTP/1.1\r\nHost: h\r\n";
    for (int i = 0; i < 50'000; ++i) many += fmt::format("X-{}: {}\r\n", i, i);
    many += "\r\n";
    CHECK(ask(plain.port(), many).status == 200);
    CHECK(ask(ours->port(), many).status == 431);
  }
  SECTION("a body that grows when it is unpacked") {
    const std::string zeros(16 * body_limit, '\0');
    std::string packed;
    httplib::detail::gzip_compressor gzip;
    REQUIRE(gzip.compress(zeros.data(), zeros.size(), true, [&](const char* data, std::size_t size) {
      packed.append(data, size);
      return true;
    }));
    const auto bomb =
        start + fmt::format("Content-Encoding: gzip\r\nContent-Length: {}\r\n\r\n", packed.size()) + packed;
    CHECK(ask(plain.port(), bomb).body == fmt::format("{} bytes, from 127.0.0.1", zeros.size()));
    CHECK(ask(ours->port(), bomb).status == 415);
  }
  SECTION("a body over the limit is read to its end before it is refused") {
    for (const bool is_plain : {true, false}) {
      RawClient client(is_plain ? plain.port() : ours->port());
      client.send(start + fmt::format("Content-Length: {}\r\n\r\n", 2 * body_limit));
      CHECK(client.readable_within(is_plain ? std::chrono::milliseconds(starved) : 20000ms) != is_plain);
    }
  }
}

TEST_CASE("what is read differently elsewhere is taken by the plain server, and refused by ours") {
  const Plain plain;
  const auto ours = front();
  const std::vector<std::pair<std::string, int>> cases{
      {start + "Content-Length: 3\r\nContent-Length: 5\r\n\r\nhello", 400},
      {start + "Content-Length: abc\r\n\r\n", 400},
      {start + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n", 411},
  };
  for (const auto& [bytes, status] : cases) {
    INFO(bytes);
    CHECK(ask(plain.port(), bytes).status == 200);
    CHECK(ask(ours->port(), bytes).status == status);
  }
}

TEST_CASE("the plain server decodes a header to a line break; ours refuses it") {
  const Plain plain;
  const auto ours = front();
  const auto split = get("/header", "X-A: a%0d%0aX-B: b\r\n");
  CHECK(ask(plain.port(), split).body == "a\r\nX-B: b");
  CHECK(ask(ours->port(), split).status == 400);
}

TEST_CASE("the plain server tells strangers what went wrong; ours only that something did") {
  const Plain plain;
  const auto ours = front();
  const auto theirs = ask(plain.port(), get("/throw"));
  CHECK(theirs.headers.at("exception_what") == "xoxb-secret");
  const auto answer = ask(ours->port(), get("/throw"));
  CHECK(answer.status == 500);
  CHECK(answer.headers.count("exception_what") == 0);
}

TEST_CASE("the plain server believes a client that says where it comes from") {
  const Plain plain;
  const auto ours = front();
  const auto forged = get("/", "REMOTE_ADDR: 1.2.3.4\r\n");
  CHECK(ask(plain.port(), forged).body == "0 bytes, from 1.2.3.4");
  CHECK(ask(ours->port(), forged).body == "0 bytes, from 127.0.0.1");
}

TEST_CASE("a second plain server shares the first one's port without a word; ours doesn't start") {
  const Plain plain;
  httplib::Server second;
  CHECK(second.bind_to_port("127.0.0.1", plain.port()));
  const auto ours = front();
  CHECK_THROWS(serve_http(fmt::format("127.0.0.1:{}", ours->port()),
                          [](const HttpRequest&, const Respond& respond) { respond({}); }));
}

#endif
