#pragma once
// The table `study_change`: studies that rules must be asked about, once they have been quiet for a while.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "database/connection.hpp"

namespace kinote::database {

/// Says that objects came into the study. The time is kept to the second, so that a thousand objects write once.
/// Whoever takes the change waits until this transaction has ended.
void add_study_change(Transaction& transaction, std::int64_t study, std::int64_t now_ms);
/// The same where a person's work on a note or a mark changed it. Nothing where no such study is known.
void add_study_change(Transaction& transaction, std::string_view study_instance_uid, std::int64_t now_ms);

struct ChangedStudy {
    std::int64_t study = 0;
    std::int64_t changed_ms = 0;
    std::string study_instance_uid;
    bool is_being_read = false;  ///< a KOSD of it waits for its registration
};
/// Those that have not changed since, the longest quiet first, behind `after`. Rows that another holds are left out;
/// nobody takes or changes these before this transaction ends.
[[nodiscard]] std::vector<ChangedStudy> hold_quiet_studies(Transaction& transaction, std::int64_t quiet_since_ms,
                                                           const ChangedStudy& after, std::int64_t limit);
void forget_study_change(Transaction& transaction, std::int64_t study);

}  // namespace kinote::database
