#include "database/nearline_table.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "database/cache_meter_table.hpp"
#include "database/door.hpp"
#include "database/lists.hpp"
#include "dicom/uid.hpp"

namespace kinote::database {
namespace {

constexpr Statement unarchived_sql = visible<Door::archive>(R"(
    SELECT i.sop_instance_uid, a.name, d.state, d.comment, CASE WHEN d.sha256 = i.sha256 THEN 1 ELSE 0 END
      FROM study s
      JOIN visible_instance i ON i.study = s.id
      LEFT JOIN delivery d ON d.sop_instance_uid = i.sop_instance_uid
                              AND d.destination IN (SELECT id FROM destination WHERE is_archive = 1 AND is_retired = 0)
      LEFT JOIN destination a ON a.id = d.destination
     WHERE s.study_instance_uid = $1
       AND NOT EXISTS (SELECT 1 FROM delivery c JOIN destination b ON b.id = c.destination
                        WHERE c.sop_instance_uid = i.sop_instance_uid AND c.sha256 = i.sha256
                          AND c.state = 'committed' AND b.is_archive = 1 AND b.is_retired = 0)
     ORDER BY i.id, a.name LIMIT $2)");

// The KOSDs of a note are made from all studies that it refers to; the job is filed under one of them. The states are
// those of the index job_live, which this looks into.
constexpr Statement jobs_sql{R"(
    SELECT id, kind, state FROM job
     WHERE study_instance_uid = $1 AND study_instance_uid <> ''
       AND state IN ('new', 'waiting', 'in_progress', 'retry', 'suspended')
    UNION
    SELECT j.id, j.kind, j.state
      FROM study s
      JOIN note_study t ON t.study = s.id
      JOIN note_version v ON v.id = t.note_version
      JOIN note m ON m.id = v.note
      JOIN job j ON j.kind = 'CREATE_KOSD' AND j.subject = m.uuid || '/' || CAST(v.version AS TEXT)
                    AND j.state IN ('new', 'waiting', 'in_progress', 'retry', 'suspended', 'error')
                    AND j.state <> 'error'
     WHERE s.study_instance_uid = $1
     ORDER BY 1)"};

constexpr Statement freeable_sql = visible<Door::archive>(R"(
    SELECT i.id, i.sop_instance_uid, i.size, i.sha256, i.path
      FROM study s JOIN visible_instance i ON i.study = s.id
     WHERE s.study_instance_uid = $1 AND i.path IS NOT NULL AND i.sop_class_uid <> $2
     ORDER BY i.id LIMIT $3)");
constexpr Statement freeable_plain_sql = visible<Door::archive>(R"(
    SELECT i.id, i.sop_instance_uid, i.size, i.sha256, i.path
      FROM study s JOIN visible_instance i ON i.study = s.id
     WHERE s.study_instance_uid = $1 AND i.path IS NOT NULL AND i.sop_class_uid <> $2
       AND (SELECT r.note_version FROM note_reference r JOIN visible_note_version v ON v.id = r.note_version
             WHERE r.sop_instance_uid = i.sop_instance_uid AND v.state = 'current' LIMIT 1) IS NULL
       AND (SELECT r.note_version FROM note_reference r JOIN visible_note_version v ON v.id = r.note_version
             WHERE r.presentation_state_uid = i.sop_instance_uid AND v.state = 'current' LIMIT 1) IS NULL
     ORDER BY i.id LIMIT $3)");
constexpr Statement hold_study_nearline_sql{"SELECT id FROM study WHERE study_instance_uid = $1 {for_no_key_update}"};
constexpr Statement free_sql{R"(
    UPDATE instance SET path = NULL, freed_ms = $3, content_sha256 = $4, bulk_sha256 = $5,
           decoded_content_sha256 = $6, decoded_bulk_sha256 = $7
     WHERE id = $1 AND path = $2)"};

constexpr Statement count_nearline_sql = visible<Door::archive>(R"(
    SELECT count(*) FROM study s JOIN visible_instance i ON i.study = s.id
     WHERE s.study_instance_uid = $1 AND i.freed_ms IS NOT NULL)");
constexpr Statement of_studies_nearline_sql = visible<Door::archive>(R"(
    SELECT DISTINCT i.study, i.series FROM visible_instance i WHERE i.study {in_ids} AND i.freed_ms IS NOT NULL)");
constexpr Statement of_patients_nearline_sql = visible<Door::archive>(R"(
    SELECT DISTINCT s.patient FROM study s JOIN visible_instance i ON i.study = s.id
     WHERE s.patient {in_ids} AND i.freed_ms IS NOT NULL)");

constexpr Statement holders_sql = visible<Door::archive>(R"(
    SELECT a.name, count(*)
      FROM study s
      JOIN visible_instance i ON i.study = s.id
      JOIN delivery d ON d.sop_instance_uid = i.sop_instance_uid AND d.sha256 = i.sha256
      JOIN destination a ON a.id = d.destination
     WHERE s.study_instance_uid = $1 AND i.freed_ms IS NOT NULL
       AND d.state = 'committed' AND a.is_archive = 1 AND a.is_retired = 0
     GROUP BY a.name ORDER BY count(*) DESC, a.name)");
constexpr Statement has_nearline_sql{R"(
    SELECT 1 FROM instance i
     WHERE i.freed_ms IS NOT NULL
       AND EXISTS (SELECT 1 FROM delivery d
                    WHERE d.destination = $1 AND d.sop_instance_uid = i.sop_instance_uid AND d.sha256 = i.sha256
                      AND d.state = 'committed')
       AND NOT EXISTS (SELECT 1 FROM delivery c JOIN destination b ON b.id = c.destination
                        WHERE c.sop_instance_uid = i.sop_instance_uid AND c.sha256 = i.sha256 AND c.destination <> $1
                          AND c.state = 'committed' AND b.is_archive = 1 AND b.is_retired = 0)
     LIMIT 1)"};

constexpr Statement wanted_sql = visible<Door::archive>(R"(
    SELECT i.id, e.series_instance_uid, i.sop_instance_uid
      FROM study s
      JOIN visible_instance i ON i.study = s.id
      JOIN series e ON e.id = i.series
      JOIN delivery d ON d.destination = $2 AND d.sop_instance_uid = i.sop_instance_uid AND d.sha256 = i.sha256
     WHERE s.study_instance_uid = $1 AND i.freed_ms IS NOT NULL AND d.state = 'committed'
     ORDER BY e.series_instance_uid, i.id)");
constexpr Statement has_hidden_sql{R"(
    SELECT 1 FROM study s JOIN instance i ON i.study = s.id
     WHERE s.study_instance_uid = $1 AND (i.marked_ms IS NOT NULL OR i.withheld IS NOT NULL)
    UNION ALL
    SELECT 1 FROM tombstone t WHERE t.study_instance_uid = $1
     LIMIT 1)"};
constexpr Statement refused_sql{R"(
    SELECT DISTINCT sop_instance_uid FROM refused_object WHERE sop_instance_uid {in_texts})"};

constexpr Statement returners_sql{R"(
    SELECT a.id, a.name, a.ae_title, a.returning_ae_titles
      FROM delivery d JOIN destination a ON a.id = d.destination
     WHERE d.sop_instance_uid = $1 AND d.sha256 = $2 AND d.state = 'committed'
       AND a.is_archive = 1 AND a.is_retired = 0
     ORDER BY a.name)"};

constexpr Statement bring_back_sql{R"(
    UPDATE instance
       SET path = $3, size = $4, sha256 = $5, transfer_syntax_uid = $6, freed_ms = NULL, content_sha256 = NULL,
           bulk_sha256 = NULL, decoded_content_sha256 = NULL, decoded_bulk_sha256 = NULL, last_access_ms = $7,
           checksum = NULLIF($8, '')
     WHERE id = $1 AND sha256 = $2 AND freed_ms IS NOT NULL)"};
constexpr Statement renew_ledgers_sql{"UPDATE delivery SET sha256 = $3 WHERE sop_instance_uid = $1 AND sha256 = $2"};
constexpr Statement renew_ledger_sql{
    "UPDATE delivery SET sha256 = $3 WHERE destination = $4 AND sop_instance_uid = $1 AND sha256 = $2"};

std::string reason_from(const Rows& row) {
    if (row.is_null(1)) return "no archive has it";
    if (row.integer(4) == 0) return fmt::format("{} has other content of it", row.text(1));
    const std::string_view comment = row.text(3);
    return fmt::format("{}: {}{}{}", row.text(1), row.text(2), comment.empty() ? "" : ", ", comment);
}

bool is_one_of(std::string_view ae_title, std::string_view titles) {
    while (!titles.empty()) {
        const std::size_t end = std::min(titles.find('\\'), titles.size());
        if (titles.substr(0, end) == ae_title) return true;
        titles.remove_prefix(std::min(end + 1, titles.size()));
    }
    return false;
}

}  // namespace

std::vector<UnarchivedObject> find_unarchived_objects(Connection& connection, std::string_view study_instance_uid,
                                                      std::int64_t limit) {
    Rows rows = connection.query(unarchived_sql, {study_instance_uid, limit});
    std::vector<UnarchivedObject> objects;
    while (rows.next()) {
        if (!objects.empty() && objects.back().sop_instance_uid == rows.text(0)) {
            objects.back().reason += "; " + reason_from(rows);
        } else {
            objects.push_back({rows.string(0), reason_from(rows)});
        }
    }
    return objects;
}

std::vector<JobAboutStudy> find_jobs_about_study(Connection& connection, std::string_view study_instance_uid) {
    Rows rows = connection.query(jobs_sql, {study_instance_uid});
    std::vector<JobAboutStudy> jobs;
    while (rows.next()) jobs.push_back({rows.integer(0), rows.string(1), rows.string(2)});
    return jobs;
}

std::vector<FreeableObject> list_freeable_objects(Connection& connection, std::string_view study_instance_uid,
                                                  bool keeps_key_groups, std::int64_t limit) {
    Rows rows = connection.query(keeps_key_groups ? freeable_plain_sql : freeable_sql,
                                 {study_instance_uid, dicom::uid::KeyObjectSelectionDocumentStorage, limit});
    std::vector<FreeableObject> objects;
    while (rows.next()) {
        objects.push_back({rows.integer(0), rows.string(1), rows.integer(2), rows.string(3), rows.string(4)});
    }
    return objects;
}

bool hold_study(Transaction& transaction, std::string_view study_instance_uid) {
    Rows row = transaction.query(hold_study_nearline_sql, {study_instance_uid});
    return row.next();
}

bool free_object(Transaction& transaction, const FreeableObject& object, const FreedContent& content,
                 std::int64_t now_ms) {
    return transaction.change(free_sql,
                              {object.instance, object.path, now_ms, content.content_sha256, content.bulk_sha256,
                               content.decoded_content_sha256, content.decoded_bulk_sha256}) == 1;
}

std::int64_t count_nearline_objects(Connection& connection, std::string_view study_instance_uid) {
    Rows row = connection.query(count_nearline_sql, {study_instance_uid});
    row.next();
    return row.integer(0);
}

NearlineRows nearline_rows_of_studies(Connection& connection, std::span<const std::int64_t> studies) {
    Rows rows = connection.query(of_studies_nearline_sql, {id_list(connection.engine(), studies)});
    NearlineRows found;
    while (rows.next()) {
        found.studies.insert(rows.integer(0));
        found.series.insert(rows.integer(1));
    }
    return found;
}

NearlineRows nearline_rows_of_patients(Connection& connection, std::span<const std::int64_t> patients) {
    Rows rows = connection.query(of_patients_nearline_sql, {id_list(connection.engine(), patients)});
    NearlineRows found;
    while (rows.next()) found.patients.insert(rows.integer(0));
    return found;
}

std::vector<NearlineHolder> find_nearline_holders(Connection& connection, std::string_view study_instance_uid) {
    Rows rows = connection.query(holders_sql, {study_instance_uid});
    std::vector<NearlineHolder> holders;
    while (rows.next()) holders.push_back({rows.string(0), rows.integer(1)});
    return holders;
}

bool has_nearline_objects(Connection& connection, std::int64_t destination) {
    Rows row = connection.query(has_nearline_sql, {destination});
    return row.next();
}

std::vector<WantedObject> list_wanted_objects(Connection& connection, std::string_view study_instance_uid,
                                              std::int64_t destination) {
    Rows rows = connection.query(wanted_sql, {study_instance_uid, destination});
    std::vector<WantedObject> objects;
    while (rows.next()) objects.push_back({rows.integer(0), rows.string(1), rows.string(2)});
    return objects;
}

bool has_hidden_objects(Connection& connection, std::string_view study_instance_uid) {
    Rows row = connection.query(has_hidden_sql, {study_instance_uid});
    return row.next();
}

std::set<std::string, std::less<>> find_refused(Connection& connection, std::span<const std::string_view> objects) {
    std::set<std::string, std::less<>> refused;
    Rows rows = connection.query(refused_sql, {uid_list(connection.engine(), objects)});
    while (rows.next()) refused.insert(rows.string(0));
    return refused;
}

std::optional<Returner> find_returner(Connection& connection, std::string_view sop_instance_uid,
                                      std::string_view sha256, std::string_view ae_title) {
    Rows rows = connection.query(returners_sql, {sop_instance_uid, sha256});
    while (rows.next()) {
        if (rows.text(2) == ae_title || is_one_of(ae_title, rows.text(3))) {
            return Returner{rows.integer(0), rows.string(1)};
        }
    }
    return std::nullopt;
}

bool is_archived(Connection& connection, std::string_view sop_instance_uid, std::string_view sha256) {
    return connection.query(returners_sql, {sop_instance_uid, sha256}).next();
}

bool bring_back(Transaction& transaction, const ReturnedObject& object, std::int64_t now_ms) {
    const bool is_first =
        transaction.change(bring_back_sql, {object.instance, object.sha256_before, object.path, object.size,
                                            object.sha256, object.transfer_syntax_uid, now_ms, object.checksum}) == 1;
    if (!is_first) return false;
    add_cache_return(transaction, object.instance, object.size, now_ms);
    if (object.sha256 == object.sha256_before) return true;
    if (object.changed_by) {
        transaction.execute(renew_ledger_sql,
                            {object.sop_instance_uid, object.sha256_before, object.sha256, *object.changed_by});
    } else {
        transaction.execute(renew_ledgers_sql, {object.sop_instance_uid, object.sha256_before, object.sha256});
    }
    return true;
}

}  // namespace kinote::database
