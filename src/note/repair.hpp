#pragma once
// The repaired reading of a received document: what its remedies make of it, and what stays as it is. Pure: the
// document is not changed, and what is written for the repaired note is a new document.

#include <boost/json/value.hpp>
#include <string>
#include <vector>

#include "dicom/dataset.hpp"
#include "note/kos_reader.hpp"
#include "note/remedy.hpp"

namespace kinote::note {

/// A finding that the repair takes away, with what stands at its place and what stands for it afterwards. The words are
/// for a person, and may hold what the document says of its patient.
struct RepairedFinding {
    Finding finding;
    std::string before;
    std::string after;

    friend bool operator==(const RepairedFinding&, const RepairedFinding&) = default;
};

/// A finding that stays.
struct LeftFinding {
    Finding finding;
    std::string why;

    friend bool operator==(const LeftFinding&, const LeftFinding&) = default;
};

struct Repair {
    KosReading reading;  ///< repaired; its findings are those that are left
    std::vector<RepairedFinding> repaired;
    std::vector<LeftFinding> left;
    std::string
        obstacle;  ///< why the reading is not to be registered in place of the document's; empty where it may be

    /// The rules of the repaired findings.
    [[nodiscard]] RuleSet rules() const;
};

/// @param kos  not kept. @param chosen  rules whose findings are to be repaired; findings of others are left.
/// @throws     nothing for what the object contains.
[[nodiscard]] Repair repair_kos(const dicom::Dataset& kos, const ReadingOptions& options, const RuleSet& chosen);

/// An array of objects: a finding's, with `before` and `after`.
[[nodiscard]] boost::json::value to_json(const std::vector<RepairedFinding>& repaired);
/// An object with `repaired`, `left` (findings with `why`), `verdict` and `obstacle` (null where there is none).
[[nodiscard]] boost::json::value to_json(const Repair& repair);

}  // namespace kinote::note
