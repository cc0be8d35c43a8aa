#pragma once
// What of an object can be told again when its bytes have gone: digests of its content, whatever its encoding.

#include <string>

#include "dicom/byte_source.hpp"

namespace kinote::dicom {

struct ContentDigests {
    std::string content;  ///< of the whole data set: 64 hexadecimal digits
    std::string bulk;     ///< of pixels, waveforms, spectra and encapsulated documents; the same for all without any
};

/// Reads an object in one pass, without its group 0002. Digests of two objects are equal where is_same_data_set() says
/// that they are, but for elements that the dictionary does not know and one of the two has in Implicit VR: then only
/// `bulk` may be relied on. Memory does not depend on the size.
/// @throws base::Error corrupt where it cannot be parsed to its end, invalid where it inflates to too much.
[[nodiscard]] ContentDigests digest_content(const ByteSource& object);

}  // namespace kinote::dicom
