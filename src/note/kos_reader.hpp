#pragma once
// Reads a Key Object Selection Document (PS3.3 A.35.4, PS3.16 TID 2010) as far as it can be read, and judges it.

#include <span>
#include <vector>

#include "dicom/dataset.hpp"
#include "note/document_title.hpp"
#include "note/finding.hpp"
#include "note/identical_documents.hpp"
#include "note/key_image_note.hpp"
#include "note/known_objects.hpp"

namespace kinote::note {

struct ReadingOptions {
    bool is_strict = false;  ///< K05 and K27 become errors
    std::span<const SiteTitle> site_titles;
    /// What else is known; null where nothing is: then K27, K33, K34 and the parts of K08 and K22 that need it are
    /// not judged.
    const KnownObjects* known_objects = nullptr;
};

struct KosReading {
    KeyImageNote note;
    NoteRole role = NoteRole::note;
    std::vector<IdenticalDocument> identical_documents;
    std::vector<Finding>
        findings;  ///< in the order of the rules; of one rule and severity at most 20, the last says how many more

    [[nodiscard]] Verdict verdict() const { return verdict_of(findings); }
};

/// References come from the content tree, or where it has none from the evidence sequence (K04); what stands only in
/// the evidence is never a key image. Study and series come from the evidence, else from the known objects.
/// @param kos  not kept.
/// @return     the note as far as it can be read, and the findings, one of severity error when it cannot be used.
/// @throws     nothing for what the object contains.
[[nodiscard]] KosReading read_kos(const dicom::Dataset& kos, const ReadingOptions& options = {});

}  // namespace kinote::note
