#pragma once
// The table `awaited_object`: what a CREATE_KOSD that failed for want of an object waits for.

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "database/connection.hpp"

namespace kinote::database {

void await_object(Transaction& transaction, std::string_view sop_instance_uid, std::int64_t note_version);
/// Nothing is awaited for the version any more.
void await_no_more(Transaction& transaction, std::int64_t note_version);

/// Lets the creations run again that went to Error for want of one of these objects; their exceptions are closed as
/// retried. @return how many.
std::int64_t retry_creations(Transaction& transaction, std::span<const std::string_view> sop_instance_uids,
                             std::int64_t now_ms);

/// Abandons the creations of earlier versions of a note that nobody works on, closes their exceptions, lets go on what
/// waited for them, and awaits nothing for them any more. @param closed_as  "superseded", "deleted".
/// @return how many.
std::int64_t give_up_creations(Transaction& transaction, std::int64_t note, std::int64_t before_version,
                               std::string_view closed_as, std::int64_t now_ms);

struct AwaitedHere {
    std::vector<std::string> here;  ///< SOP Instance UIDs of those that are here, or that a note or KOSD here places
    std::int64_t looked_at = 0;
    std::string last;  ///< SOP Instance UID of the last one; empty where there was none
};
/// The next objects that creations wait for, in the order of their UIDs. @param after  a SOP Instance UID.
[[nodiscard]] AwaitedHere find_awaited_here(Connection& connection, std::string_view after, std::int64_t limit);

}  // namespace kinote::database
