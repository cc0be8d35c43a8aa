#include "query/retrieve_keys.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "base/error.hpp"
#include "dicom/dictionary.hpp"
#include "dicom/tag.hpp"
#include "dicom/uid.hpp"

namespace kinote::query {
namespace {

namespace tag = dicom::tag;

[[noreturn]] void refuse_keys(const std::string& reason) { throw base::Error{base::ErrorKind::invalid, reason}; }

QueryLevel level_of(const dicom::Item& identifier, bool is_patient_root) {
    const std::string word = identifier.text(tag::QueryRetrieveLevel);
    for (const QueryLevel level : {QueryLevel::patient, QueryLevel::study, QueryLevel::series, QueryLevel::image}) {
        if (word == to_string(level) && (is_patient_root || level != QueryLevel::patient)) return level;
    }
    refuse_keys("Query/Retrieve Level is none that the model has");
}

std::vector<std::string> values_of(const dicom::Item& identifier, dicom::Tag key) {
    std::vector<std::string> values = identifier.texts(key);
    std::erase(values, "");
    return values;
}

// @param is_own  the unique key of the level, which may be a list of UIDs.
std::vector<std::string> uids_of(const dicom::Item& identifier, dicom::Tag key, bool is_own, bool is_needed) {
    std::vector<std::string> uids = values_of(identifier, key);
    const std::string name{dicom::keyword_or_number(key)};
    if (uids.empty() && is_needed) refuse_keys(fmt::format("{} is needed", name));
    if (uids.size() > 1 && !is_own) refuse_keys(fmt::format("one {} is needed, not several", name));
    if (uids.size() > most_retrieved_uids) refuse_keys(fmt::format("{} has too many values", name));
    if (!std::ranges::all_of(uids, [](const std::string& uid) { return dicom::is_valid_uid(uid); })) {
        refuse_keys(fmt::format("{} holds what is no UID", name));
    }
    return uids;
}

std::string patient_of(const dicom::Item& identifier, QueryLevel level, bool is_needed) {
    const std::vector<std::string> ids = values_of(identifier, tag::PatientID);
    if (ids.empty() && (is_needed || level == QueryLevel::patient)) refuse_keys("PatientID is needed");
    const bool has_wild_card = !ids.empty() && ids.front().find_first_of("*?") != std::string::npos;
    if (ids.size() > 1 || has_wild_card) refuse_keys("one PatientID is needed, without wild cards");
    return ids.empty() ? std::string{} : ids.front();
}

}  // namespace

RetrieveKeys read_retrieve_keys(const dicom::Item& identifier, bool is_patient_root, bool is_relational) {
    RetrieveKeys keys;
    keys.level = level_of(identifier, is_patient_root);
    const QueryLevel level = keys.level;
    if (is_patient_root) keys.patient_id = patient_of(identifier, level, !is_relational);
    const auto uids = [&](dicom::Tag key, QueryLevel of) -> std::vector<std::string> {
        if (of > level) return {};
        const bool is_own = of == level;
        return uids_of(identifier, key, is_own, is_own || !is_relational);
    };
    keys.study_instance_uids = uids(tag::StudyInstanceUID, QueryLevel::study);
    keys.series_instance_uids = uids(tag::SeriesInstanceUID, QueryLevel::series);
    keys.sop_instance_uids = uids(tag::SOPInstanceUID, QueryLevel::image);
    return keys;
}

}  // namespace kinote::query
