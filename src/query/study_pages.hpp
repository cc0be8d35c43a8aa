#pragma once
// The patients and studies that an identifier may be about, by the narrowest index that its keys give.

#include <cstdint>
#include <vector>

#include "database/database.hpp"
#include "database/patient_query.hpp"
#include "database/study_query.hpp"
#include "query/identifier.hpp"

namespace kinote::query {

/// By what patients are looked for. Finds all that match, and others.
[[nodiscard]] database::PatientSearch patient_search(const Identifier& identifier);

/// Pages of studies, those that match and others, each once, only what is visible. One thread.
class StudyPages {
public:
    /// Both outlive this.
    StudyPages(database::Database& database, const Identifier& identifier);

    /// Passes over so many studies at the beginning, where every visible study is found, without reading them.
    /// @return whether it has; nothing is passed over where not.
    bool skip(std::int64_t studies);
    /// The next page; empty behind the last one.
    /// @param most  of the page, at least 1.
    [[nodiscard]] std::vector<database::QueriedStudy> next(std::int64_t most);

private:
    bool next_patients();

    database::Database& database_;
    bool is_by_patients_ = false;
    database::PatientSearch patients_;
    database::QueriedPatient last_patient_;
    database::StudySearch search_;
    std::vector<database::QueriedStudy> last_study_;  ///< at most one
};

}  // namespace kinote::query
