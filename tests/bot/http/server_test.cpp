#include "bot/http/server.h"

#include <fmt/format.h>
#include <sys/resource.h>

#include <atomic>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>
#include <vector>

#include "bot/http/front.h"
#include "tests/bot/support/raw_client.h"
#include "tests/catch.h"

using namespace muster::bot;
using namespace std::chrono_literals;
using muster::test::get;
using muster::test::post;
using muster::test::RawAnswer;
using muster::test::RawClient;

namespace {

void echo(const HttpRequest& request, const Respond& respond) {
  respond({200,
           "text/plain",
           fmt::format("{} {}?{} {}", request.method, request.path, request.query, request.body),
           {}});
}

std::unique_ptr<HttpServer> serve(HttpHandler handler, HttpLimits limits = {}) {
  return serve_http("127.0.0.1:0", std::move(handler), limits);
}

/// Answers from a thread of its own, when it is told to.
class LateAnswers {
 public:
  void add(Respond respond) {
    const std::lock_guard lock(mutex_);
    waiting_.push_back(std::move(respond));
    changed_.notify_all();
  }
  void wait_for(std::size_t count) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return waiting_.size() >= count; });
  }
  std::deque<Respond> take() {
    const std::lock_guard lock(mutex_);
    return std::exchange(waiting_, {});
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Respond> waiting_;
};

RawAnswer ask(int port, std::string_view bytes) {
  RawClient client(port);
  client.send(bytes);
  return client.read();
}

}  // namespace

TEST_CASE("a request is answered and the connection kept") {
  const auto server = serve(echo);
  RawClient client(server->port());
  for (const std::string body : {"a=1", "b=2", ""}) {
    REQUIRE(client.send(post(body)));
    const RawAnswer answer = client.read();
    CHECK(answer.status == 200);
    CHECK(answer.body == "POST /slack/events? " + body);
  }
  client.send(get("/healthz?full=1%20"));
  CHECK(client.read().body == "GET /healthz?full=1%20 ");
  client.send("HEAD /healthz HTTP/1.1\r\nHost: h\r\n\r\n" + get("/after"));
  CHECK(client.read(true).headers["content-length"] == "15");
  CHECK(client.read().body == "GET /after? ");
}

TEST_CASE("a handler sees the request as it was sent") {
  HttpRequest seen;
  const auto server = serve([&](HttpRequest request, const Respond& respond) {
    seen = std::move(request);
    respond({});
  });
  const auto before = std::chrono::system_clock::now();
  const std::string body("\0\xff%41+", 6);
  ask(server->port(),
      post(body,
           "X-Slack-Signature: v0=ab\r\nx-slack-signature: second\r\nX-Forwarded-For: 9.9.9.9\r\n"
           "REMOTE_ADDR: 1.2.3.4\r\nRange: bytes=0-1\r\n"));
  CHECK(seen.method == "POST");
  CHECK(seen.path == "/slack/events");
  CHECK(seen.body == body);
  CHECK(seen.headers["x-slack-signature"] == "v0=ab");
  CHECK(seen.headers.count("remote_addr") == 0);
  CHECK(seen.peer == "127.0.0.1");
  CHECK(seen.received_at >= before);
  CHECK(seen.received_at <= std::chrono::system_clock::now());
}

TEST_CASE("a form of 60,000 bytes is a form") {
  const auto server = serve(echo);
  const std::string body(60000, 'x');
  CHECK(ask(server->port(), post(body)).body.size() == body.size() + 20);
}

TEST_CASE("requests sent without waiting are answered in their order") {
  const auto server = serve(echo);
  RawClient client(server->port());
  std::string all;
  for (int i = 0; i < 50; ++i) all += post(std::to_string(i));
  client.send(all);
  client.end_of_input();
  for (int i = 0; i < 50; ++i) REQUIRE(client.read().body == fmt::format("POST /slack/events? {}", i));
  CHECK(client.closed_by_peer());
}

TEST_CASE("a request may come byte by byte") {
  const auto server = serve(echo);
  RawClient client(server->port());
  for (const char c : "\r\n" + post("slow")) REQUIRE(client.send({&c, 1}));
  CHECK(client.read().body == "POST /slack/events? slow");
}

TEST_CASE("answers may come later, from another thread, in any order") {
  LateAnswers late;
  HttpLimits one_thread;
  one_thread.threads = 1;
  const auto server =
      serve([&](const HttpRequest&, Respond respond) { late.add(std::move(respond)); }, one_thread);
  std::vector<RawClient> clients;
  for (int i = 0; i < 64; ++i) {
    clients.emplace_back(server->port());
    clients.back().send(get("/"));
  }
  late.wait_for(clients.size());
  std::thread writer([waiting = late.take()] {
    for (auto it = waiting.rbegin(); it != waiting.rend(); ++it) {
      (*it)({200, "text/plain", "late", {}});
      (*it)({200, "text/plain", "twice", {}});
    }
  });
  for (auto& client : clients) CHECK(client.read().body == "late");
  writer.join();
  for (auto& client : clients) client.send(get("/"));
  late.wait_for(clients.size());
  for (auto& respond : late.take()) respond({200, "text/plain", "again", {}});
  for (auto& client : clients) CHECK(client.read().body == "again");
}

TEST_CASE("an answer that is dropped is a 500, and so is an exception, without a word of why") {
  const auto server = serve([](const HttpRequest& request, const Respond& respond) {
    if (request.path == "/throw") throw std::runtime_error("xoxb-secret");
    if (request.path == "/odd") throw 42;  // NOLINT: not an exception class
    if (request.path == "/both") {
      respond({200, "text/plain", "fine", {}});
      throw std::runtime_error("later");
    }
  });
  RawClient client(server->port());
  for (const auto* path : {"/drop", "/throw", "/odd"}) {
    INFO(path);
    client.send(get(path));
    const RawAnswer answer = client.read();
    CHECK(answer.status == 500);
    CHECK(answer.body.empty());
    CHECK(answer.headers.size() == 1);
  }
  client.send(get("/both"));
  CHECK(client.read().body == "fine");
}

TEST_CASE("64 clients at once") {
  std::atomic<int> handled = 0;
  const auto server = serve([&](const HttpRequest& request, const Respond& respond) {
    ++handled;
    echo(request, respond);
  });
  std::atomic<int> good = 0;
  std::vector<std::thread> threads;
  threads.reserve(64);
  for (int t = 0; t < 64; ++t)
    threads.emplace_back([&, t] {
      RawClient client(server->port());
      for (int i = 0; i < 20; ++i) {
        const auto body = fmt::format("{}-{}", t, i);
        client.send(post(body));
        if (client.read().body == "POST /slack/events? " + body) ++good;
      }
    });
  for (auto& thread : threads) thread.join();
  CHECK(good == 64 * 20);
  CHECK(handled == 64 * 20);
}

TEST_CASE("HTTP/1.0 and Connection: close end the connection, keep-alive keeps it") {
  const auto server = serve(echo);
  {
    RawClient client(server->port());
    client.send("GET / HTTP/1.0\r\n\r\n");
    CHECK(client.read().headers["connection"] == "close");
    CHECK(client.closed_by_peer());
  }
  {
    RawClient client(server->port());
    client.send(get("/", "Connection: close\r\n"));
    CHECK(client.read().headers["connection"] == "close");
    CHECK(client.closed_by_peer());
  }
  RawClient client(server->port());
  for (int i = 0; i < 2; ++i) {
    client.send("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
    CHECK(client.read().headers["connection"] == "keep-alive");
  }
}

TEST_CASE("who stops sending is still answered") {
  const auto server = serve(echo);
  RawClient client(server->port());
  client.send(post("last"));
  client.end_of_input();
  CHECK(client.read().body == "POST /slack/events? last");
  CHECK(client.closed_by_peer());
}

#ifdef MUSTER_BOUNDED_FRONT

TEST_CASE("what can't be framed is refused and the connection closed") {
  int calls = 0;
  const auto server = serve([&](const HttpRequest&, const Respond& respond) {
    ++calls;
    respond({});
  });
  const std::string start = "POST /slack/events HTTP/1.1\r\nHost: h\r\n";
  const std::vector<std::pair<std::string, int>> cases{
      {start + "Content-Length: 3\r\nContent-Length: 5\r\n\r\nhello", 400},
      {start + "Content-Length: abc\r\n\r\n", 400},
      {start + "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n", 411},
      {start + "Transfer-Encoding: chunked\r\n\r\n-2\r\n", 411},
      {start + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n", 411},
      {start + "Content-Encoding: gzip\r\nContent-Length: 4\r\n\r\n\x1f\x8b..", 415},
      {start + "Content-Length: 99999999\r\n\r\n", 413},
      {start + "X-A: a%0d%0ab\r\n\r\n", 400},
      {start + "X: " + std::string(20000, 'a'), 431},
      {"DELETE / HTTP/1.1\r\nHost: h\r\n\r\n", 405},
      {"nonsense\r\n\r\n", 400},
  };
  for (const auto& [bytes, status] : cases) {
    INFO(bytes.substr(0, 120));
    RawClient client(server->port());
    client.send(bytes);
    const RawAnswer answer = client.read();
    CHECK(answer.status == status);
    CHECK(answer.body.empty());
    CHECK(client.closed_by_peer());
  }
  CHECK(calls == 0);
}

TEST_CASE("too long a body is refused before it is sent, and the answer arrives while it is sent") {
  const auto server = serve(echo);
  RawClient client(server->port());
  client.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 300000000\r\n\r\n");
  const std::string piece(1 << 16, 'x');
  for (int i = 0; i < 64 && client.send(piece); ++i) {
  }
  CHECK(client.read().status == 413);
}

TEST_CASE("a line without an end is cut off, however much of it is sent") {
  const auto server = serve(echo);
  RawClient client(server->port());
  client.send("GET / HTTP/1.1\r\nX: ");
  const std::string piece(1 << 16, 'x');
  for (int i = 0; i < 64 && client.send(piece); ++i) {
  }
  CHECK(client.read().status == 431);
}

TEST_CASE("Expect: 100-continue is answered before the body is sent") {
  const auto server = serve(echo);
  RawClient client(server->port());
  client.send("POST / HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n");
  CHECK(client.read().status == 100);
  client.send("ok");
  CHECK(client.read().body == "POST /? ok");

  client.send("POST / HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 20000000\r\n\r\n");
  CHECK(client.read().status == 413);
}

TEST_CASE("a drip gets 408, silence is closed, an idle connection too") {
  HttpLimits limits;
  limits.request = 500ms;
  limits.idle = 2s;
  const auto server = serve(echo, limits);

  RawClient silent(server->port());
  RawClient idle(server->port());
  idle.send(get("/"));
  REQUIRE(idle.read().status == 200);

  // Each byte comes in time for a timeout that counts from the last byte; the deadline counts from the first.
  RawClient drip(server->port());
  drip.send("GET / HTTP/1.1\r\nX: ");
  while (!drip.readable_within(10ms)) REQUIRE(drip.send("x"));
  CHECK(drip.read().status == 408);

  RawClient body(server->port());
  body.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nabc");
  CHECK(body.read().status == 408);
  CHECK(body.closed_by_peer());
  CHECK(idle.closed_by_peer());
  CHECK(silent.closed_by_peer());
}

TEST_CASE("1,000 idle connections and 500 half-sent heads keep nobody waiting") {
  rlimit files{};
  ::getrlimit(RLIMIT_NOFILE, &files);
  files.rlim_cur = std::min<rlim_t>(files.rlim_max, 8192);
  ::setrlimit(RLIMIT_NOFILE, &files);
  REQUIRE(files.rlim_cur >= 4096);

  const auto server = serve(echo);
  std::vector<RawClient> idle;
  for (int i = 0; i < 1000; ++i) {
    idle.emplace_back(server->port());
    idle.back().send(get("/"));
    REQUIRE(idle.back().read().status == 200);
  }
  std::vector<RawClient> half;
  for (int i = 0; i < 500; ++i) {
    half.emplace_back(server->port());
    half.back().send("POST / HTTP/1.1\r\nHost: h\r\nContent-Le");
  }
  CHECK(ask(server->port(), post("fresh")).body == "POST /slack/events? fresh");
  idle.front().send(get("/still"));
  CHECK(idle.front().read().body == "GET /still? ");
  half.front().send("ngth: 2\r\n\r\nok");
  CHECK(half.front().read().body == "POST /? ok");
}

TEST_CASE("over the limit of connections the one idle for longest makes room") {
  HttpLimits limits;
  limits.connections = 3;
  const auto server = serve(echo, limits);
  std::vector<RawClient> clients;
  for (int i = 0; i < 3; ++i) {
    clients.emplace_back(server->port());
    clients.back().send(get("/"));
    REQUIRE(clients.back().read().status == 200);
  }
  clients[0].send(get("/"));  // now the second is idle for longest
  REQUIRE(clients[0].read().status == 200);
  CHECK(ask(server->port(), get("/new")).status == 200);
  CHECK(clients[1].closed_by_peer());
  clients[0].send(get("/"));
  CHECK(clients[0].read().status == 200);
}

TEST_CASE("empty lines are no way to keep a connection") {
  HttpLimits limits;
  limits.request = 500ms;
  const auto server = serve(echo, limits);
  RawClient drip(server->port());
  while (!drip.readable_within(10ms)) REQUIRE(drip.send("\r\n"));
  CHECK((drip.read().status == 408 || drip.closed_by_peer()));
  // One is overlooked.
  RawClient client(server->port());
  client.send("\r\n" + get("/"));
  CHECK(client.read().status == 200);
}

TEST_CASE("too much on its way: the largest that isn't complete is refused, the small ones go on") {
  HttpLimits limits;
  limits.buffered = 200'000;
  const auto server = serve(echo, limits);
  RawClient small(server->port());
  small.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\no");
  const auto most_of = [](std::size_t bytes) {
    return "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 900000\r\n\r\n" + std::string(bytes, 'x');
  };
  RawClient large(server->port());
  large.send(most_of(90'000));
  RawClient larger(server->port());
  larger.send(most_of(150'000));
  CHECK(larger.read().status == 503);
  CHECK(ask(server->port(), post("fresh")).body == "POST /slack/events? fresh");
  small.send("k");
  CHECK(small.read().body == "POST /? ok");
}

TEST_CASE("slow requests can't keep the next one out") {
  HttpLimits limits;
  limits.connections = 8;
  const auto server = serve(echo, limits);
  std::vector<RawClient> slow;
  for (int i = 0; i < 8; ++i) {
    slow.emplace_back(server->port());
    slow.back().send("POST / HTTP/1.1\r\nHost: h\r\nContent-Le");
  }
  for (int i = 0; i < 20; ++i) CHECK(ask(server->port(), post("fresh")).status == 200);
}

TEST_CASE("connections that are being answered are never sacrificed") {
  LateAnswers late;
  HttpLimits limits;
  limits.connections = 2;
  const auto server =
      serve([&](const HttpRequest&, Respond respond) { late.add(std::move(respond)); }, limits);
  RawClient first(server->port());
  RawClient second(server->port());
  first.send(get("/"));
  second.send(get("/"));
  late.wait_for(2);
  RawClient third(server->port());
  CHECK(third.closed_by_peer());
  for (auto& respond : late.take()) respond({});
  CHECK(first.read().status == 200);
  CHECK(second.read().status == 200);
}

TEST_CASE("who takes long to read gets all of it; who doesn't read is let go") {
  const std::string big(std::size_t{32} * 1024 * 1024, 'b');  // more than sockets hold
  const auto send_big = [&](const HttpRequest&, const Respond& respond) {
    respond({200, "text/plain", big, {}});
  };
  const auto patient = serve(send_big);
  const bool all_of_it = ask(patient->port(), get("/")).body == big;
  CHECK(all_of_it);

  HttpLimits limits;
  limits.request = 300ms;
  limits.idle = 2s;
  const auto strict = serve(send_big, limits);
  RawClient stuck(strict->port());
  stuck.send(get("/"));
  REQUIRE(stuck.readable_within(20s));
  // Its socket is full; after the deadline the server closes, so that the answer ends before its end. An idle
  // connection that comes now lives longer than that deadline, so its end tells when to look.
  RawClient idle(strict->port());
  CHECK(idle.closed_by_peer());
  CHECK(stuck.read().status == 0);
}

TEST_CASE("a client that goes away before its answer costs nothing") {
  LateAnswers late;
  const auto server = serve([&](const HttpRequest&, Respond respond) { late.add(std::move(respond)); });
  {
    RawClient gone(server->port());
    gone.send(get("/"));
    late.wait_for(1);
  }
  RawClient next(server->port());
  next.send(get("/"));
  late.wait_for(2);
  for (auto& respond : late.take()) respond({200, "text/plain", "late", {}});
  CHECK(next.read().body == "late");
}

#endif

TEST_CASE("stopping answers what was received and closes the rest") {
  LateAnswers late;
  auto server = serve([&](const HttpRequest&, Respond respond) { late.add(std::move(respond)); });
  RawClient idle(server->port());
  RawClient waiting(server->port());
  waiting.send(get("/"));
  late.wait_for(1);
  std::thread stopping([&] { server->stop(20s); });
  CHECK(idle.closed_by_peer());  // by now the server is stopping
  for (auto& respond : late.take()) respond({200, "text/plain", "done", {}});
  CHECK(waiting.read().body == "done");
  stopping.join();
  CHECK_THROWS(RawClient(server->port()));
  server->stop(20s);
}

TEST_CASE("stopping waits a moment for what is on its way") {
  HttpLimits limits;
  limits.last_word = 20s;
  auto server = serve(echo, limits);
  RawClient fresh(server->port());
  RawClient kept(server->port());
  kept.send(get("/"));
  REQUIRE(kept.read().status == 200);
  std::thread stopping([&] { server->stop(60s); });
  for (bool listens = true; listens;) {
    try {
      const RawClient another(server->port());
    } catch (const std::exception&) {
      listens = false;
    }
  }
  for (auto* client : {&fresh, &kept}) {
    client->send(post("on its way"));
    const auto answer = client->read();
    CHECK(answer.body == "POST /slack/events? on its way");
    CHECK(answer.headers.at("connection") == "close");
    CHECK(client->closed_by_peer());
  }
  stopping.join();
}

TEST_CASE("stopping waits no longer than it is told to, and late answers then go nowhere") {
  LateAnswers late;
  auto server = serve([&](const HttpRequest&, Respond respond) { late.add(std::move(respond)); });
  RawClient waiting(server->port());
  waiting.send(get("/"));
  late.wait_for(1);
  server->stop(50ms);
  CHECK(waiting.read().status != 200);
  server.reset();
  for (auto& respond : late.take()) respond({});
}

TEST_CASE("what can't be listened on is said in words") {
  const auto server = serve(echo);
  const auto port = server->port();
  CHECK_THROWS_WITH(serve_http(fmt::format("127.0.0.1:{}", port), echo), Catch::Matchers::Contains("in use"));
  CHECK_THROWS_WITH(serve_http("192.0.2.1:8080", echo), Catch::Matchers::Contains("no such address"));
  for (const auto* listen :
       {"", "8080", "127.0.0.1", "127.0.0.1:", "127.0.0.1:x", "127.0.0.1:70000", ":80"}) {
    INFO(listen);
    CHECK_THROWS_WITH(serve_http(listen, echo), Catch::Matchers::Contains("for example 127.0.0.1:8080"));
  }
}

TEST_CASE("IPv6 addresses are written in brackets") {
  std::unique_ptr<HttpServer> server;
  try {
    server = serve_http("[::1]:0", echo);
  } catch (const std::runtime_error& e) {
    CHECK_THAT(e.what(), Catch::Matchers::Contains("::1"));  // a machine without IPv6
    return;
  }
  CHECK(server->port() > 0);
}

TEST_CASE("the plain server keeps the same promises for well-meaning clients") {
  LateAnswers late;
  const auto server = serve_plain("127.0.0.1", 0,
                                  [&](const HttpRequest& request, Respond respond) {
                                    if (request.path == "/late") return late.add(std::move(respond));
                                    if (request.path == "/throw") throw std::runtime_error("secret");
                                    if (request.path != "/drop") echo(request, respond);
                                  },
                                  {});
  const std::string body(60000, 'x');
  CHECK(ask(server->port(), post(body)).body == "POST /slack/events? " + body);
  CHECK(ask(server->port(), get("/a?b=c")).body == "GET /a?b=c ");
  CHECK(ask(server->port(), get("/drop")).status == 500);
  CHECK(ask(server->port(), get("/throw")).status == 500);
  CHECK(ask(server->port(), get("/throw")).headers.count("exception_what") == 0);
  CHECK(ask(server->port(), post("x", "Transfer-Encoding: chunked\r\n")).status == 411);
  CHECK(ask(server->port(), post("x", "Content-Encoding: gzip\r\n")).status == 415);
  RawClient client(server->port());
  client.send(get("/late"));
  late.wait_for(1);
  late.take().front()({200, "text/plain", "late", {}});
  CHECK(client.read().body == "late");

  RawClient waiting(server->port());
  waiting.send(get("/late"));
  late.wait_for(1);
  server->stop(50ms);
  CHECK(waiting.read().status == 500);
}
