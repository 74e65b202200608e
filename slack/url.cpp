#include "slack/url.h"

#include <algorithm>
#include <charconv>

#include "slack/ascii.h"

namespace slack {
namespace {

constexpr std::size_t max_url = 8192;
constexpr std::size_t max_host = 253;
constexpr std::size_t max_label = 63;

bool is_label_char(char c) {
  return (c >= 'a' && c <= 'z') || ascii::is_digit(c) || c == '-' || c == '_';
}

bool valid_name(std::string_view host) {
  if (host.empty() || host.size() > max_host) {
    return false;
  }
  while (true) {
    const std::size_t dot = host.find('.');
    const std::string_view label = host.substr(0, dot);
    if (label.empty() || label.size() > max_label || label.front() == '-' || label.back() == '-' ||
        !std::ranges::all_of(label, is_label_char)) {
      return false;
    }
    if (dot == std::string_view::npos) {
      return true;
    }
    host.remove_prefix(dot + 1);
  }
}

bool valid_ipv6(std::string_view host) {
  return host.size() >= 2 && host.size() <= 45 && host.find(':') != std::string_view::npos &&
         std::ranges::all_of(host, [](char c) {
           return ascii::is_digit(c) || (c >= 'a' && c <= 'f') || c == ':' || c == '.';
         });
}

bool valid_target(std::string_view target) {
  return std::ranges::all_of(target, [](char c) {
    return c > 0x20 && c < 0x7f && c != '\\' && c != '#' && c != '"' && c != '<' && c != '>';
  });
}

std::optional<int> parse_port(std::string_view text) {
  int port = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  if (text.size() > 5 || !std::ranges::all_of(text, ascii::is_digit) || error != std::errc() ||
      end != text.data() + text.size() || port < 1 || port > 65535) {
    return std::nullopt;
  }
  return port;
}

bool below(std::string_view host, std::string_view domain) {
  return host.size() > domain.size() && host.ends_with(domain) &&
         host[host.size() - domain.size() - 1] == '.';
}

}  // namespace

std::optional<Url> parse_url(std::string_view text) {
  if (text.size() > max_url) {
    return std::nullopt;
  }
  Url url;
  const std::size_t colon = text.find("://");
  if (colon == std::string_view::npos) {
    return std::nullopt;
  }
  const std::string scheme = ascii::lower(std::string(text.substr(0, colon)));
  if (scheme != "http" && scheme != "https") {
    return std::nullopt;
  }
  url.https = scheme == "https";
  url.port = url.https ? 443 : 80;
  text.remove_prefix(colon + 3);

  const std::size_t end = std::min(text.find_first_of("/?"), text.size());
  const std::string_view authority = text.substr(0, end);
  const std::string_view target = text.substr(end);
  if (!valid_target(target)) {
    return std::nullopt;
  }
  url.target = target.starts_with('/') ? std::string(target) : "/" + std::string(target);

  std::string_view host = authority;
  std::optional<std::string_view> port;
  if (authority.starts_with('[')) {
    const std::size_t close = authority.find(']');
    if (close == std::string_view::npos) {
      return std::nullopt;
    }
    host = authority.substr(1, close - 1);
    const std::string_view rest = authority.substr(close + 1);
    if (!rest.empty()) {
      if (rest.front() != ':') {
        return std::nullopt;
      }
      port = rest.substr(1);
    }
    url.host = ascii::lower(std::string(host));
    if (!valid_ipv6(url.host)) {
      return std::nullopt;
    }
  } else {
    if (const std::size_t at = authority.find(':'); at != std::string_view::npos) {
      host = authority.substr(0, at);
      port = authority.substr(at + 1);
    }
    url.host = ascii::lower(std::string(host));
    if (!valid_name(url.host)) {
      return std::nullopt;
    }
  }
  if (port) {
    const std::optional<int> number = parse_port(*port);
    if (!number) {
      return std::nullopt;
    }
    url.port = *number;
  }
  return url;
}

bool is_slacks(const Url& url, const Url& api) {
  const bool slack_host = below(url.host, "slack.com") || below(url.host, "slack-gov.com");
  return url.same_origin(api) || (url.https && url.port == 443 && slack_host);
}

}  // namespace slack
