#pragma once
// From a note to what its KOSDs are written from: PS3.3 C.17.6.2.1, a copy in each study that it refers to.

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "base/uuid.hpp"
#include "database/creatable_note.hpp"
#include "dicom/study_context.hpp"
#include "note/kosd_source.hpp"

namespace kinote::object_creator {

/// What a site says of itself in the documents that it makes.
struct KosdIdentity {
    base::Uuid installation{};
    note::KosdEquipment equipment;
    std::string series_number = "9001";
    std::string series_description = "Key Image Notes";
};

/// What is written of a note: its visible references, each placed, and the studies that they lie in.
struct Selection {
    std::vector<note::KosdReference> references;
    std::vector<std::string> studies;  ///< Study Instance UIDs, in their order
    std::vector<std::string> omitted;  ///< SOP Instance UIDs of references that are hidden
};
/// @throws Error invalid where study, series or class of a reference is not known, with the remedies.
[[nodiscard]] Selection select(const database::CreatableNote& note);

/// The visible references whose study, series or class is not known: SOP Instance UIDs.
[[nodiscard]] std::vector<std::string> unplaced_references(const database::CreatableNote& note);

/// @param studies  those of the selection, and the one that the note is filed in where that is known here. @throws
/// Error invalid where two of them are different patients' (PS3.3 C.17.6.2.1: a document is one patient's), with the
/// remedy.
void require_one_patient(const database::CreatableNote& note, const std::vector<note::KosdStudy>& studies);

/// A study as its copy of the document shows it.
struct StudyOfCopy {
    note::KosdStudy study;
    dicom::StudyContext context;
};

/// One source for each study of the selection, in their order; Instance Numbers are left to whoever stores them.
/// @param studies  those of the selection, by Study Instance UID. @param now_ms  for a note that has no time.
[[nodiscard]] std::vector<note::KosdSource> build_kosd_sources(const database::CreatableNote& note,
                                                               const Selection& selection,
                                                               const std::map<std::string, StudyOfCopy>& studies,
                                                               const KosdIdentity& identity, std::int64_t now_ms);

}  // namespace kinote::object_creator
