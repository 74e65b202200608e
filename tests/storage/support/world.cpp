#include "tests/storage/support/world.h"

#include <stdlib.h>  // mkdtemp

#include <stdexcept>
#include <utility>

#include "storage/verify.h"
#include "tests/catch.h"

namespace muster::storage::testing {

TempDir::TempDir() {
  std::string name = (std::filesystem::temp_directory_path() / "muster-storage-XXXXXX").string();
  if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary directory");
  path_ = name;
}
TempDir::~TempDir() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

core::Time at(int seconds) {
  return core::from_millis(1'770'000'000'000) + std::chrono::seconds(seconds);
}

std::shared_ptr<const core::Policy> policy() {
  static const auto one = std::make_shared<const core::Policy>(core::default_policy());
  return one;
}

World::World(Open open) : store(open()), open_(std::move(open)) {
  Workspace seen;
  seen.team = "T1";
  seen.bot_user = "UBOT";
  workspace = store->bind_workspace(seen);
}

World::~World() {
  if (store) CHECK(verify(*store) == std::vector<std::string>{});
}

void World::reopen() {
  store.reset();
  store = open_();
}

Request World::request(core::IncidentId incident, core::Command command, core::Time now) const {
  Request request;
  request.workspace = workspace.id;
  request.incident = incident;
  request.actor = core::UserId("U1");
  request.command = std::move(command);
  request.now = now;
  request.policy = policy();
  return request;
}

Result World::run(Request request) {
  Result result = store->execute(std::move(request));
  if (result.error) std::rethrow_exception(result.error);
  return result;
}

core::IncidentId World::declare(const std::string& title, core::Time now) {
  const Result result = run({}, a_declaration(title), now);
  REQUIRE_FALSE(result.outcome.refusal);
  return result.outcome.after.incident.id;
}

core::IncidentId World::declare_private(const std::string& title) {
  core::Declare declaration = a_declaration(title);
  declaration.is_private = true;
  const Result result = run({}, declaration);
  REQUIRE_FALSE(result.outcome.refusal);
  return result.outcome.after.incident.id;
}

void World::open_channel(core::IncidentId incident, const std::string& channel, core::Time now) {
  const Result result = run(incident, core::RecordChannel{core::ChannelId(channel), "inc", true}, now);
  REQUIRE_FALSE(result.outcome.refusal);
}

core::EntryId World::note(core::IncidentId incident, const std::string& words, core::Time now) {
  const Result result = run(incident, a_note(words), now);
  REQUIRE_FALSE(result.outcome.refusal);
  return core::EntryId(result.outcome.records.back().seq);
}

std::vector<core::Surface> World::show_everything(core::Time now) {
  std::vector<core::Surface> shown;
  while (const auto task = store->claim_surface(now, std::chrono::seconds(60), {})) {
    shown.push_back(task->kind);
    store->finish(
        *task, Shown{task->wanted, std::string("ref-") + std::string(core::to_string(task->kind)), "hash"});
  }
  return shown;
}

std::vector<core::OneShot::Kind> World::send_everything(core::Time now) {
  std::vector<core::OneShot::Kind> sent;
  while (const auto task = store->claim_one_shot(now, std::chrono::seconds(60))) {
    sent.push_back(task->what.kind);
    store->finish(*task, Done{});
  }
  return sent;
}

void affect(World& world, core::IncidentId incident, const std::vector<std::string>& services,
            core::Time now) {
  auto policy = std::make_shared<core::Policy>(core::default_policy());
  for (const auto& service : services) policy->services.push_back({service, service});
  auto request = world.request(incident, core::SetAffected{services, true}, now);
  request.policy = policy;
  REQUIRE_FALSE(world.run(std::move(request)).outcome.refusal);
}

core::AddNote a_note(const std::string& words) {
  return {core::plain(words), std::nullopt};
}

core::Declare a_declaration(const std::string& title) {
  core::Declare declaration;
  declaration.title = core::plain(title);
  declaration.declared_in = core::ChannelId("C_GENERAL");
  return declaration;
}

}  // namespace muster::storage::testing
