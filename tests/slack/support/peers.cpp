#include "tests/slack/support/peers.h"

#include <arpa/inet.h>
#include <httplib.h>
#include <netinet/in.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <cstdio>
#include <stdexcept>

namespace peers {
namespace {

std::string lower(std::string text) {
  std::ranges::transform(text, text.begin(), [](unsigned char c) { return std::tolower(c); });
  return text;
}

sockaddr_in loopback(int port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

int listen_loopback(int& port) {
  const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address = loopback(0);
  socklen_t size = sizeof address;
  if (fd < 0 || ::bind(fd, reinterpret_cast<sockaddr*>(&address), size) != 0 || ::listen(fd, 64) != 0 ||
      ::getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size) != 0) {
    throw std::runtime_error("cannot listen on the loopback");
  }
  port = ntohs(address.sin_port);
  return fd;
}

}  // namespace

std::string Seen::header(const std::string& lower_case_name) const {
  const auto found = headers.find(lower_case_name);
  return found == headers.end() ? std::string() : found->second;
}

struct Certificate::Impl {
  std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key{EVP_EC_gen("P-256"), &EVP_PKEY_free};
  std::unique_ptr<X509, decltype(&X509_free)> x509{X509_new(), &X509_free};
};

Certificate::Certificate(const std::string& subject_alt_name) : impl_(std::make_unique<Impl>()) {
  X509* x509 = impl_->x509.get();
  constexpr long day = 86400;
  X509_set_version(x509, X509_VERSION_3);
  ASN1_INTEGER_set(X509_get_serialNumber(x509), 1);
  X509_gmtime_adj(X509_getm_notBefore(x509), -day);
  X509_gmtime_adj(X509_getm_notAfter(x509), day);
  X509_set_pubkey(x509, impl_->key.get());
  X509_NAME* name = X509_get_subject_name(x509);
  X509_NAME_add_entry_by_txt(name, "O", MBSTRING_ASC, reinterpret_cast<const unsigned char*>("Test"), -1, -1,
                             0);
  X509_set_issuer_name(x509, name);
  X509_EXTENSION* names =
      X509V3_EXT_conf_nid(nullptr, nullptr, NID_subject_alt_name, subject_alt_name.c_str());
  X509_add_ext(x509, names, -1);
  X509_EXTENSION_free(names);
  X509_sign(x509, impl_->key.get(), EVP_sha256());

  std::string path = "/tmp/muster-test-XXXXXX";
  const int fd = ::mkstemp(path.data());
  std::FILE* file = ::fdopen(fd, "w");
  if (file == nullptr || PEM_write_X509(file, x509) != 1 || std::fclose(file) != 0) {
    throw std::runtime_error("cannot write the certificate");
  }
  file_ = path;
}

Certificate::~Certificate() {
  ::unlink(file_.c_str());
}

struct HttpPeer::Impl {
  std::unique_ptr<httplib::Server> server;
  bool tls = false;
  int port = 0;
  std::mutex mutex;
  std::vector<Seen> seen;
  std::thread thread;
};

HttpPeer::HttpPeer(std::function<Answer(const Seen&)> answer, const Certificate* certificate)
    : impl_(std::make_unique<Impl>()) {
  if (certificate != nullptr) {
    impl_->tls = true;
    impl_->server =
        std::make_unique<httplib::SSLServer>(certificate->impl().x509.get(), certificate->impl().key.get());
  } else {
    impl_->server = std::make_unique<httplib::Server>();
  }
  httplib::Server& server = *impl_->server;
  server.new_task_queue = [] { return new httplib::ThreadPool(32); };
  server.set_tcp_nodelay(true);
  server.set_keep_alive_max_count(100000);
  server.set_keep_alive_timeout(60);
  server.Post(".*",
              [this, answer = std::move(answer)](const httplib::Request& request, httplib::Response& response,
                                                 const httplib::ContentReader& read) {
                Seen seen{request.method, request.target, {}, {}, request.remote_port};
                read([&](const char* data, std::size_t size) {
                  seen.body.append(data, size);
                  return true;
                });
                for (const auto& [name, value] : request.headers) {
                  seen.headers.emplace(lower(name), value);
                }
                {
                  const std::lock_guard lock(impl_->mutex);
                  impl_->seen.push_back(seen);
                }
                const Answer said = answer(seen);
                response.status = said.status;
                for (const auto& [name, value] : said.headers) {
                  response.set_header(name, value);
                }
                response.set_content(said.body, said.content_type);
              });
  impl_->port = server.bind_to_any_port("127.0.0.1");
  if (impl_->port <= 0) {
    throw std::runtime_error("cannot listen on the loopback");
  }
  impl_->thread = std::thread([this] { impl_->server->listen_after_bind(); });
  // stop() works only once the server runs, and a connection is taken only then.
  while (!server.is_running()) {
    std::this_thread::yield();
  }
}

HttpPeer::~HttpPeer() {
  impl_->server->stop();
  impl_->thread.join();
}

int HttpPeer::port() const {
  return impl_->port;
}

std::string HttpPeer::url(std::string_view target) const {
  return (impl_->tls ? "https://127.0.0.1:" : "http://127.0.0.1:") + std::to_string(impl_->port) +
         std::string(target);
}

std::vector<Seen> HttpPeer::seen() const {
  const std::lock_guard lock(impl_->mutex);
  return impl_->seen;
}

std::size_t HttpPeer::connections() const {
  std::set<int> ports;
  for (const Seen& one : seen()) {
    ports.insert(one.connection);
  }
  return ports.size();
}

RawPeer::RawPeer(std::function<void(Connection&)> serve) : serve_(std::move(serve)) {
  listener_ = listen_loopback(port_);
  acceptor_ = std::thread([this] { run(); });
}

void RawPeer::run() {
  while (true) {
    const int fd = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    const std::lock_guard lock(mutex_);
    if (fd < 0 || stopping_) {
      if (fd >= 0) {
        ::close(fd);
      }
      return;
    }
    open_.insert(fd);
    threads_.emplace_back([this, fd, index = accepted_++] {
      Connection connection(*this, fd, index);
      serve_(connection);
      const std::lock_guard inner(mutex_);
      open_.erase(fd);
      ::close(fd);
      ++closed_;
      changed_.notify_all();
    });
  }
}

RawPeer::~RawPeer() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    ::shutdown(listener_, SHUT_RDWR);
    for (const int fd : open_) {
      ::shutdown(fd, SHUT_RDWR);
    }
  }
  changed_.notify_all();
  acceptor_.join();
  for (std::thread& thread : threads_) {
    thread.join();
  }
  ::close(listener_);
}

std::string RawPeer::url(std::string_view target) const {
  return "http://127.0.0.1:" + std::to_string(port_) + std::string(target);
}

void RawPeer::wait_closed(int count) {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] { return closed_ >= count; });
}

std::string RawPeer::Connection::read_some(std::size_t most) {
  std::string out = buffer_.substr(0, most);
  buffer_.erase(0, out.size());
  while (out.size() < most) {
    char chunk[65536];
    const ssize_t got = ::recv(fd_, chunk, std::min(sizeof chunk, most - out.size()), 0);
    if (got <= 0) {
      break;
    }
    out.append(chunk, static_cast<std::size_t>(got));
  }
  return out;
}

std::string RawPeer::Connection::read_request() {
  std::string request;
  while (!request.ends_with("\r\n\r\n")) {
    const std::string byte = read_some(1);
    if (byte.empty()) {
      return {};
    }
    request += byte;
  }
  const std::string head = lower(request);
  std::size_t length = 0;
  if (const std::size_t at = head.find("content-length: "); at != std::string::npos) {
    length = std::stoul(head.substr(at + 16));
  }
  const std::string body = read_some(length);
  return body.size() == length ? request + body : std::string();
}

bool RawPeer::Connection::send(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) {
      return false;
    }
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

void RawPeer::Connection::reset() {
  const linger hard{1, 0};
  ::setsockopt(fd_, SOL_SOCKET, SO_LINGER, &hard, sizeof hard);
}

bool RawPeer::Connection::stopping(int milliseconds) {
  std::unique_lock lock(peer_.mutex_);
  return peer_.changed_.wait_for(lock, std::chrono::milliseconds(milliseconds),
                                 [&] { return peer_.stopping_; });
}

void RawPeer::Connection::wait_until_stopping() {
  std::unique_lock lock(peer_.mutex_);
  peer_.changed_.wait(lock, [&] { return peer_.stopping_; });
}

int closed_port() {
  int port = 0;
  ::close(listen_loopback(port));
  return port;
}

int connect_loopback(int port) {
  const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const sockaddr_in address = loopback(port);
  if (::connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    ::close(fd);
    return -1;
  }
  return fd;
}

std::string http_answer(std::string_view body, std::string_view status) {
  return "HTTP/1.1 " + std::string(status) + "\r\nContent-Length: " + std::to_string(body.size()) +
         "\r\n\r\n" + std::string(body);
}

}  // namespace peers
