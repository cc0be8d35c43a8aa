#pragma once
// The visible objects that a retrieval asks for, page by page.

#include <cstdint>
#include <string>
#include <vector>

#include "database/connection.hpp"
#include "database/export_table.hpp"

namespace kinote::database {

/// What is named, at the lowest level that is not empty; the ones above it must agree.
struct RetrieveScope {
    std::string patient_id;
    std::vector<std::string> study_instance_uids;
    std::vector<std::string> series_instance_uids;
    std::vector<std::string> sop_instance_uids;
};

/// How many there are now, and the last of them: what comes later is not sent.
struct RetrieveExtent {
    std::int64_t objects = 0;
    std::int64_t last_instance = 0;
};
[[nodiscard]] RetrieveExtent measure_retrieval(Connection& connection, const RetrieveScope& scope);

/// A page behind that instance, up to and with the last one, in the order of arrival.
[[nodiscard]] std::vector<ObjectToSend> find_objects_to_retrieve(Connection& connection, const RetrieveScope& scope,
                                                                 std::int64_t after_instance,
                                                                 std::int64_t last_instance, std::int64_t limit);

/// The studies of a patient.
[[nodiscard]] std::vector<std::string> studies_of_patient(Connection& connection, std::string_view patient_id);

}  // namespace kinote::database
