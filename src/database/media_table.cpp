#include "database/media_table.hpp"

#include <set>

#include "database/bulk_insert.hpp"
#include "database/door.hpp"
#include "database/lists.hpp"
#include "database/statement_text.hpp"

namespace kinote::database {
namespace {

constexpr Statement add_media_export_sql{R"(
    INSERT INTO media_export (label, form, profile, scope, disc_bytes, language, is_deidentified, deidentification_key,
                              state, requested_by, requested_ms, report)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'open', $9, $10, '[]')
    RETURNING id)"};
constexpr Statement add_media_part_sql{R"(
    INSERT INTO media_export_part (media_export, position, study_instance_uid, note) VALUES ($1, $2, $3, $4))"};
constexpr Statement add_media_confirmation_sql{R"(
    INSERT INTO media_confirmation (media_export, sop_instance_uid) VALUES ($1, $2)
    ON CONFLICT (media_export, sop_instance_uid) DO NOTHING)"};
constexpr Statement add_media_omission_sql{R"(
    INSERT INTO media_omission (media_export, sop_instance_uid) VALUES ($1, $2)
    ON CONFLICT (media_export, sop_instance_uid) DO NOTHING)"};
constexpr Statement set_job_media_sql{"UPDATE media_export SET job = $2 WHERE id = $1"};

template <Literal rest>
constexpr std::string_view select_media_exports = joined<R"(
    SELECT m.id, m.label, m.form, m.profile, m.scope, m.disc_bytes, m.language, m.is_deidentified,
           m.deidentification_key, m.state, m.requested_by, m.requested_ms, m.ended_ms, m.expires_ms, m.removed_ms,
           m.job, j.state, j.error, m.objects, m.written, m.report
      FROM media_export m LEFT JOIN job j ON j.id = m.job)",
                                                         rest>;
constexpr Statement find_media_export_sql{select_media_exports<R"( WHERE m.id = $1)">};
constexpr Statement hold_media_export_sql{"SELECT 1 FROM media_export WHERE id = $1 {for_no_key_update}"};
constexpr Statement list_media_export_sql{select_media_exports<R"( WHERE m.id < $1 ORDER BY m.id DESC LIMIT $2)">};
constexpr Statement list_of_study_media_sql{select_media_exports<R"(
     WHERE m.id IN (SELECT p.media_export FROM media_export_part p WHERE p.study_instance_uid = $3)
       AND m.id < $1
     ORDER BY m.id DESC LIMIT $2)">};
constexpr Statement list_media_parts_sql{
    "SELECT study_instance_uid, note FROM media_export_part WHERE media_export = $1 ORDER BY position"};
constexpr Statement list_media_confirmations_sql{
    "SELECT sop_instance_uid FROM media_confirmation WHERE media_export = $1 ORDER BY sop_instance_uid"};
constexpr Statement list_media_omissions_sql{
    "SELECT sop_instance_uid FROM media_omission WHERE media_export = $1 ORDER BY sop_instance_uid"};
constexpr Statement set_media_progress_sql{"UPDATE media_export SET written = $2, objects = $3 WHERE id = $1"};

template <Literal is_key, Literal... where>
constexpr std::string_view select_media_objects = joined<R"(
    SELECT i.id, s.patient, s.study_instance_uid, e.series_instance_uid, e.series_number, i.sop_instance_uid,
           i.sop_class_uid, i.transfer_syntax_uid, i.instance_number, i.size,
           CASE WHEN i.freed_ms IS NULL THEN 0 ELSE 1 END, CASE WHEN )",
                                                         is_key, R"( THEN 1 ELSE 0 END
      FROM study s JOIN visible_instance i ON i.study = s.id JOIN series e ON e.id = i.series
     WHERE s.study_instance_uid = $1)",
                                                         where..., " ORDER BY i.id">;
constexpr Literal is_of_key_group{R"(
           (EXISTS (SELECT 1 FROM note_reference r JOIN visible_note_version v ON v.id = r.note_version
                     WHERE r.sop_instance_uid = i.sop_instance_uid AND v.state = 'current')
            OR EXISTS (SELECT 1 FROM note_reference r JOIN visible_note_version v ON v.id = r.note_version
                        WHERE r.presentation_state_uid = i.sop_instance_uid AND v.state = 'current')
            OR EXISTS (SELECT 1 FROM kosd k WHERE k.instance = i.id AND k.role = 'note')))"};
constexpr Statement study_on_media_sql = visible<Door::media>(select_media_objects<is_of_key_group>);
constexpr Statement key_images_on_media_sql =
    visible<Door::media>(select_media_objects<"1 = 1", Literal{" AND "}, is_of_key_group>);
constexpr Statement note_on_media_sql = visible<Door::media>(select_media_objects<"1 = 1", R"(
       AND i.id IN (SELECT o.id FROM visible_note_version v JOIN note_reference r ON r.note_version = v.id
                           JOIN instance o ON o.sop_instance_uid = r.sop_instance_uid
                     WHERE v.uuid = $2 AND v.state = 'current'
                    UNION SELECT o.id FROM visible_note_version v JOIN note_reference r ON r.note_version = v.id
                           JOIN instance o ON o.sop_instance_uid = r.presentation_state_uid
                     WHERE v.uuid = $2 AND v.state = 'current'
                    UNION SELECT k.instance FROM visible_note_version v JOIN kosd k ON k.note_version = v.id
                     WHERE v.uuid = $2 AND v.state = 'current' AND k.role = 'note'))">);
constexpr Statement seen_on_media_sql =
    visible<Door::media>("SELECT i.sop_instance_uid FROM visible_instance i WHERE i.sop_instance_uid {in_texts}");

constexpr Statement add_media_disc_sql{R"(
    INSERT INTO media_disc (media_export, number, file_name, bytes, sha256, objects) VALUES ($1, $2, $3, $4, $5, $6))"};
constexpr BulkInsert add_media_objects{{R"(
    INSERT INTO media_object (media_export, disc, file_id, sop_instance_uid, study_instance_uid, sha256)
    VALUES ($1, $2, $3, $4, $5, $6))"},
                                       {R"(
    INSERT INTO media_object (media_export, disc, file_id, sop_instance_uid, study_instance_uid, sha256)
    SELECT * FROM unnest(CAST($1 AS BIGINT[]), CAST($2 AS BIGINT[]), CAST($3 AS TEXT[]), CAST($4 AS TEXT[]),
                         CAST($5 AS TEXT[]), CAST($6 AS TEXT[])))"}};
constexpr Statement list_media_discs_sql{R"(
    SELECT number, file_name, bytes, sha256, objects FROM media_disc WHERE media_export = $1 ORDER BY number)"};
constexpr Statement list_media_ledger_sql{R"(
    SELECT disc, file_id, sop_instance_uid, study_instance_uid, sha256 FROM media_object
     WHERE media_export = $1 AND (disc > $2 OR disc = $2 AND file_id > $3)
     ORDER BY disc, file_id LIMIT $4)"};

constexpr Statement end_media_export_sql{R"(
    UPDATE media_export
       SET state = 'done', report = $2, ended_ms = $3, expires_ms = $4, deidentification_key = ''
     WHERE id = $1 AND state = 'open')"};
constexpr Statement cancel_media_export_sql{R"(
    UPDATE media_export SET state = 'cancelled', ended_ms = $2, deidentification_key = ''
     WHERE id = $1 AND state = 'open')"};
constexpr Statement expire_media_export_sql{
    "UPDATE media_export SET state = 'expired', expires_ms = $2 WHERE id = $1 AND state = 'done'"};
constexpr Statement list_expiring_media_sql{R"(
    SELECT id FROM media_export WHERE state = 'done' AND expires_ms <= $1
    UNION ALL SELECT id FROM media_export WHERE state IN ('expired', 'cancelled') AND removed_ms IS NULL
    LIMIT $2)"};
constexpr Statement set_media_removed_sql{"UPDATE media_export SET removed_ms = $2 WHERE id = $1"};

ExportScope scope_named(std::string_view name) {
    return name == "study" ? ExportScope::study : ExportScope::key_images;
}

MediaExportRow media_export_from(const Rows& row) {
    MediaExportRow found;
    found.id = row.integer(0);
    found.label = row.string(1);
    found.form = row.string(2);
    found.profile = row.string(3);
    found.scope = scope_named(row.text(4));
    found.disc_bytes = row.integer(5);
    found.language = row.string(6);
    found.is_deidentified = row.integer(7) != 0;
    found.deidentification_key = row.string(8);
    found.state = row.string(9);
    found.requested_by = row.string(10);
    found.requested_ms = row.integer(11);
    found.ended_ms = row.optional_integer(12);
    found.expires_ms = row.optional_integer(13);
    found.removed_ms = row.optional_integer(14);
    found.job = row.optional_integer(15);
    found.job_state = row.optional_string(16);
    found.job_error = row.optional_string(17);
    found.objects = row.integer(18);
    found.written = row.integer(19);
    found.report = row.string(20);
    return found;
}

MediaObject media_object_from(const Rows& row) {
    MediaObject found;
    found.instance = row.integer(0);
    found.patient = row.integer(1);
    found.study_instance_uid = row.string(2);
    found.series_instance_uid = row.string(3);
    found.series_number = row.string(4);
    found.sop_instance_uid = row.string(5);
    found.sop_class_uid = row.string(6);
    found.transfer_syntax_uid = row.string(7);
    found.instance_number = row.string(8);
    found.size = row.integer(9);
    found.is_nearline = row.integer(10) != 0;
    found.is_key = row.integer(11) != 0;
    return found;
}

std::vector<MediaExportRow> media_exports_from(Rows rows) {
    std::vector<MediaExportRow> found;
    while (rows.next()) found.push_back(media_export_from(rows));
    return found;
}

std::vector<std::string> media_uids_from(Rows rows) {
    std::vector<std::string> uids;
    while (rows.next()) uids.push_back(rows.string(0));
    return uids;
}

}  // namespace

std::int64_t add_media_export(Transaction& transaction, const NewMediaExport& request, std::int64_t now_ms) {
    Connection& connection = transaction.connection();
    std::int64_t id = 0;
    {
        Rows rows = connection.query(
            add_media_export_sql, {request.label, request.form, request.profile, to_string(request.scope),
                                   request.disc_bytes, request.language, request.deidentification_key.empty() ? 0 : 1,
                                   request.deidentification_key, request.requested_by, now_ms});
        rows.next();
        id = rows.integer(0);
    }
    std::int64_t position = 0;
    for (const MediaPart& part : request.parts) {
        connection.execute(add_media_part_sql, {id, ++position, part.study_instance_uid, part.note});
    }
    for (const std::string& object : request.confirmed) connection.execute(add_media_confirmation_sql, {id, object});
    for (const std::string& object : request.omitted) connection.execute(add_media_omission_sql, {id, object});
    return id;
}

void set_media_export_job(Transaction& transaction, std::int64_t id, std::int64_t job) {
    transaction.execute(set_job_media_sql, {id, job});
}

std::optional<MediaExportRow> find_media_export(Connection& connection, std::int64_t id) {
    Rows rows = connection.query(find_media_export_sql, {id});
    if (!rows.next()) return std::nullopt;
    return media_export_from(rows);
}

std::optional<MediaExportRow> hold_media_export(Transaction& transaction, std::int64_t id) {
    {
        Rows rows = transaction.query(hold_media_export_sql, {id});
        if (!rows.next()) return std::nullopt;
    }
    return find_media_export(transaction.connection(), id);
}

std::vector<MediaExportRow> list_media_exports(Connection& connection, std::string_view study_instance_uid,
                                               std::int64_t before, std::int64_t limit) {
    if (study_instance_uid.empty()) return media_exports_from(connection.query(list_media_export_sql, {before, limit}));
    return media_exports_from(connection.query(list_of_study_media_sql, {before, limit, study_instance_uid}));
}

std::vector<MediaPart> list_media_parts(Connection& connection, std::int64_t id) {
    std::vector<MediaPart> parts;
    Rows rows = connection.query(list_media_parts_sql, {id});
    while (rows.next()) parts.push_back({rows.string(0), rows.string(1)});
    return parts;
}

std::vector<std::string> list_media_confirmations(Connection& connection, std::int64_t id) {
    return media_uids_from(connection.query(list_media_confirmations_sql, {id}));
}

std::vector<std::string> list_media_omissions(Connection& connection, std::int64_t id) {
    return media_uids_from(connection.query(list_media_omissions_sql, {id}));
}

void set_media_progress(Transaction& transaction, std::int64_t id, std::int64_t written, std::int64_t objects) {
    transaction.execute(set_media_progress_sql, {id, written, objects});
}

std::vector<MediaObject> list_media_objects(Connection& connection, const MediaPart& part, ExportScope scope) {
    std::vector<MediaObject> objects;
    Rows rows = !part.note.empty()
                    ? connection.query(note_on_media_sql, {part.study_instance_uid, part.note})
                    : connection.query(scope == ExportScope::study ? study_on_media_sql : key_images_on_media_sql,
                                       {part.study_instance_uid});
    while (rows.next()) objects.push_back(media_object_from(rows));
    return objects;
}

std::vector<std::string> find_hidden(Connection& connection, std::span<const std::string_view> objects) {
    std::vector<std::string> hidden;
    if (objects.empty()) return hidden;
    const std::string list = text_list(connection.engine(), objects);
    std::set<std::string, std::less<>> seen;
    Rows rows = connection.query(seen_on_media_sql, {list});
    while (rows.next()) seen.insert(rows.string(0));
    for (const std::string_view object : objects) {
        if (!seen.contains(object)) hidden.emplace_back(object);
    }
    return hidden;
}

void add_media_disc(Transaction& transaction, std::int64_t id, const MediaDisc& disc) {
    transaction.execute(add_media_disc_sql, {id, disc.number, disc.file_name, disc.bytes, disc.sha256, disc.objects});
}

void add_media_ledger(Transaction& transaction, std::int64_t id, std::span<const MediaLedgerRow> rows) {
    BulkRows bulk{transaction, add_media_objects, 6};
    for (const MediaLedgerRow& row : rows) {
        bulk.add({id, row.disc, row.file_id, row.sop_instance_uid, row.study_instance_uid, row.sha256});
    }
    bulk.send();
}

std::vector<MediaDisc> list_media_discs(Connection& connection, std::int64_t id) {
    std::vector<MediaDisc> discs;
    Rows rows = connection.query(list_media_discs_sql, {id});
    while (rows.next()) {
        discs.push_back({rows.integer(0), rows.string(1), rows.integer(2), rows.string(3), rows.integer(4)});
    }
    return discs;
}

std::vector<MediaLedgerRow> list_media_ledger(Connection& connection, std::int64_t id, std::int64_t after_disc,
                                              std::string_view after_file, std::int64_t limit) {
    std::vector<MediaLedgerRow> ledger;
    Rows rows = connection.query(list_media_ledger_sql, {id, after_disc, after_file, limit});
    while (rows.next()) {
        ledger.push_back({rows.integer(0), rows.string(1), rows.string(2), rows.string(3), rows.string(4)});
    }
    return ledger;
}

void end_media_export(Transaction& transaction, std::int64_t id, std::string_view report, std::int64_t now_ms,
                      std::int64_t expires_ms) {
    transaction.execute_on(1, end_media_export_sql, {id, report, now_ms, expires_ms});
}

bool cancel_media_export(Transaction& transaction, std::int64_t id, std::int64_t now_ms) {
    return transaction.change(cancel_media_export_sql, {id, now_ms}) > 0;
}

bool expire_media_export(Transaction& transaction, std::int64_t id, std::int64_t now_ms) {
    return transaction.change(expire_media_export_sql, {id, now_ms}) > 0;
}

std::vector<std::int64_t> list_expiring_media(Connection& connection, std::int64_t now_ms, std::int64_t limit) {
    std::vector<std::int64_t> ids;
    Rows rows = connection.query(list_expiring_media_sql, {now_ms, limit});
    while (rows.next()) ids.push_back(rows.integer(0));
    return ids;
}

void set_media_removed(Transaction& transaction, std::int64_t id, std::int64_t now_ms) {
    transaction.execute(set_media_removed_sql, {id, now_ms});
}

}  // namespace kinote::database
