#include "storage/sqlite/execute.h"

#include <fmt/core.h>

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "core/apply.h"
#include "core/codec.h"
#include "core/likeness.h"
#include "core/timers.h"
#include "core/undo.h"
#include "storage/sqlite/derived.h"
#include "storage/sqlite/digest.h"
#include "storage/sqlite/erase.h"
#include "storage/sqlite/reads.h"
#include "storage/sqlite/rows.h"
#include "storage/sqlite/search.h"
#include "storage/sqlite/tasks.h"

namespace muster::storage::sqlite {

namespace {

/// The state that a command is decided on, and the hash that its events follow.
struct Loaded {
  core::State state;
  std::string chain;
  std::vector<core::Record> log;  ///< for Undo only
};

/// A fresh incident with the next number. It has no row before it is known to be declared.
Loaded start_incident(Connection& db, core::WorkspaceId workspace) {
  Loaded loaded{{}, chain_start(), {}};
  core::Incident& incident = loaded.state.incident;
  incident.workspace = workspace;
  {
    Query number(db, "SELECT last_number + 1 FROM workspace WHERE id = ?1", workspace);
    if (!number.step()) throw StoreError(StoreError::Kind::other, "no such workspace in this file");
    incident.number = static_cast<int>(number.integer(0));
  }
  Query id(db, "SELECT COALESCE(MAX(id), 0) + 1 FROM incident");
  id.step();
  incident.id = core::IncidentId(id.integer(0));
  return loaded;
}

std::optional<Head> head_in(Connection& db, core::WorkspaceId workspace, core::IncidentId id) {
  auto head = load_head(db, id);
  if (head && head->incident.workspace != workspace) head.reset();
  return head;
}

/// What `command` is decided on: the request's own, or what follows from it.
std::optional<Loaded> load(Connection& db, const Request& request, core::IncidentId incident,
                           const core::Command& command) {
  if (std::holds_alternative<core::Declare>(command)) return start_incident(db, request.workspace);
  auto head = head_in(db, request.workspace, incident);
  if (!head) return std::nullopt;
  Loaded loaded{{std::move(head->incident)}, std::move(head->chain), {}};
  const core::Needs needs = core::needs_of(command, loaded.state.incident);
  const auto keep = [&loaded](std::optional<core::Entry> entry) {
    if (entry) loaded.state.entries.emplace(entry->id, std::move(*entry));
  };
  for (const core::EntryId id : needs.entries) keep(load_entry(db, incident, id));
  for (const core::MessageRef& message : needs.messages) {
    keep(load_entry_of(db, incident, message));
  }
  if (!needs.other.empty()) {
    if (auto other = head_in(db, request.workspace, needs.other))
      loaded.state.other = std::move(other->incident);
  }
  if (const auto* undo = std::get_if<core::Undo>(&command)) {
    loaded.log = reads::log(db, incident);
    for (const core::EntryId id : core::entries_to_undo(loaded.log, request.actor, undo->seq, request.now))
      keep(load_entry(db, incident, id));
  }
  return loaded;
}

/// Gives new words their row.
void store_words(Connection& db, core::Words& words, const Salt& salt) {
  if (words.id != 0 || !words.body) return;
  const std::string body = core::encode_text(*words.body);
  const std::string grain = salt();
  run(db, "INSERT INTO text(salt, body) VALUES(?1, ?2)", Blob{grain}, body);
  words.id = db.last_insert_id();
  words.digest = text_digest(grain, body);
}

/// Appends an event's row; gives its hash.
std::string append(Connection& db, core::IncidentId incident, const core::Record& record,
                   const std::string& previous) {
  const std::string body = core::encode_event(record.event);
  const core::Words* words = core::words_of(record.event);
  StoredEvent stored;
  stored.incident = incident.value;
  stored.seq = record.seq;
  stored.kind = core::kind_of(record.event);
  stored.version = core::event_version(record.event);
  stored.occurred_at = core::to_millis(record.occurred_at);
  stored.recorded_at = core::to_millis(record.recorded_at);
  stored.actor = record.actor.value;
  stored.body = body;
  stored.text_id = words ? words->id : 0;
  std::string hash = chain_next(previous, stored);
  run(db,
      "INSERT INTO event(incident, seq, kind, version, occurred_at, recorded_at, actor, body, text_id, hash) "
      "VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
      stored.incident, stored.seq, stored.kind, stored.version, stored.occurred_at, stored.recorded_at,
      stored.actor, stored.body, words ? text_id_of(*words) : std::nullopt, Blob{hash});
  return hash;
}

/// Ids are ASCII. Bytes that are no text would come back otherwise from a row's JSON than from its columns.
core::UserId readable(const core::UserId& id) {
  const auto plain_ascii = [](char c) { return c >= ' ' && c <= '~'; };
  if (std::all_of(id.value.begin(), id.value.end(), plain_ascii)) return id;
  return core::UserId(core::to_plain(core::cleaned(core::plain(id.value))));
}

/// Stores what was decided, and applies it: `outcome` is complete afterwards.
void store_records(Connection& db, Outcome& outcome, std::string chain, const Salt& salt) {
  core::State& after = outcome.after;
  const core::IncidentId id = after.incident.id;
  for (core::Record& record : outcome.records) {
    record.seq = after.incident.version + 1;
    record.actor = readable(record.actor);
    if (core::Words* words = core::words_of(record.event)) store_words(db, *words, salt);
    core::apply(after, record);
  }
  if (outcome.before.incident.version == 0) insert_head(db, after.incident);
  for (const core::Record& record : outcome.records) chain = append(db, id, record, chain);
  for (const auto& [entry_id, entry] : after.entries) {
    const core::Entry* old = outcome.before.entry(entry_id);
    if (old == nullptr || *old != entry) put_entry(db, id, entry);
    if (old != nullptr) search::take_out(db, id, *old, entry);
  }
  search::take_out(db, outcome.before.incident, after.incident);
  update_head(db, outcome.before.incident, after.incident, chain);
  for (const core::Record& record : outcome.records) {
    // Who was in the channel that it left is not in the one that it goes to.
    if (std::holds_alternative<core::MovedToPrivate>(record.event))
      run(db, "DELETE FROM member WHERE incident = ?1", id);
    // Its author took it back: nothing that was made of it may show it any more.
    if (const auto* withdrawn = std::get_if<core::MessageWithdrawn>(&record.event))
      erase_entry(db, id, withdrawn->entry);
    const auto* redacted = std::get_if<core::EntryRedacted>(&record.event);
    if (!redacted) continue;
    erase_entry(db, id, redacted->entry);
    forget_quotations(db);
  }
}

bool waits_for_url(core::OneShot::Kind kind) {
  return kind == core::OneShot::Kind::ready || kind == core::OneShot::Kind::declare_failed ||
         kind == core::OneShot::Kind::respond;
}

/// A response_url and when it was given; an empty one when there is none.
struct AnswerUrl {
  std::string url;
  core::Time at{};
};

AnswerUrl declaration_url(Connection& db, core::IncidentId incident) {
  Query row(db, "SELECT url, at FROM answer_url WHERE incident = ?1", incident);
  if (!row.step()) return {};
  return {row.text(0), row.time(1)};
}

/// Surfaces and one-shots of the events, and the one-shots of the answer. True when something is due.
bool queue_work(Connection& db, const Request& request, const Outcome& outcome, const Answer& answer,
                const Salt& salt) {
  const core::Incident& before = outcome.before.incident;
  const core::Incident& after = outcome.after.incident;
  bool due = false;
  core::Effects effects;
  if (!outcome.records.empty()) {
    if (before.version == 0 && !answer.response_url.empty()) {
      run(db, "INSERT INTO answer_url(incident, url, at) VALUES(?1, ?2, ?3)", after.id, answer.response_url,
          request.now);
    }
    effects = core::effects(before, after, outcome.records);
    due = raise_surfaces(db, after, effects.dirty, request.now);
  }
  const auto add = [&](core::OneShot what, std::string key) {
    AnswerUrl url;
    if (waits_for_url(what.kind)) {
      url = answer.response_url.empty() ? declaration_url(db, after.id)
                                        : AnswerUrl{answer.response_url, request.now};
    }
    NewOneShot one_shot{std::move(key), request.workspace, std::move(what), std::move(url.url), url.at};
    due = add_one_shot(db, after, one_shot, request.now) || due;
  };
  for (core::OneShot& what : effects.one_shots) {
    // The payload tells apart what one event sends several of.
    std::string key = fmt::format("{}:{}:{}:{}:{}", after.id.value, what.seq, core::to_string(what.kind),
                                  what.to.value, what.payload);
    add(std::move(what), std::move(key));
  }
  if (!answer.one_shots.empty()) {
    const std::string request_key = hex(request.keys.empty() ? salt() : key_hash(request.keys.front().key));
    for (std::size_t i = 0; i < answer.one_shots.size(); ++i) {
      add(answer.one_shots[i], fmt::format("answer:{}:{}", request_key, i));
    }
  }
  if (after.version != 0) {
    const auto next = core::next_timer(after, *request.policy);
    const bool ticked = std::holds_alternative<core::Tick>(request.command);
    // A claimed timer stands at when it is to be tried again.
    if (ticked || next != core::next_timer(before, *request.policy)) {
      due = set_timer(db, after.id, next, request.now) || due;
    }
  }
  const bool seen = before.unseen && !after.unseen;
  if (seen || place_of(before) != place_of(after) || before.channel_failed != after.channel_failed) {
    due = unblock(db, after, request.now) || due;
  }
  return due;
}

void remember(Connection& db, const Request& request, const std::string& answer) {
  for (const InboxKey& key : request.keys) {
    const std::string hash = key_hash(key.key);
    run(db,
        "INSERT INTO inbox(hash, expires_at, answer) VALUES(?1, ?2, ?3) ON CONFLICT(hash) DO UPDATE SET "
        "expires_at = excluded.expires_at, answer = excluded.answer",
        Blob{hash}, request.now + key.life, answer);
  }
}

core::Refusal no_incident() {
  return {core::Refusal::Code::no_incident, core::plain("There is no such incident."), {}};
}

/// What was decided for one incident, not stored yet.
struct Decided {
  Outcome outcome;  ///< `after` is still `before`
  std::string chain;
};

/// The command, and what follows from it for another incident: `decided` has the first of them in any case,
/// unless there is no such incident. Nothing may be stored after a refusal.
std::optional<core::Refusal> decide_all(Connection& db, const Request& request,
                                        std::vector<Decided>& decided) {
  std::optional<core::FollowOn> next{{request.incident, request.command}};
  while (next) {
    auto loaded = load(db, request, next->incident, next->command);
    if (!loaded) return no_incident();
    const auto zone_of = [&](const core::UserId& person) {
      const auto user = reads::user(db, request.workspace, person);
      return user ? user->zone : std::string();
    };
    const auto last_said = [&] { return reads::last_said(db, loaded->state.incident.id); };
    const auto open_in = [&](const core::ChannelId& channel) -> std::optional<int> {
      const auto there = reads::in_channel(db, request.workspace, channel);
      if (there.empty() || !core::is_open(there.front().category)) return std::nullopt;
      return there.front().number;
    };
    const auto is_guest = [&](const core::UserId& person) {
      const auto user = reads::user(db, request.workspace, person);
      return user && (user->guest || user->external);
    };
    const auto presence_of = [&](const core::UserId& person) {
      return reads::presence_of(db, loaded->state.incident.id, person);
    };
    auto records = core::decide(loaded->state, next->command, *request.policy,
                                core::Context{request.actor, request.now, loaded->log, zone_of, last_said,
                                              open_in, is_guest, presence_of});
    Decided& one = decided.emplace_back();
    one.chain = std::move(loaded->chain);
    one.outcome.before = std::move(loaded->state);
    one.outcome.after = one.outcome.before;
    if (!records) return std::move(records.error());
    one.outcome.records = std::move(*records);
    next = core::follow_on(one.outcome.before, one.outcome.records);
  }
  return std::nullopt;
}

std::vector<core::Incident> alike(Connection& db, const Request& request, const Outcome& outcome) {
  // What is over goes on in no other.
  if (!core::is_open(outcome.after.incident.category)) return {};
  IncidentFilter filter;
  filter.visible_to = request.actor;
  filter.since = request.now - core::alike_within;
  filter.limit = core::looked_at;
  return core::look_alikes(outcome.after.incident, reads::list(db, request.workspace, filter));
}

}  // namespace

Executed execute(Connection& db, const Request& request, const Salt& salt) {
  Executed executed;
  Result& result = executed.result;
  if (auto known = find_known(db, request.keys, request.now)) {
    result.replayed = true;
    result.answer = std::move(*known);
    return executed;
  }
  if (!request.policy) throw std::logic_error("a request without a policy");

  Outcome& outcome = result.outcome;
  std::vector<Decided> decided;
  if (auto refusal = decide_all(db, request, decided)) {
    outcome.refusal = std::move(refusal);
    if (!decided.empty()) outcome.before = outcome.after = std::move(decided.front().outcome.after);
  } else {
    for (Decided& one : decided) {
      if (!one.outcome.records.empty()) store_records(db, one.outcome, std::move(one.chain), salt);
    }
    outcome = std::move(decided.front().outcome);
    for (std::size_t i = 1; i < decided.size(); ++i) outcome.others.push_back(std::move(decided[i].outcome));
    if (std::holds_alternative<core::Declare>(request.command)) outcome.alike = alike(db, request, outcome);
  }
  // What was not declared is no incident, and its number is the next one's.
  if (outcome.after.incident.version == 0) outcome.before = outcome.after = core::State{};

  Answer answer;
  if (request.answer) answer = request.answer(outcome);
  executed.made_work = queue_work(db, request, outcome, answer, salt);
  for (const Outcome& other : outcome.others) {
    executed.made_work = queue_work(db, request, other, {}, salt) || executed.made_work;
  }
  if (!outcome.refusal || request.remember_refusal) remember(db, request, answer.body);
  result.answer = std::move(answer.body);
  return executed;
}

}  // namespace muster::storage::sqlite
