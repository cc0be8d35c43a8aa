#include "database/study_query.hpp"

#include <cstdlib>
#include <limits>

#include "database/door.hpp"
#include "database/lists.hpp"
#include "database/statement_text.hpp"

namespace kinote::database {
namespace {

// Where few rows are chosen before they are ordered, `+ 0` keeps the engines from walking a whole table in that order.
// In ranges the place where a page begins is the only bound on its side: of two, PostgreSQL may begin at the wider one.

template <Literal rest>
constexpr std::string_view select_studies = joined<R"(
    SELECT s.id, p.id, p.patient_id, p.issuer_of_patient_id, p.patient_name, p.folded_name, p.birth_date, p.sex,
           s.study_instance_uid, s.study_date, s.study_time, s.accession_number, s.study_id, s.description,
           s.referring_physician_name)",
                                                   rest>;

constexpr Statement all_study_query_sql = visible<Door::find, Door::qido>(select_studies<R"(
      FROM study s JOIN patient p ON p.id = s.patient
     WHERE s.id > $1 AND EXISTS (SELECT 1 FROM visible_instance i WHERE i.study = s.id)
     ORDER BY s.id LIMIT $2)">);

constexpr Statement skip_study_query_sql = visible<Door::find, Door::qido>(R"(
    SELECT s.id FROM visible_study_of_objects s ORDER BY s.id LIMIT 1 OFFSET $1)");

constexpr Statement by_studies_sql = visible<Door::find, Door::qido>(select_studies<R"(
      FROM study s JOIN patient p ON p.id = s.patient
     WHERE s.study_instance_uid {in_texts} AND s.id + 0 > $2
       AND EXISTS (SELECT 1 FROM visible_instance i WHERE i.study = s.id)
     ORDER BY s.id + 0 LIMIT $3)">);

constexpr Statement by_series_sql = visible<Door::find, Door::qido>(select_studies<R"(
      FROM (SELECT DISTINCT e.study FROM series e WHERE e.series_instance_uid {in_texts}) AS found
      JOIN study s ON s.id = found.study JOIN patient p ON p.id = s.patient
     WHERE s.id + 0 > $2 AND EXISTS (SELECT 1 FROM visible_instance i WHERE i.study = s.id)
     ORDER BY s.id + 0 LIMIT $3)">);

constexpr Statement by_instances_sql = visible<Door::find, Door::qido>(select_studies<R"(
      FROM (SELECT DISTINCT i.study FROM visible_instance i WHERE i.sop_instance_uid {in_texts}) AS found
      JOIN study s ON s.id = found.study JOIN patient p ON p.id = s.patient
     WHERE s.id + 0 > $2
     ORDER BY s.id + 0 LIMIT $3)">);

constexpr Statement by_patients_sql = visible<Door::find, Door::qido>(select_studies<R"(
      FROM study s JOIN patient p ON p.id = s.patient
     WHERE s.patient {in_ids} AND s.id + 0 > $2
       AND EXISTS (SELECT 1 FROM visible_instance i WHERE i.study = s.id)
     ORDER BY s.id + 0 LIMIT $3)">);

constexpr Statement by_accession_number_sql = visible<Door::find, Door::qido>(select_studies<R"(
      FROM study s JOIN patient p ON p.id = s.patient
     WHERE (s.accession_number, s.id) > ($1, $2) AND s.accession_number < $3 AND s.accession_number <> ''
       AND EXISTS (SELECT 1 FROM visible_instance i WHERE i.study = s.id)
     ORDER BY s.accession_number, s.id LIMIT $4)">);

constexpr Statement by_dates_sql = visible<Door::find, Door::qido>(select_studies<R"(
      FROM study s JOIN patient p ON p.id = s.patient
     WHERE (s.study_date, s.id) < ($1, $2) AND s.study_date >= $3
       AND EXISTS (SELECT 1 FROM visible_instance i WHERE i.study = s.id)
     ORDER BY s.study_date DESC, s.id DESC LIMIT $4)">);

// Key Object Selection Document Storage stands in the text, as an index of a part of a table wants it.
constexpr Statement by_kosds_sql = visible<Door::find, Door::qido>(select_studies<R"(
      FROM (SELECT DISTINCT i.study FROM visible_instance i
             WHERE i.sop_class_uid = '1.2.840.10008.5.1.4.1.1.88.59' AND i.study > $1
             ORDER BY i.study LIMIT $2) AS found
      JOIN study s ON s.id = found.study JOIN patient p ON p.id = s.patient
     ORDER BY s.id + 0)">);

constexpr Statement by_notes_sql = visible<Door::qido>(select_studies<R"(
      FROM study s JOIN patient p ON p.id = s.patient
     WHERE s.note_count > 0 AND (s.study_date, s.id) < ($1, $2)
       AND EXISTS (SELECT 1 FROM visible_instance i WHERE i.study = s.id)
     ORDER BY s.study_date DESC, s.id DESC LIMIT $3)">);
constexpr std::string_view behind_all_texts = "\U0010FFFF";

Rows query_page(Connection& connection, const StudySearch& search, const QueriedStudy* after, std::int64_t limit) {
    using By = StudySearch::By;
    constexpr std::int64_t behind_all = std::numeric_limits<std::int64_t>::max();
    const std::int64_t last_id = after == nullptr ? 0 : after->id;
    const std::string uids = uid_list(connection.engine(), search.uids);
    const std::string ids = id_list(connection.engine(), search.patients);
    // The least text behind the one that is equal ends with a NUL, which PostgreSQL takes for none: the next one.
    const std::string accession_end =
        search.by == By::accession_number ? search.first + '\x01' : end_of_beginning(search.first);
    const std::string accession = after == nullptr ? search.first : after->accession_number;
    const std::string date = after == nullptr ? end_of_beginning(search.last) : after->study_date;
    switch (search.by) {
        case By::all: return connection.query(all_study_query_sql, {last_id, limit});
        case By::studies: return connection.query(by_studies_sql, {uids, last_id, limit});
        case By::series: return connection.query(by_series_sql, {uids, last_id, limit});
        case By::instances: return connection.query(by_instances_sql, {uids, last_id, limit});
        case By::patients: return connection.query(by_patients_sql, {ids, last_id, limit});
        case By::accession_number:
        case By::accession_number_beginning:
            return connection.query(by_accession_number_sql, {accession, last_id, accession_end, limit});
        case By::dates:
            return connection.query(by_dates_sql, {date, after == nullptr ? behind_all : last_id, search.first, limit});
        case By::kosds: return connection.query(by_kosds_sql, {last_id, limit});
        case By::notes:
            return after == nullptr ? connection.query(by_notes_sql, {behind_all_texts, behind_all, limit})
                                    : connection.query(by_notes_sql, {after->study_date, last_id, limit});
    }
    std::abort();
}

}  // namespace

std::optional<std::int64_t> skip_studies(Connection& connection, std::int64_t skipped) {
    Rows row = connection.query(skip_study_query_sql, {skipped - 1});
    return row.next() ? std::optional{row.integer(0)} : std::nullopt;
}

std::vector<QueriedStudy> next_studies(Connection& connection, const StudySearch& search, const QueriedStudy* after,
                                       std::int64_t limit) {
    Rows rows = query_page(connection, search, after, limit);
    std::vector<QueriedStudy> page;
    while (rows.next()) {
        QueriedStudy study;
        study.id = rows.integer(0);
        study.patient = {rows.integer(1), rows.string(2), rows.string(3), rows.string(4),
                         rows.string(5),  rows.string(6), rows.string(7)};
        study.study_instance_uid = rows.string(8);
        study.study_date = rows.string(9);
        study.study_time = rows.string(10);
        study.accession_number = rows.string(11);
        study.study_id = rows.string(12);
        study.description = rows.string(13);
        study.referring_physician_name = rows.string(14);
        page.push_back(std::move(study));
    }
    return page;
}

}  // namespace kinote::database
