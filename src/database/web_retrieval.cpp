#include "database/web_retrieval.hpp"

#include "database/door.hpp"
#include "database/statement_text.hpp"

namespace kinote::database {
namespace {

constexpr Statement measure_web_study_sql = visible<Door::wado>(R"(
    SELECT i.transfer_syntax_uid, count(*), count(i.freed_ms)
      FROM study s JOIN visible_instance i ON i.study = s.id
     WHERE s.study_instance_uid = $1
     GROUP BY i.transfer_syntax_uid ORDER BY i.transfer_syntax_uid)");
constexpr Statement measure_web_series_sql = visible<Door::wado>(R"(
    SELECT i.transfer_syntax_uid, count(*), count(i.freed_ms)
      FROM study s JOIN series e ON e.study = s.id JOIN visible_instance i ON i.series = e.id
     WHERE s.study_instance_uid = $1 AND e.series_instance_uid = $2
     GROUP BY i.transfer_syntax_uid ORDER BY i.transfer_syntax_uid)");
constexpr Statement measure_web_instance_sql = visible<Door::wado>(R"(
    SELECT i.transfer_syntax_uid, count(*), count(i.freed_ms)
      FROM visible_instance i JOIN series e ON e.id = i.series JOIN study s ON s.id = i.study
     WHERE s.study_instance_uid = $1 AND e.series_instance_uid = $2 AND i.sop_instance_uid = $3
     GROUP BY i.transfer_syntax_uid)");

template <Literal rest>
constexpr std::string_view select_web_objects = joined<R"(
    SELECT i.id, s.study_instance_uid, e.series_instance_uid, i.sop_instance_uid, i.sop_class_uid,
           i.transfer_syntax_uid, i.number_of_frames, i."rows", i.sha256, CASE WHEN i.freed_ms IS NULL THEN 0 ELSE 1 END)",
                                                       rest>;
constexpr Statement page_web_study_sql = visible<Door::wado>(select_web_objects<R"(
      FROM study s JOIN visible_instance i ON i.study = s.id JOIN series e ON e.id = i.series
     WHERE s.study_instance_uid = $1 AND i.id > $2
     ORDER BY i.id LIMIT $3)">);
constexpr Statement page_web_series_sql = visible<Door::wado>(select_web_objects<R"(
      FROM study s JOIN series e ON e.study = s.id JOIN visible_instance i ON i.series = e.id
     WHERE s.study_instance_uid = $1 AND e.series_instance_uid = $2 AND i.id > $3
     ORDER BY i.id LIMIT $4)">);
constexpr Statement page_web_instance_sql = visible<Door::wado>(select_web_objects<R"(
      FROM visible_instance i JOIN series e ON e.id = i.series JOIN study s ON s.id = i.study
     WHERE s.study_instance_uid = $1 AND e.series_instance_uid = $2 AND i.sop_instance_uid = $3 AND i.id > $4
     ORDER BY i.id LIMIT $5)">);

constexpr Statement visit_web_study_sql = visible<Door::wado>(R"(
    SELECT i.id, i.sha256 FROM study s JOIN visible_instance i ON i.study = s.id
     WHERE s.study_instance_uid = $1
     ORDER BY i.id)");
constexpr Statement visit_web_series_sql = visible<Door::wado>(R"(
    SELECT i.id, i.sha256 FROM study s JOIN series e ON e.study = s.id JOIN visible_instance i ON i.series = e.id
     WHERE s.study_instance_uid = $1 AND e.series_instance_uid = $2
     ORDER BY i.id)");

Rows measured(Connection& connection, const WebScope& scope) {
    if (!scope.sop_instance_uid.empty()) {
        return connection.query(measure_web_instance_sql,
                                {scope.study_instance_uid, scope.series_instance_uid, scope.sop_instance_uid});
    }
    if (!scope.series_instance_uid.empty()) {
        return connection.query(measure_web_series_sql, {scope.study_instance_uid, scope.series_instance_uid});
    }
    return connection.query(measure_web_study_sql, {scope.study_instance_uid});
}

Rows paged(Connection& connection, const WebScope& scope, std::int64_t after, std::int64_t limit) {
    if (!scope.sop_instance_uid.empty()) {
        return connection.query(page_web_instance_sql, {scope.study_instance_uid, scope.series_instance_uid,
                                                        scope.sop_instance_uid, after, limit});
    }
    if (!scope.series_instance_uid.empty()) {
        return connection.query(page_web_series_sql,
                                {scope.study_instance_uid, scope.series_instance_uid, after, limit});
    }
    return connection.query(page_web_study_sql, {scope.study_instance_uid, after, limit});
}

}  // namespace

std::vector<WebExtent> measure_web_scope(Connection& connection, const WebScope& scope) {
    Rows rows = measured(connection, scope);
    std::vector<WebExtent> extents;
    while (rows.next()) extents.push_back({rows.string(0), rows.integer(1), rows.integer(2)});
    return extents;
}

std::vector<WebObject> next_web_objects(Connection& connection, const WebScope& scope, std::int64_t after_instance,
                                        std::int64_t limit) {
    Rows rows = paged(connection, scope, after_instance, limit);
    std::vector<WebObject> page;
    while (rows.next()) {
        page.push_back({rows.integer(0), rows.string(1), rows.string(2), rows.string(3), rows.string(4), rows.string(5),
                        rows.integer(6), rows.integer(7), rows.string(8), rows.integer(9) != 0});
    }
    return page;
}

void visit_web_objects(Connection& connection, const WebScope& scope,
                       const std::function<void(std::int64_t instance, std::string_view sha256)>& visit) {
    Rows rows = scope.series_instance_uid.empty()
                    ? connection.query(visit_web_study_sql, {scope.study_instance_uid})
                    : connection.query(visit_web_series_sql, {scope.study_instance_uid, scope.series_instance_uid});
    while (rows.next()) visit(rows.integer(0), rows.text(1));
}

}  // namespace kinote::database
