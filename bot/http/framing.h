// The bytes of HTTP/1.x: where a request ends and whether it may be looked at at all, and how an answer is
// written down. Pure functions of bytes, for any bytes. https://www.rfc-editor.org/rfc/rfc9112
//
// Stricter than the RFC asks, because what is ambiguous here is what one server reads differently from the
// proxy before it: one Content-Length, of digits; no transfer codings; lines end with CRLF; no folded lines.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <variant>

#include "bot/http/server.h"

namespace muster::bot {

/// The head isn't complete yet, and nothing in it is wrong so far.
struct NeedMore {};

/// A head that may be parsed. The request is `head + body` bytes long.
struct Frame {
  std::size_t head = 0;  ///< with the empty line
  std::size_t body = 0;  ///< from Content-Length; at most HttpLimits::body
  bool keep_alive = true;
  bool expects_continue = false;  ///< the client waits for "100 Continue" before it sends the body
  bool head_only = false;         ///< HEAD: the answer has no body
  bool http_1_0 = false;          ///< such a client must be told that the connection is kept
};

/// What to answer before closing: 400, 405, 411 (a transfer coding), 413, 414, 415 (a content coding), 417,
/// 431, 505.
struct Refused {
  int status = 400;
};

using Framing = std::variant<NeedMore, Frame, Refused>;

/// `bytes` are all that the connection has sent since the last request's end.
Framing frame_request(std::string_view bytes, const HttpLimits& limits);

/// The answer as it goes over the wire. A status that isn't one becomes 500; headers that would break the
/// framing (control characters, lengths and connections of their own) are left out.
std::string write_answer(const HttpResponse& response, const Frame& request, bool keep_alive);

}  // namespace muster::bot
