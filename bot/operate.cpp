#include "bot/operate.h"

#include <fmt/core.h>

#include <algorithm>
#include <vector>

#include "core/debrief.h"
#include "storage/sqlite/sqlite_store.h"
#include "storage/verify.h"

namespace muster::bot {

namespace {

constexpr int most_jobs = 1000;

std::unique_ptr<storage::Store> open_to_read(const std::filesystem::path& database) {
  storage::SqliteOptions options;
  options.path = database;
  options.read_only = true;
  return storage::open_sqlite(std::move(options));
}

std::unique_ptr<storage::Store> open_beside_server(const std::filesystem::path& database) {
  storage::SqliteOptions options;
  options.path = database;
  options.beside_server = true;
  return storage::open_sqlite(std::move(options));
}

std::string counted(std::int64_t count, std::string_view one) {
  return fmt::format("{} {}{}", count, one, count == 1 ? "" : "s");
}

bool is_hash(const std::string& digits) {
  return digits.size() >= 12 && digits.size() <= 64 &&
         std::all_of(digits.begin(), digits.end(), [](unsigned char c) { return std::isxdigit(c) != 0; });
}

/// Where a hash that somebody kept stands, if it stands anywhere.
Told place_of(storage::Store& store, const std::string& hash) {
  if (!is_hash(hash)) return {2, fmt::format("'{}' is no hash: 12 to 64 hexadecimal digits\n", hash)};
  const auto place = store.find_hash(hash);
  if (!place) {
    return {1,
            fmt::format("No log holds {}: it is another database's, or what it stood for was changed or cut "
                        "off.\n",
                        hash)};
  }
  const auto found = storage::verify(store, place->incident);
  return {0, fmt::format("{} is the log of {} up to event {} of {}.\n", hash, found.name, place->seq,
                         found.events)};
}

}  // namespace

Told verify_database(const std::filesystem::path& database, std::optional<int> number,
                     const std::string& against) {
  const auto store = open_to_read(database);
  std::vector<core::IncidentId> incidents;
  if (number) {
    const auto workspace = store->only_workspace();
    const auto incident = workspace ? store->by_number(workspace->id, *number) : std::nullopt;
    if (!incident) return {1, fmt::format("There is no INC-{} in {}.\n", *number, database.string())};
    incidents.push_back(incident->id);
  } else {
    incidents = store->all_incidents();
  }
  Told told;
  std::int64_t faults = 0;
  for (const auto id : incidents) {
    const auto found = storage::verify(*store, id);
    told.text += fmt::format("{:<4}  {:<8}  {:>6}  {}\n", found.faults.empty() ? "ok" : "BAD", found.name,
                             found.events, found.head);
    for (const auto& fault : found.faults) told.text += fmt::format("      {}\n", fault);
    faults += static_cast<std::int64_t>(found.faults.size());
  }
  told.text += fmt::format("{}, {}.\n", counted(static_cast<std::int64_t>(incidents.size()), "incident"),
                           faults == 0 ? std::string("no fault") : counted(faults, "fault"));
  if (faults > 0) {
    told.code = 1;
    told.text += "Keep this file as it is, and restore a backup that verifies.\n";
  }
  if (!against.empty()) {
    const auto where = place_of(*store, against);
    told.text += where.text;
    told.code = std::max(told.code, where.code);
  }
  return told;
}

Told back_up_database(const std::filesystem::path& database, const std::filesystem::path& file) {
  storage::backup_sqlite(database, file);
  const auto incidents = open_to_read(file)->all_incidents().size();
  return {0, fmt::format("{}: {}, checked.\n", std::filesystem::absolute(file).string(),
                         counted(static_cast<std::int64_t>(incidents), "incident"))};
}

Told erase_in_database(const std::filesystem::path& database, const std::string& user, bool really,
                       core::Time now) {
  const auto store = really ? open_beside_server(database) : open_to_read(database);
  const auto erased = store->erase(core::UserId(user), really, now);
  Told told;
  std::int64_t texts = 0;
  for (const auto& each : erased) {
    const auto incident = store->incident(each.incident);
    told.text += fmt::format("{:<8}  {}\n", incident ? core::reference(*incident) : std::string("-"),
                             counted(each.texts, "text"));
    texts += each.texts;
  }
  if (erased.empty()) {
    told.text =
        fmt::format("{} wrote nothing that is stored. Is it the person's id, as in their profile?\n", user);
    told.code = 1;
    return told;
  }
  const auto sum = fmt::format("{} of {} in {}", counted(texts, "text"), user,
                               counted(static_cast<std::int64_t>(erased.size()), "incident"));
  if (!really) {
    told.text += fmt::format("That is {}. Nothing was erased yet: add --yes.\n", sum);
    return told;
  }
  told.text += fmt::format(
      "Erased {}. The logs verify as before (muster verify).\n"
      "Out of reach, and yours to look after: what stands in Slack itself, channel names that were made of "
      "titles, "
      "names of captured files, exports, and copies of the database from before now.\n",
      sum);
  return told;
}

Told jobs_of_database(const std::filesystem::path& database, const JobsWanted& wanted, core::Time now) {
  const auto store =
      wanted.retry.empty() && wanted.drop.empty() ? open_to_read(database) : open_beside_server(database);
  Told told;
  const auto act = [&](const std::vector<std::string>& ids, storage::Unpark how, std::string_view done) {
    std::vector<std::string> all;
    for (const auto& id : ids) {
      if (id != "all") {
        all.push_back(id);
        continue;
      }
      for (const auto& task : store->parked(most_jobs)) all.push_back(task.id);
    }
    for (const auto& id : all) {
      const bool found = store->unpark(id, how, now);
      told.text += found ? fmt::format("{} {}\n", id, done) : fmt::format("nothing is parked as {}\n", id);
      if (!found) told.code = 1;
    }
  };
  act(wanted.retry, storage::Unpark::retry, "is tried again");
  act(wanted.drop, storage::Unpark::drop, "is dropped");

  const auto stats = store->queue_stats();
  told.text += fmt::format("{} and {} wait for Slack", counted(stats.surfaces_behind, "surface"),
                           counted(stats.one_shots_waiting, "message"));
  if (stats.oldest_due && *stats.oldest_due < now)
    told.text += fmt::format(", the oldest for {}", core::format_duration(now - *stats.oldest_due));
  told.text += fmt::format("; {} given up.\n", stats.parked);
  for (const auto& task : store->parked(most_jobs)) {
    const auto incident = store->incident(task.incident);
    told.text += fmt::format("  {:<14}  {:<16}  {:<8}  {}, {}\n", task.id, task.what,
                             incident ? core::reference(*incident) : std::string("-"),
                             counted(task.attempts, "attempt"), task.error);
  }
  if (stats.parked > 0) told.text += "`muster jobs --retry ID` tries one again, `--drop ID` forgets it.\n";
  return told;
}

}  // namespace muster::bot
