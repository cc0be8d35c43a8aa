#pragma once
// Associations that tests ask for.

#include <gtest/gtest.h>

#include <functional>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "dicom/file_meta.hpp"
#include "dicom/uid.hpp"
#include "dimse/process.hpp"
#include "dimse/requested_association.hpp"

namespace kinote::dimse::testing {

namespace test_syntax {
inline const std::string explicit_little{dicom::uid::ExplicitVRLittleEndian};
inline const std::string implicit_little{dicom::uid::ImplicitVRLittleEndian};
}  // namespace test_syntax

/// One context per class, in Explicit VR Little Endian.
inline AssociationRequest request_for(std::uint16_t port, std::initializer_list<std::string_view> classes) {
    prepare_process();
    AssociationRequest request{
        .host = "127.0.0.1", .port = port, .proposal = {dicom::AeTitle{"KINOTE"}, dicom::AeTitle{"CALLER"}}};
    for (const std::string_view abstract_syntax : classes) {
        request.proposal.contexts.push_back({std::string{abstract_syntax}, {test_syntax::explicit_little}});
    }
    return request;
}

/// The error of an action that is to fail with one.
inline base::Error error_of(const std::function<void()>& action) {
    try {
        action();
    } catch (const base::Error& error) {
        return error;
    }
    ADD_FAILURE() << "nothing failed";
    return {base::ErrorKind::internal, ""};
}

inline bool has_text(const base::Error& error, std::string_view text) {
    return std::string_view{error.what()}.find(text) != std::string_view::npos;
}

/// A Part 10 object in memory with the small data set.
inline std::vector<std::byte> small_object(const std::string& data_set, const std::string& sop_instance_uid) {
    std::vector<std::byte> object = dicom::make_file_meta(
        {dicom::uid::KeyObjectSelectionDocumentStorage, sop_instance_uid, dicom::uid::ExplicitVRLittleEndian, {}});
    const auto bytes = std::as_bytes(std::span{data_set});
    object.insert(object.end(), bytes.begin(), bytes.end());
    return object;
}

}  // namespace kinote::dimse::testing
