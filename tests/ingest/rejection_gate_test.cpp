#include "ingest/rejection_gate.hpp"

#include <gmock/gmock.h>

#include "base/error.hpp"
#include "dicom/uid.hpp"
#include "note/kos_builder.hpp"

namespace kinote::ingest {
namespace {

using base::Error;

class RejectionGateTest : public ::testing::Test {
protected:
    RejectionGateTest() { settings_.rejectors.push_back({"NORTH", "192.0.2.7"}); }

    static test::BuiltItem titled(const std::string& value, const std::string& scheme = "DCM") {
        return test::good_kos().set(test::sequence(test::tag::ConceptNameCodeSequence,
                                                   {test::code_item(value, scheme, "whatever it is called")}));
    }
    RejectionStanding standing_of(const test::BuiltItem& kos, const std::string& ae_title = "NORTH",
                                  const std::string& address = "192.0.2.7", bool is_kosd = true) {
        return standing_of_bytes(test::part10(kos), ae_title, address, is_kosd);
    }
    RejectionStanding standing_of_bytes(const std::string& part10, const std::string& ae_title = "NORTH",
                                        const std::string& address = "192.0.2.7", bool is_kosd = true) {
        const std::vector<std::byte> bytes = test::to_bytes(part10);
        const dicom::MemorySource object{bytes};
        Arrival arrival{object};
        arrival.received_from = ae_title.empty() ? "import" : "C-STORE " + ae_title;
        arrival.calling_ae_title = ae_title;
        arrival.address = address;
        return rejection_standing(settings_, arrival, is_kosd, dicom::uid::ExplicitVRLittleEndian);
    }

    RejectionSettings settings_;
};

TEST_F(RejectionGateTest, each_of_the_four_titles_of_one_who_may_takes_effect) {
    for (const char* title : {"113001", "113037", "113038", "113039"}) {
        EXPECT_EQ(standing_of(titled(title)), RejectionStanding::may) << title;
    }
}

TEST_F(RejectionGateTest, title_and_address_must_both_be_those_that_are_named) {
    EXPECT_EQ(standing_of(titled("113037"), "SOUTH"), RejectionStanding::may_not);
    EXPECT_EQ(standing_of(titled("113037"), "NORTH", "192.0.2.8"), RejectionStanding::may_not);
    EXPECT_EQ(standing_of(titled("113037"), "", ""), RejectionStanding::may_not) << "an import";
    settings_.rejectors.clear();
    EXPECT_EQ(standing_of(titled("113037")), RejectionStanding::may_not) << "nobody unless named";
}

TEST_F(RejectionGateTest, others_are_refused_where_the_site_wants_it_and_their_notes_are_not) {
    settings_.refuses_others = true;
    try {
        (void)standing_of(titled("113037"), "SOUTH");
        FAIL() << "it was let in";
    } catch (const Error& error) {
        EXPECT_EQ(error.kind(), base::ErrorKind::refused);
        EXPECT_THAT(error.what(), testing::HasSubstr("rejection.may_reject does not name SOUTH@192.0.2.7"));
    }
    try {
        (void)standing_of(titled("113037"), "", "");
        FAIL() << "it was let in";
    } catch (const Error& error) {
        EXPECT_THAT(error.what(), testing::HasSubstr("kinote rejections accept")) << "no peer could be named";
        EXPECT_THAT(error.what(), testing::Not(testing::HasSubstr("may_reject")));
    }
    EXPECT_EQ(standing_of(titled("113037")), RejectionStanding::may);
    EXPECT_EQ(standing_of(test::good_kos(), "SOUTH"), RejectionStanding::none);
}

TEST_F(RejectionGateTest, what_only_mentions_the_code_rejects_nothing) {
    EXPECT_EQ(standing_of(titled("113037", "99SITE")), RejectionStanding::none) << "the scheme decides, too";
    EXPECT_EQ(standing_of(test::good_kos().set(test::element(test::tag::AccessionNumber, test::Vr::SH, "113037"))),
              RejectionStanding::none);
    EXPECT_EQ(standing_of(titled("113037"), "NORTH", "192.0.2.7", false), RejectionStanding::none) << "no KOSD";
}

TEST_F(RejectionGateTest, a_title_that_the_site_calls_a_rejection_is_one) {
    EXPECT_EQ(standing_of(titled("X9", "99SITE")), RejectionStanding::none);
    settings_.site_titles.push_back({{"X9", "99SITE", "Withdrawn here"}, note::NoteRole::rejection});
    EXPECT_EQ(standing_of(titled("X9", "99SITE")), RejectionStanding::may);
}

TEST_F(RejectionGateTest, what_cannot_be_read_rejects_nothing) {
    std::string broken = test::part10(titled("113037"));
    broken.resize(broken.size() - 5);
    EXPECT_EQ(standing_of_bytes(broken), RejectionStanding::none);
}

TEST_F(RejectionGateTest, what_comes_again_meets_what_its_strongest_rejection_says) {
    EXPECT_EQ(return_of(settings_, "113037"), RejectedReturn::refuse);
    EXPECT_EQ(return_of(settings_, "113038"), RejectedReturn::refuse);
    EXPECT_EQ(return_of(settings_, "113001"), RejectedReturn::hide);
    EXPECT_EQ(return_of(settings_, "X9"), RejectedReturn::hide);
    EXPECT_EQ(return_of(settings_, "113039"), RejectedReturn::hide);
    settings_.after_retention = ReturnAfterRetention::accept;
    EXPECT_EQ(return_of(settings_, "113039"), RejectedReturn::show);
    EXPECT_EQ(return_of(settings_, "113037"), RejectedReturn::refuse) << "that is no matter of retention";
    settings_.after_retention = ReturnAfterRetention::refuse;
    EXPECT_EQ(return_of(settings_, "113039"), RejectedReturn::refuse);
}

}  // namespace
}  // namespace kinote::ingest
