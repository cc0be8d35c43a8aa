#pragma once
// Patients of whom something visible is here, page by page, each page by an index.

#include <string>
#include <string_view>
#include <vector>

#include "database/connection.hpp"
#include "database/queried_rows.hpp"

namespace kinote::database {

struct PatientSearch {
    enum class By {
        all,
        patient_id,            ///< equal to `value`
        patient_id_beginning,  ///< begins with `value`
        name_beginning,        ///< the searchable name begins with `value`
    };
    By by = By::all;
    std::string value;
};

/// The next patients behind one, in an order that stays. @param after  the last one of the page before, or a new one.
[[nodiscard]] std::vector<QueriedPatient> next_patients(Connection& connection, const PatientSearch& search,
                                                        const QueriedPatient& after, std::int64_t limit);

}  // namespace kinote::database
