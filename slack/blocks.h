// Block Kit, built so that nothing invalid can come out, whatever is put in: texts are cleaned to valid
// UTF-8, never empty, and fitted to their limits at a word with "…"; counts are kept; ids are unique. What is
// too long for one section becomes several; what is too much for one message becomes pages (see
// Blocks::pages); what still has no place is counted in a line that says so.
// Limits: https://docs.slack.dev/reference/block-kit (code points, as Slack counts).
//
// Plain texts are one line and literal: they are not to be escaped. mrkdwn is what slack/text.h encodes.
// A text with nothing to see is left out with its block, or shows as "–" where Slack wants one. Ids are ours:
// at most 240 code points, not ending in `~` and a number. An element with a longer id, or with a value that
// Slack would refuse or that isn't valid UTF-8, is left out.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "slack/ids.h"

namespace slack {

struct Confirm {
  std::string title, text, yes, no;  ///< plain: 100, 300, 30, 30
};

enum class Style { normal, primary, danger };

/// `action_id` must be unique within its block (a repeated one gets a suffix `~2`, which parse-side code
/// drops with base_action_id). `value` is seen and can be replayed by anyone who sees the message: ids only,
/// no secrets. A value over 2000 code points makes the button be left out, since cut it would mean something
/// else.
struct Button {
  std::string text;  ///< plain, 75
  std::string action_id;
  std::string value;
  Style style = Style::normal;
  std::optional<Confirm> confirm;
  std::string url;  ///< http(s), percent-encoded here; with any other the button is left out
};
struct Option {
  std::string text;         ///< plain, 75
  std::string value;        ///< 1 to 75, else the option is left out; of equal ones the first is kept
  std::string description;  ///< plain, 75
};
/// Options that have no place are counted in a line below the block.
struct Select {
  std::string action_id;
  std::string placeholder;      ///< plain, 150
  std::vector<Option> options;  ///< at most 100; without any, the element is left out
  std::string initial;          ///< a value of the options; ignored when it is none of them
};
struct UserSelect {
  std::string action_id;
  std::string placeholder;
  UserId initial;  ///< ignored when it can't be one
};
struct UsersSelect {
  std::string action_id;
  std::string placeholder;
  std::vector<UserId> initial;  ///< those that can't be one are left out
};
struct Overflow {
  std::string action_id;
  std::vector<Option> options;  ///< more than Slack's 5 become a Select, which sends the same
};
struct Checkboxes {
  std::string action_id;
  std::vector<Option> options;  ///< at most 10
  std::vector<std::string> initial;
};
struct Radio {
  std::string action_id;
  std::vector<Option> options;  ///< more than Slack's 10 become a Select, which sends the same
  std::string initial;
};
struct TextInput {
  std::string action_id;
  std::string placeholder;
  std::string initial;
  bool multiline = false;
  std::size_t max_length = 3000;  ///< 1 to 3000
};

/// In actions blocks and as accessories.
using Element = std::variant<Button, Select, UserSelect, Overflow, Checkboxes, Radio>;
using InputElement = std::variant<TextInput, Select, UserSelect, UsersSelect, Checkboxes, Radio>;

/// The part of an action id before the suffix that made it unique.
std::string_view base_action_id(std::string_view action_id);

/// A list of blocks. Value type; copying copies.
class Blocks {
 public:
  Blocks();
  Blocks(const Blocks&);
  Blocks(Blocks&&) noexcept;
  Blocks& operator=(const Blocks&);
  Blocks& operator=(Blocks&&) noexcept;
  ~Blocks();

  Blocks& header(std::string_view plain);
  /// mrkdwn, verbatim (Slack adds no links or mentions of its own). Longer than 3000: several sections, the
  /// accessory at the first.
  Blocks& section(std::string_view mrkdwn, std::optional<Element> accessory = std::nullopt);
  /// Each fitted to 2000; ten to a block, more make more blocks.
  Blocks& fields(const std::vector<std::string>& mrkdwn);
  Blocks& context(const std::vector<std::string>& mrkdwn);
  Blocks& divider();
  Blocks& actions(const std::vector<Element>& elements, std::string_view block_id = {});  ///< 25 to a block
  /// Views only: a message leaves it out. When there is nothing to choose from, a line says so instead.
  Blocks& input(std::string_view label, const InputElement& element, std::string_view block_id,
                bool optional = false, std::string_view hint = {});
  Blocks& append(const Blocks& more);

  std::size_t size() const;
  bool empty() const { return size() == 0; }

  /// Parted so that each part fits one message: at most 50 blocks, and 12,000 code points of text and what
  /// surrounds it. A header stays with what follows it. None when empty.
  std::vector<Blocks> pages() const;
  /// The JSON array of at most `max` blocks within a view's bytes. When that isn't all, inputs and the last
  /// actions block stay before others, and a context block stands for what is left out.
  std::string json(std::size_t max) const;

 private:
  friend struct Surfaces;
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

/// A message: `text` is what notifications and screen readers get, and is never empty.
struct OutMessage {
  std::string text;  ///< mrkdwn; fitted to 3,900; when empty, the first text of the blocks
  Blocks blocks;     ///< may be empty: then only the text is shown
};
/// `"text":…` and, if there are any, `"blocks":…`: the members of a JSON object, for every call that takes a
/// message. Blocks beyond what one message takes (see Blocks::pages) are replaced by a line that says so.
std::string message_json(const OutMessage& message);
/// The body that answers a slash command, or goes to a response_url: ephemeral unless told otherwise.
std::string response_json(const OutMessage& message, bool in_channel = false, bool replace_original = false);

struct Modal {
  std::string callback_id;  ///< 255; longer throws std::length_error
  std::string title;        ///< 24
  std::string submit;       ///< 24; when empty: "Done" if an input is there, else no button
  std::string close = "Cancel";
  std::string
      private_metadata;  ///< 3000; longer throws std::length_error: it is ours, and cut it would be corrupt
  Blocks blocks;         ///< 100
  bool notify_on_close = false;
};
std::string modal_json(const Modal& modal);
/// `private_metadata`: as a modal's.
std::string home_json(const Blocks& blocks, std::string_view private_metadata = {});

/// The bodies that answer a view_submission.
std::string view_update_json(const Modal& modal);  ///< response_action update
std::string view_push_json(const Modal& modal);
std::string view_clear_json();
/// Errors at input blocks: block_id, what to mend (of several for a block the first). Throws
/// std::invalid_argument when no block is named: Slack has no answer with no errors in it.
std::string view_errors_json(const std::vector<std::pair<std::string, std::string>>& errors);

}  // namespace slack
