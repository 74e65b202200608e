#include "slack/standin/world.h"

#include <algorithm>

namespace slack::standin {

namespace {

constexpr std::int64_t a_second = 1000000;

}  // namespace

Clock real_clock() {
  return [] {
    return std::chrono::duration_cast<std::chrono::microseconds>(
               std::chrono::system_clock::now().time_since_epoch())
        .count();
  };
}

bool Channel::has(std::string_view person) const {
  return std::find(members.begin(), members.end(), person) != members.end();
}

State::State(Clock clock, Identity n) : names(std::move(n)), clock_(std::move(clock)) {
  Person bot;
  bot.id = names.bot_user;
  bot.name = names.bot_name;
  bot.bot = true;
  people.emplace(bot.id, bot);
}

// --- ids
// ----------------------------------------------------------------------------------------------------------

void State::object(std::string objection) {
  if (!objection.empty()) objections.push_back(std::move(objection));
}

std::string State::next_id(std::string_view prefix) {
  auto found = counters_.find(prefix);
  if (found == counters_.end()) found = counters_.emplace(std::string(prefix), 0).first;
  auto digits = std::to_string(++found->second);
  if (digits.size() < 4) digits.insert(0, 4 - digits.size(), '0');
  return std::string(prefix) + digits;
}

std::string State::next_ts() {
  last_ts_ = std::max(last_ts_ + 1, clock_());
  auto fraction = std::to_string(last_ts_ % a_second);
  fraction.insert(0, 6 - fraction.size(), '0');
  return std::to_string(last_ts_ / a_second) + "." + fraction;
}

// --- reading
// ------------------------------------------------------------------------------------------------------

const Person* State::person(std::string_view id) const {
  const auto found = people.find(std::string(id));
  return found == people.end() ? nullptr : &found->second;
}

const Channel* State::channel(std::string_view id) const {
  const auto found = channels.find(std::string(id));
  return found == channels.end() ? nullptr : &found->second;
}

const Channel* State::channel_named(std::string_view name) const {
  for (const auto& [id, channel] : channels) {
    if (channel.name == name) return &channel;
  }
  return nullptr;
}

const Group* State::group_with(std::string_view handle) const {
  for (const auto& [id, group] : groups) {
    if (group.handle == handle && group.deleted == 0) return &group;
  }
  return nullptr;
}

const Message* State::message(std::string_view channel_id, std::string_view ts) const {
  const auto* where = channel(channel_id);
  if (where == nullptr) return nullptr;
  const auto found = where->messages.find(std::string(ts));
  return found == where->messages.end() ? nullptr : &found->second;
}

std::vector<const Message*> State::replies(const Channel& channel, std::string_view parent) const {
  std::vector<const Message*> out;
  for (const auto& [ts, message] : channel.messages) {
    if (message.thread == parent) out.push_back(&message);
  }
  return out;
}

std::string State::permalink(const Channel& channel, const Message& message) const {
  std::string digits = message.ts;
  digits.erase(std::remove(digits.begin(), digits.end(), '.'), digits.end());
  auto link = "https://" + names.domain + ".slack.com/archives/" + channel.id + "/p" + digits;
  if (!message.thread.empty()) link += "?thread_ts=" + message.thread + "&cid=" + channel.id;
  return link;
}

void World::touch() {
  {
    const std::lock_guard lock(changed_mutex_);
    ++changes_;
  }
  changed_.notify_all();
}

bool World::wait_until(const std::function<bool()>& so, std::chrono::milliseconds limit) const {
  const auto deadline = std::chrono::steady_clock::now() + limit;
  for (;;) {
    std::uint64_t seen = 0;
    {
      const std::lock_guard lock(changed_mutex_);
      seen = changes_;
    }
    if (so()) return true;
    std::unique_lock lock(changed_mutex_);
    if (!changed_.wait_until(lock, deadline, [&] { return changes_ != seen; })) {
      lock.unlock();
      return so();
    }
  }
}

}  // namespace slack::standin
