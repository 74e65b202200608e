#include "slack/signature.h"

#include <limits>
#include <vector>

#include "tests/catch.h"

using slack::Verdict;

namespace {

// The worked example of https://docs.slack.dev/authentication/verifying-requests-from-slack
const std::string secret = "8f742231b10e8888abcd99yyyzzz85a5";
const std::string timestamp = "1531420618";
constexpr std::int64_t at = 1531420618;
const std::string body =
    "token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_"
    "name="
    "foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%"
    "2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id="
    "398738663015."
    "47445629121.803a0bc887a14d10d2c447fce8b6703c";
const std::string signature = "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503";

Verdict judge(const std::vector<std::string>& secrets, std::int64_t now = at) {
  return slack::verify(secrets, timestamp, signature, body, now);
}
Verdict judge_headers(std::string_view time, std::string_view sign) {
  return slack::verify(std::vector{secret}, time, sign, body, at);
}

}  // namespace

TEST_CASE("Slack's worked example") {
  CHECK(slack::sign(secret, timestamp, body) == signature);
  CHECK(judge({secret}) == Verdict::genuine);
}

TEST_CASE("A request of another secret, time or body is forged") {
  CHECK(judge({"8f742231b10e8888abcd99yyyzzz85a6"}) == Verdict::forged);
  CHECK(judge({}) == Verdict::forged);
  CHECK(judge_headers("1531420619", signature) == Verdict::forged);
  CHECK(judge_headers("01531420618", signature) == Verdict::forged);
  CHECK(slack::verify(std::vector{secret}, timestamp, signature, body + "&", at) == Verdict::forged);
  CHECK(slack::verify(std::vector{secret}, timestamp, signature, "", at) == Verdict::forged);
}

TEST_CASE("Every digit of the signature counts") {
  for (std::size_t i = 3; i < signature.size(); ++i) {
    auto other = signature;
    other[i] = other[i] == '0' ? '1' : '0';
    CHECK(judge_headers(timestamp, other) == Verdict::forged);
  }
}

TEST_CASE("Several secrets are accepted while one is rotated") {
  CHECK(judge({"new", secret}) == Verdict::genuine);
  CHECK(judge({secret, "new"}) == Verdict::genuine);
  CHECK(judge({"new", "newer"}) == Verdict::forged);
}

TEST_CASE("An empty secret is never accepted") {
  const auto by_nobody = slack::sign("", timestamp, body);
  CHECK(slack::verify(std::vector<std::string>{""}, timestamp, by_nobody, body, at) == Verdict::forged);
  CHECK(slack::verify(std::vector<std::string>{"", secret}, timestamp, by_nobody, body, at) ==
        Verdict::forged);
  CHECK(judge({"", secret}) == Verdict::genuine);
}

TEST_CASE("A request is stale after five minutes, and before them") {
  CHECK(judge({secret}, at + 300) == Verdict::genuine);
  CHECK(judge({secret}, at - 300) == Verdict::genuine);
  CHECK(judge({secret}, at + 301) == Verdict::stale);
  CHECK(judge({secret}, at - 301) == Verdict::stale);
  CHECK(judge({secret}, std::numeric_limits<std::int64_t>::max()) == Verdict::stale);
  CHECK(judge({secret}, std::numeric_limits<std::int64_t>::min()) == Verdict::stale);
}

TEST_CASE("Missing headers") {
  CHECK(judge_headers("", signature) == Verdict::unsigned_);
  CHECK(judge_headers(timestamp, "") == Verdict::unsigned_);
  CHECK(judge_headers("", "") == Verdict::unsigned_);
}

TEST_CASE("Timestamps that Slack would not send are malformed") {
  for (const auto* time : {"x", "-1531420618", "+1531420618", " 1531420618", "1531420618 ", "1531420618.0",
                           "0x5B479B4A", "9223372036854775808", "99999999999999999999999999999999"}) {
    INFO(time);
    CHECK(judge_headers(time, signature) == Verdict::malformed);
  }
  CHECK(judge_headers("9223372036854775807", signature) == Verdict::stale);
}

TEST_CASE("Signatures that Slack would not send are malformed") {
  const auto digits = signature.substr(3);
  for (const auto& sign :
       {digits, "v1=" + digits, "V0=" + digits, signature + "0", signature.substr(0, 66), std::string("v0="),
        "v0=" + std::string(64, 'A'), "v0=" + std::string(64, 'g'), "v0=" + digits.substr(1) + "\n",
        " " + signature.substr(1), "v0=" + std::string(64, '\0')}) {
    INFO(sign);
    CHECK(judge_headers(timestamp, sign) == Verdict::malformed);
  }
}

TEST_CASE("The body is bytes") {
  const std::string bytes("\0\xFF\r\n\x80", 5);
  const auto signed_bytes = slack::sign(secret, timestamp, bytes);
  CHECK(slack::verify(std::vector{secret}, timestamp, signed_bytes, bytes, at) == Verdict::genuine);
  CHECK(slack::verify(std::vector{secret}, timestamp, signed_bytes, bytes.substr(0, 4), at) ==
        Verdict::forged);
}

TEST_CASE("Verdicts have names") {
  CHECK(slack::to_string(Verdict::genuine) == "genuine");
  CHECK(slack::to_string(Verdict::unsigned_) == "unsigned");
  CHECK(slack::to_string(Verdict::malformed) == "malformed");
  CHECK(slack::to_string(Verdict::stale) == "stale");
  CHECK(slack::to_string(Verdict::forged) == "forged");
}
