#pragma once
// Rows as the API and the commands print them.

#include <boost/json/value.hpp>
#include <cstdint>
#include <optional>

#include "database/job_exception_table.hpp"
#include "database/job_listing.hpp"
#include "database/retry_rule_table.hpp"
#include "query/studies.hpp"

namespace kinote::server {

[[nodiscard]] boost::json::value to_json(const database::ListedStudy& study);
[[nodiscard]] boost::json::value to_json(const query::StudyPage& page);
[[nodiscard]] boost::json::value to_json(const database::ListedNote& note);
/// The ETag of a note: another version has another one.
[[nodiscard]] std::string entity_tag(const database::ListedNote& note);
/// With its findings, as one that is quarantined.
[[nodiscard]] boost::json::object quarantined_to_json(const database::ListedKosd& kosd);
/// With role and number of references, as a rejection note or manifest.
[[nodiscard]] boost::json::value selection_to_json(const database::ListedKosd& kosd);
[[nodiscard]] boost::json::value to_json(const database::JobRow& job);
[[nodiscard]] boost::json::value to_json(const database::ExceptionRow& exception);
[[nodiscard]] boost::json::value to_json(const database::RetryRule& rule);

/// ISO 8601: in UTC where the time is known so, else as the local time that a DICOM DT gives; null for neither.
[[nodiscard]] boost::json::value time_to_json(const std::optional<std::int64_t>& utc_ms,
                                              const std::optional<std::string>& dicom_date_time);

}  // namespace kinote::server
