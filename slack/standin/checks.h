// One pass over the blocks of one message or view, in three layers: single values (checks.cpp), the elements
// that people use (element_rules.cpp), the blocks that hold them (block_rules.cpp).
// https://docs.slack.dev/reference/block-kit
#pragma once

#include <cstddef>
#include <nlohmann/json_fwd.hpp>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "slack/standin/rules.h"

namespace slack::standin {

enum class TextKind { plain, mrkdwn, either };

/// Collects problems; each check says where (`at`, a JSON pointer) and what.
class Checks {
 public:
  std::vector<std::string> take() { return std::move(problems_); }

 protected:
  using json = nlohmann::json;

  void say(const std::string& what, const std::string& at);
  void count(const json& list, std::size_t min, std::size_t max, const std::string& at);
  const json* required(const json& object, const char* name, const std::string& at);
  static const json* optional(const json& object, const char* name);
  void string(const json& value, std::size_t min, std::size_t max, const std::string& at);
  void optional_string(const json& object, const char* name, std::size_t min, std::size_t max,
                       const std::string& at);
  void boolean(const json& object, const char* name, const std::string& at);
  void one_of(const json& object, const char* name, const std::set<std::string>& allowed,
              const std::string& at);
  void fields_known(const json& object, const std::set<std::string>& known, const std::string& at);
  void url(const json& object, const char* name, bool must, const std::string& at);
  void text(const json& value, TextKind kind, std::size_t max, const std::string& at);
  void required_text(const json& object, const char* name, TextKind kind, std::size_t max,
                     const std::string& at);
  void optional_text(const json& object, const char* name, TextKind kind, std::size_t max,
                     const std::string& at);
  void pattern(const json& object, const char* name, std::string_view form, const std::string& at);

 private:
  std::vector<std::string> problems_;
};

class ElementChecks : public Checks {
 protected:
  explicit ElementChecks(Surface surface) : surface_(surface) {}

  enum class Place { section, actions, input };
  /// `ids`: the action ids that its block has had so far.
  void element(const json& element, Place place, const std::string& at, std::set<std::string>& ids);
  void image(const json& block, const std::string& at);  ///< a block too

  const Surface surface_;

 private:
  using Rule = void (ElementChecks::*)(const json&, const std::string&);
  void button(const json& element, const std::string& at);
  void static_select(const json& element, const std::string& at);
  void multi_static_select(const json& element, const std::string& at) {
    static_select(element, at);
    max_selected(element, at);
  }
  void external_select(const json& element, const std::string& at);
  void entity_select(const json& element, const std::string& at);
  void checkboxes(const json& element, const std::string& at);
  void overflow(const json& element, const std::string& at);
  void plain_text_input(const json& element, const std::string& at);
  void typed_text_input(const json& element, const std::string& at);
  void number_input(const json& element, const std::string& at);
  void datepicker(const json& element, const std::string& at) {
    pattern(element, "initial_date", "dddd-dd-dd", at);
  }
  void timepicker(const json& element, const std::string& at) {
    pattern(element, "initial_time", "dd:dd", at);
  }
  void datetimepicker(const json& element, const std::string& at);
  void rich_text_input(const json& /*element*/, const std::string& /*at*/) {}
  void file_input(const json& element, const std::string& at);
  void max_selected(const json& element, const std::string& at);
  void option(const json& option, TextKind kind, bool with_url, const std::string& at);
  void options(const json& list, std::size_t max, TextKind kind, bool with_url, const std::string& at);
  void initial_among(const json& initial, const std::vector<const json*>& offered, const std::string& at);
  void confirm(const json& element, const std::string& at);

  bool focused_ = false;
};

}  // namespace slack::standin
