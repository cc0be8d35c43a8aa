#include "authoring/deletion.hpp"

#include <fmt/format.h>

#include <boost/json.hpp>
#include <optional>

#include "base/error.hpp"
#include "database/job_exception_table.hpp"
#include "database/study_change_table.hpp"
#include "database/tombstone_table.hpp"
#include "database/whole_commit.hpp"
#include "dicom/uid.hpp"
#include "jobs/availability_notices.hpp"
#include "jobs/creations.hpp"
#include "jobs/job_kinds.hpp"
#include "jobs/withdrawals.hpp"

namespace kinote::authoring {
namespace {

using base::Error;
using base::ErrorKind;
using database::DeletionReach;
using database::DeletionTarget;
using database::Transaction;

void check_uids(const DeletionTarget& target) {
    for (const std::string_view uid : {target.subject, target.study_instance_uid}) {
        if (!dicom::is_valid_uid(uid)) {
            throw Error{ErrorKind::invalid, "that is no UID: it must have 1 to 64 digits and dots"};
        }
    }
}

std::string details_of(const DeletionTarget& target, const DeletionReach& reach, std::string_view reason = {}) {
    boost::json::object details{
        {"level", database::to_string(target.level)}, {"objects", reach.objects}, {"notes", reach.notes}};
    if (!reason.empty()) details["reason"] = reason;
    return boost::json::serialize(details);
}

// Nothing that came again is still marked.
void close_returns(Transaction& transaction, std::string_view study_instance_uid, std::int64_t now_ms) {
    if (database::has_returned_objects(transaction.connection(), study_instance_uid)) return;
    database::close_exceptions_of_study(transaction, "came_back_deleted", study_instance_uid, "undone", now_ms);
}

}  // namespace

DeletionReach Deletion::mark(const DeletionTarget& target, const database::Actor& actor, std::string_view reason) {
    check_uids(target);
    std::optional<DeletionReach> reach;
    database::commit_as_a_whole(database_, [&](Transaction& transaction) {
        const std::int64_t now_ms = clock_.now_ms();
        reach = database::mark_for_deletion(transaction, target, actor.name, now_ms);
        if (!reach) {
            throw Error{ErrorKind::not_found,
                        fmt::format("nothing of that {} is here, or it is marked already", to_string(target.level))};
        }
        jobs::enqueue_withdrawals(transaction, database::withdraw_marked(transaction, reach->mark_cause, now_ms),
                                  now_ms);
        jobs::enqueue_availability_notices(transaction, reach->studies, now_ms);
        database::add_audit_event(
            transaction,
            {actor, "marked", target.subject, target.study_instance_uid, details_of(target, *reach, reason)}, now_ms);
    });
    return *std::move(reach);
}

DeletionReach Deletion::undo(const DeletionTarget& target, const database::Actor& actor) {
    check_uids(target);
    std::optional<DeletionReach> reach;
    database::commit_as_a_whole(database_, [&](Transaction& transaction) {
        const std::int64_t now_ms = clock_.now_ms();
        reach = database::undo_deletion(transaction, target, now_ms);
        if (!reach) {
            throw Error{ErrorKind::not_found,
                        fmt::format("that {} is not marked for deletion", to_string(target.level))};
        }
        close_returns(transaction, target.study_instance_uid, now_ms);
        for (const std::string& kosd : reach->unregistered_kosds) {
            queue_.enqueue_unless_live(transaction,
                                       jobs::new_job(jobs::RegisterKosd{kosd, std::string{target.study_instance_uid}}));
        }
        jobs::enqueue_taken_back(transaction, reach->creations, now_ms);
        database::add_study_change(transaction, target.study_instance_uid, now_ms);
        jobs::enqueue_availability_notices(transaction, reach->studies, now_ms);
        database::add_audit_event(
            transaction, {actor, "unmarked", target.subject, target.study_instance_uid, details_of(target, *reach)},
            now_ms);
    });
    return *std::move(reach);
}

}  // namespace kinote::authoring
