#include "ingest/import_run.hpp"

#include <utility>

#include "base/random.hpp"

namespace kinote::ingest {

ImportRun::ImportRun(database::Actor actor) : id_{base::random_uuid()}, actor_{std::move(actor)} {}

void ImportRun::add_study(database::Transaction& transaction, const std::string& study_instance_uid,
                          std::int64_t now_ms) {
    if (has_told(study_instance_uid)) return;
    database::add_audit_event_once(transaction, {actor_, "study_imported", id_, study_instance_uid}, now_ms);
    transaction.after_commit([this, study_instance_uid] { note_told(study_instance_uid); });
}

bool ImportRun::has_told(const std::string& study_instance_uid) const {
    const std::lock_guard lock{mutex_};
    return told_.contains(study_instance_uid);
}

void ImportRun::note_told(const std::string& study_instance_uid) {
    const std::lock_guard lock{mutex_};
    told_.insert(study_instance_uid);
}

}  // namespace kinote::ingest
