#include "dicomweb/attribute_format.hpp"

#include "dicomweb/media_range.hpp"

namespace kinote::dicomweb {

std::string_view accepted_attribute_format(const http::Request& request) {
    for (const MediaRange& range : accepted_ranges(request)) {
        if (range.is_multipart) {
            if (range.takes(native_xml_type)) return native_xml_type;
            continue;
        }
        if (range.takes(dicom_json_type)) return dicom_json_type;
        if (range.takes(plain_json_type)) return plain_json_type;
    }
    return {};
}

std::string_view accepted_store_answer(const http::Request& request) {
    return accepted_type(request, {dicom_json_type, plain_json_type, native_xml_type});
}

}  // namespace kinote::dicomweb
