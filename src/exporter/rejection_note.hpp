#pragma once
// Rejection notes of ours (IHE RAD 4.66): what was sent is withdrawn with the title 113039.

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "base/uuid.hpp"
#include "database/withdrawal_table.hpp"
#include "note/kosd_source.hpp"

namespace kinote::exporter {

/// What all rejection notes of this site have in common.
struct RejectionNoteIdentity {
    base::Uuid installation{};
    note::KosdEquipment equipment;
};

/// What a rejection note is about: objects of one study. None is empty.
struct RejectionNoteContent {
    std::string sop_instance_uid;
    std::int64_t number = 0;  ///< Instance Number, from 1
    note::KosdStudy study;
    std::span<const database::WithdrawnObject> objects;
};

/// A Part 10 object, as note::write_kosd(). @param now_ms  when it is made.
[[nodiscard]] std::vector<std::byte> write_rejection_note(const RejectionNoteIdentity& identity,
                                                          const RejectionNoteContent& content, std::int64_t now_ms);

}  // namespace kinote::exporter
