#include "database/rejection_table.hpp"

#include <fmt/format.h>

#include <cstdlib>
#include <vector>

#include "base/error.hpp"
#include "database/identical_document_table.hpp"
#include "database/lists.hpp"
#include "database/study_bulk_table.hpp"
#include "note/code.hpp"

namespace kinote::database {
namespace {

namespace term = note::term;

constexpr Statement add_note_rejection_sql{R"(
    INSERT INTO rejection_note (sop_instance_uid, study, study_instance_uid, code, meaning, received_from, state,
                                left_alone, received_ms)
    VALUES ($1, $2, $3, '', '', $4, $5, 0, $6)
    ON CONFLICT DO NOTHING)"};
// The study before the note, as every writer takes them.
constexpr Statement hold_study_rejection_sql{R"(
    SELECT 1 FROM study WHERE id = (SELECT n.study FROM rejection_note n WHERE n.sop_instance_uid = $1)
    {for_no_key_update})"};
constexpr Statement set_content_sql{R"(
    UPDATE rejection_note SET code = $2, meaning = $3, left_alone = $4 WHERE sop_instance_uid = $1)"};
constexpr Statement add_rejection_sql{R"(
    INSERT INTO rejection (sop_instance_uid, note, study, study_instance_uid, series_instance_uid, sop_class_uid, code,
                           strength, is_in_force, hides, was_here, rejected_ms)
    SELECT CAST($2 AS TEXT), n.sop_instance_uid, n.study, n.study_instance_uid, CAST($3 AS TEXT), CAST($4 AS TEXT),
           n.code, CAST($5 AS BIGINT), 0, 0,
           CASE WHEN EXISTS (SELECT 1 FROM instance i WHERE i.sop_instance_uid = $2 AND i.study = n.study)
                THEN 1 ELSE 0 END, CAST($6 AS BIGINT)
      FROM rejection_note n WHERE n.sop_instance_uid = $1
    ON CONFLICT DO NOTHING)"};
constexpr Statement decide_sql{R"(
    UPDATE rejection_note SET state = $2, decided_by = $3, decided_ms = $4, reason = $5 WHERE sop_instance_uid = $1)"};
constexpr Statement take_back_lift_sql{"UPDATE rejection SET is_lifted = 0 WHERE note = $1"};

constexpr Statement find_note_sql{"SELECT state, code FROM rejection_note WHERE sop_instance_uid = $1"};
constexpr Statement settle_sql{R"(
    UPDATE rejection
       SET is_in_force = CASE WHEN is_lifted = 0 THEN CAST($2 AS BIGINT) ELSE 0 END,
           hides = CASE WHEN is_lifted = 0 THEN CAST($3 AS BIGINT) ELSE 0 END
     WHERE note = $1)"};
constexpr Statement show_object_of_note_sql{R"(
    UPDATE instance SET withheld = $2
     WHERE sop_instance_uid = $1 AND (withheld IS NULL OR withheld = 'rejection'))"};
constexpr Statement note_study_sql{R"(
    UPDATE study SET has_marks = 1
     WHERE has_marks = 0 AND id = (SELECT n.study FROM rejection_note n WHERE n.sop_instance_uid = $1))"};

constexpr Statement any_in_force_sql{
    "SELECT 1 FROM rejection_note WHERE study_instance_uid = $1 AND state = 'in_force' LIMIT 1"};

constexpr Statement lift_sql{R"(
    UPDATE rejection SET is_lifted = 1, is_in_force = 0, hides = 0
     WHERE sop_instance_uid = $1 AND study = $2 AND is_in_force = 1 AND code = $3
    RETURNING note)"};
constexpr Statement arrived_sql{"UPDATE rejection SET was_here = 1 WHERE sop_instance_uid = $1 AND was_here = 0"};

// Notes whose visibility a rejection note may change.
constexpr Statement touched_notes_sql{R"(
    SELECT v.note FROM rejection r JOIN instance i ON i.sop_instance_uid = r.sop_instance_uid
      JOIN kosd k ON k.instance = i.id JOIN note_version v ON v.id = k.note_version
     WHERE r.note = $1
    UNION
    SELECT v.note FROM rejection r JOIN note_reference q ON q.sop_instance_uid = r.sop_instance_uid
      JOIN note_version v ON v.id = q.note_version
     WHERE r.note = $1 AND v.state = 'current')"};
constexpr Statement touched_by_sql{R"(
    SELECT v.note FROM note_version v
     WHERE v.id = $1
       AND (EXISTS (SELECT 1 FROM rejection r WHERE r.sop_instance_uid = $2)
            OR EXISTS (SELECT 1 FROM note n WHERE n.id = v.note AND n.withheld = 'rejected')
            OR EXISTS (SELECT 1 FROM note_reference q JOIN rejection r ON r.sop_instance_uid = q.sop_instance_uid
                        WHERE q.note_version = v.id)))"};
// A note is hidden with the KOSD that carries it, or the last of those that it came in, and where nothing is left of
// what it refers to.
constexpr Statement hide_notes_sql{R"(
    UPDATE note SET withheld = 'rejected'
     WHERE id {in_ids} AND withheld IS NULL
       AND (EXISTS (SELECT 1 FROM note_version v JOIN kosd k ON k.note_version = v.id
                      JOIN instance i ON i.id = k.instance
                      JOIN rejection r ON r.sop_instance_uid = i.sop_instance_uid
                     WHERE v.note = note.id AND v.state = 'current' AND r.study = i.study AND r.hides = 1)
            AND (SELECT d.note FROM documented_note d WHERE d.note = note.id LIMIT 1) IS NULL
            OR NOT EXISTS (SELECT 1 FROM note_version v JOIN note_reference q ON q.note_version = v.id
                            WHERE v.note = note.id AND v.state = 'current'
                              AND NOT EXISTS (SELECT 1 FROM rejection r
                                               WHERE r.sop_instance_uid = q.sop_instance_uid AND r.hides = 1
                                                 AND q.study_instance_uid IN (r.study_instance_uid, '')))))"};
constexpr Statement show_notes_rejection_sql{R"(
    UPDATE note SET withheld = NULL WHERE id {in_ids} AND withheld = 'rejected')"};

// The order in which reasons overwrite one another; what a site calls a rejection besides is one for quality.
std::int64_t strength_of(std::string_view code) {
    if (code == term::RejectedForPatientSafetyReasons.value) return 2;
    if (code == term::IncorrectModalityWorklistEntry.value) return 3;
    if (code == term::DataRetentionPolicyExpired.value) return 4;
    return 1;
}

bool is_of_quality(std::string_view code) { return strength_of(code) == 1; }

RejectionState state_from(std::string_view word) {
    for (const RejectionState state : {RejectionState::waiting, RejectionState::in_force, RejectionState::refused}) {
        if (to_string(state) == word) return state;
    }
    return RejectionState::undone;
}

// What the note's state and title come to, for its objects, for itself, and for notes.
RejectionState settle(Transaction& transaction, std::string_view note, QualityRejection quality) {
    RejectionState state{};
    std::string code;
    {
        Rows row = transaction.query(find_note_sql, {note});
        if (!row.next()) throw base::Error{base::ErrorKind::not_found, fmt::format("no rejection note {}", note)};
        state = state_from(row.text(0));
        code = row.string(1);
    }
    const bool is_in_force = state == RejectionState::in_force;
    const bool hides = is_in_force && (!is_of_quality(code) || quality == QualityRejection::hide);
    const bool is_shown = is_in_force && is_of_quality(code) && quality == QualityRejection::show;
    transaction.execute(settle_sql, {note, is_in_force ? 1 : 0, hides ? 1 : 0});
    transaction.execute(show_object_of_note_sql,
                        {note, is_shown ? std::nullopt : std::optional<std::string>{"rejection"}});
    transaction.execute(note_study_sql, {note});
    judge_notes(transaction, read_ids(transaction.query(touched_notes_sql, {note})));
    return state;
}

}  // namespace

void judge_notes(Transaction& transaction, const std::vector<std::int64_t>& notes) {
    if (notes.empty()) return;
    const std::string list = id_list(transaction.connection().engine(), notes);
    transaction.execute(show_notes_rejection_sql, {list});
    transaction.execute(hide_notes_sql, {list});
    show_documented_notes(transaction, notes);
    recount_studies(transaction, studies_of_notes(transaction.connection(), notes));
}

std::string_view to_string(RejectionState state) {
    switch (state) {
        case RejectionState::waiting: return "waiting";
        case RejectionState::in_force: return "in_force";
        case RejectionState::refused: return "refused";
        case RejectionState::undone: return "undone";
    }
    std::abort();
}

bool bars_return(std::string_view code) {
    return code == term::RejectedForPatientSafetyReasons.value || code == term::IncorrectModalityWorklistEntry.value;
}

bool is_of_retention(std::string_view code) { return code == term::DataRetentionPolicyExpired.value; }

void add_rejection_note(Transaction& transaction, const NewRejectionNote& note, std::int64_t now_ms) {
    transaction.execute(add_note_rejection_sql, {note.sop_instance_uid, note.study, note.study_instance_uid,
                                                 note.received_from, to_string(note.state), now_ms});
}

void hold_rejection(Transaction& transaction, std::string_view note) {
    transaction.execute(hold_study_rejection_sql, {note});
}

RejectionState set_rejections(Transaction& transaction, const RejectionContent& content, QualityRejection quality,
                              std::int64_t now_ms) {
    hold_rejection(transaction, content.note);
    transaction.execute(set_content_sql, {content.note, content.code, content.meaning, content.left_alone});
    for (const RejectedObject& object : content.objects) {
        transaction.execute(add_rejection_sql, {content.note, object.sop_instance_uid, object.series_instance_uid,
                                                object.sop_class_uid, strength_of(content.code), now_ms});
    }
    return settle(transaction, content.note, quality);
}

void decide_rejection(Transaction& transaction, const RejectionDecision& decision, QualityRejection quality,
                      std::int64_t now_ms) {
    hold_rejection(transaction, decision.note);
    transaction.execute(decide_sql,
                        {decision.note, to_string(decision.state), decision.actor.name, now_ms, decision.reason});
    transaction.execute(take_back_lift_sql, {decision.note});
    settle(transaction, decision.note, quality);
}

bool is_any_in_force(Connection& connection, std::string_view study_instance_uid) {
    return connection.query(any_in_force_sql, {study_instance_uid}).next();
}

void lift_rejection(Transaction& transaction, std::string_view sop_instance_uid, std::int64_t study) {
    std::vector<std::string> notes;
    {
        Rows rows = transaction.query(lift_sql, {sop_instance_uid, study, term::DataRetentionPolicyExpired.value});
        while (rows.next()) notes.push_back(rows.string(0));
    }
    for (const std::string& note : notes) {
        judge_notes(transaction, read_ids(transaction.query(touched_notes_sql, {note})));
    }
}

void note_arrival_of_rejected(Transaction& transaction, std::string_view sop_instance_uid) {
    transaction.execute(arrived_sql, {sop_instance_uid});
}

void judge_note_of_version(Transaction& transaction, std::int64_t note_version, std::string_view kosd_uid) {
    judge_notes(transaction, read_ids(transaction.query(touched_by_sql, {note_version, kosd_uid})));
}

}  // namespace kinote::database
