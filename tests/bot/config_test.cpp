#include "bot/config.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <unistd.h>

#include <array>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>

#include "bot/config_rules.h"
#include "tests/catch.h"

using namespace muster;
using namespace muster::bot;
using Catch::Matchers::Contains;
namespace fs = std::filesystem;

namespace {

Environment environment(std::map<std::string, std::string> values = {}) {
  return [values = std::move(values)](const std::string& name) -> std::optional<std::string> {
    const auto found = values.find(name);
    return found == values.end() ? std::nullopt : std::optional(found->second);
  };
}

LoadedConfig parse(std::string_view toml) {
  return parse_config(toml, environment());
}

Config good(std::string_view toml, std::map<std::string, std::string> values = {}) {
  const LoadedConfig loaded = parse_config(toml, environment(std::move(values)));
  for (const auto& mistake : loaded.mistakes) UNSCOPED_INFO(mistake.line << ": " << mistake.what);
  REQUIRE(loaded.config);
  return *loaded.config;
}

/// The one mistake of a file.
ConfigMistake mistake(std::string_view toml) {
  const LoadedConfig loaded = parse(toml);
  INFO(toml);
  for (const auto& m : loaded.mistakes) UNSCOPED_INFO(m.line << ": " << m.what);
  REQUIRE(loaded.mistakes.size() == 1);
  CHECK_FALSE(loaded.config);
  return loaded.mistakes.front();
}

/// Everything that a file can change, as text.
std::string dump(const Config& c) {
  std::string out =
      fmt::format("{}|{}|{}|{}|{}|{}|{}|{}|{}|{}|{}|{}|{}|{}|{}|{}|{}|{}|{}\n", c.announce, c.name_template,
                  c.private_name_template, c.call_link, c.timeline_reaction, c.listen, c.admin_listen,
                  c.public_url, c.database.string(), c.workers, c.log_format, c.log_level, c.command,
                  c.api_url, c.ca_file, c.attempts, c.lines_per_hour, c.policy.zone, c.policy.unsure_cadence);
  out += fmt::format("{}\n", c.policy.archive_after.count());
  for (const auto& r : c.policy.roles) {
    out += fmt::format("{}|{}|{}\n", r.key, r.name, r.description);
    for (const auto& line : r.checklist) out += line + "\n";
  }
  for (const auto& s : c.policy.severities)
    out += fmt::format("{}|{}|{}|{}|{}|{}\n", s.key, s.name, s.guidance, s.emoji, s.update_every.count(),
                       fmt::join(s.required_roles, ","));
  for (const auto& s : c.policy.statuses)
    out += fmt::format("{}|{}|{}\n", s.key, s.name, to_string(s.category));
  const auto pace = [&](std::string_view name, const slack::Pace& p) {
    out += fmt::format("{} {} {}\n", name, p.per_minute, p.burst);
  };
  for (const auto& [method, p] : c.pacing.methods) pace(method, p);
  pace("other", c.pacing.other);
  pace("post_per_channel", c.pacing.post_per_channel);
  return out;
}

std::string example() {
  std::ifstream file(fs::path(MUSTER_SOURCE_DIR) / "deploy" / "muster.example.toml");
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

/// The example with its settings, but not its prose, uncommented: prose begins with "# ".
std::string uncommented(const std::string& text) {
  std::istringstream lines(text);
  std::string out;
  for (std::string line; std::getline(lines, line); out += '\n') {
    const bool setting = line.starts_with('#') && (!line.starts_with("# ") && line != "#");
    const bool item = line.starts_with("#  \"");
    out += setting || item ? line.substr(1) : line;
  }
  return out;
}

class TemporaryFile {
 public:
  explicit TemporaryFile(std::string_view content) {
    char name[] = "/tmp/muster-test-XXXXXX";
    const int fd = ::mkstemp(name);
    REQUIRE(fd >= 0);
    ::close(fd);
    path = name;
    std::ofstream(path, std::ios::binary) << content;
  }
  ~TemporaryFile() {
    std::error_code ignored;
    fs::remove(path, ignored);
  }
  fs::path path;
};

constexpr std::string_view all_statuses =
    "[[statuses]]\nkey='a'\nname='A'\ncategory='triage'\n[[statuses]]\nkey='b'\nname='B'\ncategory='active'\n"
    "[[statuses]]\nkey='c'\nname='C'\ncategory='mitigated'\n[[statuses]]\nkey='d'\nname='D'\n"
    "category='resolved'\n[[statuses]]\nkey='e'\nname='E'\ncategory='closed'\n[[statuses]]\nkey='f'\nname='F'"
    "\n"
    "category='dismissed'\n[[statuses]]\nkey='g'\nname='G'\ncategory='merged'\n";

}  // namespace

TEST_CASE("when a quiet channel is archived is a number of days, and 0 is never") {
  CHECK(good("").policy.archive_after == std::chrono::days(7));
  CHECK(good("[close]\narchive_after_days = 0").policy.archive_after == core::Duration(0));
  CHECK(good("[close]\narchive_after_days = 30").policy.archive_after == std::chrono::days(30));
  CHECK_THAT(mistake("[close]\narchive_after_days = \"7d\"").what, Contains("whole number"));
}

TEST_CASE("without a file the defaults count") {
  const Config config = good("");
  CHECK(config.listen == "127.0.0.1:8080");
  CHECK(config.policy.roles.size() == 3);
  CHECK(config.policy.severities.size() == 4);
  CHECK(load_config("", environment()).config);
}

TEST_CASE("the example is the defaults, as it is and with everything uncommented") {
  const std::string text = example();
  REQUIRE(text.size() > 1000);
  CHECK(dump(good(text)) == dump(good("")));
  CHECK(dump(good(uncommented(text))) == dump(good("")));
  // And it is really read: a changed value shows.
  std::string other = uncommented(text);
  other.replace(other.find("workers = 8"), 11, "workers = 9");
  CHECK(good(other).workers == 9);
}

TEST_CASE("every key of the code is in the example") {
  std::istringstream lines(uncommented(example()));
  std::string section;
  std::vector<std::string> seen;
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("[slack.pacing"))
      section = "slack.pacing.<method>";
    else if (line.starts_with('['))
      section = line.substr(line.find_first_not_of('['), line.find(']') - line.find_first_not_of('['));
    else if (const auto equals = line.find(" = ");
             equals != std::string::npos && line[0] != '#' && line[0] != ' ')
      seen.push_back(section + "." + line.substr(0, equals));
  }
  for (const auto& key : config_keys()) {
    INFO(key);
    CHECK(std::count(seen.begin(), seen.end(), key) >= 1);
  }
  for (const auto& key : seen) {
    INFO(key);
    const auto known = config_keys();
    CHECK(std::count(known.begin(), known.end(), key) == 1);
  }
}

TEST_CASE("what the file says is taken") {
  const Config config = good(R"(
[channels]
announce = "#incidents"
name = "fire-{number}"
private_name = "p-{number}-{date}"
call_link = "https://meet.example.com/x"
[reactions]
timeline = "memo"
[server]
listen = "[::1]:9000"
public_url = "https://muster.example.com"
database = "/var/lib/muster/muster.db"
[slack]
command = "/fire"
api_url = "http://127.0.0.1:9/api"
[slack.pacing."chat.update"]
per_minute = 600
[slack.pacing."brand.new"]
burst = 3
[slack.pacing.other]
per_minute = 0.5
[time]
zone = "Europe/Berlin"
[unsure]
cadence = "minor"
[[severities]]
key = "major"
name = "Major"
update_every = "1h30m"
[[severities]]
key = "minor"
name = "Minor"
[[roles]]
key = "lead"
name = "Incident Commander"
checklist = ["one", "two"]
)");
  CHECK(config.announce == "#incidents");
  CHECK(config.name_template == "fire-{number}");
  CHECK(config.listen == "[::1]:9000");
  CHECK(config.api_url == "http://127.0.0.1:9/api/");
  CHECK(config.pacing.methods.at("chat.update").per_minute == 600);
  CHECK(config.pacing.methods.at("brand.new").burst == 3);
  CHECK(config.pacing.other.per_minute == 0.5);
  CHECK(config.policy.zone == "Europe/Berlin");
  REQUIRE(config.policy.severities.size() == 2);
  CHECK(config.policy.severities[0].update_every == std::chrono::minutes(90));
  CHECK(config.policy.severities[1].update_every.count() == 0);
  REQUIRE(config.policy.roles.size() == 1);
  CHECK(config.policy.roles[0].checklist == std::vector<std::string>{"one", "two"});
}

TEST_CASE("each wrong value is a mistake with its line and column") {
  const std::vector<std::pair<std::string, std::string>> cases{
      {"[server]\nlisten = 8080", "server.listen must be text"},
      {"[server]\nlisten = 'localhost'", "for example 127.0.0.1:8080"},
      {"[server]\nadmin_listen = ':8081'", "for example 127.0.0.1:8080"},
      {"[server]\npublic_url = 'http://a'", "https://"},
      {"[server]\ndatabase = ''", "must not be empty"},
      {"[server]\nworkers = 0", "from 1 to 64"},
      {"[server]\nworkers = 1.5", "from 1 to 64"},
      {"[server]\nworkers = '8'", "from 1 to 64"},
      {"[channels]\nannounce = 'incidents'", "#incidents"},
      {"[channels]\nname = 'inc-{title}'", "must contain {number}"},
      {"[channels]\nname = 'inc-{nummer}'", "{nummer}"},
      {"[channels]\nname = 'inc-{number'", "without a }"},
      {"[channels]\nname = 'INC-{number}'", "small letters"},
      {"[channels]\nprivate_name = 'inc-{number}-{title}'", "must not contain {title}"},
      {"[channels]\ncall_link = 'meet.example.com'", "begins with https://"},
      {"[channels]\ncall_link = 'javascript:alert(1)'", "begins with https://"},
      {"[reactions]\ntimeline = ':pushpin:'", "without colons"},
      {"[log]\nformat = 'jsn'", "did you mean \"json\"?"},
      {"[log]\nlevel = 'verbose'", "debug, info, warn, error"},
      {"[slack]\ncommand = 'incident'", "must be a slash"},
      {"[slack]\napi_url = 'slack.com'", "https://slack.com/api/"},
      {"[slack]\nca_file = '/no/such/file'", "can't be read"},
      {"[slack]\nattempts = -1", "from 1 to 100"},
      {"[time]\nzone = 'Middle/Earth'", "time zone"},
      {"[time]\nzone = \"a\\u0000b\"", "control characters"},
      {"[slack.pacing.'chat.update']\nburst = 0", "from 1 to 10000"},
      {"[slack.pacing.'chat.update']\nper_minute = nan", "must be a number"},
      {"[slack.pacing.'chat.update']\nper_minuet = 3", "did you mean \"per_minute\"?"},
      {"[slack]\npacing = 3", "must be a table"},
      {"[slack]\npacing.other = 3", "must be a table"},
      {"#\nserver = 3", "must be a table"},
      {"#\nroles = 3", "written as [[roles]]"},
      {"#\nroles = []", "written as [[roles]]"},
      {"#\nseverities = ['a']", "written as [[severities]]"},
      {"[server]\nlisten = '", "string"},
      {"[server]\n= 3", ""},
      {"[server]\ndatabase = '\xff'", ""},
  };
  for (const auto& [toml, what] : cases) {
    const ConfigMistake m = mistake(toml);
    CHECK(m.line == 2);
    CHECK(m.column > 0);
    CHECK_THAT(m.what, Contains(what));
  }
  CHECK(mistake("[server]\n   workers = 99").column == 14);
}

TEST_CASE("a mistyped key is a mistake, with what was meant") {
  auto m = mistake("[server]\n\nlistne = '127.0.0.1:1'");
  CHECK(m.line == 3);
  CHECK(m.column == 1);
  CHECK_THAT(m.what, Contains("unknown key \"listne\" in [server]; did you mean \"listen\"?"));
  CHECK_THAT(mistake("[serer]").what, Contains("did you mean \"server\"?"));
  CHECK_THAT(mistake("[slack]\nzone = 'UTC'").what, Contains("it belongs under [time]"));
  CHECK_THAT(mistake("[[roles]]\nkey='lead'\nname='L'\ncheklist=[]").what,
             Contains("did you mean \"checklist\"?"));
  CHECK(mistake("[[roles]]\nkey='lead'\nname='L'\ncheklist=[]").line == 4);
  CHECK_THAT(mistake("[slack.pacing.'chat.postMesage']\nburst=3").what, Contains("did you mean"));
  CHECK_THAT(mistake("[slack.pacing.chat]\nupdate={burst=3}").what, Contains("unknown key \"chat\""));
  CHECK_THAT(mistake("\"" + std::string(5000, 'x') + "\" = 1").what, !Contains(std::string(100, 'x')));
}

TEST_CASE("a doubled key is a mistake at its second place") {
  const auto m = mistake("[server]\nworkers = 1\nworkers = 2");
  CHECK(m.line == 3);
}

TEST_CASE("all mistakes are told, in the order of the file") {
  const LoadedConfig loaded =
      parse_config("[time]\nzone='x'\n[server]\nworkers=0\nlisten='a'\n[log]\nlvel='a'",
                   environment({{"MUSTER_LISTEN", "nonsense"}}));
  REQUIRE(loaded.mistakes.size() == 5);
  CHECK(loaded.mistakes[0].line == 2);
  CHECK(loaded.mistakes[1].line == 4);
  CHECK(loaded.mistakes[2].line == 5);
  CHECK(loaded.mistakes[3].line == 7);
  CHECK(loaded.mistakes[4].line == 0);
  CHECK_THAT(loaded.mistakes[4].what, Contains("MUSTER_LISTEN"));
}

TEST_CASE("lists must make sense as a whole") {
  CHECK_THAT(mistake("[[roles]]\nkey='comms'\nname='Comms'").what, Contains("\"lead\""));
  CHECK_THAT(mistake("[[roles]]\nkey='lead'").what, Contains("roles.name is missing"));
  CHECK_THAT(mistake("[[roles]]\nkey='Lead'\nname='L'").what, Contains("small letters"));
  auto m = mistake("[[roles]]\nkey='lead'\nname='Lead'\n[[roles]]\nkey='lead'\nname='Other'");
  CHECK(m.line == 5);
  CHECK_THAT(m.what, Contains("another one's"));
  m = mistake("[[roles]]\nkey='lead'\nname='Chief'\n[[roles]]\nkey='chief'\nname='Other'");
  CHECK(m.line == 5);

  m = mistake("\n" + std::string(all_statuses));
  CHECK(m.line == 2);
  CHECK_THAT(m.what, Contains("stood_down"));
  CHECK(parse(std::string(all_statuses) + "[[statuses]]\nkey='h'\nname='H'\ncategory='stood_down'").config);
  CHECK_THAT(
      mistake(std::string(all_statuses) + "[[statuses]]\nkey='h'\nname='H'\ncategory='stod_down'").what,
      Contains("did you mean \"stood_down\"?"));

  CHECK_THAT(mistake("[[severities]]\nkey='sev2'\nname='S'\nupdate_every='soon'").what, Contains("duration"));
  CHECK(mistake("[[severities]]\nkey='sev2'\nname='S'\nupdate_every='soon'").line == 4);
  m = mistake("[unsure]\ncadence = 'sev9'");
  CHECK(m.line == 2);
  CHECK_THAT(m.what, Contains("sev1, sev2, sev3, sev4"));
  m = mistake("\n[[severities]]\nkey='bad'\nname='Bad'");
  CHECK(m.line == 2);
  CHECK_THAT(m.what, Contains("unsure.cadence"));
  CHECK_THAT(mistake("[unsure]\ncadence='unsure'\n[[severities]]\nkey='unsure'\nname='Hm'").what,
             Contains("nobody is sure"));
  std::string ten = "[unsure]\ncadence='s0'\n";
  for (int i = 0; i < 10; ++i) ten += fmt::format("[[severities]]\nkey='s{0}'\nname='S {0}'\n", i);
  CHECK_THAT(mistake(ten).what, Contains("nine"));
}

TEST_CASE("services have an owner, a group, a runbook and phones, or only a name") {
  const Config config = good(
      "[[services]]\nkey='checkout'\nname='Checkout'\nowner='U024BE7LH'\ngroup='@payments-oncall'\n"
      "runbook='https://wiki.example.com/x'\nphones=['On call: +44 20 7946 0001']\n"
      "[[services]]\nkey='search'\nname='Search'\ngroup='S0123ABC'");
  REQUIRE(config.policy.services.size() == 2);
  const auto& checkout = config.policy.services[0];
  CHECK(is_user_id(checkout.owner));
  CHECK_FALSE(is_user_id("UNICORNS"));
  CHECK_FALSE(is_user_id("Team Payments"));
  CHECK(checkout.group == "payments-oncall");
  CHECK(checkout.phones == std::vector<std::string>{"On call: +44 20 7946 0001"});
  CHECK(config.policy.service("CHECKOUT") == &checkout);
  CHECK(config.policy.services[1].group == "S0123ABC");

  const std::string begun = "[[services]]\nkey='a'\nname='A'\n";
  CHECK_THAT(mistake(begun + "group='Payments on call'").what, Contains("user group"));
  CHECK_THAT(mistake(begun + "runbook='javascript:alert(1)'").what, Contains("https://"));
  CHECK_THAT(mistake(begun + "phones=['ask Ada']").what, Contains("phone number"));
  CHECK_THAT(mistake(begun + "onwer='x'").what, Contains("did you mean \"owner\"?"));
  CHECK_THAT(mistake(begun + "[[services]]\nkey='b'\nname='a'").what, Contains("another one's"));
}

TEST_CASE("a severity requires roles that there are") {
  const auto m = mistake("[[severities]]\nkey='sev2'\nname='S'\nrequired_roles=['lead','medic']");
  CHECK_THAT(m.what, Contains("medic"));
  const auto s =
      mistake("[[statuses]]\nkey='h'\nname='H'\ncategory='stood_down'\nrequired_roles=['medic']\n" +
              std::string(all_statuses));
  CHECK_THAT(s.what, Contains("h requires the role \"medic\""));
  const Config status = good(
      "[[statuses]]\nkey='h'\nname='H'\ncategory='stood_down'\nupdate_every='20m'\n"
      "required_roles=['scribe']\n" +
      std::string(all_statuses));
  CHECK(status.policy.cadence("sev4", "h") == std::chrono::minutes(20));
  CHECK(status.policy.required_roles("sev4", "h") == std::vector<std::string>{"scribe"});
  // What comes with Muster asks nobody for a role that was taken out.
  const Config config = good("[[roles]]\nkey='lead'\nname='Lead'");
  CHECK(config.policy.required_roles("sev1", {}) == std::vector<std::string>{"lead"});
}

TEST_CASE("the environment goes before the file") {
  const Config config = good("[server]\nlisten='127.0.0.1:1'\ndatabase='file.db'",
                             {{"MUSTER_LISTEN", "127.0.0.1:2"},
                              {"MUSTER_ADMIN_LISTEN", "127.0.0.1:3"},
                              {"MUSTER_DATABASE", "/x/y.db"},
                              {"SLACK_API_URL", "http://localhost:4/api"}});
  CHECK(config.listen == "127.0.0.1:2");
  CHECK(config.admin_listen == "127.0.0.1:3");
  CHECK(config.database == "/x/y.db");
  CHECK(config.api_url == "http://localhost:4/api/");
  CHECK(good("", {{"MUSTER_LISTEN", ""}}).listen == "127.0.0.1:8080");
  CHECK_THAT(mistake("[server]\nlisten='127.0.0.1:7'\nadmin_listen='127.0.0.1:7'").what, Contains("both"));
  CHECK(parse("[server]\nlisten='127.0.0.1:0'\nadmin_listen='127.0.0.1:0'").config);
}

TEST_CASE("a file that can't be read is said by name") {
  const LoadedConfig loaded = load_config("/no/such/muster.toml", environment());
  REQUIRE(loaded.mistakes.size() == 1);
  CHECK(loaded.mistakes[0].line == 0);
  CHECK_THAT(loaded.mistakes[0].what, Contains("/no/such/muster.toml"));
  CHECK(load_config("/tmp", environment()).mistakes.size() == 1);

  const TemporaryFile file("[server]\nworkers = 3\n");
  CHECK(load_config(file.path, environment()).config->workers == 3);
  CHECK(load_config("", environment({{"MUSTER_CONFIG", file.path.string()}})).config->workers == 3);
  const TemporaryFile empty("");
  CHECK(load_config(empty.path, environment()).config);
}

TEST_CASE("hostile files are mistakes, never more") {
  CHECK_FALSE(parse(std::string(100000, '[')).config);
  CHECK_FALSE(parse("a = " + std::string(100000, '[')).config);
  CHECK_FALSE(parse(std::string("\0\0\0", 3)).config);
  CHECK_FALSE(parse("a." + std::string(5000, 'b') + ".c = 1").config);
}

TEST_CASE("the nearest word is one slip away, not any word") {
  using rules::nearest;
  CHECK(nearest("lisetn", {"workers", "listen"}) == "listen");
  CHECK(nearest("LISTEN", {"listen"}) == "listen");
  CHECK_FALSE(nearest("banana", {"listen", "workers"}));
  CHECK_FALSE(nearest("", {"listen"}));
  CHECK(rules::shown(std::string(39, 'a') + "äb") == std::string(39, 'a') + "…");
}

TEST_CASE("secrets come from the environment or from files") {
  const TemporaryFile token("xoxb-from-file\n");
  const TemporaryFile signing("new,old\r\n");
  const auto from_files = load_secrets(environment(
      {{"SLACK_BOT_TOKEN_FILE", token.path.string()}, {"SLACK_SIGNING_SECRET_FILE", signing.path.string()}}));
  REQUIRE(std::holds_alternative<Secrets>(from_files));
  CHECK(std::get<Secrets>(from_files).bot_token == "xoxb-from-file");
  CHECK(std::get<Secrets>(from_files).signing_secrets == std::vector<std::string>{"new", "old"});

  const auto direct =
      load_secrets(environment({{"SLACK_BOT_TOKEN", "xoxb-1"}, {"SLACK_SIGNING_SECRET", "abc"}}));
  REQUIRE(std::holds_alternative<Secrets>(direct));
  CHECK(std::get<Secrets>(direct).signing_secrets == std::vector<std::string>{"abc"});
}

TEST_CASE("what is wrong with a secret is said by its name and never shows it") {
  const auto problem = [](std::map<std::string, std::string> values) {
    const auto result = load_secrets(environment(std::move(values)));
    REQUIRE(std::holds_alternative<SecretsProblem>(result));
    const auto what = std::get<SecretsProblem>(result).what;
    CHECK_THAT(what, !Contains("hush"));
    return what;
  };
  const std::pair<const std::string, std::string> token{"SLACK_BOT_TOKEN", "xoxb-hush"};
  const std::pair<const std::string, std::string> signing{"SLACK_SIGNING_SECRET", "hush"};
  CHECK_THAT(problem({}), Contains("SLACK_BOT_TOKEN") && Contains("SLACK_SIGNING_SECRET"));
  CHECK_THAT(problem({token}), Contains("SLACK_SIGNING_SECRET is missing") && !Contains("BOT"));
  CHECK_THAT(problem({signing}), Contains("SLACK_BOT_TOKEN is missing"));
  CHECK_THAT(problem({{"SLACK_BOT_TOKEN", ""}, signing}), Contains("SLACK_BOT_TOKEN is missing"));
  CHECK_THAT(problem({{"SLACK_BOT_TOKEN_FILE", "/no/file"}, signing}),
             Contains("SLACK_BOT_TOKEN_FILE") && Contains("/no/file"));
  CHECK_THAT(problem({{"SLACK_BOT_TOKEN_FILE", "/tmp"}, signing}), Contains("can't be read"));
  CHECK_THAT(problem({token, {"SLACK_BOT_TOKEN_FILE", "/x"}, signing}), Contains("both set"));
  CHECK_THAT(problem({token, {"SLACK_SIGNING_SECRET", "hush,"}}), Contains("comma"));
  CHECK_THAT(problem({token, {"SLACK_SIGNING_SECRET", "hush,hush,hush"}}), Contains("more than two"));
  CHECK_THAT(problem({token, {"SLACK_SIGNING_SECRET", "hu sh"}}), Contains("SLACK_SIGNING_SECRET"));
  CHECK_THAT(problem({{"SLACK_BOT_TOKEN", "xapp-hush"}, signing}), Contains("Bot User OAuth Token"));
  const TemporaryFile blank(" \n");
  CHECK_THAT(problem({{"SLACK_BOT_TOKEN_FILE", blank.path.string()}, signing}), Contains("is empty"));
}

TEST_CASE("a permission may name user groups, by handle or id") {
  const Config config = good("[permissions]\nexport = ['U1A', '@sre', 'S0GROUP']\n");
  const auto& only = config.policy.permissions.at(core::Permit::export_debrief);
  CHECK(only.people == std::set<core::UserId>{core::UserId("U1A")});
  CHECK(only.groups == std::vector<std::string>{"sre", "S0GROUP"});
  // Until Slack has told who is in them, nobody is.
  CHECK_FALSE(config.policy.may(core::Permit::export_debrief, core::UserId("U2B")));
  CHECK_THAT(mistake("[permissions]\nexport = ['@no spaces']\n").what, Catch::Contains("@sre"));
}

TEST_CASE("many may have a role, but one leads") {
  const Config config = good(
      "[[roles]]\nkey='lead'\nname='Lead'\n[[roles]]\nkey='helper'\nname='Helper'\nmany=true\n"
      "[[severities]]\nkey='sev2'\nname='SEV2'\n");
  CHECK(config.policy.role("helper")->many);
  CHECK_FALSE(config.policy.role("lead")->many);
  CHECK_THAT(
      mistake("[[roles]]\nkey='lead'\nname='Lead'\nmany=true\n[[severities]]\nkey='sev2'\nname='x'\n").what,
      Catch::Contains("one who does"));
  CHECK_THAT(mistake("[[roles]]\nkey='lead'\nname='Lead'\nmany=1\n").what, Catch::Contains("true or false"));
}

TEST_CASE("a severity and a status have measures") {
  const Config config = good(
      "[[severities]]\nkey='sev2'\nname='SEV2'\ninvite=['@sre','']\nannounce='#big'\nchecklist=['one']\n");
  const auto& measures = config.policy.measures_of_severity("sev2");
  CHECK(measures.invite == std::vector<std::string>{"sre"});
  CHECK(measures.announce == "#big");
  CHECK(measures.checklist == std::vector<std::string>{"one"});
  CHECK(config.policy.measures_of_severity("nonsense").empty());
  CHECK(config.policy.measures_of_severity("unsure").empty());
  const std::string status = std::string(all_statuses) +
                             "[[statuses]]\nkey='h'\nname='H'\ncategory='stood_down'\nchecklist=['two']\n";
  CHECK(good(status).policy.measures_of_status("h").checklist == std::vector<std::string>{"two"});
  CHECK_THAT(
      mistake("[channels]\nannounce='#big'\n[[severities]]\nkey='sev2'\nname='x'\nannounce='#big'\n").what,
      Catch::Contains("announced already"));
  CHECK_THAT(mistake("[[severities]]\nkey='sev2'\nname='x'\nannounce='big'\n").what,
             Catch::Contains("#incidents"));
}

TEST_CASE("a severity says after how long somebody is asked about what nobody has done") {
  const Config config = good(
      "[[severities]]\nkey='sev2'\nname='SEV2'\nnudges={ no_lead = '2m', quiet = 'off', in_night = 'off' "
      "}\n");
  CHECK(config.policy.nudge_after("sev2", "no_lead") == core::Duration(std::chrono::minutes(2)));
  CHECK(config.policy.nudge_after("sev2", "quiet") == core::Duration{0});
  CHECK_FALSE(config.policy.nudge_after("sev2", "no_summary"));
  const auto wrong = [](const std::string& nudges) {
    return mistake("[[severities]]\nkey='sev2'\nname='x'\nnudges=" + nudges + "\n").what;
  };
  CHECK_THAT(wrong("{ no_led = '2m' }"), Catch::Contains("did you mean \"no_lead\""));
  CHECK_THAT(wrong("{ no_lead = 'soon' }"), Catch::Contains("\"off\""));
  CHECK_THAT(wrong("{ update_due = '5m' }"), Catch::Contains("only be \"off\""));
  CHECK_THAT(wrong("['no_lead']"), Catch::Contains("table"));
}

TEST_CASE("the digest has a day and a time, and changes are offered") {
  CHECK(good("[digest]\nday='off'\n").digest_day == "off");
  CHECK(good("[digest]\nday='Fri'\ntime='7:30'\n").digest_time == "7:30");
  CHECK_THAT(mistake("[digest]\nday='daily'\n").what, Catch::Contains("day of the week"));
  CHECK_THAT(mistake("[digest]\ntime='9'\n").what, Catch::Contains("time of day"));
  CHECK(good("[changes]\nusual=['Roll back']\n").usual_changes == std::vector<std::string>{"Roll back"});
}

TEST_CASE("commands of one's own have a word that is no verb, and an answer that can be filled in") {
  const auto own = [](const std::string& word, const std::string& answer) {
    return "[[commands]]\nkey='" + word + "'\nhelp='x'\nanswer='" + answer + "'\n";
  };
  CHECK(good(own("statuspage", "Ask {lead}.")).commands.front().answer == "Ask {lead}.");
  CHECK_THAT(mistake(own("sev", "x")).what, Catch::Contains("`severity`"));
  CHECK_THAT(mistake(own("Two Words", "x")).what, Catch::Contains("small letters"));
  CHECK_THAT(mistake(own("page2", "{secret}")).what,
             Catch::Contains("{secret}") && Catch::Contains("{lead}"));
}

TEST_CASE("a command of one's own answers with a text or asks a webhook, one of the two") {
  const auto own = [](const std::string& rest) { return "[[commands]]\nkey='oncall'\nhelp='x'\n" + rest; };
  for (const char* url : {"https://hooks.example.com/oncall?team=1", "https://10.0.0.7:8443/",
                          "http://127.0.0.1:9000/x", "http://[::1]:9000/", "http://localhost"}) {
    const auto command = good(own("url='" + std::string(url) + "'\n")).commands.front();
    CHECK(command.url == url);
    CHECK(command.answer.empty());
  }

  auto wrong = mistake(own("answer='here'\nurl='https://hooks.example.com'\n"));
  CHECK(wrong.line == 5);
  CHECK_THAT(wrong.what, Contains("commands.url") && Contains("commands.answer"));
  wrong = mistake(own(""));
  CHECK(wrong.line == 1);
  CHECK_THAT(wrong.what, Contains("commands.answer is missing here, or commands.url"));
  // What is there and wrong isn't missing, too.
  CHECK_THAT(mistake(own("answer=''\n")).what, Contains("must not be empty"));
  CHECK_THAT(mistake(own("url=3\n")).what, Contains("must be text"));

  for (const char* url : {"", "hooks.example.com", "ftp://hooks.example.com", "https://", "https:///x",
                          "https://ada:hush@hooks.example.com/", "https://hooks.example.com/#hush",
                          "https://hooks.example.com/hush hush", "https://hooks.example.com:0/hush"}) {
    wrong = mistake(own("url='" + std::string(url) + "'\n"));
    INFO(url);
    CHECK(wrong.line == 4);
    CHECK_THAT(wrong.what, Contains("commands.url must be an address") && !Contains("hush"));
  }
  for (const char* url : {"http://hooks.example.com/", "http://127.evil.example.com/", "http://10.0.0.7/",
                          "http://localhost.example.com", "http://0.0.0.0/"}) {
    INFO(url);
    CHECK_THAT(mistake(own("url='" + std::string(url) + "'\n")).what, Contains("must begin with https://"));
  }

  CHECK_THAT(mistake(own("url='https://a.example.com'\n") + own("answer='x'\n")).what,
             Contains("commands.key \"oncall\" is another one's already"));
  CHECK_THAT(mistake(own("url='https://a.example.com'\nname='x'\n")).what, Contains("unknown key \"name\""));
}

TEST_CASE("a webhook needs a secret to sign with, which nothing else does") {
  const auto config = [](const std::string& how) {
    return good("[[commands]]\nkey='oncall'\nhelp='x'\n" + how + "\n");
  };
  const Config webhook = config("url='https://hooks.example.com/hush'");
  CHECK_FALSE(missing_secret(good(""), Secrets{}));
  CHECK_FALSE(missing_secret(config("answer='here'"), Secrets{}));
  const auto missing = missing_secret(webhook, Secrets{});
  REQUIRE(missing);
  CHECK_THAT(missing->what, Contains("MUSTER_WEBHOOK_SECRET is missing") &&
                                Contains("MUSTER_WEBHOOK_SECRET_FILE") && Contains("oncall") &&
                                !Contains("hush"));

  const TemporaryFile file("from-file\n");
  const auto with = [](std::map<std::string, std::string> values) {
    values.insert({{"SLACK_BOT_TOKEN", "xoxb-1"}, {"SLACK_SIGNING_SECRET", "abc"}});
    return load_secrets(environment(std::move(values)));
  };
  for (const auto& [name, value, read] : std::vector<std::array<std::string, 3>>{
           {"MUSTER_WEBHOOK_SECRET", "direct", "direct"},
           {"MUSTER_WEBHOOK_SECRET_FILE", file.path.string(), "from-file"},
           {"MUSTER_WEBHOOK_SECRET", "", ""},
           {"UNRELATED", "", ""}}) {
    const auto loaded = with({{name, value}});
    REQUIRE(std::holds_alternative<Secrets>(loaded));
    CHECK(std::get<Secrets>(loaded).webhook_secret == read);
    CHECK(missing_secret(webhook, std::get<Secrets>(loaded)).has_value() == read.empty());
    CHECK(std::get<std::string>(load_webhook_secret(environment({{name, value}}))) == read);
  }
  for (const auto& [name, value] : std::map<std::string, std::string>{
           {"MUSTER_WEBHOOK_SECRET", "hu sh"}, {"MUSTER_WEBHOOK_SECRET_FILE", "/no/file"}}) {
    const auto loaded = with({{name, value}});
    REQUIRE(std::holds_alternative<SecretsProblem>(loaded));
    CHECK_THAT(std::get<SecretsProblem>(loaded).what, Contains(name) && !Contains("hu sh"));
  }
}

TEST_CASE("permissions are lists of people's ids") {
  const Config config = good("[permissions]\ndeclare = ['U1A', 'W2B']\nsee_private = []\n");
  CHECK(config.policy.may(core::Permit::declare, core::UserId("W2B")));
  CHECK_FALSE(config.policy.may(core::Permit::declare, core::UserId("U3C")));
  CHECK(config.policy.may(core::Permit::roles, core::UserId("U3C")));
  CHECK_FALSE(config.policy.may(core::Permit::see_private, core::UserId("U1A")));
  CHECK_THAT(mistake("[permissions]\ndeclare = ['ada']\n").what, Catch::Contains("U024BE7LH"));
  CHECK_THAT(mistake("[permissions]\nroles = []\n").what, Catch::Contains("everybody"));
  CHECK_THAT(mistake("[permissions]\nroles = 'U1A'\n").what, Catch::Contains("list"));
  CHECK_THAT(mistake("[permissions]\ndelcare = ['U1A']\n").what, Catch::Contains("did you mean"));
}
