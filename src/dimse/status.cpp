#include "dimse/status.hpp"

#include <cstdlib>

namespace kinote::dimse {

bool is_stored(Status status) {
    switch (status) {
        case Status::success:
        case Status::coercion_of_data_elements:
        case Status::elements_discarded:
        case Status::data_set_warning: return true;
        default: return false;
    }
}

bool can_pass(Status status) {
    constexpr unsigned last_lack_of_resources = 0xA702;
    const auto number = static_cast<unsigned>(status);
    return status == Status::processing_failure || status == Status::resource_limitation ||
           (number >= static_cast<unsigned>(Status::out_of_resources) && number <= last_lack_of_resources);
}

Status store_status(base::ErrorKind kind) {  // PS3.4 Table B.2-1, PS3.7 9.1.1.1.9
    switch (kind) {
        case base::ErrorKind::unavailable:
        case base::ErrorKind::internal: return Status::out_of_resources;  // the sender may try again
        case base::ErrorKind::invalid: return Status::data_set_does_not_match_sop_class;
        case base::ErrorKind::refused: return Status::not_authorized;
        case base::ErrorKind::not_found:
        case base::ErrorKind::corrupt: return Status::cannot_understand;
    }
    std::abort();
}

}  // namespace kinote::dimse
