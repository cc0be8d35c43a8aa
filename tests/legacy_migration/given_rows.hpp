#pragma once
// Rows of a source that stand in the test, and shorthand for reading rows.

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "legacy_migration/row_source.hpp"

namespace kinote::test {

using GivenValue = std::optional<std::string>;

class GivenRows final : public legacy_migration::RowSource {
public:
    GivenRows(std::vector<std::string> columns, std::vector<std::vector<GivenValue>> rows)
        : columns_{std::move(columns)}, rows_{std::move(rows)} {
        row_.values.resize(columns_.size());
    }

    [[nodiscard]] const std::vector<std::string>& columns() const override { return columns_; }
    [[nodiscard]] const legacy_migration::SourceRow* next() override {
        if (next_ == rows_.size()) return nullptr;
        for (std::size_t i = 0; i < columns_.size(); ++i) {
            const GivenValue& value = rows_[next_].at(i);
            row_.values[i] = {!value, value.value_or("")};
        }
        row_.number = static_cast<std::int64_t>(++next_);
        return &row_;
    }

private:
    std::vector<std::string> columns_;
    std::vector<std::vector<GivenValue>> rows_;
    std::size_t next_ = 0;
    legacy_migration::SourceRow row_;
};

/// A row's values, null as absent.
inline std::vector<GivenValue> values_of(const legacy_migration::SourceRow& row) {
    std::vector<GivenValue> values;
    for (const auto& value : row.values) values.push_back(value.is_null ? GivenValue{} : GivenValue{value.bytes});
    return values;
}

}  // namespace kinote::test
