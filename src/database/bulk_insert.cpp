#include "database/bulk_insert.hpp"

#include <cassert>

#include "base/error.hpp"
#include "database/lists.hpp"

namespace kinote::database {
namespace {

constexpr std::size_t most_bytes = 4U << 20U;  // sent at once

void append_element(std::string& array, const Value& value) {
    array += array.empty() ? '{' : ',';
    const auto& content = value.content();
    if (const auto* number = std::get_if<std::int64_t>(&content)) {
        array += std::to_string(*number);
    } else if (const auto* text = std::get_if<std::string_view>(&content)) {
        append_array_text(array, *text);
    } else if (std::holds_alternative<std::monostate>(content)) {
        array += "NULL";
    } else {
        throw base::Error{base::ErrorKind::internal, "bytes cannot be written in bulk"};
    }
}

}  // namespace

BulkRows::BulkRows(Transaction& transaction, const BulkInsert& insert, std::size_t columns)
    : transaction_{transaction}, insert_{insert}, columns_{columns} {}

void BulkRows::add(std::initializer_list<Value> row) {
    assert(row.size() == columns_.size());
    if (transaction_.connection().engine() == Engine::sqlite) {
        transaction_.execute(insert_.one_row, row);
        return;
    }
    std::size_t column = 0;
    for (const Value& value : row) {
        std::string& array = columns_[column++];
        const std::size_t before = array.size();
        append_element(array, value);
        size_ += array.size() - before;
    }
    if (size_ >= most_bytes) send();
}

void BulkRows::send() {
    if (size_ == 0) return;
    std::vector<Value> parameters;
    parameters.reserve(columns_.size());
    for (std::string& array : columns_) {
        array += '}';
        parameters.emplace_back(array);
    }
    transaction_.connection().execute(insert_.many_rows, Parameters{parameters});
    for (std::string& array : columns_) array.clear();
    size_ = 0;
}

}  // namespace kinote::database
