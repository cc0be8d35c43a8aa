#pragma once
// Questions asked of a site, and the matches that come back.

#include <gmock/gmock.h>

#include <string>
#include <vector>

#include "dicom/file_meta.hpp"
#include "query/find.hpp"
#include "query/query_identifier.hpp"
#include "support/test_site.hpp"

namespace kinote::test {

class FinderTest : public SiteTest {
protected:
    /// All matches, or the first ones where no more are wanted.
    std::vector<dicom::Dataset> find(const Question& question, const query::QueryTerms& terms = study_root,
                                     std::size_t wanted = SIZE_MAX) {
        const query::Finder finder{
            database(), [this](const database::StoredObject& object) { return cache().open(object); }, "KINOTE"};
        std::vector<dicom::Dataset> matches;
        has_unsupported_keys_ = false;
        outcome_ = finder.find(query::read_identifier(question.data_set(), terms), [&](const query::FoundMatch& match) {
            std::vector<std::byte> bytes = dicom::make_file_meta({{}, {}, dicom::uid::ExplicitVRLittleEndian, {}});
            bytes.insert(bytes.end(), match.identifier.begin(), match.identifier.end());
            matches.push_back(dicom::Dataset::parse(std::move(bytes)));
            has_unsupported_keys_ = match.has_unsupported_keys;
            return matches.size() < wanted;
        });
        return matches;
    }
    /// The values of one attribute in all matches.
    std::vector<std::string> texts(const Question& question, Tag tag, const query::QueryTerms& terms = study_root) {
        std::vector<std::string> values;
        for (const dicom::Dataset& match : find(question, terms)) values.push_back(match.text(tag));
        return values;
    }
    std::vector<std::string> studies(const Question& question, const query::QueryTerms& terms = study_root) {
        return texts(question, tag::StudyInstanceUID, terms);
    }
    std::vector<std::string> objects(const Question& question, const query::QueryTerms& terms = relational) {
        return texts(question, tag::SOPInstanceUID, terms);
    }
    [[nodiscard]] bool has_unsupported_keys() const { return has_unsupported_keys_; }
    /// Of the last query; empty for none.
    [[nodiscard]] std::string study_to_recall() const { return outcome_.study_to_recall.value_or(""); }

    /// The study of good_kos(): two CT images, one of ultrasound, and the KOSD.
    void add_study() {
        accept(image_of_study(ct_1_uid));
        accept(image_of_study(ct_2_uid).set(element(tag::InstanceNumber, Vr::IS, "2")));
        accept(image_of_study(us_uid, "PID-1", us_series_uid).set(element(tag::Modality, Vr::CS, "US")));
        accept(good_kos());
    }
    /// One image of a study of its own.
    void add_study_of(std::string_view uid, const std::string& patient_id, const std::string& name,
                      const std::string& date = "20240105", const std::string& accession = "") {
        const std::string study{uid};
        accept(image_of_study(study + ".1.1", patient_id, study + ".1", uid)
                   .set(element(tag::PatientName, Vr::PN, name))
                   .set(element(tag::StudyDate, Vr::DA, date))
                   .set(element(tag::AccessionNumber, Vr::SH, accession)));
    }

private:
    bool has_unsupported_keys_ = false;
    query::FindOutcome outcome_;
};

}  // namespace kinote::test
