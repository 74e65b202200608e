// A client that sends exactly the bytes it is told to, and waits at most 20 s for what it expects.
#pragma once

#include <chrono>
#include <map>
#include <string>
#include <string_view>

namespace muster::test {

struct RawAnswer {
  int status = 0;                              ///< 0: the connection ended before an answer
  std::map<std::string, std::string> headers;  ///< names in lower case
  std::string body;
};

class RawClient {
 public:
  explicit RawClient(int port);
  ~RawClient();
  RawClient(RawClient&& other) noexcept;
  RawClient(const RawClient&) = delete;
  RawClient& operator=(const RawClient&) = delete;

  /// False when the other side has gone.
  bool send(std::string_view bytes);
  void end_of_input();  ///< shuts down its sending half
  /// The next answer. `without_body`: that of a HEAD.
  RawAnswer read(bool without_body = false);
  /// True when the other side closes with nothing more to say.
  bool closed_by_peer();
  /// Has something come, or does something come in this time?
  bool readable_within(std::chrono::milliseconds patience) const;

 private:
  bool fill();
  int fd_ = -1;
  std::string buffer_;
};

/// `POST /slack/events` with this body, kept alive.
std::string post(std::string_view body, std::string_view more_headers = "");
std::string get(std::string_view path, std::string_view more_headers = "");

}  // namespace muster::test
