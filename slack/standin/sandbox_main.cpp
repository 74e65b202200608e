// muster-sandbox: a Slack of its own, to try the bot and to practise without a workspace.
//
//   muster-sandbox --listen 8030 --bot http://127.0.0.1:3000/slack/events --play
//
// and beside it the bot, with SLACK_API_URL, SLACK_BOT_TOKEN and SLACK_SIGNING_SECRET as printed at the
// start. Without --play it stays until it is interrupted. Every line that it prints begins with `stand-in| `.
// Exit code: 0 if everything that the play expected appeared, 1 if not, 2 for wrong arguments.
#include <httplib.h>

#include <csignal>
#include <cstdlib>
#include <exception>
#include <iostream>
#include <optional>
#include <string>

#include "slack/standin/play.h"
#include "slack/standin/standin.h"

namespace {

using namespace slack::standin;

struct Arguments {
  Options standin;
  std::string bot, out;
  bool play = false;
};

void print(const std::string& line) {
  std::cout << "stand-in| " << line << std::endl;
}

constexpr const char* usage =
    "usage: muster-sandbox [--listen PORT] [--bot URL] [--play] [--out DIR] [--token TOKEN] [--secret "
    "SECRET]";

std::optional<int> port(const std::string& text) {
  const bool digits =
      !text.empty() && text.size() < 6 && text.find_first_not_of("0123456789") == std::string::npos;
  if (!digits || std::stoi(text) > 65535) return std::nullopt;
  return std::stoi(text);
}

/// None if they make no sense.
std::optional<Arguments> parse(int count, char** values) {
  Arguments out;
  for (int i = 1; i < count; ++i) {
    const std::string name = values[i];
    if (name == "--play") {
      out.play = true;
      continue;
    }
    if (i + 1 >= count) return std::nullopt;
    const std::string value = values[++i];
    if (name == "--bot") {
      out.bot = value;
    } else if (name == "--out") {
      out.out = value;
    } else if (name == "--token") {
      out.standin.token = value;
    } else if (name == "--secret") {
      out.standin.secret = value;
    } else if (const auto number = port(value); name == "--listen" && number) {
      out.standin.port = *number;
    } else {
      return std::nullopt;
    }
  }
  if (out.play && out.bot.empty()) return std::nullopt;
  return out;
}

int play_it(Standin& slack, const Arguments& arguments) {
  print("waiting for the bot to say hello (auth.test)");
  if (!slack.wait_until([&] { return !slack.calls("auth.test").empty(); }, std::chrono::seconds(60))) {
    print("it has not; playing all the same");
  }
  PlayOptions options;
  options.print = print;
  options.render = picture_renderer(slack);
  const auto result = play(slack, options);
  if (!arguments.out.empty()) {
    print(std::to_string(save_files(slack, arguments.out)) + " files saved in " + arguments.out);
  }
  print("");
  print(std::to_string(result.scenes) + " scenes, " + std::to_string(result.expectations) +
        " expectations, " + std::to_string(result.failures.size()) + " missing");
  for (const auto& failure : result.failures) print("MISSING " + failure);
  return result.failures.empty() ? EXIT_SUCCESS : EXIT_FAILURE;
}

/// The bot may still be starting: it needs this Slack for that. False when it isn't there after half a minute.
bool await_bot(const Standin& slack, const std::string& url) {
  const auto path = url.find('/', url.find("//") + 2);
  httplib::Client client(url.substr(0, path));
  client.set_connection_timeout(1);
  for (int i = 0; i < 300; ++i) {
    if (const auto answer = client.Get("/healthz"); answer && answer->status == 200) return true;
    slack.wait_until([] { return false; }, std::chrono::milliseconds(100));
  }
  return false;
}

int run(int count, char** values) {
  const auto arguments = parse(count, values);
  if (!arguments) {
    std::cerr << usage << '\n';
    return 2;
  }
  // Blocked before any thread begins, so that only the wait below gets them.
  sigset_t ends;
  sigemptyset(&ends);
  sigaddset(&ends, SIGINT);
  sigaddset(&ends, SIGTERM);
  if (!arguments->play) pthread_sigmask(SIG_BLOCK, &ends, nullptr);

  Standin slack(arguments->standin);
  print("SLACK_API_URL=" + slack.api_url());
  print("SLACK_BOT_TOKEN=" + slack.bot_token());
  print("SLACK_SIGNING_SECRET=" + slack.signing_secret());
  if (!arguments->bot.empty()) slack.set_bot_url(arguments->bot);
  if (arguments->play) {
    if (await_bot(slack, arguments->bot)) return play_it(slack, *arguments);
    print("MISSING no bot answers at " + arguments->bot);
    return EXIT_FAILURE;
  }
  int signal = 0;
  sigwait(&ends, &signal);
  return EXIT_SUCCESS;
}

}  // namespace

int main(int count, char** values) {
  try {
    return run(count, values);
  } catch (const std::exception& e) {
    std::cerr << "muster-sandbox: " << e.what() << '\n';
    return EXIT_FAILURE;
  }
}
