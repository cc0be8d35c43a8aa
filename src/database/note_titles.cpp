#include "database/note_titles.hpp"

#include "database/door.hpp"
#include "database/lists.hpp"

namespace kinote::database {
namespace {

constexpr Statement note_titles_sql = visible<Door::qido>(R"(
    SELECT ns.study, v.title_value, v.title_scheme, min(v.title_meaning)
      FROM note_study ns JOIN visible_note_version v ON v.id = ns.note_version
     WHERE ns.study {in_ids} AND v.state = 'current'
     GROUP BY ns.study, v.title_value, v.title_scheme
     ORDER BY ns.study, v.title_value, v.title_scheme)");

}  // namespace

TitlesById note_titles_of_studies(Connection& connection, std::span<const std::int64_t> studies) {
    Rows rows = connection.query(note_titles_sql, {id_list(connection.engine(), studies)});
    TitlesById titles;
    while (rows.next()) titles[rows.integer(0)].push_back({rows.string(1), rows.string(2), rows.string(3)});
    return titles;
}

}  // namespace kinote::database
