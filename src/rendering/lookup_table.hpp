#pragma once
// Lookup tables as DICOM describes them: modality, VOI, presentation and palette (PS3.3 C.11.1, C.11.2, C.11.6, C.7.9).

#include <cstdint>
#include <optional>
#include <vector>

#include "dicom/dataset.hpp"
#include "dicom/tag.hpp"

namespace kinote::rendering {

/// Never empty.
struct LookupTable {
    std::int64_t first = 0;  ///< the input that the first entry is for
    std::vector<std::uint16_t> entries;
    unsigned bits = 16;  ///< of an entry, 1 to 16

    /// The entry for the input; the first or last one for inputs beyond.
    [[nodiscard]] std::uint16_t at(std::int64_t input) const;
    /// The entry as share of the highest possible one, 0 to 1.
    [[nodiscard]] double fraction(std::int64_t input) const;
};

struct TableTags {
    dicom::Tag descriptor;
    dicom::Tag data;
};

/// Reads a table from its descriptor and data. @param can_be_negative whether its inputs can, which decides how the
/// descriptor's second value is meant. @return nothing where there is no descriptor or no data.
/// @throws base::Error corrupt where the data has fewer entries than the descriptor says.
[[nodiscard]] std::optional<LookupTable> read_lookup_table(const dicom::Item& item, TableTags tags,
                                                           bool can_be_negative, bool is_big_endian);

/// The same with Segmented Palette Color Lookup Table Data (PS3.3 C.7.9.2).
[[nodiscard]] std::optional<LookupTable> read_segmented_table(const dicom::Item& item, TableTags tags,
                                                              bool is_big_endian);

}  // namespace kinote::rendering
