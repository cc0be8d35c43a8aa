#pragma once
// The list of everything that the system does in the background, each kind with its arguments, its queue and what it is
// about. One job lives per kind and subject.

#include <cstdint>
#include <string>
#include <string_view>

#include "database/job_table.hpp"

namespace kinote::jobs {

namespace queue {
inline constexpr std::string_view mvf_object_creator = "MVF_OBJECT_CREATOR";
inline constexpr std::string_view legacy_migration = "LEGACY_MIGRATION";
inline constexpr std::string_view storage_commitment = "STORAGE_COMMITMENT";
inline constexpr std::string_view rules = "RULES";
inline constexpr std::string_view cd_export = "CD_EXPORT";
}  // namespace queue

/// Priorities in MVF_OBJECT_CREATOR: what an export waits for, then an arrival, then the sweep and the background.
namespace priority {
inline constexpr std::int64_t export_waits = 10;
inline constexpr std::int64_t arrival = 20;
inline constexpr std::int64_t sweep = 30;
inline constexpr std::int64_t normal = 50;
}  // namespace priority

/// Reads a stored KOSD into the note tables.
struct RegisterKosd {
    static constexpr std::string_view kind = "REGISTER_KOSD";
    std::string sop_instance_uid;
    std::string study_instance_uid;
    std::int64_t priority = priority::arrival;
};

/// Makes the KOSDs of a version of a note, one in each of its studies.
struct CreateKosd {
    static constexpr std::string_view kind = "CREATE_KOSD";
    std::string note;  ///< its uuid
    std::int64_t version = 0;
    std::string study_instance_uid;
    std::int64_t priority = priority::export_waits;
};

/// Sends what an export is about to its destination.
struct Send {
    static constexpr std::string_view kind = "SEND";
    std::int64_t export_id = 0;
    std::string queue;  ///< of the destination
    std::string study_instance_uid;
};

/// Asks a destination to take responsibility for what an export has delivered there.
struct RequestCommitment {
    static constexpr std::string_view kind = "REQUEST_COMMITMENT";
    std::int64_t export_id = 0;
    std::string queue;  ///< of the destination
    std::string study_instance_uid;
};

/// Has an archive send back what of a study is no longer in the cache.
struct Retrieve {
    static constexpr std::string_view kind = "RETRIEVE";
    std::string archive;  ///< the destination's name
    std::string queue;    ///< of what comes back from it
    std::string study_instance_uid;
};

/// Sends the newer version of a note to a destination that has an earlier one; WITHDRAW follows.
struct Replace {
    static constexpr std::string_view kind = "REPLACE";
    std::int64_t withdrawal = 0;
    std::string queue;  ///< of the destination
    std::string study_instance_uid;
};

/// Sends a rejection note to a destination that has what it names.
struct Withdraw {
    static constexpr std::string_view kind = "WITHDRAW";
    std::int64_t withdrawal = 0;
    std::string queue;  ///< of the destination
    std::string study_instance_uid;
};

/// Tells a destination what of a study can be had.
struct NotifyAvailability {
    static constexpr std::string_view kind = "NOTIFY_AVAILABILITY";
    std::string destination;  ///< its name
    std::string queue;        ///< of the destination
    std::string study_instance_uid;
};

/// Checks the objects that a peer wants us to take responsibility for, and reports.
struct CommitForPeer {
    static constexpr std::string_view kind = "COMMIT_FOR_PEER";
    std::int64_t commitment = 0;
};

/// Asks the routes of this site about a study that has changed.
struct EvaluateRules {
    static constexpr std::string_view kind = "EVALUATE_RULES";
    std::string study_instance_uid;
};

/// Opens an export of a study to a destination: what Autopilot asks for, and who makes a KOSD that an export went
/// without.
struct ExportStudy {
    static constexpr std::string_view kind = "EXPORT_STUDY";
    std::string destination;  ///< its name
    std::string study_instance_uid;
};

/// Compares a page of studies with what a destination holds.
struct Reconcile {
    static constexpr std::string_view kind = "RECONCILE";
    std::int64_t reconciliation = 0;
    std::int64_t page = 0;  ///< studies that went before
    std::string queue;      ///< of the destination
    std::string study_instance_uid;
};

/// Makes the discs of an export to media.
struct CdExport {
    static constexpr std::string_view kind = "CD_EXPORT";
    std::int64_t media_export = 0;
    std::string study_instance_uid;  ///< the first of its studies
};

/// Brings over what is new or changed in the legacy source that the configuration names.
struct MigrateLegacyNotes {
    static constexpr std::string_view kind = "MIGRATE_LEGACY_NOTES";
    std::string mapping;
};

/// The SOP Instance UID of what a job is about: of one that registers a KOSD; empty for every other.
[[nodiscard]] std::string object_of(const database::ClaimedJob& job);

[[nodiscard]] database::NewJob new_job(const RegisterKosd& arguments);
[[nodiscard]] database::NewJob new_job(const CreateKosd& arguments);
[[nodiscard]] database::NewJob new_job(const Send& arguments);
[[nodiscard]] database::NewJob new_job(const RequestCommitment& arguments);
[[nodiscard]] database::NewJob new_job(const Retrieve& arguments);
[[nodiscard]] database::NewJob new_job(const Replace& arguments);
[[nodiscard]] database::NewJob new_job(const Withdraw& arguments);
[[nodiscard]] database::NewJob new_job(const NotifyAvailability& arguments);
[[nodiscard]] database::NewJob new_job(const CommitForPeer& arguments);
[[nodiscard]] database::NewJob new_job(const EvaluateRules& arguments);
[[nodiscard]] database::NewJob new_job(const ExportStudy& arguments);
[[nodiscard]] database::NewJob new_job(const Reconcile& arguments);
[[nodiscard]] database::NewJob new_job(const CdExport& arguments);
[[nodiscard]] database::NewJob new_job(const MigrateLegacyNotes& arguments);

/// The queue of what goes to a destination that is no archive. @param destination  its name.
[[nodiscard]] std::string send_queue(std::string_view destination);
/// The queue of what goes to an archive, and that of what comes back from it.
[[nodiscard]] std::string store_queue(std::string_view archive);
[[nodiscard]] std::string retrieve_queue(std::string_view archive);
/// send_queue() or store_queue().
[[nodiscard]] std::string outgoing_queue(std::string_view destination, bool is_archive);
/// The destination that one of those queues belongs to.
[[nodiscard]] std::string destination_of_queue(std::string_view queue);

struct NoteVersion {
    std::string note;  ///< its uuid
    std::int64_t version = 0;
};
/// What a CREATE_KOSD is about. @throws Error internal where the subject is not what new_job() makes.
[[nodiscard]] NoteVersion note_version_of(const database::ClaimedJob& job);

/// The export that a SEND or a REQUEST_COMMITMENT is about. @throws Error internal where the subject is not what
/// new_job() makes.
[[nodiscard]] std::int64_t export_of(const database::ClaimedJob& job);

/// The archive that a RETRIEVE asks. @throws as export_of().
[[nodiscard]] std::string archive_of(const database::ClaimedJob& job);

/// The destination that an EXPORT_STUDY goes to. @throws as export_of().
[[nodiscard]] std::string destination_of_export(const database::ClaimedJob& job);

/// The destination that a NOTIFY_AVAILABILITY tells. @throws as export_of().
[[nodiscard]] std::string destination_to_tell(const database::ClaimedJob& job);

/// The peer's request that a COMMIT_FOR_PEER is about. @throws as export_of().
[[nodiscard]] std::int64_t commitment_of(const database::ClaimedJob& job);

/// The reconciliation that a RECONCILE is about. @throws as export_of().
[[nodiscard]] std::int64_t reconciliation_of(const database::ClaimedJob& job);
/// The withdrawal that a REPLACE or a WITHDRAW is about. @throws as export_of().
[[nodiscard]] std::int64_t withdrawal_of(const database::ClaimedJob& job);

/// The export to media that a CD_EXPORT is about. @throws as export_of().
[[nodiscard]] std::int64_t media_export_of(const database::ClaimedJob& job);

/// Whether other jobs may wait for one of this kind: its end looks for them.
[[nodiscard]] bool is_waited_for(std::string_view kind);

}  // namespace kinote::jobs
