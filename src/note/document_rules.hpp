#pragma once
// The rules for what stands around the content tree: identity, series, equipment, encoding of values.

#include "dicom/dataset.hpp"
#include "note/finding_list.hpp"
#include "note/kos_reader.hpp"

namespace kinote::note {

/// Judges K01, K02, K09 to K11, K15, K28, K29, K32.
void judge_document(const dicom::Dataset& kos, FindingList& findings);

/// Judges K12 to K14.
void judge_title(const Code& title, const ReadingOptions& options, FindingList& findings);

/// Judges K30 and K31 for every value in the document.
void judge_values(const dicom::Item& document, FindingList& findings);

}  // namespace kinote::note
