#include "database/note_joining.hpp"

#include <array>
#include <vector>

#include "database/lists.hpp"
#include "database/study_bulk_table.hpp"

namespace kinote::database {
namespace {

constexpr Statement join_sql{"UPDATE note SET same_as = $2, same_as_because = $3 WHERE id = $1"};
constexpr Statement find_joined_sql{"SELECT id FROM note WHERE uuid = $1 AND same_as IS NOT NULL"};
constexpr Statement set_parted_sql{"UPDATE note SET parted = 1 WHERE id = $1"};
constexpr Statement shown_as_sql{"SELECT id FROM note WHERE same_as {in_ids} ORDER BY id"};

// A received note that a KOSD has joined left its KOSD to the note that it is shown as (hand_over_kosd).
constexpr Statement release_kosds_sql{R"(
    UPDATE note_version SET kosd_sop_instance_uid = NULL
     WHERE kosd_sop_instance_uid IN (SELECT source_key FROM note WHERE id {in_ids} AND same_as_because = 'kosd'))"};
constexpr Statement give_back_kosds_sql{R"(
    UPDATE note_version SET kosd_sop_instance_uid = (SELECT n.source_key FROM note n WHERE n.id = note_version.note)
     WHERE state = 'current' AND note IN (SELECT id FROM note WHERE id {in_ids} AND same_as_because = 'kosd'))"};
constexpr Statement carry_note_joining_sql{R"(
    UPDATE kosd SET note_version = (SELECT v.id FROM instance i
                                      JOIN note_version v ON v.kosd_sop_instance_uid = i.sop_instance_uid
                                     WHERE i.id = kosd.instance)
     WHERE instance IN (SELECT i.id FROM note n JOIN instance i ON i.sop_instance_uid = n.source_key
                         WHERE n.id {in_ids} AND n.same_as_because = 'kosd'))"};
constexpr Statement part_sql{"UPDATE note SET same_as = NULL, same_as_because = NULL WHERE id {in_ids}"};

// The KOSD of a note that was shown as an edited one may have been replaced with it.
constexpr Statement show_kosds_sql{R"(
    UPDATE instance SET withheld = NULL
     WHERE withheld = 'superseded'
       AND id IN (SELECT k.instance FROM note_version v JOIN kosd k ON k.note_version = v.id
                   WHERE v.note {in_ids} AND v.state = 'current'))"};

constexpr Statement withhold_note_joining_sql{"UPDATE note SET withheld = $2 WHERE id = $1"};
constexpr Statement withhold_of_study_sql{R"(
    UPDATE note SET withheld = $2
     WHERE source <> 'received' AND withheld IS NULL
       AND id IN (SELECT v.note FROM note_study ns JOIN note_version v ON v.id = ns.note_version
                   WHERE ns.study = $1)
    RETURNING id)"};

void recount(Transaction& transaction, std::span<const std::int64_t> notes) {
    recount_studies(transaction, studies_of_notes(transaction.connection(), notes));
}

// Undoes joins, for whatever reason they were made.
void part(Transaction& transaction, std::span<const std::int64_t> joined) {
    const std::string list = id_list(transaction.connection().engine(), joined);
    transaction.execute(release_kosds_sql, {list});
    transaction.execute(give_back_kosds_sql, {list});
    transaction.execute(carry_note_joining_sql, {list});
    transaction.execute(part_sql, {list});
    transaction.execute(show_kosds_sql, {list});
    recount(transaction, joined);
}

}  // namespace

void join_notes(Transaction& transaction, std::int64_t note, std::int64_t shown_as, std::string_view because) {
    transaction.execute(join_sql, {note, shown_as, because});
    recount_studies_of_note(transaction, note);
}

bool part_notes(Transaction& transaction, std::string_view uuid) {
    const std::vector<std::int64_t> joined = read_ids(transaction.query(find_joined_sql, {uuid}));
    if (joined.empty()) return false;
    transaction.execute(set_parted_sql, {joined.front()});
    part(transaction, joined);
    return true;
}

void part_what_is_shown_as(Transaction& transaction, std::span<const std::int64_t> hidden) {
    if (hidden.empty()) return;
    const std::string list = id_list(transaction.connection().engine(), hidden);
    const std::vector<std::int64_t> joined = read_ids(transaction.query(shown_as_sql, {list}));
    if (!joined.empty()) part(transaction, joined);
}

void withhold_note(Transaction& transaction, std::int64_t note, const std::optional<std::string>& reason) {
    transaction.execute(withhold_note_joining_sql, {note, reason});
    const std::array notes{note};
    if (reason) {
        part_what_is_shown_as(transaction, notes);
        part(transaction, notes);
    } else {
        recount_studies_of_note(transaction, note);
    }
}

void withhold_notes_of_study(Transaction& transaction, std::int64_t study, std::string_view reason) {
    const std::vector<std::int64_t> withheld = read_ids(transaction.query(withhold_of_study_sql, {study, reason}));
    part_what_is_shown_as(transaction, withheld);
    recount(transaction, withheld);
}

void recount_studies_of_note(Transaction& transaction, std::int64_t note) {
    const std::array notes{note};
    recount(transaction, notes);
}

}  // namespace kinote::database
