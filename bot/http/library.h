// What the bounded front takes from cpp-httplib: a bound socket, and a parser for requests that are complete
// and already judged (framing.h). Its own loop isn't used: it gives a thread to each connection, has a
// backlog of 5, and stops accepting for good after an error such as ECONNABORTED.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "bot/http/fd.h"
#include "bot/http/server.h"

namespace muster::bot {

struct Listening {
  Fd fd;  ///< not blocking, closed at exec
  int port = 0;
};
/// Binds and listens; port 0: any free one. Throws std::runtime_error with words for the operator.
Listening listen_on(const std::string& host, int port);
/// A socket that listens already, from the process before this one. Throws std::runtime_error for any other.
Listening take_over(int inherited);

/// cpp-httplib's parser without its loop, router and writer. Any thread.
class Parser {
 public:
  Parser();
  ~Parser();
  Parser(const Parser&) = delete;
  Parser& operator=(const Parser&) = delete;

  /// `head` is one that frame_request let through. None when cpp-httplib thinks otherwise.
  std::optional<HttpRequest> parse(std::string_view head);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace muster::bot
