#pragma once
// Writes the content tree of a Key Object Selection Document, PS3.16 TID 2010 with TID 1002 to 1004 and 1204.

#include <string>
#include <string_view>

#include "dicom/element_writer.hpp"
#include "note/code.hpp"
#include "note/kosd_source.hpp"

namespace kinote::note {

/// A code sequence of one item, PS3.3 8.8.
void write_code(dicom::ElementWriter& writer, dicom::Tag sequence, const Code& code);

/// Content Sequence (0040,A730): modifiers, language, observers, description, then the references in the
/// note's order: images, waveforms, others.
void write_content(dicom::ElementWriter& writer, const KosdSource& source);

/// As a value of a VR that a backslash would split and that holds one line: such characters become spaces.
[[nodiscard]] std::string single_value(std::string_view text);

}  // namespace kinote::note
