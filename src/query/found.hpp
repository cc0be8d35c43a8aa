#pragma once
// A match as far as it has been found, from the patient down, and the values of its attributes.

#include <string>
#include <vector>

#include "database/nearline_table.hpp"
#include "database/note_titles.hpp"
#include "database/queried_rows.hpp"
#include "database/query_counts.hpp"
#include "dicom/dataset.hpp"
#include "dicom/tag.hpp"
#include "query/identifier.hpp"

namespace kinote::query {

/// What is counted and collected for the matches of a page.
struct Gathered {
    database::CountsById of_patients;
    database::CountsById of_studies;
    database::CountsById of_series;
    database::NearlineRows nearline;
    database::TextsById modalities;    ///< by study
    database::TextsById sop_classes;   ///< by study
    database::TitlesById note_titles;  ///< by study, where they are asked for
};

/// Null below the level that the search has come to. Valid as long as the page.
struct Found {
    const database::QueriedPatient* patient = nullptr;
    const database::QueriedStudy* study = nullptr;
    const database::QueriedSeries* series = nullptr;
    const database::QueriedInstance* instance = nullptr;
    const dicom::Dataset* object_of_series = nullptr;  ///< one of its objects; null where it was not or cannot be read
    const dicom::Dataset* object = nullptr;            ///< the instance's own, likewise
    bool lacks_object = false;  ///< keys are asked for that only an archive could read now: they stay empty
    const Gathered* gathered = nullptr;
    const std::string* retrieve_ae_title = nullptr;
};

/// The values of an attribute of the index, or counted, or constant; empty texts where there is none.
[[nodiscard]] std::vector<std::string> values_of(const Found& found, dicom::Tag tag);

/// The object that a key of KeySource::of_object is read from; null where there is none.
[[nodiscard]] const dicom::Dataset* object_of(const Found& found, const KeyRule& rule);

/// The notes of the study are as they are asked for.
[[nodiscard]] bool matches_notes(const NoteKeys& keys, const std::vector<note::Code>& titles);

/// All keys of that level match, their ranges of moments too. Of keys that objects have, and of kinds, only where they
/// have been read and gathered.
[[nodiscard]] bool matches(const Identifier& identifier, const Found& found, QueryLevel level, KeySource source);

}  // namespace kinote::query
