#pragma once
// Turns the bytes of an object into the content of a Dataset.

#include <cstddef>
#include <memory>
#include <vector>

#include "dicom/dataset.hpp"
#include "dicom/dataset_content.hpp"

namespace kinote::dicom::detail {

/// @throws base::Error as Dataset::parse.
[[nodiscard]] std::unique_ptr<const DatasetContent> parse_content(std::vector<std::byte> part10,
                                                                  const DatasetOptions& options);

}  // namespace kinote::dicom::detail
