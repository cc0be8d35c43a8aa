#include "exporter/commitment_reports.hpp"

#include <fmt/format.h>

#include "base/error.hpp"
#include "base/log.hpp"
#include "database/job_exception_table.hpp"
#include "database/whole_commit.hpp"
#include "dicom/uid.hpp"

namespace kinote::exporter {
namespace {

using base::ErrorKind;
using database::CommitmentItem;
using database::Transaction;
using dimse::Answer;
using dimse::Status;

void log_unknown(const dimse::NormalizedRequest& request, const ReportedCommitment& report) {
    base::log::warn("a report of a storage commitment that was not asked for from who reports it",
                    {{"association", request.peer.association},
                     {"calling_ae_title", request.peer.calling_ae_title.text()},
                     {"address", request.peer.address},
                     {"transaction_uid", report.transaction_uid}});
}

}  // namespace

void tell_uncommitted(Transaction& transaction, const database::CommitmentRequest& request,
                      std::string_view destination_name, std::int64_t now_ms) {
    const std::string cause = fmt::format("not_committed_{}", destination_name);
    const std::int64_t failed =
        database::count_failed_commitments(transaction.connection(), request.destination, request.study_instance_uid);
    if (failed == 0) {
        database::close_exceptions_of_study(transaction, cause, request.study_instance_uid, "done", now_ms);
        return;
    }
    database::raise_exception(
        transaction,
        {std::nullopt, cause,
         fmt::format("{} has not taken responsibility for {} objects of study {}: see kinote exports show {}, which "
                     "says why of each",
                     destination_name, failed, request.study_instance_uid, request.export_id),
         fmt::format("mend the cause there, then: kinote send {} {} --again", destination_name,
                     request.study_instance_uid),
         request.study_instance_uid, ""},
        now_ms);
}

Answer CommitmentReports::take(const dimse::NormalizedRequest& request) const {
    Answer fault = fault_of(request, {all_committed, failures_exist}, Status::no_such_event_type);
    if (fault.status != Status::success) return fault;
    ReportedCommitment report;
    try {
        report = read_report(*request.information);
    } catch (const base::Error& error) {
        if (error.kind() != ErrorKind::invalid) throw;
        return {Status::invalid_argument_value, error.what()};
    }
    std::optional<database::HeldRequest> held;
    database::commit_as_a_whole(database_, [&](Transaction& transaction) {
        held = database::hold_request(transaction, report.transaction_uid, request.peer.calling_ae_title.text());
        if (held && !held->is_answered) settle(transaction, *held, report);
    });
    if (!held) {
        log_unknown(request, report);
        return {Status::invalid_argument_value, "unknown Transaction UID"};
    }
    base::log::info("storage commitment reported", {{"destination", held->destination_name},
                                                    {"export", held->request.export_id},
                                                    {"transaction_uid", report.transaction_uid},
                                                    {"committed", report.committed.size()},
                                                    {"failed", report.failed.size()}});
    return {};
}

void CommitmentReports::settle(Transaction& transaction, const database::HeldRequest& held,
                               const ReportedCommitment& report) const {
    const std::int64_t now_ms = clock_.now_ms();
    const database::CommitmentRequest& request = held.request;
    for (const CommitmentItem& item : database::list_items(transaction.connection(), request.id)) {
        const auto failed = report.failed.find(item.sop_instance_uid);
        if (failed != report.failed.end()) {
            database::note_failed_commitment(transaction, request.destination, item, text_of(failed->second));
        } else if (report.committed.contains(item.sop_instance_uid)) {
            database::commit_delivery(transaction, request.destination, item, now_ms);
        } else {
            database::note_failed_commitment(transaction, request.destination, item, "the report does not name it");
        }
    }
    database::count_committed(transaction, request);
    database::set_answered(transaction, request.id, now_ms);
    tell_uncommitted(transaction, request, held.destination_name, now_ms);
}

}  // namespace kinote::exporter
