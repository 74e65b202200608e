// What the methods of WebApi share. Internal to slack, to be included in web_api*.cpp only.
#pragma once

#include <functional>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "slack/url.h"
#include "slack/web_api.h"

namespace slack {

using Fields = std::vector<std::pair<std::string, std::string>>;

struct WebApi::Impl {
  Transport& transport;
  WebApiOptions options;
  Url base;
  Pacer pacer;

  Impl(Transport& transport_in, WebApiOptions options_in);

  /// Calls a method, with the token; every argument is a form field. The answer is an object with `ok: true`.
  /// `channel` is for pacing alone. `said` gets what stands in the reply's head.
  Result<nlohmann::json> call(std::string_view method, const Fields& fields, std::string_view channel = {},
                              std::optional<std::chrono::milliseconds> deadline = std::nullopt,
                              HttpReply* said = nullptr);
  /// The same where the answer holds nothing more.
  Result<void> run(std::string_view method, const Fields& fields);

  /// views.open and views.push. Past its deadline nothing is called: the trigger has expired.
  Result<ViewId> show_view(std::string_view method, const TriggerId& trigger, const Modal& modal,
                           std::chrono::milliseconds deadline);

  /// Bytes to an address that Slack gave us, without the token; `foreign` is the code for one that isn't
  /// Slack's. Success is a 2xx whose body doesn't say otherwise. `name` is for pacing and observing.
  Result<void> send_to(std::string_view name, std::string_view url, std::string_view foreign,
                       std::string_view content_type, std::string_view body,
                       std::chrono::milliseconds deadline);

 private:
  using Judge = std::function<std::optional<Error>(const HttpReply&)>;
  /// One HTTP call in its turn, observed. `judge` sees every answer but 429 and 5xx, and says what is wrong
  /// with it.
  Result<HttpReply> exchange(std::string_view name, std::string_view channel, const HttpCall& http,
                             const Judge& judge);
  std::optional<Error> judge_answer(const HttpReply& reply, nlohmann::json& answer) const;
  void clean(Error& error) const;
  std::chrono::milliseconds now() const;
};

/// The answer lacks what it must hold: it may have been done all the same.
Error garbage();

/// `text` and `blocks` of a message as form fields.
void add_message(Fields& fields, const OutMessage& message);

/// The cursor of the next page in an answer.
std::string next_cursor(const nlohmann::json& answer);

}  // namespace slack
