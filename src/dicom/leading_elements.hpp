#pragma once
// The first elements of an object, so that those of a large image cost no more than those of a small one.

#include "dicom/byte_source.hpp"
#include "dicom/dataset.hpp"
#include "dicom/tag.hpp"

namespace kinote::dicom {

/// The elements of an object up to and with that tag; of a deflated one all. Nothing behind them is read.
/// @throws base::Error as Dataset::parse.
[[nodiscard]] Dataset read_up_to(const ByteSource& part10, Tag last, const DatasetOptions& options = {});

}  // namespace kinote::dicom
