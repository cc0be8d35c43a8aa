// What is taken out of compressed streams is nothing that a decoder needs: every real object that lies beside a
// checkout shows the same picture.
#include <gtest/gtest.h>

#include <string>

#include "deidentification/deidentifying.hpp"
#include "dicom/shared_data.hpp"
#include "rendering/frame_decoder.hpp"
#include "rendering/image_object.hpp"

namespace kinote::exporter {
namespace {

using deidentification::Bytes;

std::string first_frame_of(const Bytes& part10) {
    try {
        const dicom::MemorySource source{part10};
        const rendering::ImageObject image{source};
        const rendering::DecodedFrame frame = rendering::decode_frame(image, 0);
        return {reinterpret_cast<const char*>(frame.bytes.data()), frame.bytes.size()};
    } catch (const base::Error& error) {
        return error.what();
    }
}

TEST(DeidentifiedStreamsTest, show_what_they_showed_before) {
    static const bool is_registered = (rendering::register_codecs(), true);
    static_cast<void>(is_registered);
    int compressed = 0;
    for (const auto& path : test::shared_files("")) {
        try {
            const dicom::FileSource file{path};
            const dicom::FileMeta meta = dicom::read_file_meta(file);
            if (!meta.encoding.encapsulated) continue;
            Bytes stored(file.size());
            stored.resize(file.read_at(0, stored));
            Bytes data_set(stored.begin() + static_cast<std::ptrdiff_t>(meta.data_set_offset), stored.end());
            const deidentification::DeidentifiedObject object{
                std::make_unique<deidentification::OwnedSource>(std::move(data_set)),
                deidentification::test_deidentification()};
            Bytes made = dicom::make_file_meta({.sop_class_uid = object.sop_class_uid(),
                                                .sop_instance_uid = object.sop_instance_uid(),
                                                .transfer_syntax_uid = meta.transfer_syntax_uid,
                                                .source_ae_title = {}});
            const Bytes rewritten = deidentification::all_of(object);
            made.insert(made.end(), rewritten.begin(), rewritten.end());
            EXPECT_EQ(first_frame_of(made), first_frame_of(stored)) << path.filename();
            ++compressed;
        } catch (const base::Error&) {  // broken on purpose
        }
    }
    if (compressed == 0) GTEST_SKIP() << "no shared data";
}

}  // namespace
}  // namespace kinote::exporter
