#include "exporter/availability_message.hpp"

#include <gmock/gmock.h>

#include "dicom/dataset.hpp"
#include "dicom/tag.hpp"

namespace kinote::exporter {
namespace {

using database::Availability;
using testing::ElementsAre;
namespace tag = dicom::tag;

std::vector<std::string> told_of(const dicom::Item& series) {
    std::vector<std::string> told;
    for (const dicom::Item object : series.items(tag::ReferencedSOPSequence)) {
        told.push_back(object.text(tag::ReferencedSOPClassUID) + " " + object.text(tag::ReferencedSOPInstanceUID) +
                       " " + object.text(tag::InstanceAvailability) + " " + object.text(tag::RetrieveAETitle));
    }
    return told;
}

TEST(AvailabilityMessageTest, each_object_stands_in_its_series_with_what_can_be_had_of_it) {
    const std::vector<database::ObjectAvailability> objects{{"1.1", "1.9", "1.1.1", Availability::online},
                                                            {"1.1", "1.9", "1.1.2", Availability::unavailable},
                                                            {"1.2", "1.8", "1.2.1", Availability::nearline}};
    const dicom::Dataset told = dicom::Dataset::parse(write_availability("1.0", "KINOTE", objects));
    EXPECT_EQ(told.text(tag::StudyInstanceUID), "1.0");
    EXPECT_TRUE(told.find(tag::ReferencedPerformedProcedureStepSequence)) << "type 2";
    EXPECT_TRUE(told.items(tag::ReferencedPerformedProcedureStepSequence).empty());
    const dicom::ItemRange series = told.items(tag::ReferencedSeriesSequence);
    ASSERT_EQ(series.size(), 2U);
    std::vector<std::string> uids;
    for (const dicom::Item one : series) uids.push_back(one.text(tag::SeriesInstanceUID));
    EXPECT_THAT(uids, ElementsAre("1.1", "1.2"));
    EXPECT_THAT(told_of(*series.begin()), ElementsAre("1.9 1.1.1 ONLINE KINOTE", "1.9 1.1.2 UNAVAILABLE KINOTE"));
    EXPECT_THAT(told_of(*std::next(series.begin())), ElementsAre("1.8 1.2.1 NEARLINE KINOTE"));
}

}  // namespace
}  // namespace kinote::exporter
