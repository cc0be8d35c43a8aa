#pragma once
// A Key Object Selection Document read, with the pictures of what it points at.

#include <string>
#include <string_view>

#include "dicomweb/named_objects.hpp"

namespace kinote::dicomweb {

/// The document as the page of its note. What is not visible, or is another patient's, is named and not linked.
/// @throws base::Error corrupt where it cannot be read, not_found where it is not visible any more.
[[nodiscard]] std::string document_as_page(const DicomWebRooms& rooms, const database::WebObject& document,
                                           std::string_view service, bool as_html);

}  // namespace kinote::dicomweb
