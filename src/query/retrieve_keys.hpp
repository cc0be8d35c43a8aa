#pragma once
// The identifier of a C-MOVE or C-GET request: what is to be sent, PS3.4 C.4.2.1.4.

#include <cstddef>
#include <string>
#include <vector>

#include "dicom/dataset.hpp"
#include "query/key_rule.hpp"

namespace kinote::query {

/// UIDs that one request may name.
inline constexpr std::size_t most_retrieved_uids = 10'000;

struct RetrieveKeys {
    QueryLevel level = QueryLevel::study;
    std::string patient_id;                        ///< empty where it is not given
    std::vector<std::string> study_instance_uids;  ///< one, but for a list at its own level; none where not given
    std::vector<std::string> series_instance_uids;
    std::vector<std::string> sop_instance_uids;
};

/// @param is_patient_root  the model. @param is_relational  agreed on: keys above the level may be missing.
/// @throws Error invalid, in words for the peer that name no value: no level of the model, a unique key that is
/// missing, several values or a wild card where one is needed, no UID, too many.
[[nodiscard]] RetrieveKeys read_retrieve_keys(const dicom::Item& identifier, bool is_patient_root, bool is_relational);

}  // namespace kinote::query
