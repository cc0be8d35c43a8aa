#include "exporter/request_commitment.hpp"

#include <fmt/format.h>

#include "base/error.hpp"
#include "base/log.hpp"
#include "base/random.hpp"
#include "base/uuid.hpp"
#include "dicom/uid.hpp"
#include "dimse/normalized_scu.hpp"
#include "exporter/message_association.hpp"
#include "jobs/job_kinds.hpp"

namespace kinote::exporter {
namespace {

using base::Error;
using base::ErrorKind;
using database::CommitmentRequest;
using database::Destination;
using database::ExportRow;
using database::Transaction;
using dimse::Answer;
using dimse::Status;
using std::chrono::steady_clock;

// PS3.5 B.2
std::string fresh_uid() { return "2.25." + base::decimal(base::parse_uuid(base::random_uuid())); }

}  // namespace

// What of a run is on its way.
struct RequestCommitmentHandler::Asking {
    Asking(const Destination& to, dimse::AssociationRequest request, const std::stop_token& stop)
        : destination{to}, association{std::move(request), stop} {}

    const Destination& destination;
    dimse::RequestedAssociation association;
    std::set<std::string, std::less<>> awaited{};  ///< Transaction UIDs whose report has not come
};

jobs::Ending RequestCommitmentHandler::operator()(const database::ClaimedJob& job, AssociationKeeper& associations,
                                                  const std::stop_token& stop) const {
    const std::int64_t id = jobs::export_of(job);
    std::optional<ExportRow> of;
    std::optional<Destination> to;
    {
        const database::PooledConnection connection = database_.connection();
        of = database::find_export(*connection, id);
        if (!of) throw Error{ErrorKind::not_found, fmt::format("there is no export {}", id)};
        to = database::find_destination(*connection, of->destination);
    }
    if (!to || to->is_retired) {
        throw Error{ErrorKind::refused, fmt::format("the destination {} is no longer in use", of->destination_name)};
    }
    std::optional<Asking> asking;
    while (const auto request = next_request(*of, *to)) {
        if (!asking) {
            associations.release_kept(*to);
            asking.emplace(*to, message_association(*to, settings_.ae_title, dicom::uid::StorageCommitmentPushModel),
                           stop);
            listen(*asking);
        }
        ask(*asking, *request);
    }
    if (asking) hear(*asking);
    return [this, of = *of](Transaction& transaction) {
        if (!database::add_request(transaction, of, fresh_uid(), 1, clock_.now_ms())) return;
        throw Error{ErrorKind::unavailable, "more was delivered as the request for commitment ended: it goes next"};
    };
}

std::optional<CommitmentRequest> RequestCommitmentHandler::next_request(const ExportRow& of,
                                                                        const Destination& to) const {
    const database::PooledConnection connection = database_.connection();
    Transaction transaction{*connection};
    std::optional<CommitmentRequest> next;
    while (const auto broken = database::find_broken_request(*connection, of.id, clock_.now_ms())) {
        if (broken->is_overdue && broken->request.attempt >= settings_.most_attempts) {
            give_up(transaction, broken->request, to);
            continue;
        }
        next = database::renew_request(transaction, *broken, fresh_uid(), clock_.now_ms());
        if (next) break;
    }
    if (!next) next = database::add_request(transaction, of, fresh_uid(), settings_.most_objects, clock_.now_ms());
    transaction.commit();
    return next;
}

void RequestCommitmentHandler::give_up(Transaction& transaction, const CommitmentRequest& request,
                                       const Destination& to) const {
    const std::string reason = fmt::format("no report after {} requests", request.attempt);
    for (const database::CommitmentItem& item : database::list_items(transaction.connection(), request.id)) {
        database::note_failed_commitment(transaction, request.destination, item, reason);
    }
    database::give_up_request(transaction, request.id);
    tell_uncommitted(transaction, request, to.name, clock_.now_ms());
}

void RequestCommitmentHandler::listen(Asking& asking) const {
    dimse::hear_events(asking.association, [this, &asking](const dimse::NormalizedRequest& event) {
        Answer answer = reports_.take(event);
        const bool is_read = answer.status == Status::success && event.information;
        if (is_read) asking.awaited.erase(read_report(*event.information).transaction_uid);
        return answer;
    });
}

void RequestCommitmentHandler::ask(Asking& asking, const CommitmentRequest& request) const {
    std::vector<std::byte> information;
    {
        const database::PooledConnection connection = database_.connection();
        information = write_request(request.transaction_uid, database::list_items(*connection, request.id));
    }
    asking.awaited.insert(request.transaction_uid);
    const Answer answer =
        dimse::request_action(asking.association, {std::string{dicom::uid::StorageCommitmentPushModel},
                                                   std::string{dicom::uid::StorageCommitmentPushModelInstance},
                                                   request_storage_commitment, information});
    if (answer.status != Status::success && !dimse::is_warning(answer.status)) {
        throw Error{
            dimse::can_pass(answer.status) ? ErrorKind::unavailable : ErrorKind::refused,
            fmt::format("{} answered {:04X} to the request for storage commitment of study {}{}{}",
                        asking.destination.name, static_cast<unsigned>(answer.status), request.study_instance_uid,
                        answer.error_comment.empty() ? "" : ": ", answer.error_comment)};
    }
    const database::PooledConnection connection = database_.connection();
    Transaction transaction{*connection};
    database::set_asked(transaction, request.id, clock_.now_ms() + settings_.timeout_ms);
    transaction.commit();
    base::log::info("storage commitment asked for", {{"destination", asking.destination.name},
                                                     {"export", request.export_id},
                                                     {"transaction_uid", request.transaction_uid},
                                                     {"attempt", request.attempt}});
}

// A destination that ends the association, or says nothing, reports over one of its own.
void RequestCommitmentHandler::hear(Asking& asking) const {
    const auto end = steady_clock::now() + settings_.patience;
    try {
        for (auto now = steady_clock::now(); !asking.awaited.empty() && now < end; now = steady_clock::now()) {
            (void)asking.association.serve_request(std::chrono::ceil<std::chrono::milliseconds>(end - now));
        }
    } catch (const Error& error) {
        base::log::debug("the association ended before the report", {{"error", error.what()}});
        return;
    }
    asking.association.release();
}

}  // namespace kinote::exporter
