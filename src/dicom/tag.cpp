#include "dicom/tag.hpp"

#include <fmt/format.h>

namespace kinote::dicom {

std::string to_string(Tag tag) { return fmt::format("({:04X},{:04X})", tag.group, tag.element); }

}  // namespace kinote::dicom
