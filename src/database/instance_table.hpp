#pragma once
// The tables `instance`, `object_bytes` and `refused_object`: which objects are here, and where their bytes are.

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "database/connection.hpp"

namespace kinote::database {

struct NewInstance {
    std::int64_t study = 0;
    std::int64_t series = 0;
    std::string_view sop_instance_uid;
    std::string_view sop_class_uid;
    std::string_view transfer_syntax_uid;
    std::string_view instance_number;
    std::int64_t number_of_frames = 0;
    std::int64_t rows = 0;
    std::int64_t columns = 0;
    std::int64_t size = 0;  ///< bytes
    std::string_view sha256;
    std::string_view checksum{};       ///< base::Checksum of the bytes; empty: unknown
    std::optional<std::string> path;   ///< in the cache folder; absent: `bytes`
    std::span<const std::byte> bytes;  ///< of the Part 10 object, where path is absent
    std::string_view received_from;
};

/// Where an object's bytes are.
struct StoredObject {
    std::int64_t instance = 0;
    std::string sop_instance_uid;
    std::string sop_class_uid;
    std::string study_instance_uid;
    std::int64_t size = 0;
    std::string sha256;
    std::optional<std::string> path;  ///< in the cache folder; absent: in object_bytes
    bool is_nearline = false;         ///< the bytes are in an archive, and not here
    /// base::Checksum of the bytes; empty where it is unknown, or the query did not read it.
    std::string checksum{};
    /// Those of object_bytes, where the query read them together with the row.
    std::optional<std::vector<std::byte>> bytes = std::nullopt;
};

/// What an arrival must know before it is stored, in one query.
struct Whereabouts {
    std::optional<std::int64_t> study;
    std::optional<std::int64_t> series;
    bool is_established_by_object = false;
    std::string patient_id;
    std::string issuer_of_patient_id;
    std::string patient_name;
    std::string birth_date;
    std::optional<StoredObject> instance;  ///< the object that is here under the same UID
    std::int64_t study_of_instance = 0;
    std::string content_sha256;  ///< of an instance that is NEARLINE, see dicom::ContentDigests
    std::string bulk_sha256;
    std::string decoded_content_sha256;  ///< see rendering::digest_decoded(); empty where there are none
    std::string decoded_bulk_sha256;
    std::optional<std::int64_t> note_version;  ///< the version of a note that reserved this UID
    std::string rejected_as;         ///< Code Value of the strongest rejection of the object in force; empty: none
    bool was_here_rejected = false;  ///< the object has been here under a rejection, or before one
    bool has_tombstone = false;      ///< the object was here, and was purged
};

/// What another object needs to know of one.
struct InstanceSummary {
    std::string sop_instance_uid;
    std::string sop_class_uid;
    std::string study_instance_uid;
    std::string series_instance_uid;
    std::int64_t number_of_frames = 0;
};

[[nodiscard]] Whereabouts find_whereabouts(Connection& connection, std::string_view study_instance_uid,
                                           std::string_view series_instance_uid, std::string_view sop_instance_uid);

struct AddedInstance {
    std::int64_t id = 0;
    bool is_awaited = false;  ///< a note references it without knowing its study, or a KOSD cannot be made without it
};
/// Absent where another arrival of the same UID was quicker.
[[nodiscard]] std::optional<AddedInstance> add_instance(Transaction& transaction, const NewInstance& instance,
                                                        std::int64_t now_ms);

/// For doors: the object where it is visible, with its bytes where they lie in the database.
[[nodiscard]] std::optional<StoredObject> find_visible_object(Connection& connection,
                                                              std::string_view sop_instance_uid);
/// The bytes of an object that lies in the database; absent where there are none.
[[nodiscard]] std::optional<std::vector<std::byte>> read_object_bytes(Connection& connection, std::int64_t instance);

/// An object, whatever its visibility, with what its judging needs to know of its surroundings: in one query.
struct ObjectInPlace {
    StoredObject object;  ///< with its bytes where they lie in the database
    bool is_withheld = false;
    bool is_marked = false;  ///< for deletion
    std::string received_from;
    std::string series_instance_uid;
    bool is_among_other_modality = false;  ///< a series with its series' UID holds anything but KOSDs
    std::int64_t patient = 0;              ///< the row of the patient that its study is known under
    std::string patient_id;
    std::string issuer_of_patient_id;
    std::string patient_name;
    std::string birth_date;
};
[[nodiscard]] std::optional<ObjectInPlace> find_object_in_place(Connection& connection,
                                                                std::string_view sop_instance_uid);

/// Those of the UIDs that are here, whatever their visibility, in one query.
[[nodiscard]] std::vector<InstanceSummary> find_instances(Connection& connection,
                                                          std::span<const std::string_view> sop_instance_uids);
/// The same of what is visible: for what people are told.
[[nodiscard]] std::vector<InstanceSummary> find_visible_instances(Connection& connection,
                                                                  std::span<const std::string_view> sop_instance_uids);
/// Whether a series with this UID holds anything but KOSDs.
[[nodiscard]] bool is_series_of_other_modality(Connection& connection, std::string_view series_instance_uid);

/// Hides the object until a person decides, or shows it again. @param reason  absent: no longer withheld.
void withhold_instance(Transaction& transaction, std::int64_t instance, const std::optional<std::string>& reason);

struct RefusedObject {
    std::string_view sop_instance_uid;
    std::string_view sha256;
    std::int64_t size = 0;
    std::optional<std::string> path;
    std::string_view received_from;
};
/// False where the same content was refused before, and where it is not kept and its UID has as many rows of such
/// objects as there may be.
bool add_refused_object(Transaction& transaction, const RefusedObject& object, std::int64_t now_ms);
/// Refused objects of one UID that have a row without being kept.
inline constexpr std::int64_t most_refused_rows_without_a_file = 20;

/// What a refusal must know before anything is copied, in one query.
struct RefusalSituation {
    bool was_refused_before = false;  ///< the same content under the same UID
    std::int64_t kept_bytes = 0;      ///< of all refused objects that are kept
};
[[nodiscard]] RefusalSituation find_refusal_situation(Connection& connection, std::string_view sop_instance_uid,
                                                      std::string_view sha256);

/// Those of the paths that a row says its bytes are in, in one query.
[[nodiscard]] std::set<std::string, std::less<>> find_known_paths(Connection& connection,
                                                                  std::span<const std::string_view> paths);

}  // namespace kinote::database
