#include "slack/standin/standin.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "slack/standin/limits.h"
#include "slack/standin/web_api.h"
#include "slack/standin/wire.h"

namespace slack::standin {

namespace {

constexpr std::string_view api_path = "/api/";
constexpr std::string_view hooks_path = "/commands/";
constexpr std::string_view upload_path = "/upload/v1/";

/// The name by which faults and the log know a path, and what follows it.
std::pair<std::string, std::string> route(const std::string& path) {
  const auto tail = [&](std::string_view head) { return path.substr(head.size()); };
  if (path.rfind(api_path, 0) == 0) return {tail(api_path), {}};
  if (path.rfind(hooks_path, 0) == 0) return {"response_url", tail(hooks_path)};
  if (path.rfind(upload_path, 0) == 0) return {"upload", tail(upload_path)};
  return {};
}

/// What a fault makes of the reply.
void spoil(const Fault& fault, HttpReply& reply, std::string& result) {
  switch (fault.kind) {
    case Fault::Kind::error:
      reply = HttpReply{};
      reply.body = dump({{"ok", false}, {"error", fault.code}});
      result = fault.code;
      break;
    case Fault::Kind::status:
      reply = HttpReply{};
      reply.status = fault.status;
      reply.content_type = "text/html";
      reply.body = "<html>error</html>";
      if (fault.status == 429) {
        reply.content_type = "application/json; charset=utf-8";
        reply.body = R"({"ok":false,"error":"ratelimited"})";
      }
      if (fault.retry_after.count() > 0) {
        reply.headers.emplace_back("Retry-After", std::to_string(fault.retry_after.count()));
      }
      result = "http_" + std::to_string(fault.status);
      break;
    case Fault::Kind::garbage:
      reply = HttpReply{};
      reply.body = R"({"ok":tr)";
      result = "garbage";
      break;
    case Fault::Kind::drop_reply:
    case Fault::Kind::close_unread:
    case Fault::Kind::lose:
      reply.drop = true;
      result = "dropped";
      break;
    case Fault::Kind::slow:
    case Fault::Kind::hang:
      break;
  }
}

bool does_work(const std::optional<Fault>& fault) {
  return !fault || fault->after_work || fault->kind == Fault::Kind::slow || fault->kind == Fault::Kind::hang;
}

}  // namespace

struct Standin::Impl {
  explicit Impl(Options given)
      : options(complete(std::move(given))),
        world(options.clock, options.names),
        courier(options.secret, options.clock, options.ack_limit),
        delivery(world, courier),
        limits(options.limits),
        api(world, {options.token, options.scopes, options.trigger_life, options.most_on_page, {}}),
        face([this](const std::string& path) { return admit(path); },
             [this](const HttpCall& call) { return answer(call); }) {}

  static Options complete(Options given) {
    if (!given.clock) given.clock = real_clock();
    if (given.scopes.empty()) given.scopes = all_scopes();
    return given;
  }

  /// Where nothing is served, an address that looks like one.
  std::string origin() const { return "http://127.0.0.1:" + std::to_string(options.serve ? face.port() : 1); }

  bool admit(const std::string& path) {
    const auto [method, rest] = route(path);
    if (!faults.closes_unread(method)) return true;
    const auto number = begin(method, {});
    finish(number, "dropped");
    return false;
  }

  std::uint64_t begin(const std::string& method, std::map<std::string, std::string> args) {
    std::uint64_t number = 0;
    {
      const std::lock_guard lock(log_mutex);
      number = next_call++;
      log.push_back({number, method, std::move(args), {}});
      ++under_way;
    }
    world.touch();
    return number;
  }
  void finish(std::uint64_t number, const std::string& result) {
    {
      const std::lock_guard lock(log_mutex);
      --under_way;
      const auto found = std::lower_bound(log.begin(), log.end(), number,
                                          [](const Call& call, std::uint64_t n) { return call.number < n; });
      if (found != log.end() && found->number == number) found->result = result;
    }
    world.touch();
  }

  HttpReply answer(const HttpCall& http) {
    const auto [method, rest] = route(http.path);
    HttpReply reply;
    if (method.empty()) {
      reply.status = 404;
      return reply;
    }
    const bool is_api = method != "response_url" && method != "upload";
    auto call = is_api ? read_call(http, method) : ApiCall{method, {{"body", http.body}}, {}, {}, {}};
    if (method == "response_url") call.args["hook"] = rest;
    const auto number = begin(method, call.args);
    const auto fault = faults.take({method, call.args});
    std::string result;
    const bool works_first = fault && fault->after_work && does_work(fault);
    if (works_first) reply = work(http, call, rest, result);
    faults.wait(method, fault);
    if (!works_first && does_work(fault)) reply = work(http, call, rest, result);
    if (fault) spoil(*fault, reply, result);
    reply.headers.emplace_back("x-slack-req-id", "req-" + std::to_string(number));
    finish(number, result);
    return reply;
  }

  HttpReply work(const HttpCall& http, const ApiCall& call, const std::string& rest, std::string& result) {
    HttpReply reply;
    const auto channel = call.args.find("channel");
    const auto wait =
        limits.refuse_for(call.method, channel == call.args.end() ? "" : channel->second, options.clock());
    if (wait) {
      spoil(Fault::rate_limited(std::chrono::seconds(*wait)), reply, result);
      return reply;
    }
    if (call.method == "response_url") {
      reply = api.respond(rest, http.content_type, http.body);
    } else if (call.method == "upload") {
      reply = api.upload(rest, http.body);
    } else {
      reply.body = api.answer(call, result);
      reply.headers.emplace_back("x-oauth-scopes", api.granted());
      return reply;
    }
    result = reply.status == 200 ? "ok" : reply.body;
    return reply;
  }

  const Options options;
  World world;
  Courier courier;
  Delivery delivery;
  Faults faults;
  Limits limits;
  WebApi api;
  std::mutex log_mutex;
  std::vector<Call> log;
  std::uint64_t next_call = 1;
  std::size_t under_way = 0;
  std::unique_ptr<People> people;  // needs the port
  HttpFace face;                   // last: its threads use all the others
};

Standin::Standin(Options options) : impl_(std::make_unique<Impl>(std::move(options))) {
  const bool serve = impl_->options.serve;
  if (serve && !impl_->face.start(impl_->options.port)) {
    throw std::runtime_error("the stand-in cannot listen on port " + std::to_string(impl_->options.port));
  }
  const auto origin = impl_->origin();
  impl_->api.set_upload_url(origin + std::string(upload_path));
  impl_->people = std::make_unique<People>(impl_->world, impl_->courier, origin + std::string(hooks_path));
  if (serve) impl_->delivery.start();
}

Standin::~Standin() {
  impl_->faults.stop();
  impl_->delivery.stop();
  impl_->face.stop();
}

std::string Standin::api_url() const {
  return impl_->origin() + std::string(api_path);
}
const std::string& Standin::bot_token() const {
  return impl_->options.token;
}
const std::string& Standin::signing_secret() const {
  return impl_->options.secret;
}
std::string Standin::team() const {
  return impl_->options.names.team;
}
std::string Standin::bot_user() const {
  return impl_->options.names.bot_user;
}
void Standin::set_bot_url(const std::string& url) {
  impl_->courier.set_url(url);
}
void Standin::set_door(Door door) {
  impl_->courier.set_door(std::move(door));
}
HttpReply Standin::answer(const HttpCall& call) {
  return impl_->answer(call);
}

std::string Standin::add_person(const std::string& name, const PersonOptions& options) {
  return impl_->world.change([&](State& state) { return state.add_person(name, options); });
}

std::string Standin::add_channel(const std::string& name, const std::vector<std::string>& members,
                                 bool is_private) {
  return impl_->world.change([&](State& state) {
    const auto made = state.create_channel({}, name, is_private);
    if (!made) throw std::invalid_argument("channel " + name + ": " + made.error());
    state.channels.at(*made).general = name == "general";
    for (const auto& member : members) state.join(*made, member);
    return *made;
  });
}

std::string Standin::add_group(const std::string& handle, const std::vector<std::string>& people) {
  return impl_->world.change([&](State& state) { return state.add_group(handle, people); });
}

void Standin::set_group(const std::string& id, const std::vector<std::string>& people) {
  impl_->world.change([&](State& state) { state.change_group(id, people); });
}

World& Standin::world() {
  return impl_->world;
}
const World& Standin::world() const {
  return impl_->world;
}
People& Standin::people() {
  return *impl_->people;
}
Faults& Standin::faults() {
  return impl_->faults;
}
Delivery& Standin::events() {
  return impl_->delivery;
}

void Standin::unreachable() {
  impl_->faults.let_pass(true);
  impl_->face.stop();
  impl_->faults.let_pass(false);
}

void Standin::reachable() {
  if (!impl_->face.start(impl_->face.port())) throw std::runtime_error("the stand-in's port is taken");
}

void Standin::set_access(const std::string& token, const std::set<std::string>& scopes) {
  impl_->api.set_access(token, scopes);
}

void Standin::raise(const std::string& event, const std::string& channel) {
  impl_->world.change([&](State& state) { state.raise(nlohmann::json::parse(event), channel); });
}

Screen Standin::screen(const std::string& person) const {
  return impl_->world.read([&](const State& state) { return screen_of(state, person); });
}

std::vector<Call> Standin::calls(std::string_view method) const {
  const std::lock_guard lock(impl_->log_mutex);
  std::vector<Call> out;
  for (const auto& call : impl_->log) {
    if (method.empty() || call.method == method) out.push_back(call);
  }
  return out;
}

void Standin::forget_calls() {
  const std::lock_guard lock(impl_->log_mutex);
  impl_->log.clear();
}

std::vector<std::string> Standin::objections() const {
  return impl_->world.read([](const State& state) { return state.objections; });
}

bool Standin::wait_until(const std::function<bool()>& so, std::chrono::milliseconds limit) const {
  return impl_->world.wait_until(so, limit);
}

bool Standin::settle(std::chrono::milliseconds limit) const {
  return wait_until(
      [this] {
        if (!impl_->delivery.idle()) return false;
        const std::lock_guard lock(impl_->log_mutex);
        return impl_->under_way == 0;
      },
      limit);
}

}  // namespace slack::standin
