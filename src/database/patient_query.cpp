#include "database/patient_query.hpp"

#include <cstdlib>

#include "database/door.hpp"
#include "database/lists.hpp"

namespace kinote::database {
namespace {

constexpr Statement all_patient_query_sql = visible<Door::find, Door::qido>(R"(
    SELECT p.id, p.patient_id, p.issuer_of_patient_id, p.patient_name, p.folded_name, p.birth_date, p.sex
      FROM patient p
     WHERE p.id > $1
       AND EXISTS (SELECT 1 FROM study s JOIN visible_instance i ON i.study = s.id WHERE s.patient = p.id)
     ORDER BY p.id LIMIT $2)");

constexpr Statement by_id_sql = visible<Door::find, Door::qido>(R"(
    SELECT p.id, p.patient_id, p.issuer_of_patient_id, p.patient_name, p.folded_name, p.birth_date, p.sex
      FROM patient p
     WHERE p.patient_id = $1 AND p.patient_id <> '' AND p.issuer_of_patient_id > $2
       AND EXISTS (SELECT 1 FROM study s JOIN visible_instance i ON i.study = s.id WHERE s.patient = p.id)
     ORDER BY p.issuer_of_patient_id LIMIT $3)");
// The first issuer may be the empty one, behind which no text can be.
constexpr Statement by_id_first_sql = visible<Door::find, Door::qido>(R"(
    SELECT p.id, p.patient_id, p.issuer_of_patient_id, p.patient_name, p.folded_name, p.birth_date, p.sex
      FROM patient p
     WHERE p.patient_id = $1 AND p.patient_id <> ''
       AND EXISTS (SELECT 1 FROM study s JOIN visible_instance i ON i.study = s.id WHERE s.patient = p.id)
     ORDER BY p.issuer_of_patient_id LIMIT $2)");

// The place where a page begins is the only bound on its side: of two, PostgreSQL may begin at the wider one.
constexpr Statement by_id_beginning_sql = visible<Door::find, Door::qido>(R"(
    SELECT p.id, p.patient_id, p.issuer_of_patient_id, p.patient_name, p.folded_name, p.birth_date, p.sex
      FROM patient p
     WHERE (p.patient_id, p.issuer_of_patient_id, p.id) > ($1, $2, $3) AND p.patient_id < $4 AND p.patient_id <> ''
       AND EXISTS (SELECT 1 FROM study s JOIN visible_instance i ON i.study = s.id WHERE s.patient = p.id)
     ORDER BY p.patient_id, p.issuer_of_patient_id LIMIT $5)");

constexpr Statement by_name_beginning_sql = visible<Door::find, Door::qido>(R"(
    SELECT p.id, p.patient_id, p.issuer_of_patient_id, p.patient_name, p.folded_name, p.birth_date, p.sex
      FROM patient p
     WHERE (p.folded_name, p.id) > ($1, $2) AND p.folded_name < $3
       AND EXISTS (SELECT 1 FROM study s JOIN visible_instance i ON i.study = s.id WHERE s.patient = p.id)
     ORDER BY p.folded_name, p.id LIMIT $4)");

Rows query_page(Connection& connection, const PatientSearch& search, const QueriedPatient& after, std::int64_t limit) {
    const std::string end = end_of_beginning(search.value);
    switch (search.by) {
        case PatientSearch::By::all: return connection.query(all_patient_query_sql, {after.id, limit});
        case PatientSearch::By::patient_id:
            if (after.id == 0) return connection.query(by_id_first_sql, {search.value, limit});
            return connection.query(by_id_sql, {search.value, after.issuer_of_patient_id, limit});
        case PatientSearch::By::patient_id_beginning:
            return connection.query(by_id_beginning_sql, {after.id == 0 ? search.value : after.patient_id,
                                                          after.issuer_of_patient_id, after.id, end, limit});
        case PatientSearch::By::name_beginning:
            return connection.query(by_name_beginning_sql,
                                    {after.id == 0 ? search.value : after.folded_name, after.id, end, limit});
    }
    std::abort();
}

}  // namespace

std::vector<QueriedPatient> next_patients(Connection& connection, const PatientSearch& search,
                                          const QueriedPatient& after, std::int64_t limit) {
    Rows rows = query_page(connection, search, after, limit);
    std::vector<QueriedPatient> page;
    while (rows.next()) {
        page.push_back({rows.integer(0), rows.string(1), rows.string(2), rows.string(3), rows.string(4), rows.string(5),
                        rows.string(6)});
    }
    return page;
}

}  // namespace kinote::database
