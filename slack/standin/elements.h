// What people see of Block Kit and what they can do with it: the texts, the buttons, what an element holds
// and what a person may put into it. Pure functions over blocks that Slack has accepted; any thread.
#pragma once

#include <functional>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <tl/expected.hpp>
#include <vector>

namespace slack::standin {

/// An element that a person can use, where it stands.
struct Placed {
  const nlohmann::json* block = nullptr;
  const nlohmann::json* element = nullptr;
  std::string near;    ///< the words beside it: of its block, or of the one above a row of buttons
  bool input = false;  ///< in an input block: changing it tells the app nothing until the form is sent
};
std::vector<Placed> usable(const nlohmann::json& blocks);

/// Block and action ids that the app left out, as Slack fills them in.
nlohmann::json with_ids(nlohmann::json blocks, const std::function<std::string()>& make_id);

/// The words on an element: a button's text, a select's placeholder.
std::string words_on(const nlohmann::json& element);
/// What blocks say, line by line. Marks and tokens stay as they were sent.
std::vector<std::string> lines_of(const nlohmann::json& blocks);

/// state.values of an element that nobody has touched, its initial value included.
nlohmann::json untouched(const nlohmann::json& element);
/// The same after a person put `values` there: option by its text or value, person and channel by id, text as
/// typed. What Slack's client would not let them do is an error in words.
tl::expected<nlohmann::json, std::string> filled(const nlohmann::json& element,
                                                 const std::vector<std::string>& values);
/// Whether such a state holds nothing: what a required input may not be.
bool is_empty_state(const nlohmann::json& state);

}  // namespace slack::standin
