#include "note/kosd_source.hpp"

#include "dicom/sop_class.hpp"

namespace kinote::note {

ReferenceType reference_type_of(std::string_view sop_class_uid, bool has_rows_and_columns) {
    if (dicom::is_image_storage(sop_class_uid)) return ReferenceType::image;
    if (dicom::is_waveform(sop_class_uid)) return ReferenceType::waveform;
    const bool is_known = dicom::find_storage_sop_class(sop_class_uid) != nullptr;
    return !is_known && has_rows_and_columns ? ReferenceType::image : ReferenceType::composite;
}

}  // namespace kinote::note
