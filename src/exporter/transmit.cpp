#include "exporter/transmit.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <boost/json.hpp>
#include <optional>
#include <set>

#include "base/error.hpp"
#include "base/log.hpp"
#include "database/cached_study_table.hpp"
#include "database/creatable_note.hpp"
#include "database/destination_table.hpp"
#include "database/job_table.hpp"
#include "database/kosd_source_table.hpp"
#include "exporter/destinations.hpp"
#include "exporter/transmission.hpp"
#include "jobs/job_kinds.hpp"

namespace kinote::exporter {
namespace {

using base::Error;
using base::ErrorKind;
using database::Destination;
using database::ExportCounts;
using database::ExportRow;
using database::ExportState;
using database::Transaction;

struct Order {
    ExportRow request;
    Destination destination;
};

Order read_order(database::Connection& connection, std::int64_t id) {
    auto request = database::find_export(connection, id);
    if (!request) throw Error{ErrorKind::not_found, fmt::format("there is no export {}", id)};
    auto destination = database::find_destination(connection, request->destination);
    if (!destination || destination->is_retired) {
        throw Error{ErrorKind::refused,
                    fmt::format("the destination {} is no longer in use", request->destination_name)};
    }
    return {*std::move(request), *std::move(destination)};
}

// KOSDs that are not wanted, as all that they refer to is hidden, hold nothing up.
void refuse_without_kosds(database::Connection& connection, const ExportRow& request) {
    for (const database::NoteWithoutKosd& note :
         database::find_notes_without_kosd_of_study(connection, request.study_instance_uid)) {
        const auto failed = database::find_failed_creation(connection, note);
        if (!failed) continue;
        throw Error{ErrorKind::refused,
                    fmt::format("the KOSD of the note {0} could not be made, and this site holds studies until it is "
                                "(exports.without_kosd): {1}; mend that, or drop the reference, kinote jobs retry {2}, "
                                "then retry this job",
                                note.uuid, failed->why, failed->job)};
    }
}

// With what did not go with the study, in words.
database::ExportEnd end_of(database::Connection& connection, const ExportRow& request, ExportState state,
                           const ExportCounts& counts) {
    boost::json::array remarks;
    boost::json::array without_kosd;
    std::set<std::int64_t> awaiting;
    for (const database::NoteWithoutKosd& note :
         database::find_notes_awaiting_kosd(connection, request.study_instance_uid)) {
        awaiting.insert(note.note_version);
        remarks.emplace_back(
            fmt::format("the KOSD of the note {} was not made yet: it goes as an export of its own", note.uuid));
    }
    for (const database::NoteWithoutKosd& note :
         database::find_notes_without_kosd_of_study(connection, request.study_instance_uid)) {
        if (awaiting.contains(note.note_version)) continue;
        const auto failed = database::find_failed_creation(connection, note);
        if (failed) without_kosd.emplace_back(note.uuid);
        remarks.emplace_back(
            failed ? fmt::format("the note {0} went without a KOSD, which could not be made: {1}: mend that, then "
                                 "kinote jobs retry {2}; once it is made it goes as an export of its own",
                                 note.uuid, failed->why, failed->job)
                   : fmt::format("the note {} went without a KOSD: all that it refers to is hidden", note.uuid));
    }
    for (const database::OmittingKosd& kosd : database::find_omitting_kosds(connection, request.study_instance_uid)) {
        remarks.emplace_back(fmt::format("the KOSD of the note {} leaves out what was hidden when it was made: {}",
                                         kosd.note, kosd.omitted));
    }
    return {state, counts, boost::json::serialize(remarks), boost::json::serialize(without_kosd)};
}

// Some of what was refused, by name.
std::string refused_of(database::Connection& connection, const ExportRow& request, std::int64_t refused) {
    constexpr std::int64_t most_named = 10;
    return fmt::format("{}{}", fmt::join(database::list_refused(connection, request, most_named), ", "),
                       refused > most_named ? fmt::format(" and {} more", refused - most_named) : std::string{});
}

}  // namespace

jobs::Ending TransmitHandler::operator()(const database::ClaimedJob& job, const std::stop_token& stop) const {
    const std::int64_t id = jobs::export_of(job);
    Order order;
    {
        const database::PooledConnection connection = database_.connection();
        order = read_order(*connection, id);
        Transaction transaction{*connection};
        // A person's retry begins to count anew.
        if (order.request.state != "open" || job.attempts == 1) database::begin_export_anew(transaction, order.request);
        (void)recall_.ask_for_export(transaction, order.request);
        if (!order.destination.is_archive) {  // what is put away is not wanted by that
            database::set_last_access(transaction, order.request.study_instance_uid, clock_.now_ms());
        }
        transaction.commit();
        if (settings_.holds_without_kosd) hold_for_kosds(*connection, order.request);
    }
    {
        ObjectSender sender{database_, image_cache_, associations_, order.destination, clock_, stop};
        const bool is_last =
            !retry_policy_of(order.destination).retry_at(ErrorKind::unavailable, job.attempts, clock_.now_ms());
        Transmission{database_, clock_, order.request, order.destination, sender, is_last}.run();
    }

    const database::PooledConnection connection = database_.connection();
    const ExportCounts counts = database::count_deliveries(*connection, order.request);
    base::log::info("sent", {{"export", id},
                             {"destination", order.destination.name},
                             {"study", order.request.study_instance_uid},
                             {"delivered", counts.delivered},
                             {"warned", counts.warned},
                             {"refused", counts.refused}});
    if (counts.refused > 0) {
        Transaction transaction{*connection};
        database::end_export(transaction, id, end_of(*connection, order.request, ExportState::done_in_part, counts),
                             clock_.now_ms());
        send_rest(transaction, order.request);
        ask_for_commitment(transaction, order.request, order.destination);
        transaction.commit();
        throw Error{ErrorKind::refused, fmt::format("of {} objects {} refused {}, and {} could not be sent ({}): "
                                                    "kinote exports show {} says why of each",
                                                    counts.delivered + counts.refused, order.destination.name,
                                                    counts.refused - counts.unsent, counts.unsent,
                                                    refused_of(*connection, order.request, counts.refused), id)};
    }
    return [this, order = std::move(order), counts](Transaction& transaction) {
        const ExportRow& request = order.request;
        database::end_export(transaction, request.id,
                             end_of(transaction.connection(), request, ExportState::done, counts), clock_.now_ms());
        send_rest(transaction, request);
        ask_for_commitment(transaction, request, order.destination);
    };
}

void TransmitHandler::ask_for_commitment(Transaction& transaction, const ExportRow& request,
                                         const Destination& destination) const {
    if (!destination.wants_commitment) return;
    const jobs::RequestCommitment asked{request.id, jobs::outgoing_queue(destination.name, destination.is_archive),
                                        request.study_instance_uid};
    queue_.enqueue_unless_live(transaction, jobs::new_job(asked));
}

void TransmitHandler::send_rest(Transaction& transaction, const ExportRow& request) const {
    database::Connection& connection = transaction.connection();
    if (database::find_objects_to_send(connection, request, 0, 1).empty() &&
        database::find_notes_awaiting_kosd(connection, request.study_instance_uid).empty()) {
        return;
    }
    const auto destination = database::find_destination(connection, request.destination);
    if (!destination || destination->is_retired) return;
    (void)requests_.open(transaction,
                         {request.destination_name, request.study_instance_uid, request.scope, false, true},
                         {request.requested_by, fmt::format("export {}", request.id)});
}

void TransmitHandler::hold_for_kosds(database::Connection& connection, const ExportRow& request) const {
    refuse_without_kosds(connection, request);
    const auto notes = database::find_notes_awaiting_kosd(connection, request.study_instance_uid);
    if (notes.empty()) return;
    Transaction transaction{connection};
    for (const database::NoteWithoutKosd& note : notes) {
        const jobs::CreateKosd creation{note.uuid, note.version, note.study_instance_uid, jobs::priority::export_waits};
        (void)queue_.ensure(transaction, jobs::new_job(creation));
    }
    transaction.commit();
    throw Error{ErrorKind::unavailable,
                fmt::format("the KOSD of the note {} is still to be made, and this site holds studies until it is "
                            "(exports.without_kosd)",
                            notes.front().uuid)};
}

}  // namespace kinote::exporter
