// Block Kit, built so that nothing invalid can come out, whatever is put in: texts are cleaned to valid
// UTF-8, never empty, and fitted to their limits at a word with "…"; counts are kept; ids are unique. What is
// too long for one section becomes several; what is too much for one message becomes pages (see
// Blocks::pages). Limits: https://docs.slack.dev/reference/block-kit (code points, as Slack counts).
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
  std::string title, text, yes, no;
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
  std::string url;  ///< http(s) only; else left out
};
struct Option {
  std::string text;   ///< plain, 75
  std::string value;  ///< 75
  std::string description;
};
struct Select {
  std::string action_id;
  std::string placeholder;
  std::vector<Option> options;  ///< at most 100; without any, the element is left out
  std::string initial;          ///< a value of the options; ignored when it is none of them
};
struct UserSelect {
  std::string action_id;
  std::string placeholder;
  UserId initial;
};
struct Overflow {
  std::string action_id;
  std::vector<Option> options;  ///< at most 5
};
struct Checkboxes {
  std::string action_id;
  std::vector<Option> options;  ///< at most 10
  std::vector<std::string> initial;
};
struct Radio {
  std::string action_id;
  std::vector<Option> options;  ///< at most 10
  std::string initial;
};
struct TextInput {
  std::string action_id;
  std::string placeholder;
  std::string initial;
  bool multiline = false;
  std::size_t max_length = 3000;
};

/// In actions blocks and as accessories.
using Element = std::variant<Button, Select, UserSelect, Overflow, Checkboxes, Radio>;
using InputElement = std::variant<TextInput, Select, UserSelect, Checkboxes, Radio>;

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
  Blocks& fields(const std::vector<std::string>& mrkdwn);  ///< ten to a block; more make more blocks
  Blocks& context(const std::vector<std::string>& mrkdwn);
  Blocks& divider();
  Blocks& actions(const std::vector<Element>& elements, std::string_view block_id = {});  ///< 25 to a block
  /// Modals only.
  Blocks& input(std::string_view label, InputElement element, std::string_view block_id,
                bool optional = false, std::string_view hint = {});
  Blocks& append(const Blocks& more);

  std::size_t size() const;
  bool empty() const { return size() == 0; }

  /// Parted so that each part fits one message: at most 50 blocks and 12,000 code points of text in all.
  std::vector<Blocks> pages() const;
  /// The JSON array of at most `max` blocks; what is left out is said in a last context block.
  std::string json(std::size_t max) const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

/// A message: `text` is what notifications and screen readers get, and is never empty.
struct OutMessage {
  std::string text;  ///< mrkdwn; fitted to 3,900
  Blocks blocks;     ///< may be empty: then only the text is shown
};
/// `"text":…` and, if there are any, `"blocks":…`: the members of a JSON object, for every call that takes a
/// message. Blocks beyond what one message takes are replaced by a line that says so.
std::string message_json(const OutMessage& message);
/// The body that answers a slash command, or goes to a response_url: ephemeral unless told otherwise.
std::string response_json(const OutMessage& message, bool in_channel = false, bool replace_original = false);

struct Modal {
  std::string callback_id;
  std::string title;   ///< 24
  std::string submit;  ///< 24; "Done" when empty and an input is there; without inputs: no button
  std::string close = "Cancel";
  std::string
      private_metadata;  ///< 3000; longer throws std::length_error: it is ours, and cut it would be corrupt
  Blocks blocks;         ///< 100
  bool notify_on_close = false;
};
std::string modal_json(const Modal& modal);
std::string home_json(const Blocks& blocks);

/// The bodies that answer a view_submission.
std::string view_update_json(const Modal& modal);  ///< response_action update
std::string view_push_json(const Modal& modal);
std::string view_clear_json();
/// Errors at input blocks: block_id, what to mend.
std::string view_errors_json(const std::vector<std::pair<std::string, std::string>>& errors);

}  // namespace slack
