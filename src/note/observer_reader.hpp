#pragma once
// Reads the observer context of a document, PS3.16 TID 1002 to 1004.

#include <vector>

#include "dicom/dataset.hpp"
#include "note/code.hpp"
#include "note/finding_list.hpp"
#include "note/key_image_note.hpp"

namespace kinote::note {

/// Takes the items with HAS OBS CONTEXT in their order. Each observer begins with its type, or with a second name or
/// UID.
class ObserverReader {
public:
    explicit ObserverReader(FindingList& findings) : findings_{findings} {}

    void add(const dicom::Item& item, const Code& concept_name, const Place& place);
    /// All observers. Judges K37 for the last one; the others are judged when the next begins.
    [[nodiscard]] std::vector<Observer> take();

private:
    void begin(ObserverType type, const Place& place);
    /// The observer that a value of that type belongs to; begins one where the last is of the other type.
    Observer& current(ObserverType type, const Place& place);
    void judge_last();

    FindingList& findings_;
    std::vector<Observer> observers_;
    Place place_of_last_;
};

}  // namespace kinote::note
