#include "legacy_migration/contract_rows.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/error.hpp"
#include "base/utf8.hpp"
#include "legacy_migration/column_transform.hpp"
#include "legacy_migration/odbc_text.hpp"
#include "legacy_migration/utf_text.hpp"

namespace kinote::legacy_migration {
namespace {

[[noreturn]] void refuse(const std::string& message) { throw base::Error{base::ErrorKind::invalid, message}; }

// What a transform takes may be longer than what it makes.
constexpr std::size_t most_raw_bytes = 4;  // for each byte of text

}  // namespace

std::vector<ColumnWish> column_wishes(ContractTable table, const Mapping& mapping) {
    std::vector<ColumnWish> wishes;
    for (const ContractColumn& column : columns_of(table)) {
        const Transform* transform = mapping.find_transform(table, column.name);
        const bool is_raw = transform != nullptr && !is_time_transform(transform->kind);
        wishes.push_back(
            {std::string{column.name}, is_raw ? column.most_bytes * most_raw_bytes : column.most_bytes, is_raw});
    }
    return wishes;
}

ContractRows::ContractRows(std::unique_ptr<RowSource> source, ContractTable table, const Mapping& mapping,
                           RowOrigin origin)
    : source_{std::move(source)}, table_{table}, origin_{std::move(origin)} {
    for (const ContractColumn& column : columns_of(table)) {
        names_.emplace_back(column.name);
        columns_.push_back({&column, std::nullopt, mapping.find_transform(table, column.name)});
    }
    row_.values.resize(columns_.size());
    place_columns();
}

void ContractRows::place_columns() {
    const std::vector<std::string>& given = source_->columns();
    for (std::size_t place = 0; place < given.size(); ++place) {
        const auto found = std::ranges::find_if(
            columns_, [&](const Column& column) { return is_same_word(column.contract->name, given[place]); });
        if (found == columns_.end()) {
            refuse(fmt::format("{}: the contract's {} have no column \"{}\"", origin_.source, to_string(table_),
                               given[place]));
        }
        if (found->place) refuse(fmt::format("{}: the column \"{}\" is there twice", origin_.source, given[place]));
        found->place = place;
    }
    for (const Column& column : columns_) {
        if (column.contract->is_required && !column.place) {
            refuse(fmt::format("{}: the column \"{}\" is missing", origin_.source, column.contract->name));
        }
    }
}

const SourceRow* ContractRows::next() {
    const SourceRow* from = source_->next();
    if (from == nullptr) return nullptr;
    row_.number = from->number;
    row_.fault = from->fault;
    for (std::size_t i = 0; i < columns_.size(); ++i) {
        SourceValue& to = row_.values[i];
        to.is_null = true;
        if (columns_[i].place) take(columns_[i], *from, to);
    }
    return &row_;
}

void ContractRows::take(const Column& column, const SourceRow& from, SourceValue& to) {
    const SourceValue& value = from.values[*column.place];
    if (value.is_null) return;
    if (column.transform != nullptr) {
        std::optional<std::string> made = apply_transform(*column.transform, value.bytes);
        if (!made) return add_fault(column, "holds what its transform cannot read");
        to.bytes = trimmed(*made);
    } else {
        to.bytes = trimmed(value.bytes);
        if (!base::is_utf8(to.bytes)) return add_fault(column, "is no UTF-8");
    }
    if (to.bytes.size() > column.contract->most_bytes) {
        return add_fault(column, fmt::format("is longer than {} bytes", column.contract->most_bytes));
    }
    if (to.bytes.find('\0') != std::string::npos) return add_fault(column, "holds a NUL character");
    to.is_null = to.bytes.empty();
}

void ContractRows::add_fault(const Column& column, std::string_view words) {
    if (!row_.fault.empty()) return;
    row_.fault =
        fmt::format("{}, {} {}: {} {}", origin_.source, origin_.unit, row_.number, column.contract->name, words);
}

}  // namespace kinote::legacy_migration
