#include "database/study_listing.hpp"

#include <algorithm>
#include <string>

#include "base/folded_text.hpp"
#include "database/door.hpp"
#include "database/lists.hpp"
#include "database/statement_text.hpp"

namespace kinote::database {
namespace {

template <Literal... rest>
constexpr std::string_view select_listed = joined<R"(
    SELECT s.id, s.study_instance_uid, p.patient_id, p.patient_name, p.birth_date, p.sex, s.study_date,
           s.accession_number, s.description, s.note_count,
           (SELECT count(*) FROM visible_instance i WHERE i.study = s.id),
           CASE WHEN (SELECT i.id FROM visible_instance i WHERE i.study = s.id AND i.freed_ms IS NOT NULL LIMIT 1)
                     IS NULL THEN 0 ELSE 1 END
      FROM visible_study s JOIN patient p ON p.id = s.patient)",
                                                  rest...>;

constexpr Statement list_study_listing_sql = visible<Door::studies>(select_listed<R"(
     ORDER BY s.study_date DESC, s.id DESC LIMIT $1 OFFSET $2)">);

constexpr Statement list_with_notes_sql = visible<Door::studies>(select_listed<R"(
     WHERE s.note_count > 0
     ORDER BY s.study_date DESC, s.id DESC LIMIT $1 OFFSET $2)">);

// Begins-with as a range, so that an index serves it: $1 to $2 for names, $3 to $4 for the others.
constexpr Statement search_sql = visible<Door::studies>(select_listed<R"(
     WHERE s.note_count >= $7
       AND s.id IN (SELECT n.id FROM study n JOIN patient q ON q.id = n.patient
                     WHERE q.folded_name >= $1 AND q.folded_name < $2
                    UNION SELECT n.id FROM study n JOIN patient q ON q.id = n.patient
                     WHERE q.patient_id >= $3 AND q.patient_id < $4 AND q.patient_id <> ''
                    UNION SELECT n.id FROM study n
                     WHERE n.accession_number >= $3 AND n.accession_number < $4 AND n.accession_number <> '')
     ORDER BY s.study_date DESC, s.id DESC LIMIT $5 OFFSET $6)">);

// Where many match: by date, until enough have been found.
template <Literal rest>
constexpr std::string_view listed_by_date = select_listed<Literal{R"(
     WHERE ((p.folded_name >= $1 AND p.folded_name < $2)
            OR (p.patient_id >= $3 AND p.patient_id < $4 AND p.patient_id <> '')
            OR (s.accession_number >= $3 AND s.accession_number < $4 AND s.accession_number <> '')))"},
                                                          rest>;
constexpr Statement search_by_date_sql = visible<Door::studies>(listed_by_date<R"(
     ORDER BY s.study_date DESC, s.id DESC LIMIT $5 OFFSET $6)">);
constexpr Statement search_with_notes_by_date_sql = visible<Door::studies>(listed_by_date<R"(
       AND s.note_count > 0
     ORDER BY s.study_date DESC, s.id DESC LIMIT $5 OFFSET $6)">);

constexpr Statement has_more_of_name_sql{R"(
    SELECT 1 FROM patient q JOIN study n ON n.patient = q.id
     WHERE q.folded_name >= $1 AND q.folded_name < $2 LIMIT 1 OFFSET $3)"};
constexpr Statement has_more_of_patient_id_sql{R"(
    SELECT 1 FROM patient q JOIN study n ON n.patient = q.id
     WHERE q.patient_id >= $1 AND q.patient_id < $2 AND q.patient_id <> '' LIMIT 1 OFFSET $3)"};
constexpr Statement has_more_of_accession_number_sql{R"(
    SELECT 1 FROM study n
     WHERE n.accession_number >= $1 AND n.accession_number < $2 AND n.accession_number <> '' LIMIT 1 OFFSET $3)"};

constexpr Statement has_more_studies_sql = visible<Door::studies>("SELECT 1 FROM visible_study LIMIT 1 OFFSET $1");
constexpr Statement has_more_with_notes_sql =
    visible<Door::studies>("SELECT 1 FROM visible_study WHERE note_count > 0 LIMIT 1 OFFSET $1");
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

constexpr Statement find_study_listing_sql = visible<Door::studies>(select_listed<R"(
     WHERE s.study_instance_uid = $1)">);

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

// What a person has typed, as the statements take it.
struct Typed {
    explicit Typed(const std::string& search)
        : name{base::searchable(search)},
          name_end{end_of_beginning(name)},
          text{search},
          text_end{end_of_beginning(search)} {}
    std::string name;
    std::string name_end;
    std::string text;
    std::string text_end;
};

// Whether so many begin with it that they are not to be sorted, nor counted, for one page of them.
bool matches_many(Connection& connection, const Typed& typed) {
    constexpr std::int64_t many = 2'000;
    const auto has_more = [&connection](const Statement& statement, const std::string& first, const std::string& end) {
        Rows row = connection.query(statement, {first, end, many});
        return row.next();
    };
    return has_more(has_more_of_name_sql, typed.name, typed.name_end) ||
           has_more(has_more_of_patient_id_sql, typed.text, typed.text_end) ||
           has_more(has_more_of_accession_number_sql, typed.text, typed.text_end);
}

Rows query_page(Connection& connection, const StudyFilter& filter) {
    if (filter.search.empty()) {
        return connection.query(filter.has_notes ? list_with_notes_sql : list_study_listing_sql,
                                {filter.limit, filter.offset});
    }
    const Typed typed{filter.search};
    if (matches_many(connection, typed)) {
        return connection.query(filter.has_notes ? search_with_notes_by_date_sql : search_by_date_sql,
                                {typed.name, typed.name_end, typed.text, typed.text_end, filter.limit, filter.offset});
    }
    return connection.query(search_sql, {typed.name, typed.name_end, typed.text, typed.text_end, filter.limit,
                                         filter.offset, filter.has_notes ? 1 : 0});
}

bool has_more_than_are_counted(Connection& connection, const StudyFilter& filter) {
    constexpr std::int64_t most_counted = 1'000;
    if (!filter.search.empty()) return matches_many(connection, Typed{filter.search});
    Rows row = connection.query(filter.has_notes ? has_more_with_notes_sql : has_more_studies_sql, {most_counted});
    return row.next();
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

std::optional<std::int64_t> count_studies(Connection& connection, const StudyFilter& filter) {
    if (has_more_than_are_counted(connection, filter)) return std::nullopt;
    const Typed typed{filter.search};
    Rows rows = filter.search.empty()
                    ? connection.query(filter.has_notes ? count_with_notes_sql : count_study_listing_sql)
                    : connection.query(count_search_sql, {typed.name, typed.name_end, typed.text, typed.text_end,
                                                          filter.has_notes ? 1 : 0});
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
