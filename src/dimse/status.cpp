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

bool is_warning(Status status) {  // PS3.7 C.4
    const auto number = static_cast<unsigned>(status);
    constexpr unsigned attribute_list_error = 0x0107;
    constexpr unsigned attribute_value_out_of_range = 0x0116;
    return number >> 12 == 0xB || number == 0x0001 || number == attribute_list_error ||
           number == attribute_value_out_of_range;
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

Status query_status(base::ErrorKind kind) {  // PS3.4 Tables C.4-1 to C.4-3
    switch (kind) {
        case base::ErrorKind::unavailable: return Status::out_of_resources;
        case base::ErrorKind::invalid: return Status::identifier_does_not_match_sop_class;
        case base::ErrorKind::refused: return Status::not_authorized;
        case base::ErrorKind::not_found:
        case base::ErrorKind::corrupt:
        case base::ErrorKind::internal: return Status::unable_to_process;
    }
    std::abort();
}

Status normalized_status(base::ErrorKind kind) {  // PS3.7 10.1.1.1.8 and 10.1.4.1.10
    switch (kind) {
        case base::ErrorKind::unavailable: return Status::resource_limitation;
        case base::ErrorKind::invalid:
        case base::ErrorKind::corrupt: return Status::invalid_argument_value;
        case base::ErrorKind::refused: return Status::not_authorized;
        case base::ErrorKind::not_found: return Status::no_such_object_instance;
        case base::ErrorKind::internal: return Status::processing_failure;
    }
    std::abort();
}

std::string_view error_comment(base::ErrorKind kind) {
    switch (kind) {
        case base::ErrorKind::invalid: return "the request cannot be, see the log";
        case base::ErrorKind::not_found: return "not found";
        case base::ErrorKind::corrupt: return "the data set cannot be understood";
        case base::ErrorKind::refused: return "not allowed";
        case base::ErrorKind::unavailable: return "not possible now, try again";
        case base::ErrorKind::internal: return "internal error";
    }
    std::abort();
}

}  // namespace kinote::dimse
