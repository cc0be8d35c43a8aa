#pragma once
// Whether a Part 10 object is whole: every length right, nothing cut off.

#include <cstdint>

#include "dicom/byte_source.hpp"

namespace kinote::dicom {

struct StructureCounts {
    std::uint64_t elements = 0;  ///< sequences included, of all levels
    std::uint64_t items = 0;
    std::uint64_t fragments = 0;
    unsigned depth = 0;  ///< deepest nesting of sequences
};

/// Walks the whole data set behind the file meta information, pixel data included, without reading values. Memory does
/// not depend on the size. A deflated data set is inflated, up to 4 GiB.
/// @throws base::Error corrupt, with words and offset, where a length lies, the object is cut off, or it is no DICOM.
StructureCounts check_structure(const ByteSource& part10);

}  // namespace kinote::dicom
