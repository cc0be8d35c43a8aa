#include "exporter/medium_object.hpp"

#include <fmt/format.h>

#include <utility>

#include "base/error.hpp"
#include "dicom/file_meta.hpp"
#include "dicom/joined_source.hpp"
#include "dicom/transfer_syntax.hpp"
#include "dicom/uid.hpp"
#include "rendering/recoded_object.hpp"

namespace kinote::exporter {

std::unique_ptr<const dicom::ByteSource> on_medium(std::unique_ptr<const dicom::ByteSource> part10,
                                                   const database::MediaObject& object, media::MediaProfile profile) {
    const dicom::FileMeta meta = dicom::read_file_meta(*part10);
    const auto begin_with = [&](std::string_view transfer_syntax_uid) {
        return dicom::make_file_meta({object.sop_class_uid, object.sop_instance_uid, transfer_syntax_uid, {}});
    };
    if (media::keeps(profile, meta.transfer_syntax_uid)) {
        return std::make_unique<dicom::JoinedSource>(begin_with(meta.transfer_syntax_uid), std::move(part10),
                                                     meta.data_set_offset);
    }
    if (!rendering::can_be_recoded(meta.transfer_syntax_uid)) {
        const std::string_view name = dicom::transfer_syntax_name(meta.transfer_syntax_uid);
        throw base::Error{
            base::ErrorKind::refused,
            fmt::format("{} does not take {}, and what may have been compressed with loss, or is not decoded here, "
                        "goes no other way: ask for a profile that takes it, as STD-GEN-DVD-JPEG or STD-GEN-USB-J2K",
                        media::row_of(profile).name, name.empty() ? meta.transfer_syntax_uid : name)};
    }
    return std::make_unique<dicom::JoinedSource>(
        begin_with(dicom::uid::ExplicitVRLittleEndian),
        std::make_unique<rendering::RecodedObject>(std::move(part10), dicom::uid::ExplicitVRLittleEndian,
                                                   rendering::FrameCheck::as_read),
        0);
}

}  // namespace kinote::exporter
