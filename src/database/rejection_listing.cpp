#include "database/rejection_listing.hpp"

namespace kinote::database {
namespace {

constexpr Statement list_rejection_listing_sql{R"(
    SELECT n.sop_instance_uid, n.study_instance_uid, n.code, n.meaning, n.received_from, n.state, n.received_ms,
           (SELECT count(*) FROM rejection r WHERE r.note = n.sop_instance_uid),
           (SELECT count(*) FROM rejection r WHERE r.note = n.sop_instance_uid AND r.hides = 1),
           n.left_alone, n.decided_by, n.decided_ms, n.reason
      FROM rejection_note n
     ORDER BY n.received_ms DESC, n.sop_instance_uid DESC LIMIT $1 OFFSET $2)"};
constexpr Statement list_of_state_rejection_listing_sql{R"(
    SELECT n.sop_instance_uid, n.study_instance_uid, n.code, n.meaning, n.received_from, n.state, n.received_ms,
           (SELECT count(*) FROM rejection r WHERE r.note = n.sop_instance_uid),
           (SELECT count(*) FROM rejection r WHERE r.note = n.sop_instance_uid AND r.hides = 1),
           n.left_alone, n.decided_by, n.decided_ms, n.reason
      FROM rejection_note n
     WHERE n.state = $3
     ORDER BY n.received_ms DESC, n.sop_instance_uid DESC LIMIT $1 OFFSET $2)"};
constexpr Statement find_rejection_listing_sql{R"(
    SELECT n.sop_instance_uid, n.study_instance_uid, n.code, n.meaning, n.received_from, n.state, n.received_ms,
           (SELECT count(*) FROM rejection r WHERE r.note = n.sop_instance_uid),
           (SELECT count(*) FROM rejection r WHERE r.note = n.sop_instance_uid AND r.hides = 1),
           n.left_alone, n.decided_by, n.decided_ms, n.reason
      FROM rejection_note n
     WHERE n.sop_instance_uid = $1)"};
constexpr Statement list_rejections_sql{R"(
    SELECT r.sop_instance_uid, r.series_instance_uid, r.sop_class_uid, r.is_in_force, r.hides, r.is_lifted,
           CASE WHEN EXISTS (SELECT 1 FROM instance i
                              WHERE i.sop_instance_uid = r.sop_instance_uid AND i.study = r.study)
                THEN 1 ELSE 0 END
      FROM rejection r
     WHERE r.note = $1 AND r.sop_instance_uid > $2
     ORDER BY r.sop_instance_uid LIMIT $3)"};

RejectionNoteRow rejection_note_from(const Rows& row) {
    RejectionNoteRow note;
    note.sop_instance_uid = row.string(0);
    note.study_instance_uid = row.string(1);
    note.code = row.string(2);
    note.meaning = row.string(3);
    note.received_from = row.string(4);
    note.state = row.string(5);
    note.received_ms = row.integer(6);
    note.objects = row.integer(7);
    note.hidden = row.integer(8);
    note.left_alone = row.integer(9);
    note.decided_by = row.optional_string(10);
    note.decided_ms = row.optional_integer(11);
    note.reason = row.optional_string(12);
    return note;
}

}  // namespace

std::vector<RejectionNoteRow> list_rejection_notes(Connection& connection, std::string_view state, std::int64_t limit,
                                                   std::int64_t offset) {
    Rows rows = state.empty() ? connection.query(list_rejection_listing_sql, {limit, offset})
                              : connection.query(list_of_state_rejection_listing_sql, {limit, offset, state});
    std::vector<RejectionNoteRow> notes;
    while (rows.next()) notes.push_back(rejection_note_from(rows));
    return notes;
}

std::optional<RejectionNoteRow> find_rejection_note(Connection& connection, std::string_view sop_instance_uid) {
    Rows row = connection.query(find_rejection_listing_sql, {sop_instance_uid});
    return row.next() ? std::optional{rejection_note_from(row)} : std::nullopt;
}

std::vector<RejectionRow> list_rejections(Connection& connection, std::string_view note, std::string_view after_object,
                                          std::int64_t limit) {
    Rows rows = connection.query(list_rejections_sql, {note, after_object, limit});
    std::vector<RejectionRow> rejections;
    while (rows.next()) {
        rejections.push_back({rows.string(0), rows.string(1), rows.string(2), rows.integer(3) != 0,
                              rows.integer(4) != 0, rows.integer(5) != 0, rows.integer(6) != 0});
    }
    return rejections;
}

}  // namespace kinote::database
