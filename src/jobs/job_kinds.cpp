#include "jobs/job_kinds.hpp"

#include <fmt/format.h>

#include <charconv>
#include <utility>

#include "base/error.hpp"

namespace kinote::jobs {

namespace {

std::int64_t number_in(const database::ClaimedJob& job, std::string_view of_what) {
    std::int64_t id = 0;
    std::from_chars(job.subject.data(), job.subject.data() + job.subject.size(), id);
    if (id > 0) return id;
    throw base::Error{base::ErrorKind::internal, fmt::format("'{}' is no number of {}", job.subject, of_what)};
}

std::string name_in(const database::ClaimedJob& job, std::string_view of_what) {
    const std::size_t slash = job.subject.find('/');
    if (slash != std::string::npos) return job.subject.substr(0, slash);
    throw base::Error{base::ErrorKind::internal, fmt::format("'{}' names no {}", job.subject, of_what)};
}

// What goes into a queue of its destination.
template <typename Arguments>
database::NewJob in_queue_of_destination(const Arguments& arguments, std::string subject) {
    return {arguments.queue, Arguments::kind, std::move(subject), arguments.study_instance_uid, "{}", priority::normal};
}

}  // namespace

std::string object_of(const database::ClaimedJob& job) {
    return job.kind == RegisterKosd::kind ? job.subject : std::string{};
}

database::NewJob new_job(const RegisterKosd& arguments) {
    return {
        queue::mvf_object_creator, RegisterKosd::kind, arguments.sop_instance_uid, arguments.study_instance_uid, "{}",
        arguments.priority};
}

database::NewJob new_job(const CreateKosd& arguments) {
    return {queue::mvf_object_creator,
            CreateKosd::kind,
            fmt::format("{}/{}", arguments.note, arguments.version),
            arguments.study_instance_uid,
            "{}",
            arguments.priority};
}

NoteVersion note_version_of(const database::ClaimedJob& job) {
    const std::size_t slash = job.subject.find('/');
    NoteVersion about{job.subject.substr(0, slash), 0};
    const char* const end = job.subject.data() + job.subject.size();
    if (slash != std::string::npos) std::from_chars(job.subject.data() + slash + 1, end, about.version);
    if (about.version > 0) return about;
    throw base::Error{base::ErrorKind::internal, fmt::format("'{}' names no version of a note", job.subject)};
}

database::NewJob new_job(const Send& arguments) {
    return in_queue_of_destination(arguments, std::to_string(arguments.export_id));
}

std::string send_queue(std::string_view destination) { return fmt::format("SEND_{}", destination); }

std::string store_queue(std::string_view archive) { return fmt::format("STORE_{}", archive); }

std::string retrieve_queue(std::string_view archive) { return fmt::format("RETRIEVE_{}", archive); }

std::string outgoing_queue(std::string_view destination, bool is_archive) {
    return is_archive ? store_queue(destination) : send_queue(destination);
}

std::string destination_of_queue(std::string_view queue) { return std::string{queue.substr(queue.find('_') + 1)}; }

database::NewJob new_job(const Retrieve& arguments) {
    return in_queue_of_destination(arguments, fmt::format("{}/{}", arguments.archive, arguments.study_instance_uid));
}

std::string archive_of(const database::ClaimedJob& job) { return name_in(job, "archive"); }

std::string destination_to_tell(const database::ClaimedJob& job) { return name_in(job, "destination"); }

std::int64_t export_of(const database::ClaimedJob& job) { return number_in(job, "an export"); }

database::NewJob new_job(const RequestCommitment& arguments) {
    return in_queue_of_destination(arguments, std::to_string(arguments.export_id));
}

database::NewJob new_job(const Replace& arguments) {
    return in_queue_of_destination(arguments, std::to_string(arguments.withdrawal));
}

database::NewJob new_job(const Withdraw& arguments) {
    return in_queue_of_destination(arguments, std::to_string(arguments.withdrawal));
}

std::int64_t withdrawal_of(const database::ClaimedJob& job) { return number_in(job, "a withdrawal"); }

database::NewJob new_job(const NotifyAvailability& arguments) {
    return in_queue_of_destination(arguments,
                                   fmt::format("{}/{}", arguments.destination, arguments.study_instance_uid));
}

database::NewJob new_job(const CommitForPeer& arguments) {
    return {queue::storage_commitment, CommitForPeer::kind, std::to_string(arguments.commitment), "", "{}",
            priority::normal};
}

std::int64_t commitment_of(const database::ClaimedJob& job) { return number_in(job, "a request for commitment"); }

database::NewJob new_job(const ExportStudy& arguments) {
    return {queue::rules,
            ExportStudy::kind,
            fmt::format("{}/{}", arguments.destination, arguments.study_instance_uid),
            arguments.study_instance_uid,
            "{}",
            priority::normal};
}

std::string destination_of_export(const database::ClaimedJob& job) { return name_in(job, "destination"); }

database::NewJob new_job(const EvaluateRules& arguments) {
    return {queue::rules, EvaluateRules::kind, arguments.study_instance_uid, arguments.study_instance_uid,
            "{}",         priority::normal};
}

database::NewJob new_job(const Reconcile& arguments) {
    return in_queue_of_destination(arguments, fmt::format("{}/{}", arguments.reconciliation, arguments.page));
}

std::int64_t reconciliation_of(const database::ClaimedJob& job) { return number_in(job, "a reconciliation"); }

database::NewJob new_job(const CdExport& arguments) {
    return {
        queue::cd_export, CdExport::kind, std::to_string(arguments.media_export), arguments.study_instance_uid, "{}",
        priority::normal};
}

std::int64_t media_export_of(const database::ClaimedJob& job) { return number_in(job, "an export to media"); }

database::NewJob new_job(const MigrateLegacyNotes& arguments) {
    return {queue::legacy_migration, MigrateLegacyNotes::kind, arguments.mapping, "", "{}", priority::normal};
}

bool is_waited_for(std::string_view kind) {
    return kind == CreateKosd::kind || kind == Send::kind || kind == Retrieve::kind;
}

}  // namespace kinote::jobs
