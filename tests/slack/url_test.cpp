#include "slack/url.h"

#include <rapidcheck.h>

#include "tests/catch.h"

using slack::is_slacks;
using slack::parse_url;
using slack::Url;

namespace {

const Url api = *parse_url("https://slack.com/api/");

bool allowed(std::string_view url, const Url& base = api) {
  const auto parsed = parse_url(url);
  return parsed && is_slacks(*parsed, base);
}

}  // namespace

TEST_CASE("an address comes apart into what it says") {
  const auto url = parse_url("HTTPS://Hooks.Slack.COM/commands/T1/2/aB?x=%20");
  REQUIRE(url);
  CHECK(url->https);
  CHECK(url->host == "hooks.slack.com");
  CHECK(url->port == 443);
  CHECK(url->target == "/commands/T1/2/aB?x=%20");

  CHECK(parse_url("http://localhost")->port == 80);
  CHECK(parse_url("http://localhost")->target == "/");
  CHECK(parse_url("http://localhost:8080?a")->target == "/?a");
  CHECK(parse_url("http://localhost:8080?a")->port == 8080);
  CHECK(parse_url("http://[::1]:8080/x")->host == "::1");
  CHECK(parse_url("http://[::1]:8080/x")->port == 8080);
  CHECK(parse_url("https://a/x@y:z")->host == "a");
}

TEST_CASE("what can be read in two ways is no address") {
  for (const char* text : {"",
                           "slack.com",
                           "//slack.com/",
                           "ftp://slack.com/",
                           "javascript:alert(1)",
                           "https:/slack.com",
                           "https://",
                           "https:///x",
                           "https://user@slack.com/",
                           "https://user:pass@slack.com/",
                           "https://slack.com@evil.example/",
                           "https://evil.example\\@slack.com/",
                           "https://evil.example\\.slack.com/",
                           "https://slack.com\\@evil.example/",
                           "https://slack.com/\\x",
                           "https://slack.com:/",
                           "https://slack.com:0/",
                           "https://slack.com:65536/",
                           "https://slack.com:443443/",
                           "https://slack.com:-1/",
                           "https://slack.com:+443/",
                           "https://slack.com:4 43/",
                           "https://slack.com:443:443/",
                           "https://.slack.com/",
                           "https://slack..com/",
                           "https://slack.com./",
                           "https://-slack.com/",
                           "https://slack-.com/",
                           "https://slack.com#.evil.example/",
                           "https://slack.com/#x",
                           "https://sl%61ck.com/",
                           "https://slack.com /",
                           " https://slack.com/",
                           "https://slack.com/a b",
                           "https://slack.com/\r\nX: y",
                           "https://slack.com/\x7f",
                           "https://sl\xc3\xa4k.com/",
                           "https://slack.com/\xc3\xa4",
                           "https://[::1/",
                           "https://[]/",
                           "https://[slack.com]/",
                           "https://[::1]x/",
                           "https://[::1]:/",
                           "https://[fe80::1%25eth0]/",
                           "https://a*b/"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_url(text));
  }
  CHECK_FALSE(parse_url("https://a/" + std::string(10000, 'x')));
  CHECK_FALSE(parse_url("https://" + std::string(64, 'x') + "/"));
  CHECK_FALSE(parse_url(std::string("https://slack.com/\0x", 20)));
}

TEST_CASE("only Slack's hosts are Slack's") {
  CHECK(allowed("https://hooks.slack.com/commands/T1/2/x"));
  CHECK(allowed("https://hooks.slack.com:443/commands/T1/2/x"));
  CHECK(allowed("https://HOOKS.SLACK.COM/x"));
  CHECK(allowed("https://hooks.slack-gov.com/x"));
  CHECK(allowed("https://files.slack.com/upload/v1/x"));
  CHECK(allowed("https://example.slack.com/x"));
  CHECK(allowed("https://slack.com/x"));  // the API's own

  for (const char* url :
       {"http://hooks.slack.com/x", "https://hooks.slack.com:8443/x",
        "https://hooks.slack.com.evil.example/x", "https://evilslack.com/x", "https://hooks-slack.com/x",
        "https://evil.example/hooks.slack.com", "https://evil.example/?hooks.slack.com",
        "https://hooks.slack.com@evil.example/", "https://slack-gov.com/x", "https://slackgov.com/x",
        "https://127.0.0.1/x", "https://[::1]/x", "http://169.254.169.254/latest", "https://hooks.slack.co/x",
        "https://slack.com:80/", "http://slack.com/"}) {
    CAPTURE(url);
    CHECK_FALSE(allowed(url));
  }
}

TEST_CASE("a sandbox's own origin is allowed, and no other port or scheme of it") {
  const Url sandbox = *parse_url("http://127.0.0.1:4003/api/");
  CHECK(allowed("http://127.0.0.1:4003/hook/1", sandbox));
  CHECK(allowed("https://hooks.slack.com/x", sandbox));
  CHECK_FALSE(allowed("http://127.0.0.1:4004/hook/1", sandbox));
  CHECK_FALSE(allowed("https://127.0.0.1:4003/hook/1", sandbox));
  CHECK_FALSE(allowed("http://127.0.0.1/hook/1", sandbox));
  CHECK_FALSE(allowed("http://localhost:4003/hook/1", sandbox));
}

TEST_CASE("any bytes at all") {
  CHECK(rc::check("what parses is printable and has a host", [](const std::string& tail) {
    for (const std::string& text : {tail, "https://" + tail, "https://hooks.slack.com" + tail}) {
      if (const auto url = parse_url(text)) {
        RC_ASSERT(!url->host.empty());
        RC_ASSERT(url->target.starts_with('/'));
        for (const char c : url->host + url->target) {
          RC_ASSERT(c > 0x20 && c < 0x7f);
        }
      }
    }
  }));
}
