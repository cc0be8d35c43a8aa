#pragma once
// What tests of recoded objects share: objects in memory, as they are given and as DCMTK reads them.

#include <filesystem>
#include <memory>
#include <string_view>

#include "dicom/byte_source.hpp"
#include "dicom/file_meta.hpp"
#include "dicom/owned_source.hpp"
#include "rendering/encoders.hpp"
#include "rendering/frame_decoder.hpp"

namespace kinote::rendering {

using test::OwnedSource;

inline void register_decoders() {
    static const bool is_registered = (register_codecs(), true);
    static_cast<void>(is_registered);
}

inline Bytes as_part10(const Bytes& data_set, std::string_view transfer_syntax) {
    Bytes part10 = dicom::make_file_meta({.sop_class_uid = UID_SecondaryCaptureImageStorage,
                                          .sop_instance_uid = test_image_uid,
                                          .transfer_syntax_uid = transfer_syntax,
                                          .source_ae_title = {}});
    part10.insert(part10.end(), data_set.begin(), data_set.end());
    return part10;
}

// As DCMTK reads it.
inline std::unique_ptr<DcmFileFormat> load(const Bytes& part10) {
    const TemporaryFolder folder;
    const std::filesystem::path path = folder / "stored.dcm";
    base::write_file_durably(path, {reinterpret_cast<const char*>(part10.data()), part10.size()});
    auto file = std::make_unique<DcmFileFormat>();
    expect_good(file->loadFile(path.c_str()));
    expect_good(file->loadAllDataIntoMemory());
    return file;
}

}  // namespace kinote::rendering
