#pragma once
// The references of a document as a repair has them: UIDs as they must be meant, classes and places as the objects have
// them.

#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "dicom/dataset.hpp"
#include "note/evidence.hpp"
#include "note/kos_reader.hpp"
#include "note/remedy.hpp"

namespace kinote::note {

/// A UID without the zeros that its components begin with (PS3.5 9.1); nothing where that makes no well formed one.
[[nodiscard]] std::optional<std::string> without_leading_zeros(std::string_view uid);

/// One document, while it is repaired. What it is given outlives it.
class RepairedReferences {
public:
    RepairedReferences(const dicom::Dataset& kos, const ReadingOptions& options, const RuleSet& chosen);

    /// Changes the references of the note to what they are once repaired.
    void repair(KeyImageNote& note);

    /// What stands for the class that a finding K08 names; nothing where nobody can tell.
    [[nodiscard]] std::optional<std::string> class_at(const std::string& place) const;
    /// The well formed UID for the one that a finding K40 names; nothing where none is known.
    [[nodiscard]] std::optional<std::string> uid_at(const std::string& place) const;

private:
    [[nodiscard]] std::optional<std::string> well_formed(const std::string& uid) const;
    [[nodiscard]] std::optional<KnownObject> known(const std::string& uid) const;
    [[nodiscard]] std::optional<std::string> class_of(const std::string& uid, const std::string& in_tree) const;
    void place(NoteReference& reference) const;
    void place_presentation_state(NoteReference& reference) const;

    const dicom::Dataset& kos_;
    const ReadingOptions& options_;
    const RuleSet& chosen_;
    Evidence evidence_;
};

/// How many references of the note have no study, series or class, or a presentation state that has none.
[[nodiscard]] std::size_t count_unplaced(const KeyImageNote& note);
/// The studies that references and presentation states lie in; without those that are not known.
[[nodiscard]] std::set<std::string> studies_of_references(const KeyImageNote& note);

}  // namespace kinote::note
