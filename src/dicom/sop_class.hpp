#pragma once
// What the storage SOP classes are, PS3.4 B.5 and PS3.6 Annex A: the one table that decides how an object counts.

#include <cstdint>
#include <span>
#include <string_view>

namespace kinote::dicom {

enum class SopClassKind : std::uint8_t {
    image,               ///< one frame only
    multi_frame_image,   ///< may have Number of Frames (0028,0008)
    presentation_state,  ///< softcopy presentation states of all sorts
    waveform,
    structured_report,  ///< SR documents, and Key Object Selection Documents
    other,              ///< RT, encapsulated documents, raw data, registrations, ...
};

struct StorageSopClass {
    std::string_view uid;
    std::string_view name;  ///< as in PS3.6 Table A-1
    SopClassKind kind;
};

/// Every composite storage SOP class known here, in the order of the UIDs' text; retired ones included.
[[nodiscard]] std::span<const StorageSopClass> storage_sop_classes();

/// Null where the UID is no storage SOP class that is known here.
[[nodiscard]] const StorageSopClass* find_storage_sop_class(std::string_view uid);

/// The name of a storage or service SOP class; empty where unknown.
[[nodiscard]] std::string_view sop_class_name(std::string_view uid);

/// Known as composite storage class, or private: whatever does not lie below the standard's root 1.2.840.10008 can be
/// one. False for services, transfer syntaxes and other UIDs of the standard.
[[nodiscard]] bool can_be_composite_storage(std::string_view uid);

[[nodiscard]] bool is_composite_storage(std::string_view uid);
/// Single-frame and multi-frame image classes.
[[nodiscard]] bool is_image_storage(std::string_view uid);
[[nodiscard]] bool is_multi_frame_image(std::string_view uid);
[[nodiscard]] bool is_presentation_state(std::string_view uid);
[[nodiscard]] bool is_waveform(std::string_view uid);
[[nodiscard]] bool is_structured_report(std::string_view uid);

}  // namespace kinote::dicom
