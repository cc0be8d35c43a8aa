#pragma once
// The table `retrieved_without_kosd`: notes that a study was retrieved without, as their KOSDs were not made in time.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "database/connection.hpp"

namespace kinote::database {

struct RetrievalGap {
    std::int64_t note_version = 0;
    std::string note;      ///< its UUID; empty where it is no longer to be seen
    std::string way;       ///< "C-MOVE to NORTH", "C-GET by VIEWER"
    bool is_void = false;  ///< the note has gone, was marked or replaced, or the destination of the way was removed
    bool has_kosd = false;
    bool went = false;  ///< the ledger of the way's destination has the KOSD
};

/// One that is known stays. @param destination  of a C-MOVE.
void add_retrieval_gap(Transaction& transaction, std::string_view study_instance_uid, const RetrievalGap& gap,
                       std::optional<std::int64_t> destination, std::int64_t now_ms);
void remove_retrieval_gap(Transaction& transaction, std::string_view study_instance_uid, const RetrievalGap& gap);
/// The KOSD has gone that way. @return whether it was missed there.
bool remove_retrieval_gap(Transaction& transaction, std::string_view study_instance_uid, std::string_view way,
                          std::string_view kosd_sop_instance_uid);
/// Of a study, by their ways.
[[nodiscard]] std::vector<RetrievalGap> list_retrieval_gaps(Connection& connection,
                                                            std::string_view study_instance_uid);
/// Studies that have some, behind that one. Study Instance UIDs.
[[nodiscard]] std::vector<std::string> find_studies_with_gaps(Connection& connection, std::string_view after_study,
                                                              std::int64_t limit);

}  // namespace kinote::database
