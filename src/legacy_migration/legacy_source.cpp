#include "legacy_migration/legacy_source.hpp"

#include <fmt/format.h>

#include <charconv>

#include "base/error.hpp"
#include "legacy_migration/contract_rows.hpp"
#include "legacy_migration/csv_source.hpp"
#include "legacy_migration/odbc_connection.hpp"
#include "legacy_migration/odbc_source.hpp"
#include "legacy_migration/sorted_rows.hpp"

namespace kinote::legacy_migration {
namespace {

constexpr std::size_t most_sorted_in_memory = 16U << 20U;  // bytes of a table

std::unique_ptr<RowSource> open_query(const OdbcPlace& place, const Mapping& mapping, ContractTable table,
                                      const std::stop_token& stop) {
    const std::string& query = mapping.query(table);
    if (query.empty()) {
        if (table == ContractTable::uid_mapping) return nullptr;
        throw base::Error{base::ErrorKind::invalid,
                          fmt::format("the mapping {} has no query \"{}\": it is for CSV files alone", mapping.name,
                                      to_string(table))};
    }
    return std::make_unique<OdbcSource>(
        place.connection,
        OdbcQuery{std::string{to_string(table)}, with_parameters(mapping, query), column_wishes(table, mapping)}, stop);
}

std::unique_ptr<RowSource> open_file(const CsvPlace& place, ContractTable table) {
    if (!std::filesystem::is_directory(place.folder)) {  // else a mapping of UIDs would look as if there were none
        throw base::Error{base::ErrorKind::unavailable, fmt::format("there is no folder {}", place.folder.string())};
    }
    const std::filesystem::path file = place.folder / fmt::format("{}.csv", to_string(table));
    if (table == ContractTable::uid_mapping && !std::filesystem::exists(file)) return nullptr;
    return std::make_unique<CsvSource>(file);
}

// A table in the order in which it is merged.
std::unique_ptr<RowSource> in_order(std::unique_ptr<RowSource> rows, bool has_order, const std::stop_token& stop,
                                    std::optional<std::int64_t>* size) {
    if (has_order) return rows;
    auto sorted = std::make_unique<SortedRows>(*rows, most_sorted_in_memory, stop);
    if (size != nullptr) *size = sorted->size();
    return sorted;
}

}  // namespace

std::string shown_place(const SourcePlace& place) {
    if (const auto* odbc = std::get_if<OdbcPlace>(&place)) return shown_connection(odbc->connection);
    return std::get<CsvPlace>(place).folder.string();
}

RowOrigin row_origin(const SourcePlace& place, ContractTable table) {
    if (std::holds_alternative<OdbcPlace>(place)) return {fmt::format("the query {}", to_string(table)), "row"};
    return {fmt::format("{}.csv", to_string(table)), "line"};
}

std::unique_ptr<RowSource> open_table(const SourcePlace& place, const Mapping& mapping, ContractTable table,
                                      const std::stop_token& stop) {
    const auto* odbc = std::get_if<OdbcPlace>(&place);
    std::unique_ptr<RowSource> rows =
        odbc != nullptr ? open_query(*odbc, mapping, table, stop) : open_file(std::get<CsvPlace>(place), table);
    if (!rows) return nullptr;
    return std::make_unique<ContractRows>(std::move(rows), table, mapping, row_origin(place, table));
}

std::optional<std::int64_t> count_notes(const SourcePlace& place, const Mapping& mapping, const std::stop_token& stop) {
    const auto* odbc = std::get_if<OdbcPlace>(&place);
    if (odbc == nullptr || mapping.count_query.empty()) return std::nullopt;
    OdbcSource rows{odbc->connection, {"count", with_parameters(mapping, mapping.count_query), {}}, stop};
    const SourceRow* row = rows.next();
    if (row == nullptr || row->values.front().is_null) return std::nullopt;
    const std::string& text = row->values.front().bytes;
    std::int64_t count = 0;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), count);
    return failure == std::errc{} ? std::optional{count} : std::nullopt;
}

GroupReader::GroupReader(const SourcePlace& place, const Mapping& mapping, const std::stop_token& stop) {
    // Files have no order that anyone promises.
    const bool has_order = std::holds_alternative<OdbcPlace>(place) && mapping.order != RowOrder::any;
    notes_ = in_order(open_table(place, mapping, ContractTable::notes, stop), has_order, stop, &notes_total_);
    references_ = in_order(open_table(place, mapping, ContractTable::references, stop), has_order, stop, nullptr);
    merge_ = std::make_unique<NoteMerge>(*notes_, *references_, has_order ? mapping.order : RowOrder::text);
}

GroupReader::~GroupReader() = default;

bool GroupReader::skip(const database::MigrationProgressMark& mark, const std::stop_token& stop) {
    std::optional<std::string> last_id;
    while (notes_taken() < mark.counts.notes_read || references_taken() < mark.counts.references_read) {
        if (stop.stop_requested()) throw base::Error{base::ErrorKind::unavailable, "stopped"};
        const std::optional<NoteGroup> group = next();
        if (!group) return false;
        if (!group->source_note_id.empty()) last_id = group->source_note_id;
    }
    return notes_taken() == mark.counts.notes_read && references_taken() == mark.counts.references_read &&
           last_id == mark.last_source_note_id;
}

}  // namespace kinote::legacy_migration
