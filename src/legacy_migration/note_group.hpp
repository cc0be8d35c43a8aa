#pragma once
// One note of the source with its references, as read; and the merge of the two queries that makes such groups.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "legacy_migration/contract.hpp"
#include "legacy_migration/mapping.hpp"
#include "legacy_migration/row_source.hpp"

namespace kinote::legacy_migration {

/// What belongs together by its source_note_id.
struct NoteGroup {
    std::optional<SourceRow> note;       ///< absent: references that no note bears the id of
    std::vector<SourceRow> references;   ///< in the source's order
    std::int64_t excess_references = 0;  ///< further ones, beyond the limit of the contract
    bool is_repeated = false;            ///< the note before has the same id: this one cannot be told from it
    std::string source_note_id;          ///< empty where the row has none that can be read
};

/// Merges rows of notes and references, both in one order of source_note_id, in one pass. One thread.
class NoteMerge {
public:
    /// @param notes, references  rows of the contract; outlive this.
    NoteMerge(RowSource& notes, RowSource& references, RowOrder order);

    /// Absent behind the last one. @throws Error invalid where a source breaks the order: names both ids and what to
    /// do; else as the sources.
    [[nodiscard]] std::optional<NoteGroup> next();

    /// Rows that the groups so far were made of.
    [[nodiscard]] std::int64_t notes_taken() const { return notes_.taken; }
    [[nodiscard]] std::int64_t references_taken() const { return references_.taken; }

private:
    struct Stream {
        RowSource& rows;
        ContractTable table = ContractTable::notes;
        const SourceRow* row = nullptr;  // the one that is next; null behind the last
        std::optional<std::string> last_id;
        std::int64_t taken = 0;
    };

    void advance(Stream& stream);
    [[nodiscard]] SourceRow take(Stream& stream);
    [[nodiscard]] bool is_before(const std::string& left, const std::string& right) const;
    void check_order(Stream& stream, const std::string& id) const;
    void take_references(NoteGroup& group);
    [[nodiscard]] NoteGroup take_note();
    [[nodiscard]] NoteGroup take_orphans();

    Stream notes_;
    Stream references_;
    RowOrder order_;
    std::optional<std::string> last_note_;
};

}  // namespace kinote::legacy_migration
