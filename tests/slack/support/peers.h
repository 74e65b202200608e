// The other side of the transport, on loopback: a proper HTTP server, and one that misbehaves as it is told.
#pragma once

#include <atomic>
#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace peers {

struct Seen {
  std::string method;
  std::string target;
  std::string body;
  std::multimap<std::string, std::string> headers;  ///< names in lower case
  int connection = 0;                               ///< the client's port: tells connections apart

  std::string header(const std::string& lower_case_name) const;
};

struct Answer {
  int status = 200;
  std::string body;
  std::vector<std::pair<std::string, std::string>> headers;
  std::string content_type = "application/json";
};

/// A certificate of its own making for the names and addresses given, as a file.
class Certificate {
 public:
  explicit Certificate(const std::string& subject_alt_name);
  ~Certificate();
  Certificate(const Certificate&) = delete;
  Certificate& operator=(const Certificate&) = delete;

  const std::string& file() const { return file_; }
  struct Impl;
  Impl& impl() const { return *impl_; }

 private:
  std::unique_ptr<Impl> impl_;
  std::string file_;
};

/// httplib's server, plain or with TLS. Answers every POST with what `answer` returns, from several threads.
class HttpPeer {
 public:
  explicit HttpPeer(std::function<Answer(const Seen&)> answer, const Certificate* certificate = nullptr);
  ~HttpPeer();
  HttpPeer(const HttpPeer&) = delete;
  HttpPeer& operator=(const HttpPeer&) = delete;

  int port() const;
  std::string url(std::string_view target) const;
  std::vector<Seen> seen() const;
  std::size_t connections() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

/// Accepts connections and leaves each to `serve`, in a thread of its own.
class RawPeer {
 public:
  class Connection {
   public:
    Connection(RawPeer& peer, int fd, int index) : peer_(peer), fd_(fd), index_(index) {}
    int index() const { return index_; }  ///< from 0, in the order of accepting
    int fd() const { return fd_; }
    /// Head and body of one request; empty when the other side closed before its end.
    std::string read_request();
    /// At most so many bytes; fewer when the other side closed.
    std::string read_some(std::size_t most);
    bool send(std::string_view bytes);
    /// Closes by a reset instead of properly.
    void reset();
    /// True once the peer is being destroyed; waits for that for the time given.
    bool stopping(int milliseconds);
    void wait_until_stopping();

   private:
    RawPeer& peer_;
    int fd_;
    int index_;
    std::string buffer_;
  };

  explicit RawPeer(std::function<void(Connection&)> serve);
  ~RawPeer();
  RawPeer(const RawPeer&) = delete;
  RawPeer& operator=(const RawPeer&) = delete;

  int port() const { return port_; }
  std::string url(std::string_view target = "/") const;
  int accepted() const { return accepted_; }
  /// Waits until so many connections were closed from this side.
  void wait_closed(int count);

 private:
  void run();

  std::function<void(Connection&)> serve_;
  int listener_ = -1;
  int port_ = 0;
  std::atomic<int> accepted_{0};
  std::mutex mutex_;
  std::condition_variable changed_;
  bool stopping_ = false;
  int closed_ = 0;
  std::set<int> open_;
  std::vector<std::thread> threads_;
  std::thread acceptor_;
};

/// A port on which nobody listens.
int closed_port();

/// A connected socket to a port of the loopback; -1 if refused.
int connect_loopback(int port);

/// A whole answer with its Content-Length.
std::string http_answer(std::string_view body, std::string_view status = "200 OK");

}  // namespace peers
