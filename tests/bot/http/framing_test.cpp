#include "bot/http/framing.h"

#include <fmt/format.h>

#include "tests/catch.h"

using namespace muster::bot;

namespace {

HttpLimits small() {
  HttpLimits limits;
  limits.head = 1024;
  limits.body = 100;
  return limits;
}

/// -1: more bytes are needed, 0: a frame, else the status it is refused with.
int verdict(std::string_view bytes, const HttpLimits& limits = small()) {
  const Framing framing = frame_request(bytes, limits);
  if (std::holds_alternative<NeedMore>(framing)) return -1;
  if (const auto* refused = std::get_if<Refused>(&framing)) return refused->status;
  return 0;
}

Frame frame(std::string_view bytes) {
  return std::get<Frame>(frame_request(bytes, small()));
}

std::string with(std::string_view headers, std::string_view first = "POST / HTTP/1.1") {
  return fmt::format("{}\r\nHost: h\r\n{}\r\n", first, headers);
}

}  // namespace

TEST_CASE("a request is framed by its Content-Length") {
  const std::string head = with("Content-Length: 5\r\n");
  const Frame f = frame(head + "hello and more");
  CHECK(f.head == head.size());
  CHECK(f.body == 5);
  CHECK(f.keep_alive);
  CHECK_FALSE(f.head_only);
  CHECK(frame(with("", "HEAD /x HTTP/1.1")).head_only);
  CHECK(frame(with("")).body == 0);
}

TEST_CASE("every beginning of a good head needs more") {
  const std::string head = with("Content-Length: 5\r\nX-A: b\r\n");
  for (std::size_t n = 0; n < head.size(); ++n) {
    INFO(n);
    CHECK(verdict(std::string_view(head).substr(0, n)) == -1);
  }
  CHECK(verdict(head) == 0);
}

TEST_CASE("keep-alive follows the version and the Connection header") {
  CHECK_FALSE(frame(with("Connection: close\r\n")).keep_alive);
  CHECK_FALSE(frame(with("Connection: Upgrade, Close\r\n")).keep_alive);
  CHECK_FALSE(frame("GET / HTTP/1.0\r\n\r\n").keep_alive);
  CHECK(frame("GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n").keep_alive);
  CHECK_FALSE(frame("GET / HTTP/1.0\r\nConnection: keep-alive, close\r\n\r\n").keep_alive);
}

TEST_CASE("what would be read differently elsewhere is refused") {
  CHECK(verdict(with("Content-Length: 3\r\nContent-Length: 5\r\n")) == 400);
  CHECK(verdict(with("Content-Length: 3\r\nContent-Length: 3\r\n")) == 400);
  for (const auto* length : {"abc", "", "+5", "-1", "5, 5", "0x5", "5 5", "5\t6"}) {
    INFO(length);
    CHECK(verdict(with(fmt::format("Content-Length: {}\r\n", length))) == 400);
  }
  CHECK(verdict(with("Transfer-Encoding: chunked\r\n")) == 411);
  CHECK(verdict(with("Content-Length: 3\r\nTransfer-Encoding: chunked\r\n")) == 411);
  CHECK(verdict(with("Transfer-Encoding: identity\r\n")) == 411);
  CHECK(verdict(with("Content-Encoding: gzip\r\n")) == 415);
  CHECK(verdict(with("Content-Encoding: identity\r\n")) == 0);
  CHECK(verdict(with("X : y\r\n")) == 400);
  CHECK(verdict(with("X: y\r\n folded\r\n")) == 400);
  CHECK(verdict(with("X: y\nZ: w\r\n")) == 400);
  CHECK(verdict(with("no colon\r\n")) == 400);
  CHECK(verdict(with(": empty\r\n")) == 400);
  CHECK(verdict(with("Host: other\r\n")) == 400);
  CHECK(verdict("GET / HTTP/1.1\r\n\r\n") == 400);
  CHECK(verdict("GET / HTTP/1.0\r\n\r\n") == 0);
}

TEST_CASE("too much is refused before it is stored") {
  CHECK(verdict(with("Content-Length: 100\r\n")) == 0);
  CHECK(verdict(with("Content-Length: 101\r\n")) == 413);
  CHECK(verdict(with("Content-Length: 99999999999999999999999999\r\n")) == 413);
  CHECK(verdict("GET / HTTP/1.1\r\nX: " + std::string(1100, 'a')) == 431);
  CHECK(verdict(std::string(1100, 'a')) == 431);
  CHECK(verdict(with(std::string(1100, 'a'))) == 431);

  HttpLimits wide;
  wide.head = 1 << 20;
  CHECK(verdict("GET /" + std::string(9000, 'a'), wide) == 414);
  CHECK(verdict(with("X: " + std::string(9000, 'a') + "\r\n"), wide) == 431);
  std::string many;
  for (int i = 0; i < 200; ++i) many += "a: b\r\n";
  CHECK(verdict(with(many), wide) == 431);
}

TEST_CASE("control characters are refused, also behind percent signs") {
  CHECK(verdict(with(std::string("X: a\0b\r\n", 8))) == 400);
  CHECK(verdict(with("X: a\x1b[0m\r\n")) == 400);
  CHECK(verdict(with("X: a\x7f\r\n")) == 400);
  CHECK(verdict(with("X: a\rb\r\n")) == 400);
  CHECK(verdict(with("X: a%0d%0aSet: b\r\n")) == 400);
  CHECK(verdict(with("X: a%0D\r\n")) == 400);
  CHECK(verdict(with("X: %u000d\r\n")) == 400);
  CHECK(verdict(with("X: 100% sure %41 %\r\n")) == 0);
  CHECK(verdict(with("X: a\tb \xc3\xa4\r\n")) == 0);
  CHECK(verdict(with("", "GET /a%00b HTTP/1.1")) == 400);
  CHECK(verdict(with("", "GET /a%20b?c=%2F HTTP/1.1")) == 0);
  CHECK(verdict(with("", "GET /a\xff HTTP/1.1")) == 400);
}

TEST_CASE("only what is served is a request line") {
  CHECK(verdict(with("", "PUT / HTTP/1.1")) == 405);
  CHECK(verdict(with("", "get / HTTP/1.1")) == 405);
  CHECK(verdict(with("", "GET / HTTP/2.0")) == 505);
  CHECK(verdict(with("", "GET / HTTP/1.1 ")) == 400);
  CHECK(verdict(with("", "GET  / HTTP/1.1")) == 400);
  CHECK(verdict(with("", "GET / HTTX/1.1")) == 400);
  CHECK(verdict(with("", "GET http://h/ HTTP/1.1")) == 400);
  CHECK(verdict(with("", "GET /#a HTTP/1.1")) == 400);
  CHECK(verdict(with("", "GET")) == 400);
  CHECK(verdict("\x16\x03\x01\n") == 400);
  CHECK(verdict("GET / HTTP/1.1\n\n") == 400);
}

TEST_CASE("Expect: 100-continue is understood, nothing else is expected") {
  CHECK(frame(with("Expect: 100-Continue\r\nContent-Length: 5\r\n")).expects_continue);
  CHECK(verdict(with("Expect: tea\r\n")) == 417);
}

TEST_CASE("an answer is written with its length and without what would break it") {
  Frame request;
  HttpResponse response{
      200, "application/json", "{}", {{"X-A", "b"}, {"Content-Length", "99"}, {"X-B", "a\r\nSet: c"}}};
  CHECK(write_answer(response, request, true) ==
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\nX-A: b\r\n\r\n{}");
  CHECK(write_answer(response, request, false).find("Connection: close\r\n") != std::string::npos);

  request.http_1_0 = true;
  CHECK(write_answer(response, request, true).find("Connection: keep-alive\r\n") != std::string::npos);

  request.head_only = true;
  CHECK(write_answer(response, request, true).find("{}") == std::string::npos);
  CHECK(write_answer(response, request, true).find("Content-Length: 2\r\n") != std::string::npos);

  CHECK(write_answer({204, "", "", {}}, {}, true) == "HTTP/1.1 204 No Content\r\n\r\n");
  CHECK(write_answer({7, "", "", {}}, {}, true) ==
        "HTTP/1.1 500 Internal Server Error\r\nContent-Length: 0\r\n\r\n");
}
