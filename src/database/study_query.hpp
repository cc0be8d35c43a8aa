#pragma once
// Studies of which something visible is here, page by page, each page by an index. What only notes know of is none.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "database/connection.hpp"
#include "database/queried_rows.hpp"

namespace kinote::database {

struct StudySearch {
    enum class By {
        all,
        studies,                     ///< with one of the Study Instance UIDs
        series,                      ///< that have a series with one of the UIDs
        instances,                   ///< that have a visible object with one of the UIDs
        patients,                    ///< of one of the patients' rows
        accession_number,            ///< equal to `first`
        accession_number_beginning,  ///< begins with `first`
        dates,                       ///< from `first` to `last`, the latest first
        kosds,                       ///< that have a visible KOSD
        notes,                       ///< that have visible notes, the latest first
    };
    By by = By::all;
    std::vector<std::string_view> uids;  ///< of what lives as long as the search
    std::vector<std::int64_t> patients;
    std::string first;
    std::string last;
};

/// The row of the last of so many studies at the beginning, in the order of By::all; absent where there are fewer.
/// @param skipped  at least 1.
[[nodiscard]] std::optional<std::int64_t> skip_studies(Connection& connection, std::int64_t skipped);

/// The next studies behind one, in an order that stays. @param after  the last one of the page before; absent for the
/// first page.
[[nodiscard]] std::vector<QueriedStudy> next_studies(Connection& connection, const StudySearch& search,
                                                     const QueriedStudy* after, std::int64_t limit);

}  // namespace kinote::database
