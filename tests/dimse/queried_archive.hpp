#pragma once
// A server that answers queries, and those who query it.

#include <atomic>
#include <string>

#include "dimse/query_requests.hpp"
#include "dimse/test_server.hpp"

namespace kinote::dimse::testing {

inline constexpr std::string_view study_find = uid::StudyRootQueryRetrieveInformationModelFind;
inline constexpr std::string_view patient_find = uid::PatientRootQueryRetrieveInformationModelFind;

inline AssociateRequest find_association(std::string_view transfer_syntax = uid::ExplicitVRLittleEndian,
                                         std::string_view sop_class = study_find) {
    return {
        .contexts = {{.abstract_syntax = std::string{sop_class}, .transfer_syntaxes = {std::string{transfer_syntax}}}}};
}

inline Bytes identifier_bytes() { return as_text(study_identifier("1.2.3")); }

/// Gives a number of matches and remembers how it was asked.
struct QueriedArchive {
    [[nodiscard]] Services services() {
        return {.find = [this](const FindRequest& request, const FindSink& sink) {
            model = request.model;
            options = request.options;
            study = request.identifier.text(tag::StudyInstanceUID);
            name = request.identifier.text(tag::PatientName);
            calling_ae_title = request.peer.calling_ae_title.text();
            for (int index = 0; index < matches; ++index) {
                if (!sink({study_identifier("1.2." + std::to_string(index)), has_unsupported_keys})) break;
                ++sent;
            }
            return final_answer;
        }};
    }

    int matches = 2;
    bool has_unsupported_keys = false;
    Answer final_answer{};
    std::atomic<int> sent = 0;
    QueryModel model{};
    QueryOptions options;
    std::string study, name, calling_ae_title;
};

}  // namespace kinote::dimse::testing
