// What the world must be told after some events: surfaces to bring up to date (levels: rendered later from
// the state as it is then) and one-shots (sent once each). Pure.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/event.h"
#include "core/incident.h"
#include "core/policy.h"

namespace muster::core {

/// In the order of their dependence: nothing else can be shown before the channel is there.
enum class Surface { channel, members, control, pin, topic, bookmark, announcement };
std::string_view to_string(Surface surface);
std::optional<Surface> parse_surface(std::string_view text);

/// Something that is sent once. `seq` points at the event that it tells of, so that its words are read when
/// it is sent and no queue holds a person's text.
struct OneShot {
  enum class Kind {
    ready,             ///< tell the declarer, where it was typed, that the channel is there
    channel_line,      ///< one line in the incident's channel about the event
    role_checklist,    ///< DM to the new holder of a role
    role_taken_over,   ///< DM to the former holder
    fetch_message,     ///< read the text of a message that is to be captured
    confirm_reaction,  ///< the bot's own reaction on a captured message, as it should be now. `payload`:
                       ///< "kept", "action" or "follow_up"; no message: that of the event's entry
    upload_export,     ///< render the export and upload it into the channel
    declare_failed,  ///< tell the declarer that the channel could not be made, and where the incident lives,
                     ///< or that the bot isn't in the one where it is to live
    respond,         ///< an answer made earlier: `payload` is posted to its response_url. At most once
    update_message,  ///< DM to a subscriber: an update, or the end
    nudge,           ///< DM about what nobody has done yet
    invite,          ///< into the channel: whoever the event asks for
    source_reply,    ///< tell the thread of the message that it was declared from, where it is
    page_message,    ///< DM to somebody who is asked to come
    page_failed,     ///< DM to who asked: nobody is left who could come
    handoff_brief,   ///< DM to whom a role is offered
    handoff_declined,   ///< DM to who offered it
    handoff_settled,    ///< their brief, edited: its offer stands no longer, or again. `payload`: the offer
    update_reply,       ///< the update, in the announcement's thread
    correct_line,       ///< a corrected update: its line in the channel edited, and a reply there
    correct_reply,      ///< the same in the announcement's thread
    correct_message,    ///< the same by DM
    external_request,   ///< DM to the lead: words for people outside that wait for them
    external_settled,   ///< that message, edited: they wait no longer. `payload` is the draft
    access_request,     ///< DM to the lead, else the declarer: somebody wants to be let in
    access_settled,     ///< that message, edited: it is answered. `payload` is the request
    let_in,             ///< invite the person into the channel, and tell them
    archive_notice,     ///< in the channel: nobody writes there, and it will be archived
    archive_settled,    ///< that message, edited: it won't be, and why. `payload` is the plan
    archive_channel,    ///< archive it
    unarchive_channel,  ///< open it again, or tell who reopened the incident how to
    checklist_kept,     ///< the role's checklist, edited: so far its holder has come
    elsewhere,          ///< announce it in another channel, too: `payload` is which
    elsewhere_edited,   ///< that announcement, edited. `payload` is the event that asked for it
    clear_channel,      ///< take back what the bot said in the channel that became too public
    moved_to_private,   ///< DM to who made it private: where it is, and what can't be unsaid
    todo_given,         ///< DM to who got something to do from somebody else
    todo_edited,  ///< that message, edited: it is otherwise now. `payload`: the event that gave it, `:`, its
                  ///< id
    todo_returned,   ///< DM to the lead, else to who wished for it: its owner can't do it
    change_settled,  ///< the line of a change, edited: what came of it. `payload` is the change
    regroup,         ///< in the channel: where things stand, and what waits for somebody
    page_settled,    ///< what asked somebody to come, edited: they aren't needed. `payload` is the page
    role_declined,   ///< DM to who asked somebody to take a role: they can't
    role_edited,     ///< what asked somebody to take a role, edited: what became of that. `payload`: the
                     ///< event that asked
    unsay            ///< of one that became private: what stands elsewhere is taken back, or drawn anew
  };
  Kind kind{};
  std::int64_t seq = 0;
  UserId to;            ///< for a DM or an ephemeral
  MessageRef message;   ///< for fetch_message and confirm_reaction
  std::string payload;  ///< upload_export: one format
};
std::string_view to_string(OneShot::Kind kind);
std::optional<OneShot::Kind> parse_one_shot(std::string_view text);

struct Effects {
  std::vector<Surface> dirty;  ///< no duplicates
  std::vector<OneShot> one_shots;
};

/// `before` is the head before the first record (version 0 for a declaration), `after` the one after the
/// last. Changes that come with an update give no line of their own: the update's tells all. An export that
/// goes to the channel (`Exported::where` is "channel") is uploaded from here.
Effects effects(const Incident& before, const Incident& after, std::span<const Record> records);

}  // namespace muster::core
