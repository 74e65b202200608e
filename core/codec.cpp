// One description of each value's fields serves both directions, so that what is written is what is read.
// Times and durations are milliseconds. A field that is `required` is always written and must be there; one
// that is `maybe` is written unless it is empty. Unknown fields are passed over: a newer version may have
// written them.
#include "core/codec.h"

#include <fmt/format.h>

#include <array>
#include <concepts>
#include <limits>
#include <nlohmann/json.hpp>
#include <type_traits>
#include <utility>

namespace muster::core {
namespace {

using json = nlohmann::json;

template <class T, class U>
concept Is = std::same_as<std::remove_const_t<T>, U>;

// --- fields of the parts
// -------------------------------------------------------------------------------------

void fields(auto& a, Is<Words> auto& v) {
  a.required("id", v.id);
  a.required("digest", v.digest);
}
void fields(auto& a, Is<Span> auto& v) {
  a.required("k", v.kind);
  a.maybe("t", v.text);
  a.maybe("r", v.ref);
}
void fields(auto& a, Is<MessageRef> auto& v) {
  a.required("channel", v.channel);
  a.required("ts", v.ts);
}
void fields(auto& a, Is<CapturedFile> auto& v) {
  a.required("name", v.name);
  a.required("permalink", v.permalink);
}
void fields(auto& a, Is<RoleHolder> auto& v) {
  a.required("user", v.user);
  a.required("since", v.since);
  a.required("asked", v.asked);
}
void fields(auto& a, Is<Waiting> auto& v) {
  a.required("since", v.since);
  a.required("until", v.until);
  a.required("words", v.words);
}
void fields(auto& a, Is<Called> auto& v) {
  a.required("user", v.user);
  a.required("call", v.call);
  a.required("at", v.at);
  a.required("last", v.last);
  a.required("times", v.times);
}
void fields(auto& a, Is<Page> auto& v) {
  a.required("id", v.id);
  a.maybe("by", v.by);
  a.maybe("service", v.service);
  a.maybe("group", v.group);
  a.required("people", v.people);
  a.maybe("next", v.next);
  a.required("over", v.over);
}
void fields(auto& a, Is<HandoffOffer> auto& v) {
  a.required("to", v.to);
  a.required("at", v.at);
  a.required("offer", v.offer);
}
void fields(auto& a, Is<AccessRequest> auto& v) {
  a.required("at", v.at);
  a.required("seq", v.seq);
  a.required("answered", v.answered);
}
void fields(auto& a, Is<Quiet> auto& v) {
  a.required("stage", v.stage);
  a.maybe("stirred_at", v.stirred_at);
  a.maybe("announced_at", v.announced_at);
  a.maybe("plan", v.plan);
}
void fields(auto& a, Is<KeyMoment> auto& v) {
  a.required("entry", v.entry);
  a.required("at", v.at);
}
void fields(auto& a, Is<Captured> auto& v) {
  a.required("message", v.message);
  a.maybe("thread_ts", v.thread_ts);
  a.maybe("permalink", v.permalink);
  a.maybe("files", v.files);
  a.required("captors", v.captors);
  a.required("pending", v.pending);
  a.required("unreadable", v.unreadable);
  a.required("deleted", v.deleted);
  a.maybe("revision_ts", v.revision_ts);
  a.required("dropped", v.dropped);
}

void fields(auto& a, Is<IncidentLink> auto& v) {
  a.required("incident", v.incident);
  a.required("number", v.number);
  a.maybe("channel", v.channel);
}

// --- fields of the rows
// --------------------------------------------------------------------------------------

void fields(auto& a, Is<Entry> auto& v) {
  a.required("id", v.id);
  a.required("kind", v.kind);
  a.required("occurred_at", v.occurred_at);
  a.required("recorded_at", v.recorded_at);
  a.maybe("author", v.author);
  a.maybe("person", v.person);
  a.maybe("key", v.key);
  a.maybe("from", v.from);
  a.maybe("to", v.to);
  a.maybe("words", v.words);
  a.required("hidden", v.hidden);
  a.required("edited", v.edited);
  a.maybe("captured", v.captured);
}
void fields(auto& a, Is<Incident> auto& v) {
  a.required("id", v.id);
  a.required("workspace", v.workspace);
  a.required("number", v.number);
  a.required("version", v.version);
  a.required("apply_version", v.apply_version);
  a.maybe("title", v.title);
  a.maybe("summary", v.summary);
  a.maybe("impact", v.impact);
  a.required("severity", v.severity);
  a.required("status", v.status);
  a.required("category", v.category);
  a.required("is_private", v.is_private);
  a.required("drill", v.drill);
  a.maybe("declared_by", v.declared_by);
  a.maybe("declared_in", v.declared_in);
  a.required("declared_at", v.declared_at);
  a.maybe("channel", v.channel);
  a.maybe("channel_name", v.channel_name);
  a.required("channel_failed", v.channel_failed);
  a.required("channel_usable", v.channel_usable);
  a.required("roles", v.roles);
  a.maybe("acknowledged_at", v.acknowledged_at);
  a.maybe("mitigated_at", v.mitigated_at);
  a.maybe("resolved_at", v.resolved_at);
  a.maybe("final_resolved_at", v.final_resolved_at);
  a.required("category_since", v.category_since);
  a.required("severity_since", v.severity_since);
  a.required("relapses", v.relapses);
  a.maybe("last_update_at", v.last_update_at);
  a.maybe("next_update_due", v.next_update_due);
  a.maybe("last_update", v.last_update);
  a.required("updates", v.updates);
  a.required("moments", v.moments);
  a.required("failing", v.failing);
  a.maybe("subscribers", v.subscribers);
  a.maybe("overdue", v.overdue);
  a.maybe("paused", v.paused);
  a.maybe("watch_until", v.watch_until);
  a.maybe("snoozed_until", v.snoozed_until);
  a.maybe("nudged", v.nudged);
  a.maybe("merged_into", v.merged_into);
  a.maybe("status_before_merge", v.status_before_merge);
  a.maybe("merged_in", v.merged_in);
  a.maybe("source", v.source);
  a.maybe("source_thread", v.source_thread);
  a.maybe("source_link", v.source_link);
  a.maybe("real_since", v.real_since);
  a.maybe("affected", v.affected);
  a.maybe("roles_filled_at", v.roles_filled_at);
  a.maybe("pages", v.pages);
  a.maybe("last_update_entry", v.last_update_entry);
  a.maybe("last_update_to", v.last_update_to);
  a.maybe("handoffs", v.handoffs);
  a.maybe("external_draft", v.external_draft);
  a.maybe("access", v.access);
  a.maybe("began_at", v.began_at);
  a.maybe("in_hindsight", v.in_hindsight);
  a.maybe("without_channel", v.without_channel);
  a.maybe("quiet", v.quiet);
}

// --- fields of the events, all in version 1
// ------------------------------------------------------------------

void fields(auto& a, Is<IncidentDeclared> auto& v) {
  a.required("number", v.number);
  a.required("title", v.title);
  a.required("severity", v.severity);
  a.required("status", v.status);
  a.required("category", v.category);
  a.required("is_private", v.is_private);
  a.required("drill", v.drill);
  a.maybe("declared_in", v.declared_in);
  a.maybe("next_update_in", v.next_update_in);
  a.maybe("source", v.source);
  a.maybe("source_thread", v.source_thread);
  a.maybe("source_link", v.source_link);
  a.maybe("began", v.began);
  a.maybe("ended", v.ended);
  a.maybe("without_channel", v.without_channel);
}
void fields(auto& a, Is<ChannelOpened> auto& v) {
  a.required("channel", v.channel);
  a.maybe("name", v.name);
}
void fields(auto& a, Is<ChannelFailed> auto& v) {
  a.required("code", v.code);
}
void fields(auto& a, Is<ChannelLost> auto& v) {
  a.required("how", v.how);
}
void fields(auto&, Is<ChannelRestored> auto&) {}
void fields(auto& a, Is<ChannelRenamed> auto& v) {
  a.required("name", v.name);
}
void fields(auto&, Is<ChannelMadePrivate> auto&) {}
void fields(auto& a, Is<TitleChanged> auto& v) {
  a.required("title", v.title);
}
void fields(auto& a, Is<SummaryChanged> auto& v) {
  a.required("summary", v.summary);
}
void fields(auto& a, Is<ImpactChanged> auto& v) {
  a.required("impact", v.impact);
}
void fields(auto& a, Is<SeverityChanged> auto& v) {
  a.required("from", v.from);
  a.required("to", v.to);
  a.required("lowered", v.lowered);
  a.maybe("reason", v.reason);
  a.maybe("next_update_in", v.next_update_in);
}
void fields(auto& a, Is<StatusChanged> auto& v) {
  a.required("from", v.from);
  a.required("to", v.to);
  a.required("from_category", v.from_category);
  a.required("to_category", v.to_category);
  a.maybe("words", v.words);
  a.maybe("next_update_in", v.next_update_in);
}
void fields(auto& a, Is<RoleAssigned> auto& v) {
  a.required("role", v.role);
  a.required("user", v.user);
  a.maybe("previous", v.previous);
  a.required("asked", v.asked);
  a.maybe("handed_over", v.handed_over);
}
void fields(auto& a, Is<RoleConfirmed> auto& v) {
  a.required("role", v.role);
  a.required("user", v.user);
}
void fields(auto& a, Is<RoleVacated> auto& v) {
  a.required("role", v.role);
  a.required("user", v.user);
}
void fields(auto& a, Is<UpdatePosted> auto& v) {
  a.required("words", v.words);
  a.maybe("next_update_in", v.next_update_in);
}
void fields(auto& a, Is<EntryNoted> auto& v) {
  a.required("words", v.words);
}
void fields(auto& a, Is<CaptureRequested> auto& v) {
  a.required("message", v.message);
  a.required("captor", v.captor);
}
void fields(auto& a, Is<CaptorAdded> auto& v) {
  a.required("entry", v.entry);
  a.required("captor", v.captor);
}
void fields(auto& a, Is<CaptorRemoved> auto& v) {
  a.required("entry", v.entry);
  a.required("captor", v.captor);
}
void fields(auto& a, Is<MessageCaptured> auto& v) {
  a.required("entry", v.entry);
  a.required("message", v.message);
  a.maybe("author", v.author);
  a.required("said_at", v.said_at);
  a.required("words", v.words);
  a.maybe("thread_ts", v.thread_ts);
  a.maybe("permalink", v.permalink);
  a.maybe("files", v.files);
}
void fields(auto& a, Is<CaptureUnreadable> auto& v) {
  a.required("entry", v.entry);
  a.required("code", v.code);
}
void fields(auto& a, Is<MessageRevised> auto& v) {
  a.required("entry", v.entry);
  a.required("words", v.words);
  a.required("revision_ts", v.revision_ts);
}
void fields(auto& a, Is<MessageWithdrawn> auto& v) {
  a.required("entry", v.entry);
}
void fields(auto& a, Is<EntryHidden> auto& v) {
  a.required("entry", v.entry);
  a.required("dropped", v.dropped);
}
void fields(auto& a, Is<EntryRedacted> auto& v) {
  a.required("entry", v.entry);
}
void fields(auto& a, Is<EntryShown> auto& v) {
  a.required("entry", v.entry);
}
void fields(auto& a, Is<EntryEdited> auto& v) {
  a.required("entry", v.entry);
  a.required("words", v.words);
}
void fields(auto& a, Is<EntryRetimed> auto& v) {
  a.required("entry", v.entry);
  a.required("occurred_at", v.occurred_at);
}
void fields(auto& a, Is<OrnamentFailed> auto& v) {
  a.required("surface", v.surface);
  a.required("code", v.code);
}
void fields(auto& a, Is<OrnamentRecovered> auto& v) {
  a.required("surface", v.surface);
}
void fields(auto& a, Is<Subscribed> auto& v) {
  a.required("user", v.user);
}
void fields(auto& a, Is<Unsubscribed> auto& v) {
  a.required("user", v.user);
}
void fields(auto& a, Is<Nudged> auto& v) {
  a.required("to", v.to);
  a.required("kinds", v.kinds);
}
void fields(auto& a, Is<NudgesSnoozed> auto& v) {
  a.maybe("until", v.until);
}
void fields(auto& a, Is<UpdateOverdue> auto& v) {
  a.required("due", v.due);
}
void fields(auto& a, Is<WatchStarted> auto& v) {
  a.required("until", v.until);
}
void fields(auto& a, Is<IncidentPaused> auto& v) {
  a.required("until", v.until);
  a.required("words", v.words);
}
void fields(auto& a, Is<IncidentResumed> auto& v) {
  a.maybe("next_update_in", v.next_update_in);
}
void fields(auto& a, Is<Undone> auto& v) {
  a.required("seq", v.seq);
}
void fields(auto& a, Is<CourseRestored> auto& v) {
  a.required("status", v.status);
  a.required("category", v.category);
  a.required("category_since", v.category_since);
  a.maybe("mitigated_at", v.mitigated_at);
  a.maybe("resolved_at", v.resolved_at);
  a.maybe("final_resolved_at", v.final_resolved_at);
  a.required("relapses", v.relapses);
  a.maybe("next_update_due", v.next_update_due);
  a.maybe("watch_until", v.watch_until);
  a.maybe("snoozed_until", v.snoozed_until);
}
void fields(auto& a, Is<SeverityRestored> auto& v) {
  a.required("severity", v.severity);
  a.required("since", v.since);
  a.maybe("next_update_due", v.next_update_due);
}
void fields(auto& a, Is<RoleRestored> auto& v) {
  a.required("role", v.role);
  a.maybe("holder", v.holder);
  a.maybe("acknowledged_at", v.acknowledged_at);
}
void fields(auto& a, Is<FactRestored> auto& v) {
  a.required("fact", v.fact);
  a.maybe("words", v.words);
}
void fields(auto& a, Is<UpdatePostponed> auto& v) {
  a.maybe("next_update_in", v.next_update_in);
}
void fields(auto& a, Is<MergedInto> auto& v) {
  a.required("link", v.link);
  a.maybe("status_before", v.status_before);
}
void fields(auto& a, Is<MergedIn> auto& v) {
  a.required("link", v.link);
}
void fields(auto& a, Is<MergeUndone> auto& v) {
  a.required("link", v.link);
}
void fields(auto& a, Is<JoinRequested> auto& v) {
  a.required("user", v.user);
}
void fields(auto& a, Is<DrillMadeReal> auto& v) {
  a.maybe("next_update_in", v.next_update_in);
}
void fields(auto& a, Is<Exported> auto& v) {
  a.required("formats", v.formats);
  a.required("where", v.where);
  a.required("include_private", v.include_private);
}
void fields(auto& a, Is<ServiceAffected> auto& v) {
  a.required("service", v.service);
}
void fields(auto& a, Is<ServiceCleared> auto& v) {
  a.required("service", v.service);
}
void fields(auto& a, Is<RequiredRolesFilled> auto& v) {
  a.required("severity", v.severity);
}
void fields(auto& a, Is<PersonPaged> auto& v) {
  a.required("page", v.page);
  a.required("user", v.user);
  a.maybe("service", v.service);
  a.maybe("group", v.group);
  a.maybe("next", v.next);
  a.maybe("words", v.words);
}
void fields(auto& a, Is<PersonPagedAgain> auto& v) {
  a.required("page", v.page);
  a.required("user", v.user);
}
void fields(auto& a, Is<PageAnswered> auto& v) {
  a.required("page", v.page);
  a.required("user", v.user);
  a.required("coming", v.coming);
}
void fields(auto& a, Is<PageUnanswered> auto& v) {
  a.required("page", v.page);
  a.required("user", v.user);
}
void fields(auto& a, Is<PageArrived> auto& v) {
  a.required("page", v.page);
  a.required("user", v.user);
}

void fields(auto& a, Is<HandoffOffered> auto& v) {
  a.required("role", v.role);
  a.required("user", v.user);
  a.maybe("instead_of", v.instead_of);
}
void fields(auto& a, Is<HandoffDeclined> auto& v) {
  a.required("role", v.role);
  a.required("user", v.user);
  a.required("from", v.from);
  a.maybe("words", v.words);
}
void fields(auto& a, Is<UpdateCorrected> auto& v) {
  a.required("entry", v.entry);
  a.required("words", v.words);
}

void fields(auto& a, Is<ExternalDrafted> auto& v) {
  a.required("words", v.words);
}
void fields(auto& a, Is<ExternalApproved> auto& v) {
  a.required("entry", v.entry);
  a.required("author", v.author);
  a.required("edited", v.edited);
  a.required("words", v.words);
}

void fields(auto& a, Is<AccessAsked> auto& v) {
  a.required("user", v.user);
}
void fields(auto& a, Is<AccessAnswered> auto& v) {
  a.required("user", v.user);
  a.required("let_in", v.let_in);
}
void fields(auto&, Is<ArchivePlanned> auto&) {}
void fields(auto&, Is<ArchiveAnnounced> auto&) {}
void fields(auto&, Is<ChannelStirred> auto&) {}
void fields(auto&, Is<ChannelKeptOpen> auto&) {}
void fields(auto&, Is<ArchiveBegun> auto&) {}
void fields(auto& a, Is<ArchiveFailed> auto& v) {
  a.required("code", v.code);
}

// --- enumerations
// --------------------------------------------------------------------------------------------

/// In the order of the enumeration; stored, so never changed.
constexpr std::array<std::string_view, 9> span_kinds{"text", "person", "channel", "group",     "broadcast",
                                                     "link", "emoji",  "code",    "code_block"};

std::string_view to_string(Span::Kind kind) {
  return span_kinds.at(static_cast<std::size_t>(kind));
}

bool parse(std::string_view name, Category& out) {
  const auto found = parse_category(name);
  if (found) out = *found;
  return found.has_value();
}
bool parse(std::string_view name, EntryKind& out) {
  const auto found = parse_entry_kind(name);
  if (found) out = *found;
  return found.has_value();
}
bool parse(std::string_view name, Call& out) {
  const auto found = parse_call(name);
  if (found) out = *found;
  return found.has_value();
}
bool parse(std::string_view name, Quiet::Stage& out) {
  const auto found = parse_quiet_stage(name);
  if (found) out = *found;
  return found.has_value();
}
bool parse(std::string_view name, Span::Kind& out) {
  for (std::size_t i = 0; i < span_kinds.size(); ++i) {
    if (span_kinds[i] != name) continue;
    out = static_cast<Span::Kind>(i);
    return true;
  }
  return false;
}

// --- both directions
// -----------------------------------------------------------------------------------------

template <class T>
struct IsOptional : std::false_type {};
template <class T>
struct IsOptional<std::optional<T>> : std::true_type {};
template <class T>
struct IsId : std::false_type {};
template <class Tag>
struct IsId<TextId<Tag>> : std::true_type {};
template <class Tag>
struct IsId<RowId<Tag>> : std::true_type {};
template <class T>
concept Keyed = requires {
  typename T::mapped_type;
};
template <class T>
concept Sequence = !std::same_as<T, std::string> && !Keyed<T> && requires {
  typename T::value_type;
};

template <class T>
json written(const T& value);

struct Writer {
  json out = json::object();

  template <class T>
  void required(const char* key, const T& value) {
    out[key] = written(value);
  }
  template <class T>
  void maybe(const char* key, const T& value) {
    if (value != T{}) required(key, value);
  }
  void maybe(const char* key, const Words& value) {
    if (value.id != 0 || !value.digest.empty()) required(key, value);
  }
};

template <class T>
json written(const T& value) {
  if constexpr (std::is_same_v<T, std::string> || std::is_arithmetic_v<T>) {
    return value;
  } else if constexpr (std::is_enum_v<T>) {
    return to_string(value);
  } else if constexpr (std::is_same_v<T, Time>) {
    return to_millis(value);
  } else if constexpr (std::is_same_v<T, Duration>) {
    return value.count();
  } else if constexpr (IsId<T>::value) {
    return value.value;
  } else if constexpr (IsOptional<T>::value) {
    return written(*value);  // only behind `maybe`
  } else if constexpr (Keyed<T>) {
    json object = json::object();
    for (const auto& [key, element] : value) {
      if constexpr (IsId<typename T::key_type>::value)
        object[key.value] = written(element);
      else
        object[key] = written(element);
    }
    return object;
  } else if constexpr (Sequence<T>) {
    json array = json::array();
    for (const auto& element : value) array.push_back(written(element));
    return array;
  } else {
    Writer writer;
    fields(writer, value);
    return std::move(writer.out);
  }
}

/// `what` names the place, never the content: it may end in a log.
[[noreturn]] void fail(std::string_view what, std::string_view key) {
  throw CodecError(key.empty() ? std::string(what) : fmt::format("field \"{}\": {}", key, what));
}

template <class T>
void read(const json& in, const char* key, T& value);

struct Reader {
  const json& in;

  template <class T>
  void required(const char* key, T& value) {
    const auto found = in.find(key);
    if (found == in.end()) fail("missing", key);
    read(*found, key, value);
  }
  template <class T>
  void maybe(const char* key, T& value) {
    const auto found = in.find(key);
    if (found != in.end()) read(*found, key, value);
  }
};

template <class I>
I read_integer(const json& in, const char* key) {
  if (!in.is_number_integer()) fail("not an integer", key);
  const bool fits = in.is_number_unsigned() ? std::in_range<I>(in.get<std::uint64_t>())
                                            : std::in_range<I>(in.get<std::int64_t>());
  if (!fits) fail("out of range", key);
  return in.get<I>();
}

const std::string& read_string(const json& in, const char* key) {
  if (!in.is_string()) fail("not a string", key);
  return in.get_ref<const std::string&>();
}

template <class T>
void read(const json& in, const char* key, T& value) {
  if constexpr (std::is_same_v<T, std::string>) {
    value = read_string(in, key);
  } else if constexpr (std::is_same_v<T, bool>) {
    if (!in.is_boolean()) fail("not true or false", key);
    value = in.get<bool>();
  } else if constexpr (std::is_integral_v<T>) {
    value = read_integer<T>(in, key);
  } else if constexpr (std::is_enum_v<T>) {
    if (!parse(read_string(in, key), value)) fail("an unknown name", key);
  } else if constexpr (std::is_same_v<T, Time>) {
    value = from_millis(read_integer<std::int64_t>(in, key));
  } else if constexpr (std::is_same_v<T, Duration>) {
    value = Duration(read_integer<std::int64_t>(in, key));
  } else if constexpr (IsId<T>::value) {
    read(in, key, value.value);
  } else if constexpr (IsOptional<T>::value) {
    read(in, key, value.emplace());
  } else if constexpr (Keyed<T>) {
    if (!in.is_object()) fail("not an object", key);
    for (auto element = in.begin(); element != in.end(); ++element)
      read(element.value(), key, value[typename T::key_type(element.key())]);
  } else if constexpr (Sequence<T>) {
    if (!in.is_array()) fail("not an array", key);
    for (const json& element : in) {
      typename T::value_type one;
      read(element, key, one);
      value.insert(value.end(), std::move(one));
    }
  } else {
    if (!in.is_object()) fail("not an object", key);
    Reader reader{in};
    fields(reader, value);
  }
}

// What is stored was cleaned on its way in. Should bytes be invalid all the same, they must not keep an
// incident from being written.
std::string bytes_of(const json& value) {
  return value.dump(-1, ' ', false, json::error_handler_t::replace);
}

/// Deeper than any value of ours: a damaged or hostile file must not use up the stack.
constexpr int max_depth = 16;

json parsed(std::string_view text) {
  const auto shallow = [](int depth, json::parse_event_t event, json&) {
    const bool opens =
        event == json::parse_event_t::object_start || event == json::parse_event_t::array_start;
    if (opens && depth > max_depth) fail("nested too deeply", "");
    return true;
  };
  json value;
  try {
    value = json::parse(text, shallow);
  } catch (const json::exception&) {
    fail("not JSON", "");
  }
  return value;
}

template <class T>
std::string encode(const T& value) {
  return bytes_of(written(value));
}

template <class T>
T decode(const json& in) {
  T value{};
  read(in, "", value);
  return value;
}

template <std::size_t... I>
Event empty_event(std::string_view kind, std::index_sequence<I...>) {
  Event event;
  const bool known = ((kind_of(event = std::variant_alternative_t<I, EventKinds>{}) == kind) || ...);
  if (!known) throw CodecError("unknown kind of event");
  return event;
}

}  // namespace

int event_version(const Event& event) {
  (void)event;  // every kind is in its first version
  return 1;
}

std::string encode_event(const Event& event) {
  return std::visit([](const auto& e) { return encode(e); }, event);
}

Event decode_event(std::string_view kind, int version, std::string_view json_text) {
  Event event = empty_event(kind, std::make_index_sequence<std::variant_size_v<EventKinds>>{});
  if (version < 1 || version > event_version(event))
    throw CodecError(fmt::format("{} in unknown version {}", kind_of(event), version));
  const json in = parsed(json_text);
  try {
    std::visit([&](auto& e) { read(in, "", e); }, event);
  } catch (const CodecError& error) {
    throw CodecError(fmt::format("{}: {}", kind_of(event), error.what()));
  }
  return event;
}

std::string encode_incident(const Incident& incident) {
  return encode(incident);
}
Incident decode_incident(std::string_view text) {
  return decode<Incident>(parsed(text));
}

std::string encode_entry(const Entry& entry) {
  return encode(entry);
}
Entry decode_entry(std::string_view text) {
  return decode<Entry>(parsed(text));
}

std::string encode_text(const Text& text) {
  return encode(text);
}
Text decode_text(std::string_view text) {
  return decode<Text>(parsed(text));
}

}  // namespace muster::core
