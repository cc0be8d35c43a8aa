#pragma once
// Text in XML 1.0.

#include <string>
#include <string_view>

namespace kinote::dicomweb {

/// Appends text as content of an element or as value of an attribute in quotation marks: a reader gets back every
/// character, line ends too. What XML 1.0 cannot hold in any form, controls and the two that are no characters, becomes
/// U+FFFD. @param utf8  well-formed.
void append_xml_text(std::string& xml, std::string_view utf8);

}  // namespace kinote::dicomweb
