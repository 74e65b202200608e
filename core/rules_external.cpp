// Words for people outside: anybody drafts them, the lead answers for them. They are kept as they were said,
// with who wrote and who approved them, and sent nowhere.
#include <fmt/format.h>

#include "core/rules.h"

namespace muster::core::rules {
namespace {

bool leads(const Case& c) {
  const auto lead = c.incident.roles.find(std::string(lead_role));
  return lead != c.incident.roles.end() && lead->second.user == c.context.actor;
}

}  // namespace

Verdict judge(Case& c, const DraftExternal& command) {
  if (c.incident.merged_into) return told_elsewhere(c, " --external …");
  auto accepted = required_text(command.words, max_words, "The external update");
  if (!accepted) return tl::unexpected(std::move(accepted.error()));
  const EntryId draft = c.next_entry();
  c.happened(ExternalDrafted{words(*accepted)});
  // Whoever leads says with the same act that it may be said.
  if (leads(c)) c.happened(ExternalApproved{draft, c.context.actor, false, words(std::move(*accepted))});
  return {};
}

Verdict judge(Case& c, const ApproveExternal& command) {
  const Incident& now = c.incident;
  const Entry* draft = c.state.entry(command.entry);
  if (command.entry.empty() || !draft || draft->kind != EntryKind::external)
    return refuse(Code::no_entry,
                  {fmt::format("No external update of {} waits for anybody. To draft one, say ", c.name()),
                   Verb{"update --external"}, std::string(".")});
  if (draft->key == "approved")
    return refuse(Code::already, {draft->person, std::string(" approved it already. Nothing was changed.")});
  if (command.entry != now.external_draft)
    return refuse(Code::no_entry, {std::string("Another one was drafted since, and only the latest can be "
                                               "approved. Nothing was changed.")});
  if (!leads(c)) {
    const auto lead = now.roles.find(std::string(lead_role));
    if (lead == now.roles.end())
      return refuse(Code::not_held, {fmt::format("Only the lead approves what people outside are told, and "
                                                 "nobody leads {}. Take the lead first: ",
                                                 c.name()),
                                     Verb{"lead"}, std::string(".")});
    return refuse(Code::not_held,
                  {std::string("Only the lead approves what people outside are told, and that is "),
                   lead->second.user, std::string(". Nothing was changed.")},
                  lead->second.user);
  }
  const bool edited = !is_blank(command.words);
  if (!edited && !draft->words.body)
    return refuse(Code::empty, {std::string("Its text was erased, so there is nothing to approve. Draft it "
                                            "anew with "),
                                Verb{"update --external"}, std::string(".")});
  auto accepted =
      required_text(edited ? command.words : *draft->words.body, max_words, "The external update");
  if (!accepted) return tl::unexpected(std::move(accepted.error()));
  const bool changed = *accepted != draft->words.body;
  c.happened(ExternalApproved{command.entry, draft->author, changed, words(std::move(*accepted))});
  return {};
}

}  // namespace muster::core::rules
