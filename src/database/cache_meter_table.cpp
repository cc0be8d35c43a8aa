#include "database/cache_meter_table.hpp"

#include <algorithm>

#include "database/lists.hpp"

namespace kinote::database {
namespace {

constexpr Statement read_meter_sql{R"(
    SELECT file_bytes, key_bytes, last_instance, last_note_version, last_round_study, round_ms
      FROM cache_meter WHERE id = 1)"};
constexpr Statement metered_arrivals_sql{R"(
    SELECT i.id, i.study, CASE WHEN i.path IS NULL THEN 0 ELSE i.size END, i.stored_ms, i.received_from
      FROM instance i WHERE i.id > $1 ORDER BY i.id LIMIT $2)"};
constexpr Statement move_meter_sql{"UPDATE cache_meter SET last_instance = $2 WHERE id = 1 AND last_instance = $1"};
constexpr Statement turn_back_sql{R"(
    UPDATE cache_meter SET last_instance = coalesce((SELECT max(i.id) FROM instance i), 0)
     WHERE id = 1 AND last_instance > coalesce((SELECT max(i.id) FROM instance i), 0))"};
constexpr Statement add_intake_sql{R"(
    INSERT INTO cache_intake (hour_ms, bytes) VALUES ($1, $2)
    ON CONFLICT (hour_ms) DO UPDATE SET bytes = cache_intake.bytes + excluded.bytes)"};
constexpr Statement forget_intake_sql{"DELETE FROM cache_intake WHERE hour_ms < $1"};
constexpr Statement measure_intake_sql{R"(
    SELECT CAST(coalesce(sum(bytes), 0) AS BIGINT), coalesce(min(hour_ms), 0) FROM cache_intake WHERE hour_ms >= $1)"};

constexpr Statement add_change_sql{R"(
    INSERT INTO cache_change (study, came_bytes, at_ms)
    SELECT s.id, 0, CAST($2 AS BIGINT) FROM study s WHERE s.study_instance_uid = $1)"};
constexpr Statement add_changes_sql{R"(
    INSERT INTO cache_change (study, came_bytes, at_ms)
    SELECT s.id, 0, CAST($2 AS BIGINT) FROM study s WHERE s.id {in_ids})"};
constexpr Statement add_return_sql{R"(
    INSERT INTO cache_change (study, came_bytes, at_ms)
    SELECT i.study, CAST($2 AS BIGINT), CAST($3 AS BIGINT) FROM instance i WHERE i.id = $1)"};
constexpr Statement find_cache_changes_sql{
    "SELECT id, study, came_bytes, at_ms FROM cache_change WHERE id > 0 ORDER BY id LIMIT $1"};
constexpr Statement take_cache_changes_sql{"DELETE FROM cache_change WHERE id {in_ids}"};

constexpr Statement last_note_version_sql{R"(
    SELECT max(one_page.id) FROM (SELECT id FROM note_version WHERE id > $1 AND created_ms <= $2
                                   ORDER BY id LIMIT $3) AS one_page)"};
constexpr Statement noted_studies_sql{R"(
    SELECT DISTINCT ns.study FROM note_study ns WHERE ns.note_version > $1 AND ns.note_version <= $2)"};
constexpr Statement set_note_version_sql{
    "UPDATE cache_meter SET last_note_version = $1 WHERE id = 1 AND last_note_version < $1"};
constexpr Statement set_round_sql{"UPDATE cache_meter SET last_round_study = $1, round_ms = $2 WHERE id = 1"};

}  // namespace

CacheMeter read_cache_meter(Connection& connection) {
    Rows row = connection.query(read_meter_sql);
    row.next();
    return {row.integer(0), row.integer(1), row.integer(2), row.integer(3), row.integer(4), row.integer(5)};
}

std::vector<MeteredArrival> find_metered_arrivals(Connection& connection, std::int64_t after, std::int64_t limit) {
    std::vector<MeteredArrival> arrivals;
    Rows rows = connection.query(metered_arrivals_sql, {after, limit});
    while (rows.next()) {
        arrivals.push_back({rows.integer(0), rows.integer(1), rows.integer(2), rows.integer(3), rows.string(4)});
    }
    return arrivals;
}

bool move_cache_meter(Transaction& transaction, std::int64_t from, std::int64_t to,
                      std::span<const IntakeOfHour> hours) {
    if (transaction.change(move_meter_sql, {from, to}) != 1) return false;
    for (const IntakeOfHour& hour : hours) add_intake(transaction, hour);
    return true;
}

void add_intake(Transaction& transaction, const IntakeOfHour& hour) {
    transaction.execute(add_intake_sql, {hour.hour_ms, hour.bytes});
}

void turn_back_cache_meter(Transaction& transaction) { transaction.execute(turn_back_sql); }

void forget_intake_before(Transaction& transaction, std::int64_t hour_ms) {
    transaction.execute(forget_intake_sql, {hour_ms});
}

MeasuredIntake measure_intake(Connection& connection, std::int64_t since_ms) {
    Rows row = connection.query(measure_intake_sql, {since_ms});
    row.next();
    return {row.integer(0), row.integer(1)};
}

void add_cache_change(Transaction& transaction, std::string_view study_instance_uid, std::int64_t now_ms) {
    transaction.execute(add_change_sql, {study_instance_uid, now_ms});
}

void add_cache_changes(Transaction& transaction, std::span<const std::int64_t> studies, std::int64_t now_ms) {
    transaction.execute(add_changes_sql, {id_list(transaction.connection().engine(), studies), now_ms});
}

void add_cache_return(Transaction& transaction, std::int64_t instance, std::int64_t came_bytes, std::int64_t now_ms) {
    transaction.execute(add_return_sql, {instance, came_bytes, now_ms});
}

std::vector<CacheChange> find_cache_changes(Connection& connection, std::int64_t limit) {
    std::vector<CacheChange> changes;
    Rows rows = connection.query(find_cache_changes_sql, {limit});
    while (rows.next()) changes.push_back({rows.integer(0), rows.integer(1), rows.integer(2), rows.integer(3)});
    return changes;
}

bool take_cache_changes(Transaction& transaction, std::span<const std::int64_t> ids) {
    const std::string list = id_list(transaction.connection().engine(), ids);
    return transaction.change(take_cache_changes_sql, {list}) == static_cast<std::int64_t>(ids.size());
}

NotedStudies find_noted_studies(Connection& connection, std::int64_t after, std::int64_t until_ms, std::int64_t limit) {
    NotedStudies noted;
    {
        Rows row = connection.query(last_note_version_sql, {after, until_ms, limit});
        row.next();
        noted.last = row.optional_integer(0).value_or(after);
    }
    if (noted.last == after) return noted;
    Rows rows = connection.query(noted_studies_sql, {after, noted.last});
    while (rows.next()) noted.studies.push_back(rows.integer(0));
    return noted;
}

void set_last_note_version(Transaction& transaction, std::int64_t note_version) {
    transaction.execute(set_note_version_sql, {note_version});
}

void set_cache_round(Transaction& transaction, std::int64_t last_study, std::int64_t round_ms) {
    transaction.execute(set_round_sql, {last_study, round_ms});
}

}  // namespace kinote::database
