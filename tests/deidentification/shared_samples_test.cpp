// The real objects that lie beside a checkout, de-identified: nothing that names the patient is left, and what they
// point at is the same.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <string>

#include "deidentification/attribute_decision.hpp"
#include "deidentification/deidentifying.hpp"
#include "deidentification/leaving_out.hpp"
#include "dicom/shared_data.hpp"
#include "dicom/text_value.hpp"
#include "note/kos_reader.hpp"

namespace kinote::deidentification {
namespace {

using dicom::Vr;

/// An object of the shared data that needs no recoding.
struct Sample {
    std::string name;
    std::string transfer_syntax_uid;
    Bytes part10;
    Bytes data_set;
};

std::vector<Sample> samples() {
    std::vector<Sample> all;
    for (const auto& path : test::shared_files("")) {
        try {
            const dicom::FileSource file{path};
            const dicom::FileMeta meta = dicom::read_file_meta(file);
            if (!meta.encoding.explicit_vr || meta.encoding.big_endian || meta.encoding.deflated) continue;
            Bytes part10(file.size());
            part10.resize(file.read_at(0, part10));
            Bytes data_set(part10.begin() + static_cast<std::ptrdiff_t>(meta.data_set_offset), part10.end());
            const dicom::Dataset whole = dicom::Dataset::parse(part10);
            if (!whole.has_value(dicom::tag::SOPInstanceUID) || !whole.has_value(dicom::tag::SOPClassUID)) continue;
            if (whole.text(dicom::tag::SOPClassUID) == dicom::uid::MediaStorageDirectoryStorage) continue;
            all.push_back({path.filename(), meta.transfer_syntax_uid, std::move(part10), std::move(data_set)});
        } catch (const base::Error&) {  // broken on purpose
        }
    }
    return all;
}

/// The bytes without the value of Pixel Data.
std::string without_pixels(const dicom::Item& item) {
    std::string text;
    for (const dicom::Element one : item.elements()) {
        for (const dicom::Item inner : one.items()) text += without_pixels(inner);
        if (one.tag().group == 0x7FE0) continue;
        text += one.raw_text();
        text += '\n';
    }
    return text;
}

constexpr std::array telling{
    dicom::tag::PatientName,
    dicom::tag::PatientID,
    dicom::tag::AccessionNumber,
    dicom::tag::PatientBirthDate,
    dicom::tag::InstitutionName,
    dicom::tag::ReferringPhysicianName,
    dicom::tag::PerformingPhysicianName,
    dicom::tag::NameOfPhysiciansReadingStudy,
    dicom::tag::OperatorsName,
    dicom::tag::RequestingPhysician,
    dicom::tag::PhysiciansOfRecord,
    dicom::tag::StudyID,
    dicom::tag::ContentCreatorName,
    dicom::tag::VerifyingObserverName,
    dicom::tag::PersonName,
    dicom::tag::RequestedProcedureID,
    dicom::tag::PlacerOrderNumberImagingServiceRequest,
    dicom::tag::FillerOrderNumberImagingServiceRequest,
    dicom::tag::IssuerOfPatientID,
    dicom::tag::TextValue,
};

/// What must not be found, in any item: identifiers of six characters and more, and every UID that is not of a kind.
void collect_secrets(const dicom::Item& item, std::set<std::string>& secrets) {
    for (const dicom::Element one : item.elements()) {
        for (const dicom::Item inner : one.items()) collect_secrets(inner, secrets);
        const bool is_telling = std::ranges::find(telling, one.tag()) != telling.end();
        const bool is_instance = one.vr() == Vr::UI && action_for(one.tag()) == Action::map;
        if (!is_telling && !is_instance) continue;
        std::string values{one.raw_text()};  // as they would be found in the bytes
        if (one.vr() == Vr::PN)
            std::ranges::replace_if(
                values, [](char c) { return c == '^' || c == '='; }, '\\');
        for (const std::string& value : dicom::split_values(values, one.vr())) {
            if (value.size() < 6 || (is_instance && is_standard_uid(value))) continue;
            secrets.insert(value);
        }
    }
}

/// Words that stand elsewhere as well, where they name nobody: ours, a manufacturer that is named as an institution,
/// and the words of codes that somebody typed once more.
bool is_word(std::string_view secret) {
    constexpr std::array<std::string_view, 9> words{"Anonymous", "ANONYMIZED", "19000101", "000000",  "ANON-1",
                                                    "REMOVED",   "TOSHIBA",    "Motion",   "Manifest"};
    return std::ranges::find(words, secret) != words.end();
}

class DeidentifiedSamples : public ::testing::Test {
protected:
    void SetUp() override {
        if (samples_.empty()) GTEST_SKIP() << "no shared data";
    }
    const std::vector<Sample> samples_ = samples();
};

TEST_F(DeidentifiedSamples, hold_nothing_that_named_the_patient) {
    for (const Sample& sample : samples_) {
        const dicom::Dataset before = dicom::Dataset::parse(sample.part10);
        std::set<std::string> secrets;
        collect_secrets(before, secrets);
        const DeidentifiedObject object{std::make_unique<OwnedSource>(sample.data_set), test_deidentification()};
        const Bytes bytes = all_of(object);
        EXPECT_EQ(bytes,
                  all_of(DeidentifiedObject{std::make_unique<OwnedSource>(sample.data_set), test_deidentification()}))
            << sample.name;
        const dicom::Dataset after = parsed(bytes, sample.transfer_syntax_uid);
        const std::string text = without_pixels(after);
        for (const std::string& secret : secrets) {
            const bool is_found = !is_word(secret) && text.find(secret) != std::string::npos;
            EXPECT_FALSE(is_found) << sample.name << ": " << secret;
        }
        EXPECT_EQ(object.sop_instance_uid(), test_mapping().map(before.text(dicom::tag::SOPInstanceUID)));
        const auto pixels = before.find(dicom::tag::PixelData);
        if (pixels && !pixels->is_sequence()) {
            ASSERT_TRUE(after.find(dicom::tag::PixelData)) << sample.name;
            // Of odd length in one of them, and padded here.
            const auto made = after.find(dicom::tag::PixelData)->bytes();
            ASSERT_EQ(made.size(), (pixels->bytes().size() + 1) / 2 * 2) << sample.name;
            // Comments in compressed streams are zeroed; decoders do not miss them, see the tests of the exporter.
            const auto is_same_or_zeroed = [&](std::byte one, std::byte other) {
                return other == one ||
                       (dicom::encoding_of(sample.transfer_syntax_uid).encapsulated && other == std::byte{0});
            };
            EXPECT_TRUE(std::ranges::equal(pixels->bytes(), made.first(pixels->bytes().size()), is_same_or_zeroed))
                << sample.name;
        }
    }
}

std::map<std::string, int> errors_of(const note::KosReading& reading) {
    std::map<std::string, int> errors;
    for (const note::Finding& finding : reading.findings) {
        if (finding.severity != note::Severity::information) ++errors[to_string(finding.rule)];
    }
    return errors;
}

TEST_F(DeidentifiedSamples, that_are_notes_read_as_before_and_point_at_the_new_uids) {
    const UidMapping mapping = test_mapping();
    int notes = 0;
    for (const Sample& sample : samples_) {
        const dicom::Dataset before = dicom::Dataset::parse(sample.part10);
        if (before.text(dicom::tag::SOPClassUID) != dicom::uid::KeyObjectSelectionDocumentStorage) continue;
        ++notes;
        const note::KosReading read_before = note::read_kos(before);
        const Bytes bytes =
            all_of(DeidentifiedObject{std::make_unique<OwnedSource>(sample.data_set), test_deidentification()});
        const note::KosReading read_after = note::read_kos(parsed(bytes));
        std::vector<std::string> wanted;
        std::vector<std::string> found;
        for (const auto& reference : read_before.note.references)
            wanted.push_back(mapping.map(reference.sop_instance_uid));
        for (const auto& reference : read_after.note.references) found.push_back(reference.sop_instance_uid);
        EXPECT_EQ(found, wanted) << sample.name;
        EXPECT_EQ(read_after.note.title, read_before.note.title) << sample.name;
        EXPECT_EQ(read_after.role, read_before.role) << sample.name;
        const auto errors_before = errors_of(read_before);
        for (const auto& [rule, count] : errors_of(read_after)) {
            EXPECT_TRUE(errors_before.contains(rule)) << sample.name << ": " << rule;
        }
    }
    EXPECT_GT(notes, 0);
}

TEST_F(DeidentifiedSamples, are_asked_whether_they_may_go) {
    for (const Sample& sample : samples_)
        EXPECT_NO_THROW(
            static_cast<void>(reason_to_leave_out(OwnedSource{sample.data_set}, sample.transfer_syntax_uid)))
            << sample.name;
}

}  // namespace
}  // namespace kinote::deidentification
