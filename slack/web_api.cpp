#include "slack/web_api.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "slack/payload.h"
#include "slack/text.h"
#include "slack/web_api_impl.h"

namespace slack {

using nlohmann::json;
using std::chrono::milliseconds;
using What = Error::What;

namespace {

constexpr milliseconds default_retry_after{30000};
constexpr milliseconds shortest_retry_after{1000};
constexpr std::size_t max_code = 64;
constexpr std::size_t max_messages = 5;
constexpr std::size_t max_message = 200;
constexpr std::string_view form = "application/x-www-form-urlencoded";

bool looks_like_code(std::string_view text) {
  return !text.empty() && text.size() <= max_code && std::ranges::all_of(text, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '.' || c == '-';
  });
}

bool is_rate_limit(std::string_view code) {
  return code == "ratelimited" || code == "rate_limited" || code == "too_many_requests";
}

/// What Slack complains about, without what it quotes of ours.
std::string unquoted(std::string_view text) {
  std::string out;
  while (true) {
    const std::size_t open = text.find('"');
    const std::size_t close = open == std::string_view::npos ? open : text.find('"', open + 1);
    out += text.substr(0, open);
    if (open == std::string_view::npos) {
      return out;
    }
    out += "\"…\"";
    if (close == std::string_view::npos) {
      return out;
    }
    text.remove_prefix(close + 1);
  }
}

std::string detail_of(const json& answer) {
  std::string detail;
  std::size_t count = 0;
  for (const json& message : payload::member(payload::member(answer, "response_metadata"), "messages")) {
    if (!message.is_string() || ++count > max_messages) {
      continue;
    }
    detail += detail.empty() ? "" : "; ";
    detail += fit(clean_utf8(unquoted(message.get_ref<const std::string&>())), max_message);
  }
  return detail;
}

Error error_of(const json& answer) {
  Error error;
  error.code = payload::text(answer, "error");
  if (!looks_like_code(error.code)) {
    error.code = "unreadable";
  }
  error.what = classify(error.code);
  error.needed = payload::text(answer, "needed");
  error.detail = detail_of(answer);
  for (const json& entry : payload::member(answer, "errors")) {
    std::string user = payload::text(entry, "user");
    std::string code = payload::text(entry, "error");
    if (!user.empty() && looks_like_code(code)) {
      error.per_user.emplace_back(std::move(user), std::move(code));
    }
  }
  return error;
}

/// An answer of which only the status can be read, and which is neither 429 nor 5xx.
Error error_of_status(int status) {
  constexpr int request_timed_out = 408;
  if (status >= 200 && status < 300) {
    return garbage();
  }
  return Error{.what = status == request_timed_out ? What::ambiguous : What::refused,
               .code = "http_" + std::to_string(status)};
}

Error error_of_failure(const HttpFailure& failure) {
  return Error{.what = failure.when == HttpFailure::When::before_send ? What::later : What::ambiguous,
               .code = failure.code};
}

void replace_all(std::string& text, std::string_view what, std::string_view by) {
  for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + by.size())) {
    text.replace(at, what.size(), by);
  }
}

Url checked_base(std::string& base_url) {
  if (!base_url.ends_with('/')) {
    base_url += '/';
  }
  std::optional<Url> url = parse_url(base_url);
  if (!url || url->target.find('?') != std::string::npos) {
    throw std::invalid_argument("the API's address must be https://host/path/");
  }
  return *url;
}

}  // namespace

Error garbage() {
  return Error{.what = What::ambiguous, .code = "garbage"};
}

void add_message(Fields& fields, const OutMessage& message) {
  const json parts = json::parse("{" + message_json(message) + "}");
  fields.emplace_back("text", payload::text(parts, "text"));
  if (const json& blocks = payload::member(parts, "blocks"); blocks.is_array()) {
    fields.emplace_back("blocks", blocks.dump());
  }
}

std::string next_cursor(const json& answer) {
  return payload::text(payload::member(answer, "response_metadata"), "next_cursor");
}

WebApi::Impl::Impl(Transport& transport_in, WebApiOptions options_in)
    : transport(transport_in),
      options(std::move(options_in)),
      base(checked_base(options.base_url)),
      pacer(options.pacing) {
  if (!std::ranges::all_of(options.token, [](char c) { return c > 0x20 && c < 0x7f; })) {
    throw std::invalid_argument("the token holds characters that no token has");
  }
}

milliseconds WebApi::Impl::now() const {
  return options.now
             ? options.now()
             : std::chrono::duration_cast<milliseconds>(std::chrono::steady_clock::now().time_since_epoch());
}

Result<HttpReply> WebApi::Impl::exchange(std::string_view name, std::string_view channel,
                                         const HttpCall& http, const Judge& judge) {
  constexpr int too_many_requests = 429;
  constexpr int server_error = 500;
  std::optional<Error> error;
  HttpReply reply;
  const auto begun = std::chrono::steady_clock::now();
  if (const milliseconds wait = pacer.take(name, channel, now()); wait > milliseconds(0)) {
    error = Error{.what = What::later, .code = "paced", .retry_after = wait};
  } else if (auto answered = transport.post(http); !answered) {
    error = error_of_failure(answered.error());
  } else {
    reply = std::move(*answered);
    if (reply.status == too_many_requests) {
      error = Error{.what = What::later, .code = "ratelimited"};
    } else if (reply.status >= server_error) {
      error = Error{.what = What::ambiguous, .code = "http_" + std::to_string(reply.status)};
    } else {
      error = judge(reply);
    }
    if (error && is_rate_limit(error->code)) {
      error->retry_after = std::max<milliseconds>(
          reply.retry_after ? milliseconds(*reply.retry_after) : default_retry_after, shortest_retry_after);
      pacer.blocked(name, channel, now(), error->retry_after);
    }
  }
  if (error) {
    clean(*error);
  }
  if (options.observe) {
    const auto took = std::chrono::steady_clock::now() - begun;
    options.observe(CallSeen{.method = name,
                             .code = error ? std::string_view(error->code) : std::string_view("ok"),
                             .took = std::chrono::duration_cast<milliseconds>(took),
                             .request_id = reply.request_id});
  }
  if (error) {
    return tl::unexpected(std::move(*error));
  }
  return reply;
}

/// Whatever is on the other side may send the token back.
void WebApi::Impl::clean(Error& error) const {
  if (options.token.empty()) {
    return;
  }
  for (std::string* text : {&error.code, &error.needed, &error.detail}) {
    replace_all(*text, options.token, "…");
  }
  for (auto& [user, code] : error.per_user) {
    replace_all(user, options.token, "…");
    replace_all(code, options.token, "…");
  }
}

std::optional<Error> WebApi::Impl::judge_answer(const HttpReply& reply, json& answer) const {
  std::optional<json> parsed = payload::read_json(reply.body);
  const json& ok = parsed ? payload::member(*parsed, "ok") : payload::member(json(), "ok");
  const json& error = parsed ? payload::member(*parsed, "error") : ok;
  // A refusal without a code in words is no answer of Slack's.
  if (!ok.is_boolean() ||
      (!ok.get<bool>() && (!error.is_string() || error.get_ref<const std::string&>().empty()))) {
    return error_of_status(reply.status);
  }
  if (!ok.get<bool>()) {
    return error_of(*parsed);
  }
  answer = std::move(*parsed);
  return std::nullopt;
}

Result<json> WebApi::Impl::call(std::string_view method, const Fields& fields, std::string_view channel,
                                std::optional<milliseconds> deadline, HttpReply* said) {
  HttpCall http;
  http.url = options.base_url + std::string(method);
  http.content_type = form;
  http.body = encode_form(fields);
  http.bearer = options.token;
  http.deadline = deadline.value_or(options.deadline);
  json answer;
  auto reply =
      exchange(method, channel, http, [&](const HttpReply& judged) { return judge_answer(judged, answer); });
  if (!reply) {
    return tl::unexpected(std::move(reply.error()));
  }
  if (said != nullptr) {
    said->scopes = std::move(reply->scopes);
    said->date = reply->date;
  }
  return answer;
}

Result<void> WebApi::Impl::run(std::string_view method, const Fields& fields) {
  auto answer = call(method, fields);
  if (!answer) {
    return tl::unexpected(std::move(answer.error()));
  }
  return {};
}

Result<void> WebApi::Impl::send_to(std::string_view name, std::string_view url, std::string_view foreign,
                                   std::string_view content_type, std::string_view body,
                                   milliseconds deadline) {
  const std::optional<Url> target = parse_url(url);
  if (!target || !is_slacks(*target, base)) {
    return tl::unexpected(Error{.what = What::bug, .code = std::string(foreign)});
  }
  HttpCall http;
  http.url = url;
  http.content_type = content_type;
  http.body = body;
  http.deadline = deadline;
  auto reply = exchange(name, {}, http, [](const HttpReply& judged) -> std::optional<Error> {
    constexpr int not_found = 404;
    const bool success = judged.status >= 200 && judged.status < 300;
    if (const std::optional<json> parsed = payload::read_json(judged.body); parsed && parsed->is_object()) {
      const json& ok = payload::member(*parsed, "ok");
      if (ok.is_boolean() && !ok.get<bool>()) {
        return error_of(*parsed);
      }
    }
    if (success) {
      return std::nullopt;
    }
    // Refusals come as a bare code: used_url, expired_url, invalid_payload.
    std::string_view code = judged.body;
    while (code.ends_with('\n') || code.ends_with('\r') || code.ends_with(' ')) {
      code.remove_suffix(1);
    }
    if (looks_like_code(code)) {
      return Error{.what = judged.status == not_found ? What::missing : classify(code),
                   .code = std::string(code)};
    }
    Error error = error_of_status(judged.status);
    if (judged.status == not_found) {
      error.what = What::missing;
    }
    return error;
  });
  if (!reply) {
    return tl::unexpected(std::move(reply.error()));
  }
  return {};
}

WebApi::WebApi(Transport& transport, WebApiOptions options)
    : impl_(std::make_unique<Impl>(transport, std::move(options))) {}
WebApi::~WebApi() = default;

Result<AuthInfo> WebApi::auth_test() {
  HttpReply said;
  const auto answer = impl_->call("auth.test", {}, {}, std::nullopt, &said);
  if (!answer) {
    return tl::unexpected(answer.error());
  }
  AuthInfo info;
  info.url = payload::text(*answer, "url");
  info.team = TeamId(payload::text(*answer, "team_id"));
  info.enterprise = EnterpriseId(payload::text(*answer, "enterprise_id"));
  info.user = UserId(payload::text(*answer, "user_id"));
  info.bot = BotId(payload::text(*answer, "bot_id"));
  info.app = payload::text(*answer, "app_id");
  info.date = said.date;
  for (std::string_view rest = said.scopes; !rest.empty();) {
    const std::size_t comma = std::min(rest.find(','), rest.size());
    if (comma > 0) {
      info.scopes.emplace_back(rest.substr(0, comma));
    }
    rest.remove_prefix(std::min(comma + 1, rest.size()));
  }
  return info;
}

Result<void> WebApi::respond(std::string_view response_url, std::string_view body) {
  return impl_->send_to("response_url", response_url, "foreign_response_url",
                        "application/json; charset=utf-8", body, impl_->options.deadline);
}

Result<FileId> WebApi::upload(const ChannelId& channel, std::string_view filename, std::string_view title,
                              std::string_view bytes, std::string_view comment) {
  constexpr int longer = 3;
  // Before the last step nothing is shared, so that a repetition doubles nothing.
  const auto not_yet = [](Error error) {
    if (error.what == What::ambiguous) {
      error.what = What::later;
    }
    return tl::unexpected(std::move(error));
  };
  if (bytes.empty()) {
    return tl::unexpected(Error{.what = What::bug, .code = "empty_file"});
  }
  const auto place = impl_->call("files.getUploadURLExternal", {{"filename", std::string(filename)},
                                                                {"length", std::to_string(bytes.size())}});
  if (!place) {
    return not_yet(place.error());
  }
  FileId file(payload::text(*place, "file_id"));
  const std::string url = payload::text(*place, "upload_url");
  if (file.empty() || url.empty()) {
    return not_yet(garbage());
  }
  if (auto sent = impl_->send_to("upload", url, "foreign_upload_url", "application/octet-stream", bytes,
                                 impl_->options.deadline * longer);
      !sent) {
    return not_yet(std::move(sent.error()));
  }
  const json files = json::array({{{"id", file.value}, {"title", clean_utf8(title)}}});
  Fields fields{{"files", files.dump()}, {"channel_id", channel.value}};
  if (!comment.empty()) {
    fields.emplace_back("initial_comment", comment);
  }
  if (auto done = impl_->run("files.completeUploadExternal", fields); !done) {
    return tl::unexpected(std::move(done.error()));
  }
  return file;
}

Result<void> WebApi::remove_file(const FileId& file) {
  return impl_->run("files.delete", {{"file", file.value}});
}

}  // namespace slack
