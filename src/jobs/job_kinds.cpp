#include "jobs/job_kinds.hpp"

namespace kinote::jobs {

database::NewJob new_job(const RegisterKosd& arguments) {
    return {
        queue::mvf_object_creator, RegisterKosd::kind, arguments.sop_instance_uid, arguments.study_instance_uid, "{}",
        arguments.priority};
}

database::NewJob new_job(const CreateKosd& arguments) {
    return {queue::mvf_object_creator, CreateKosd::kind, arguments.note, arguments.study_instance_uid, "{}",
            arguments.priority};
}

database::NewJob new_job(const MigrateLegacyNotes& arguments) {
    return {queue::legacy_migration, MigrateLegacyNotes::kind, arguments.mapping, "", "{}", priority::normal};
}

bool is_waited_for(std::string_view kind) { return kind == CreateKosd::kind; }

}  // namespace kinote::jobs
