#pragma once
// The rows of a source as the contract wants them: its columns in its order, transformed, as text in UTF-8.

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "legacy_migration/contract.hpp"
#include "legacy_migration/mapping.hpp"
#include "legacy_migration/odbc_source.hpp"
#include "legacy_migration/row_source.hpp"

namespace kinote::legacy_migration {

/// What the columns of a table are wished as, by the contract and the mapping's transforms.
[[nodiscard]] std::vector<ColumnWish> column_wishes(ContractTable table, const Mapping& mapping);

/// What messages call a source and its rows.
struct RowOrigin {
    std::string source;     ///< "the query notes", "notes.csv"
    std::string_view unit;  ///< "row", "line"
};

/// Rows whose values stand at the places of NoteColumn, ReferenceColumn or UidMappingColumn. Texts are trimmed, an
/// empty one is null; a value that is too long, no text, or refused by its transform is a fault of its row.
class ContractRows final : public RowSource {
public:
    /// @param mapping  outlives the rows.
    /// @throws Error invalid where the source lacks a required column, has one twice, or has one that the contract does
    ///         not know.
    ContractRows(std::unique_ptr<RowSource> source, ContractTable table, const Mapping& mapping, RowOrigin origin);

    [[nodiscard]] const std::vector<std::string>& columns() const override { return names_; }
    [[nodiscard]] const SourceRow* next() override;

private:
    struct Column {
        const ContractColumn* contract = nullptr;
        std::optional<std::size_t> place;      // in the source
        const Transform* transform = nullptr;  // null: none
    };

    void place_columns();
    void take(const Column& column, const SourceRow& from, SourceValue& to);
    void add_fault(const Column& column, std::string_view words);

    std::unique_ptr<RowSource> source_;
    ContractTable table_;
    RowOrigin origin_;
    std::vector<std::string> names_;
    std::vector<Column> columns_;
    SourceRow row_;
};

}  // namespace kinote::legacy_migration
