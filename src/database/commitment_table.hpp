#pragma once
// The tables `commitment_request` and `commitment_request_item`: objects that destinations were asked to take
// responsibility for, PS3.4 Annex J.

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "database/export_table.hpp"

namespace kinote::database {

struct CommitmentItem {
    std::string sop_instance_uid;
    std::string sop_class_uid;
    std::string sha256;  ///< of what was sent
};

struct CommitmentRequest {
    std::int64_t id = 0;
    std::string transaction_uid;
    std::int64_t destination = 0;
    std::int64_t export_id = 0;
    std::string study_instance_uid;
    std::int64_t attempt = 1;  ///< 1: the objects are asked for for the first time
};

/// One of the export's requests that must go out anew: its going was broken off, or no report came in time. The
/// oldest first.
struct BrokenRequest {
    CommitmentRequest request;
    bool is_overdue = false;
};
[[nodiscard]] std::optional<BrokenRequest> find_broken_request(Connection& connection, std::int64_t export_id,
                                                               std::int64_t now_ms);
/// Puts the request under another Transaction UID, with those of its objects that are not committed, and that the
/// ledger still says were delivered so. Reports of the old one are believed all the same.
/// @return absent where none is left.
[[nodiscard]] std::optional<CommitmentRequest> renew_request(Transaction& transaction, const BrokenRequest& broken,
                                                             std::string_view transaction_uid, std::int64_t now_ms);
/// A request for what the export has delivered and no request of it is about, in the state *asking*.
/// @return absent where there is nothing.
[[nodiscard]] std::optional<CommitmentRequest> add_request(Transaction& transaction, const ExportRow& of,
                                                           std::string_view transaction_uid, std::int64_t limit,
                                                           std::int64_t now_ms);
[[nodiscard]] std::vector<CommitmentItem> list_items(Connection& connection, std::int64_t request);

/// The destination has the request, and reports until then. Nothing changes where it has reported already.
void set_asked(Transaction& transaction, std::int64_t request, std::int64_t due_ms);

/// The request of that Transaction UID to a destination of that AE title. Nobody changes it before this transaction
/// ends.
struct HeldRequest {
    CommitmentRequest request;
    std::string destination_name;
    bool is_answered = false;
};
[[nodiscard]] std::optional<HeldRequest> hold_request(Transaction& transaction, std::string_view transaction_uid,
                                                      std::string_view ae_title);
void set_answered(Transaction& transaction, std::int64_t request, std::int64_t now_ms);
/// Writes into the ledger that the destination has taken responsibility; nothing where other content has been sent
/// since.
void commit_delivery(Transaction& transaction, std::int64_t destination, const CommitmentItem& item,
                     std::int64_t now_ms);
/// Counts into the request's export what of it is committed now.
void count_committed(Transaction& transaction, const CommitmentRequest& request);
/// Writes into the ledger why it has not.
void note_failed_commitment(Transaction& transaction, std::int64_t destination, const CommitmentItem& item,
                            std::string_view reason);

/// A request whose report did not come in time.
struct OverdueRequest {
    std::int64_t id = 0;
    std::int64_t export_id = 0;
    std::int64_t due_ms = 0;
    std::string study_instance_uid;
    std::string destination_name;
    bool is_destination_retired = false;
    bool is_archive = false;  ///< the destination
};
/// The longest overdue first, a page behind the place of the last one.
[[nodiscard]] std::vector<OverdueRequest> find_overdue(Connection& connection, std::int64_t now_ms,
                                                       const OverdueRequest& after, std::int64_t limit);
/// Another is about its objects, or nobody waits for it.
void drop_request(Transaction& transaction, std::int64_t request);
/// It was asked for often enough: nothing of its export is asked for on its account.
void give_up_request(Transaction& transaction, std::int64_t request);

/// Removes requests that are over and were made before that time, the oldest first, with what they were about. What the
/// ledger says stays; a report that comes later names a Transaction UID that is no longer known. @return how many.
[[nodiscard]] std::int64_t remove_ended_requests(Transaction& transaction, std::int64_t before_ms, std::int64_t limit);

/// Objects of the study that the destination has not taken responsibility for, as the ledger's comments say.
[[nodiscard]] std::int64_t count_failed_commitments(Connection& connection, std::int64_t destination,
                                                    std::string_view study_instance_uid);

}  // namespace kinote::database
