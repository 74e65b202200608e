// What people write in the channel and want done: by a reaction on a message, or by a line that says so,
// which the scribe reviews. What is made of a message follows it as long as nobody has made it their own.
#include <algorithm>

#include "core/marked_lines.h"
#include "core/rules.h"

namespace muster::core::rules {
namespace {

bool is_untouched(const Todo& todo) {
  return todo.owner.empty() && !todo.due && todo.priority == Priority::normal && !todo.fix && !todo.returned;
}

/// `TODO: call the vendor @ada`: only a final mention counts.
UserId owner_in(const Text& words) {
  const Text line = trimmed(words);
  const bool named = !line.empty() && line.back().kind == Span::Kind::person;
  return named ? UserId(line.back().ref) : UserId();
}

void offer(Case& c, EntryId entry, const MessageRef& message, const std::vector<MarkedLine>& lines) {
  std::size_t waiting = c.incident.offers.size();
  for (const MarkedLine& line : lines)
    if (waiting++ < most_offers) c.happened(LineOffered{entry, message, line.decision, words(line.words)});
}

}  // namespace

std::optional<bool> wished_follow_up(std::string_view captor) {
  if (captor.starts_with(action_captor)) return false;
  if (captor.starts_with(follow_up_captor)) return true;
  return std::nullopt;
}

void add_wished(Case& c, EntryId entry, const MessageRef& message, const std::set<std::string>& captors,
                const Text& said, const std::vector<CapturedFile>& files) {
  for (const bool follow_up : {false, true}) {
    const auto kind = follow_up ? follow_up_captor : action_captor;
    const auto captor =
        std::ranges::find_if(captors, [kind](const auto& one) { return one.starts_with(kind); });
    const bool there = std::ranges::any_of(c.incident.todos, [&](const auto& one) {
      return one.second.source == message && one.second.follow_up == follow_up;
    });
    if (captor == captors.end() || there || !may_add_todo(c, follow_up)) continue;
    TodoAdded added;
    added.follow_up = follow_up;
    added.words = words(brief(said, max_title));
    if (is_blank(*added.words.body))
      added.words =
          words(brief(plain(files.empty() ? "a message without words" : files.front().name), max_title));
    added.source = message;
    added.entry = entry;
    const UserId who(captor->substr(kind.size()));
    if (who != c.context.actor) added.wished_by = who;
    c.happened(std::move(added));
  }
}

void drop_wished(Case& c, const MessageRef& message, bool follow_up) {
  for (const auto& [id, todo] : c.incident.todos) {
    if (todo.source != message || todo.follow_up != follow_up || !is_untouched(todo)) continue;
    c.happened(TodoRestored{id, {}});
    if (const Entry* line = c.state.entry(id); line && !line->hidden) c.happened(EntryHidden{id, false});
  }
}

void follow_message(Case& c, const Entry& entry, const Text& before, const Text& now) {
  const MessageRef& message = entry.captured->message;
  for (const auto& [id, todo] : c.incident.todos) {
    // What was reviewed has the words that were.
    if (todo.source != message || !is_wished(*entry.captured, todo.follow_up)) continue;
    Text line = brief(now, max_title);
    if (!is_blank(line) && todo.words.body != line)
      c.happened(TodoReworded{id, entry.id, words(std::move(line))});
  }
  const auto had = marked_lines(before);
  const auto has = marked_lines(now);
  for (const auto& [id, waiting] : c.incident.offers) {
    if (waiting.entry != entry.id || !waiting.words.body) continue;
    if (std::ranges::find(has, MarkedLine{waiting.decision, *waiting.words.body}) == has.end())
      c.happened(LineReviewed{id, Reviewed::withdrawn});
  }
  std::vector<MarkedLine> fresh;
  std::ranges::copy_if(has, std::back_inserter(fresh),
                       [&](const auto& line) { return std::ranges::find(had, line) == had.end(); });
  offer(c, entry.id, message, fresh);
}

Verdict judge(Case& c, const OfferLines& command) {
  const Text said = trimmed(cleaned(command.words));
  const auto lines = marked_lines(said);
  // Slack delivers it again: it is known.
  if (lines.empty() || c.state.entry_of(command.message) || c.incident.offers.size() >= most_offers)
    return {};
  const EntryId id = c.next_entry();
  c.happened(CaptureRequested{command.message, {}});
  c.happened(MessageCaptured{id,
                             c.context.actor,
                             command.said_at,
                             words(said),
                             command.thread_ts,
                             command.permalink,
                             {},
                             command.message});
  offer(c, id, command.message, lines);
  return {};
}

Verdict judge(Case& c, const ReviewLine& command) {
  const auto found = c.incident.offers.find(command.offer);
  if (found == c.incident.offers.end())
    return refuse(Code::no_entry,
                  {std::string("That line doesn't wait any more: somebody has reviewed it, or its "
                               "author took it back. See what does with "),
                   Verb{"review"}, std::string(".")});
  const Offer& line = found->second;
  const bool follow_up = command.as == Reviewed::follow_up;
  if (follow_up || command.as == Reviewed::action) {
    if (auto verdict = may_add_todo(c, follow_up); !verdict) return verdict;
    TodoAdded added;
    added.follow_up = follow_up;
    added.words = line.words;
    if (line.words.body) added.owner = owner_in(*line.words.body);
    added.source = line.message;
    added.entry = line.entry;
    if (line.by != c.context.actor) added.wished_by = line.by;
    c.happened(LineReviewed{command.offer, command.as});
    c.happened(std::move(added));
    return {};
  }
  c.happened(LineReviewed{command.offer, command.as});
  const Entry* entry = c.state.entry(line.entry);
  if (command.as != Reviewed::kept || !entry) return {};
  if (auto captor = "review:" + c.context.actor.value; !entry->captured->captors.contains(captor))
    c.happened(CaptorAdded{entry->id, std::move(captor)});
  if (entry->hidden) c.happened(EntryShown{entry->id});
  return {};
}

}  // namespace muster::core::rules
