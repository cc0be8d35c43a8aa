#pragma once
// Rejection notes as the API and the commands print them.

#include <boost/json/value.hpp>
#include <vector>

#include "database/rejection_listing.hpp"
#include "database/withdrawal_table.hpp"

namespace kinote::server {

[[nodiscard]] boost::json::value to_json(const database::RejectionNoteRow& note);
[[nodiscard]] boost::json::value to_json(const std::vector<database::RejectionNoteRow>& notes);
[[nodiscard]] boost::json::value to_json(const database::RejectionRow& rejection);

[[nodiscard]] boost::json::value to_json(const database::Withdrawal& withdrawal);
[[nodiscard]] boost::json::value to_json(const std::vector<database::Withdrawal>& withdrawals);

/// The note, and all objects that it names, as `rejections`.
[[nodiscard]] boost::json::value rejection_note_in_full(database::Connection& connection,
                                                        const database::RejectionNoteRow& note);

}  // namespace kinote::server
