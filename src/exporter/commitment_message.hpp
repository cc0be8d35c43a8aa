#pragma once
// The data sets of Storage Commitment: PS3.4 Tables J.3-1 (what is asked) and J.3-2 (what is reported).

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <map>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "database/commitment_table.hpp"
#include "database/peer_commitment_table.hpp"
#include "dicom/dataset.hpp"
#include "dimse/answer.hpp"
#include "dimse/normalized_request.hpp"

namespace kinote::exporter {

/// Failure Reason (0008,1197), PS3.3 C.14.1.1.
enum class CommitmentFailure : std::uint16_t {
    none = 0,
    processing_failure = 0x0110,
    no_such_object_instance = 0x0112,
    class_instance_conflict = 0x0119,
    sop_class_not_supported = 0x0122,
    duplicate_transaction_uid = 0x0131,
    resource_limitation = 0x0213,
};
/// "0112 no such object"; the number alone for one that the standard does not have.
[[nodiscard]] std::string text_of(CommitmentFailure failure);

/// Action Type ID and Event Type IDs, PS3.4 J.3.2 and J.3.3.
inline constexpr std::uint16_t request_storage_commitment = 1;
inline constexpr std::uint16_t all_committed = 1;
inline constexpr std::uint16_t failures_exist = 2;

/// What is wrong with an N-ACTION or N-EVENT-REPORT before its data set is looked at; success where nothing is.
/// @param type_ids  the Action or Event Type IDs that there are. @param unknown_type  what another one is answered.
[[nodiscard]] dimse::Answer fault_of(const dimse::NormalizedRequest& request,
                                     std::initializer_list<std::uint16_t> type_ids, dimse::Status unknown_type);

/// What N-ACTION asks for.
struct AskedCommitment {
    std::string transaction_uid;
    std::vector<database::ReferencedObject> objects;  ///< at least one
};
/// @param most_objects  refused beyond. @throws base::Error invalid, in words for the peer, for what is malformed;
/// refused for too many objects.
[[nodiscard]] AskedCommitment read_request(const dicom::Item& information, std::size_t most_objects);
[[nodiscard]] std::vector<std::byte> write_request(const std::string& transaction_uid,
                                                   std::span<const database::CommitmentItem> items);

/// What N-EVENT-REPORT says.
struct ReportedCommitment {
    std::string transaction_uid;
    std::set<std::string, std::less<>> committed;
    std::map<std::string, CommitmentFailure, std::less<>> failed;
};
/// @throws base::Error invalid where there is no Transaction UID.
[[nodiscard]] ReportedCommitment read_report(const dicom::Item& information);

/// An object of a report, as it was asked about.
struct ReportedObject {
    database::ReferencedObject object;
    CommitmentFailure failure = CommitmentFailure::none;
};
/// @param retrieve_ae_title  from which the objects can be retrieved.
[[nodiscard]] std::vector<std::byte> write_report(const std::string& transaction_uid,
                                                  const std::string& retrieve_ae_title,
                                                  std::span<const ReportedObject> objects);

}  // namespace kinote::exporter
