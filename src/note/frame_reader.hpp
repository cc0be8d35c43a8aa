#pragma once
// Reads the lists of frames of one document (Referenced Frame Number, PS3.3 C.18.4).

#include <cstddef>
#include <cstdint>
#include <vector>

#include "dicom/dataset.hpp"
#include "note/finding_list.hpp"

namespace kinote::note {

/// One document, one thread. Memory is limited, whatever the document says.
class FrameReader {
public:
    static constexpr std::size_t most_of_reference = 10'000;
    static constexpr std::size_t most_of_document = 100'000;

    explicit FrameReader(FindingList& findings) : findings_{findings} {}

    /// The frames that the item names; empty for all, and, with a finding of K22, where one is not positive or there
    /// are more than the limits.
    [[nodiscard]] std::vector<std::int32_t> read(const dicom::Item& item, const Place& place);

private:
    FindingList& findings_;
    std::size_t read_ = 0;  ///< frames so far
};

}  // namespace kinote::note
