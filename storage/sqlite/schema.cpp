#include "storage/sqlite/schema.h"

#include <array>

namespace muster::storage::sqlite {

namespace {

// How many B-trees a click touches, and how randomly, decides how many clicks a second there are. So: rows
// that belong to an incident are clustered by it (WITHOUT ROWID), indexes are partial wherever most rows need
// none, and what is updated at every click (head, version, wanted) stands in no index.
constexpr const char* version_1 = R"sql(
CREATE TABLE workspace(
  id INTEGER PRIMARY KEY,
  team TEXT NOT NULL UNIQUE,
  enterprise TEXT NOT NULL,
  app TEXT NOT NULL,
  bot_user TEXT NOT NULL,
  bot TEXT NOT NULL,
  url TEXT NOT NULL,
  last_number INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE user(
  workspace INTEGER NOT NULL REFERENCES workspace(id),
  id TEXT NOT NULL,
  name TEXT NOT NULL,
  zone TEXT NOT NULL,
  deleted INTEGER NOT NULL,
  guest INTEGER NOT NULL,
  external INTEGER NOT NULL,
  bot INTEGER NOT NULL,
  PRIMARY KEY(workspace, id)
) STRICT, WITHOUT ROWID;

-- place: the channel it lives in; while that could not be made, the one it was declared in; else NULL.
-- chain: hash of its last event.
CREATE TABLE incident(
  id INTEGER PRIMARY KEY,
  workspace INTEGER NOT NULL REFERENCES workspace(id),
  number INTEGER NOT NULL,
  version INTEGER NOT NULL,
  apply_version INTEGER NOT NULL,
  is_open INTEGER NOT NULL,
  is_private INTEGER NOT NULL,
  declared_by TEXT NOT NULL,
  place TEXT,
  head TEXT NOT NULL,
  chain BLOB NOT NULL,
  UNIQUE(workspace, number)
) STRICT;
CREATE INDEX incident_open ON incident(workspace, number) WHERE is_open = 1;
CREATE INDEX incident_place ON incident(workspace, place) WHERE place IS NOT NULL;

-- What people wrote. Erasing sets salt and body to NULL; the row stays, so that its id is never used again.
CREATE TABLE text(
  id INTEGER PRIMARY KEY,
  salt BLOB,
  body TEXT
) STRICT;

CREATE TABLE event(
  incident INTEGER NOT NULL REFERENCES incident(id),
  seq INTEGER NOT NULL,
  kind TEXT NOT NULL,
  version INTEGER NOT NULL,
  occurred_at INTEGER NOT NULL,
  recorded_at INTEGER NOT NULL,
  actor TEXT NOT NULL,
  body TEXT NOT NULL,
  text_id INTEGER REFERENCES text(id),
  hash BLOB NOT NULL,
  PRIMARY KEY(incident, seq)
) STRICT, WITHOUT ROWID;

CREATE TABLE entry(
  incident INTEGER NOT NULL REFERENCES incident(id),
  id INTEGER NOT NULL,
  kind TEXT NOT NULL,
  occurred_at INTEGER NOT NULL,
  hidden INTEGER NOT NULL,
  channel TEXT,
  ts TEXT,
  text_id INTEGER REFERENCES text(id),
  apply_version INTEGER NOT NULL,
  body TEXT NOT NULL,
  PRIMARY KEY(incident, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX entry_time ON entry(incident, occurred_at, id);
CREATE UNIQUE INDEX entry_message ON entry(incident, channel, ts) WHERE ts IS NOT NULL;

CREATE TABLE activity(
  incident INTEGER NOT NULL REFERENCES incident(id),
  person TEXT NOT NULL,
  minute INTEGER NOT NULL,
  kind TEXT NOT NULL,
  count INTEGER NOT NULL,
  PRIMARY KEY(incident, person, minute, kind)
) STRICT, WITHOUT ROWID;

CREATE TABLE member(
  incident INTEGER NOT NULL REFERENCES incident(id),
  person TEXT NOT NULL,
  is_member INTEGER NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY(incident, person)
) STRICT, WITHOUT ROWID;

CREATE TABLE bot_post(
  incident INTEGER PRIMARY KEY REFERENCES incident(id),
  count INTEGER NOT NULL
) STRICT;

-- state: see TaskState. rank: the order in which surfaces that are due together are shown.
-- dirty: raised without a new version. lease: token of the claim that is out, 0 for none; claims: the last one
-- given.
CREATE TABLE surface(
  incident INTEGER NOT NULL REFERENCES incident(id),
  kind TEXT NOT NULL,
  rank INTEGER NOT NULL,
  wanted INTEGER NOT NULL,
  shown INTEGER NOT NULL DEFAULT 0,
  dirty INTEGER NOT NULL DEFAULT 0,
  ref TEXT NOT NULL DEFAULT '',
  hash TEXT NOT NULL DEFAULT '',
  raised_at INTEGER NOT NULL,
  state INTEGER NOT NULL,
  due INTEGER,
  attempts INTEGER NOT NULL DEFAULT 0,
  lease INTEGER NOT NULL DEFAULT 0,
  claims INTEGER NOT NULL DEFAULT 0,
  error TEXT NOT NULL DEFAULT '',
  PRIMARY KEY(incident, kind)
) STRICT, WITHOUT ROWID;
CREATE INDEX surface_due ON surface(due, rank) WHERE state = 3;
CREATE INDEX surface_blocked ON surface(incident) WHERE state = 2;
CREATE INDEX surface_parked ON surface(incident) WHERE state = 1;

-- lane: one-shots of an incident with the same lane are sent one after the other; NULL: on its own.
-- A row is kept after it was sent, so that its key stays unique.
CREATE TABLE one_shot(
  id INTEGER PRIMARY KEY,
  key TEXT NOT NULL UNIQUE,
  workspace INTEGER NOT NULL REFERENCES workspace(id),
  incident INTEGER REFERENCES incident(id),
  kind TEXT NOT NULL,
  seq INTEGER NOT NULL,
  person TEXT NOT NULL,
  channel TEXT NOT NULL,
  ts TEXT NOT NULL,
  payload TEXT NOT NULL,
  response_url TEXT,
  url_at INTEGER,
  lane TEXT,
  priority INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  state INTEGER NOT NULL,
  due INTEGER,
  attempts INTEGER NOT NULL DEFAULT 0,
  lease INTEGER NOT NULL DEFAULT 0,
  claims INTEGER NOT NULL DEFAULT 0,
  error TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX one_shot_due ON one_shot(priority, due, id) WHERE state = 3;
CREATE INDEX one_shot_lane ON one_shot(incident, lane, id) WHERE state >= 2 AND lane IS NOT NULL;
CREATE INDEX one_shot_blocked ON one_shot(incident) WHERE state = 2;
CREATE INDEX one_shot_parked ON one_shot(incident) WHERE state = 1;
CREATE INDEX one_shot_url ON one_shot(url_at) WHERE response_url IS NOT NULL;

-- Where the declaring person waits for the answer that the channel is there.
CREATE TABLE answer_url(
  incident INTEGER PRIMARY KEY REFERENCES incident(id),
  url TEXT NOT NULL,
  at INTEGER NOT NULL
) STRICT;
CREATE INDEX answer_url_at ON answer_url(at);

-- Requests that are known. hash: the first 16 bytes of the key's SHA-256. Hashes fall anywhere, so they stand
-- in a narrow index alone, and the answers one after the other: clustered by hash, each click wrote a page.
CREATE TABLE inbox(
  id INTEGER PRIMARY KEY,
  hash BLOB NOT NULL UNIQUE,
  expires_at INTEGER NOT NULL,
  answer TEXT NOT NULL
) STRICT;
CREATE INDEX inbox_expires ON inbox(expires_at);
)sql";

// waits: how often in a row it was put off without a try that counts, so that the pauses grow.
constexpr const char* version_2 = R"sql(
ALTER TABLE surface ADD COLUMN waits INTEGER NOT NULL DEFAULT 0;
ALTER TABLE one_shot ADD COLUMN waits INTEGER NOT NULL DEFAULT 0;
)sql";

// timer: when the incident has something to do by itself, NULL for never; timer_tries: how often that was
// begun and didn't come to an end.
constexpr const char* version_3 = R"sql(
ALTER TABLE incident ADD COLUMN timer INTEGER;
ALTER TABLE incident ADD COLUMN timer_tries INTEGER NOT NULL DEFAULT 0;
CREATE INDEX incident_timer ON incident(timer) WHERE timer IS NOT NULL;
)sql";

// The chat platform's user groups, as they were last told. people: their ids in order, a space between them.
constexpr const char* version_4 = R"sql(
CREATE TABLE user_group(
  workspace INTEGER NOT NULL REFERENCES workspace(id),
  id TEXT NOT NULL,
  handle TEXT NOT NULL,
  name TEXT NOT NULL,
  people TEXT NOT NULL,
  PRIMARY KEY(workspace, id)
) STRICT, WITHOUT ROWID;
)sql";

// posted: the message that a one-shot became, so that it can be edited, and shown to have arrived.
constexpr const char* version_5 = R"sql(
ALTER TABLE one_shot ADD COLUMN posted TEXT NOT NULL DEFAULT '';
)sql";

// derived: which apply() all rows that are made from the log were made by, at least; files of before knew
// only its first. lines_until: how busy the bot's lines have made the incident's channel.
constexpr const char* version_6 = R"sql(
CREATE TABLE derived(id INTEGER PRIMARY KEY CHECK(id = 1), apply_version INTEGER NOT NULL) STRICT;
INSERT INTO derived(id, apply_version) VALUES(1, 1);
ALTER TABLE bot_post ADD COLUMN lines_until INTEGER NOT NULL DEFAULT 0;
)sql";

// left_place: the channel that it was in before it became private and moved; what was captured there still
// follows its author.
constexpr const char* version_7 = R"sql(
ALTER TABLE incident ADD COLUMN left_place TEXT;
CREATE INDEX incident_left_place ON incident(workspace, left_place) WHERE left_place IS NOT NULL;
)sql";

// What isn't settled, so that it is found by who has it and by when it is due. Made from the heads.
constexpr const char* version_8 = R"sql(
CREATE TABLE todo(
  incident INTEGER NOT NULL REFERENCES incident(id),
  id INTEGER NOT NULL,
  workspace INTEGER NOT NULL REFERENCES workspace(id),
  follow_up INTEGER NOT NULL,
  owner TEXT NOT NULL,
  due INTEGER,
  PRIMARY KEY(incident, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX todo_owner ON todo(workspace, owner);
CREATE INDEX todo_due ON todo(workspace, due) WHERE follow_up = 1 AND due IS NOT NULL;
)sql";

// search: what people wrote, as it is worded now; see storage/sqlite/search.h. searched: up to which event an
// incident's words are in it; files of before have all of theirs still to come. search_wiping: a row as long
// as words that were erased may be left in it.
constexpr const char* version_9 = R"sql(
CREATE VIRTUAL TABLE search USING fts5(body, columnsize = 0, tokenize = 'unicode61 remove_diacritics 2');
ALTER TABLE incident ADD COLUMN searched INTEGER NOT NULL DEFAULT 0;
CREATE INDEX incident_unsearched ON incident(id) WHERE searched < version;
CREATE TABLE search_wiping(id INTEGER PRIMARY KEY CHECK(id = 1), stage INTEGER NOT NULL) STRICT;
)sql";

// rest_until: until then a message that was edited just now isn't edited again.
constexpr const char* version_10 = R"sql(
ALTER TABLE surface ADD COLUMN rest_until INTEGER NOT NULL DEFAULT 0;
)sql";

// wound: follow-ups with a date that aren't settled, of real incidents that everybody may know of, by each
// service that the incident affects. Made from the heads, in files of before by deriving them again.
// updated: of a person, when it became so in the chat platform's time; 0 when nobody says.
constexpr const char* version_11 = R"sql(
CREATE TABLE wound(
  workspace INTEGER NOT NULL REFERENCES workspace(id),
  service TEXT NOT NULL,
  due INTEGER NOT NULL,
  incident INTEGER NOT NULL REFERENCES incident(id),
  id INTEGER NOT NULL,
  PRIMARY KEY(workspace, service, due, incident, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX wound_incident ON wound(incident);
ALTER TABLE user ADD COLUMN updated INTEGER NOT NULL DEFAULT 0;
)sql";

constexpr std::array<Migration, 11> list{{{1, version_1},
                                          {2, version_2},
                                          {3, version_3},
                                          {4, version_4},
                                          {5, version_5},
                                          {6, version_6},
                                          {7, version_7},
                                          {8, version_8},
                                          {9, version_9},
                                          {10, version_10},
                                          {11, version_11}}};

}  // namespace

std::span<const Migration> migrations() {
  return list;
}

}  // namespace muster::storage::sqlite
