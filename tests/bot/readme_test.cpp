// README.md and CONTRIBUTING.md say what is so: every verb, command line, path, key, variable and finding
// that they name exists, and what must be in them is.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <regex>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "bot/cli.h"
#include "bot/config.h"
#include "bot/verb.h"
#include "tests/catch.h"

using namespace muster;

namespace {

namespace fs = std::filesystem;
using Strings = std::vector<std::string>;

const fs::path root{MUSTER_SOURCE_DIR};

std::string read(const fs::path& file) {
  INFO(file.string());
  std::ifstream in(root / file, std::ios::binary);
  REQUIRE(in);
  return {std::istreambuf_iterator<char>(in), {}};
}

Strings lines_of(const std::string& text) {
  Strings lines;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

std::string trimmed(const std::string& text) {
  const auto begin = text.find_first_not_of(" \t");
  return begin == std::string::npos ? "" : text.substr(begin, text.find_last_not_of(" \t") - begin + 1);
}

Strings words_of(const std::string& text) {
  std::istringstream in(text);
  return {std::istream_iterator<std::string>(in), {}};
}

/// A fenced block, or what stands between backticks.
struct Code {
  std::string language;
  Strings lines;
};

std::vector<Code> code_in(const std::string& text) {
  std::vector<Code> found;
  bool fenced = false;
  std::string prose;
  for (const auto& raw : lines_of(text)) {
    const auto line = trimmed(raw);
    if (line.starts_with("```")) {
      fenced = !fenced;
      if (fenced) found.push_back({line.substr(3), {}});
    } else if (fenced) {
      // A line that goes on is one with the next.
      auto& lines = found.back().lines;
      if (!lines.empty() && lines.back().ends_with('\\')) {
        lines.back().pop_back();
        lines.back() += line;
      } else {
        lines.push_back(line);
      }
    } else {
      prose += raw + '\n';
    }
  }
  REQUIRE_FALSE(fenced);
  REQUIRE(std::count(prose.begin(), prose.end(), '`') % 2 == 0);
  for (std::size_t open = prose.find('`'); open != std::string::npos;) {
    const auto close = prose.find('`', open + 1);
    auto span = prose.substr(open + 1, close - open - 1);
    std::replace(span.begin(), span.end(), '\n', ' ');
    found.push_back({{}, {span}});
    open = prose.find('`', close + 1);
  }
  return found;
}

/// Every line of code of both texts.
Strings code_lines() {
  Strings all;
  for (const auto* file : {"README.md", "CONTRIBUTING.md"}) {
    for (const auto& code : code_in(read(file))) all.insert(all.end(), code.lines.begin(), code.lines.end());
  }
  return all;
}

/// The cells of the table whose head begins with `first`; code loses its backticks.
std::vector<Strings> table(const std::string& text, const std::string& first) {
  std::vector<Strings> rows;
  bool inside = false;
  for (const auto& line : lines_of(text)) {
    if (line.starts_with("| " + first + " |")) inside = true;
    if (inside && !line.starts_with('|')) break;
    if (!inside) continue;
    Strings cells;
    std::istringstream in(line.substr(1));
    for (std::string cell; std::getline(in, cell, '|');) cells.push_back(trimmed(cell));
    rows.push_back(std::move(cells));
  }
  REQUIRE(rows.size() > 2);
  rows.erase(rows.begin(), rows.begin() + 2);
  return rows;
}

std::string without_ticks(std::string cell) {
  std::erase(cell, '`');
  return cell;
}

/// What `muster <words> --help` prints, and its exit code.
struct Printed {
  int code = 0;
  std::string text;
};
Printed run_help(Strings words) {
  words.insert(words.begin(), "muster");
  words.emplace_back("--help");
  std::vector<char*> argv;
  for (auto& word : words) argv.push_back(word.data());
  std::ostringstream caught;
  auto* const before = std::cout.rdbuf(caught.rdbuf());
  const int code = bot::run_cli(static_cast<int>(argv.size()), argv.data());
  std::cout.rdbuf(before);
  return {code, caught.str()};
}

/// The names that help lists.
std::set<std::string> subcommands(const std::string& help) {
  std::set<std::string> names;
  const auto start = help.find("Subcommands:");
  if (start == std::string::npos) return names;
  for (const auto& line : lines_of(help.substr(start + 12))) {
    if (const auto words = words_of(line); !words.empty() && line.starts_with("  ")) names.insert(words[0]);
  }
  return names;
}

/// `NAME=value` and what else may stand before a program.
Strings without_prefixes(Strings words) {
  static const std::regex assignment("[A-Z_]+=.*");
  while (!words.empty() && (words[0] == "$" || words[0] == "sudo" || words[0] == "env" ||
                            std::regex_match(words[0], assignment))) {
    words.erase(words.begin());
  }
  return words;
}

/// Programs one after the other: `a && b`.
std::vector<Strings> programs(const std::string& line) {
  std::vector<Strings> all(1);
  for (const auto& word : words_of(line)) {
    if (word == "&&") {
      all.emplace_back();
    } else {
      all.back().push_back(word);
    }
  }
  for (auto& program : all) program = without_prefixes(std::move(program));
  std::erase_if(all, [](const auto& program) { return program.empty(); });
  return all;
}

/// Why this isn't a command line of muster; empty: it is one.
std::string wrong_command(const Strings& words) {
  const auto top = run_help({});
  Strings path;
  auto known = subcommands(top.text);
  std::size_t i = 1;
  for (; i < words.size() && known.contains(words[i]); ++i) {
    path.push_back(words[i]);
    known = subcommands(run_help(path).text);
  }
  const bool only_options = i < words.size() && words[i].starts_with("--");
  if (path.empty() && !only_options) return "no such subcommand";
  if (!known.empty() && !path.empty()) return "a subcommand is missing";
  const auto help = top.text + run_help(path).text;
  for (; i < words.size(); ++i) {
    if (words[i].starts_with('-') && help.find(words[i]) == std::string::npos) return "no option " + words[i];
  }
  return {};
}

}  // namespace

TEST_CASE("the README's table of verbs is what help shows") {
  std::vector<Strings> wanted;
  for (const auto& verb : bot::all_verbs()) {
    if (verb.shown != bot::Verb::Shown::never) wanted.push_back({verb.usage, verb.help});
  }
  std::vector<Strings> shown;
  for (const auto& row : table(read("README.md"), "Type")) {
    REQUIRE(row.size() == 2);
    shown.push_back({without_ticks(row[0]), row[1]});
  }
  CHECK(shown == wanted);
}

TEST_CASE("every /incident line in the texts is one that its verb takes") {
  const auto policy = core::default_policy();
  int checked = 0;
  for (auto line : code_lines()) {
    if (!line.starts_with("/incident")) continue;
    INFO(line);
    // Slack sends a mention as an id.
    line = std::regex_replace(line, std::regex("@[a-z]+"), "<@U0001>");
    bot::Line words(line);
    REQUIRE(words.front() == "/incident");
    words.pop_front();
    if (words.empty() || words.front().starts_with('<')) continue;
    std::string name(words.front());
    if (name.ends_with(':')) name.pop_back();
    const auto* verb = bot::find_verb(name);
    REQUIRE(verb);
    words.pop_front();
    if (verb->needs_incident && !words.empty() && bot::Line::incident_number(words.front()))
      words.pop_front();
    const bool placeholders = line.find('[') != std::string::npos ||
                              line.find("HH:MM") != std::string::npos || line.find("…") != std::string::npos;
    // The three that show something when nothing follows fit without words, too.
    if (!placeholders && !(verb->bare_shows && words.empty())) {
      CHECK(verb->read({words, policy, "UTC", core::from_millis(1'772'329'020'000), true}));
    }
    ++checked;
  }
  CHECK(checked > 15);
}

TEST_CASE("every command line in the texts names a program, a subcommand and options that exist") {
  const auto presets = read("CMakePresets.json");
  int checked = 0;
  for (const auto& line : code_lines()) {
    for (const auto& words : programs(line)) {
      INFO(line);
      if (words[0] == "muster" && words.size() > 1) {
        CHECK(wrong_command(words) == "");
        ++checked;
      }
      if (words[0].starts_with("deploy/") || words[0].starts_with(".ci/")) {
        const auto file = root / words[0];
        REQUIRE(fs::exists(file));
        // What is shown with arguments, and the two that need none, are programs.
        if (words.size() > 1 || words[0] == "deploy/test" || words[0] == ".ci/run") {
          CHECK((fs::status(file).permissions() & fs::perms::owner_exec) != fs::perms::none);
        }
        if (words[0] == "deploy/run" && words.size() > 1 && !words[1].starts_with("--")) {
          CHECK(read(words[0]).find("= " + words[1] + " ]") != std::string::npos);
        }
        ++checked;
      }
      for (std::size_t i = 0; i + 1 < words.size(); ++i) {
        if (words[i] != "--preset") continue;
        CHECK(presets.find("\"name\": \"" + words[i + 1] + "\"") != std::string::npos);
        ++checked;
      }
    }
  }
  CHECK(checked > 20);
}

TEST_CASE("every option that stands by itself is a verb's or the command line's") {
  const auto top = run_help({}).text;
  std::string known = top;
  for (const auto& verb : bot::all_verbs()) known += verb.usage + ' ';
  for (const auto& name : subcommands(top)) known += run_help({name}).text;
  int checked = 0;
  for (const auto& line : code_lines()) {
    if (!line.starts_with("--")) continue;
    INFO(line);
    CHECK(std::regex_search(known, std::regex(words_of(line)[0] + "\\b")));
    ++checked;
  }
  CHECK(checked > 3);
}

TEST_CASE("every subcommand stands in the README") {
  const auto text = read("README.md");
  for (const auto& name : subcommands(run_help({}).text)) {
    INFO(name);
    CHECK(std::regex_search(text, std::regex("muster " + name + "\\b")));
  }
}

TEST_CASE("what the README shows of help is what help prints") {
  // Whatever it was called by.
  const auto help = std::regex_replace(run_help({}).text, std::regex("Usage: \\S+"), "Usage: muster");
  const auto text = read("README.md");
  for (const auto& line : lines_of(help)) {
    INFO(line);
    CHECK(text.find(line) != std::string::npos);
  }
}

TEST_CASE("every path in the texts exists") {
  const std::regex path(R"((?:^|[^\w/.~-])((?:core|slack|storage|bot|tests|deploy|\.ci)/[\w./-]*))");
  const std::regex link(R"(\]\(([^)#:]+)\))");
  int checked = 0;
  for (const auto* file : {"README.md", "CONTRIBUTING.md"}) {
    const auto text = read(file);
    for (const auto& pattern : {path, link}) {
      for (std::sregex_iterator i(text.begin(), text.end(), pattern), end; i != end; ++i) {
        auto name = (*i)[1].str();
        while (name.ends_with('.')) name.pop_back();
        // Slack's own addresses begin like a folder of ours.
        if (name == "slack/events") continue;
        INFO(file << ": " << name);
        CHECK(fs::exists(root / name));
        ++checked;
      }
    }
  }
  CHECK(checked > 60);
}

TEST_CASE("every link within a text has its heading") {
  for (const auto* file : {"README.md", "CONTRIBUTING.md"}) {
    const auto text = read(file);
    std::set<std::string> anchors;
    for (const auto& line : lines_of(text)) {
      if (!line.starts_with('#')) continue;
      std::string anchor;
      for (const char c : trimmed(line.substr(line.find_first_not_of('#')))) {
        if (c == ' ') anchor += '-';
        if (std::isalnum(static_cast<unsigned char>(c))) {
          anchor += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
        }
      }
      anchors.insert(anchor);
    }
    const std::regex link(R"(\]\(#([^)]+)\))");
    for (std::sregex_iterator i(text.begin(), text.end(), link), end; i != end; ++i) {
      INFO(file << ": " << (*i)[1]);
      CHECK(anchors.contains((*i)[1].str()));
    }
  }
}

TEST_CASE("every key, section and variable that the texts name is one that is read") {
  const auto keys = bot::config_keys();
  const auto example = read("deploy/muster.example.toml");
  const auto cmake = read("CMakeLists.txt");
  const auto front = read("bot/CMakeLists.txt");
  int checked = 0;
  for (const auto* file : {"README.md", "CONTRIBUTING.md"}) {
    for (const auto& code : code_in(read(file))) {
      if (code.language == "toml") {
        std::string toml;
        for (const auto& line : code.lines) {
          toml += line + '\n';
          if (const auto equals = line.find(" = "); equals != std::string::npos) {
            INFO(line);
            CHECK(example.find("\n#" + line.substr(0, equals) + " = ") != std::string::npos);
            ++checked;
          }
        }
        const auto none = [](const std::string&) { return std::optional<std::string>(); };
        CHECK(bot::parse_config(toml, none).mistakes.empty());
        continue;
      }
      for (const auto& line : code.lines) {
        INFO(file << ": " << line);
        // A key by itself, as in `channels.announce`; never an address or a file.
        static const std::regex key("(server|channels|reactions|time|log|slack|unsure)\\.[a-z_]+");
        if (code.lines.size() == 1 && std::regex_match(line, key)) {
          CHECK(std::find(keys.begin(), keys.end(), line) != keys.end());
          ++checked;
        }
        static const std::regex section("\\[([a-z]+)\\]");
        if (std::smatch match; code.lines.size() == 1 && std::regex_match(line, match, section)) {
          CHECK(example.find("\n" + line + "\n") != std::string::npos);
          ++checked;
        }
        static const std::regex variable("\\b(SLACK|MUSTER)_[A-Z_]+\\b");
        for (std::sregex_iterator i(line.begin(), line.end(), variable), end; i != end; ++i) {
          INFO(i->str());
          const auto named = [&](const std::string& text) {
            return text.find(i->str()) != std::string::npos;
          };
          CHECK((named(example) || named(cmake) || named(front)));
          ++checked;
        }
      }
    }
  }
  CHECK(checked > 15);
}

TEST_CASE("the README explains every finding of doctor that isn't good, and no other") {
  const auto source = read("bot/doctor.cpp");
  Strings findings;
  const std::regex finding("Grade::(?:bad|warning),\\s*(?:fmt::format\\()?\"([^\"]+)\"");
  for (std::sregex_iterator i(source.begin(), source.end(), finding), end; i != end; ++i)
    findings.push_back((*i)[1].str());
  CHECK(findings.size() >= 11);
  const auto rows = table(read("README.md"), "It says");
  for (const auto& said : findings) {
    INFO(said);
    CHECK(std::any_of(rows.begin(), rows.end(), [&](const Strings& row) {
      return said.find(without_ticks(row[0])) != std::string::npos;
    }));
  }
  for (const auto& row : rows) {
    INFO(row[0]);
    CHECK(std::any_of(findings.begin(), findings.end(), [&](const std::string& said) {
      return said.find(without_ticks(row[0])) != std::string::npos;
    }));
  }
}
