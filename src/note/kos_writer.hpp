#pragma once
// Writes Key Object Selection Documents: PS3.3 A.35.4 and C.17, PS3.16 TID 2010.

#include <cstddef>
#include <vector>

#include "note/kosd_source.hpp"

namespace kinote::note {

/// A Part 10 object in Explicit VR Little Endian and UTF-8. The same source gives the same bytes.
/// @throws base::Error invalid with what is wrong, where the source cannot become a document that keeps the standard:
///         without references, with an unplaced one, with objects that are named twice, a title or a modifier that its
///         title demands missing, several studies without their copies.
[[nodiscard]] std::vector<std::byte> write_kosd(const KosdSource& source);

}  // namespace kinote::note
