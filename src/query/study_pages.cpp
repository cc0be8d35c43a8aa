#include "query/study_pages.hpp"

#include <algorithm>
#include <chrono>
#include <limits>
#include <optional>
#include <string>

#include "dicom/date_time.hpp"

namespace kinote::query {
namespace {

namespace tag = dicom::tag;
using database::PatientSearch;
using database::StudySearch;

constexpr std::int64_t patient_page_size = 100;
constexpr std::size_t narrow_beginning = 3;  // characters that leave fewer patients than a range of dates

// The index has the first component group, which is written in Latin letters where there are others: a key in another
// script may be about those.
std::string name_beginning(const Identifier& identifier) {
    const ValueMatch* name = identifier.narrowing(tag::PatientName);
    if (name == nullptr) return {};
    const std::string beginning = name->beginning();
    const auto is_other = [](char character) { return static_cast<unsigned char>(character) >= 0x80; };
    return {beginning.begin(), std::ranges::find_if(beginning, is_other)};
}

std::string beginning_of(const Identifier& identifier, dicom::Tag tag) {
    const ValueMatch* match = identifier.narrowing(tag);
    return match == nullptr ? std::string{} : match->beginning();
}

std::optional<std::string> only_text_of(const Identifier& identifier, dicom::Tag tag) {
    const ValueMatch* match = identifier.narrowing(tag);
    return match == nullptr ? std::nullopt : match->only_text();
}

std::vector<std::string_view> uids_of(const Identifier& identifier, dicom::Tag tag) {
    const ValueMatch* match = identifier.narrowing(tag);
    if (match == nullptr) return {};
    return {match->uids().begin(), match->uids().end()};
}

// As DA, or the bounds of all that are.
std::string date_of(std::int64_t microseconds, bool is_open, std::string_view otherwise) {
    if (is_open) return std::string{otherwise};
    return dicom::to_date(
        std::chrono::floor<std::chrono::milliseconds>(std::chrono::microseconds{microseconds}).count());
}

StudySearch by_dates(const Interval& dates) {
    constexpr Interval open;
    StudySearch search;
    search.by = StudySearch::By::dates;
    search.first = date_of(dates.first, dates.first == open.first, "0");
    search.last = date_of(dates.last, dates.last == open.last, "99999999");
    return search;
}

StudySearch by_uids(StudySearch::By by, std::vector<std::string_view> uids) {
    StudySearch search;
    search.by = by;
    search.uids = std::move(uids);
    return search;
}

StudySearch by_text(StudySearch::By by, std::string text) {
    StudySearch search;
    search.by = by;
    search.first = std::move(text);
    return search;
}

// Without a look at patients. Nothing where none of the keys is narrow.
std::optional<StudySearch> narrow_search(const Identifier& identifier) {
    using By = StudySearch::By;
    if (identifier.narrowing(tag::StudyInstanceUID) != nullptr) {
        return by_uids(By::studies, uids_of(identifier, tag::StudyInstanceUID));
    }
    if (identifier.narrowing(tag::SOPInstanceUID) != nullptr) {
        return by_uids(By::instances, uids_of(identifier, tag::SOPInstanceUID));
    }
    if (identifier.narrowing(tag::SeriesInstanceUID) != nullptr) {
        return by_uids(By::series, uids_of(identifier, tag::SeriesInstanceUID));
    }
    if (auto number = only_text_of(identifier, tag::AccessionNumber)) return by_text(By::accession_number, *number);
    return std::nullopt;
}

StudySearch wide_search(const Identifier& identifier) {
    using By = StudySearch::By;
    const std::string accession_number = beginning_of(identifier, tag::AccessionNumber);
    if (!accession_number.empty()) return by_text(By::accession_number_beginning, accession_number);
    const ValueMatch* dates = identifier.narrowing(tag::StudyDate);
    if (dates != nullptr && dates->interval()) return by_dates(*dates->interval());
    if (only_text_of(identifier, tag::ModalitiesInStudy) == "KO") return by_text(By::kosds, {});
    if (identifier.notes.has_notes == true || !identifier.notes.title.empty()) return by_text(By::notes, {});
    return {};
}

// Whether the patients are a narrower choice than what else there is.
bool is_by_patients(const Identifier& identifier) {
    if (only_text_of(identifier, tag::PatientID)) return true;
    const std::size_t known =
        std::max(beginning_of(identifier, tag::PatientID).size(), name_beginning(identifier).size());
    if (known >= narrow_beginning) return true;
    return known > 0 && wide_search(identifier).by == StudySearch::By::all;
}

}  // namespace

PatientSearch patient_search(const Identifier& identifier) {
    using By = PatientSearch::By;
    if (auto id = only_text_of(identifier, tag::PatientID)) return {By::patient_id, *id};
    const std::string id = beginning_of(identifier, tag::PatientID);
    const std::string name = name_beginning(identifier);
    if (id.empty() && name.empty()) return {};
    return id.size() >= name.size() ? PatientSearch{By::patient_id_beginning, id}
                                    : PatientSearch{By::name_beginning, name};
}

StudyPages::StudyPages(database::Database& database, const Identifier& identifier) : database_{database} {
    if (auto narrow = narrow_search(identifier)) {
        search_ = *narrow;
    } else if (is_by_patients(identifier)) {
        is_by_patients_ = true;
        patients_ = patient_search(identifier);
        search_.by = StudySearch::By::patients;
    } else {
        search_ = wide_search(identifier);
    }
}

bool StudyPages::skip(std::int64_t studies) {
    if (is_by_patients_ || search_.by != StudySearch::By::all || studies == 0) return false;
    database::QueriedStudy last;
    // Behind the last one nothing follows.
    last.id =
        database::skip_studies(*database_.connection(), studies).value_or(std::numeric_limits<std::int64_t>::max());
    last_study_ = {std::move(last)};
    return true;
}

std::vector<database::QueriedStudy> StudyPages::next(std::int64_t most) {
    if (is_by_patients_ && search_.patients.empty() && !next_patients()) return {};
    for (;;) {
        std::vector<database::QueriedStudy> page = database::next_studies(
            *database_.connection(), search_, last_study_.empty() ? nullptr : &last_study_.front(), most);
        if (!page.empty()) {
            last_study_ = {page.back()};
            return page;
        }
        if (!is_by_patients_ || !next_patients()) return {};
    }
}

bool StudyPages::next_patients() {
    const auto page = database::next_patients(*database_.connection(), patients_, last_patient_, patient_page_size);
    search_.patients.clear();
    last_study_.clear();
    if (page.empty()) return false;
    for (const database::QueriedPatient& patient : page) search_.patients.push_back(patient.id);
    last_patient_ = page.back();
    return true;
}

}  // namespace kinote::query
