#pragma once
// The legacy system as it is read: a database over ODBC, or a folder of CSV files.

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <variant>

#include "database/migration_table.hpp"
#include "legacy_migration/contract_rows.hpp"
#include "legacy_migration/mapping.hpp"
#include "legacy_migration/note_group.hpp"
#include "legacy_migration/row_source.hpp"

namespace kinote::legacy_migration {

struct OdbcPlace {
    std::string connection;  ///< as SQLDriverConnect takes it
};
struct CsvPlace {
    std::filesystem::path folder;
};
using SourcePlace = std::variant<OdbcPlace, CsvPlace>;

/// The place without passwords, for rows, messages and reports.
[[nodiscard]] std::string shown_place(const SourcePlace& place);

/// What messages call one of the contract's tables there.
[[nodiscard]] RowOrigin row_origin(const SourcePlace& place, ContractTable table);

/// Opens one of the contract's tables. Null where the source has no UID mapping.
/// @param mapping  outlives the rows. @throws Error as the sources, and invalid where the mapping has no query.
[[nodiscard]] std::unique_ptr<RowSource> open_table(const SourcePlace& place, const Mapping& mapping,
                                                    ContractTable table, const std::stop_token& stop);

/// How many notes the source has, where the mapping can tell at small cost.
[[nodiscard]] std::optional<std::int64_t> count_notes(const SourcePlace& place, const Mapping& mapping,
                                                      const std::stop_token& stop);

/// The groups of a source from its beginning. One thread at a time.
class GroupReader {
public:
    /// Opens both tables, and sorts them where the mapping or the source promises no order.
    GroupReader(const SourcePlace& place, const Mapping& mapping, const std::stop_token& stop);
    ~GroupReader();
    GroupReader(const GroupReader&) = delete;
    GroupReader& operator=(const GroupReader&) = delete;

    /// Goes behind what an earlier run has committed. False where the source no longer looks as it did then; the reader
    /// is of no use any more.
    [[nodiscard]] bool skip(const database::MigrationProgressMark& mark, const std::stop_token& stop);

    /// Absent behind the last one.
    [[nodiscard]] std::optional<NoteGroup> next() { return merge_->next(); }
    [[nodiscard]] std::int64_t notes_taken() const { return merge_->notes_taken(); }
    [[nodiscard]] std::int64_t references_taken() const { return merge_->references_taken(); }
    /// Where reading the source has told it already.
    [[nodiscard]] std::optional<std::int64_t> notes_total() const { return notes_total_; }

private:
    std::unique_ptr<RowSource> notes_;
    std::unique_ptr<RowSource> references_;
    std::optional<std::int64_t> notes_total_;
    std::unique_ptr<NoteMerge> merge_;
};

}  // namespace kinote::legacy_migration
