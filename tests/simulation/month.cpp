#include "tests/simulation/month.h"

#include <fmt/core.h>

#include <algorithm>
#include <deque>
#include <memory>

#include "bot/log.h"
#include "tests/simulation/machine.h"

namespace muster::simulation {

namespace {

constexpr Micros day = 24 * hour;
constexpr int responders = 8;

Plan calm_plan(unsigned seed) {
  Plan plan;
  plan.seed = seed;
  plan.slack_fails = plan.network_fails = plan.crashes = plan.disk_fails = plan.clock_jumps = false;
  return plan;
}

slack::standin::Options slack_options(Timeline& time) {
  slack::standin::Options options;
  options.serve = false;
  options.clock = [&time] { return time.now(); };
  return options;
}

bot::Config config_for(const slack::standin::Standin& slack, const std::string& announce) {
  bot::Config config;
  config.policy = core::default_policy();
  config.api_url = slack.api_url();
  config.announce = announce;
  config.policy.services = {{"checkout", "Checkout"}, {"search", "Search"}, {"login", "Login"}};
  return config;
}

class Play {
 public:
  Play(int incidents, int people, unsigned seed)
      : plan_(calm_plan(seed)), slack_(slack_options(time_)), chance_(seed, "month") {
    bot::log::configure("text", "off");
    for (int i = 0; i < people; ++i) people_.push_back(slack_.add_person(fmt::format("person{}", i)));
    general_ = slack_.add_channel("general", people_);
    announce_ = slack_.add_channel("incidents", people_);
    machine_ = std::make_unique<Machine>(
        time_, slack_, plan_, config_for(slack_, announce_), [](const std::string&) {}, counts_);
    machine_->start();
    const auto begin = time_.now();
    for (int i = 0; i < incidents; ++i) {
      const auto at = begin + chance_.between(hour, 30 * day);
      time_.at(at, [this, i] { declare(i); });
    }
    end_ = begin + 45 * day;  // follow-ups are reminded of a week after they were due
  }

  Month run() {
    while (time_.now() < end_) {
      time_.run(std::min(end_, time_.now() + day), [] { return false; });
      slack_.forget_calls();
    }
    return count();
  }

 private:
  void type(const std::string& who, const std::string& text, const std::string& where) {
    ++month_.acts;
    (void)slack_.people().slash(who, "/incident", text, where);
  }
  void press(const std::string& who, const char* button, const std::string& near) {
    ++month_.acts;
    (void)slack_.people().press(who, {.text = button, .near = near});
  }
  void later(Micros wait, std::function<void()> what) { time_.at(time_.now() + wait, std::move(what)); }
  std::string named(const std::string& who) const {
    return "@" + slack_.world().read([&](const slack::standin::State& s) { return s.people.at(who).name; });
  }

  struct Story {
    std::string number, channel;
    std::vector<std::string> people;  ///< the first leads, the second has comms
    Micros lasts = 0;
    const std::string& one(std::size_t i) const { return people[i % people.size()]; }
  };

  void declare(int i) {
    constexpr const char* what[] = {"checkout", "search", "login"};
    const auto* service = what[chance_.below(3)];
    const auto who = chance_.one_of(people_);
    const auto severity = chance_.one_in(4) ? "" : fmt::format(" --sev {}", 1 + chance_.below(4));
    type(who, fmt::format("declare {} fails number {}{}", service, i, severity), general_);
    later(2 * minute, [this, who, service = std::string(service)] {
      const auto workspace = machine_->workspace().id;
      Story story;
      storage::IncidentFilter filter;
      filter.limit = 1;
      const auto newest = machine_->store().list(workspace, filter);
      if (newest.empty() || newest.front().declared_by.value != who) return;
      story.number = core::reference(newest.front());
      story.channel = newest.front().channel.value;
      story.people.push_back(who);
      while (story.people.size() < responders) story.people.push_back(chance_.one_of(people_));
      story.lasts = chance_.between(30 * minute, 4 * hour);
      ++month_.incidents;
      respond(std::make_shared<Story>(std::move(story)), service);
    });
  }

  void respond(const std::shared_ptr<Story>& story, const std::string& service) {
    const auto in = [this, story](Micros wait, std::size_t who, std::string text) {
      later(wait,
            [this, story, who, text = std::move(text)] { type(story->one(who), text, story->channel); });
    };
    for (std::size_t i = 1; i < story->people.size(); ++i)
      later(chance_.between(minute, 20 * minute), [this, story, i] {
        slack_.people().join(story->one(i), story->channel);
        slack_.people().say(story->one(i), story->channel, "what do we know?");
      });
    // Now and then nobody thinks of it, and is asked.
    in(chance_.one_in(4) ? 9 * minute : minute, 1, "lead");
    if (!chance_.one_in(3)) in(3 * minute, 1, fmt::format("comms {}", named(story->one(2))));
    later(5 * minute, [this, story] { press(story->one(2), "I'll do it", "Comms"); });
    if (!chance_.one_in(3)) in(6 * minute, 0, "summary: carts are lost for some");
    in(4 * minute, 3, "affects " + service);
    in(7 * minute, 1, "severity 2");
    in(8 * minute, 1, fmt::format("action look at the graphs {} in 10m", named(story->one(3))));
    in(9 * minute, 1, fmt::format("action ask the supplier {} in 20m", named(story->one(4))));
    if (!chance_.one_in(3))
      later(15 * minute, [this, story] { press(story->one(3), "Done", "look at the graphs"); });
    later(29 * minute, [this, story] {
      press(story->one(4), chance_.one_in(3) ? "I can't" : "Done", "ask the supplier");
    });
    in(10 * minute, 4, "theory the cache is cold");
    in(12 * minute, 3, "doing roll back");
    in(18 * minute, 3, chance_.one_in(2) ? "result worked" : "result no effect");
    in(19 * minute, 4, "rule out it was off");
    for (Micros at = 20 * minute; at < story->lasts; at += 50 * minute)
      if (!chance_.one_in(4)) in(at, 2, "update: we are still looking, nothing is lost");
    for (Micros at = 25 * minute; at < story->lasts; at += chance_.between(5 * minute, 90 * minute))
      later(at, [this, story] {
        slack_.people().say(chance_.one_of(story->people), story->channel, "still on it");
      });
    in(story->lasts, 1, "resolve: it was the cache");
    in(story->lasts + 5 * minute, 1,
       fmt::format("followup keep the cache warm {} --fix due 5d", named(story->one(3))));
    in(story->lasts + 6 * minute, 2,
       fmt::format("followup tell the customers {} due 3d", named(story->one(5))));
    if (!chance_.one_in(3)) in(story->lasts + day, 1, "export md");
    later(story->lasts + 4 * day, [this, story] {
      if (chance_.one_in(2)) press(story->one(3), "Done", "keep the cache warm");
    });
    later(story->lasts + 2 * day, [this, story] { press(story->one(5), "Done", "tell the customers"); });
  }

  Month count() {
    for (const auto& person : people_) {
      auto& got = month_.people[person];
      const auto screen = slack_.screen(person);
      for (const auto& direct : screen.direct) {
        for (const auto& message : direct.messages) {
          if (message.ephemeral || message.system) continue;
          ++got.messages;
          // What was settled since had something to act on when it came.
          if (!message.buttons.empty() || message.edits > 0) continue;
          ++got.idle;
          got.idle_texts.push_back(message.text);
        }
      }
    }
    slack_.world().read([&](const slack::standin::State& state) {
      for (const auto& [id, channel] : state.channels) {
        if (id == announce_) month_.announced = static_cast<int>(channel.messages.size());
        if (channel.creator != state.names.bot_user) continue;
        std::deque<Micros> hour_of_posts;
        for (const auto& [ts, message] : channel.messages) {
          if (!message.by_app) continue;
          ++month_.posts;
          const auto at = slack::Ts::parse(ts)->millis() * ms;
          while (!hour_of_posts.empty() && hour_of_posts.front() <= at - hour) hour_of_posts.pop_front();
          hour_of_posts.push_back(at);
          month_.busiest = std::max(month_.busiest, static_cast<int>(hour_of_posts.size()));
        }
      }
    });
    const auto screen = slack_.screen(people_.front());
    if (const auto* channel = screen.channel(announce_))
      for (const auto& message : channel->messages)
        month_.digests += message.says("The week in incidents") ? 1 : 0;
    month_.objections = slack_.objections();
    return std::move(month_);
  }

  const Plan plan_;
  Timeline time_;
  slack::standin::Standin slack_;
  Chance chance_;
  Counts counts_;
  Month month_;
  std::vector<std::string> people_;
  std::string general_, announce_;
  std::unique_ptr<Machine> machine_;
  Micros end_ = 0;
};

}  // namespace

Month busy_month(int incidents, int people, unsigned seed) {
  return Play(incidents, people, seed).run();
}

std::string told(const Month& month) {
  std::vector<int> counts;
  int idle = 0, most_idle = 0;
  for (const auto& [id, got] : month.people) {
    counts.push_back(got.messages);
    idle += got.idle;
    most_idle = std::max(most_idle, got.idle);
  }
  std::ranges::sort(counts);
  const auto at = [&](double part) {
    return counts.empty() ? 0
                          : counts[static_cast<std::size_t>(part * static_cast<double>(counts.size() - 1))];
  };
  return fmt::format(
      "{} incidents, {} people, {} acts: {} posts in channels (at most {} in one within an hour), {} "
      "announcements, {} digests\n"
      "direct messages for each person: median {}, 90 % up to {}, most {}; nothing to act on in {}, at most "
      "{} for "
      "one person\n",
      month.incidents, month.people.size(), month.acts, month.posts, month.busiest, month.announced,
      month.digests, at(0.5), at(0.9), at(1.0), idle, most_idle);
}

}  // namespace muster::simulation
