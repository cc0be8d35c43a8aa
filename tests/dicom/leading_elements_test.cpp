#include "dicom/leading_elements.hpp"

#include <gtest/gtest.h>

#include "base/error.hpp"
#include "dicom/data_set_builder.hpp"

namespace kinote::dicom {
namespace {

test::BuiltItem image() {
    test::BuiltItem made;
    made.text(tag::SOPInstanceUID, Vr::UI, "1.2.3")
        .sequence(tag::ReferencedImageSequence,
                  {test::BuiltItem{}.text(tag::ReferencedSOPInstanceUID, Vr::UI, "1.2.4")})
        .text(tag::PatientID, Vr::LO, "PID")
        .text(tag::ObservationDateTime, Vr::DT, "2024");
    made.elements.push_back({tag::PixelData, Vr::OW, std::string(1'000'000, 'x'), {}, {}});
    return made;
}

// Counts what is read of it.
class CountedSource final : public ByteSource {
public:
    explicit CountedSource(std::span<const std::byte> bytes) : source_{bytes} {}
    [[nodiscard]] std::uint64_t size() const override { return source_.size(); }
    [[nodiscard]] std::size_t read_at(std::uint64_t offset, std::span<std::byte> buffer) const override {
        const std::size_t count = source_.read_at(offset, buffer);
        read += count;
        return count;
    }
    mutable std::size_t read = 0;

private:
    MemorySource source_;
};

TEST(LeadingElementsTest, the_elements_up_to_a_tag_are_read_and_no_pixels) {
    for (const bool has_undefined_lengths : {false, true}) {
        const auto bytes = test::to_bytes(test::part10(image(), uid::ExplicitVRLittleEndian, has_undefined_lengths));
        const CountedSource source{bytes};
        const Dataset read = read_up_to(source, tag::PatientID);
        EXPECT_EQ(read.text(tag::PatientID), "PID");
        EXPECT_EQ(read.items(tag::ReferencedImageSequence).first()->text(tag::ReferencedSOPInstanceUID), "1.2.4");
        EXPECT_FALSE(read.has(tag::ObservationDateTime));
        EXPECT_LT(source.read, 100'000U);
    }
}

TEST(LeadingElementsTest, an_object_that_ends_before_the_tag_is_read_whole) {
    const auto bytes = test::to_bytes(test::part10(image().remove(tag::PixelData)));
    const MemorySource source{bytes};
    EXPECT_EQ(read_up_to(source, tag::ContentSequence).text(tag::ObservationDateTime), "2024");
}

TEST(LeadingElementsTest, what_is_cut_off_or_too_large_is_no_object) {
    const auto bytes = test::to_bytes(test::part10(image()));
    const MemorySource source{bytes};
    EXPECT_THROW((void)read_up_to(source, tag::PixelData, {.limits = {.bytes = 1'000}}), base::Error);
    const MemorySource cut{std::span{bytes}.first(200)};
    EXPECT_THROW((void)read_up_to(cut, tag::ContentSequence), base::Error);
}

}  // namespace
}  // namespace kinote::dicom
