#include "database/kosd_source_table.hpp"

#include <set>

#include "database/door.hpp"

namespace kinote::database {
namespace {

constexpr Statement find_kosd_source_sql{R"(
    SELECT note_version, study_instance_uid, sop_instance_uid, series_instance_uid, instance_number, source, omitted,
           sha256
      FROM kosd_source WHERE note_version = $1
     ORDER BY study_instance_uid)"};

constexpr Statement omitting_sql = visible<Door::creation>(R"(
    SELECT v.uuid, c.omitted
      FROM study s
      JOIN note_study ns ON ns.study = s.id
      JOIN visible_note_version v ON v.id = ns.note_version
      JOIN kosd_source c ON c.note_version = v.id AND c.study_instance_uid = s.study_instance_uid
     WHERE s.study_instance_uid = $1 AND v.state = 'current' AND c.omitted <> '[]'
     ORDER BY v.id)");

constexpr Statement add_kosd_source_sql{R"(
    INSERT INTO kosd_source (note_version, study_instance_uid, sop_instance_uid, series_instance_uid, instance_number,
                             source, omitted, sha256, created_ms)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9))"};

constexpr Statement next_number_sql{
    "SELECT coalesce(max(instance_number), 0) + 1 FROM kosd_source WHERE series_instance_uid = $1"};

// What is withheld for another reason, or marked, keeps that.
constexpr Statement withhold_superseded_sql{R"(
    UPDATE instance SET withheld = 'superseded'
     WHERE withheld IS NULL
       AND id IN (SELECT k.instance
                    FROM note_version v
                    JOIN note_version o ON o.note = v.note
                    JOIN kosd k ON k.note_version = o.id
                   WHERE v.id = $1
                     AND o.version < (SELECT max(n.version) FROM note_version n JOIN kosd c ON c.note_version = n.id
                                       WHERE n.note = v.note)
                  UNION ALL
                  SELECT k.instance
                    FROM note_version v
                    JOIN note j ON j.same_as = v.note
                    JOIN note_version o ON o.note = j.id
                    JOIN kosd k ON k.note_version = o.id
                   WHERE v.id = $1 AND v.is_taken_over = 0)
    RETURNING (SELECT s.study_instance_uid FROM study s WHERE s.id = instance.study))"};

}  // namespace

std::vector<FrozenKosd> find_kosd_sources(Connection& connection, std::int64_t note_version) {
    std::vector<FrozenKosd> sources;
    Rows rows = connection.query(find_kosd_source_sql, {note_version});
    while (rows.next()) {
        sources.push_back({rows.integer(0), rows.string(1), rows.string(2), rows.string(3), rows.integer(4),
                           rows.string(5), rows.string(6), rows.string(7)});
    }
    return sources;
}

std::vector<OmittingKosd> find_omitting_kosds(Connection& connection, std::string_view study_instance_uid) {
    std::vector<OmittingKosd> found;
    Rows rows = connection.query(omitting_sql, {study_instance_uid});
    while (rows.next()) found.push_back({rows.string(0), rows.string(1)});
    return found;
}

void add_kosd_source(Transaction& transaction, const FrozenKosd& frozen, std::int64_t now_ms) {
    transaction.execute(add_kosd_source_sql, {frozen.note_version, frozen.study_instance_uid, frozen.sop_instance_uid,
                                              frozen.series_instance_uid, frozen.instance_number, frozen.source,
                                              frozen.omitted, frozen.sha256, now_ms});
}

std::int64_t next_kosd_instance_number(Transaction& transaction, std::string_view series_instance_uid) {
    Rows rows = transaction.query(next_number_sql, {series_instance_uid});
    rows.next();
    return rows.integer(0);
}

std::vector<std::string> withhold_superseded_kosds(Transaction& transaction, std::int64_t note_version) {
    std::set<std::string> studies;
    Rows rows = transaction.query(withhold_superseded_sql, {note_version});
    while (rows.next()) studies.insert(rows.string(0));
    return {studies.begin(), studies.end()};
}

}  // namespace kinote::database
