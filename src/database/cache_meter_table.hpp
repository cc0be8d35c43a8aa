#pragma once
// The tables `cache_meter`, `cache_intake` and `cache_change`: how much lies in the cache, how fast it comes, and what
// has still to be counted.

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "database/connection.hpp"

namespace kinote::database {

struct CacheMeter {
    std::int64_t file_bytes = 0;  ///< in files of the cache
    std::int64_t key_bytes = 0;   ///< of those, of key groups
    std::int64_t last_instance = 0;
    std::int64_t last_note_version = 0;
    std::int64_t last_round_study = 0;
    std::int64_t round_ms = 0;
};
[[nodiscard]] CacheMeter read_cache_meter(Connection& connection);

/// An object that has arrived, as the meter looks at it.
struct MeteredArrival {
    std::int64_t instance = 0;
    std::int64_t study = 0;
    std::int64_t file_bytes = 0;  ///< 0 where it lies in the database
    std::int64_t stored_ms = 0;
    std::string received_from;
};
/// Behind that row, in the order of rows.
[[nodiscard]] std::vector<MeteredArrival> find_metered_arrivals(Connection& connection, std::int64_t after,
                                                                std::int64_t limit);

struct IntakeOfHour {
    std::int64_t hour_ms = 0;
    std::int64_t bytes = 0;
};
/// Says up to which row arrivals are counted, and adds what they brought to their hours. @return false where another
/// has counted meanwhile: nothing is added then.
[[nodiscard]] bool move_cache_meter(Transaction& transaction, std::int64_t from, std::int64_t to,
                                    std::span<const IntakeOfHour> hours);
/// Adds to an hour what came otherwise.
void add_intake(Transaction& transaction, const IntakeOfHour& hour);
/// SQLite gives the row of an object that is gone to the next one: the meter goes back behind the last that is here.
void turn_back_cache_meter(Transaction& transaction);
void forget_intake_before(Transaction& transaction, std::int64_t hour_ms);
struct MeasuredIntake {
    std::int64_t bytes = 0;
    std::int64_t first_hour_ms = 0;  ///< the first hour in which anything came; 0: none
};
[[nodiscard]] MeasuredIntake measure_intake(Connection& connection, std::int64_t since_ms);

/// Says that what lies in files of a study, or what of it may be freed, changed other than by an arrival.
/// @param came_bytes  that an archive has sent back.
void add_cache_change(Transaction& transaction, std::string_view study_instance_uid, std::int64_t now_ms);
/// The same for many. @param studies  rows.
void add_cache_changes(Transaction& transaction, std::span<const std::int64_t> studies, std::int64_t now_ms);
void add_cache_return(Transaction& transaction, std::int64_t instance, std::int64_t came_bytes, std::int64_t now_ms);
struct CacheChange {
    std::int64_t id = 0;
    std::int64_t study = 0;
    std::int64_t came_bytes = 0;
    std::int64_t at_ms = 0;
};
[[nodiscard]] std::vector<CacheChange> find_cache_changes(Connection& connection, std::int64_t limit);
/// @return false where another has taken one of them: undo the transaction then.
[[nodiscard]] bool take_cache_changes(Transaction& transaction, std::span<const std::int64_t> ids);

/// The studies of notes that were written behind that row. `last` is the row up to which it was looked.
struct NotedStudies {
    std::vector<std::int64_t> studies;
    std::int64_t last = 0;
};
[[nodiscard]] NotedStudies find_noted_studies(Connection& connection, std::int64_t after, std::int64_t until_ms,
                                              std::int64_t limit);
void set_last_note_version(Transaction& transaction, std::int64_t note_version);
/// How far the round over all studies has come, and when the next one begins.
void set_cache_round(Transaction& transaction, std::int64_t last_study, std::int64_t round_ms);

}  // namespace kinote::database
