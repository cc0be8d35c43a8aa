#include "database/waiting_references.hpp"

namespace kinote::database {
namespace {

constexpr Statement find_waiting_references_sql{R"(
    SELECT one_page.sop_instance_uid, i.sop_class_uid, s.study_instance_uid, e.series_instance_uid, i.study
      FROM (SELECT DISTINCT sop_instance_uid FROM note_reference
             WHERE study_instance_uid = '' AND sop_instance_uid > $1
             ORDER BY sop_instance_uid LIMIT $2) AS one_page
      LEFT JOIN instance i ON i.sop_instance_uid = one_page.sop_instance_uid
      LEFT JOIN study s ON s.id = i.study
      LEFT JOIN series e ON e.id = i.series
     ORDER BY one_page.sop_instance_uid)"};

}  // namespace

AwaitedPage find_awaited_objects(Connection& connection, std::string_view after, std::int64_t limit) {
    AwaitedPage page;
    Rows rows = connection.query(find_waiting_references_sql, {after, limit});
    while (rows.next()) {
        ++page.looked_at;
        page.last = rows.string(0);
        if (rows.is_null(4)) continue;
        page.here.push_back({rows.string(0), rows.string(1), rows.string(2), rows.string(3), rows.integer(4)});
    }
    return page;
}

}  // namespace kinote::database
