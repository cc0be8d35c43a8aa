#pragma once
// Objects whose bytes lie in an archive and no longer here, in the columns of `instance`: what may be freed, what is
// NEARLINE, who holds it, and how it comes back.

#include <cstdint>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "database/connection.hpp"

namespace kinote::database {

/// A visible object that no archive in use has taken responsibility for with this content.
struct UnarchivedObject {
    std::string sop_instance_uid;
    std::string reason;  ///< what the ledger says of it, in words
};
/// Of a study; at most so many.
[[nodiscard]] std::vector<UnarchivedObject> find_unarchived_objects(Connection& connection,
                                                                    std::string_view study_instance_uid,
                                                                    std::int64_t limit);

/// A job that works on a study, or is going to.
struct JobAboutStudy {
    std::int64_t id = 0;
    std::string kind;
    std::string state;
};
[[nodiscard]] std::vector<JobAboutStudy> find_jobs_about_study(Connection& connection,
                                                               std::string_view study_instance_uid);

/// An object whose bytes lie in a file of the cache.
struct FreeableObject {
    std::int64_t instance = 0;
    std::string sop_instance_uid;
    std::int64_t size = 0;
    std::string sha256;
    std::string path;
};
/// The visible ones of a study but KOSDs, in the order of arrival, at most so many. @param keeps_key_groups  without
/// key images and the presentation states that they are shown with.
[[nodiscard]] std::vector<FreeableObject> list_freeable_objects(Connection& connection,
                                                                std::string_view study_instance_uid,
                                                                bool keeps_key_groups, std::int64_t limit);
/// Nobody marks the study, nor freezes a KOSD from it, before the transaction ends. @return false where it is unknown.
bool hold_study(Transaction& transaction, std::string_view study_instance_uid);
struct FreedContent {
    std::string content_sha256;  ///< see dicom::ContentDigests
    std::string bulk_sha256;
    /// See rendering::digest_decoded(); absent where there are none.
    std::optional<std::string> decoded_content_sha256{};
    std::optional<std::string> decoded_bulk_sha256{};
};
/// The object is NEARLINE from now on. @return false where its bytes do not lie there any more.
bool free_object(Transaction& transaction, const FreeableObject& object, const FreedContent& content,
                 std::int64_t now_ms);

/// Visible objects of a study that are NEARLINE.
[[nodiscard]] std::int64_t count_nearline_objects(Connection& connection, std::string_view study_instance_uid);

/// Rows with a visible object that is NEARLINE.
struct NearlineRows {
    std::set<std::int64_t> patients;
    std::set<std::int64_t> studies;
    std::set<std::int64_t> series;
};
/// Of those studies' rows. `patients` stays empty.
[[nodiscard]] NearlineRows nearline_rows_of_studies(Connection& connection, std::span<const std::int64_t> studies);
/// Those of the patients' rows.
[[nodiscard]] NearlineRows nearline_rows_of_patients(Connection& connection, std::span<const std::int64_t> patients);

/// An archive in use that has committed NEARLINE objects of a study.
struct NearlineHolder {
    std::string name;
    std::int64_t objects = 0;
};
/// Who holds most comes first.
[[nodiscard]] std::vector<NearlineHolder> find_nearline_holders(Connection& connection,
                                                                std::string_view study_instance_uid);
/// Whether anything here lies in that archive alone.
[[nodiscard]] bool has_nearline_objects(Connection& connection, std::int64_t destination);

/// An object that is to come back.
struct WantedObject {
    std::int64_t instance = 0;
    std::string series_instance_uid;
    std::string sop_instance_uid;
};
/// What of a study is visible, NEARLINE and held by an archive, by series.
[[nodiscard]] std::vector<WantedObject> list_wanted_objects(Connection& connection, std::string_view study_instance_uid,
                                                            std::int64_t destination);
/// Whether something of the study is here and hidden: what an archive has of it must not come by asking for all.
[[nodiscard]] bool has_hidden_objects(Connection& connection, std::string_view study_instance_uid);
/// Those of the objects of which other content came, and was refused.
[[nodiscard]] std::set<std::string, std::less<>> find_refused(Connection& connection,
                                                              std::span<const std::string_view> objects);

/// The archive in use that may send that object back: it has committed this content, and one of its AE titles is this.
struct Returner {
    std::int64_t destination = 0;
    std::string name;
};
[[nodiscard]] std::optional<Returner> find_returner(Connection& connection, std::string_view sop_instance_uid,
                                                    std::string_view sha256, std::string_view ae_title);

/// Whether any archive in use has committed this content of the object.
[[nodiscard]] bool is_archived(Connection& connection, std::string_view sop_instance_uid, std::string_view sha256);

struct ReturnedObject {
    std::int64_t instance = 0;
    std::string_view sop_instance_uid;
    std::string_view sha256_before;
    std::string_view sha256;
    std::string_view checksum{};  ///< as NewInstance has it
    std::int64_t size = 0;
    std::string_view path;
    std::string_view transfer_syntax_uid;
    /// The archive that changed its content; absent where the content is the same, and so in all ledgers.
    std::optional<std::int64_t> changed_by;
};
/// The object is ONLINE from now on, and the ledger knows its new digest. @return false where another was quicker.
bool bring_back(Transaction& transaction, const ReturnedObject& object, std::int64_t now_ms);

}  // namespace kinote::database
