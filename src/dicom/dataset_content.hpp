#pragma once
// How a Dataset keeps what it parsed: one array of nodes in the order of the bytes. Only dataset*.cpp include this.

#include <cstdint>
#include <vector>

#include "dicom/character_set.hpp"
#include "dicom/file_meta.hpp"
#include "dicom/tag.hpp"
#include "dicom/vr.hpp"

namespace kinote::dicom::detail {

enum class NodeKind : std::uint8_t { item, element, sequence };

/// What lies between a node and `next` is inside it: the elements of an item, the items of a sequence.
struct DatasetNode {
    Tag tag;
    Vr vr;
    NodeKind kind;
    bool is_big_endian;           ///< of an element
    bool is_sorted;               ///< of an item: its elements ascend
    std::uint16_t character_set;  ///< of an item: index into character_sets
    std::uint32_t next;           ///< index of the node behind everything inside
    std::uint32_t value_offset;   ///< in bytes
    std::uint32_t length;         ///< of an element's value
};

struct DatasetContent {
    FileMeta meta;
    std::vector<std::byte> bytes;    ///< the Part 10 object, or the inflated data set
    std::vector<DatasetNode> nodes;  ///< the data set as an item first
    std::vector<CharacterSet> character_sets;
};

}  // namespace kinote::dicom::detail
