#include "database/cached_object_table.hpp"

#include "database/door.hpp"
#include "dicom/uid.hpp"

namespace kinote::database {
namespace {

constexpr Statement list_cached_objects_sql{R"(
    SELECT i.id, i.sop_instance_uid, i.sop_class_uid, s.study_instance_uid, i.size, i.sha256, i.path, i.freed_ms,
           i.marked_ms
      FROM instance i JOIN study s ON s.id = i.study
     WHERE i.id > $1
     ORDER BY i.id LIMIT $2)"};
constexpr Statement find_cached_object_sql{R"(
    SELECT i.id, i.sop_instance_uid, i.sop_class_uid, s.study_instance_uid, i.size, i.sha256, i.path, i.freed_ms,
           i.marked_ms
      FROM instance i JOIN study s ON s.id = i.study
     WHERE i.id = $1)"};
constexpr Statement has_committed_copy_sql = visible<Door::archive>(R"(
    SELECT 1 FROM visible_instance i
      JOIN delivery d ON d.sop_instance_uid = i.sop_instance_uid AND d.sha256 = i.sha256
      JOIN destination a ON a.id = d.destination
     WHERE i.id = $1 AND i.path IS NOT NULL AND i.sop_class_uid <> $2
       AND d.state = 'committed' AND a.is_archive = 1 AND a.is_retired = 0
     LIMIT 1)");
constexpr Statement give_up_file_sql{R"(
    UPDATE instance SET path = NULL, freed_ms = $3, content_sha256 = '', bulk_sha256 = '',
           decoded_content_sha256 = NULL, decoded_bulk_sha256 = NULL
     WHERE id = $1 AND path = $2)"};

CachedObject cached_object_from(const Rows& row) {
    CachedObject cached;
    cached.object.instance = row.integer(0);
    cached.object.sop_instance_uid = row.string(1);
    cached.object.sop_class_uid = row.string(2);
    cached.object.study_instance_uid = row.string(3);
    cached.object.size = row.integer(4);
    cached.object.sha256 = row.string(5);
    cached.object.path = row.optional_string(6);
    cached.object.is_nearline = !row.is_null(7);
    cached.is_wanted = row.is_null(7) && row.is_null(8);
    return cached;
}

}  // namespace

std::vector<CachedObject> list_cached_objects(Connection& connection, std::int64_t after_instance, std::int64_t limit) {
    Rows rows = connection.query(list_cached_objects_sql, {after_instance, limit});
    std::vector<CachedObject> objects;
    while (rows.next()) objects.push_back(cached_object_from(rows));
    return objects;
}

std::optional<CachedObject> find_cached_object(Connection& connection, std::int64_t instance) {
    Rows rows = connection.query(find_cached_object_sql, {instance});
    return rows.next() ? std::optional{cached_object_from(rows)} : std::nullopt;
}

bool has_committed_copy(Connection& connection, std::int64_t instance) {
    Rows rows = connection.query(has_committed_copy_sql, {instance, dicom::uid::KeyObjectSelectionDocumentStorage});
    return rows.next();
}

bool give_up_file(Transaction& transaction, const StoredObject& object, std::int64_t now_ms) {
    return transaction.change(give_up_file_sql, {object.instance, object.path, now_ms}) == 1;
}

}  // namespace kinote::database
