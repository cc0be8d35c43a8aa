#pragma once
// Notes that a study was retrieved without: an exception names them, and is closed once it is no longer true.

#include <cstdint>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "database/database.hpp"

namespace kinote::exporter {

/// How a study was retrieved.
struct RetrievalWay {
    std::string words;                        ///< "C-MOVE to NORTH", "C-GET by VIEWER"
    std::optional<std::int64_t> destination;  ///< of a C-MOVE
};

/// Any thread.
class RetrievalGaps {
public:
    RetrievalGaps(database::Database& database, const base::Clock& clock) : database_{database}, clock_{clock} {}

    /// The study goes that way without the KOSDs of these versions of its notes: raises `retrieved_without_kosd`, or
    /// has the one that is open name them, too. May be told again.
    void add(const std::string& study_instance_uid, const RetrievalWay& way,
             std::span<const std::int64_t> note_versions) const;
    /// A KOSD of the study was fetched that way.
    void note_fetched(const std::string& study_instance_uid, const RetrievalWay& way,
                      std::string_view kosd_sop_instance_uid) const;
    /// Drops those of any study that are no longer true, and closes its exception with the last of them: the KOSD went
    /// to the same destination, or the note went, was marked or replaced, or has nothing visible left to refer to.
    void settle(const std::stop_token& stop) const;

private:
    void settle_study(const std::string& study_instance_uid) const;
    void tell(database::Transaction& transaction, const std::string& study_instance_uid) const;

    database::Database& database_;
    const base::Clock& clock_;
};

}  // namespace kinote::exporter
