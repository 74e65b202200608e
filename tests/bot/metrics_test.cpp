#include "bot/metrics.h"

#include <fmt/format.h>

#include "tests/catch.h"

using namespace muster::bot;
using Catch::Matchers::Contains;
using namespace std::chrono_literals;

TEST_CASE("what is counted is in the text") {
  Metrics metrics;
  metrics.request("slash", "ok");
  metrics.request("slash", "ok");
  metrics.request("event", "forged");
  metrics.acknowledged(3ms);
  metrics.slack_call("chat.postMessage", "ratelimited", 120ms);
  metrics.task("control_message", "done");
  metrics.queue(4, 3, 2, 1500);
  const std::string text = metrics.text();
  CHECK_THAT(text, Contains(R"(muster_requests_total{kind="slash",verdict="ok"} 2)"));
  CHECK_THAT(text, Contains(R"(muster_requests_total{kind="event",verdict="forged"} 1)"));
  CHECK_THAT(text, Contains(R"(muster_acknowledge_seconds_bucket{le="0.0025"} 0)"));
  CHECK_THAT(text, Contains(R"(muster_acknowledge_seconds_bucket{le="0.005"} 1)"));
  CHECK_THAT(text, Contains(R"(muster_slack_calls_total{code="ratelimited",method="chat.postMessage"} 1)"));
  CHECK_THAT(text, Contains(R"(muster_tasks_total{kind="control_message",result="done"} 1)"));
  CHECK_THAT(text, Contains(R"(muster_waiting{what="surfaces"} 4)"));
  CHECK_THAT(text, Contains(R"(muster_waiting{what="one_shots"} 3)"));
  CHECK_THAT(text, Contains(R"(muster_waiting{what="parked"} 2)"));
  CHECK_THAT(text, Contains("muster_oldest_task_seconds 1.5"));
  CHECK_THAT(text, Contains("muster_build_info{version="));
}

TEST_CASE("labels are names, and there is an end to them") {
  Metrics metrics;
  metrics.slack_call("chat.postMessage", "database of \"Customer X\" is down", 1ms);
  for (int i = 0; i < 1000; ++i) metrics.slack_call("chat.postMessage", fmt::format("code_{}", i), 1ms);
  metrics.slack_call("chat.postMessage", "code_1", 1ms);
  const std::string text = metrics.text();
  CHECK_THAT(text, !Contains("Customer"));
  CHECK_THAT(text, !Contains("code_999"));
  CHECK_THAT(text, Contains(R"(code="code_1",method="chat.postMessage"} 2)"));
  CHECK_THAT(text, Contains(R"(code="other")"));
}
