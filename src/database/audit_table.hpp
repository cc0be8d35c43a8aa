#pragma once
// The table `audit_event`: who changed what.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "database/connection.hpp"

namespace kinote::database {

/// Who changes something, and through which door.
struct Actor {
    std::string name;       ///< an account, a user of the command line, an AE title
    std::string came_from;  ///< "API 192.0.2.7", "command line"
};

struct AuditEvent {
    Actor actor;
    std::string_view action;  ///< "note_created", ...
    std::string_view subject;
    std::string_view study_instance_uid;
    std::string details = "{}";  ///< JSON, without what a patient could be known by
};

struct AuditRow {
    std::int64_t id = 0;
    std::int64_t at_ms = 0;
    std::string actor;
    std::string came_from;
    std::string action;
    std::string subject;
    std::string study_instance_uid;
    std::string details;
};

/// To be called in the transaction of the change.
void add_audit_event(Transaction& transaction, const AuditEvent& event, std::int64_t now_ms);

/// The same, unless the subject has an event with that action of that study.
void add_audit_event_once(Transaction& transaction, const AuditEvent& event, std::int64_t now_ms);

/// A page, newest first. @param subject  empty: any. @param before_id  for pages. @param limit  at most 1,000.
[[nodiscard]] std::vector<AuditRow> list_audit_events(Connection& connection, std::string_view subject,
                                                      std::int64_t before_id, std::int64_t limit);

/// What a search of the audit asks for; empty texts and bounds of 0 are any.
struct AuditFilter {
    std::string subject{};
    std::string study_instance_uid{};
    std::string actor{};
    std::string action{};
    std::int64_t since_ms = 0;   ///< that moment or later
    std::int64_t until_ms = 0;   ///< before that moment
    std::int64_t before_id = 0;  ///< for pages: what comes after the event with that id
    std::int64_t limit = 100;    ///< at most 1,000
};

/// A page, newest first. Found by the first that is given of subject, study, actor and action; the others are looked
/// at in what is found. A transaction that took longer than an hour may stand outside the days that it began in.
[[nodiscard]] std::vector<AuditRow> search_audit_events(Connection& connection, const AuditFilter& filter);

}  // namespace kinote::database
