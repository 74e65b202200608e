// Values as JSON, in both directions, from the one description of their fields in core/codec_fields.h and
// core/codec_events.h. Times and durations are milliseconds. Unknown fields are passed over: a newer version
// may have written them.
#include "core/codec.h"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <concepts>
#include <limits>
#include <nlohmann/json.hpp>
#include <type_traits>
#include <utility>

#include "core/codec_events.h"

namespace muster::core {
namespace {

using json = nlohmann::json;

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
bool parse(std::string_view name, Priority& out) {
  const auto found = parse_priority(name);
  if (found) out = *found;
  return found.has_value();
}
bool parse(std::string_view name, ChangeResult& out) {
  const auto found = parse_change_result(name);
  if (found) out = *found;
  return found.has_value();
}
bool parse(std::string_view name, Reviewed& out) {
  const auto found = parse_reviewed(name);
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
      if constexpr (std::is_same_v<typename T::key_type, EntryId>)
        object[std::to_string(key.value)] = written(element);
      else if constexpr (IsId<typename T::key_type>::value)
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

EntryId read_number(const std::string& text, const char* key) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) fail("not a number", key);
  return EntryId(number);
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
    for (auto element = in.begin(); element != in.end(); ++element) {
      if constexpr (std::is_same_v<typename T::key_type, EntryId>)
        read(element.value(), key, value[read_number(element.key(), key)]);
      else
        read(element.value(), key, value[typename T::key_type(element.key())]);
    }
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
