#include "ingest/rejected_arrivals.hpp"

#include <fmt/format.h>

#include <optional>

#include "database/job_exception_table.hpp"
#include "database/rejection_listing.hpp"
#include "database/rejection_table.hpp"
#include "database/whole_commit.hpp"
#include "jobs/availability_notices.hpp"
#include "jobs/repairs.hpp"
#include "jobs/withdrawals.hpp"

namespace kinote::ingest {

using database::Transaction;
using database::Whereabouts;
using dicom::Header;

bool is_return(const Whereabouts& whereabouts) {
    return !whereabouts.rejected_as.empty() && (whereabouts.was_here_rejected || whereabouts.instance);
}

// Which of several rejections in force decides may be lifted; then the next one does.
RejectedReturn RejectedArrivals::meet_return(const Arrival& arrival, const Header& header,
                                             const Whereabouts& whereabouts) const {
    const RejectedReturn met = return_of(settings_, whereabouts.rejected_as);
    if (met == RejectedReturn::show) {
        database::commit_as_a_whole(database_, [&](Transaction& transaction) {
            database::lift_rejection(transaction, header.sop_instance_uid, *whereabouts.study);
            jobs::enqueue_availability_notices(transaction, {header.study_instance_uid}, clock_.now_ms());
            database::add_audit_event(transaction,
                                      {{arrival.calling_ae_title, arrival.received_from},
                                       "rejection_lifted",
                                       header.sop_instance_uid,
                                       header.study_instance_uid},
                                      clock_.now_ms());
        });
        const Whereabouts now = database::find_whereabouts(*database_.connection(), header.study_instance_uid,
                                                           header.series_instance_uid, header.sop_instance_uid);
        return is_return(now) ? meet_return(arrival, header, now) : met;
    }
    const bool is_refused = met == RejectedReturn::refuse;
    database_.commit_together([&](Transaction& transaction) {
        database::raise_exception(
            transaction,
            {std::nullopt, is_refused ? "rejected_again" : "came_back_rejected",
             fmt::format("an object that a rejection note ({}) has named came again by {}: {}", whereabouts.rejected_as,
                         arrival.received_from, is_refused ? "it was refused" : "it stays hidden"),
             "if it is to be seen, take the rejection back: kinote rejections list, then kinote rejections undo NOTE "
             "--reason WHY",
             header.study_instance_uid, ""},
            clock_.now_ms());
    });
    return met;
}

void RejectedArrivals::accept_waiting(const Arrival& arrival, const Header& header) const {
    const std::string& uid = header.sop_instance_uid;
    std::optional<database::RejectionNoteRow> known;
    {
        const database::PooledConnection connection = database_.connection();
        known = database::find_rejection_note(*connection, uid);
    }
    if (!known || known->state != to_string(database::RejectionState::waiting)) return;
    const database::Actor actor{arrival.calling_ae_title, arrival.received_from};
    database::commit_as_a_whole(database_, [&](Transaction& transaction) {
        database::decide_rejection(transaction, {uid, database::RejectionState::in_force, actor, "sent by one who may"},
                                   settings_.quality, clock_.now_ms());
        jobs::take_back_rejected_repairs(transaction, uid, clock_.now_ms());
        jobs::enqueue_withdrawals(transaction, database::forward_rejection(transaction, uid, clock_.now_ms()),
                                  clock_.now_ms());
        jobs::enqueue_availability_notices(transaction, {header.study_instance_uid}, clock_.now_ms());
        database::add_audit_event(transaction, {actor, "rejection_accepted", uid, header.study_instance_uid},
                                  clock_.now_ms());
    });
}

}  // namespace kinote::ingest
