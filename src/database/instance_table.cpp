#include "database/instance_table.hpp"

#include "database/door.hpp"
#include "database/lists.hpp"
#include "dicom/uid.hpp"

namespace kinote::database {
namespace {

constexpr Statement whereabouts_sql{R"(
    SELECT s.id, e.id, s.established_by, p.patient_id, p.issuer_of_patient_id, p.patient_name, p.birth_date,
           i.id, i.sop_class_uid, i.size, i.sha256, i.path, c.note_version, i.freed_ms, i.study, i.content_sha256,
           i.bulk_sha256, i.decoded_content_sha256, i.decoded_bulk_sha256,
           (SELECT r.code FROM rejection r
             WHERE r.sop_instance_uid = $3 AND r.study = s.id AND r.is_in_force = 1
             ORDER BY r.strength DESC LIMIT 1),
           (SELECT max(r.was_here) FROM rejection r WHERE r.sop_instance_uid = $3 AND r.study = s.id),
           t.purged_ms
      FROM (SELECT 1) AS one
      LEFT JOIN study s ON s.study_instance_uid = $1
      LEFT JOIN patient p ON p.id = s.patient
      LEFT JOIN series e ON e.study = s.id AND e.series_instance_uid = $2
      LEFT JOIN instance i ON i.sop_instance_uid = $3
      LEFT JOIN kosd_source c ON c.sop_instance_uid = $3
      LEFT JOIN tombstone t ON t.sop_instance_uid = $3)"};

// Whether a note waits for the object is asked here: what an earlier look said may be untrue by now.
constexpr Statement add_instance_sql{R"(
    INSERT INTO instance (series, study, sop_instance_uid, sop_class_uid, transfer_syntax_uid, instance_number,
                          number_of_frames, "rows", "columns", size, sha256, path, received_from, stored_ms,
                          last_access_ms, checksum)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $14, NULLIF($15, ''))
    ON CONFLICT (sop_instance_uid) DO NOTHING
    RETURNING id, EXISTS (SELECT 1 FROM note_reference r WHERE r.sop_instance_uid = $3 AND r.study_instance_uid = '')
                  OR EXISTS (SELECT 1 FROM awaited_object a WHERE a.sop_instance_uid = $3))"};
constexpr Statement add_bytes_sql{"INSERT INTO object_bytes (instance, bytes) VALUES ($1, $2)"};

constexpr Statement find_visible_sql = visible<Door::pictures, Door::transmit, Door::get, Door::move, Door::wado>(R"(
    SELECT i.id, i.sop_instance_uid, i.sop_class_uid, s.study_instance_uid, i.size, i.sha256, i.path,
           CASE WHEN i.freed_ms IS NULL THEN 0 ELSE 1 END, i.checksum, b.bytes
      FROM visible_instance i
      JOIN study s ON s.id = i.study
      LEFT JOIN object_bytes b ON b.instance = i.id
     WHERE i.sop_instance_uid = $1)");
constexpr Statement read_bytes_sql{"SELECT bytes FROM object_bytes WHERE instance = $1"};

constexpr Statement find_in_place_sql{R"(
    SELECT i.id, i.sop_instance_uid, i.sop_class_uid, s.study_instance_uid, i.size, i.sha256, i.path,
           CASE WHEN i.freed_ms IS NULL THEN 0 ELSE 1 END, CASE WHEN i.withheld IS NULL THEN 0 ELSE 1 END, e.series_instance_uid,
           EXISTS (SELECT 1 FROM series l JOIN instance o ON o.series = l.id
                    WHERE l.series_instance_uid = e.series_instance_uid AND o.sop_class_uid <> $2),
           p.id, p.patient_id, p.issuer_of_patient_id, p.patient_name, p.birth_date,
           CASE WHEN i.marked_ms IS NULL THEN 0 ELSE 1 END, b.bytes, i.received_from
      FROM instance i
      JOIN study s ON s.id = i.study
      JOIN series e ON e.id = i.series
      JOIN patient p ON p.id = s.patient
      LEFT JOIN object_bytes b ON b.instance = i.id
     WHERE i.sop_instance_uid = $1)"};

constexpr Statement find_many_sql{R"(
    SELECT i.sop_instance_uid, i.sop_class_uid, s.study_instance_uid, e.series_instance_uid, i.number_of_frames
      FROM instance i JOIN study s ON s.id = i.study JOIN series e ON e.id = i.series
     WHERE i.sop_instance_uid {in_texts})"};

constexpr Statement find_many_visible_sql = visible<Door::authoring, Door::wado>(R"(
    SELECT i.sop_instance_uid, i.sop_class_uid, s.study_instance_uid, e.series_instance_uid, i.number_of_frames
      FROM visible_instance i JOIN study s ON s.id = i.study JOIN series e ON e.id = i.series
     WHERE i.sop_instance_uid {in_texts})");

constexpr Statement other_modality_sql{R"(
    SELECT 1 FROM series e JOIN instance i ON i.series = e.id
     WHERE e.series_instance_uid = $1 AND i.sop_class_uid <> $2
     LIMIT 1)"};

constexpr Statement withhold_instance_sql{R"(
    UPDATE instance SET withheld = $2
     WHERE id = $1 AND coalesce(withheld, '') NOT IN (coalesce($2, ''), 'superseded', 'rejection'))"};

constexpr Statement add_refused_sql{R"(
    INSERT INTO refused_object (sop_instance_uid, sha256, size, path, received_from, received_ms)
    SELECT $1, $2, CAST($3 AS BIGINT), $4, $5, CAST($6 AS BIGINT)
     WHERE CAST($4 AS TEXT) IS NOT NULL
        OR (SELECT count(*) FROM (SELECT 1 FROM refused_object
                                   WHERE sop_instance_uid = $1 AND path IS NULL LIMIT $7) AS one_by_one) < $7
    ON CONFLICT DO NOTHING)"};
constexpr Statement add_refused_size_sql{"UPDATE refused_total SET kept_bytes = kept_bytes + $1 WHERE id = 1"};
constexpr Statement refusal_situation_sql{R"(
    SELECT EXISTS (SELECT 1 FROM refused_object WHERE sop_instance_uid = $1 AND sha256 = $2), kept_bytes
      FROM refused_total WHERE id = 1)"};

constexpr Statement known_paths_sql{R"(
    SELECT path FROM instance WHERE path {in_texts}
    UNION ALL SELECT path FROM refused_object WHERE path {in_texts})"};

StoredObject stored_in(const Rows& row) {
    return {row.integer(0), row.string(1), row.string(2),          row.string(3),
            row.integer(4), row.string(5), row.optional_string(6), row.integer(7) != 0};
}

std::optional<std::vector<std::byte>> bytes_in(const Rows& row, int column) {
    if (row.is_null(column)) return std::nullopt;
    const std::span<const std::byte> bytes = row.bytes(column);
    return std::vector<std::byte>{bytes.begin(), bytes.end()};
}

std::vector<InstanceSummary> read_summaries(Connection& connection, const Statement& statement,
                                            std::span<const std::string_view> sop_instance_uids) {
    const std::string list = uid_list(connection.engine(), sop_instance_uids);
    Rows rows = connection.query(statement, {list});
    std::vector<InstanceSummary> found;
    while (rows.next()) {
        found.push_back({rows.string(0), rows.string(1), rows.string(2), rows.string(3), rows.integer(4)});
    }
    return found;
}

}  // namespace

Whereabouts find_whereabouts(Connection& connection, std::string_view study_instance_uid,
                             std::string_view series_instance_uid, std::string_view sop_instance_uid) {
    Rows row = connection.query(whereabouts_sql, {study_instance_uid, series_instance_uid, sop_instance_uid});
    row.next();
    Whereabouts found;
    found.study = row.optional_integer(0);
    found.series = row.optional_integer(1);
    found.is_established_by_object = row.text(2) == "object";
    found.patient_id = row.string(3);
    found.issuer_of_patient_id = row.string(4);
    found.patient_name = row.string(5);
    found.birth_date = row.string(6);
    if (!row.is_null(7)) {
        found.instance =
            StoredObject{row.integer(7), std::string{sop_instance_uid}, row.string(8),   "", row.integer(9),
                         row.string(10), row.optional_string(11),       !row.is_null(13)};
        found.study_of_instance = row.integer(14);
        found.content_sha256 = row.string(15);
        found.bulk_sha256 = row.string(16);
        found.decoded_content_sha256 = row.string(17);
        found.decoded_bulk_sha256 = row.string(18);
    }
    found.note_version = row.optional_integer(12);
    found.rejected_as = row.string(19);
    found.was_here_rejected = row.optional_integer(20).value_or(0) != 0;
    found.has_tombstone = !row.is_null(21);
    return found;
}

std::optional<AddedInstance> add_instance(Transaction& transaction, const NewInstance& instance, std::int64_t now_ms) {
    AddedInstance added;
    {
        Rows rows = transaction.query(
            add_instance_sql, {instance.series, instance.study, instance.sop_instance_uid, instance.sop_class_uid,
                               instance.transfer_syntax_uid, instance.instance_number, instance.number_of_frames,
                               instance.rows, instance.columns, instance.size, instance.sha256, instance.path,
                               instance.received_from, now_ms, instance.checksum});
        if (!rows.next()) return std::nullopt;
        added = {rows.integer(0), rows.integer(1) != 0};
    }
    if (!instance.path) transaction.execute(add_bytes_sql, {added.id, instance.bytes});
    return added;
}

std::optional<StoredObject> find_visible_object(Connection& connection, std::string_view sop_instance_uid) {
    Rows row = connection.query(find_visible_sql, {sop_instance_uid});
    if (!row.next()) return std::nullopt;
    StoredObject found = stored_in(row);
    found.checksum = row.string(8);
    found.bytes = bytes_in(row, 9);
    return found;
}

std::optional<std::vector<std::byte>> read_object_bytes(Connection& connection, std::int64_t instance) {
    Rows rows = connection.query(read_bytes_sql, {instance});
    return rows.next() ? bytes_in(rows, 0) : std::nullopt;
}

std::optional<ObjectInPlace> find_object_in_place(Connection& connection, std::string_view sop_instance_uid) {
    Rows row = connection.query(find_in_place_sql, {sop_instance_uid, dicom::uid::KeyObjectSelectionDocumentStorage});
    if (!row.next()) return std::nullopt;
    ObjectInPlace found;
    found.object = stored_in(row);
    found.is_withheld = row.integer(8) != 0;
    found.series_instance_uid = row.string(9);
    found.is_among_other_modality = row.integer(10) != 0;
    found.patient = row.integer(11);
    found.patient_id = row.string(12);
    found.issuer_of_patient_id = row.string(13);
    found.patient_name = row.string(14);
    found.birth_date = row.string(15);
    found.is_marked = row.integer(16) != 0;
    found.received_from = row.string(18);
    found.object.bytes = bytes_in(row, 17);
    return found;
}

std::vector<InstanceSummary> find_instances(Connection& connection,
                                            std::span<const std::string_view> sop_instance_uids) {
    return read_summaries(connection, find_many_sql, sop_instance_uids);
}

std::vector<InstanceSummary> find_visible_instances(Connection& connection,
                                                    std::span<const std::string_view> sop_instance_uids) {
    return read_summaries(connection, find_many_visible_sql, sop_instance_uids);
}

bool is_series_of_other_modality(Connection& connection, std::string_view series_instance_uid) {
    Rows rows =
        connection.query(other_modality_sql, {series_instance_uid, dicom::uid::KeyObjectSelectionDocumentStorage});
    return rows.next();
}

void withhold_instance(Transaction& transaction, std::int64_t instance, const std::optional<std::string>& reason) {
    transaction.execute(withhold_instance_sql, {instance, reason});
}

bool add_refused_object(Transaction& transaction, const RefusedObject& object, std::int64_t now_ms) {
    const bool is_new =
        transaction.change(add_refused_sql, {object.sop_instance_uid, object.sha256, object.size, object.path,
                                             object.received_from, now_ms, most_refused_rows_without_a_file}) == 1;
    if (is_new && object.path) transaction.execute(add_refused_size_sql, {object.size});
    return is_new;
}

RefusalSituation find_refusal_situation(Connection& connection, std::string_view sop_instance_uid,
                                        std::string_view sha256) {
    Rows rows = connection.query(refusal_situation_sql, {sop_instance_uid, sha256});
    rows.next();
    return {rows.integer(0) != 0, rows.integer(1)};
}

std::set<std::string, std::less<>> find_known_paths(Connection& connection, std::span<const std::string_view> paths) {
    const std::string list = text_list(connection.engine(), paths);
    std::set<std::string, std::less<>> found;
    Rows rows = connection.query(known_paths_sql, {list});
    while (rows.next()) found.insert(rows.string(0));
    return found;
}

}  // namespace kinote::database
