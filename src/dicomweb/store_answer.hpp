#pragma once
// What is answered to a store request (PS3.18 10.5.3, Annex I).

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "http/response.hpp"

namespace kinote::dicomweb {

/// What became of one object.
struct StoreResult {
    std::string sop_class_uid;  ///< of an object that cannot be understood as far as that this and the others are empty
    std::string sop_instance_uid;
    std::string series_instance_uid;
    std::string study_instance_uid;
    std::uint16_t failure = 0;  ///< Failure Reason (0008,1197), PS3.18 Table I.2-2; 0: it is stored
    std::uint16_t warning = 0;  ///< Warning Reason (0008,1196) of what is stored, PS3.18 Table I.2-1; 0: none
    std::string words;          ///< why it failed, or what is wrong with it, for people; no patient data

    [[nodiscard]] bool is_stored() const { return failure == 0; }
};

/// The Store Instances Response Module. Where all are stored 200; where some are, or with warnings, 202; where none is
/// 409, or 403 where none may be, or 503 with Retry-After where all may be stored later. The words of failures are in a
/// private attribute (0021,1003) KINOTE. @param results  at least one. @param service  our address.
/// @param type  as accepted_store_answer() says it.
[[nodiscard]] http::Response store_response(const std::vector<StoreResult>& results, std::string_view service,
                                            std::string_view type);

}  // namespace kinote::dicomweb
