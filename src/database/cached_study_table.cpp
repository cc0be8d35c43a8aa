#include "database/cached_study_table.hpp"

#include <map>

#include "database/door.hpp"
#include "database/lists.hpp"
#include "dicom/uid.hpp"

namespace kinote::database {
namespace {

// What is made here says nothing of who brought the study, unless nothing else has come.
constexpr Statement add_arrival_sql{R"(
    INSERT INTO cached_study (study, source, arrived_ms, last_access_ms, archive_ms) VALUES ($1, $2, $3, $3, $3)
    ON CONFLICT (study) DO UPDATE
       SET source = CASE WHEN cached_study.source IN ('', 'kinote', 'withdrawal') THEN excluded.source
                         ELSE cached_study.source END,
           arrived_ms = CASE WHEN $4 = 0 AND excluded.arrived_ms > cached_study.arrived_ms THEN excluded.arrived_ms
                             ELSE cached_study.arrived_ms END,
           last_access_ms = CASE WHEN $4 = 0 AND excluded.last_access_ms > cached_study.last_access_ms
                                 THEN excluded.last_access_ms ELSE cached_study.last_access_ms END,
           archive_ms = CASE WHEN cached_study.archive_ms < excluded.archive_ms THEN cached_study.archive_ms
                             ELSE excluded.archive_ms END)"};

constexpr Statement add_uncounted_sql{R"(
    INSERT INTO cached_study (study, source, arrived_ms, last_access_ms, archive_ms) VALUES ($1, $2, $3, $3, $3)
    ON CONFLICT (study) DO NOTHING)"};

constexpr Statement hold_counted_sql{R"(
    SELECT study, file_bytes, plain_bytes, key_bytes FROM cached_study WHERE study {in_ids}
     ORDER BY study {for_update})"};
constexpr Statement count_files_sql{R"(
    SELECT i.study, CAST(sum(i.size) AS BIGINT) FROM instance i WHERE i.study {in_ids} AND i.path IS NOT NULL GROUP BY i.study)"};
// Asked by LIMIT: as EXISTS, PostgreSQL may read all notes for one study.
constexpr Statement count_freeable_sql = visible<Door::archive>(R"(
    SELECT i.study, CAST(sum(i.size) AS BIGINT),
           CAST(sum(CASE WHEN (SELECT r.note_version FROM note_reference r
                            JOIN visible_note_version v ON v.id = r.note_version
                           WHERE r.sop_instance_uid = i.sop_instance_uid AND v.state = 'current' LIMIT 1) IS NOT NULL
                      OR (SELECT r.note_version FROM note_reference r
                            JOIN visible_note_version v ON v.id = r.note_version
                           WHERE r.presentation_state_uid = i.sop_instance_uid AND v.state = 'current' LIMIT 1)
                         IS NOT NULL
                    THEN i.size ELSE 0 END) AS BIGINT)
      FROM visible_instance i
     WHERE i.study {in_ids} AND i.path IS NOT NULL AND i.sop_class_uid <> $2
     GROUP BY i.study)");
constexpr Statement set_counts_sql{
    "UPDATE cached_study SET file_bytes = $2, plain_bytes = $3, key_bytes = $4 WHERE study = $1"};
constexpr Statement add_to_sums_sql{
    "UPDATE cache_meter SET file_bytes = file_bytes + $1, key_bytes = key_bytes + $2 WHERE id = 1"};

constexpr Statement list_round_sql{R"(
    SELECT one_study.id, (SELECT i.received_from FROM instance i WHERE i.study = one_study.id ORDER BY i.id LIMIT 1),
           (SELECT max(i.stored_ms) FROM instance i WHERE i.study = one_study.id)
      FROM (SELECT id FROM study WHERE id > $1 ORDER BY id LIMIT $2) AS one_study
     ORDER BY one_study.id)"};

constexpr Statement take_from_sums_sql{R"(
    UPDATE cache_meter
       SET file_bytes = file_bytes - coalesce((SELECT c.file_bytes FROM cached_study c WHERE c.study = $1), 0),
           key_bytes = key_bytes - coalesce((SELECT c.key_bytes FROM cached_study c WHERE c.study = $1), 0)
     WHERE id = 1)"};
constexpr Statement forget_cached_sql{"DELETE FROM cached_study WHERE study = $1"};

constexpr Statement find_cached_sql{R"(
    SELECT c.study, s.study_instance_uid, c.source, s.created_ms, c.arrived_ms, c.last_access_ms, c.verified_ms,
           c.verified_by, c.file_bytes, c.plain_bytes, c.key_bytes, c.look_ms, c.archive_ms
      FROM study s JOIN cached_study c ON c.study = s.id
     WHERE s.study_instance_uid = $1)"};
constexpr Statement plain_candidates_sql{R"(
    SELECT c.study, s.study_instance_uid, c.source, s.created_ms, c.arrived_ms, c.last_access_ms, c.verified_ms,
           c.verified_by, c.file_bytes, c.plain_bytes, c.key_bytes, c.look_ms, c.archive_ms
      FROM (SELECT study FROM cached_study
             WHERE plain_bytes > 0 AND look_ms IS NULL AND (last_access_ms, study) > ($1, $2)
             ORDER BY last_access_ms, study LIMIT $3) AS one_candidate
      JOIN cached_study c ON c.study = one_candidate.study
      JOIN study s ON s.id = c.study
     ORDER BY c.last_access_ms, c.study)"};
constexpr Statement key_candidates_sql{R"(
    SELECT c.study, s.study_instance_uid, c.source, s.created_ms, c.arrived_ms, c.last_access_ms, c.verified_ms,
           c.verified_by, c.file_bytes, c.plain_bytes, c.key_bytes, c.look_ms, c.archive_ms
      FROM (SELECT study FROM cached_study
             WHERE key_bytes > 0 AND look_ms IS NULL AND (last_access_ms, study) > ($1, $2)
             ORDER BY last_access_ms, study LIMIT $3) AS one_candidate
      JOIN cached_study c ON c.study = one_candidate.study
      JOIN study s ON s.id = c.study
     ORDER BY c.last_access_ms, c.study)"};
// Of what is kept, by when it is looked at again: a run is not asked for it, a person is.
constexpr Statement plain_kept_sql{R"(
    SELECT c.study, s.study_instance_uid, c.source, s.created_ms, c.arrived_ms, c.last_access_ms, c.verified_ms,
           c.verified_by, c.file_bytes, c.plain_bytes, c.key_bytes, c.look_ms, c.archive_ms
      FROM (SELECT study FROM cached_study
             WHERE look_ms >= $3 AND look_ms <= $4 AND plain_bytes > 0 AND (last_access_ms, study) > ($1, $2)
             ORDER BY last_access_ms, study LIMIT $5) AS one_candidate
      JOIN cached_study c ON c.study = one_candidate.study
      JOIN study s ON s.id = c.study
     ORDER BY c.last_access_ms, c.study)"};
constexpr Statement key_kept_sql{R"(
    SELECT c.study, s.study_instance_uid, c.source, s.created_ms, c.arrived_ms, c.last_access_ms, c.verified_ms,
           c.verified_by, c.file_bytes, c.plain_bytes, c.key_bytes, c.look_ms, c.archive_ms
      FROM (SELECT study FROM cached_study
             WHERE look_ms >= $3 AND look_ms <= $4 AND key_bytes > 0 AND (last_access_ms, study) > ($1, $2)
             ORDER BY last_access_ms, study LIMIT $5) AS one_candidate
      JOIN cached_study c ON c.study = one_candidate.study
      JOIN study s ON s.id = c.study
     ORDER BY c.last_access_ms, c.study)"};
// Not where somebody has said meanwhile that it is verified, or is not.
constexpr Statement keep_sql{R"(
    UPDATE cached_study SET look_ms = $2 WHERE study = $1 AND coalesce(verified_ms, 0) = $3)"};
constexpr Statement keep_many_sql{"UPDATE cached_study SET look_ms = $2 WHERE study {in_ids}"};
constexpr Statement release_sql{R"(
    UPDATE cached_study SET look_ms = NULL
     WHERE study IN (SELECT one_kept.study FROM (SELECT study FROM cached_study WHERE look_ms >= $1 AND look_ms <= $2
                                                  ORDER BY look_ms, study LIMIT $3) AS one_kept))"};

constexpr Statement archive_candidates_sql{R"(
    SELECT c.study, s.study_instance_uid, c.source, s.created_ms, c.arrived_ms, c.last_access_ms, c.verified_ms,
           c.verified_by, c.file_bytes, c.plain_bytes, c.key_bytes, c.look_ms, c.archive_ms
      FROM (SELECT study FROM cached_study WHERE archive_ms <= $1 ORDER BY archive_ms, study LIMIT $2) AS one_candidate
      JOIN cached_study c ON c.study = one_candidate.study
      JOIN study s ON s.id = c.study
     ORDER BY c.archive_ms, c.study)"};
constexpr Statement set_archive_look_sql{"UPDATE cached_study SET archive_ms = $2 WHERE study = $1"};
constexpr Statement last_of_page_sql{R"(
    SELECT max(one_page.study) FROM (SELECT study FROM cached_study WHERE study > $1 ORDER BY study LIMIT $2) AS one_page)"};
constexpr Statement archive_again_sql{R"(
    UPDATE cached_study SET archive_ms = $3
     WHERE study > $1 AND study <= $2 AND (archive_ms IS NULL OR archive_ms > $3))"};

constexpr Statement set_access_sql{R"(
    UPDATE cached_study SET last_access_ms = $2, fetched_for = NULL
     WHERE study = (SELECT s.id FROM study s WHERE s.study_instance_uid = $1) AND last_access_ms < $2)"};
// What was fetched for another study is wanted as long as that one is.
constexpr Statement access_of_returned_sql{R"(
    UPDATE cached_study
       SET last_access_ms = CASE WHEN fetched_for IS NULL THEN $2
                                 ELSE coalesce((SELECT f.last_access_ms FROM cached_study f
                                                 WHERE f.study = cached_study.fetched_for), $2) END,
           look_ms = NULL
     WHERE study = $1)"};
constexpr Statement is_cached_sql{R"(
    SELECT 1 FROM study s JOIN cached_study c ON c.study = s.id WHERE s.study_instance_uid = $1)"};
constexpr Statement fetched_for_sql{R"(
    UPDATE cached_study SET fetched_for = (SELECT o.id FROM study o WHERE o.study_instance_uid = $2)
     WHERE study = (SELECT s.id FROM study s WHERE s.study_instance_uid = $1))"};
constexpr Statement ensure_cached_sql = visible<Door::archive>(R"(
    INSERT INTO cached_study (study, source, arrived_ms, last_access_ms)
    SELECT s.id, '', 0, 0 FROM study s WHERE s.study_instance_uid = $1
        AND EXISTS (SELECT 1 FROM visible_instance i WHERE i.study = s.id)
    ON CONFLICT (study) DO NOTHING)");
constexpr Statement set_verified_sql{R"(
    UPDATE cached_study SET verified_ms = $3, verified_by = $2, archive_ms = $4, look_ms = NULL
     WHERE study = (SELECT s.id FROM study s WHERE s.study_instance_uid = $1))"};

constexpr Statement is_exported_sql{R"(
    SELECT 1 FROM export e JOIN destination d ON d.id = e.destination
     WHERE e.study_instance_uid = $1 AND e.state IN ('done', 'done_in_part') AND d.is_archive = 0
       AND e.delivered > 0
     LIMIT 1)"};
constexpr Statement last_note_change_sql{R"(
    SELECT coalesce(max(v.created_ms), 0) FROM note_study ns JOIN note_version v ON v.id = ns.note_version
     WHERE ns.study = $1)"};

struct Counted {
    std::int64_t file_bytes = 0;
    std::int64_t plain_bytes = 0;
    std::int64_t key_bytes = 0;
    bool operator==(const Counted&) const = default;
};

CachedStudy cached_from(const Rows& row) {
    CachedStudy found;
    found.study = row.integer(0);
    found.study_instance_uid = row.string(1);
    found.source = row.string(2);
    found.created_ms = row.integer(3);
    found.arrived_ms = row.integer(4);
    found.last_access_ms = row.integer(5);
    found.verified_ms = row.optional_integer(6);
    found.verified_by = row.string(7);
    found.file_bytes = row.integer(8);
    found.plain_bytes = row.integer(9);
    found.key_bytes = row.integer(10);
    found.look_ms = row.optional_integer(11);
    found.archive_ms = row.optional_integer(12);
    return found;
}

std::vector<CachedStudy> read_cached(Rows rows) {
    std::vector<CachedStudy> studies;
    while (rows.next()) studies.push_back(cached_from(rows));
    return studies;
}

// "C-STORE NORTH 192.0.2.7" is NORTH's; the other doors have one word.
std::string source_of(std::string_view received_from) {
    constexpr std::string_view store = "C-STORE ";
    if (!received_from.starts_with(store)) return std::string{received_from};
    received_from.remove_prefix(store.size());
    return std::string{received_from.substr(0, received_from.rfind(' '))};
}

}  // namespace

StudyArrival study_arrival(std::int64_t study, std::string_view received_from, std::int64_t arrived_ms) {
    const bool is_ours = received_from == "kinote" || received_from == "withdrawal";
    return {study, source_of(received_from), arrived_ms, is_ours};
}

void add_study_arrival(Transaction& transaction, const StudyArrival& arrival) {
    transaction.execute(add_arrival_sql,
                        {arrival.study, arrival.source, arrival.arrived_ms, std::int64_t{arrival.is_ours ? 1 : 0}});
}

void add_uncounted_studies(Transaction& transaction, std::span<const StudyArrival> arrivals) {
    for (const StudyArrival& arrival : arrivals) {
        if (arrival.arrived_ms == 0) continue;
        transaction.execute(add_uncounted_sql, {arrival.study, arrival.source, arrival.arrived_ms});
    }
}

void count_cached_studies(Transaction& transaction, std::span<const std::int64_t> studies) {
    const std::string list = id_list(transaction.connection().engine(), studies);
    std::map<std::int64_t, Counted> before;
    {
        Rows rows = transaction.query(hold_counted_sql, {list});
        while (rows.next()) before[rows.integer(0)] = {rows.integer(1), rows.integer(2), rows.integer(3)};
    }
    std::map<std::int64_t, Counted> now;
    {
        Rows rows = transaction.query(count_files_sql, {list});
        while (rows.next()) now[rows.integer(0)].file_bytes = rows.integer(1);
    }
    {
        Rows rows = transaction.query(count_freeable_sql, {list, dicom::uid::KeyObjectSelectionDocumentStorage});
        while (rows.next()) {
            now[rows.integer(0)].plain_bytes = rows.integer(1) - rows.integer(2);
            now[rows.integer(0)].key_bytes = rows.integer(2);
        }
    }
    Counted difference;
    for (const auto& [study, known] : before) {
        const Counted counted = now[study];
        if (counted == known) continue;
        transaction.execute(set_counts_sql, {study, counted.file_bytes, counted.plain_bytes, counted.key_bytes});
        difference.file_bytes += counted.file_bytes - known.file_bytes;
        difference.key_bytes += counted.key_bytes - known.key_bytes;
    }
    if (difference == Counted{}) return;
    transaction.execute(add_to_sums_sql, {difference.file_bytes, difference.key_bytes});
}

std::vector<StudyArrival> list_studies_of_round(Connection& connection, std::int64_t after, std::int64_t limit) {
    std::vector<StudyArrival> studies;
    Rows rows = connection.query(list_round_sql, {after, limit});
    while (rows.next()) {
        studies.push_back(study_arrival(rows.integer(0), rows.text(1), rows.optional_integer(2).value_or(0)));
    }
    return studies;
}

void forget_cached_study(Transaction& transaction, std::int64_t study) {
    transaction.execute(take_from_sums_sql, {study});
    transaction.execute(forget_cached_sql, {study});
}

std::optional<CachedStudy> find_cached_study(Connection& connection, std::string_view study_instance_uid) {
    Rows row = connection.query(find_cached_sql, {study_instance_uid});
    return row.next() ? std::optional{cached_from(row)} : std::nullopt;
}

std::vector<CachedStudy> find_studies_to_free(Connection& connection, CachedPart part, const AccessPosition& after,
                                              std::int64_t limit) {
    return read_cached(connection.query(part == CachedPart::plain ? plain_candidates_sql : key_candidates_sql,
                                        {after.last_access_ms, after.study, limit}));
}

std::vector<CachedStudy> find_kept_studies(Connection& connection, CachedPart part, const AccessPosition& after,
                                           const KeptUntil& until, std::int64_t limit) {
    return read_cached(connection.query(part == CachedPart::plain ? plain_kept_sql : key_kept_sql,
                                        {after.last_access_ms, after.study, until.from_ms, until.to_ms, limit}));
}

void keep_cached_study(Transaction& transaction, const CachedStudy& study, std::int64_t look_ms) {
    transaction.execute(keep_sql, {study.study, look_ms, study.verified_ms.value_or(0)});
}

void keep_cached_studies(Transaction& transaction, std::span<const std::int64_t> studies, std::int64_t look_ms) {
    transaction.execute(keep_many_sql, {id_list(transaction.connection().engine(), studies), look_ms});
}

std::int64_t release_kept_studies(Transaction& transaction, std::int64_t from_ms, std::int64_t until_ms,
                                  std::int64_t limit) {
    return transaction.change(release_sql, {from_ms, until_ms, limit});
}

std::vector<CachedStudy> find_studies_to_archive(Connection& connection, std::int64_t now_ms, std::int64_t limit) {
    return read_cached(connection.query(archive_candidates_sql, {now_ms, limit}));
}

void set_archive_look(Transaction& transaction, std::int64_t study, std::optional<std::int64_t> archive_ms) {
    transaction.execute(set_archive_look_sql, {study, archive_ms});
}

std::int64_t look_for_archiving_again(Transaction& transaction, std::int64_t after, std::int64_t now_ms,
                                      std::int64_t limit) {
    std::int64_t last = 0;
    {
        Rows row = transaction.query(last_of_page_sql, {after, limit});
        row.next();
        last = row.optional_integer(0).value_or(0);
    }
    if (last != 0) transaction.execute(archive_again_sql, {after, last, now_ms});
    return last;
}

void set_last_access(Transaction& transaction, std::string_view study_instance_uid, std::int64_t accessed_ms) {
    transaction.execute(set_access_sql, {study_instance_uid, accessed_ms});
}

void set_access_of_returned(Transaction& transaction, std::int64_t study, std::int64_t returned_ms) {
    transaction.execute(access_of_returned_sql, {study, returned_ms});
}

bool is_study_cached(Connection& connection, std::string_view study_instance_uid) {
    Rows row = connection.query(is_cached_sql, {study_instance_uid});
    return row.next();
}

void set_fetched_for(Transaction& transaction, std::string_view study_instance_uid,
                     std::string_view other_study_instance_uid) {
    transaction.execute(fetched_for_sql, {study_instance_uid, other_study_instance_uid});
}

bool set_verified(Transaction& transaction, std::string_view study_instance_uid, std::string_view verified_by,
                  std::int64_t now_ms) {
    transaction.execute(ensure_cached_sql, {study_instance_uid});  // what has just come is counted later
    const bool is_verified = !verified_by.empty();
    return transaction.change(set_verified_sql, {study_instance_uid, is_verified ? Value{verified_by} : Value{nullptr},
                                                 is_verified ? Value{now_ms} : Value{nullptr}, now_ms}) == 1;
}

bool is_exported(Connection& connection, std::string_view study_instance_uid) {
    Rows row = connection.query(is_exported_sql, {study_instance_uid});
    return row.next();
}

std::int64_t last_note_change(Connection& connection, std::int64_t study) {
    Rows row = connection.query(last_note_change_sql, {study});
    row.next();
    return row.integer(0);
}

}  // namespace kinote::database
