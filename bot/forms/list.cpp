#include <algorithm>
#include <array>
#include <charconv>

#include "bot/forms/form.h"
#include "bot/verbs/people.h"

namespace muster::bot {

std::span<const Form> all_forms() {
  static const std::array forms = {
      declare_form_reader, update_form_reader,  roles_form_reader,   words_form_reader, page_form_reader,
      handoff_form_reader, decline_form_reader, private_form_reader, todo_form_reader,  give_form_reader,
      change_form_reader,  search_form_reader,  pause_form_reader};
  return forms;
}

const Form* find_form(std::string_view callback_id) {
  for (const auto& form : all_forms()) {
    if (form.callback_id == callback_id) return &form;
  }
  return nullptr;
}

std::string encode(const FormContext& context) {
  const auto home = context.home ? " " + std::to_string(*context.home) : std::string();
  return std::to_string(context.number) + home + "\n" + context.channel.value + "\n" + context.extra;
}

std::string context_for(const Ask& ask, int number, std::string extra) {
  return encode({number, ask.channel, std::move(extra), ask.home});
}

FormContext decode_form_context(std::string_view metadata) {
  FormContext context;
  const auto first = metadata.find('\n');
  if (first == std::string_view::npos) return context;
  const auto second = metadata.find('\n', first + 1);
  if (second == std::string_view::npos) return context;
  const auto* end = metadata.data() + first;
  const auto number = std::from_chars(metadata.data(), end, context.number);
  int home = 0;
  if (number.ptr != end && std::from_chars(number.ptr + 1, end, home).ec == std::errc()) context.home = home;
  context.channel = slack::ChannelId(std::string(metadata.substr(first + 1, second - first - 1)));
  context.extra = std::string(metadata.substr(second + 1));
  return context;
}

std::string encode_declare_context(const Ask& ask, const DeclareContext& context) {
  const auto place = std::to_string(static_cast<int>(context.place));
  return context_for(ask, 0,
                     context.token + "\t" + context.source + "\t" + context.source_thread + "\t" + place);
}

DeclareContext decode_declare_context(std::string_view metadata) {
  const auto extra = decode_form_context(metadata).extra;
  std::array<std::string, 4> parts;
  std::size_t from = 0;
  for (auto& part : parts) {
    const auto end = std::min(extra.find('\t', from), extra.size());
    part = extra.substr(from, end - from);
    from = std::min(end + 1, extra.size());
  }
  DeclareContext context{parts[0], parts[1], parts[2]};
  for (const auto place :
       {slack::PlaceKind::open, slack::PlaceKind::closed, slack::PlaceKind::direct, slack::PlaceKind::group})
    if (parts[3] == std::to_string(static_cast<int>(place))) context.place = place;
  return context;
}

std::string value_of(const slack::View& view, std::string_view block) {
  const auto* input = view.input(block, value_action);
  if (!input || !input->value) return {};
  return core::to_plain(core::trimmed(core::plain(*input->value)));
}

std::optional<FormErrors> unable(const Ask& ask, std::span<const core::UserId> people, std::string block) {
  for (const auto& person : people) {
    if (person.empty() || !verbs::out_of_reach(ask, person)) continue;
    const bool alone = people.size() == 1;
    return FormErrors{
        {std::move(block), alone ? "They can't do it: it is a bot, or somebody who left. Choose "
                                   "somebody else."
                                 : "One of them is a bot, or somebody who left. Leave them out."}};
  }
  return std::nullopt;
}

std::vector<slack::Option> severity_options(const core::Policy& policy) {
  std::vector<slack::Option> options = {
      {policy.severity_name(policy.unsure_severity), policy.unsure_severity, {}}};
  for (const auto& def : policy.severities) options.push_back({def.name, def.key, def.guidance});
  return options;
}

}  // namespace muster::bot
