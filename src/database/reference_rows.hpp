#pragma once
// Rows of `note_reference` on their way in.

#include <cstdint>
#include <span>

#include "database/bulk_insert.hpp"
#include "note/key_image_note.hpp"

namespace kinote::database {

/// One thread; gone before its transaction.
class ReferenceRows {
public:
    explicit ReferenceRows(Transaction& transaction);

    /// The references of a version that has none yet, in their order.
    void add(std::int64_t note_version, std::span<const note::NoteReference> references);
    /// Sends what has been added. To be called at the end.
    void send() { rows_.send(); }

private:
    BulkRows rows_;
};

}  // namespace kinote::database
