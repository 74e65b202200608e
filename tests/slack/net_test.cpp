#include "slack/net.h"

#include <sys/socket.h>
#include <unistd.h>

#include "tests/catch.h"
#include "tests/slack/support/peers.h"

using namespace std::chrono_literals;
using slack::Cutoff;
using slack::Fd;

namespace {

struct Pair {
  Pair() {
    int fds[2];
    REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds) == 0);
    ours = Fd(fds[0]);
    theirs = Fd(fds[1]);
  }
  Fd ours, theirs;
};

}  // namespace

TEST_CASE("a connection is idle until the peer sends or closes") {
  Pair pair;
  CHECK(slack::still_idle(pair.ours.get()));
  SECTION("sends") {
    REQUIRE(::send(pair.theirs.get(), "x", 1, 0) == 1);
  }
  SECTION("closes") {
    pair.theirs = Fd();
  }
  CHECK_FALSE(slack::still_idle(pair.ours.get()));
}

TEST_CASE("a call's socket is shut when its time is up, though the caller closed its own") {
  Cutoff cutoff;
  Pair pair;
  Cutoff::Call call(cutoff, 20ms);
  REQUIRE(call.guard(pair.ours.get()));
  ::close(pair.ours.release());
  char byte = 0;
  CHECK(::recv(pair.theirs.get(), &byte, 1, 0) == 0);  // returns only because of the cut
  CHECK(call.over());
  CHECK(call.left() == 0ms);
}

TEST_CASE("a socket that comes after the time is up is shut at once") {
  Cutoff cutoff;
  Pair first;
  Pair second;
  Cutoff::Call call(cutoff, 1ms);
  char byte = 0;
  REQUIRE(call.guard(first.ours.get()));
  CHECK(::recv(first.ours.get(), &byte, 1, 0) == 0);
  REQUIRE(call.guard(second.ours.get()));
  CHECK(::recv(second.ours.get(), &byte, 1, 0) == 0);
}

TEST_CASE("a later call with an earlier deadline is cut first, and a finished one never") {
  Cutoff cutoff;
  Pair patient;
  Pair hasty;
  Pair finished;
  Cutoff::Call long_call(cutoff, 1h);
  REQUIRE(long_call.guard(patient.ours.get()));
  {
    Cutoff::Call done(cutoff, 1ms);
    REQUIRE(done.guard(finished.ours.get()));
    char byte = 0;
    // Cut while it is under way …
    CHECK(::recv(finished.theirs.get(), &byte, 1, 0) == 0);
  }
  Pair reused;
  {
    Cutoff::Call done(cutoff, 1h);
    REQUIRE(done.guard(reused.ours.get()));
  }
  Cutoff::Call short_call(cutoff, 1ms);
  REQUIRE(short_call.guard(hasty.ours.get()));
  char byte = 0;
  CHECK(::recv(hasty.theirs.get(), &byte, 1, 0) == 0);
  // … and what is not due lives on.
  CHECK(slack::still_idle(patient.theirs.get()));
  CHECK(slack::still_idle(reused.theirs.get()));
  CHECK_FALSE(long_call.over());
}

TEST_CASE("connecting") {
  peers::RawPeer peer([](peers::RawPeer::Connection& connection) { connection.send("hello"); });
  Cutoff cutoff;
  Cutoff::Call call(cutoff, 1h);
  const auto fd = slack::connect_to({"127.0.0.1", peer.port()}, 1h, call);
  REQUIRE(fd);
  char text[5];
  CHECK(::recv(fd->get(), text, sizeof text, MSG_WAITALL) == 5);

  const auto refused = slack::connect_to({"127.0.0.1", peers::closed_port()}, 1h, call);
  REQUIRE_FALSE(refused);
  CHECK(refused.error() == "connect");

  // The name of this host leads to more than one address where there is IPv6; the peer has but one.
  CHECK(slack::connect_to({"localhost", peer.port()}, 1h, call));
}
