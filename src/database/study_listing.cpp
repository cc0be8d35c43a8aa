#include "database/study_listing.hpp"

#include <algorithm>
#include <string>

#include "base/folded_text.hpp"
#include "database/door.hpp"
#include "database/lists.hpp"

namespace kinote::database {
namespace {

constexpr Statement list_study_listing_sql = visible<Door::studies>(R"(
    SELECT s.id, s.study_instance_uid, p.patient_id, p.patient_name, p.birth_date, p.sex, s.study_date,
           s.accession_number, s.description, s.note_count,
           (SELECT count(*) FROM visible_instance i WHERE i.study = s.id),
           CASE WHEN (SELECT i.id FROM visible_instance i WHERE i.study = s.id AND i.freed_ms IS NOT NULL LIMIT 1)
                     IS NULL THEN 0 ELSE 1 END
      FROM visible_study s JOIN patient p ON p.id = s.patient
     ORDER BY s.study_date DESC, s.id DESC LIMIT $1 OFFSET $2)");

constexpr Statement list_with_notes_sql = visible<Door::studies>(R"(
    SELECT s.id, s.study_instance_uid, p.patient_id, p.patient_name, p.birth_date, p.sex, s.study_date,
           s.accession_number, s.description, s.note_count,
           (SELECT count(*) FROM visible_instance i WHERE i.study = s.id),
           CASE WHEN (SELECT i.id FROM visible_instance i WHERE i.study = s.id AND i.freed_ms IS NOT NULL LIMIT 1)
                     IS NULL THEN 0 ELSE 1 END
      FROM visible_study s JOIN patient p ON p.id = s.patient
     WHERE s.note_count > 0
     ORDER BY s.study_date DESC, s.id DESC LIMIT $1 OFFSET $2)");

// Begins-with as a range, so that an index serves it: $1 to $2 for names, $3 to $4 for the others.
constexpr Statement search_sql = visible<Door::studies>(R"(
    SELECT s.id, s.study_instance_uid, p.patient_id, p.patient_name, p.birth_date, p.sex, s.study_date,
           s.accession_number, s.description, s.note_count,
           (SELECT count(*) FROM visible_instance i WHERE i.study = s.id),
           CASE WHEN (SELECT i.id FROM visible_instance i WHERE i.study = s.id AND i.freed_ms IS NOT NULL LIMIT 1)
                     IS NULL THEN 0 ELSE 1 END
      FROM visible_study s JOIN patient p ON p.id = s.patient
     WHERE s.note_count >= $7
       AND s.id IN (SELECT n.id FROM study n JOIN patient q ON q.id = n.patient
                     WHERE q.folded_name >= $1 AND q.folded_name < $2
                    UNION SELECT n.id FROM study n JOIN patient q ON q.id = n.patient
                     WHERE q.patient_id >= $3 AND q.patient_id < $4 AND q.patient_id <> ''
                    UNION SELECT n.id FROM study n
                     WHERE n.accession_number >= $3 AND n.accession_number < $4 AND n.accession_number <> '')
     ORDER BY s.study_date DESC, s.id DESC LIMIT $5 OFFSET $6)");

constexpr Statement count_study_listing_sql = visible<Door::studies>("SELECT count(*) FROM visible_study");
constexpr Statement count_with_notes_sql =
    visible<Door::studies>("SELECT count(*) FROM visible_study WHERE note_count > 0");
constexpr Statement count_search_sql = visible<Door::studies>(R"(
    SELECT count(*)
      FROM visible_study s
     WHERE s.note_count >= $5
       AND s.id IN (SELECT n.id FROM study n JOIN patient q ON q.id = n.patient
                     WHERE q.folded_name >= $1 AND q.folded_name < $2
                    UNION SELECT n.id FROM study n JOIN patient q ON q.id = n.patient
                     WHERE q.patient_id >= $3 AND q.patient_id < $4 AND q.patient_id <> ''
                    UNION SELECT n.id FROM study n
                     WHERE n.accession_number >= $3 AND n.accession_number < $4 AND n.accession_number <> ''))");

constexpr Statement find_study_listing_sql = visible<Door::studies>(R"(
    SELECT s.id, s.study_instance_uid, p.patient_id, p.patient_name, p.birth_date, p.sex, s.study_date,
           s.accession_number, s.description, s.note_count,
           (SELECT count(*) FROM visible_instance i WHERE i.study = s.id),
           CASE WHEN (SELECT i.id FROM visible_instance i WHERE i.study = s.id AND i.freed_ms IS NOT NULL LIMIT 1)
                     IS NULL THEN 0 ELSE 1 END
      FROM visible_study s JOIN patient p ON p.id = s.patient
     WHERE s.study_instance_uid = $1)");

constexpr Statement modalities_study_listing_sql = visible<Door::studies>(R"(
    SELECT e.study, e.modality FROM series e
     WHERE e.study {in_ids} AND e.modality <> ''
       AND EXISTS (SELECT 1 FROM visible_instance i WHERE i.series = e.id)
     ORDER BY e.study, e.modality)");

ListedStudy study_from(const Rows& row) {
    ListedStudy study;
    study.id = row.integer(0);
    study.study_instance_uid = row.string(1);
    study.patient_id = row.string(2);
    study.patient_name = row.string(3);
    study.patient_birth_date = row.string(4);
    study.patient_sex = row.string(5);
    study.study_date = row.string(6);
    study.accession_number = row.string(7);
    study.description = row.string(8);
    study.notes = row.integer(9);
    study.objects = row.integer(10);
    study.is_nearline = row.integer(11) != 0;
    return study;
}

void add_modalities(Connection& connection, std::vector<ListedStudy>& studies) {
    std::vector<std::int64_t> ids;
    ids.reserve(studies.size());
    for (const ListedStudy& study : studies) ids.push_back(study.id);
    Rows rows = connection.query(modalities_study_listing_sql, {id_list(connection.engine(), ids)});
    while (rows.next()) {
        const auto study = std::ranges::find(studies, rows.integer(0), &ListedStudy::id);
        if (study == studies.end()) continue;
        const std::string modality = rows.string(1);
        if (study->modalities.empty() || study->modalities.back() != modality) study->modalities.push_back(modality);
    }
}

Rows query_page(Connection& connection, const StudyFilter& filter) {
    if (filter.search.empty()) {
        return connection.query(filter.has_notes ? list_with_notes_sql : list_study_listing_sql,
                                {filter.limit, filter.offset});
    }
    const std::string name = base::searchable(filter.search);
    return connection.query(search_sql, {name, end_of_beginning(name), filter.search, end_of_beginning(filter.search),
                                         filter.limit, filter.offset, filter.has_notes ? 1 : 0});
}

}  // namespace

std::vector<ListedStudy> list_studies(Connection& connection, const StudyFilter& filter) {
    std::vector<ListedStudy> studies;
    {
        Rows rows = query_page(connection, filter);
        while (rows.next()) studies.push_back(study_from(rows));
    }
    add_modalities(connection, studies);
    return studies;
}

std::int64_t count_studies(Connection& connection, const StudyFilter& filter) {
    const std::string name = base::searchable(filter.search);
    Rows rows = filter.search.empty()
                    ? connection.query(filter.has_notes ? count_with_notes_sql : count_study_listing_sql)
                    : connection.query(count_search_sql, {name, end_of_beginning(name), filter.search,
                                                          end_of_beginning(filter.search), filter.has_notes ? 1 : 0});
    rows.next();
    return rows.integer(0);
}

std::optional<ListedStudy> find_listed_study(Connection& connection, std::string_view study_instance_uid) {
    std::vector<ListedStudy> studies;
    {
        Rows rows = connection.query(find_study_listing_sql, {study_instance_uid});
        if (!rows.next()) return std::nullopt;
        studies.push_back(study_from(rows));
    }
    add_modalities(connection, studies);
    return std::move(studies.front());
}

}  // namespace kinote::database
