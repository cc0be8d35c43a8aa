#pragma once
// Coded concepts (PS3.3 8.8), and the ones of PS3.16 that a key image note is written with.

#include <string>
#include <string_view>

namespace kinote::note {

/// A code as it was read or is written. Compares by value and scheme: the meaning is for people only.
struct Code {
    std::string value;    ///< Code Value, Long Code Value or URN Code Value
    std::string scheme;   ///< Coding Scheme Designator; empty for a URN
    std::string meaning;  ///< Code Meaning

    [[nodiscard]] bool is_empty() const { return value.empty(); }
    friend bool operator==(const Code& left, const Code& right) {
        return left.value == right.value && left.scheme == right.scheme;
    }
};

/// A code of the standard.
struct Term {
    std::string_view value;
    std::string_view scheme;
    std::string_view meaning;  ///< exactly as in PS3.16

    [[nodiscard]] Code code() const { return {std::string{value}, std::string{scheme}, std::string{meaning}}; }
    friend bool operator==(const Code& left, const Term& right) {
        return left.value == right.value && left.scheme == right.scheme;
    }
};

namespace term {

// TID 2010
inline constexpr Term DocumentTitleModifier{"113011", "DCM", "Document Title Modifier"};
inline constexpr Term KeyObjectDescription{"113012", "DCM", "Key Object Description"};
// TID 1204
inline constexpr Term LanguageOfContent{"121049", "DCM", "Language of Content Item and Descendants"};
// TID 1002, CID 270
inline constexpr Term ObserverType{"121005", "DCM", "Observer Type"};
inline constexpr Term Person{"121006", "DCM", "Person"};
inline constexpr Term Device{"121007", "DCM", "Device"};
// TID 1003
inline constexpr Term PersonObserverName{"121008", "DCM", "Person Observer Name"};
inline constexpr Term PersonObserverOrganization{"121009", "DCM", "Person Observer's Organization Name"};
inline constexpr Term PersonObserverRoleInOrganization{"121010", "DCM", "Person Observer's Role in the Organization"};
inline constexpr Term PersonObserverRoleInProcedure{"121011", "DCM", "Person Observer's Role in this Procedure"};
inline constexpr Term PersonObserverLoginName{"128774", "DCM", "Person Observer's Login Name"};
// TID 1004
inline constexpr Term DeviceObserverUid{"121012", "DCM", "Device Observer UID"};
inline constexpr Term DeviceObserverName{"121013", "DCM", "Device Observer Name"};
inline constexpr Term DeviceObserverManufacturer{"121014", "DCM", "Device Observer Manufacturer"};
inline constexpr Term DeviceObserverModelName{"121015", "DCM", "Device Observer Model Name"};
inline constexpr Term DeviceObserverSerialNumber{"121016", "DCM", "Device Observer Serial Number"};
inline constexpr Term DeviceObserverLocation{"121017", "DCM", "Device Observer Physical Location During Observation"};

// CID 7005 "Contributing Equipment Purpose of Reference"
inline constexpr Term ModifyingEquipment{"109103", "DCM", "Modifying Equipment"};

// Titles of CID 7010 that something is decided by
inline constexpr Term OfInterest{"113000", "DCM", "Of Interest"};
inline constexpr Term RejectedForQualityReasons{"113001", "DCM", "Rejected for Quality Reasons"};
inline constexpr Term QualityIssue{"113010", "DCM", "Quality Issue"};
inline constexpr Term BestInSet{"113013", "DCM", "Best In Set"};
inline constexpr Term RejectedForPatientSafetyReasons{"113037", "DCM", "Rejected for Patient Safety Reasons"};
inline constexpr Term IncorrectModalityWorklistEntry{"113038", "DCM", "Incorrect Modality Worklist Entry"};
inline constexpr Term DataRetentionPolicyExpired{"113039", "DCM", "Data Retention Policy Expired"};
inline constexpr Term ManifestWithDescription{"131560", "DCM", "Manifest with Description"};
/// The code of the IHE MADO trial implementation for the same.
inline constexpr Term TrialManifestWithDescription{"MADOTEMP001", "99IHE", "Manifest with Description"};

}  // namespace term
}  // namespace kinote::note
