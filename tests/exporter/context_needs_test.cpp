#include "exporter/context_needs.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include "dicom/uid.hpp"

namespace kinote::exporter {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;
namespace uid = dicom::uid;

const std::string ct{uid::CTImageStorage};
const std::string mr{uid::MRImageStorage};
const std::string explicit_vr{uid::ExplicitVRLittleEndian};
const std::string implicit_vr{uid::ImplicitVRLittleEndian};
const std::string jpeg_ls{uid::JPEGLSLossless};
const std::string baseline{uid::JPEGBaseline8Bit};

std::vector<std::string> described(const ContextNeeds& needs) {
    std::vector<std::string> words;
    for (const dimse::ProposedContext& context : contexts_for(needs))
        words.push_back(fmt::format("{} {}", context.abstract_syntax, fmt::join(context.transfer_syntaxes, " ")));
    return words;
}

TEST(ContextNeedsTest, what_can_be_recoded_is_offered_uncompressed_too_in_one_context) {
    EXPECT_THAT(described({{ct, jpeg_ls}}),
                ElementsAre(fmt::format("{} {}", ct, jpeg_ls), fmt::format("{} {} {}", ct, explicit_vr, implicit_vr)));
    EXPECT_THAT(described({{ct, explicit_vr}, {ct, jpeg_ls}}),
                ElementsAre(fmt::format("{} {}", ct, explicit_vr), fmt::format("{} {}", ct, jpeg_ls),
                            fmt::format("{} {}", ct, implicit_vr)));
}

TEST(ContextNeedsTest, what_may_be_lossy_is_offered_as_it_is_stored_only) {
    EXPECT_THAT(described({{ct, baseline}, {mr, explicit_vr}, {mr, implicit_vr}}),
                ElementsAre(fmt::format("{} {}", ct, baseline), fmt::format("{} {}", mr, implicit_vr),
                            fmt::format("{} {}", mr, explicit_vr)));
}

TEST(ContextNeedsTest, each_part_fits_into_one_association_with_what_is_added_to_it) {
    ContextNeeds needs;
    for (int number = 0; number < 100; ++number) needs.insert({fmt::format("1.2.3.{:03}", number), jpeg_ls});
    for (int number = 0; number < 100; ++number) needs.insert({fmt::format("1.2.4.{:03}", number), baseline});
    const std::vector<ContextNeeds> parts = split(needs);
    ASSERT_THAT(parts, SizeIs(3));
    ContextNeeds together;
    for (const ContextNeeds& part : parts) {
        EXPECT_LE(contexts_for(part).size(), dimse::Proposal::maximum_contexts);
        together.insert(part.begin(), part.end());
    }
    EXPECT_EQ(together, needs);
    EXPECT_THAT(parts.front(), SizeIs(64));
    EXPECT_THAT(split({}), IsEmpty());
}

}  // namespace
}  // namespace kinote::exporter
