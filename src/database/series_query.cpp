#include "database/series_query.hpp"

#include "database/door.hpp"
#include "database/lists.hpp"

namespace kinote::database {
namespace {

// `+ 0`: the list chooses, not the place where the page begins.
constexpr Statement series_sql = visible<Door::find, Door::qido>(R"(
    SELECT e.id, e.study, e.series_instance_uid, e.modality, e.series_number, e.description
      FROM series e
     WHERE e.study {in_ids} AND (e.study + 0, e.id + 0) > ($2, $3)
       AND EXISTS (SELECT 1 FROM visible_instance i WHERE i.series = e.id)
     ORDER BY e.study + 0, e.id + 0 LIMIT $4)");

constexpr Statement instances_sql = visible<Door::find, Door::qido>(R"(
    SELECT i.id, i.series, i.sop_instance_uid, i.sop_class_uid, i.instance_number, i.number_of_frames, i."rows",
           i."columns", i.size, i.sha256, i.path, CASE WHEN i.freed_ms IS NULL THEN 0 ELSE 1 END
      FROM visible_instance i
     WHERE i.series {in_ids} AND (i.series + 0, i.id + 0) > ($2, $3)
     ORDER BY i.series + 0, i.id + 0 LIMIT $4)");

constexpr Statement instances_by_uid_sql = visible<Door::find, Door::qido>(R"(
    SELECT i.id, i.series, i.sop_instance_uid, i.sop_class_uid, i.instance_number, i.number_of_frames, i."rows",
           i."columns", i.size, i.sha256, i.path, CASE WHEN i.freed_ms IS NULL THEN 0 ELSE 1 END
      FROM visible_instance i
     WHERE i.sop_instance_uid {in_texts}
     ORDER BY i.series + 0, i.id + 0)");

constexpr Statement first_instances_sql = visible<Door::find, Door::qido>(R"(
    SELECT i.id, i.series, i.sop_instance_uid, i.sop_class_uid, i.instance_number, i.number_of_frames, i."rows",
           i."columns", i.size, i.sha256, i.path, CASE WHEN i.freed_ms IS NULL THEN 0 ELSE 1 END
      FROM (SELECT min(o.id) AS id FROM visible_instance o WHERE o.series {in_ids} GROUP BY o.series) AS first
      JOIN visible_instance i ON i.id = first.id)");

std::vector<QueriedInstance> instances_of(Rows rows) {
    std::vector<QueriedInstance> page;
    while (rows.next()) {
        page.push_back({rows.integer(0), rows.integer(1), rows.string(2), rows.string(3), rows.string(4),
                        rows.integer(5), rows.integer(6), rows.integer(7), rows.integer(8), rows.string(9),
                        rows.optional_string(10), rows.integer(11) != 0});
    }
    return page;
}

}  // namespace

std::vector<QueriedSeries> next_series(Connection& connection, std::span<const std::int64_t> studies,
                                       const QueriedSeries& after, std::int64_t limit) {
    Rows rows = connection.query(series_sql, {id_list(connection.engine(), studies), after.study, after.id, limit});
    std::vector<QueriedSeries> page;
    while (rows.next()) {
        page.push_back(
            {rows.integer(0), rows.integer(1), rows.string(2), rows.string(3), rows.string(4), rows.string(5)});
    }
    return page;
}

std::vector<QueriedInstance> next_instances(Connection& connection, std::span<const std::int64_t> series,
                                            const QueriedInstance& after, std::int64_t limit) {
    return instances_of(
        connection.query(instances_sql, {id_list(connection.engine(), series), after.series, after.id, limit}));
}

std::vector<QueriedInstance> find_queried_instances(Connection& connection,
                                                    std::span<const std::string_view> sop_instance_uids) {
    return instances_of(connection.query(instances_by_uid_sql, {uid_list(connection.engine(), sop_instance_uids)}));
}

std::vector<QueriedInstance> first_instances(Connection& connection, std::span<const std::int64_t> series) {
    return instances_of(connection.query(first_instances_sql, {id_list(connection.engine(), series)}));
}

}  // namespace kinote::database
