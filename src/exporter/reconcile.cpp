#include "exporter/reconcile.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>
#include <map>
#include <optional>

#include "base/log.hpp"
#include "database/job_exception_table.hpp"
#include "database/job_table.hpp"
#include "database/whole_commit.hpp"
#include "database/withdrawal_table.hpp"
#include "dicom/uid.hpp"
#include "exporter/destinations.hpp"
#include "exporter/difference_reason.hpp"
#include "exporter/ledger_correction.hpp"
#include "jobs/allowed_hours.hpp"
#include "jobs/job_kinds.hpp"
#include "jobs/withdrawals.hpp"

namespace kinote::exporter {
namespace {

using base::Error;
using base::ErrorKind;
using database::ComparedStudy;
using database::Destination;
using database::Difference;
using database::ExportScope;
using database::HeldScope;
using database::Reconciliation;
using database::Transaction;

constexpr std::int64_t page_ms = 10'000;
constexpr int most_failures_in_a_row = 20;  // a destination that answers no query

std::int64_t studies_of_page(std::int64_t per_minute) {
    return std::max<std::int64_t>(per_minute * page_ms / 60'000, 1);
}

// Of the study, not of the association or the destination: the next one may be compared.
bool is_of_the_study(const Error& error) {
    return error.kind() == ErrorKind::invalid || error.kind() == ErrorKind::corrupt;
}

std::string summary_of(const ComparedStudy& study) {
    std::map<std::string_view, int> numbers;
    for (const Difference& one : study.differences) ++numbers[one.reason];
    std::string words;
    for (const auto& [reason, number] : numbers) {
        words += fmt::format("{}{} {}", words.empty() ? "" : ", ", number, reason);
    }
    return words;
}

std::string remedies_of(const ComparedStudy& study, std::string_view destination) {
    std::map<std::string_view, std::optional<std::int64_t>> exports;
    for (const Difference& one : study.differences) exports.emplace(one.reason, one.export_id);
    std::string words;
    for (const auto& [reason, mended_by] : exports) {
        const std::string remedy = mended_by ? fmt::format("export {} sends it", *mended_by)
                                             : remedy_for(reason, destination, study.study_instance_uid);
        words += fmt::format("{}{}: {}", words.empty() ? "" : "; ", reason, remedy);
    }
    return words + fmt::format("; then: kinote reconcile {} --study {}", destination, study.study_instance_uid);
}

}  // namespace

std::string awaited_hours(const Reconciliation& of, std::int64_t now_ms) {
    const bool waits = of.state == "open" && (of.job_state == "new" || of.job_state == "retry");
    return waits && !jobs::is_allowed_hour(of.allowed_hours, jobs::minute_of_day(now_ms)) ? of.allowed_hours
                                                                                          : std::string{};
}

std::int64_t Reconciliations::open(const ReconcileOrder& order, const database::Actor& actor) {
    if (!order.study_instance_uid.empty() && !dicom::is_valid_uid(order.study_instance_uid)) {
        throw Error{ErrorKind::invalid, fmt::format("'{}' is no UID", order.study_instance_uid)};
    }
    std::int64_t id = 0;
    database::commit_as_a_whole(database_, [&](Transaction& transaction) { id = open(transaction, order, actor); });
    return id;
}

std::int64_t Reconciliations::open(Transaction& transaction, const ReconcileOrder& order,
                                   const database::Actor& actor) {
    const auto destination = database::hold_destination(transaction, order.destination);
    if (!destination) {
        throw Error{ErrorKind::not_found,
                    fmt::format("there is no destination {}: see kinote destinations list", order.destination)};
    }
    const bool names_study = !order.study_instance_uid.empty();
    if (names_study && !database::is_comparable(transaction.connection(), destination->id, order.study_instance_uid)) {
        throw Error{ErrorKind::not_found,
                    fmt::format("nothing is known of study {}: neither is it here nor did it go to {}",
                                order.study_instance_uid, order.destination)};
    }
    const database::NewReconciliation request{destination->id, order.study_instance_uid, order.since_ms, order.fixes};
    const auto opened = database::open_reconciliation(transaction, request, actor, clock_.now_ms());
    if (opened.is_new) {
        const jobs::Reconcile first{opened.id, 0, jobs::outgoing_queue(destination->name, destination->is_archive),
                                    order.study_instance_uid};
        database::set_reconciliation_job(transaction, opened.id, queue_.ensure(transaction, jobs::new_job(first)));
        database::add_audit_event(transaction,
                                  {actor, "reconciliation_requested", destination->name, order.study_instance_uid,
                                   fmt::format(R"({{"reconciliation":{},"fix":{}}})", opened.id, order.fixes)},
                                  clock_.now_ms());
    }
    return opened.id;
}

jobs::Ending Reconciliations::compare_page(const database::ClaimedJob& job, AssociationKeeper& associations,
                                           const std::stop_token& stop) {
    const std::int64_t id = jobs::reconciliation_of(job);
    const std::int64_t begin_ms = clock_.now_ms();
    std::optional<Reconciliation> of;
    std::optional<Destination> with;
    std::vector<std::string> studies;
    {
        const database::PooledConnection connection = database_.connection();
        of = database::find_reconciliation(*connection, id);
        if (!of) throw Error{ErrorKind::not_found, fmt::format("there is no reconciliation {}", id)};
        with = database::find_destination(*connection, of->order.destination);
        if (!of->total) {
            Transaction transaction{*connection};
            database::set_total(transaction, id, database::count_studies_to_compare(*connection, of->order));
            transaction.commit();
        }
        studies = database::find_studies_to_compare(*connection, of->order, of->last_study,
                                                    studies_of_page(settings_.studies_per_minute));
    }
    if (!with || with->is_retired) {
        throw Error{ErrorKind::refused, fmt::format("the destination {} is no longer in use", of->destination_name)};
    }
    std::optional<RemoteQuery> query;
    int failures_in_a_row = 0;
    std::int64_t compared = 0;
    for (const std::string& study : studies) {
        if (stop.stop_requested()) throw Error{ErrorKind::unavailable, "stopped"};
        if (compared > 0 && clock_.now_ms() - begin_ms >= page_ms) break;
        if (!query) {
            associations.release_kept(*with);
            query.emplace(*with, settings_.ae_title, stop);
        }
        try {
            compare_study(*of, *with, study, *query);
            failures_in_a_row = 0;
        } catch (const Error& error) {
            if (!is_of_the_study(error)) throw;
            query.reset();
            add_failure(*of, study, error);
            if (++failures_in_a_row == most_failures_in_a_row) throw Error{ErrorKind::refused, error.what()};
        }
        of->last_study = study;
        ++compared;
    }
    if (query) query->release();
    const std::int64_t page = of->studies + of->failed + compared;
    return end_page(*of, *with, page, begin_ms + compared * 60'000 / settings_.studies_per_minute);
}

void Reconciliations::compare_study(const Reconciliation& of, const Destination& with,
                                    const std::string& study_instance_uid, RemoteQuery& query) {
    HeldScope scope{with.id, study_instance_uid, {}, clock_.now_ms()};
    const std::vector<RemoteObject> there = query.objects_of(study_instance_uid);
    const database::PooledConnection connection = database_.connection();
    scope.scope = database::scope_at(*connection, with.id, study_instance_uid,
                                     with.key_images_only ? ExportScope::key_images : ExportScope::study);
    StudyComparison compared = compare(*connection, scope, there);
    ComparedStudy study{study_instance_uid, std::move(compared.differences)};
    Transaction transaction{*connection};
    if (!study.differences.empty()) mend(transaction, of, scope, study);
    correct_ledger(transaction, of, scope, compared, clock_.now_ms());
    for (Difference& one : study.differences) one.found_ms = clock_.now_ms();
    database::add_compared_study(transaction, of, study);
    tell(transaction, of, study);
    transaction.commit();
    base::log::info("study compared", {{"reconciliation", of.id},
                                       {"destination", with.name},
                                       {"study", study_instance_uid},
                                       {"there", there.size()},
                                       {"differences", study.differences.size()}});
}

// Before the ledger's rows: whoever sends holds the destination first.
void Reconciliations::mend(Transaction& transaction, const Reconciliation& of, const HeldScope& scope,
                           ComparedStudy& study) {
    if (!database::hold_destination(transaction, of.destination_name)) return;
    if (!database::hold_open_export_jobs(transaction, scope.destination, scope.study_instance_uid).empty()) {
        for (Difference& one : study.differences) {
            if (one.reason == reason::not_sent) one.reason = reason::being_sent;
        }
    }
    if (of.order.fixes) withdraw(transaction, scope, study);
    const auto is_mended = [](const Difference& one) { return is_mended_by_sending(one.reason); };
    if (!of.order.fixes || std::ranges::none_of(study.differences, is_mended)) return;
    const ExportRequests requests{database_, queue_, clock_};
    const OpenedExport opened =
        requests.open(transaction, {of.destination_name, scope.study_instance_uid, scope.scope, false}, of.actor);
    for (Difference& one : study.differences) {
        if (is_mended(one)) one.export_id = opened.id;
    }
    study.is_mended = true;
}

// What is hidden here and seen there is withdrawn there, where the destination wants that.
void Reconciliations::withdraw(Transaction& transaction, const HeldScope& scope, const ComparedStudy& study) const {
    std::vector<std::string_view> hidden;
    for (const Difference& one : study.differences) {
        if (one.reason == reason::hidden_here || one.reason == reason::superseded || one.reason == reason::purged) {
            hidden.emplace_back(one.sop_instance_uid);
        }
    }
    if (hidden.empty()) return;
    database::note_seen_there(transaction, scope.destination, hidden, clock_.now_ms());
    jobs::enqueue_withdrawals(  // one whose job went to Error is tried again
        transaction, database::find_open_withdrawals(transaction.connection(), scope.destination, hidden),
        clock_.now_ms());
    jobs::enqueue_withdrawals(transaction,
                              database::withdraw_hidden_at(transaction, scope.destination, hidden, clock_.now_ms()),
                              clock_.now_ms());
}

void Reconciliations::add_failure(const Reconciliation& of, const std::string& study_instance_uid, const Error& error) {
    Difference failure;
    failure.reason = reason::not_compared;
    failure.detail = error.what();
    failure.found_ms = clock_.now_ms();
    const ComparedStudy study{study_instance_uid, {failure}, true};
    const database::PooledConnection connection = database_.connection();
    Transaction transaction{*connection};
    database::add_compared_study(transaction, of, study);
    tell(transaction, of, study);
    transaction.commit();
    base::log::warn("a study could not be compared", {{"reconciliation", of.id},
                                                      {"destination", of.destination_name},
                                                      {"study", study_instance_uid},
                                                      {"error", error.what()}});
}

void Reconciliations::tell(Transaction& transaction, const Reconciliation& of, const ComparedStudy& study) const {
    const std::string& uid = study.study_instance_uid;
    const std::string cause = fmt::format("differs_from_{}", of.destination_name);
    if (study.differences.empty()) {
        database::close_exceptions_of_study(transaction, cause, uid, "done", clock_.now_ms());
        return;
    }
    const bool is_all_on_its_way =
        std::ranges::all_of(study.differences, [](const Difference& one) { return one.reason == reason::being_sent; });
    if (is_all_on_its_way) return;
    const std::string message =
        study.has_failed
            ? fmt::format("study {} could not be compared with {}: {}", uid, of.destination_name,
                          study.differences.front().detail)
            : fmt::format(
                  "{} and this system differ in {} objects of study {}: {}; kinote reconciliations show {} "
                  "names them",
                  of.destination_name, study.differences.size(), uid, summary_of(study), of.id);
    database::raise_exception(
        transaction, {std::nullopt, cause, message, remedies_of(study, of.destination_name), uid, ""}, clock_.now_ms());
}

jobs::Ending Reconciliations::end_page(const Reconciliation& of, const Destination& with, std::int64_t page,
                                       std::int64_t next_ms) {
    const std::string queue = jobs::outgoing_queue(with.name, with.is_archive);
    return [this, of, queue, page, next_ms](Transaction& transaction) {
        if (database::find_studies_to_compare(transaction.connection(), of.order, of.last_study, 1).empty()) {
            database::end_reconciliation(transaction, of, clock_.now_ms());
            return;
        }
        const jobs::Reconcile behind{of.id, page, queue, of.order.study_instance_uid};
        const database::NewJob next = jobs::new_job(behind);
        database::set_reconciliation_job(transaction, of.id, queue_.ensure(transaction, next));
        if (next_ms > clock_.now_ms()) database::set_job_time(transaction, next.kind, next.subject, next_ms);
    };
}

}  // namespace kinote::exporter
