#pragma once
// What a rejection note that has been read comes to.

#include <cstdint>

#include "database/instance_table.hpp"
#include "database/rejection_table.hpp"
#include "note/kos_reader.hpp"

namespace kinote::object_creator {

struct ReadRejection {
    const database::ObjectInPlace& kosd;
    const note::KosReading& reading;
    std::int64_t study = 0;
    bool is_usable = false;  ///< one that breaks the standard, or is another patient's, rejects nothing
};

/// Writes what the note says; lets it take effect, tells destinations and sends it on where it is in force; raises what
/// a person must know. May run again.
void write_rejection(database::Transaction& transaction, const ReadRejection& rejection,
                     database::QualityRejection quality, std::int64_t now_ms);

}  // namespace kinote::object_creator
