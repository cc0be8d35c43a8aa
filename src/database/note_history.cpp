#include "database/note_history.hpp"

#include <boost/json.hpp>

#include "database/door.hpp"
#include "database/lists.hpp"

namespace kinote::database {
namespace {

constexpr Statement version_origins_sql = visible<Door::notes>(R"(
    SELECT v.version, v.created_ms FROM visible_note_version v
     WHERE v.uuid = $1 AND v.version < $2
     ORDER BY v.version DESC LIMIT $3)");
constexpr Statement version_events_sql{R"(
    SELECT actor, came_from, details FROM audit_event
     WHERE subject = $1 AND action || '' IN ('note_created', 'note_edited')
     ORDER BY subject, id LIMIT 100000)"};

// A version is the document that it names, and those that were read as it.
constexpr Statement note_deliveries_sql = visible<Door::notes>(R"(
    SELECT n.name, n.is_retired, one.version, one.state, one.status, one.comment, one.sent_ms,
           one.committed_ms
      FROM (SELECT v.version, d.destination, d.sop_instance_uid,
                   CASE WHEN d.begun_ms IS NOT NULL AND d.state = 'refused' AND d.export IS NULL THEN 'begun'
                        ELSE d.state END AS state,
                   d.status, d.comment, d.sent_ms, d.committed_ms
              FROM visible_note_version v
              JOIN delivery d ON d.sop_instance_uid = v.kosd_sop_instance_uid
             WHERE v.uuid = $1
             UNION
            SELECT v.version, d.destination, d.sop_instance_uid,
                   CASE WHEN d.begun_ms IS NOT NULL AND d.state = 'refused' AND d.export IS NULL THEN 'begun'
                        ELSE d.state END,
                   d.status, d.comment, d.sent_ms, d.committed_ms
              FROM visible_note_version v
              JOIN kosd k ON k.note_version = v.id
              JOIN instance i ON i.id = k.instance
              JOIN delivery d ON d.sop_instance_uid = i.sop_instance_uid
             WHERE v.uuid = $1) AS one
      JOIN destination n ON n.id = one.destination
     ORDER BY n.name || '', one.version DESC, one.sent_ms DESC LIMIT 10000)");

// Of the notes that have their present version filed in the study or refer to it.
constexpr Statement notes_outside_sql = visible<Door::notes>(R"(
    SELECT n.name, n.is_retired, one.version, one.state, one.status, one.comment, one.sent_ms,
           one.committed_ms, one.uuid, one.present
      FROM (SELECT c.uuid, c.version AS present, v.version, d.destination, d.sop_instance_uid,
                   CASE WHEN d.begun_ms IS NOT NULL AND d.state = 'refused' AND d.export IS NULL THEN 'begun'
                        ELSE d.state END AS state,
                   d.status, d.comment, d.sent_ms, d.committed_ms
              FROM study s
              JOIN note_study ns ON ns.study = s.id
              JOIN visible_note_version c ON c.id = ns.note_version AND c.state <> 'superseded'
              JOIN note_version v ON v.note = c.note
              JOIN delivery d ON d.sop_instance_uid = v.kosd_sop_instance_uid
             WHERE s.study_instance_uid = $1
             UNION
            SELECT c.uuid, c.version, v.version, d.destination, d.sop_instance_uid,
                   CASE WHEN d.begun_ms IS NOT NULL AND d.state = 'refused' AND d.export IS NULL THEN 'begun'
                        ELSE d.state END,
                   d.status, d.comment, d.sent_ms, d.committed_ms
              FROM study s
              JOIN note_study ns ON ns.study = s.id
              JOIN visible_note_version c ON c.id = ns.note_version AND c.state <> 'superseded'
              JOIN note_version v ON v.note = c.note
              JOIN kosd k ON k.note_version = v.id
              JOIN instance i ON i.id = k.instance
              JOIN delivery d ON d.sop_instance_uid = i.sop_instance_uid
             WHERE s.study_instance_uid = $1) AS one
      JOIN destination n ON n.id = one.destination
     ORDER BY one.uuid, n.name || '', one.version DESC, one.sent_ms DESC LIMIT 10000)");

constexpr Statement documented_versions_sql = visible<Door::notes>(R"(
    SELECT v.kosd_sop_instance_uid, v.uuid, v.version FROM visible_note_version v
     WHERE v.kosd_sop_instance_uid {in_texts} AND v.kosd_sop_instance_uid IS NOT NULL
    UNION
    SELECT i.sop_instance_uid, v.uuid, v.version
      FROM instance i JOIN kosd k ON k.instance = i.id JOIN visible_note_version v ON v.id = k.note_version
     WHERE i.sop_instance_uid {in_texts})");

NoteDelivery read_note_delivery(const Rows& rows) {
    return {rows.string(0),           rows.integer(1) != 0, rows.integer(2), rows.string(3),
            rows.optional_integer(4), rows.string(5),       rows.integer(6), rows.optional_integer(7)};
}

std::int64_t version_in(std::string_view details) {
    boost::system::error_code failure;
    const boost::json::value parsed = boost::json::parse(details, failure);
    const boost::json::value* version =
        !failure && parsed.is_object() ? parsed.as_object().if_contains("version") : nullptr;
    return version != nullptr && version->is_int64() ? version->as_int64() : 0;
}

}  // namespace

std::map<std::int64_t, VersionOrigin> find_version_origins(Connection& connection, std::string_view uuid,
                                                           std::int64_t before, std::int64_t limit) {
    std::map<std::int64_t, VersionOrigin> origins;
    Rows versions = connection.query(version_origins_sql, {uuid, before, limit});
    while (versions.next()) origins[versions.integer(0)].stored_ms = versions.integer(1);
    if (origins.empty()) return origins;
    Rows events = connection.query(version_events_sql, {uuid});
    while (events.next()) {
        const auto found = origins.find(version_in(events.text(2)));
        if (found == origins.end()) continue;
        found->second.stored_by = events.string(0);
        found->second.came_from = events.string(1);
    }
    return origins;
}

std::vector<NoteDelivery> list_deliveries_of_note(Connection& connection, std::string_view uuid) {
    std::vector<NoteDelivery> deliveries;
    Rows rows = connection.query(note_deliveries_sql, {uuid});
    while (rows.next()) deliveries.push_back(read_note_delivery(rows));
    return deliveries;
}

std::vector<NoteOutside> list_notes_outside(Connection& connection, std::string_view study_instance_uid) {
    std::vector<NoteOutside> notes;
    Rows rows = connection.query(notes_outside_sql, {study_instance_uid});
    while (rows.next()) {
        if (notes.empty() || notes.back().uuid != rows.text(8)) notes.push_back({rows.string(8), rows.integer(9), {}});
        notes.back().deliveries.push_back(read_note_delivery(rows));
    }
    return notes;
}

std::map<std::string, DocumentedVersion, std::less<>> find_documented_versions(
    Connection& connection, std::span<const std::string_view> sop_instance_uids) {
    std::map<std::string, DocumentedVersion, std::less<>> versions;
    Rows rows = connection.query(documented_versions_sql, {uid_list(connection.engine(), sop_instance_uids)});
    while (rows.next()) versions[rows.string(0)] = {rows.string(1), rows.integer(2)};
    return versions;
}

}  // namespace kinote::database
