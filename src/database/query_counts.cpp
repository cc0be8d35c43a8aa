#include "database/query_counts.hpp"

#include "database/door.hpp"
#include "database/lists.hpp"

namespace kinote::database {
namespace {

constexpr Statement of_patients_query_counts_sql = visible<Door::find, Door::qido>(R"(
    SELECT s.patient, count(DISTINCT s.id), count(DISTINCT i.series), count(*)
      FROM study s JOIN visible_instance i ON i.study = s.id
     WHERE s.patient {in_ids} GROUP BY s.patient)");
constexpr Statement of_studies_query_counts_sql = visible<Door::find, Door::qido>(R"(
    SELECT i.study, 1, count(DISTINCT i.series), count(*)
      FROM visible_instance i WHERE i.study {in_ids} GROUP BY i.study)");
constexpr Statement of_series_sql = visible<Door::find, Door::qido>(R"(
    SELECT i.series, 1, 1, count(*) FROM visible_instance i WHERE i.series {in_ids} GROUP BY i.series)");

// Key Object Selection Document Storage stands in the text, as an index of a part of a table wants it.
constexpr Statement modalities_query_counts_sql = visible<Door::find, Door::qido>(R"(
    SELECT e.study, e.modality FROM series e
     WHERE e.study {in_ids} AND e.modality <> ''
       AND EXISTS (SELECT 1 FROM visible_instance i WHERE i.series = e.id)
    UNION
    SELECT k.study, 'KO' FROM visible_instance k
     WHERE k.study {in_ids} AND k.sop_class_uid = '1.2.840.10008.5.1.4.1.1.88.59'
     ORDER BY 1, 2)");
constexpr Statement sop_classes_sql = visible<Door::find, Door::qido>(R"(
    SELECT DISTINCT i.study, i.sop_class_uid FROM visible_instance i WHERE i.study {in_ids} ORDER BY 1, 2)");

CountsById counts_by_id(Connection& connection, const Statement& statement, std::span<const std::int64_t> ids) {
    Rows rows = connection.query(statement, {id_list(connection.engine(), ids)});
    CountsById counts;
    while (rows.next()) counts[rows.integer(0)] = {rows.integer(1), rows.integer(2), rows.integer(3)};
    return counts;
}

TextsById texts_by_id(Connection& connection, const Statement& statement, std::span<const std::int64_t> ids) {
    Rows rows = connection.query(statement, {id_list(connection.engine(), ids)});
    TextsById texts;
    while (rows.next()) texts[rows.integer(0)].push_back(rows.string(1));
    return texts;
}

}  // namespace

CountsById count_of_patients(Connection& connection, std::span<const std::int64_t> patients) {
    return counts_by_id(connection, of_patients_query_counts_sql, patients);
}

CountsById count_of_studies(Connection& connection, std::span<const std::int64_t> studies) {
    return counts_by_id(connection, of_studies_query_counts_sql, studies);
}

CountsById count_of_series(Connection& connection, std::span<const std::int64_t> series) {
    return counts_by_id(connection, of_series_sql, series);
}

TextsById modalities_of_studies(Connection& connection, std::span<const std::int64_t> studies) {
    return texts_by_id(connection, modalities_query_counts_sql, studies);
}

TextsById sop_classes_of_studies(Connection& connection, std::span<const std::int64_t> studies) {
    return texts_by_id(connection, sop_classes_sql, studies);
}

}  // namespace kinote::database
