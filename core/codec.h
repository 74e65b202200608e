// The stored forms of the domain's values, as JSON text. Stored bytes are hashed as they are and never
// written anew, so a decoder must accept every form that any released version wrote.
#pragma once

#include <stdexcept>
#include <string>
#include <string_view>

#include "core/event.h"
#include "core/incident.h"
#include "core/text.h"

namespace muster::core {

/// Stored bytes that no released version can have written.
struct CodecError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// Version in which encode_event writes the event's kind now.
int event_version(const Event& event);
std::string encode_event(const Event& event);
/// Throws CodecError. `version` may be any from 1 to the present one.
Event decode_event(std::string_view kind, int version, std::string_view json);

/// Without the bodies of Words, which are rows of their own.
std::string encode_incident(const Incident& incident);
Incident decode_incident(std::string_view json);
std::string encode_entry(const Entry& entry);
Entry decode_entry(std::string_view json);

std::string encode_text(const Text& text);
Text decode_text(std::string_view json);

}  // namespace muster::core
