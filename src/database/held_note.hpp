#pragma once
// Notes held fast while a person changes them.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "database/connection.hpp"

namespace kinote::database {

/// A note that nobody else changes before the transaction's end.
struct HeldNote {
    std::int64_t note = 0;
    std::int64_t version = 0;  ///< the latest
    std::string state;         ///< of that version: current or withdrawn
    std::string study_instance_uid;
    std::string source;
    bool is_marked = false;    ///< for deletion
    bool is_withheld = false;  ///< hidden until a person decides
    bool is_joined = false;    ///< shown as another note
    bool is_purged = false;    ///< nothing is left but that it was deleted
};
/// Holds the studies that it lies in, too. @param studies  that it is to lie in besides: Study Instance UIDs.
[[nodiscard]] std::optional<HeldNote> hold_note(Transaction& transaction, std::string_view uuid,
                                                const std::vector<std::string_view>& studies = {});

}  // namespace kinote::database
