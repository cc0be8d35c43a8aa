#pragma once
// The table `cached_study`: what of each study lies in files of the cache, when it came, when it was last wanted, and
// when Autopilot looks at it.

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "database/connection.hpp"

namespace kinote::database {

/// What arrivals tell of a study.
struct StudyArrival {
    std::int64_t study = 0;
    std::string source;           ///< an AE title, or the door
    std::int64_t arrived_ms = 0;  ///< of the last of them
    bool is_ours = false;         ///< made here: the study is none the younger for it
};
/// What an object tells that came by that door at that time. @param received_from  as `instance` has it.
[[nodiscard]] StudyArrival study_arrival(std::int64_t study, std::string_view received_from, std::int64_t arrived_ms);
/// Enters them. The study is looked at for archiving next.
void add_study_arrival(Transaction& transaction, const StudyArrival& arrival);

/// Counts anew what of these studies lies in files, and corrects the sums by the difference. What is in no row of
/// cached_study is left out.
void count_cached_studies(Transaction& transaction, std::span<const std::int64_t> studies);

/// Enters those of which something is here and that have no row yet.
void add_uncounted_studies(Transaction& transaction, std::span<const StudyArrival> arrivals);

/// What every study tells of itself, in the order of rows: for the round over all of them. Where nothing of a study is
/// here its time is 0.
[[nodiscard]] std::vector<StudyArrival> list_studies_of_round(Connection& connection, std::int64_t after,
                                                              std::int64_t limit);

/// Takes the row away together with what it adds to the sums: the study is going.
void forget_cached_study(Transaction& transaction, std::int64_t study);

struct CachedStudy {
    std::int64_t study = 0;
    std::string study_instance_uid;
    std::string source;
    std::int64_t created_ms = 0;  ///< first known here
    std::int64_t arrived_ms = 0;
    std::int64_t last_access_ms = 0;
    std::optional<std::int64_t> verified_ms;
    std::string verified_by;
    std::int64_t file_bytes = 0;
    std::int64_t plain_bytes = 0;
    std::int64_t key_bytes = 0;
    std::optional<std::int64_t> look_ms;
    std::optional<std::int64_t> archive_ms;
};
[[nodiscard]] std::optional<CachedStudy> find_cached_study(Connection& connection, std::string_view study_instance_uid);

enum class CachedPart { plain, key_groups };
/// Where a page of candidates goes on.
struct AccessPosition {
    std::int64_t last_access_ms = 0;
    std::int64_t study = 0;
};
/// Those that have something of that part to free and are not kept at the moment, the least recently accessed first.
[[nodiscard]] std::vector<CachedStudy> find_studies_to_free(Connection& connection, CachedPart part,
                                                            const AccessPosition& after, std::int64_t limit);
/// Between which two, themselves included, `look_ms` lies.
struct KeptUntil {
    std::int64_t from_ms = 0;
    std::int64_t to_ms = 0;
};
/// Of those that are kept at the moment, in the same order. The work grows with those that are kept so.
[[nodiscard]] std::vector<CachedStudy> find_kept_studies(Connection& connection, CachedPart part,
                                                         const AccessPosition& after, const KeptUntil& until,
                                                         std::int64_t limit);
/// Looks at the study for freeing no sooner, unless it was verified, or that was taken back, since it was read.
void keep_cached_study(Transaction& transaction, const CachedStudy& study, std::int64_t look_ms);
/// The same for many. @param look_ms  also a negative number, which stands for whatever else they wait for.
void keep_cached_studies(Transaction& transaction, std::span<const std::int64_t> studies, std::int64_t look_ms);
/// Lets those be looked at again whose `look_ms` lies between the two, at most so many. @return how many.
std::int64_t release_kept_studies(Transaction& transaction, std::int64_t from_ms, std::int64_t until_ms,
                                  std::int64_t limit);

/// Those that are to be looked at for archiving by now, the longest waiting first.
[[nodiscard]] std::vector<CachedStudy> find_studies_to_archive(Connection& connection, std::int64_t now_ms,
                                                               std::int64_t limit);
/// @param archive_ms  absent: not before something changes.
void set_archive_look(Transaction& transaction, std::int64_t study, std::optional<std::int64_t> archive_ms);
/// Has the studies of a page, behind that row, looked at for archiving. @return the last row; 0: there was none.
[[nodiscard]] std::int64_t look_for_archiving_again(Transaction& transaction, std::int64_t after, std::int64_t now_ms,
                                                    std::int64_t limit);

/// Somebody wanted the study for itself. The time never goes back.
void set_last_access(Transaction& transaction, std::string_view study_instance_uid, std::int64_t accessed_ms);
/// Studies that came back from an archive: each has the access time of the study that it was fetched for, else this
/// one.
void set_access_of_returned(Transaction& transaction, std::int64_t study, std::int64_t returned_ms);
[[nodiscard]] bool is_study_cached(Connection& connection, std::string_view study_instance_uid);
/// Says for which study another is fetched; empty: for itself.
void set_fetched_for(Transaction& transaction, std::string_view study_instance_uid,
                     std::string_view other_study_instance_uid);
/// False where nobody knows the study. @param verified_by  empty: it is not verified.
[[nodiscard]] bool set_verified(Transaction& transaction, std::string_view study_instance_uid,
                                std::string_view verified_by, std::int64_t now_ms);

/// Whether the study has gone to a destination that is no archive, as a whole or in part.
[[nodiscard]] bool is_exported(Connection& connection, std::string_view study_instance_uid);
/// When a note of the study was last made or edited; 0: never.
[[nodiscard]] std::int64_t last_note_change(Connection& connection, std::int64_t study);

}  // namespace kinote::database
