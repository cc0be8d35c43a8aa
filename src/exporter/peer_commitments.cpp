#include "exporter/peer_commitments.hpp"

#include <fmt/format.h>

#include "base/error.hpp"
#include "base/log.hpp"
#include "database/job_table.hpp"
#include "database/whole_commit.hpp"
#include "dicom/uid.hpp"
#include "dimse/message_contexts.hpp"
#include "dimse/normalized_scu.hpp"
#include "exporter/called_destination.hpp"
#include "jobs/job_kinds.hpp"

namespace kinote::exporter {
namespace {

using base::Error;
using base::ErrorKind;
using database::PeerCommitment;
using database::Transaction;
using dimse::Answer;
using dimse::Status;

// Whether the peer has the report: it need not have liked it.
bool is_taken(const std::optional<Answer>& outcome) { return outcome && !dimse::can_pass(outcome->status); }

}  // namespace

dimse::ActionAnswer PeerCommitments::answer(const dimse::NormalizedRequest& request) const {
    const Answer fault = fault_of(request, {request_storage_commitment}, Status::no_such_action_type);
    if (fault.status != Status::success) return {fault};
    AskedCommitment asked;
    try {
        asked = read_request(*request.information, settings_.most_objects);
    } catch (const Error& error) {
        if (error.kind() == ErrorKind::refused) return {{Status::resource_limitation, error.what()}};
        if (error.kind() == ErrorKind::invalid) return {{Status::invalid_argument_value, error.what()}};
        throw;
    }
    bool is_quick = false;
    const auto id = keep(request, asked, is_quick);
    if (!id) return {{Status::duplicate_transaction_uid, "the Transaction UID was used before"}};
    base::log::info("storage commitment asked for", {{"association", request.peer.association},
                                                     {"calling_ae_title", request.peer.calling_ae_title.text()},
                                                     {"transaction_uid", asked.transaction_uid},
                                                     {"objects", asked.objects.size()}});
    if (!is_quick) return {};
    dimse::ActionAnswer answer;
    answer.report = [this, id = *id] { return checked_report(id, {}); };
    answer.reported = [this, id = *id](const std::optional<Answer>& outcome) { take_outcome(id, outcome); };
    return answer;
}

// A job stands behind the report over the same association, too: for a peer that ends it, and for a restart.
std::optional<std::int64_t> PeerCommitments::keep(const dimse::NormalizedRequest& request, const AskedCommitment& asked,
                                                  bool& is_quick) const {
    std::optional<std::int64_t> id;
    database::commit_as_a_whole(database_, [&](Transaction& transaction) {
        id = database::add_peer_commitment(transaction,
                                           {request.peer.calling_ae_title.text(), asked.transaction_uid,
                                            request.peer.called_ae_title, request.peer.address, asked.objects},
                                           clock_.now_ms());
        if (!id) return;
        const database::CommitmentExtent extent = database::measure_peer_commitment(transaction.connection(), *id);
        is_quick = settings_.reports_at_once && extent.objects <= settings_.most_quick_objects &&
                   extent.bytes <= settings_.most_quick_bytes;
        const database::NewJob job = jobs::new_job(jobs::CommitForPeer{*id});
        queue_.enqueue(transaction, job);
        if (!is_quick) return;
        database::set_job_time(transaction, job.kind, job.subject, clock_.now_ms() + settings_.patience_ms);
    });
    return id;
}

dimse::EventReport PeerCommitments::checked_report(std::int64_t id, const std::stop_token& stop) const {
    check_.run(id, stop);
    std::optional<PeerCommitment> commitment;
    {
        const database::PooledConnection connection = database_.connection();
        commitment = database::find_peer_commitment(*connection, id);
    }
    if (!commitment) throw Error{ErrorKind::not_found, fmt::format("there is no request for commitment {}", id)};
    return check_.report(*commitment, settings_.ae_title.text());
}

// Where the peer has not taken the report, the job goes at once.
void PeerCommitments::take_outcome(std::int64_t id, const std::optional<Answer>& outcome) const {
    const database::NewJob job = jobs::new_job(jobs::CommitForPeer{id});
    database::commit_as_a_whole(database_, [&](Transaction& transaction) {
        if (is_taken(outcome)) {
            database::set_reported(transaction, id, static_cast<std::int64_t>(outcome->status), clock_.now_ms());
        }
        database::set_job_time(transaction, job.kind, job.subject, 0);
    });
}

jobs::Ending PeerCommitments::report(const database::ClaimedJob& job, const std::stop_token& stop) const {
    const std::int64_t id = jobs::commitment_of(job);
    std::optional<PeerCommitment> commitment;
    {
        const database::PooledConnection connection = database_.connection();
        commitment = database::find_peer_commitment(*connection, id);
    }
    if (!commitment) throw Error{ErrorKind::not_found, fmt::format("there is no request for commitment {}", id)};
    if (commitment->is_reported) return [](Transaction&) {};
    const database::Destination destination = destination_of(*commitment);
    const dimse::EventReport event = checked_report(id, stop);
    dimse::Proposal proposal{dicom::AeTitle{destination.ae_title}, calling_ae_title(*commitment, destination)};
    proposal.contexts.push_back(
        dimse::message_context(dicom::uid::StorageCommitmentPushModel, dimse::ProposedRole::scp));
    dimse::RequestedAssociation association{
        {destination.host, static_cast<std::uint16_t>(destination.port), std::move(proposal)}, stop};
    const Answer answer = dimse::report_event(association, event);
    association.release();
    const auto status = static_cast<std::int64_t>(answer.status);
    if (!is_taken(answer)) {
        throw Error{ErrorKind::unavailable,
                    fmt::format("{} answered {:04X} to the report of a storage commitment", destination.name, status)};
    }
    if (answer.status != Status::success) {
        base::log::warn(
            "a peer does not know what to do with the report of a storage commitment",
            {{"destination", destination.name}, {"transaction_uid", commitment->transaction_uid}, {"status", status}});
    }
    return [this, id, status](Transaction& transaction) {
        database::set_reported(transaction, id, status, clock_.now_ms());
    };
}

database::Destination PeerCommitments::destination_of(const PeerCommitment& commitment) const {
    const database::PooledConnection connection = database_.connection();
    auto called = find_called_destination(*connection, commitment.calling_ae_title, commitment.address);
    if (called.destination) return *std::move(called.destination);
    throw Error{ErrorKind::refused,
                fmt::format("{} at {} asked for storage commitment and waits for the report, but {}: have one with "
                            "that AE title and address, by kinote destinations set",
                            commitment.calling_ae_title, commitment.address, called.reason)};
}

// The peer expects the report from whom it asked.
dicom::AeTitle PeerCommitments::calling_ae_title(const PeerCommitment& commitment,
                                                 const database::Destination& destination) const {
    if (!destination.calling_ae_title.empty()) return dicom::AeTitle{destination.calling_ae_title};
    return dicom::AeTitle::from(commitment.called_ae_title).value_or(settings_.ae_title);
}

}  // namespace kinote::exporter
