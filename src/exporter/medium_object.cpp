#include "exporter/medium_object.hpp"

#include <fmt/format.h>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/error.hpp"
#include "deidentification/deidentified_object.hpp"
#include "dicom/file_meta.hpp"
#include "dicom/joined_source.hpp"
#include "dicom/transfer_syntax.hpp"
#include "dicom/uid.hpp"
#include "rendering/recoded_object.hpp"

namespace kinote::exporter {
namespace {

std::unique_ptr<const dicom::ByteSource> behind(std::unique_ptr<const dicom::ByteSource> part10, std::uint64_t offset) {
    return std::make_unique<dicom::JoinedSource>(std::vector<std::byte>{}, std::move(part10), offset);
}

std::unique_ptr<const dicom::ByteSource> recoded(std::unique_ptr<const dicom::ByteSource> part10) {
    return std::make_unique<rendering::RecodedObject>(std::move(part10), dicom::uid::ExplicitVRLittleEndian,
                                                      rendering::FrameCheck::as_read, rendering::Loss::earlier);
}

}  // namespace

std::optional<std::string> reason_to_refuse(media::MediaProfile profile, std::string_view transfer_syntax_uid) {
    if (media::keeps(profile, transfer_syntax_uid) ||
        rendering::can_be_recoded(transfer_syntax_uid, rendering::Loss::earlier)) {
        return std::nullopt;
    }
    const std::string_view name = dicom::transfer_syntax_name(transfer_syntax_uid);
    return fmt::format(
        "{} does not take {}, which is not decoded here: omit it (--omit, omitted), or have it converted where it "
        "was made",
        media::row_of(profile).name, name.empty() ? transfer_syntax_uid : name);
}

std::unique_ptr<const dicom::ByteSource> on_medium(std::unique_ptr<const dicom::ByteSource> part10,
                                                   const database::MediaObject& object, media::MediaProfile profile,
                                                   const deidentification::Deidentification* how) {
    const dicom::FileMeta meta = dicom::read_file_meta(*part10);
    const bool is_kept = media::keeps(profile, meta.transfer_syntax_uid);
    if (const auto reason = reason_to_refuse(profile, meta.transfer_syntax_uid)) {
        throw base::Error{base::ErrorKind::refused, *reason};
    }
    std::unique_ptr<const dicom::ByteSource> data_set =
        is_kept ? behind(std::move(part10), meta.data_set_offset) : recoded(std::move(part10));
    std::string sop_instance_uid = object.sop_instance_uid;
    if (how != nullptr) {
        auto deidentified = std::make_unique<deidentification::DeidentifiedObject>(std::move(data_set), *how);
        sop_instance_uid = deidentified->sop_instance_uid();
        data_set = std::move(deidentified);
    }
    const std::string_view syntax =
        is_kept ? std::string_view{meta.transfer_syntax_uid} : dicom::uid::ExplicitVRLittleEndian;
    return std::make_unique<dicom::JoinedSource>(
        dicom::make_file_meta({object.sop_class_uid, sop_instance_uid, syntax, {}}), std::move(data_set), 0);
}

std::unique_ptr<const dicom::ByteSource> explicit_data_set(std::unique_ptr<const dicom::ByteSource> part10) {
    const dicom::FileMeta meta = dicom::read_file_meta(*part10);
    const bool is_explicit = meta.encoding.explicit_vr && !meta.encoding.big_endian && !meta.encoding.deflated;
    return is_explicit ? behind(std::move(part10), meta.data_set_offset) : recoded(std::move(part10));
}

}  // namespace kinote::exporter
