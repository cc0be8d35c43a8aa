#pragma once
// The keys of one directory record, as an object says them.

#include <cstdint>
#include <string>
#include <vector>

#include "dicom/dataset.hpp"
#include "dicom/element_writer.hpp"
#include "dicom/tag.hpp"
#include "media/directory_keys.hpp"

namespace kinote::media {

/// A value that a record needs and the object lacks: it stands in the record alone.
struct MadeValue {
    dicom::Tag tag;
    std::string value;
};

/// Writes Specific Character Set, where a key may need it, and the keys. What has to be made is made of other dates of
/// the object, or of the number, or says that it is not known.
/// @param object  in little endian, at least as far as last_key(). @param number  of the record among its siblings,
/// from 1.
[[nodiscard]] std::vector<MadeValue> write_keys(dicom::ElementWriter& writer, const RecordType& type,
                                                const dicom::Item& object, std::uint64_t number);

/// The last element of an object that a record of that type, and those above it, are made of.
[[nodiscard]] dicom::Tag last_key(const RecordType& type);

}  // namespace kinote::media
