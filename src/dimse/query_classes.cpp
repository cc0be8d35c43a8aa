#include "dimse/query_classes.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>

#include "dicom/uid.hpp"

namespace kinote::dimse {
namespace {

struct Row {
    std::string_view uid;
    QueryClass meaning;
};
using enum QueryModel;
constexpr std::array rows{
    Row{dicom::uid::PatientRootQueryRetrieveInformationModelFind, {patient_root, QueryService::find}},
    Row{dicom::uid::PatientRootQueryRetrieveInformationModelMove, {patient_root, QueryService::move}},
    Row{dicom::uid::PatientRootQueryRetrieveInformationModelGet, {patient_root, QueryService::get}},
    Row{dicom::uid::StudyRootQueryRetrieveInformationModelFind, {study_root, QueryService::find}},
    Row{dicom::uid::StudyRootQueryRetrieveInformationModelMove, {study_root, QueryService::move}},
    Row{dicom::uid::StudyRootQueryRetrieveInformationModelGet, {study_root, QueryService::get}},
};

}  // namespace

std::optional<QueryClass> query_class(std::string_view sop_class_uid) {
    const auto found = std::ranges::find(rows, sop_class_uid, &Row::uid);
    if (found == rows.end()) return std::nullopt;
    return found->meaning;
}

std::string_view query_class_uid(QueryModel model, QueryService service) {
    for (const Row& row : rows) {
        if (row.meaning.model == model && row.meaning.service == service) return row.uid;
    }
    std::abort();
}

std::vector<std::byte> to_extended_negotiation(const QueryOptions& options, QueryService service) {
    const auto byte = [](bool is_set) { return static_cast<std::byte>(is_set ? 1 : 0); };
    std::vector<std::byte> information{byte(options.relational_queries)};
    if (service == QueryService::find) {
        for (const bool option :
             {options.date_time_matching, options.fuzzy_semantic_matching, options.timezone_query_adjustment}) {
            information.push_back(byte(option));
        }
    }
    return information;
}

QueryOptions from_extended_negotiation(std::span<const std::byte> information, QueryService service) {
    const auto is_set = [&](std::size_t at) {
        const bool is_known = at == 0 || service == QueryService::find;
        return is_known && at < information.size() && information[at] == std::byte{1};
    };
    return {is_set(0), is_set(1), is_set(2), is_set(3)};
}

QueryOptions common(const QueryOptions& ours, const QueryOptions& theirs) {
    return {ours.relational_queries && theirs.relational_queries, ours.date_time_matching && theirs.date_time_matching,
            ours.fuzzy_semantic_matching && theirs.fuzzy_semantic_matching,
            ours.timezone_query_adjustment && theirs.timezone_query_adjustment};
}

}  // namespace kinote::dimse
