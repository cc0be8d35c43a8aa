#include "database/retrieve_listing.hpp"

#include <string_view>

#include "database/door.hpp"
#include "database/lists.hpp"

namespace kinote::database {
namespace {

// Each level by its own index. $1 names what is asked for at that level, $2 and $3 what must agree above it.
constexpr Statement measure_patient_sql = visible<Door::get, Door::move>(R"(
    SELECT count(*), coalesce(max(i.id), 0)
      FROM patient p JOIN study s ON s.patient = p.id JOIN visible_instance i ON i.study = s.id
     WHERE p.patient_id {in_texts} AND p.patient_id <> '' AND $2 = '' AND $3 = '')");
constexpr Statement measure_study_sql = visible<Door::get, Door::move>(R"(
    SELECT count(*), coalesce(max(i.id), 0)
      FROM study s JOIN patient p ON p.id = s.patient JOIN visible_instance i ON i.study = s.id
     WHERE s.study_instance_uid {in_texts} AND ($2 = '' OR p.patient_id = $2) AND $3 = '')");
constexpr Statement measure_series_sql = visible<Door::get, Door::move>(R"(
    SELECT count(*), coalesce(max(i.id), 0)
      FROM series e JOIN study s ON s.id = e.study JOIN patient p ON p.id = s.patient
      JOIN visible_instance i ON i.series = e.id
     WHERE e.series_instance_uid {in_texts} AND ($2 = '' OR p.patient_id = $2)
       AND ($3 = '' OR s.study_instance_uid = $3))");
constexpr Statement measure_image_sql = visible<Door::get, Door::move>(R"(
    SELECT count(*), coalesce(max(i.id), 0)
      FROM visible_instance i JOIN study s ON s.id = i.study JOIN patient p ON p.id = s.patient
      JOIN series e ON e.id = i.series
     WHERE i.sop_instance_uid {in_texts} AND ($2 = '' OR p.patient_id = $2)
       AND ($3 = '' OR $3 IN (e.series_instance_uid, s.study_instance_uid)))");

constexpr Statement page_patient_sql = visible<Door::get, Door::move>(R"(
    SELECT i.id, i.sop_instance_uid, s.study_instance_uid, i.sop_class_uid, i.transfer_syntax_uid, i.sha256,
           CASE WHEN i.freed_ms IS NULL THEN 0 ELSE 1 END
      FROM patient p JOIN study s ON s.patient = p.id JOIN visible_instance i ON i.study = s.id
     WHERE p.patient_id {in_texts} AND p.patient_id <> '' AND $2 = '' AND $3 = '' AND i.id > $4 AND i.id <= $5
     ORDER BY i.id LIMIT $6)");
constexpr Statement page_study_sql = visible<Door::get, Door::move>(R"(
    SELECT i.id, i.sop_instance_uid, s.study_instance_uid, i.sop_class_uid, i.transfer_syntax_uid, i.sha256,
           CASE WHEN i.freed_ms IS NULL THEN 0 ELSE 1 END
      FROM study s JOIN patient p ON p.id = s.patient JOIN visible_instance i ON i.study = s.id
     WHERE s.study_instance_uid {in_texts} AND ($2 = '' OR p.patient_id = $2) AND $3 = '' AND i.id > $4 AND i.id <= $5
     ORDER BY i.id LIMIT $6)");
constexpr Statement page_series_sql = visible<Door::get, Door::move>(R"(
    SELECT i.id, i.sop_instance_uid, s.study_instance_uid, i.sop_class_uid, i.transfer_syntax_uid, i.sha256,
           CASE WHEN i.freed_ms IS NULL THEN 0 ELSE 1 END
      FROM series e JOIN study s ON s.id = e.study JOIN patient p ON p.id = s.patient
      JOIN visible_instance i ON i.series = e.id
     WHERE e.series_instance_uid {in_texts} AND ($2 = '' OR p.patient_id = $2)
       AND ($3 = '' OR s.study_instance_uid = $3) AND i.id > $4 AND i.id <= $5
     ORDER BY i.id LIMIT $6)");
constexpr Statement page_image_sql = visible<Door::get, Door::move>(R"(
    SELECT i.id, i.sop_instance_uid, s.study_instance_uid, i.sop_class_uid, i.transfer_syntax_uid, i.sha256,
           CASE WHEN i.freed_ms IS NULL THEN 0 ELSE 1 END
      FROM visible_instance i JOIN study s ON s.id = i.study JOIN patient p ON p.id = s.patient
      JOIN series e ON e.id = i.series
     WHERE i.sop_instance_uid {in_texts} AND ($2 = '' OR p.patient_id = $2)
       AND ($3 = '' OR $3 IN (e.series_instance_uid, s.study_instance_uid)) AND i.id > $4 AND i.id <= $5
     ORDER BY i.id LIMIT $6)");

constexpr Statement studies_retrieve_listing_sql{R"(
    SELECT s.study_instance_uid FROM patient p JOIN study s ON s.patient = p.id
     WHERE p.patient_id = $1 AND p.patient_id <> ''
     ORDER BY s.id)"};

struct Question {
    const Statement* measure = nullptr;
    const Statement* page = nullptr;
    std::string named;  ///< the list
    std::string patient_id;
    std::string above;  ///< the study of series, the series or else the study of objects
};

std::string list_of(Engine engine, const std::vector<std::string>& texts) {
    const std::vector<std::string_view> views{texts.begin(), texts.end()};
    return text_list(engine, views);
}

Question question_of(Engine engine, const RetrieveScope& scope) {
    const std::string study = scope.study_instance_uids.empty() ? std::string{} : scope.study_instance_uids.front();
    if (!scope.sop_instance_uids.empty()) {
        const bool has_series = !scope.series_instance_uids.empty();
        return {&measure_image_sql, &page_image_sql, list_of(engine, scope.sop_instance_uids), scope.patient_id,
                has_series ? scope.series_instance_uids.front() : study};
    }
    if (!scope.series_instance_uids.empty()) {
        return {&measure_series_sql, &page_series_sql, list_of(engine, scope.series_instance_uids), scope.patient_id,
                study};
    }
    if (!scope.study_instance_uids.empty()) {
        return {&measure_study_sql, &page_study_sql, list_of(engine, scope.study_instance_uids), scope.patient_id, {}};
    }
    return {&measure_patient_sql, &page_patient_sql, list_of(engine, {scope.patient_id}), {}, {}};
}

}  // namespace

RetrieveExtent measure_retrieval(Connection& connection, const RetrieveScope& scope) {
    const Question question = question_of(connection.engine(), scope);
    Rows row = connection.query(*question.measure, {question.named, question.patient_id, question.above});
    row.next();
    return {row.integer(0), row.integer(1)};
}

std::vector<ObjectToSend> find_objects_to_retrieve(Connection& connection, const RetrieveScope& scope,
                                                   std::int64_t after_instance, std::int64_t last_instance,
                                                   std::int64_t limit) {
    const Question question = question_of(connection.engine(), scope);
    Rows rows = connection.query(
        *question.page, {question.named, question.patient_id, question.above, after_instance, last_instance, limit});
    std::vector<ObjectToSend> objects;
    while (rows.next()) {
        objects.push_back({rows.integer(0), rows.string(1), rows.string(2), rows.string(3), rows.string(4),
                           rows.string(5), rows.integer(6) != 0});
    }
    return objects;
}

std::vector<std::string> studies_of_patient(Connection& connection, std::string_view patient_id) {
    std::vector<std::string> studies;
    Rows rows = connection.query(studies_retrieve_listing_sql, {patient_id});
    while (rows.next()) studies.push_back(rows.string(0));
    return studies;
}

}  // namespace kinote::database
