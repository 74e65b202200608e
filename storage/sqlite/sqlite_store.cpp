#include "storage/sqlite/sqlite_store.h"

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Statement.h>
#include <fmt/core.h>
#include <sys/statvfs.h>

#include <array>
#include <type_traits>
#include <utility>

#include "storage/sqlite/digest.h"
#include "storage/sqlite/erase.h"
#include "storage/sqlite/execute.h"
#include "storage/sqlite/open.h"
#include "storage/sqlite/readers.h"
#include "storage/sqlite/reads.h"
#include "storage/sqlite/rows.h"
#include "storage/sqlite/search.h"
#include "storage/sqlite/tasks.h"
#include "storage/sqlite/writer.h"
#include "storage/sqlite/writes.h"

namespace muster::storage::sqlite {

namespace {

class SqliteStore final : public Store {
 public:
  SqliteStore(SqliteOptions options, std::unique_ptr<InstanceLock> lock, Writer::Runs runs)
      : path_(std::move(options.path)),
        salt_(options.salt ? std::move(options.salt) : Salt([] { return random_bytes(16); })),
        lock_(std::move(lock)),
        writer_(options.read_only
                    ? nullptr
                    : std::make_unique<Writer>(
                          std::make_unique<Connection>(path_, Connection::Mode::read_write, options.vfs),
                          options.max_batch, runs)),
        readers_(path_, options.readers, options.vfs),
        is_on_disk_(options.vfs.empty()) {}

  Result execute(Request request) override {
    if (!writer_ || !writer_->is_stepped()) return Store::execute(std::move(request));
    Result result;
    execute(std::move(request), [&result](Result r) { result = std::move(r); });
    while (writer_->step()) {
    }
    return result;
  }
  void execute(Request request, std::function<void(Result)> done) override {
    if (!writer_) {
      Result refused;
      refused.error = std::make_exception_ptr(read_only_error());
      done(std::move(refused));
      return;
    }
    struct Pending {
      Request request;
      std::function<void(Result)> done;
      Result result;
    };
    auto pending = std::make_shared<Pending>(Pending{std::move(request), std::move(done), {}});
    writer_->submit({[this, pending](Connection& db) {
                       Executed executed = sqlite::execute(db, pending->request, salt_);
                       pending->result = std::move(executed.result);
                       return executed.made_work;
                     },
                     [pending](std::exception_ptr error) {
                       if (error) {
                         pending->result = Result{};
                         pending->result.error = std::move(error);
                       }
                       pending->done(std::move(pending->result));
                     }});
  }

  void count_activity(core::IncidentId incident, core::UserId person, core::Time at) override {
    submit([=](Connection& db) { writes::count_activity(db, incident, person, at); });
  }
  void set_member(core::IncidentId incident, core::UserId person, bool member, core::Time at,
                  Saved done) override {
    submit([=](Connection& db) { writes::set_member(db, incident, person, member, at); }, std::move(done));
  }
  void set_members(core::IncidentId incident, std::vector<core::UserId> people, core::Time at,
                   Saved done) override {
    submit([incident, people = std::move(people),
            at](Connection& db) { writes::set_members(db, incident, people, at); },
           std::move(done));
  }
  void upsert_users(core::WorkspaceId workspace, std::vector<User> users, Saved done) override {
    submit(
        [workspace, users = std::move(users)](Connection& db) { writes::upsert_users(db, workspace, users); },
        std::move(done));
  }
  void set_groups(core::WorkspaceId workspace, std::vector<Group> groups, Saved done) override {
    submit([workspace,
            groups = std::move(groups)](Connection& db) { writes::set_groups(db, workspace, groups); },
           std::move(done));
  }
  void count_bot_post(core::IncidentId incident) override {
    submit([=](Connection& db) { writes::count_bot_post(db, incident); });
  }

  Workspace bind_workspace(const Workspace& seen) override {
    return call([&](Connection& db) { return writes::bind_workspace(db, seen); });
  }
  std::optional<Workspace> only_workspace() override { return readers_.read(reads::only_workspace); }

  std::optional<core::Incident> incident(core::IncidentId id) override {
    return readers_.read([&](Connection& db) -> std::optional<core::Incident> {
      auto head = load_head(db, id);
      if (!head) return std::nullopt;
      return std::move(head->incident);
    });
  }
  std::optional<core::Incident> by_number(core::WorkspaceId workspace, int number) override {
    return readers_.read([&](Connection& db) { return reads::by_number(db, workspace, number); });
  }
  std::vector<core::Incident> in_channel(core::WorkspaceId workspace,
                                         const core::ChannelId& channel) override {
    return readers_.read([&](Connection& db) { return reads::in_channel(db, workspace, channel); });
  }
  std::vector<TodoPlace> todos(core::WorkspaceId workspace, const TodoFilter& filter) override {
    return readers_.read([&](Connection& db) { return reads::todos(db, workspace, filter); });
  }
  std::vector<core::Incident> that_left(core::WorkspaceId workspace,
                                        const core::ChannelId& channel) override {
    return readers_.read([&](Connection& db) { return reads::that_left(db, workspace, channel); });
  }
  std::vector<core::Incident> list(core::WorkspaceId workspace, const IncidentFilter& filter) override {
    return readers_.read([&](Connection& db) { return reads::list(db, workspace, filter); });
  }
  FoundPage search(core::WorkspaceId workspace, const IncidentFilter& filter,
                   std::string_view words) override {
    return readers_.read([&](Connection& db) { return search::find(db, workspace, filter, words); });
  }
  std::vector<core::IncidentId> all_incidents() override { return readers_.read(reads::all_incidents); }
  bool is_insider(const core::Incident& incident, const core::UserId& person) override {
    return readers_.read([&](Connection& db) { return reads::is_insider(db, incident, person); });
  }
  std::optional<core::Time> left_at(core::IncidentId incident, const core::UserId& person) override {
    return readers_.read([&](Connection& db) { return reads::left_at(db, incident, person); });
  }
  std::vector<core::UserId> members(core::IncidentId incident) override {
    return readers_.read([&](Connection& db) { return reads::members(db, incident); });
  }
  EntryPage entries(core::IncidentId incident, core::EntryId before, int limit, bool with_hidden) override {
    return readers_.read(
        [&](Connection& db) { return reads::entries(db, incident, before, limit, with_hidden); });
  }
  std::vector<core::Entry> all_entries(core::IncidentId incident) override {
    return readers_.read([&](Connection& db) { return reads::all_entries(db, incident); });
  }
  std::optional<core::Entry> entry(core::IncidentId incident, core::EntryId id) override {
    return readers_.read([&](Connection& db) { return load_entry(db, incident, id); });
  }
  std::optional<core::Entry> entry_of(core::IncidentId incident, const core::MessageRef& message) override {
    return readers_.read([&](Connection& db) { return load_entry_of(db, incident, message); });
  }
  std::optional<core::Record> record(core::IncidentId incident, std::int64_t seq) override {
    return readers_.read([&](Connection& db) { return reads::record(db, incident, seq); });
  }
  std::vector<core::Record> log(core::IncidentId incident) override {
    return readers_.read([&](Connection& db) { return reads::log(db, incident); });
  }
  std::string chain_head(core::IncidentId incident) override {
    return readers_.read([&](Connection& db) { return reads::chain_head(db, incident); });
  }
  std::string chain_at(core::IncidentId incident, std::int64_t seq) override {
    return readers_.read([&](Connection& db) { return reads::chain_at(db, incident, seq); });
  }
  std::optional<EventPlace> find_hash(std::string_view digits) override {
    return readers_.read([&](Connection& db) { return reads::find_hash(db, digits); });
  }
  std::vector<std::string> audit(core::IncidentId incident) override {
    return readers_.read([&](Connection& db) { return reads::audit(db, incident); });
  }
  std::vector<std::pair<core::UserId, int>> message_counts(core::IncidentId incident) override {
    return readers_.read([&](Connection& db) { return reads::message_counts(db, incident); });
  }
  int bot_posts(core::IncidentId incident) override {
    return readers_.read([&](Connection& db) { return reads::bot_posts(db, incident); });
  }
  std::optional<User> user(core::WorkspaceId workspace, const core::UserId& id) override {
    return readers_.read([&](Connection& db) { return reads::user(db, workspace, id); });
  }
  std::vector<Group> groups(core::WorkspaceId workspace) override {
    return readers_.read([&](Connection& db) { return reads::groups(db, workspace); });
  }
  std::string surface_ref(core::IncidentId incident, core::Surface kind) override {
    return readers_.read([&](Connection& db) { return reads::surface_ref(db, incident, kind); });
  }
  std::vector<Delivery> deliveries(core::IncidentId incident, std::int64_t seq) override {
    return readers_.read([&](Connection& db) { return reads::deliveries(db, incident, seq); });
  }
  std::optional<std::string> known_answer(std::span<const InboxKey> keys, core::Time now) override {
    return readers_.read([&](Connection& db) { return find_known(db, keys, now); });
  }

  void on_work(std::function<void()> wake) override {
    if (writer_) writer_->on_work(std::move(wake));
  }
  std::optional<SurfaceTask> claim_surface(core::Time now, core::Duration lease,
                                           core::Duration rest) override {
    return call([&](Connection& db) { return sqlite::claim_surface(db, now, lease, rest); });
  }
  void finish(const SurfaceTask& task, const std::variant<Shown, Again, Parked>& result) override {
    call([&](Connection& db) { sqlite::finish(db, task, result); });
  }
  std::optional<OneShotTask> claim_one_shot(core::Time now, core::Duration lease) override {
    return call([&](Connection& db) { return sqlite::claim_one_shot(db, now, lease); });
  }
  void finish(const OneShotTask& task, const std::variant<Done, Again, Parked>& result) override {
    call([&](Connection& db) { sqlite::finish(db, task, result); });
  }
  std::optional<core::IncidentId> claim_timer(core::Time now) override {
    // Looked for every second: nothing is due nearly always.
    if (const auto next = next_timer(); !next || *next > now) return std::nullopt;
    return call([&](Connection& db) { return sqlite::claim_timer(db, now); });
  }
  std::optional<core::Time> next_timer() override { return readers_.read(next_timer_of_all); }
  void recheck_timers(core::Time now) override {
    call([&](Connection& db) { sqlite::recheck_timers(db, now); });
  }
  std::vector<std::int64_t> gather_lines(const OneShotTask& task) override {
    return call([&](Connection& db) { return sqlite::gather_lines(db, task); });
  }
  Turn take_turn(core::IncidentId incident, core::Time now, int per_hour) override {
    return call([&](Connection& db) { return writes::take_turn(db, incident, now, per_hour); });
  }
  void give_turn_back(core::IncidentId incident, const Turn& turn) override {
    call([&](Connection& db) { writes::give_turn_back(db, incident, turn); });
  }
  void raise(core::IncidentId incident, std::span<const core::Surface> kinds, core::Time now) override {
    if (!writer_) throw read_only_error();
    writer_->wait_for([&](Connection& db) { return raise_outdated(db, incident, kinds, now); });
  }
  void raise(core::IncidentId incident, std::vector<core::Surface> kinds, core::Time now,
             Saved done) override {
    if (!writer_) return done(std::make_exception_ptr(read_only_error()));
    writer_->submit({[incident, kinds = std::move(kinds), now](Connection& db) {
                       return raise_outdated(db, incident, kinds, now);
                     },
                     std::move(done)});
  }
  std::optional<core::Time> next_due() override { return readers_.read(sqlite::next_due); }
  QueueStats queue_stats() override { return readers_.read(sqlite::queue_stats); }
  std::vector<ParkedTask> parked(int limit) override {
    return readers_.read([&](Connection& db) { return sqlite::parked(db, limit); });
  }
  bool unpark(const std::string& id, Unpark how, core::Time now) override {
    if (!writer_) throw read_only_error();
    bool found = false;
    writer_->wait_for([&](Connection& db) { return found = sqlite::unpark(db, id, how, now); });
    return found;
  }

  std::vector<Erased> erase(const core::UserId& person, bool really, core::Time now) override {
    std::vector<Erased> erased;
    for (const auto incident : all_incidents()) {
      const int texts =
          really ? call([&](Connection& db) { return erase_texts(db, incident, person, true); })
                 : readers_.read([&](Connection& db) { return erase_texts(db, incident, person, false); });
      if (texts == 0) continue;
      erased.push_back({incident, texts});
      if (really) raise(incident, std::array{core::Surface::control, core::Surface::announcement}, now);
    }
    if (!really || erased.empty()) return erased;
    call([](Connection& db) { forget_quotations(db); });
    while (call([](Connection& db) { return search::wipe(db); })) {
    }
    // What was overwritten still stands in the write-ahead log until that is folded in and cut off.
    with_store_errors([&] {
      SQLite::Database db(path_.string(), SQLite::OPEN_READWRITE, 5000);
      SQLite::Statement checkpoint(db, "PRAGMA wal_checkpoint(TRUNCATE)");
      if (!checkpoint.executeStep() || checkpoint.getColumn(0).getInt() != 0) {
        throw StoreError(StoreError::Kind::busy,
                         "erased, but the write-ahead log could not be cut off yet: restart the server");
      }
    });
    return erased;
  }

  void tidy(core::Time now) override {
    call([&](Connection& db) { writes::tidy(db, now); });
  }
  bool make_findable() override {
    // Asked for every few seconds: mostly nothing was written.
    if (!readers_.read(search::is_behind)) return false;
    return call([](Connection& db) { return search::catch_up(db); });
  }
  void clock_moved(core::Duration by, core::Time now) override {
    call([&](Connection& db) { sqlite::clock_moved(db, by, now); });
  }
  void probe() override {
    // A transaction for writing, without anything written; and room for what comes next.
    call([](Connection& /*db*/) {});
    if (!is_on_disk_) return;
    struct statvfs disk {};
    constexpr std::uint64_t enough = std::uint64_t{1} << 20U;
    if (::statvfs(path_.c_str(), &disk) == 0 &&
        static_cast<std::uint64_t>(disk.f_bavail) * disk.f_frsize < enough) {
      throw StoreError(StoreError::Kind::full, fmt::format("less than 1 MiB is free for {}", path_.string()));
    }
  }

  /// There is none in a store for reading only.
  Writer& writer() { return *writer_; }

 private:
  static StoreError read_only_error() {
    return {StoreError::Kind::read_only, "the database was opened for reading only"};
  }

  void submit(std::function<void(Connection&)> work, Saved done = {}) {
    if (!writer_) {
      if (done) done(std::make_exception_ptr(read_only_error()));
      return;
    }
    writer_->submit({[work = std::move(work)](Connection& db) {
                       work(db);
                       return false;
                     },
                     std::move(done)});
  }
  template <class F>
  auto call(F&& work) -> std::invoke_result_t<F, Connection&> {
    if (!writer_) throw read_only_error();
    return writer_->call(std::forward<F>(work));
  }

  const std::filesystem::path path_;
  const Salt salt_;
  // Freed last: the writer still finishes what was accepted.
  const std::unique_ptr<InstanceLock> lock_;
  const std::unique_ptr<Writer> writer_;
  Readers readers_;
  const bool is_on_disk_;
};

std::unique_ptr<SqliteStore> open_as(SqliteOptions options, std::span<const Migration> history,
                                     Writer::Runs runs) {
  return with_store_errors([&] {
    if (options.vfs.empty()) options.path = canonical_path(options.path);
    auto lock = prepare_file(options.path, options, history);
    return std::make_unique<SqliteStore>(std::move(options), std::move(lock), runs);
  });
}

}  // namespace

std::unique_ptr<Store> open_with(SqliteOptions options, std::span<const Migration> history) {
  return open_as(std::move(options), history, Writer::Runs::on_a_thread);
}

}  // namespace muster::storage::sqlite

namespace muster::storage {

std::unique_ptr<Store> open_sqlite(SqliteOptions options) {
  return sqlite::open_with(std::move(options), sqlite::migrations());
}

SteppedStore open_sqlite_stepped(SqliteOptions options) {
  auto store = sqlite::open_as(std::move(options), sqlite::migrations(), sqlite::Writer::Runs::stepped);
  auto& writer = store->writer();
  return {std::move(store), [&writer] { writer.step(); }, [&writer] { return writer.waiting(); }};
}

}  // namespace muster::storage
