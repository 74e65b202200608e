#include "tests/core/support/debrief_sample.h"

#include <utility>

namespace muster::core::testing {

namespace {

using std::chrono::minutes;

const UserId ada{"U1"};
const UserId bob{"U2"};
const UserId cleo{"U3"};
const UserId grace{"U4"};

Words said(std::int64_t id, Text text) {
  Words result = words(std::move(text));
  result.id = id;
  return result;
}
Words erased(std::int64_t id) {
  Words result;
  result.id = id;
  result.digest = "00";
  return result;
}

Span person(const UserId& id) {
  return {Span::Kind::person, "", id.value};
}
Span literal(std::string text) {
  return {Span::Kind::text, std::move(text), ""};
}

/// Writes the log and the timeline side by side.
class Recorder {
 public:
  explicit Recorder(DebriefInput& input) : in_(input) {}

  /// Records an event; its number is that of the entry which it makes.
  std::int64_t log(Time when, const UserId& actor, Event event) {
    const auto seq = static_cast<std::int64_t>(in_.log.size()) + 1;
    in_.log.push_back({seq, when, when, actor, std::move(event)});
    in_.incident.version = seq;
    return seq;
  }

  Entry& entry(EntryKind kind, Time when, const UserId& author, Event event, Words text = {}) {
    Entry entry;
    entry.id = EntryId{log(when, author, std::move(event))};
    entry.kind = kind;
    entry.occurred_at = when;
    entry.recorded_at = when;
    entry.author = author;
    entry.words = std::move(text);
    in_.entries.push_back(std::move(entry));
    return in_.entries.back();
  }

  void status(Time when, const UserId& who, std::string from, Category from_category, std::string to,
              Category to_category, Words text = {}) {
    StatusChanged event;
    event.from = from;
    event.to = to;
    event.from_category = from_category;
    event.to_category = to_category;
    event.words = text;
    Entry& made = entry(EntryKind::status, when, who, std::move(event), std::move(text));
    made.from = std::move(from);
    made.to = std::move(to);
    in_.incident.status = made.to;
    in_.incident.category = to_category;
    in_.incident.category_since = when;
  }

  void severity(Time when, const UserId& who, std::string from, std::string to, bool lowered, Words text,
                std::optional<Duration> next = std::nullopt) {
    SeverityChanged event{from, to, lowered, text, next};
    Entry& made = entry(EntryKind::severity, when, who, std::move(event), std::move(text));
    made.from = std::move(from);
    made.to = std::move(to);
    in_.incident.severity = made.to;
    in_.incident.severity_since = when;
  }

  void role(Time when, const UserId& by, std::string key, const UserId& user, const UserId& previous = {}) {
    const bool asked = by != user;
    Entry& made = entry(EntryKind::role, when, by, RoleAssigned{key, user, previous, asked});
    made.person = user;
    made.from = previous.value;
    made.key = key;
    in_.incident.roles[std::move(key)] = {user, when, asked};
  }

  void update(Time when, const UserId& who, Words text, std::optional<Duration> next) {
    entry(EntryKind::update, when, who, UpdatePosted{text, next}, text);
    in_.incident.last_update_at = when;
    ++in_.incident.updates;
  }

  Entry& message(Time marked, const UserId& by, Time said_at, const UserId& author, Words text,
                 std::vector<CapturedFile> files = {}) {
    MessageRef ref{ChannelId{"C42"}, std::to_string(to_seconds(said_at)) + ".000100"};
    const std::string captor = "reaction:" + by.value;
    Entry& made = entry(EntryKind::message, said_at, author, CaptureRequested{ref, captor}, text);
    in_.log.back().actor = by;
    in_.log.back().occurred_at = in_.log.back().recorded_at = made.recorded_at = marked;
    Captured captured;
    captured.message = ref;
    captured.permalink = "https://example.slack.com/archives/C42/p" + std::to_string(to_seconds(said_at));
    captured.files = std::move(files);
    captured.captors = {captor};
    captured.pending = false;
    made.captured = std::move(captured);
    const EntryId id = made.id;
    log(marked, UserId{},
        MessageCaptured{id, author, said_at, std::move(text), "", made.captured->permalink,
                        made.captured->files});
    return made;
  }

 private:
  DebriefInput& in_;
};

}  // namespace

Time at(int hour, int minute, int second) {
  return Time{std::chrono::sys_days{std::chrono::year{2026} / 3 / 1}} + std::chrono::hours{hour} +
         minutes{minute} + std::chrono::seconds{second};
}

Policy sample_policy() {
  Policy policy;
  policy.roles = {{"lead", "Lead", "", {}}, {"comms", "Comms", "", {}}, {"scribe", "Scribe", "", {}}};
  policy.severities = {{"sev1", "SEV1", "", "", minutes{30}},
                       {"sev2", "SEV2", "", "", minutes{60}},
                       {"sev3", "SEV3", "", "", minutes{0}},
                       {"sev4", "SEV4", "", "", minutes{0}}};
  policy.statuses = {
      {"triage", "Triage", Category::triage},       {"investigating", "Investigating", Category::active},
      {"fixing", "Fixing", Category::active},       {"monitoring", "Monitoring", Category::mitigated},
      {"resolved", "Resolved", Category::resolved}, {"closed", "Closed", Category::closed}};
  policy.zone = "Europe/Berlin";
  return policy;
}

Entry note(std::int64_t id, Time when, Text text) {
  Entry entry;
  entry.id = EntryId{id};
  entry.kind = EntryKind::note;
  entry.occurred_at = when;
  entry.recorded_at = when;
  entry.author = ada;
  entry.words = said(1000 + id, std::move(text));
  return entry;
}

DebriefInput bare() {
  DebriefInput input;
  Incident& incident = input.incident;
  incident.number = 7;
  incident.title = said(1, plain("Search is slow"));
  incident.severity = "unsure";
  incident.status = "investigating";
  incident.category = Category::active;
  incident.declared_by = ada;
  incident.declared_at = at(2, 17);
  input.names = {{ada, "Ada Lovelace"}};
  input.chain_head = "ab12";
  IncidentDeclared declared;
  declared.number = 7;
  declared.title = incident.title;
  declared.severity = incident.severity;
  declared.status = incident.status;
  Recorder{input}.entry(EntryKind::declared, at(2, 17), ada, declared, incident.title);
  return input;
}

DebriefInput sample() {
  DebriefInput input;
  Incident& incident = input.incident;
  incident.id = IncidentId{1};
  incident.number = 42;
  incident.title = said(1, plain("Checkout returns 500 for a third of customers"));
  incident.severity = "unsure";
  incident.status = "investigating";
  incident.declared_by = ada;
  incident.declared_in = ChannelId{"C1"};
  incident.declared_at = at(2, 17);
  incident.channel = ChannelId{"C42"};
  incident.channel_name = "inc-42-checkout-returns-500";
  input.names = {{ada, "Ada Lovelace"},
                 {bob, "Bob Kahn"},
                 {cleo, "Cleo de Nil"},
                 {grace, "Grace Hopper"},
                 {UserId{"U9"}, "Somebody Uninvolved"}};
  input.messages = {{ada, 31}, {bob, 24}, {cleo, 9}, {grace, 12}};
  input.zones = {{ada, "Europe/Berlin"}, {bob, "America/New_York"}};
  input.chain_head = "9f2c51d0a7e4b6630c18f7be2d94a05571e3c8fb6a90d2147be85cf3096a1d44";
  input.bot_posts = 17;

  Recorder record{input};
  IncidentDeclared declared;
  declared.number = 42;
  declared.title = incident.title;
  declared.severity = "unsure";
  declared.status = "investigating";
  declared.declared_in = incident.declared_in;
  declared.next_update_in = minutes{60};
  record.entry(EntryKind::declared, at(2, 17), ada, declared, incident.title);
  record.log(at(2, 17, 1), {}, ChannelOpened{incident.channel, incident.channel_name});
  record.message(at(2, 19), ada, at(2, 3, 20), grace,
                 said(2, {literal("p99 of checkout is climbing, is anyone on this? "),
                          {Span::Kind::emoji, "eyes", ""}}));
  record.role(at(2, 18, 5), ada, "lead", ada);
  incident.acknowledged_at = at(2, 18, 5);
  record.severity(at(2, 20), ada, "unsure", "sev2", false, {});
  record.role(at(2, 22), ada, "comms", cleo);
  record.severity(at(2, 24), ada, "sev2", "sev1", false, said(3, plain("a third of all carts fail")),
                  minutes{30});
  record.log(at(2, 26, 30), cleo, RoleConfirmed{"comms", cleo});
  record.update(at(2, 35), cleo,
                said(4, plain("We are seeing errors in checkout and are looking into it.\n"
                              "Carts are kept. Next update by 03:05.")),
                minutes{30});
  record.message(
      at(2, 40), bob, at(2, 38, 12), bob,
      said(5, {literal("The pool is exhausted on every "),
               {Span::Kind::code, "payments-db", ""},
               literal(" replica:"),
               {Span::Kind::code_block,
                "FATAL: remaining connection slots are reserved\n  in use 500 | max 500", ""},
               literal("See "),
               {Span::Kind::link, "the dashboard", "https://grafana.example.com/d/42?from=now-1h"}}),
      {{"pool.png", "https://example.slack.com/files/U2/F1/pool.png"}});
  record.status(at(2, 41), ada, "investigating", Category::active, "fixing", Category::active);
  Entry& backdated = record.entry(EntryKind::note, at(2, 9), grace, EntryNoted{},
                                  said(6, plain("Deploy 2026.9 of payments-api went out")));
  backdated.recorded_at = at(2, 52);
  input.log.back().recorded_at = at(2, 52);
  record.update(at(3, 5, 40), cleo, said(7, plain("The cause is known: too many database connections.")),
                minutes{30});
  record.role(at(3, 20), ada, "lead", bob, ada);
  record.log(at(3, 21, 10), bob, RoleConfirmed{"lead", bob});
  Entry& corrected =
      record.entry(EntryKind::note, at(3, 28), bob, EntryNoted{},
                   said(8, {literal("Rolled payments-api back to 2026.8 with "), person(grace)}));
  corrected.edited = true;
  record.update(at(3, 50), cleo, said(9, plain("A fix is out; error rates are falling.")), minutes{30});
  record.status(at(3, 55), bob, "fixing", Category::active, "monitoring", Category::mitigated,
                said(10, plain("error rate below 0.1 %")));
  incident.mitigated_at = at(3, 55);
  record.severity(at(3, 56), bob, "sev1", "sev3", true, said(11, plain("carts work again")));
  Entry& withdrawn =
      record.message(at(3, 58), ada, at(3, 57), grace, said(12, plain("my bad, SECRET-WITHDRAWN")),
                     {{"SECRET-FILE.png", "https://example.slack.com/files/x"}});
  withdrawn.captured->deleted = true;
  record.entry(EntryKind::note, at(4, 1), ada, EntryNoted{}, said(13, plain("SECRET-HIDDEN"))).hidden = true;
  record.entry(EntryKind::note, at(4, 2), bob, EntryNoted{}, erased(14));
  record.status(at(4, 20), bob, "monitoring", Category::mitigated, "resolved", Category::resolved);
  incident.resolved_at = at(4, 20);
  record.status(at(5, 40), grace, "resolved", Category::resolved, "investigating", Category::active,
                said(15, plain("errors are back on one replica")));
  incident.relapses = 1;
  record.status(at(6, 10), bob, "investigating", Category::active, "resolved", Category::resolved,
                said(16, plain("stale pool on replica 3 recycled")));
  incident.final_resolved_at = at(6, 10);
  record.log(at(6, 12), {}, OrnamentFailed{"topic", "ratelimited"});
  record.log(at(6, 13), {}, OrnamentRecovered{"topic"});
  incident.summary =
      said(17, plain("A deploy doubled the database connections of payments-api; the pool ran dry and "
                     "checkout failed until it was rolled back."));
  record.entry(EntryKind::summary, at(7, 0), bob, SummaryChanged{incident.summary}, incident.summary);
  incident.impact =
      said(18, plain("32 % of checkouts failed for 93 minutes.\nNo order was lost or charged twice."));
  record.entry(EntryKind::impact, at(7, 2), bob, ImpactChanged{incident.impact}, incident.impact);
  record.log(at(7, 5), bob, Exported{{"md", "html"}, "channel", false});
  return input;
}

}  // namespace muster::core::testing
