#include "legacy_migration/batch_index.hpp"

#include <set>
#include <vector>

#include "database/study_bulk_table.hpp"

namespace kinote::legacy_migration {
namespace {

bool can_be_taken(const BuiltNote& note) { return note.is_note && note.rejection.empty(); }

std::unordered_map<std::string, database::InstanceSummary> find_objects(database::Connection& connection,
                                                                        const NoteBatch& batch) {
    std::vector<std::string_view> uids;
    for (const BuiltNote& note : batch.notes) {
        if (!can_be_taken(note)) continue;
        for (const note::NoteReference& reference : note.content.references) {
            uids.emplace_back(reference.sop_instance_uid);
        }
    }
    std::unordered_map<std::string, database::InstanceSummary> objects;
    if (uids.empty()) return objects;
    for (database::InstanceSummary& found : database::find_instances(connection, uids)) {
        std::string uid = found.sop_instance_uid;
        objects.emplace(std::move(uid), std::move(found));
    }
    return objects;
}

}  // namespace

BatchIndex look_up(database::Connection& connection, std::string_view source_system, const NoteBatch& batch) {
    BatchIndex index;
    std::vector<std::string_view> keys;
    for (const BuiltNote& note : batch.notes) {
        if (can_be_taken(note)) keys.emplace_back(note.source_note_id);
    }
    index.taken_over = database::find_taken_over_notes(connection, source_system, keys);
    index.objects = find_objects(connection, batch);

    std::set<std::string_view> studies;
    for (const BuiltNote& note : batch.notes) {
        if (!note.content.study_instance_uid.empty()) studies.insert(note.content.study_instance_uid);
        for (const note::NoteReference& reference : note.content.references) {
            if (!reference.study_instance_uid.empty()) studies.insert(reference.study_instance_uid);
        }
    }
    for (const auto& [uid, object] : index.objects) studies.insert(object.study_instance_uid);
    const std::vector<std::string_view> study_uids{studies.begin(), studies.end()};
    index.studies = database::find_studies(connection, study_uids);
    return index;
}

}  // namespace kinote::legacy_migration
