#pragma once
// Copies parsed elements into data sets that are written.

#include "dicom/dataset.hpp"
#include "dicom/element_writer.hpp"

namespace kinote::dicom {

/// The element with all that it contains, its values byte for byte: of an object in little endian, and into a data set
/// of the same character set. A VR that is none of the standard's is written as UN.
/// @throws base::Error invalid for a value that its VR cannot hold.
void copy_element(ElementWriter& writer, const Element& element);

/// The item, with its delimiters. @throws as copy_element().
void copy_item(ElementWriter& writer, const Item& item);

}  // namespace kinote::dicom
