#include "dicom/structure.hpp"

#include <algorithm>

#include "dicom/element_walker.hpp"
#include "dicom/file_meta.hpp"
#include "dicom/inflated_source.hpp"

namespace kinote::dicom {
namespace {

StructureCounts walk_all(ElementWalker walker) {
    StructureCounts counts;
    while (true) {
        switch (walker.next()) {
            case WalkEvent::element:
            case WalkEvent::sequence_begin:
            case WalkEvent::fragments_begin: ++counts.elements; break;
            case WalkEvent::item_begin:
                ++counts.items;
                counts.depth = std::max(counts.depth, walker.head().depth);
                break;
            case WalkEvent::fragment: ++counts.fragments; break;
            case WalkEvent::end: return counts;
            default: break;
        }
    }
}

}  // namespace

StructureCounts check_structure(const ByteSource& part10) {
    const FileMeta meta = read_file_meta(part10);
    if (meta.encoding.deflated) {
        const InflatedSource inflated{part10, meta.data_set_offset};
        return walk_all({inflated, 0, inflated.size(), meta.encoding});
    }
    return walk_all({part10, meta.data_set_offset, part10.size(), meta.encoding});
}

}  // namespace kinote::dicom
