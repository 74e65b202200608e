#include "bot/http/framing.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>

namespace muster::bot {
namespace {

// cpp-httplib refuses longer lines without saying which; so they are refused here, by name.
constexpr std::size_t kMaxLine = 8000;
constexpr std::size_t kMaxHeaders = 100;

bool is_token(std::string_view s) {
  return !s.empty() && std::all_of(s.begin(), s.end(), [](unsigned char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
           std::string_view("!#$%&'*+-.^_`|~").find(static_cast<char>(c)) != std::string_view::npos;
  });
}

bool is_control(unsigned char c) {
  return c < 0x20 || c == 0x7f;
}

int hex(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

// cpp-httplib percent-decodes header values and paths, also `%u000d`: whatever would become a control
// character that way is refused before it sees it.
bool hides_control(std::string_view s) {
  for (std::size_t i = s.find('%'); i != std::string_view::npos; i = s.find('%', i + 1)) {
    if (i + 1 < s.size() && (s[i + 1] == 'u' || s[i + 1] == 'U')) return true;
    if (i + 2 >= s.size()) continue;
    const int high = hex(s[i + 1]);
    const int low = hex(s[i + 2]);
    if (high >= 0 && low >= 0 && is_control(static_cast<unsigned char>(high * 16 + low))) return true;
  }
  return false;
}

bool equal_ignoring_case(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) {
    const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
    return lower(x) == lower(y);
  });
}

std::string_view trim(std::string_view s) {
  const auto first = s.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return s.substr(first, s.find_last_not_of(" \t") - first + 1);
}

bool lists(std::string_view value, std::string_view option) {
  while (!value.empty()) {
    const auto comma = std::min(value.find(','), value.size());
    if (equal_ignoring_case(trim(value.substr(0, comma)), option)) return true;
    value.remove_prefix(std::min(comma + 1, value.size()));
  }
  return false;
}

std::optional<std::size_t> parse_length(std::string_view value) {
  std::size_t length = 0;
  const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), length);
  if (value.empty() || end != value.data() + value.size()) return std::nullopt;
  if (error == std::errc::result_out_of_range) return static_cast<std::size_t>(-1);
  if (error != std::errc{}) return std::nullopt;
  return length;
}

/// 0, or the status to refuse with.
int read_request_line(std::string_view line, Frame& frame) {
  const auto first = line.find(' ');
  const auto last = line.rfind(' ');
  if (first == std::string_view::npos || first == last) return 400;
  const auto method = line.substr(0, first);
  const auto target = line.substr(first + 1, last - first - 1);
  const auto version = line.substr(last + 1);
  if (!is_token(method) || target.empty() || target[0] != '/' || hides_control(target)) return 400;
  if (std::any_of(target.begin(), target.end(),
                  [](unsigned char c) { return c <= 0x20 || c >= 0x7f || c == '#'; }))
    return 400;
  if (version != "HTTP/1.1" && version != "HTTP/1.0")
    return version.size() == 8 && version.starts_with("HTTP/") ? 505 : 400;
  if (method != "GET" && method != "HEAD" && method != "POST") return 405;
  frame.head_only = method == "HEAD";
  frame.http_1_0 = version == "HTTP/1.0";
  frame.keep_alive = !frame.http_1_0;
  return 0;
}

struct Seen {
  bool length = false, coding = false, host = false, content_coding = false, expects = false,
       expects_else = false, close = false, keep = false;
};

int read_header(std::string_view line, Frame& frame, Seen& seen) {
  const auto colon = line.find(':');
  if (colon == std::string_view::npos || !is_token(line.substr(0, colon))) return 400;
  const auto name = line.substr(0, colon);
  const auto value = trim(line.substr(colon + 1));
  if (hides_control(value) ||
      std::any_of(value.begin(), value.end(), [](unsigned char c) { return c != '\t' && is_control(c); }))
    return 400;
  if (equal_ignoring_case(name, "content-length")) {
    const auto length = parse_length(value);
    if (!length || seen.length) return 400;
    seen.length = true;
    frame.body = *length;
  } else if (equal_ignoring_case(name, "transfer-encoding")) {
    seen.coding = true;
  } else if (equal_ignoring_case(name, "content-encoding")) {
    seen.content_coding = seen.content_coding || !(value.empty() || equal_ignoring_case(value, "identity"));
  } else if (equal_ignoring_case(name, "host")) {
    if (seen.host) return 400;
    seen.host = true;
  } else if (equal_ignoring_case(name, "expect")) {
    (equal_ignoring_case(value, "100-continue") ? seen.expects : seen.expects_else) = true;
  } else if (equal_ignoring_case(name, "connection")) {
    seen.close = seen.close || lists(value, "close");
    seen.keep = seen.keep || lists(value, "keep-alive");
  }
  return 0;
}

/// A line feed that no carriage return precedes can't become a head that is accepted.
bool has_bare_line_feed(std::string_view s) {
  for (std::size_t i = s.find('\n'); i != std::string_view::npos; i = s.find('\n', i + 1))
    if (i == 0 || s[i - 1] != '\r') return true;
  return false;
}

std::string_view reason(int status) {
  switch (status) {
    case 200:
      return "OK";
    case 201:
      return "Created";
    case 202:
      return "Accepted";
    case 204:
      return "No Content";
    case 302:
      return "Found";
    case 304:
      return "Not Modified";
    case 400:
      return "Bad Request";
    case 401:
      return "Unauthorized";
    case 403:
      return "Forbidden";
    case 404:
      return "Not Found";
    case 405:
      return "Method Not Allowed";
    case 408:
      return "Request Timeout";
    case 411:
      return "Length Required";
    case 413:
      return "Content Too Large";
    case 414:
      return "URI Too Long";
    case 415:
      return "Unsupported Media Type";
    case 417:
      return "Expectation Failed";
    case 429:
      return "Too Many Requests";
    case 431:
      return "Request Header Fields Too Large";
    case 500:
      return "Internal Server Error";
    case 503:
      return "Service Unavailable";
    case 505:
      return "HTTP Version Not Supported";
    default:
      return "Status";
  }
}

bool may_be_written(std::string_view name, std::string_view value) {
  for (const auto own : {"content-length", "connection", "transfer-encoding", "content-type"})
    if (equal_ignoring_case(name, own)) return false;
  return is_token(name) &&
         std::none_of(value.begin(), value.end(), [](unsigned char c) { return c != '\t' && is_control(c); });
}

}  // namespace

Framing frame_request(std::string_view bytes, const HttpLimits& limits) {
  const auto line_end = bytes.substr(0, kMaxLine + 2).find("\r\n");
  if (line_end == std::string_view::npos && bytes.size() >= kMaxLine + 2) return Refused{414};
  const auto end = bytes.substr(0, limits.head).find("\r\n\r\n");
  if (end == std::string_view::npos) {
    if (has_bare_line_feed(bytes.substr(0, limits.head))) return Refused{400};
    if (bytes.size() >= limits.head) return Refused{431};
    return NeedMore{};
  }

  Frame frame;
  frame.head = end + 4;
  std::string_view lines = bytes.substr(0, end + 2);
  if (has_bare_line_feed(lines)) return Refused{400};
  if (const int status = read_request_line(lines.substr(0, line_end), frame)) return Refused{status};
  lines.remove_prefix(line_end + 2);

  Seen seen;
  for (std::size_t count = 1; !lines.empty(); ++count) {
    const auto length = lines.find("\r\n");
    if (count > kMaxHeaders || length > kMaxLine) return Refused{431};
    if (const int status = read_header(lines.substr(0, length), frame, seen)) return Refused{status};
    lines.remove_prefix(length + 2);
  }

  if (seen.coding) return Refused{411};
  if (seen.content_coding) return Refused{415};
  if (!seen.host && !frame.http_1_0) return Refused{400};
  if (frame.body > limits.body) return Refused{413};
  if (seen.expects_else) return Refused{417};
  if (seen.keep) frame.keep_alive = true;
  if (seen.close) frame.keep_alive = false;
  frame.expects_continue = seen.expects && !frame.http_1_0;
  return frame;
}

std::string write_answer(const HttpResponse& response, const Frame& request, bool keep_alive) {
  const int status = response.status >= 200 && response.status <= 599 ? response.status : 500;
  std::string out = fmt::format("HTTP/1.1 {} {}\r\n", status, reason(status));
  const bool bodiless = status == 204 || status == 304;
  if (!bodiless) {
    if (may_be_written("x", response.content_type) && !response.content_type.empty())
      out += fmt::format("Content-Type: {}\r\n", response.content_type);
    out += fmt::format("Content-Length: {}\r\n", response.body.size());
  }
  if (!keep_alive)
    out += "Connection: close\r\n";
  else if (request.http_1_0)
    out += "Connection: keep-alive\r\n";
  for (const auto& [name, value] : response.headers)
    if (may_be_written(name, value)) out += fmt::format("{}: {}\r\n", name, value);
  out += "\r\n";
  if (!bodiless && !request.head_only) out += response.body;
  return out;
}

}  // namespace muster::bot
