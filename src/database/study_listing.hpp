#pragma once
// Studies as they are listed for people: pages, counts, search.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "database/connection.hpp"

namespace kinote::database {

struct ListedStudy {
    std::int64_t id = 0;
    std::string study_instance_uid;
    std::string patient_id;
    std::string patient_name;
    std::string patient_birth_date;
    std::string patient_sex;
    std::string study_date;
    std::string accession_number;
    std::string description;
    std::vector<std::string> modalities;  ///< of its visible objects
    std::int64_t notes = 0;               ///< visible ones
    std::int64_t objects = 0;             ///< visible ones
    bool is_nearline = false;             ///< the bytes of one of them are in an archive, and not here
};

struct StudyFilter {
    bool has_notes = false;
    /// What a patient's name, a patient's ID or an accession number begins with; without regard to case in names.
    std::string search;
    std::int64_t limit = 25;
    std::int64_t offset = 0;
};

/// A page of studies, the latest first. Its work does not grow with the studies that there are, but with the offset.
[[nodiscard]] std::vector<ListedStudy> list_studies(Connection& connection, const StudyFilter& filter);
/// Absent where that would take longer than a page: of more than a thousand, or where more than two thousand
/// match.
[[nodiscard]] std::optional<std::int64_t> count_studies(Connection& connection, const StudyFilter& filter);
[[nodiscard]] std::optional<ListedStudy> find_listed_study(Connection& connection, std::string_view study_instance_uid);

}  // namespace kinote::database
