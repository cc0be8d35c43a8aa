#pragma once
// Reads the content tree of a Key Object Selection Document (PS3.16 TID 2010).

#include <optional>
#include <string>
#include <vector>

#include "dicom/dataset.hpp"
#include "note/content_item.hpp"
#include "note/finding_list.hpp"
#include "note/key_image_note.hpp"

namespace kinote::note {

/// A reference of the tree, as it stands there.
struct TreeReference {
    NoteReference reference;  ///< without study and series
    ValueType value_type = ValueType::composite;
    bool is_in_library = false;  ///< below a nested CONTAINER: stands there beside its place in the tree itself
    Place place;
};

struct ContentTree {
    std::vector<Code> modifiers;
    std::string description;
    std::string language;
    std::vector<Observer> observers;
    std::vector<TreeReference> references;
};

/// @param title  decides whether nested containers are allowed (131560 "Manifest with Description").
/// Judges K17 to K20, K23, K37, K38, K40, and of K22 what needs no other object.
[[nodiscard]] ContentTree read_content_tree(const dicom::Item& document, const Code& title, FindingList& findings);

/// The UID where a reference can be used by it; empty, with finding K40, where not. Leading zeros are a finding only.
[[nodiscard]] std::string reference_uid_in(const dicom::Item& item, dicom::Tag uid, const Place& place,
                                           FindingList& findings);

}  // namespace kinote::note
