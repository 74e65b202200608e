// What goes wrong on Slack's side when a test says so. Told per method (`chat.postMessage`, `response_url`
// for answers through one, `upload` for the bytes of a file), or `Faults::any` for all of them. Any thread.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace slack::standin {

/// How long what comes at once is waited for: so long that only a machine which stands still, or a fault,
/// needs it.
inline constexpr std::chrono::seconds usual_limit{60};

struct Fault {
  enum class Kind {
    error,         ///< HTTP 200, {"ok":false,"error":code}
    status,        ///< an HTTP status, with Retry-After if one is given
    garbage,       ///< HTTP 200 and half of a JSON object
    slow,          ///< answers rightly, after `delay`
    hang,          ///< answers rightly, once released
    drop_reply,    ///< does the work and closes the connection with no byte of a reply
    close_unread,  ///< closes the connection without having read the request's body
    lose           ///< reads the request, does nothing, closes the connection
  } kind = Kind::error;
  std::string code{};
  int status = 500;
  std::chrono::seconds retry_after{0};
  std::chrono::milliseconds delay{0};
  bool after_work = false;  ///< the work is done all the same: an ambiguous answer

  static Fault error(std::string code) { return {.kind = Kind::error, .code = std::move(code)}; }
  static Fault http(int status) { return {.kind = Kind::status, .status = status}; }
  static Fault rate_limited(std::chrono::seconds wait) {
    return {.kind = Kind::status, .status = 429, .retry_after = wait};
  }
  static Fault garbage() { return {.kind = Kind::garbage}; }
  static Fault slow(std::chrono::milliseconds delay) { return {.kind = Kind::slow, .delay = delay}; }
  static Fault hang() { return {.kind = Kind::hang}; }
  static Fault drop_reply() { return {.kind = Kind::drop_reply, .after_work = true}; }
  static Fault close_unread() { return {.kind = Kind::close_unread}; }
  static Fault lose() { return {.kind = Kind::lose}; }
  /// The same, but Slack did what was asked (and did it first, where it lets the caller wait).
  Fault done() const {
    Fault f = *this;
    f.after_work = true;
    return f;
  }
};

struct CallView {
  std::string_view method;
  const std::map<std::string, std::string>& args;
};

class Faults {
 public:
  static constexpr std::string_view any = "*";

  /// The next `times` calls of the method. Several are taken in the order in which they were told.
  void next(std::string_view method, const Fault& fault, int times = 1);
  /// Every call of which `when` holds, until clear(). It is asked under a lock: it must not call back.
  void whenever(std::function<bool(const CallView&)> when, const Fault& fault);
  /// Added to every call, as a network would.
  void latency(std::chrono::milliseconds each);

  /// Stops calls of a method before they do anything; opened when it goes out of scope. The Faults must
  /// outlive it.
  class Gate {
   public:
    Gate(Faults& owner, std::string method);
    Gate(const Gate&) = delete;
    Gate& operator=(const Gate&) = delete;
    ~Gate();
    /// Waits until so many calls stand at the gate; false after `limit`.
    bool wait_for(std::size_t calls, std::chrono::milliseconds limit = usual_limit);
    void release(std::size_t calls = 1);  ///< lets so many pass, now or when they come
    void open();                          ///< holds nothing any more

   private:
    friend class Faults;
    Faults& owner_;
    std::string method_;
    std::size_t waiting_ = 0, passes_ = 0;
    bool open_ = false;
  };
  std::unique_ptr<Gate> hold(std::string_view method);

  void release_hung();
  /// Forgets all faults and latency and releases what hangs; gates stay.
  void clear();

  // --- for the server
  bool closes_unread(std::string_view method);                            ///< takes that fault
  std::optional<Fault> take(const CallView& call);                        ///< takes the next one, if any
  void wait(std::string_view method, const std::optional<Fault>& fault);  ///< latency, delays, gates
  void let_pass(bool all);                                                ///< while true, nothing waits
  void stop();                                                            ///< ends all waiting, for good

 private:
  struct Planned {
    std::string method;
    Fault fault;
    int times;
  };
  std::optional<Fault> take_planned(std::string_view method, bool unread);

  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Planned> planned_;
  std::vector<std::pair<std::function<bool(const CallView&)>, Fault>> rules_;
  std::vector<Gate*> gates_;
  std::chrono::milliseconds latency_{0};
  std::size_t releases_ = 0;
  bool passing_ = false, stopped_ = false;
};

}  // namespace slack::standin
