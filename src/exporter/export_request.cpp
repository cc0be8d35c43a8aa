#include "exporter/export_request.hpp"

#include <fmt/format.h>

#include <vector>

#include "base/error.hpp"
#include "database/creatable_note.hpp"
#include "database/destination_table.hpp"
#include "database/job_dependency_table.hpp"
#include "database/whole_commit.hpp"
#include "jobs/creations.hpp"
#include "jobs/job_kinds.hpp"
#include "query/studies.hpp"

namespace kinote::exporter {
namespace {

using base::Error;
using base::ErrorKind;
using database::Transaction;

database::Destination hold_destination(Transaction& transaction, const std::string& name) {
    auto destination = database::hold_destination(transaction, name);
    if (destination) return *std::move(destination);
    throw Error{ErrorKind::not_found, fmt::format("there is no destination {}: see kinote destinations list", name)};
}

std::string details_of(const ExportOrder& order, const OpenedExport& opened, database::ExportScope scope) {
    return fmt::format(R"({{"export":{},"destination":"{}","scope":"{}","again":{}}})", opened.id, order.destination,
                       to_string(scope), order.is_again);
}

}  // namespace

OpenedExport ExportRequests::open(const ExportOrder& order, const database::Actor& actor) const {
    if (!query::find_study(database_, order.study_instance_uid)) {
        throw Error{ErrorKind::not_found, fmt::format("nothing of study {} is here", order.study_instance_uid)};
    }
    OpenedExport opened;
    database::commit_as_a_whole(database_, [&](Transaction& transaction) { opened = open(transaction, order, actor); });
    return opened;
}

OpenedExport ExportRequests::open(Transaction& transaction, const ExportOrder& order,
                                  const database::Actor& actor) const {
    const database::Destination destination = hold_destination(transaction, order.destination);
    database::NewExport request;
    request.destination = destination.id;
    request.study_instance_uid = order.study_instance_uid;
    request.scope = order.scope.value_or(destination.key_images_only ? database::ExportScope::key_images
                                                                     : database::ExportScope::study);
    request.is_again = order.is_again;
    request.leaves_refused = order.leaves_refused;
    request.requested_by = actor.name;
    std::vector<std::int64_t> before =
        database::hold_open_export_jobs(transaction, destination.id, order.study_instance_uid);
    OpenedExport opened;
    const auto notes = database::find_notes_without_kosd_of_study(transaction.connection(), order.study_instance_uid);
    // A KOSD takes over what the objects of its studies say of them.
    std::vector<std::int64_t> recalled;
    if (!notes.empty()) {
        recalled = recall_.ask(transaction, order.study_instance_uid);
        const auto creations = jobs::ensure_creations(transaction, queue_, notes, recalled);
        before.insert(before.end(), creations.begin(), creations.end());
        opened.kosds = static_cast<std::int64_t>(notes.size());
    }
    opened.id = database::add_export(transaction, request, clock_.now_ms());
    const std::string queue = jobs::outgoing_queue(destination.name, destination.is_archive);
    opened.job = queue_.ensure(transaction, jobs::new_job(jobs::Send{opened.id, queue, order.study_instance_uid}));
    database::set_export_job(transaction, opened.id, opened.job);
    if (recalled.empty()) {
        recalled = recall_.ask_for_export(transaction, *database::find_export(transaction.connection(), opened.id));
    }
    before.insert(before.end(), recalled.begin(), recalled.end());
    (void)database::wait_for(transaction, opened.job, before);
    database::add_audit_event(transaction,
                              {actor, "export_requested", destination.name, order.study_instance_uid,
                               details_of(order, opened, request.scope)},
                              clock_.now_ms());
    return opened;
}

}  // namespace kinote::exporter
