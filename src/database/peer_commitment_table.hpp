#pragma once
// The tables `peer_commitment` and `peer_commitment_item`: what peers asked us to take responsibility for, PS3.4 Annex
// J.

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "database/instance_table.hpp"

namespace kinote::database {

struct ReferencedObject {
    std::string sop_class_uid;
    std::string sop_instance_uid;
};

struct NewPeerCommitment {
    std::string_view calling_ae_title;
    std::string_view transaction_uid;
    std::string_view called_ae_title;
    std::string_view address;
    std::span<const ReferencedObject> objects;
};
/// @return absent where that AE title has used the Transaction UID before.
[[nodiscard]] std::optional<std::int64_t> add_peer_commitment(Transaction& transaction,
                                                              const NewPeerCommitment& commitment, std::int64_t now_ms);

struct PeerCommitment {
    std::int64_t id = 0;
    std::string calling_ae_title;
    std::string transaction_uid;
    std::string called_ae_title;
    std::string address;
    bool is_reported = false;
};
[[nodiscard]] std::optional<PeerCommitment> find_peer_commitment(Connection& connection, std::int64_t id);
/// @param status  that the peer answered to the report.
void set_reported(Transaction& transaction, std::int64_t id, std::int64_t status, std::int64_t now_ms);

/// An object that was asked about and not looked at yet.
struct ObjectToCheck {
    std::int64_t position = 0;
    std::string sop_class_uid;
    std::string sop_instance_uid;
    std::optional<StoredObject> visible;  ///< absent where it is not
};
[[nodiscard]] std::vector<ObjectToCheck> find_objects_to_check(Connection& connection, std::int64_t id,
                                                               std::int64_t after_position, std::int64_t limit);
/// @param failure  reason, 0 where there is none.
void set_checked(Transaction& transaction, std::int64_t id, std::int64_t position, std::int64_t failure);

/// How much there is to read of what is asked about.
struct CommitmentExtent {
    std::int64_t objects = 0;
    std::int64_t bytes = 0;
};
[[nodiscard]] CommitmentExtent measure_peer_commitment(Connection& connection, std::int64_t id);

/// What was found of an object that was asked about.
struct CheckedObject {
    std::int64_t position = 0;
    std::string sop_class_uid;
    std::string sop_instance_uid;
    std::int64_t failure = 0;  ///< as found when it was looked at
    bool is_visible = false;   ///< now
};
[[nodiscard]] std::vector<CheckedObject> list_checked_objects(Connection& connection, std::int64_t id,
                                                              std::int64_t after_position, std::int64_t limit);

/// Removes requests whose report was taken before that time, the oldest first. @return how many.
[[nodiscard]] std::int64_t remove_reported(Transaction& transaction, std::int64_t before_ms, std::int64_t limit);

}  // namespace kinote::database
