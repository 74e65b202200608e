// Pages on the web that people keep with an incident.
#include <fmt/format.h>

#include <algorithm>

#include "core/ascii.h"
#include "core/rules.h"

namespace muster::core::rules {
namespace {

bool is_web_address(const std::string& address) {
  const auto begin = ascii::lower(address.substr(0, 8));
  const bool web = begin.starts_with("https://") || begin.starts_with("http://");
  const bool one_word = std::ranges::none_of(
      address, [](unsigned char c) { return c <= ' ' || c == 0x7F || c == '<' || c == '>' || c == '|'; });
  return web && one_word && address.size() <= max_address && address.find("://") + 3 < address.size();
}

}  // namespace

Verdict judge(Case& c, const AddLink& command) {
  if (!is_web_address(command.address))
    return refuse(
        Code::empty,
        {fmt::format("That is no address of a page: it begins with https:// and has no spaces, and {} "
                     "characters at most. Nothing was changed.",
                     max_address)});
  Span link{Span::Kind::link, {}, command.address};
  if (!is_blank(command.name)) {
    auto name = required_text(command.name, max_title, "The name");
    if (!name) return tl::unexpected(std::move(name.error()));
    link.text = to_plain(one_line(std::move(*name)));
  }
  const auto same = [&](const auto& one) {
    return one.second.words.body && one.second.words.body->front().ref == command.address;
  };
  if (std::ranges::any_of(c.incident.links, same))
    return refuse(Code::already, {std::string("That page is there already. Nothing was changed.")});
  if (c.incident.links.size() >= most_links)
    return refuse(
        Code::too_long,
        {fmt::format("{} has {} links, and more don't fit. Take one out first: ", c.name(), most_links),
         Verb{"link"}, std::string(" shows them.")});
  c.happened(LinkAdded{words(cleaned(Text{std::move(link)}))});
  return {};
}

Verdict judge(Case& c, const RemoveLink& command) {
  if (!c.incident.links.contains(command.link))
    return refuse(Code::no_entry,
                  {fmt::format("{} has no such link any more. See which it has with ", c.name()),
                   Verb{"link"}, std::string(".")});
  c.happened(LinkRemoved{command.link});
  return {};
}

}  // namespace muster::core::rules
