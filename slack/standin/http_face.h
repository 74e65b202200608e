// The stand-in's HTTP server: cpp-httplib with its measured traps closed (raw bodies of any length, no delay,
// a backlog, a thread for every connection, only SO_REUSEADDR), and able to cut a connection at any point.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace slack::standin {

struct HttpCall {
  std::string verb;  ///< GET or POST
  std::string path, query;
  std::string content_type, authorization;
  std::string body;  ///< of a multipart body: the bytes of its first part
};
struct HttpReply {
  int status = 200;
  std::string body;
  std::string content_type = "application/json; charset=utf-8";
  std::vector<std::pair<std::string, std::string>> headers{};
  bool drop = false;  ///< close the connection with no byte of a reply
};

/// The handlers are called on many threads at once and must not throw.
class HttpFace {
 public:
  /// Asked when the head of a request is there; false cuts the connection, the body unread.
  using Admit = std::function<bool(const std::string& path)>;
  using Answer = std::function<HttpReply(const HttpCall&)>;

  HttpFace(Admit admit, Answer answer);
  HttpFace(const HttpFace&) = delete;
  HttpFace& operator=(const HttpFace&) = delete;
  ~HttpFace();

  /// On 127.0.0.1; 0 is any free port. False if the port can't be had. The server's thread begins here.
  bool start(int port);
  int port() const { return port_; }
  /// Closes the listener (new connections are refused) and every connection, and waits for the handlers.
  void stop();

 private:
  struct Running;
  Admit admit_;
  Answer answer_;
  std::unique_ptr<Running> running_;
  int port_ = 0;
};

}  // namespace slack::standin
