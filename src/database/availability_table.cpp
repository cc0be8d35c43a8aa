#include "database/availability_table.hpp"

#include <algorithm>
#include <tuple>

#include "database/door.hpp"

namespace kinote::database {
namespace {

constexpr Statement to_tell_sql{
    "SELECT id, name, is_archive FROM destination WHERE wants_availability = 1 AND is_retired = 0 ORDER BY id"};
constexpr Statement add_availability_sql{R"(
    INSERT INTO availability_notice (destination, study_instance_uid, change_uuid)
    VALUES ($1, $2, $3)
    ON CONFLICT (destination, study_instance_uid) DO UPDATE SET change_uuid = excluded.change_uuid)"};
constexpr Statement find_availability_sql{
    "SELECT change_uuid FROM availability_notice WHERE destination = $1 AND study_instance_uid = $2"};
constexpr Statement end_availability_sql{R"(
    DELETE FROM availability_notice WHERE destination = $1 AND study_instance_uid = $2 AND change_uuid = $3)"};

constexpr Statement visible_sql = visible<Door::availability>(R"(
    SELECT e.series_instance_uid, i.sop_class_uid, i.sop_instance_uid, CASE WHEN i.freed_ms IS NULL THEN 1 ELSE 0 END
      FROM study s JOIN visible_instance i ON i.study = s.id JOIN series e ON e.id = i.series
     WHERE s.study_instance_uid = $1)");
constexpr Statement hidden_sql = visible<Door::availability>(R"(
    SELECT e.series_instance_uid, i.sop_class_uid, i.sop_instance_uid
      FROM study s JOIN instance i ON i.study = s.id JOIN series e ON e.id = i.series
     WHERE s.study_instance_uid = $1 AND (i.withheld IS NULL OR i.withheld = 'superseded')
       AND NOT EXISTS (SELECT 1 FROM visible_instance v WHERE v.id = i.id))");
// Several notes may name one object, and differ in what they say of it.
constexpr Statement absent_sql{R"(
    SELECT min(r.series_instance_uid), min(r.sop_class_uid), r.sop_instance_uid
      FROM study s JOIN rejection r ON r.study = s.id AND r.hides = 1
     WHERE s.study_instance_uid = $1
       AND NOT EXISTS (SELECT 1 FROM instance i WHERE i.sop_instance_uid = r.sop_instance_uid)
     GROUP BY r.sop_instance_uid)"};

void add_unavailable(std::vector<ObjectAvailability>& objects, Rows rows) {
    while (rows.next()) {
        objects.push_back({rows.string(0), rows.string(1), rows.string(2), Availability::unavailable});
    }
}

}  // namespace

std::vector<DestinationToTell> add_availability_notice(Transaction& transaction, std::string_view study_instance_uid,
                                                       std::string_view change_uuid) {
    std::vector<DestinationToTell> destinations;
    {
        Rows rows = transaction.query(to_tell_sql);
        while (rows.next()) destinations.push_back({rows.integer(0), rows.string(1), rows.integer(2) != 0});
    }
    for (const DestinationToTell& one : destinations) {
        transaction.execute(add_availability_sql, {one.id, study_instance_uid, change_uuid});
    }
    return destinations;
}

std::optional<std::string> find_availability_notice(Connection& connection, std::int64_t destination,
                                                    std::string_view study_instance_uid) {
    Rows row = connection.query(find_availability_sql, {destination, study_instance_uid});
    return row.next() ? std::optional{row.string(0)} : std::nullopt;
}

bool end_availability_notice(Transaction& transaction, std::int64_t destination, std::string_view study_instance_uid,
                             std::string_view change_uuid) {
    return transaction.change(end_availability_sql, {destination, study_instance_uid, change_uuid}) == 1;
}

std::vector<ObjectAvailability> list_availability(Connection& connection, std::string_view study_instance_uid) {
    std::vector<ObjectAvailability> objects;
    {
        Rows rows = connection.query(visible_sql, {study_instance_uid});
        while (rows.next()) {
            objects.push_back({rows.string(0), rows.string(1), rows.string(2),
                               rows.integer(3) != 0 ? Availability::online : Availability::nearline});
        }
    }
    add_unavailable(objects, connection.query(hidden_sql, {study_instance_uid}));
    add_unavailable(objects, connection.query(absent_sql, {study_instance_uid}));
    std::ranges::sort(objects, {}, [](const ObjectAvailability& one) {
        return std::tie(one.series_instance_uid, one.sop_instance_uid);
    });
    return objects;
}

}  // namespace kinote::database
