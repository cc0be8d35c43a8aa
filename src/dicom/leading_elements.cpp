#include "dicom/leading_elements.hpp"

#include <fmt/format.h>

#include <cstddef>
#include <utility>
#include <vector>

#include "base/error.hpp"
#include "dicom/buffered_start.hpp"
#include "dicom/element_walker.hpp"
#include "dicom/file_meta.hpp"

namespace kinote::dicom {

Dataset read_up_to(const ByteSource& part10, Tag last, const DatasetOptions& options) {
    const BufferedStart start{part10};
    const FileMeta meta = read_file_meta(start);
    if (meta.encoding.deflated) return Dataset::read(part10, options);
    ElementWalker walker{start, meta.data_set_offset, start.size(), meta.encoding};
    while (!walker.is_next_behind(last)) {
        const WalkEvent event = walker.next();
        if (event == WalkEvent::end) break;
        if (event == WalkEvent::sequence_begin && !walker.head().has_undefined_length) walker.skip_sequence();
    }
    const std::uint64_t end = walker.position();
    if (end > options.limits.bytes) {
        throw base::Error{base::ErrorKind::invalid,
                          fmt::format("the elements up to {} are too large to be read", to_string(last))};
    }
    std::vector<std::byte> bytes(end);
    bytes.resize(start.read_at(0, bytes));
    return Dataset::parse(std::move(bytes), options);
}

}  // namespace kinote::dicom
